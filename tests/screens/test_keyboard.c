/* tests/screens/test_keyboard.c - what held keys do, the two ways to write a contact, the caret, and corrections. */
#include "tests/screens/visit.h"

#include "kiosk/pointer.h"
#include "kiosk/variants.h"

static const struct action key_e = {.kind = ACTION_KEY, .target = "e"};
static const struct action key_acute = {.kind = ACTION_KEY, .target = "é"};
static const struct action key_x = {.kind = ACTION_KEY, .target = "x"};
static const struct action key_back = {.kind = ACTION_KEY_BACKSPACE};

static void press(struct visit *visit, struct action action)
{
    visit_say(visit, (struct event){.kind = EVENT_PRESS, .action = action});
}

static void lift_on(struct visit *visit, struct action action)
{
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = action});
}

static void slide_off(struct visit *visit)
{
    visit_say(visit, (struct event){.kind = EVENT_RELEASE});
}

static void lift_elsewhere(struct visit *visit)
{
    visit_say(visit, (struct event){.kind = EVENT_RELEASE, .amount = 1});
}

static const char *typed(const struct visit *visit)
{
    return visit->model.form.fields[visit->model.form.focus].text;
}

static bool is_wiped(const struct hold *hold)
{
    static const char nothing[HOLD_LETTER_BYTES];
    return memcmp(hold->letter, nothing, sizeof(nothing)) == 0 && !hold->open && !hold->down && !hold->spent &&
           hold->next == HOLD_NOTHING && hold->due_ms == 0;
}

static void to_name(struct visit *visit)
{
    visit_to_form(visit);
    visit_type(visit, "Ren");
    visit->model.quiet = true; /* the ring has a clock of its own */
}

/* ---- variants ---- */

static void a_short_press_types_the_letter(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    press(visit, key_e);
    visit_wait(visit, KEY_HOLD_MS - 1);
    assert_false(visit->model.hold.open);
    lift_on(visit, key_e);
    assert_string_equal(typed(visit), "Rene");
    visit_wait(visit, 1000);
    assert_false(visit->model.hold.open);
}

static void a_held_key_wakes_the_screen_when_its_row_is_due(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    press(visit, key_e);
    assert_int_equal(model_next_wake_ms(&visit->model), KEY_HOLD_MS);
    visit_wait(visit, KEY_HOLD_MS);
    assert_true(visit->model.hold.open);
    assert_true(model_next_wake_ms(&visit->model) > 10000);
}

static void a_key_without_variants_has_nothing_to_wait_for(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    press(visit, key_x);
    assert_true(model_next_wake_ms(&visit->model) > KEY_HOLD_MS);
    visit_wait(visit, 2000);
    assert_false(visit->model.hold.open);
    lift_on(visit, key_x);
    assert_string_equal(typed(visit), "Renx");
}

static void lifted_and_tapped(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    press(visit, key_e);
    visit_wait(visit, 1000);
    lift_on(visit, key_e);
    assert_string_equal(typed(visit), "Ren");
    assert_true(visit->model.hold.open);
    visit_touch(visit, key_acute);
    assert_string_equal(typed(visit), "René");
    assert_false(visit->model.hold.open);
}

static void slid_to_and_lifted(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    press(visit, key_e);
    visit_wait(visit, KEY_HOLD_MS);
    slide_off(visit);
    assert_true(visit->model.hold.open);
    press(visit, key_acute);
    visit_wait(visit, 2000);
    lift_on(visit, key_acute);
    assert_string_equal(typed(visit), "René");
    assert_false(visit->model.hold.open);
}

static void lifting_elsewhere_types_nothing(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    press(visit, key_e);
    visit_wait(visit, KEY_HOLD_MS);
    slide_off(visit);
    lift_elsewhere(visit);
    assert_string_equal(typed(visit), "Ren");
    assert_false(visit->model.hold.open);
}

