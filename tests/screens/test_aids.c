/* tests/screens/test_aids.c - what a visitor can turn on for a visit: reset at its end, and longer limits with speech.
 */
#include "tests/screens/visit.h"

#include "kiosk/look.h"
#include "kiosk/reach.h"
#include "kiosk/ui.h"
#include "kiosk/water.h"

static int set_up(void **state)
{
    struct visit *visit = calloc(1, sizeof(*visit));
    assert_non_null(visit);
    visit->now_ms = 1000;
    model_init(&visit->model, "da", false);
    *state = visit;
    return 0;
}

static int tear_down(void **state)
{
    struct visit *visit = *state;
    model_finish(&visit->model);
    free(visit);
    return 0;
}

static void tap(struct visit *visit, enum action_kind kind)
{
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = {.kind = kind}});
}

static void all_are_off_for_the_next_visitor(void **state)
{
    struct visit *visit = *state;
    const enum action_kind kinds[] = {ACTION_SPEECH, ACTION_LOW_REACH, ACTION_QUIET, ACTION_LOUDER};
    for (size_t at = 0; at < sizeof(kinds) / sizeof(kinds[0]); at++) tap(visit, kinds[at]);
    const struct model *model = &visit->model;
    assert_true(model->aids.speech && model->aids.low_reach && model->quiet);
    assert_int_equal(model->aids.volume, VOLUME_FIRST + 1);
    visit_wait(visit, (int64_t)IDLE_SPEECH_FACTOR * IDLE_REST_MS);
    assert_false(model->aids.speech || model->aids.low_reach || model->quiet);
    assert_int_equal(model->aids.volume, VOLUME_FIRST);
    assert_true(visit->wipes > 0);
    assert_true(water_moves(model)); /* nothing but the water */
}

static void speech_makes_the_limits_longer(void **state)
{
    struct visit *visit = *state;
    tap(visit, ACTION_HELP);
    tap(visit, ACTION_SPEECH);
    visit_wait(visit, IDLE_REST_MS);
    assert_false(visit->model.asking_idle);
    visit_wait(visit, IDLE_REST_MS);
    assert_true(visit->model.asking_idle);
    assert_int_equal(model_idle_seconds_left(&visit->model), IDLE_SPEECH_FACTOR * IDLE_ANSWER_MS / 1000);
    visit_wait(visit, IDLE_SPEECH_FACTOR * IDLE_ANSWER_MS - 1);
    assert_int_equal(visit->model.screen, SCREEN_HELP);
    visit_wait(visit, 1);
    assert_int_equal(visit->model.screen, SCREEN_REST);
}

static void a_quiet_kiosk_stays_quiet(void **state)
{
    (void)state;
    struct visit visit = {.now_ms = 1000};
    model_init(&visit.model, "da", true);
    tap(&visit, ACTION_QUIET);
    assert_true(visit.model.quiet);
    model_finish(&visit.model);
}

static void volume_has_eighteen_decibels_and_ends(void **state)
{
    struct visit *visit = *state;
    assert_true((VOLUME_STEPS - 1) * VOLUME_STEP_DB >= 18);
    for (int at = 0; at < 20; at++) tap(visit, ACTION_LOUDER);
    assert_int_equal(visit->model.aids.volume, VOLUME_STEPS - 1);
    for (int at = 0; at < 20; at++) tap(visit, ACTION_SOFTER);
    assert_int_equal(visit->model.aids.volume, 0);
}

static void low_reach_is_three_hundred_millimetres(void **state)
{
    (void)state;
    struct metrics tall = metrics_make(1080, 1920, 268, 600, false);
    metrics_set_reach(&tall, 0);
    assert_int_equal(tall.reach_px, 1209);
    struct metrics reach = metrics_in_reach(&tall);
    assert_int_equal(reach.height, 1209);
    assert_true(reach.portrait && reach.low);
    metrics_set_reach(&tall, 400);
    assert_int_equal(tall.reach_px, 1612);
    struct metrics wide = metrics_make(3840, 2160, 953, 600, false);
    metrics_set_reach(&wide, 0);
    reach = metrics_in_reach(&wide);
    assert_int_equal(reach.height, 1209);
    assert_false(reach.portrait || reach.low);
    /* All of a 21.5" screen that lies on its side is in reach. */
    struct metrics lying = metrics_make(1920, 1080, 476, 600, false);
    metrics_set_reach(&lying, 0);
    assert_int_equal(lying.reach_px, 0);
    assert_int_equal(metrics_in_reach(&lying).height, 1080);
}

/* One water above the screen and on it; above a screen on paper one of its own. */
static void water_in_low_reach_is_one(void **state)
{
    (void)state;
    struct metrics tall = metrics_make(1080, 1920, 268, 600, false);
    metrics_set_reach(&tall, 0);
    static struct frame frame;
    struct ui ui = {.frame = &frame, .look = look_normal(), .metrics = metrics_in_reach(&tall)};
    int high = ui.metrics.height;
    ui.clip = (struct rect){0, 0, 1080, high};
    frame_begin(&frame, "rings", "da", 1080, 1920);
    ui_water(&ui, ui.clip);
    reach_move_down(&ui, 1920);
    assert_int_equal(frame.items_count, 1);
    struct rect water = frame.items[0].bounds;
    assert_true(water.x == 0 && water.y == 0 && water.w == 1080 && water.h == 1920);

    frame_begin(&frame, "board", "da", 1080, 1920);
    ui_paper(&ui);
    reach_move_down(&ui, 1920);
    assert_int_equal(frame.items_count, 2);
    assert_int_equal(frame.items[0].bounds.y, 1920 - high);
    water = frame.items[1].bounds;
    assert_true(frame.items[1].drawing == DRAW_WATER && water.y == 0 && water.h == 1920 - high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_are_off_for_the_next_visitor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(speech_makes_the_limits_longer, set_up, tear_down),
        cmocka_unit_test(a_quiet_kiosk_stays_quiet),
        cmocka_unit_test_setup_teardown(volume_has_eighteen_decibels_and_ends, set_up, tear_down),
        cmocka_unit_test(low_reach_is_three_hundred_millimetres),
        cmocka_unit_test(water_in_low_reach_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
