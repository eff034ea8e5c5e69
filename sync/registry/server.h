/* sync/registry/server.h - the registry's HTTP server: libmicrohttpd with epoll, one thread, and one that
 * wakes kiosks which wait for news (waiters.h), one that checks passwords (passwords.h), and two that wait for other
 * programs (errands.h).
 *
 * Every answer has Content-Type, and, but for a page of the feed that a nonce asks for, Cache-Control: no-store and
 * X-Content-Type-Options: nosniff.
 * A body over its limit is refused when its length is announced, and a body without a length is
 * refused (411), so nothing too large is ever read. */
#pragma once

#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/registry/address.h"
#include "sync/registry/registry.h"

enum {
    SERVER_WAITERS_MAX = 10500,     /* kiosks that wait for news; one more is answered at once */
    SERVER_CONNECTIONS_MAX = 11500, /* all together */
    SERVER_SPARE_DESCRIPTORS = 200, /* for everything else, when descriptors are few */
    SERVER_IDLE_SECONDS = 30,
    SERVER_CONNECTION_BYTES = 32 * 1024, /* memory of one connection: 8 KiB of headers, taken apart, must fit */
};

struct server;

struct settings;

struct server_options {
    const struct settings *settings; /* borrowed until server_stop(); NULL: the standards */
    struct address address;
    size_t waiters_max;    /* 0: SERVER_WAITERS_MAX, or what the limit of open files allows */
    const char *programs;  /* the folder of forhal-kiosk and forhal-registry; NULL: this program's, else PATH */
    const char *tls_chain; /* PEM, borrowed until server_stop(); NULL: plain HTTP. certificate.h checks it */
    const char *tls_key;   /* PEM, borrowed */
    bool behind_proxy;     /* TLS ends there, and X-Forwarded-For is believed */
    /* One line about a request that failed for reasons of ours; nothing anybody typed is in it.
     * Called on the server's thread. May be NULL. */
    void (*report)(void *context, const char *text);
    void *report_context;
};

/* Starts serving. From here to server_stop() the registry belongs to the server's thread. On
 * ERR_OK the caller owns *out. Errors: ERR_UNAVAILABLE (the address is taken), ERR_REFUSED (not
 * ours to listen on), ERR_IO, ERR_NOMEM. */
MUST_USE enum err server_start(struct server **out, struct registry *registry, const struct server_options *options);
/* Where it listens, with the port that was found. */
struct address server_address(const struct server *server);
/* How many kiosks wait for news. Any thread may ask. */
size_t server_waiting(const struct server *server);
/* Ends it; who waits for news gets the empty page; requests under way are finished or cut. Takes NULL. */
void server_stop(struct server *server);
