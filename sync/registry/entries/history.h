/* sync/registry/entries/history.h - what happened to one entry and who did it: answers, corrections, the wall, joins,
 * seats. Holds staff's words and nothing of what a citizen typed; it goes when the entry is erased. */
#pragma once

#include <jansson.h>
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
/* The newest HISTORY_LIST_MAX, oldest first: [{"at":TIME,"who","what","status"?,"text"?}]. The caller owns *out. */
MUST_USE enum err history_list(struct registry *registry, int64_t entry, json_t **out);
