/* tests/unit/test_store_salvage.c - damaged outboxes: everything that is whole arrives, nothing twice. */
#include "tests/unit/outbox_house.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/wait.h>

#include "sync/base/db.h"
#include "sync/base/file.h"
#include "sync/store/salvage.h"
#include "sync/store/salvage_rows.h"

enum { ENTRIES = 40, SECTOR = 512, SEEDS = 150, ENTRIES_READ_MAX = 50 };

/* Every third is an idea so long that it goes on in other pages. */
static void put(struct outbox *outbox, const struct identity *identity, int number)
{
    struct submission submission = {.kind = SUBMISSION_INTEREST, .network = "alder", .notice = "1", .lang = "da"};
    snprintf(submission.name, sizeof(submission.name), "Anna %d", number);
    snprintf(submission.contact, sizeof(submission.contact), "anna@example.dk");
    memset(submission.receipt_hash, number + 1, sizeof(submission.receipt_hash));
    if (number % 3 == 0) {
        submission.kind = SUBMISSION_IDEA;
        snprintf(submission.title, sizeof(submission.title), "En bænk");
        memset(submission.text, '\x01', SUBMISSION_TEXT_BYTES_MAX); /* six bytes each on the way */
    }
    assert_int_equal(outbox_submit(outbox, identity, &submission), ERR_OK);
}

struct id_list {
    unsigned char ids[ENTRIES_READ_MAX][ENTRY_ID_BYTES];
    size_t count;
};

static void ids_of(struct id_list *out, struct outbox *outbox, const struct identity *identity)
{
    struct entry entries[ENTRIES_READ_MAX];
    assert_int_equal(outbox_batch(outbox, entries, ENTRIES_READ_MAX, &out->count), ERR_OK);
    for (size_t at = 0; at < out->count; at++) {
        assert_int_equal(entry_check(&entries[at], identity->kiosk_id, identity->sign_public), ERR_OK);
        memcpy(out->ids[at], entries[at].id, ENTRY_ID_BYTES);
        entry_finish(&entries[at]);
    }
}

static bool has(const struct id_list *list, const unsigned char *id)
{
    for (size_t at = 0; at < list->count; at++) {
        if (memcmp(list->ids[at], id, ENTRY_ID_BYTES) == 0) return true;
    }
    return false;
}

static struct salvage_counts counts_of(struct outbox *outbox)
{
    struct salvage_counts counts = {0};
    assert_int_equal(salvage_counts(outbox, &counts), ERR_OK);
    return counts;
}

static int64_t salvage(struct outbox *outbox, const struct identity *identity, bool again)
{
    const struct salvage how = {.identity = identity, .again = again};
    int64_t saved = -1;
    assert_int_equal(salvage_all(outbox, &how, &saved), ERR_OK);
    return saved;
}

/* A filled outbox, closed, as bytes; the caller finishes it. */
static void filled(const struct folder *folder, const struct identity *identity, struct id_list *ids, struct str *bytes)
{
    char path[PATH_MAX];
    struct outbox *outbox = open_in(folder);
    for (int number = 0; number < ENTRIES; number++) put(outbox, identity, number);
    ids_of(ids, outbox, identity);
    assert_int_equal(ids->count, ENTRIES);
    outbox_close(outbox);
    assert_int_equal(file_read(bytes, folder_path(folder, "outbox.db", path), (size_t)16 << 20), ERR_OK);
}

static void place(const struct folder *folder, const char *name, const struct str *bytes)
{
    char path[PATH_MAX];
    assert_int_equal(file_write(folder_path(folder, name, path), bytes->data, bytes->length, 0600), ERR_OK);
}

static bool is_there(const struct folder *folder, const char *name)
{
    char path[PATH_MAX];
    return access(folder_path(folder, name, path), F_OK) == 0;
}

/* ---- which sectors an entry lies in ---- */

enum { SECTORS_MAX = 1024, CHUNK = 32 };

struct places {
    bool of[ENTRIES][SECTORS_MAX]; /* a margin is with it: a sector of these may cost the entry, others may not */
};

