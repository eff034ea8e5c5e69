#include "sync/registry/content/pictures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/registry/content/images.h"
#include "sync/registry/content/phone_pictures.h"
#include "sync/registry/formats/report.h"

#define DID_NOT_COME "names a picture that did not come with the file"

/* Nothing but a network has such a member. */
const char network_pictures_schema[] =
    "CREATE INDEX item_picture ON item ((body ->> '$.picture.picture'))"
    " WHERE (body ->> '$.picture.picture') IS NOT NULL;"
    "CREATE INDEX item_version_picture ON item_version ((body ->> '$.picture.picture'))"
    " WHERE (body ->> '$.picture.picture') IS NOT NULL;";

/* A reading under way. */
struct reading {
    struct pictures *pictures;
    const char *folder; /* NULL: none */
    struct db *db;
    struct report report;
};

static bool is_read(const struct pictures *pictures, const char *name)
{
    for (size_t at = 0; at < pictures->count; at++) {
        if (strcmp(pictures->files[at].name, name) == 0) return true;
    }
    return false;
}

/* NULL: it is a picture that may be shown. */
static const char *problem_of(enum err read, const struct str *bytes)
{
    struct picture_size size;
    unsigned char *pixels = NULL;
    if (read == ERR_NOT_FOUND) return "is not there";
    if (read == ERR_TOO_LARGE) return "is larger than 512 KiB";
    if (read != ERR_OK) return err_text(read);
    enum err err = picture_decode(&pixels, &size, str_text(bytes), bytes->length);
    free(pixels);
    if (err == ERR_TOO_LARGE) return "is more than 2048 pixels wide or high";
    if (err == ERR_INVALID) return "is not a PNG picture, or is damaged";
    return err == ERR_OK ? NULL : err_text(err);
}

/* Takes the bytes over when they are new. */
static void keep(struct reading *reading, const char *name, struct str *bytes)
{
    struct pictures *pictures = reading->pictures;
    if (is_read(pictures, name) || pictures->count == PICTURES_MAX) return; /* too many is reported of the whole */
    struct picture_file *file = &pictures->files[pictures->count];
    file->bytes_count = bytes->length;
    file->bytes = str_take(bytes);
    if (file->bytes == NULL) return;
    snprintf(file->name, sizeof(file->name), "%s", name);
    pictures->count++;
}

static enum err read_beside(const struct reading *reading, const char *path, struct str *out)
{
    char *whole = file_join(reading->folder, path);
    str_init(out, PICTURE_BYTES_MAX);
    if (whole == NULL) return ERR_NOMEM;
    enum err err = file_read(out, whole, PICTURE_BYTES_MAX);
    free(whole);
    return err;
}

static enum err read_file(struct reading *reading, json_t *picture, const char *file, const struct place *place)
{
    AUTO(str_finish) struct str bytes = {0};
    if (reading->folder == NULL) {
        report_at(&reading->report, &(struct place){.parent = place, .key = "file"}, DID_NOT_COME);
        return ERR_OK;
    }
    enum err err = read_beside(reading, file, &bytes);
    if (err == ERR_NOMEM) return err;
    const char *problem = problem_of(err, &bytes);
    if (problem != NULL) {
        report_at(&reading->report, &(struct place){.parent = place, .key = "file"}, "\"%.120s\" %s", file, problem);
        return ERR_OK;
    }
    char name[PICTURE_NAME_BYTES];
    picture_name(name, str_text(&bytes), bytes.length);
    keep(reading, name, &bytes);
    (void)json_object_del(picture, "file"); /* it is there */
    return json_object_set_new(picture, "picture", json_string(name)) == 0 ? ERR_OK : ERR_NOMEM;
}

static enum err read_named(struct reading *reading, const char *name, const struct place *place)
{
    char path[sizeof(PICTURES_FOLDER "/.png") + PICTURE_NAME_BYTES];
    char real[PICTURE_NAME_BYTES];
    int64_t one = 0;
    struct place member = {.parent = place, .key = "picture"};
    if (is_read(reading->pictures, name)) return ERR_OK;
    enum err err = db_int(reading->db, &one, "SELECT 1 FROM picture WHERE name = ?", "t", name);
    if (err != ERR_NOT_FOUND) return err;
    if (reading->folder == NULL) {
        report_at(&reading->report, &member, DID_NOT_COME);
        return ERR_OK;
    }
    AUTO(str_finish) struct str bytes;
    snprintf(path, sizeof(path), PICTURES_FOLDER "/%s.png", name);
    err = read_beside(reading, path, &bytes);
    if (err == ERR_NOMEM) return err;
    const char *problem = problem_of(err, &bytes);
    if (err == ERR_NOT_FOUND) problem = "is neither in the registry nor beside the file";
    if (problem == NULL) {
        picture_name(real, str_text(&bytes), bytes.length);
        if (strcmp(real, name) != 0) problem = "has other bytes than its name says";
    }
    if (problem != NULL) {
        report_at(&reading->report, &member, "%.70s %s", path, problem);
    } else {
        keep(reading, name, &bytes);
    }
    return ERR_OK;
}

