/* sync/registry/entries/inbox.h - what citizens said, as staff work through it: what is open, what waits longest, what
 * to look at before it becomes public.
 *
 * The entries are the ledger's and the answers those of the feed; this file finds them. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/submission.h"
#include "sync/registry/registry.h"
#include "sync/wire/entry.h"

enum {
    INBOX_LIST_MAX = 100,
    INBOX_SCAN_MAX = 1000, /* entries looked through for one answer; a search goes on from there */
    INBOX_SEARCH_BYTES_MAX = 100,
    INBOX_CATCH_UP = 50, /* ideas looked at in one go */
};

struct inbox_view {
    const char *kinds;   /* "idea" or several with commas; "": interests, seats, ideas, supports */
    const char *network; /* "": any */
    const char *state;   /* "open", "answered", "withdrawn"; "": any */
    const char *search;  /* in names, contacts and what was written; "": none */
    bool marked;         /* only ideas in which something is marked */
    bool newest;         /* newest first */
    int64_t cursor;      /* the number after which it goes on; 0: from the beginning */
    int64_t count_max;   /* 1 to INBOX_LIST_MAX */
};

/* As an array of what ledger_row() says, and "state", "answer" (staff's text), "place", "public" (on the wall), "marks"
 * (["phone", …]), "supports", "joined" (a number) where they mean something, and "version" (history_version()).
 * *out_next: the next view's cursor, or 0 when there is no more; with a search a list may be short although there is
 * more. The caller owns *out. Errors: ERR_INVALID (the search is too long, or not UTF-8), ERR_NOMEM, those of
 * db_query(). */
MUST_USE enum err inbox_list(struct registry *registry, const struct inbox_view *view, json_t **out, int64_t *out_next);

/* {"kinds":[{"kind","open","answered","withdrawn","longest":{"order","received"}?}],"marked":N,
 * "networks":[{"id","title"?,"open":N}]}. The caller owns *out. */
MUST_USE enum err inbox_counts(struct registry *registry, json_t **out);

/* One of the list, and "history", for ideas "title_pieces" and "text_pieces" (marks_pieces()), "shown":
 * {"title","text"}? (as on the wall), "joins":[NUMBER], "similar":[{"order","title","text","status"?,"public",
 * "percent"}]. ERR_NOT_FOUND. */
MUST_USE enum err inbox_entry(struct registry *registry, int64_t number, json_t **out);

/* The words that ideas are looked through for; takes `words` over, also on an error. Where they are others than before,
 * ideas are looked at again, by inbox_catch_up(). NULL: none. */
struct mark_words;
MUST_USE enum err inbox_mark_with(struct registry *registry, struct mark_words *words);
/* Looks at INBOX_CATCH_UP ideas that were not looked at yet; cheap when there are none. In a transaction of its own. */
MUST_USE enum err inbox_catch_up(struct registry *registry);

/* Inside the caller's transaction: an entry has been stored; its giver has corrected it. */
MUST_USE enum err inbox_arrived(struct registry *registry, const unsigned char id[ENTRY_ID_BYTES],
                                enum submission_kind kind);
MUST_USE enum err inbox_corrected(struct registry *registry, int64_t number);
/* The same, when staff or its age changed what it says. */
MUST_USE enum err inbox_changed(struct registry *registry, int64_t number);
/* The same: its answer has changed. */
MUST_USE enum err inbox_settle_state(struct registry *registry, int64_t number);
