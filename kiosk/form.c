#include "kiosk/form.h"

#include <sodium.h>
#include <string.h>

#include "kiosk/grapheme.h"
#include "kiosk/words.h"
#include "sync/model/terms.h"

static const struct {
    struct form_step steps[FORM_STEPS_MAX];
    size_t count;
} forms[SUBMISSION_KIND_COUNT] = {
    [SUBMISSION_INTEREST] = {{{WORDS_LATER("Hvordan får vi fat i dig?"), CHOICE_NONE, {FIELD_NAME, FIELD_CONTACT}, 2}},
                             1},
    [SUBMISSION_SEAT] = {{{WORDS_LATER("Hvem kommer du som?"), CHOICE_COMES_AS, {0}, 0},
                          {WORDS_LATER("Hvordan får vi fat i dig?"), CHOICE_NONE, {FIELD_NAME, FIELD_CONTACT}, 2},
                          {WORDS_LATER("Hvad har du med?"), CHOICE_NONE, {FIELD_BRINGS}, 1}},
                         3},
    [SUBMISSION_IDEA] = {{{WORDS_LATER("Hvad er din idé?"), CHOICE_NONE, {FIELD_TITLE, FIELD_TEXT}, 2},
                          {WORDS_LATER("Hvem hjælper den mest?"), CHOICE_SIDE, {0}, 0},
                          {WORDS_LATER("Må vi svare dig?"), CHOICE_NONE, {FIELD_NAME, FIELD_CONTACT}, 2}},
                         3},
    [SUBMISSION_CORRECT] = {{{WORDS_LATER("Hvad skal der stå?"), CHOICE_NONE, {FIELD_TITLE, FIELD_TEXT}, 2},
                             {WORDS_LATER("Hvordan får vi fat i dig?"), CHOICE_NONE, {FIELD_NAME, FIELD_CONTACT}, 2}},
                            2},
};

static const size_t bytes_max[FIELD_COUNT] = {
    [FIELD_NAME] = SUBMISSION_NAME_BYTES_MAX,     [FIELD_CONTACT] = CONTACT_BYTES_MAX,
    [FIELD_BRINGS] = SUBMISSION_BRINGS_BYTES_MAX, [FIELD_TITLE] = SUBMISSION_TITLE_BYTES_MAX,
    [FIELD_TEXT] = SUBMISSION_TEXT_BYTES_MAX,     [FIELD_SEARCH] = SEARCH_BYTES_MAX,
};

void form_init(struct form *form)
{
    *form = (struct form){.comes_as = -1, .side = -1};
}

void form_wipe(struct form *form)
{
    sodium_memzero(form, sizeof(*form));
    form->comes_as = -1;
    form->side = -1;
}

void form_forget(struct form *form)
{
    for (int at = 0; at < FIELD_COUNT; at++) {
        if (at != FIELD_NAME && at != FIELD_CONTACT) sodium_memzero(&form->fields[at], sizeof(form->fields[at]));
    }
    form->comes_as = -1;
    form->side = -1;
    form->leans = LEANS_NOT_SAID;
}

void form_take_back(struct form *form, const struct form *kept)
{
    struct field name = form->fields[FIELD_NAME];
    struct field contact = form->fields[FIELD_CONTACT];
    *form = *kept;
    form->fields[FIELD_NAME] = name;
    form->fields[FIELD_CONTACT] = contact;
    sodium_memzero(&name, sizeof(name));
    sodium_memzero(&contact, sizeof(contact));
}

size_t form_steps_count(enum submission_kind kind)
{
    return forms[kind].count;
}

const struct form_step *form_step(const struct form *form)
{
    return &forms[form->kind].steps[form->step];
}

static void enter_step(struct form *form, size_t step)
{
    form->step = step;
    form->full = false;
    if (form_step(form)->fields_count > 0) form->focus = form_step(form)->fields[0];
}

