/* sync/registry/fleet/revoked.h - the kiosks that may not ask any more, read at once.
 *
 * For ten thousand that are told the same news one look at this list is cheaper than as many at the table. Threads:
 * none of its own; `db` is the reader's. */
#pragma once

#include <stdbool.h>

#include "sync/base/db.h"
#include "sync/base/err.h"

enum { REVOKED_MAX = 4096 };

struct revoked;

/* The caller owns *out. Errors: ERR_FULL (there are more), ERR_NOMEM, those of db_query(). */
MUST_USE enum err revoked_read(struct revoked **out, struct db *db);
/* Takes NULL. */
void revoked_destroy(struct revoked *revoked);
void revoked_auto(struct revoked **revoked);

bool revoked_has(const struct revoked *revoked, const char *kiosk);
