/* tests/screens/test_picture_cache.c - pictures of pages: which there are, how they are scaled, what they may cost. */
#include "tests/unit/folder.h"

#include <png.h>
#include <sodium.h>

#include "kiosk/canvas.h"
#include "kiosk/picture_cache.h"
#include "sync/base/file.h"
#include "sync/base/json.h"

struct shelf {
    struct folder *folder;
    struct picture_cache *cache;
    struct canvas *canvas;
    json_t *names;
    struct picture_sizes sizes;
};

static int setup(void **state)
{
    static struct shelf shelf;
    void *folder = NULL;
    if (sodium_init() < 0 || folder_setup(&folder) != 0) return -1;
    shelf = (struct shelf){.folder = folder, .canvas = canvas_create(400, 300), .names = json_object()};
    *state = &shelf;
    return picture_cache_create(&shelf.cache, shelf.folder->path) == ERR_OK ? 0 : -1;
}

static int teardown(void **state)
{
    struct shelf *shelf = *state;
    void *folder = shelf->folder;
    picture_cache_destroy(shelf->cache);
    canvas_destroy(shelf->canvas);
    json_decref(shelf->names);
    return folder_teardown(&folder);
}

/* A picture of one colour in the folder, under the name of its bytes. */
static void put(struct shelf *shelf, int width, int height, uint32_t rgb, char name[PICTURE_NAME_BYTES])
{
    char file[PICTURE_NAME_BYTES + 4], path[PATH_MAX];
    static unsigned char bytes[PICTURE_BYTES_MAX];
    size_t count = sizeof(bytes);
    unsigned char *pixels = malloc((size_t)width * (size_t)height * 3);
    for (size_t at = 0; at < (size_t)width * (size_t)height; at++) {
        pixels[at * 3] = (unsigned char)(rgb >> 16);
        pixels[at * 3 + 1] = (unsigned char)(rgb >> 8);
        pixels[at * 3 + 2] = (unsigned char)rgb;
    }
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)width,
                       .height = (png_uint_32)height,
                       .format = PNG_FORMAT_RGB};
    assert_true(png_image_write_to_memory(&image, bytes, &count, 0, pixels, 0, NULL));
    free(pixels);
    picture_name(name, bytes, count);
    snprintf(file, sizeof(file), "%s.png", name);
    assert_int_equal(file_write(folder_path(shelf->folder, file, path), bytes, count, 0600), ERR_OK);
    json_object_set_new(shelf->names, name, json_true());
}

static uint32_t pixel(const struct shelf *shelf, int x, int y)
{
    return shelf->canvas->pixels[y * shelf->canvas->stride + x] & 0xffffff;
}

static void what_fits_its_name_is_shown(void **state)
{
    struct shelf *shelf = *state;
    char name[PICTURE_NAME_BYTES];
    assert_true(picture_cache_is_stale(shelf->cache));
    put(shelf, 40, 20, 0x1e6e86, name);
    picture_cache_look(shelf->cache, shelf->names, &shelf->sizes);
    assert_false(picture_cache_is_stale(shelf->cache));
    assert_int_equal(shelf->sizes.count, 1);
    assert_int_equal(picture_size_find(&shelf->sizes, name)->width, 40);
    assert_null(picture_size_find(&shelf->sizes, "other"));
    assert_true(picture_cache_paint(shelf->cache, shelf->canvas, name, (struct rect){10, 10, 20, 10}, 4, 0));
    assert_int_equal(pixel(shelf, 20, 15), 0x1e6e86);
    assert_int_equal(pixel(shelf, 10, 10), 0); /* the corner is round */
    assert_int_equal(pixel(shelf, 30, 15), 0);
    assert_int_equal(picture_cache_bytes(shelf->cache), 20 * 10 * 4);
    picture_cache_forget(shelf->cache);
    assert_int_equal(picture_cache_bytes(shelf->cache), 0);
}

