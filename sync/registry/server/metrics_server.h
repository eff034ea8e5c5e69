/* sync/registry/server/metrics_server.h - /metrics at an address of its own, in plain HTTP, which only Prometheus
 * should reach.
 *
 * A thread and a database connection of its own: who asks for numbers is in nobody's way. */
#pragma once

#include "sync/base/err.h"
#include "sync/registry/formats/address.h"
#include "sync/registry/registry.h"
#include "sync/registry/server/metrics.h"

struct metrics_server;

struct metrics_source {
    struct metrics *metrics;                              /* borrowed */
    void (*look)(void *context, struct metrics_now *out); /* from any thread */
    void *context;
};

/* Used of `registry` is its database's place, here only. Errors: ERR_INVALID (no address), ERR_UNAVAILABLE (taken),
 * ERR_IO, those of db_open(), ERR_NOMEM. */
MUST_USE enum err metrics_server_start(struct metrics_server **out, const char *address, struct registry *registry,
                                       const struct metrics_source *source);
/* Where it listens, with the port that was found. */
struct address metrics_server_address(const struct metrics_server *server);
/* Takes NULL. */
void metrics_server_stop(struct metrics_server *server);
