/* tests/unit/test_store_outbox.c - the outbox: order, limits, sealing, two processes, damage. */
#include "tests/unit/outbox_house.h"

#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "sync/base/db.h"
#include "sync/base/file.h"

static struct submission submission_of(const char *name)
{
    struct submission submission = {.kind = SUBMISSION_INTEREST};
    snprintf(submission.network, sizeof(submission.network), "alder");
    snprintf(submission.name, sizeof(submission.name), "%s", name);
    snprintf(submission.contact, sizeof(submission.contact), "kirsten.marie@example.dk");
    snprintf(submission.notice, sizeof(submission.notice), "2026-1");
    snprintf(submission.lang, sizeof(submission.lang), "da");
    return submission;
}

static enum err submit(struct outbox *outbox, const struct town_hall *hall, const char *name)
{
    struct submission submission = submission_of(name);
    return outbox_submit(outbox, &hall->identity, &submission);
}

static struct outbox_counts counts_of(struct outbox *outbox)
{
    struct outbox_counts counts = {0};
    assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
    return counts;
}

/* The name in the oldest waiting entry, unsealed; "" when none waits. */
static void first_name(struct outbox *outbox, const struct town_hall *hall, char name[SUBMISSION_NAME_BYTES_MAX + 1],
                       unsigned char id[ENTRY_ID_BYTES])
{
    struct entry entry;
    size_t count = 0;
    name[0] = '\0';
    assert_int_equal(outbox_batch(outbox, &entry, 1, &count), ERR_OK);
    if (count == 0) return;
    assert_int_equal(entry_check(&entry, "k1", hall->identity.sign_public), ERR_OK);
    unsigned char *plain = NULL;
    size_t plain_bytes = 0;
    assert_int_equal(entry_open(&plain, &plain_bytes, &entry, hall->identity.seal_public, hall->seal_secret), ERR_OK);
    struct submission submission;
    assert_int_equal(submission_from_json(&submission, (const char *)plain, plain_bytes), ERR_OK);
    snprintf(name, SUBMISSION_NAME_BYTES_MAX + 1, "%s", submission.name);
    memcpy(id, entry.id, ENTRY_ID_BYTES);
    free(plain);
    entry_finish(&entry);
}

static void what_goes_in_comes_out_in_order(void **state)
{
    struct town_hall hall;
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    time_t begun_s = time(NULL);
    assert_int_equal(submit(outbox, &hall, "Anna"), ERR_OK);
    assert_int_equal(submit(outbox, &hall, "Bo"), ERR_OK);
    assert_int_equal(submit(outbox, &hall, "Carl"), ERR_OK);
    struct outbox_counts counts = counts_of(outbox);
    assert_int_equal(counts.waiting, 3);
    assert_int_equal(counts.oldest_order, 1);
    assert_int_equal(counts.newest_order, 3);
    assert_in_range(counts.oldest_at_s, begun_s, time(NULL));
    const char *const names[] = {"Anna", "Bo", "Carl", ""};
    for (size_t at = 0; at < 4; at++) {
        char name[SUBMISSION_NAME_BYTES_MAX + 1];
        unsigned char id[ENTRY_ID_BYTES] = {0};
        first_name(outbox, &hall, name, id);
        assert_string_equal(name, names[at]);
        assert_int_equal(outbox_settle(outbox, id, "g1"), ERR_OK);
        assert_int_equal(outbox_settle(outbox, id, "g1"), ERR_OK); /* what is not there any more */
    }
    assert_int_equal(counts_of(outbox).waiting, 0);
    assert_int_equal(counts_of(outbox).newest_order, 3);
    assert_int_equal(submit(outbox, &hall, "Dorthe"), ERR_OK);
    assert_int_equal(counts_of(outbox).oldest_order, 4); /* an order is never used twice */
}

static void a_batch_is_bounded(void **state)
{
    struct town_hall hall;
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    for (int at = 0; at < 5; at++) assert_int_equal(submit(outbox, &hall, "Anna"), ERR_OK);
    struct entry entries[3];
    size_t count = 0;
    assert_int_equal(outbox_batch(outbox, entries, 3, &count), ERR_OK);
    assert_int_equal(count, 3);
    for (size_t at = 0; at < count; at++) entry_finish(&entries[at]);
}

