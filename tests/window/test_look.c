/* tests/window/test_look.c - a town hall that looks at its kiosk: registry, agent and a screen in a real window, from
 * the question of staff to the file they get, and a form that nobody gets to see. */
#include "tests/window/visit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/picture.h"
#include "sync/model/screen_state.h"
#include "tests/e2e/town.h"

enum { LOOK_MS = 40000, SHOWN_MS = 30000, END_MS = 20000 };

struct scene {
    struct visit *visit;
    struct town *town;
    char id[64]; /* the kiosk's */
    char file[PATH_MAX];
};

static void scene_begin(struct scene *scene, struct visit *visit, const char *const *more)
{
    void *town = NULL;
    AUTO(str_finish) struct str list;
    *scene = (struct scene){.visit = visit};
    assert_int_equal(town_setup(&town), 0);
    scene->town = town;
    town_enrol(scene->town, scene->town->url);
    assert_int_equal(town_once(scene->town), 0);
    const char *const words[] = {"kiosk", "list", "--data", scene->town->registry_data, NULL};
    assert_int_equal(town_registry(scene->town, words, &list), 0);
    snprintf(scene->id, sizeof(scene->id), "%.*s", (int)strcspn(str_text(&list), " "), str_text(&list));
    snprintf(scene->file, sizeof(scene->file), "%s/look.png", scene->town->folder);
    const struct house *house = visit->house;
    assert_true(kiosk_start(&visit->kiosk, &visit->house->display, house->out, scene->town->kiosk_data, more));
}

static void scene_end(struct scene *scene)
{
    void *town = scene->town;
    assert_int_equal(kiosk_stop(&scene->visit->kiosk), 0);
    assert_int_equal(town_teardown(&town), 0);
}

/* Staff ask, and then the agent begins, whose first heartbeat hears of it; the command's exit status. */
static int look(struct scene *scene, struct str *out_said)
{
    char program[TOWN_PATH_BYTES];
    char log[PATH_MAX];
    struct proc command;
    struct town *town = scene->town;
    proc_program(program, sizeof(program), "forhal-registry");
    snprintf(log, sizeof(log), "%s/look.log", town->folder);
    unlink(log);
    const char *const argv[] = {program, "kiosk",     "look",   scene->id, "--data", town->registry_data,
                                "--out", scene->file, "--wait", "30",      NULL};
    assert_int_equal(proc_start(&command, argv, log), ERR_OK);
    proc_pause(1000); /* its question is in the database */
    town_start_agent(town, "20");
    int status = proc_wait(&command, LOOK_MS);
    proc_finish(&command);
    proc_signal(&town->agent, SIGTERM);
    assert_int_equal(proc_wait(&town->agent, END_MS), 0);
    assert_int_equal(file_read(out_said, log, 65536), ERR_OK);
    return status;
}

static bool is_left_over(const struct scene *scene)
{
    static const char *const names[] = {"look.asked", "look.png", "look.json"};
    char path[PATH_MAX];
    for (size_t at = 0; at < sizeof(names) / sizeof(names[0]); at++) {
        snprintf(path, sizeof(path), "%s/%s", scene->town->kiosk_data, names[at]);
        if (access(path, F_OK) == 0) return true;
    }
    return false;
}

/* The registry has the picture a moment before the agent has cleared up behind it. */
static bool is_cleared_up(const struct scene *scene)
{
    for (int left_ms = END_MS; left_ms > 0 && is_left_over(scene); left_ms -= 10) proc_pause(10);
    return !is_left_over(scene);
}

