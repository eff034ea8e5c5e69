/* tests/screens/test_focus.c - the order of reading, in both directions, whatever the order of adding. */
#include "tests/screens/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "kiosk/focus.h"

static struct frame *frame;

static int set_up(void **state)
{
    (void)state;
    frame = calloc(1, sizeof(*frame));
    assert_non_null(frame);
    frame_begin(frame, "test", "da", 1000, 2000);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(frame);
    return 0;
}

static struct item *add(const char *label, struct rect bounds, enum zone zone, enum role role)
{
    struct item *item = frame_add(frame);
    *item = (struct item){.role = role, .zone = zone, .bounds = bounds, .clip = {0, 0, 1000, 2000}, .label = label};
    if (role == ROLE_BUTTON) item->action = (struct action){.kind = ACTION_EDIT, .value = (int)frame->items_count};
    return item;
}

static void assert_order(bool all, const char *expected)
{
    uint16_t list[FRAME_ITEMS_MAX];
    char got[256] = "";
    size_t count = frame_reading_order(frame, all, list);
    for (size_t at = 0; at < count; at++) got[at] = frame->items[list[at]].label[0];
    assert_string_equal(got, expected);
}

/* As screens do it: the footer first. */
static void a_page(void)
{
    add("y", (struct rect){520, 1700, 400, 100}, ZONE_FOOTER, ROLE_BUTTON);
    add("x", (struct rect){50, 1700, 400, 100}, ZONE_FOOTER, ROLE_BUTTON);
    add("B", (struct rect){0, 1900, 500, 100}, ZONE_BAR, ROLE_BUTTON);
    add("C", (struct rect){500, 1900, 500, 100}, ZONE_BAR, ROLE_BUTTON);
    add("b", (struct rect){50, 200, 900, 100}, ZONE_CONTENT, ROLE_HEADING);
    add("d", (struct rect){700, 320, 200, 200}, ZONE_CONTENT, ROLE_BUTTON);
    add("c", (struct rect){50, 330, 500, 150}, ZONE_CONTENT, ROLE_TEXT);
    add("a", (struct rect){50, 20, 300, 100}, ZONE_CONTENT, ROLE_BUTTON);
}

static void zones_then_rows_then_columns(void **state)
{
    (void)state;
    a_page();
    assert_order(true, "abcdxyBC");
    assert_order(false, "adxyBC");
}

static void right_to_left_goes_from_the_right(void **state)
{
    (void)state;
    a_page();
    strcpy(frame->lang, "ar");
    frame_mirror(frame);
    assert_order(true, "abcdxyBC");
    strcpy(frame->lang, "da"); /* the mirrored page, read from the left */
    assert_order(true, "abdcyxCB");
}

static void a_thing_as_large_as_the_screen_comes_last(void **state)
{
    (void)state;
    add("w", (struct rect){0, 0, 1000, 2000}, ZONE_CONTENT, ROLE_BUTTON);
    add("a", (struct rect){50, 20, 300, 100}, ZONE_CONTENT, ROLE_TEXT);
    add("b", (struct rect){50, 220, 300, 100}, ZONE_CONTENT, ROLE_TEXT);
    assert_order(true, "abw");
}

static void what_is_scrolled_away_is_in_the_order_and_comes_back(void **state)
{
    (void)state;
    frame->scroll_view = (struct rect){0, 300, 1000, 500};
    frame->scroll_max = 900;
    add("a", (struct rect){50, 20, 300, 100}, ZONE_CONTENT, ROLE_BUTTON);
    struct item *above = add("b", (struct rect){50, -200, 300, 100}, ZONE_CONTENT, ROLE_BUTTON);
    struct item *below = add("d", (struct rect){50, 1000, 300, 100}, ZONE_CONTENT, ROLE_BUTTON);
    struct item *seen = add("c", (struct rect){50, 350, 300, 100}, ZONE_CONTENT, ROLE_BUTTON);
    above->clip = below->clip = seen->clip = frame->scroll_view;
    add("e", (struct rect){50, 900, 300, 80}, ZONE_CONTENT, ROLE_BUTTON);
    assert_order(true, "abcde");
    assert_int_equal(focus_scroll(frame, seen), 0);
    assert_int_equal(focus_scroll(frame, above), -500);
    assert_int_equal(focus_scroll(frame, below), 300);
}

static void the_ring_goes_round_and_survives_a_new_frame(void **state)
{
    (void)state;
    a_page();
    const struct item *first = frame_next_focus(frame, 0, 1, true);
    assert_string_equal(first->label, "a");
    uint64_t id = focus_id(frame, first);
    assert_string_equal(frame_next_focus(frame, id, -1, true)->label, "C");
    assert_string_equal(frame_next_focus(frame, id, 1, true)->label, "b");
    assert_string_equal(frame_next_focus(frame, 12345, 1, true)->label, "a"); /* gone: from the beginning */
    for (size_t at = 0; at < frame->items_count; at++) frame->items[at].bounds.y += 7;
    assert_ptr_equal(focus_find(frame, id), first);
    frame->items[frame->items_count - 1].action.value++;
    assert_null(focus_find(frame, id));
}

static void what_is_alike_is_told_apart(void **state)
{
    (void)state;
    for (int at = 0; at < 3; at++) add("same", (struct rect){0, at * 100, 100, 50}, ZONE_CONTENT, ROLE_TEXT);
    uint64_t id = 0;
    for (int at = 0; at < 3; at++) {
        const struct item *item = frame_next_focus(frame, id, 1, true);
        assert_ptr_equal(item, &frame->items[at]);
        id = focus_id(frame, item);
    }
}

static void disabled_things_are_told_but_not_stopped_at(void **state)
{
    (void)state;
    add("a", (struct rect){0, 0, 100, 50}, ZONE_CONTENT, ROLE_BUTTON)->disabled = true;
    add("b", (struct rect){0, 100, 100, 50}, ZONE_CONTENT, ROLE_BUTTON);
    assert_order(true, "ab");
    assert_order(false, "b");
}

static void a_full_frame_is_ordered(void **state)
{
    (void)state;
    for (int at = FRAME_ITEMS_MAX; at > 0; at--) add("x", (struct rect){0, at * 3, 10, 2}, ZONE_CONTENT, ROLE_BUTTON);
    uint16_t list[FRAME_ITEMS_MAX];
    assert_int_equal(frame_reading_order(frame, true, list), FRAME_ITEMS_MAX);
    for (int at = 0; at < FRAME_ITEMS_MAX; at++) assert_int_equal(list[at], FRAME_ITEMS_MAX - 1 - at);
    assert_non_null(frame_next_focus(frame, 0, 1, true));
}

static void an_empty_frame_has_no_focus(void **state)
{
    (void)state;
    assert_null(frame_next_focus(frame, 0, 1, true));
}

int main(void)
{
#define WITH_FRAME(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_FRAME(zones_then_rows_then_columns),
        WITH_FRAME(right_to_left_goes_from_the_right),
        WITH_FRAME(a_thing_as_large_as_the_screen_comes_last),
        WITH_FRAME(what_is_scrolled_away_is_in_the_order_and_comes_back),
        WITH_FRAME(the_ring_goes_round_and_survives_a_new_frame),
        WITH_FRAME(what_is_alike_is_told_apart),
        WITH_FRAME(disabled_things_are_told_but_not_stopped_at),
        WITH_FRAME(a_full_frame_is_ordered),
        WITH_FRAME(an_empty_frame_has_no_focus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
