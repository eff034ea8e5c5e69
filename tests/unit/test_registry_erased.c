/* tests/unit/test_registry_erased.c - what was erased does not come back from a backup. */
#include "tests/unit/postgres_backup.h"
#include "tests/unit/registry_past.h"

#include <fcntl.h>

#include "sync/base/file.h"
#include "sync/registry/database/erased_log.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/erasures.h"
#include "sync/registry/entries/ledger.h"

static const char *log_path(const struct house *house, char out[PATH_MAX])
{
    return folder_path(house->folder, "registry/erased.log", out);
}

static void open_again(struct house *house)
{
    server_stop(house->server);
    house->server = NULL;
    registry_close(house->registry);
    house->registry = NULL;
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
}

static int64_t count_of(struct house *house, const char *sql)
{
    int64_t count = -1;
    assert_int_equal(db_int(house->registry->db, &count, sql, ""), ERR_OK);
    return count;
}

struct giver {
    struct test_kiosk kiosk;
    char code[RECEIPT_CODE_TEXT_BYTES];
};

static enum err try_to_send(struct house *house, const struct test_kiosk *kiosk, const struct submission *submission,
                            enum verdict *out)
{
    struct receipt receipts[ENTRIES_PER_BATCH_MAX];
    struct kiosk sender;
    AUTO(entry_finish) struct entry entry = {0};
    AUTO(json_auto) json_t *list = json_array();
    entry_with(&entry, kiosk, submission);
    json_array_append_new(list, entry_to_json(&entry));
    assert_int_equal(kiosk_find(house->registry, kiosk->id, &sender), ERR_OK);
    enum err err = ledger_receive(house->registry, &sender, list, receipts);
    if (err == ERR_OK) *out = receipts[0].verdict;
    return err;
}

static enum verdict given(struct house *house, const struct test_kiosk *kiosk, const struct submission *submission)
{
    enum verdict verdict = VERDICT_COUNT;
    assert_int_equal(try_to_send(house, kiosk, submission, &verdict), ERR_OK);
    return verdict;
}

static void give(struct house *house, struct giver *giver, enum submission_kind kind)
{
    struct submission submission = {.kind = SUBMISSION_INTEREST, .notice = "1", .lang = "da"};
    if (kind == SUBMISSION_INTEREST) receipt_code_make(giver->code);
    submission.kind = kind;
    if (kind == SUBMISSION_INTEREST) {
        snprintf(submission.network, sizeof(submission.network), "network-0");
        snprintf(submission.name, sizeof(submission.name), "Karoline Amalie");
        snprintf(submission.contact, sizeof(submission.contact), "ka@example.dk");
    } else {
        submission.notice[0] = '\0';
        snprintf(submission.code, sizeof(submission.code), "%s", giver->code);
    }
    receipt_code_hash(submission.receipt_hash, giver->code);
    assert_int_equal(given(house, &giver->kiosk, &submission), VERDICT_CREATED);
}

static void copy_database(const struct house *house, bool back)
{
    char live[PATH_MAX];
    char copy[PATH_MAX];
    folder_path(house->folder, "registry/registry.db", live);
    folder_path(house->folder, "registry/backup.db", copy);
    AUTO(str_finish) struct str bytes;
    assert_int_equal(file_read(&bytes, back ? copy : live, (size_t)16 << 20), ERR_OK);
    assert_int_equal(file_write(back ? live : copy, str_text(&bytes), bytes.length, 0600), ERR_OK);
}

static void back_up(struct house *house)
{
    if (house_on_postgres()) {
        postgres_back_up(house);
        return;
    }
    server_stop(house->server);
    house->server = NULL;
    registry_close(house->registry); /* the log is in the file now */
    house->registry = NULL;
    copy_database(house, false);
    open_again(house);
}

static void put_back(struct house *house)
{
    if (house_on_postgres()) {
        postgres_put_back(house);
        open_again(house);
        return;
    }
    registry_close(house->registry);
    house->registry = NULL;
    copy_database(house, true);
    open_again(house);
}

