/* kiosk/follow.h - "what happened?": a receipt code is typed or scanned, and its holder sees the answer, and may
 * correct, withdraw or erase what was given.
 *
 * A part of the model (model.h). Holds the code, so it is wiped when the visit ends and appears in no log. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "kiosk/form.h"
#include "sync/base/err.h"
#include "sync/model/answer.h"
#include "sync/model/receipt_code.h"
#include "sync/store/catalog.h"

/* What is known of the code; the same as enum outbox_state. */
enum follow_here { HERE_UNKNOWN, HERE_WAITING, HERE_REFUSED, HERE_SENT };

enum wish_state { WISH_ASKING, WISH_SENDING, WISH_SAVED, WISH_NOT_SAVED };

struct follow {
    char symbols[RECEIPT_CODE_SYMBOLS + 1]; /* as typed so far, in large letters without hyphens */
    size_t count;
    size_t caret;                       /* the next symbol goes here: over another, or at the end */
    bool wrong;                         /* all are there and the check symbol does not fit */
    int doubtful_group;                 /* 0 to 3, or -1 */
    char code[RECEIPT_CODE_TEXT_BYTES]; /* once it is right */
    int from;                           /* enum screen */
    int behind;                         /* enum screen: what lay behind Help, when it was opened from there */

    struct outcome outcome;                  /* document NULL: this kiosk has not heard of it */
    char network_title[CATALOG_TITLE_BYTES]; /* "" without one */
    enum follow_here here;

    bool keeps;       /* a correction was begun: */
    struct form kept; /* as the form stood before, with what was being written */

    enum submission_kind wish; /* withdraw, erase or correct */
    enum wish_state wish_state;
    enum err why; /* WISH_NOT_SAVED */
};

struct model;
struct action;
struct effects;
struct event;

/* Wipes. */
void follow_finish(struct follow *follow);

/* Letters, from our keyboard, another one, or a scanner: small ones are large, O is 0, I and L are 1, others are passed
 * over. What ends a part of an address (: / . ? = # &) forgets what came before, so that a scanned
 * https://…/follow#CODE leaves the code. True: a whole code stands there and its check fits. */
bool follow_type(struct follow *follow, const char *text);
void follow_backspace(struct follow *follow);
/* The next letter goes to the beginning of a group that has been typed, over what is there. */
void follow_to_group(struct follow *follow, int group);

/* ACTION_FOLLOW, ACTION_FOLLOW_GROUP, ACTION_FOLLOW_CLEAR, ACTION_FOLLOW_FIND, ACTION_WISH, ACTION_GIVE_WISH. */
void follow_act(struct model *model, struct action action, struct effects *effects);
/* A letter on SCREEN_FOLLOW. */
void follow_key(struct model *model, const char *text, struct effects *effects);
/* Takes over what the app found. */
void follow_take(struct model *model, const struct event *event);
void follow_given(struct model *model, enum err err);
/* Asks again when content came, so that an open answer is the newest. */
void follow_again(const struct model *model, struct effects *effects);
/* Seals the wish, whose submission is of this kind. */
void follow_give(struct model *model, enum submission_kind kind, struct effects *effects);

/* The form of a correction begins; what was being written in another one is kept until follow_leave(). */
void follow_begin_correction(struct model *model);
/* Back to where it was opened; the code is wiped. */
void follow_leave(struct model *model);

/* May what is followed be corrected, withdrawn, erased? */
bool follow_may(const struct follow *follow, enum submission_kind wish);
