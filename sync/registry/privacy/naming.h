/* sync/registry/privacy/naming.h - does what staff write down say whom it is about?
 *
 * Reasons stay in the staff log and in proofs long after the entry has gone, so they may not name its giver. A word of
 * a name counts when it stands there as a whole word of at least three letters, capitals and accents aside; an address
 * or a telephone number when all of it does. Threads: as the registry. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

/* *out: `text` names the giver of one of the entries. Entries that there are not name nobody. Errors: ERR_NOMEM, those
 * of db_query(). */
MUST_USE enum err naming_find(struct registry *registry, const int64_t *numbers, size_t count, const char *text,
                              bool *out);
