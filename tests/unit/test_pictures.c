/* tests/unit/test_pictures.c - pictures of pages: into the registry, over the wire, into a kiosk's folder. */
#include "tests/unit/registry_house.h"

#include <fcntl.h>
#include <png.h>
#include <sys/stat.h>

#include "sync/agent/pictures.h"
#include "sync/base/file.h"
#include "sync/model/picture.h"
#include "sync/model/translation.h"
#include "sync/registry/content/pictures.h"
#include "tests/unit/fake_server.h"

enum { WIDE = 300, HIGH = 200 };

struct png {
    unsigned char bytes[PICTURE_BYTES_MAX];
    size_t count;
    char name[PICTURE_NAME_BYTES];
};

/* Noise, so that it takes several pieces. */
static void png_make(struct png *out, int width, int height, unsigned seed)
{
    unsigned char *pixels = malloc((size_t)width * (size_t)height * 3);
    for (size_t at = 0; at < (size_t)width * (size_t)height * 3; at++) {
        seed = seed * 1103515245u + 12345u;
        pixels[at] = (unsigned char)(seed >> 16);
    }
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)width,
                       .height = (png_uint_32)height,
                       .format = PNG_FORMAT_RGB};
    out->count = sizeof(out->bytes);
    assert_true(png_image_write_to_memory(&image, out->bytes, &out->count, 0, pixels, 0, NULL));
    free(pixels);
    picture_name(out->name, out->bytes, out->count);
}

/* ---- reading one ---- */

static void a_picture_is_measured_before_it_is_decoded(void **state)
{
    (void)state;
    static struct png png;
    struct picture_size size;
    unsigned char *pixels = NULL;
    png_make(&png, WIDE, HIGH, 1);
    assert_int_equal(picture_decode(&pixels, &size, png.bytes, png.count), ERR_OK);
    assert_int_equal(size.width, WIDE);
    assert_int_equal(size.height, HIGH);
    free(pixels);
    png.bytes[18] = 0x75; /* 30,000 pixels and more, in the width's own bytes */
    assert_int_equal(picture_decode(&pixels, &size, png.bytes, png.count), ERR_TOO_LARGE);
    assert_null(pixels);
    png.bytes[18] = 0x08; /* 2048 + 44 */
    assert_int_equal(picture_measure(&size, png.bytes, png.count), ERR_TOO_LARGE);
    memcpy(png.bytes + 16, (const unsigned char[]){0, 0, 8, 0}, 4);
    assert_int_equal(picture_measure(&size, png.bytes, png.count), ERR_OK);
    assert_int_equal(picture_decode(&pixels, &size, png.bytes, png.count), ERR_INVALID); /* its CRC is another */
    memset(png.bytes + 16, 0, 4);
    assert_int_equal(picture_measure(&size, png.bytes, png.count), ERR_INVALID);
    assert_int_equal(picture_measure(&size, "GIF89a", 6), ERR_INVALID);
    assert_int_equal(picture_measure(&size, png.bytes, 23), ERR_INVALID);
    assert_int_equal(picture_measure(&size, png.bytes, PICTURE_BYTES_MAX + 1), ERR_TOO_LARGE);
}

static void a_name_is_sixty_four_digits(void **state)
{
    (void)state;
    char name[PICTURE_NAME_BYTES + 1] = "";
    for (int at = 0; at < 64; at++) name[at] = "0123456789abcdef"[at % 16];
    assert_true(picture_is_name(name));
    name[64] = '0';
    assert_false(picture_is_name(name));
    name[63] = '\0';
    assert_false(picture_is_name(name));
    name[63] = 'A';
    name[64] = '\0';
    assert_false(picture_is_name(name));
    assert_false(picture_is_name(NULL));
}

