/* sync/registry/content/site_size.h - does the one item `site` fit on the feed? Opening hours, announcements, places
 * and the notice, each with its translations, share its FEED_ITEM_BYTES_MAX, so each of them may be right by itself and
 * all of them too much. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

enum { SITE_PROBLEM_BYTES = 300 };

/* False: no page of the feed could carry it, nor anything after it. `problem` is then a Danish sentence for staff: how
 * much it is, what takes most, and what to do. */
bool site_fits(const json_t *site, char problem[SITE_PROBLEM_BYTES]);
