/* kiosk/stay.h - a finger that stays: reading aloud can be turned on without seeing the screen.
 *
 * STAY_ANYWHERE_MS anywhere, or STAY_CORNER_MS in the lower right corner, which can be felt at the frame of the glass.
 * Not on the keys of the keyboard, where a long press means something else, and not in the two upper corners, which
 * are for the service page. Turns nothing off. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kiosk/frame.h"
#include "kiosk/look.h"

enum { STAY_ANYWHERE_MS = 3000, STAY_CORNER_MS = 1500, STAY_CORNER_MM = 30 };

struct stay {
    bool down;
    int x, y, slop;
    int64_t until_ms;
};

void stay_down(struct stay *stay, const struct frame *frame, const struct metrics *metrics, int x, int y,
               int64_t now_ms);
void stay_move(struct stay *stay, int x, int y);
void stay_up(struct stay *stay);
/* ms until stay_time() is due; -1: never. */
int64_t stay_due_ms(const struct stay *stay, int64_t now_ms);
/* True once, when it was long enough. */
bool stay_time(struct stay *stay, int64_t now_ms);

/* Is this an upper corner (of the glass, also in low reach)? 0: no; 1: the left one; 2: the right one. */
int stay_service_corner(const struct metrics *metrics, int x, int y);
