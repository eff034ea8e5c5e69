/* tests/screens/test_shape.c - filled areas against geometry, limits, dashes and rings. */
#include "tests/screens/pictures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/shape.h"

static const double pi = 3.14159265358979;

/* What every test draws with. */
struct drawing {
    struct canvas *canvas; /* 200 by 200, black */
    struct raster raster;
    struct path path, other;
};

static int drawing_setup(void **state)
{
    struct drawing *drawing = calloc(1, sizeof(*drawing));
    drawing->canvas = black_canvas(200, 200);
    *state = drawing;
    return 0;
}

static int drawing_teardown(void **state)
{
    struct drawing *drawing = *state;
    canvas_destroy(drawing->canvas);
    raster_finish(&drawing->raster);
    free(drawing);
    return 0;
}

static void fill(struct drawing *drawing)
{
    path_fill(drawing->canvas, &drawing->raster, &drawing->path, white);
}

static void clean(struct drawing *drawing)
{
    for (int at = 0; at < 200 * 200; at++) drawing->canvas->pixels[at] = black_pixel;
    path_clear(&drawing->path);
}

static void add_box(struct path *path, float x, float y, float w, float h)
{
    path_move(path, (struct point){x, y});
    path_line(path, (struct point){x + w, y});
    path_line(path, (struct point){x + w, y + h});
    path_line(path, (struct point){x, y + h});
}

/* The same outline the other way round. */
static void add_box_backwards(struct path *path, float x, float y, float w, float h)
{
    path_move(path, (struct point){x, y});
    path_line(path, (struct point){x, y + h});
    path_line(path, (struct point){x + w, y + h});
    path_line(path, (struct point){x + w, y});
}

static void a_circle_covers_its_area(void **state)
{
    struct drawing *drawing = *state;
    static const float radii[] = {4.0f, 9.5f, 20.0f, 47.3f, 99.0f};
    for (size_t at = 0; at < sizeof(radii) / sizeof(radii[0]); at++) {
        clean(drawing);
        path_circle(&drawing->path, (struct point){100.0f, 100.0f}, radii[at]);
        fill(drawing);
        double wanted = pi * (double)radii[at] * (double)radii[at];
        assert_near(area_of(drawing->canvas), wanted, wanted * 0.005);
    }
}

static void a_polygon_covers_its_area(void **state)
{
    struct drawing *drawing = *state;
    static const struct point corners[] = {
        {10.3f, 20.7f}, {180.1f, 33.3f}, {150.0f, 170.9f}, {88.8f, 120.2f}, {20.5f, 160.0f}};
    double twice = 0.0;
    for (size_t at = 0; at < 5; at++) {
        struct point a = corners[at];
        struct point b = corners[(at + 1) % 5];
        twice += (double)a.x * (double)b.y - (double)b.x * (double)a.y;
        if (at == 0)
            path_move(&drawing->path, a);
        else
            path_line(&drawing->path, a);
    }
    fill(drawing);
    assert_near(area_of(drawing->canvas), fabs(twice) / 2.0, fabs(twice) / 2.0 * 0.005);
}

static void a_thin_slanted_line_covers_its_area(void **state)
{
    struct drawing *drawing = *state;
    path_stroke_line(&drawing->path, (struct point){5.0f, 7.0f}, (struct point){190.0f, 30.0f}, 0.6f);
    fill(drawing);
    double wanted = 0.6 * hypot(185.0, 23.0);
    assert_near(area_of(drawing->canvas), wanted, wanted * 0.01);
}

static void a_pixel_gets_the_share_of_it_that_lies_inside(void **state)
{
    struct drawing *drawing = *state;
    add_box(&drawing->path, 10.25f, 20.5f, 2.0f, 1.25f);
    fill(drawing);
    static const double across[] = {0.75, 1.0, 0.25};
    static const double down[] = {0.5, 0.75};
    for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 3; column++) {
            assert_near(red_at(drawing->canvas, 10 + column, 20 + row), across[column] * down[row] * 255.0, 1);
        }
    }
    assert_int_equal(pixels_changed(drawing->canvas, (struct rect){10, 20, 3, 2}, false), 0);
}

