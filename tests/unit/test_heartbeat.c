/* tests/unit/test_heartbeat.c - what a kiosk tells about itself: its parts, their files and their limits. */
#include "tests/unit/folder.h"

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/screen_state.h"
#include "sync/store/run_dir.h"

/* ---- the screen's part ---- */

static void screen_make(struct screen_state *out)
{
    screen_state_clear(out);
    snprintf(out->shown, sizeof(out->shown), "board");
    snprintf(out->doing, sizeof(out->doing), "used");
    snprintf(out->version, sizeof(out->version), "1a2b3c-dirty");
    snprintf(out->generation, sizeof(out->generation), "0123456789abcdef");
    out->sequence = 41;
    out->at_ms = 123456;
    out->frames = 7;
    out->watchdog_s = 15;
}

static void a_screen_is_told_and_read(void **state)
{
    char path[PATH_MAX];
    struct screen_state told;
    struct screen_state read;
    folder_path(*state, "screen.json", path);
    screen_make(&told);
    assert_int_equal(screen_state_read(&read, path), ERR_NOT_FOUND);
    assert_int_equal(screen_state_write(&told, path), ERR_OK);
    assert_int_equal(screen_state_read(&read, path), ERR_OK);
    assert_memory_equal(&read, &told, sizeof(read));
    AUTO(json_auto) json_t *json = screen_state_to_json(&told);
    assert_null(json_object_get(json, "touched_s")); /* unknown is left out */
    assert_null(json_object_get(json, "voice"));
}

static enum err read_text(const char *text)
{
    struct screen_state screen;
    AUTO(json_auto) json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(json);
    return screen_state_from_json(&screen, json);
}

static void a_screen_is_bounded(void **state)
{
    (void)state;
    assert_int_equal(read_text("{}"), ERR_OK);
    assert_int_equal(read_text("{\"frames\":0,\"something_new\":{\"a\":[]}}"), ERR_OK);
    assert_int_equal(read_text("[]"), ERR_INVALID);
    assert_int_equal(read_text("{\"frames\":-1}"), ERR_INVALID);
    assert_int_equal(read_text("{\"frames\":1.5}"), ERR_INVALID);
    assert_int_equal(read_text("{\"frames\":\"7\"}"), ERR_INVALID);
    assert_int_equal(read_text("{\"frames\":9007199254740992}"), ERR_OK);
    assert_int_equal(read_text("{\"frames\":9007199254740993}"), ERR_INVALID);
    assert_int_equal(read_text("{\"shown\":\"a-very_long-word-0123456\"}"), ERR_INVALID); /* 24 letters */
    assert_int_equal(read_text("{\"shown\":\"a-very_long-word-012345\"}"), ERR_OK);
    assert_int_equal(read_text("{\"shown\":\"Board\"}"), ERR_INVALID);
    assert_int_equal(read_text("{\"shown\":7}"), ERR_INVALID);
    assert_int_equal(read_text("{\"version\":\"a\\nb\"}"), ERR_INVALID);
    assert_int_equal(read_text("{\"generation\":\"012345678901234567890123456789012\"}"), ERR_INVALID); /* 33 */
}

static void a_damaged_file_is_told(void **state)
{
    char path[PATH_MAX];
    struct screen_state read;
    folder_path(*state, "screen.json", path);
    assert_int_equal(file_replace(path, "{\"frames\":", 10, 0600), ERR_OK);
    assert_int_equal(screen_state_read(&read, path), ERR_DAMAGED);
    char *long_text = calloc(1, SCREEN_STATE_FILE_BYTES_MAX + 2);
    memset(long_text, ' ', SCREEN_STATE_FILE_BYTES_MAX + 1);
    memcpy(long_text, "{}", 2);
    assert_int_equal(file_replace(path, long_text, SCREEN_STATE_FILE_BYTES_MAX + 1, 0600), ERR_OK);
    assert_int_equal(screen_state_read(&read, path), ERR_DAMAGED);
    assert_int_equal(file_replace(path, long_text, SCREEN_STATE_FILE_BYTES_MAX, 0600), ERR_OK);
    assert_int_equal(screen_state_read(&read, path), ERR_OK);
    free(long_text);
}

/* ---- the run folder ---- */

static void the_run_folder_is_found(void **state)
{
    char run[PATH_MAX];
    char wanted[PATH_MAX];
    struct run_dir dir;
    const struct folder *folder = *state;
    folder_path(folder, "run", run);
    unsetenv("RUNTIME_DIRECTORY");
    assert_int_equal(run_dir_init(&dir, run, folder->path), ERR_OK);
    assert_string_equal(dir.screen, folder_path(folder, "run/screen.json", wanted));
    run_dir_finish(&dir);
    assert_int_equal(run_dir_init(&dir, NULL, folder->path), ERR_OK);
    assert_string_equal(dir.folder, folder->path);
    run_dir_finish(&dir);
    setenv("RUNTIME_DIRECTORY", run, 1);
    assert_int_equal(run_dir_init(&dir, NULL, folder->path), ERR_OK);
    assert_string_equal(dir.folder, run);
    run_dir_finish(&dir);
    setenv("RUNTIME_DIRECTORY", "/run/a:/run/b", 1); /* which? */
    assert_int_equal(run_dir_init(&dir, NULL, folder->path), ERR_OK);
    assert_string_equal(dir.folder, folder->path);
    run_dir_finish(&dir);
    unsetenv("RUNTIME_DIRECTORY");
    assert_int_equal(run_dir_init(&dir, "/nowhere/at/all", folder->path), ERR_IO);
    run_dir_finish(&dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(a_screen_is_told_and_read),
        cmocka_unit_test(a_screen_is_bounded),
        folder_test(a_damaged_file_is_told),
        folder_test(the_run_folder_is_found),
    };
    return cmocka_run_group_tests_name("heartbeat", tests, NULL, NULL);
}
