/* tests/simulation/chance.h - all the chance of a simulated town, from one number.
 *
 * Every deed of a plan has a chance of its own, made of the seed and the deed's number, so that leaving out one
 * deed does not change what happens in the others. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct chance {
    uint64_t state;
};

struct chance chance_make(uint64_t seed, uint64_t number);
uint64_t chance_next(struct chance *chance);
/* 0 … limit-1; limit at least 1. */
int chance_below(struct chance *chance, int limit);
/* True once in `times` on average. */
bool chance_one_in(struct chance *chance, int times);
