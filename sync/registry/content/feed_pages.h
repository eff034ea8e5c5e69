/* sync/registry/content/feed_pages.h - pages of the feed, signed, and the latest ones kept ready.
 *
 * A page is a function of the cursor and the head, so a thousand kiosks that ask the same cost
 * one query, one signature and one compression. Pages are counted by reference: one that is
 * still being sent may leave the cache.
 * Threads: belongs to the thread that serves, with its registry. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"
#include "sync/wire/feed.h"

/* Room for all the pages of ten thousand networks: whoever begins asks for one after the other, so with less room each
 * would be gone before the next kiosk asks for it. A town of today's size needs one or two. */
enum { FEED_PAGES_MAX = 128, FEED_PAGES_BYTES_MAX = 32 * 1024 * 1024, FEED_GZIP_BYTES_MIN = 1024 };

struct feed_pages;

/* One page, not to be changed. */
struct feed_bytes {
    char *plain; /* the exact bytes that are signed */
    size_t plain_bytes;
    unsigned char *gzip; /* the same, compressed; NULL when that saves nothing */
    size_t gzip_bytes;
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    int64_t number; /* 1, 2, …: no other page has it */
    size_t references;
};

/* `registry` must outlive it. Errors: ERR_NOMEM. */
MUST_USE enum err feed_pages_create(struct feed_pages **out, struct registry *registry);
/* Takes NULL. Pages that are still held elsewhere stay until they are released. */
void feed_pages_destroy(struct feed_pages *pages);

/* The page after the cursor; a generation that is not the registry's (or "") means from the
 * beginning. The caller calls feed_bytes_release(*out). Errors: ERR_CONFLICT (the cursor is of
 * this generation, but ahead of its head), ERR_NOMEM, those of db_query(). */
MUST_USE enum err feed_pages_get(struct feed_pages *pages, const struct feed_cursor *cursor, struct feed_bytes **out);
/* Takes NULL. */
void feed_bytes_release(struct feed_bytes *bytes);

/* How many pages were made, rather than found: for tests and figures. */
int64_t feed_pages_made(const struct feed_pages *pages);
