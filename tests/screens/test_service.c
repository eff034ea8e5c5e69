/* tests/screens/test_service.c - the service page: corners, PIN, lock. */
#include "tests/unit/folder.h"

#include <sys/stat.h>

#include "kiosk/aids.h"
#include "kiosk/corners.h"
#include "kiosk/service.h"
#include "kiosk/service_facts.h"
#include "kiosk/service_pin.h"
#include "kiosk/volume.h"

static struct folder *folder;
static struct service_lock lock;

static enum pin_answer attempt(const char *pin, int64_t now_ms)
{
    return service_pin_try(&lock, folder->path, pin, now_ms);
}

static void without_a_pin_nothing_opens(void **state)
{
    folder = *state;
    service_lock_read(&lock, folder->path, 0);
    assert_int_equal(service_pin_state(&lock, folder->path, 0), PIN_NONE);
    assert_int_equal(attempt("", 0), PIN_NONE);
}

static void a_pin_has_six_to_twelve_digits(void **state)
{
    folder = *state;
    static const char *const bad[] = {"", "12345", "1234567890123", "12345a", "-123456", " 123456"};
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        assert_int_equal(service_pin_set(folder->path, bad[at]), ERR_INVALID);
    }
    assert_int_equal(service_pin_set(folder->path, "123456789012"), ERR_OK);
    assert_int_equal(service_pin_set(folder->path, "123456"), ERR_OK);
    char path[PATH_MAX];
    struct stat info;
    assert_int_equal(stat(folder_path(folder, "service.pin", path), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void the_right_one_opens(void **state)
{
    folder = *state;
    assert_int_equal(service_pin_set(folder->path, "123456"), ERR_OK);
    service_lock_read(&lock, folder->path, 0);
    assert_int_equal(attempt("123457", 0), PIN_WRONG);
    assert_int_equal(lock.tries, 1);
    assert_int_equal(attempt("123456", 0), PIN_RIGHT);
    assert_int_equal(lock.tries, 0);
}

static void five_wrong_ones_lock_it_for_a_quarter(void **state)
{
    folder = *state;
    assert_int_equal(service_pin_set(folder->path, "123456"), ERR_OK);
    service_lock_read(&lock, folder->path, 0);
    for (int at = 1; at < SERVICE_TRIES; at++) assert_int_equal(attempt("000000", 1000), PIN_WRONG);
    assert_int_equal(attempt("000000", 1000), PIN_LOCKED);
    assert_int_equal(attempt("123456", 1001), PIN_LOCKED);
    assert_int_equal(service_lock_minutes(&lock, 1001), 15);
    assert_int_equal(attempt("123456", 999 + SERVICE_LOCK_MS), PIN_LOCKED);
    assert_int_equal(service_pin_state(&lock, folder->path, 1000 + SERVICE_LOCK_MS), PIN_WRONG);
    assert_int_equal(attempt("123456", 1000 + SERVICE_LOCK_MS), PIN_RIGHT);
}

static void a_restart_gives_no_new_tries(void **state)
{
    folder = *state;
    assert_int_equal(service_pin_set(folder->path, "123456"), ERR_OK);
    service_lock_read(&lock, folder->path, 0);
    for (int at = 1; at < SERVICE_TRIES; at++) {
        assert_int_equal(attempt("000000", 0), PIN_WRONG);
        service_lock_read(&lock, folder->path, 0);
        assert_int_equal(lock.tries, at);
    }
    assert_int_equal(attempt("000000", 0), PIN_LOCKED);
    service_lock_read(&lock, folder->path, 90000);
    assert_int_equal(attempt("123456", 90001), PIN_LOCKED); /* the quarter begins anew */
    assert_int_equal(attempt("123456", 90000 + SERVICE_LOCK_MS), PIN_RIGHT);
}

static void nonsense_in_the_file_locks(void **state)
{
    folder = *state;
    static const char *const nonsense[] = {
        "", "\n", "x\n", "-3\n", "6\n", "1", "1 and more\n", "0x1\n", "99999999999999\n"};
    assert_int_equal(service_pin_set(folder->path, "123456"), ERR_OK);
    for (size_t at = 0; at < sizeof(nonsense) / sizeof(nonsense[0]); at++) {
        char path[PATH_MAX];
        FILE *file = fopen(folder_path(folder, "service.tries", path), "wb");
        assert_non_null(file);
        fputs(nonsense[at], file);
        fclose(file);
        service_lock_read(&lock, folder->path, 0);
        assert_int_equal(attempt("123456", 0), PIN_LOCKED);
    }
}

static void facts_say_what_they_do_not_know(void **state)
{
    folder = *state;
    struct data_dir dir;
    assert_int_equal(data_dir_init(&dir, folder->path), ERR_OK);
    struct service_facts facts = {.good_s = 0};
    service_facts_read(&facts, &dir, NULL, 1000);
    assert_string_equal(facts.link, "");
    assert_int_equal(facts.good_s, -1);
    assert_int_equal(facts.waiting, -1);
    assert_int_equal(facts.oldest_s, -1);
    assert_true(facts.clock_doubtful);     /* 1970 is before it was built */
    assert_int_equal(facts.watchdog_s, 0); /* nobody armed one here */
    assert_true(facts.disk_free_mib > 0);
    setenv("WATCHDOG_USEC", "15000000", 1);
    service_facts_read(&facts, &dir, NULL, 1000);
    assert_int_equal(facts.watchdog_s, 15);
    unsetenv("WATCHDOG_USEC");
    FILE *file = fopen(dir.agent_state, "wb");
    assert_non_null(file);
    fputs("{\"link\":\"offline\",\"good_at\":940,\"problem\":\"no answer\"}", file);
    fclose(file);
    service_facts_read(&facts, &dir, NULL, 1000);
    assert_string_equal(facts.link, "offline");
    assert_string_equal(facts.problem, "no answer");
    assert_int_equal(facts.good_s, 60);
    service_facts_read(&facts, &dir, NULL, 900); /* the clock went back */
    assert_int_equal(facts.good_s, -1);
    data_dir_finish(&dir);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void facts_tell_of_certificate_and_clock(void **state)
{
    folder = *state;
    struct data_dir dir;
    assert_int_equal(data_dir_init(&dir, folder->path), ERR_OK);
    struct service_facts facts = {.has_certificate = true};
    int64_t ends_s = 4000000000;
    int64_t day_s = (int64_t)24 * 60 * 60;
    service_facts_read(&facts, &dir, NULL, ends_s);
    assert_false(facts.has_certificate);
    assert_false(facts.clock_doubtful);
    put(dir.agent_state, "{\"link\":\"good\",\"good_at\":5,\"certificate_ends\":4000000000,\"certificate_days\":9}");
    service_facts_read(&facts, &dir, NULL, ends_s - 20 * day_s - 1);
    assert_true(facts.has_certificate);
    assert_int_equal(facts.certificate_days, 20); /* as of now, not of when it was written */
    service_facts_read(&facts, &dir, NULL, ends_s + 1);
    assert_int_equal(facts.certificate_days, -1);
    put(dir.time_floor, "3999900000\n");
    service_facts_read(&facts, &dir, NULL, 3999900000 - 1000);
    assert_true(facts.clock_doubtful);
    assert_int_equal(facts.certificate_days, 1); /* by the floor */
    data_dir_finish(&dir);
}

static void typing_a_pin_is_bounded(void **state)
{
    (void)state;
    struct service service = {.pin = ""};
    assert_int_equal(service_act(&service, (struct action){.kind = ACTION_PIN_ERASE}), SERVICE_DONE);
    for (int at = 0; at < 30; at++) {
        assert_int_equal(service_act(&service, (struct action){.kind = ACTION_PIN_DIGIT, .value = at % 10}),
                         SERVICE_DONE);
    }
    assert_string_equal(service.pin, "012345678901");
    (void)service_act(&service, (struct action){.kind = ACTION_PIN_ERASE});
    assert_string_equal(service.pin, "01234567890");
    assert_int_equal(service_act(&service, (struct action){.kind = ACTION_PIN_DONE}), SERVICE_TRY_PIN);
    service.pin[5] = '\0';
    assert_int_equal(service_act(&service, (struct action){.kind = ACTION_PIN_DONE}), SERVICE_DONE);
    assert_int_equal(service_act(&service, (struct action){.kind = ACTION_RESTART}), SERVICE_DONE);
    service.facts.gate = SERVICE_OPEN;
    assert_int_equal(service_act(&service, (struct action){.kind = ACTION_RESTART}), SERVICE_RESTART);
}

static void two_fingers_in_two_corners(void **state)
{
    (void)state;
    struct metrics metrics = metrics_make(1080, 1920, 268, 600, false);
    struct corners corners = {.done = false};
    corners_finger(&corners, &metrics, 7, true, 5, 5, 0);
    assert_int_equal(corners_due_ms(&corners, 0), -1);
    corners_finger(&corners, &metrics, 7, true, 1075, 5, 100); /* the same finger in the other: still one */
    assert_int_equal(corners_due_ms(&corners, 100), -1);
    corners_finger(&corners, &metrics, 8, true, 5, 5, 1000);
    assert_int_equal(corners_due_ms(&corners, 1000), CORNERS_MS);
    corners_finger(&corners, &metrics, 8, true, 9, 9, 3000); /* trembling is no lifting */
    assert_false(corners_time(&corners, 999 + CORNERS_MS));
    assert_true(corners_time(&corners, 1000 + CORNERS_MS));
    assert_false(corners_time(&corners, 90000));
    corners_finger(&corners, &metrics, 8, false, 9, 9, 90000);
    corners_finger(&corners, &metrics, 8, true, 9, 9, 91000);
    assert_int_equal(corners_due_ms(&corners, 91000), CORNERS_MS);
    corners_finger(&corners, &metrics, 7, true, 500, 900, 92000); /* slid away */
    assert_int_equal(corners_due_ms(&corners, 92000), -1);
}

/* As with a mouse. */
static void one_pointer_in_one_corner_after_the_other(void **state)
{
    (void)state;
    struct metrics metrics = metrics_make(1080, 1920, 268, 600, false);
    struct corners corners = {.done = false};
    corners_pointer(&corners, &metrics, true, 5, 5, 0);
    assert_int_equal(corners_due_ms(&corners, 0), -1);
    corners_pointer(&corners, &metrics, false, 5, 5, CORNERS_ONE_MS);
    corners_pointer(&corners, &metrics, true, 5, 5, 3500); /* the same corner again is not the other */
    assert_int_equal(corners_due_ms(&corners, 3500), -1);
    corners_pointer(&corners, &metrics, false, 5, 5, 3600);
    corners_pointer(&corners, &metrics, true, 1075, 5, 4000);
    assert_int_equal(corners_due_ms(&corners, 4000), CORNERS_ONE_MS);
    assert_false(corners_time(&corners, 3999 + CORNERS_ONE_MS));
    assert_true(corners_time(&corners, 4000 + CORNERS_ONE_MS));
    assert_false(corners_time(&corners, 90000));
}

static void one_pointer_too_slow_or_too_short(void **state)
{
    (void)state;
    struct metrics metrics = metrics_make(1080, 1920, 268, 600, false);
    struct corners corners = {.done = false};
    corners_pointer(&corners, &metrics, true, 5, 5, 0);
    corners_pointer(&corners, &metrics, true, 500, 900, CORNERS_ONE_MS - 1); /* slid out too early */
    corners_pointer(&corners, &metrics, false, 500, 900, CORNERS_ONE_MS);
    corners_pointer(&corners, &metrics, true, 1075, 5, 4000);
    assert_int_equal(corners_due_ms(&corners, 4000), -1);
    corners_pointer(&corners, &metrics, false, 1075, 5, 8000); /* long enough: now it is the first */
    corners_pointer(&corners, &metrics, true, 5, 5, 4001 + CORNERS_BOTH_MS - CORNERS_ONE_MS);
    assert_int_equal(corners_due_ms(&corners, 12000), -1);
}

static void write_volume(const char *text)
{
    char path[PATH_MAX];
    FILE *file = fopen(folder_path(folder, "volume", path), "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void the_volume_is_kept(void **state)
{
    folder = *state;
    char path[PATH_MAX];
    struct stat info;
    assert_int_equal(volume_read(folder->path), VOLUME_FIRST);
    for (int volume = 0; volume < VOLUME_STEPS; volume++) {
        assert_int_equal(volume_write(folder->path, volume), ERR_OK);
        assert_int_equal(volume_read(folder->path), volume);
    }
    assert_int_equal(stat(folder_path(folder, "volume", path), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    static const char *const bad[] = {"", "3", "7\n", "-1\n", "33\n", "3\n\n", "x\n", "333333333333333333333333\n"};
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        write_volume(bad[at]);
        assert_int_equal(volume_read(folder->path), VOLUME_FIRST);
    }
}

static void read_standing(struct standing *out, const char *json)
{
    char path[PATH_MAX];
    FILE *file = fopen(folder_path(folder, "agent.json", path), "wb");
    assert_non_null(file);
    fputs(json, file);
    fclose(file);
    standing_read(out, path);
}

static void what_the_registry_says_of_us_is_told(void **state)
{
    folder = *state;
    struct standing standing = {.kind = STANDING_FORKED};
#define CODES "\"code\":\"7H2K-9QXM\",\"fingerprint\":\"7H2K-9QXM-C0VB-3TZE-18RD-WNFP-5YGA-J64S\""
    standing_read(&standing, "/no/such/file");
    assert_int_equal(standing.kind, STANDING_GOOD);
    read_standing(&standing, "{\"link\":\"pending\"," CODES "}");
    assert_int_equal(standing.kind, STANDING_PENDING);
    assert_string_equal(standing.code, "7H2K-9QXM");
    read_standing(&standing, "{\"link\":\"refused\",\"refusal\":\"refused\"," CODES "}");
    assert_int_equal(standing.kind, STANDING_SAID_NO);
    read_standing(&standing, "{\"link\":\"refused\",\"refusal\":\"revoked\"," CODES "}");
    assert_int_equal(standing.kind, STANDING_REVOKED);
    read_standing(&standing, "{\"link\":\"refused\",\"refusal\":\"forked\",\"code\":null}");
    assert_int_equal(standing.kind, STANDING_FORKED);
    /* Nothing but symbols comes onto the screen. */
    read_standing(&standing, "{\"code\":\"7H2K 9QXM\",\"fingerprint\":\"<script>\"}");
    assert_int_equal(standing.kind, STANDING_GOOD);
    assert_string_equal(standing.code, "");
    read_standing(&standing, "nonsense");
    assert_int_equal(standing.kind, STANDING_GOOD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(without_a_pin_nothing_opens),
        folder_test(a_pin_has_six_to_twelve_digits),
        folder_test(the_right_one_opens),
        folder_test(five_wrong_ones_lock_it_for_a_quarter),
        folder_test(a_restart_gives_no_new_tries),
        folder_test(nonsense_in_the_file_locks),
        folder_test(facts_say_what_they_do_not_know),
        folder_test(facts_tell_of_certificate_and_clock),
        cmocka_unit_test(typing_a_pin_is_bounded),
        cmocka_unit_test(two_fingers_in_two_corners),
        cmocka_unit_test(one_pointer_in_one_corner_after_the_other),
        cmocka_unit_test(one_pointer_too_slow_or_too_short),
        folder_test(the_volume_is_kept),
        folder_test(what_the_registry_says_of_us_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
