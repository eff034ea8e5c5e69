/* sync/registry/entries/history.h - what happened to one entry and who did it: answers, corrections, the wall, joins,
 * seats. Holds staff's words and nothing of what a citizen typed; it goes when the entry is erased. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

/* In place of a name of staff; nobody can be called so. */
#define HISTORY_GIVER    "(giver)"
#define HISTORY_REGISTRY "(registry)"

enum { HISTORY_LIST_MAX = 200 };

/* Inside the caller's transaction. `what` is constant text: "answered", "corrected", "withdrawn", "published",
 * "hidden", "joined", "parted", "moved_up". `status` and `text` may be NULL. */
MUST_USE enum err history_add(struct registry *registry, int64_t entry, const char *who, const char *what,
                              const char *status, const char *text);
/* The version of an entry: another one after whatever stands in its history; 0: nothing does yet. */
MUST_USE enum err history_version(struct registry *registry, int64_t entry, int64_t *out);
/* ERR_CONFLICT: something has happened to the entry since it had the version `*base`; NULL asks for nothing. */
MUST_USE enum err history_check(struct registry *registry, int64_t entry, const int64_t *base);
/* Has `who`, and nobody else, done something to it since it had the version `base`? */
MUST_USE enum err history_is_own(struct registry *registry, int64_t entry, int64_t base, const char *who, bool *out);
/* The version as a value in a row of `entry`. */
#define HISTORY_VERSION_SQL                                                                                            \
    "(SELECT coalesce(max(happened.number), 0) FROM entry_event happened WHERE happened.entry = entry.number)"
/* The newest HISTORY_LIST_MAX, oldest first: [{"at":TIME,"who","what","status"?,"text"?}]. The caller owns *out. */
MUST_USE enum err history_list(struct registry *registry, int64_t entry, json_t **out);
