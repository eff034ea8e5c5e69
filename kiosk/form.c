#include "kiosk/form.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "kiosk/words.h"

_Static_assert((int)FIELD_BYTES_MAX <= (int)SUBMISSION_NAME_BYTES_MAX && (int)FIELD_BYTES_MAX <= (int)CONTACT_BYTES_MAX,
               "what fits in a field must fit in a submission");

void form_wipe(struct form *form)
{
    sodium_memzero(form, sizeof(*form));
}

bool form_insert(struct form *form, const char *utf8)
{
    struct field *field = &form->fields[form->focus];
    size_t length = strlen(field->text);
    size_t added = strlen(utf8);
    form->full = added > FIELD_BYTES_MAX - length;
    if (form->full) return false;
    memmove(field->text + field->caret + added, field->text + field->caret, length - field->caret + 1);
    memcpy(field->text + field->caret, utf8, added);
    field->caret += added;
    return true;
}

/* The code point that begins at `text`; only well-formed UTF-8 gets in. */
static unsigned code_point(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    if (at[0] < 0x80) return at[0];
    if (at[0] < 0xe0) return (at[0] & 0x1fu) << 6 | (at[1] & 0x3fu);
    if (at[0] < 0xf0) return (at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
    return (at[0] & 0x07u) << 18 | (at[1] & 0x3fu) << 12 | (at[2] & 0x3fu) << 6 | (at[3] & 0x3fu);
}

static bool is_combining(unsigned point)
{
    return (point >= 0x0300 && point <= 0x036f) || (point >= 0x064b && point <= 0x065f) || point == 0x0670;
}

static size_t point_before(const char *text, size_t at)
{
    assert(at > 0);
    do {
        at--;
    } while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80);
    return at;
}

static size_t letter_before(const char *text, size_t at)
{
    while (at > 0) {
        at = point_before(text, at);
        if (!is_combining(code_point(text + at))) break;
    }
    return at;
}

static size_t letter_after(const char *text, size_t at)
{
    if (text[at] == '\0') return at;
    do {
        at++;
        while (((unsigned char)text[at] & 0xc0) == 0x80) at++;
    } while (text[at] != '\0' && is_combining(code_point(text + at)));
    return at;
}

void form_backspace(struct form *form)
{
    struct field *field = &form->fields[form->focus];
    size_t from = letter_before(field->text, field->caret);
    size_t length = strlen(field->text);
    size_t removed = field->caret - from;
    memmove(field->text + from, field->text + field->caret, length - field->caret + 1);
    sodium_memzero(field->text + length - removed, removed);
    field->caret = from;
    form->full = false;
}

void form_caret_move(struct form *form, int letters)
{
    struct field *field = &form->fields[form->focus];
    for (; letters < 0 && field->caret > 0; letters++) field->caret = letter_before(field->text, field->caret);
    for (; letters > 0; letters--) field->caret = letter_after(field->text, field->caret);
}

void form_focus(struct form *form, enum form_field field)
{
    if (field == form->focus) return;
    if (form->fields[form->focus].text[0] != '\0') form->checked[form->focus] = true;
    form->focus = field;
    form->full = false;
}

static bool is_blank_text(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

static const char *cpr_problem(const char *text)
{
    return cpr_is_in(text) ? WORDS("Det ligner et CPR-nummer. Skriv det ikke her: vi har ikke brug for det.") : NULL;
}

static const char *contact_problem(const char *text)
{
    switch (contact_check(text, NULL)) {
    case CONTACT_EMAIL:
    case CONTACT_PHONE: return NULL;
    case CONTACT_EMPTY: return WORDS("Skriv en e-mail eller et telefonnummer, så vi kan svare dig.");
    case CONTACT_PHONE_TOO_SHORT: {
        static const char *const missing[] = {
            WORDS("Et dansk nummer har otte cifre. Der mangler ét."),
            WORDS("Et dansk nummer har otte cifre. Der mangler to."),
            WORDS("Et dansk nummer har otte cifre. Der mangler tre."),
            WORDS("Et dansk nummer har otte cifre. Der mangler fire."),
        };
        size_t digits = contact_digits(text);
        text += strspn(text, " ");
        bool abroad = text[0] == '+' || strncmp(text, "00", 2) == 0; /* its first figures are a country's */
        if (!abroad && digits >= 4 && digits <= 7) return missing[7 - digits];
        return WORDS("Et dansk nummer har otte cifre. Der mangler nogle.");
    }
    case CONTACT_PHONE_TOO_LONG: return WORDS("Et dansk nummer har otte cifre. Et udenlandsk begynder med +.");
    case CONTACT_EMAIL_UNFINISHED: return WORDS("En e-mail ser sådan ud: navn@eksempel.dk");
    case CONTACT_UNKNOWN: break;
    }
    return WORDS("Skriv en e-mail med @ eller et telefonnummer med otte cifre.");
}

const char *form_problem(const struct form *form, enum form_field field)
{
    const char *text = form->fields[field].text;
    const char *problem = cpr_problem(text);
    if (problem != NULL) return problem;
    if (field == FIELD_CONTACT) return contact_problem(text);
    return is_blank_text(text) ? WORDS("Skriv det navn, vi må kalde dig.") : NULL;
}

enum form_field form_first_problem(const struct form *form)
{
    for (int field = 0; field < FIELD_COUNT; field++) {
        if (form_problem(form, (enum form_field)field) != NULL) return (enum form_field)field;
    }
    return FIELD_COUNT;
}

bool form_wants_capital(const struct form *form)
{
    if (form->focus != FIELD_NAME) return false;
    const struct field *field = &form->fields[FIELD_NAME];
    return field->caret == 0 || field->text[field->caret - 1] == ' ' || field->text[field->caret - 1] == '-';
}
