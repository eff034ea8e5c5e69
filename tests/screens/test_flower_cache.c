/* tests/screens/test_flower_cache.c - a flower kept as a picture looks as one drawn anew, wherever it stands. */
#include "tests/screens/pictures.h"

#include <stdlib.h>
#include <string.h>

#include "kiosk/flower.h"
#include "kiosk/flower_cache.h"
#include "kiosk/shape.h"

enum { WIDTH = 320, HEIGHT = 300, OFF_MAX = 2 /* of 255: rounded twice */ };

static const struct rect place = {37, 21, 240, 202};

static struct flower some_flower(struct petal petals[NETWORK_PETALS_MAX], const char *letters, const struct look *look)
{
    int count = (int)network_petals_from_letters(petals, letters);
    return (struct flower){petals, count, false, look->on_water, look};
}

static struct canvas *water_canvas(void)
{
    struct canvas *canvas = canvas_create(WIDTH, HEIGHT);
    assert_non_null(canvas);
    const struct look *look = look_normal();
    canvas_gradient(canvas, (struct rect){0, 0, WIDTH, HEIGHT}, look->water_top, look->water_middle,
                    look->water_bottom);
    return canvas;
}

static int most_off(const struct canvas *a, const struct canvas *b)
{
    int most = 0;
    for (int at = 0; at < WIDTH * HEIGHT; at++) {
        for (int shift = 0; shift < 24; shift += 8) {
            int off = abs((int)(a->pixels[at] >> shift & 0xff) - (int)(b->pixels[at] >> shift & 0xff));
            if (off > most) most = off;
        }
    }
    return most;
}

static void it_looks_as_one_drawn_anew(void **state)
{
    (void)state;
    static const char *const letters[] = {"GoBGo", "gobgobgob", "GGGGGG", "B"};
    struct path *paths = calloc(2, sizeof(*paths));
    struct flower_cache *cache = NULL;
    struct raster raster = {0};
    assert_non_null(paths);
    assert_int_equal(flower_cache_create(&cache), ERR_OK);
    for (size_t at = 0; at < sizeof(letters) / sizeof(letters[0]); at++) {
        struct petal petals[NETWORK_PETALS_MAX];
        struct flower flower = some_flower(petals, letters[at], at % 2 == 0 ? look_normal() : look_high_contrast());
        flower.mirrored = at == 1;
        struct canvas *drawn = water_canvas();
        struct canvas *kept = water_canvas();
        flower_paint(drawn, &raster, &paths[0], &paths[1], place, flower.petals, flower.count, flower.mirrored,
                     flower.look, flower.ground);
        flower_cache_paint(cache, kept, &flower, place, 0, 0);
        assert_true(most_off(drawn, kept) <= OFF_MAX);
        canvas_destroy(drawn);
        canvas_destroy(kept);
    }
    flower_cache_destroy(cache);
    raster_finish(&raster);
    free(paths);
}

static void all_faded_nothing_is_seen_and_all_dimmed_it_is_black(void **state)
{
    (void)state;
    struct petal petals[NETWORK_PETALS_MAX];
    struct flower flower = some_flower(petals, "GoBGo", look_normal());
    struct flower_cache *cache = NULL;
    assert_int_equal(flower_cache_create(&cache), ERR_OK);
    struct canvas *before = water_canvas();
    struct canvas *after = water_canvas();
    flower_cache_paint(cache, after, &flower, place, 255, 0);
    assert_int_equal(most_off(before, after), 0);
    flower_cache_paint(cache, after, &flower, place, 0, 255);
    assert_int_equal(pixel_at(after, place.x + place.w / 2, place.y + place.h / 2), black_pixel);
    flower_cache_destroy(cache);
    canvas_destroy(before);
    canvas_destroy(after);
}

static void outside_the_clip_nothing_is_painted(void **state)
{
    (void)state;
    struct petal petals[NETWORK_PETALS_MAX];
    struct flower flower = some_flower(petals, "GoBGo", look_normal());
    struct flower_cache *cache = NULL;
    assert_int_equal(flower_cache_create(&cache), ERR_OK);
    struct canvas *canvas = black_canvas(WIDTH, HEIGHT);
    canvas->clip = (struct rect){100, 90, 33, 17};
    flower_cache_paint(cache, canvas, &flower, place, 0, 0);
    assert_true(pixels_changed(canvas, canvas->clip, true) > 0);
    assert_int_equal(pixels_changed(canvas, canvas->clip, false), 0);
    canvas->clip = (struct rect){0, 0, WIDTH, HEIGHT};
    flower_cache_paint(cache, canvas, &flower, (struct rect){-200, -150, 240, 202}, 0, 0); /* over the edge */
    flower_cache_paint(cache, canvas, &flower, (struct rect){300, 280, 240, 202}, 0, 0);
    flower_cache_destroy(cache);
    canvas_destroy(canvas);
}

/* Of more sizes than are kept, and one larger than all that may be kept. */
static void more_flowers_than_are_kept_are_all_painted(void **state)
{
    (void)state;
    struct petal petals[NETWORK_PETALS_MAX];
    struct flower flower = some_flower(petals, "GoBGo", look_normal());
    struct flower_cache *cache = NULL;
    assert_int_equal(flower_cache_create(&cache), ERR_OK);
    for (int round = 0; round < 2; round++) {
        for (int size = 20; size < 20 + FLOWER_CACHE_MAX + 5; size++) {
            struct canvas *canvas = black_canvas(WIDTH, HEIGHT);
            flower_cache_paint(cache, canvas, &flower, (struct rect){10, 10, size, size}, 0, 0);
            assert_int_not_equal(pixel_at(canvas, 10 + size / 2, 10 + size / 2), black_pixel);
            canvas_destroy(canvas);
        }
    }
    struct canvas *canvas = black_canvas(WIDTH, HEIGHT);
    flower_cache_paint(cache, canvas, &flower, (struct rect){-800, -800, 1800, 1800}, 0, 0);
    assert_int_not_equal(pixel_at(canvas, 100, 100), black_pixel);
    canvas_destroy(canvas);
    flower_cache_destroy(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_looks_as_one_drawn_anew),
        cmocka_unit_test(all_faded_nothing_is_seen_and_all_dimmed_it_is_black),
        cmocka_unit_test(outside_the_clip_nothing_is_painted),
        cmocka_unit_test(more_flowers_than_are_kept_are_all_painted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
