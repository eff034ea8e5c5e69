#include "tests/simulation/quiet_day.h"

#include <stdlib.h>

#include "tests/simulation/inside.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/machine_round.h"

static struct written written_on(const struct disk *disk)
{
    return (struct written){disk->bytes, disk->blocks * 4096};
}

static struct written written_since(const struct disk *disk, struct written before, uint64_t divisor)
{
    return (struct written){(disk->bytes - before.bytes) / divisor,
                            (disk->blocks * 4096 - before.block_bytes) / divisor};
}

/* As forhal-sync run does it with nothing to do, and a screen that looks once a minute. */
static void live_a_day(struct town *town, struct machine *kiosk)
{
    enum { POLL_S = 20, ROUNDS = 24 * 60 * 60 / POLL_S, ROUNDS_A_LOOK = 3 };
    for (int round = 0; round < ROUNDS; round++) {
        town_pass(town, POLL_S * 1000);
        if (!machine_round(town, kiosk)) broken(town, "a quiet round was not good");
        if (round % ROUNDS_A_LOOK == 0) machine_look(town, kiosk);
    }
}

static void some_visitors(struct town *town, struct machine *kiosk, int visitors)
{
    for (int at = 0; at < visitors; at++) {
        machine_submit(town, kiosk);
        for (int round = 0; round < 3; round++) {
            town_pass(town, 20 * 1000);
            (void)machine_round(town, kiosk);
        }
    }
}

bool town_count_day(struct world *world, struct town_day *out, char problem[PROBLEM_BYTES])
{
    enum { VISITORS = 50 };
    struct town *town = town_create(world, 1, problem);
    town_begin(town);
    struct machine *kiosk = &town->kiosks[0];
    some_visitors(town, kiosk, 1); /* so that something is kept, and ages */
    struct written before = written_on(kiosk->disk);
    live_a_day(town, kiosk);
    out->idle = written_since(kiosk->disk, before, 1);
    before = written_on(kiosk->disk);
    struct written registry_before = written_on(town->disk);
    some_visitors(town, kiosk, VISITORS);
    out->submission = written_since(kiosk->disk, before, VISITORS);
    out->arrival = written_since(town->disk, registry_before, VISITORS);
    town_end(town);
    free(town);
    return problem[0] == '\0';
}
