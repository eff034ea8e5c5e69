/* tests/screens/test_preview.c - the picture for whoever edits a network or an editorial page is what the screen in the
 * foyer shows, dot for dot; and documents that are none. */
#include "tests/screens/programs.h"

#include <sys/stat.h>

#include "kiosk/preview.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/picture.h"

#define DEMO "assets/content/albertslund-2014.json"

static struct said said;

struct place {
    const char *size, *mm, *lang;
};

static void say_begin(char out[400], const char *label, const char *water)
{
    snprintf(out, 400, "tap \"%s\"\nwait 2s\ntap \"%s\"\nwait 2s\nshot wall\n", water, label);
}

/* The demo with the network `id` first. */
static json_t *document_of(const char *id)
{
    json_t *document = json_load_file(DEMO, 0, NULL);
    json_t *networks = json_object_get(document, "networks");
    size_t at;
    json_t *network;
    assert_non_null(document);
    json_array_foreach (networks, at, network) {
        if (strcmp(json_text_at(network, "id"), id) != 0) continue;
        json_incref(network);
        json_array_remove(networks, at);
        json_array_insert_new(networks, 0, network);
        return document;
    }
    fail_msg("there is no %s", id);
    return NULL;
}

static void preview(const struct folder *folder, const char *document, const struct place *place)
{
    char path[PATH_MAX], out[PATH_MAX];
    program_write(folder_path(folder, "document.json", path), document);
    folder_path(folder, "preview.png", out);
    const char *arguments[] = {"--preview", path,      "--out",  out,         "--size", place->size,
                               "--mm",      place->mm, "--lang", place->lang, NULL};
    program_run(folder, "forhal-kiosk", arguments, &said);
}

static void read_whole(const struct folder *folder, const char *name, struct str *out)
{
    char path[PATH_MAX];
    assert_int_equal(file_read(out, folder_path(folder, name, path), 32 * 1024 * 1024), ERR_OK);
}

static void it_is_what_the_screen_shows(void **state)
{
    static const struct place portrait = {"1080x1920", "268x476", "da"}, landscape = {"1920x1080", "476x268", "da"},
                              arabic = {"540x960", "268x476", "ar"};
    static const struct {
        const char *id, *label, *water;
        const struct place *place;
    } cases[] = {
        {"frivilligt-arbejde", "Frivilligt arbejde", "Rør ved vandet", &portrait},
        {"fra-barn-til-voksen", "Fra barn til voksen", "Rør ved vandet", &landscape},
        {"arbejdsmiljoe", "بيئة العمل", "المس الماء", &arabic},
    };
    const struct folder *folder = *state;
    char data[PATH_MAX], script[PATH_MAX], text[400];
    program_data(folder, "data", data);
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        const struct place *place = cases[at].place;
        say_begin(text, cases[at].label, cases[at].water);
        program_write(folder_path(folder, "visit.script", script), text);
        const char *arguments[] = {"--data",    data,   "--script", script,   "--shots",   folder->path, "--size",
                                   place->size, "--mm", place->mm,  "--lang", place->lang, NULL};
        program_run(folder, "forhal-kiosk", arguments, &said);
        if (said.status != 0) fail_msg("%s: %s%s", cases[at].id, said.out, said.err);
        AUTO(json_auto) json_t *document = document_of(cases[at].id);
        char *dumped = json_dumps(document, JSON_COMPACT);
        preview(folder, dumped, place);
        free(dumped);
        if (said.status != 0) fail_msg("%s: %s%s", cases[at].id, said.out, said.err);
        AUTO(str_finish) struct str wall = {0};
        AUTO(str_finish) struct str seen = {0};
        read_whole(folder, "wall.png", &wall);
        read_whole(folder, "preview.png", &seen);
        assert_true(wall.length > 10000);
        assert_int_equal(wall.length, seen.length);
        assert_memory_equal(str_text(&wall), str_text(&seen), wall.length);
    }
}

/* The story of the demo, with its picture's file, `part` arrows down. */
static char *story_of(int part)
{
    AUTO(json_auto) json_t *demo = json_load_file(DEMO, 0, NULL);
    AUTO(str_finish) struct str file = {0};
    char name[PICTURE_NAME_BYTES];
    json_t *page = json_array_get(json_object_get(demo, "pages"), 3);
    size_t at;
    json_t *block;
    assert_string_equal(json_text_at(page, "id"), "the-story");
    assert_int_equal(file_read(&file, "assets/content/pictures/dinghy.png", PICTURE_BYTES_MAX), ERR_OK);
    picture_name(name, str_text(&file), file.length);
    json_array_foreach (json_object_get(page, "blocks"), at, block) {
        if (json_object_del(block, "file") == 0) json_object_set_new(block, "picture", json_string(name));
    }
    AUTO(json_auto)
    json_t *document = json_pack("{s:O, s:[O], s:{s:o}, s:i}", "site", json_object_get(demo, "site"), "pages", page,
                                 "pictures", name, json_from_bytes(str_text(&file), file.length), "part", part);
    return json_dumps(document, JSON_COMPACT);
}

