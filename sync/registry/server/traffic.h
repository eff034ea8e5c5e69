/* sync/registry/server/traffic.h - the connections to the server: how many each address has, and who is too slow.
 *
 * libmicrohttpd cuts a line on which nothing comes at all. Who sends a letter every ten seconds keeps a connection
 * busy for hours that way, so here each step has a time: the head of a request, its body, the reading of its answer.
 * A thread of ours looks once a second and shuts what is over its time down; waiting for news has no such time.
 *
 * An address that has its share gets no further connection. Behind a proxy all come from that, so there the
 * requests under way for one address of X-Forwarded-For are counted instead, and one too many is refused.
 *
 * A body is held whole before anybody is asked who sends it. What many together hold is bounded, for one address and
 * for all, so that they can't take the memory from everybody; small bodies always have room.
 *
 * Threads: one serves; anybody may ask for numbers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "sync/base/err.h"
#include "sync/registry/settings/settings.h"

enum {
    TRAFFIC_IDLE_SECONDS = 30, /* between two requests */

    TRAFFIC_PEERS_MAX = 60000, /* addresses at a time; more than connections may be */

    /* Of bodies that are held: so much of each is not counted, */
    TRAFFIC_BODY_FREE_BYTES = 16 * 1024,
    TRAFFIC_BODIES_OF_PEER_BYTES_MAX = 64 * 1024 * 1024,
    TRAFFIC_BODIES_BYTES_MAX = 256 * 1024 * 1024,
};

struct traffic;
struct line; /* one connection */

struct traffic_numbers {
    size_t connections;
    size_t under_way;  /* requests whose head has come and that are not answered yet */
    uint64_t refused;  /* connections, requests and bodies over an address's share */
    uint64_t cut_head; /* too slow with it */
    uint64_t cut_body;
    uint64_t cut_answer;
};

/* `settings` is borrowed. Errors: ERR_NOMEM, ERR_INVALID (an address among the proxies'). */
MUST_USE enum err traffic_create(struct traffic **out, const struct settings *settings);
/* After the server's end. Takes NULL. */
void traffic_destroy(struct traffic *traffic);

/* Is it one of the proxies in front? */
bool traffic_is_proxy(const struct traffic *traffic, const struct sockaddr *host);
/* May `host` connect? */
bool traffic_lets_in(struct traffic *traffic, const struct sockaddr *host);

/* A connection begins; its end is told with traffic_end(), before `fd` is closed. NULL without memory: it is not
 * watched. The others take NULL. */
struct line *traffic_begin(struct traffic *traffic, int fd, const struct sockaddr *host);
void traffic_end(struct line *line);

/* The steps of a request, in this order; steps may be left out. */
void line_head_came(struct line *line, bool body_follows);
void line_body_came(struct line *line);
void line_answer_begins(struct line *line, size_t bytes_count);
void line_answered(struct line *line);
/* The request under way is for `peer`, as the proxy says. False: that address has its share. */
bool line_is_for(struct line *line, const char *peer);
/* The body under way has grown to `bytes_count`. False: too much is held already; then let go of it, as is done here.
 */
bool line_may_hold(struct line *line, size_t bytes_count);

void traffic_count(struct traffic *traffic, struct traffic_numbers *out);
/* Is nothing under way, and has nobody sent what is not read yet? */
bool traffic_is_quiet(struct traffic *traffic);
