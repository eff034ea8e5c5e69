/* tests/screens/test_pointer.c - a finger to events: on lift, slide off, drag, double strike, second finger. */
#include "tests/screens/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "kiosk/pointer.h"

/* A screen of 1000 by 1000 with the frame a finger is on, and what came of the latest move. */
struct glass {
    struct frame frame;
    struct pointer pointer;
    struct pointer_events events;
};

static const struct rect left_box = {0, 0, 200, 200};
static const struct rect right_box = {400, 0, 200, 200};

static int glass_setup(void **state)
{
    struct glass *glass = calloc(1, sizeof(*glass));
    frame_begin(&glass->frame, "board", "da", 1000, 1000);
    *state = glass;
    return 0;
}

static int glass_teardown(void **state)
{
    free(*state);
    return 0;
}

static void put(struct glass *glass, struct rect bounds, enum action_kind kind, const char *target)
{
    struct item *item = frame_add(&glass->frame);
    item->bounds = bounds;
    item->action = (struct action){.kind = kind,
                                   .target = target != NULL ? frame_text(&glass->frame, target, strlen(target)) : NULL};
}

static void down(struct glass *glass, int x, int y, int64_t now_ms)
{
    pointer_down(&glass->pointer, &glass->frame, x, y, now_ms, &glass->events);
}

static void move(struct glass *glass, int x, int y, int64_t now_ms)
{
    pointer_move(&glass->pointer, &glass->frame, x, y, now_ms, &glass->events);
}

static void up(struct glass *glass, int x, int y, int64_t now_ms)
{
    pointer_up(&glass->pointer, &glass->frame, x, y, now_ms, &glass->events);
}

static void assert_event(const struct glass *glass, enum event_kind kind, enum action_kind action)
{
    assert_int_equal(glass->events.count, 1);
    assert_int_equal(glass->events.list[0].kind, kind);
    assert_int_equal(glass->events.list[0].action.kind, action);
}

/* Down and up on the left box; was it chosen? */
static bool strikes(struct glass *glass, int64_t down_ms, int64_t up_ms)
{
    down(glass, 100, 100, down_ms);
    up(glass, 100, 100, up_ms);
    assert_int_equal(glass->events.count, 1);
    return glass->events.list[0].kind == EVENT_TAP;
}

static void it_acts_when_the_finger_lifts_and_not_before(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    down(glass, 100, 100, 1000);
    assert_event(glass, EVENT_PRESS, ACTION_SEND);
    move(glass, 110, 105, 1050);
    assert_int_equal(glass->events.count, 0);
    up(glass, 110, 105, 1100);
    assert_event(glass, EVENT_TAP, ACTION_SEND);
    assert_int_equal(glass->events.list[0].now_ms, 1100);
}

static void the_event_says_where_and_on_what(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_OPEN_NETWORK, "alder");
    down(glass, 33, 44, 1000);
    assert_int_equal(glass->events.list[0].x, 33);
    assert_int_equal(glass->events.list[0].y, 44);
    frame_wipe(&glass->frame); /* the target must outlive the frame it came from */
    put(glass, left_box, ACTION_OPEN_NETWORK, "alder");
    up(glass, 33, 44, 1100);
    assert_string_equal(glass->events.list[0].action.target, "alder");
}

static void sliding_off_cancels(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    put(glass, right_box, ACTION_BACK, NULL);
    down(glass, 100, 100, 1000);
    move(glass, 300, 100, 1050);
    assert_event(glass, EVENT_RELEASE, ACTION_NONE);
    move(glass, 500, 100, 1080); /* onto another button */
    assert_int_equal(glass->events.count, 0);
    up(glass, 500, 100, 1100);
    assert_event(glass, EVENT_RELEASE, ACTION_NONE);
}

static void lifting_elsewhere_without_a_move_cancels_too(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    put(glass, right_box, ACTION_BACK, NULL);
    down(glass, 100, 100, 1000);
    up(glass, 500, 100, 1100);
    assert_event(glass, EVENT_RELEASE, ACTION_NONE);
}

static void sliding_back_acts(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    down(glass, 100, 100, 1000);
    move(glass, 300, 100, 1050);
    move(glass, 150, 100, 1080);
    assert_event(glass, EVENT_PRESS, ACTION_SEND);
    up(glass, 150, 100, 1100);
    assert_event(glass, EVENT_TAP, ACTION_SEND);
}

static void a_finger_that_comes_from_nowhere_chooses_nothing(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    down(glass, 300, 100, 1000);
    assert_event(glass, EVENT_PRESS, ACTION_NONE);
    move(glass, 100, 100, 1050);
    up(glass, 100, 100, 1100);
    assert_event(glass, EVENT_RELEASE, ACTION_NONE);
}

