/* tests/unit/test_agent_numbers.c - when an agent hands in the kiosk's numbers, and which. */
#include "tests/unit/folder.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdatomic.h>
#include <time.h>

#include "sync/agent/numbers.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/tally.h"
#include "tests/unit/fake_server.h"

struct hall {
    struct folder *folder;
    struct fake_server server;
    struct data_dir dir;
    struct identity identity;
    struct client *client;
    struct numbers numbers;
    int64_t now_ms;
    struct timespec written;
    atomic_int status; /* of the registry's answers */
    char target[64];
    struct str body;
};

static enum fake_end answer_hall(void *context, const struct fake_request *request, struct str *out)
{
    struct hall *hall = context;
    const char *answer = atomic_load(&hall->status) == 200
                             ? "{}"
                             : "{\"error\":{\"code\":\"not_found\",\"message\":\"There is nothing at this address.\"}}";
    snprintf(hall->target, sizeof(hall->target), "%.*s", (int)strcspn(request->target, " "), request->target);
    str_clear(&hall->body);
    str_add_bytes(&hall->body, request->body, request->body_bytes);
    fake_add(out, atomic_load(&hall->status), "", answer, strlen(answer));
    return FAKE_KEEP;
}

static int64_t hall_monotonic_ms(void *context)
{
    return ((struct hall *)context)->now_ms;
}

static int64_t hall_wall_s(void *context)
{
    (void)context;
    return 1795244400;
}

static int setup(void **state)
{
    struct hall *hall = calloc(1, sizeof(*hall));
    void *folder = NULL;
    if (hall == NULL || folder_setup(&folder) != 0) return -1;
    hall->folder = folder;
    hall->now_ms = 500000;
    hall->written.tv_sec = 1795244400;
    atomic_init(&hall->status, 200);
    str_init(&hall->body, 1 << 20);
    if (fake_start(&hall->server, answer_hall, hall) != 0) return -1;
    if (data_dir_init(&hall->dir, hall->folder->path) != ERR_OK) return -1;
    sign_make_keys(hall->identity.sign_public, hall->identity.sign_secret);
    snprintf(hall->identity.kiosk_id, sizeof(hall->identity.kiosk_id), "k1");
    hall->identity.enrolled = true;
    const struct http_options options = {.base_url = hall->server.url, .stall_s = 2};
    if (client_open(&hall->client, &hall->identity, &options) != ERR_OK) return -1;
    numbers_begin(&hall->numbers, &hall->dir, (struct clock){hall_monotonic_ms, hall_wall_s, hall});
    *state = hall;
    return 0;
}

static int teardown(void **state)
{
    struct hall *hall = *state;
    void *folder = hall->folder;
    numbers_finish(&hall->numbers);
    client_close(hall->client);
    fake_stop(&hall->server);
    data_dir_finish(&hall->dir);
    str_finish(&hall->body);
    free(hall);
    return folder_teardown(&folder);
}

#define hall_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

/* As the screen writes it, at another time than before. */
static void write_numbers(struct hall *hall, const char *text)
{
    hall->written.tv_sec++;
    const struct timespec times[2] = {hall->written, hall->written};
    assert_int_equal(file_write(hall->dir.numbers, text, strlen(text), 0600), ERR_OK);
    assert_int_equal(utimensat(AT_FDCWD, hall->dir.numbers, times, 0), 0);
}

static void numbers_are_handed_in_once_an_hour_when_there_are_any(void **state)
{
    struct hall *hall = *state;
    assert_false(numbers_are_due(&hall->numbers));
    write_numbers(hall, "{\"days\":{\"2026-11-20\":{\"visits\":7},\"2026-11-21\":{\"visits\":1}}}");
    assert_true(numbers_are_due(&hall->numbers));
    assert_int_equal(numbers_send(&hall->numbers, hall->client), ERR_OK);
    assert_string_equal(hall->target, "/v1/numbers");
    assert_string_equal(str_text(&hall->body),
                        "{\"days\":{\"2026-11-20\":{\"visits\":7},\"2026-11-21\":{\"visits\":1}}}");
    hall->now_ms += NUMBERS_INTERVAL_MS;
    assert_false(numbers_are_due(&hall->numbers)); /* nothing new */
    write_numbers(hall, "{\"days\":{\"2026-11-20\":{\"visits\":7},\"2026-11-21\":{\"visits\":2}}}");
    assert_true(numbers_are_due(&hall->numbers));
    assert_int_equal(numbers_send(&hall->numbers, hall->client), ERR_OK);
    assert_string_equal(str_text(&hall->body), "{\"days\":{\"2026-11-21\":{\"visits\":2}}}"); /* what may still grow */
    write_numbers(hall, "{\"days\":{\"2026-11-21\":{\"visits\":3}}}");
    assert_false(numbers_are_due(&hall->numbers)); /* not within the hour */
}

/* A kiosk whose clock stood in another year for a day, or went back, counts on; and so is it handed in. */
static void a_clock_that_was_ahead_holds_nothing_back(void **state)
{
    struct hall *hall = *state;
    write_numbers(hall, "{\"days\":{\"2040-01-01\":{\"visits\":1}}}");
    assert_int_equal(numbers_send(&hall->numbers, hall->client), ERR_OK);
    hall->now_ms += NUMBERS_INTERVAL_MS;
    write_numbers(hall, "{\"days\":{\"2026-11-21\":{\"visits\":4},\"2040-01-01\":{\"visits\":1}}}");
    assert_true(numbers_are_due(&hall->numbers));
    assert_int_equal(numbers_send(&hall->numbers, hall->client), ERR_OK);
    assert_string_equal(str_text(&hall->body), "{\"days\":{\"2026-11-21\":{\"visits\":4}}}");
}

static void what_was_not_taken_is_handed_in_again(void **state)
{
    struct hall *hall = *state;
    write_numbers(hall, "{\"days\":{\"2026-11-20\":{\"visits\":7}}}");
    atomic_store(&hall->status, 404);
    assert_int_equal(numbers_send(&hall->numbers, hall->client), ERR_INVALID);
    assert_string_equal(client_code(hall->client), "not_found");
    assert_false(numbers_are_due(&hall->numbers));
    hall->now_ms += NUMBERS_INTERVAL_MS;
    atomic_store(&hall->status, 200);
    assert_true(numbers_are_due(&hall->numbers));
    assert_int_equal(numbers_send(&hall->numbers, hall->client), ERR_OK);
    assert_non_null(strstr(str_text(&hall->body), "2026-11-20"));
}

static void a_damaged_file_is_not_sent(void **state)
{
    struct hall *hall = *state;
    write_numbers(hall, "{\"days\":");
    assert_int_equal(numbers_send(&hall->numbers, hall->client), ERR_DAMAGED);
    assert_string_equal(hall->target, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        hall_test(numbers_are_handed_in_once_an_hour_when_there_are_any),
        hall_test(a_clock_that_was_ahead_holds_nothing_back),
        hall_test(what_was_not_taken_is_handed_in_again),
        hall_test(a_damaged_file_is_not_sent),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests_name("agent numbers", tests, NULL, NULL);
}
