#define _GNU_SOURCE /* SOCK_CLOEXEC, SOCK_NONBLOCK */
#include "sync/base/doorbell.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static enum err address_of(struct sockaddr_un *address, const char *path)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length >= sizeof(address->sun_path)) return ERR_TOO_LARGE;
    memcpy(address->sun_path, path, length);
    return ERR_OK;
}

enum err doorbell_open(int *out_fd, const char *path)
{
    struct sockaddr_un address;
    if (address_of(&address, path) != ERR_OK) return ERR_TOO_LARGE;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return ERR_IO;
    unlink(path);
    if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        close(fd);
        return ERR_IO;
    }
    *out_fd = fd;
    return ERR_OK;
}

void doorbell_ring(const char *path)
{
    struct sockaddr_un address;
    if (address_of(&address, path) != ERR_OK) return;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return;
    (void)sendto(fd, "!", 1, MSG_NOSIGNAL, (const struct sockaddr *)&address, sizeof(address));
    close(fd);
}

bool doorbell_drain(int fd)
{
    bool rung = false;
    char byte;
    while (recv(fd, &byte, 1, MSG_DONTWAIT) >= 0) rung = true;
    return rung;
}
