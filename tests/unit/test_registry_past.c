/* tests/unit/test_registry_past.c - what every earlier version of the registry left is opened, whole, and goes on. */
#include "tests/unit/registry_past.h"
#include "tests/unit/staff_house.h"

#include "sync/registry/database/erased_log.h"
#include "sync/registry/entries/ledger.h"

#define PASSWORD "tolv tegn og lidt til"

enum { SCHEMA_BYTES_MAX = 256 * 1024 };

struct past {
    struct test_kiosk kiosk;
    unsigned char receipt[RECEIPT_CODE_HASH_BYTES];
    unsigned char erased[ENTRY_ID_BYTES];
    struct str schema; /* of a database that was made by today's program */
};

/* Every table, index and trigger, in SQLite's own words. */
static void read_schema(struct house *house, struct str *out)
{
    str_init(out, SCHEMA_BYTES_MAX);
    if (house_on_postgres()) return;
    AUTO(rows_auto) struct rows *rows = NULL;
    assert_int_equal(db_query(house->registry->db, &rows,
                              "SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name", ""),
                     ERR_OK);
    while (rows_next(rows) == ERR_OK) str_addf(out, "%s: %s\n", rows_text(rows, 0), rows_text(rows, 1));
    assert_true(str_ok(out));
}

static void fill(struct db *db, const struct past *past)
{
    char password[crypto_pwhash_STRBYTES];
    past_add_kiosk(db, &past->kiosk);
    past_add_item(db, "site", "site", 1, "{\"name\":\"S\"}");
    past_add_item(db, "network", "maden", 2,
                  "{\"id\":\"maden\",\"title\":\"Maden\",\"spawned\":[{\"network\":\"haven\"},{\"title\":\"x\"}]}");
    past_add_item(db, "network", "gone", 3, NULL);
    past_add_item(db, "page", "about", 4, "{\"id\":\"about\",\"title\":\"Om\",\"blocks\":[]}");
    past_add_entry(db, past->kiosk.id, "interest", "Karoline", past->receipt);
    past_add_entry(db, past->kiosk.id, "withdraw", "", past->receipt);
    assert_int_equal(db_run(db, "INSERT INTO erased (id) VALUES (?)", "b", past->erased, sizeof(past->erased)), ERR_OK);
    assert_int_equal(
        crypto_pwhash_str(password, PASSWORD, strlen(PASSWORD), crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN),
        0);
    assert_int_equal(db_run(db, "INSERT INTO staff (name, password) VALUES ('Anna', ?)", "t", password), ERR_OK);
}

static void assert_schema_is_todays(struct house *house, const struct past *past)
{
    AUTO(str_finish) struct str schema;
    int64_t version = 0;
    read_schema(house, &schema);
    assert_string_equal(str_text(&schema), str_text(&past->schema));
    if (house_on_postgres()) return;
    assert_int_equal(db_check(house->registry->db), ERR_OK);
    assert_int_equal(db_int(house->registry->db, &version, "PRAGMA user_version", ""), ERR_OK);
    assert_int_equal(version, past_newest());
}

static void assert_content_is_there(struct house *house, const struct past *past)
{
    AUTO(answer_finish) struct answer page = {0};
    kiosk_http(&page, house->url, &past->kiosk, "GET", "/v1/feed?generation=7-abcdef&after=0", NULL, NULL);
    assert_int_equal(page.status, 200);
    assert_string_equal(json_text_at(page.json, "generation"), "7-abcdef");
    assert_int_equal(json_int_at(page.json, "head", -1), 4);
    assert_int_equal(json_array_size(json_object_get(page.json, "items")), 3); /* a page from 0 tells of no removals */
}

