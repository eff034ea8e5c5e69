/* tests/screens/test_caret.c - a touch in a field's text on the real screen: the caret goes there, and is seen there.
 */
#include "tests/screens/house.h"

static void open_app(struct house *house, struct folder *folder, const char *lang, int width, int height, int mm_width)
{
    const struct app_options options = {.lang = lang,
                                        .width = width,
                                        .height = height,
                                        .mm_width = mm_width,
                                        .distance_mm = mm_width < 250 ? 400 : 600,
                                        .quiet = true};
    house_open(house, folder, "assets/content/albertslund-2014.json", options);
}

static void touch(struct house *house, int x, int y)
{
    house->now_ms += 1000;
    app_pointer(house->app, POINTER_DOWN, x, y, house->now_ms);
    house->now_ms += 60;
    app_pointer(house->app, POINTER_UP, x, y, house->now_ms);
}

/* The latest item with this action; value -1 for any. */
static const struct item *find(struct house *house, enum action_kind kind, int value, const char *target)
{
    const struct frame *frame = app_frame(house->app);
    for (size_t at = frame->items_count; at > 0; at--) {
        const struct item *item = &frame->items[at - 1];
        if (item->action.kind != kind || (value >= 0 && item->action.value != value)) continue;
        if (target == NULL || strcmp(item->action.target, target) == 0) return item;
    }
    fail_msg("nothing on \"%s\" does %s", frame->screen, action_name(kind));
    return NULL;
}

static void tap(struct house *house, enum action_kind kind, int value, const char *target)
{
    struct rect seen = item_visible(find(house, kind, value, target));
    touch(house, seen.x + seen.w / 2, seen.y + seen.h / 2);
}

static void say(struct house *house, struct event event)
{
    event.now_ms = house->now_ms;
    app_event(house->app, &event);
}

static void to_idea(struct house *house)
{
    tap(house, ACTION_OPEN_BOARD, -1, NULL);
    say(house, (struct event){.kind = EVENT_TAP, .action = {.kind = ACTION_START, .value = SUBMISSION_IDEA}});
    tap(house, ACTION_ACCEPT_NOTICE, -1, NULL);
}

static struct rect caret_place(struct house *house)
{
    const struct frame *frame = app_frame(house->app);
    for (size_t at = 0; at < frame->items_count; at++) {
        if (frame->items[at].drawing == DRAW_CARET) return frame->items[at].bounds;
    }
    fail_msg("there is no caret");
    return (struct rect){0, 0, 0, 0};
}

/* Touches every place of the field's text in turn; each time the caret is there, and in the field. */
static void touch_all_stops(struct house *house, enum form_field which, size_t count_min)
{
    struct caret_stop stops[600];
    const struct item *field = find(house, ACTION_FOCUS_FIELD, (int)which, NULL);
    struct rect box = item_visible(field);
    size_t count = field->stops_count;
    assert_true(count >= count_min && count < sizeof(stops) / sizeof(stops[0]));
    memcpy(stops, field->stops, count * sizeof(stops[0]));
    for (size_t at = count; at > 0; at--) { /* from the end: what is above moves down only then */
        const struct caret_stop *stop = &stops[at - 1];
        if (!rect_contains(box, stop->x, stop->y + stop->h / 2)) continue;
        /* Another one at the same place is as good: the end of a line and a mark of no width. */
        touch(house, stop->x, stop->y + stop->h / 2);
        size_t caret = find(house, ACTION_FOCUS_FIELD, (int)which, NULL)->caret;
        if (caret != stop->offset) print_message("%zu, not %zu\n", caret, stop->offset);
        assert_int_equal(caret, stop->offset);
        struct rect seen = caret_place(house);
        assert_true(seen.x >= box.x && seen.x + seen.w <= box.x + box.w);
        assert_true(seen.y >= box.y && seen.y + seen.h <= box.y + box.h);
        assert_true(abs(seen.x - stop->x) <= 16);
        if (count > 60) return; /* several lines scroll under the finger: the first touch says it */
    }
}

static void in_a_line_of_danish(void **state)
{
    struct house house;
    open_app(&house, *state, "da", 1080, 1920, 268);
    to_idea(&house);
    say(&house, (struct event){.kind = EVENT_TYPE, .text = "Bo Ås-Østerga\xcc\x8ard"});
    touch_all_stops(&house, FIELD_TITLE, 16);
    house_close(&house);
}

static void in_a_line_of_arabic_on_a_danish_screen(void **state)
{
    struct house house;
    open_app(&house, *state, "da", 1080, 1920, 268);
    to_idea(&house);
    say(&house, (struct event){.kind = EVENT_TYPE, .text = "محمد الحسن"});
    const struct item *field = find(&house, ACTION_FOCUS_FIELD, FIELD_TITLE, NULL);
    assert_true(field->stops[0].x > field->stops[field->stops_count - 1].x); /* it begins at the right */
    touch_all_stops(&house, FIELD_TITLE, 11);
    house_close(&house);
}

