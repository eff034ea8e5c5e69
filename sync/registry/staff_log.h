/* sync/registry/staff_log.h - who did what to what, and when: what staff looked at and changed, over HTTP or from the
 * command line. Of citizens it holds numbers of entries and nothing else. Rows are never changed or deleted. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

/* Who acts from the command line: whoever may read the data folder. No user can be called so. */
#define STAFF_LOG_COMMAND "(command line)"

enum { STAFF_LOG_LIST_MAX = 500, STAFF_LOG_TARGET_BYTES_MAX = 120 };

/* `what` is constant text ("entry.answer"); `target` is cut where it is too long. Errors: those of db_run(). */
MUST_USE enum err staff_log_add(struct registry *registry, const char *who, const char *what, const char *target);
/* What is looked for; NULL and 0 are anything. */
struct staff_log_wanted {
    const char *who;
    const char *what; /* "entry" is entry.read, entry.answer …; "entry.read" itself */
    int64_t from_s;   /* at this moment or later */
    int64_t before_s; /* earlier than this */
};
MUST_USE enum err staff_log_find(struct registry *registry, const struct staff_log_wanted *wanted, int64_t before,
                                 int64_t limit, json_t **out, bool *out_more);
/* At most `limit` rows with a number below `before` (0: the newest), newest first: [{"number","at":TIME,"who","what",
 * "target"}]. */
MUST_USE enum err staff_log_list(struct registry *registry, int64_t before, int64_t limit, json_t **out,
                                 bool *out_more);
