/* tests/screens/test_update.c - a visit as events: its steps, the way back, pages, and what is not saved. */
#include "tests/screens/visit_checks.h"

/* ---- the steps ---- */

static void a_touch_at_rest_opens_the_board(void **state)
{
    struct visit *visit = *state;
    assert_int_equal(visit->model.screen, SCREEN_REST);
    visit_tap(visit, ACTION_OPEN_BOARD);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static void without_content_a_touch_at_rest_stays_at_rest(void **state)
{
    (void)state;
    struct visit visit = {.now_ms = 5000};
    model_init(&visit.model, "da", false);
    visit_tap(&visit, ACTION_OPEN_BOARD);
    assert_int_equal(visit.model.screen, SCREEN_REST);
    model_finish(&visit.model);
}

static void a_card_asks_for_its_network_and_shows_it_when_it_comes(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = {.kind = ACTION_OPEN_NETWORK, .target = "unge"}});
    assert_int_equal(visit->loads, 1);
    assert_string_equal(visit->target, "unge");
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
    visit_network(visit, "unge", "active");
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    assert_string_equal(visit->model.network.id, "unge");
}

static void the_notice_comes_before_the_form(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    assert_int_equal(visit->model.screen, SCREEN_NOTICE);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.focus, FIELD_NAME);
}

static void an_empty_name_keeps_the_visitor_and_says_so(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    assert_false(visit->model.form.checked[FIELD_NAME]);
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.form.focus, FIELD_NAME);
    assert_true(visit->model.form.checked[FIELD_NAME]);
}

static void the_name_leads_to_the_contact_and_the_contact_to_the_read_back(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Anna");
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.focus, FIELD_CONTACT);
    visit_type(visit, "28123456");
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
}

static void a_bad_contact_keeps_the_visitor_and_says_so(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Anna");
    visit_tap(visit, ACTION_NEXT);
    visit_type(visit, "2812");
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_true(visit->model.form.checked[FIELD_CONTACT]);
}

static void a_name_left_empty_on_the_way_is_asked_for_before_the_read_back(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_CONTACT);
    visit_type(visit, "28123456");
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.focus, FIELD_NAME);
    assert_true(visit->model.form.checked[FIELD_NAME]);
}

static void sending_asks_once_however_often_it_is_pressed(void **state)
{
    struct visit *visit = *state;
    visit_to_review(visit);
    visit_tap(visit, ACTION_SEND);
    visit_tap(visit, ACTION_SEND);
    assert_int_equal(visit->submits, 1);
    assert_string_equal(visit->target, "alder");
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
}

static void saved_thanks_shows_the_code_and_keeps_only_name_and_contact(void **state)
{
    struct visit *visit = *state;
    visit_to_thanks(visit);
    assert_string_equal(visit->model.receipt_code, "K7F2-9QXM-3DPA-W6TH");
    assert_only_name_and_contact(&visit->model.form, "Anna", "28123456");
}

static void finish_goes_to_rest_and_wipes(void **state)
{
    struct visit *visit = *state;
    visit_to_thanks(visit);
    visit_tap(visit, ACTION_FINISH);
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_int_equal(visit->wipes, 1);
}

static void more_networks_after_thanks_leave_nothing_of_the_code(void **state)
{
    struct visit *visit = *state;
    visit_to_thanks(visit);
    visit_tap(visit, ACTION_OPEN_BOARD);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
    assert_int_equal(visit->wipes, 1);
    assert_memory_equal(visit->model.receipt_code, no_code, sizeof(no_code));
}

static void a_correction_goes_back_to_the_read_back(void **state)
{
    struct visit *visit = *state;
    visit_to_review(visit);
    visit_tap_value(visit, ACTION_EDIT, FIELD_NAME);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.focus, FIELD_NAME);
    visit_type(visit, " Sofie");
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    assert_string_equal(visit->model.form.fields[FIELD_NAME].text, "Anna Sofie");
}

static void the_enter_key_does_the_strong_thing_of_every_screen(void **state)
{
    struct visit *visit = *state;
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
    visit_hear(visit, EVENT_KEY_ENTER); /* nothing is chosen there */
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "alder"});
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->model.screen, SCREEN_NOTICE);
    visit_hear(visit, EVENT_KEY_ENTER);
    visit_type(visit, "Anna");
    visit_hear(visit, EVENT_KEY_ENTER);
    visit_type(visit, "anna@example.dk");
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->submits, 1);
    visit_say(visit, (struct event){.kind = EVENT_SAVED, .text = "K7F2-9QXM-3DPA-W6TH"});
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->model.screen, SCREEN_REST);
}

