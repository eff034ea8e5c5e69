/* tests/screens/test_glimpse.c - a picture of the screen is asked for, given, refused and forgotten. */
#include "tests/unit/folder.h"

#include <sys/stat.h>

#include "kiosk/glimpse.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/picture.h"

#define ID    "0123456789abcdef"
#define OTHER "fedcba9876543210"

struct desk {
    void *folder;
    struct run_dir run;
    struct glimpse glimpse;
    struct canvas *canvas;
};

static int setup(void **state)
{
    struct desk *desk = calloc(1, sizeof(*desk));
    if (desk == NULL || folder_setup(&desk->folder) != 0) return -1;
    if (run_dir_init(&desk->run, ((struct folder *)desk->folder)->path, "unused") != ERR_OK) return -1;
    glimpse_begin(&desk->glimpse, &desk->run);
    desk->canvas = canvas_create(1080, 1920);
    *state = desk;
    return desk->canvas != NULL ? 0 : -1;
}

static int teardown(void **state)
{
    struct desk *desk = *state;
    canvas_destroy(desk->canvas);
    run_dir_finish(&desk->run);
    int code = folder_teardown(&desk->folder);
    free(desk);
    return code;
}

static void ask(struct desk *desk, const char *id, int64_t now_ms)
{
    assert_int_equal(file_replace(desk->run.look_asked, id, strlen(id), 0600), ERR_OK);
    glimpse_look(&desk->glimpse, now_ms);
    assert_int_not_equal(access(desk->run.look_asked, F_OK), 0); /* taken, whatever it was */
}