static void set_aside_is_kept_and_never_sent(void **state)
{
    struct town_hall hall;
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    assert_int_equal(submit(outbox, &hall, "Anna"), ERR_OK);
    assert_int_equal(submit(outbox, &hall, "Bo"), ERR_OK);
    char name[SUBMISSION_NAME_BYTES_MAX + 1];
    unsigned char id[ENTRY_ID_BYTES];
    first_name(outbox, &hall, name, id);
    assert_int_equal(outbox_set_aside(outbox, id, "conflict"), ERR_OK);
    struct outbox_counts counts = counts_of(outbox);
    assert_int_equal(counts.waiting, 1);
    assert_int_equal(counts.set_aside, 1);
    assert_int_equal(counts.oldest_order, 2);
    first_name(outbox, &hall, name, id);
    assert_string_equal(name, "Bo");
}

static void a_deferred_entry_goes_last(void **state)
{
    struct town_hall hall;
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    assert_int_equal(submit(outbox, &hall, "Anna"), ERR_OK);
    assert_int_equal(submit(outbox, &hall, "Bo"), ERR_OK);
    char name[SUBMISSION_NAME_BYTES_MAX + 1];
    unsigned char id[ENTRY_ID_BYTES];
    first_name(outbox, &hall, name, id);
    assert_int_equal(outbox_defer(outbox, id), ERR_OK);
    first_name(outbox, &hall, name, id);
    assert_string_equal(name, "Bo");
    assert_int_equal(counts_of(outbox).waiting, 2);
}

static void what_is_refused_is_not_stored(void **state)
{
    struct town_hall hall;
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    assert_int_equal(submit(outbox, &hall, "  "), ERR_INVALID);
    hall.identity.enrolled = false;
    assert_int_equal(submit(outbox, &hall, "Anna"), ERR_REFUSED);
    hall.identity.enrolled = true;
    memset(hall.identity.seal_public, 0, sizeof(hall.identity.seal_public));
    assert_int_equal(submit(outbox, &hall, "Anna"), ERR_REFUSED);
    assert_int_equal(counts_of(outbox).newest_order, 0);
}

/* Straight into the table: putting in 5000 one by one would fsync 5000 times. */
static void fill_up_to(const struct folder *folder, int64_t count)
{
    static const char *const as_it_is[] = {"", "", "", "", NULL};
    char path[PATH_MAX];
    struct db *db = NULL;
    assert_int_equal(db_open(&db, folder_path(folder, "outbox.db", path), as_it_is, DB_DURABLE), ERR_OK);
    assert_int_equal(db_run(db,
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                            "INSERT INTO entry (id, seal_key, signature, box) "
                            "SELECT randomblob(16), zeroblob(8), zeroblob(64), zeroblob(100) FROM n",
                            "i", count),
                     ERR_OK);
    db_close(db);
}

static void full_at_the_limit(void **state)
{
    struct town_hall hall;
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    fill_up_to(*state, OUTBOX_COUNT_MAX - 1);
    assert_int_equal(submit(outbox, &hall, "The last one"), ERR_OK);
    assert_int_equal(submit(outbox, &hall, "One past it"), ERR_FULL);
    assert_int_equal(counts_of(outbox).waiting, OUTBOX_COUNT_MAX);
    unsigned char id[ENTRY_ID_BYTES];
    struct entry entry;
    size_t count = 0;
    assert_int_equal(outbox_batch(outbox, &entry, 1, &count), ERR_OK);
    memcpy(id, entry.id, sizeof(id));
    entry_finish(&entry);
    assert_int_equal(outbox_settle(outbox, id, "g1"), ERR_OK);
    assert_int_equal(submit(outbox, &hall, "Room again"), ERR_OK);
}

/* What the registry refused is bounded on its own, and takes no place from what waits. */
static void what_is_set_aside_takes_nobodys_place(void **state)
{
    struct town_hall hall;
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    fill_up_to(*state, OUTBOX_COUNT_MAX);
    assert_int_equal(outbox_room(outbox, "/"), ERR_FULL);
    assert_int_equal(submit(outbox, &hall, "One past it"), ERR_FULL);
    for (int at = 0; at < OUTBOX_SET_ASIDE_MAX + 2; at++) {
        struct entry entry;
        size_t count = 0;
        assert_int_equal(outbox_batch(outbox, &entry, 1, &count), ERR_OK);
        assert_int_equal(outbox_set_aside(outbox, entry.id, "conflict"), ERR_OK);
        entry_finish(&entry);
    }
    assert_int_equal(counts_of(outbox).set_aside, OUTBOX_SET_ASIDE_MAX);
    assert_int_equal(counts_of(outbox).waiting, OUTBOX_COUNT_MAX - OUTBOX_SET_ASIDE_MAX);
    assert_int_equal(outbox_room(outbox, "/"), ERR_OK);
    assert_int_equal(submit(outbox, &hall, "Room again"), ERR_OK);
    int64_t count = 0;
    assert_int_equal(outbox_retry_set_aside(outbox, &count), ERR_OK);
    assert_int_equal(count, OUTBOX_SET_ASIDE_MAX);
    assert_int_equal(counts_of(outbox).set_aside, 0);
    assert_int_equal(outbox_drop_set_aside(outbox, &count), ERR_OK);
    assert_int_equal(count, 0);
}

