/* tests/unit/test_images.c - what staff upload becomes a picture that kiosks take, with nothing of the camera in it. */
#include "tests/unit/pictures_made.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <zlib.h>

#include "sync/model/picture.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/content/images.h"
#include "sync/registry/server/errands.h"

enum { WIDE = 48, HIGH = 32 };

/* The made picture, decoded; the caller frees. */
static unsigned char *make(const unsigned char *bytes, size_t count, struct picture_size *out_size)
{
    unsigned char *png = NULL;
    unsigned char *dots = NULL;
    size_t png_bytes = 0;
    assert_int_equal(image_make(&png, &png_bytes, bytes, count), ERR_OK);
    assert_null(memmem(png, png_bytes, "HEMMELIGT", 9));
    assert_int_equal(picture_decode(&dots, out_size, png, png_bytes), ERR_OK);
    free(png);
    return dots;
}

/* Which of the quarters' colours is at a place: "R", "G", "B", "W". */
static char colour_at(const unsigned char *dots, const struct picture_size *size, int x, int y)
{
    const unsigned char *dot = dots + ((size_t)y * (size_t)size->width + (size_t)x) * 4;
    bool red = dot[0] > 128, green = dot[1] > 128, blue = dot[2] > 128;
    if (red && green && blue) return 'W';
    return red ? 'R' : green ? 'G' : blue ? 'B' : '?';
}

static void assert_quarters(const unsigned char *dots, const struct picture_size *size, const char *wanted)
{
    int left = size->width / 4, right = size->width * 3 / 4, top = size->height / 4, bottom = size->height * 3 / 4;
    const char found[] = {colour_at(dots, size, left, top), colour_at(dots, size, right, top),
                          colour_at(dots, size, left, bottom), colour_at(dots, size, right, bottom), '\0'};
    assert_string_equal(found, wanted);
}

static void every_format_is_read(void **state)
{
    static size_t (*const makers[])(unsigned char *, int, int, unsigned char **) = {png_made, jpeg_make, webp_make};
    (void)state;
    for (size_t at = 0; at < sizeof(makers) / sizeof(makers[0]); at++) {
        unsigned char *file = NULL;
        struct picture_size size;
        size_t bytes = makers[at](quarters_make(WIDE, HIGH), WIDE, HIGH, &file);
        unsigned char *dots = make(file, bytes, &size);
        assert_int_equal(size.width, WIDE);
        assert_int_equal(size.height, HIGH);
        assert_quarters(dots, &size, "RGBW");
        free(dots);
        free(file);
    }
}

static void it_is_turned_the_right_way_up(void **state)
{
    /* As the standard says: what is seen top left, top right, bottom left, bottom right. */
    static const char *const seen[] = {"RGBW", "RGBW", "GRWB", "WBGR", "BWRG", "RBGW", "BRWG", "WGBR", "GWRB", "RGBW"};
    (void)state;
    for (int orientation = 0; orientation < 10; orientation++) {
        unsigned char *jpeg = NULL;
        unsigned char *noted = NULL;
        struct picture_size size;
        size_t bytes = jpeg_make(quarters_make(WIDE, HIGH), WIDE, HIGH, &jpeg);
        bytes = jpeg_note(jpeg, bytes, orientation, &noted);
        unsigned char *dots = make(noted, bytes, &size);
        bool lies = orientation >= 5 && orientation <= 8;
        assert_int_equal(size.width, lies ? HIGH : WIDE);
        assert_quarters(dots, &size, seen[orientation]);
        free(dots);
        free(noted);
    }
}

