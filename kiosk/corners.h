/* kiosk/corners.h - two fingers in the two upper corners for CORNERS_MS open the service page.
 *
 * Every finger is told here, also those the pointer passes over. Two at once, so that nobody gets there by leaning on
 * the glass or by holding one place. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kiosk/look.h"

enum { CORNERS_MS = 5000 };

struct corners {
    bool held[2];      /* left, right */
    int64_t finger[2]; /* which finger it is */
    int64_t since_ms;  /* when the second came */
    bool done;         /* not again until one has lifted */
};

/* Finger number `id` is at (x, y), or has lifted. */
void corners_finger(struct corners *corners, const struct metrics *metrics, int64_t id, bool down, int x, int y,
                    int64_t now_ms);
/* ms until corners_time() is due; -1: never. */
int64_t corners_due_ms(const struct corners *corners, int64_t now_ms);
/* True once, when both were held long enough. */
bool corners_time(struct corners *corners, int64_t now_ms);
