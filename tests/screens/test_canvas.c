/* tests/screens/test_canvas.c - blending, clipping and gradients, on pixels. */
#include "tests/screens/pictures.h"

#include <stdlib.h>
#include <string.h>

static const struct rect clip = {3, 4, 5, 6};

static struct canvas *clipped_canvas(void)
{
    struct canvas *canvas = black_canvas(16, 16);
    canvas->clip = clip;
    return canvas;
}

/* Everything inside the clip was painted and nothing outside it. */
static void assert_only_clip(struct canvas *canvas)
{
    assert_int_equal(pixels_changed(canvas, clip, false), 0);
    assert_int_equal(pixels_changed(canvas, clip, true), (size_t)clip.w * (size_t)clip.h);
    canvas_destroy(canvas);
}

static void an_opaque_colour_replaces_what_was_there(void **state)
{
    (void)state;
    struct canvas *canvas = black_canvas(2, 1);
    canvas_blend(canvas, 0, 0, COLOR_HEX(0x123456), 255);
    canvas_span(canvas, 0, 1, 2, COLOR_HEX(0x123456));
    assert_int_equal(pixel_at(canvas, 0, 0), 0xff123456u);
    assert_int_equal(pixel_at(canvas, 1, 0), 0xff123456u);
    canvas_destroy(canvas);
}

static void no_coverage_and_no_alpha_leave_what_was_there(void **state)
{
    (void)state;
    struct canvas *canvas = black_canvas(4, 1);
    const uint8_t nothing[] = {0};
    canvas_blend(canvas, 0, 0, white, 0);
    canvas_blend(canvas, 1, 0, color_with_alpha(white, 0), 255);
    canvas_span(canvas, 0, 2, 3, color_with_alpha(white, 0));
    canvas_mask(canvas, 3, 0, nothing, 1, 1, 1, white);
    assert_int_equal(pixels_changed(canvas, (struct rect){0, 0, 4, 1}, true), 0);
    canvas_destroy(canvas);
}

static void coverage_and_alpha_multiply(void **state)
{
    (void)state;
    struct canvas *canvas = black_canvas(3, 1);
    canvas_blend(canvas, 0, 0, white, 128);
    canvas_blend(canvas, 1, 0, color_with_alpha(white, 128), 255);
    canvas_blend(canvas, 2, 0, color_with_alpha(white, 128), 128);
    assert_near(red_at(canvas, 0, 0), 128, 1);
    assert_near(red_at(canvas, 1, 0), 128, 1);
    assert_near(red_at(canvas, 2, 0), 64, 1);
    canvas_destroy(canvas);
}

static void a_blend_is_exact_to_one_step_and_never_spills_into_another_channel(void **state)
{
    (void)state;
    struct canvas *canvas = black_canvas(1, 1);
    for (int under = 0; under < 256; under += 3) {
        for (int over = 0; over < 256; over += 5) {
            for (unsigned cover = 0; cover < 256; cover++) {
                canvas->pixels[0] = 0xff000000u | (uint32_t)under << 16 | (uint32_t)under << 8 | (uint32_t)under;
                canvas_blend(canvas, 0, 0, (struct color){(uint8_t)over, (uint8_t)over, (uint8_t)over, 255}, cover);
                uint32_t pixel = canvas->pixels[0];
                int exact2 = (over * (int)cover + under * (255 - (int)cover)) * 2;
                int off2 = abs((int)(pixel & 0xff) * 2 * 255 - exact2);
                if (off2 > 2 * 255 || pixel >> 24 != 0xff || (pixel & 0xff) != (pixel >> 8 & 0xff) ||
                    (pixel & 0xff) != (pixel >> 16 & 0xff)) {
                    fail_msg("%d over %d with %u gives %08x", over, under, cover, pixel);
                }
            }
        }
    }
    canvas_destroy(canvas);
}

static void a_mask_gives_the_same_as_single_blends(void **state)
{
    (void)state;
    struct canvas *masked = black_canvas(16, 16);
    struct canvas *blended = black_canvas(16, 16);
    uint8_t mask[256];
    for (int at = 0; at < 256; at++) mask[at] = (uint8_t)at;
    struct color color = {200, 100, 50, 180};
    canvas_mask(masked, 0, 0, mask, 16, 16, 16, color);
    for (int at = 0; at < 256; at++) canvas_blend(blended, at % 16, at / 16, color, (unsigned)at);
    assert_memory_equal(masked->pixels, blended->pixels, 256 * sizeof(uint32_t));
    canvas_destroy(masked);
    canvas_destroy(blended);
}

