#define _DEFAULT_SOURCE /* flock */
#include "sync/agent/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum err lock_take(int *out_fd, const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        *out_fd = fd;
        return ERR_OK;
    }
    enum err err = errno == EWOULDBLOCK ? ERR_UNAVAILABLE : ERR_IO;
    close(fd);
    return err;
}