static void a_touch_on_nothing_chooses_nothing(void **state)
{
    struct glass *glass = *state;
    down(glass, 300, 100, 1000);
    up(glass, 300, 100, 1100);
    assert_event(glass, EVENT_RELEASE, ACTION_NONE);
}

static void two_cards_with_the_same_action_are_two_things(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_OPEN_NETWORK, "alder");
    put(glass, right_box, ACTION_OPEN_NETWORK, "unge");
    down(glass, 100, 100, 1000);
    up(glass, 500, 100, 1100);
    assert_event(glass, EVENT_RELEASE, ACTION_NONE);
}

static void make_scrollable(struct glass *glass)
{
    glass->frame.scroll_view = (struct rect){0, 0, 1000, 800};
    glass->frame.scroll_max = 500;
}

static void a_drag_scrolls_and_presses_nothing(void **state)
{
    struct glass *glass = *state;
    make_scrollable(glass);
    put(glass, (struct rect){0, 0, 1000, 800}, ACTION_OPEN_NETWORK, "alder");
    down(glass, 100, 700, 1000);
    move(glass, 100, 600, 1050);
    assert_int_equal(glass->events.count, 2);
    assert_int_equal(glass->events.list[0].kind, EVENT_RELEASE);
    assert_int_equal(glass->events.list[1].kind, EVENT_SCROLL);
    assert_int_equal(glass->events.list[1].amount, 100);
    move(glass, 100, 620, 1080);
    assert_event(glass, EVENT_SCROLL, ACTION_NONE);
    assert_int_equal(glass->events.list[0].amount, -20);
    up(glass, 100, 620, 1080 + POINTER_REST_MS + 1); /* still on the same card, and at rest */
    assert_event(glass, EVENT_RELEASE, ACTION_NONE);
}

static void a_shaky_finger_does_not_scroll(void **state)
{
    struct glass *glass = *state;
    make_scrollable(glass);
    put(glass, (struct rect){0, 0, 1000, 800}, ACTION_OPEN_NETWORK, "alder");
    down(glass, 100, 700, 1000);
    move(glass, 100, 700 - 1000 * POINTER_SLOP_PER_MILLE / 1000, 1050);
    assert_int_equal(glass->events.count, 0);
    up(glass, 100, 700 - 1000 * POINTER_SLOP_PER_MILLE / 1000, 1100);
    assert_event(glass, EVENT_TAP, ACTION_OPEN_NETWORK);
}

static void one_pixel_past_the_slop_scrolls(void **state)
{
    struct glass *glass = *state;
    make_scrollable(glass);
    down(glass, 100, 700, 1000);
    move(glass, 100, 700 - 1000 * POINTER_SLOP_PER_MILLE / 1000 - 1, 1050);
    assert_int_equal(glass->events.list[glass->events.count - 1].kind, EVENT_SCROLL);
}

static void a_drag_outside_what_scrolls_does_not_scroll(void **state)
{
    struct glass *glass = *state;
    make_scrollable(glass);
    down(glass, 100, 900, 1000);
    move(glass, 100, 300, 1050);
    assert_int_equal(glass->events.count, 0);
}

static void a_drag_where_all_is_seen_does_not_scroll(void **state)
{
    struct glass *glass = *state;
    make_scrollable(glass);
    glass->frame.scroll_max = 0;
    down(glass, 100, 700, 1000);
    move(glass, 100, 300, 1050);
    assert_int_equal(glass->events.count, 0);
}

static void a_button_struck_twice_within_half_a_second_counts_once(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    assert_true(strikes(glass, 1000, 1050));
    assert_false(strikes(glass, 1200, 1050 + DOUBLE_STRIKE_MS - 1));
}

static void a_button_struck_again_after_half_a_second_counts(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    assert_true(strikes(glass, 1000, 1050));
    assert_true(strikes(glass, 1200, 1050 + DOUBLE_STRIKE_MS));
}

static void a_key_struck_twice_within_80_ms_counts_once(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_KEY, "n");
    assert_true(strikes(glass, 1000, 1050));
    assert_false(strikes(glass, 1060, 1050 + DOUBLE_STRIKE_KEY_MS - 1));
}

static void a_key_struck_again_after_80_ms_counts(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_KEY, "n");
    assert_true(strikes(glass, 1000, 1050));
    assert_true(strikes(glass, 1060, 1050 + DOUBLE_STRIKE_KEY_MS));
}

static void another_thing_may_be_struck_at_once(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_KEY, "n");
    put(glass, right_box, ACTION_KEY, "a");
    assert_true(strikes(glass, 1000, 1050));
    down(glass, 500, 100, 1060);
    up(glass, 500, 100, 1070);
    assert_event(glass, EVENT_TAP, ACTION_KEY);
    assert_string_equal(glass->events.list[0].action.target, "a");
}

