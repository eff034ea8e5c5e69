/* tests/screens/test_ui.c - how texts break into lines, how cards stand side by side, and one clean edge in Arabic. */
#include "tests/screens/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "kiosk/columns.h"
#include "kiosk/ui.h"

struct desk {
    struct text *text;
    struct frame frame;
    struct model model;
    struct ui ui;
};

static int set_up(void **state)
{
    struct desk *desk = calloc(1, sizeof(*desk));
    const char *missing = "";
    if (desk == NULL || text_open(&desk->text, &missing) != ERR_OK) return -1;
    model_init(&desk->model, "da", true);
    desk->ui = (struct ui){.frame = &desk->frame,
                           .model = &desk->model,
                           .look = look_normal(),
                           .metrics = metrics_make(1080, 1920, 270, 600, false),
                           .text = desk->text};
    desk->ui.clip = (struct rect){0, 0, 1080, 1920};
    frame_begin(&desk->frame, "test", "da", 1080, 1920);
    *state = desk;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *desk = *state;
    text_close(desk->text);
    model_finish(&desk->model);
    free(desk);
    return 0;
}

/* ---- lines ---- */

static struct item *set_text(struct desk *desk, int width, const char *text)
{
    return ui_text(&desk->ui, 0, 0, width, TYPE_BODY, desk->ui.look->ink, text);
}

static void words_stay_whole_where_they_can(void **state)
{
    struct item *item = set_text(*state, 300, "Et netværk for alle");
    assert_string_equal(item->text, "Et netværk for\nalle");
    assert_false(item->parted);
}

static void a_word_that_is_too_wide_is_parted_and_the_audit_is_told(void **state)
{
    struct item *item = set_text(*state, 300, "Om beskæftigelsespolitik");
    assert_true(item->parted);
    assert_true(item->bounds.w <= 300);
    assert_non_null(strstr(item->text, "-\n"));
    /* The end of a word is no orphan: nearly all of it would fit. */
    int nearly = ui_text_width(&((struct desk *)*state)->ui, TYPE_BODY, "samarbejdspartner");
    assert_string_equal(set_text(*state, nearly, "samarbejdspartnere")->text, "samarbejdspartn-\nere");
    /* What nobody could set otherwise is no fault of the screen. */
    item = set_text(*state, 300, "https://albertslund.dk/borger/netvaerk/frivilligt");
    assert_false(item->parted);
    assert_null(strchr(item->text, '-'));
    assert_true(item->bounds.w <= 300);
}

static void a_number_is_parted_between_its_groups(void **state)
{
    struct item *item = set_text(*state, 150, "+45 43 68 68 68");
    assert_string_equal(item->text, "+45 43\n68 68\n68");
    assert_false(item->parted);
}

static void the_longest_text_that_can_be_typed_is_shown_whole(void **state)
{
    struct desk *desk = *state;
    desk->ui.metrics = metrics_make(1080, 1920, 270, 600, true);
    char typed[1501];
    memset(typed, 'W', 1500);
    typed[1500] = '\0';
    struct item *item = set_text(desk, 780, typed);
    assert_false(desk->frame.cut);
    assert_true(item->bounds.w > 700 && item->bounds.w <= 780);
    size_t letters = 0;
    for (const char *at = item->text; *at != '\0'; at++) letters += *at == 'W';
    assert_int_equal(letters, 1500);
}

static void what_is_longer_than_any_text_is_told(void **state)
{
    struct desk *desk = *state;
    char typed[2001];
    memset(typed, 'W', 2000);
    typed[2000] = '\0';
    set_text(desk, 60, typed);
    assert_true(desk->frame.cut);
}

/* ---- columns ---- */

static void columns_come_with_room(void **state)
{
    struct desk *desk = *state;
    const struct ui *ui = &desk->ui;
    assert_int_equal(columns_fitting(ui, 10, 700, 24), 1);
    assert_int_equal(columns_fitting(ui, 1423, 700, 24), 1);
    assert_int_equal(columns_fitting(ui, 1424, 700, 24), 2);
    assert_int_equal(columns_fitting(ui, 100000, 700, 24), COLUMNS_MAX);
    /* Large letters need wider ones. */
    desk->ui.metrics = metrics_make(1080, 1920, 270, 600, true);
    assert_int_equal(columns_fitting(ui, 1424, 700, 24), 1);
}

static void a_card_comes_where_the_column_is_shortest(void **state)
{
    struct desk *desk = *state;
    struct columns columns = columns_begin(&desk->ui, 100, 50, 1424, 700, 24);
    assert_int_equal(columns.width, 700);
    struct rect place = columns_place(&columns);
    assert_true(place.x == 100 && place.y == 50 && place.w == 700);
    columns_put(&columns, 400);
    place = columns_place(&columns);
    assert_true(place.x == 824 && place.y == 50);
    columns_put(&columns, 150);
    place = columns_place(&columns);
    assert_true(place.x == 824 && place.y == 174);
    assert_int_equal(columns_end(&columns), 424);
}

static void texts_are_read_down_the_columns(void **state)
{
    struct desk *desk = *state;
    struct columns columns = columns_begin(&desk->ui, 0, 0, 1480, 700, COLUMN_GAP_TEXTS);
    int x[5];
    for (size_t at = 0; at < 5; at++) {
        columns_turn(&columns, at, 5);
        x[at] = columns_place(&columns).x;
        columns_put(&columns, columns_place(&columns).y + 100);
    }
    assert_true(x[0] == 0 && x[1] == 0 && x[2] == 0 && x[3] == 780 && x[4] == 780);
}

/* ---- the other way round ---- */

/* Danish in the midst of Arabic has its clean edge where everything else has it. */
static void danish_in_arabic_stands_on_the_reading_side(void **state)
{
    struct desk *desk = *state;
    struct item *danish = set_text(desk, 300, "Et netværk for alle");
    struct item *arabic = set_text(desk, 300, "العمل التطوعي");
    frame_mirror(&desk->frame);
    assert_int_equal(danish->align, ALIGN_RIGHT);
    assert_int_equal(arabic->align, ALIGN_RIGHT);
    assert_int_equal(danish->bounds.x + danish->bounds.w, 1080);
    assert_int_equal(arabic->bounds.x + arabic->bounds.w, 1080);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(words_stay_whole_where_they_can),
        TEST(a_word_that_is_too_wide_is_parted_and_the_audit_is_told),
        TEST(a_number_is_parted_between_its_groups),
        TEST(the_longest_text_that_can_be_typed_is_shown_whole),
        TEST(what_is_longer_than_any_text_is_told),
        TEST(columns_come_with_room),
        TEST(a_card_comes_where_the_column_is_shortest),
        TEST(texts_are_read_down_the_columns),
        TEST(danish_in_arabic_stands_on_the_reading_side),
    };
    return cmocka_run_group_tests_name("ui", tests, NULL, NULL);
}
