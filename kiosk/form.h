/* kiosk/form.h - what a visitor writes: fields, choices, a caret, and what is wrong.
 *
 * There is one form for each kind of submission, in steps; a step asks for at most two texts or one choice, so
 * that it fits above the keyboard. Texts are UTF-8 in fixed memory, so that form_wipe() leaves
 * nothing behind. What is written stays until the visit ends, also when another form is begun: name
 * and contact are never asked for twice. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/model/contact.h"
#include "sync/model/submission.h"

enum form_field { FIELD_NAME, FIELD_CONTACT, FIELD_BRINGS, FIELD_TITLE, FIELD_TEXT, FIELD_SEARCH, FIELD_COUNT };
enum form_choice { CHOICE_NONE, CHOICE_COMES_AS, CHOICE_SIDE };

/* FIELD_SEARCH belongs to the board and to no form; it is typed and wiped in the same way. */
enum {
    FIELD_BYTES_MAX = SUBMISSION_TEXT_BYTES_MAX,
    SEARCH_BYTES_MAX = 60,
    FORM_STEPS_MAX = 3,
    FORM_NEARLY_FULL_PERCENT = 80,
    FORM_STEP_FIELDS_MAX = 2
};

struct field {
    char text[FIELD_BYTES_MAX + 1];
    size_t caret; /* byte offset, always at the beginning of a letter */
};

/* What one step asks for. */
struct form_step {
    const char *heading; /* Danish: show it through words_get() */
    enum form_choice choice;
    enum form_field fields[FORM_STEP_FIELDS_MAX];
    size_t fields_count;
};

struct form {
    enum submission_kind kind;
    size_t step;
    struct field fields[FIELD_COUNT];
    enum form_field focus;
    bool checked[FIELD_COUNT];  /* its problem may be shown: the visitor has left the field */
    bool full;                  /* the latest key did not fit */
    int comes_as;               /* enum comes_as, or -1: not chosen yet */
    int side;                   /* enum side, or -1 */
    enum leans leans;           /* what the guide suggested, and the visitor wanted on the idea */
    enum submission_kind about; /* SUBMISSION_CORRECT: what is corrected */
    size_t first;               /* the step it begins with: a correction asks only for what there is */
};

/* A form without anything in it. */
void form_init(struct form *form);
/* Wipes everything that was written and chosen. */
void form_wipe(struct form *form);
/* Wipes what belonged to one submission; name and contact stay for the next one of the visit. */
void form_forget(struct form *form);
/* Stands as `kept` did; name and contact stay as they are. */
void form_take_back(struct form *form, const struct form *kept);
/* Begins the form of this kind at its first step; what was written before stays. */
void form_begin(struct form *form, enum submission_kind kind);

size_t form_steps_count(enum submission_kind kind);
const struct form_step *form_step(const struct form *form);
/* Goes to the step that asks for `field` and puts the caret there. */
void form_go_to_field(struct form *form, enum form_field field);
/* Goes to the step that asks for this choice; false when the form has none. */
bool form_go_to_choice(struct form *form, enum form_choice choice);
/* One step on, or back; false at the end, or at the beginning. */
bool form_next_step(struct form *form);
bool form_previous_step(struct form *form);

/* The most bytes a field holds, and whether it is written in several lines. */
size_t field_bytes_max(enum form_field field);
bool field_is_long(enum form_field field);
/* May it be left empty in this form? */
bool form_may_be_empty(const struct form *form, enum form_field field);

/* Puts `utf8` in at the caret of the focused field; false (and form->full) when it does not fit, false when it is no
 * text: not UTF-8, or with control characters. */
bool form_insert(struct form *form, const char *utf8);
/* Removes what a person sees as one letter (kiosk/grapheme.h) before the caret, or behind it. */
void form_backspace(struct form *form);
void form_delete(struct form *form);
/* Removes the word before the caret, and the blanks between; false when nothing is left there. */
bool form_delete_word(struct form *form);
void form_caret_move(struct form *form, int letters);
/* Puts the caret at this byte, or at the beginning of the letter that the byte is in; past the end is the end. */
void form_caret_set(struct form *form, size_t at);
void form_focus(struct form *form, enum form_field field);

/* About how many more letters like those in it the field holds, once it is nearly full (FORM_NEARLY_FULL_PERCENT);
 * SIZE_MAX before that. */
size_t form_letters_left(const struct form *form, enum form_field field);
/* What to write instead, in Danish (show it through words_get()), or NULL when the field is good. */
const char *form_problem(const struct form *form, enum form_field field);
/* The first field of the present step, and of the whole form, with a problem; FIELD_COUNT if none. */
enum form_field form_step_problem(const struct form *form);
enum form_field form_first_problem(const struct form *form);
/* Has the present step's choice been made (true for a step without one)? */
bool form_is_chosen(const struct form *form);
/* Should the next letter be a capital one: at the beginning of a field, of every part of a name, and of a sentence.
 * Never in a contact or a search. */
bool form_wants_capital(const struct form *form);
