/* sync/agent/client.h - what a kiosk can ask its registry (sync/PROTOCOL.md), signed.
 *
 * Questions for pages have a MAC, all others a signature (sync/wire/request.h).
 * Answers are taken apart here; whether a receipt fits an entry is for the caller to check.
 * All functions that ask give: ERR_OK; ERR_UNAVAILABLE (no connection, too slow, or the registry
 * is in trouble itself: try again later); ERR_REFUSED (it says that this kiosk, or code, may
 * not); ERR_INVALID (it did not like this very request, or its answer has no sense);
 * ERR_UNTRUSTED (the answer is not from our registry: a wrong signature, a captive portal, a
 * proxy's own page); ERR_TOO_LARGE; ERR_NOMEM. client_problem() has the words for a person.
 * Threads: a client belongs to the thread that opened it. */
#pragma once

#include <stddef.h>

#include "sync/agent/http.h"
#include "sync/base/err.h"
#include "sync/store/identity.h"
#include "sync/wire/entry.h"
#include "sync/wire/feed.h"
#include "sync/wire/heartbeat.h"
#include "sync/wire/key_statement.h"
#include "sync/wire/receipt.h"
#include "sync/wire/turn.h"

enum { CLIENT_CODE_BYTES_MAX = 40, CLIENT_PROBLEM_BYTES = 400, ENROL_CODE_BYTES_MAX = 64 };

struct client;

/* `identity` must outlive the client. On ERR_OK the caller releases *out with client_close().
 * Errors as http_open(). */
MUST_USE enum err client_open(struct client **out, const struct identity *identity, const struct http_options *http);
/* Takes NULL. */
void client_close(struct client *client);
void client_auto(struct client **client);

/* The page after `cursor`, its signature checked with the pinned content key; out->fresh says whether it answers this
 * very question (freshness.h). On ERR_OK the caller calls feed_page_finish(). */
MUST_USE enum err client_feed(struct client *client, const struct feed_cursor *cursor, struct feed_page *out);

/* Asks for the page after `cursor` already, to be had from client_feed() with the same cursor: while one page is stored
 * the next is on its way. A hint: anything else that is asked gives it up, and when nothing good comes of it
 * client_feed() asks anew. */
void client_feed_ahead(struct client *client, const struct feed_cursor *cursor);

/* The same, but the registry may keep the answer back until there is something new, or wait->seconds have passed. */
MUST_USE enum err client_wait(struct client *client, const struct feed_cursor *cursor, const struct http_wait *wait,
                              struct feed_page *out);

/* Did the latest answer to these two say that staff want to hear how this kiosk is, now? */
bool client_wants_heartbeat(const struct client *client);

/* The statements about the registry's keys after number `after`, as many as an answer holds, unchecked. */
MUST_USE enum err client_keys(struct client *client, int64_t after, struct key_answer *out);

/* Up to bytes_max bytes of a picture from `from` on, unchecked: sync/model/picture.h says whether they fit its name.
 * *out_from_start: the other end sent all of it instead. On ERR_OK the caller calls str_finish(out). ERR_INVALID with
 * the code range_unsatisfiable: it is not longer than `from`; with picture_unknown: there is none. */
MUST_USE enum err client_picture(struct client *client, const char *name, size_t from, size_t bytes_max,
                                 struct str *out, bool *out_from_start);

/* Sends entries_count (at most ENTRIES_PER_BATCH_MAX) entries with the kiosk's turn. *out_count receipts, as many as
 * could be read, in no order that may be relied on, unchecked. *out_turned: the registry acknowledges the turn. */
MUST_USE enum err client_send(struct client *client, const struct turn *turn, const struct entry *entries,
                              size_t entries_count, struct receipt out[ENTRIES_PER_BATCH_MAX], size_t *out_count,
                              bool *out_turned);

/* Only the turn. ERR_OK: it is acknowledged. */
MUST_USE enum err client_turn(struct client *client, const struct turn *turn);

struct client_key_pair {
    const unsigned char *public_key; /* borrowed, as the next */
    const unsigned char *secret_key;
};

/* Puts the key `new` in the place of `old`, which signs, with the kiosk's turn. ERR_OK: the registry confirms it;
 * *out_turned: and acknowledges the turn, which an older one does not. */
MUST_USE enum err client_rotate(struct client *client, const struct turn *turn, const struct client_key_pair *old,
                                const struct client_key_pair *new, bool *out_turned);
/* An answer said that staff want this kiosk to make a new key; until client_forget_wish(). */
bool client_wants_new_key(const struct client *client);
void client_forget_wish(struct client *client);

/* Tells how the kiosk is (sync/wire/heartbeat.h). `look` becomes the id of the picture of the screen that staff ask
 * for, or "". ERR_INVALID with the code not_found: an older registry. */
MUST_USE enum err client_heartbeat(struct client *client, const char *body, size_t body_bytes,
                                   char look[LOOK_ID_TEXT_BYTES]);
/* Hands in what became of a picture that was asked for: a PNG file, or JSON that says why there is none. */
MUST_USE enum err client_look(struct client *client, const char *look, const void *body, size_t body_bytes,
                              bool is_picture);

/* Hands in how often what happened here (sync/model/tally.h). ERR_INVALID with the code not_found: an older registry.
 */
MUST_USE enum err client_numbers(struct client *client, const char *body, size_t body_bytes);

/* Enrols the key of `identity` with `code`, or, without one (NULL), asks to be accepted; fills in the rest of *out (a
 * copy of the identity, enrolled). Nothing is written to disk. ERR_UNAVAILABLE with the code "pending": staff have not
 * decided yet. */
MUST_USE enum err client_enrol(struct client *client, const char *code, struct identity *out);

/* Who gave the latest answer. */
struct http_peer client_peer(const struct client *client);
/* The registry's stable word for its latest refusal ("revoked", "code_used", …), or "". */
const char *client_code(const struct client *client);
/* One sentence without full stop: which request, and what came of it. */
const char *client_problem(const struct client *client);
