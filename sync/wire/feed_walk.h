/* sync/wire/feed_walk.h - the items of a page (feed.h), one after the other.
 *
 *   struct feed_walk walk;
 *   feed_walk_begin(&walk, &page);
 *   while ((err = feed_walk_next(&walk, &item)) == ERR_OK) …
 *   feed_walk_end(&walk);                                         ERR_NOT_FOUND was the end of the items
 *
 * Each item is read as JSON when its turn comes, and let go of before the next one: a page of 256 KiB costs what its
 * largest item does. So what is wrong with an item is known only then; who keeps items as they come must be able to
 * take them back. Threads: one walk at a time over a page, which writes in its text and puts that right again. */
#pragma once

#include "sync/wire/feed.h"

struct feed_item {
    int64_t sequence;
    const char *type;
    const char *id;
    int64_t position;
    bool deleted;
    json_t *body;     /* borrowed; NULL when deleted */
    const char *text; /* the body exactly as it came; NULL: its key is written in another way than "body" */
};

struct feed_walk {
    struct feed_page *page; /* borrowed */
    size_t at;              /* where the next item, or what stands before it, begins in the page's text */
    size_t count;           /* items read */
    int64_t before;         /* the sequence of the latest */
    json_t *value;          /* owned: the item that was read last */
    char *cut;              /* the byte behind its body, for now a NUL; or NULL */
    char cut_byte;
};

void feed_walk_begin(struct feed_walk *walk, struct feed_page *page);
/* The next item; what `out` points to lives until the next step or the end. ERR_NOT_FOUND: there is no further one.
 * ERR_INVALID: what comes is no item, or its sequence does not rise within (from, to]; and the same from then on.
 * ERR_NOMEM. */
MUST_USE enum err feed_walk_next(struct feed_walk *walk, struct feed_item *out);
void feed_walk_end(struct feed_walk *walk);
/* From the first to the last: ERR_OK when all are items in their order. ERR_INVALID, ERR_NOMEM. */
MUST_USE enum err feed_walk_through(struct feed_page *page);

/* From within a text of a JSON document to the quotation mark that ends it, or to `end`. */
const char *feed_text_end(const char *at, const char *end);