static void a_large_one_becomes_smaller(void **state)
{
    (void)state;
    for (int noisy = 0; noisy < 2; noisy++) {
        enum { LARGE_WIDE = 2100, LARGE_HIGH = 1400 };
        unsigned char *jpeg = NULL;
        struct picture_size size;
        unsigned char *dots_before = noisy ? noise_make(LARGE_WIDE, LARGE_HIGH) : quarters_make(LARGE_WIDE, LARGE_HIGH);
        size_t bytes = jpeg_make(dots_before, LARGE_WIDE, LARGE_HIGH, &jpeg);
        unsigned char *dots = make(jpeg, bytes, &size); /* picture_decode() holds it to what kiosks take */
        assert_true(noisy ? size.width < IMAGE_SIDE_MAX : size.width == IMAGE_SIDE_MAX);
        assert_in_range(size.height, size.width * 2 / 3 - 1, size.width * 2 / 3 + 1);
        if (!noisy) assert_quarters(dots, &size, "RGBW");
        free(dots);
        free(jpeg);
    }
}

/* Whatever it is, the page stays light; where it is clear it is as the page around it. */
static void phones_get_a_small_one(void **state)
{
    (void)state;
    for (int noisy = 0; noisy < 2; noisy++) {
        unsigned char *png = NULL;
        unsigned char *jpeg = NULL;
        size_t jpeg_bytes = 0;
        int width = 0, height = 0, sampling = 0, colours = 0;
        size_t bytes = png_made(noisy ? noise_make(640, 1280) : quarters_make(640, 1280), 640, 1280, &png);
        assert_int_equal(image_make_for_phone(&jpeg, &jpeg_bytes, png, bytes), ERR_OK);
        assert_in_range(jpeg_bytes, 100, IMAGE_PHONE_BYTES_MAX);
        tjhandle handle = tjInitDecompress();
        assert_int_equal(tjDecompressHeader3(handle, jpeg, jpeg_bytes, &width, &height, &sampling, &colours), 0);
        tjDestroy(handle);
        assert_true(noisy ? height < IMAGE_PHONE_SIDE_MAX : height == IMAGE_PHONE_SIDE_MAX);
        assert_in_range(width, height / 2 - 1, height / 2 + 1);
        free(jpeg);
        free(png);
    }
}

static void what_is_clear_is_as_the_page(void **state)
{
    (void)state;
    unsigned char clear[4 * 16 * 16] = {0};
    unsigned char seen[3 * 16 * 16];
    unsigned char png[4096];
    unsigned char *jpeg = NULL;
    png_alloc_size_t bytes = sizeof(png);
    size_t jpeg_bytes = 0;
    png_image image = {.version = PNG_IMAGE_VERSION, .width = 16, .height = 16, .format = PNG_FORMAT_RGBA};
    assert_true(png_image_write_to_memory(&image, png, &bytes, 0, clear, 0, NULL));
    assert_int_equal(image_make_for_phone(&jpeg, &jpeg_bytes, png, bytes), ERR_OK);
    tjhandle handle = tjInitDecompress();
    assert_int_equal(tjDecompress2(handle, jpeg, jpeg_bytes, seen, 16, 0, 16, TJPF_RGB, 0), 0);
    tjDestroy(handle);
    free(jpeg);
    assert_in_range(seen[0], 0xf8, 0xff);
    assert_in_range(seen[2], 0xef, 0xf6);
    assert_int_equal(image_make_for_phone(&jpeg, &jpeg_bytes, "no picture", 10), ERR_INVALID);
    assert_null(jpeg);
}

/* What forhal-registry picture says: both, one behind the other. */
static void the_two_are_told_apart(void **state)
{
    (void)state;
    unsigned char *png = NULL;
    size_t bytes = png_made(quarters_make(WIDE, HIGH), WIDE, HIGH, &png);
    unsigned char *both = malloc(bytes + 3);
    memcpy(both, png, bytes);
    memcpy(both + bytes, "abc", 3);
    assert_int_equal(image_png_bytes(both, bytes + 3), bytes);
    assert_int_equal(image_png_bytes(both, bytes), bytes);
    for (size_t cut = 0; cut < bytes; cut++) assert_int_equal(image_png_bytes(both, cut), 0);
    memset(both + 33, 0xff, 4); /* a chunk that is longer than all */
    assert_int_equal(image_png_bytes(both, bytes + 3), 0);
    free(both);
    free(png);
}

