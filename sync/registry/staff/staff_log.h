/* sync/registry/staff/staff_log.h - who did what to what, and when: what staff looked at and changed, over HTTP or from
 * the command line. Of citizens it holds numbers of entries and nothing else. Rows are never changed; they go by age
 * (retention.h). Which entries a line is about can be asked for. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

/* Who acts from the command line: whoever may read the data folder. No user can be called so. */
#define STAFF_LOG_COMMAND  "(command line)"
#define STAFF_LOG_PROVIDER "(oidc)" /* the municipality's accounts: oidc.h */

enum { STAFF_LOG_LIST_MAX = 500, STAFF_LOG_TARGET_BYTES_MAX = 120 };

/* `what` is constant text ("entry.answer"); `target` is cut where it is too long. Where `what` begins with "entry.",
 * "idea." or "inbox." and the target is a number, "idea-N", "all" or "C of A to B", it is known to be about these
 * entries. Errors: those of db_run(). */
MUST_USE enum err staff_log_add(struct registry *registry, const char *who, const char *what, const char *target);
/* The same about exactly these entries, which are sorted here. */
MUST_USE enum err staff_log_add_entries(struct registry *registry, const char *who, const char *what,
                                        const char *target, int64_t *entries, size_t count);

/* What is looked for; NULL and 0 are anything. */
struct staff_log_wanted {
    const char *who;
    const char *what; /* "entry" is entry.read, entry.answer …; "entry.read" itself */
    int64_t entry;    /* lines about the entry with this number */
    int64_t from_s;   /* at this moment or later */
    int64_t before_s; /* earlier than this */
};
MUST_USE enum err staff_log_find(struct registry *registry, const struct staff_log_wanted *wanted, int64_t before,
                                 int64_t limit, json_t **out, bool *out_more);
/* At most `limit` rows with a number below `before` (0: the newest), newest first: [{"number","at":TIME,"who","what",
 * "target"}]. */
MUST_USE enum err staff_log_list(struct registry *registry, int64_t before, int64_t limit, json_t **out,
                                 bool *out_more);