static void mark_bytes(bool *sectors, size_t from, size_t to)
{
    for (size_t sector = from / SECTOR; sector <= (to - 1) / SECTOR && sector < SECTORS_MAX; sector++) {
        sectors[sector] = true;
    }
}

/* Everywhere these bytes lie, with what is before and behind them, and the head of the page. */
static void mark_all(bool *sectors, const struct str *file, const void *bytes, size_t count, size_t margin)
{
    const char *at = file->data;
    while ((at = memmem(at, file->length - (size_t)(at - file->data), bytes, count)) != NULL) {
        size_t from = (size_t)(at - file->data);
        mark_bytes(sectors, from > margin ? from - margin : 0, from + count + margin);
        mark_bytes(sectors, from / SALVAGE_PAGE_BYTES * SALVAGE_PAGE_BYTES,
                   from / SALVAGE_PAGE_BYTES * SALVAGE_PAGE_BYTES + 4);
        at++;
    }
}

static void places_find(struct places *out, struct outbox *outbox, const struct str *file)
{
    struct entry entries[ENTRIES_READ_MAX];
    size_t count = 0;
    memset(out, 0, sizeof(*out));
    assert_true(file->length / SECTOR <= SECTORS_MAX);
    assert_int_equal(outbox_batch(outbox, entries, ENTRIES_READ_MAX, &count), ERR_OK);
    for (size_t at = 0; at < count; at++) {
        const struct entry *entry = &entries[at];
        mark_all(out->of[at], file, entry->signature, sizeof(entry->signature), 64);
        for (size_t chunk = 0; chunk + CHUNK <= entry->box_bytes; chunk += CHUNK) {
            mark_all(out->of[at], file, entry->box + chunk, CHUNK, CHUNK + 8);
        }
        entry_finish(&entries[at]);
    }
}

/* Some sectors become others, by chance from `seed`; the caller finishes *out. */
static void spoil(struct str *out, bool hit[SECTORS_MAX], const struct str *sound, uint32_t seed)
{
    enum { MOST = 12 };
    unsigned char from[randombytes_SEEDBYTES] = {(unsigned char)seed, (unsigned char)(seed >> 8)};
    unsigned char dice[1 + 2 * MOST + MOST * SECTOR];
    randombytes_buf_deterministic(dice, sizeof(dice), from);
    memset(hit, 0, SECTORS_MAX * sizeof(hit[0]));
    str_init(out, (size_t)16 << 20);
    str_add_bytes(out, sound->data, sound->length);
    for (size_t at = 0; at < 1U + dice[0] % MOST; at++) {
        size_t sector = ((size_t)dice[1 + 2 * at] << 8 | dice[2 + 2 * at]) % (sound->length / SECTOR);
        memcpy(out->data + sector * SECTOR, dice + 1 + 2 * MOST + at * SECTOR, SECTOR);
        hit[sector] = true;
    }
}

static bool may_be_lost(const struct places *places, size_t entry, const bool hit[SECTORS_MAX])
{
    for (size_t sector = 0; sector < SECTORS_MAX; sector++) {
        if (hit[sector] && places->of[entry][sector]) return true;
    }
    return false;
}

static void check_one(const struct folder *folder, const struct identity *identity, const struct id_list *ids,
                      const struct places *places, const bool hit[SECTORS_MAX], int *required, int *arrived)
{
    AUTO(outbox_auto) struct outbox *outbox = open_in(folder);
    struct id_list now;
    int64_t saved = salvage(outbox, identity, false);
    ids_of(&now, outbox, identity); /* every one is signed by this kiosk */
    assert_int_equal(now.count, saved);
    for (size_t at = 0; at < now.count; at++) assert_true(has(ids, now.ids[at]));
    for (size_t at = 0; at < ids->count; at++) {
        if (may_be_lost(places, at, hit)) continue;
        assert_true(has(&now, ids->ids[at]));
        (*required)++;
    }
    struct salvage_counts counts = counts_of(outbox);
    assert_true(is_there(folder, "outbox.db.damaged-1") == (counts.files == 1));
    if (counts.files == 0) assert_int_equal(saved, ENTRIES); /* removed only when nothing is left in it */
    if (counts.files == 1 && !counts.unsure) assert_true(saved + counts.lost >= ENTRIES);
    assert_int_equal(salvage(outbox, identity, true), 0);
    *arrived += (int)saved;
}

