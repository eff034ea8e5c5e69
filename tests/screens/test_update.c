/* tests/screens/test_update.c - the whole visit as events: every step, time, and what must be gone afterwards. */
#include "tests/screens/visit.h"

#include <malloc.h>

#ifdef __SANITIZE_ADDRESS__
size_t __sanitizer_get_current_allocated_bytes(void); /* ASan's; Debian's gcc has no header for it */
#endif

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

static const struct form empty_form = {.comes_as = -1, .side = -1};
static const struct field empty_field;

/* Name and contact are never asked for twice in a visit; everything else is gone. */
static void assert_only_name_and_contact(const struct form *form, const char *name, const char *contact)
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

static const char no_code[RECEIPT_CODE_TEXT_BYTES];

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

/* ---- the board ---- */

/* The screen tells how far it can scroll, and how far an arrow goes. */
static void tell_scroll(struct visit *visit, int most, int page)
{
    visit_say(visit, (struct event){.kind = EVENT_FRAME, .amount = most, .x = page});
}

static void choose_filter(struct visit *visit, enum filter_by by, int value)
{
    visit_tap_value(visit, ACTION_OPEN_FILTER, (int)by);
    assert_int_equal(visit->model.screen, SCREEN_FILTER);
    visit_tap_value(visit, ACTION_FILTER, value);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static bool shows(const struct visit *visit, const char *id)
{
    const struct board *board = &visit->model.board;
    for (size_t at = 0; at < board->counts.passing; at++) {
        if (strcmp(board_card(board, at)->id, id) == 0) return true;
    }
    return false;
}

static void a_filter_shows_one_kind_and_all_shows_all(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    choose_filter(visit, FILTER_KIND, KIND_LEARNING);
    assert_int_equal(visit->model.board.filter.kind, KIND_LEARNING);
    assert_false(shows(visit, "alder"));
    assert_true(shows(visit, "unge"));
    choose_filter(visit, FILTER_KIND, FILTER_ALL);
    assert_int_equal(visit->model.board.filter.kind, FILTER_ALL);
    assert_true(shows(visit, "alder"));
    assert_true(shows(visit, "unge"));
}

/* "alder" is welfare, active and in the first phase; "unge" is learning and otherwise the same. */
static void filters_combine(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit->world[1].status = STATUS_FORMING;
    choose_filter(visit, FILTER_PHASE, 0);
    assert_true(shows(visit, "alder") && shows(visit, "unge"));
    choose_filter(visit, FILTER_STATUS, STATUS_FORMING);
    assert_false(shows(visit, "alder"));
    assert_true(shows(visit, "unge"));
    choose_filter(visit, FILTER_KIND, KIND_WELFARE);
    assert_false(shows(visit, "alder") || shows(visit, "unge"));
    choose_filter(visit, FILTER_STATUS, FILTER_ALL);
    assert_true(shows(visit, "alder"));
    assert_false(shows(visit, "unge"));
}

static void a_card_without_a_phase_is_in_none(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit->world[0].phase[0] = '\0';
    assert_true(shows(visit, "alder"));
    choose_filter(visit, FILTER_PHASE, 0);
    assert_false(shows(visit, "alder"));
}

static void back_from_a_filter_changes_nothing_and_a_choice_shows_the_top(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    choose_filter(visit, FILTER_KIND, KIND_LEARNING);
    tell_scroll(visit, 900, 400);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 300});
    visit_tap_value(visit, ACTION_OPEN_FILTER, FILTER_STATUS);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 300);
    assert_int_equal(visit->model.board.filter.kind, KIND_LEARNING);
    assert_int_equal(visit->model.board.filter.status, FILTER_ALL);
    choose_filter(visit, FILTER_KIND, KIND_WELFARE);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 0);
}

