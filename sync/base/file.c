#define _POSIX_C_SOURCE 200809L
#include "sync/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err err_from_errno(int number)
{
    switch (number) {
    case ENOENT: return ERR_NOT_FOUND;
    case ENOMEM: return ERR_NOMEM;
    case ENOSPC:
    case EDQUOT: return ERR_FULL;
    default: return ERR_IO;
    }
}

enum err file_read(struct str *out, const char *path, size_t bytes_max)
{
    str_init(out, bytes_max);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return err_from_errno(errno);
    enum err err = ERR_OK;
    char chunk[4096];
    for (;;) {
        ssize_t got = read(fd, chunk, sizeof(chunk));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) err = ERR_IO;
        if (got <= 0) break;
        if ((size_t)got > bytes_max - out->length) {
            err = ERR_TOO_LARGE;
            break;
        }
        str_add_bytes(out, chunk, (size_t)got);
        if (!str_ok(out)) {
            err = ERR_NOMEM;
            break;
        }
    }
    close(fd);
    return err;
}

static enum err write_all(int fd, const char *bytes, size_t bytes_count)
{
    while (bytes_count > 0) {
        ssize_t put = write(fd, bytes, bytes_count);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return err_from_errno(errno);
        bytes += put;
        bytes_count -= (size_t)put;
    }
    return ERR_OK;
}

static enum err sync_folder_of(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - path);
    if (length >= sizeof(folder)) return ERR_TOO_LARGE;
    memcpy(folder, path, length);
    folder[length] = '\0';
    int fd = open(length > 0 ? folder : (slash != NULL ? "/" : "."), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return ERR_IO;
    enum err err = fsync(fd) == 0 ? ERR_OK : ERR_IO;
    close(fd);
    return err;
}

/* A device or a pipe: renaming onto it would put a plain file in its place. */
static bool is_special(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

static enum err write_into(const char *path, const void *bytes, size_t bytes_count)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return err_from_errno(errno);
    enum err err = write_all(fd, bytes, bytes_count);
    if (close(fd) != 0 && err == ERR_OK) err = err_from_errno(errno);
    return err;
}

static enum err write_beside(const char *path, const void *bytes, size_t bytes_count, mode_t mode, bool durable)
{
    char beside[4096];
    if (is_special(path)) return write_into(path, bytes, bytes_count);
    int length = snprintf(beside, sizeof(beside), "%s.new", path);
    if (length < 0 || (size_t)length >= sizeof(beside)) return ERR_TOO_LARGE;
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) return errno == ENOENT ? ERR_IO : err_from_errno(errno);
    enum err err = write_all(fd, bytes, bytes_count);
    if (err == ERR_OK && fchmod(fd, mode) != 0) err = ERR_IO;
    if (err == ERR_OK && durable && fsync(fd) != 0) err = err_from_errno(errno);
    if (close(fd) != 0 && err == ERR_OK) err = err_from_errno(errno);
    if (err == ERR_OK && rename(beside, path) != 0) err = ERR_IO;
    if (err != ERR_OK) {
        unlink(beside);
        return err;
    }
    return durable ? sync_folder_of(path) : ERR_OK;
}

enum err file_write(const char *path, const void *bytes, size_t bytes_count, mode_t mode)
{
    return write_beside(path, bytes, bytes_count, mode, true);
}

enum err file_replace(const char *path, const void *bytes, size_t bytes_count, mode_t mode)
{
    return write_beside(path, bytes, bytes_count, mode, false);
}

enum err file_append(const char *path, const void *bytes, size_t bytes_count, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode);
    if (fd < 0) return errno == ENOENT ? ERR_IO : err_from_errno(errno);
    enum err err = write_all(fd, bytes, bytes_count);
    if (err == ERR_OK && fsync(fd) != 0) err = err_from_errno(errno);
    if (close(fd) != 0 && err == ERR_OK) err = err_from_errno(errno);
    return err == ERR_OK ? sync_folder_of(path) : err;
}

enum err file_make_folder(const char *path, mode_t mode)
{
    if (mkdir(path, mode) == 0) return ERR_OK;
    struct stat info;
    if (errno == EEXIST && stat(path, &info) == 0 && S_ISDIR(info.st_mode)) return ERR_OK;
    return ERR_IO;
}

char *file_join(const char *folder, const char *name)
{
    struct str path;
    str_init(&path, 4096);
    str_addf(&path, "%s/%s", folder, name);
    char *text = str_take(&path);
    str_finish(&path);
    return text;
}
