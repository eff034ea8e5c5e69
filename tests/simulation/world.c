#include "tests/simulation/world.h"

#include <jansson.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "tests/simulation/disk.h"

static struct world *the_world;

static const char *implementation_name(void)
{
    return "simulated";
}

static uint32_t random_number(void)
{
    return (uint32_t)chance_next(&the_world->chance);
}

static void random_bytes(void *const out, const size_t count)
{
    unsigned char *bytes = out;
    for (size_t at = 0; at < count; at++) bytes[at] = (unsigned char)chance_next(&the_world->chance);
}

static struct randombytes_implementation implementation = {
    .implementation_name = implementation_name,
    .random = random_number,
    .buf = random_bytes,
};

void world_install(struct world *world)
{
    the_world = world;
    if (randombytes_set_implementation(&implementation) != 0 || sodium_init() < 0) abort();
    json_object_seed(1);
    disk_sqlite_install(world);
}

void world_begin(struct world *world, uint64_t seed)
{
    world->monotonic_ms = 1000 * 1000;
    world->chance = chance_make(seed, UINT64_MAX);
    sqlite3_randomness(0, NULL); /* SQLite begins its own chance anew from the VFS's */
}
