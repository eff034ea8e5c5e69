#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "sync/base/notify.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    if (path == NULL || (path[0] != '/' && path[0] != '@')) return;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length >= sizeof(address.sun_path)) return;
    memcpy(address.sun_path, path, length);
    if (path[0] == '@') address.sun_path[0] = '\0'; /* a Linux abstract socket */
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    (void)sendto(fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT, (const struct sockaddr *)&address, size);
    close(fd);
}

void notify_ready(void)
{
    notify("READY=1");
}

void notify_stopping(void)
{
    notify("STOPPING=1");
}

void notify_watchdog(void)
{
    notify("WATCHDOG=1");
}

void notify_status(const char *text)
{
    char state[256];
    snprintf(state, sizeof(state), "STATUS=%s", text);
    notify(state);
}

int64_t notify_watchdog_interval_ms(void)
{
    const char *text = getenv("WATCHDOG_USEC");
    if (text == NULL) return 0;
    char *end = NULL;
    long long microseconds = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || microseconds <= 0) return 0;
    return microseconds / 2000;
}
