/* sync/registry/staff/refusals.h - that somebody was not let in: a line of the staff log, "session.refused".
 *
 * Its name is the user's whom it would have been; what was typed there and is nobody's is never written, since people
 * type passwords into the wrong field. Anybody can cause lines, so there are REFUSALS_PER_HOUR_MAX of them; the one
 * after tells that there were more, and the metrics count them all. */
#pragma once

#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

enum { REFUSALS_PER_HOUR_MAX = 200 };

/* Nobody's name; no user can be called so (users.h). */
#define REFUSAL_UNKNOWN "(unknown)"

/* Since when, and how many. Zeroed: none. */
struct refusals {
    int64_t begun_ms;
    int count;
};

/* What was wrong. REFUSAL_REPEATED: a code that was right, and had been taken before. */
enum refusal { REFUSAL_PASSWORD, REFUSAL_CODE, REFUSAL_REPEATED, REFUSAL_RECOVERY, REFUSAL_INVITATION, REFUSAL_OIDC };

/* `typed` is the name as it came, or NULL. Errors: those of db_run(). */
MUST_USE enum err refusals_note(struct refusals *refusals, struct registry *registry, const char *typed,
                                enum refusal refusal);
