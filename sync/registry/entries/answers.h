/* sync/registry/entries/answers.h - what became of an entry: the staff's answers, and what its giver asks for by code.
 *
 * The answer is an item of the feed (sync/model/answer.h) under the hash of the receipt code, and there is no other
 * record of it. An idea that is published carries the same status and words on the wall (ideas.h). */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/answer.h"
#include "sync/model/submission.h"
#include "sync/registry/registry.h"
#include "sync/wire/entry.h"

/* What staff say. Texts may be NULL. */
struct reply {
    enum answer_status status;
    const char *text;    /* at most IDEA_ANSWER_BYTES_MAX, in the staff's words, nothing personal */
    const char *network; /* the network an idea was invited to or became; for other kinds NULL */
    int place;           /* on the waiting list; 0: counted (seats.h); what is said stands until the list changes */
    const char *who;     /* of the staff, for the history; NULL: the registry itself */
    int64_t joined;      /* the idea it was joined with (joins.h); 0: none */
    bool beyond;         /* granted although there are no seats left: staff have been asked and mean it */
    const char *reason;  /* granted although others came before: staff say why, for the history only */
    /* The version (history.h) staff saw when they began; NULL: whatever it is. What `who` has said since, and nobody
     * else, is ERR_OK and not said again: an answer that was lost may be asked for anew. */
    const int64_t *base;
};

/* Answers entry `number`, in a transaction of its own. Errors, with nothing changed: ERR_NOT_FOUND (no such entry, or
 * one that is not answered: a support, a request), ERR_INVALID (*out_problem, an English clause, says why),
 * ERR_REFUSED (withdrawn by its giver), ERR_CONFLICT (*out_problem is the wire's word for why: ANSWERS_NO_SEATS_LEFT,
 * ANSWERS_OUT_OF_TURN: seats.h; ANSWERS_JOINED: the idea it was joined with is what is answered; ANSWERS_CHANGED: it is
 * not `base` any more), ERR_NOMEM, those of db_run(). */
#define ANSWERS_NO_SEATS_LEFT "no_seats_left"
#define ANSWERS_OUT_OF_TURN   "out_of_turn"
#define ANSWERS_JOINED        "joined"
#define ANSWERS_CHANGED       "conflict"
#define ANSWERS_MARKED        "marked" /* ideas.h */
MUST_USE enum err answers_reply(struct registry *registry, int64_t number, const struct reply *reply,
                                const char **out_problem);

/* The rest is done inside the caller's transaction. */

/* answers_reply() as a part of a larger change; *out_problem must be NULL before. */
MUST_USE enum err answers_reply_inside(struct registry *registry, int64_t number, const struct reply *reply,
                                       const char **out_problem);
/* Is this what the answer says already? Then who sent it again has only not heard that it was said. */
bool answers_says(const json_t *answer, const struct reply *reply);
/* Says it, without asking whether that may be; what was corrected when is kept. ERR_NOT_FOUND. */
MUST_USE enum err answers_say(struct registry *registry, int64_t number, const struct reply *reply);
/* The answer of entry `number` as it is now; the caller owns *out. ERR_NOT_FOUND: no such entry, or none. */
MUST_USE enum err answers_find(struct registry *registry, int64_t number, json_t **out);
/* A new entry has arrived: says so under its receipt. *out_erased: its giver asked for it to be erased before it came,
 * so it must not be stored. A withdrawal that came before is remembered, too. */
MUST_USE enum err answers_begin(struct registry *registry, const struct submission *submission, bool *out_erased);
/* Does again what was asked for under a receipt, or erases an entry by its id, when the database does not know of it
 * any more: erasures.h. Changes nothing when it does. */
MUST_USE enum err answers_ask_again(struct registry *registry, const unsigned char receipt[RECEIPT_CODE_HASH_BYTES],
                                    enum submission_kind kind);
MUST_USE enum err answers_erase_again(struct registry *registry, const unsigned char id[ENTRY_ID_BYTES]);
/* Does what a request says: withdraw, erase or correct. A code that belongs to nothing changes nothing. */
MUST_USE enum err answers_request(struct registry *registry, const struct submission *request);

/* Erases an entry because staff or its age say so, and tells `note` (may be NULL) under its receipt. End the
 * transaction with erasures_commit(). ERR_NOT_FOUND. */
MUST_USE enum err answers_erase_inside(struct registry *registry, int64_t number, const char *note);
/* Tells `note`, at most ANSWER_NOTE_BYTES_MAX, under the receipt of what is kept. ERR_NOT_FOUND. */
MUST_USE enum err answers_note_inside(struct registry *registry, int64_t number, const char *note);
/* The contact of an entry was changed: mails that wait for its giver go there, or, where that is no address, nowhere.
 * ERR_NOT_FOUND. */
MUST_USE enum err answers_contact_inside(struct registry *registry, int64_t number);
/* An idea whose words were changed hangs on the wall no longer, until staff publish it again. ERR_NOT_FOUND. */
MUST_USE enum err answers_take_down_inside(struct registry *registry, int64_t number);

/* Today by the registry's clock, in UTC: the date alone, so that it tells nobody when somebody stood at a screen. */
void answers_today(const struct registry *registry, char out[IDEA_DATE_BYTES]);
/* NULL when `text` may be shown to everybody; otherwise why not, as an English clause. */
const char *answers_text_problem(const char *text, size_t bytes_max);
