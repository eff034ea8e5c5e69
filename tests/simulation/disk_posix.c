/* The way of open(), write(), rename() and their like to a disk. The linker puts these in their place (--wrap), so
 * the code under test is not changed; paths that are not below /sim/ go on to the real ones. */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/simulation/disk.h"

enum { HANDLES_MAX = 32, HANDLE_FIRST = 1 << 20 };

static struct handle {
    struct disk *disk; /* NULL: free */
    struct inode *inode;
    int64_t position;
    bool append;
} handles[HANDLES_MAX];

static struct handle *handle_of(int fd)
{
    if (fd < HANDLE_FIRST || fd >= HANDLE_FIRST + HANDLES_MAX) return NULL;
    struct handle *handle = &handles[fd - HANDLE_FIRST];
    return handle->disk != NULL ? handle : NULL;
}

static int fail(const struct disk *disk)
{
    errno = disk->dead ? EIO : ENOSPC;
    return -1;
}

static int fail_with(int number)
{
    errno = number;
    return -1;
}

/* The names of what is replaced are the linker's. */
int __real_open(const char *path, int flags, ...);
int __real_close(int fd);
ssize_t __real_read(int fd, void *out, size_t count);
ssize_t __real_write(int fd, const void *bytes, size_t count);
int __real_fsync(int fd);
int __real_fchmod(int fd, mode_t mode);
int __real_rename(const char *from, const char *to);
int __real_unlink(const char *path);
int __real_mkdir(const char *path, mode_t mode);
int __real_stat(const char *path, struct stat *out);
int __real_access(const char *path, int mode);
int __real_flock(int fd, int operation);

int __wrap_open(const char *path, int flags, ...);
int __wrap_close(int fd);
ssize_t __wrap_read(int fd, void *out, size_t count);
ssize_t __wrap_write(int fd, const void *bytes, size_t count);
int __wrap_fsync(int fd);
int __wrap_fchmod(int fd, mode_t mode);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlink(const char *path);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_stat(const char *path, struct stat *out);
int __wrap_access(const char *path, int mode);
int __wrap_flock(int fd, int operation);

static int open_inode(struct disk *disk, struct inode *inode, bool append)
{
    for (int at = 0; at < HANDLES_MAX; at++) {
        if (handles[at].disk != NULL) continue;
        handles[at] = (struct handle){.disk = disk, .inode = inode, .append = append};
        inode->opens++;
        return HANDLE_FIRST + at;
    }
    return fail_with(EMFILE);
}

int __wrap_open(const char *path, int flags, ...)
{
    const char *on_disk = NULL;
    struct disk *disk = disk_of(path, &on_disk);
    if (disk == NULL) {
        va_list args;
        va_start(args, flags);
        mode_t mode = flags & O_CREAT ? (mode_t)va_arg(args, int) : 0;
        va_end(args);
        /* What a heartbeat tells of the machine would be another in each life, and its length, too. */
        if (strncmp(path, "/proc/", 6) == 0) return fail_with(ENOENT);
        return __real_open(path, flags, mode);
    }
    if (disk->dead) return fail(disk);
    struct inode *inode = disk_find(disk, on_disk);
    if (inode != NULL && (flags & O_EXCL) && (flags & O_CREAT)) return fail_with(EEXIST);
    if (inode == NULL && !(flags & O_CREAT)) return fail_with(ENOENT);
    if (inode != NULL && (flags & O_DIRECTORY) && !inode->folder) return fail_with(ENOTDIR);
    if (inode == NULL && !disk_make(disk, on_disk, false, &inode)) return fail(disk);
    if ((flags & O_TRUNC) && inode->size > 0 && !disk_truncate(disk, inode, 0)) return fail(disk);
    return open_inode(disk, inode, (flags & O_APPEND) != 0);
}

int __wrap_close(int fd)
{
    struct handle *handle = handle_of(fd);
    if (handle == NULL) return __real_close(fd);
    handle->inode->opens--;
    if (handle->inode->locked_by == fd) handle->inode->locked_by = 0;
    *handle = (struct handle){0};
    return 0;
}

