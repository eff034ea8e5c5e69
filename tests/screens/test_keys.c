/* tests/screens/test_keys.c - shift, capitals, and a real keyboard's keys in the form. */
#include "tests/screens/visit_checks.h"

static void shift_is_on_where_a_name_begins_and_off_after_a_letter(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    assert_true(visit->model.shift);
    visit_type(visit, "A");
    assert_false(visit->model.shift);
    visit_type(visit, " ");
    assert_true(visit->model.shift);
    visit_tap(visit, ACTION_KEY_BACKSPACE);
    assert_false(visit->model.shift);
}

static void shift_goes_from_once_to_locked_to_off(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "an");
    visit_tap(visit, ACTION_KEY_SHIFT);
    assert_true(visit->model.shift);
    assert_false(visit->model.shift_locked);
    visit_tap(visit, ACTION_KEY_SHIFT);
    assert_true(visit->model.shift_locked);
    visit_touch(visit, (struct action){.kind = ACTION_KEY, .target = "N"});
    assert_true(visit->model.shift); /* locked outlives a letter */
    visit_tap(visit, ACTION_KEY_SHIFT);
    assert_false(visit->model.shift);
    assert_false(visit->model.shift_locked);
}

static void shift_pressed_once_is_gone_after_one_letter(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "an");
    visit_tap(visit, ACTION_KEY_SHIFT);
    visit_touch(visit, (struct action){.kind = ACTION_KEY, .target = "N"});
    assert_false(visit->model.shift);
    assert_string_equal(visit->model.form.fields[FIELD_NAME].text, "anN");
}

static void shift_that_is_on_by_itself_goes_off_with_one_press(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    assert_true(visit->model.shift && visit->model.shift_by_itself);
    visit_tap(visit, ACTION_KEY_SHIFT);
    assert_false(visit->model.shift || visit->model.shift_locked || visit->model.shift_by_itself);
    visit_touch(visit, (struct action){.kind = ACTION_KEY, .target = "v"});
    visit_type(visit, "an ");
    assert_true(visit->model.shift_by_itself); /* where the next part of the name begins */
    visit_tap(visit, ACTION_KEY_SHIFT);
    visit_tap(visit, ACTION_KEY_SHIFT); /* and on again, by hand: the second press locks */
    assert_true(visit->model.shift);
    assert_false(visit->model.shift_locked);
    visit_tap(visit, ACTION_KEY_SHIFT);
    assert_true(visit->model.shift_locked);
}

static void the_contact_field_has_no_capital_of_its_own(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_CONTACT);
    assert_false(visit->model.shift);
}

static void another_field_begins_with_the_letters(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_tap_value(visit, ACTION_KEY_LAYER, LAYER_SIGNS);
    assert_int_equal(visit->model.layer, LAYER_SIGNS);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_CONTACT);
    assert_int_equal(visit->model.layer, LAYER_EMAIL);
    visit_tap_value(visit, ACTION_KEY_LAYER, LAYER_SIGNS);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_NAME);
    assert_int_equal(visit->model.layer, LAYER_LETTERS);
}

static void what_is_typed_outside_the_form_goes_nowhere(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_type(visit, "hemmeligt");
    visit_hear(visit, EVENT_KEY_BACKSPACE);
    visit_hear(visit, EVENT_KEY_TAB);
    visit_touch(visit, (struct action){.kind = ACTION_KEY, .target = "x"});
    assert_memory_equal(&visit->model.form, &empty_form, sizeof(empty_form));
}

static void tab_goes_round_the_fields(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_hear(visit, EVENT_KEY_TAB);
    assert_int_equal(visit->model.form.focus, FIELD_CONTACT);
    visit_hear(visit, EVENT_KEY_TAB);
    assert_int_equal(visit->model.form.focus, FIELD_NAME);
}

static void the_arrow_keys_move_the_caret(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Søn");
    visit_hear(visit, EVENT_KEY_LEFT);
    visit_hear(visit, EVENT_KEY_LEFT);
    visit_hear(visit, EVENT_KEY_RIGHT);
    visit_type(visit, "r");
    assert_string_equal(visit->model.form.fields[FIELD_NAME].text, "Sørn");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(shift_is_on_where_a_name_begins_and_off_after_a_letter),
        visit_test(shift_goes_from_once_to_locked_to_off),
        visit_test(shift_pressed_once_is_gone_after_one_letter),
        visit_test(shift_that_is_on_by_itself_goes_off_with_one_press),
        visit_test(the_contact_field_has_no_capital_of_its_own),
        visit_test(another_field_begins_with_the_letters),
        visit_test(what_is_typed_outside_the_form_goes_nowhere),
        visit_test(tab_goes_round_the_fields),
        visit_test(the_arrow_keys_move_the_caret),
    };
    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
