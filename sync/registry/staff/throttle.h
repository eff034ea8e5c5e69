/* sync/registry/staff/throttle.h - slows down whoever keeps guessing.
 *
 * Counts failures by key (a name with an address, or an address). The first few are free; after
 * them each one doubles the time until the next try is looked at. What is not heard of for
 * THROTTLE_FORGET_MS is forgotten. In memory only: a restart forgives. The table has a fixed size;
 * when it is full, the key that was quiet longest makes room. Where several processes serve one database, each counts
 * for itself: with two of them somebody has twice as many tries, no more.
 * Threads: none of its own; one caller at a time. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"

enum { THROTTLE_KEYS_MAX = 1024, THROTTLE_FORGET_MS = 30 * 60 * 1000 };

struct throttle;

struct throttle_rule {
    int failures_free;
    int64_t delay_first_ms;
    int64_t delay_max_ms; /* at most THROTTLE_FORGET_MS */
};

/* Errors: ERR_NOMEM. The caller owns *out (throttle_destroy()). */
MUST_USE enum err throttle_create(struct throttle **out, struct throttle_rule rule);
/* Takes NULL. */
void throttle_destroy(struct throttle *throttle);

/* How long the key has to wait from `now_ms` (a monotonic clock); 0: it may try. */
int64_t throttle_wait_ms(const struct throttle *throttle, const char *key, int64_t now_ms);
void throttle_failed(struct throttle *throttle, const char *key, int64_t now_ms);
/* It was who it said it was: forgets the key. */
void throttle_forgive(struct throttle *throttle, const char *key);
