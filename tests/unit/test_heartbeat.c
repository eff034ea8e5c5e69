/* tests/unit/test_heartbeat.c - what a kiosk tells about itself: its parts, their files and their limits. */
#include "tests/unit/folder.h"

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/screen_state.h"
#include "sync/store/board_facts.h"
#include "sync/store/run_dir.h"
#include "sync/wire/heartbeat.h"

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
    long_text[0] = '{';
    long_text[1] = '}';
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

/* ---- the machine's part ---- */

static void put(const struct folder *folder, const char *name, const char *text)
{
    char path[PATH_MAX];
    folder_path(folder, name, path);
    for (char *slash = strchr(path + strlen(folder->path) + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        assert_int_equal(file_make_folder(path, 0700), ERR_OK);
        *slash = '/';
    }
    assert_int_equal(file_replace(path, text, strlen(text), 0600), ERR_OK);
}

static void what_a_machine_lacks_is_unknown(void **state)
{
    const struct folder *folder = *state;
    struct board_state board;
    board_facts_read(&board, folder->path, "/nowhere/at/all");
    AUTO(json_auto) json_t *json = board_state_to_json(&board);
    assert_int_equal(json_object_size(json), 0);
    put(folder, "sys/class/thermal/thermal_zone0/temp", "none\n");
    put(folder, "sys/class/watchdog/watchdog0/state", "inactive\n");
    put(folder, "proc/meminfo", "MemFree: 7 kB\n");
    board_facts_read(&board, folder->path, folder->path);
    assert_int_equal(board.cpu_mc, FACT_UNKNOWN);
    assert_int_equal(board.memory_mib, FACT_UNKNOWN);
    assert_int_equal(board.throttled, FACT_UNKNOWN);
    assert_int_equal(board.under_voltage, FACT_UNKNOWN);
    assert_int_equal(board.hardware_watchdog_s, 0); /* there is one, and nobody armed it */
    assert_true(board.disk_mib > 0);
}

static void a_pi_tells_all(void **state)
{
    const struct folder *folder = *state;
    struct board_state board;
    struct board_state read;
    put(folder, "sys/class/thermal/thermal_zone0/temp", "48312\n");
    put(folder, "sys/class/thermal/thermal_zone1/temp", "51000\n");
    put(folder, "sys/devices/platform/soc/soc:firmware/get_throttled", "50005\n");
    put(folder, "sys/class/watchdog/watchdog0/state", "active\n");
    put(folder, "sys/class/watchdog/watchdog0/timeout", "14\n");
    put(folder, "proc/meminfo", "MemTotal:        3884416 kB\nMemFree: 1 kB\nMemAvailable:    2097152 kB\n");
    put(folder, "proc/uptime", "86400.52 300000.11\n");
    board_facts_read(&board, folder->path, folder->path);
    assert_int_equal(board.cpu_mc, 51000); /* the hottest */
    assert_int_equal(board.throttled, 0x50005);
    assert_int_equal(board.under_voltage, 1);
    assert_int_equal(board.hardware_watchdog_s, 14);
    assert_int_equal(board.memory_mib, 3793);
    assert_int_equal(board.memory_available_mib, 2048);
    assert_int_equal(board.up_s, 86400);
    put(folder, "sys/devices/platform/soc/soc:firmware/get_throttled", "0\n");
    board_facts_read(&board, folder->path, folder->path);
    assert_int_equal(board.under_voltage, 0);
    AUTO(json_auto) json_t *json = board_state_to_json(&board);
    assert_int_equal(board_state_from_json(&read, json), ERR_OK);
    assert_memory_equal(&read, &board, sizeof(read));
}

static void a_drivers_alarm_is_heard(void **state)
{
    const struct folder *folder = *state;
    struct board_state board;
    put(folder, "sys/class/hwmon/hwmon0/name", "cpu_thermal\n");
    put(folder, "sys/class/hwmon/hwmon2/name", "rpi_volt\n");
    put(folder, "sys/class/hwmon/hwmon2/in0_lcrit_alarm", "1\n");
    board_facts_read(&board, folder->path, folder->path);
    assert_int_equal(board.throttled, FACT_UNKNOWN);
    assert_int_equal(board.under_voltage, 1);
}

/* ---- the whole ---- */

static void heartbeat_make(struct heartbeat *out)
{
    heartbeat_clear(out);
    snprintf(out->version, sizeof(out->version), "1a2b3c");
    snprintf(out->link, sizeof(out->link), "good");
    snprintf(out->clock, sizeof(out->clock), CLOCK_TRUSTED);
    snprintf(out->generation, sizeof(out->generation), "0123456789abcdef");
    out->sequence = 42;
    out->wall_s = 1795244400;
    out->certificate_days = -3;
    out->waiting = 2;
    out->has_screen = true;
    out->screen_age_s = 12;
    screen_make(&out->screen);
    out->board.cpu_mc = 48000;
}

static void a_heartbeat_is_told_and_read(void **state)
{
    (void)state;
    struct heartbeat told;
    struct heartbeat read;
    AUTO(str_finish) struct str text;
    AUTO(str_finish) struct str empty;
    heartbeat_make(&told);
    assert_int_equal(heartbeat_write(&text, &told), ERR_OK);
    assert_int_equal(heartbeat_read(&read, str_text(&text), text.length), ERR_OK);
    AUTO(str_finish) struct str again;
    assert_int_equal(heartbeat_write(&again, &read), ERR_OK);
    assert_string_equal(str_text(&again), str_text(&text));
    assert_int_equal(read.certificate_days, -3);
    assert_int_equal(read.screen.sequence, 41); /* shown, not what was fetched */
    assert_int_equal(read.sequence, 42);
    assert_int_equal(read.oldest_s, FACT_UNKNOWN);
    heartbeat_clear(&told);
    assert_int_equal(heartbeat_write(&empty, &told), ERR_OK);
    assert_int_equal(heartbeat_read(&read, str_text(&empty), empty.length), ERR_OK);
    assert_false(read.has_screen);
}

/* Every number as large and every text as long as it may be. */
static void the_largest_heartbeat_fits(void **state)
{
    (void)state;
    struct heartbeat read;
    AUTO(str_finish) struct str text;
    AUTO(json_auto) json_t *json = NULL;
    struct heartbeat full;
    heartbeat_make(&full);
    memset(full.version, 'v', sizeof(full.version) - 1);
    memset(full.screen.version, 'v', sizeof(full.screen.version) - 1);
    memset(full.generation, 'g', sizeof(full.generation) - 1);
    memset(full.screen.generation, 'g', sizeof(full.screen.generation) - 1);
    memset(full.screen.shown, 's', sizeof(full.screen.shown) - 1);
    memset(full.screen.doing, 'd', sizeof(full.screen.doing) - 1);
    memset(full.screen.voice, 'v', sizeof(full.screen.voice) - 1);
    int64_t *numbers[] = {&full.wall_s,
                          &full.up_s,
                          &full.resident_kib,
                          &full.pss_kib,
                          &full.watchdog_s,
                          &full.beats,
                          &full.waiting,
                          &full.set_aside,
                          &full.oldest_s,
                          &full.sequence,
                          &full.screen_age_s,
                          &full.screen.sequence,
                          &full.screen.at_ms,
                          &full.screen.up_s,
                          &full.screen.frames,
                          &full.screen.presented_ms,
                          &full.screen.content_s,
                          &full.screen.touched_s,
                          &full.screen.touch_devices,
                          &full.screen.watchdog_s,
                          &full.screen.fed_ms,
                          &full.screen.resident_kib,
                          &full.screen.heap_kib,
                          &full.screen.caches_kib,
                          &full.screen.width_px,
                          &full.screen.height_px,
                          &full.screen.width_mm,
                          &full.screen.height_mm,
                          &full.board.throttled,
                          &full.board.disk_free_mib,
                          &full.board.disk_mib,
                          &full.board.memory_available_mib,
                          &full.board.memory_mib,
                          &full.board.up_s};
    for (size_t at = 0; at < sizeof(numbers) / sizeof(numbers[0]); at++) *numbers[at] = 1;
    assert_int_equal(heartbeat_write(&text, &full), ERR_OK);
    assert_int_equal(heartbeat_read(&read, str_text(&text), text.length), ERR_OK);
    /* Sixteen digits instead of one for each. */
    assert_true(text.length + 15 * sizeof(numbers) / sizeof(numbers[0]) < HEARTBEAT_BYTES_MAX);
}

static enum err read_beat(const char *text)
{
    struct heartbeat beat;
    return heartbeat_read(&beat, text, strlen(text));
}

static void a_heartbeat_is_bounded(void **state)
{
    (void)state;
    assert_int_equal(read_beat("{}"), ERR_OK);
    assert_int_equal(read_beat("{\"a_part_of_tomorrow\":{\"x\":1},\"agent\":{\"new\":true}}"), ERR_OK);
    assert_int_equal(read_beat(""), ERR_INVALID);
    assert_int_equal(read_beat("[]"), ERR_INVALID);
    assert_int_equal(read_beat("{\"agent\":[]}"), ERR_INVALID);
    assert_int_equal(read_beat("{\"screen\":null}"), ERR_INVALID);
    assert_int_equal(read_beat("{\"screen\":{\"age_s\":-1}}"), ERR_INVALID);
    assert_int_equal(read_beat("{\"board\":{\"cpu_mc\":1e3}}"), ERR_INVALID);
    assert_int_equal(read_beat("{\"board\":{\"under_voltage\":2}}"), ERR_INVALID);
    assert_int_equal(read_beat("{\"agent\":{\"link\":\"a b\"}}"), ERR_INVALID);
    assert_int_equal(read_beat("{\"agent\":{\"version\":\"\\u0000\"}}"), ERR_INVALID);
    assert_int_equal(read_beat("{\"content\":{\"generation\":7}}"), ERR_INVALID);
    assert_int_equal(read_beat("{\"a\":[[[[]]]]}"), ERR_TOO_LARGE);
    char *large = calloc(1, HEARTBEAT_BYTES_MAX + 2);
    memset(large, ' ', HEARTBEAT_BYTES_MAX);
    large[0] = '{';
    large[1] = '}';
    assert_int_equal(read_beat(large), ERR_OK);
    large[HEARTBEAT_BYTES_MAX] = ' ';
    assert_int_equal(read_beat(large), ERR_TOO_LARGE);
    free(large);
}

static void what_is_important_is_told_at_once(void **state)
{
    (void)state;
    struct heartbeat before;
    struct heartbeat now;
    heartbeat_make(&before);
    now = before;
    now.board.cpu_mc = 60000;
    now.screen.frames = 99;
    snprintf(now.screen.shown, sizeof(now.screen.shown), "rest");
    assert_false(heartbeat_differs(&now, &before));
    now.board.under_voltage = 1;
    assert_true(heartbeat_differs(&now, &before));
    now = before;
    now.screen.sequence++;
    assert_true(heartbeat_differs(&now, &before));
    now = before;
    now.screen.touch_devices = 0;
    assert_true(heartbeat_differs(&now, &before));
    now = before;
    now.has_screen = false;
    assert_true(heartbeat_differs(&now, &before));
}

static void a_look_has_a_name(void **state)
{
    (void)state;
    assert_true(look_id_is_good("0123456789abcdef"));
    assert_false(look_id_is_good("0123456789abcde"));
    assert_false(look_id_is_good("0123456789abcdef0"));
    assert_false(look_id_is_good("0123456789ABCDEF"));
    assert_false(look_id_is_good("../../../etc/abc"));
    assert_false(look_id_is_good(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(a_screen_is_told_and_read),
        cmocka_unit_test(a_screen_is_bounded),
        folder_test(a_damaged_file_is_told),
        folder_test(the_run_folder_is_found),
        folder_test(what_a_machine_lacks_is_unknown),
        folder_test(a_pi_tells_all),
        folder_test(a_drivers_alarm_is_heard),
        cmocka_unit_test(a_heartbeat_is_told_and_read),
        cmocka_unit_test(the_largest_heartbeat_fits),
        cmocka_unit_test(a_heartbeat_is_bounded),
        cmocka_unit_test(what_is_important_is_told_at_once),
        cmocka_unit_test(a_look_has_a_name),
    };
    return cmocka_run_group_tests_name("heartbeat", tests, NULL, NULL);
}
