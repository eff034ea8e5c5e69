/* sync/registry/content/items.h - the items of the feed: the one way in for what is imported, for ideas and for
 * answers. What follows from an item (the table `spawned`) is kept with it.
 *
 * Every change takes the next sequence, inside the caller's transaction (db_begin()), so that kiosks hear of it in
 * order and never of half of it. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "sync/base/db.h"
#include "sync/base/err.h"

/* Which item: what kind of thing it is, and which one of them. Borrows both. */
struct item_key {
    const char *type; /* "network", "page", "site", … */
    const char *id;
};
#define ITEM_NETWORK "network"
#define ITEM_PAGE    "page"

/* The next number of the one counter. Errors: those of db_run(). */
MUST_USE enum err items_next_sequence(struct db *db, int64_t *out);

enum item_change {
    ITEM_SAME,
    ITEM_NEW, /* a tombstone that comes back, too: it is new to those who read */
    ITEM_CHANGED,
};

/* Makes `body` the newest state of the item; an equal one changes nothing. Lower positions stand first among their
 * type. Errors: ERR_NOMEM, those of db_run(). */
MUST_USE enum err items_put(struct db *db, const char *type, const char *id, int64_t position, const json_t *body);
/* The same, and says what it was to those who read. *out_change is set on ERR_OK. */
MUST_USE enum err items_put_telling(struct db *db, const char *type, const char *id, int64_t position,
                                    const json_t *body, enum item_change *out_change);
/* Puts what is there at another place among its type, its body as it is; one that stands there already, or is not there
 * or a tombstone, is ERR_OK and nothing new. Errors: those of db_run(). */
MUST_USE enum err items_move(struct db *db, const char *type, const char *id, int64_t position);
/* Makes it a tombstone without a body. One that is not there, or a tombstone already, is ERR_OK. */
MUST_USE enum err items_bury(struct db *db, const char *type, const char *id);
/* Its body; the caller owns *out. ERR_NOT_FOUND (a tombstone too), ERR_DAMAGED, ERR_NOMEM. */
MUST_USE enum err items_find(struct db *db, const char *type, const char *id, json_t **out);
