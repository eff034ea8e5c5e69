/* sync/agent/ratchet.h - the kiosk's turns (sync/wire/turn.h), one after the other.
 *
 * A new turn is begun only when the one before was acknowledged, and is on the disk before it is sent: a power cut or a
 * lost answer makes a repeat, never a fork. Steps cost a write each, so an idle kiosk makes one at
 * its start and then every RATCHET_IDLE_MS; each delivery of entries is one.
 * Threads: belongs to the agent's. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/clock.h"
#include "sync/base/err.h"
#include "sync/store/turn_file.h"

enum { RATCHET_IDLE_MS = 4 * 60 * 60 * 1000 };

struct ratchet {
    const char *path; /* borrowed */
    struct clock clock;
    struct turn_file file;
    bool fresh;         /* file.turn was begun by this process */
    bool acknowledged;  /* file.turn was, by this process */
    int64_t stepped_ms; /* when; -1: never */
    int64_t counted_ms; /* up to when the key's age is counted */
};

/* Reads where it stands; a file that is not there or can't be read begins anew (which an enrolled kiosk's registry
 * takes for a fork). False: it was there and can't be read. */
bool ratchet_open(struct ratchet *out, const char *path, struct clock clock);

/* The turn to send now. With a disk that takes nothing the latest one is repeated, if it was acknowledged. Errors:
 * those of turn_file_write(). */
MUST_USE enum err ratchet_take(struct ratchet *ratchet, struct turn *out);
/* The registry has taken the turn of the latest ratchet_take(). */
void ratchet_acknowledge(struct ratchet *ratchet);
/* The key is another one: its age begins anew, on the disk too where that takes it. */
void ratchet_forget_age(struct ratchet *ratchet);
/* Is one to be sent, whether or not there is anything to deliver? */
bool ratchet_is_due(const struct ratchet *ratchet);
