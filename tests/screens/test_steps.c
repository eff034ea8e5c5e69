/* tests/screens/test_steps.c - forms in steps, and the notice before them. */
#include "tests/screens/visit_checks.h"

/* ---- forms in steps ---- */

static void to_group_form(struct visit *visit)
{
    visit_to_network(visit);
    visit_tap(visit, ACTION_OPEN_GROUP);
    assert_int_equal(visit->model.screen, SCREEN_GROUP);
    visit_tap_value(visit, ACTION_START, SUBMISSION_SEAT);
    assert_int_equal(visit->model.screen, SCREEN_NOTICE);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
}

static void to_idea_form(struct visit *visit)
{
    visit_to_board(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_IDEA);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
}

static void assert_step(const struct visit *visit, size_t step)
{
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.step, step);
}

static void a_seat_is_asked_for_in_three_steps(void **state)
{
    struct visit *visit = *state;
    to_group_form(visit);
    assert_step(visit, 0);
    visit_tap_value(visit, ACTION_CHOOSE, COMES_AS_ASSOCIATION);
    visit_tap(visit, ACTION_NEXT);
    assert_step(visit, 1);
    write_and_go_on(visit, "Anna");
    assert_step(visit, 1);
    write_and_go_on(visit, "28123456");
    assert_step(visit, 2);
    assert_int_equal(visit->model.form.focus, FIELD_BRINGS);
    visit_tap(visit, ACTION_NEXT); /* nothing to bring is good, too */
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    visit_tap(visit, ACTION_SEND);
    assert_int_equal(visit->submits, 1);
    assert_string_equal(visit->target, "alder");
    assert_int_equal(visit->model.form.kind, SUBMISSION_SEAT);
    assert_int_equal(visit->model.form.comes_as, COMES_AS_ASSOCIATION);
    visit_say(visit, (struct event){.kind = EVENT_SAVED, .text = "K7F2-9QXM-3DPA-W6TH"});
    assert_int_equal(visit->model.thanked_for, SUBMISSION_SEAT);
}

static void an_idea_needs_no_network_and_no_name(void **state)
{
    struct visit *visit = *state;
    to_idea_form(visit);
    assert_step(visit, 0);
    assert_int_equal(visit->model.form.focus, FIELD_TITLE);
    write_and_go_on(visit, "En bænk");
    write_and_go_on(visit, "En til.");
    assert_step(visit, 1);
    visit_tap_value(visit, ACTION_CHOOSE, SIDE_CITIZENS);
    visit_tap(visit, ACTION_NEXT);
    assert_step(visit, 2);
    visit_tap(visit, ACTION_NEXT);
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    visit_tap(visit, ACTION_SEND);
    assert_int_equal(visit->submits, 1);
    assert_string_equal(visit->target, "");
    visit_say(visit, (struct event){.kind = EVENT_SAVED, .text = "K7F2-9QXM-3DPA-W6TH"});
    assert_int_equal(visit->model.thanked_for, SUBMISSION_IDEA);
}

/* Begun from the board with a network still in memory, it is about none all the same. */
static void an_idea_after_a_network_is_not_about_it(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap(visit, ACTION_BACK);
    visit_tap_value(visit, ACTION_START, SUBMISSION_IDEA);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    write_and_go_on(visit, "En bænk");
    write_and_go_on(visit, "En til.");
    visit_tap_value(visit, ACTION_CHOOSE, SIDE_STAFF);
    for (int times = 0; times < 3; times++) visit_tap(visit, ACTION_NEXT);
    visit_tap(visit, ACTION_SEND);
    assert_int_equal(visit->submits, 1);
    assert_string_equal(visit->target, "");
}

static void without_a_choice_there_is_no_next_step(void **state)
{
    struct visit *visit = *state;
    to_group_form(visit);
    visit_tap(visit, ACTION_NEXT);
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_step(visit, 0);
    visit_tap_value(visit, ACTION_CHOOSE, COMES_AS_CITIZEN);
    visit_tap_value(visit, ACTION_CHOOSE, COMES_AS_STAFF); /* changed one's mind */
    assert_int_equal(visit->model.form.comes_as, COMES_AS_STAFF);
    visit_tap(visit, ACTION_NEXT);
    assert_step(visit, 1);
}

