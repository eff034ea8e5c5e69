/* sync/model/place.h - which kiosks show what: the site's `places` (assets/schema/content.schema.json).
 *
 * A place is a name and the ids of the kiosks that stand there. A network or an announcement may say at which places it
 * is shown. Every kiosk gets the same signed pages and finds out for itself. In doubt it is shown: when nothing is
 * said, and when none of the places that are named exists any more. Pure. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

/* Is what says `wanted` (its "places"; may be NULL) shown by the kiosk of this id ("" is in no place)? `site` is the
 * site's body, or NULL. */
bool place_is_here(const json_t *site, const json_t *wanted, const char *kiosk);
