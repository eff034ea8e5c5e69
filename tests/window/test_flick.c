/* tests/window/test_flick.c - a list thrown in a real window glides, and then the program sleeps as before. */
#include "tests/window/visit.h"

#include "sync/base/json.h"
#include "tests/window/process.h"

enum {
    MOVES = 6,
    MOVE_PX = 40,
    MOVE_MS = 10,
    TRIES = 10,      /* on a busy machine a hand may seem to rest before it lets go */
    GLIDE_MS = 2000, /* longer than any */
    STILL_MS = 3000,
    GLIDE_FRAMES_MIN = 5,
    WAKES_A_SECOND_MAX = 2,
};

static json_int_t count_in(struct visit *visit, const char *name)
{
    AUTO(json_auto) json_t *frame = kiosk_frame(&visit->kiosk);
    return json_integer_value(json_object_get(frame, name));
}

/* Returns how many pictures were painted after the hand let go. */
static json_int_t throw_up(struct visit *visit)
{
    struct display *display = &visit->house->display;
    int x = WIDTH / 4;
    int y = HEIGHT * 8 / 10;
    display_press(display, x, y);
    for (int at = 0; at < MOVES; at++) {
        sleep_ms(MOVE_MS);
        y -= MOVE_PX;
        display_move(display, x, y);
    }
    display_release(display, x, y);
    json_int_t painted = count_in(visit, "painted");
    sleep_ms(GLIDE_MS);
    return count_in(visit, "painted") - painted;
}

static void what_was_thrown_glides_and_then_lies_still(void **state)
{
    struct visit *visit = *state;
    visit_make_data(visit);
    visit_start(visit, NULL);
    visit_tap(visit, "open_board", NULL, "board");
    json_int_t glided = 0;
    for (int at = 0; at < TRIES && glided < GLIDE_FRAMES_MIN; at++) glided = throw_up(visit);
    assert_true(glided >= GLIDE_FRAMES_MIN);
    json_int_t painted = count_in(visit, "painted");
    json_int_t wakes = count_in(visit, "wakes");
    sleep_ms(STILL_MS);
    wakes = count_in(visit, "wakes") - wakes - 1; /* one is our question */
    print_message("    %lld pictures while it glided, %lld wake-ups in %d s after\n", (long long)glided,
                  (long long)wakes, STILL_MS / 1000);
    assert_int_equal(count_in(visit, "painted"), painted);
    assert_true(wakes <= WAKES_A_SECOND_MAX * STILL_MS / 1000);
}

static void on_a_quiet_screen_nothing_glides(void **state)
{
    static const char *const quiet[] = {"--quiet", NULL};
    struct visit *visit = *state;
    visit_make_data(visit);
    visit_start(visit, quiet);
    visit_tap(visit, "open_board", NULL, "board");
    json_int_t painted = throw_up(visit);
    assert_true(painted <= 1); /* what was let go of may be painted after our question */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(what_was_thrown_glides_and_then_lies_still),
        visit_test(on_a_quiet_screen_nothing_glides),
    };
    return cmocka_run_group_tests_name("flick", tests, house_setup, house_teardown);
}
