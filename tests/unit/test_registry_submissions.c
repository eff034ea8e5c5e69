/* tests/unit/test_registry_submissions.c - what is given at once shares one commit, and no receipt comes before it.
 *
 * SQLite's way to the disk, fdatasync(), is this program's own: it counts, waits or fails as a test says. */
#include "tests/unit/crowd.h"

#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>

enum { CROWD = 64, SLOW_MS = 5 };

static _Atomic int syncs;
static atomic_bool disk_slow;
static atomic_bool disk_held;
static atomic_bool disk_broken;

int fdatasync(int fd);
int fdatasync(int fd)
{
    atomic_fetch_add(&syncs, 1);
    if (atomic_load(&disk_slow)) poll(NULL, 0, SLOW_MS);
    while (atomic_load(&disk_held)) poll(NULL, 0, 1);
    if (atomic_load(&disk_broken)) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fdatasync, fd);
}

struct crowd {
    struct giver givers[CROWD];
    size_t count;
};

static void crowd_make(struct crowd *out, struct house *house, const struct test_kiosk *kiosk, size_t count)
{
    struct address address = server_address(house->server);
    out->count = count;
    for (size_t at = 0; at < count; at++) {
        giver_make(&out->givers[at], kiosk, "network-1");
        assert_true(giver_connect(&out->givers[at], &address));
    }
}

static void crowd_send(const struct crowd *crowd)
{
    for (size_t at = 0; at < crowd->count; at++) assert_true(giver_send(&crowd->givers[at]));
}

static void crowd_finish(struct crowd *crowd)
{
    for (size_t at = 0; at < crowd->count; at++) giver_finish(&crowd->givers[at]);
}

static void assert_receipt(struct giver *giver, const struct test_kiosk *kiosk, enum verdict verdict)
{
    struct receipt receipt;
    AUTO(answer_finish) struct answer answer = {0};
    assert_true(giver_read(giver, &answer));
    assert_int_equal(answer.status, 200);
    receipt_at(&receipt, &answer, 0, &giver->entry, kiosk);
    assert_int_equal(receipt.verdict, verdict);
}

static void assert_unavailable(struct giver *giver)
{
    AUTO(answer_finish) struct answer answer = {0};
    assert_true(giver_read(giver, &answer));
    assert_int_equal(answer.status, 503);
    assert_null(json_object_get(answer.json, "receipts"));
}

static void those_who_come_together_share_a_commit(void **state)
{
    struct house *house = *state;
    static struct crowd crowd;
    struct test_kiosk kiosk;
    house_import(house, 2);
    kiosk_make(house, &kiosk);
    crowd_make(&crowd, house, &kiosk, CROWD);
    int before = atomic_load(&syncs);
    atomic_store(&disk_slow, true);
    crowd_send(&crowd);
    for (size_t at = 0; at < CROWD; at++) assert_receipt(&crowd.givers[at], &kiosk, VERDICT_CREATED);
    atomic_store(&disk_slow, false);
    struct submissions_counts counts = server_submissions(house->server);
    assert_int_equal(counts.calls, CROWD);
    assert_in_range(counts.groups, 1, CROWD / 4);
    if (!house_on_postgres()) assert_in_range(atomic_load(&syncs) - before, 1, counts.groups);
    print_message("%d entries, %lld commits\n", CROWD, (long long)counts.groups);
    crowd_finish(&crowd);
    assert_int_equal(entries_stored(house), CROWD);
}

static void no_receipt_comes_before_the_disk_has_it(void **state)
{
    struct house *house = *state;
    static struct crowd crowd;
    struct test_kiosk kiosk;
    if (house_on_postgres()) skip(); /* its disk is another program's */
    house_import(house, 2);
    kiosk_make(house, &kiosk);
    crowd_make(&crowd, house, &kiosk, 8);
    int before = atomic_load(&syncs);
    atomic_store(&disk_held, true);
    crowd_send(&crowd);
    for (int passed_ms = 0; passed_ms < CROWD_PATIENCE_MS && atomic_load(&syncs) == before; passed_ms++) {
        poll(NULL, 0, 1);
    }
    for (size_t at = 0; at < crowd.count; at++) assert_false(giver_is_answered(&crowd.givers[at], 10));
    atomic_store(&disk_held, false);
    for (size_t at = 0; at < crowd.count; at++) assert_receipt(&crowd.givers[at], &kiosk, VERDICT_CREATED);
    crowd_finish(&crowd);
}

/* All are told, none has a receipt, and all can come again. */
static void a_commit_that_fails_fails_for_all(void **state)
{
    struct house *house = *state;
    static struct crowd crowd;
    struct test_kiosk kiosk;
    if (house_on_postgres()) skip();
    house_import(house, 2);
    kiosk_make(house, &kiosk);
    crowd_make(&crowd, house, &kiosk, 8);
    atomic_store(&disk_broken, true);
    crowd_send(&crowd);
    for (size_t at = 0; at < crowd.count; at++) assert_unavailable(&crowd.givers[at]);
    assert_int_equal(atomic_load(&house->reports), 8);
    atomic_store(&disk_broken, false);
    assert_int_equal(entries_stored(house), 0);
    crowd_send(&crowd);
    for (size_t at = 0; at < crowd.count; at++) {
        crowd.givers[at].got = 0;
        assert_receipt(&crowd.givers[at], &kiosk, VERDICT_CREATED);
    }
    crowd_finish(&crowd);
    assert_int_equal(entries_stored(house), 8);
}