static void what_does_not_is_missing(void **state)
{
    struct shelf *shelf = *state;
    char name[PICTURE_NAME_BYTES], file[PICTURE_NAME_BYTES + 4], path[PATH_MAX];
    put(shelf, 40, 20, 0x1e6e86, name);
    snprintf(file, sizeof(file), "%s.png", name);
    assert_int_equal(file_write(folder_path(shelf->folder, file, path), "not a picture", 13, 0600), ERR_OK);
    picture_cache_look(shelf->cache, shelf->names, &shelf->sizes);
    assert_int_equal(shelf->sizes.count, 0);
    assert_false(picture_cache_paint(shelf->cache, shelf->canvas, name, (struct rect){0, 0, 20, 10}, 0, 0));
}

/* Thirty thousand pixels a side would be 3.4 GiB: refused by its header, under a name that fits its bytes. */
static void a_bomb_is_refused_by_its_header(void **state)
{
    struct shelf *shelf = *state;
    char name[PICTURE_NAME_BYTES], file[PICTURE_NAME_BYTES + 4], path[PATH_MAX];
    AUTO(str_finish) struct str bytes;
    assert_int_equal(file_read(&bytes, "tests/fuzz/corpus/picture/bomb", PICTURE_BYTES_MAX), ERR_OK);
    picture_name(name, str_text(&bytes), bytes.length);
    snprintf(file, sizeof(file), "%s.png", name);
    folder_path(shelf->folder, file, path);
    assert_int_equal(file_write(path, str_text(&bytes), bytes.length, 0600), ERR_OK);
    json_object_set_new(shelf->names, name, json_true());
    picture_cache_look(shelf->cache, shelf->names, &shelf->sizes);
    assert_int_equal(shelf->sizes.count, 0);
    assert_false(picture_cache_paint(shelf->cache, shelf->canvas, name, (struct rect){0, 0, 20, 10}, 0, 0));
    assert_int_equal(picture_cache_bytes(shelf->cache), 0);
}

static void the_cache_stays_within_its_bytes(void **state)
{
    struct shelf *shelf = *state;
    char name[PICTURE_NAME_BYTES];
    put(shelf, 64, 64, 0xb9540b, name);
    for (int at = 0; at < 40; at++) {
        struct rect bounds = {0, 0, 1000 + at, 1000};
        assert_true(picture_cache_paint(shelf->cache, shelf->canvas, name, bounds, 0, 0));
        assert_true(picture_cache_bytes(shelf->cache) <= PICTURE_CACHE_BYTES_MAX);
    }
    size_t bytes = picture_cache_bytes(shelf->cache);
    assert_false(picture_cache_paint(shelf->cache, shelf->canvas, name, (struct rect){0, 0, 2049, 2048}, 0, 0));
    assert_int_equal(picture_cache_bytes(shelf->cache), bytes);
}

static void scaling_takes_the_average(void **state)
{
    (void)state;
    static const unsigned char rgba[] = {255, 0, 0, 255, 0, 0, 255, 255, 255, 255, 255, 0, 255, 255, 255, 0};
    uint32_t out[4];
    picture_scale(out, 2, 2, rgba, 2, 2); /* as it is, premultiplied */
    assert_int_equal(out[0], 0xffff0000);
    assert_int_equal(out[1], 0xff0000ff);
    assert_int_equal(out[2], 0);
    picture_scale(out, 1, 1, rgba, 2, 2);
    assert_int_equal(out[0], 0x80400040);
    picture_scale(out, 1, 2, rgba, 2, 2);
    assert_int_equal(out[0], 0xff800080);
    assert_int_equal(out[1], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_fits_its_name_is_shown, setup, teardown),
        cmocka_unit_test_setup_teardown(what_does_not_is_missing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_bomb_is_refused_by_its_header, setup, teardown),
        cmocka_unit_test_setup_teardown(the_cache_stays_within_its_bytes, setup, teardown),
        cmocka_unit_test(scaling_takes_the_average),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