static void random_sectors_cost_only_what_lay_in_them(void **state)
{
    const struct folder *folder = *state;
    struct identity identity;
    struct id_list ids;
    struct places places;
    bool hit[SECTORS_MAX];
    char path[PATH_MAX];
    AUTO(str_finish) struct str sound = {0};
    kiosk_init(&identity);
    filled(folder, &identity, &ids, &sound);
    struct outbox *whole = open_in(folder);
    places_find(&places, whole, &sound);
    outbox_close(whole);
    int required = 0;
    int arrived = 0;
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
        AUTO(str_finish) struct str bytes;
        spoil(&bytes, hit, &sound, seed);
        place(folder, "outbox.db.damaged-1", &bytes);
        unlink(folder_path(folder, "outbox.db", path));
        check_one(folder, &identity, &ids, &places, hit, &required, &arrived);
        unlink(folder_path(folder, "outbox.db.damaged-1", path));
    }
    print_message("%d of %d arrived, %d had to\n", arrived, SEEDS * ENTRIES, required);
    assert_true(required > SEEDS * ENTRIES / 2); /* the margin is not so wide that nothing is asked for */
}

/* What the file's log alone has, since the power went before it was written back. */
static void what_stands_in_the_log_arrives(void **state)
{
    const struct folder *folder = *state;
    struct identity identity;
    char from[PATH_MAX];
    char to[PATH_MAX];
    kiosk_init(&identity);
    struct outbox *outbox = open_in(folder);
    for (int number = 0; number < 7; number++) put(outbox, &identity, number);
    AUTO(str_finish) struct str log;
    assert_int_equal(file_read(&log, folder_path(folder, "outbox.db-wal", from), (size_t)16 << 20), ERR_OK);
    outbox_close(outbox);
    unlink(folder_path(folder, "outbox.db", from));
    assert_int_equal(file_write(folder_path(folder, "outbox.db.damaged-3-wal", to), log.data, log.length, 0600),
                     ERR_OK);
    AUTO(outbox_auto) struct outbox *anew = open_in(folder);
    assert_int_equal(salvage(anew, &identity, false), 7);
    assert_int_equal(counts_of(anew).files, 1); /* without the file nobody knows what else there was */
    assert_true(counts_of(anew).unsure);
}

static void a_file_of_garbage_stays_and_is_told(void **state)
{
    const struct folder *folder = *state;
    struct identity identity;
    AUTO(str_finish) struct str bytes;
    char path[PATH_MAX];
    kiosk_init(&identity);
    str_init(&bytes, 1 << 20);
    char garbage[8192 + 100];
    randombytes_buf(garbage, sizeof(garbage));
    str_add_bytes(&bytes, garbage, sizeof(garbage));
    place(folder, "outbox.db.damaged-1", &bytes);
    AUTO(outbox_auto) struct outbox *outbox = open_in(folder);
    assert_true(counts_of(outbox).unsure); /* not looked at yet */
    assert_int_equal(salvage(outbox, &identity, false), 0);
    struct salvage_counts counts = counts_of(outbox);
    assert_int_equal(counts.files, 1);
    assert_true(counts.unsure);
    unlink(folder_path(folder, "outbox.db.damaged-1", path)); /* staff have seen it */
    assert_int_equal(salvage(outbox, &identity, false), 0);
    counts = counts_of(outbox);
    assert_int_equal(counts.files, 0);
    assert_false(counts.unsure);
}

/* Only what this kiosk signed: a card with somebody else's file brings nothing in. */
static void entries_of_another_kiosk_are_not_taken(void **state)
{
    const struct folder *folder = *state;
    struct identity identity;
    struct identity other;
    struct id_list ids;
    char path[PATH_MAX];
    AUTO(str_finish) struct str bytes;
    kiosk_init(&identity);
    kiosk_init(&other);
    filled(folder, &other, &ids, &bytes);
    place(folder, "outbox.db.damaged-1", &bytes);
    unlink(folder_path(folder, "outbox.db", path));
    AUTO(outbox_auto) struct outbox *outbox = open_in(folder);
    assert_int_equal(salvage(outbox, &identity, false), 0);
    assert_int_equal(counts_of(outbox).lost, ENTRIES);
}

