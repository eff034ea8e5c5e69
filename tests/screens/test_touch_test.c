/* tests/screens/test_touch_test.c - the four corners of the glass, the loudness a visit begins with, spans. */
#include "tests/screens/visit.h"

#include "kiosk/spans.h"
#include "kiosk/touch_test.h"

static struct metrics metrics;

static int set_up(void **state)
{
    struct visit *visit = calloc(1, sizeof(*visit));
    assert_non_null(visit);
    visit->now_ms = 1000;
    model_init(&visit->model, "da", false);
    metrics = metrics_make(1080, 1920, 268, 600, false);
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

static struct spot middle(int at, int top)
{
    struct rect target = touch_test_target(&metrics, top, at);
    return (struct spot){target.x + target.w / 2, target.y + target.h / 2};
}

/* Every corner is seen where another one is. */
static enum touch_verdict seen(int first, int second, int third, int fourth)
{
    const int corners[TOUCH_TARGETS] = {first, second, third, fourth};
    struct touch_test test = {.open = true};
    for (int at = 0; at < TOUCH_TARGETS; at++) {
        assert_int_equal(touch_test_verdict(&test, &metrics, 0), TOUCH_WAITING);
        struct spot spot = middle(corners[at], 0);
        touch_test_press(&test, spot.x, spot.y);
        assert_int_equal(touch_test_corner(&test, &metrics, 0, at), corners[at]);
    }
    return touch_test_verdict(&test, &metrics, 0);
}

static void turned_and_mirrored_are_named(void **state)
{
    (void)state;
    assert_int_equal(seen(0, 1, 2, 3), TOUCH_AGREES);
    assert_int_equal(seen(1, 0, 3, 2), TOUCH_SIDES);
    assert_int_equal(seen(2, 3, 0, 1), TOUCH_HEIGHTS);
    assert_int_equal(seen(3, 2, 1, 0), TOUCH_HALF);
    assert_int_equal(seen(1, 3, 0, 2), TOUCH_QUARTER);
    assert_int_equal(seen(2, 0, 3, 1), TOUCH_QUARTER);
    assert_int_equal(seen(0, 2, 1, 3), TOUCH_BOTH);
    assert_int_equal(seen(3, 1, 2, 0), TOUCH_BOTH);
    assert_int_equal(seen(0, 0, 0, 0), TOUCH_ASTRAY);
    assert_int_equal(seen(0, 1, 2, 2), TOUCH_ASTRAY);
}

static void targets_are_large_and_in_the_corners(void **state)
{
    (void)state;
    const int sizes[][3] = {{1080, 1920, 268}, {1920, 1080, 476}, {1280, 800, 217}, {3840, 2160, 953}};
    for (size_t size = 0; size < sizeof(sizes) / sizeof(sizes[0]); size++) {
        metrics = metrics_make(sizes[size][0], sizes[size][1], sizes[size][2], 600, false);
        for (int at = 0; at < TOUCH_TARGETS; at++) {
            struct rect target = touch_test_target(&metrics, 0, at);
            assert_true(target.w >= (int)(20 * metrics.px_per_mm) && target.h == target.w);
            int x = (at & 1) != 0 ? metrics.width - target.x - target.w : target.x;
            int y = (at & 2) != 0 ? metrics.height - target.y - target.h : target.y;
            assert_in_range(x, 1, 10 * metrics.px_per_mm);
            assert_int_equal(x, y);
        }
    }
}

static void how_far_off_is_told_in_mm(void **state)
{
    (void)state;
    struct touch_test test = {.open = true};
    struct spot spot = middle(0, 300); /* low reach begins 300 px down */
    touch_test_press(&test, spot.x, spot.y + (int)(10 * metrics.px_per_mm));
    assert_int_equal(touch_test_off_mm(&test, &metrics, 300, 0), 10);
    assert_true(touch_test_hit(&test, &metrics, 300, 0));
    touch_test_press(&test, spot.x, spot.y);
    assert_false(touch_test_hit(&test, &metrics, 300, 1));
    for (int more = 0; more < 9; more++) touch_test_press(&test, 1, 1);
    assert_int_equal(test.count, TOUCH_TARGETS);
}

static void open_page(struct visit *visit)
{
    static const struct service_facts facts = {.gate = SERVICE_OPEN};
    visit_say(visit, (struct event){.kind = EVENT_SERVICE});
    visit_say(visit, (struct event){.kind = EVENT_SERVICE_FACTS, .facts = &facts});
}

static void tap(struct visit *visit, enum action_kind kind)
{
    visit_say(visit, (struct event){.kind = EVENT_PRESS, .x = 5, .y = 6, .action = {.kind = kind}});
    visit_say(visit, (struct event){.kind = EVENT_TAP, .x = 5, .y = 6, .action = {.kind = kind}});
}

static void only_an_open_page_is_tested(void **state)
{
    struct visit *visit = *state;
    visit_say(visit, (struct event){.kind = EVENT_SERVICE});
    tap(visit, ACTION_TEST_BEGIN);
    assert_false(visit->model.service.touch.open);
    open_page(visit);
    tap(visit, ACTION_TEST_BEGIN);
    assert_true(visit->model.service.touch.open);
}

static void a_touch_counts_wherever_it_is_seen_but_not_on_a_button(void **state)
{
    struct visit *visit = *state;
    open_page(visit);
    tap(visit, ACTION_TEST_BEGIN);
    assert_int_equal(visit->model.service.touch.count, 0);
    tap(visit, ACTION_NONE);
    tap(visit, ACTION_TEST_TOUCH);
    assert_int_equal(visit->model.service.touch.count, 2);
    assert_int_equal(visit->model.service.touch.seen[0].y, 6);
    assert_int_equal(model_next_wake_ms(&visit->model) > 0, 1);
    tap(visit, ACTION_BACK);
    assert_false(visit->model.service.touch.open);
    assert_int_equal(visit->model.screen, SCREEN_SERVICE);
    tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_REST);
}

