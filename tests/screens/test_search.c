/* tests/screens/test_search.c - searching, and the way back to what was found. */
#include "tests/screens/visit_checks.h"

static void to_search(struct visit *visit)
{
    visit_to_board(visit);
    visit_tap(visit, ACTION_SEARCH);
    assert_int_equal(visit->model.screen, SCREEN_SEARCH);
    assert_int_equal(visit->model.form.focus, FIELD_SEARCH);
}

static void every_key_searches_and_backspace_does(void **state)
{
    struct visit *visit = *state;
    to_search(visit);
    assert_int_equal(visit->searches, 0);
    visit_type(visit, "b");
    assert_int_equal(visit->searches, 1);
    assert_string_equal(visit->searched_for, "b");
    visit_touch(visit, (struct action){.kind = ACTION_KEY, .target = "ø"});
    assert_int_equal(visit->searches, 2);
    assert_string_equal(visit->searched_for, "bø");
    visit_tap(visit, ACTION_KEY_BACKSPACE);
    assert_int_equal(visit->searches, 3);
    assert_string_equal(visit->searched_for, "b");
    visit_hear(visit, EVENT_KEY_BACKSPACE);
    assert_int_equal(visit->searches, 4);
    assert_string_equal(visit->searched_for, "");
    visit_tap(visit, ACTION_KEY_SHIFT); /* types nothing */
    visit_tap_value(visit, ACTION_KEY_LAYER, LAYER_SIGNS);
    assert_int_equal(visit->searches, 4);
    assert_int_equal(visit->loads + visit->submits, 0);
}

static void nothing_but_a_search_searches(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Anna");
    visit_touch(visit, (struct action){.kind = ACTION_KEY, .target = "x"});
    visit_tap(visit, ACTION_KEY_BACKSPACE);
    visit_hear(visit, EVENT_KEY_BACKSPACE);
    visit_content(visit);
    assert_int_equal(visit->searches, 0);
}

/* What does not fit is asked for as it stands; the whole of it goes into an effect. */
static void the_longest_search_is_asked_for_whole(void **state)
{
    struct visit *visit = *state;
    to_search(visit);
    for (int at = 0; at < SEARCH_BYTES_MAX + 1; at++) visit_type(visit, "x");
    assert_true(visit->model.form.full);
    assert_int_equal(strlen(visit->searched_for), SEARCH_BYTES_MAX);
    assert_string_equal(visit->searched_for, visit->model.form.fields[FIELD_SEARCH].text);
}

static void what_was_found_opens_and_back_shows_the_search_as_it_was(void **state)
{
    struct visit *visit = *state;
    to_search(visit);
    visit_type(visit, "arb");
    visit_found(visit, 3);
    tell_scroll(visit, 500, 100);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 60});
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "found-1"});
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    assert_string_equal(visit->model.network.id, "found-1");
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_SEARCH);
    assert_int_equal(visit->model.scroll[SCREEN_SEARCH], 60);
    assert_int_equal(visit->model.form.focus, FIELD_SEARCH);
    assert_string_equal(visit->model.form.fields[FIELD_SEARCH].text, "arb");
    assert_int_equal(visit->model.board.found_count, 3);
    visit_type(visit, "e");
    assert_string_equal(visit->searched_for, "arbe");
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static void back_from_a_form_after_a_search_types_into_the_search_again(void **state)
{
    struct visit *visit = *state;
    to_search(visit);
    visit_type(visit, "arb");
    visit_found(visit, 1);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "found-0"});
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    visit_type(visit, "Anna");
    for (int times = 0; times < 2; times++) visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_SEARCH);
    visit_type(visit, "e");
    assert_string_equal(visit->model.form.fields[FIELD_NAME].text, "Anna");
    assert_string_equal(visit->model.form.fields[FIELD_SEARCH].text, "arbe");
}

static void a_network_opened_from_the_board_goes_back_there_after_a_search(void **state)
{
    struct visit *visit = *state;
    to_search(visit);
    visit_type(visit, "arb");
    visit_found(visit, 1);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "found-0"});
    visit_tap(visit, ACTION_BACK);
    visit_tap(visit, ACTION_BACK);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "unge"});
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static void another_answer_takes_the_place_of_the_first(void **state)
{
    struct visit *visit = *state;
    to_search(visit);
    visit_type(visit, "a");
    visit_found(visit, 5);
    tell_scroll(visit, 500, 100);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 60});
    visit_type(visit, "b");
    visit_found(visit, 2);
    assert_int_equal(visit->model.board.found_count, 2);
    assert_int_equal(visit->model.scroll[SCREEN_SEARCH], 0); /* the best is at the top */
    visit_hear(visit, EVENT_FOUND);                          /* nothing */
    assert_int_equal(visit->model.board.found_count, 0);
    assert_null(visit->model.board.found);
}

static void new_content_while_searching_is_searched_again(void **state)
{
    struct visit *visit = *state;
    to_search(visit);
    visit_type(visit, "arb");
    visit_content(visit);
    assert_int_equal(visit->searches, 2);
    assert_string_equal(visit->searched_for, "arb");
}

static void the_next_visitor_finds_nothing_of_a_search(void **state)
{
    struct visit *visit = *state;
    to_search(visit);
    visit_type(visit, "arb");
    visit_found(visit, 3);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "found-1"});
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS);
    assert_as_new(&visit->model);
    to_search(visit);
    assert_string_equal(visit->model.form.fields[FIELD_SEARCH].text, "");
}

static void after_a_receipt_a_search_begins_anew(void **state)
{
    struct visit *visit = *state;
    to_search(visit);
    visit_type(visit, "arb");
    visit_found(visit, 3);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "found-1"});
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    write_and_go_on(visit, "Anna");
    write_and_go_on(visit, "28123456");
    visit_tap(visit, ACTION_SEND);
    visit_say(visit, (struct event){.kind = EVENT_SAVED, .text = "K7F2-9QXM-3DPA-W6TH"});
    visit_tap(visit, ACTION_OPEN_BOARD);
    visit_tap(visit, ACTION_SEARCH);
    assert_string_equal(visit->model.form.fields[FIELD_SEARCH].text, "");
    assert_int_equal(visit->model.board.found_count, 0);
}

static void what_was_found_too_late_is_shown_to_nobody(void **state)
{
    struct visit *visit = *state;
    to_search(visit);
    visit_type(visit, "arb");
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS);
    visit_found(visit, 3);
    assert_as_new(&visit->model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(every_key_searches_and_backspace_does),
        visit_test(nothing_but_a_search_searches),
        visit_test(the_longest_search_is_asked_for_whole),
        visit_test(what_was_found_opens_and_back_shows_the_search_as_it_was),
        visit_test(back_from_a_form_after_a_search_types_into_the_search_again),
        visit_test(a_network_opened_from_the_board_goes_back_there_after_a_search),
        visit_test(another_answer_takes_the_place_of_the_first),
        visit_test(new_content_while_searching_is_searched_again),
        visit_test(the_next_visitor_finds_nothing_of_a_search),
        visit_test(after_a_receipt_a_search_begins_anew),
        visit_test(what_was_found_too_late_is_shown_to_nobody),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
