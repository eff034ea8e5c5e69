#include "sync/agent/ratchet.h"

#include <sodium.h>

static void count_age(struct ratchet *ratchet)
{
    int64_t now_ms = clock_monotonic_ms(&ratchet->clock);
    int64_t passed_s = (now_ms - ratchet->counted_ms) / 1000;
    ratchet->file.key_age_s += passed_s;
    ratchet->counted_ms += passed_s * 1000;
}

bool ratchet_open(struct ratchet *out, const char *path, struct clock clock)
{
    *out = (struct ratchet){.path = path, .clock = clock, .stepped_ms = -1, .counted_ms = clock_monotonic_ms(&clock)};
    enum err err = turn_file_read(&out->file, path);
    return err == ERR_OK || err == ERR_NOT_FOUND;
}

enum err ratchet_take(struct ratchet *ratchet, struct turn *out)
{
    bool begun = !sodium_is_zero(ratchet->file.turn.now, TURN_BYTES);
    if (!begun || ratchet->acknowledged) {
        struct turn_file before = ratchet->file;
        count_age(ratchet);
        turn_next(&ratchet->file.turn);
        enum err err = turn_file_write(&ratchet->file, ratchet->path);
        if (err != ERR_OK) ratchet->file = before;
        if (err != ERR_OK && !begun) return err;
        if (err == ERR_OK) {
            ratchet->acknowledged = false;
            ratchet->fresh = true;
        }
    }
    *out = ratchet->file.turn;
    return ERR_OK;
}

void ratchet_acknowledge(struct ratchet *ratchet)
{
    ratchet->acknowledged = true;
    /* One from before the start only shows where we stand: a copy of the card has it too. */
    if (ratchet->fresh) ratchet->stepped_ms = clock_monotonic_ms(&ratchet->clock);
}

void ratchet_forget_age(struct ratchet *ratchet)
{
    count_age(ratchet);
    ratchet->file.key_age_s = 0;
    if (!sodium_is_zero(ratchet->file.turn.now, TURN_BYTES)) (void)!turn_file_write(&ratchet->file, ratchet->path);
}

bool ratchet_is_due(const struct ratchet *ratchet)
{
    return !ratchet->acknowledged || ratchet->stepped_ms < 0 ||
           clock_monotonic_ms(&ratchet->clock) - ratchet->stepped_ms >= RATCHET_IDLE_MS;
}
