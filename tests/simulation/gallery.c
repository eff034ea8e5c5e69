#include "tests/simulation/gallery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/picture.h"

enum { PAGES = 3, PICTURES_A_PAGE = 4, SMALL_BYTES = 4096, LARGE_BYTES = 180 * 1000 };

#define FOLDER "/data/pictures/"

/* Not one that can be decoded: nobody looks at it here. */
static void picture_make(struct pictures *out, int number, bool large)
{
    static const char begin[] = "\x89PNG\r\n\x1a\n";
    struct chance chance = chance_make(0xf10e75, (uint64_t)number);
    struct picture_file *file = &out->files[out->count++];
    file->bytes_count = sizeof(begin) + (size_t)chance_below(&chance, large ? LARGE_BYTES : SMALL_BYTES);
    file->bytes = malloc(file->bytes_count);
    if (file->bytes == NULL) abort();
    memcpy(file->bytes, begin, sizeof(begin));
    for (size_t at = sizeof(begin); at < file->bytes_count; at++) file->bytes[at] = (char)chance_next(&chance);
    picture_name(file->name, file->bytes, file->bytes_count);
}

json_t *gallery_make(struct pictures *out, struct chance *chance, bool large)
{
    json_t *pages = json_array();
    *out = (struct pictures){.count = 0};
    for (int page = 0; page < PAGES; page++) {
        char id[16];
        snprintf(id, sizeof(id), "page-%d", page);
        json_t *blocks = json_array();
        if (!chance_one_in(chance, 3)) {
            picture_make(out, page * PICTURES_A_PAGE + chance_below(chance, PICTURES_A_PAGE), large && page == 0);
            json_array_append_new(blocks, json_pack("{s:s, s:s, s:s}", "type", "picture", "picture",
                                                    out->files[out->count - 1].name, "alt", "A"));
        }
        json_array_append_new(pages, json_pack("{s:s, s:s, s:o}", "id", id, "title", id, "blocks", blocks));
    }
    return pages;
}

/* FOLDER NAME.png? */
static bool is_whole_name(char out[PICTURE_NAME_BYTES], const char *path)
{
    if (strncmp(path, FOLDER, sizeof(FOLDER) - 1) != 0) return false;
    const char *file = path + sizeof(FOLDER) - 1;
    if (strlen(file) != PICTURE_NAME_BYTES - 1 + 4 || strcmp(file + PICTURE_NAME_BYTES - 1, ".png") != 0) return false;
    snprintf(out, PICTURE_NAME_BYTES, "%.64s", file);
    return true;
}

static bool fits(const struct inode *inode, const char *name)
{
    char real[PICTURE_NAME_BYTES];
    picture_name(real, inode->bytes, (size_t)inode->size);
    return strcmp(real, name) == 0;
}

const char *gallery_wrong(struct disk *disk)
{
    for (size_t at = 0; at < DISK_NAMES_MAX; at++) {
        char name[PICTURE_NAME_BYTES];
        const struct name *entry = &disk->names[at];
        if (entry->inode == NULL || !is_whole_name(name, entry->path)) continue;
        if (!fits(entry->inode, name)) return entry->path;
    }
    return NULL;
}

const char *gallery_missing(struct disk *disk, const json_t *pages)
{
    size_t at;
    json_t *page;
    json_array_foreach (pages, at, page) {
        const char *name = json_text_at(json_array_get(json_object_get(page, "blocks"), 0), "picture");
        char path[DISK_NAME_BYTES];
        if (name == NULL) continue;
        snprintf(path, sizeof(path), FOLDER "%s.png", name);
        const struct inode *inode = disk_find(disk, path);
        if (inode == NULL || !fits(inode, name)) return name;
    }
    return NULL;
}

bool gallery_damage(struct disk *disk, struct chance *chance)
{
    size_t pick = (size_t)chance_below(chance, DISK_NAMES_MAX);
    for (size_t step = 0; step < DISK_NAMES_MAX; step++) {
        char name[PICTURE_NAME_BYTES];
        const struct name *entry = &disk->names[(pick + step) % DISK_NAMES_MAX];
        if (entry->inode == NULL || !is_whole_name(name, entry->path)) continue;
        if (disk_damage(disk, entry->path, chance)) return true;
    }
    return false;
}
