/* tests/screens/test_given.c - what is sealed of what a visitor has typed: the form, and nothing that lies beside it.
 */
#include "tests/screens/visit.h"

#include <sodium.h>

#include "kiosk/given.h"

static const char code[] = "K7F2-9QXM-3DPA-W6TM";

/* An idea was begun, and left with Back before it was good; then a network is joined. */
static void leave_an_idea(struct visit *visit)
{
    visit_to_board(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_IDEA);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    visit_type(visit, "Mit nummer er 070761-4285");
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static void join(struct visit *visit)
{
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "alder"});
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    if (visit->model.screen == SCREEN_NOTICE) visit_tap(visit, ACTION_ACCEPT_NOTICE);
    visit_type(visit, " Anna ");
    visit_tap(visit, ACTION_NEXT);
    visit_type(visit, "28 12 34 56");
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
}

static void what_is_given_is_trimmed_and_the_number_written_in_one_way(void **state)
{
    struct visit *visit = *state;
    struct submission submission;
    visit_to_board(visit);
    join(visit);
    given_form(&submission, &visit->model, "alder", code);
    assert_string_equal(submission.name, "Anna");
    assert_string_equal(submission.contact, "+4528123456");
    assert_string_equal(submission.network, "alder");
    assert_string_equal(submission.notice, "1");
    assert_string_equal(submission.lang, "da");
    assert_null(submission_problem(&submission));
    submission_finish(&submission);
}

static void what_was_left_in_another_form_neither_goes_along_nor_hinders(void **state)
{
    struct visit *visit = *state;
    struct submission submission;
    AUTO(str_finish) struct str json;
    leave_an_idea(visit);
    join(visit);
    visit_tap(visit, ACTION_SEND);
    assert_int_equal(visit->submits, 1);
    given_form(&submission, &visit->model, visit->target, code);
    assert_int_equal(submission_to_json(&json, &submission), ERR_OK);
    assert_null(strstr(str_text(&json), "070761"));
    submission_finish(&submission);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        visit_test(what_is_given_is_trimmed_and_the_number_written_in_one_way),
        visit_test(what_was_left_in_another_form_neither_goes_along_nor_hinders),
    };
    return cmocka_run_group_tests_name("given", tests, NULL, NULL);
}
