/* sync/store/catalog.h - the content as this kiosk has it: a copy that can be thrown away.
 *
 * One writer (forhal-sync), any number of readers (forhal-kiosk); readers never wait for the
 * writer. A page's items and the cursor are written in one transaction. A new generation is
 * gathered beside the old content and shown, all at once, when its last page is there, so the
 * screen never empties. Threads: a catalog belongs to the thread that opened it. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/answer.h"
#include "sync/model/network.h"
#include "sync/wire/feed.h"

struct catalog;

enum catalog_mode { CATALOG_WRITER, CATALOG_READER };

enum {
    CATALOG_ID_BYTES = 65,
    CATALOG_ITEMS_MAX = 100,
    CATALOG_SHORT_TITLE_BYTES = 128,
    CATALOG_TITLE_BYTES = 320,
    CATALOG_QUESTION_BYTES = 640,
    CATALOG_PHASE_BYTES = 32,
    CATALOG_LANGUAGES_MAX = 16, /* in which a card is kept, Danish among them; further ones are shown in Danish */
    CATALOG_PHASES_MAX = 24,    /* that are counted */
    CATALOG_ANY = -1,
};

/* A network as a card on the board shows it. Texts are copies, cut at a letter if too long, and in the language
 * that was asked for as far as they are translated. */
struct network_card {
    char id[CATALOG_ID_BYTES];
    enum network_kind kind;
    enum network_status status;
    char short_title[CATALOG_SHORT_TITLE_BYTES];
    char title[CATALOG_TITLE_BYTES];
    char question[CATALOG_QUESTION_BYTES];
    char phase[CATALOG_PHASE_BYTES];     /* "" when not known */
    char petals[NETWORK_PETALS_MAX + 1]; /* network_petals_as_letters() */
    enum group_state group_state;
    bool danish; /* short title or question is Danish, though another language was asked for */
};

/* Which networks; all of them when everything is CATALOG_ANY and phase "". */
struct catalog_filter {
    int kind;   /* enum network_kind, or CATALOG_ANY */
    int status; /* enum network_status, or CATALOG_ANY */
    char phase[CATALOG_PHASE_BYTES];
};

/* How many networks there are, and how many there would be with another choice of one filter and the others as they
 * are. */
struct catalog_counts {
    size_t networks; /* without any filter */
    size_t passing;  /* through all of it */
    size_t any_kind, any_status, any_phase;
    size_t kind[KIND_COUNT];
    size_t status[STATUS_COUNT];
    struct {
        char id[CATALOG_PHASE_BYTES];
        size_t count;
    } phase[CATALOG_PHASES_MAX];
    size_t phases_count;
};

/* A network or an idea that resembles what is being typed. */
struct similar_item {
    bool is_idea;
    char id[CATALOG_ID_BYTES];
    char title[CATALOG_TITLE_BYTES];
};

/* Opens the catalog; a writer makes it when it is not there. On ERR_OK the caller releases *out
 * with catalog_close(). Errors: ERR_NOT_FOUND (reader: not there yet, or of an older version, which a writer brings
 * up to date when it opens it), ERR_DAMAGED (the caller sets the file aside with catalog_set_aside() and, as writer,
 * opens again), ERR_IO, ERR_FULL, ERR_NOMEM. */
MUST_USE enum err catalog_open(struct catalog **out, const char *path, enum catalog_mode mode);
void catalog_close(struct catalog *catalog);
void catalog_auto(struct catalog **catalog);

/* Renames the file `path` (and removes its -wal and -shm) to `path`.damaged, replacing an older
 * one, so that one can look at it later. Nobody may have it open as writer. */
MUST_USE enum err catalog_set_aside(const char *path);

/* Reads all of it and says whether it is sound. ERR_OK, ERR_DAMAGED, ERR_IO. */
MUST_USE enum err catalog_check(struct catalog *catalog);

/* Where the next page begins; generation "" and 0 before the first. */
MUST_USE enum err catalog_cursor(struct catalog *catalog, struct feed_cursor *out);

/* Applies a page whose signature has been checked. Of the cursor's generation it must begin at
 * or before the cursor and not end before it (a page from 0, which does not tell what was removed,
 * may only repeat the first one), and its head may not be lower than one that was told before; of another
 * generation it must begin at 0, and the generation must follow ours (feed_generation_follows()).
 * Otherwise ERR_CONFLICT and nothing changes. Items of types this program does not know are kept as they
 * are; a known type whose body is wrong is kept out and counted in *out_refused (may be NULL),
 * and what was known of it before stays. A generation without any change (head 0) is not shown.
 * Items are read one at a time (feed_walk.h). Errors: ERR_INVALID (one of them is none, or they are not in their
 * order), ERR_FULL, ERR_IO, ERR_DAMAGED, ERR_UNAVAILABLE, ERR_NOMEM: nothing changed. */
MUST_USE enum err catalog_apply(struct catalog *catalog, struct feed_page *page, size_t *out_refused);