static void with_a_group_that_is_open_the_strong_thing_is_a_seat(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit->model.network.group_state = GROUP_OPEN;
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->model.screen, SCREEN_GROUP);
    visit_hear(visit, EVENT_KEY_ENTER);
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.kind, SUBMISSION_SEAT);
}

static void a_network_that_has_ended_offers_the_others(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = {.kind = ACTION_OPEN_NETWORK, .target = "alder"}});
    visit_network(visit, "alder", "concluded");
    assert_int_equal(model_main_action(&visit->model), ACTION_BACK);
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

/* ---- the way back ---- */

static void back_goes_one_screen_back_from_everywhere(void **state)
{
    struct visit *visit = *state;
    visit_to_review(visit);
    static const enum screen way[] = {SCREEN_FORM, SCREEN_NETWORK, SCREEN_BOARD, SCREEN_REST, SCREEN_REST};
    for (size_t at = 0; at < sizeof(way) / sizeof(way[0]); at++) {
        visit_tap(visit, ACTION_BACK);
        assert_int_equal(visit->model.screen, way[at]);
    }
}

static void back_from_the_notice_shows_the_network(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    visit_hear(visit, EVENT_KEY_ESCAPE);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
}

static void back_from_not_saved_shows_the_form(void **state)
{
    struct visit *visit = *state;
    visit_to_not_saved(visit);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
}

static void without_room_nothing_is_begun(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    visit_say(visit, (struct event){.kind = EVENT_ROOM, .err = ERR_OK});
    assert_int_equal(visit->model.screen, SCREEN_NOTICE);
    visit_say(visit, (struct event){.kind = EVENT_ROOM, .err = ERR_FULL});
    assert_int_equal(visit->model.screen, SCREEN_NOT_SAVED);
    assert_int_equal(visit->model.not_saved_why, ERR_FULL);
    assert_int_equal(model_main_action(&visit->model), ACTION_BACK);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    visit_say(visit, (struct event){.kind = EVENT_ROOM, .err = ERR_FULL}); /* too late to matter */
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    visit_to_not_saved(visit); /* and at sending it is the form again that Back leads to */
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
}

static void back_from_thanks_ends_the_visit(void **state)
{
    struct visit *visit = *state;
    visit_to_thanks(visit);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_memory_equal(visit->model.receipt_code, no_code, sizeof(no_code));
}

static void back_never_loses_what_was_typed(void **state)
{
    struct visit *visit = *state;
    visit_to_review(visit);
    for (int times = 0; times < 3; times++) visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "unge"});
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    assert_int_equal(visit->model.screen, SCREEN_FORM); /* the notice was read in this visit */
    assert_string_equal(visit->model.form.fields[FIELD_NAME].text, "Anna");
    assert_string_equal(visit->model.form.fields[FIELD_CONTACT].text, "28123456");
}

static void back_leaves_the_form_after_a_correction_too(void **state)
{
    struct visit *visit = *state;
    visit_to_review(visit);
    visit_tap_value(visit, ACTION_EDIT, FIELD_NAME);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    visit_tap(visit, ACTION_BACK); /* and not round and round between these two */
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
}

static void sending_what_a_correction_spoiled_shows_what_is_wrong(void **state)
{
    struct visit *visit = *state;
    visit_to_review(visit);
    visit_tap_value(visit, ACTION_EDIT, FIELD_CONTACT);
    for (int times = 0; times < 3; times++) visit_tap(visit, ACTION_KEY_BACKSPACE);
    visit_tap(visit, ACTION_BACK);
    if (visit->model.screen == SCREEN_REVIEW) visit_tap(visit, ACTION_SEND);
    assert_int_equal(visit->submits, 0);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.focus, FIELD_CONTACT);
    assert_true(visit->model.form.checked[FIELD_CONTACT]);
}

static void help_comes_from_everywhere_and_goes_back_there(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Anna");
    visit_tap(visit, ACTION_HELP);
    assert_int_equal(visit->model.screen, SCREEN_HELP);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_string_equal(visit->model.form.fields[FIELD_NAME].text, "Anna");
}

static void help_pressed_on_help_goes_back(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap(visit, ACTION_HELP);
    visit_tap(visit, ACTION_HELP);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
}

/* ---- pages ---- */

