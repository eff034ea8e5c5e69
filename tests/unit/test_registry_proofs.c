/* tests/unit/test_registry_proofs.c - an erasure is proved: by its bytes, whoever reads meanwhile, cut short, and after
 * a backup was put back. */
#include "tests/unit/privacy_house.h"

#include "sync/registry/entries/answers.h"
#include "sync/registry/mail/mail.h"
#include "sync/registry/privacy/proofs.h"
#include "sync/registry/web/html.h"

static const json_t *word_of(const json_t *proof, const char *what)
{
    size_t at;
    json_t *word;
    json_array_foreach (json_object_get(json_object_get(proof, "record"), "words"), at, word) {
        if (strcmp(json_text_at(word, "what"), what) == 0) return word;
    }
    fail_msg("no word %s", what);
    return NULL;
}

/* PostgreSQL looks after its tables when it likes, and a proof waits for that: asks until it is done. */
static void wait_for_proofs(struct house *house)
{
    const struct timespec pause = {.tv_nsec = 50 * 1000 * 1000};
    for (int at = 0; at < 200; at++) {
        proofs_tidy(house->registry);
        if (privacy_count(house, "SELECT count(*) FROM proof WHERE state = 'waiting'") == 0) return;
        atomic_fetch_add(&house->monotonic_ms, 6000);
        nanosleep(&pause, NULL);
    }
    fail_msg("a proof waits for ever");
}

static void an_erasure_is_proved_byte_by_byte(void **state)
{
    struct house *house = *state;
    struct staff anna;
    char code[RECEIPT_CODE_TEXT_BYTES];
    house_import(house, 1);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, code);
    privacy_give_interest(house, "En anden", "anden@example.dk", NULL);
    if (!house_on_postgres()) assert_true(privacy_bytes(house, GIVEN_NAME) > 0);
    assert_int_equal(mail_queue_for(house->registry->db, 1, GIVEN_CONTACT, "Din plads", "Hej"), ERR_OK);
    assert_int_equal(mail_queue_for(house->registry->db, 2, "anden@example.dk", "Din plads", "Hej"), ERR_OK);
    AUTO(answer_finish) struct answer done = {0};
    staff_http(&done, house, &anna, "POST", "/v1/staff/privacy/erase", "{\"order\":1,\"reason\":\"Har bedt om det\"}");
    assert_int_equal(done.status, 200);
    if (house_on_postgres()) wait_for_proofs(house);
    AUTO(answer_finish) struct answer now = {0};
    staff_http(&now, house, &anna, "GET", "/v1/staff/privacy/proofs?number=1", NULL);
    const json_t *proof = json_array_get(json_object_get(now.json, "proofs"), 0);
    assert_string_equal(json_text_at(proof, "state"), house_on_postgres() ? "rows" : "clean");
    assert_string_equal(json_text_at(proof, "who"), "Anna");
    assert_string_equal(json_text_at(proof, "kind"), "interest");
    if (!house_on_postgres()) {
        assert_true(json_int_at(word_of(proof, "name"), "before", 0) > 0);
        assert_int_equal(json_int_at(word_of(proof, "name"), "after", -1), 0);
        assert_true(json_int_at(word_of(proof, "row"), "before", 0) > 0);
        assert_int_equal(json_int_at(word_of(proof, "row"), "after", -1), 0);
        const json_t *places = json_object_get(json_object_get(proof, "record"), "looked_in");
        assert_int_equal(json_array_size(places), 4);
        assert_true(json_int_at(json_array_get(places, 0), "bytes", 0) > 10000);
        assert_int_equal(privacy_bytes(house, GIVEN_NAME), 0);
        assert_int_equal(privacy_bytes(house, GIVEN_CONTACT), 0);
    }
    assert_null(strstr(str_text(&done.body), "Karoline"));
    assert_int_equal(entries_stored(house), 1);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM mail"), 1);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM erased"), 1);
    AUTO(json_auto) json_t *answer = privacy_answer(house, code);
    assert_string_equal(json_text_at(answer, "status"), "erased");
    assert_string_equal(json_text_at(answer, "note"), "Sekretariatet har slettet det.");
    AUTO(answer_finish) struct answer again = {0};
    staff_http(&again, house, &anna, "POST", "/v1/staff/privacy/erase", "{\"order\":1,\"reason\":\"Igen\"}");
    assert_refused(&again, 404, "not_found");
    AUTO(answer_finish) struct answer kept = {0};
    staff_http(&kept, house, &anna, "GET", "/v1/staff/privacy/proofs", NULL);
    assert_int_equal(json_array_size(json_object_get(kept.json, "proofs")), 1);
    AUTO(answer_finish) struct answer without = {0};
    staff_http(&without, house, &anna, "POST", "/v1/staff/privacy/erase", "{\"order\":2}");
    assert_refused(&without, 400, "bad_request");
}