ssize_t __wrap_read(int fd, void *out, size_t count)
{
    struct handle *handle = handle_of(fd);
    if (handle == NULL) return __real_read(fd, out, count);
    if (handle->disk->dead) return fail(handle->disk);
    int64_t there = handle->inode->size - handle->position;
    if (there <= 0) return 0;
    if ((size_t)there < count) count = (size_t)there;
    memcpy(out, handle->inode->bytes + handle->position, count);
    handle->position += (int64_t)count;
    return (ssize_t)count;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t count)
{
    struct handle *handle = handle_of(fd);
    if (handle == NULL) return __real_write(fd, bytes, count);
    if (handle->append) handle->position = handle->inode->size;
    if (!disk_write(handle->disk, handle->inode, handle->position, bytes, count)) return fail(handle->disk);
    handle->position += (int64_t)count;
    return (ssize_t)count;
}

/* Syncing a file that was just made keeps its bytes, not its name: that is what the folder's sync is for. */
int __wrap_fsync(int fd)
{
    struct handle *handle = handle_of(fd);
    if (handle == NULL) return __real_fsync(fd);
    bool good = handle->inode->folder ? disk_sync_names(handle->disk) : disk_sync(handle->disk, handle->inode);
    return good ? 0 : fail(handle->disk);
}

int __wrap_fchmod(int fd, mode_t mode)
{
    return handle_of(fd) == NULL ? __real_fchmod(fd, mode) : 0;
}

int __wrap_rename(const char *from, const char *to)
{
    const char *from_there = NULL;
    const char *to_there = NULL;
    struct disk *disk = disk_of(from, &from_there);
    if (disk == NULL) return __real_rename(from, to);
    if (disk_of(to, &to_there) != disk) return fail_with(EXDEV);
    if (!disk->dead && disk_find(disk, from_there) == NULL) return fail_with(ENOENT);
    return disk_rename(disk, from_there, to_there) ? 0 : fail(disk);
}

int __wrap_unlink(const char *path)
{
    const char *on_disk = NULL;
    struct disk *disk = disk_of(path, &on_disk);
    if (disk == NULL) return __real_unlink(path);
    if (!disk->dead && disk_find(disk, on_disk) == NULL) return fail_with(ENOENT);
    return disk_remove(disk, on_disk) ? 0 : fail(disk);
}

int __wrap_mkdir(const char *path, mode_t mode)
{
    const char *on_disk = NULL;
    struct disk *disk = disk_of(path, &on_disk);
    struct inode *inode = NULL;
    if (disk == NULL) return __real_mkdir(path, mode);
    if (!disk->dead && disk_find(disk, on_disk) != NULL) return fail_with(EEXIST);
    return disk_make(disk, on_disk, true, &inode) ? 0 : fail(disk);
}

int __wrap_stat(const char *path, struct stat *out)
{
    const char *on_disk = NULL;
    struct disk *disk = disk_of(path, &on_disk);
    if (disk == NULL) return __real_stat(path, out);
    const struct inode *inode = disk->dead ? NULL : disk_find(disk, on_disk);
    if (inode == NULL) return disk->dead ? fail(disk) : fail_with(ENOENT);
    memset(out, 0, sizeof(*out));
    out->st_mode = inode->folder ? S_IFDIR | 0700 : S_IFREG | 0600;
    out->st_size = inode->size;
    return 0;
}

int __wrap_access(const char *path, int mode)
{
    const char *on_disk = NULL;
    struct disk *disk = disk_of(path, &on_disk);
    if (disk == NULL) return __real_access(path, mode);
    if (disk->dead) return fail(disk);
    return disk_find(disk, on_disk) != NULL ? 0 : fail_with(ENOENT);
}

int __wrap_flock(int fd, int operation)
{
    struct handle *handle = handle_of(fd);
    if (handle == NULL) return __real_flock(fd, operation);
    if (operation & LOCK_UN) {
        if (handle->inode->locked_by == fd) handle->inode->locked_by = 0;
        return 0;
    }
    if (handle->inode->locked_by != 0 && handle->inode->locked_by != fd) return fail_with(EWOULDBLOCK);
    handle->inode->locked_by = fd;
    return 0;
}
