#include "tests/bench/eye.h"

#include <poll.h>
#include <stdio.h>

enum { PAUSE_MS = 60 }; /* reports this far apart belong to different pictures */

bool eye_open(struct eye *out, struct display *display)
{
    *out = (struct eye){.display = display};
    int error_base;
    int major = 1;
    int minor = 1;
    if (!XDamageQueryExtension(display->x, &out->event_base, &error_base)) {
        fprintf(stderr, "this X server has no DAMAGE extension\n");
        return false;
    }
    XDamageQueryVersion(display->x, &major, &minor);
    out->damage = XDamageCreate(display->x, display->root, XDamageReportRawRectangles);
    XSync(display->x, False);
    return true;
}

void eye_close(struct eye *eye)
{
    if (eye->damage != None) XDamageDestroy(eye->display->x, eye->damage);
    eye->damage = None;
}

/* Is a report waiting that can be taken without sleeping? */
static bool take(struct eye *eye)
{
    while (XPending(eye->display->x) > 0) {
        XEvent event;
        XNextEvent(eye->display->x, &event);
        if (event.type != eye->event_base + XDamageNotify) continue;
        eye->changes++;
        return true;
    }
    return false;
}

int64_t eye_next(struct eye *eye, int within_ms)
{
    int64_t until = now_us() + (int64_t)within_ms * 1000;
    for (;;) {
        if (take(eye)) return now_us();
        int64_t left_ms = (until - now_us() + 999) / 1000;
        if (left_ms <= 0) return -1;
        struct pollfd fd = {ConnectionNumber(eye->display->x), POLLIN, 0};
        (void)poll(&fd, 1, (int)left_ms);
    }
}

int64_t eye_until_quiet(struct eye *eye, int quiet_ms, int within_ms)
{
    int64_t until = now_us() + (int64_t)within_ms * 1000;
    int64_t last = -1;
    for (;;) {
        int64_t seen = eye_next(eye, quiet_ms);
        if (seen < 0 || seen > until) return last;
        last = seen;
    }
}

int64_t eye_count(struct eye *eye, int within_ms)
{
    int64_t before = eye->changes;
    int64_t until = now_us() + (int64_t)within_ms * 1000;
    for (int64_t left = within_ms; left > 0; left = (until - now_us()) / 1000) (void)eye_next(eye, (int)left);
    return eye->changes - before;
}

int64_t eye_until_shown(struct eye *eye, const struct picture *wanted, int quiet_ms, int within_ms)
{
    const struct area whole = {0, 0, eye->display->width, eye->display->height};
    int64_t until = now_us() + (int64_t)within_ms * 1000;
    int64_t shown = -1;
    while (now_us() < until) {
        int64_t seen = eye_next(eye, shown >= 0 ? quiet_ms : within_ms);
        if (seen < 0) return shown;
        int64_t later = eye_until_quiet(eye, PAUSE_MS, within_ms);
        if (later > seen) seen = later;
        struct picture now;
        if (!display_picture(eye->display, eye->display->root, whole, &now)) return -1;
        bool equal = picture_equal(&now, wanted);
        picture_finish(&now);
        if (!equal) {
            shown = -1;
        } else if (shown < 0) {
            shown = seen;
        }
    }
    return -1;
}