static void staff_see_the_resting_screen_and_no_form(void **state)
{
    struct visit *visit = *state;
    struct scene scene;
    struct picture_size size;
    AUTO(str_finish) struct str png;
    AUTO(str_finish) struct str said;
    AUTO(str_finish) struct str refused;
    unsigned char *pixels = NULL;
    scene_begin(&scene, visit, (const char *const[]){"--quiet", NULL});
    visit_comes_to(visit, "rest");
    int status = look(&scene, &said);
    if (status != 0) print_message("%s\n", str_text(&said));
    assert_int_equal(status, 0);
    assert_int_equal(file_read(&png, scene.file, PICTURE_BYTES_MAX), ERR_OK);
    assert_int_equal(picture_measure(&size, str_text(&png), png.length), ERR_OK);
    assert_int_equal(size.width, 720);
    assert_int_equal(size.height, 720 * HEIGHT / WIDTH);
    assert_int_equal(picture_decode(&pixels, &size, str_text(&png), png.length), ERR_OK);
    print_message("    a picture of the resting screen: %zu bytes\n", png.length);
    /* It is the display's: the dots in the middle of the upper edge are the same water. */
    struct picture seen = visit_look(visit, (struct area){WIDTH / 2, 1, 1, 1});
    const unsigned char *dot = &pixels[(size_t)size.width / 2 * 4];
    for (int at = 0; at < 3; at++) {
        int there = (int)(seen.pixels[0] >> (16 - 8 * at) & 0xff);
        assert_in_range(dot[at], there - 4, there + 4);
    }
    picture_finish(&seen);
    free(pixels);
    assert_true(is_cleared_up(&scene));

    unlink(scene.file);
    visit_go_to_form(visit);
    visit_fill_in(visit);
    assert_int_equal(look(&scene, &refused), 1);
    assert_non_null(strstr(str_text(&refused), "personal"));
    assert_int_not_equal(access(scene.file, F_OK), 0);
    assert_true(is_cleared_up(&scene));
    visit_comes_to(visit, "review"); /* and whoever stands there noticed nothing */
    scene_end(&scene);
}

static json_t *kiosk_of(struct scene *scene, char word[64])
{
    AUTO(str_finish) struct str output;
    const char *const words[] = {"kiosk", "list", "--json", "--data", scene->town->registry_data, NULL};
    assert_int_equal(town_registry(scene->town, words, &output), 0);
    json_t *list = json_loads(str_text(&output), 0, NULL);
    assert_non_null(list);
    const char *first = json_string_value(json_array_get(json_object_get(json_array_get(list, 0), "words"), 0));
    snprintf(word, 64, "%s", first != NULL ? first : "");
    return list;
}

/* The screen's words come all the way, and only the screen speaks for itself. */
static void the_registry_hears_the_screen(void **state)
{
    struct visit *visit = *state;
    struct scene scene;
    char word[64];
    char run[PATH_MAX];
    struct screen_state screen;
    snprintf(run, sizeof(run), "%s/screen.json", visit->data);
    scene_begin(&scene, visit, (const char *const[]){"--quiet", NULL});
    json_t *list = kiosk_of(&scene, word);
    assert_string_equal(word, "never heard");
    json_decref(list);
    snprintf(run, sizeof(run), "%s/screen.json", scene.town->kiosk_data);
    assert_true(file_comes_to_be(run));
    assert_int_equal(screen_state_read(&screen, run), ERR_OK);
    assert_string_equal(screen.shown, "rest");
    assert_true(screen.frames > 0);
    assert_int_equal(screen.width_px, WIDTH);
    assert_int_equal(screen.width_mm, 476);
    assert_int_equal(screen.height_mm, 268);
    assert_int_equal(screen.watchdog_s, 0);
    town_start_agent(scene.town, "1");
    for (int passed_ms = 0; passed_ms < SHOWN_MS; passed_ms += 100) {
        list = kiosk_of(&scene, word);
        if (strcmp(word, "never heard") != 0) break;
        json_decref(list);
        list = NULL;
        proc_pause(100);
    }
    assert_non_null(list);
    const json_t *beat = json_object_get(json_array_get(list, 0), "beat");
    const json_t *told = json_object_get(beat, "screen");
    assert_string_equal(json_text_at(told, "shown"), "rest");
    assert_int_equal(json_int_at(told, "sequence", -1), json_int_at(json_object_get(beat, "content"), "sequence", -2));
    assert_true(json_int_at(json_object_get(beat, "board"), "disk_free_mib", -1) > 0);
    assert_true(json_int_at(json_object_get(beat, "agent"), "pss_kib", -1) > 0);
    json_decref(list);
    AUTO(str_finish) struct str output;
    const char *const words[] = {"status", "--json", "--data", scene.town->kiosk_data, NULL};
    assert_int_equal(town_sync(scene.town, words, &output), 0);
    AUTO(json_auto) json_t *status = json_loads(str_text(&output), 0, NULL);
    assert_string_equal(json_text_at(json_object_get(status, "screen"), "shown"), "rest");
    assert_int_equal(json_int_at(json_object_get(status, "screen"), "watchdog_s", -1), 0);
    assert_true(json_int_at(json_object_get(status, "board"), "disk_mib", -1) > 0);
    proc_kill(&scene.town->agent);
    scene_end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(staff_see_the_resting_screen_and_no_form),
        visit_test(the_registry_hears_the_screen),
    };
    return cmocka_run_group_tests_name("look", tests, house_setup, house_teardown);
}