static void a_translation_has_the_picture_of_the_page(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *in_english = NULL;
    AUTO(json_auto)
    json_t *page = json_pack("{s:s, s:[{s:s, s:s, s:s}], s:{s:{s:s, s:[{s:s, s:s}]}}}", "title", "T", "blocks", "type",
                             "picture", "picture", "abc", "alt", "En båd", "translations", "en", "title", "T", "blocks",
                             "type", "picture", "alt", "A boat");
    assert_non_null(page);
    assert_int_equal(page_in_language(&in_english, page, "en"), ERR_OK);
    const json_t *block = json_array_get(json_object_get(in_english, "blocks"), 0);
    assert_string_equal(json_text_at(block, "picture"), "abc");
    assert_string_equal(json_text_at(block, "alt"), "A boat");
}

/* ---- the registry ---- */

struct reports {
    int count;
    char text[4096];
};

static void report(void *context, const char *pointer, const char *what)
{
    struct reports *reports = context;
    size_t length = strlen(reports->text);
    snprintf(reports->text + length, sizeof(reports->text) - length, "%s: %s\n", pointer, what);
    reports->count++;
}

/* A document whose one page has one picture, which says `key`: `value`. */
static json_t *document_with(const char *key, const char *value)
{
    return json_pack("{s:{s:s}, s:[], s:[{s:s, s:s, s:[{s:s, s:s, s:s}]}]}", "site", "name", "S", "networks", "pages",
                     "id", "p", "title", "P", "blocks", "type", "picture", key, value, "alt", "Noise");
}

static void write_beside(struct house *house, const char *name, const void *bytes, size_t count)
{
    char path[PATH_MAX];
    assert_int_equal(file_write(folder_path(house->folder, name, path), bytes, count, 0600), ERR_OK);
}

static void import_file(struct house *house, const char *file)
{
    struct reports reports = {0};
    struct content_summary summary;
    static struct pictures pictures;
    AUTO(json_auto) json_t *document = document_with("file", file);
    assert_int_equal(pictures_read(&pictures, document, house->folder->path, house->registry, report, &reports),
                     ERR_OK);
    assert_int_equal(content_import_with(house->registry, document, &pictures, &summary), ERR_OK);
    pictures_finish(&pictures);
}

static void an_import_takes_the_file_beside_it(void **state)
{
    struct house *house = *state;
    static struct png png;
    png_make(&png, WIDE, HIGH, 2);
    write_beside(house, "noise.png", png.bytes, png.count);
    import_file(house, "noise.png");
    AUTO(json_auto) json_t *exported = NULL;
    assert_int_equal(content_export(house->registry, &exported), ERR_OK);
    const json_t *page = json_array_get(json_object_get(exported, "pages"), 0);
    const json_t *block = json_array_get(json_object_get(page, "blocks"), 0);
    assert_string_equal(json_text_at(block, "picture"), png.name);
    assert_null(json_object_get(block, "file"));
    /* What is written beside the export can be imported by its name; what no page names any more is kept for the
     * versions that do. */
    char folder[PATH_MAX];
    size_t count = 0;
    assert_int_equal(pictures_write(house->registry->db, folder_path(house->folder, "pictures", folder), &count),
                     ERR_OK);
    assert_int_equal(count, 1);
    house_import(house, 1);
    char *bytes = NULL;
    assert_int_equal(pictures_find(house->registry->db, png.name, &bytes, &count), ERR_OK);
    free(bytes);
    assert_int_equal(db_run(house->registry->db, "DELETE FROM item_version WHERE type = 'page'", ""), ERR_OK);
    house_import(house, 1);
    assert_int_equal(pictures_find(house->registry->db, png.name, &bytes, &count), ERR_NOT_FOUND);
    static struct pictures pictures;
    struct reports reports = {0};
    assert_int_equal(pictures_read(&pictures, exported, house->folder->path, house->registry, report, &reports),
                     ERR_OK);
    assert_int_equal(pictures.count, 1);
    assert_int_equal(pictures.files[0].bytes_count, png.count);
    pictures_finish(&pictures);
}

