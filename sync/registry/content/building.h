/* sync/registry/content/building.h - what staff change of the site in one piece: opening hours, announcements, and
 * the places where kiosks stand (sync/model/place.h).
 *
 * They are parts of the one item `site` of the feed, so kiosks hear of a change within a second, and an import of
 * content that lacks them takes them away. Who changes a part says what it was when they began; if it is another by
 * now, nothing happens and they are shown it. */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"
#include "sync/registry/content/site_check.h"
#include "sync/registry/registry.h"

enum building_part { BUILDING_HOURS, BUILDING_ANNOUNCEMENTS, BUILDING_PLACES, BUILDING_PARTS };

/* "opening_hours", "announcements", "places"; BUILDING_PARTS when it is neither, or NULL. */
enum building_part building_part_from_name(const char *name);
const char *building_part_name(enum building_part part);

/* {"opening_hours":{…}|null,"announcements":[…]|null,"places":[…]|null}. The caller owns *out. ERR_NOT_FOUND: there is
 * no content yet. */
MUST_USE enum err building_read(struct registry *registry, json_t **out);
/* Puts `value` (null: nothing) in the place of `base`, which it must still be, in one transaction, and the site on the
 * feed. One that is `value` already is ERR_OK: an answer that was lost may be asked for again. Errors, with nothing
 * changed: ERR_NOT_FOUND; ERR_CONFLICT, with what it is now in *out_current (the caller's), whatever `value` is;
 * ERR_INVALID, with where and what in `problem`; ERR_TOO_LARGE, with what site_fits() says in it; those of db_run(). */
MUST_USE enum err building_change(struct registry *registry, enum building_part part, const json_t *base, json_t *value,
                                  json_t **out_current, char problem[SITE_PROBLEM_BYTES]);