static void another_key_closes_the_row_and_types(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    press(visit, key_e);
    visit_wait(visit, KEY_HOLD_MS);
    lift_on(visit, key_e);
    visit_touch(visit, key_x);
    assert_string_equal(typed(visit), "Renx");
    assert_false(visit->model.hold.open);
}

static void the_key_itself_types_itself_after_all(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    press(visit, key_e);
    visit_wait(visit, KEY_HOLD_MS);
    lift_on(visit, key_e);
    visit_touch(visit, key_e);
    assert_string_equal(typed(visit), "Rene");
    assert_false(visit->model.hold.open);
}

static void a_variant_that_has_variants_is_just_typed(void **state)
{
    struct visit *visit = *state;
    const struct action a = {.kind = ACTION_KEY, .target = "a"};
    const struct action ae = {.kind = ACTION_KEY, .target = "æ"};
    to_name(visit);
    press(visit, a);
    visit_wait(visit, KEY_HOLD_MS);
    lift_on(visit, a);
    press(visit, ae);
    visit_wait(visit, 2000);
    assert_string_equal(visit->model.hold.letter, "a");
    lift_on(visit, ae);
    assert_string_equal(typed(visit), "Renæ");
}

static void nothing_of_a_row_is_left_after_the_visit(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    press(visit, key_e);
    visit_wait(visit, KEY_HOLD_MS);
    assert_string_equal(visit->model.hold.letter, "e");
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS);
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_true(is_wiped(&visit->model.hold));
    assert_int_equal(visit->model.pressed_target[0], 0);
}

static void languages_have_their_own_letters_first(void **state)
{
    (void)state;
    assert_string_equal(variants_of("da", "e"), "é è ê ë ę ě");
    assert_true(strncmp(variants_of("pl", "e"), "ę ", 3) == 0);
    assert_true(strncmp(variants_of("tr", "s"), "ş ", 3) == 0);
    assert_true(strncmp(variants_of("tr", "i"), "ı ", 3) == 0);
    assert_true(strncmp(variants_of("tr", "I"), "İ ", 3) == 0);
    assert_non_null(strstr(variants_of("ar", "ا"), "إ"));
    assert_non_null(strstr(variants_of("ur", "ہ"), "ھ"));
    assert_non_null(variants_of("ar", "e")); /* an address is Latin there, too */
    assert_null(variants_of("da", "x"));
    assert_null(variants_of("da", "7"));
}

static void no_letter_has_more_variants_than_a_row_holds(void **state)
{
    (void)state;
    static const char *const codes[] = {"da", "en", "tr", "pl", "ar", "ur"};
    static const char *const letters[] = {"a", "A", "c", "e", "i", "I", "o", "O",
                                          "s", "u", "U", "ا", "ہ", "ل", "۔", "ز"};
    for (size_t code = 0; code < sizeof(codes) / sizeof(codes[0]); code++) {
        for (size_t at = 0; at < sizeof(letters) / sizeof(letters[0]); at++) {
            const char *variants = variants_of(codes[code], letters[at]);
            size_t count = variants != NULL;
            for (; variants != NULL && *variants != '\0'; variants++) count += *variants == ' ';
            assert_true(count <= VARIANTS_MAX);
        }
    }
}

/* ---- words ---- */

static void a_short_press_deletes_one_letter_when_it_lifts(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    press(visit, key_back);
    visit_wait(visit, KEY_HOLD_MS - 1);
    assert_string_equal(typed(visit), "Ren");
    lift_on(visit, key_back);
    assert_string_equal(typed(visit), "Re");
}

