/* tests/bench/eye.h - when the picture on a display changes, seen from outside through XDamage.
 *
 * Times are now_us() at the moment the X server's word reached us. */
#pragma once

#include <X11/extensions/Xdamage.h>
#include <stdbool.h>
#include <stdint.h>

#include "tests/window/display.h"

struct eye {
    struct display *display;
    Damage damage;
    int event_base;
    int64_t changes; /* how many reports so far */
};

bool eye_open(struct eye *out, struct display *display);
void eye_close(struct eye *eye);

/* The time of the next report, or -1 when none came within the time. */
int64_t eye_next(struct eye *eye, int within_ms);
/* Takes reports until none came for `quiet_ms`. Returns the time of the last one, or -1. */
int64_t eye_until_quiet(struct eye *eye, int quiet_ms, int within_ms);
/* How many reports come within the time. */
int64_t eye_count(struct eye *eye, int within_ms);

/* Waits until the whole display shows `wanted` and no report came for `quiet_ms`. Returns the time of
 * the report that made it so: a later one that changed no pixel does not count. -1: not in time.
 * The picture is taken only after reports have paused, so that the server is left in peace while it
 * is being painted. */
int64_t eye_until_shown(struct eye *eye, const struct picture *wanted, int quiet_ms, int within_ms);