/* With the arrow down, as a visitor comes to the rest. */
static void a_page_is_what_the_screen_shows(void **state)
{
    static const struct place portrait = {"1080x1920", "268x476", "da"}, wide = {"1920x1080", "476x268", "da"};
    static const struct {
        const struct place *place;
        int part;
    } cases[] = {{&portrait, 0}, {&wide, 0}, {&wide, 1}};
    const struct folder *folder = *state;
    char data[PATH_MAX], script[PATH_MAX], text[400];
    program_data(folder, "data", data);
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        const struct place *place = cases[at].place;
        AUTO(str_finish) struct str wall = {0};
        AUTO(str_finish) struct str seen = {0};
        snprintf(text, sizeof(text),
                 "tap \"Rør ved vandet\"\nwait 2s\ntap \"Om netværk\"\nwait 2s\ntap \"Historien om jollen\"\n"
                 "wait 2s\n%sshot wall\n",
                 cases[at].part > 0 ? "tap \"Rul ned\"\nwait 2s\n" : "");
        program_write(folder_path(folder, "visit.script", script), text);
        const char *arguments[] = {"--data", data,        "--script", script,    "--shots", folder->path,
                                   "--size", place->size, "--mm",     place->mm, NULL};
        program_run(folder, "forhal-kiosk", arguments, &said);
        if (said.status != 0) fail_msg("%zu: %s%s", at, said.out, said.err);
        char *document = story_of(cases[at].part);
        preview(folder, document, place);
        free(document);
        if (said.status != 0) fail_msg("%zu: %s%s", at, said.out, said.err);
        read_whole(folder, "wall.png", &wall);
        read_whole(folder, "preview.png", &seen);
        assert_int_equal(wall.length, seen.length);
        assert_memory_equal(str_text(&wall), str_text(&seen), wall.length);
    }
}

/* What is being written has holes. */
static void an_unfinished_network_has_a_picture(void **state)
{
    static const struct place small = {"540x960", "268x476", "da"};
    static const char *const unfinished[] = {
        "{}", "{\"title\":\"Kun en titel\"}", "{\"pages\":[{}]}",
        "{\"pages\":[{\"title\":7,\"blocks\":[{\"type\":\"picture\",\"picture\":\"../x\"}]}],"
        "\"pictures\":{\"../x\":\"AAAA\"},\"part\":1000000}",
        "{\"networks\":[{\"id\":\"a\",\"petals\":[{}],\"gift\":{},\"spawned\":[7]}]}",
        "{\"site\":7,\"networks\":[{\"title\":\"\",\"kind\":7}]}",
        /* Shown at one place only: whoever writes it is at none. */
        "{\"site\":{\"name\":\"H\",\"notice\":{\"version\":\"1\",\"sections\":[{}]},"
        "\"places\":[{\"id\":\"p\",\"kiosks\":[\"k\"]}]},\"networks\":[{\"id\":\"a\",\"places\":[\"p\"]}]}"};
    for (size_t at = 0; at < sizeof(unfinished) / sizeof(unfinished[0]); at++) {
        AUTO(str_finish) struct str seen = {0};
        preview(*state, unfinished[at], &small);
        if (said.status != 0) fail_msg("%s: %s", unfinished[at], said.err);
        read_whole(*state, "preview.png", &seen);
        assert_memory_equal(str_text(&seen), "\x89PNG", 4);
    }
}

static void what_is_no_document_is_refused(void **state)
{
    static const struct place small = {"540x960", "268x476", "da"};
    static const char *const bad[] = {"",
                                      "[]",
                                      "7",
                                      "{\"networks\":[]}",
                                      "{\"networks\":[7]}",
                                      "{\"pages\":[]}",
                                      "{\"pages\":[7]}",
                                      "{\"title\":\"\\ud800\"}"};
    const struct folder *folder = *state;
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        preview(folder, bad[at], &small);
        if (said.status != 1) fail_msg("%s: ended with %d", bad[at], said.status);
        if (strstr(said.err, "there is no preview") == NULL) fail_msg("%s: %s", bad[at], said.err);
    }
    char *large = calloc(1, PREVIEW_BYTES_MAX + 2);
    memset(large, ' ', PREVIEW_BYTES_MAX + 1);
    preview(folder, large, &small);
    free(large);
    assert_int_equal(said.status, 1);
    program_run(folder, "forhal-kiosk", (const char *const[]){"--preview", "x.json", NULL}, &said);
    assert_int_equal(said.status, 2);
}

/* The folder it works in is gone afterwards. */
static void nothing_stays_behind(void **state)
{
    static const struct place small = {"540x960", "268x476", "da"};
    const struct folder *folder = *state;
    char inside[PATH_MAX];
    folder_path(folder, "tmp", inside);
    assert_int_equal(mkdir(inside, 0700), 0);
    assert_int_equal(setenv("TMPDIR", inside, 1), 0);
    preview(folder, "{}", &small);
    unsetenv("TMPDIR");
    assert_int_equal(said.status, 0);
    assert_int_equal(rmdir(inside), 0); /* it is empty */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(it_is_what_the_screen_shows),
        folder_test(a_page_is_what_the_screen_shows),
        folder_test(an_unfinished_network_has_a_picture),
        folder_test(what_is_no_document_is_refused),
        folder_test(nothing_stays_behind),
    };
    return cmocka_run_group_tests_name("preview", tests, NULL, NULL);
}
