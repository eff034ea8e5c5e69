/* tests/screens/test_flick.c - what was thrown glides on: how far, how long, and what stops it. */
#include "tests/screens/visit.h"

#include "kiosk/pointer.h"

enum { HEIGHT = 1000 };

/* ---- the movement itself ---- */

static void it_goes_fast_first_and_then_slowly(void **state)
{
    (void)state;
    struct flick flick;
    flick_begin(&flick, 100, 2000, HEIGHT, 5000);
    assert_true(flick.moving);
    assert_int_equal(flick_at(&flick, 5000), 100);
    int before = 100;
    int step_before = HEIGHT;
    for (int64_t at = 5100; flick.moving; at += 100) {
        int place = flick_at(&flick, at);
        assert_true(place >= before && place - before <= step_before);
        step_before = place - before;
        before = place;
        assert_true(at <= 5000 + FLICK_MS_MAX + 100);
    }
    assert_true(before > 100 && before < 100 + 4 * HEIGHT);
    /* In the first sixteenth of a second it goes as fast as the finger went. */
    flick_begin(&flick, 0, 2000, HEIGHT, 0);
    int first = flick_at(&flick, 16);
    assert_in_range(first, 28, 33);
}

static void upwards_it_goes_as_far_as_downwards(void **state)
{
    (void)state;
    struct flick down;
    struct flick up;
    flick_begin(&down, 500, 3000, HEIGHT, 0);
    flick_begin(&up, 500, -3000, HEIGHT, 0);
    assert_int_equal(flick_at(&down, FLICK_MS_MAX) - 500, 500 - flick_at(&up, FLICK_MS_MAX));
    assert_false(up.moving);
}

static void there_is_a_slowest_and_a_fastest(void **state)
{
    (void)state;
    struct flick flick;
    flick_begin(&flick, 0, HEIGHT * FLICK_SLOWEST_PER_CENT / 100 - 1, HEIGHT, 0);
    assert_false(flick.moving);
    flick_begin(&flick, 0, HEIGHT * FLICK_SLOWEST_PER_CENT / 100, HEIGHT, 0);
    assert_true(flick.moving);
    flick_begin(&flick, 0, 8 * HEIGHT, HEIGHT, 0);
    int far = flick.distance;
    flick_begin(&flick, 0, 1000 * 1000 * 1000, HEIGHT, 0);
    assert_int_equal(flick.distance, far);
    assert_int_equal(flick.ms, FLICK_MS_MAX);
    flick_begin(&flick, 0, INT32_MIN, HEIGHT, 0);
    assert_int_equal(flick.distance, -far);
}

/* ---- the finger ---- */

struct glass {
    struct frame frame;
    struct pointer pointer;
    struct pointer_events events;
};

static int glass_setup(void **state)
{
    struct glass *glass = calloc(1, sizeof(*glass));
    if (glass == NULL) return -1;
    frame_begin(&glass->frame, "board", "da", HEIGHT, HEIGHT);
    glass->frame.scroll_view = (struct rect){0, 0, HEIGHT, 800};
    glass->frame.scroll_max = 5000;
    struct item *card = frame_add(&glass->frame);
    card->bounds = glass->frame.scroll_view;
    card->action = (struct action){.kind = ACTION_OPEN_NETWORK, .target = "alder"};
    struct item *button = frame_add(&glass->frame);
    button->bounds = (struct rect){0, 900, HEIGHT, 100};
    button->action = (struct action){.kind = ACTION_BACK};
    *state = glass;
    return 0;
}

static int glass_teardown(void **state)
{
    free(*state);
    return 0;
}

/* Five moves of `step` px upwards, 16 ms apart; lets go `rest_ms` later. */
static void throw_up(struct glass *glass, int step, int64_t rest_ms)
{
    int64_t now = 1000;
    int y = 700;
    pointer_down(&glass->pointer, &glass->frame, 100, y, now, &glass->events);
    for (int at = 0; at < 5; at++) {
        now += 16;
        y -= step;
        pointer_move(&glass->pointer, &glass->frame, 100, y, now, &glass->events);
    }
    pointer_up(&glass->pointer, &glass->frame, 100, y, now + rest_ms, &glass->events);
}

static void a_drag_let_go_of_while_it_moves_is_a_flick(void **state)
{
    struct glass *glass = *state;
    throw_up(glass, 32, 8);
    assert_int_equal(glass->events.count, 2);
    assert_int_equal(glass->events.list[0].kind, EVENT_RELEASE);
    assert_int_equal(glass->events.list[1].kind, EVENT_FLICK);
    assert_int_equal(glass->events.list[1].amount, 2000); /* px a second */
    assert_int_equal(glass->events.list[1].y, HEIGHT);
}

static void a_finger_that_rests_puts_the_page_down(void **state)
{
    struct glass *glass = *state;
    throw_up(glass, 32, POINTER_REST_MS + 1);
    assert_int_equal(glass->events.count, 1);
    assert_int_equal(glass->events.list[0].kind, EVENT_RELEASE);
}

static void only_the_end_of_a_drag_counts(void **state)
{
    struct glass *glass = *state;
    int64_t now = 1000;
    int y = 700;
    pointer_down(&glass->pointer, &glass->frame, 100, y, now, &glass->events);
    for (int at = 0; at < 20; at++) { /* slowly, longer than is remembered, and then back fast */
        now += 16;
        y -= at < 12 ? 20 : -16;
        pointer_move(&glass->pointer, &glass->frame, 100, y, now, &glass->events);
    }
    pointer_up(&glass->pointer, &glass->frame, 100, y, now, &glass->events);
    assert_int_equal(glass->events.list[1].kind, EVENT_FLICK);
    assert_int_equal(glass->events.list[1].amount, -1000);
}