static void a_choice_that_does_not_exist_is_none(void **state)
{
    static const int wrong[] = {-1, COMES_AS_COUNT, 1000};
    struct visit *visit = *state;
    to_group_form(visit);
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        visit_tap_value(visit, ACTION_CHOOSE, wrong[at]);
        assert_int_equal(visit->model.form.comes_as, -1);
    }
    visit_tap_value(visit, ACTION_CHOOSE, COMES_AS_EDUCATION);
    visit_tap_value(visit, ACTION_CHOOSE, COMES_AS_COUNT);
    assert_int_equal(visit->model.form.comes_as, COMES_AS_EDUCATION);
    assert_int_equal(visit->model.form.side, -1);
    visit_tap(visit, ACTION_NEXT);
    visit_tap_value(visit, ACTION_CHOOSE, COMES_AS_CITIZEN); /* a step of texts has no choice */
    assert_int_equal(visit->model.form.comes_as, COMES_AS_EDUCATION);
}

static void what_is_typed_at_a_choice_goes_nowhere(void **state)
{
    struct visit *visit = *state;
    to_group_form(visit);
    visit_type(visit, "hemmeligt");
    visit_hear(visit, EVENT_KEY_BACKSPACE);
    visit_hear(visit, EVENT_KEY_TAB);
    for (int field = 0; field < FIELD_COUNT; field++)
        assert_memory_equal(&visit->model.form.fields[field], &empty_field, sizeof(empty_field));
}

static void back_goes_through_the_steps_and_loses_nothing(void **state)
{
    static const struct {
        enum screen screen;
        size_t step;
    } way[] = {{SCREEN_FORM, 2},  {SCREEN_FORM, 1},    {SCREEN_FORM, 0},
               {SCREEN_GROUP, 0}, {SCREEN_NETWORK, 0}, {SCREEN_BOARD, 0}};
    struct visit *visit = *state;
    to_group_form(visit);
    visit_tap_value(visit, ACTION_CHOOSE, COMES_AS_COMPANY);
    visit_tap(visit, ACTION_NEXT);
    write_and_go_on(visit, "Anna");
    write_and_go_on(visit, "28123456");
    write_and_go_on(visit, "Et lokale");
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    for (size_t at = 0; at < sizeof(way) / sizeof(way[0]); at++) {
        visit_tap(visit, ACTION_BACK);
        assert_int_equal(visit->model.screen, way[at].screen);
        assert_int_equal(visit->model.form.step, way[at].step);
    }
    assert_string_equal(visit->model.form.fields[FIELD_BRINGS].text, "Et lokale");
    assert_int_equal(visit->model.form.comes_as, COMES_AS_COMPANY);
}

static void back_from_an_idea_shows_the_board(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_IDEA);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
    visit_tap_value(visit, ACTION_START, SUBMISSION_IDEA);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

/* From the read-back only that field is asked for, in whatever step it is. */
static void a_correction_in_another_step_goes_straight_back(void **state)
{
    struct visit *visit = *state;
    to_group_form(visit);
    visit_tap_value(visit, ACTION_CHOOSE, COMES_AS_COMPANY);
    visit_tap(visit, ACTION_NEXT);
    write_and_go_on(visit, "Anna");
    write_and_go_on(visit, "28123456");
    write_and_go_on(visit, "Et lokale");
    visit_tap_value(visit, ACTION_EDIT, FIELD_NAME);
    assert_step(visit, 1);
    write_and_go_on(visit, " Ny");
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    visit_tap_value(visit, ACTION_EDIT, FIELD_COUNT); /* is no field */
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    visit_tap(visit, ACTION_SEND);
    assert_int_equal(visit->submits, 1);
}

static void what_a_correction_spoiled_in_another_step_is_shown_when_sent(void **state)
{
    struct visit *visit = *state;
    to_idea_form(visit);
    write_and_go_on(visit, "En bænk");
    write_and_go_on(visit, "En til.");
    visit_tap_value(visit, ACTION_CHOOSE, SIDE_STAFF);
    for (int times = 0; times < 3; times++) visit_tap(visit, ACTION_NEXT);
    visit_tap_value(visit, ACTION_EDIT, FIELD_TEXT);
    for (int times = 0; times < 7; times++) visit_tap(visit, ACTION_KEY_BACKSPACE);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    visit_tap(visit, ACTION_SEND);
    assert_int_equal(visit->submits, 0);
    assert_step(visit, 0);
    assert_int_equal(visit->model.form.focus, FIELD_TEXT);
    assert_true(visit->model.form.checked[FIELD_TEXT]);
}

