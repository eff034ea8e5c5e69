/* sync/registry/privacy/holds.h - what staff keep longer than retention would, until a day and for a reason; and
 * erasures that were refused. Both go with their entry. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

enum {
    HOLD_REASON_BYTES_MAX = 400, /* with the words around it within ANSWER_NOTE_BYTES_MAX */
    HOLD_DAYS_MAX = 5 * 366,
};

/* Holds entry `number` until the day `until` ("2027-01-31") is over; one that is held gets the new day and reason.
 * Errors, with nothing changed: ERR_NOT_FOUND (no such entry), ERR_INVALID (*out_problem, a Danish sentence), those of
 * db_run(). */
MUST_USE enum err hold_put(struct registry *registry, int64_t number, const char *until, const char *reason,
                           const char *who, const char **out_problem);
/* Ends it. ERR_NOT_FOUND: it was not held. */
MUST_USE enum err hold_end(struct registry *registry, int64_t number);

/* Stores that an erasure was refused, and tells the reason under the receipt code. Errors as hold_put(); ERR_NOT_FOUND
 * also for what has no receipt. */
MUST_USE enum err refusal_put(struct registry *registry, int64_t number, const char *reason, const char *who,
                              const char **out_problem);
