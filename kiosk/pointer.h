/* kiosk/pointer.h - one finger (or the mouse) to events.
 *
 * Acts when the finger lifts, and only if it is still on what it went down on: slide off to
 * cancel. A drag inside the scrolling part scrolls it and presses nothing; let go of while it moves, it goes on
 * (EVENT_FLICK), and the touch that then holds it presses nothing either. The same thing struck
 * twice within DOUBLE_STRIKE_MS counts once; keys have a shorter time, so that "Anna" can be
 * typed (EN 301 549, 5.8, asks for half a second where one can choose it). A second finger is
 * passed over until the first has lifted. From a held key the finger may slide to one of its variants
 * (item->slides) and lift there; a tap on a field says which letter of its text it is nearest to. */
#pragma once

#include "kiosk/frame.h"
#include "kiosk/model.h"

enum {
    DOUBLE_STRIKE_MS = 500,
    DOUBLE_STRIKE_KEY_MS = 80,
    POINTER_SLOP_PER_MILLE = 15,
    POINTER_TRAIL_MAX = 8,  /* moves that are remembered, */
    POINTER_TRAIL_MS = 100, /* for so long: the speed is that of the end of a drag */
    POINTER_REST_MS = 50,   /* a finger that has rested so long has put the page down */
};

struct pointer {
    bool down;
    bool on; /* the finger is on what it went down on */
    bool scrolling;
    int start_x, start_y, last_y;
    const char *screen; /* where it went down: frame->screen */
    struct action action;
    char target[CATALOG_ID_BYTES];
    struct action struck; /* the latest tap */
    char struck_target[CATALOG_ID_BYTES];
    int64_t struck_ms;
    struct {
        int y;
        int64_t ms;
    } trail[POINTER_TRAIL_MAX]; /* the latest places of a drag, oldest first */
    int trail_count;
};

enum { POINTER_EVENTS_MAX = 2 };

struct pointer_events {
    struct event list[POINTER_EVENTS_MAX];
    size_t count;
};

/* The frame is the one that is shown. Events borrow from the pointer and the frame. */
void pointer_down(struct pointer *pointer, const struct frame *frame, int x, int y, int64_t now_ms,
                  struct pointer_events *out);
void pointer_move(struct pointer *pointer, const struct frame *frame, int x, int y, int64_t now_ms,
                  struct pointer_events *out);
void pointer_up(struct pointer *pointer, const struct frame *frame, int x, int y, int64_t now_ms,
                struct pointer_events *out);
/* The finger was lost (device gone, visit over): nothing is chosen. */
void pointer_cancel(struct pointer *pointer, int64_t now_ms, struct pointer_events *out);