/* Three keys ago: what waited or is kept was signed with it, and is this kiosk's all the same. */
static void what_an_earlier_key_signed_is_saved(void **state)
{
    const struct folder *folder = *state;
    struct identity identity;
    struct identity after;
    struct id_list ids;
    char path[PATH_MAX];
    AUTO(str_finish) struct str bytes;
    kiosk_init(&identity);
    snprintf(identity.kiosk_name, sizeof(identity.kiosk_name), "K");
    filled(folder, &identity, &ids, &bytes);
    place(folder, "outbox.db.damaged-1", &bytes);
    unlink(folder_path(folder, "outbox.db", path));
    after = identity;
    for (int turn = 0; turn < 3; turn++) {
        sign_make_keys(after.next_public, after.next_secret);
        after.has_next = true;
        identity_go_over(&after);
    }
    assert_int_equal(identity_write(&after, folder_path(folder, "identity.json", path)), ERR_OK);
    assert_int_equal(identity_read(&after, path), ERR_OK);
    assert_int_equal(after.earlier_count, 2);
    assert_memory_equal(after.earlier_public[1], identity.sign_public, SIGN_PUBLIC_BYTES);
    AUTO(outbox_auto) struct outbox *outbox = open_in(folder);
    assert_int_equal(salvage(outbox, &after, false), ENTRIES);
    for (int turn = 0; turn < 2 * IDENTITY_EARLIER_MAX; turn++) identity_go_over(&after); /* only the newest stay */
    assert_int_equal(after.earlier_count, IDENTITY_EARLIER_MAX);
    assert_int_equal(identity_write(&after, path), ERR_OK);
    assert_int_equal(identity_read(&after, path), ERR_OK);
    assert_int_equal(after.earlier_count, IDENTITY_EARLIER_MAX);
}

static void end_at_once(void *context)
{
    (void)context;
    _exit(7);
}

/* The power goes after each commit, until a call comes to its end. */
static void it_goes_on_where_it_was_interrupted(void **state)
{
    enum { MANY = 2 * SALVAGE_ROWS_PER_COMMIT + 10 };
    const struct folder *folder = *state;
    struct identity identity;
    char path[PATH_MAX];
    char name[PATH_MAX];
    kiosk_init(&identity);
    struct outbox *outbox = open_in(folder);
    for (int number = 0; number < MANY; number++) put(outbox, &identity, number);
    outbox_close(outbox);
    assert_int_equal(outbox_set_file_aside(folder_path(folder, "outbox.db", path), name, sizeof(name)), ERR_OK);
    int cuts = 0;
    for (; cuts < 10; cuts++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct outbox *own = NULL;
            int64_t saved = 0;
            const struct salvage how = {.identity = &identity, .alive = end_at_once};
            if (outbox_open(&own, path) != ERR_OK) _exit(2);
            _exit(salvage_all(own, &how, &saved) == ERR_OK ? 0 : 3);
        }
        int status = -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        if (WEXITSTATUS(status) == 0) break;
        assert_int_equal(WEXITSTATUS(status), 7);
    }
    assert_int_equal(cuts, 3);
    AUTO(outbox_auto) struct outbox *anew = open_in(folder);
    struct outbox_counts counts;
    assert_int_equal(outbox_counts(anew, &counts), ERR_OK);
    assert_int_equal(counts.waiting, MANY);
    assert_false(is_there(folder, "outbox.db.damaged-1")); /* all of it is in the new one */
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(random_sectors_cost_only_what_lay_in_them), folder_test(what_stands_in_the_log_arrives),
        folder_test(a_file_of_garbage_stays_and_is_told),       folder_test(entries_of_another_kiosk_are_not_taken),
        folder_test(what_an_earlier_key_signed_is_saved),       folder_test(it_goes_on_where_it_was_interrupted),
    };
    return cmocka_run_group_tests_name("salvage", tests, NULL, NULL);
}
