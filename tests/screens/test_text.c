/* tests/screens/test_text.c - letters: widths, the cache and its limits, wiping, Arabic. */
#include "tests/screens/pictures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/look.h"
#include "kiosk/paint.h"
#include "kiosk/text.h"
#include "kiosk/ui.h"
#include "tests/screens/visit.h"

static const struct text_style body = {WEIGHT_REGULAR, 42};

struct sheet {
    struct text *text;
    struct canvas *canvas; /* 400 by 120, black */
};

static int sheet_setup(void **state)
{
    struct sheet *sheet = calloc(1, sizeof(*sheet));
    const char *missing = "";
    if (text_open(&sheet->text, &missing) != ERR_OK) {
        fprintf(stderr, "the font %s is missing\n", missing);
        return -1;
    }
    sheet->canvas = black_canvas(400, 120);
    *state = sheet;
    return 0;
}

static int sheet_teardown(void **state)
{
    struct sheet *sheet = *state;
    canvas_destroy(sheet->canvas);
    text_close(sheet->text);
    free(sheet);
    return 0;
}

static int width(struct sheet *sheet, struct text_style style, const char *words)
{
    return text_width(sheet->text, style, words, strlen(words));
}

static void draw(struct sheet *sheet, struct text_style style, const char *words)
{
    text_draw(sheet->text, sheet->canvas, 0, 0, style, words, strlen(words), white);
}

static size_t pixels_of(const struct sheet *sheet)
{
    return pixels_changed(sheet->canvas, (struct rect){0, 0, 400, 120}, true);
}

static void more_letters_are_wider(void **state)
{
    assert_true(width(*state, body, "Netværk") > width(*state, body, "Netvær"));
    assert_true(width(*state, body, "W") > width(*state, body, "i"));
}

static void larger_and_bolder_letters_are_wider(void **state)
{
    assert_true(width(*state, (struct text_style){WEIGHT_REGULAR, 63}, "Netværk") > width(*state, body, "Netværk"));
    assert_true(width(*state, (struct text_style){WEIGHT_BOLD, 42}, "Netværk") > width(*state, body, "Netværk"));
}

static void the_same_words_are_always_as_wide(void **state)
{
    int first = width(*state, body, "Founding Group");
    for (int at = 0; at < 3 * TEXT_WIDTHS_MAX; at++) {
        char words[16];
        snprintf(words, sizeof(words), "%d", at);
        (void)width(*state, body, words);
    }
    assert_int_equal(width(*state, body, "Founding Group"), first);
}

static void only_the_bytes_that_were_given_are_measured(void **state)
{
    struct sheet *sheet = *state;
    assert_int_equal(text_width(sheet->text, body, "Annabel", 4), width(sheet, body, "Anna"));
}

static void nothing_has_no_width_and_is_not_drawn(void **state)
{
    struct sheet *sheet = *state;
    assert_int_equal(width(sheet, body, ""), 0);
    draw(sheet, body, "");
    assert_int_equal(pixels_of(sheet), 0);
}

static void a_line_may_be_as_long_as_it_says_and_not_a_byte_longer(void **state)
{
    struct sheet *sheet = *state;
    char words[TEXT_LINE_BYTES_MAX + 2];
    memset(words, 'i', sizeof(words));
    assert_true(text_width(sheet->text, body, words, TEXT_LINE_BYTES_MAX) > 0);
    assert_int_equal(text_width(sheet->text, body, words, TEXT_LINE_BYTES_MAX + 1), 0);
}

/* TEXT_CAPITAL_PER_MILLE is what ACCESSIBILITY 1 is reckoned with. */
static void a_capital_letter_is_as_high_as_the_header_says(void **state)
{
    struct sheet *sheet = *state;
    struct text_style style = {WEIGHT_REGULAR, 60}; /* below the display cut */
    draw(sheet, style, "H");
    int rows = 0;
    for (int y = 0; y < 120; y++) {
        int lightest = 0;
        for (int x = 0; x < 400; x++)
            lightest = red_at(sheet->canvas, x, y) > lightest ? red_at(sheet->canvas, x, y) : lightest;
        rows += lightest > 127;
    }
    assert_near(rows, 60 * TEXT_CAPITAL_PER_MILLE / 1000.0, 1);
}

