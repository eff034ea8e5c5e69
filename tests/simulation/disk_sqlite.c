/* The way of SQLite to a disk: a VFS. Locks and shared memory are as in its own one for Unix, within one process. */
#include <assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "tests/simulation/disk.h"
#include "tests/simulation/world.h"

enum { PATH_BYTES = 256 };

struct file {
    sqlite3_file base;
    struct disk *disk;   /* NULL: a temporary file, which no power cut concerns */
    struct inode *inode; /* owned for a temporary file */
    char path[DISK_NAME_BYTES];
    int lock;
    bool remove_at_close;
    bool sync_names; /* made just now: its name is synced with it */
    bool maps_shm;
    unsigned shm_shared, shm_exclusive; /* what it holds, as bits */
};

static struct world *the_world;

static struct file *file_of(sqlite3_file *base)
{
    return (struct file *)base;
}

static int failure(const struct file *file, int code)
{
    return file->disk != NULL && !file->disk->dead ? SQLITE_FULL : code;
}

static int file_close(sqlite3_file *base)
{
    struct file *file = file_of(base);
    file->inode->opens--;
    if (file->disk == NULL) {
        free(file->inode->bytes);
        free(file->inode);
    } else if (file->remove_at_close && !file->disk->dead) {
        (void)disk_remove(file->disk, file->path);
    }
    return SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *out, int count, sqlite3_int64 offset)
{
    struct file *file = file_of(base);
    if (file->disk != NULL && file->disk->dead) return SQLITE_IOERR_READ;
    int64_t there = file->inode->size - offset;
    if (there < 0) there = 0;
    if (there > count) there = count;
    if (there > 0) memcpy(out, file->inode->bytes + offset, (size_t)there);
    if (there == count) return SQLITE_OK;
    memset((char *)out + there, 0, (size_t)(count - there));
    return SQLITE_IOERR_SHORT_READ;
}