static void wrong_files_are_told_by_their_place(void **state)
{
    struct house *house = *state;
    static const char none[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    static struct png png;
    png_make(&png, WIDE, HIGH, 3);
    write_beside(house, "text.png", "not a picture", 13);
    write_beside(house, "cut.png", png.bytes, png.count / 2);
    memcpy(png.bytes + 16, (const unsigned char[]){0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30}, 8);
    write_beside(house, "bomb.png", png.bytes, png.count);
    char *much = calloc(1, PICTURE_BYTES_MAX + 1);
    write_beside(house, "much.png", much, PICTURE_BYTES_MAX + 1);
    free(much);
    static const struct {
        const char *key, *value, *told;
    } cases[] = {
        {"file", "none.png", "/pages/0/blocks/0/file: \"none.png\" is not there\n"},
        {"file", "text.png", "/pages/0/blocks/0/file: \"text.png\" is not a PNG picture, or is damaged\n"},
        {"file", "cut.png", "/pages/0/blocks/0/file: \"cut.png\" is not a PNG picture, or is damaged\n"},
        {"file", "bomb.png", "/pages/0/blocks/0/file: \"bomb.png\" is more than 2048 pixels wide or high\n"},
        {"file", "much.png", "/pages/0/blocks/0/file: \"much.png\" is larger than 512 KiB\n"},
        {"caption", "?", "/pages/0/blocks/0: must say which picture, with either \"file\" or \"picture\"\n"},
        {"picture", none, NULL},
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        static struct pictures pictures;
        struct reports reports = {0};
        AUTO(json_auto) json_t *document = document_with(cases[at].key, cases[at].value);
        assert_int_equal(pictures_read(&pictures, document, house->folder->path, house->registry, report, &reports),
                         ERR_INVALID);
        pictures_finish(&pictures);
        assert_int_equal(reports.count, 1);
        if (cases[at].told != NULL) assert_string_equal(reports.text, cases[at].told);
    }
}

static void parts_of_it_are_served(void **state)
{
    struct house *house = *state;
    static struct png png;
    struct test_kiosk kiosk;
    char target[256], value[256], wanted[256];
    png_make(&png, WIDE, HIGH, 4);
    write_beside(house, "noise.png", png.bytes, png.count);
    import_file(house, "noise.png");
    kiosk_make(house, &kiosk);
    snprintf(target, sizeof(target), "/v1/pictures/%s", png.name);
    static const struct {
        const char *range;
        long status;
        size_t from, cut; /* what it begins with, and how much is missing at the end */
    } cases[] = {
        {NULL, 200, 0, 0},
        {"Range: bytes=100-", 206, 100, 0},
        {"Range: bytes=100-99999999", 206, 100, 0},
        {"Range: lines=1-2", 200, 0, 0},
        {"Range: bytes=9-1", 200, 0, 0},
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        kiosk_http(&answer, house->url, &kiosk, "GET", target, NULL, cases[at].range);
        assert_int_equal(answer.status, cases[at].status);
        assert_int_equal(answer.body.length, png.count - cases[at].from);
        assert_memory_equal(answer.body.data, png.bytes + cases[at].from, answer.body.length);
        snprintf(wanted, sizeof(wanted), "\"%s\"", png.name);
        assert_string_equal(answer_header(&answer, "ETag", value), wanted);
        assert_string_equal(answer_header(&answer, "Content-Type", value), "image/png");
        assert_string_equal(answer_header(&answer, "Accept-Ranges", value), "bytes");
    }
    AUTO(answer_finish) struct answer one = {0};
    kiosk_http(&one, house->url, &kiosk, "GET", target, NULL, "Range: bytes=7-7");
    assert_int_equal(one.status, 206);
    assert_int_equal(one.body.length, 1);
    snprintf(wanted, sizeof(wanted), "bytes 7-7/%zu", png.count);
    assert_string_equal(answer_header(&one, "Content-Range", value), wanted);
    AUTO(answer_finish) struct answer beyond = {0};
    snprintf(wanted, sizeof(wanted), "Range: bytes=%zu-", png.count);
    kiosk_http(&beyond, house->url, &kiosk, "GET", target, NULL, wanted);
    assert_refused(&beyond, 416, "range_unsatisfiable");
    AUTO(answer_finish) struct answer none = {0};
    kiosk_http(&none, house->url, &kiosk, "GET", "/v1/pictures/abc", NULL, NULL);
    assert_refused(&none, 404, "picture_unknown");
    AUTO(answer_finish) struct answer deeper = {0};
    kiosk_http(&deeper, house->url, &kiosk, "GET", "/v1/pictures/a/b", NULL, NULL);
    assert_refused(&deeper, 404, "not_found");
    AUTO(answer_finish) struct answer unsigned_one = {0};
    http(&unsigned_one, house->url, "GET", target, NULL, 0, NULL);
    assert_refused(&unsigned_one, 401, "unknown_kiosk");
}

/* ---- the agent ---- */

struct trip {
    struct identity identity;
    struct client *client;
    struct pictures_left left;
    struct pictures_round round;
    char folder[PATH_MAX];
    int exchanges, exchanges_max;
};

static bool trip_stop(void *context)
{
    const struct trip *trip = context;
    return trip->exchanges >= trip->exchanges_max;
}

static void trip_alive(void *context)
{
    ((struct trip *)context)->exchanges++;
}

static void trip_begin(struct trip *trip, struct house *house)
{
    struct test_kiosk kiosk;
    memset(trip, 0, sizeof(*trip));
    kiosk_make(house, &kiosk);
    identity_make(&trip->identity, house->url);
    snprintf(trip->identity.kiosk_id, sizeof(trip->identity.kiosk_id), "%s", kiosk.id);
    memcpy(trip->identity.sign_secret, kiosk.sign_secret, sizeof(kiosk.sign_secret));
    const struct http_options options = {.base_url = house->url};
    assert_int_equal(client_open(&trip->client, &trip->identity, &options), ERR_OK);
    folder_path(house->folder, "kiosk-pictures", trip->folder);
    trip->exchanges_max = 1000;
    trip->round = (struct pictures_round){.client = trip->client,
                                          .folder = trip->folder,
                                          .left = &trip->left,
                                          .now_ms = 5,
                                          .stop = trip_stop,
                                          .alive = trip_alive,
                                          .context = trip};
}

static void trip_end(struct trip *trip)
{
    client_close(trip->client);
    identity_finish(&trip->identity);
}

static size_t size_of(const struct trip *trip, const char *name, const char *ending)
{
    char path[PATH_MAX];
    struct stat info;
    snprintf(path, sizeof(path), "%.3000s/%s%s", trip->folder, name, ending);
    if (stat(path, &info) != 0) return 0;
    assert_int_equal(info.st_mode & 0777, 0600);
    return (size_t)info.st_size;
}

static void the_agent_goes_on_where_it_was(void **state)
{
    struct house *house = *state;
    static struct trip trip;
    static struct png png;
    png_make(&png, WIDE, HIGH, 5);
    assert_in_range(png.count, 2 * PICTURES_PIECE_BYTES + 1, 3 * PICTURES_PIECE_BYTES - 1);
    write_beside(house, "noise.png", png.bytes, png.count);
    import_file(house, "noise.png");
    trip_begin(&trip, house);
    AUTO(json_auto) json_t *names = json_pack("{s:b}", png.name, 1);
    trip.exchanges_max = 1; /* then the line breaks */
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_UNAVAILABLE);
    assert_int_equal(size_of(&trip, png.name, ".part"), PICTURES_PIECE_BYTES);
    assert_int_equal(size_of(&trip, png.name, ".png"), 0);
    trip.exchanges_max = 1000;
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_OK);
    assert_int_equal(trip.exchanges, 3);
    assert_int_equal(trip.round.arrived, 1);
    assert_int_equal(size_of(&trip, png.name, ".png"), png.count);
    assert_int_equal(size_of(&trip, png.name, ".part"), 0);
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_OK);
    assert_int_equal(trip.exchanges, 3); /* it is there */
    trip_end(&trip);
}