static void filters_stay_while_the_visit_goes_on_and_end_with_it(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    choose_filter(visit, FILTER_KIND, KIND_LEARNING);
    choose_filter(visit, FILTER_PHASE, 0);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "unge"});
    visit_content(visit);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.board.filter.kind, KIND_LEARNING);
    assert_string_equal(visit->model.board.filter.phase, "focus");
    visit_tap(visit, ACTION_BACK);
    assert_false(board_is_filtered(&visit->model.board));
}

static void scrolling_stops_at_both_ends(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    tell_scroll(visit, 900, 400);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 5000});
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 900);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = -5000});
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 0);
}

static void an_arrow_scrolls_by_a_page(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    tell_scroll(visit, 900, 400);
    visit_tap(visit, ACTION_SCROLL_DOWN);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 400);
    visit_tap(visit, ACTION_SCROLL_UP);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 0);
}

static void the_board_is_found_where_it_was_left(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    tell_scroll(visit, 900, 400);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 300});
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "unge"});
    assert_int_equal(visit->model.scroll[SCREEN_NETWORK], 0);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 300);
}

static void a_frame_that_became_shorter_pulls_the_scrolling_back(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    tell_scroll(visit, 900, 400);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 900});
    tell_scroll(visit, 200, 400);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 200);
}

/* ---- keys ---- */

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

/* ---- is anybody there? ---- */

static void the_question_comes_after_90_seconds_and_not_before(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    int64_t touched = visit->model.touched_ms;
    visit->now_ms = touched;
    visit_wait(visit, IDLE_REST_MS - 1);
    assert_false(visit->model.asking_idle);
    visit_wait(visit, 1);
    assert_true(visit->model.asking_idle);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    assert_int_equal(model_idle_seconds_left(&visit->model), 30);
}

static void a_touch_before_the_question_puts_it_off(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_wait(visit, IDLE_REST_MS - 1000);
    visit_say(visit, (struct event){.kind = EVENT_PRESS});
    visit_wait(visit, IDLE_REST_MS - 1000);
    assert_false(visit->model.asking_idle);
}

static void what_comes_from_the_town_hall_does_not_put_it_off(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit->now_ms = visit->model.touched_ms + IDLE_REST_MS - 1;
    visit_content(visit);
    visit_say(visit, (struct event){.kind = EVENT_ENROLLED, .amount = 1});
    tell_scroll(visit, 100, 50);
    visit_wait(visit, 1);
    assert_true(visit->model.asking_idle);
}

static void a_touch_answers_the_question_and_presses_nothing_else(void **state)
{
    struct visit *visit = *state;
    visit_to_review(visit);
    struct form form = visit->model.form;
    visit->now_ms = visit->model.touched_ms;
    visit_wait(visit, IDLE_REST_MS + 5000);
    assert_true(visit->model.asking_idle);
    visit_tap(visit, ACTION_STAY);
    assert_false(visit->model.asking_idle);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    assert_int_equal(visit->submits, 0);
    assert_memory_equal(&visit->model.form, &form, sizeof(form));
}

static void a_key_answers_the_question_and_types_nothing(void **state)
{
    static const enum event_kind keys[] = {EVENT_TYPE, EVENT_KEY_BACKSPACE, EVENT_KEY_ENTER, EVENT_KEY_ESCAPE,
                                           EVENT_KEY_TAB};
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Anna");
    struct form form = visit->model.form;
    for (size_t at = 0; at < sizeof(keys) / sizeof(keys[0]); at++) {
        visit->now_ms = visit->model.touched_ms;
        visit_wait(visit, IDLE_REST_MS);
        visit_say(visit, (struct event){.kind = keys[at], .text = "x"});
        assert_false(visit->model.asking_idle);
        assert_int_equal(visit->model.screen, SCREEN_FORM);
        assert_memory_equal(&visit->model.form, &form, sizeof(form));
    }
}

