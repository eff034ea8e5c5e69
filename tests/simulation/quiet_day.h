/* tests/simulation/quiet_day.h - what a day of a simulated town writes to its disks. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tests/simulation/town.h"

/* What reaches a disk: bytes handed over by the programs, and bytes of the 4 KiB blocks that must be written for them.
 */
struct written {
    uint64_t bytes, block_bytes;
};

struct town_day {
    struct written idle;       /* a kiosk in a day on which nobody comes and nothing changes */
    struct written submission; /* a kiosk for one submission, until its answer is on the screen */
    struct written arrival;    /* the registry for it */
};

/* A day of a kiosk whose network is good, and then some visitors. False: something was broken, see problem. */
bool town_count_day(struct world *world, struct town_day *out, char problem[PROBLEM_BYTES]);