static void wrong_bytes_are_not_shown_and_not_asked_for_again_at_once(void **state)
{
    struct house *house = *state;
    static struct trip trip;
    static struct png png, other;
    static const char none[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    png_make(&png, WIDE, HIGH, 6);
    png_make(&other, 30, 20, 7);
    write_beside(house, "noise.png", png.bytes, png.count);
    import_file(house, "noise.png");
    /* The registry's own copy went bad. */
    assert_int_equal(db_run(house->registry->db, "UPDATE picture SET bytes = ?", "b", other.bytes, other.count),
                     ERR_OK);
    trip_begin(&trip, house);
    AUTO(json_auto) json_t *names = json_pack("{s:b, s:b}", none, 1, png.name, 1);
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_OK);
    assert_int_equal(trip.round.arrived, 0);
    assert_int_equal(trip.exchanges, 2);
    assert_string_equal(trip.round.problem, "its bytes do not fit its name");
    assert_int_equal(size_of(&trip, png.name, ".png") + size_of(&trip, png.name, ".part"), 0);
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_OK);
    assert_int_equal(trip.exchanges, 2);
    trip.round.now_ms += PICTURES_RETRY_MS;
    assert_int_equal(db_run(house->registry->db, "UPDATE picture SET bytes = ?", "b", png.bytes, png.count), ERR_OK);
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_OK);
    assert_int_equal(trip.round.arrived, 1);
    trip_end(&trip);
}

