/* tests/screens/visit_checks.h - what several tests of visits look for, and ways into a state they share. Header only,
 * since every .c file beside it is a program. */
#pragma once

#include "tests/screens/visit.h"

static const struct form empty_form = {.comes_as = -1, .side = -1};
static const struct field empty_field;

/* Name and contact are never asked for twice in a visit; everything else is gone. */
static inline void assert_only_name_and_contact(const struct form *form, const char *name, const char *contact)
{
    assert_string_equal(form->fields[FIELD_NAME].text, name);
    assert_string_equal(form->fields[FIELD_CONTACT].text, contact);
    for (int field = 0; field < FIELD_COUNT; field++) {
        if (field == FIELD_NAME || field == FIELD_CONTACT) continue;
        assert_memory_equal(&form->fields[field], &empty_field, sizeof(empty_field));
    }
    assert_int_equal(form->comes_as, -1);
    assert_int_equal(form->side, -1);
}

static const char no_code[RECEIPT_CODE_TEXT_BYTES];

/* The screen tells how far it can scroll, and how far an arrow goes. */
static inline void tell_scroll(struct visit *visit, int most, int page)
{
    visit_say(visit, (struct event){.kind = EVENT_FRAME, .amount = most, .x = page});
}

static inline void choose_filter(struct visit *visit, enum filter_by by, int value)
{
    visit_tap_value(visit, ACTION_OPEN_FILTER, (int)by);
    assert_int_equal(visit->model.screen, SCREEN_FILTER);
    visit_tap_value(visit, ACTION_FILTER, value);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

/* Nothing of a visit but content, place in time and configuration. */
static inline void assert_as_new(const struct model *model)
{
    static const int no_scroll[SCREEN_COUNT];
    assert_int_equal(model->screen, SCREEN_REST);
    assert_memory_equal(&model->form, &empty_form, sizeof(empty_form));
    assert_memory_equal(model->receipt_code, no_code, sizeof(no_code));
    assert_memory_equal(model->scroll, no_scroll, sizeof(no_scroll));
    assert_null(model->network.id);
    assert_false(model->large);
    assert_false(model->high_contrast);
    assert_false(model->shift);
    assert_false(model->shift_locked);
    assert_false(model->shift_by_itself);
    assert_false(board_is_filtered(&model->board));
    assert_null(model->board.found);
    assert_int_equal(model->board.found_count, 0);
    assert_int_equal(model->network_from, SCREEN_BOARD);
    assert_ptr_equal(model->language, model->language_first);
    assert_false(model->notice_accepted);
    assert_false(model->opening);
    assert_false(model->back_to_review);
    assert_false(model->sending);
    assert_int_equal(model->layer, LAYER_LETTERS);
}

static inline void write_and_go_on(struct visit *visit, const char *text)
{
    visit_type(visit, text);
    visit_tap(visit, ACTION_NEXT);
}