/* Of a page's block, or a network. */
static enum err read_picture(struct reading *reading, json_t *picture, const struct place *place)
{
    const char *file = json_text_at(picture, "file");
    const char *name = json_text_at(picture, "picture");
    if ((file != NULL) == (name != NULL)) {
        report_at(&reading->report, place, "must say which picture, with either \"file\" or \"picture\"");
        return ERR_OK;
    }
    return file != NULL ? read_file(reading, picture, file, place) : read_named(reading, name, place);
}

/* A translation has a picture's words, not its name. */
static void check_translation(struct reading *reading, const json_t *blocks, const struct place *parent)
{
    struct place list = {.parent = parent, .key = "blocks"};
    size_t at;
    json_t *block;
    json_array_foreach (blocks, at, block) {
        struct place place = {.parent = &list, .index = at};
        bool named = json_object_get(block, "file") != NULL || json_object_get(block, "picture") != NULL;
        if (picture_is_block(block) && named) {
            report_at(&reading->report, &place,
                      "a translation takes the picture from the Danish page: leave out which it is");
        }
    }
}

static enum err read_page(struct reading *reading, json_t *page, const struct place *place)
{
    struct place list = {.parent = place, .key = "blocks"};
    struct place languages = {.parent = place, .key = "translations"};
    size_t at;
    json_t *block;
    json_array_foreach (json_object_get(page, "blocks"), at, block) {
        struct place inside = {.parent = &list, .index = at};
        enum err err = picture_is_block(block) ? read_picture(reading, block, &inside) : ERR_OK;
        if (err != ERR_OK) return err;
    }
    const char *lang;
    json_t *translation;
    json_object_foreach (json_object_get(page, "translations"), lang, translation) {
        struct place inside = {.parent = &languages, .key = lang};
        check_translation(reading, json_object_get(translation, "blocks"), &inside);
    }
    return ERR_OK;
}

