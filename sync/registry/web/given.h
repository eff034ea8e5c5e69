/* sync/registry/web/given.h - what somebody gives on a phone: one form, from the first look at it until it is sent.
 *
 * Interest in a network, a seat in its Founding Group, an idea, or a correction of one of them. What was typed lives in
 * a struct given, which is wiped by given_finish(). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/model/contact.h"
#include "sync/model/receipt_code.h"
#include "sync/model/submission.h"
#include "sync/registry/web/fields.h"
#include "sync/registry/web/form_token.h"
#include "sync/registry/web/networks.h"
#include "sync/registry/web/page.h"

/* The fields, in the order in which they are asked for. */
enum given_field {
    GIVEN_COMES_AS,
    GIVEN_TITLE,
    GIVEN_TEXT,
    GIVEN_SIDE,
    GIVEN_NAME,
    GIVEN_CONTACT,
    GIVEN_BRINGS,
    GIVEN_COUNT
};

struct given {
    struct page *page;
    enum submission_kind kind;
    struct told_network about;              /* of an idea or a correction nothing */
    enum submission_kind corrected;         /* of a correction: what it corrects */
    char code[RECEIPT_CODE_TEXT_BYTES];     /* … and under which code; otherwise "" */
    struct submission submission;           /* comes_as and side: their COUNT while nothing is chosen */
    const char *problems[GIVEN_COUNT];      /* in the reader's language, or NULL */
    const char *overlong[GIVEN_COUNT];      /* borrowed from the fields that were read: what has no room; or NULL */
    const char *problem;                    /* of the whole form, or NULL */
    char question[CONTACT_BYTES_MAX + 200]; /* "Mente du …?", among the problems while it is asked */
    char token_text[FORM_TOKEN_TEXT_BYTES];
    struct form_token token;
};

/* A form that nobody has filled in, under a new token. `page` is borrowed. */
void given_begin(struct given *given, struct page *page, enum submission_kind kind);
/* Wipes. */
void given_finish(struct given *given);

/* Does this form have the field, may it be empty, and what is it called in the form? */
bool given_has_field(const struct given *given, enum given_field field);
bool given_is_optional(const struct given *given, enum given_field field);
const char *given_field_name(enum given_field field);
/* A text field's place in the submission; NULL for a choice. */
char *given_field_text(struct given *given, enum given_field field, size_t *out_bytes_max);
/* What a correction asks for, in the reader's language. */
const char *given_only_what_is_other(void);

/* Takes over what was sent; the fields must live as long as `given`. True: all of it may be handed in; otherwise
 * `problem` and `problems` say why not. */
bool given_read(struct given *given, const struct fields *fields);
