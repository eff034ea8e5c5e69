/* tests/screens/test_idle.c - is anybody there? The question, the end of a visit, and what must be gone afterwards;
 * sleep. */
#include "tests/screens/visit_checks.h"

#include <malloc.h>

#ifdef __SANITIZE_ADDRESS__
size_t __sanitizer_get_current_allocated_bytes(void); /* ASan's; Debian's gcc has no header for it */
#endif

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

/* What a visitor may go through: forms, a search, a code, an idea, aids, a service PIN. */
static void visit_everything(struct visit *visit)
{
    static const enum action_kind keys[] = {ACTION_KEY_SHIFT, ACTION_LARGER, ACTION_CONTRAST, ACTION_LOW_REACH,
                                            ACTION_QUIET};
    visit_to_board(visit);
    choose_filter(visit, FILTER_KIND, KIND_LEARNING);
    visit_tap(visit, ACTION_SEARCH);
    visit_type(visit, "alder");
    visit_found(visit, 2);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "found-1"});
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "unge"});
    visit_tap(visit, ACTION_RINGS);
    visit_hear(visit, EVENT_CREATED);
    visit_tap(visit, ACTION_BACK);
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    write_and_go_on(visit, "Anna");
    write_and_go_on(visit, "28123456");
    visit_tap(visit, ACTION_SEND);
    visit_say(visit, (struct event){.kind = EVENT_NOT_SAVED, .err = ERR_FULL});
    visit_tap(visit, ACTION_SEND);
    visit_say(visit, (struct event){.kind = EVENT_SAVED, .text = "K7F2-9QXM-3DPA-W6TH"});
    visit_tap(visit, ACTION_OPEN_BOARD);
    visit_tap_value(visit, ACTION_START, SUBMISSION_IDEA);
    visit_type(visit, "Bænke ved søen");
    struct similar_item similar = {.id = "alder", .title = "Alder"};
    visit_say(visit, (struct event){.kind = EVENT_SIMILAR, .amount = 1, .similar = &similar});
    visit_tap(visit, ACTION_GUIDE);
    visit_tap_value(visit, ACTION_GUIDE_ANSWER, LEANS_NETWORK);
    visit_tap_value(visit, ACTION_LEANS, LEANS_NETWORK);
    visit_tap(visit, ACTION_HELP);
    visit_tap(visit, ACTION_FOLLOW);
    visit_type(visit, "K7F29QXM3DPAW6TM");
    visit_say(visit, (struct event){.kind = EVENT_FOLLOWED, .amount = HERE_WAITING, .text = "Alder"});
    visit_tap_value(visit, ACTION_WISH, SUBMISSION_ERASE);
    visit_tap(visit, ACTION_GIVE_WISH);
    for (size_t at = 0; at < sizeof(keys) / sizeof(keys[0]); at++) visit_tap(visit, keys[at]);
    visit_tap(visit, ACTION_SPEECH);
    visit_say(visit, (struct event){.kind = EVENT_FOCUS, .id = 77, .amount = 1});
    visit_say(visit, (struct event){.kind = EVENT_PRESS, .x = 7, .action = {.kind = ACTION_KEY, .target = "e"}});
    visit_hear(visit, EVENT_SERVICE);
    visit_tap_value(visit, ACTION_PIN_DIGIT, 7);
    visit_say(visit,
              (struct event){.kind = EVENT_PRESS, .x = 7, .action = {.kind = ACTION_OPEN_NETWORK, .target = "unge"}});
}

/* What may be another after a visit: what the town hall or the clock has changed, and what is set before it is read. */
static void forget_what_is_not_the_visitors(struct model *model)
{
    model->now_ms = model->touched_ms = model->water_since_ms = 0;
    memset(&model->board, 0, sizeof(model->board));
    memset(&model->site, 0, sizeof(model->site));
    memset(&model->ring, 0, sizeof(model->ring));
}

/* Every byte of it: a field that is new has to be thought of in visit_end(), or here. */
static void after_a_visit_the_model_is_as_it_was(void **state)
{
    struct visit *visit = *state;
    struct model *before = malloc(sizeof(*before));
    struct model *after = malloc(sizeof(*after));
    assert_non_null(before);
    assert_non_null(after);
    memcpy(before, &visit->model, sizeof(*before));
    visit_everything(visit);
    visit_wait(visit, IDLE_SERVICE_MS);
    assert_as_new(&visit->model);
    memcpy(after, &visit->model, sizeof(*after));
    forget_what_is_not_the_visitors(before);
    forget_what_is_not_the_visitors(after);
    size_t other = 0;
    for (size_t at = 0; at < sizeof(*after); at++) {
        if (((const char *)after)[at] == ((const char *)before)[at]) continue;
        print_message("byte %zu of struct model is another\n", at);
        other++;
    }
    assert_int_equal(other, 0);
    free(before);
    free(after);
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
        visit_test(the_question_comes_after_90_seconds_and_not_before),
        visit_test(a_touch_before_the_question_puts_it_off),
        visit_test(what_comes_from_the_town_hall_does_not_put_it_off),
        visit_test(a_touch_answers_the_question_and_presses_nothing_else),
        visit_test(a_key_answers_the_question_and_types_nothing),
        visit_test(the_question_can_be_answered_again_and_again),
        visit_test(nobody_there_for_120_seconds_ends_the_visit_and_not_before),
        visit_test(a_clock_that_only_ticks_late_ends_the_visit_all_the_same),
        visit_test(the_next_visitor_finds_nothing_of_the_one_before),
        visit_test(after_a_visit_the_model_is_as_it_was),
        visit_test(a_code_left_on_the_screen_is_gone_with_the_visit),
        visit_test(a_button_held_until_the_visit_ended_is_not_shown_pressed),
        visit_test(a_touch_that_comes_when_the_visit_is_over_does_not_act_in_it),
        visit_test(an_answer_that_comes_when_the_visit_is_over_is_shown_to_nobody),
        visit_test(thanks_stays_60_seconds_and_30_more),
        visit_test(large_letters_at_rest_go_back_by_themselves),
        visit_test(a_ring_follows_the_finger_for_250_ms),
        visit_test(a_quiet_screen_has_no_ring),
        visit_test(at_rest_nothing_ever_wakes_a_quiet_screen_up),
        visit_test(in_a_visit_it_sleeps_until_the_question_and_then_counts_seconds),
        visit_test(a_month_at_rest_asks_for_nothing),
        visit_test(ten_thousand_visits_take_no_memory),
    };
    return cmocka_run_group_tests_name("idle", tests, NULL, NULL);
}