static enum err read_pages(struct reading *reading, json_t *pages, const struct place *root)
{
    struct place list = {.parent = root, .key = "pages"};
    size_t at;
    json_t *page;
    json_array_foreach (pages, at, page) {
        struct place inside = {.parent = &list, .index = at};
        enum err err = read_page(reading, page, &inside);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

static struct picture_file *file_of(struct pictures *pictures, const char *name)
{
    for (size_t at = 0; at < pictures->count; at++) {
        if (strcmp(pictures->files[at].name, name) == 0) return &pictures->files[at];
    }
    return NULL;
}

/* One that the registry has for kiosks, or that was read, is made for phones where that is lacking. */
static enum err make_for_phones(struct reading *reading, const char *name)
{
    struct picture_file *file = file_of(reading->pictures, name);
    bool has = false;
    enum err err = phone_pictures_has(reading->db, name, &has);
    if (err != ERR_OK || has || (file != NULL && file->phone != NULL)) return err;
    if (file == NULL && reading->pictures->count == PICTURES_MAX) return ERR_OK;
    if (file == NULL) {
        file = &reading->pictures->files[reading->pictures->count];
        err = pictures_find(reading->db, name, &file->bytes, &file->bytes_count);
        if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err; /* which was reported */
        snprintf(file->name, sizeof(file->name), "%s", name);
        reading->pictures->count++;
    }
    err = image_make_for_phone(&file->phone, &file->phone_bytes, file->bytes, file->bytes_count);
    return err == ERR_NOMEM ? err : ERR_OK;
}

static enum err read_networks(struct reading *reading, json_t *networks, const struct place *root)
{
    struct place list = {.parent = root, .key = "networks"};
    size_t at;
    json_t *network;
    json_array_foreach (networks, at, network) {
        struct place inside = {.parent = &list, .index = at};
        struct place member = {.parent = &inside, .key = "picture"};
        json_t *picture = json_object_get(network, "picture");
        enum err err = picture != NULL ? read_picture(reading, picture, &member) : ERR_OK;
        const char *name = json_text_at(picture, "picture");
        if (err == ERR_OK && picture_is_name(name)) err = make_for_phones(reading, name);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

static size_t count_all(const json_t *document)
{
    size_t count = 0;
    size_t item_at, at;
    json_t *item, *block;
    json_array_foreach (json_object_get(document, "pages"), item_at, item) {
        json_array_foreach (json_object_get(item, "blocks"), at, block) count += picture_is_block(block);
    }
    json_array_foreach (json_object_get(document, "networks"), item_at, item) {
        count += json_object_get(item, "picture") != NULL;
    }
    return count;
}

enum err pictures_read(struct pictures *out, json_t *document, const char *folder, struct registry *registry,
                       schema_report *report, void *context)
{
    *out = (struct pictures){.count = 0};
    struct reading reading = {
        .pictures = out, .folder = folder, .db = registry->db, .report = {.tell = report, .context = context}};
    struct place root = {.parent = NULL};
    if (count_all(document) > PICTURES_MAX) {
        report_at(&reading.report, &root, "has more than %d pictures, those of networks and pages together",
                  (int)PICTURES_MAX);
        return ERR_INVALID;
    }
    enum err err = read_networks(&reading, json_object_get(document, "networks"), &root);
    if (err == ERR_OK) err = read_pages(&reading, json_object_get(document, "pages"), &root);
    if (err != ERR_OK) return err;
    return reading.report.invalid ? ERR_INVALID : ERR_OK;
}

void pictures_finish(struct pictures *pictures)
{
    for (size_t at = 0; at < pictures->count; at++) {
        free(pictures->files[at].bytes);
        free(pictures->files[at].phone);
    }
    *pictures = (struct pictures){.count = 0};
}

/* ---- the database ---- */

/* The names that the database has and `wanted` has not, as a list; but what staff gave is theirs (uploads.h), and an
 * earlier version may be brought back. */
static enum err find_unnamed(struct db *db, const json_t *wanted, json_t *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(db, &rows,
                 "SELECT name FROM picture WHERE name NOT IN (SELECT name FROM picture_upload) AND NOT EXISTS"
                 " (SELECT 1 FROM item_version WHERE type = 'page' AND item_version.body LIKE"
                 " '%\"' || picture.name || '\"%') AND NOT EXISTS (SELECT 1 FROM item_version WHERE"
                 " (item_version.body ->> '$.picture.picture') = picture.name)",
                 "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_object_get(wanted, rows_text(rows, 0)) != NULL) continue;
        if (json_array_append_new(out, json_string(rows_text(rows, 0))) != 0) err = ERR_NOMEM;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err put_for_phones(struct db *db, const struct picture_file *file)
{
    struct picture_size size;
    enum err err = picture_measure(&size, file->bytes, file->bytes_count);
    snprintf(size.name, sizeof(size.name), "%s", file->name);
    return err == ERR_OK ? phone_pictures_put(db, &size, file->phone, file->phone_bytes) : err;
}

static enum err add_network_names(json_t *names, const json_t *networks)
{
    size_t at;
    json_t *network;
    enum err err = ERR_OK;
    json_array_foreach (networks, at, network) {
        if (err == ERR_OK) err = picture_names_add(names, json_text_at(json_object_get(network, "picture"), "picture"));
    }
    return err;
}

enum err pictures_store(struct db *db, const struct pictures *pictures, const json_t *document)
{
    AUTO(json_auto) json_t *wanted = NULL;
    AUTO(json_auto) json_t *unnamed = json_array();
    enum err err = picture_names(&wanted, json_object_get(document, "pages"));
    if (err == ERR_OK) err = add_network_names(wanted, json_object_get(document, "networks"));
    for (size_t at = 0; err == ERR_OK && at < pictures->count; at++) {
        const struct picture_file *file = &pictures->files[at];
        err = db_run(db, "INSERT INTO picture (name, bytes) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", "tb",
                     file->name, file->bytes, file->bytes_count);
        if (err == ERR_OK && file->phone != NULL) err = put_for_phones(db, file);
    }
    if (err == ERR_OK) err = find_unnamed(db, wanted, unnamed);
    for (size_t at = 0; err == ERR_OK && at < json_array_size(unnamed); at++) {
        err = db_run(db, "DELETE FROM picture WHERE name = ?", "t", json_string_value(json_array_get(unnamed, at)));
    }
    return err;
}

enum err pictures_find(struct db *db, const char *name, char **out, size_t *out_bytes)
{
    *out = NULL;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, "SELECT bytes FROM picture WHERE name = ?", "t", name);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    size_t count = 0;
    const void *bytes = rows_blob(rows, 0, &count);
    char *copy = malloc(count > 0 ? count : 1);
    if (copy == NULL) return ERR_NOMEM;
    if (count > 0) memcpy(copy, bytes, count);
    *out = copy;
    *out_bytes = count;
    return ERR_OK;
}

static enum err write_one(const char *folder, const char *name, const void *bytes, size_t count)
{
    char file[PICTURE_NAME_BYTES + 4];
    snprintf(file, sizeof(file), "%s.png", name);
    char *path = file_join(folder, file);
    if (path == NULL) return ERR_NOMEM;
    enum err err = file_write(path, bytes, count, 0644);
    free(path);
    return err;
}

enum err pictures_write(struct db *db, const char *folder, size_t *out_count)
{
    *out_count = 0;
    enum err err = file_make_folder(folder, 0755);
    AUTO(rows_auto) struct rows *rows = NULL;
    if (err == ERR_OK) err = db_query(db, &rows, "SELECT name, bytes FROM picture ORDER BY name", "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        size_t count = 0;
        const void *bytes = rows_blob(rows, 1, &count);
        err = write_one(folder, rows_text(rows, 0), bytes, count);
        if (err == ERR_OK) ++*out_count;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