static void a_held_backspace_deletes_word_by_word_until_it_lifts(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    visit_type(visit, " et to tre");
    press(visit, key_back);
    assert_int_equal(model_next_wake_ms(&visit->model), KEY_HOLD_MS);
    visit_wait(visit, KEY_HOLD_MS);
    assert_string_equal(typed(visit), "Ren et to ");
    assert_int_equal(model_next_wake_ms(&visit->model), KEY_HOLD_WORD_MS);
    visit_wait(visit, KEY_HOLD_WORD_MS - 1);
    assert_string_equal(typed(visit), "Ren et to ");
    visit_wait(visit, 1);
    assert_string_equal(typed(visit), "Ren et ");
    visit_wait(visit, 10 * KEY_HOLD_WORD_MS); /* late: one word, not ten */
    assert_string_equal(typed(visit), "Ren ");
    lift_on(visit, key_back);
    assert_string_equal(typed(visit), "Ren ");
    visit_wait(visit, 5000);
    assert_string_equal(typed(visit), "Ren ");
}

static void with_nothing_left_a_held_backspace_sleeps(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    press(visit, key_back);
    visit_wait(visit, KEY_HOLD_MS);
    assert_string_equal(typed(visit), "");
    assert_true(model_next_wake_ms(&visit->model) > 10000);
    lift_on(visit, key_back);
    assert_string_equal(typed(visit), "");
    visit_type(visit, "B");
    visit_touch(visit, key_back);
    assert_string_equal(typed(visit), "");
}

static void sliding_off_a_held_backspace_stops_it(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    visit_type(visit, " et to");
    press(visit, key_back);
    visit_wait(visit, KEY_HOLD_MS);
    slide_off(visit);
    visit_wait(visit, 5000);
    lift_elsewhere(visit);
    assert_string_equal(typed(visit), "Ren et ");
}

static void deleting_words_searches_again(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_tap(visit, ACTION_SEARCH);
    visit_type(visit, "unge og");
    press(visit, key_back);
    visit_wait(visit, KEY_HOLD_MS);
    assert_string_equal(visit->searched_for, "unge ");
}

/* ---- a contact ---- */

static void a_contact_is_an_address_until_a_number_was_written(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.layer, LAYER_EMAIL);
    assert_false(visit->model.shift);
    visit_tap_value(visit, ACTION_KEY_WAY, LAYER_PHONE);
    assert_int_equal(visit->model.layer, LAYER_PHONE);
    visit_type(visit, "28123456");
    assert_int_equal(visit->model.layer, LAYER_PHONE);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_NAME);
    assert_int_equal(visit->model.layer, LAYER_LETTERS);
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_CONTACT);
    assert_int_equal(visit->model.layer, LAYER_PHONE);
    visit_tap_value(visit, ACTION_KEY_WAY, LAYER_EMAIL);
    assert_string_equal(typed(visit), "28123456"); /* one text, whichever keys */
}

static void figures_of_a_contact_are_latin(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    visit_type(visit, "\xd9\xa2");
    assert_string_equal(typed(visit), "Ren\xd9\xa2");
    visit_tap_value(visit, ACTION_FOCUS_FIELD, FIELD_CONTACT);
    visit_type(visit, "\xd9\xa2\xdb\xb8");
    assert_string_equal(typed(visit), "28");
}

/* ---- the caret ---- */

static void a_touch_puts_the_caret_where_it_was(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    struct action field = {.kind = ACTION_FOCUS_FIELD, .value = FIELD_NAME};
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = field, .amount = 1 + 1});
    visit_type(visit, "x");
    assert_string_equal(typed(visit), "Rxen");
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = field}); /* it does not say where */
    visit_type(visit, "y");
    assert_string_equal(typed(visit), "Rxyen");
}

static void caret_keys_go_where_they_point(void **state)
{
    struct visit *visit = *state;
    to_name(visit);
    visit_tap_value(visit, ACTION_KEY_CARET, -1);
    visit_type(visit, "1");
    assert_string_equal(typed(visit), "Re1n");
    visit_hear(visit, EVENT_KEY_HOME);
    visit_type(visit, "2");
    visit_hear(visit, EVENT_KEY_END);
    visit_type(visit, "3");
    assert_string_equal(typed(visit), "2Re1n3");
    visit_hear(visit, EVENT_KEY_HOME);
    visit_hear(visit, EVENT_KEY_DELETE);
    assert_string_equal(typed(visit), "Re1n3");
    visit_say(visit, (struct event){.kind = EVENT_KEY_CARET, .amount = 2});
    visit_type(visit, "4");
    assert_string_equal(typed(visit), "Re41n3");
}

