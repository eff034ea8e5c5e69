#define _GNU_SOURCE /* memmem */
#include "tests/simulation/disk.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOUNTS_MAX = 16, SECTOR = 512, BLOCK = 4096 };

static struct mount {
    char name[32];
    struct disk *disk;
} mounts[MOUNTS_MAX];

static void *must(void *memory)
{
    if (memory == NULL) abort();
    return memory;
}

/* ---- where it is ---- */

void disk_mount(const char *name, struct disk *disk)
{
    struct mount *vacant = NULL;
    for (size_t at = 0; at < MOUNTS_MAX; at++) {
        if (strcmp(mounts[at].name, name) == 0) {
            mounts[at].disk = disk;
            if (disk == NULL) mounts[at].name[0] = '\0';
            return;
        }
        if (mounts[at].name[0] == '\0') vacant = &mounts[at];
    }
    if (disk == NULL) return;
    assert(vacant != NULL);
    snprintf(vacant->name, sizeof(vacant->name), "%s", name);
    vacant->disk = disk;
}

struct disk *disk_of(const char *path, const char **out_path)
{
    static const char root[] = "/sim/";
    if (path == NULL || strncmp(path, root, sizeof(root) - 1) != 0) return NULL;
    const char *name = path + sizeof(root) - 1;
    size_t length = strcspn(name, "/");
    for (size_t at = 0; at < MOUNTS_MAX; at++) {
        if (strlen(mounts[at].name) != length || strncmp(mounts[at].name, name, length) != 0) continue;
        *out_path = name + length;
        return mounts[at].disk;
    }
    return NULL;
}

/* ---- life ---- */

struct disk *disk_create(void)
{
    struct disk *disk = must(calloc(1, sizeof(*disk)));
    disk->room = -1;
    struct inode *root = NULL;
    bool made = disk_make(disk, "", true, &root);
    assert(made);
    (void)made;
    disk->renamings_count = 0;
    return disk;
}

static void forget_changes(struct inode *inode)
{
    for (size_t at = 0; at < inode->changes_count; at++) {
        free(inode->changes[at].after);
        free(inode->changes[at].before);
    }
    inode->changes_count = 0;
}

void disk_destroy(struct disk *disk)
{
    if (disk == NULL) return;
    while (disk->inodes != NULL) {
        struct inode *inode = disk->inodes;
        disk->inodes = inode->next;
        forget_changes(inode);
        free(inode->changes);
        free(inode->bytes);
        for (size_t at = 0; at < DISK_SHM_REGIONS_MAX; at++) free(inode->shm[at]);
        free(inode);
    }
    free(disk->renamings);
    free(disk);
}

struct disk *disk_copy(const struct disk *disk)
{
    struct disk *copy = disk_create();
    copy->secret = disk->secret;
    for (size_t at = 0; at < DISK_NAMES_MAX; at++) {
        const struct inode *from = disk->names[at].inode;
        if (from == NULL || disk->names[at].path[0] == '\0') continue;
        struct inode *to = NULL;
        (void)disk_make(copy, disk->names[at].path, from->folder, &to);
        if (from->size == 0) continue;
        to->bytes = must(malloc((size_t)from->size));
        memcpy(to->bytes, from->bytes, (size_t)from->size);
        to->size = to->room = from->size;
    }
    copy->renamings_count = 0;
    return copy;
}

/* ---- names ---- */

static struct name *name_of(struct disk *disk, const char *path)
{
    for (size_t at = 0; at < DISK_NAMES_MAX; at++) {
        if (disk->names[at].inode != NULL && strcmp(disk->names[at].path, path) == 0) return &disk->names[at];
    }
    return NULL;
}

static void set_name(struct disk *disk, const char *path, struct inode *inode)
{
    struct name *name = name_of(disk, path);
    for (size_t at = 0; name == NULL && at < DISK_NAMES_MAX; at++) {
        if (disk->names[at].inode == NULL) name = &disk->names[at];
    }
    assert(name != NULL && strlen(path) < DISK_NAME_BYTES);
    snprintf(name->path, sizeof(name->path), "%s", path);
    name->inode = inode;
}

struct inode *disk_find(struct disk *disk, const char *path)
{
    struct name *name = name_of(disk, path);
    return name != NULL ? name->inode : NULL;
}

/* False: the power goes with this change, or went before. The change itself may still reach the disk. */
static bool count_change(struct disk *disk)
{
    if (disk->dead) return false;
    disk->changes++;
    if (disk->cut_in > 0 && --disk->cut_in == 0) disk->dead = true;
    return !disk->dead;
}