static void a_long_text_is_full_at_its_limit_and_says_so(void **state)
{
    struct visit *visit = *state;
    to_idea_form(visit);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_TEXT);
    for (int at = 0; at < SUBMISSION_TEXT_BYTES_MAX; at++) visit_type(visit, "x");
    assert_false(visit->model.form.full);
    visit_touch(visit, (struct action){.kind = ACTION_KEY, .target = "y"});
    assert_true(visit->model.form.full);
    assert_int_equal(strlen(visit->model.form.fields[FIELD_TEXT].text), SUBMISSION_TEXT_BYTES_MAX);
    visit_tap(visit, ACTION_KEY_BACKSPACE);
    assert_false(visit->model.form.full);
}

static void name_and_contact_are_there_in_the_next_form_and_nothing_else(void **state)
{
    struct visit *visit = *state;
    to_group_form(visit);
    visit_tap_value(visit, ACTION_CHOOSE, COMES_AS_COMPANY);
    visit_tap(visit, ACTION_NEXT);
    write_and_go_on(visit, "Anna");
    write_and_go_on(visit, "28123456");
    write_and_go_on(visit, "Et lokale");
    visit_tap(visit, ACTION_SEND);
    visit_say(visit, (struct event){.kind = EVENT_SAVED, .text = "K7F2-9QXM-3DPA-W6TH"});
    visit_tap(visit, ACTION_OPEN_BOARD);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "unge"});
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    assert_step(visit, 0);
    assert_only_name_and_contact(&visit->model.form, "Anna", "28123456");
    visit_tap(visit, ACTION_NEXT);
    visit_tap(visit, ACTION_NEXT);
    visit_tap(visit, ACTION_SEND);
    assert_string_equal(visit->target, "unge");
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS);
    assert_as_new(&visit->model);
}

/* ---- the notice ---- */

static void the_notice_is_accepted_once_in_a_visit(void **state)
{
    struct visit *visit = *state;
    visit_to_thanks(visit);
    visit_tap(visit, ACTION_OPEN_BOARD);
    visit_tap_value(visit, ACTION_START, SUBMISSION_IDEA);
    assert_step(visit, 0);
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS);
    visit_to_form(visit); /* the next visitor sees it again */
}

static void a_notice_that_was_only_looked_at_comes_again(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    visit_tap(visit, ACTION_BACK);
    assert_false(visit->model.notice_accepted);
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    assert_int_equal(visit->model.screen, SCREEN_NOTICE);
}

static void the_version_that_was_accepted_is_the_one_that_is_kept(void **state)
{
    struct visit *visit = *state;
    visit_content_with_notice(visit, "2026-1");
    visit_to_form(visit);
    visit_content_with_notice(visit, "2026-2");
    assert_string_equal(visit->model.notice_version, "2026-1");
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS);
    visit_to_form(visit);
    assert_string_equal(visit->model.notice_version, "2026-2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(a_seat_is_asked_for_in_three_steps),
        visit_test(an_idea_needs_no_network_and_no_name),
        visit_test(an_idea_after_a_network_is_not_about_it),
        visit_test(without_a_choice_there_is_no_next_step),
        visit_test(a_choice_that_does_not_exist_is_none),
        visit_test(what_is_typed_at_a_choice_goes_nowhere),
        visit_test(back_goes_through_the_steps_and_loses_nothing),
        visit_test(back_from_an_idea_shows_the_board),
        visit_test(a_correction_in_another_step_goes_straight_back),
        visit_test(what_a_correction_spoiled_in_another_step_is_shown_when_sent),
        visit_test(a_long_text_is_full_at_its_limit_and_says_so),
        visit_test(name_and_contact_are_there_in_the_next_form_and_nothing_else),
        visit_test(the_notice_is_accepted_once_in_a_visit),
        visit_test(a_notice_that_was_only_looked_at_comes_again),
        visit_test(the_version_that_was_accepted_is_the_one_that_is_kept),
    };
    return cmocka_run_group_tests_name("steps", tests, NULL, NULL);
}