/* Says which kiosk this is, so that it shows what belongs to its places (sync/model/place.h); asked at each opening,
 * costs a small read while it is the same. Errors: as catalog_apply(). */
MUST_USE enum err catalog_set_kiosk(struct catalog *catalog, const char *kiosk);
/* Does this kiosk show what says `places` (may be NULL), as `site` has them? */
bool catalog_shows(struct catalog *catalog, const json_t *site, const json_t *places);

/* Goes on with the index of words, a slice of a few hundred texts in a transaction of its own, until *out_done. What is
 * shown needs no index: a page that brings much is shown first, and searches look through what is not in the index yet.
 * A page of fewer items than CATALOG_INDEX_ITEMS_MIN leaves nothing to it.
 * Errors: ERR_FULL, ERR_IO, ERR_DAMAGED, ERR_UNAVAILABLE: nothing changed. */
enum { CATALOG_WORDS_AT_ONCE = 500, CATALOG_INDEX_ITEMS_MIN = CATALOG_WORDS_AT_ONCE / CATALOG_LANGUAGES_MAX };
MUST_USE enum err catalog_index(struct catalog *catalog, bool *out_done);

/* Changes whenever what is shown changes; 0 while nothing was ever shown. A reader asks this
 * after each ring: it also goes over to a new file once one stands in the place of a damaged one
 * and has something to show (until then the reader keeps the old one). */
MUST_USE enum err catalog_revision(struct catalog *catalog, int64_t *out);

/* `lang` below: the visitor's language as a tag ("en"); what is not translated into it is Danish. */

/* The shown networks that pass the filter (NULL: all) in their order, the first `offset` of them skipped, at most
 * cards_max. Reads one index up to there, and the rows of what it gives. */
MUST_USE enum err catalog_cards(struct catalog *catalog, const char *lang, const struct catalog_filter *filter,
                                size_t offset, struct network_card *out, size_t cards_max, size_t *out_count);
/* Reads one index. */
MUST_USE enum err catalog_counts(struct catalog *catalog, const struct catalog_filter *filter,
                                 struct catalog_counts *out);
/* For a screen with room for a handful: the first networks that are open, or simply the first when none is; the last
 * groups_max places are for those with an open founding group that would otherwise not be among them. */
MUST_USE enum err catalog_first_cards(struct catalog *catalog, const char *lang, struct network_card *out,
                                      size_t cards_max, size_t groups_max, size_t *out_count);
/* The cards that have most to say: for finding out how high a card must be. */
MUST_USE enum err catalog_longest_cards(struct catalog *catalog, const char *lang, struct network_card *out,
                                        size_t cards_max, size_t *out_count);
/* The shown networks in which every word of `typed` begins a word, in `lang` or in Danish: of the titles, the
 * question, a petal or a leader's department. Those with all of them in their titles come first; otherwise they
 * are in the board's order. Of more than CATALOG_FOUND_MAX such networks the order is that of their arrival.
 * What catalog_index() has yet to do is looked through text by text: there accents count, and it takes longer.
 * Nothing typed that can be searched for: none. ERR_TOO_LARGE: too much (fold_query()). */
enum { CATALOG_FOUND_MAX = 200 };
MUST_USE enum err catalog_search(struct catalog *catalog, const char *lang, const char *typed, struct network_card *out,
                                 size_t cards_max, size_t *out_count);
MUST_USE enum err catalog_count(struct catalog *catalog, size_t *out);
/* One network; the caller calls network_finish(). ERR_NOT_FOUND. */
MUST_USE enum err catalog_network(struct catalog *catalog, const char *id, const char *lang, struct network *out);
/* Adds the names of the shown networks' own pictures to `names` (picture_names_add()), in the board's order. For the
 * writer's program alone: a file of before there were any has no list of them. ERR_NOMEM, those of db_query(). */
MUST_USE enum err catalog_network_pictures(struct catalog *catalog, json_t *names);
/* The bodies of all shown items of a type, in their order, as an array that the caller owns; at most
 * CATALOG_ITEMS_MAX. For types of which there are few, or the first ones will do ("page", "idea"). */
MUST_USE enum err catalog_items(struct catalog *catalog, const char *type, json_t **out);
/* Any other item's body ("page", "site"): the caller owns *out. ERR_NOT_FOUND. */
MUST_USE enum err catalog_item(struct catalog *catalog, const char *type, const char *id, json_t **out);

/* The networks and ideas that share enough words with `typed` (sync/model/similar.h), the most alike first; of those
 * that catalog_index() has been through. */
MUST_USE enum err catalog_similar(struct catalog *catalog, const char *lang, const char *typed,
                                  struct similar_item *out, size_t items_max, size_t *out_count);
/* What became of something, by the hash of its receipt code; the caller calls outcome_finish(). ERR_NOT_FOUND: not
 * heard of here. */
MUST_USE enum err catalog_answer(struct catalog *catalog, const unsigned char receipt_hash[RECEIPT_CODE_HASH_BYTES],
                                 struct outcome *out);