static bool rename_to(struct disk *disk, const char *path, struct inode *inode)
{
    if (disk->dead) return false;
    if (disk->renamings_count == disk->renamings_room) {
        disk->renamings_room = disk->renamings_room * 2 + 16;
        disk->renamings = must(realloc(disk->renamings, disk->renamings_room * sizeof(disk->renamings[0])));
    }
    struct renaming *renaming = &disk->renamings[disk->renamings_count++];
    snprintf(renaming->path, sizeof(renaming->path), "%s", path);
    renaming->before = disk_find(disk, path);
    renaming->after = inode;
    set_name(disk, path, inode);
    return count_change(disk);
}

bool disk_make(struct disk *disk, const char *path, bool folder, struct inode **out)
{
    if (disk->dead) return false;
    struct inode *inode = must(calloc(1, sizeof(*inode)));
    inode->folder = folder;
    inode->next = disk->inodes;
    disk->inodes = inode;
    *out = inode;
    return rename_to(disk, path, inode);
}

bool disk_rename(struct disk *disk, const char *from, const char *to)
{
    struct inode *inode = disk_find(disk, from);
    if (inode == NULL || disk->dead) return false;
    if (strcmp(from, to) == 0) return true;
    /* One step of the file system's journal: never both names gone. */
    int cut_in = disk->cut_in;
    disk->cut_in = 0;
    bool good = rename_to(disk, to, inode) && rename_to(disk, from, NULL);
    disk->cut_in = cut_in;
    return good && count_change(disk);
}

bool disk_remove(struct disk *disk, const char *path)
{
    return rename_to(disk, path, NULL);
}

bool disk_sync_names(struct disk *disk)
{
    disk->blocks += disk->renamings_count > 0;
    if (!count_change(disk)) return false;
    disk->renamings_count = 0;
    return true;
}

/* ---- bytes ---- */

static void grow(struct inode *inode, int64_t size)
{
    if (size > inode->room) {
        int64_t room = size * 3 / 2 + 4096;
        inode->bytes = must(realloc(inode->bytes, (size_t)room));
        inode->room = room;
    }
    if (size > inode->size) {
        memset(inode->bytes + inode->size, 0, (size_t)(size - inode->size));
        inode->size = size;
    }
}

static struct change *add_change(struct inode *inode)
{
    if (inode->changes_count == inode->changes_room) {
        inode->changes_room = inode->changes_room * 2 + 16;
        inode->changes = must(realloc(inode->changes, inode->changes_room * sizeof(inode->changes[0])));
    }
    struct change *change = &inode->changes[inode->changes_count++];
    *change = (struct change){.size_before = inode->size};
    return change;
}

/* Copies what lies at offset … offset+count, zeros beyond the end. */
static unsigned char *piece(const struct inode *inode, int64_t offset, size_t count)
{
    unsigned char *bytes = must(calloc(1, count > 0 ? count : 1));
    if (offset < inode->size) {
        size_t there = (size_t)(inode->size - offset);
        memcpy(bytes, inode->bytes + offset, there < count ? there : count);
    }
    return bytes;
}

bool disk_write(struct disk *disk, struct inode *inode, int64_t offset, const void *bytes, size_t count)
{
    if (disk->dead) return false;
    int64_t end = offset + (int64_t)count;
    if (disk->room >= 0 && end > inode->size) {
        if (end - inode->size > disk->room) return false;
        disk->room -= end - inode->size;
    }
    if (disk->secret != NULL && memmem(bytes, count, disk->secret, strlen(disk->secret)) != NULL) disk->leaked = true;
    struct change *change = add_change(inode);
    change->offset = offset;
    change->bytes = count;
    change->before = piece(inode, offset, count);
    change->after = must(malloc(count > 0 ? count : 1));
    memcpy(change->after, bytes, count);
    grow(inode, end);
    memcpy(inode->bytes + offset, bytes, count);
    disk->bytes += count;
    return count_change(disk);
}

bool disk_truncate(struct disk *disk, struct inode *inode, int64_t size)
{
    if (disk->dead) return false;
    struct change *change = add_change(inode);
    change->truncate = true;
    change->offset = size;
    change->bytes = size < inode->size ? (size_t)(inode->size - size) : 0;
    change->before = piece(inode, size, change->bytes);
    if (size > inode->size) {
        grow(inode, size);
    } else {
        if (disk->room >= 0) disk->room += inode->size - size;
        inode->size = size;
    }
    return count_change(disk);
}

static bool change_covers(const struct change *change, int64_t block)
{
    return !change->truncate && change->bytes > 0 && change->offset / BLOCK <= block &&
           (change->offset + (int64_t)change->bytes - 1) / BLOCK >= block;
}

/* Each once, however often it was written to. */
static uint64_t blocks_changed(const struct inode *inode)
{
    uint64_t count = 0;
    for (size_t at = 0; at < inode->changes_count; at++) {
        const struct change *change = &inode->changes[at];
        for (int64_t block = change->offset / BLOCK; change_covers(change, block); block++) {
            size_t before = 0;
            while (before < at && !change_covers(&inode->changes[before], block)) before++;
            count += before == at;
        }
    }
    return count;
}