/* What the database refuses of one costs the others nothing. */
static void what_fails_in_one_is_taken_back_there(void **state)
{
    struct house *house = *state;
    static struct crowd crowd;
    struct test_kiosk kiosk;
    house_import(house, 2);
    kiosk_make(house, &kiosk);
    crowd_make(&crowd, house, &kiosk, 8);
    giver_finish(&crowd.givers[3]);
    giver_make(&crowd.givers[3], &kiosk, "network-0");
    struct address address = server_address(house->server);
    assert_true(giver_connect(&crowd.givers[3], &address));
    /* After the answer was put onto the feed: that must not stay, either. */
    assert_int_equal(db_run(house->registry->db,
                            "CREATE UNIQUE INDEX one_network ON entry ((network = 'network-0'))"
                            " WHERE network = 'network-0'",
                            ""),
                     ERR_OK);
    struct giver first;
    giver_make(&first, &kiosk, "network-0");
    assert_true(giver_connect(&first, &address));
    assert_true(giver_send(&first));
    assert_receipt(&first, &kiosk, VERDICT_CREATED);
    giver_finish(&first);
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    int64_t later = 0;
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    crowd_send(&crowd);
    for (size_t at = 0; at < crowd.count; at++) {
        if (at == 3) {
            assert_unavailable(&crowd.givers[at]);
        } else {
            assert_receipt(&crowd.givers[at], &kiosk, VERDICT_CREATED);
        }
    }
    crowd_finish(&crowd);
    assert_int_equal(entries_stored(house), 8);
    assert_int_equal(registry_head(house->registry, generation, &later), ERR_OK);
    assert_int_equal(later - head, 7); /* an answer each, and no gap */
}

/* The transaction of a part is in the shared one, on both databases. */
static void parts_are_kept_or_dropped(void **state)
{
    static const char put[] = "INSERT INTO erased (id) VALUES (?)";
    static const unsigned char ids[4][16] = {{1}, {2}, {3}, {4}};
    struct house *house = *state;
    struct db *db = house->registry->db;
    int64_t count = 0;
    assert_int_equal(db_share_begin(db), ERR_OK);
    assert_true(db_shares(db));
    assert_int_equal(db_part_begin(db), ERR_OK);
    assert_int_equal(db_begin(db), ERR_OK);
    assert_int_equal(db_run(db, put, "b", ids[0], sizeof(ids[0])), ERR_OK);
    assert_int_equal(db_commit(db), ERR_OK);
    db_rollback(db); /* nothing is open: as in every clean-up path */
    assert_int_equal(db_begin(db), ERR_OK);
    assert_int_equal(db_run(db, put, "b", ids[1], sizeof(ids[1])), ERR_OK);
    assert_int_equal(db_run(db, put, "b", ids[0], sizeof(ids[0])), ERR_CONFLICT);
    db_rollback(db);
    assert_int_equal(db_part_end(db, true), ERR_OK);
    assert_int_equal(db_part_begin(db), ERR_OK);
    assert_int_equal(db_run(db, put, "b", ids[2], sizeof(ids[2])), ERR_OK);
    assert_int_equal(db_run(db, put, "b", ids[0], sizeof(ids[0])), ERR_CONFLICT);
    assert_int_equal(db_part_end(db, false), ERR_OK);
    assert_int_equal(db_part_begin(db), ERR_OK);
    assert_int_equal(db_run(db, put, "b", ids[3], sizeof(ids[3])), ERR_OK);
    assert_int_equal(db_part_end(db, true), ERR_OK);
    assert_int_equal(db_share_end(db), ERR_OK);
    assert_false(db_shares(db));
    assert_int_equal(db_int(db, &count, "SELECT count(*) FROM erased", ""), ERR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(db_int(db, &count, "SELECT count(*) FROM erased WHERE id = ?", "b", ids[3], sizeof(ids[3])),
                     ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(db_begin(db), ERR_OK); /* and again by itself */
    assert_int_equal(db_run(db, put, "b", ids[1], sizeof(ids[1])), ERR_OK);
    db_rollback(db);
    assert_int_equal(db_int(db, &count, "SELECT count(*) FROM erased", ""), ERR_OK);
    assert_int_equal(count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(those_who_come_together_share_a_commit),
        house_test(no_receipt_comes_before_the_disk_has_it),
        house_test(a_commit_that_fails_fails_for_all),
        house_test(what_fails_in_one_is_taken_back_there),
        house_test(parts_are_kept_or_dropped),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
