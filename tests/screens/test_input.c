/* Fingers, mouse and keys as SDL gives them: what the app makes of them. */
#include "tests/screens/house.h"

#include "kiosk/focus.h"
#include "kiosk/pointer.h"

static int open_house(void **state)
{
    if (folder_setup(state) != 0) return -1;
    struct house *house = calloc(1, sizeof(*house));
    assert_non_null(house);
    house_open(house, *state, "assets/content/albertslund-2014.json",
               (struct app_options){.lang = "da", .width = 1080, .height = 1920, .mm_width = 268});
    *state = house;
    return 0;
}

static int close_house(void **state)
{
    struct house *house = *state;
    *state = house->folder;
    house_close(house);
    free(house);
    return folder_teardown(state);
}

static void give_finger(struct house *house, Uint32 type, SDL_FingerID finger, float x, float y)
{
    SDL_Event event = {0};
    event.tfinger = (SDL_TouchFingerEvent){.type = type, .touchId = 7, .fingerId = finger, .x = x, .y = y};
    house_give(house, event);
}

static void give_button(struct house *house, Uint32 type, Uint32 which, Uint8 button, int x, int y)
{
    SDL_Event event = {0};
    event.button = (SDL_MouseButtonEvent){.type = type, .which = which, .button = button, .x = x, .y = y};
    house_give(house, event);
}

/* What has the ring is called; "" without one. */
static const char *focused(struct house *house)
{
    const struct item *item = focus_find(app_frame(house->app), app_focus(house->app));
    return item != NULL && item->label != NULL ? item->label : "";
}

static void a_finger_opens_the_board_when_it_lifts(void **state)
{
    struct house *house = *state;
    give_finger(house, SDL_FINGERDOWN, 1, 0.5f, 0.5f);
    assert_string_equal(house_screen(house), "rest");
    give_finger(house, SDL_FINGERUP, 1, 0.5f, 0.5f);
    assert_string_equal(house_screen(house), "board");
}

static void a_second_finger_is_passed_over(void **state)
{
    struct house *house = *state;
    give_finger(house, SDL_FINGERDOWN, 1, 0.5f, 0.5f);
    give_finger(house, SDL_FINGERDOWN, 2, 0.5f, 0.6f);
    give_finger(house, SDL_FINGERUP, 2, 0.5f, 0.6f);
    assert_string_equal(house_screen(house), "rest");
    give_finger(house, SDL_FINGERUP, 1, 0.5f, 0.5f);
    assert_string_equal(house_screen(house), "board");
}

static void the_mouse_made_of_a_finger_counts_nothing(void **state)
{
    struct house *house = *state;
    give_button(house, SDL_MOUSEBUTTONDOWN, SDL_TOUCH_MOUSEID, SDL_BUTTON_LEFT, 500, 900);
    give_button(house, SDL_MOUSEBUTTONUP, SDL_TOUCH_MOUSEID, SDL_BUTTON_LEFT, 500, 900);
    assert_string_equal(house_screen(house), "rest");
}

static void only_the_left_button_counts(void **state)
{
    struct house *house = *state;
    give_button(house, SDL_MOUSEBUTTONDOWN, 0, SDL_BUTTON_RIGHT, 500, 900);
    give_button(house, SDL_MOUSEBUTTONUP, 0, SDL_BUTTON_RIGHT, 500, 900);
    assert_string_equal(house_screen(house), "rest");
    give_button(house, SDL_MOUSEBUTTONDOWN, 0, SDL_BUTTON_LEFT, 500, 900);
    give_button(house, SDL_MOUSEBUTTONUP, 0, SDL_BUTTON_LEFT, 500, 900);
    assert_string_equal(house_screen(house), "board");
}

static void a_repeated_key_counts_once(void **state)
{
    struct house *house = *state;
    SDL_Event event = {0};
    event.key = (SDL_KeyboardEvent){.type = SDL_KEYDOWN, .repeat = 1, .keysym = {.sym = SDLK_RETURN}};
    house_give(house, event);
    assert_string_equal(house_screen(house), "rest");
    event.key.repeat = 0;
    house_give(house, event);
    assert_string_equal(house_screen(house), "board");
}

/* A trembling hand: the second strike must not press the strong action of the screen that the first one led to. */
static void return_struck_twice_counts_once(void **state)
{
    static const SDL_Keycode codes[] = {SDLK_RETURN, SDLK_KP_ENTER};
    struct house *house = *state;
    for (size_t at = 0; at < 2; at++) {
        house_press_key(house, SDLK_RETURN);
        assert_string_equal(house_screen(house), "board");
        for (int times = 0; times < 100 && strcmp(focused(house), "Frivilligt arbejde") != 0; times++) {
            house_press_key(house, SDLK_F1);
        }
        house_press_key(house, codes[at]);
        assert_string_equal(house_screen(house), "network");
        house_press_key(house, codes[at]);
        assert_string_equal(house_screen(house), "network");
        house->now_ms += DOUBLE_STRIKE_MS;
        house_press_key(house, codes[at]);
        assert_string_equal(house_screen(house), "group");
        house->now_ms += 1000 * 1000;
        app_time(house->app, house->now_ms);
    }
}

