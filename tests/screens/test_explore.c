/* tests/screens/test_explore.c - a finger that listens, two taps that choose, and a finger that stays. */
#include "tests/screens/cmocka_all.h"

#include <string.h>

#include "kiosk/explore.h"
#include "kiosk/stay.h"

enum { SLOP = 10 };

static enum explore_answer tap(struct explore *explore, int x, int y, int64_t at, int64_t ms)
{
    explore_down(explore, x, y, SLOP, at);
    return explore_up(explore, at + ms);
}

static void a_resting_finger_is_told_what_is_there(void **state)
{
    (void)state;
    struct explore explore = {0};
    explore_down(&explore, 5, 6, SLOP, 1000);
    assert_int_equal(explore_due_ms(&explore, 1000), EXPLORE_REST_MS);
    assert_int_equal(explore_time(&explore, 1000 + EXPLORE_REST_MS - 1), EXPLORE_NOTHING);
    assert_int_equal(explore_time(&explore, 1000 + EXPLORE_REST_MS), EXPLORE_TELL);
    assert_int_equal(explore.x, 5);
    assert_int_equal(explore_due_ms(&explore, 2000), -1);
    assert_int_equal(explore_move(&explore, 5 + SLOP, 6), EXPLORE_NOTHING);
    assert_int_equal(explore_move(&explore, 6 + SLOP, 6), EXPLORE_TELL);
    assert_int_equal(explore_up(&explore, 3000), EXPLORE_NOTHING);
    assert_int_equal(explore_due_ms(&explore, 3000), -1);
}

static void two_short_taps_press(void **state)
{
    (void)state;
    struct explore explore = {0};
    assert_int_equal(tap(&explore, 5, 6, 1000, 60), EXPLORE_NOTHING);
    assert_int_equal(explore_time(&explore, 1200), EXPLORE_NOTHING);
    assert_int_equal(tap(&explore, 500, 600, 1300, 60), EXPLORE_PRESS);
    assert_int_equal(tap(&explore, 5, 6, 1500, 60), EXPLORE_NOTHING); /* a third begins anew */
}

static void one_short_tap_tells_a_moment_later(void **state)
{
    (void)state;
    struct explore explore = {0};
    assert_int_equal(tap(&explore, 5, 6, 1000, 60), EXPLORE_NOTHING);
    assert_int_equal(explore_due_ms(&explore, 1060), EXPLORE_DOUBLE_MS + 1);
    assert_int_equal(explore_time(&explore, 1061 + EXPLORE_DOUBLE_MS), EXPLORE_TELL);
    assert_int_equal(explore.x, 5);
    assert_int_equal(tap(&explore, 5, 6, 1500, 60), EXPLORE_NOTHING); /* too late to be the second */
}

static void sliding_off_or_staying_cancels(void **state)
{
    (void)state;
    struct explore explore = {0};
    (void)tap(&explore, 5, 6, 1000, 60);
    explore_down(&explore, 5, 6, SLOP, 1200);
    assert_int_equal(explore_move(&explore, 200, 6), EXPLORE_TELL);
    assert_int_equal(explore_up(&explore, 1250), EXPLORE_NOTHING);
    (void)tap(&explore, 5, 6, 2000, 60);
    assert_int_equal(tap(&explore, 5, 6, 2200, EXPLORE_TAP_MS + 1), EXPLORE_NOTHING);
}

static void moves_without_a_finger_are_nothing(void **state)
{
    (void)state;
    struct explore explore = {0};
    assert_int_equal(explore_move(&explore, 5, 6), EXPLORE_NOTHING);
    assert_int_equal(explore_up(&explore, 1), EXPLORE_NOTHING);
    assert_int_equal(explore_time(&explore, 1), EXPLORE_NOTHING);
}

/* ---- the finger that stays ---- */

static struct frame frame;
static struct metrics metrics;

static int set_up(void **state)
{
    (void)state;
    metrics = metrics_make(1080, 1920, 268, 600, false);
    frame_begin(&frame, "test", "da", 1080, 1920);
    struct item *key = frame_add(&frame);
    key->role = ROLE_KEY;
    key->bounds = (struct rect){400, 1200, 100, 100};
    key->action.kind = ACTION_KEY;
    return 0;
}

static void three_seconds_anywhere(void **state)
{
    (void)state;
    struct stay stay = {0};
    stay_down(&stay, &frame, &metrics, 540, 800, 1000);
    assert_int_equal(stay_due_ms(&stay, 1000), STAY_ANYWHERE_MS);
    assert_false(stay_time(&stay, 999 + STAY_ANYWHERE_MS));
    assert_true(stay_time(&stay, 1000 + STAY_ANYWHERE_MS));
    assert_false(stay_time(&stay, 2000 + STAY_ANYWHERE_MS)); /* once */
}

static void lifting_and_sliding_end_it(void **state)
{
    (void)state;
    struct stay stay = {0};
    stay_down(&stay, &frame, &metrics, 540, 800, 1000);
    stay_up(&stay);
    assert_int_equal(stay_due_ms(&stay, 1000), -1);
    stay_down(&stay, &frame, &metrics, 540, 800, 1000);
    stay_move(&stay, 550, 810);
    assert_true(stay_due_ms(&stay, 1000) > 0);
    stay_move(&stay, 700, 800);
    assert_false(stay_time(&stay, 10000));
}

static void a_corner_is_faster_keys_and_upper_corners_are_none(void **state)
{
    (void)state;
    struct stay stay = {0};
    stay_down(&stay, &frame, &metrics, 1070, 1910, 0);
    assert_int_equal(stay_due_ms(&stay, 0), STAY_CORNER_MS);
    stay_down(&stay, &frame, &metrics, 450, 1250, 0);
    assert_int_equal(stay_due_ms(&stay, 0), -1);
    stay_down(&stay, &frame, &metrics, 5, 5, 0);
    assert_int_equal(stay_due_ms(&stay, 0), -1);
    assert_int_equal(stay_service_corner(&metrics, 5, 5), 1);
    assert_int_equal(stay_service_corner(&metrics, 1075, 5), 2);
    assert_int_equal(stay_service_corner(&metrics, 540, 5), 0);
    assert_int_equal(stay_service_corner(&metrics, 5, 500), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_resting_finger_is_told_what_is_there),
        cmocka_unit_test(two_short_taps_press),
        cmocka_unit_test(one_short_tap_tells_a_moment_later),
        cmocka_unit_test(sliding_off_or_staying_cancels),
        cmocka_unit_test(moves_without_a_finger_are_nothing),
        cmocka_unit_test_setup(three_seconds_anywhere, set_up),
        cmocka_unit_test_setup(lifting_and_sliding_end_it, set_up),
        cmocka_unit_test_setup(a_corner_is_faster_keys_and_upper_corners_are_none, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
