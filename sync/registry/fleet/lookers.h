/* sync/registry/fleet/lookers.h - who of the staff has looked at what citizens gave unusually often: alerts.h tells it.
 *
 * From the staff log, of which the newest LOOKERS_LINES_MAX lines are read, whatever its length: a look is a line, be
 * it about one entry or a page of them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sync/base/db.h"

enum { LOOKERS_LINES_MAX = 20000, LOOKERS_MAX = 50, LOOKER_NAME_BYTES = 64 + 1 /* USER_NAME_BYTES_MAX of users.h */ };

struct lookers {
    size_t count;
    char names[LOOKERS_MAX][LOOKER_NAME_BYTES];
};

/* Who has looked `least` times or more since `from_s`, the busiest first. Errors: those of db_query(). */
MUST_USE enum err lookers_find(struct db *db, int64_t from_s, int64_t least, struct lookers *out);
/* Whom an alert of this kind is about now. */
MUST_USE enum err lookers_told(struct db *db, const char *kind, struct lookers *out);
