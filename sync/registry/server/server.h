/* sync/registry/server/server.h - the registry's HTTP server: libmicrohttpd with epoll on one thread of ours (loop.h),
 * one that wakes kiosks which wait for news (waiters.h), one that checks passwords (passwords.h), and two that wait for
 * other programs (errands.h). What is due at a time is seen to by the serving thread every tidy_ms (service_tidy() in
 * routes.h), also when nobody asks anything.
 *
 * Every answer has Content-Type, and, but for a page of the feed that a nonce asks for, Cache-Control: no-store and
 * X-Content-Type-Options: nosniff. What is not for kiosks alone has Content-Disposition: attachment when it is JSON,
 * and SERVER_HSTS when this server does TLS itself. A body over its limit is refused when its length is announced, and
 * a body without a length is refused (411), so nothing too large is ever held. What is refused before its body is read
 * and thrown away first, up to SERVER_DRAIN_BYTES_MAX and in the time that any body has: a proxy that is answered while
 * it still sends makes a 502 of it. */
#pragma once

#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/registry/formats/address.h"
#include "sync/registry/registry.h"
#include "sync/registry/server/submissions.h"

/* Two years, as the examples for proxies have it. Not for what lies below the name: that is for others to say. */
#define SERVER_HSTS "max-age=63072000"

enum {
    SERVER_WAITERS_MAX = 10500,     /* kiosks that wait for news; one more is answered at once */
    SERVER_CONNECTIONS_MAX = 11500, /* all together, as the settings' standard */
    SERVER_SPARE_DESCRIPTORS = 200, /* for everything else, when descriptors are few */
    SERVER_IDLE_SECONDS = 30,       /* nothing comes or goes; traffic.h knows slower ways */
    SERVER_TIDY_MS = 1000,
    SERVER_DRAIN_BYTES_MAX = 16 * 1024 * 1024, /* of a body that nobody wants; one that is longer is answered at once,
                                                * and the connection ends */
    SERVER_CONNECTION_BYTES = 10 * 1024, /* a connection's own: 8 KiB of headers, or cookies of 4, taken apart, and the
                                          * answer's. Ten thousand kiosks wait with as much */
};

struct server;

struct settings;

/* One request that was answered. Nothing anybody typed is in it: the route is as its table has it. */
struct server_record {
    const char *method, *route; /* constant text */
    unsigned status;
    int64_t took_us;
    size_t bytes;
    char peer[ADDRESS_TEXT_BYTES]; /* "" unless the settings want it */
};

struct server_options {
    const struct settings *settings; /* borrowed until server_stop(); NULL: the standards */
    struct address address;
    size_t waiters_max;    /* 0: SERVER_WAITERS_MAX, or what the limit of open files allows */
    const char *programs;  /* the folder of forhal-kiosk and forhal-registry; NULL: this program's, else PATH */
    const char *tls_chain; /* PEM, borrowed until server_stop(); NULL: plain HTTP. certificate.h checks it */
    const char *tls_key;   /* PEM, borrowed */
    bool behind_proxy;     /* TLS ends there, and X-Forwarded-For is believed from the settings' proxies */
    int tidy_ms;           /* SERVER_TIDY_MS; 0: only when asked, so that tests may touch an idle server's registry */
    /* One line about a request that failed for reasons of ours; nothing anybody typed is in it.
     * Called on the server's thread. May be NULL. */
    void (*report)(void *context, const char *text);
    void *report_context;
    /* Each request, on the server's thread. May be NULL. With report_context. */
    void (*told)(void *context, const struct server_record *record);
};

/* Starts serving. From here to server_stop() the registry belongs to the server's thread. On
 * ERR_OK the caller owns *out. Errors: ERR_UNAVAILABLE (the address is taken), ERR_REFUSED (not
 * ours to listen on), ERR_IO, ERR_NOMEM. */
MUST_USE enum err server_start(struct server **out, struct registry *registry, const struct server_options *options);
/* Where it listens, with the port that was found. */
struct address server_address(const struct server *server);
/* Where /metrics has an address of its own; false: nowhere. */
bool server_metrics_address(const struct server *server, struct address *out);
/* How many kiosks wait for news. Any thread may ask. */
size_t server_waiting(const struct server *server);
/* Takes no further connection, sends home who waits for news, and tells everybody to come back on a new connection;
 * what is under way goes on. May take WAITERS_FAREWELL_MS. To be followed by server_stop(). */
void server_begin_end(struct server *server);
/* Is nothing under way any more? */
bool server_is_done(const struct server *server);
/* What was given, and how many commits it took. Any thread may ask. */
struct submissions_counts server_submissions(const struct server *server);
/* Ends it; who waits for news gets the empty page; requests under way are finished or cut. Takes NULL. */
void server_stop(struct server *server);