/* In bytes, too: what is kept gives way to what is new, and then it is full. */
static void full_in_bytes(void **state)
{
    enum { LARGE = 1024 * 1024 };
    struct town_hall hall;
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    static const char *const as_it_is[] = {"", "", "", "", NULL};
    char path[PATH_MAX];
    AUTO(db_auto) struct db *db = NULL;
    assert_int_equal(db_open(&db, folder_path(*state, "outbox.db", path), as_it_is, DB_DURABLE), ERR_OK);
    for (int at = 0; at < OUTBOX_BYTES_MAX / LARGE; at++) {
        assert_int_equal(db_run(db,
                                "INSERT INTO entry (id, seal_key, signature, box, settled)"
                                " VALUES (randomblob(16), zeroblob(8), zeroblob(64), zeroblob(?), iif(?, 'g1', NULL))",
                                "ii", (int64_t)LARGE, (int64_t)(at == 0)),
                         ERR_OK);
    }
    assert_int_equal(counts_of(outbox).kept, 1);
    assert_int_equal(outbox_room(outbox, "/"), ERR_OK);
    assert_int_equal(submit(outbox, &hall, "In the place of what was kept"), ERR_OK);
    assert_int_equal(counts_of(outbox).kept, 0);
    assert_int_equal(db_run(db, "UPDATE entry SET box = zeroblob(?) WHERE number = 2", "i", (int64_t)(2 * LARGE)),
                     ERR_OK);
    assert_int_equal(outbox_room(outbox, "/"), ERR_FULL);
    assert_int_equal(submit(outbox, &hall, "No more"), ERR_FULL);
}