/* What was shown is the first version of each network, and is counted as soon as somebody asks anything. */
static void assert_networks_have_a_version(struct house *house)
{
    static const char sql[] =
        "SELECT count(*) FROM item_work JOIN item_version USING (type, id)"
        " WHERE number = published AND id = 'maden' AND title = 'Maden' AND texts <> '' AND how = 'import'";
    int64_t count = 0;
    AUTO(answer_finish) struct answer answer = {0};
    http(&answer, house->url, "GET", "/v1/health", NULL, 0, NULL);
    assert_int_equal(db_int(house->registry->db, &count, sql, ""), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(
        db_int(house->registry->db, &count, "SELECT count(*) FROM item_version WHERE type = 'network'", ""), ERR_OK);
    assert_int_equal(count, 1);
}

/* So was what a page showed. */
static void assert_pages_have_a_version(struct house *house)
{
    static const char sql[] = "SELECT count(*) FROM item_work JOIN item_version USING (type, id)"
                              " WHERE type = 'page' AND number = published AND id = 'about' AND title = 'Om'"
                              " AND texts <> '' AND how = 'import'";
    int64_t count = 0;
    AUTO(answer_finish) struct answer answer = {0};
    http(&answer, house->url, "GET", "/v1/health", NULL, 0, NULL);
    assert_int_equal(db_int(house->registry->db, &count, sql, ""), ERR_OK);
    assert_int_equal(count, 1);
}

static void assert_log_knows(struct house *house, char kind, const void *name, size_t bytes)
{
    struct erased_line line = {.kind = kind};
    struct erased_log log;
    char *path = file_join(house->data, "erased.log");
    memcpy(line.name, name, bytes);
    assert_int_equal(erased_log_read(&log, path), ERR_OK);
    assert_true(erased_log_has(&log, &line));
    erased_log_finish(&log);
    free(path);
}

/* What was given before is there beside what is given now. */
static void assert_entries_go_on(struct house *house, const struct past *past)
{
    struct receipt receipt;
    json_t *list = NULL;
    bool more = true;
    AUTO(entry_finish) struct entry entry = {0};
    entry_of(&entry, &past->kiosk, "maden");
    send_one(house, &past->kiosk, &entry, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_CREATED);
    assert_int_equal(ledger_list(house->registry, 0, LEDGER_LIST_MAX, &list, &more), ERR_OK);
    assert_false(more);
    assert_string_equal(json_text_at(json_array_get(list, 0), "name"), "Karoline");
    assert_string_equal(json_text_at(json_array_get(list, 0), "kiosk"), past->kiosk.id);
    assert_int_equal(json_array_size(list), 3);
    json_decref(list);
    assert_log_knows(house, 'i', past->erased, sizeof(past->erased));
}

static void assert_people_go_on(struct house *house)
{
    struct test_kiosk newcomer;
    AUTO(answer_finish) struct answer answer = {0};
    staff_sign_in(&answer, house, "Anna", PASSWORD);
    assert_int_equal(answer.status, 200);
    kiosk_make(house, &newcomer);
}

static void every_version_before_is_brought_up(void **state)
{
    struct house *house = *state;
    struct past past = {0};
    kiosk_make(house, &past.kiosk); /* its keys are the folder's, which stay */
    randombytes_buf(past.receipt, sizeof(past.receipt));
    randombytes_buf(past.erased, sizeof(past.erased));
    read_schema(house, &past.schema);
    assert_in_range(past_newest(), 9, PAST_VERSIONS_MAX);
    for (int version = 1; version <= past_newest(); version++) {
        struct db *db = past_begin(house, version);
        print_message("from version %d\n", version);
        fill(db, &past);
        db_close(db);
        past_end(house);
        assert_schema_is_todays(house, &past);
        assert_content_is_there(house, &past);
        if (version <= past_before("CREATE TABLE network_version")) assert_networks_have_a_version(house);
        if (version <= past_before("CREATE TABLE item_version")) assert_pages_have_a_version(house);
        assert_entries_go_on(house, &past);
        /* A wish that only stood among the entries. */
        if (version <= past_before("CREATE TABLE asked")) {
            assert_log_knows(house, 'w', past.receipt, sizeof(past.receipt));
        }
        assert_people_go_on(house);
    }
    str_finish(&past.schema);
}

/* The databases above are made by today's text of each migration. That is what the earlier versions ran as long as
 * nobody changes it afterwards: a database that has run one never runs it again. So each is written down here by its
 * hash; a new one gets a line, an old one no other. */
static void a_migration_stays_as_it_was(void **state)
{
    static const char *const frozen[] = {
        "f2df56b1f91a9c54203d60d28f6d13dc", "353cca1f51efb42056d794678e5dc94c", "f11af2f41e7e317efabd5e3f6acfbeaa",
        "a65e68571ca4968d4723d15a449608d9", "2f82d735fd9dc8657c25da34eda8df75", "242d3ae4070ecd22162a2515b7d62747",
        "01183ce640adcc973464d810b067604a", "26f1dca4dcfa4dde48c1f0399dbed9e9", "b53fc4c8de644d2f2a31c88955b48926",
        "e0a6602e7da865d605c9f59623cf63d3", "0cfd79e0c1c7c21dc1f85f95e7a799ce", "5c095cd85b9a521e074a49b44115c5cc",
        "aa6c24af36d27fbd340215ef15f339c7", "7deb4d36a04b647956bf9901afde79ca", "dfc3a7e1b28af54f3323efeda33adf5f",
        "25465ba0b23d19344c5e307ed5dfb283", "2d89e21b8a0e4d6bf059ce30a97342e9", "8a4c3d233bdc2bfb14c3a0052425f75d",
        "e0908f91acbb0c894ff5d7f2f6606301", "4ab1a6aea9eeddd1be50d21850dfeb69", "96b3a2d1d3b69ca35689218f4e684789",
        "d02bed284f07a1fbf7518f68c1d658fe", "c0673efdfdcf78fa20055e1fbdd7e645", "c0ffb0d12f6ebfe6c616834191eee725",
        "08c1cc0d36cf15c7120a83eac7e15d7f",
    };
    enum { FROZEN = sizeof(frozen) / sizeof(frozen[0]), HASH_BYTES = 16 };
    (void)state;
    for (int at = 0; registry_migrations()[at] != NULL; at++) {
        unsigned char hash[HASH_BYTES];
        char text[2 * HASH_BYTES + 1];
        const char *sql = registry_migrations()[at];
        crypto_generichash(hash, sizeof(hash), (const unsigned char *)sql, strlen(sql), NULL, 0);
        sodium_bin2hex(text, sizeof(text), hash, sizeof(hash));
        if (at >= FROZEN) fail_msg("migration %d is new: add the line \"%s\" to frozen[]", at + 1, text);
        if (strcmp(text, frozen[at]) != 0) {
            fail_msg("migration %d was changed (%s): databases that have run it keep what it was; write another one",
                     at + 1, text);
        }
    }
}

/* An older program does not touch what a newer one made. */
static void a_version_to_come_is_left_alone(void **state)
{
    if (house_on_postgres()) skip();
    struct house *house = *state;
    char *path = file_join(house->data, "registry.db");
    AUTO(db_auto) struct db *db = past_begin(house, past_newest());
    assert_int_equal(db_run(db, "PRAGMA user_version = 1000", ""), ERR_OK);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_DAMAGED);
    assert_int_equal(access(path, F_OK), 0);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(every_version_before_is_brought_up),
        cmocka_unit_test(a_migration_stays_as_it_was),
        house_test(a_version_to_come_is_left_alone),
    };
    return cmocka_run_group_tests_name("registry past", tests, house_begin, NULL);
}