static void the_very_first_strike_counts_at_any_time(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    assert_true(strikes(glass, 0, 1)); /* the clock has just begun */
}

static void a_second_finger_is_passed_over(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    put(glass, right_box, ACTION_BACK, NULL);
    down(glass, 100, 100, 1000);
    down(glass, 500, 100, 1050);
    assert_int_equal(glass->events.count, 0);
    up(glass, 100, 100, 1100);
    assert_event(glass, EVENT_TAP, ACTION_SEND);
}

static void a_finger_that_was_never_down_does_nothing(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    move(glass, 100, 100, 1000);
    assert_int_equal(glass->events.count, 0);
    up(glass, 100, 100, 1010);
    assert_int_equal(glass->events.count, 0);
    pointer_cancel(&glass->pointer, 1020, &glass->events);
    assert_int_equal(glass->events.count, 0);
}

static void a_finger_that_is_lost_chooses_nothing(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    down(glass, 100, 100, 1000);
    pointer_cancel(&glass->pointer, 1050, &glass->events);
    assert_event(glass, EVENT_RELEASE, ACTION_NONE);
    up(glass, 100, 100, 1100);
    assert_int_equal(glass->events.count, 0);
}

/* The screen changes under the finger, because the network was taken down or the question came. */
static void another_screen(struct glass *glass, const char *name, enum action_kind kind)
{
    frame_begin(&glass->frame, name, "da", 1000, 1000);
    put(glass, left_box, kind, NULL);
}

static void a_press_on_one_thing_lifted_on_another_screens_does_nothing(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_START, NULL);
    down(glass, 100, 100, 1000);
    another_screen(glass, "network", ACTION_SEND);
    up(glass, 100, 100, 1100);
    assert_event(glass, EVENT_RELEASE, ACTION_NONE);
}

static void a_press_on_one_screen_lifted_on_the_like_of_it_on_another_does_nothing(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_BACK, NULL);
    down(glass, 100, 100, 1000);
    another_screen(glass, "network", ACTION_BACK);
    up(glass, 100, 100, 1100);
    assert_event(glass, EVENT_RELEASE, ACTION_NONE);
}

static void a_press_that_takes_the_question_away_does_not_reach_what_lay_under_it(void **state)
{
    struct glass *glass = *state;
    put(glass, left_box, ACTION_SEND, NULL);
    put(glass, (struct rect){0, 0, 1000, 1000}, ACTION_STAY, NULL);
    down(glass, 100, 100, 1000);
    assert_event(glass, EVENT_PRESS, ACTION_STAY);
    another_screen(glass, "board", ACTION_SEND);
    up(glass, 100, 100, 1100);
    assert_event(glass, EVENT_RELEASE, ACTION_NONE);
}

#define glass_test(function) cmocka_unit_test_setup_teardown(function, glass_setup, glass_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        glass_test(it_acts_when_the_finger_lifts_and_not_before),
        glass_test(the_event_says_where_and_on_what),
        glass_test(sliding_off_cancels),
        glass_test(lifting_elsewhere_without_a_move_cancels_too),
        glass_test(sliding_back_acts),
        glass_test(a_finger_that_comes_from_nowhere_chooses_nothing),
        glass_test(a_touch_on_nothing_chooses_nothing),
        glass_test(two_cards_with_the_same_action_are_two_things),
        glass_test(a_drag_scrolls_and_presses_nothing),
        glass_test(a_shaky_finger_does_not_scroll),
        glass_test(one_pixel_past_the_slop_scrolls),
        glass_test(a_drag_outside_what_scrolls_does_not_scroll),
        glass_test(a_drag_where_all_is_seen_does_not_scroll),
        glass_test(a_button_struck_twice_within_half_a_second_counts_once),
        glass_test(a_button_struck_again_after_half_a_second_counts),
        glass_test(a_key_struck_twice_within_80_ms_counts_once),
        glass_test(a_key_struck_again_after_80_ms_counts),
        glass_test(another_thing_may_be_struck_at_once),
        glass_test(the_very_first_strike_counts_at_any_time),
        glass_test(a_second_finger_is_passed_over),
        glass_test(a_finger_that_was_never_down_does_nothing),
        glass_test(a_finger_that_is_lost_chooses_nothing),
        glass_test(a_press_on_one_thing_lifted_on_another_screens_does_nothing),
        glass_test(a_press_on_one_screen_lifted_on_the_like_of_it_on_another_does_nothing),
        glass_test(a_press_that_takes_the_question_away_does_not_reach_what_lay_under_it),
    };
    return cmocka_run_group_tests_name("pointer", tests, NULL, NULL);
}