static void an_erasure_outlives_a_restore(void **state)
{
    struct house *house = *state;
    struct giver giver = {.code = ""};
    char name[RECEIPT_CODE_NAME_BYTES];
    house_import(house, 1);
    kiosk_make(house, &giver.kiosk);
    give(house, &giver, SUBMISSION_INTEREST);
    back_up(house);
    give(house, &giver, SUBMISSION_ERASE);
    put_back(house);
    assert_int_equal(count_of(house, "SELECT count(*) FROM entry WHERE kind = 'interest'"), 0);
    assert_int_equal(count_of(house, "SELECT count(*) FROM erased"), 1);
    unsigned char hash[RECEIPT_CODE_HASH_BYTES];
    receipt_code_hash(hash, giver.code);
    receipt_code_name(name, hash);
    int64_t told = 0;
    assert_int_equal(db_int(house->registry->db, &told,
                            "SELECT body ->> 'status' = 'erased' FROM item WHERE type = 'answer' AND id = ?", "t",
                            name),
                     ERR_OK);
    assert_int_equal(told, 1);
    /* Not once more at the next start: kiosks would fetch it again and again. */
    int64_t head = count_of(house, "SELECT head FROM state");
    open_again(house);
    assert_int_equal(count_of(house, "SELECT head FROM state"), head);
    if (house_on_postgres()) return; /* its files are another program's */
    /* And not a byte of it in any file of the restored database. */
    char path[PATH_MAX];
    folder_path(house->folder, "registry/registry.db", path);
    registry_close(house->registry);
    house->registry = NULL;
    AUTO(str_finish) struct str bytes;
    assert_int_equal(file_read(&bytes, path, (size_t)16 << 20), ERR_OK);
    assert_null(memmem(str_text(&bytes), bytes.length, "Karoline", strlen("Karoline")));
}

/* The backup is older than the entry: it comes from a kiosk once more, and stays erased. */
static void what_comes_after_the_restore_is_known_to_be_erased(void **state)
{
    struct house *house = *state;
    struct giver giver = {.code = ""};
    house_import(house, 1);
    kiosk_make(house, &giver.kiosk);
    back_up(house);
    give(house, &giver, SUBMISSION_INTEREST);
    give(house, &giver, SUBMISSION_ERASE);
    put_back(house);
    struct submission again = {.kind = SUBMISSION_INTEREST, .network = "network-0", .notice = "1", .lang = "da"};
    snprintf(again.name, sizeof(again.name), "Karoline Amalie");
    snprintf(again.contact, sizeof(again.contact), "ka@example.dk");
    receipt_code_hash(again.receipt_hash, giver.code);
    assert_int_equal(given(house, &giver.kiosk, &again), VERDICT_GONE);
    assert_int_equal(count_of(house, "SELECT count(*) FROM entry"), 0);
}

static void a_withdrawal_outlives_a_restore(void **state)
{
    struct house *house = *state;
    struct giver giver = {.code = ""};
    house_import(house, 1);
    kiosk_make(house, &giver.kiosk);
    give(house, &giver, SUBMISSION_INTEREST);
    back_up(house);
    give(house, &giver, SUBMISSION_WITHDRAW);
    put_back(house);
    assert_int_equal(count_of(house, "SELECT count(*) FROM item WHERE type = 'answer'"
                                     " AND body ->> 'status' = 'withdrawn'"),
                     1);
    assert_int_equal(count_of(house, "SELECT count(*) FROM entry WHERE kind = 'interest'"), 1);
}

