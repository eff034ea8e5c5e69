/* tests/screens/form_typing.h - typing into a form, and what it says then. Header only. */
#pragma once

#include "tests/screens/cmocka_all.h"

#include <string.h>

#include "kiosk/form.h"

/* Types letter after letter into the focused field. */
static inline void type(struct form *form, const char *text)
{
    for (size_t at = 0; text[at] != '\0';) {
        char letter[5] = {text[at++]};
        for (size_t to = 1; ((unsigned char)text[at] & 0xc0) == 0x80; to++) letter[to] = text[at++];
        assert_true(form_insert(form, letter));
    }
}

static inline const char *text_of(const struct form *form)
{
    return form->fields[form->focus].text;
}

static inline size_t caret_of(const struct form *form)
{
    return form->fields[form->focus].caret;
}

static inline const char *problem_of(enum form_field field, const char *text)
{
    struct form form = {.focus = field};
    assert_true(form_insert(&form, text));
    return form_problem(&form, field);
}

static inline void fill(struct form *form, size_t bytes)
{
    for (size_t at = 0; at < bytes; at++) assert_true(form_insert(form, "x"));
}
