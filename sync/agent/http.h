/* sync/agent/http.h - one question over HTTP and its answer, within limits.
 *
 * A connection is kept and used again. No redirects, no cookies, no proxy from the environment,
 * no scheme but the one url_check() allowed. A server or a line that does anything at all can
 * cost at most the times below and HTTP_ANSWER_BYTES_MAX bytes (counted after decompression,
 * while they arrive). DNS runs in libcurl's own thread, so the times hold for it too; should
 * that thread hang in the system's resolver, it is left behind and not waited for.
 * Threads: an http belongs to the thread that opened it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/agent/http_peer.h"
#include "sync/agent/trust.h"
#include "sync/base/clock.h"
#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/wire/feed.h"
#include "sync/wire/freshness.h"

enum {
    HTTP_CONNECT_MS = 10 * 1000,
    HTTP_STALL_S = 30, /* under one byte a second for this long: given up */
    HTTP_TOTAL_MS = 120 * 1000,
    HTTP_ANSWER_BYTES_MAX = FEED_PAGE_BYTES_MAX,
    HTTP_PROBLEM_BYTES = 360,
    HTTP_WAKES_MAX = 2,
};

struct http;

struct http_options {
    const char *base_url;        /* as url_check() gave it; copied */
    const char *proxy;           /* NULL: none, whatever the environment says; copied */
    long stall_s;                /* 0: HTTP_STALL_S */
    const struct trust *trust;   /* whose certificates are believed; NULL: the system's CAs'; copied */
    struct clock clock;          /* the time of certificates (tls.h); without functions: the machine's */
    const int64_t *floor_s;      /* borrowed (tls.h); NULL: none */
    bool (*stop)(void *context); /* NULL, or asked about once a second: true gives up */
    void *context;
};

/* For an answer that may be long in coming. */
struct http_wait {
    long seconds;                 /* silence for this long is no reason to give up */
    int wake_fds[HTTP_WAKES_MAX]; /* something to read on one of them is; -1: none */
    int (*tick)(void *context);   /* called again and again meanwhile; gives the milliseconds until the next time */
    void *context;
};

struct http_request {
    const char *method; /* "GET" or "POST" */
    const char *target; /* "/v1/…", put behind base_url */
    const char *body;   /* NULL for GET */
    size_t body_bytes;
    const char *kiosk;            /* value of Forhal-Kiosk, or NULL for no such header */
    const char *signature;        /* value of Forhal-Signature, or NULL for no such header */
    const char *mac;              /* value of Forhal-Mac, likewise */
    const struct http_wait *wait; /* NULL: the answer is expected at once; borrowed */
    const char *range;            /* value of Range, or NULL for no such header */
    const char *type;             /* of the body; NULL: application/json */
};

struct http_answer {
    long status;
    char signature[FEED_SIGNATURE_TEXT_BYTES]; /* of the answer; "" when it had none that fits */
    char fresh[FRESHNESS_TEXT_BYTES];          /* its value of Forhal-Fresh, likewise */
    char wanted[FEED_SIGNATURE_TEXT_BYTES];    /* its value of Forhal-Wanted, likewise */
    struct str body;
};

/* On ERR_OK the caller releases *out with http_close(). Errors: ERR_INVALID (the address; or the CAs in `trust` are no
 * certificates), ERR_REFUSED (see url_check()), ERR_NOMEM. */
MUST_USE enum err http_open(struct http **out, const struct http_options *options);
/* Takes NULL. */
void http_close(struct http *http);

/* Asks and waits for the answer, whatever its status; on ERR_OK the caller calls
 * http_answer_finish(). Errors: ERR_UNAVAILABLE (no connection, cut off, too slow, woken, or told
 * to stop), ERR_UNTRUSTED (TLS says that it is somebody else), ERR_TOO_LARGE, ERR_NOMEM. */
MUST_USE enum err http_exchange(struct http *http, const struct http_request *request, struct http_answer *out);
void http_answer_finish(struct http_answer *answer);

/* The same in two steps, for a question without a body and a wait: between them the answer comes as far as the
 * system's buffers reach, while the caller does something else. Whatever else is asked meanwhile gives it up, and its
 * line. False: it could not be asked. */
bool http_begin(struct http *http, const struct http_request *request);
/* Its answer, with the errors of http_exchange(); ERR_UNAVAILABLE when there is no such question any more. */
MUST_USE enum err http_finish(struct http *http, struct http_answer *out);

/* Who gave the latest answer; all zero before the first. */
struct http_peer http_peer(const struct http *http);
/* What went wrong in the latest exchange, in words for a person. */
const char *http_problem(const struct http *http);
