/* sync/registry/web/form_token.h - what a form of the pages carries with it: a random id, so that sending it twice
 * gives one entry, and when it was shown, so that what is filled in faster than anybody writes is told apart.
 *
 * Authenticated with a key that follows from the registry's sealing key, for one kind of form; nothing about it is
 * stored, so a form that one process showed may be sent to any other that has the same keys. The receipt code follows
 * from it, too, so a form that is sent again shows the same code. */
#pragma once

#include "sync/model/submission.h"
#include "sync/registry/registry.h"
#include "sync/wire/entry.h"

enum {
    FORM_TOKEN_TEXT_BYTES = 80,
    FORM_SECONDS_LEAST = 2,
    FORM_SECONDS_MOST = 24 * 60 * 60,
};

enum form_token_state {
    FORM_TOKEN_GOOD,
    FORM_TOKEN_TOO_SOON, /* good in a moment */
    FORM_TOKEN_TOO_OLD,
    FORM_TOKEN_FALSE, /* not ours, of another form, or of another key */
};

struct form_token {
    unsigned char id[ENTRY_ID_BYTES];
    int64_t shown_s; /* by the registry's wall clock */
};

/* A new one as text for a form of this kind. */
void form_token_make(const struct registry *registry, enum submission_kind kind, char out[FORM_TOKEN_TEXT_BYTES]);
/* Reads what came back. *out is set for FORM_TOKEN_GOOD and FORM_TOKEN_TOO_SOON. */
enum form_token_state form_token_read(struct form_token *out, const struct registry *registry,
                                      enum submission_kind kind, const char *text);
/* The receipt code of what is sent with it. */
void form_token_code(const struct registry *registry, const struct form_token *token,
                     char out[RECEIPT_CODE_TEXT_BYTES]);