/* ACCESSIBILITY 4: extendable at least ten times. */
static void the_question_can_be_answered_again_and_again(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Anna");
    for (int times = 0; times < 20; times++) {
        visit->now_ms = visit->model.touched_ms;
        visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS - 1);
        assert_true(visit->model.asking_idle);
        visit_tap(visit, ACTION_STAY);
    }
    assert_string_equal(visit->model.form.fields[FIELD_NAME].text, "Anna");
}

static void nobody_there_for_120_seconds_ends_the_visit_and_not_before(void **state)
{
    struct visit *visit = *state;
    visit_to_review(visit);
    visit->now_ms = visit->model.touched_ms;
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS - 1);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    assert_int_equal(model_idle_seconds_left(&visit->model), 1);
    visit_wait(visit, 1);
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_int_equal(visit->wipes, 1);
    assert_false(visit->model.asking_idle);
}

static void a_clock_that_only_ticks_late_ends_the_visit_all_the_same(void **state)
{
    struct visit *visit = *state;
    visit_to_review(visit);
    visit_wait(visit, 24 * 60 * 60 * 1000);
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_int_equal(visit->wipes, 1);
}

/* Nothing of a visit but content, place in time and configuration. */
static void assert_as_new(const struct model *model)
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

static void the_next_visitor_finds_nothing_of_the_one_before(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    choose_filter(visit, FILTER_KIND, KIND_LEARNING);
    choose_filter(visit, FILTER_STATUS, STATUS_ACTIVE);
    choose_filter(visit, FILTER_PHASE, 0);
    tell_scroll(visit, 500, 100);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 50});
    visit_tap(visit, ACTION_LARGER);
    visit_tap(visit, ACTION_CONTRAST);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "unge"});
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    visit_type(visit, "Gørild");
    visit_tap(visit, ACTION_KEY_SHIFT);
    visit_tap(visit, ACTION_KEY_SHIFT);
    visit_tap_value(visit, ACTION_KEY_LAYER, LAYER_SIGNS);
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS);
    assert_as_new(&visit->model);
}

static void a_code_left_on_the_screen_is_gone_with_the_visit(void **state)
{
    struct visit *visit = *state;
    visit_to_thanks(visit);
    visit_wait(visit, IDLE_THANKS_MS + IDLE_ANSWER_MS);
    assert_as_new(&visit->model);
}

static void a_button_held_until_the_visit_ended_is_not_shown_pressed(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_say(visit, (struct event){.kind = EVENT_PRESS, .action = {.kind = ACTION_HELP}});
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS); /* EFFECT_WIPE lets go of the finger, so no release comes */
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_false(model_is_pressed(&visit->model, (struct action){.kind = ACTION_HELP}));
}

static void a_touch_that_comes_when_the_visit_is_over_does_not_act_in_it(void **state)
{
    static const enum action_kind late[] = {ACTION_ACCEPT_NOTICE, ACTION_EDIT, ACTION_START, ACTION_LARGER};
    struct visit *visit = *state;
    for (size_t at = 0; at < sizeof(late) / sizeof(late[0]); at++) {
        visit_to_network(visit);
        visit->now_ms = visit->model.touched_ms + IDLE_REST_MS + IDLE_ANSWER_MS; /* no EVENT_TIME came in between */
        visit_say(visit, (struct event){.kind = EVENT_TAP, .action = {.kind = late[at]}});
        assert_as_new(&visit->model);
    }
}

static void an_answer_that_comes_when_the_visit_is_over_is_shown_to_nobody(void **state)
{
    struct visit *visit = *state;
    visit_to_review(visit);
    visit_tap(visit, ACTION_SEND);
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS);
    visit_say(visit, (struct event){.kind = EVENT_SAVED, .text = "K7F2-9QXM-3DPA-W6TH"});
    assert_as_new(&visit->model);
}