static void two_halves_of_a_pixel_make_a_whole(void **state)
{
    struct drawing *drawing = *state;
    add_box(&drawing->path, 10.0f, 10.0f, 20.5f, 30.0f);
    add_box(&drawing->path, 30.5f, 10.0f, 20.5f, 30.0f);
    fill(drawing);
    assert_near(area_of(drawing->canvas), 41.0 * 30.0, 0.5);
    assert_near(red_at(drawing->canvas, 30, 20), 255, 1);
}

static void what_two_outlines_both_cover_counts_once(void **state)
{
    struct drawing *drawing = *state;
    add_box(&drawing->path, 10.0f, 10.0f, 50.0f, 50.0f);
    add_box(&drawing->path, 35.0f, 10.0f, 50.0f, 50.0f);
    fill(drawing);
    assert_near(area_of(drawing->canvas), 75.0 * 50.0, 1);
}

static void an_outline_the_other_way_round_makes_a_hole(void **state)
{
    struct drawing *drawing = *state;
    add_box(&drawing->path, 10.0f, 10.0f, 100.0f, 100.0f);
    add_box_backwards(&drawing->path, 40.0f, 40.0f, 30.0f, 30.0f);
    fill(drawing);
    assert_near(area_of(drawing->canvas), 100.0 * 100.0 - 30.0 * 30.0, 1);
    assert_int_equal(red_at(drawing->canvas, 55, 55), 0);
}

static void the_direction_of_an_outline_does_not_matter(void **state)
{
    struct drawing *drawing = *state;
    add_box_backwards(&drawing->path, 10.5f, 10.5f, 30.0f, 20.0f);
    fill(drawing);
    assert_near(area_of(drawing->canvas), 600.0, 1);
}

static void a_fill_remembers_nothing_of_the_one_before(void **state)
{
    struct drawing *drawing = *state;
    path_circle(&drawing->path, (struct point){100.0f, 100.0f}, 90.0f);
    fill(drawing);
    clean(drawing);
    add_box(&drawing->path, 50.0f, 50.0f, 10.0f, 10.0f);
    fill(drawing);
    assert_near(area_of(drawing->canvas), 100.0, 0.01);
}

static void two_points_have_no_area(void **state)
{
    struct drawing *drawing = *state;
    path_move(&drawing->path, (struct point){10.0f, 10.0f});
    path_line(&drawing->path, (struct point){90.0f, 90.0f});
    fill(drawing);
    assert_near(area_of(drawing->canvas), 0.0, 0.0);
}

static void a_box_with_round_corners_covers_its_area(void **state)
{
    struct drawing *drawing = *state;
    static const int radii[] = {0, 1, 7, 26, 40};
    for (size_t at = 0; at < sizeof(radii) / sizeof(radii[0]); at++) {
        clean(drawing);
        shape_box(drawing->canvas, (struct rect){13, 17, 150, 81}, radii[at], white);
        double wanted = 150.0 * 81.0 - (4.0 - pi) * radii[at] * radii[at];
        assert_near(area_of(drawing->canvas), wanted, wanted * 0.005);
        assert_int_equal(pixels_changed(drawing->canvas, (struct rect){13, 17, 150, 81}, false), 0);
    }
}

static void a_box_with_a_radius_below_zero_stays_in_its_bounds(void **state)
{
    struct drawing *drawing = *state;
    struct rect box = {20, 20, 100, 60};
    shape_box(drawing->canvas, box, -4, white);
    assert_int_equal(pixels_changed(drawing->canvas, box, false), 0);
    assert_int_equal(pixels_changed(drawing->canvas, box, true), 6000);
}

static void a_radius_beyond_half_the_box_is_cut(void **state)
{
    struct drawing *drawing = *state;
    shape_box(drawing->canvas, (struct rect){20, 20, 100, 60}, 1000, white);
    double wanted = 40.0 * 60.0 + pi * 30.0 * 30.0;
    assert_near(area_of(drawing->canvas), wanted, wanted * 0.005);
}

static void a_box_without_a_size_paints_nothing(void **state)
{
    struct drawing *drawing = *state;
    shape_box(drawing->canvas, (struct rect){20, 20, 0, 60}, 5, white);
    shape_box(drawing->canvas, (struct rect){20, 20, 10, -1}, 5, white);
    shape_box_edge(drawing->canvas, (struct rect){20, 20, -10, 40}, 5, 3, white);
    assert_near(area_of(drawing->canvas), 0.0, 0.0);
}