static void a_touch_that_holds_what_glides_presses_nothing(void **state)
{
    struct glass *glass = *state;
    glass->frame.moving = true;
    pointer_down(&glass->pointer, &glass->frame, 100, 100, 1000, &glass->events);
    assert_int_equal(glass->events.list[0].kind, EVENT_PRESS);
    assert_int_equal(glass->events.list[0].action.kind, ACTION_NONE);
    glass->frame.moving = false;
    pointer_up(&glass->pointer, &glass->frame, 100, 100, 1100, &glass->events);
    assert_int_equal(glass->events.count, 1);
    assert_int_equal(glass->events.list[0].kind, EVENT_RELEASE);
    /* The next one presses what lies there. */
    pointer_down(&glass->pointer, &glass->frame, 100, 100, 2000, &glass->events);
    assert_int_equal(glass->events.list[0].action.kind, ACTION_OPEN_NETWORK);
}

static void a_button_beside_what_glides_can_be_pressed(void **state)
{
    struct glass *glass = *state;
    glass->frame.moving = true;
    pointer_down(&glass->pointer, &glass->frame, 100, 950, 1000, &glass->events);
    assert_int_equal(glass->events.list[0].action.kind, ACTION_BACK);
}

/* ---- the model ---- */

static void to_long_board(struct visit *visit)
{
    visit_to_board(visit);
    visit_say(visit, (struct event){.kind = EVENT_FRAME, .amount = 9000, .x = 700});
    visit_wait(visit, RING_MS);
}

static void throw_it(struct visit *visit, int speed)
{
    visit_say(visit, (struct event){.kind = EVENT_FLICK, .amount = speed, .y = HEIGHT});
}

/* As the loop does it; returns how often it woke up. */
static int until_still(struct visit *visit)
{
    int wakes = 0;
    while (visit->model.flick.moving && wakes < 1000) {
        int64_t wake = model_next_wake_ms(&visit->model);
        assert_int_equal(wake, FLICK_FRAME_MS);
        visit_wait(visit, wake);
        wakes++;
    }
    return wakes;
}

static void it_glides_at_sixty_frames_and_then_sleeps(void **state)
{
    struct visit *visit = *state;
    to_long_board(visit);
    throw_it(visit, 2000);
    int wakes = until_still(visit);
    assert_in_range(wakes, 10, FLICK_MS_MAX / FLICK_FRAME_MS + 1);
    assert_true(visit->model.scroll[SCREEN_BOARD] > 200);
    assert_true(model_next_wake_ms(&visit->model) > 10 * 1000);
}

static void it_stops_at_the_ends(void **state)
{
    struct visit *visit = *state;
    to_long_board(visit);
    for (int at = 0; at < 8; at++) {
        throw_it(visit, 8000);
        until_still(visit);
    }
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 9000);
    throw_it(visit, 8000);
    visit_wait(visit, FLICK_FRAME_MS);
    assert_false(visit->model.flick.moving);
    for (int at = 0; at < 8; at++) {
        throw_it(visit, -8000);
        until_still(visit);
    }
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 0);
}

static void a_touch_stops_it_where_it_is(void **state)
{
    struct visit *visit = *state;
    to_long_board(visit);
    throw_it(visit, 4000);
    visit_wait(visit, 100);
    int place = visit->model.scroll[SCREEN_BOARD];
    assert_true(place > 0);
    visit_say(visit, (struct event){.kind = EVENT_PRESS});
    assert_false(visit->model.flick.moving);
    visit_wait(visit, 500);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], place);
}

static void an_arrow_goes_on_from_where_it_is(void **state)
{
    struct visit *visit = *state;
    to_long_board(visit);
    throw_it(visit, 4000);
    visit_wait(visit, 100);
    int place = visit->model.scroll[SCREEN_BOARD];
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = {.kind = ACTION_SCROLL_DOWN}});
    visit_wait(visit, 500);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], place + 700);
}

static void another_screen_does_not_glide(void **state)
{
    struct visit *visit = *state;
    to_long_board(visit);
    throw_it(visit, 4000);
    visit_tap(visit, ACTION_HELP);
    assert_false(visit->model.flick.moving);
    assert_int_equal(visit->model.scroll[SCREEN_HELP], 0);
}

static void a_quiet_screen_does_not_glide(void **state)
{
    struct visit *visit = *state;
    to_long_board(visit);
    visit->model.quiet = true;
    throw_it(visit, 4000);
    assert_false(visit->model.flick.moving);
    visit_wait(visit, 500);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 0);
}

#define glass_test(function) cmocka_unit_test_setup_teardown(function, glass_setup, glass_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_goes_fast_first_and_then_slowly),
        cmocka_unit_test(upwards_it_goes_as_far_as_downwards),
        cmocka_unit_test(there_is_a_slowest_and_a_fastest),
        glass_test(a_drag_let_go_of_while_it_moves_is_a_flick),
        glass_test(a_finger_that_rests_puts_the_page_down),
        glass_test(only_the_end_of_a_drag_counts),
        glass_test(a_touch_that_holds_what_glides_presses_nothing),
        glass_test(a_button_beside_what_glides_can_be_pressed),
        visit_test(it_glides_at_sixty_frames_and_then_sleeps),
        visit_test(it_stops_at_the_ends),
        visit_test(a_touch_stops_it_where_it_is),
        visit_test(an_arrow_goes_on_from_where_it_is),
        visit_test(another_screen_does_not_glide),
        visit_test(a_quiet_screen_does_not_glide),
    };
    return cmocka_run_group_tests_name("flick", tests, NULL, NULL);
}
