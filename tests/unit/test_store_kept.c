/* tests/unit/test_store_kept.c - what the registry has confirmed: kept, sent again to another history, bounded. */
#include "tests/unit/outbox_house.h"

#include <sodium.h>

#include "sync/base/db.h"

static const char *const as_it_is[] = {"", "", "", "", NULL};

static struct submission interest(unsigned char mark)
{
    struct submission submission = {.kind = SUBMISSION_INTEREST, .network = "alder", .notice = "1", .lang = "da"};
    snprintf(submission.name, sizeof(submission.name), "Anna");
    snprintf(submission.contact, sizeof(submission.contact), "anna@example.dk");
    memset(submission.receipt_hash, mark, sizeof(submission.receipt_hash));
    return submission;
}

static void put(struct outbox *outbox, const struct identity *identity, unsigned char mark)
{
    struct submission submission = interest(mark);
    assert_int_equal(outbox_submit(outbox, identity, &submission), ERR_OK);
}

/* The oldest that waits; false when none does. */
static bool first_id(struct outbox *outbox, unsigned char id[ENTRY_ID_BYTES])
{
    struct entry entry;
    size_t count = 0;
    assert_int_equal(outbox_batch(outbox, &entry, 1, &count), ERR_OK);
    if (count == 0) return false;
    memcpy(id, entry.id, ENTRY_ID_BYTES);
    entry_finish(&entry);
    return true;
}

static struct outbox_counts counts_of(struct outbox *outbox)
{
    struct outbox_counts counts = {0};
    assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
    return counts;
}

static enum outbox_state state_of(struct outbox *outbox, unsigned char mark)
{
    unsigned char hash[RECEIPT_CODE_HASH_BYTES];
    enum outbox_state state = OUTBOX_UNKNOWN;
    memset(hash, mark, sizeof(hash));
    assert_int_equal(outbox_find(outbox, hash, &state), ERR_OK);
    return state;
}

static int64_t revive(struct outbox *outbox, const char *generation)
{
    int64_t count = -1;
    assert_int_equal(outbox_revive(outbox, generation, &count), ERR_OK);
    return count;
}

static void what_is_confirmed_is_kept_and_not_sent(void **state)
{
    struct identity identity;
    unsigned char id[ENTRY_ID_BYTES];
    kiosk_init(&identity);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    put(outbox, &identity, 1);
    assert_int_equal(state_of(outbox, 1), OUTBOX_WAITING);
    assert_true(first_id(outbox, id));
    assert_int_equal(outbox_settle(outbox, id, "g1"), ERR_OK);
    assert_false(first_id(outbox, id));
    struct outbox_counts counts = counts_of(outbox);
    assert_int_equal(counts.waiting, 0);
    assert_int_equal(counts.oldest_order, 0);
    assert_int_equal(counts.oldest_at_s, 0);
    assert_int_equal(counts.kept, 1);
    assert_int_equal(state_of(outbox, 1), OUTBOX_SENT);
}

static void another_generation_gets_it_again_under_its_id(void **state)
{
    struct identity identity;
    unsigned char id[ENTRY_ID_BYTES];
    unsigned char again[ENTRY_ID_BYTES];
    kiosk_init(&identity);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    put(outbox, &identity, 1);
    assert_true(first_id(outbox, id));
    assert_int_equal(outbox_settle(outbox, id, "g1"), ERR_OK);
    assert_int_equal(revive(outbox, "g1"), 0);
    assert_int_equal(revive(outbox, "g2"), 1);
    assert_int_equal(state_of(outbox, 1), OUTBOX_WAITING); /* the screen's word: it still waits here */
    assert_int_equal(counts_of(outbox).kept, 0);
    assert_true(first_id(outbox, again));
    assert_memory_equal(id, again, sizeof(id));
    assert_int_equal(outbox_settle(outbox, id, "g2"), ERR_OK);
    assert_int_equal(revive(outbox, "g2"), 0);
    assert_int_equal(state_of(outbox, 1), OUTBOX_SENT);
}

/* A receipt of the old history that comes late: it holds nothing against the new one. */
static void an_old_receipt_settles_only_the_old_history(void **state)
{
    struct identity identity;
    unsigned char id[ENTRY_ID_BYTES];
    kiosk_init(&identity);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    put(outbox, &identity, 1);
    assert_int_equal(revive(outbox, "g2"), 0);
    assert_true(first_id(outbox, id));
    assert_int_equal(outbox_settle(outbox, id, "g1"), ERR_OK);
    assert_int_equal(revive(outbox, "g2"), 1);
    assert_true(first_id(outbox, id));
}

static void what_was_refused_or_erased_stays_so(void **state)
{
    struct identity identity;
    unsigned char id[ENTRY_ID_BYTES];
    kiosk_init(&identity);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    put(outbox, &identity, 1);
    put(outbox, &identity, 2);
    assert_true(first_id(outbox, id));
    assert_int_equal(outbox_set_aside(outbox, id, "conflict"), ERR_OK);
    assert_int_equal(outbox_settle(outbox, id, "g1"), ERR_OK);
    assert_int_equal(counts_of(outbox).set_aside, 1);
    assert_true(first_id(outbox, id));
    assert_int_equal(outbox_forget(outbox, id), ERR_OK);
    assert_int_equal(outbox_forget(outbox, id), ERR_OK);
    assert_int_equal(revive(outbox, "g2"), 0);
    assert_false(first_id(outbox, id));
    assert_int_equal(state_of(outbox, 1), OUTBOX_REFUSED);
    assert_int_equal(state_of(outbox, 2), OUTBOX_SENT);
}