static void a_box_edge_covers_what_lies_between_two_boxes(void **state)
{
    struct drawing *drawing = *state;
    shape_box_edge(drawing->canvas, (struct rect){20, 20, 140, 100}, 24, 6, white);
    double outer = 140.0 * 100.0 - (4.0 - pi) * 24.0 * 24.0;
    double inner = 128.0 * 88.0 - (4.0 - pi) * 18.0 * 18.0;
    assert_near(area_of(drawing->canvas), outer - inner, (outer - inner) * 0.01);
    assert_int_equal(red_at(drawing->canvas, 90, 70), 0);
}

/* A pixel painted twice would be lighter than the rest. */
static void assert_one_grey(const struct canvas *canvas)
{
    int lightest = 0;
    for (int y = 0; y < 200; y++) {
        for (int x = 0; x < 200; x++) lightest = red_at(canvas, x, y) > lightest ? red_at(canvas, x, y) : lightest;
    }
    assert_near(lightest, 100, 1);
}

static void a_translucent_box_is_nowhere_painted_twice(void **state)
{
    struct drawing *drawing = *state;
    for (int side = 1; side < 80; side += 3) {
        clean(drawing);
        shape_box(drawing->canvas, (struct rect){10, 10, side, 80 - side}, 40, color_with_alpha(white, 100));
        assert_one_grey(drawing->canvas);
    }
}

static void a_translucent_edge_is_nowhere_painted_twice(void **state)
{
    struct drawing *drawing = *state;
    static const int radii[] = {20, 8, 0};
    for (size_t at = 0; at < sizeof(radii) / sizeof(radii[0]); at++) {
        clean(drawing);
        shape_box_edge(drawing->canvas, (struct rect){10, 10, 100, 60}, radii[at], 8, color_with_alpha(white, 100));
        assert_one_grey(drawing->canvas);
    }
}

static void add_flower(struct path *path)
{
    for (int petal = 0; petal < 7; petal++) {
        float angle = (float)petal * 0.8976f;
        struct point tip = {100.0f + 93.3f * sinf(angle), 100.0f - 93.3f * cosf(angle)};
        struct point left = {100.0f + 80.0f * sinf(angle - 0.4f), 100.0f - 80.0f * cosf(angle - 0.4f)};
        struct point right = {100.0f + 80.0f * sinf(angle + 0.4f), 100.0f - 80.0f * cosf(angle + 0.4f)};
        path_move(path, (struct point){100.0f, 100.0f});
        path_curve(path, (struct point){100.0f, 100.0f}, left, tip);
        path_curve(path, right, (struct point){100.0f, 100.0f}, (struct point){100.0f, 100.0f});
    }
}

static void everything(struct drawing *drawing)
{
    path_clear(&drawing->path);
    add_flower(&drawing->path);
    fill(drawing);
    shape_box(drawing->canvas, (struct rect){-20, 60, 150, 90}, 30, white);
    shape_box_edge(drawing->canvas, (struct rect){30, -20, 150, 300}, 30, 9, white);
    shape_ring(drawing->canvas, 100.0f, 100.0f, 90.0f, 40.0f, 5.0f, white);
}

static void no_shape_leaves_the_clip(void **state)
{
    struct drawing *drawing = *state;
    static const struct rect clips[] = {
        {0, 0, 0, 0}, {199, 199, 1, 1}, {60, 70, 41, 33}, {0, 90, 200, 1}, {101, 0, 1, 200}};
    for (size_t at = 0; at < sizeof(clips) / sizeof(clips[0]); at++) {
        clean(drawing);
        drawing->canvas->clip = clips[at];
        everything(drawing);
        assert_int_equal(pixels_changed(drawing->canvas, clips[at], false), 0);
    }
}

static void shapes_far_off_the_canvas_paint_nothing(void **state)
{
    struct drawing *drawing = *state;
    path_circle(&drawing->path, (struct point){-5000.0f, 90000.0f}, 400.0f);
    fill(drawing);
    shape_box(drawing->canvas, (struct rect){-500, 0, 400, 100}, 20, white);
    shape_ring(drawing->canvas, 1000.0f, -1000.0f, 100.0f, 100.0f, 5.0f, white);
    assert_near(area_of(drawing->canvas), 0.0, 0.0);
}

