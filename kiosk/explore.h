/* kiosk/explore.h - a finger that listens: while reading aloud is on, touching presses nothing.
 *
 * A finger that rests or moves tells what lies under it (EXPLORE_TELL). Two short taps anywhere press what was told
 * latest (EXPLORE_PRESS), so the first of two says nothing; one alone tells, a moment later. Sliding off cancels.
 * Knows no frame and no item: the caller does. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { EXPLORE_REST_MS = 180, EXPLORE_DOUBLE_MS = 400, EXPLORE_TAP_MS = 400 };

enum explore_answer { EXPLORE_NOTHING, EXPLORE_TELL, EXPLORE_PRESS };

struct explore {
    bool down, moved, told;
    bool second;  /* this is the second of two taps, if it is short */
    bool waiting; /* a short tap was made: is it one of two? */
    int slop;     /* px that a resting finger may tremble */
    int start_x, start_y;
    int x, y; /* what EXPLORE_TELL is about */
    int64_t down_ms, up_ms;
};

void explore_down(struct explore *explore, int x, int y, int slop, int64_t now_ms);
enum explore_answer explore_move(struct explore *explore, int x, int y);
enum explore_answer explore_up(struct explore *explore, int64_t now_ms);
/* Time passed; call it when explore_due_ms() (ms from now, -1: never) says so. */
enum explore_answer explore_time(struct explore *explore, int64_t now_ms);
int64_t explore_due_ms(const struct explore *explore, int64_t now_ms);