static void letters_stay_in_the_clip(void **state)
{
    struct sheet *sheet = *state;
    sheet->canvas->clip = (struct rect){10, 10, 30, 20};
    draw(sheet, body, "Hvad er i gang?");
    assert_true(pixels_of(sheet) > 0);
    assert_int_equal(pixels_changed(sheet->canvas, (struct rect){10, 10, 30, 20}, false), 0);
}

static void danish_letters_are_letters_and_not_boxes(void **state)
{
    /* What a font lacks is drawn as one and the same box. */
    assert_int_not_equal(width(*state, body, "æ"), width(*state, body, "ø"));
    assert_int_not_equal(width(*state, body, "Æ"), width(*state, body, "Å"));
}

static void arabic_is_drawn_with_letters_that_join(void **state)
{
    struct sheet *sheet = *state;
    /* Narrow alef and wide seen: boxes would be as wide as each other. */
    assert_true(width(sheet, body, "\xd8\xa7") * 3 / 2 < width(sheet, body, "\xd8\xb3"));
    /* Beh twice, joined, is narrower than two behs alone. */
    assert_true(width(sheet, body, "\xd8\xa8\xd8\xa8") < 2 * width(sheet, body, "\xd8\xa8"));
    draw(sheet, body, "\xd8\xb4\xd8\xa8\xd9\x83\xd8\xa9");
    assert_true(pixels_of(sheet) > 200);
}

static void a_line_is_drawn_once_and_kept(void **state)
{
    struct sheet *sheet = *state;
    draw(sheet, body, "Hvad er i gang?");
    text_draw(sheet->text, sheet->canvas, 5, 5, body, "Hvad er i gang?", strlen("Hvad er i gang?"),
              COLOR_HEX(0x00ff00));
    assert_int_equal(text_counts(sheet->text).drawn, 1);
    assert_int_equal(text_counts(sheet->text).lines, 1);
}

static void the_same_words_in_another_size_or_weight_are_another_line(void **state)
{
    struct sheet *sheet = *state;
    draw(sheet, body, "Hej");
    draw(sheet, (struct text_style){WEIGHT_REGULAR, 43}, "Hej");
    draw(sheet, (struct text_style){WEIGHT_BOLD, 42}, "Hej");
    assert_int_equal(text_counts(sheet->text).drawn, 3);
}

static void the_cache_holds_as_many_lines_as_it_says(void **state)
{
    struct sheet *sheet = *state;
    struct text_style small = {WEIGHT_REGULAR, 12};
    for (int at = 0; at <= TEXT_LINES_MAX; at++) {
        char words[16];
        snprintf(words, sizeof(words), "%d", at);
        draw(sheet, small, words);
        assert_int_equal(text_counts(sheet->text).lines, at < TEXT_LINES_MAX ? at + 1 : TEXT_LINES_MAX);
    }
    draw(sheet, small, "1"); /* only the oldest, "0", went */
    assert_int_equal(text_counts(sheet->text).drawn, TEXT_LINES_MAX + 1);
    draw(sheet, small, "0");
    assert_int_equal(text_counts(sheet->text).drawn, TEXT_LINES_MAX + 2);
}

static void the_cache_holds_no_more_bytes_than_it_says(void **state)
{
    struct sheet *sheet = *state;
    char words[200];
    memset(words, 'W', sizeof(words));
    size_t most = 0;
    for (int at = 0; at < 40; at++) {
        words[0] = (char)('A' + at); /* another line each time */
        text_draw(sheet->text, sheet->canvas, 0, 0, (struct text_style){WEIGHT_BOLD, 50}, words, 150, white);
        size_t bytes = text_counts(sheet->text).bytes;
        most = bytes > most ? bytes : most;
        assert_true(bytes <= TEXT_CACHE_BYTES_MAX);
    }
    assert_true(most > TEXT_CACHE_BYTES_MAX / 2);
    assert_true(text_counts(sheet->text).lines < 40);
}

static void a_line_larger_than_the_whole_cache_breaks_nothing(void **state)
{
    struct sheet *sheet = *state;
    char words[TEXT_LINE_BYTES_MAX];
    memset(words, 'W', sizeof(words));
    text_draw(sheet->text, sheet->canvas, 0, 0, (struct text_style){WEIGHT_BOLD, 100}, words, sizeof(words), white);
    assert_true(text_counts(sheet->text).bytes <= TEXT_CACHE_BYTES_MAX);
    draw(sheet, body, "Hej");
    assert_true(pixels_of(sheet) > 0);
}

