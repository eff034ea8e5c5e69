#define _POSIX_C_SOURCE 200809L
#include "kiosk/headphones.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool stands_in(int fd)
{
    unsigned char switches[SW_CNT / 8 + 1] = {0};
    if (ioctl(fd, EVIOCGSW(sizeof(switches)), switches) < 0) return false;
    return (switches[SW_HEADPHONE_INSERT / 8] >> (SW_HEADPHONE_INSERT % 8) & 1) != 0;
}

enum err headphones_open(struct headphones *out, const char *path)
{
    *out = (struct headphones){.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    if (out->fd < 0) return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    out->in = stands_in(out->fd);
    return ERR_OK;
}

bool headphones_read(struct headphones *headphones)
{
    bool before = headphones->in;
    for (int at = 0; headphones->fd >= 0 && at < HEADPHONES_EVENTS_MAX; at++) {
        struct input_event event;
        ssize_t bytes = read(headphones->fd, &event, sizeof(event));
        if (bytes < 0 && (errno == EAGAIN || errno == EINTR)) break;
        if (bytes != (ssize_t)sizeof(event)) {
            headphones_close(headphones);
        } else if (event.type == EV_SW && event.code == SW_HEADPHONE_INSERT) {
            headphones->in = event.value != 0;
        } else if (event.type == EV_SYN && event.code == SYN_DROPPED) {
            headphones->in = stands_in(headphones->fd);
        }
    }
    return headphones->in != before;
}

void headphones_close(struct headphones *headphones)
{
    if (headphones->fd >= 0) close(headphones->fd);
    *headphones = (struct headphones){.fd = -1};
}