static void a_shape_that_reaches_left_of_the_clip_still_fills_it(void **state)
{
    struct drawing *drawing = *state;
    add_box(&drawing->path, -300.0f, -300.0f, 600.0f, 600.0f);
    drawing->canvas->clip = (struct rect){50, 50, 20, 20};
    fill(drawing);
    assert_near(area_of(drawing->canvas), 400.0, 0.0);
}

static void shapes_painted_in_pieces_equal_the_whole(void **state)
{
    struct drawing *drawing = *state;
    everything(drawing);
    uint32_t *whole = malloc(200 * 200 * sizeof(*whole));
    memcpy(whole, drawing->canvas->pixels, 200 * 200 * sizeof(*whole));
    static const int sizes[] = {64, 37, 11};
    size_t different = 0;
    for (size_t at = 0; at < sizeof(sizes) / sizeof(sizes[0]); at++) {
        clean(drawing);
        for (int y = 0; y < 200; y += sizes[at]) {
            for (int x = 0; x < 200; x += sizes[at]) {
                drawing->canvas->clip =
                    rect_intersect((struct rect){x, y, sizes[at], sizes[at]}, (struct rect){0, 0, 200, 200});
                everything(drawing);
            }
        }
        for (size_t pixel = 0; pixel < 200 * 200; pixel++) different += drawing->canvas->pixels[pixel] != whole[pixel];
    }
    free(whole);
    assert_int_equal(different, 0);
}

static void a_path_holds_as_many_points_as_it_says(void **state)
{
    struct drawing *drawing = *state;
    struct path *path = &drawing->path;
    path_move(path, (struct point){0.0f, 0.0f});
    for (int at = 1; at < PATH_POINTS_MAX; at++) path_line(path, (struct point){(float)at, 1.0f});
    assert_int_equal(path->count, PATH_POINTS_MAX);
    assert_false(path->full);
}

static void one_point_past_the_limit_sets_full_and_keeps_the_rest(void **state)
{
    struct drawing *drawing = *state;
    struct path *path = &drawing->path;
    for (int at = 0; at <= PATH_POINTS_MAX; at++) path_line(path, (struct point){(float)at, 1.0f});
    assert_int_equal(path->count, PATH_POINTS_MAX);
    assert_true(path->full);
    assert_true(path->points[PATH_POINTS_MAX - 1].x == (float)PATH_POINTS_MAX - 1.0f);
    path_clear(path);
    assert_false(path->full);
}

static void dashes_cover_their_share_of_the_outline(void **state)
{
    struct drawing *drawing = *state;
    add_box(&drawing->other, 20.0f, 20.0f, 160.0f, 160.0f);
    path_stroke(&drawing->path, &drawing->other, 4.0f, 12.0f, 8.0f); /* 640 px round: 32 times 20 */
    fill(drawing);
    assert_near(area_of(drawing->canvas), 640.0 * 4.0 * 12.0 / 20.0, 640.0 * 4.0 * 0.6 * 0.005);
}

static void dashes_have_their_length_and_gaps_theirs(void **state)
{
    struct drawing *drawing = *state;
    add_box(&drawing->other, 20.0f, 20.0f, 160.0f, 100.0f);
    path_stroke(&drawing->path, &drawing->other, 4.0f, 10.0f, 6.0f);
    fill(drawing);
    for (int x = 20; x < 178; x++) assert_int_equal(red_at(drawing->canvas, x, 20) > 250, (x - 20) % 16 < 10);
}

static void a_line_along_a_box_closes_it(void **state)
{
    struct drawing *drawing = *state;
    add_box(&drawing->other, 30.0f, 30.0f, 100.0f, 100.0f);
    path_stroke(&drawing->path, &drawing->other, 6.0f, 0.0f, 0.0f);
    fill(drawing);
    double corners = 4.0 * (9.0 + pi * 9.0 / 4.0); /* each: the inner part twice covered, a quarter disc outside */
    assert_near(area_of(drawing->canvas), 4.0 * 100.0 * 6.0 - 4.0 * 9.0 + 4.0 * pi * 9.0 / 4.0, corners * 0.15);
    assert_int_equal(red_at(drawing->canvas, 30, 80), 255); /* the closing side */
}