static void return_after_another_key_counts_at_once(void **state)
{
    struct house *house = *state;
    house_press_key(house, SDLK_RETURN);
    assert_string_equal(house_screen(house), "board");
    house_press_key(house, SDLK_ESCAPE);
    assert_string_equal(house_screen(house), "rest");
    house_press_key(house, SDLK_RETURN);
    assert_string_equal(house_screen(house), "board");
}

/* It never lifts: its device is gone, or a palm lies on the glass. */
static void a_finger_that_is_lost_does_not_keep_the_others_out(void **state)
{
    struct house *house = *state;
    give_finger(house, SDL_FINGERDOWN, 1, 0.5f, 0.5f);
    house->now_ms += INPUT_LOST_MS;
    give_finger(house, SDL_FINGERDOWN, 2, 0.5f, 0.5f);
    assert_string_equal(house_screen(house), "rest");
    give_finger(house, SDL_FINGERUP, 2, 0.5f, 0.5f);
    assert_string_equal(house_screen(house), "board");
    give_finger(house, SDL_FINGERUP, 1, 0.5f, 0.5f); /* the palm lifts after all */
    assert_string_equal(house_screen(house), "board");
}

static void a_finger_that_moves_is_not_lost(void **state)
{
    struct house *house = *state;
    give_finger(house, SDL_FINGERDOWN, 1, 0.5f, 0.5f);
    house->now_ms += INPUT_LOST_MS;
    give_finger(house, SDL_FINGERMOTION, 1, 0.5f, 0.501f);
    give_finger(house, SDL_FINGERDOWN, 2, 0.5f, 0.5f);
    give_finger(house, SDL_FINGERUP, 2, 0.5f, 0.5f);
    assert_string_equal(house_screen(house), "rest");
    give_finger(house, SDL_FINGERUP, 1, 0.5f, 0.5f);
    assert_string_equal(house_screen(house), "board");
}

static void the_mouse_comes_through_when_a_finger_is_lost(void **state)
{
    struct house *house = *state;
    give_finger(house, SDL_FINGERDOWN, 1, 0.5f, 0.5f);
    give_button(house, SDL_MOUSEBUTTONDOWN, 0, SDL_BUTTON_LEFT, 500, 900);
    give_button(house, SDL_MOUSEBUTTONUP, 0, SDL_BUTTON_LEFT, 500, 900);
    assert_string_equal(house_screen(house), "rest");
    house->now_ms += INPUT_LOST_MS;
    give_button(house, SDL_MOUSEBUTTONDOWN, 0, SDL_BUTTON_LEFT, 500, 900);
    give_button(house, SDL_MOUSEBUTTONUP, 0, SDL_BUTTON_LEFT, 500, 900);
    assert_string_equal(house_screen(house), "board");
}

static void a_finger_that_drags_scrolls_and_presses_nothing(void **state)
{
    struct house *house = *state;
    give_finger(house, SDL_FINGERDOWN, 1, 0.5f, 0.5f);
    give_finger(house, SDL_FINGERUP, 1, 0.5f, 0.5f);
    int before = app_frame(house->app)->scroll_max;
    assert_true(before > 0);
    house->now_ms += 1000;
    give_finger(house, SDL_FINGERDOWN, 1, 0.5f, 0.7f);
    give_finger(house, SDL_FINGERMOTION, 1, 0.5f, 0.6f);
    give_finger(house, SDL_FINGERMOTION, 1, 0.5f, 0.4f);
    give_finger(house, SDL_FINGERUP, 1, 0.5f, 0.4f);
    assert_string_equal(house_screen(house), "board");
}

static void other_events_are_not_inputs(void **state)
{
    struct house *house = *state;
    SDL_Event event = {.type = SDL_QUIT};
    const struct input_map map = {house_same_place, NULL};
    assert_false(input_take(&house->input, house->app, &map, &event, 2000));
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_finger_opens_the_board_when_it_lifts, open_house, close_house),
        cmocka_unit_test_setup_teardown(a_second_finger_is_passed_over, open_house, close_house),
        cmocka_unit_test_setup_teardown(the_mouse_made_of_a_finger_counts_nothing, open_house, close_house),
        cmocka_unit_test_setup_teardown(only_the_left_button_counts, open_house, close_house),
        cmocka_unit_test_setup_teardown(a_repeated_key_counts_once, open_house, close_house),
        cmocka_unit_test_setup_teardown(return_struck_twice_counts_once, open_house, close_house),
        cmocka_unit_test_setup_teardown(return_after_another_key_counts_at_once, open_house, close_house),
        cmocka_unit_test_setup_teardown(a_finger_that_is_lost_does_not_keep_the_others_out, open_house, close_house),
        cmocka_unit_test_setup_teardown(a_finger_that_moves_is_not_lost, open_house, close_house),
        cmocka_unit_test_setup_teardown(the_mouse_comes_through_when_a_finger_is_lost, open_house, close_house),
        cmocka_unit_test_setup_teardown(a_finger_that_drags_scrolls_and_presses_nothing, open_house, close_house),
        cmocka_unit_test_setup_teardown(other_events_are_not_inputs, open_house, close_house),
    };
    return cmocka_run_group_tests_name("input", tests, NULL, NULL);
}
