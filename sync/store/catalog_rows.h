/* sync/store/catalog_rows.h - the row of an item, looked for and written; for the files of the catalog.
 *
 * A first pull writes ten thousand of them, so what a row costs is what a pull costs. An upsert with RETURNING would do
 * in one statement what is three here, but SQLite then writes every page it touches beside, to be able to take half of
 * the statement back: twice as much as the rows themselves. */
#pragma once

#include "sync/store/catalog_inside.h"
#include "sync/wire/feed_walk.h"

/* What is there of an item. */
struct catalog_row {
    int64_t number;   /* 0: nothing */
    int64_t sequence; /* the change that brought it */
};

/* What the board asks of a row without reading its body; NULL and CATALOG_ANY for other types than networks. */
struct catalog_columns {
    const char *type; /* item->type, or CATALOG_ELSEWHERE */
    const char *kind, *status, *phase, *petals;
    int64_t group_state;
};

/* The item's row under `type`, and under `other_type` (NULL: not asked for). */
MUST_USE enum err catalog_row_find(struct db *db, const char *generation, const struct feed_item *item,
                                   const char *type, const char *other_type, struct catalog_row *out,
                                   struct catalog_row *out_other);
/* A row where there is none (`before->number` 0), or this in the place of `before`, under the same number; where
 * `before` is as new already, nothing. *out_number: 0 when nothing has changed. Errors: those of db_run(). */
MUST_USE enum err catalog_row_put(struct db *db, const char *generation, const struct feed_item *item,
                                  const struct catalog_columns *columns, const char *body,
                                  const struct catalog_row *before, int64_t *out_number);
