/* sync/model/announcement.h - what the house wants to say on every resting screen for a while.
 *
 * From the site's `announcements` (assets/schema/content.schema.json). A clock that can't be trusted ends nothing: then
 * an announcement is shown until it is removed. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "sync/model/opening_hours.h"

enum { ANNOUNCEMENTS_MAX = 10 };

struct announcement {
    const char *text;              /* borrowed from the document */
    bool danish;                   /* another language was asked for, and this is not in it */
    struct local_time from, until; /* not known: from the beginning, without an end */
};

/* Reads at most ANNOUNCEMENTS_MAX of the list, which may be NULL, in `lang`; what makes no sense is passed over.
 * Returns how many. */
size_t announcements_from_json(struct announcement out[ANNOUNCEMENTS_MAX], const json_t *list, const char *lang);
/* Is it shown at `now`? */
bool announcement_is_on(const struct announcement *announcement, const struct local_time *now);
