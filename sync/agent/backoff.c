#include "sync/agent/backoff.h"

#include <assert.h>

int64_t backoff_after_failure_ms(struct backoff *backoff, chance_below *chance)
{
    int64_t limit = BACKOFF_LEAST_MS;
    for (unsigned failure = 0; failure <= backoff->failures && limit < BACKOFF_MOST_MS; failure++) limit *= 2;
    if (limit > BACKOFF_MOST_MS) limit = BACKOFF_MOST_MS;
    if (backoff->failures < UINT32_MAX) backoff->failures++;
    return BACKOFF_LEAST_MS + (int64_t)chance((uint32_t)(limit - BACKOFF_LEAST_MS) + 1);
}

void backoff_reset(struct backoff *backoff)
{
    backoff->failures = 0;
}

int64_t backoff_jittered_ms(int64_t interval_ms, chance_below *chance)
{
    assert(interval_ms >= 0 && interval_ms <= INT32_MAX);
    int64_t fifth = interval_ms / 5;
    return interval_ms - fifth + (int64_t)chance((uint32_t)(2 * fifth) + 1);
}
