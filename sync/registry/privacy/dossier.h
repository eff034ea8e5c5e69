/* sync/registry/privacy/dossier.h - the answer to whoever asks what is known about them (GDPR, articles 15 and 20): the
 * entries, what became of them, the notices under which they were given, and how long they are kept. Made when it is
 * asked for, and kept nowhere. */
#pragma once

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/privacy/retention.h"
#include "sync/registry/registry.h"

enum { DOSSIER_ENTRIES_MAX = 200 };

/* {"format":"forhal-dossier/1","made":TIME,"place":TEXT,"contact":{"name","email","phone","address"},
 *  "entries":[{as ledger_list(), "answer":{as answer.h}?,"erased_at_the_latest":DATE,"hold"?:{"until","reason"},
 *              "refusal"?}],
 *  "notices":{VERSION:[{…}]},"retention":[{"kind","days","does"}]}
 * Numbers that are no entry are passed over. The caller owns *out. Errors: those of db_query(), ERR_NOMEM. */
MUST_USE enum err dossier_make(struct registry *registry, const struct retention *retention, const int64_t *numbers,
                               size_t count, json_t **out);
