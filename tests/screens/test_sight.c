/* tests/screens/test_sight.c - which screens somebody who isn't here may see, and what the loop tells of itself. */
#include "tests/unit/folder.h"

#include "kiosk/pulse.h"
#include "kiosk/sight.h"
#include "tests/screens/visit.h"

/* Each screen, one by one: a new one fails here until somebody has thought about it. */
static void every_screen_has_its_decision(void **state)
{
    (void)state;
    static const struct {
        enum screen screen;
        enum sight sight;
    } wanted[] = {
        {SCREEN_REST, SIGHT_OPEN},      {SCREEN_BOARD, SIGHT_OPEN},     {SCREEN_NETWORK, SIGHT_OPEN},
        {SCREEN_NOTICE, SIGHT_OPEN},    {SCREEN_GROUP, SIGHT_OPEN},     {SCREEN_FORM, SIGHT_PRIVATE},
        {SCREEN_REVIEW, SIGHT_PRIVATE}, {SCREEN_THANKS, SIGHT_PRIVATE}, {SCREEN_NOT_SAVED, SIGHT_PRIVATE},
        {SCREEN_HELP, SIGHT_OPEN},      {SCREEN_LANGUAGE, SIGHT_OPEN},  {SCREEN_ABOUT, SIGHT_OPEN},
        {SCREEN_PAGE, SIGHT_OPEN},      {SCREEN_SEARCH, SIGHT_PRIVATE}, {SCREEN_FILTER, SIGHT_OPEN},
        {SCREEN_IDEAS, SIGHT_OPEN},     {SCREEN_IDEA, SIGHT_OPEN},      {SCREEN_FOLLOW, SIGHT_PRIVATE},
        {SCREEN_ANSWER, SIGHT_PRIVATE}, {SCREEN_WISH, SIGHT_PRIVATE},   {SCREEN_GUIDE, SIGHT_PRIVATE},
        {SCREEN_RINGS, SIGHT_OPEN},     {SCREEN_GIFTS, SIGHT_OPEN},     {SCREEN_SERVICE, SIGHT_PRIVATE},
    };
    bool seen[SCREEN_COUNT] = {false};
    for (size_t at = 0; at < sizeof(wanted) / sizeof(wanted[0]); at++) {
        assert_int_equal(sight_of_screen(wanted[at].screen), wanted[at].sight);
        seen[wanted[at].screen] = true;
    }
    for (int at = 0; at < SCREEN_COUNT; at++) {
        if (sight_of_screen((enum screen)at) == SIGHT_UNDECIDED) fail_msg("screen %d has no decision in sight.c", at);
        if (!seen[at]) fail_msg("screen %d is decided, but not written down in this test", at);
    }
    assert_int_equal(sight_of_screen(SCREEN_COUNT), SIGHT_UNDECIDED);
    assert_int_equal(sight_of_screen((enum screen) - 1), SIGHT_UNDECIDED);
}

static struct frame *empty_frame(void)
{
    static struct frame frame;
    frame_begin(&frame, "board", "da", 1080, 1920);
    return &frame;
}

static void what_lies_over_a_screen_counts_too(void **state)
{
    struct visit *visit = *state;
    struct frame *frame = empty_frame();
    visit->model.screen = SCREEN_BOARD;
    assert_null(sight_refusal(&visit->model, frame));
    visit->model.asking_idle = true;
    assert_string_equal(sight_refusal(&visit->model, frame), "asking");
    visit->model.asking_idle = false;
    frame_add(frame)->role = ROLE_BUTTON;
    assert_null(sight_refusal(&visit->model, frame));
    frame_add(frame)->role = ROLE_KEY;
    assert_string_equal(sight_refusal(&visit->model, frame), "typing");
    frame = empty_frame();
    frame_add(frame)->role = ROLE_FIELD;
    assert_string_equal(sight_refusal(&visit->model, frame), "typing");
    visit->model.screen = SCREEN_FORM;
    assert_string_equal(sight_refusal(&visit->model, empty_frame()), "private");
    visit->model.screen = SCREEN_COUNT;
    assert_string_equal(sight_refusal(&visit->model, empty_frame()), "private");
    visit->model.screen = SCREEN_REST;
    frame_wipe(frame);
}