static void a_spoiled_piece_is_begun_again(void **state)
{
    struct house *house = *state;
    static struct trip trip;
    static struct png png;
    char part[PATH_MAX];
    png_make(&png, WIDE, HIGH, 8);
    write_beside(house, "noise.png", png.bytes, png.count);
    import_file(house, "noise.png");
    trip_begin(&trip, house);
    AUTO(json_auto) json_t *names = json_pack("{s:b}", png.name, 1);
    assert_int_equal(file_make_folder(trip.folder, 0700), ERR_OK);
    snprintf(part, sizeof(part), "%.3000s/%s.part", trip.folder, png.name);
    png.bytes[50] ^= 1;
    assert_int_equal(file_write(part, png.bytes, png.count, 0600), ERR_OK); /* as long as it should be, and wrong */
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_OK);
    assert_int_equal(trip.round.arrived, 0);
    assert_int_equal(access(part, F_OK), -1);
    trip.round.now_ms += PICTURES_RETRY_MS;
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_OK);
    assert_int_equal(trip.round.arrived, 1);
    trip_end(&trip);
}

static enum fake_end portal_answers(void *context, const struct fake_request *request, struct str *out)
{
    static const char page[] = "<html><h1>Accept our terms</h1></html>";
    int *said = context;
    size_t bytes[] = {sizeof(page) - 1, sizeof(page) - 1, PICTURES_PIECE_BYTES + 1, HTTP_ANSWER_BYTES_MAX + 1};
    static const char *const lines[] = {"200 OK", "206 Partial Content", "206 Partial Content", "200 OK"};
    (void)request;
    str_addf(out, "HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %zu\r\n\r\n%s", lines[*said], bytes[*said],
             page);
    for (size_t at = sizeof(page) - 1; at < bytes[*said]; at++) str_add(out, " ");
    return FAKE_CLOSE;
}

/* What a captive portal says in the place of the registry: none of it costs what was fetched. */
static void a_portal_takes_away_nothing(void **state)
{
    struct house *house = *state;
    static struct trip trip;
    static struct png png;
    int said = 0;
    struct fake_server portal;
    png_make(&png, WIDE, HIGH, 9);
    write_beside(house, "noise.png", png.bytes, png.count);
    import_file(house, "noise.png");
    trip_begin(&trip, house);
    fake_start(&portal, portal_answers, &said);
    struct client *ours = trip.client;
    const struct http_options options = {.base_url = portal.url};
    AUTO(json_auto) json_t *names = json_pack("{s:b}", png.name, 1);
    trip.exchanges_max = 1;
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_UNAVAILABLE);
    assert_int_equal(size_of(&trip, png.name, ".part"), PICTURES_PIECE_BYTES);
    trip.exchanges_max = 1000;
    assert_int_equal(client_open(&trip.client, &trip.identity, &options), ERR_OK);
    for (said = 0; said < 4; said++) {
        trip.left = (struct pictures_left){.next = 0};
        trip.round.client = trip.client;
        (void)!pictures_fetch(&trip.round, names);
        assert_int_equal(trip.round.arrived, 0);
        assert_int_equal(size_of(&trip, png.name, ".part"), PICTURES_PIECE_BYTES);
        assert_int_equal(size_of(&trip, png.name, ".png"), 0);
    }
    client_close(trip.client);
    trip.client = trip.round.client = ours;
    trip.round.now_ms += PICTURES_RETRY_MS;
    trip.exchanges = 0;
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_OK);
    assert_int_equal(trip.round.arrived, 1);
    assert_int_equal(trip.exchanges, 2); /* the pieces that were missing */
    fake_stop(&portal);
    trip_end(&trip);
}