void form_begin(struct form *form, enum submission_kind kind)
{
    form->kind = kind;
    for (size_t at = 0; at < FIELD_COUNT; at++) form->checked[at] = false;
    form->first = kind == SUBMISSION_CORRECT && form->about != SUBMISSION_IDEA ? 1 : 0;
    enter_step(form, form->first);
}

void form_go_to_field(struct form *form, enum form_field field)
{
    for (size_t step = 0; step < forms[form->kind].count; step++) {
        for (size_t at = 0; at < forms[form->kind].steps[step].fields_count; at++) {
            if (forms[form->kind].steps[step].fields[at] != field) continue;
            enter_step(form, step);
            form->focus = field;
        }
    }
}

bool form_go_to_choice(struct form *form, enum form_choice choice)
{
    if (choice == CHOICE_NONE) return false;
    for (size_t step = 0; step < forms[form->kind].count; step++) {
        if (forms[form->kind].steps[step].choice != choice) continue;
        enter_step(form, step);
        return true;
    }
    return false;
}

bool form_next_step(struct form *form)
{
    if (form->step + 1 >= forms[form->kind].count) return false;
    enter_step(form, form->step + 1);
    return true;
}

bool form_previous_step(struct form *form)
{
    if (form->step <= form->first) return false;
    enter_step(form, form->step - 1);
    return true;
}

size_t field_bytes_max(enum form_field field)
{
    return bytes_max[field];
}

bool field_is_long(enum form_field field)
{
    return field == FIELD_BRINGS || field == FIELD_TEXT;
}

bool form_may_be_empty(const struct form *form, enum form_field field)
{
    if (field == FIELD_BRINGS || form->kind == SUBMISSION_CORRECT) return true;
    return form->kind == SUBMISSION_IDEA && (field == FIELD_NAME || field == FIELD_CONTACT);
}

bool form_insert(struct form *form, const char *utf8)
{
    struct field *field = &form->fields[form->focus];
    size_t length = strlen(field->text);
    size_t added = strlen(utf8);
    form->full = false;
    if (!grapheme_is_text(utf8, added)) return false;
    form->full = added > bytes_max[form->focus] - length;
    if (form->full) return false;
    memmove(field->text + field->caret + added, field->text + field->caret, length - field->caret + 1);
    memcpy(field->text + field->caret, utf8, added);
    field->caret += added;
    return true;
}

/* Takes away what lies between `from` and the caret. */
static void remove_before_caret(struct form *form, size_t from)
{
    struct field *field = &form->fields[form->focus];
    size_t length = strlen(field->text);
    size_t removed = field->caret - from;
    memmove(field->text + from, field->text + field->caret, length - field->caret + 1);
    sodium_memzero(field->text + length - removed, removed);
    field->caret = from;
    form->full = false;
}

void form_backspace(struct form *form)
{
    const struct field *field = &form->fields[form->focus];
    remove_before_caret(form, grapheme_before(field->text, field->caret));
}

bool form_delete_word(struct form *form)
{
    const struct field *field = &form->fields[form->focus];
    if (field->caret == 0) return false;
    remove_before_caret(form, word_before(field->text, field->caret));
    return field->caret > 0;
}

void form_delete(struct form *form)
{
    struct field *field = &form->fields[form->focus];
    size_t after = grapheme_after(field->text, field->caret);
    if (after == field->caret) return;
    size_t from = field->caret;
    field->caret = after;
    remove_before_caret(form, from);
}

void form_caret_move(struct form *form, int letters)
{
    struct field *field = &form->fields[form->focus];
    for (; letters < 0 && field->caret > 0; letters++) field->caret = grapheme_before(field->text, field->caret);
    for (; letters > 0 && field->text[field->caret] != '\0'; letters--) {
        field->caret = grapheme_after(field->text, field->caret);
    }
}

void form_caret_set(struct form *form, size_t at)
{
    struct field *field = &form->fields[form->focus];
    size_t length = strlen(field->text);
    field->caret = at >= length ? length : grapheme_before(field->text, at + 1);
}

