/* sync/store/time_floor.h - the latest moment that has passed for certain: DIR/time.floor.
 *
 * A Pi has no clock of its own and may wake up in 1970, or where it was switched off. The floor is the later one of the
 * day this program was built (of its commit) and what the file says: decimal seconds since 1970 and a line's end. A
 * wall clock that is behind the floor is doubtful; nothing but display, the dates of certificates and the time that an
 * entry tells of itself asks it at all.
 *
 * The file is raised, never lowered, by forhal-sync, from the Date of an answer that came over verified TLS, and only
 * while it lies within the validity of the certificate: a registry whose clock is decades ahead can't make this kiosk
 * refuse every certificate for good. The machine's own clock never raises it, for the same reason: NTP is not
 * authenticated, and what agrees with a verified Date adds nothing to it. Raised in steps of TIME_FLOOR_STEP_S, so an
 * idle day writes four times. Not a promise: a file that is lost or damaged is the day of the build. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"

enum {
    TIME_FLOOR_STEP_S = 6 * 60 * 60,
    TIME_FLOOR_SLACK_S = 5 * 60, /* two good clocks differ by less */
};

#define TIME_FLOOR_FILE "time.floor" /* in a kiosk's data folder */

/* What the file at `path` says, at least clock_built_s(). */
int64_t time_floor_read(const char *path);
/* Is `wall_s` behind by more than good clocks differ? */
bool time_floor_doubts(int64_t floor_s, int64_t wall_s);
/* Raises *floor_s to `date_s` and writes it when that is worth a write: a step beyond *floor_s. Errors: ERR_FULL,
 * ERR_IO; *floor_s is raised all the same. */
MUST_USE enum err time_floor_raise(int64_t *floor_s, int64_t date_s, const char *path);
