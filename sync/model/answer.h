/* sync/model/answer.h - what has become of something a visitor gave, for whoever holds its receipt code.
 *
 * Comes down the feed under the hash of the code, so that every screen of the town can tell and none knows whom:
 *   {"id":HASH,"kind":"seat","status":"waiting_list","place":3?,"text":TEXT?,"network":ID?,
 *    "at":"2026-11-21","corrected":"2026-11-20"?,"note":TEXT?,"joined":"idea-3"?}
 * id is receipt_code_name(). text is the staff's words, note what became of the data (erased by age, not erased and
 * why); neither holds anything personal. Of an idea that was joined with another one (`joined`, for programs) text says
 * so. A view onto the JSON, as
 * network.h. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/model/idea.h"
#include "sync/model/submission.h"

/* The first ones are those of an idea, in the same order. */
enum answer_status {
    ANSWER_RECEIVED,
    ANSWER_READ,
    ANSWER_CONSIDERED,
    ANSWER_INVITED,
    ANSWER_NETWORK,
    ANSWER_PROJECT,
    ANSWER_NOT_NOW,
    ANSWER_WANTED, /* a seat, and nobody has decided yet */
    ANSWER_GRANTED,
    ANSWER_WAITING_LIST,
    ANSWER_DECLINED,
    ANSWER_WITHDRAWN, /* by the visitor */
    ANSWER_ERASED,    /* by the visitor: nothing is left but this */
    ANSWER_STATUS_COUNT
};

enum { ANSWER_PLACE_MAX = 9999, ANSWER_NOTE_BYTES_MAX = 600 };

struct outcome {
    json_t *document;          /* a reference held; NULL when there is none */
    enum submission_kind kind; /* interest, seat or idea */
    enum answer_status status;
    const char *text;      /* or NULL */
    const char *network;   /* an id, or NULL */
    int place;             /* on the waiting list, 1 and up; 0: not said */
    const char *at;        /* the date of this status, or NULL */
    const char *corrected; /* the date of the latest correction by the visitor, or NULL */
    const char *note;      /* in Danish, or NULL */
};

/* Reads `body` and holds a reference to it. ERR_INVALID when kind or status is missing, unknown, or does not go
 * with the other. */
MUST_USE enum err outcome_from_json(struct outcome *out, json_t *body);
/* Gives the reference back. Takes a zeroed struct. */
void outcome_finish(struct outcome *outcome);

const char *answer_status_name(enum answer_status status);
enum answer_status answer_status_from_name(const char *name);
/* Can something of this kind have this status? */
bool answer_status_fits(enum answer_status status, enum submission_kind kind);
/* May staff give it? Not what only the visitor can: withdrawn and erased. */
bool answer_status_is_for_staff(enum answer_status status, enum submission_kind kind);
/* What the registry says of itself when the entry has arrived. */
enum answer_status answer_status_first(enum submission_kind kind);