void form_focus(struct form *form, enum form_field field)
{
    if (field == form->focus) return;
    if (form->fields[form->focus].text[0] != '\0') form->checked[form->focus] = true;
    form->focus = field;
    form->full = false;
}

size_t form_letters_left(const struct form *form, enum form_field field)
{
    const char *text = form->fields[field].text;
    size_t bytes = strlen(text);
    if (bytes * 100 < bytes_max[field] * FORM_NEARLY_FULL_PERCENT) return SIZE_MAX;
    return (bytes_max[field] - bytes) * grapheme_count(text, bytes) / bytes;
}

static bool is_blank_text(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

static const char *empty_problem(enum form_field field)
{
    switch (field) {
    case FIELD_NAME: return WORDS_LATER("Skriv det navn, vi må kalde dig.");
    case FIELD_TITLE: return WORDS_LATER("Giv din idé en overskrift på nogle få ord.");
    case FIELD_TEXT: return WORDS_LATER("Fortæl kort, hvad ideen går ud på.");
    case FIELD_CONTACT:
    case FIELD_BRINGS:
    case FIELD_SEARCH:
    case FIELD_COUNT: break;
    }
    return NULL;
}

static bool nothing_is_corrected(const struct form *form)
{
    bool words = form->about == SUBMISSION_IDEA &&
                 (!is_blank_text(form->fields[FIELD_TITLE].text) || !is_blank_text(form->fields[FIELD_TEXT].text));
    return !words && is_blank_text(form->fields[FIELD_NAME].text) && is_blank_text(form->fields[FIELD_CONTACT].text);
}

const char *form_problem(const struct form *form, enum form_field field)
{
    const char *text = form->fields[field].text;
    if (field == FIELD_CONTACT && form->kind == SUBMISSION_CORRECT && nothing_is_corrected(form)) {
        return WORDS_LATER("Skriv det, der skal rettes. Resten bliver, som det var.");
    }
    if (is_blank_text(text) && form_may_be_empty(form, field)) return NULL;
    const char *problem = cpr_problem(text);
    if (problem != NULL) return problem;
    if (field == FIELD_CONTACT) return contact_problem(text);
    return is_blank_text(text) ? empty_problem(field) : NULL;
}

static enum form_field problem_in(const struct form *form, const struct form_step *step)
{
    for (size_t at = 0; at < step->fields_count; at++) {
        if (form_problem(form, step->fields[at]) != NULL) return step->fields[at];
    }
    return FIELD_COUNT;
}

enum form_field form_step_problem(const struct form *form)
{
    return problem_in(form, form_step(form));
}

enum form_field form_first_problem(const struct form *form)
{
    for (size_t step = form->first; step < forms[form->kind].count; step++) {
        enum form_field field = problem_in(form, &forms[form->kind].steps[step]);
        if (field != FIELD_COUNT) return field;
    }
    return FIELD_COUNT;
}

bool form_is_chosen(const struct form *form)
{
    switch (form_step(form)->choice) {
    case CHOICE_NONE: return true;
    case CHOICE_COMES_AS: return form->comes_as >= 0;
    case CHOICE_SIDE: return form->side >= 0;
    }
    return true;
}

/* The letter before the caret, passing over blanks, ends a sentence. */
static bool begins_sentence(const struct field *field)
{
    size_t at = field->caret;
    while (at > 0 && field->text[at - 1] == ' ') at--;
    return at == 0 || (at < field->caret && strchr(".?!", field->text[at - 1]) != NULL);
}

bool form_wants_capital(const struct form *form)
{
    const struct field *field = &form->fields[form->focus];
    if (form->focus == FIELD_CONTACT || form->focus == FIELD_SEARCH) return false;
    if (form->focus != FIELD_NAME) return begins_sentence(field);
    return field->caret == 0 || field->text[field->caret - 1] == ' ' || field->text[field->caret - 1] == '-';
}
