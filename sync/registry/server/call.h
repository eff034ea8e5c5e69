/* sync/registry/server/call.h - one request, read whole, and the answer being made for it.
 *
 * What a route sees of HTTP. A route answers exactly once. Texts that come back are borrowed and
 * live as long as the call. Threads: belongs to the thread that serves. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/registry/content/feed_pages.h"
#include "sync/registry/formats/address.h"
#include "sync/registry/keys/nonce_proofs.h"
#include "sync/registry/server/errands.h"
#include "sync/registry/server/passwords.h"
#include "sync/registry/server/readings.h"
#include "sync/registry/server/waiters.h"
#include "sync/registry/staff/sessions.h"
#include "sync/wire/shared_key.h"

enum {
    CALL_BODY_BYTES_MAX = 2 * 1024 * 1024,
    CALL_PICTURE_BYTES_MAX = 8 * 1024 * 1024, /* of staff's pictures, who are asked for before they are read */
    CALL_CONTENT_BYTES_MAX = 8 * 1024 * 1024, /* of the content that a registry begins with, likewise */
    CALL_DEPTH_MAX = 8,
    CALL_HEADERS_MAX = 10, /* set by a route on its answer */
    CALL_HEADER_BYTES_MAX = 256,
    CALL_TARGET_BYTES_MAX = 2048,
};

struct MHD_Connection;

struct call_header {
    const char *name; /* constant text */
    char value[CALL_HEADER_BYTES_MAX];
};

struct call {
    struct MHD_Connection *connection; /* borrowed */
    char *target;                      /* owned: path and query exactly as they came */
    const char *method;
    const struct route *route; /* once found */
    struct str body;
    bool drains; /* it is refused, and answered so once its body has come; drained_bytes of it are thrown away */
    size_t drained_bytes;
    bool body_dropped; /* too much is held for others: it is answered so once it has come */
    bool behind_proxy;
    bool secure; /* it comes over TLS, ours or a proxy's */
    /* A route may leave a call unanswered with wait_ms > 0: it is run again when the content is no longer at `seen`, or
     * the time is over, and then `waited` is true and it must answer. */
    int64_t wait_ms;
    struct feed_cursor seen;
    const char *waits_as; /* the kiosk that waits: the header it sent */
    bool waited;
    struct wait_end wait_end;
    struct nonce_proof proof; /* of a question for a page that has a nonce */
    bool by_mac;              /* the question came with a MAC, under this key; else it was signed */
    struct shared_key key;
    /* A route may leave a call unanswered with a password to check or to make: it is run again when that is done. */
    struct password_job *job; /* owned; NULL: none */
    struct errand *errand;    /* owned; the same with a program (errands.h) */
    struct reading *reading;  /* owned; the same with what takes long to read (readings.h) */
    struct session session;   /* who asks, on a route for staff; gate.h */
    bool held;                /* it waits for others, or its answer for being sent; submissions.h */
    struct call *after;       /* meanwhile: the next one */

    int64_t begun_us; /* when its head had come, by a clock of its own */

    unsigned int status;         /* 0 until answered */
    const char *content_type;    /* constant text; NULL: that of what is answered */
    const char *cache_control;   /* constant text; NULL: no-store */
    struct call_header *headers; /* owned: room for CALL_HEADERS_MAX, once there is one: thousands wait without any */
    size_t headers_count;
    char *text;              /* owned: an answer in letters, or */
    struct feed_bytes *page; /* a reference held: a page of the feed, or */
    const void *constant;    /* borrowed forever: a part of the program, constant_bytes long, or */
    size_t constant_bytes;
    char *bytes; /* owned: a picture, of which bytes_count from bytes_from on are answered */
    size_t bytes_from, bytes_count;
};

/* Errors: ERR_NOMEM; NULL as target too. */
MUST_USE enum err call_create(struct call **out, const char *target);
/* Wipes what was sent and answered. Takes NULL. */
void call_destroy(struct call *call);

/* NULL when there is none. Header names count without regard to case. */
const char *call_header(const struct call *call, const char *name);
const char *call_argument(const struct call *call, const char *name);
const char *call_cookie(const struct call *call, const char *name);
/* The last word of the path, as it was sent; `bytes` long. */
const char *call_word(const struct call *call, size_t *out_bytes);
/* An argument that is a whole number >= 0 written in digits. *out keeps its value when it is not
 * there. ERR_INVALID: it is there, but no such number. */
MUST_USE enum err call_number(const struct call *call, const char *name, int64_t *out);
/* Does the other side read gzip? */
bool call_takes_gzip(const struct call *call);
/* Who asks, for throttling: the address, or, behind a proxy, what the proxy says it is. */
void call_peer(const struct call *call, char out[ADDRESS_TEXT_BYTES]);

/* The body as JSON. On false the call has been answered: 400 not_json or too_deep, 400
 * bad_request for a member that its route does not know (route_takes()), or 503. The caller owns *out. */
MUST_USE bool call_json(struct call *call, json_t **out);

/* As if it had not been answered. */
void call_take_back(struct call *call);
/* The answer's headers have been handed on. */
void call_drop_headers(struct call *call);
/* Adds a header to the answer; a value that is too long, or for which there is no memory, is left out. */
void call_add_header(struct call *call, const char *name, const char *value);
/* Answers with `json`, which is taken over; NULL is 503. */
void call_answer(struct call *call, unsigned int status, json_t *json);
/* Answers with `text`, which is taken over, wiped and freed. */
void call_answer_text(struct call *call, unsigned int status, char *text);
/* Answers with what is a part of the program and never goes away. */
void call_answer_constant(struct call *call, const void *bytes, size_t bytes_count);
/* Answers {"error":{"code":…,"message":…}}. */
void call_refuse(struct call *call, unsigned int status, const char *code, const char *message);
/* Answers 429 too_many_attempts with Retry-After. */
void call_slow_down(struct call *call, int64_t wait_ms);
/* Answers with a picture, or with the part of it that was asked for (RFC 9110, 14: one range, If-Range), or 416
 * range_unsatisfiable; takes over `bytes` (malloc). `name` is its ETag. */
void call_answer_picture(struct call *call, const char *name, char *bytes, size_t bytes_count);
/* Answers with a picture that is nobody else's and is not asked for again; takes over `bytes` (malloc). */
void call_answer_png(struct call *call, char *bytes, size_t bytes_count);
/* Answers with a signed page, its signature and the proof; takes over the reference. */
void call_answer_page(struct call *call, struct feed_bytes *page);