/* SQLite is told that the disk is full by a limit on the size of a file. */
static void a_full_disk_stores_nothing(void **state)
{
    struct town_hall hall;
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    fill_up_to(*state, 100);
    assert_int_equal(submit(outbox, &hall, "Anna"), ERR_OK);
    struct rlimit old;
    getrlimit(RLIMIT_FSIZE, &old);
    struct rlimit small = {.rlim_cur = 4096, .rlim_max = old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    enum err err = submit(outbox, &hall, "Bo");
    setrlimit(RLIMIT_FSIZE, &old);
    assert_true(err == ERR_FULL || err == ERR_IO);
    assert_int_equal(counts_of(outbox).waiting, 101);
    assert_int_equal(submit(outbox, &hall, "Carl"), ERR_OK);
    assert_int_equal(counts_of(outbox).newest_order, 102);
    assert_int_equal(outbox_check(outbox), ERR_OK);
}

static void assert_not_in_file(const struct folder *folder, const char *name, const char *secret)
{
    char path[PATH_MAX];
    AUTO(str_finish) struct str bytes;
    enum err err = file_read(&bytes, folder_path(folder, name, path), (size_t)16 << 20);
    if (err == ERR_NOT_FOUND) return;
    assert_int_equal(err, ERR_OK);
    assert_null(memmem(str_text(&bytes), bytes.length, secret, strlen(secret)));
}

static void nothing_typed_reaches_the_disk(void **state)
{
    static const char *const files[] = {"outbox.db", "outbox.db-wal", "outbox.db-shm"};
    struct town_hall hall;
    town_hall_init(&hall);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    assert_int_equal(submit(outbox, &hall, "Karoline Amalie"), ERR_OK);
    for (size_t at = 0; at < 3; at++) {
        assert_not_in_file(*state, files[at], "Karoline");
        assert_not_in_file(*state, files[at], "kirsten.marie");
        assert_not_in_file(*state, files[at], "interest");
    }
}

static void nobody_else_may_read_the_file(void **state)
{
    const struct folder *folder = *state;
    char path[PATH_MAX];
    outbox_close(open_in(folder));
    struct stat info;
    assert_int_equal(stat(folder_path(folder, "outbox.db", path), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

enum { PROCESSES = 3, ENTRIES_EACH = 30 };

/* All of them make the file at once, write at once, and one takes out meanwhile. */
static void several_processes_write_at_once(void **state)
{
    const struct folder *folder = *state;
    struct town_hall hall;
    town_hall_init(&hall);
    char path[PATH_MAX];
    folder_path(folder, "outbox.db", path);
    pid_t children[PROCESSES];
    for (int child = 0; child < PROCESSES; child++) {
        children[child] = fork();
        assert_true(children[child] >= 0);
        if (children[child] > 0) continue;
        struct outbox *outbox = NULL;
        if (outbox_open(&outbox, path) != ERR_OK) _exit(2);
        for (int at = 0; at < ENTRIES_EACH; at++) {
            if (submit(outbox, &hall, "Anna") != ERR_OK) _exit(3);
        }
        outbox_close(outbox);
        _exit(0);
    }
    AUTO(outbox_auto) struct outbox *outbox = open_in(folder);
    int taken = 0;
    for (int look = 0; look < 40; look++) {
        struct entry entry;
        size_t count = 0;
        assert_int_equal(outbox_batch(outbox, &entry, 1, &count), ERR_OK);
        if (count == 0) continue;
        assert_int_equal(outbox_settle(outbox, entry.id, "g1"), ERR_OK);
        entry_finish(&entry);
        taken++;
    }
    for (int child = 0; child < PROCESSES; child++) {
        int status = -1;
        assert_int_equal(waitpid(children[child], &status, 0), children[child]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    struct outbox_counts counts = counts_of(outbox);
    assert_int_equal(counts.waiting + taken, PROCESSES * ENTRIES_EACH);
    assert_int_equal(counts.newest_order, PROCESSES * ENTRIES_EACH);
}

static void a_damaged_file_is_kept_under_another_name(void **state)
{
    const struct folder *folder = *state;
    char path[PATH_MAX];
    folder_path(folder, "outbox.db", path);
    for (int round = 1; round <= 2; round++) {
        char garbage[8192];
        randombytes_buf(garbage, sizeof(garbage));
        assert_int_equal(file_write(path, garbage, sizeof(garbage), 0600), ERR_OK);
        struct outbox *outbox = NULL;
        assert_int_equal(outbox_open(&outbox, path), ERR_DAMAGED);
        assert_null(outbox);
        char name[PATH_MAX];
        char expected[PATH_MAX];
        assert_int_equal(outbox_set_file_aside(path, name, sizeof(name)), ERR_OK);
        assert_string_equal(name,
                            folder_path(folder, round == 1 ? "outbox.db.damaged-1" : "outbox.db.damaged-2", expected));
        AUTO(str_finish) struct str kept;
        assert_int_equal(file_read(&kept, name, sizeof(garbage)), ERR_OK);
        assert_int_equal(kept.length, sizeof(garbage));
        assert_memory_equal(kept.data, garbage, sizeof(garbage));
    }
    outbox_close(open_in(folder));
}

static void the_screen_follows_to_the_new_file(void **state)
{
    const struct folder *folder = *state;
    struct town_hall hall;
    town_hall_init(&hall);
    char path[PATH_MAX];
    char name[PATH_MAX];
    folder_path(folder, "outbox.db", path);
    AUTO(outbox_auto) struct outbox *screen = open_in(folder);
    assert_int_equal(submit(screen, &hall, "Anna"), ERR_OK);
    assert_int_equal(outbox_set_file_aside(path, name, sizeof(name)), ERR_OK);
    assert_int_equal(submit(screen, &hall, "Bo"), ERR_OK);
    AUTO(outbox_auto) struct outbox *agent = open_in(folder);
    char first[SUBMISSION_NAME_BYTES_MAX + 1];
    unsigned char id[ENTRY_ID_BYTES];
    first_name(agent, &hall, first, id);
    assert_string_equal(first, "Bo");
    /* And the old file still has what was in it, log and all. */
    AUTO(outbox_auto) struct outbox *old = NULL;
    assert_int_equal(outbox_open(&old, name), ERR_OK);
    first_name(old, &hall, first, id);
    assert_string_equal(first, "Anna");
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(what_goes_in_comes_out_in_order),
        folder_test(a_batch_is_bounded),
        folder_test(set_aside_is_kept_and_never_sent),
        folder_test(a_deferred_entry_goes_last),
        folder_test(what_is_refused_is_not_stored),
        folder_test(full_at_the_limit),
        folder_test(what_is_set_aside_takes_nobodys_place),
        folder_test(full_in_bytes),
        folder_test(a_full_disk_stores_nothing),
        folder_test(nothing_typed_reaches_the_disk),
        folder_test(nobody_else_may_read_the_file),
        folder_test(several_processes_write_at_once),
        folder_test(a_damaged_file_is_kept_under_another_name),
        folder_test(the_screen_follows_to_the_new_file),
    };
    return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
