/* sync/store/catalog_places.h - networks that are shown elsewhere (sync/model/place.h); for the files of the catalog.
 *
 * What belongs to other places is kept beside what is shown, under the type CATALOG_ELSEWHERE, which nobody asks for:
 * so boards, counts and searches need not know of places, and when the places change nothing has to be fetched again.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/store/catalog_inside.h"

#define CATALOG_ELSEWHERE "elsewhere"

/* Does this kiosk show a network with this body? */
MUST_USE enum err catalog_is_here(struct db *db, const char *generation, const json_t *body, bool *out);
/* What is kept of it, and is older, goes. Errors: those of db_run(). */
MUST_USE enum err catalog_drop_elsewhere(struct db *db, const char *generation, const struct feed_item *item);
/* The site or the kiosk is another: what must, changes sides. *out_changes: how many. */
MUST_USE enum err catalog_places_settle(struct db *db, const char *generation, int64_t *out_changes);
