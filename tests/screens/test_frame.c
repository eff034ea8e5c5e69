/* tests/screens/test_frame.c - the list of items: its limits, hit-testing, hashes, mirroring, and frame.json. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "tests/screens/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "kiosk/frame.h"
#include "sync/base/json.h"
#include "sync/base/str.h"

static int frame_setup(void **state)
{
    struct frame *frame = calloc(1, sizeof(*frame));
    frame_begin(frame, "board", "da", 1000, 800);
    *state = frame;
    return 0;
}

static int frame_teardown(void **state)
{
    free(*state);
    return 0;
}

static struct item *add(struct frame *frame, struct rect bounds, enum action_kind kind)
{
    struct item *item = frame_add(frame);
    item->role = ROLE_BUTTON;
    item->bounds = bounds;
    item->action.kind = kind;
    return item;
}

static enum action_kind hit(const struct frame *frame, int x, int y)
{
    const struct item *item = frame_hit(frame, x, y);
    return item != NULL ? item->action.kind : ACTION_NONE;
}

/* ---- limits ---- */

static void the_arena_holds_as_many_bytes_as_it_says(void **state)
{
    struct frame *frame = *state;
    assert_non_null(frame_memory(frame, FRAME_TEXT_BYTES_MAX, 1));
    assert_false(frame->cut);
}

static void one_byte_past_the_arena_cuts_and_gives_an_empty_text(void **state)
{
    struct frame *frame = *state;
    assert_null(frame_memory(frame, FRAME_TEXT_BYTES_MAX + 1, 1));
    assert_true(frame->cut);
    frame->cut = false;
    assert_non_null(frame_memory(frame, FRAME_TEXT_BYTES_MAX - 4, 1));
    assert_string_equal(frame_text(frame, "abc", 3), "abc"); /* with its end: the last four */
    assert_false(frame->cut);
    assert_string_equal(frame_text(frame, "", 0), "");
    assert_true(frame->cut);
}

static void a_size_that_overflows_is_refused(void **state)
{
    struct frame *frame = *state;
    assert_non_null(frame_memory(frame, 100, 1));
    assert_null(frame_memory(frame, SIZE_MAX - 50, 8));
    assert_true(frame->cut);
}

static void memory_is_aligned_as_asked(void **state)
{
    struct frame *frame = *state;
    for (size_t alignment = 1; alignment <= 8; alignment *= 2) {
        assert_non_null(frame_text(frame, "x", 1));
        assert_int_equal((uintptr_t)frame_memory(frame, 8, alignment) % alignment, 0);
    }
}

static void a_frame_holds_as_many_items_as_it_says(void **state)
{
    struct frame *frame = *state;
    for (int at = 0; at < FRAME_ITEMS_MAX; at++) assert_ptr_equal(frame_add(frame), &frame->items[at]);
    assert_false(frame->cut);
}

static void one_item_past_the_limit_cuts_and_is_never_null(void **state)
{
    struct frame *frame = *state;
    for (int at = 0; at < FRAME_ITEMS_MAX; at++) frame_add(frame);
    frame->items[FRAME_ITEMS_MAX - 1].focus = true;
    struct item *item = frame_add(frame);
    assert_ptr_equal(item, &frame->items[FRAME_ITEMS_MAX - 1]);
    assert_false(item->focus);
    assert_true(frame->cut);
    assert_int_equal(frame->items_count, FRAME_ITEMS_MAX);
}

static void a_text_too_long_to_format_cuts(void **state)
{
    struct frame *frame = *state;
    char text[2000];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(strlen(frame_textf(frame, "%s", text)), 1023);
    assert_true(frame->cut);
}

static void a_formatted_text_at_the_limit_is_whole(void **state)
{
    struct frame *frame = *state;
    assert_int_equal(strlen(frame_textf(frame, "%1023d", 7)), 1023);
    assert_false(frame->cut);
}

static void a_formatted_text_is_cut_at_a_letter(void **state)
{
    struct frame *frame = *state;
    char text[2000] = "x";
    for (size_t at = 1; at < 1997; at += 2) memcpy(text + at, "å", 3);
    const char *cut = frame_textf(frame, "%s", text); /* 1023 bytes would be 511 letters: 1 + 2 * 511 */
    json_t *whole = json_string(cut);
    assert_non_null(whole); /* jansson takes only good UTF-8 */
    json_decref(whole);
    cut = frame_textf(frame, "%s", text + 1);
    whole = json_string(cut);
    assert_non_null(whole);
    json_decref(whole);
}

