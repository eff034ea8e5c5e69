/* sync/store/catalog_inside.h - what the files of the catalog share; nobody else includes it.
 *
 * catalog.c keeps the items in step with the feed, catalog_rows.c writes their rows, catalog_texts.c what cards say in
 * each language; catalog_words.c keeps the index of their words; catalog_cards.c finds cards, catalog_ideas.c ideas and
 * answers, catalog_created.c what networks have created, and catalog_pictures.c their pictures. The tables are
 * described in catalog.c. */
#pragma once

#include "sync/base/db.h"
#include "sync/store/catalog.h"

struct feed_item;
struct idea;

struct catalog {
    struct db *db; /* owned */
    char *path;    /* owned */
    enum catalog_mode mode;
};

/* What makes a file of the newest version out of any earlier one, NULL-terminated: the first N make one of version N.
 */
const char *const *catalog_migrations(void);

/* Puts one item of the feed in, with the text of its body. ERR_INVALID: of a type we know, and not fit to be shown. */
MUST_USE enum err catalog_put_item(struct db *db, const char *generation, const struct feed_item *item,
                                   const char *body, int64_t *out_changes);

/* Writes what the card of the network (or the idea) with this number of item says, in every language of its document.
 * `again`: there are texts of it, which go. Errors as db_run(), ERR_NOMEM. */
MUST_USE enum err catalog_texts_network(struct db *db, int64_t number, const struct network *network, bool again);
MUST_USE enum err catalog_texts_idea(struct db *db, int64_t number, const struct idea *idea, bool again);
/* Keeps which picture the network with this number of item has (NULL: none). `again`: there may be one before. Errors
 * as db_run(). */
MUST_USE enum err catalog_picture_put(struct db *db, int64_t number, const char *name, bool again);
/* A slice of the index of words, in the caller's transaction: at most so many texts that wait, in the order of their
 * slots. */
MUST_USE enum err catalog_words_add(struct db *db, size_t slots_max, bool *out_done);
/* When fewer than CATALOG_WORDS_AT_ONCE wait, so that a transaction may as well do it: none waits then. */
MUST_USE enum err catalog_words_settle(struct db *db);
/* Before all but this generation's items go: an index that holds nothing of it is emptied as a whole. */
MUST_USE enum err catalog_words_swap(struct db *db, const char *generation);
struct catalog_numbers {
    int64_t number[CATALOG_FOUND_MAX];
    size_t count;
};
/* The shown networks that wait for the index and fit the query (of fold_query()), in the order of their arrival: with
 * all of its words in their titles, and the others. Words are told apart as fold_begins() does. */
MUST_USE enum err catalog_words_pending(struct catalog *catalog, const char *lang, const char *query,
                                        struct catalog_numbers *in_names, struct catalog_numbers *in_words);

/* Writes the texts of those that have none yet: of a catalog from before there were translations. */
MUST_USE enum err catalog_texts_complete(struct db *db);
