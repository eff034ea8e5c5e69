/* kiosk/touch_test.h - do the picture and the touch agree? Four targets in the four corners of the glass.
 *
 * The corners are asked for one after the other, in reading order, and wherever the finger is then seen, it was meant
 * for that corner: so a touch that is turned or mirrored can be told from one that is only a little off. Pure. */
#pragma once

#include <stdbool.h>

#include "kiosk/canvas.h"
#include "kiosk/frame.h"
#include "kiosk/look.h"

/* Upper left, upper right, lower left, lower right: bit 0 is right, bit 1 is low. */
enum { TOUCH_TARGETS = 4, TOUCH_TARGET_MM = 24, TOUCH_EDGE_MM = 6 };

struct touch_test {
    bool open;
    int count;                       /* how many corners have been touched */
    struct spot seen[TOUCH_TARGETS]; /* where, px of the glass */
};

enum touch_verdict {
    TOUCH_WAITING, /* for the next corner */
    TOUCH_AGREES,
    TOUCH_SIDES,   /* right and left are exchanged */
    TOUCH_HEIGHTS, /* up and down are */
    TOUCH_HALF,    /* turned half round */
    TOUCH_QUARTER, /* turned a quarter, either way */
    TOUCH_BOTH,    /* turned a quarter and mirrored */
    TOUCH_ASTRAY,  /* something else */
};

/* The round target of corner `at`, in the part of the glass that is used: metrics->height px from `top` on. */
struct rect touch_test_target(const struct metrics *metrics, int top, int at);
/* The finger was seen at (x, y), px of the glass; nothing once all four were. */
void touch_test_press(struct touch_test *test, int x, int y);
/* How far from the middle of its target the touch of corner `at` was seen, mm, rounded. */
int touch_test_off_mm(const struct touch_test *test, const struct metrics *metrics, int top, int at);
/* Was it seen on its target? */
bool touch_test_hit(const struct touch_test *test, const struct metrics *metrics, int top, int at);
/* The corner in whose quarter of the screen it was seen. */
int touch_test_corner(const struct touch_test *test, const struct metrics *metrics, int top, int at);
enum touch_verdict touch_test_verdict(const struct touch_test *test, const struct metrics *metrics, int top);
