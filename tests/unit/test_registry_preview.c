/* tests/unit/test_registry_preview.c - a network that is being written, painted by another program while the service
 * goes on. */
#include "tests/unit/networks_house.h"

#include <png.h>
#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>

#include "tests/screens/programs.h"

#include "sync/base/file.h"
#include "sync/registry/server/errands.h"
#include "sync/registry/settings/settings.h"

#define PREVIEW "/v1/staff/preview"

struct studio {
    struct staff erik; /* an editor without a network: anybody may look at what they write */
    json_t *demo;      /* owned */
};

static void studio_finish(struct studio *studio)
{
    json_decref(studio->demo);
}

static void studio_begin(struct studio *studio, struct house *house)
{
    *studio = (struct studio){.demo = networks_demo()};
    networks_import(house, studio->demo);
    networks_staff(house, "Erik", ROLE_EDITOR, NULL, &studio->erik);
}

static void ask(struct answer *out, const struct house *house, const char *url, const struct staff *staff, json_t *body,
                const char *size)
{
    AUTO(json_auto) json_t *json = json_pack("{s:O, s:s, s:s}", "body", body, "lang", "da", "size", size);
    char *text = json_dumps(json, JSON_COMPACT);
    (void)house;
    http(out, url, "POST", PREVIEW, text, strlen(text), (const char *const[]){staff->cookie, staff->csrf, NULL});
    free(text);
}

/* The dots of a PNG, four bytes each; the caller frees. */
static unsigned char *dots_of(const void *bytes, size_t count, int *out_width, int *out_height)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_memory(&image, bytes, count));
    image.format = PNG_FORMAT_RGBA;
    unsigned char *dots = malloc(PNG_IMAGE_SIZE(image));
    assert_true(png_image_finish_read(&image, NULL, dots, 0, NULL));
    *out_width = (int)image.width;
    *out_height = (int)image.height;
    return dots;
}

/* A kiosk that has the demo's content goes to the first network. */
static void photograph(struct house *house, struct str *out)
{
    static struct said said;
    static const char visit[] = "tap \"Rør ved vandet\"\nwait 2s\ntap \"Frivilligt arbejde\"\nwait 2s\nshot wall\n";
    char data[PATH_MAX], script[PATH_MAX], picture[PATH_MAX];
    program_data(house->folder, "kiosk", data);
    program_write(folder_path(house->folder, "visit.script", script), visit);
    const char *arguments[] = {"--data", data,      "--script", script,    "--shots", house->folder->path,
                               "--size", "540x960", "--mm",     "268x476", NULL};
    program_run(house->folder, "forhal-kiosk", arguments, &said);
    assert_int_equal(said.status, 0);
    assert_int_equal(file_read(out, folder_path(house->folder, "wall.png", picture), 8 * 1024 * 1024), ERR_OK);
}

static void it_is_what_a_kiosk_shows(void **state)
{
    struct house *house = *state;
    AUTO(studio_finish) struct studio studio;
    AUTO(str_finish) struct str wall = {0};
    AUTO(answer_finish) struct answer answer = {0};
    char type[256];
    int width = 0, height = 0, wall_width = 0, wall_height = 0;
    studio_begin(&studio, house);
    photograph(house, &wall);
    ask(&answer, house, house->url, &studio.erik, json_array_get(json_object_get(studio.demo, "networks"), 0),
        "540x960");
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer_header(&answer, "Content-Type", type), "image/png");
    unsigned char *seen = dots_of(str_text(&answer.body), answer.body.length, &width, &height);
    unsigned char *shown = dots_of(str_text(&wall), wall.length, &wall_width, &wall_height);
    assert_int_equal(width, wall_width);
    assert_int_equal(height, wall_height);
    assert_memory_equal(seen, shown, (size_t)width * (size_t)height * 4);
    free(seen);
    free(shown);
}