/* Thin as a thread: still one dot high. */
static void a_thin_one_keeps_a_dot(void **state)
{
    unsigned char *png = NULL;
    struct picture_size size;
    (void)state;
    size_t bytes = png_made(noise_make(20000, 1), 20000, 1, &png);
    unsigned char *dots = make(png, bytes, &size);
    assert_int_equal(size.width, IMAGE_SIDE_MAX);
    assert_int_equal(size.height, 1);
    free(dots);
    free(png);
}

static void the_same_gets_the_same_name(void **state)
{
    unsigned char *jpeg = NULL;
    unsigned char *made[2] = {NULL, NULL};
    size_t bytes[2];
    (void)state;
    size_t count = jpeg_make(noise_make(64, 64), 64, 64, &jpeg);
    for (int at = 0; at < 2; at++) assert_int_equal(image_make(&made[at], &bytes[at], jpeg, count), ERR_OK);
    assert_int_equal(bytes[0], bytes[1]);
    assert_memory_equal(made[0], made[1], bytes[0]);
    free(made[0]);
    free(made[1]);
    free(jpeg);
}

static void assert_fails(const void *bytes, size_t count, enum err wanted)
{
    unsigned char *out = NULL;
    size_t out_bytes = 0;
    assert_int_equal(image_make(&out, &out_bytes, bytes, count), wanted);
    assert_null(out);
}

/* Its size is held against the limit before a dot is decoded: the rest of the file isn't even there. */
static void what_says_it_is_huge_is_not_decoded(void **state)
{
    unsigned char *png = NULL;
    (void)state;
    size_t bytes = png_made(quarters_make(4, 4), 4, 4, &png);
    struct {
        int width, height;
        enum err wanted;
    } const sizes[] = {{60000, 60000, ERR_TOO_LARGE}, {0, 4, ERR_INVALID}, {6000, 4001, ERR_TOO_LARGE}};
    for (size_t at = 0; at < sizeof(sizes) / sizeof(sizes[0]); at++) {
        unsigned char *copy = malloc(bytes);
        memcpy(copy, png, bytes);
        for (int byte = 0; byte < 4; byte++) {
            copy[16 + byte] = (unsigned char)(sizes[at].width >> (24 - 8 * byte));
            copy[20 + byte] = (unsigned char)(sizes[at].height >> (24 - 8 * byte));
        }
        /* libpng looks at the checksum, too. */
        unsigned crc = (unsigned)crc32(0, copy + 12, 17);
        for (int byte = 0; byte < 4; byte++) copy[29 + byte] = (unsigned char)(crc >> (24 - 8 * byte));
        assert_fails(copy, bytes, sizes[at].wanted);
        free(copy);
    }
    free(png);
}

static void what_is_damaged_is_refused(void **state)
{
    static size_t (*const makers[])(unsigned char *, int, int, unsigned char **) = {png_made, jpeg_make, webp_make};
    static const unsigned char moves[] = "RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x0f\0\0\x0f\0\0";
    (void)state;
    assert_fails("", 0, ERR_INVALID);
    assert_fails("GIF89a and more", 15, ERR_INVALID);
    assert_fails("\xff\xd8\xff\xd9", 4, ERR_INVALID);
    assert_fails(moves, sizeof(moves) - 1, ERR_INVALID);
    for (size_t at = 0; at < sizeof(makers) / sizeof(makers[0]); at++) {
        unsigned char *file = NULL;
        size_t bytes = makers[at](noise_make(64, 64), 64, 64, &file);
        for (size_t half = 2; half <= 8; half++) assert_fails(file, bytes / half, ERR_INVALID);
        free(file);
    }
    unsigned char *large = calloc(1, IMAGE_BYTES_MAX + 1);
    assert_fails(large, IMAGE_BYTES_MAX + 1, ERR_TOO_LARGE);
    free(large);
}

