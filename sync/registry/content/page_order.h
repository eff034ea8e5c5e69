/* sync/registry/content/page_order.h - in which order the screens show the editorial pages, as staff put them.
 *
 * It is the items' position (items.h), so an import and an export keep it, kiosks hear of it over the feed, and a page
 * that is published later stands last. Only pages on the screens have a place. */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

/* The ids of the pages on the screens, in their order; the caller owns *out. Errors: ERR_NOMEM, those of db_query(). */
MUST_USE enum err page_order_read(struct registry *registry, json_t **out);

/* Puts the pages in the order `order`, with a line in the staff log as `who`, in one transaction; `base` is the order
 * that `who` saw. Both are lists of ids. The order that is there already is ERR_OK: an answer that was lost may be
 * asked for again. What keeps its place keeps its sequence.
 * Errors, with nothing changed: ERR_INVALID (`order` has not just the ids of `base`); ERR_CONFLICT: it is not `base`
 * any more, and *out_current is {"current":[ID, …],"changed_by":NAME or "","changed_s":TIME or 0}, the caller's: who
 * ordered, published, took down or imported pages last, as far as the staff log remembers; ERR_NOMEM, those of
 * db_run(). */
MUST_USE enum err page_order_change(struct registry *registry, const char *who, const json_t *base, const json_t *order,
                                    json_t **out_current);