static void content_with_pages(struct visit *visit, int count)
{
    visit_content(visit);
    json_decref(visit->model.pages);
    visit->model.pages = json_array();
    for (int at = 0; at < count; at++) json_array_append_new(visit->model.pages, json_pack("{s:i}", "id", at));
}

static void a_page_opens_and_back_goes_by_the_list(void **state)
{
    static const int wrong[] = {-1, 2, 1000};
    struct visit *visit = *state;
    content_with_pages(visit, 2);
    visit_to_board(visit);
    visit_tap(visit, ACTION_ABOUT);
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        visit_tap_value(visit, ACTION_OPEN_PAGE, wrong[at]);
        assert_int_equal(visit->model.screen, SCREEN_ABOUT);
    }
    visit_tap_value(visit, ACTION_OPEN_PAGE, 1);
    assert_int_equal(visit->model.screen, SCREEN_PAGE);
    assert_int_equal(visit->model.page, 1);
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->model.screen, SCREEN_ABOUT);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static void pages_that_vanish_while_they_are_read_lead_to_the_board(void **state)
{
    struct visit *visit = *state;
    content_with_pages(visit, 2);
    visit_to_board(visit);
    visit_tap(visit, ACTION_ABOUT);
    visit_tap_value(visit, ACTION_OPEN_PAGE, 1);
    visit_content(visit); /* without any */
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
    assert_int_equal(visit->model.page, 0);
}

/* ---- not saved ---- */

static void not_saved_keeps_the_form_and_says_why(void **state)
{
    struct visit *visit = *state;
    visit_to_not_saved(visit);
    assert_int_equal(visit->model.not_saved_why, ERR_IO);
    assert_string_equal(visit->model.form.fields[FIELD_NAME].text, "Anna");
    assert_string_equal(visit->model.form.fields[FIELD_CONTACT].text, "28123456");
    assert_memory_equal(visit->model.receipt_code, no_code, sizeof(no_code));
}

static void not_saved_can_be_tried_again(void **state)
{
    struct visit *visit = *state;
    visit_to_not_saved(visit);
    visit_tap(visit, ACTION_SEND);
    assert_int_equal(visit->submits, 2);
    visit_say(visit, (struct event){.kind = EVENT_SAVED, .text = "K7F2-9QXM-3DPA-W6TH"});
    assert_int_equal(visit->model.screen, SCREEN_THANKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(a_touch_at_rest_opens_the_board),
        cmocka_unit_test(without_content_a_touch_at_rest_stays_at_rest),
        visit_test(a_card_asks_for_its_network_and_shows_it_when_it_comes),
        visit_test(the_notice_comes_before_the_form),
        visit_test(an_empty_name_keeps_the_visitor_and_says_so),
        visit_test(the_name_leads_to_the_contact_and_the_contact_to_the_read_back),
        visit_test(a_bad_contact_keeps_the_visitor_and_says_so),
        visit_test(a_name_left_empty_on_the_way_is_asked_for_before_the_read_back),
        visit_test(sending_asks_once_however_often_it_is_pressed),
        visit_test(saved_thanks_shows_the_code_and_keeps_only_name_and_contact),
        visit_test(finish_goes_to_rest_and_wipes),
        visit_test(more_networks_after_thanks_leave_nothing_of_the_code),
        visit_test(a_correction_goes_back_to_the_read_back),
        visit_test(the_enter_key_does_the_strong_thing_of_every_screen),
        visit_test(with_a_group_that_is_open_the_strong_thing_is_a_seat),
        visit_test(a_network_that_has_ended_offers_the_others),
        visit_test(back_goes_one_screen_back_from_everywhere),
        visit_test(back_from_the_notice_shows_the_network),
        visit_test(back_from_not_saved_shows_the_form),
        visit_test(without_room_nothing_is_begun),
        visit_test(back_from_thanks_ends_the_visit),
        visit_test(back_never_loses_what_was_typed),
        visit_test(back_leaves_the_form_after_a_correction_too),
        visit_test(sending_what_a_correction_spoiled_shows_what_is_wrong),
        visit_test(help_comes_from_everywhere_and_goes_back_there),
        visit_test(help_pressed_on_help_goes_back),
        visit_test(a_page_opens_and_back_goes_by_the_list),
        visit_test(pages_that_vanish_while_they_are_read_lead_to_the_board),
        visit_test(not_saved_keeps_the_form_and_says_why),
        visit_test(not_saved_can_be_tried_again),
    };
    return cmocka_run_group_tests_name("update", tests, NULL, NULL);
}
