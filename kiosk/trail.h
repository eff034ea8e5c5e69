/* kiosk/trail.h - the way a visitor came through networks, rings and gifts, so that Back leads along it.
 *
 * Bounded: when it is full the oldest stop is forgotten, and Back then ends on the board. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/store/catalog.h"

enum { TRAIL_STOPS_MAX = 16 };

struct trail_stop {
    int screen;                     /* enum screen */
    int scroll;                     /* px */
    char network[CATALOG_ID_BYTES]; /* "" where none is open */
};

struct trail {
    struct trail_stop stops[TRAIL_STOPS_MAX];
    size_t count;
};

void trail_push(struct trail *trail, int screen, int scroll, const char *network);
/* The latest stop; false when there is none. */
bool trail_pop(struct trail *trail, struct trail_stop *out);