/* ---- the process that does it ---- */

static int run(const char *build, const unsigned char *bytes, size_t count, struct errand **out)
{
    static const atomic_bool never = false;
    char *program = errand_program(build, "forhal-registry");
    char *input = malloc(count);
    assert_non_null(program);
    memcpy(input, bytes, count);
    assert_int_equal(errand_create(out, program, input, count), ERR_OK);
    free(program);
    errand_say(*out, "picture");
    (*out)->seconds = 60;
    (*out)->output_max = PICTURE_BYTES_MAX;
    errand_run(*out, &never);
    assert_int_equal((*out)->err, ERR_OK);
    return (*out)->status;
}

/* The program under test, and the one without AddressSanitizer, which locks itself in before it decodes. */
static void a_process_of_its_own_does_it(void **state)
{
    const char *const builds[] = {getenv("FORHAL_BUILD") != NULL ? getenv("FORHAL_BUILD") : "build", "build"};
    static size_t (*const makers[])(unsigned char *, int, int, unsigned char **) = {png_made, jpeg_make, webp_make};
    (void)state;
    for (size_t build = 0; build < 2; build++) {
        struct errand *errand = NULL;
        if (access(builds[build], F_OK) != 0) continue;
        for (size_t at = 0; at < 3; at++) {
            unsigned char *file = NULL;
            struct picture_size size;
            size_t bytes = makers[at](noise_make(1500, 1000), 1500, 1000, &file);
            int status = run(builds[build], file, bytes, &errand);
            if (status != EXIT_DONE) fail_msg("%s, format %zu: %d", builds[build], at, status);
            assert_int_equal(picture_measure(&size, errand->output, errand->output_bytes), ERR_OK);
            errand_destroy(errand);
            free(file);
        }
        assert_int_equal(run(builds[build], (const unsigned char *)"none", 4, &errand), EXIT_PICTURE_NONE);
        errand_destroy(errand);
    }
}

/* In a child: seccomp is not to be had. */
static void deny_seccomp(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int failed = filter == NULL;
    failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(seccomp), 0);
    failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP));
    if (failed != 0 || seccomp_load(filter) != 0) _exit(99);
}

static void without_a_lock_nothing_is_decoded(void **state)
{
    (void)state;
    int ends[2];
    int status = 0;
    unsigned char *file = NULL;
    if (access("build/forhal-registry", X_OK) != 0) skip();
    size_t bytes = png_made(noise_make(20, 20), 20, 20, &file);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        if (dup2(ends[0], STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0) _exit(98);
        close(ends[1]);
        deny_seccomp();
        execl("build/forhal-registry", "forhal-registry", "picture", (char *)NULL);
        _exit(97);
    }
    close(ends[0]);
    assert_int_equal(write(ends[1], file, bytes), bytes);
    close(ends[1]);
    free(file);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EXIT_PICTURE_UNSAFE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_read),
        cmocka_unit_test(it_is_turned_the_right_way_up),
        cmocka_unit_test(a_large_one_becomes_smaller),
        cmocka_unit_test(phones_get_a_small_one),
        cmocka_unit_test(what_is_clear_is_as_the_page),
        cmocka_unit_test(the_two_are_told_apart),
        cmocka_unit_test(a_thin_one_keeps_a_dot),
        cmocka_unit_test(the_same_gets_the_same_name),
        cmocka_unit_test(what_says_it_is_huge_is_not_decoded),
        cmocka_unit_test(what_is_damaged_is_refused),
        cmocka_unit_test(a_process_of_its_own_does_it),
        cmocka_unit_test(without_a_lock_nothing_is_decoded),
    };
    return cmocka_run_group_tests_name("images", tests, NULL, NULL);
}