static void in_arabic_left_is_onwards(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "محمد");
    visit_hear(visit, EVENT_KEY_HOME);
    visit_tap_value(visit, ACTION_KEY_CARET, -1);
    assert_int_equal(visit->model.form.fields[FIELD_NAME].caret, 2);
    visit_hear(visit, EVENT_KEY_RIGHT);
    assert_int_equal(visit->model.form.fields[FIELD_NAME].caret, 0);
}

/* ---- corrections ---- */

static void to_seat_review(struct visit *visit)
{
    visit_to_network(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_SEAT);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    visit_tap_value(visit, ACTION_CHOOSE, COMES_AS_COMPANY);
    visit_tap(visit, ACTION_NEXT);
    visit_type(visit, "Anna");
    visit_tap(visit, ACTION_NEXT);
    visit_type(visit, "28123456");
    visit_tap(visit, ACTION_NEXT);
    visit_type(visit, "Et klubhus");
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
}

static void a_choice_is_corrected_and_read_back(void **state)
{
    struct visit *visit = *state;
    to_seat_review(visit);
    visit_tap_value(visit, ACTION_EDIT_CHOICE, CHOICE_COMES_AS);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.step, 0);
    visit_tap_value(visit, ACTION_CHOOSE, COMES_AS_CITIZEN);
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    assert_int_equal(visit->model.form.comes_as, COMES_AS_CITIZEN);
    visit_tap_value(visit, ACTION_EDIT_CHOICE, CHOICE_SIDE); /* not in this form */
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
}

static void back_from_a_correction_is_the_read_back_and_keeps_what_was_typed(void **state)
{
    struct visit *visit = *state;
    to_seat_review(visit);
    visit_tap_value(visit, ACTION_EDIT, FIELD_NAME);
    visit_type(visit, " Berg");
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    assert_string_equal(visit->model.form.fields[FIELD_NAME].text, "Anna Berg");
    visit_tap_value(visit, ACTION_EDIT_CHOICE, CHOICE_COMES_AS);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
}

static void back_from_the_read_back_is_the_last_step_whatever_was_corrected(void **state)
{
    struct visit *visit = *state;
    to_seat_review(visit);
    visit_tap_value(visit, ACTION_EDIT, FIELD_NAME);
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.focus, FIELD_BRINGS);
}

static void going_back_all_the_way_and_on_again_loses_nothing(void **state)
{
    struct visit *visit = *state;
    to_seat_review(visit);
    struct form before = visit->model.form;
    while (visit->model.screen != SCREEN_BOARD) visit_tap(visit, ACTION_BACK);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "alder"});
    visit_tap_value(visit, ACTION_START, SUBMISSION_SEAT);
    for (int times = 0; times < 4; times++) visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    assert_memory_equal(before.fields, visit->model.form.fields, sizeof(before.fields));
    assert_int_equal(before.comes_as, visit->model.form.comes_as);
}

/* ---- the finger ---- */

struct glass {
    struct frame frame;
    struct pointer pointer;
    struct pointer_events events;
};

static void put(struct glass *glass, int x, const char *types, bool slides)
{
    struct item *item = frame_add(&glass->frame);
    item->bounds = (struct rect){x, 0, 100, 100};
    item->action = (struct action){.kind = ACTION_KEY, .target = types};
    item->slides = slides;
}