static void the_next_frame_finds_nothing_of_the_one_before(void **state)
{
    struct frame *frame = *state;
    static const char secret[] = "Gørild 28123456";
    frame_text(frame, secret, strlen(secret));
    frame_add(frame)->focus = true;
    frame->cut = true;
    frame->scroll_max = 7;
    frame_begin(frame, "rest", "da", 1000, 800);
    assert_null(memmem(frame, sizeof(*frame), "28123456", 8));
    assert_int_equal(frame->items_count, 0);
    assert_int_equal(frame->scroll_max, 0);
    assert_false(frame->cut);
}

/* ---- hit-testing ---- */

static void the_topmost_thing_is_hit(void **state)
{
    struct frame *frame = *state;
    add(frame, (struct rect){0, 0, 500, 500}, ACTION_OPEN_BOARD);
    add(frame, (struct rect){100, 100, 50, 50}, ACTION_HELP);
    frame_add(frame)->bounds = (struct rect){0, 0, 1000, 800}; /* only shows */
    assert_int_equal(hit(frame, 120, 120), ACTION_HELP);
    assert_int_equal(hit(frame, 99, 120), ACTION_OPEN_BOARD);
    assert_int_equal(hit(frame, 600, 120), ACTION_NONE);
}

static void the_edge_belongs_to_the_left_and_the_top(void **state)
{
    struct frame *frame = *state;
    add(frame, (struct rect){100, 100, 50, 50}, ACTION_HELP);
    assert_int_equal(hit(frame, 100, 100), ACTION_HELP);
    assert_int_equal(hit(frame, 149, 149), ACTION_HELP);
    assert_int_equal(hit(frame, 150, 149), ACTION_NONE);
    assert_int_equal(hit(frame, 149, 150), ACTION_NONE);
}

static void what_is_scrolled_out_of_sight_is_not_hit(void **state)
{
    struct frame *frame = *state;
    add(frame, (struct rect){0, 0, 500, 500}, ACTION_HELP)->clip = (struct rect){0, 200, 500, 100};
    assert_int_equal(hit(frame, 10, 199), ACTION_NONE);
    assert_int_equal(hit(frame, 10, 200), ACTION_HELP);
    assert_int_equal(hit(frame, 10, 300), ACTION_NONE);
}

static void what_is_disabled_is_not_hit(void **state)
{
    struct frame *frame = *state;
    add(frame, (struct rect){0, 0, 500, 500}, ACTION_HELP)->disabled = true;
    assert_int_equal(hit(frame, 10, 10), ACTION_NONE);
}

static void letters_reach_beyond_their_box_when_painted_but_not_when_touched(void **state)
{
    struct frame *frame = *state;
    struct item *item = add(frame, (struct rect){10, 100, 50, 40}, ACTION_HELP);
    item->overhang = 6;
    assert_int_equal(item_painted(item).y, 94);
    assert_int_equal(item_painted(item).h, 52);
    assert_int_equal(item_visible(item).y, 100);
    assert_int_equal(hit(frame, 20, 98), ACTION_NONE);
}

/* ---- hashes ---- */

static const struct petal some_petals[2] = {{SIDE_CITIZENS, true, "Lyst", ""}, {SIDE_STAFF, false, "Ro", ""}};

static struct item some_item(void)
{
    return (struct item){.role = ROLE_BUTTON,
                         .drawing = DRAW_BOX,
                         .bounds = {1, 2, 3, 4},
                         .clip = {0, 0, 100, 100},
                         .fill = {1, 2, 3, 255},
                         .edge = {4, 5, 6, 255},
                         .edge_width = 2,
                         .radius = 3,
                         .text = "Hej",
                         .style = {WEIGHT_REGULAR, 40},
                         .line_height = 50,
                         .ink = {7, 8, 9, 255},
                         .petals = some_petals,
                         .petals_count = 2,
                         .rings = 3,
                         .ring_inner = 5};
}

