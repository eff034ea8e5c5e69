/* sync/agent/backoff.h - how long to wait after a failure: longer each time, never in step.
 *
 * "Full jitter": a random time below a limit that doubles, so that a hundred kiosks which lost
 * the same registry do not all come back in the same second. */
#pragma once

#include <stdint.h>

enum { BACKOFF_LEAST_MS = 1000, BACKOFF_MOST_MS = 5 * 60 * 1000 };

/* A random number in [0, below); sodium's randombytes_uniform() outside of tests. */
typedef uint32_t chance_below(uint32_t below);

struct backoff {
    unsigned failures; /* in a row */
};

/* Counts a failure; the time to wait, BACKOFF_LEAST_MS to BACKOFF_MOST_MS. The limit is 2 s
 * after the first failure and doubles with each further one. */
int64_t backoff_after_failure_ms(struct backoff *backoff, chance_below *chance);
void backoff_reset(struct backoff *backoff);

/* `interval_ms` give or take a fifth, for polls in good times. */
int64_t backoff_jittered_ms(int64_t interval_ms, chance_below *chance);