/* The reason is kept for years: it may not bring back what was erased. */
static void a_reason_names_nobody(void **state)
{
    struct house *house = *state;
    struct staff anna;
    char code[RECEIPT_CODE_TEXT_BYTES];
    static const char *const reasons[] = {"karoline har bedt om det", "Fru ORSTED ringede", "Se karoline@example.dk",
                                          "Hendes CPR er 070761-4285"};
    house_import(house, 1);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    privacy_give_interest(house, "Karoline Amalie Orsted", GIVEN_CONTACT, code);
    for (size_t at = 0; at < sizeof(reasons) / sizeof(reasons[0]); at++) {
        AUTO(answer_finish) struct answer erased = {0};
        AUTO(answer_finish) struct answer exported = {0};
        char body[200];
        snprintf(body, sizeof(body), "{\"order\":1,\"reason\":\"%s\"}", reasons[at]);
        staff_http(&erased, house, &anna, "POST", "/v1/staff/privacy/erase", body);
        assert_refused(&erased, 400, "bad_request");
        snprintf(body, sizeof(body), "{\"orders\":[1],\"form\":\"json\",\"reason\":\"%s\"}", reasons[at]);
        staff_http(&exported, house, &anna, "POST", "/v1/staff/privacy/export", body);
        assert_refused(&exported, 400, "bad_request");
        AUTO(answer_finish) struct answer found = {0};
        snprintf(body, sizeof(body), "{\"code\":\"%s\",\"reason\":\"%s\"}", code, reasons[at]);
        staff_http(&found, house, &anna, "POST", "/v1/staff/privacy/search", body);
        assert_refused(&found, 400, "bad_request");
    }
    assert_int_equal(entries_stored(house), 1);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log WHERE what LIKE 'entry.%' OR what"
                                          " LIKE 'privacy.%'"),
                     0);
    AUTO(answer_finish) struct answer done = {0};
    staff_http(&done, house, &anna, "POST", "/v1/staff/privacy/erase", "{\"order\":1,\"reason\":\"Har ringet\"}");
    assert_int_equal(done.status, 200);
}

/* PostgreSQL's own files, as far as they hold tables: its log of changes is out of reach (docs/privacy.md). */
static void a_table_written_anew_holds_nothing(void **state)
{
    struct house *house = *state;
    const char *data = getenv("FORHAL_POSTGRES_DATA");
    char command[PATH_MAX];
    int64_t number = 0;
    if (!house_on_postgres() || data == NULL) skip();
    house_import(house, 1);
    privacy_give_interest(house, "Karoline Zakarias Amalie", GIVEN_CONTACT, NULL);
    assert_int_equal(db_run(house->registry->db, "CHECKPOINT", ""), ERR_OK);
    snprintf(command, sizeof(command), "grep -rqa 'Karoline Zakarias Amalie' '%s/base'", data);
    assert_int_equal(system(command), 0);
    assert_int_equal(proofs_erase(house->registry, 1, "Anna", "Har bedt om det", &number), ERR_OK);
    wait_for_proofs(house);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM proof WHERE state = 'rows'"), 1);
    assert_int_equal(db_run(house->registry->db, "CHECKPOINT", ""), ERR_OK);
    assert_int_not_equal(system(command), 0);
}

/* The same person gave something else, too, which is kept: the proof says where the name still stands. */
static void what_is_kept_accounts_for_what_is_found(void **state)
{
    struct house *house = *state;
    int64_t number = 0;
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, "28123456", NULL);
    privacy_give_interest(house, GIVEN_NAME, "29876543", NULL);
    assert_int_equal(proofs_erase(house->registry, 1, "Anna", "Har bedt om det", &number), ERR_OK);
    wait_for_proofs(house);
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(proofs_list(house->registry, number, &list), ERR_OK);
    const json_t *proof = json_array_get(json_object_get(list, "proofs"), 0);
    assert_string_equal(json_text_at(proof, "state"), "kept");
    const json_t *kept = json_object_get(word_of(proof, "name"), "kept");
    assert_int_equal(json_array_size(kept), 1);
    assert_string_equal(json_string_value(json_array_get(kept, 0)), "entry");
    assert_null(json_object_get(word_of(proof, "contact"), "kept"));
    assert_null(json_object_get(word_of(proof, "row"), "kept"));
}