static void a_finger_slides_to_a_variant_and_to_nothing_else(void **state)
{
    (void)state;
    struct glass *glass = calloc(1, sizeof(*glass));
    frame_begin(&glass->frame, "form", "da", 1000, 1000);
    put(glass, 0, "e", false);
    put(glass, 200, "é", true);
    put(glass, 400, "r", false);
    pointer_down(&glass->pointer, &glass->frame, 50, 50, 0, &glass->events);
    pointer_move(&glass->pointer, &glass->frame, 150, 50, 600, &glass->events);
    assert_int_equal(glass->events.list[0].kind, EVENT_RELEASE);
    assert_int_equal(glass->events.list[0].amount, 0);
    pointer_move(&glass->pointer, &glass->frame, 250, 50, 700, &glass->events);
    assert_int_equal(glass->events.count, 1);
    assert_int_equal(glass->events.list[0].kind, EVENT_PRESS);
    assert_string_equal(glass->events.list[0].action.target, "é");
    pointer_up(&glass->pointer, &glass->frame, 250, 50, 800, &glass->events);
    assert_int_equal(glass->events.list[0].kind, EVENT_TAP);
    assert_string_equal(glass->events.list[0].action.target, "é");
    pointer_down(&glass->pointer, &glass->frame, 50, 50, 2000, &glass->events);
    pointer_up(&glass->pointer, &glass->frame, 450, 50, 2600, &glass->events);
    assert_int_equal(glass->events.list[0].kind, EVENT_RELEASE);
    assert_int_equal(glass->events.list[0].amount, 1);
    free(glass);
}

static void a_tap_on_a_field_says_which_letter(void **state)
{
    (void)state;
    struct glass *glass = calloc(1, sizeof(*glass));
    struct caret_stop stops[] = {{10, 0, 100, 0}, {40, 0, 100, 1}, {80, 0, 100, 3}};
    frame_begin(&glass->frame, "form", "da", 1000, 1000);
    put(glass, 0, NULL, false);
    glass->frame.items[0].action = (struct action){.kind = ACTION_FOCUS_FIELD};
    glass->frame.items[0].stops = stops;
    glass->frame.items[0].stops_count = 3;
    pointer_down(&glass->pointer, &glass->frame, 70, 50, 0, &glass->events);
    pointer_up(&glass->pointer, &glass->frame, 70, 50, 60, &glass->events);
    assert_int_equal(glass->events.list[0].amount, 1 + 3);
    free(glass);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(a_short_press_types_the_letter),
        visit_test(a_held_key_wakes_the_screen_when_its_row_is_due),
        visit_test(a_key_without_variants_has_nothing_to_wait_for),
        visit_test(lifted_and_tapped),
        visit_test(slid_to_and_lifted),
        visit_test(lifting_elsewhere_types_nothing),
        visit_test(another_key_closes_the_row_and_types),
        visit_test(the_key_itself_types_itself_after_all),
        visit_test(a_variant_that_has_variants_is_just_typed),
        visit_test(nothing_of_a_row_is_left_after_the_visit),
        cmocka_unit_test(languages_have_their_own_letters_first),
        cmocka_unit_test(no_letter_has_more_variants_than_a_row_holds),
        visit_test(a_short_press_deletes_one_letter_when_it_lifts),
        visit_test(a_held_backspace_deletes_word_by_word_until_it_lifts),
        visit_test(with_nothing_left_a_held_backspace_sleeps),
        visit_test(sliding_off_a_held_backspace_stops_it),
        visit_test(deleting_words_searches_again),
        visit_test(a_contact_is_an_address_until_a_number_was_written),
        visit_test(figures_of_a_contact_are_latin),
        visit_test(a_touch_puts_the_caret_where_it_was),
        visit_test(caret_keys_go_where_they_point),
        visit_test(in_arabic_left_is_onwards),
        visit_test(a_choice_is_corrected_and_read_back),
        visit_test(back_from_a_correction_is_the_read_back_and_keeps_what_was_typed),
        visit_test(back_from_the_read_back_is_the_last_step_whatever_was_corrected),
        visit_test(going_back_all_the_way_and_on_again_loses_nothing),
        cmocka_unit_test(a_finger_slides_to_a_variant_and_to_nothing_else),
        cmocka_unit_test(a_tap_on_a_field_says_which_letter),
    };
    return cmocka_run_group_tests_name("keyboard", tests, NULL, NULL);
}
