/* tests/simulation/disk.h - a disk in memory that tells the truth about power cuts.
 *
 * What was written and not synced is lost, kept, reordered or torn, sector by sector, when the power goes; names
 * that were made, moved or removed keep their order, as in a journaling file system, but may be lost from some
 * point on. A disk is reached in two ways that share its files: through SQLite (disk_sqlite.c, the default VFS of
 * the process) and through open(), write(), rename() and their like (disk_posix.c, put in their place by the
 * linker), both for paths below /sim/NAME/. So the code under test is the code that ships.
 *
 * From the moment of the cut every call fails: the program that used it comes to its end, its handles are closed,
 * and disk_power_on() says what survived. One thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/simulation/chance.h"

enum { DISK_NAMES_MAX = 96, DISK_NAME_BYTES = 112, DISK_SHM_REGIONS_MAX = 32, DISK_SHM_LOCKS = 8 };

/* One change to a file since its last sync, with what undoes it. */
struct change {
    bool truncate;
    int64_t offset; /* truncate: the new size */
    int64_t size_before;
    size_t bytes;          /* in after, and in before */
    unsigned char *after;  /* owned */
    unsigned char *before; /* owned: what lay there, zeros beyond the old end */
};

struct inode {
    struct inode *next;
    bool folder;
    unsigned char *bytes; /* owned */
    int64_t size, room;
    struct change *changes; /* owned: since the last sync */
    size_t changes_count, changes_room;
    int opens;
    int locked_by; /* flock(): a handle's number, or 0 */
    /* SQLite's locks and its shared memory; neither is on the disk. */
    int shared;
    bool reserved, pending, exclusive;
    void *shm[DISK_SHM_REGIONS_MAX];
    int shm_users;
    int shm_shared[DISK_SHM_LOCKS];
    bool shm_exclusive[DISK_SHM_LOCKS];
};

struct name {
    char path[DISK_NAME_BYTES];
    struct inode *inode; /* NULL: the place is free */
};

/* A name that came to mean something else: not durable before the folder is synced. */
struct renaming {
    char path[DISK_NAME_BYTES];
    struct inode *before, *after; /* NULL: nothing of that name */
};

struct disk {
    struct inode *inodes; /* owned: all that ever were */
    struct name names[DISK_NAMES_MAX];
    struct renaming *renamings; /* owned: since the last sync of the folder */
    size_t renamings_count, renamings_room;
    int cut_in;         /* changes until the power goes; 0: not */
    bool dead;          /* it has gone */
    int64_t room;       /* bytes that may still be added; -1: no limit */
    uint64_t changes;   /* how many there were: for figures */
    uint64_t bytes;     /* written */
    uint64_t blocks;    /* of 4 KiB that were brought to the card by syncs; one for a folder's names */
    const char *secret; /* what must never be written here, or NULL */
    bool leaked;        /* it was */
};

/* Aborts without memory, as everything here. */
struct disk *disk_create(void);
void disk_destroy(struct disk *disk);
/* As if the machine had been shut down in peace and its card copied. */
struct disk *disk_copy(const struct disk *disk);

/* Puts it at /sim/NAME; NULL takes it away. */
void disk_mount(const char *name, struct disk *disk);
/* The disk of a path below /sim/, or NULL; *out_path is the path on it. */
struct disk *disk_of(const char *path, const char **out_path);

/* Decides what survived and makes the disk work again. Everything on it must be closed. */
void disk_power_on(struct disk *disk, struct chance *chance);
/* The file as it is on the one becomes that of the other; where there is none it is removed there. */
void disk_carry(const struct disk *from, struct disk *to, const char *path);
/* Overwrites some bytes of a file with others, as a dying card does. False when there is no such file. */
bool disk_damage(struct disk *disk, const char *path, struct chance *chance);

/* For the two ways to it. Each returns false when the disk is dead or full; disk->dead tells which. */
struct inode *disk_find(struct disk *disk, const char *path);
bool disk_make(struct disk *disk, const char *path, bool folder, struct inode **out);
bool disk_write(struct disk *disk, struct inode *inode, int64_t offset, const void *bytes, size_t count);
bool disk_truncate(struct disk *disk, struct inode *inode, int64_t size);
bool disk_sync(struct disk *disk, struct inode *inode);
bool disk_sync_names(struct disk *disk);
bool disk_rename(struct disk *disk, const char *from, const char *to);
bool disk_remove(struct disk *disk, const char *path);

/* Registers the VFS; its clock and chance come from these. */
struct world;
void disk_sqlite_install(struct world *world);
