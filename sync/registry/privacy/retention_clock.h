/* sync/registry/privacy/retention_clock.h - may this clock let anything go? And from when an entry's days are counted,
 * where it came under a clock that was wrong.
 *
 * Every look at what is due is noted, with the newest entry there was. A clock that stands more than RETENTION_LEAP_S
 * after the last look or more than RETENTION_BACK_S before it, or before there was any registry, is doubted: nothing
 * goes before the registry has run on under it for RETENTION_DOUBT_MS, which the database remembers over a restart. One
 * before RETENTION_FLOOR_S is never believed.
 * Under a believed clock an entry that came since the last look with a time before it, or one that is still to come,
 * is counted from now: the latest that it can have come. `received_s` stays as it is, so that a clock which was
 * believed and yet was wrong takes no days away when it is put right. Threads: as the registry. */
#pragma once

#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

enum {
    RETENTION_LEAP_S = 40 * 24 * 3600,
    RETENTION_BACK_S = 24 * 3600,
    RETENTION_DOUBT_MS = 24 * 3600 * 1000,
    RETENTION_FLOOR_S = 1704067200, /* 2024-01-01 */
};

/* From when a row of `entry` is counted; `now` is SQL for the clock, in seconds. */
#define RETENTION_FROM_SQL(now)                                                                                        \
    "CASE WHEN counted_s IS NULL OR (received_s <= " now " AND received_s > counted_s) THEN received_s"                \
    " ELSE counted_s END"

/* Inside the caller's transaction: notes this look, or this doubt. Errors: those of db_run(). */
MUST_USE enum err retention_clock_look(struct registry *registry, bool *out_doubted);
/* The same without noting anything. */
MUST_USE enum err retention_clock_is_doubted(struct registry *registry, bool *out_doubted);

extern const char retention_clock_schema[];