/* However a database writes its rows down. */
static void marks_and_strokes_hide_nothing(void **state)
{
    struct house *house = *state;
    int64_t number = 0;
    house_import(house, 1);
    privacy_give_interest(house, "Karoline \"Kalle\" \\ (Ørsted), 'A'", "28123456", NULL);
    privacy_give_interest(house, "Karoline \"Kalle\" \\ (Ørsted), 'A'", "29876543", NULL);
    assert_int_equal(proofs_erase(house->registry, 1, "Anna", "Har bedt om det", &number), ERR_OK);
    wait_for_proofs(house);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM proof WHERE state = 'kept'"), 1);
}

/* Somebody who is in the middle of reading what is erased. */
struct reader {
    struct db *db;
    struct rows *rows;
};

/* Erases the only entry meanwhile; gives the number of its proof. */
static int64_t erase_while_read(struct house *house, struct reader *out)
{
    int64_t number = 0;
    *out = (struct reader){.db = NULL};
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    assert_int_equal(db_again(house->registry->db, &out->db), ERR_OK);
    assert_int_equal(db_query(out->db, &out->rows, "SELECT name FROM entry", ""), ERR_OK);
    assert_int_equal(rows_next(out->rows), ERR_OK);
    assert_int_equal(proofs_erase(house->registry, 1, "Anna", "Har bedt om det", &number), ERR_OK);
    return number;
}

static void reader_end(struct reader *reader)
{
    rows_close(reader->rows);
    db_close(reader->db);
}

/* Somebody who reads keeps the old pages alive: the proof waits for the end of it, and does not say "clean". */
static void a_proof_waits_for_those_who_read(void **state)
{
    struct house *house = *state;
    if (house_on_postgres()) skip();
    struct reader reader;
    (void)erase_while_read(house, &reader);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM proof WHERE state = 'waiting'"), 1);
    reader_end(&reader);
    proofs_tidy(house->registry);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM proof WHERE state = 'clean'"), 1);
    assert_int_equal(privacy_bytes(house, GIVEN_NAME), 0);
}

/* What was to be looked for is in memory only: nobody is told that it goes on. */
static void a_proof_that_was_cut_short_says_so(void **state)
{
    struct house *house = *state;
    if (house_on_postgres()) skip();
    struct reader reader;
    int64_t number = erase_while_read(house, &reader);
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(proofs_list(house->registry, number, &list), ERR_OK);
    assert_string_equal(json_text_at(json_array_get(json_object_get(list, "proofs"), 0), "state"), "waiting");
    reader_end(&reader);
    server_stop(house->server);
    house->server = NULL;
    registry_close(house->registry);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    proofs_tidy(house->registry);
    json_decref(list);
    list = NULL;
    assert_int_equal(proofs_list(house->registry, number, &list), ERR_OK);
    assert_string_equal(json_text_at(json_array_get(json_object_get(list, "proofs"), 0), "state"), "cut");
    assert_int_equal(privacy_bytes(house, GIVEN_NAME), 0);
}

/* A copy that somebody made beside the database is not the registry's: what is in it stays until it is put back. */
static void a_backup_is_erased_again_when_it_is_put_back(void **state)
{
    struct house *house = *state;
    if (house_on_postgres()) skip();
    char path[PATH_MAX];
    int64_t number = 0;
    AUTO(str_finish) struct str backup = {0};
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    server_stop(house->server);
    house->server = NULL;
    registry_close(house->registry);
    folder_path(house->folder, "registry/registry.db", path);
    assert_int_equal(file_read(&backup, path, (size_t)16 << 20), ERR_OK);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(proofs_erase(house->registry, 1, "Anna", "Har bedt om det", &number), ERR_OK);
    assert_int_equal(privacy_bytes(house, GIVEN_NAME), 0);
    registry_close(house->registry);
    assert_int_equal(file_write(path, str_text(&backup), backup.length, 0600), ERR_OK);
    assert_true(privacy_bytes(house, GIVEN_NAME) > 0);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(privacy_bytes(house, GIVEN_NAME), 0);
    assert_int_equal(entries_stored(house), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(an_erasure_is_proved_byte_by_byte),  house_test(a_reason_names_nobody),
        house_test(a_table_written_anew_holds_nothing), house_test(what_is_kept_accounts_for_what_is_found),
        house_test(marks_and_strokes_hide_nothing),     house_test(a_proof_waits_for_those_who_read),
        house_test(a_proof_that_was_cut_short_says_so), house_test(a_backup_is_erased_again_when_it_is_put_back),
    };
    html_wipe_on_free();
    return cmocka_run_group_tests_name("registry proofs", tests, house_begin, NULL);
}
