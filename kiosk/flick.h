/* kiosk/flick.h - what was let go of while it moved goes on by itself and slows down.
 *
 * Where it is at a time follows from where and how fast it began, so a test under a virtual clock sees the
 * same as a visitor: ease-out, at most four heights of the screen far. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    FLICK_MS_MAX = 1400,          /* it has stopped by then */
    FLICK_MS_MIN = 350,           /* however slow it began */
    FLICK_SLOWEST_PER_CENT = 30,  /* of the height in a second: slower is a finger that put the page down */
    FLICK_FASTEST_PER_CENT = 800, /* likewise: faster counts as this */
    FLICK_FRAME_MS = 16,          /* from picture to picture while it moves */
};

struct flick {
    bool moving;
    int64_t since_ms;
    int from;     /* px, where it began */
    int distance; /* px, how far it goes; below 0 upwards */
    int ms;       /* how long */
};

/* At `from` px, `speed` px a second (below 0 upwards), on a screen so high. */
void flick_begin(struct flick *flick, int from, int speed, int height, int64_t now_ms);
/* Where it is; it no longer moves once the time is over. */
int flick_at(struct flick *flick, int64_t now_ms);