static void a_clipped_mask_keeps_its_place(void **state)
{
    (void)state;
    struct canvas *canvas = black_canvas(8, 8);
    canvas->clip = (struct rect){2, 3, 2, 2};
    uint8_t mask[7 * 6] = {0}; /* 6 wide, a row is 7 bytes long */
    mask[2 * 7 + 1] = 255;     /* lands on (2, 3) */
    mask[3 * 7 + 3] = 255;     /* lands on (4, 4): right of the clip */
    canvas_mask(canvas, 1, 1, mask, 6, 6, 7, white);
    assert_int_equal(pixel_at(canvas, 2, 3), 0xffffffffu);
    assert_int_equal(pixels_changed(canvas, (struct rect){2, 3, 1, 1}, false), 0);
    canvas_destroy(canvas);
}

static void a_fill_stays_in_the_clip(void **state)
{
    (void)state;
    struct canvas *canvas = clipped_canvas();
    canvas_fill(canvas, (struct rect){-100, -100, 300, 300}, white);
    assert_only_clip(canvas);
}

static void a_translucent_span_stays_in_the_clip(void **state)
{
    (void)state;
    struct canvas *canvas = clipped_canvas();
    for (int y = -5; y < 30; y++) canvas_span(canvas, y, -100, 100, color_with_alpha(white, 99));
    assert_only_clip(canvas);
}

static void a_blend_stays_in_the_clip(void **state)
{
    (void)state;
    struct canvas *canvas = clipped_canvas();
    for (int y = -5; y < 30; y++) {
        for (int x = -5; x < 30; x++) canvas_blend(canvas, x, y, white, 77);
    }
    assert_only_clip(canvas);
}

static void a_mask_stays_in_the_clip(void **state)
{
    (void)state;
    struct canvas *canvas = clipped_canvas();
    uint8_t mask[40 * 40];
    memset(mask, 200, sizeof(mask));
    canvas_mask(canvas, -7, -9, mask, 40, 40, 40, white);
    assert_only_clip(canvas);
}

static void a_gradient_stays_in_the_clip(void **state)
{
    (void)state;
    struct canvas *canvas = clipped_canvas();
    canvas_gradient(canvas, (struct rect){-50, -50, 200, 200}, white, COLOR_HEX(0x808080), COLOR_HEX(0x404040));
    assert_only_clip(canvas);
}

static void an_empty_clip_keeps_everything_out(void **state)
{
    (void)state;
    struct canvas *canvas = black_canvas(16, 16);
    canvas->clip = (struct rect){8, 8, 0, 0};
    uint8_t mask[16 * 16];
    memset(mask, 255, sizeof(mask));
    canvas_fill(canvas, (struct rect){0, 0, 16, 16}, white);
    canvas_gradient(canvas, (struct rect){0, 0, 16, 16}, white, white, white);
    canvas_mask(canvas, 0, 0, mask, 16, 16, 16, white);
    canvas_blend(canvas, 8, 8, white, 255);
    canvas_span(canvas, 8, 0, 16, white);
    assert_int_equal(pixels_changed(canvas, (struct rect){0, 0, 16, 16}, true), 0);
    canvas_destroy(canvas);
}

static void what_lies_between_two_rows_is_not_touched(void **state)
{
    (void)state;
    uint32_t pixels[4 * 10];
    for (size_t at = 0; at < 40; at++) pixels[at] = black_pixel;
    struct canvas canvas = {pixels, 6, 4, 10, {0, 0, 6, 4}};
    canvas_fill(&canvas, (struct rect){-1, -1, 99, 99}, white);
    for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 10; x++) assert_int_equal(pixels[y * 10 + x], x < 6 ? 0xffffffffu : black_pixel);
    }
}

static void a_gradient_runs_through_its_three_colours(void **state)
{
    (void)state;
    struct canvas *canvas = black_canvas(1, 512);
    struct rect whole = {0, 0, 1, 512};
    canvas_gradient(canvas, whole, COLOR_HEX(0x1E6E86), COLOR_HEX(0x0F4A68), COLOR_HEX(0x0A2F49));
    assert_int_equal(pixel_at(canvas, 0, 0), 0xff1E6E86u);
    assert_int_equal(pixel_at(canvas, 0, 256), 0xff0F4A68u);
    assert_near(pixel_at(canvas, 0, 511) & 0xff, 0x49, 1);
    canvas_destroy(canvas);
}

static void a_gradient_between_darkening_colours_never_lightens(void **state)
{
    (void)state;
    for (int height = 1; height < 300; height += 7) {
        struct canvas *canvas = black_canvas(1, height);
        canvas_gradient(canvas, (struct rect){0, 0, 1, height}, COLOR_HEX(0x1E6E86), COLOR_HEX(0x0F4A68),
                        COLOR_HEX(0x0A2F49));
        for (int y = 1; y < height; y++) {
            uint32_t above = pixel_at(canvas, 0, y - 1);
            uint32_t here = pixel_at(canvas, 0, y);
            for (int shift = 0; shift <= 16; shift += 8) assert_true((here >> shift & 0xff) <= (above >> shift & 0xff));
        }
        canvas_destroy(canvas);
    }
}