/* The card has lost a sector of it: nobody shows it, and nobody would ask for it again. */
static void one_that_went_bad_comes_again(void **state)
{
    struct house *house = *state;
    static struct trip trip;
    static struct png png;
    char path[PATH_MAX];
    png_make(&png, 30, 20, 9);
    write_beside(house, "noise.png", png.bytes, png.count);
    import_file(house, "noise.png");
    trip_begin(&trip, house);
    AUTO(json_auto) json_t *names = json_pack("{s:b}", png.name, 1);
    assert_int_equal(pictures_check(trip.folder, names), 0); /* there is nothing yet */
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_OK);
    assert_int_equal(pictures_check(trip.folder, names), 0);
    assert_int_equal(size_of(&trip, png.name, ".png"), png.count);
    snprintf(path, sizeof(path), "%.3000s/%s.png", trip.folder, png.name);
    png.bytes[50] ^= 1;
    assert_int_equal(file_write(path, png.bytes, png.count, 0600), ERR_OK);
    assert_int_equal(pictures_check(trip.folder, names), 1);
    assert_int_equal(size_of(&trip, png.name, ".png"), 0);
    assert_int_equal(pictures_fetch(&trip.round, names), ERR_OK);
    assert_int_equal(trip.round.arrived, 1);
    char *much = calloc(1, PICTURE_BYTES_MAX + 1);
    assert_int_equal(file_write(path, much, PICTURE_BYTES_MAX + 1, 0600), ERR_OK);
    free(much);
    assert_int_equal(pictures_check(trip.folder, names), 1);
    trip_end(&trip);
}

static void the_oldest_that_no_page_names_go_first(void **state)
{
    struct house *house = *state;
    AUTO(json_auto) json_t *names = json_object();
    char folder[PATH_MAX], path[PATH_MAX];
    assert_int_equal(file_make_folder(folder_path(house->folder, "kept", folder), 0700), ERR_OK);
    for (int at = 0; at < 4; at++) {
        snprintf(path, sizeof(path), "%.3000s/%064d.png", folder, at);
        assert_int_equal(file_write(path, "0123456789", 10, 0600), ERR_OK);
        const struct timespec times[2] = {{.tv_sec = 1000 + at}, {.tv_sec = 1000 + at}};
        assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    }
    char named[PICTURE_NAME_BYTES];
    snprintf(named, sizeof(named), "%064d", 0);
    json_object_set_new(names, named, json_true());
    pictures_evict(folder, names, 40);
    assert_int_equal(access(path, F_OK), 0);
    pictures_evict(folder, names, 29); /* the oldest is named: the next two go */
    static const bool stays[] = {true, false, false, true};
    for (int at = 0; at < 4; at++) {
        snprintf(path, sizeof(path), "%.3000s/%064d.png", folder, at);
        assert_int_equal(access(path, F_OK) == 0, stays[at]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_is_measured_before_it_is_decoded),
        cmocka_unit_test(a_name_is_sixty_four_digits),
        cmocka_unit_test(a_translation_has_the_picture_of_the_page),
        house_test(an_import_takes_the_file_beside_it),
        house_test(wrong_files_are_told_by_their_place),
        house_test(parts_of_it_are_served),
        house_test(the_agent_goes_on_where_it_was),
        house_test(wrong_bytes_are_not_shown_and_not_asked_for_again_at_once),
        house_test(a_spoiled_piece_is_begun_again),
        house_test(a_portal_takes_away_nothing),
        house_test(one_that_went_bad_comes_again),
        house_test(the_oldest_that_no_page_names_go_first),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
