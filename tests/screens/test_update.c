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
    visit_tap(visit, ACTION_START_INTEREST);
    assert_int_equal(visit->model.screen, SCREEN_NOTICE);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    assert_int_equal(visit->model.screen, SCREEN_INTEREST);
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
    assert_int_equal(visit->model.screen, SCREEN_INTEREST);
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
    assert_int_equal(visit->model.screen, SCREEN_INTEREST);
    assert_true(visit->model.form.checked[FIELD_CONTACT]);
}

static void a_name_left_empty_on_the_way_is_asked_for_before_the_read_back(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_CONTACT);
    visit_type(visit, "28123456");
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_INTEREST);
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

static const struct form empty_form;

static void saved_thanks_shows_the_code_and_forgets_the_form(void **state)
{
    struct visit *visit = *state;
    visit_to_thanks(visit);
    assert_string_equal(visit->model.receipt_code, "K7F2-9QXM-3DPA-W6TH");
    assert_memory_equal(&visit->model.form, &empty_form, sizeof(empty_form));
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
    assert_int_equal(visit->model.screen, SCREEN_INTEREST);
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
    static const enum screen way[] = {SCREEN_INTEREST, SCREEN_NETWORK, SCREEN_BOARD, SCREEN_REST, SCREEN_REST};
    for (size_t at = 0; at < sizeof(way) / sizeof(way[0]); at++) {
        visit_tap(visit, ACTION_BACK);
        assert_int_equal(visit->model.screen, way[at]);
    }
}

static void back_from_the_notice_shows_the_network(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap(visit, ACTION_START_INTEREST);
    visit_hear(visit, EVENT_KEY_ESCAPE);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
}

static void back_from_not_saved_shows_the_form(void **state)
{
    struct visit *visit = *state;
    visit_to_not_saved(visit);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_INTEREST);
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
    visit_tap(visit, ACTION_START_INTEREST);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
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
    assert_int_equal(visit->model.screen, SCREEN_INTEREST);
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
    assert_int_equal(visit->model.screen, SCREEN_INTEREST);
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
    assert_int_equal(visit->model.screen, SCREEN_INTEREST);
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

static void a_filter_shows_one_kind_and_all_shows_all(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_tap_value(visit, ACTION_FILTER_KIND, KIND_LEARNING);
    assert_true(visit->model.board.has_filter);
    assert_int_equal(visit->model.board.filter, KIND_LEARNING);
    visit_tap_value(visit, ACTION_FILTER_KIND, KIND_COUNT);
    assert_false(visit->model.board.has_filter);
}

/* The screen tells how far it can scroll, and how far an arrow goes. */
static void tell_scroll(struct visit *visit, int most, int page)
{
    visit_say(visit, (struct event){.kind = EVENT_FRAME, .amount = most, .x = page});
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
        assert_int_equal(visit->model.screen, SCREEN_INTEREST);
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
    assert_false(model->board.has_filter);
    assert_false(model->back_to_review);
    assert_false(model->sending);
    assert_int_equal(model->layer, LAYER_LETTERS);
}

static void the_next_visitor_finds_nothing_of_the_one_before(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_tap_value(visit, ACTION_FILTER_KIND, KIND_LEARNING);
    tell_scroll(visit, 500, 100);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 50});
    visit_tap(visit, ACTION_LARGER);
    visit_tap(visit, ACTION_CONTRAST);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "unge"});
    visit_tap(visit, ACTION_START_INTEREST);
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
    static const enum action_kind late[] = {ACTION_ACCEPT_NOTICE, ACTION_EDIT, ACTION_START_INTEREST, ACTION_LARGER};
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
    assert_int_equal(visit->model.screen, SCREEN_INTEREST);
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
    assert_int_equal(visit->model.screen, SCREEN_INTEREST);
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
    visit_tap(visit, ACTION_START_INTEREST);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    visit_say(visit, (struct event){.kind = EVENT_ENROLLED, .amount = 1});
    visit_tap(visit, ACTION_START_INTEREST);
    assert_int_equal(visit->model.screen, SCREEN_NOTICE);
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
    visit->model.quiet = true;
    visit_say(visit, (struct event){.kind = EVENT_PRESS, .x = 12, .y = 34});
    assert_false(visit->model.ring.shown);
}

static void at_rest_nothing_ever_wakes_up(void **state)
{
    struct visit *visit = *state;
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
        visit_test(saved_thanks_shows_the_code_and_forgets_the_form),
        visit_test(finish_goes_to_rest_and_wipes),
        visit_test(more_networks_after_thanks_leave_nothing_of_the_code),
        visit_test(a_correction_goes_back_to_the_read_back),
        visit_test(the_enter_key_does_the_strong_thing_of_every_screen),
        visit_test(a_network_that_has_ended_offers_the_others),
        visit_test(back_goes_one_screen_back_from_everywhere),
        visit_test(back_from_the_notice_shows_the_network),
        visit_test(back_from_not_saved_shows_the_form),
        visit_test(back_from_thanks_ends_the_visit),
        visit_test(back_never_loses_what_was_typed),
        visit_test(back_leaves_the_form_after_a_correction_too),
        visit_test(sending_what_a_correction_spoiled_shows_what_is_wrong),
        visit_test(help_comes_from_everywhere_and_goes_back_there),
        visit_test(help_pressed_on_help_goes_back),
        visit_test(a_filter_shows_one_kind_and_all_shows_all),
        visit_test(scrolling_stops_at_both_ends),
        visit_test(an_arrow_scrolls_by_a_page),
        visit_test(the_board_is_found_where_it_was_left),
        visit_test(a_frame_that_became_shorter_pulls_the_scrolling_back),
        visit_test(shift_is_on_where_a_name_begins_and_off_after_a_letter),
        visit_test(shift_goes_from_once_to_locked_to_off),
        visit_test(shift_pressed_once_is_gone_after_one_letter),
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
        visit_test(not_saved_keeps_the_form_and_says_why),
        visit_test(not_saved_can_be_tried_again),
        visit_test(a_ring_follows_the_finger_for_250_ms),
        visit_test(a_quiet_screen_has_no_ring),
        visit_test(at_rest_nothing_ever_wakes_up),
        visit_test(in_a_visit_it_sleeps_until_the_question_and_then_counts_seconds),
        visit_test(a_month_at_rest_asks_for_nothing),
        visit_test(ten_thousand_visits_take_no_memory),
    };
    return cmocka_run_group_tests_name("update", tests, NULL, NULL);
}