static void what_is_no_wish_is_refused(void **state)
{
    static const char *const sizes[] = {"",         "x",        "1080",        "1080x", "319x400",
                                        "4097x400", "400x4097", "1080x1920x3", "-1x5"};
    struct house *house = *state;
    AUTO(studio_finish) struct studio studio;
    studio_begin(&studio, house);
    json_t *network = json_array_get(json_object_get(studio.demo, "networks"), 0);
    for (size_t at = 0; at < sizeof(sizes) / sizeof(sizes[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        ask(&answer, house, house->url, &studio.erik, network, sizes[at]);
        assert_refused(&answer, 400, "bad_request");
    }
    AUTO(json_auto) json_t *none = json_null();
    AUTO(answer_finish) struct answer answer = {0};
    ask(&answer, house, house->url, &studio.erik, none, "540x960");
    assert_refused(&answer, 400, "bad_request");
    assert_int_equal(db_run(house->registry->db, "DELETE FROM item WHERE type = 'site'", ""), ERR_OK);
    AUTO(answer_finish) struct answer empty = {0};
    ask(&empty, house, house->url, &studio.erik, network, "540x960");
    assert_refused(&empty, 409, "no_content");
}

/* ---- programs that are not as they should be ---- */

/* A second server in the same house, whose preview program is this text of a shell. */
struct shop {
    struct settings settings; /* owned */
    struct registry *registry;
    struct server *server;
    char url[ADDRESS_TEXT_BYTES + 8];
};

static void shop_open(struct shop *shop, struct house *house, const char *shell, const char *seconds)
{
    char path[PATH_MAX];
    struct settings_reader reader = {.tell = NULL};
    struct server_options options = {.report = house_report, .report_context = house};
    char text[ADDRESS_TEXT_BYTES];
    folder_path(house->folder, "program", path);
    if (shell != NULL) {
        program_write(path, shell);
        assert_int_equal(chmod(path, 0700), 0);
    }
    assert_int_equal(settings_init(&shop->settings), ERR_OK);
    assert_int_equal(settings_put(&shop->settings, &reader, "preview", "program", path, "test"), ERR_OK);
    assert_int_equal(settings_put(&shop->settings, &reader, "preview", "seconds", seconds, "test"), ERR_OK);
    options.settings = &shop->settings;
    assert_int_equal(registry_open(&shop->registry, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(address_parse(&options.address, "127.0.0.1:0"), ERR_OK);
    assert_int_equal(server_start(&shop->server, shop->registry, &options), ERR_OK);
    struct address address = server_address(shop->server);
    address_text(&address, text);
    snprintf(shop->url, sizeof(shop->url), "http://%s", text);
}

static void shop_close(struct shop *shop)
{
    server_stop(shop->server);
    registry_close(shop->registry);
    settings_finish(&shop->settings);
}

static void a_program_that_misbehaves_is_ended(void **state)
{
    static const struct {
        const char *shell; /* NULL: it is not there */
        long status;
        const char *code;
    } cases[] = {
        {NULL, 501, "no_preview"},
        {"#!/bin/sh\nexit 1\n", 503, "preview_failed"},
        {"#!/bin/sh\n", 503, "preview_failed"}, /* says nothing */
        {"#!/bin/sh\necho half; kill -9 $$\n", 503, "preview_failed"},
        {"#!/bin/sh\nsleep 60\n", 503, "preview_failed"}, /* too slow */
        {"#!/bin/sh\nexec >&-; sleep 60\n", 503, "preview_failed"},
        {"#!/bin/sh\nexec cat /dev/zero\n", 503, "preview_failed"},
        {"not a program", 503, "preview_failed"},
    };
    struct house *house = *state;
    AUTO(studio_finish) struct studio studio;
    studio_begin(&studio, house);
    json_t *network = json_array_get(json_object_get(studio.demo, "networks"), 0);
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        struct shop shop;
        AUTO(answer_finish) struct answer answer = {0};
        shop_open(&shop, house, cases[at].shell, "1");
        ask(&answer, house, shop.url, &studio.erik, network, "540x960");
        assert_refused(&answer, cases[at].status, cases[at].code);
        shop_close(&shop);
    }
}

/* It learns nothing of ours: no environment, no descriptors; its folder is gone afterwards. */
static void a_program_gets_what_it_needs_and_no_more(void **state)
{
    struct house *house = *state;
    AUTO(studio_finish) struct studio studio;
    struct shop shop;
    AUTO(answer_finish) struct answer answer = {0};
    studio_begin(&studio, house);
    assert_int_equal(setenv("FORHAL_MAIL_PASSWORD", "hemmeligt", 1), 0);
    shop_open(&shop, house, "#!/bin/sh\ntouch $TMPDIR/x\nls /proc/$$/fd\nenv\nhead -c 8\necho \" $*\"\n", "5");
    ask(&answer, house, shop.url, &studio.erik, json_array_get(json_object_get(studio.demo, "networks"), 0), "540x960");
    shop_close(&shop);
    unsetenv("FORHAL_MAIL_PASSWORD");
    const char *said = str_text(&answer.body);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(said, "{\"site\": "));
    assert_non_null(strstr(said, " --preview - --out - --size 540x960 --mm 268x476 --lang da\n"));
    assert_null(strstr(said, "hemmeligt"));
    assert_null(strstr(said, "\n4\n")); /* 0, 1, 2, and the shell's own script */
    char *folder = strstr(said, "TMPDIR=");
    assert_non_null(folder);
    folder[strcspn(folder, "\n")] = '\0';
    assert_int_not_equal(access(folder + strlen("TMPDIR="), F_OK), 0);
}

struct asking {
    const struct house *house;
    const struct shop *shop;
    const struct staff *staff;
    json_t *network; /* each its own */
    _Atomic long status;
};

static void *ask_apart(void *context)
{
    struct asking *asking = context;
    AUTO(answer_finish) struct answer answer = {0};
    ask(&answer, asking->house, asking->shop->url, asking->staff, asking->network, "540x960");
    asking->status = answer.status;
    return NULL;
}

/* While pictures are painted the service answers others, and one peer can't fill the queue. */
static void the_service_goes_on_meanwhile(void **state)
{
    enum { ASKERS = ERRANDS_OF_PEER_MAX + 1 };
    struct house *house = *state;
    AUTO(studio_finish) struct studio studio;
    struct shop shop;
    struct asking askings[ASKERS];
    pthread_t threads[ASKERS];
    char gate[PATH_MAX], shell[PATH_MAX + 100];
    size_t done = 0, refused = 0;
    studio_begin(&studio, house);
    folder_path(house->folder, "gate", gate);
    snprintf(shell, sizeof(shell), "#!/bin/sh\nwhile [ ! -e %s ]; do sleep 0.02; done\necho picture\n", gate);
    shop_open(&shop, house, shell, "30");
    for (size_t at = 0; at < ASKERS; at++) {
        json_t *network = json_deep_copy(json_array_get(json_object_get(studio.demo, "networks"), at));
        askings[at] = (struct asking){house, &shop, &studio.erik, network, 0};
        assert_int_equal(pthread_create(&threads[at], NULL, ask_apart, &askings[at]), 0);
    }
    AUTO(answer_finish) struct answer health = {0};
    http(&health, shop.url, "GET", "/v1/health", NULL, 0, NULL);
    assert_int_equal(health.status, 200);
    /* The one that is too many hears so at once; then the others may end. */
    for (int tries = 0; refused == 0 && tries < 500; tries++) {
        poll(NULL, 0, 10);
        for (size_t at = 0; at < ASKERS; at++) refused += askings[at].status == 429;
    }
    assert_int_equal(refused, 1);
    program_write(gate, "");
    for (size_t at = 0; at < ASKERS; at++) {
        pthread_join(threads[at], NULL);
        done += askings[at].status == 200;
        json_decref(askings[at].network);
    }
    assert_int_equal(done, ERRANDS_OF_PEER_MAX);
    shop_close(&shop);
}

/* Whatever comes of it: a service that ends may cut it. */
static void *ask_in_vain(void *context)
{
    struct asking *asking = context;
    long status = 0;
    char target[ADDRESS_TEXT_BYTES + 40];
    AUTO(json_auto) json_t *json = json_pack("{s:O}", "body", asking->network);
    char *text = json_dumps(json, JSON_COMPACT);
    struct curl_slist *headers = curl_slist_append(NULL, asking->staff->cookie);
    AUTO(str_finish) struct str said;
    CURL *curl = curl_easy_init();
    str_init(&said, 1024 * 1024);
    headers = curl_slist_append(headers, asking->staff->csrf);
    snprintf(target, sizeof(target), "%s" PREVIEW, asking->shop->url);
    curl_easy_setopt(curl, CURLOPT_URL, target);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, text);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, answer_take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &said);
    (void)curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    free(text);
    asking->status = status;
    return NULL;
}

