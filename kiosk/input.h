/* kiosk/input.h - SDL's events of fingers, mouse and keys, as the app takes them.
 *
 * The first finger counts until it lifts; others are passed over, and so is the mouse that SDL or
 * the display makes of a finger. Only the left button counts. Key repeat is off. A finger that is lost
 * (its device unplugged, a palm on the glass) chooses nothing, and keeps others out for INPUT_LOST_MS at most. Return
 * struck twice counts once, also when the first strike led to another screen.
 *
 * Three keys, or a switch, go from thing to thing: next is F1, arrow down (or Tab, once there is a ring), previous is
 * F2 or arrow up, choose is F3 or, once there is a ring, Return or Enter. Keypads can be set to send these. */
#pragma once

#include <SDL.h>
#include <stdbool.h>
#include <stdint.h>

#include "kiosk/app.h"

enum { INPUT_LOST_MS = 20 * 1000 }; /* a finger of which so long nothing was heard keeps no other one out */

struct input {
    bool finger_down;
    SDL_TouchID touch;
    SDL_FingerID finger;
    int64_t finger_ms;  /* when it was heard of last */
    bool return_struck; /* Return or Enter, and no other key since, */
    int64_t return_ms;  /* at this time last */
};

/* From window coordinates to pixels of the canvas; present_map() with its present. */
struct input_map {
    void (*map)(const void *context, int *x, int *y);
    const void *context;
};

/* True when the event was one of input's. */
bool input_take(struct input *input, struct app *app, const struct input_map *map, const SDL_Event *event,
                int64_t now_ms);