static void the_volume_of_the_page_is_that_of_every_visit(void **state)
{
    struct visit *visit = *state;
    visit_say(visit, (struct event){.kind = EVENT_VOLUME, .amount = 2});
    tap(visit, ACTION_HELP);
    tap(visit, ACTION_LOUDER);
    assert_int_equal(visit->effects, 0);
    assert_int_equal(visit->model.aids.volume, 3);
    open_page(visit);
    assert_int_equal(visit->model.aids.volume, 2);
    tap(visit, ACTION_SOFTER);
    assert_int_equal(visit->effects, 1); /* it is kept */
    visit_wait(visit, IDLE_SERVICE_MS);
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_int_equal(visit->model.aids.volume, 1);
    visit_say(visit, (struct event){.kind = EVENT_SERVICE}); /* without the PIN it is only this visit's */
    tap(visit, ACTION_LOUDER);
    assert_int_equal(visit->model.aids.volume_first, 1);
}

static void spans_are_told_in_words(void **state)
{
    (void)state;
    static struct frame frame;
    frame_begin(&frame, "service", "da", 100, 100);
    assert_string_equal(span_words(&frame, -5), "0 sekunder");
    assert_string_equal(span_words(&frame, 1), "1 sekund");
    assert_string_equal(span_words(&frame, 59), "59 sekunder");
    assert_string_equal(span_words(&frame, 60), "1 minut");
    assert_string_equal(span_words(&frame, 3 * 3600 + 59), "3 timer");
    assert_string_equal(span_words(&frame, 47 * 3600), "47 timer");
    assert_string_equal(span_words(&frame, 49 * 3600), "2 dage");
    assert_string_equal(span_words(&frame, INT64_MAX), "99999 dage");
}

int main(void)
{
#define WITH_VISIT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_VISIT(turned_and_mirrored_are_named),
        WITH_VISIT(targets_are_large_and_in_the_corners),
        WITH_VISIT(how_far_off_is_told_in_mm),
        WITH_VISIT(only_an_open_page_is_tested),
        WITH_VISIT(a_touch_counts_wherever_it_is_seen_but_not_on_a_button),
        WITH_VISIT(the_volume_of_the_page_is_that_of_every_visit),
        WITH_VISIT(spans_are_told_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