static void write_temporary(struct inode *inode, const void *bytes, int count, sqlite3_int64 offset)
{
    int64_t end = offset + count;
    if (end > inode->room) {
        inode->room = end * 2;
        inode->bytes = realloc(inode->bytes, (size_t)inode->room);
        if (inode->bytes == NULL) abort();
    }
    if (end > inode->size) {
        memset(inode->bytes + inode->size, 0, (size_t)(end - inode->size));
        inode->size = end;
    }
    memcpy(inode->bytes + offset, bytes, (size_t)count);
}

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset)
{
    struct file *file = file_of(base);
    if (file->disk == NULL) {
        write_temporary(file->inode, bytes, count, offset);
        return SQLITE_OK;
    }
    return disk_write(file->disk, file->inode, offset, bytes, (size_t)count) ? SQLITE_OK
                                                                             : failure(file, SQLITE_IOERR_WRITE);
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct file *file = file_of(base);
    if (file->disk == NULL) {
        if (size < file->inode->size) file->inode->size = size;
        return SQLITE_OK;
    }
    return disk_truncate(file->disk, file->inode, size) ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

static int file_sync(sqlite3_file *base, int flags)
{
    (void)flags;
    struct file *file = file_of(base);
    if (file->disk == NULL) return SQLITE_OK;
    if (!disk_sync(file->disk, file->inode)) return SQLITE_IOERR_FSYNC;
    if (file->sync_names && !disk_sync_names(file->disk)) return SQLITE_IOERR_DIR_FSYNC;
    file->sync_names = false;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *out)
{
    struct file *file = file_of(base);
    if (file->disk != NULL && file->disk->dead) return SQLITE_IOERR_FSTAT;
    *out = file->inode->size;
    return SQLITE_OK;
}

static int file_lock(sqlite3_file *base, int wanted)
{
    struct file *file = file_of(base);
    struct inode *inode = file->inode;
    if (file->lock >= wanted) return SQLITE_OK;
    if (wanted == SQLITE_LOCK_SHARED) {
        if (inode->pending || inode->exclusive) return SQLITE_BUSY;
        inode->shared++;
        file->lock = SQLITE_LOCK_SHARED;
        return SQLITE_OK;
    }
    if (file->lock < SQLITE_LOCK_RESERVED) {
        if (inode->reserved) return SQLITE_BUSY;
        inode->reserved = true;
        file->lock = SQLITE_LOCK_RESERVED;
    }
    if (wanted == SQLITE_LOCK_RESERVED) return SQLITE_OK;
    inode->pending = true;
    file->lock = SQLITE_LOCK_PENDING;
    if (inode->shared > 1) return SQLITE_BUSY;
    inode->exclusive = true;
    file->lock = SQLITE_LOCK_EXCLUSIVE;
    return SQLITE_OK;
}

static int file_unlock(sqlite3_file *base, int wanted)
{
    struct file *file = file_of(base);
    struct inode *inode = file->inode;
    if (file->lock > SQLITE_LOCK_SHARED && wanted <= SQLITE_LOCK_SHARED) {
        inode->reserved = false;
        inode->pending = false;
        inode->exclusive = false;
    }
    if (file->lock >= SQLITE_LOCK_SHARED && wanted == SQLITE_LOCK_NONE) inode->shared--;
    if (wanted < file->lock) file->lock = wanted;
    return SQLITE_OK;
}

static int file_check_reserved(sqlite3_file *base, int *out)
{
    *out = file_of(base)->inode->reserved;
    return SQLITE_OK;
}

static int file_control(sqlite3_file *base, int operation, void *argument)
{
    struct file *file = file_of(base);
    if (operation != SQLITE_FCNTL_HAS_MOVED || file->disk == NULL) return SQLITE_NOTFOUND;
    *(int *)argument = disk_find(file->disk, file->path) != file->inode;
    return SQLITE_OK;
}

static int file_sector_size(sqlite3_file *base)
{
    (void)base;
    return 512;
}

/* As SQLite assumes of every disk under Unix. */
static int file_characteristics(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* ---- shared memory ---- */

static int shm_map(sqlite3_file *base, int region, int bytes, int extend, void volatile **out)
{
    struct file *file = file_of(base);
    *out = NULL;
    if (region >= DISK_SHM_REGIONS_MAX) return SQLITE_NOMEM;
    if (!file->maps_shm) {
        file->maps_shm = true;
        file->inode->shm_users++;
    }
    if (file->inode->shm[region] == NULL && extend) {
        file->inode->shm[region] = calloc(1, (size_t)bytes);
        if (file->inode->shm[region] == NULL) abort();
    }
    *out = file->inode->shm[region];
    return SQLITE_OK;
}

static bool shm_is_free(const struct file *file, int slot, bool exclusive)
{
    const struct inode *inode = file->inode;
    unsigned bit = 1u << slot;
    if (inode->shm_exclusive[slot] && !(file->shm_exclusive & bit)) return false;
    int mine = file->shm_shared & bit ? 1 : 0;
    return !exclusive || inode->shm_shared[slot] <= mine;
}

static void shm_unlock(struct file *file, int slot)
{
    unsigned bit = 1u << slot;
    if (file->shm_exclusive & bit) file->inode->shm_exclusive[slot] = false;
    if (file->shm_shared & bit) file->inode->shm_shared[slot]--;
    file->shm_exclusive &= ~bit;
    file->shm_shared &= ~bit;
}

static int shm_lock(sqlite3_file *base, int first, int count, int flags)
{
    struct file *file = file_of(base);
    bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    assert(first >= 0 && first + count <= DISK_SHM_LOCKS);
    for (int slot = first; slot < first + count && (flags & SQLITE_SHM_LOCK); slot++) {
        if (!shm_is_free(file, slot, exclusive)) return SQLITE_BUSY;
    }
    for (int slot = first; slot < first + count; slot++) {
        unsigned bit = 1u << slot;
        if (flags & SQLITE_SHM_UNLOCK) {
            shm_unlock(file, slot);
        } else if (exclusive) {
            file->inode->shm_exclusive[slot] = true;
            file->shm_exclusive |= bit;
        } else if (!(file->shm_shared & bit)) {
            file->inode->shm_shared[slot]++;
            file->shm_shared |= bit;
        }
    }
    return SQLITE_OK;
}

static void shm_barrier(sqlite3_file *base)
{
    (void)base; /* one thread */
}

static int shm_unmap(sqlite3_file *base, int remove)
{
    (void)remove;
    struct file *file = file_of(base);
    if (!file->maps_shm) return SQLITE_OK;
    file->maps_shm = false;
    for (int slot = 0; slot < DISK_SHM_LOCKS; slot++) shm_unlock(file, slot);
    if (--file->inode->shm_users > 0) return SQLITE_OK;
    for (size_t at = 0; at < DISK_SHM_REGIONS_MAX; at++) {
        free(file->inode->shm[at]);
        file->inode->shm[at] = NULL;
    }
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

/* ---- the VFS ---- */

static int open_temporary(struct file *file)
{
    file->inode = calloc(1, sizeof(*file->inode));
    if (file->inode == NULL) return SQLITE_NOMEM;
    file->inode->opens = 1;
    file->base.pMethods = &methods;
    return SQLITE_OK;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out_flags)
{
    (void)vfs;
    struct file *file = file_of(base);
    memset(file, 0, sizeof(*file));
    if (out_flags != NULL) *out_flags = flags;
    const char *on_disk = NULL;
    struct disk *disk = disk_of(path, &on_disk);
    if (disk == NULL) return path == NULL ? open_temporary(file) : SQLITE_CANTOPEN;
    if (disk->dead || strlen(on_disk) >= sizeof(file->path)) return SQLITE_CANTOPEN;
    struct inode *inode = disk_find(disk, on_disk);
    if (inode == NULL) {
        if (!(flags & SQLITE_OPEN_CREATE) || !disk_make(disk, on_disk, false, &inode)) return SQLITE_CANTOPEN;
        file->sync_names = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
    }
    strcpy(file->path, on_disk);
    file->disk = disk;
    file->inode = inode;
    file->remove_at_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    inode->opens++;
    file->base.pMethods = &methods;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    (void)vfs;
    const char *on_disk = NULL;
    struct disk *disk = disk_of(path, &on_disk);
    if (disk == NULL) return SQLITE_IOERR_DELETE;
    if (disk_find(disk, on_disk) == NULL) return SQLITE_IOERR_DELETE_NOENT;
    if (!disk_remove(disk, on_disk)) return SQLITE_IOERR_DELETE;
    return sync && !disk_sync_names(disk) ? SQLITE_IOERR_DIR_FSYNC : SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    (void)vfs, (void)flags;
    const char *on_disk = NULL;
    struct disk *disk = disk_of(path, &on_disk);
    if (disk == NULL || disk->dead) return SQLITE_IOERR_ACCESS;
    const struct inode *inode = disk_find(disk, on_disk);
    *out = inode != NULL && !(flags == SQLITE_ACCESS_EXISTS && inode->size == 0);
    return SQLITE_OK;
}

static int vfs_full_pathname(sqlite3_vfs *vfs, const char *path, int bytes, char *out)
{
    (void)vfs;
    if (strlen(path) >= (size_t)bytes) return SQLITE_CANTOPEN;
    strcpy(out, path);
    return SQLITE_OK;
}

static int vfs_randomness(sqlite3_vfs *vfs, int bytes, char *out)
{
    (void)vfs;
    for (int at = 0; at < bytes; at++) out[at] = (char)chance_next(&the_world->chance);
    return bytes;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    the_world->monotonic_ms += microseconds / 1000 + 1;
    return microseconds;
}

static int vfs_time(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
    (void)vfs;
    *out = (sqlite3_int64)2440587 * 86400000 + 43200000 + the_world->monotonic_ms;
    return SQLITE_OK;
}

void disk_sqlite_install(struct world *world)
{
    /* One thread lives in each process: without locks and counts a town takes less time. */
    (void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static sqlite3_vfs vfs = {
        .iVersion = 2,
        .szOsFile = sizeof(struct file),
        .mxPathname = PATH_BYTES,
        .zName = "simulated",
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_pathname,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTimeInt64 = vfs_time,
    };
    the_world = world;
    if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) abort();
}
