/* kiosk/form.h - what a visitor types: two fields, a caret, and what is wrong.
 *
 * Texts are UTF-8 in fixed memory, so that form_wipe() leaves nothing behind. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/model/contact.h"
#include "sync/model/submission.h"

enum form_field { FIELD_NAME, FIELD_CONTACT, FIELD_COUNT };

enum { FIELD_BYTES_MAX = 120 };

struct field {
    char text[FIELD_BYTES_MAX + 1];
    size_t caret; /* byte offset, always at the beginning of a letter */
};

struct form {
    struct field fields[FIELD_COUNT];
    enum form_field focus;
    bool checked[FIELD_COUNT]; /* its problem may be shown: the visitor has left the field */
    bool full;                 /* the latest key did not fit */
};

void form_wipe(struct form *form);
/* Puts `utf8` in at the caret of the focused field; false (and form->full) when it does not fit. */
bool form_insert(struct form *form, const char *utf8);
/* Removes what a person sees as one letter before the caret: a code point and the combining
 * marks behind it. */
void form_backspace(struct form *form);
void form_caret_move(struct form *form, int letters);
void form_focus(struct form *form, enum form_field field);

/* What to write instead, in Danish (show it through words_get()), or NULL when the field is good. */
const char *form_problem(const struct form *form, enum form_field field);
/* The first field with a problem, or FIELD_COUNT. */
enum form_field form_first_problem(const struct form *form);
/* Should the next letter be a capital one: at the beginning of a name and after a blank in it. */
bool form_wants_capital(const struct form *form);