static void assert_told(struct desk *desk, const char *wanted)
{
    AUTO(str_finish) struct str text;
    assert_int_equal(file_read(&text, desk->run.look_told, 512), ERR_OK);
    assert_string_equal(str_text(&text), wanted);
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static void a_picture_is_given_when_it_is_calm(void **state)
{
    struct desk *desk = *state;
    struct picture_size size;
    struct stat info;
    AUTO(str_finish) struct str png;
    assert_false(glimpse_is_due(&desk->glimpse, -1, 0));
    assert_int_equal(glimpse_due_ms(&desk->glimpse), -1); /* nothing wakes up for it */
    ask(desk, ID, 10000);
    assert_int_equal(glimpse_due_ms(&desk->glimpse), GLIMPSE_WAIT_MS);
    assert_false(glimpse_is_due(&desk->glimpse, 9000, 10000)); /* a finger was there a second ago */
    assert_true(glimpse_is_due(&desk->glimpse, 9000, 9000 + GLIMPSE_CALM_MS));
    assert_false(glimpse_is_due(&desk->glimpse, 29000, 9999 + GLIMPSE_PATIENCE_MS));
    assert_true(glimpse_is_due(&desk->glimpse, 29000, 10000 + GLIMPSE_PATIENCE_MS));
    glimpse_answer(&desk->glimpse, desk->canvas, NULL, 12000);
    assert_told(desk, "{\"look\":\"" ID "\"}");
    assert_int_equal(file_read(&png, desk->run.look_picture, GLIMPSE_BYTES_MAX), ERR_OK);
    assert_int_equal(picture_measure(&size, str_text(&png), png.length), ERR_OK);
    assert_int_equal(size.width, 720);
    assert_int_equal(size.height, 1280);
    assert_int_equal(stat(desk->run.look_picture, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(glimpse_due_ms(&desk->glimpse), -1);
    /* What nobody fetches goes. */
    glimpse_look(&desk->glimpse, 12000 + GLIMPSE_KEPT_MS - 1);
    assert_true(is_there(desk->run.look_picture));
    glimpse_look(&desk->glimpse, 12000 + GLIMPSE_KEPT_MS);
    assert_false(is_there(desk->run.look_picture) || is_there(desk->run.look_told));
}

static void a_refusal_leaves_no_picture(void **state)
{
    struct desk *desk = *state;
    ask(desk, ID, 0);
    glimpse_answer(&desk->glimpse, desk->canvas, NULL, 0);
    assert_true(is_there(desk->run.look_picture));
    ask(desk, OTHER, 1);
    glimpse_answer(&desk->glimpse, desk->canvas, "private", 1);
    assert_told(desk, "{\"look\":\"" OTHER "\",\"refused\":\"private\"}");
    assert_false(is_there(desk->run.look_picture));
    ask(desk, ID, 2);
    glimpse_answer(&desk->glimpse, NULL, NULL, 2);
    assert_told(desk, "{\"look\":\"" ID "\",\"refused\":\"nothing\"}");
    glimpse_end(&desk->glimpse);
    assert_false(is_there(desk->run.look_told));
}

static void nonsense_asks_for_nothing(void **state)
{
    struct desk *desk = *state;
    static const char *const asked[] = {
        "", "0123", "0123456789abcdef0", "0123456789ABCDEF", "\"},{\"a\":\"bcdefg", "../../../../etc"};
    for (size_t at = 0; at < sizeof(asked) / sizeof(asked[0]); at++) {
        ask(desk, asked[at], 0);
        assert_int_equal(glimpse_due_ms(&desk->glimpse), -1);
    }
    ask(desk, ID, 1000);
    ask(desk, ID, 5000); /* the registry says it again until it is answered */
    assert_int_equal(desk->glimpse.wanted_ms, 1000);
}

/* A picture that would be too large becomes a smaller one. */
static void noise_is_made_smaller(void **state)
{
    struct desk *desk = *state;
    struct picture_size size;
    AUTO(str_finish) struct str png;
    uint32_t seed = 1;
    for (size_t at = 0; at < (size_t)desk->canvas->stride * (size_t)desk->canvas->height; at++) {
        seed = seed * 1664525 + 1013904223;
        desk->canvas->pixels[at] = seed;
    }
    ask(desk, ID, 0);
    glimpse_answer(&desk->glimpse, desk->canvas, NULL, 0);
    assert_int_equal(file_read(&png, desk->run.look_picture, GLIMPSE_BYTES_MAX), ERR_OK);
    assert_int_equal(picture_measure(&size, str_text(&png), png.length), ERR_OK);
    assert_true(size.width < 720);
}

static void a_dot_is_what_lies_under_it(void **state)
{
    struct desk *desk = *state;
    canvas_fill(desk->canvas, (struct rect){0, 0, 1080, 960}, COLOR_HEX(0x204060));
    canvas_fill(desk->canvas, (struct rect){0, 960, 1080, 960}, COLOR_HEX(0x806040));
    struct canvas *small = glimpse_scale(desk->canvas, 1);
    assert_non_null(small);
    assert_int_equal(small->width, 1);
    assert_int_equal(small->height, 1);
    assert_int_equal(small->pixels[0] & 0xffffff, 0x505050);
    canvas_destroy(small);
    small = glimpse_scale(desk->canvas, 5000); /* never larger than it is */
    assert_non_null(small);
    assert_int_equal(small->width, 1080);
    assert_int_equal(small->pixels[0] & 0xffffff, 0x204060);
    canvas_destroy(small);
}

static void without_a_folder_nothing_happens(void **state)
{
    (void)state;
    struct run_dir none = {NULL, NULL, NULL, NULL, NULL};
    struct glimpse glimpse;
    glimpse_begin(&glimpse, &none);
    glimpse_look(&glimpse, 0);
    assert_false(glimpse_is_due(&glimpse, -1, 100000));
    glimpse_end(&glimpse);
}

#define desk_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        desk_test(a_picture_is_given_when_it_is_calm), desk_test(a_refusal_leaves_no_picture),
        desk_test(nonsense_asks_for_nothing),          desk_test(noise_is_made_smaller),
        desk_test(a_dot_is_what_lies_under_it),        cmocka_unit_test(without_a_folder_nothing_happens),
    };
    return cmocka_run_group_tests_name("glimpse", tests, NULL, NULL);
}
