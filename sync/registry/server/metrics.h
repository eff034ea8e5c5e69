/* sync/registry/server/metrics.h - numbers for Prometheus, in its text format: what was asked, how long it took, how
 * things are.
 *
 * Requests are counted by route and status, never by who asks: no address, no name and no id of a person is a label,
 * and an address nobody has is the route "none". How things are is read from the database when it is asked for.
 * Threads: any may count, and write with a database connection of its own. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/db.h"
#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/registry/server/traffic.h"

enum { METRICS_ROUTES_MAX = 256, METRICS_STATUSES_MAX = 16, METRICS_BYTES_MAX = 1024 * 1024 };

#define METRICS_CONTENT_TYPE "text/plain; version=0.0.4; charset=utf-8"

struct metrics;
struct route;

/* How things are in memory; the rest is in the database. */
struct metrics_now {
    size_t waiting;
    struct traffic_numbers traffic;
    int64_t wall_s;
    bool shared; /* the database is a PostgreSQL */
};

/* Errors: ERR_NOMEM. */
MUST_USE enum err metrics_create(struct metrics **out);
/* Takes NULL. */
void metrics_destroy(struct metrics *metrics);

/* A request was answered. `route` is of a table of routes, or NULL; a `waited` one has no duration worth counting. */
void metrics_request(struct metrics *metrics, const struct route *route, unsigned status, int64_t took_us, bool waited);

/* The whole page. Errors: those of db_query(), ERR_NOMEM. */
MUST_USE enum err metrics_write(struct metrics *metrics, struct db *db, const struct metrics_now *now, struct str *out);