static void thanks_stays_60_seconds_and_30_more(void **state)
{
    struct visit *visit = *state;
    visit_to_thanks(visit);
    visit->now_ms = visit->model.touched_ms;
    visit_wait(visit, IDLE_THANKS_MS - 1);
    assert_false(visit->model.asking_idle);
    visit_wait(visit, 1);
    assert_true(visit->model.asking_idle);
    visit_wait(visit, IDLE_ANSWER_MS - 1);
    assert_int_equal(visit->model.screen, SCREEN_THANKS);
    visit_wait(visit, 1);
    assert_int_equal(visit->model.screen, SCREEN_REST);
}

static void large_letters_at_rest_go_back_by_themselves(void **state)
{
    struct visit *visit = *state;
    visit_tap(visit, ACTION_LARGER);
    visit_tap(visit, ACTION_CONTRAST);
    visit->now_ms = visit->model.touched_ms;
    visit_wait(visit, IDLE_REST_MS - 1);
    assert_true(visit->model.large);
    visit_wait(visit, 1);
    assert_as_new(&visit->model);
}

/* ---- content and enrolment change under a visitor ---- */

static void new_content_leaves_the_form_as_it_is(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Anna");
    struct form form = visit->model.form;
    visit_content(visit);
    visit_network(visit, "alder", "active");
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_memory_equal(&visit->model.form, &form, sizeof(form));
}

static void new_content_reads_the_open_network_again(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    size_t loads = visit->loads;
    visit_content(visit);
    assert_int_equal(visit->loads, loads + 1);
    assert_string_equal(visit->target, "alder");
}

