/* sync/registry/content/editorial.h - the editorial pages ("Hvad er et netværk?"), changed one at a time on the staff
 * page.
 *
 * They have no drafts: what is saved is on the screens. A page's version is its sequence on the feed, and a change says
 * which one it was made on, so that nobody overwrites what somebody else published meanwhile. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

/* [{"id","title","version","body":PAGE}] in the order of the screens; the caller owns *out. ERR_DAMAGED, ERR_NOMEM,
 * those of db_query(). */
MUST_USE enum err editorial_list(struct registry *registry, json_t **out);

/* Publishes `body` in the place of the page `id` and notes it in the staff log as `who`. *out_version is the new one.
 * Errors, with nothing changed: ERR_NOT_FOUND (no such page), ERR_CONFLICT (`base` is not its version any more:
 * *out_found is {"version","body"}), ERR_INVALID (*out_found lists what is wrong, as problems.h has it, with pointers
 * into the page), ERR_NOMEM, those of db_run(). The caller owns *out_found, which is NULL otherwise. */
MUST_USE enum err editorial_publish(struct registry *registry, const char *who, const char *id, int64_t base,
                                    json_t *body, int64_t *out_version, json_t **out_found);
