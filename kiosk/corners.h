/* kiosk/corners.h - two fingers in the two upper corners for CORNERS_MS open the service page.
 *
 * Every finger is told here, also those the pointer passes over. Two at once, so that nobody gets there by leaning on
 * the glass or by holding one place. With a mouse, which is one finger only, in a window (--window, for development):
 * one corner after the other, CORNERS_ONE_MS each and all within CORNERS_BOTH_MS. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kiosk/look.h"

enum { CORNERS_MS = 5000, CORNERS_ONE_MS = 3000, CORNERS_BOTH_MS = 10000 };

struct corners {
    bool held[2];      /* left, right */
    int64_t finger[2]; /* which finger it is */
    int64_t since_ms;  /* when the second came */
    bool done;         /* not again until one has lifted */
    /* With one pointer: */
    int pressed;        /* 1 left, 2 right; 0: it is not in a corner */
    int64_t pressed_ms; /* since when */
    int before;         /* the corner that was held long enough before; 0: none */
    int64_t before_ms;  /* when that was begun */
};

/* Finger number `id` is at (x, y), or has lifted. */
void corners_finger(struct corners *corners, const struct metrics *metrics, int64_t id, bool down, int x, int y,
                    int64_t now_ms);
/* The one pointer is at (x, y), or was let go. Use this or corners_finger(), not both at a time. */
void corners_pointer(struct corners *corners, const struct metrics *metrics, bool down, int x, int y, int64_t now_ms);
/* ms until corners_time() is due; -1: never. */
int64_t corners_due_ms(const struct corners *corners, int64_t now_ms);
/* True once, when both were held long enough. */
bool corners_time(struct corners *corners, int64_t now_ms);