/* The catalog is looked at every minute. */
static void new_content_on_the_board_does_not_open_the_network_that_was_left(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap(visit, ACTION_BACK);
    size_t loads = visit->loads;
    visit_content(visit);
    if (visit->loads > loads) visit_network(visit, visit->target, "active");
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static void content_that_vanished_leads_from_the_board_to_rest(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_hear(visit, EVENT_CONTENT);
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_false(visit->model.content_ready);
}

static void a_network_taken_down_while_it_is_read_leads_to_the_board(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_hear(visit, EVENT_NETWORK_GONE);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
    assert_null(visit->model.network.id);
}

static void a_network_taken_down_during_its_form_can_still_be_sent(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Anna");
    visit_hear(visit, EVENT_NETWORK_GONE);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    visit_tap(visit, ACTION_NEXT);
    visit_type(visit, "28123456");
    visit_tap(visit, ACTION_NEXT);
    visit_tap(visit, ACTION_SEND);
    assert_int_equal(visit->submits, 1);
    assert_string_equal(visit->target, "alder");
}

static void a_card_whose_network_is_gone_leaves_the_visitor_on_the_board(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = {.kind = ACTION_OPEN_NETWORK, .target = "gone"}});
    visit_hear(visit, EVENT_NETWORK_GONE);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static void a_screen_that_is_not_enrolled_asks_nobody_for_anything(void **state)
{
    struct visit *visit = *state;
    visit_say(visit, (struct event){.kind = EVENT_ENROLLED, .amount = 0});
    visit_to_network(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    visit_say(visit, (struct event){.kind = EVENT_ENROLLED, .amount = 1});
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    assert_int_equal(visit->model.screen, SCREEN_NOTICE);
}

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

static void write_and_go_on(struct visit *visit, const char *text)
{
    visit_type(visit, text);
    visit_tap(visit, ACTION_NEXT);
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

/* ---- search ---- */

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

/* ---- languages ---- */

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

/* ---- the ring, sleep, a month, many visits ---- */

static void a_ring_follows_the_finger_for_250_ms(void **state)
{
    struct visit *visit = *state;
    visit_say(visit, (struct event){.kind = EVENT_PRESS, .x = 12, .y = 34});
    assert_true(visit->model.ring.shown);
    assert_int_equal(visit->model.ring.x, 12);
    assert_true(model_next_wake_ms(&visit->model) > 0 && model_next_wake_ms(&visit->model) <= 33);
    visit_wait(visit, RING_MS - 1);
    assert_true(visit->model.ring.shown);
    visit_wait(visit, 1);
    assert_false(visit->model.ring.shown);
}

static void a_quiet_screen_has_no_ring(void **state)
{
    struct visit *visit = *state;
    visit->model.quiet = visit->model.quiet_first = true;
    visit_say(visit, (struct event){.kind = EVENT_PRESS, .x = 12, .y = 34});
    assert_false(visit->model.ring.shown);
}

static void at_rest_nothing_ever_wakes_a_quiet_screen_up(void **state)
{
    struct visit *visit = *state;
    visit->model.quiet = visit->model.quiet_first = true;
    assert_int_equal(model_next_wake_ms(&visit->model), -1);
    visit_to_thanks(visit);
    visit_tap(visit, ACTION_FINISH);
    visit_wait(visit, RING_MS);
    assert_int_equal(model_next_wake_ms(&visit->model), -1);
}

static void in_a_visit_it_sleeps_until_the_question_and_then_counts_seconds(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit->now_ms = visit->model.touched_ms;
    visit_wait(visit, RING_MS);
    assert_int_equal(model_next_wake_ms(&visit->model), IDLE_REST_MS - RING_MS);
    visit_wait(visit, model_next_wake_ms(&visit->model));
    assert_true(visit->model.asking_idle);
    int wakes = 0;
    for (; visit->model.screen != SCREEN_REST; wakes++) {
        assert_int_equal(model_idle_seconds_left(&visit->model), 30 - wakes);
        visit_wait(visit, model_next_wake_ms(&visit->model));
    }
    assert_int_equal(wakes, 30);
}

static void a_month_at_rest_asks_for_nothing(void **state)
{
    struct visit *visit = *state;
    visit->model.quiet = visit->model.quiet_first = true;
    struct model before = visit->model;
    for (int minute = 0; minute < 31 * 24 * 60; minute++) {
        visit_wait(visit, 60 * 1000);
        assert_int_equal(visit->effects, 0);
        assert_int_equal(model_next_wake_ms(&visit->model), -1);
    }
    before.now_ms = visit->now_ms;
    assert_memory_equal(&visit->model, &before, sizeof(before));
}

static size_t memory_in_use(void)
{
#ifdef __SANITIZE_ADDRESS__
    return __sanitizer_get_current_allocated_bytes();
#else
    return mallinfo2().uordblks;
#endif
}

static void some_visits(struct visit *visit, int count)
{
    for (int at = 0; at < count; at++) {
        visit_to_form(visit);
        visit_type(visit, "Anna");
        visit_tap(visit, ACTION_NEXT);
        visit_type(visit, "28123456");
        if (at % 7 == 0) visit_content(visit);
        visit_tap(visit, ACTION_NEXT);
        visit_tap(visit, ACTION_SEND);
        visit_say(visit, (struct event){.kind = EVENT_SAVED, .text = "K7F2-9QXM-3DPA-W6TH"});
        if (at % 3 == 0)
            visit_tap(visit, ACTION_FINISH);
        else
            visit_wait(visit, IDLE_THANKS_MS + IDLE_ANSWER_MS);
    }
}

static void ten_thousand_visits_take_no_memory(void **state)
{
    struct visit *visit = *state;
    some_visits(visit, 100);
    size_t before = memory_in_use();
    some_visits(visit, 10000);
    /* Less than half a byte a visit: malloc rounds up differently from one day to the next. */
    assert_true(memory_in_use() < before + 4096);
    assert_as_new(&visit->model);
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
        visit_test(a_filter_shows_one_kind_and_all_shows_all),
        visit_test(filters_combine),
        visit_test(a_card_without_a_phase_is_in_none),
        visit_test(back_from_a_filter_changes_nothing_and_a_choice_shows_the_top),
        visit_test(filters_stay_while_the_visit_goes_on_and_end_with_it),
        visit_test(scrolling_stops_at_both_ends),
        visit_test(an_arrow_scrolls_by_a_page),
        visit_test(the_board_is_found_where_it_was_left),
        visit_test(a_frame_that_became_shorter_pulls_the_scrolling_back),
        visit_test(shift_is_on_where_a_name_begins_and_off_after_a_letter),
        visit_test(shift_goes_from_once_to_locked_to_off),
        visit_test(shift_pressed_once_is_gone_after_one_letter),
        visit_test(shift_that_is_on_by_itself_goes_off_with_one_press),
        visit_test(the_contact_field_has_no_capital_of_its_own),
        visit_test(another_field_begins_with_the_letters),
        visit_test(what_is_typed_outside_the_form_goes_nowhere),
        visit_test(tab_goes_round_the_fields),
        visit_test(the_arrow_keys_move_the_caret),
        visit_test(the_question_comes_after_90_seconds_and_not_before),
        visit_test(a_touch_before_the_question_puts_it_off),
        visit_test(what_comes_from_the_town_hall_does_not_put_it_off),
        visit_test(a_touch_answers_the_question_and_presses_nothing_else),
        visit_test(a_key_answers_the_question_and_types_nothing),
        visit_test(the_question_can_be_answered_again_and_again),
        visit_test(nobody_there_for_120_seconds_ends_the_visit_and_not_before),
        visit_test(a_clock_that_only_ticks_late_ends_the_visit_all_the_same),
        visit_test(the_next_visitor_finds_nothing_of_the_one_before),
        visit_test(a_code_left_on_the_screen_is_gone_with_the_visit),
        visit_test(a_button_held_until_the_visit_ended_is_not_shown_pressed),
        visit_test(a_touch_that_comes_when_the_visit_is_over_does_not_act_in_it),
        visit_test(an_answer_that_comes_when_the_visit_is_over_is_shown_to_nobody),
        visit_test(thanks_stays_60_seconds_and_30_more),
        visit_test(large_letters_at_rest_go_back_by_themselves),
        visit_test(new_content_leaves_the_form_as_it_is),
        visit_test(new_content_reads_the_open_network_again),
        visit_test(new_content_on_the_board_does_not_open_the_network_that_was_left),
        visit_test(content_that_vanished_leads_from_the_board_to_rest),
        visit_test(a_network_taken_down_while_it_is_read_leads_to_the_board),
        visit_test(a_network_taken_down_during_its_form_can_still_be_sent),
        visit_test(a_card_whose_network_is_gone_leaves_the_visitor_on_the_board),
        visit_test(a_screen_that_is_not_enrolled_asks_nobody_for_anything),
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
        visit_test(a_language_is_chosen_and_the_screen_is_the_one_before),
        visit_test(a_language_that_does_not_exist_is_not_chosen),
        visit_test(the_language_ends_with_the_visit),
        visit_test(a_language_chosen_at_rest_goes_back_by_itself),
        cmocka_unit_test(a_screen_may_begin_in_another_language),
        visit_test(an_address_begins_with_latin_letters_where_others_are_used),
        visit_test(a_script_without_capitals_has_no_shift_by_itself),
        visit_test(another_language_in_a_field_begins_with_its_letters),
        visit_test(a_page_opens_and_back_goes_by_the_list),
        visit_test(pages_that_vanish_while_they_are_read_lead_to_the_board),
        visit_test(not_saved_keeps_the_form_and_says_why),
        visit_test(not_saved_can_be_tried_again),
        visit_test(a_ring_follows_the_finger_for_250_ms),
        visit_test(a_quiet_screen_has_no_ring),
        visit_test(at_rest_nothing_ever_wakes_a_quiet_screen_up),
        visit_test(in_a_visit_it_sleeps_until_the_question_and_then_counts_seconds),
        visit_test(a_month_at_rest_asks_for_nothing),
        visit_test(ten_thousand_visits_take_no_memory),
    };
    return cmocka_run_group_tests_name("update", tests, NULL, NULL);
}