static void a_gradient_painted_in_pieces_equals_the_whole(void **state)
{
    (void)state;
    struct canvas *whole = black_canvas(40, 90);
    struct canvas *pieces = black_canvas(40, 90);
    struct rect area = {-3, -11, 60, 123};
    canvas_gradient(whole, area, COLOR_HEX(0xff8040), COLOR_HEX(0x102030), COLOR_HEX(0x80ff00));
    for (int y = 0; y < 90; y += 13) {
        pieces->clip = rect_intersect((struct rect){0, y, 40, 13}, (struct rect){0, 0, 40, 90});
        canvas_gradient(pieces, area, COLOR_HEX(0xff8040), COLOR_HEX(0x102030), COLOR_HEX(0x80ff00));
    }
    assert_memory_equal(whole->pixels, pieces->pixels, 40 * 90 * sizeof(uint32_t));
    canvas_destroy(whole);
    canvas_destroy(pieces);
}

static void mixing_nothing_gives_the_first_and_all_gives_the_second(void **state)
{
    (void)state;
    struct color a = {1, 200, 255, 255};
    struct color b = {254, 3, 0, 128};
    struct color first = color_mix(a, b, 0);
    struct color second = color_mix(a, b, 256);
    assert_memory_equal(&first, &a, sizeof(a));
    assert_memory_equal(&second, &b, sizeof(b));
    assert_near(color_mix(a, b, 128).r, 127, 1);
}

static void rectangles_intersect_and_unite(void **state)
{
    (void)state;
    struct rect a = {0, 0, 10, 10};
    struct rect b = {5, 6, 10, 10};
    struct rect both = rect_intersect(a, b);
    struct rect around = rect_union(a, b);
    assert_memory_equal(&both, &((struct rect){5, 6, 5, 4}), sizeof(both));
    assert_memory_equal(&around, &((struct rect){0, 0, 15, 16}), sizeof(around));
    assert_true(rect_is_empty(rect_intersect(a, (struct rect){10, 0, 5, 5}))); /* side by side */
    struct rect same = rect_union(a, (struct rect){100, 100, 0, 7});
    assert_memory_equal(&same, &a, sizeof(a));
}

static void a_rectangle_contains_its_first_pixel_and_not_one_past_its_last(void **state)
{
    (void)state;
    struct rect rect = {2, 3, 4, 5};
    assert_true(rect_contains(rect, 2, 3));
    assert_true(rect_contains(rect, 5, 7));
    assert_false(rect_contains(rect, 6, 7));
    assert_false(rect_contains(rect, 5, 8));
    assert_false(rect_contains(rect, 1, 3));
    assert_true(rect_is_empty(rect_inset(rect, 2)));
}

static void there_is_no_canvas_without_a_size(void **state)
{
    (void)state;
    assert_null(canvas_create(0, 5));
    assert_null(canvas_create(5, -1));
    canvas_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_opaque_colour_replaces_what_was_there),
        cmocka_unit_test(no_coverage_and_no_alpha_leave_what_was_there),
        cmocka_unit_test(coverage_and_alpha_multiply),
        cmocka_unit_test(a_blend_is_exact_to_one_step_and_never_spills_into_another_channel),
        cmocka_unit_test(a_mask_gives_the_same_as_single_blends),
        cmocka_unit_test(a_clipped_mask_keeps_its_place),
        cmocka_unit_test(a_fill_stays_in_the_clip),
        cmocka_unit_test(a_translucent_span_stays_in_the_clip),
        cmocka_unit_test(a_blend_stays_in_the_clip),
        cmocka_unit_test(a_mask_stays_in_the_clip),
        cmocka_unit_test(a_gradient_stays_in_the_clip),
        cmocka_unit_test(an_empty_clip_keeps_everything_out),
        cmocka_unit_test(what_lies_between_two_rows_is_not_touched),
        cmocka_unit_test(a_gradient_runs_through_its_three_colours),
        cmocka_unit_test(a_gradient_between_darkening_colours_never_lightens),
        cmocka_unit_test(a_gradient_painted_in_pieces_equals_the_whole),
        cmocka_unit_test(mixing_nothing_gives_the_first_and_all_gives_the_second),
        cmocka_unit_test(rectangles_intersect_and_unite),
        cmocka_unit_test(a_rectangle_contains_its_first_pixel_and_not_one_past_its_last),
        cmocka_unit_test(there_is_no_canvas_without_a_size),
    };
    return cmocka_run_group_tests_name("canvas", tests, NULL, NULL);
}