/* `change` is done to a copy; the hash must then differ, or be the same. */
#define ASSERT_HASH(same, change)                                                                                      \
    do {                                                                                                               \
        struct item item = some_item();                                                                                \
        uint64_t before = item_hash(&item);                                                                            \
        item.change;                                                                                                   \
        if ((item_hash(&item) == before) != (same))                                                                    \
            fail_msg("%s: the hash is %s", #change, (same) ? "another" : "the same");                                  \
    } while (0)

static void the_hash_changes_with_all_that_can_be_seen(void **state)
{
    (void)state;
    static const struct petal other_side[2] = {{SIDE_STAFF, true, "Lyst", ""}, {SIDE_STAFF, false, "Ro", ""}};
    static const struct petal created[2] = {{SIDE_CITIZENS, true, "Lyst", ""}, {SIDE_STAFF, true, "Ro", ""}};
    ASSERT_HASH(false, drawing = DRAW_CARET);
    ASSERT_HASH(false, bounds.x = 9);
    ASSERT_HASH(false, bounds.y = 9);
    ASSERT_HASH(false, bounds.w = 9);
    ASSERT_HASH(false, bounds.h = 9);
    ASSERT_HASH(false, clip.y = 9);
    ASSERT_HASH(false, clip.h = 9);
    ASSERT_HASH(false, fill.g = 9);
    ASSERT_HASH(false, fill.a = 9);
    ASSERT_HASH(false, edge.r = 9);
    ASSERT_HASH(false, ink.b = 99);
    ASSERT_HASH(false, edge_width = 9);
    ASSERT_HASH(false, radius = 9);
    ASSERT_HASH(false, dashed = true);
    ASSERT_HASH(false, text = "Hey");
    ASSERT_HASH(false, text = "");
    ASSERT_HASH(false, text = NULL);
    ASSERT_HASH(false, style.weight = WEIGHT_BOLD);
    ASSERT_HASH(false, style.size_px = 41);
    ASSERT_HASH(false, line_height = 51);
    ASSERT_HASH(false, overhang = 4);
    ASSERT_HASH(false, align = ALIGN_RIGHT);
    ASSERT_HASH(false, icon = ICON_HELP);
    ASSERT_HASH(false, rings = 4);
    ASSERT_HASH(false, ring_inner = 6);
    ASSERT_HASH(false, petals = other_side);
    ASSERT_HASH(false, petals = created);
    ASSERT_HASH(false, petals_count = 1);
    ASSERT_HASH(false, mirrored = true);
}

static void the_hash_does_not_change_with_what_is_only_said(void **state)
{
    (void)state;
    ASSERT_HASH(true, label = "Hjælp");
    ASSERT_HASH(true, description = "slået til");
    ASSERT_HASH(true, role = ROLE_CARD);
    ASSERT_HASH(true, action.kind = ACTION_HELP);
    ASSERT_HASH(true, focus = true);
}

static void the_hash_is_of_the_text_and_not_of_its_place(void **state)
{
    (void)state;
    char other[] = "Hej";
    ASSERT_HASH(true, text = other);
}

/* ---- from right to left ---- */

static const struct rect some_place = {10, 20, 300, 40};

static struct item *add_text(struct frame *frame, const char *text, enum align align)
{
    struct item *item = add(frame, some_place, ACTION_NONE);
    item->text = text;
    item->align = align;
    return item;
}

static void assert_rect(struct rect rect, int x, int y, int w, int h)
{
    assert_int_equal(rect.x, x);
    assert_int_equal(rect.y, y);
    assert_int_equal(rect.w, w);
    assert_int_equal(rect.h, h);
}

/* After low reach the next frame begins at the top again. */
static void a_new_frame_begins_at_the_top(void **state)
{
    (void)state;
    static struct frame frame;
    frame.top = 711;
    frame_begin(&frame, "board", "da", 1000, 800);
    assert_int_equal(frame.top, 0);
}

static void a_mirrored_frame_begins_at_the_right(void **state)
{
    struct frame *frame = *state;
    struct item *item = add(frame, some_place, ACTION_HELP);
    item->clip = (struct rect){0, 30, 200, 10};
    struct item *whole = add(frame, (struct rect){0, 0, 1000, 800}, ACTION_NONE);
    struct item *off = add(frame, (struct rect){-20, 0, 10, 10}, ACTION_NONE);
    frame->scroll_view = (struct rect){100, 50, 700, 600};
    frame->scroll_max = 77;
    frame_mirror(frame);
    assert_rect(item->bounds, 690, 20, 300, 40);
    assert_rect(item->clip, 800, 30, 200, 10);
    assert_rect(whole->bounds, 0, 0, 1000, 800);
    assert_rect(off->bounds, 1010, 0, 10, 10);
    assert_rect(frame->scroll_view, 200, 50, 700, 600);
    assert_int_equal(frame->scroll_max, 77);
    assert_int_equal(hit(frame, 10, 35), ACTION_NONE);
    assert_int_equal(hit(frame, 989, 35), ACTION_HELP);
    assert_int_equal(hit(frame, 799, 35), ACTION_NONE); /* clipped away */
}

static void a_frame_that_does_not_scroll_does_not_scroll_when_mirrored(void **state)
{
    struct frame *frame = *state;
    frame_mirror(frame);
    assert_rect(frame->scroll_view, 0, 0, 0, 0);
}

static void mirrored_twice_everything_is_where_it_was(void **state)
{
    struct frame *frame = *state;
    struct item *item = add(frame, some_place, ACTION_HELP);
    item->icon = ICON_BACK;
    item->clip = (struct rect){5, 6, 7, 8};
    frame_mirror(frame);
    frame_mirror(frame);
    assert_rect(item->bounds, 10, 20, 300, 40);
    assert_rect(item->clip, 5, 6, 7, 8);
    assert_int_equal(item->icon, ICON_BACK);
}

static void arrows_that_mean_back_and_forward_turn_and_no_others(void **state)
{
    struct frame *frame = *state;
    for (int icon = ICON_NONE; icon <= ICON_DOT_AHEAD; icon++) {
        struct item *item = add(frame, some_place, ACTION_NONE);
        item->drawing = DRAW_ICON;
        item->icon = (enum icon)icon;
    }
    frame_mirror(frame);
    for (int icon = ICON_NONE; icon <= ICON_DOT_AHEAD; icon++) {
        int wanted = icon == ICON_BACK ? ICON_FORWARD : icon == ICON_FORWARD ? ICON_BACK : icon;
        assert_int_equal(frame->items[icon].icon, wanted);
    }
}

static void keys_keep_their_places(void **state)
{
    struct frame *frame = *state;
    struct item *key = add_text(frame, "\xd8\xb4", ALIGN_LEFT);
    key->action.kind = ACTION_KEY;
    key->icon = ICON_BACK;
    key->unmirrored = true;
    struct item before = *key;
    frame_mirror(frame);
    assert_memory_equal(key, &before, sizeof(before));
}

static void a_flower_is_turned_and_nothing_else_is(void **state)
{
    struct frame *frame = *state;
    add(frame, some_place, ACTION_NONE)->drawing = DRAW_FLOWER;
    add(frame, some_place, ACTION_NONE)->drawing = DRAW_RINGS;
    frame_mirror(frame);
    assert_true(frame->items[0].mirrored);
    assert_false(frame->items[1].mirrored);
}

/* In a frame that is read from the right everything begins there, Danish in the midst of Arabic too: one clean edge. */
static void all_that_is_read_begins_at_the_right(void **state)
{
    struct frame *frame = *state;
    static const struct {
        const char *text;
        enum align before, after;
    } table[] = {
        {"مرحبا", ALIGN_LEFT, ALIGN_RIGHT},
        {"مدد", ALIGN_LEFT, ALIGN_RIGHT},
        {"اسم: Jørgen Ørsted", ALIGN_LEFT, ALIGN_RIGHT},
        {"3 / 4 مرحبا", ALIGN_LEFT, ALIGN_RIGHT}, /* the first letter decides, not the first figure */
        {"\u200f\u2068Alder\u2069 کا پھول", ALIGN_LEFT, ALIGN_RIGHT}, /* marked by the translator */
        {"Frivilligt arbejde", ALIGN_LEFT, ALIGN_RIGHT},
        {"Åben", ALIGN_LEFT, ALIGN_RIGHT},
        {"Øl مرحبا", ALIGN_LEFT, ALIGN_RIGHT},
        {"28 12 34 56", ALIGN_LEFT, ALIGN_RIGHT},
        {"", ALIGN_LEFT, ALIGN_RIGHT},
        {NULL, ALIGN_LEFT, ALIGN_RIGHT},
        {"مرحبا", ALIGN_CENTER, ALIGN_CENTER},
        {"Hjælp", ALIGN_CENTER, ALIGN_CENTER},
    };
    size_t count = sizeof(table) / sizeof(table[0]);
    for (size_t at = 0; at < count; at++) add_text(frame, table[at].text, table[at].before);
    frame_mirror(frame);
    for (size_t at = 0; at < count; at++) {
        if (frame->items[at].align != table[at].after) fail_msg("\"%s\" is aligned wrongly", table[at].text);
        assert_int_equal(frame->items[at].bounds.x, 690);
    }
}

/* ---- words and JSON ---- */

static void what_is_said_is_the_label_or_else_the_text_without_line_breaks(void **state)
{
    struct frame *frame = *state;
    char words[64];
    struct item *item = frame_add(frame);
    assert_string_equal(item_words(item, words, sizeof(words)), "");
    item->text = "Hvad er\ni gang?";
    assert_string_equal(item_words(item, words, sizeof(words)), "Hvad er i gang?");
    item->label = "Spørgsmål";
    assert_string_equal(item_words(item, words, sizeof(words)), "Spørgsmål");
}

static json_t *item_of(const json_t *frame, size_t at)
{
    return json_array_get(json_object_get(frame, "items"), at);
}

static void frame_json_has_the_shape_the_design_says(void **state)
{
    struct frame *frame = *state;
    struct item *item = add(frame, (struct rect){10, 20, 300, 400}, ACTION_OPEN_NETWORK);
    item->action.target = "alder";
    item->text = "Læs\nmere";
    item->focus = true;
    AUTO(json_auto) json_t *json = frame_to_json(frame);
    AUTO(json_auto)
    json_t *wanted = json_pack("{s:s, s:s, s:i, s:i, s:[{s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:s, s:b, s:s}]}", "screen",
                               "board", "lang", "da", "width", 1000, "height", 800, "items", "role", "button", "label",
                               "Læs mere", "text", "Læs\nmere", "x", 10, "y", 20, "w", 300, "h", 400, "action",
                               "open_network", "focus", 1, "target", "alder");
    assert_non_null(wanted);
    if (!json_equal(json, wanted)) fail_msg("it is %s", json_dumps(json, 0));
}

static void frame_json_says_what_is_pressed_and_disabled(void **state)
{
    struct frame *frame = *state;
    struct item *item = add(frame, (struct rect){0, 0, 10, 10}, ACTION_HELP);
    item->pressed = true;
    item->disabled = true;
    item->description = "slået til";
    AUTO(json_auto) json_t *json = frame_to_json(frame);
    assert_true(json_is_true(json_object_get(item_of(json, 0), "pressed")));
    assert_true(json_is_true(json_object_get(item_of(json, 0), "disabled")));
    assert_string_equal(json_text_at(item_of(json, 0), "description"), "slået til");
}

static void frame_json_leaves_out_what_only_decorates(void **state)
{
    struct frame *frame = *state;
    frame_add(frame)->bounds = (struct rect){0, 0, 10, 10};
    add(frame, (struct rect){0, 0, 10, 10}, ACTION_HELP);
    AUTO(json_auto) json_t *json = frame_to_json(frame);
    assert_int_equal(json_array_size(json_object_get(json, "items")), 1);
}

static void frame_json_gives_the_part_that_can_be_seen(void **state)
{
    struct frame *frame = *state;
    add(frame, (struct rect){0, 100, 50, 300}, ACTION_HELP)->clip = (struct rect){0, 250, 1000, 100};
    AUTO(json_auto) json_t *json = frame_to_json(frame);
    assert_int_equal(json_integer_value(json_object_get(item_of(json, 0), "y")), 250);
    assert_int_equal(json_integer_value(json_object_get(item_of(json, 0), "h")), 100);
}

static void frame_json_names_every_action_and_role(void **state)
{
    struct frame *frame = *state;
    for (int kind = ACTION_OPEN_BOARD; kind <= ACTION_RESTART; kind++) {
        assert_non_null(action_name((enum action_kind)kind));
        assert_true(action_name((enum action_kind)kind)[0] != '\0');
        for (int other = ACTION_NONE; other < kind; other++) {
            assert_string_not_equal(action_name((enum action_kind)kind), action_name((enum action_kind)other));
        }
    }
    add(frame, (struct rect){0, 0, 1, 1}, ACTION_NONE)->role = ROLE_ALERT;
    AUTO(json_auto) json_t *json = frame_to_json(frame);
    assert_string_equal(json_text_at(item_of(json, 0), "role"), "alert");
    assert_string_equal(json_text_at(item_of(json, 0), "action"), "");
}

static void a_very_long_text_is_in_frame_json_too(void **state)
{
    struct frame *frame = *state;
    char text[6001] = "";
    for (size_t at = 0; at + 2 < sizeof(text); at += 2) memcpy(text + at, "å", 3);
    struct item *item = add(frame, (struct rect){0, 0, 10, 10}, ACTION_NONE);
    item->text = frame_text(frame, text, strlen(text));
    AUTO(json_auto) json_t *json = frame_to_json(frame);
    assert_int_equal(json_array_size(json_object_get(json, "items")), 1);
    assert_string_equal(json_text_at(item_of(json, 0), "text"), text);
}

static void the_text_form_has_a_line_for_each_thing_that_can_be_seen(void **state)
{
    struct frame *frame = *state;
    struct item *field = add(frame, (struct rect){0, 0, 10, 10}, ACTION_FOCUS_FIELD);
    field->role = ROLE_FIELD;
    field->label = "Navn";
    field->focus = true;
    add(frame, (struct rect){2000, 0, 10, 10}, ACTION_HELP); /* off the screen */
    AUTO(str_finish) struct str text = {0};
    assert_int_equal(frame_to_text(&text, frame), ERR_OK);
    assert_string_equal(str_text(&text), "screen board, da\nfield \"Navn\" -> focus_field [focus]\n");
}

#define frame_test(function) cmocka_unit_test_setup_teardown(function, frame_setup, frame_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        frame_test(the_arena_holds_as_many_bytes_as_it_says),
        frame_test(one_byte_past_the_arena_cuts_and_gives_an_empty_text),
        frame_test(a_size_that_overflows_is_refused),
        frame_test(memory_is_aligned_as_asked),
        frame_test(a_frame_holds_as_many_items_as_it_says),
        frame_test(one_item_past_the_limit_cuts_and_is_never_null),
        frame_test(a_text_too_long_to_format_cuts),
        frame_test(a_formatted_text_at_the_limit_is_whole),
        frame_test(a_formatted_text_is_cut_at_a_letter),
        frame_test(the_next_frame_finds_nothing_of_the_one_before),
        frame_test(the_topmost_thing_is_hit),
        frame_test(the_edge_belongs_to_the_left_and_the_top),
        frame_test(what_is_scrolled_out_of_sight_is_not_hit),
        frame_test(what_is_disabled_is_not_hit),
        frame_test(letters_reach_beyond_their_box_when_painted_but_not_when_touched),
        cmocka_unit_test(the_hash_changes_with_all_that_can_be_seen),
        cmocka_unit_test(the_hash_does_not_change_with_what_is_only_said),
        cmocka_unit_test(the_hash_is_of_the_text_and_not_of_its_place),
        frame_test(a_new_frame_begins_at_the_top),
        frame_test(a_mirrored_frame_begins_at_the_right),
        frame_test(a_frame_that_does_not_scroll_does_not_scroll_when_mirrored),
        frame_test(mirrored_twice_everything_is_where_it_was),
        frame_test(arrows_that_mean_back_and_forward_turn_and_no_others),
        frame_test(keys_keep_their_places),
        frame_test(a_flower_is_turned_and_nothing_else_is),
        frame_test(all_that_is_read_begins_at_the_right),
        frame_test(what_is_said_is_the_label_or_else_the_text_without_line_breaks),
        frame_test(frame_json_has_the_shape_the_design_says),
        frame_test(frame_json_says_what_is_pressed_and_disabled),
        frame_test(frame_json_leaves_out_what_only_decorates),
        frame_test(frame_json_gives_the_part_that_can_be_seen),
        frame_test(frame_json_names_every_action_and_role),
        frame_test(a_very_long_text_is_in_frame_json_too),
        frame_test(the_text_form_has_a_line_for_each_thing_that_can_be_seen),
    };
    return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
