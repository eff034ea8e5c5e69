/* sync/registry/privacy/corrections.h - staff correct what somebody gave, because that person asked for it (GDPR,
 * article 16). The old words are overwritten, in every file; the staff log says that it was corrected, not what. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

/* `change` may hold "name", "contact", "title", "text", "brings"; what is not there stays. Of an idea whose title or
 * text changes the published one is taken down until staff publish it again. `who` of the staff, for its history.
 * `base` is the version (history.h) staff saw when they began, or NULL: whatever it is. What `who` has corrected so
 * since, and nobody else has touched, is ERR_OK and not done again.
 * Errors, with nothing changed: ERR_NOT_FOUND (no such entry, or one that holds no words), ERR_INVALID (*out_problem, a
 * Danish sentence), ERR_CONFLICT (it is not `base` any more), those of db_run(). */
MUST_USE enum err correction_put(struct registry *registry, int64_t number, const json_t *change, const int64_t *base,
                                 const char *who, const char **out_problem);