/* ---- the pulse ---- */

static void a_pulse_is_written_once_a_minute(void **state)
{
    char path[PATH_MAX];
    struct pulse pulse;
    struct screen_state told;
    struct screen_state read;
    folder_path(*state, "screen.json", path);
    pulse_begin(&pulse, path, 5000);
    assert_true(pulse_is_due(&pulse, 5000));
    screen_state_clear(&told);
    pulse_write(&pulse, &told, 5000);
    assert_int_equal(screen_state_read(&read, path), ERR_OK);
    assert_int_equal(read.frames, 0);
    assert_int_equal(read.touched_s, FACT_UNKNOWN); /* never, which is not 0 */
    assert_int_equal(read.presented_ms, FACT_UNKNOWN);
    assert_true(read.resident_kib > 0);
    assert_false(pulse_is_due(&pulse, 5000 + PULSE_MS - 1));
    assert_true(pulse_is_due(&pulse, 5000 + PULSE_MS));
    pulse_presented(&pulse, 7, 50000);
    pulse_presented(&pulse, 7, 60000); /* nothing new */
    pulse_touched(&pulse, 58000);
    screen_state_clear(&told);
    pulse_write(&pulse, &told, 65000);
    assert_int_equal(screen_state_read(&read, path), ERR_OK);
    assert_int_equal(read.frames, 7);
    assert_int_equal(read.presented_ms, 15000);
    assert_int_equal(read.touched_s, 7);
    assert_int_equal(read.up_s, 60);
    assert_int_equal(read.at_ms, 65000);
    assert_true(strlen(read.version) > 0);
    pulse_end(&pulse);
    assert_int_equal(screen_state_read(&read, path), ERR_NOT_FOUND);
}

static void other_content_is_told_of_at_once(void **state)
{
    char path[PATH_MAX];
    struct pulse pulse;
    struct screen_state told;
    folder_path(*state, "screen.json", path);
    pulse_begin(&pulse, path, 0);
    assert_false(pulse_shows_other(&pulse, "7-abcdef", 3)); /* the first one is due anyway */
    screen_state_clear(&told);
    snprintf(told.generation, sizeof(told.generation), "7-abcdef");
    told.sequence = 3;
    pulse_write(&pulse, &told, 0);
    assert_false(pulse_shows_other(&pulse, "7-abcdef", 3));
    assert_true(pulse_shows_other(&pulse, "7-abcdef", 4));
    assert_true(pulse_shows_other(&pulse, "8-abcdef", 3));
    told.sequence = 4;
    pulse_write(&pulse, &told, 1);
    assert_false(pulse_shows_other(&pulse, "7-abcdef", 4));
    pulse_end(&pulse);
}

static void a_folder_that_is_gone_stops_nothing(void **state)
{
    char path[PATH_MAX];
    struct pulse pulse;
    struct screen_state told;
    folder_path(*state, "nowhere/screen.json", path);
    pulse_begin(&pulse, path, 0);
    screen_state_clear(&told);
    pulse_write(&pulse, &told, 0);
    assert_true(pulse.failed);
    assert_false(pulse_is_due(&pulse, 1000)); /* not tried with every frame */
    pulse_begin(&pulse, NULL, 0);
    assert_false(pulse_is_due(&pulse, 0));
    pulse_end(&pulse);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_screen_has_its_decision),  visit_test(what_lies_over_a_screen_counts_too),
        folder_test(a_pulse_is_written_once_a_minute),    folder_test(other_content_is_told_of_at_once),
        folder_test(a_folder_that_is_gone_stops_nothing),
    };
    return cmocka_run_group_tests_name("sight", tests, NULL, NULL);
}