static void wiping_forgets_every_line(void **state)
{
    struct sheet *sheet = *state;
    draw(sheet, body, "Gørild 28123456");
    text_wipe(sheet->text);
    assert_int_equal(text_counts(sheet->text).lines, 0);
    assert_int_equal(text_counts(sheet->text).bytes, 0);
    draw(sheet, body, "Gørild 28123456");
    assert_int_equal(text_counts(sheet->text).drawn, 2);
}

static void wiping_an_empty_cache_is_fine(void **state)
{
    struct sheet *sheet = *state;
    text_wipe(sheet->text);
    text_wipe(sheet->text);
    text_close(NULL);
    assert_int_equal(text_counts(sheet->text).lines, 0);
}

static void many_sizes_do_not_use_up_the_fonts(void **state)
{
    struct sheet *sheet = *state;
    int first = width(sheet, (struct text_style){WEIGHT_REGULAR, 10}, "Hej");
    for (int size = 10; size < 110; size++)
        assert_true(width(sheet, (struct text_style){WEIGHT_REGULAR, size}, "Hej igen") > 0);
    text_wipe(sheet->text);
    assert_int_equal(width(sheet, (struct text_style){WEIGHT_REGULAR, 10}, "Hej"), first);
}

/* The whole board, painted anew each time as after an uncovered window. */
static void a_frame_painted_twice_draws_no_line_again(void **state)
{
    struct sheet *sheet = *state;
    void *visit_state = NULL;
    assert_int_equal(visit_setup(&visit_state), 0);
    struct visit *visit = visit_state;
    visit_to_board(visit);
    struct metrics metrics = metrics_make(1080, 1920, 0, 0, false);
    struct frame *frame = calloc(1, sizeof(*frame));
    struct canvas *canvas = black_canvas(1080, 1920);
    struct painter *painter = NULL;
    struct damage damage;
    assert_int_equal(painter_create(&painter, sheet->text), ERR_OK);
    ui_view(frame, &visit->model, &metrics, sheet->text);
    painter_paint(painter, canvas, frame, look_normal(), &damage);
    uint64_t drawn = text_counts(sheet->text).drawn;
    assert_true(drawn > 5);
    ui_view(frame, &visit->model, &metrics, sheet->text);
    painter_forget(painter);
    painter_paint(painter, canvas, frame, look_normal(), &damage);
    assert_true(damage.count > 0);
    assert_int_equal(text_counts(sheet->text).drawn, drawn);
    painter_destroy(painter);
    canvas_destroy(canvas);
    free(frame);
    visit_teardown(&visit_state);
}

#define sheet_test(function) cmocka_unit_test_setup_teardown(function, sheet_setup, sheet_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        sheet_test(more_letters_are_wider),
        sheet_test(larger_and_bolder_letters_are_wider),
        sheet_test(the_same_words_are_always_as_wide),
        sheet_test(only_the_bytes_that_were_given_are_measured),
        sheet_test(nothing_has_no_width_and_is_not_drawn),
        sheet_test(a_line_may_be_as_long_as_it_says_and_not_a_byte_longer),
        sheet_test(a_capital_letter_is_as_high_as_the_header_says),
        sheet_test(letters_stay_in_the_clip),
        sheet_test(danish_letters_are_letters_and_not_boxes),
        sheet_test(arabic_is_drawn_with_letters_that_join),
        sheet_test(a_line_is_drawn_once_and_kept),
        sheet_test(the_same_words_in_another_size_or_weight_are_another_line),
        sheet_test(the_cache_holds_as_many_lines_as_it_says),
        sheet_test(the_cache_holds_no_more_bytes_than_it_says),
        sheet_test(a_line_larger_than_the_whole_cache_breaks_nothing),
        sheet_test(wiping_forgets_every_line),
        sheet_test(wiping_an_empty_cache_is_fine),
        sheet_test(many_sizes_do_not_use_up_the_fonts),
        sheet_test(a_frame_painted_twice_draws_no_line_again),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
