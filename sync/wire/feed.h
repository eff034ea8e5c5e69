/* sync/wire/feed.h - a page of content on its way down.
 *
 *   {"generation":TEXT,"from":N,"to":N,"head":N,"keys":N,"items":[
 *      {"seq":N,"type":"network","id":ID,"position":N,"body":{…}},
 *      {"seq":N,"type":"page","id":ID,"deleted":true}, …]}
 *
 * The cursor is (generation, sequence), never a clock. A page holds everything that changed in
 * (from, to], newest state only; head is the registry's newest sequence. The body of the HTTP
 * answer is the page's exact bytes; the header Forhal-Signature signs them (SIGN_FEED). A new
 * generation means: what you have is of another history; begin again at 0. `keys` is the number of the
 * registry's keys (key_statement.h; absent: 1), so that a client hears of newer ones under a signature. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/wire/sign.h"

enum {
    FEED_GENERATION_BYTES_MAX = 32,
    FEED_ITEMS_MAX = 500,              /* items in a page */
    FEED_PAGE_BYTES_MAX = 1024 * 1024, /* a reader refuses more */
    FEED_PAGE_BYTES_AIM = 256 * 1024,  /* a writer ends the page once past this */
    FEED_ITEM_BYTES_MAX = 128 * 1024,  /* one body: import refuses more */
    FEED_DEPTH_MAX = 16,
    FEED_SIGNATURE_TEXT_BYTES = 87, /* 64 bytes as URL-safe base64 and the NUL */
};

struct feed_cursor {
    char generation[FEED_GENERATION_BYTES_MAX + 1]; /* "" before the first page */
    int64_t sequence;
};

/* What stands beside the items is read; the items are still text, which feed_walk.h takes apart one at a time: as a
 * whole they would take five times as much memory. */
struct feed_page {
    json_t *document; /* owned: the page without its items */
    const char *generation;
    int64_t from;
    int64_t to;
    int64_t head;
    int64_t keys;
    bool fresh;         /* false as read; true once freshness_check() has said so */
    size_t items_count; /* to be found by a walk that ends well */
    struct str text;    /* owned: the page's bytes */
    size_t items_from;  /* behind the [ of the items in it */
};

/* Generations are ordered: "12-9f3c…" has the number 12, a name of before that has none (0). */
int64_t feed_generation_number(const char *generation);
/* May a client that has gathered `before` ("" for nothing) go over to `next`? Its number must be greater; without
 * numbers on both sides any may follow. */
bool feed_generation_follows(const char *next, const char *before);

/* Base64 of the signature over the page's bytes. */
void feed_sign(char out[FEED_SIGNATURE_TEXT_BYTES], const void *page, size_t page_bytes,
               const unsigned char content_secret[SIGN_SECRET_BYTES]);

/* Checks the signature first, then what stands beside the items: 0 <= from <= to <= head, FEED_ITEMS_MAX. The items
 * themselves are checked while one walks through them. `text` becomes the page's on ERR_OK, without being copied, and
 * stays the caller's otherwise. On ERR_OK the caller calls feed_page_finish(). Errors: ERR_UNTRUSTED, ERR_INVALID,
 * ERR_TOO_LARGE, ERR_NOMEM. */
MUST_USE enum err feed_page_take(struct feed_page *out, struct str *text, const char *signature,
                                 const unsigned char content_public[SIGN_PUBLIC_BYTES]);
/* The same of a copy of these bytes, and walks through the items: ERR_INVALID when one of them is wrong. */
MUST_USE enum err feed_page_read(struct feed_page *out, const char *page, size_t page_bytes, const char *signature,
                                 const unsigned char content_public[SIGN_PUBLIC_BYTES]);
void feed_page_finish(struct feed_page *page);