bool disk_sync(struct disk *disk, struct inode *inode)
{
    disk->blocks += blocks_changed(inode);
    if (!count_change(disk)) return false;
    forget_changes(inode);
    return true;
}

/* ---- the power comes back ---- */

static void undo(struct inode *inode, const struct change *change)
{
    if (change->truncate) {
        grow(inode, change->size_before);
        if (change->bytes > 0) memcpy(inode->bytes + change->offset, change->before, change->bytes);
    } else {
        memcpy(inode->bytes + change->offset, change->before, change->bytes);
    }
    inode->size = change->size_before;
}

static void redo_piece(struct inode *inode, const struct change *change, size_t from, size_t to)
{
    grow(inode, change->offset + (int64_t)to);
    memcpy(inode->bytes + change->offset + from, change->after + from, to - from);
}

/* Sector by sector; `torn`: some get only their beginning. */
static void redo_some(struct inode *inode, const struct change *change, struct chance *chance, bool torn)
{
    if (change->truncate) {
        if (chance_one_in(chance, 2)) return;
        if (change->offset > inode->size) grow(inode, change->offset);
        inode->size = change->offset;
        return;
    }
    for (size_t from = 0; from < change->bytes;) {
        size_t to = from + SECTOR - (size_t)((change->offset + (int64_t)from) % SECTOR);
        if (to > change->bytes) to = change->bytes;
        if (chance_one_in(chance, 2)) {
            size_t end = torn && chance_one_in(chance, 8) ? from + (size_t)chance_below(chance, (int)(to - from)) : to;
            if (end > from) redo_piece(inode, change, from, end);
        }
        from = to;
    }
}

static void shuffle(struct change *changes, size_t count, struct chance *chance)
{
    for (size_t at = count; at > 1; at--) {
        size_t other = (size_t)chance_below(chance, (int)at);
        struct change kept = changes[at - 1];
        changes[at - 1] = changes[other];
        changes[other] = kept;
    }
}

static void settle(struct inode *inode, struct chance *chance)
{
    enum { LOST, KEPT, MIXED, SHUFFLED, TORN, WAYS };
    int way = chance_below(chance, WAYS);
    if (way != KEPT) {
        for (size_t at = inode->changes_count; at > 0; at--) undo(inode, &inode->changes[at - 1]);
        if (way == SHUFFLED) shuffle(inode->changes, inode->changes_count, chance);
        for (size_t at = 0; way != LOST && at < inode->changes_count; at++) {
            redo_some(inode, &inode->changes[at], chance, way == TORN);
        }
    }
    forget_changes(inode);
}

static void settle_names(struct disk *disk, struct chance *chance)
{
    size_t kept = (size_t)chance_below(chance, (int)disk->renamings_count + 1);
    /* A rename is two entries of the list: both or none. */
    if (kept > 0 && kept < disk->renamings_count && disk->renamings[kept].after == NULL &&
        disk->renamings[kept].before != NULL && disk->renamings[kept].before == disk->renamings[kept - 1].after) {
        kept++;
    }
    for (size_t at = disk->renamings_count; at > kept; at--) {
        set_name(disk, disk->renamings[at - 1].path, disk->renamings[at - 1].before);
    }
    disk->renamings_count = 0;
}

void disk_power_on(struct disk *disk, struct chance *chance)
{
    for (struct inode *inode = disk->inodes; inode != NULL; inode = inode->next) {
        assert(inode->opens == 0 && inode->shm_users == 0);
        settle(inode, chance);
    }
    settle_names(disk, chance);
    disk->dead = false;
    disk->cut_in = 0;
}

void disk_carry(const struct disk *from, struct disk *to, const char *path)
{
    const struct inode *there = disk_find((struct disk *)from, path);
    struct inode *here = NULL;
    if (disk_find(to, path) != NULL) (void)disk_remove(to, path);
    if (there != NULL && disk_make(to, path, false, &here) && there->size > 0) {
        here->bytes = must(malloc((size_t)there->size));
        memcpy(here->bytes, there->bytes, (size_t)there->size);
        here->size = here->room = there->size;
    }
    to->renamings_count = 0;
}

bool disk_damage(struct disk *disk, const char *path, struct chance *chance)
{
    struct inode *inode = disk_find(disk, path);
    if (inode == NULL || inode->size < SECTOR) return false;
    int64_t at = (int64_t)(chance_next(chance) % (uint64_t)(inode->size / SECTOR)) * SECTOR;
    for (int byte = 0; byte < SECTOR; byte++) inode->bytes[at + byte] = (unsigned char)chance_next(chance);
    return true;
}