static void in_a_line_of_arabic_on_an_arabic_screen(void **state)
{
    struct house house;
    open_app(&house, *state, "ar", 1920, 1080, 476);
    to_idea(&house);
    say(&house, (struct event){.kind = EVENT_TYPE, .text = "محمد الحسن"});
    const struct item *field = find(&house, ACTION_FOCUS_FIELD, FIELD_TITLE, NULL);
    assert_true(field->stops[0].x > field->stops[field->stops_count - 1].x);
    assert_true(field->stops[0].x > field->bounds.x + field->bounds.w * 8 / 10);
    touch_all_stops(&house, FIELD_TITLE, 11);
    house_close(&house);
}

static void in_a_line_of_danish_on_an_arabic_screen(void **state)
{
    struct house house;
    open_app(&house, *state, "ar", 1080, 1920, 268);
    to_idea(&house);
    say(&house, (struct event){.kind = EVENT_TYPE, .text = "Bo Berg"});
    const struct item *field = find(&house, ACTION_FOCUS_FIELD, FIELD_TITLE, NULL);
    assert_true(field->stops[0].x < field->stops[field->stops_count - 1].x);
    touch_all_stops(&house, FIELD_TITLE, 8);
    house_close(&house);
}

static size_t caret_of(struct house *house, enum form_field which)
{
    return find(house, ACTION_FOCUS_FIELD, (int)which, NULL)->caret;
}

static void in_several_lines_and_with_real_keys(void **state)
{
    struct house house;
    open_app(&house, *state, "da", 1080, 1920, 268);
    to_idea(&house);
    tap(&house, ACTION_FOCUS_FIELD, FIELD_TEXT, NULL);
    static const char text[] = "Et sted, hvor unge og gamle reparerer cykler sammen. Det kan være i skolen, eller på "
                               "torvet, eller hvor der ellers er et tag.";
    say(&house, (struct event){.kind = EVENT_TYPE, .text = text});
    assert_int_equal(caret_of(&house, FIELD_TEXT), strlen(text));
    touch_all_stops(&house, FIELD_TEXT, 100);
    const struct item *field = find(&house, ACTION_FOCUS_FIELD, FIELD_TEXT, NULL);
    touch(&house, field->stops[5].x, field->stops[5].y + 10); /* in the first line */
    assert_int_equal(caret_of(&house, FIELD_TEXT), 5);
    house_press_key(&house, SDLK_DOWN);
    assert_true(caret_of(&house, FIELD_TEXT) > 20);
    house_press_key(&house, SDLK_UP);
    assert_int_equal(caret_of(&house, FIELD_TEXT), 5);
    house_press_key(&house, SDLK_UP);
    assert_int_equal(caret_of(&house, FIELD_TEXT), 5);
    house_press_key(&house, SDLK_END);
    assert_int_equal(caret_of(&house, FIELD_TEXT), strlen(text));
    house_press_key(&house, SDLK_HOME);
    house_press_key(&house, SDLK_RIGHT);
    house_press_key(&house, SDLK_DELETE);
    assert_int_equal(caret_of(&house, FIELD_TEXT), 1);
    assert_memory_equal(find(&house, ACTION_FOCUS_FIELD, FIELD_TEXT, NULL)->description, "E sted", 6);
    house_close(&house);
}

static void a_text_longer_than_its_field_keeps_the_caret_in_sight(void **state)
{
    struct house house;
    open_app(&house, *state, "da", 1280, 800, 217);
    to_idea(&house);
    char text[SUBMISSION_TITLE_BYTES_MAX + 1];
    memset(text, 'm', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    say(&house, (struct event){.kind = EVENT_TYPE, .text = text});
    struct rect box = item_visible(find(&house, ACTION_FOCUS_FIELD, FIELD_TITLE, NULL));
    for (size_t left = sizeof(text) - 1; left > 0; left--) {
        struct rect seen = caret_place(&house);
        assert_true(seen.x >= box.x && seen.x + seen.w <= box.x + box.w);
        house_press_key(&house, SDLK_LEFT);
        assert_int_equal(caret_of(&house, FIELD_TITLE), left - 1);
    }
    house_close(&house);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(in_a_line_of_danish),
        folder_test(in_a_line_of_arabic_on_a_danish_screen),
        folder_test(in_a_line_of_arabic_on_an_arabic_screen),
        folder_test(in_a_line_of_danish_on_an_arabic_screen),
        folder_test(in_several_lines_and_with_real_keys),
        folder_test(a_text_longer_than_its_field_keeps_the_caret_in_sight),
    };
    return cmocka_run_group_tests_name("caret", tests, NULL, NULL);
}