/* A service that ends does not wait for a picture. */
static void ending_does_not_wait(void **state)
{
    struct house *house = *state;
    AUTO(studio_finish) struct studio studio;
    struct shop shop;
    pthread_t thread;
    char begun[PATH_MAX], shell[PATH_MAX + 100];
    studio_begin(&studio, house);
    snprintf(shell, sizeof(shell), "#!/bin/sh\n: >%s\nsleep 60\n", folder_path(house->folder, "begun", begun));
    shop_open(&shop, house, shell, "60");
    json_t *network = json_deep_copy(json_array_get(json_object_get(studio.demo, "networks"), 0));
    struct asking asking = {house, &shop, &studio.erik, network, 0};
    assert_int_equal(pthread_create(&thread, NULL, ask_in_vain, &asking), 0);
    while (access(begun, F_OK) != 0) poll(NULL, 0, 10);
    struct clock clock = clock_system();
    int64_t before_ms = clock_monotonic_ms(&clock);
    shop_close(&shop);
    assert_true(clock_monotonic_ms(&clock) - before_ms < 20 * 1000);
    pthread_join(thread, NULL);
    json_decref(network);
    assert_true(asking.status == 503 || asking.status == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(it_is_what_a_kiosk_shows),           house_test(what_is_no_wish_is_refused),
        house_test(a_program_that_misbehaves_is_ended), house_test(a_program_gets_what_it_needs_and_no_more),
        house_test(the_service_goes_on_meanwhile),      house_test(ending_does_not_wait),
    };
    return cmocka_run_group_tests_name("preview", tests, house_begin, NULL);
}