/* A database from before there was a log, and a log that was lost. */
static void what_only_the_database_knows_is_written_into_the_log(void **state)
{
    struct house *house = *state;
    struct giver giver = {.code = ""};
    char path[PATH_MAX];
    house_import(house, 1);
    kiosk_make(house, &giver.kiosk);
    give(house, &giver, SUBMISSION_INTEREST);
    give(house, &giver, SUBMISSION_ERASE);
    assert_int_equal(unlink(log_path(house, path)), 0);
    open_again(house);
    struct erased_log log;
    assert_int_equal(erased_log_read(&log, path), ERR_OK);
    assert_int_equal(log.count, 2);
    erased_log_finish(&log);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void more_than_a_batch_is_written_too(void **state)
{
    enum { MANY = 2 * ERASED_BATCH_MAX + 7 };
    struct house *house = *state;
    char path[PATH_MAX];
    assert_int_equal(db_run(house->registry->db,
                            house_on_postgres() ? "INSERT INTO erased SELECT decode(md5('x' || i), 'hex')"
                                                  " FROM generate_series(1, ?::int) AS i"
                                                : "WITH RECURSIVE n(i) AS"
                                                  " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                                                  " INSERT INTO erased SELECT randomblob(16) FROM n",
                            "i", (int64_t)MANY),
                     ERR_OK);
    open_again(house);
    struct erased_log log;
    assert_int_equal(erased_log_read(&log, log_path(house, path)), ERR_OK);
    assert_int_equal(log.count, MANY);
    erased_log_finish(&log);
}

/* Its wishes stand among the entries only. */
static void from_the_version_before(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    unsigned char receipt[RECEIPT_CODE_HASH_BYTES];
    char path[PATH_MAX];
    kiosk_make(house, &kiosk);
    randombytes_buf(receipt, sizeof(receipt));
    struct db *db = past_begin(house, past_before("CREATE TABLE asked"));
    past_add_kiosk(db, &kiosk);
    past_add_entry(db, kiosk.id, "interest", "Karoline Amalie", receipt);
    past_add_entry(db, kiosk.id, "withdraw", "", receipt);
    db_close(db);
    past_end(house);
    assert_int_equal(count_of(house, "SELECT count(*) FROM asked WHERE kind = 'withdraw'"), 1);
    struct erased_log log;
    assert_int_equal(erased_log_read(&log, log_path(house, path)), ERR_OK);
    assert_int_equal(log.count, 1);
    erased_log_finish(&log);
}

/* ---- several machines on one PostgreSQL ---- */

/* Another machine's folder: the same keys and address, and no log yet. */
static void copy_folder(struct house *house, char out[PATH_MAX])
{
    static const char *const files[] = {"database", "keys/content.json", "keys/receipt.json", "keys/seal.json"};
    char from[PATH_MAX];
    char to[PATH_MAX];
    folder_path(house->folder, "second", out);
    assert_int_equal(mkdir(out, 0700), 0);
    assert_int_equal(mkdir(folder_path(house->folder, "second/keys", to), 0700), 0);
    for (size_t at = 0; at < sizeof(files) / sizeof(files[0]); at++) {
        AUTO(str_finish) struct str bytes;
        snprintf(from, sizeof(from), "%s/registry/%s", house->folder->path, files[at]);
        snprintf(to, sizeof(to), "%s/second/%s", house->folder->path, files[at]);
        assert_int_equal(file_read(&bytes, from, 65536), ERR_OK);
        assert_int_equal(file_write(to, str_text(&bytes), bytes.length, 0600), ERR_OK);
    }
}

static void assert_log_has(const char *path, size_t lines)
{
    struct erased_log log;
    assert_int_equal(erased_log_read(&log, path), ERR_OK);
    assert_int_equal(log.count, lines);
    erased_log_finish(&log);
}

/* The machine that took an erasure is gone, and its log with it: the other one's is enough after a restore. */
static void every_machine_comes_to_know_what_was_erased(void **state)
{
    struct house *house = *state;
    if (!house_on_postgres()) skip();
    struct giver giver = {.code = ""};
    struct registry *second = NULL;
    char folder[PATH_MAX];
    char log[PATH_MAX];
    house_import(house, 1);
    kiosk_make(house, &giver.kiosk);
    give(house, &giver, SUBMISSION_INTEREST);
    back_up(house);
    copy_folder(house, folder);
    folder_path(house->folder, "second/erased.log", log);
    assert_int_equal(registry_open(&second, folder, house_clock(house)), ERR_OK);
    erasures_follow(second);
    give(house, &giver, SUBMISSION_ERASE);
    assert_log_has(log, 0);
    erasures_follow(second); /* not at every request */
    assert_log_has(log, 0);
    atomic_fetch_add(&house->monotonic_ms, ERASURES_FOLLOW_MS);
    erasures_follow(second);
    assert_log_has(log, 2);
    /* The backup is put back while it runs, and the first machine's log is gone. */
    char first_log[PATH_MAX];
    assert_int_equal(unlink(log_path(house, first_log)), 0);
    postgres_put_back(house);
    assert_int_equal(count_of(house, "SELECT count(*) FROM entry WHERE kind = 'interest'"), 1);
    atomic_fetch_add(&house->monotonic_ms, ERASURES_FOLLOW_MS);
    erasures_follow(second);
    assert_int_equal(count_of(house, "SELECT count(*) FROM entry WHERE kind = 'interest'"), 0);
    registry_close(second);
    /* Or before anybody serves: opening it is enough. */
    postgres_put_back(house);
    assert_int_equal(registry_open(&second, folder, house_clock(house)), ERR_OK);
    assert_int_equal(count_of(house, "SELECT count(*) FROM entry WHERE kind = 'interest'"), 0);
    registry_close(second);
    open_again(house);
    assert_log_has(first_log, 2);
}

/* ---- the file alone ---- */

static void write_log(const char *path, const char *text, size_t bytes)
{
    assert_int_equal(file_write(path, text, bytes, 0600), ERR_OK);
}

static void a_torn_line_is_passed_over_and_goes(void **state)
{
    struct house *house = *state;
    char path[PATH_MAX];
    struct erased_batch batch = {.count = 0};
    unsigned char name[ERASED_NAME_BYTES_MAX];
    log_path(house, path);
    for (int at = 0; at < 3; at++) {
        memset(name, at + 1, sizeof(name));
        assert_int_equal(erased_batch_add(&batch, "iew"[at], name), ERR_OK);
        assert_int_equal(erased_batch_add(&batch, "iew"[at], name), ERR_OK); /* once is enough */
    }
    assert_int_equal(batch.count, 3);
    assert_int_equal(erased_log_add(path, &batch), ERR_OK);
    AUTO(str_finish) struct str whole;
    assert_int_equal(file_read(&whole, path, 4096), ERR_OK);
    for (size_t cut = 0; cut < whole.length; cut++) {
        struct erased_log log;
        assert_int_equal(erased_log_parse(&log, str_text(&whole), whole.length - cut), ERR_OK);
        assert_int_equal(log.damaged, 0);
        assert_true(log.torn <= 1);
        assert_true(log.count <= 3);
        if (cut == 0) assert_int_equal(log.count, 3);
        if (cut == 1) assert_int_equal(log.count, 2);
        erased_log_finish(&log);
    }
    write_log(path, str_text(&whole), whole.length - 5);
    memset(name, 9, sizeof(name));
    batch.count = 0;
    assert_int_equal(erased_batch_add(&batch, 'i', name), ERR_OK);
    assert_int_equal(erased_log_add(path, &batch), ERR_OK); /* after a torn line: it spoils no other */
    open_again(house);
    assert_int_equal(house->registry->erased_damaged, 0);
    struct erased_log log;
    assert_int_equal(erased_log_read(&log, path), ERR_OK);
    assert_int_equal(log.count, 3);
    assert_int_equal(log.torn, 0); /* mended */
    erased_log_finish(&log);
}

static void damage_is_told_and_kept(void **state)
{
    struct house *house = *state;
    struct giver giver = {.code = ""};
    char path[PATH_MAX];
    char kept[PATH_MAX + 16];
    log_path(house, path);
    house_import(house, 1);
    kiosk_make(house, &giver.kiosk);
    give(house, &giver, SUBMISSION_INTEREST);
    give(house, &giver, SUBMISSION_ERASE);
    AUTO(str_finish) struct str text;
    assert_int_equal(file_read(&text, path, 4096), ERR_OK);
    text.data[10] ^= 1;
    write_log(path, str_text(&text), text.length);
    open_again(house);
    assert_int_equal(house->registry->erased_damaged, 1);
    snprintf(kept, sizeof(kept), "%s.damaged", path);
    AUTO(str_finish) struct str old;
    assert_int_equal(file_read(&old, kept, 4096), ERR_OK);
    assert_int_equal(old.length, text.length);
    struct erased_log log;
    assert_int_equal(erased_log_read(&log, path), ERR_OK);
    assert_int_equal(log.count, 2); /* the database knew */
    assert_int_equal(log.damaged, 0);
    erased_log_finish(&log);
    open_again(house);
    assert_int_equal(house->registry->erased_damaged, 0); /* told once */
}

/* No receipt leaves when the log can't be written, and nothing is stored. */
static void without_the_log_there_is_no_receipt(void **state)
{
    struct house *house = *state;
    struct giver giver = {.code = ""};
    house_import(house, 1);
    kiosk_make(house, &giver.kiosk);
    give(house, &giver, SUBMISSION_INTEREST);
    free(house->registry->erased_path);
    house->registry->erased_path = strdup("/nowhere/erased.log");
    struct submission wish = {.kind = SUBMISSION_ERASE, .lang = "da"};
    snprintf(wish.code, sizeof(wish.code), "%s", giver.code);
    receipt_code_hash(wish.receipt_hash, wish.code);
    enum verdict verdict = VERDICT_COUNT;
    assert_int_equal(try_to_send(house, &giver.kiosk, &wish, &verdict), ERR_IO);
    assert_int_equal(count_of(house, "SELECT count(*) FROM entry"), 1);
    assert_int_equal(count_of(house, "SELECT count(*) FROM erased"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(an_erasure_outlives_a_restore),
        house_test(what_comes_after_the_restore_is_known_to_be_erased),
        house_test(a_withdrawal_outlives_a_restore),
        house_test(what_only_the_database_knows_is_written_into_the_log),
        house_test(more_than_a_batch_is_written_too),
        house_test(from_the_version_before),
        house_test(every_machine_comes_to_know_what_was_erased),
        house_test(a_torn_line_is_passed_over_and_goes),
        house_test(damage_is_told_and_kept),
        house_test(without_the_log_there_is_no_receipt),
    };
    return cmocka_run_group_tests_name("erased", tests, house_begin, NULL);
}
