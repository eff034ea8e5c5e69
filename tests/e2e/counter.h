/* tests/e2e/counter.h - a line that carries everything unchanged and counts it.
 *
 * Listens on a free port of 127.0.0.1 and goes on to another; one thread, several connections. */
#pragma once

#include <stdint.h>

#include "sync/base/err.h"

struct counter;

struct counter_part {
    int64_t up, down; /* bytes to the server, and from it */
    int64_t requests; /* of HTTP without TLS: beginnings of a request seen on the way up */
};

struct counter_tally {
    struct counter_part all;
    struct counter_part feed; /* of these, what asks for the feed and answers it */
    int64_t connections;      /* so far */
};

/* ERR_IO, ERR_NOMEM. */
MUST_USE enum err counter_start(struct counter **out, uint16_t server_port);
/* Takes NULL. */
void counter_stop(struct counter *counter);
uint16_t counter_port(const struct counter *counter);
struct counter_tally counter_tally(struct counter *counter);
