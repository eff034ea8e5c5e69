/* tests/simulation/world.h - the one clock and the one source of chance of a simulated town. */
#pragma once

#include <stdint.h>

#include "tests/simulation/chance.h"

struct world {
    int64_t monotonic_ms;
    struct chance chance; /* for whatever asks: libsodium, SQLite */
};

/* From here on libsodium's chance, and SQLite's, is the world's. */
void world_install(struct world *world);
/* A town begins: the same seed, the same everything. */
void world_begin(struct world *world, uint64_t seed);
