/* tests/unit/test_store_order.c - under the seal: the order of what was given at a kiosk, and when, if that is known.
 */
#include "tests/unit/outbox_house.h"

#include <fcntl.h>
#include <sodium.h>
#include <time.h>

#include "sync/base/clock.h"
#include "sync/base/db.h"
#include "sync/store/time_floor.h"

static const char *const as_it_is[] = {"", "", "", "", NULL};

static void put(struct outbox *outbox, const struct town_hall *hall)
{
    struct submission submission = {.kind = SUBMISSION_SUPPORT, .idea = "idea-1", .lang = "da"};
    assert_int_equal(outbox_submit(outbox, &hall->identity, &submission), ERR_OK);
    assert_int_equal(submission.order, 0); /* the caller's is not touched */
}

/* The oldest that waits, unsealed, and settled. */
static struct submission take(struct outbox *outbox, const struct town_hall *hall)
{
    struct entry entry;
    struct submission submission;
    unsigned char *plain = NULL;
    size_t bytes = 0;
    size_t count = 0;
    assert_int_equal(outbox_batch(outbox, &entry, 1, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(entry_open(&plain, &bytes, &entry, hall->identity.seal_public, hall->seal_secret), ERR_OK);
    assert_int_equal(submission_from_json(&submission, (const char *)plain, bytes), ERR_OK);
    assert_int_equal(outbox_settle(outbox, entry.id, "g1"), ERR_OK);
    free(plain);
    entry_finish(&entry);
    return submission;
}

static void order_grows_and_time_goes_with_it(void **state)
{
    struct town_hall hall;
    town_hall_init(&hall);
    time_t begun_s = time(NULL);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    for (int at = 0; at < 3; at++) put(outbox, &hall);
    for (int at = 0; at < 3; at++) {
        struct submission submission = take(outbox, &hall);
        assert_int_equal(submission.order, at + 1);
        assert_false(submission.clock_doubtful);
        assert_in_range(submission.given_at_s, begun_s, time(NULL));
    }
}

/* The latest entry was given in what is now the future: one of the two readings is wrong. */
static void a_clock_that_went_back_is_doubted(void **state)
{
    const struct folder *folder = *state;
    struct town_hall hall;
    char path[PATH_MAX];
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(folder);
    put(outbox, &hall);
    struct db *db = NULL;
    assert_int_equal(db_open(&db, folder_path(folder, "outbox.db", path), as_it_is, DB_DURABLE), ERR_OK);
    assert_int_equal(db_run(db, "UPDATE entry SET at_s = at_s + 1000", ""), ERR_OK);
    db_close(db);
    put(outbox, &hall);
    (void)take(outbox, &hall);
    struct submission submission = take(outbox, &hall);
    assert_int_equal(submission.order, 2);
    assert_true(submission.clock_doubtful);
    assert_int_equal(submission.given_at_s, 0);
}

/* The registry's certificate has shown a later day, also in a file that holds nothing yet. */
static void a_clock_behind_the_floor_is_doubted(void **state)
{
    const struct folder *folder = *state;
    struct town_hall hall;
    char path[PATH_MAX];
    int64_t floor_s = 0;
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(folder);
    folder_path(folder, "time.floor", path);
    assert_int_equal(time_floor_raise(&floor_s, (int64_t)time(NULL) + TIME_FLOOR_SLACK_S / 2, path), ERR_OK);
    put(outbox, &hall);
    struct submission near = take(outbox, &hall);
    assert_false(near.clock_doubtful); /* two good clocks differ as much */
    assert_int_equal(time_floor_raise(&floor_s, (int64_t)time(NULL) + TIME_FLOOR_STEP_S + 1000, path), ERR_OK);
    put(outbox, &hall);
    struct submission behind = take(outbox, &hall);
    assert_true(behind.clock_doubtful);
    assert_int_equal(behind.given_at_s, 0);
    assert_int_equal(behind.order, 2);
}

static void what_speaks_against_a_clock(void **state)
{
    (void)state;
    int64_t now_s = (int64_t)time(NULL);
    assert_false(clock_is_doubtful(now_s, 0));
    assert_false(clock_is_doubtful(now_s, now_s));
    assert_true(clock_is_doubtful(now_s, now_s + 1));
    assert_true(clock_is_doubtful(0, 0)); /* 1970: before this program was made */
}

/* Through damaged files, whether they can be read or not, and also when their names are used again. */
static void order_goes_on_in_the_next_file(void **state)
{
    const struct folder *folder = *state;
    struct town_hall hall;
    char path[PATH_MAX];
    char name[PATH_MAX];
    int64_t latest = 0;
    town_hall_init(&hall);
    folder_path(folder, "outbox.db", path);
    for (int file = 0; file < 3; file++) {
        AUTO(outbox_auto) struct outbox *outbox = open_in(folder);
        for (int at = 0; at < 2; at++) {
            put(outbox, &hall);
            struct submission submission = take(outbox, &hall);
            assert_true(submission.order > latest);
            latest = submission.order;
        }
        struct outbox_counts counts;
        assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
        assert_int_equal(counts.newest_order, latest);
        outbox_close(outbox);
        outbox = NULL;
        assert_int_equal(outbox_set_file_aside(path, name, sizeof(name)), ERR_OK);
        assert_int_equal(unlink(name), 0);
    }
    assert_true(latest <= SUBMISSION_ORDER_MAX);
}

static void what_makes_no_sense_is_refused(void **state)
{
    static const struct {
        const char *members;
        bool good;
    } cases[] = {
        {"", true},
        {",\"order\":1,\"given_at\":1795244400", true},
        {",\"order\":9007199254740991,\"clock_doubtful\":true", true},
        {",\"order\":9007199254740992,\"clock_doubtful\":true", false},
        {",\"order\":0,\"clock_doubtful\":true", false},
        {",\"order\":-1,\"clock_doubtful\":true", false},
        {",\"order\":\"1\",\"clock_doubtful\":true", false},
        {",\"order\":1", false},
        {",\"order\":1,\"given_at\":1,\"clock_doubtful\":true", false},
        {",\"order\":1,\"clock_doubtful\":false", false},
        {",\"order\":1,\"given_at\":\"1\"", false},
        {",\"order\":1,\"given_at\":-1", false},
        {",\"order\":1,\"given_at\":253402300800", false},
        {",\"given_at\":1795244400", false},
        {",\"clock_doubtful\":true", false},
    };
    (void)state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        char text[256];
        struct submission submission;
        snprintf(text, sizeof(text), "{\"kind\":\"support\",\"lang\":\"da\",\"idea\":\"idea-1\"%s}", cases[at].members);
        assert_int_equal(submission_from_json(&submission, text, strlen(text)), cases[at].good ? ERR_OK : ERR_INVALID);
    }
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(order_grows_and_time_goes_with_it),   folder_test(a_clock_that_went_back_is_doubted),
        folder_test(a_clock_behind_the_floor_is_doubted), cmocka_unit_test(what_speaks_against_a_clock),
        folder_test(order_goes_on_in_the_next_file),      cmocka_unit_test(what_makes_no_sense_is_refused),
    };
    return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
