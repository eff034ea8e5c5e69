/* tests/screens/test_languages.c - a visit in another language. */
#include "tests/screens/visit_checks.h"

static int index_of(const char *code)
{
    return (int)(language_find(code) - languages);
}

static void choose_language(struct visit *visit, const char *code)
{
    enum screen before = visit->model.screen;
    visit_tap(visit, ACTION_LANGUAGE);
    assert_int_equal(visit->model.screen, SCREEN_LANGUAGE);
    visit_tap_value(visit, ACTION_CHOOSE_LANGUAGE, index_of(code));
    assert_string_equal(visit->model.language->code, code);
    assert_int_equal(visit->model.screen, before);
}

static void a_language_is_chosen_and_the_screen_is_the_one_before(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Anna");
    choose_language(visit, "pl");
    assert_string_equal(visit->model.form.fields[FIELD_NAME].text, "Anna");
    choose_language(visit, "da");
    visit_tap(visit, ACTION_LANGUAGE);
    visit_tap(visit, ACTION_LANGUAGE); /* pressed again */
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    visit_tap(visit, ACTION_HELP);
    visit_tap(visit, ACTION_LANGUAGE);
    visit_tap(visit, ACTION_HELP);
    visit_tap(visit, ACTION_BACK); /* beside the visit, not one behind the other */
    assert_int_equal(visit->model.screen, SCREEN_FORM);
}

static void a_language_that_does_not_exist_is_not_chosen(void **state)
{
    static const int wrong[] = {-1, LANGUAGES_COUNT, 1000};
    struct visit *visit = *state;
    visit_tap(visit, ACTION_LANGUAGE);
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        visit_tap_value(visit, ACTION_CHOOSE_LANGUAGE, wrong[at]);
        assert_string_equal(visit->model.language->code, "da");
        assert_int_equal(visit->model.screen, SCREEN_LANGUAGE);
    }
}

static void the_language_ends_with_the_visit(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    choose_language(visit, "ur");
    visit_tap(visit, ACTION_BACK);
    assert_as_new(&visit->model);
    visit_to_board(visit);
    choose_language(visit, "ar");
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS);
    assert_as_new(&visit->model);
    assert_string_equal(visit->model.language->code, "da");
}

static void a_language_chosen_at_rest_goes_back_by_itself(void **state)
{
    struct visit *visit = *state;
    visit->model.quiet = visit->model.quiet_first = true; /* else the water wakes it up sooner */
    choose_language(visit, "tr");
    assert_int_equal(visit->model.screen, SCREEN_REST);
    visit->now_ms = visit->model.touched_ms;
    visit_wait(visit, RING_MS);
    assert_int_equal(model_next_wake_ms(&visit->model), IDLE_REST_MS - RING_MS);
    visit_wait(visit, IDLE_REST_MS - RING_MS - 1);
    assert_string_equal(visit->model.language->code, "tr");
    visit_wait(visit, 1);
    assert_as_new(&visit->model);
    assert_int_equal(model_next_wake_ms(&visit->model), -1);
}

static void a_screen_may_begin_in_another_language(void **state)
{
    (void)state;
    struct visit visit = {.now_ms = 5000};
    model_init(&visit.model, "en", true);
    visit_content(&visit);
    assert_string_equal(visit.model.language->code, "en");
    assert_int_equal(model_next_wake_ms(&visit.model), -1);
    visit_to_board(&visit);
    choose_language(&visit, "da");
    visit_tap(&visit, ACTION_BACK);
    assert_as_new(&visit.model);
    assert_string_equal(visit.model.language->code, "en");
    model_finish(&visit.model);
}

static void an_address_begins_with_latin_letters_where_others_are_used(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    choose_language(visit, "ar");
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "alder"});
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    assert_int_equal(visit->model.layer, LAYER_LETTERS);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_CONTACT);
    assert_int_equal(visit->model.layer, LAYER_EMAIL);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_NAME);
    assert_int_equal(visit->model.layer, LAYER_LETTERS);
    for (int times = 0; times < 2; times++) visit_tap(visit, ACTION_BACK);
    struct board *board = &visit->model.board;
    for (size_t at = 0; at < board->cards_count; at++) board->cards[at].danish = true;
    visit_tap(visit, ACTION_SEARCH); /* the content is Danish */
    assert_int_equal(visit->model.layer, LAYER_LATIN);
    visit_tap(visit, ACTION_BACK);
    board->cards[0].danish = false;
    visit_tap(visit, ACTION_SEARCH); /* and now some of it is not */
    assert_int_equal(visit->model.layer, LAYER_LETTERS);
}

static void a_script_without_capitals_has_no_shift_by_itself(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    assert_true(visit->model.shift);
    choose_language(visit, "ur");
    assert_false(visit->model.shift);
    visit_type(visit, "ع ");
    assert_false(visit->model.shift);
    visit_tap_value(visit, ACTION_KEY_LAYER, LAYER_LATIN); /* a Danish name */
    assert_true(visit->model.shift && visit->model.shift_by_itself);
    visit_tap_value(visit, ACTION_KEY_LAYER, LAYER_LETTERS);
    assert_false(visit->model.shift);
    visit_tap(visit, ACTION_KEY_SHIFT); /* the rarer letters */
    assert_true(visit->model.shift);
}

static void another_language_in_a_field_begins_with_its_letters(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    choose_language(visit, "ar");
    assert_int_equal(visit->model.layer, LAYER_LETTERS);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_CONTACT);
    choose_language(visit, "ur");
    assert_int_equal(visit->model.layer, LAYER_EMAIL);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_NAME);
    choose_language(visit, "pl");
    assert_int_equal(visit->model.layer, LAYER_LETTERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(a_language_is_chosen_and_the_screen_is_the_one_before),
        visit_test(a_language_that_does_not_exist_is_not_chosen),
        visit_test(the_language_ends_with_the_visit),
        visit_test(a_language_chosen_at_rest_goes_back_by_itself),
        cmocka_unit_test(a_screen_may_begin_in_another_language),
        visit_test(an_address_begins_with_latin_letters_where_others_are_used),
        visit_test(a_script_without_capitals_has_no_shift_by_itself),
        visit_test(another_language_in_a_field_begins_with_its_letters),
    };
    return cmocka_run_group_tests_name("languages", tests, NULL, NULL);
}
