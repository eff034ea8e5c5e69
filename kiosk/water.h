/* kiosk/water.h - how the water moves: when, how far, and what is told in turn meanwhile.
 *
 * All of it follows from model->now_ms and when this water was come to, in whole steps: between two
 * steps a frame equals the one before and costs nothing to paint. In quiet mode, and while the
 * building is closed, the water stands still and nothing ever wakes up for it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kiosk/model.h"

enum {
    WATER_DIM_FLOWER = 48,   /* item.dimmed of a flower while the building is closed */
    WATER_STEP_MS = 100,     /* ten frames a second: as much as slow water needs */
    WATER_TURN_STEP_MS = 50, /* and while one thing gives way to the next */
    WATER_CARD_MS = 10000,   /* how long a card, and a choice of drops, is seen */
    WATER_WORDS_MS = 5000,   /* how long the invitation stands in one language */
    WATER_FADE_MS = 200,     /* of one thing giving way to the next */
    WATER_THANKS_MS = 10000, /* the rings under the thanks come to rest */
    WATER_GLINT_STEPS = 8,   /* of brightness */
};

/* Is it moving now? */
bool water_moves(const struct model *model);
/* Is it outside opening hours, so that the picture is dimmed? */
bool water_is_dimmed(const struct model *model);
/* ms until the next step; -1: the water is still. */
int64_t water_next_wake_ms(const struct model *model);
/* For item.ring_phase: rings of different `place` are not in step. RINGS_STILL when nothing moves. */
int water_ring_phase(const struct model *model, int place);
/* How bright the glint of this place is: 0 to WATER_GLINT_STEPS. Each comes and goes in about eight seconds. */
int water_glint(const struct model *model, int place);

/* Something told in turn. */
struct turn {
    int64_t count; /* how many have been before it */
    uint8_t faded; /* 255: not to be seen yet, or no more; 0: whole */
};

/* Whose turn it is when each has `each_ms` (a multiple of WATER_STEP_MS). Still water tells the first. */
struct turn water_turn(const struct model *model, int64_t each_ms);