static void assert_symmetric(const struct canvas *canvas)
{
    for (int y = 0; y < 200; y++) {
        for (int x = 0; x < 200; x++) {
            assert_int_equal(pixel_at(canvas, x, y), pixel_at(canvas, 199 - x, y));
            assert_int_equal(pixel_at(canvas, x, y), pixel_at(canvas, x, 199 - y));
        }
    }
}

static void a_ring_is_the_same_on_all_four_sides(void **state)
{
    struct drawing *drawing = *state;
    for (int ring = 0; ring < 10; ring++) {
        float rx = 3.0f + 9.7f * (float)ring;
        shape_ring(drawing->canvas, 100.0f, 100.0f, rx, rx * 0.42f, 3.0f, color_with_alpha(white, 120));
    }
    assert_true(area_of(drawing->canvas) > 100.0);
    assert_symmetric(drawing->canvas);
}

static void a_round_ring_covers_its_area(void **state)
{
    struct drawing *drawing = *state;
    shape_ring(drawing->canvas, 100.0f, 100.0f, 80.0f, 80.0f, 6.0f, white);
    double wanted = pi * (83.0 * 83.0 - 77.0 * 77.0);
    assert_near(area_of(drawing->canvas), wanted, wanted * 0.005);
}

/* Around a flat ellipse a band of equal width: circumference (Ramanujan) times width. */
static void a_flat_ring_covers_its_area(void **state)
{
    struct drawing *drawing = *state;
    const double a = 90.0;
    const double b = 37.8;
    shape_ring(drawing->canvas, 100.0f, 100.0f, (float)a, (float)b, 4.0f, white);
    double round = pi * (3.0 * (a + b) - sqrt((3.0 * a + b) * (a + 3.0 * b)));
    assert_near(area_of(drawing->canvas), round * 4.0, round * 4.0 * 0.01);
}

#define drawing_test(function) cmocka_unit_test_setup_teardown(function, drawing_setup, drawing_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        drawing_test(a_circle_covers_its_area),
        drawing_test(a_polygon_covers_its_area),
        drawing_test(a_thin_slanted_line_covers_its_area),
        drawing_test(a_pixel_gets_the_share_of_it_that_lies_inside),
        drawing_test(two_halves_of_a_pixel_make_a_whole),
        drawing_test(what_two_outlines_both_cover_counts_once),
        drawing_test(an_outline_the_other_way_round_makes_a_hole),
        drawing_test(the_direction_of_an_outline_does_not_matter),
        drawing_test(a_box_with_a_radius_below_zero_stays_in_its_bounds),
        drawing_test(a_fill_remembers_nothing_of_the_one_before),
        drawing_test(two_points_have_no_area),
        drawing_test(a_box_with_round_corners_covers_its_area),
        drawing_test(a_radius_beyond_half_the_box_is_cut),
        drawing_test(a_box_without_a_size_paints_nothing),
        drawing_test(a_box_edge_covers_what_lies_between_two_boxes),
        drawing_test(a_translucent_box_is_nowhere_painted_twice),
        drawing_test(a_translucent_edge_is_nowhere_painted_twice),
        drawing_test(no_shape_leaves_the_clip),
        drawing_test(shapes_far_off_the_canvas_paint_nothing),
        drawing_test(a_shape_that_reaches_left_of_the_clip_still_fills_it),
        drawing_test(shapes_painted_in_pieces_equal_the_whole),
        drawing_test(a_path_holds_as_many_points_as_it_says),
        drawing_test(one_point_past_the_limit_sets_full_and_keeps_the_rest),
        drawing_test(dashes_cover_their_share_of_the_outline),
        drawing_test(dashes_have_their_length_and_gaps_theirs),
        drawing_test(a_line_along_a_box_closes_it),
        drawing_test(a_ring_is_the_same_on_all_four_sides),
        drawing_test(a_round_ring_covers_its_area),
        drawing_test(a_flat_ring_covers_its_area),
    };
    return cmocka_run_group_tests_name("shape", tests, NULL, NULL);
}
