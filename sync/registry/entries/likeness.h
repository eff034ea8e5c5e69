/* sync/registry/entries/likeness.h - which ideas resemble one another, for staff, who look at them side by side.
 *
 * By the stems of their words (sync/model/similar.h), kept as numbers beside the idea: a word that few ideas have
 * counts for more than one that many have, and one that more than LIKENESS_COMMON have counts for nothing. So the work
 * is bounded, however many ideas there are: LIKENESS_STEMS_MAX looks at an index, of LIKENESS_COMMON rows each. */
#pragma once

#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

enum { LIKENESS_STEMS_MAX = 32, LIKENESS_COMMON = 400, LIKENESS_FOUND_MAX = 8, LIKENESS_PERCENT_MIN = 12 };

/* Inside the caller's transaction: the idea's words are these. Errors: ERR_NOMEM, those of db_run(). */
MUST_USE enum err likeness_learn(struct registry *registry, int64_t idea, const char *title, const char *text);

struct likeness {
    int64_t idea;
    int percent; /* how much of what the one says the other says, too */
};
/* The most alike first. *out_count is set on ERR_OK. Errors: ERR_NOMEM, those of db_query(). */
MUST_USE enum err likeness_find(struct registry *registry, int64_t idea, struct likeness out[LIKENESS_FOUND_MAX],
                                size_t *out_count);