static struct db *open_db(const struct folder *folder)
{
    char path[PATH_MAX];
    struct db *db = NULL;
    assert_int_equal(db_open(&db, folder_path(folder, "outbox.db", path), as_it_is, DB_DURABLE), ERR_OK);
    return db;
}

/* Straight into the table: putting in thousands one by one would take thousands of commits. */
static void fill(const struct folder *folder, int64_t count, int64_t box_bytes, const char *generation)
{
    AUTO(db_auto) struct db *db = open_db(folder);
    assert_int_equal(db_run(db,
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                            "INSERT INTO entry (id, seal_key, signature, box, settled, tick) "
                            "SELECT randomblob(16), zeroblob(8), zeroblob(64), zeroblob(?), ?, 0 FROM n",
                            "iit", count, box_bytes, generation),
                     ERR_OK);
}

static int64_t number_of(const struct folder *folder, const char *sql)
{
    AUTO(db_auto) struct db *db = open_db(folder);
    int64_t number = -1;
    assert_int_equal(db_int(db, &number, sql, ""), ERR_OK);
    return number;
}

static void the_newest_are_kept_and_none_that_waits_goes(void **state)
{
    struct identity identity;
    kiosk_init(&identity);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    put(outbox, &identity, 1);
    fill(*state, OUTBOX_KEPT_MAX, 100, "g1");
    assert_int_equal(outbox_trim(outbox), ERR_OK);
    assert_int_equal(counts_of(outbox).kept, OUTBOX_KEPT_MAX);
    fill(*state, 3, 100, "g1");
    assert_int_equal(outbox_trim(outbox), ERR_OK);
    assert_int_equal(counts_of(outbox).kept, OUTBOX_KEPT_MAX);
    assert_int_equal(number_of(*state, "SELECT min(number) FROM entry WHERE settled IS NOT NULL"), 5);
    assert_int_equal(counts_of(outbox).waiting, 1);
}

static void kept_bytes_are_bounded(void **state)
{
    enum { BOX_BYTES = 16384, FIT = OUTBOX_KEPT_BYTES_MAX / BOX_BYTES };
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    fill(*state, FIT, BOX_BYTES, "g1");
    assert_int_equal(outbox_trim(outbox), ERR_OK);
    assert_int_equal(counts_of(outbox).kept, FIT);
    fill(*state, 1, 1, "g1");
    assert_int_equal(outbox_trim(outbox), ERR_OK);
    assert_int_equal(counts_of(outbox).kept, FIT);
}

static void kept_time_is_bounded(void **state)
{
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    assert_int_equal(outbox_tick(outbox), ERR_OK); /* nothing is kept: nothing is written */
    assert_int_equal(number_of(*state, "SELECT ticks FROM age"), 0);
    fill(*state, 2, 100, "g1");
    for (int tick = 1; tick < OUTBOX_KEPT_TICKS_MAX; tick++) assert_int_equal(outbox_tick(outbox), ERR_OK);
    assert_int_equal(counts_of(outbox).kept, 2);
    assert_int_equal(outbox_tick(outbox), ERR_OK);
    assert_int_equal(counts_of(outbox).kept, 0);
}

static void what_is_kept_or_waits_again_takes_nobodys_place(void **state)
{
    struct identity identity;
    kiosk_init(&identity);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    fill(*state, OUTBOX_COUNT_MAX, 100, "g1");
    put(outbox, &identity, 1);
    assert_int_equal(revive(outbox, "g2"), OUTBOX_COUNT_MAX);
    put(outbox, &identity, 2);
    assert_int_equal(counts_of(outbox).waiting, OUTBOX_COUNT_MAX + 2);
}

static bool is_number_one(void *context, const unsigned char *receipt_hash)
{
    (*(int *)context)++;
    return receipt_hash[0] == 1;
}

static void what_was_erased_is_not_kept_either(void **state)
{
    struct identity identity;
    unsigned char id[ENTRY_ID_BYTES];
    int asked = 0;
    kiosk_init(&identity);
    AUTO(outbox_auto) struct outbox *outbox = open_in(*state);
    put(outbox, &identity, 1);
    put(outbox, &identity, 2);
    struct submission wish = {.kind = SUBMISSION_ERASE, .lang = "da"};
    receipt_code_make(wish.code);
    receipt_code_hash(wish.receipt_hash, wish.code);
    assert_int_equal(outbox_submit(outbox, &identity, &wish), ERR_OK);
    while (first_id(outbox, id)) assert_int_equal(outbox_settle(outbox, id, "g1"), ERR_OK);
    assert_int_equal(outbox_drop_erased(outbox, is_number_one, &asked), ERR_OK);
    assert_int_equal(asked, 2); /* the wish itself is not in question: another history must hear it */
    assert_int_equal(counts_of(outbox).kept, 2);
    assert_int_equal(state_of(outbox, 1), OUTBOX_SENT);
    assert_int_equal(revive(outbox, "g2"), 2);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(what_is_confirmed_is_kept_and_not_sent),
        folder_test(another_generation_gets_it_again_under_its_id),
        folder_test(an_old_receipt_settles_only_the_old_history),
        folder_test(what_was_refused_or_erased_stays_so),
        folder_test(the_newest_are_kept_and_none_that_waits_goes),
        folder_test(kept_bytes_are_bounded),
        folder_test(kept_time_is_bounded),
        folder_test(what_is_kept_or_waits_again_takes_nobodys_place),
        folder_test(what_was_erased_is_not_kept_either),
    };
    return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
