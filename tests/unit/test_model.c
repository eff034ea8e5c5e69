/* tests/unit/test_model.c - receipt codes, ways to reach people, CPR numbers, submissions, networks. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/contact.h"
#include "sync/model/network.h"
#include "sync/model/receipt_code.h"
#include "sync/model/site.h"
#include "sync/model/submission.h"

enum { CODES_TRIED = 200, CONTENT_BYTES_MAX = 4 << 20 };

static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Modulo 31 the first and the last symbol are the same: the one pair that is not found. */
static bool is_the_known_pair(char a, char b)
{
    return (a == '0' && b == 'Z') || (a == 'Z' && b == '0');
}

static void a_made_code_can_be_read(void **state)
{
    (void)state;
    for (int at = 0; at < CODES_TRIED; at++) {
        char code[RECEIPT_CODE_TEXT_BYTES];
        char read[RECEIPT_CODE_TEXT_BYTES];
        receipt_code_make(code);
        assert_int_equal(strlen(code), RECEIPT_CODE_TEXT_BYTES - 1);
        assert_int_equal(receipt_code_read(read, code), ERR_OK);
        assert_string_equal(read, code);
    }
}

static void every_wrong_symbol_is_found(void **state)
{
    (void)state;
    for (int try = 0; try < CODES_TRIED; try++) {
        char code[RECEIPT_CODE_TEXT_BYTES];
        char read[RECEIPT_CODE_TEXT_BYTES];
        receipt_code_make(code);
        for (size_t place = 0; place < strlen(code); place++) {
            char right = code[place];
            if (right == '-') continue;
            for (size_t symbol = 0; symbol < strlen(symbols); symbol++) {
                if (symbols[symbol] == right) continue;
                bool last = place == strlen(code) - 1;
                bool missed = is_the_known_pair(symbols[symbol], right) && !last;
                code[place] = symbols[symbol];
                assert_int_equal(receipt_code_read(read, code), missed ? ERR_OK : ERR_INVALID);
            }
            code[place] = right;
        }
    }
}

static void swapped_neighbours_are_found(void **state)
{
    (void)state;
    for (int try = 0; try < CODES_TRIED; try++) {
        char code[RECEIPT_CODE_TEXT_BYTES];
        char read[RECEIPT_CODE_TEXT_BYTES];
        receipt_code_make(code);
        for (size_t place = 0; place + 2 < strlen(code); place++) { /* the check symbol apart */
            size_t next = code[place + 1] == '-' ? place + 2 : place + 1;
            char a = code[place];
            char b = code[next];
            if (a == '-' || a == b || is_the_known_pair(a, b) || next == strlen(code) - 1) continue;
            code[place] = b;
            code[next] = a;
            assert_int_equal(receipt_code_read(read, code), ERR_INVALID);
            code[place] = a;
            code[next] = b;
        }
    }
}

static void people_type_codes_as_they_like(void **state)
{
    (void)state;
    /* All zero but for a one: 1 in the second place weighs 3. */
    static const char *const typed[] = {"0100-0000-0000-0003", "o1oo-oooo-oooo-ooo3", "OIOO OOOO OOOO OOO3",
                                        "  0l00000000000003", "0-1-0-0-0000-0000-0003 "};
    char read[RECEIPT_CODE_TEXT_BYTES];
    for (size_t at = 0; at < sizeof(typed) / sizeof(typed[0]); at++) {
        assert_int_equal(receipt_code_read(read, typed[at]), ERR_OK);
        assert_string_equal(read, "0100-0000-0000-0003");
    }
    static const char *const wrong[] = {"",
                                        "0100-0000-0000-000",
                                        "0100-0000-0000-00033",
                                        "U100-0000-0000-0003",
                                        "0100-0000-0000-0003!",
                                        "0100_0000_0000_0003",
                                        "010ø-0000-0000-0003"};
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        assert_int_equal(receipt_code_read(read, wrong[at]), ERR_INVALID);
    }
}

static void a_hash_names_one_code(void **state)
{
    (void)state;
    unsigned char a[RECEIPT_CODE_HASH_BYTES];
    unsigned char b[RECEIPT_CODE_HASH_BYTES];
    receipt_code_hash(a, "0100-0000-0000-0003");
    receipt_code_hash(b, "0100-0000-0000-0003");
    assert_memory_equal(a, b, sizeof(a));
    receipt_code_hash(b, "0200-0000-0000-0006");
    assert_memory_not_equal(a, b, sizeof(a));
}

static void contacts_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        enum contact_kind kind;
        const char *normal;
    } table[] = {
        {"28123456", CONTACT_PHONE, "+4528123456"},
        {" 28 12 34 56 ", CONTACT_PHONE, "+4528123456"},
        {"28-12-34-56", CONTACT_PHONE, "+4528123456"},
        {"(28) 12.34.56", CONTACT_PHONE, "+4528123456"},
        {"+45 28 12 34 56", CONTACT_PHONE, "+4528123456"},
        {"0045 28123456", CONTACT_PHONE, "+4528123456"},
        {"4528123456", CONTACT_PHONE, "+4528123456"},
        {"+46 70 123 45 67", CONTACT_PHONE, "+46701234567"},
        {"+491511234567890", CONTACT_PHONE, "+491511234567890"},
        {"+4915112345678901", CONTACT_PHONE_TOO_LONG, NULL},
        {"2812345", CONTACT_PHONE_TOO_SHORT, NULL},
        {"+45 2812345", CONTACT_PHONE_TOO_SHORT, NULL},
        {"281234567", CONTACT_PHONE_TOO_LONG, NULL},
        {"+45 281234567", CONTACT_PHONE_TOO_LONG, NULL},
        {"123456789012345678901234567890", CONTACT_PHONE_TOO_LONG, NULL},
        {"", CONTACT_EMPTY, NULL},
        {" \t ", CONTACT_EMPTY, NULL},
        {"anna@example.dk", CONTACT_EMAIL, "anna@example.dk"},
        {"  anna@example.dk ", CONTACT_EMAIL, "anna@example.dk"},
        {"anna.b+c@mail.albertslund.dk", CONTACT_EMAIL, "anna.b+c@mail.albertslund.dk"},
        {"søren@rød.dk", CONTACT_EMAIL, "søren@rød.dk"},
        {"anna@example", CONTACT_EMAIL_UNFINISHED, NULL},
        {"anna@example.", CONTACT_EMAIL_UNFINISHED, NULL},
        {"anna@.dk", CONTACT_EMAIL_UNFINISHED, NULL},
        {"@example.dk", CONTACT_EMAIL_UNFINISHED, NULL},
        {"anna@", CONTACT_EMAIL_UNFINISHED, NULL},
        {"an na@example.dk", CONTACT_EMAIL_UNFINISHED, NULL},
        {"anna..b@example.dk", CONTACT_EMAIL_UNFINISHED, NULL},
        {"anna@ex_ample.dk", CONTACT_EMAIL_UNFINISHED, NULL},
        {"anna@-example.dk", CONTACT_EMAIL_UNFINISHED, NULL},
        {"anna@a@example.dk", CONTACT_EMAIL_UNFINISHED, NULL},
        {"ring til mig", CONTACT_UNKNOWN, NULL},
        {"28123456x", CONTACT_UNKNOWN, NULL},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        char normal[CONTACT_BYTES_MAX + 1] = "";
        enum contact_kind kind = contact_check(table[at].typed, normal);
        if (kind != table[at].kind) print_message("%s: %d\n", table[at].typed, (int)kind);
        assert_int_equal(kind, table[at].kind);
        if (table[at].normal != NULL) assert_string_equal(normal, table[at].normal);
        assert_int_equal(contact_is_usable(kind), table[at].normal != NULL);
    }
}

static void a_contact_at_its_limit(void **state)
{
    (void)state;
    char text[CONTACT_BYTES_MAX + 2];
    memset(text, 'a', sizeof(text));
    text[20] = '@';
    for (int at = 40; at < CONTACT_BYTES_MAX - 3; at += 20) text[at] = '.';
    text[CONTACT_BYTES_MAX - 3] = '.';
    text[CONTACT_BYTES_MAX] = '\0';
    char normal[CONTACT_BYTES_MAX + 1];
    assert_int_equal(contact_check(text, normal), CONTACT_EMAIL);
    assert_string_equal(normal, text);
    text[CONTACT_BYTES_MAX] = 'a';
    text[CONTACT_BYTES_MAX + 1] = '\0';
    assert_int_equal(contact_check(text, normal), CONTACT_UNKNOWN);
}

static void cpr_numbers_are_seen(void **state)
{
    (void)state;
    /* Made up; the first four fit modulus 11, the last three are of those given out without it. */
    static const char *const numbers[] = {
        "010101-0007",   "0101010007",  "070761 4285",        "Anna 070761-4285.",
        "(070761.4285)", "010108-4000", "jeg er 311236 9999", "290208-4001",
    };
    for (size_t at = 0; at < sizeof(numbers) / sizeof(numbers[0]); at++) {
        if (!cpr_is_in(numbers[at])) print_message("%s\n", numbers[at]);
        assert_true(cpr_is_in(numbers[at]));
    }
}

static void telephone_numbers_pass(void **state)
{
    (void)state;
    static const char *const numbers[] = {
        "28123456",
        "28 12 34 56",
        "+45 28 12 34 56",
        "4528123456",
        "+4528123456",
        "0045 28123456",
        "004528123456",
        "+46 70 123 45 67",
        "+31612345678",
        "43 68 68 68",
        "12 34 56 78",
        "010108-400",
        "010108-40000",
        "1010108-4000",
        "010101-0009",
        "320101-0008",
        "011301-0008",
        "300208-4000",
        "290207-4000",
        "0101010009",
        "2020-11-26",
        "Albertslund 2620",
        "",
        "0101084001",
    };
    for (size_t at = 0; at < sizeof(numbers) / sizeof(numbers[0]); at++) {
        if (cpr_is_in(numbers[at])) print_message("%s\n", numbers[at]);
        assert_false(cpr_is_in(numbers[at]));
    }
}

static struct submission good_submission(void)
{
    return (struct submission){.kind = SUBMISSION_INTEREST,
                               .network = "alder",
                               .name = "Anna",
                               .contact = "28123456",
                               .notice = "2026-1",
                               .lang = "da"};
}

static void a_submission_comes_back(void **state)
{
    (void)state;
    struct submission given = good_submission();
    snprintf(given.name, sizeof(given.name), "Søren \"\\ \xe2\x9c\x93");
    randombytes_buf(given.receipt_hash, sizeof(given.receipt_hash));
    AUTO(str_finish) struct str text;
    assert_int_equal(submission_to_json(&text, &given), ERR_OK);
    struct submission read;
    assert_int_equal(submission_from_json(&read, str_text(&text), text.length), ERR_OK);
    assert_string_equal(read.name, given.name);
    assert_string_equal(read.network, given.network);
    assert_string_equal(read.contact, given.contact);
    assert_memory_equal(read.receipt_hash, given.receipt_hash, sizeof(read.receipt_hash));
    submission_finish(&read);
    assert_string_equal(read.name, "");
}

static void the_longest_submission_fits(void **state)
{
    (void)state;
    struct submission given = good_submission();
    memset(given.network, 'n', sizeof(given.network) - 1);
    memset(given.name, '"', SUBMISSION_NAME_BYTES_MAX); /* two bytes each in JSON */
    memset(given.notice, 'v', SUBMISSION_NOTICE_BYTES_MAX);
    AUTO(str_finish) struct str text;
    assert_int_equal(submission_to_json(&text, &given), ERR_OK);
    struct submission read;
    assert_int_equal(submission_from_json(&read, str_text(&text), text.length), ERR_OK);
    assert_string_equal(read.name, given.name);
}

static enum err read_with(const char *key, json_t *value)
{
    struct submission given = good_submission();
    struct submission read;
    AUTO(str_finish) struct str text;
    assert_int_equal(submission_to_json(&text, &given), ERR_OK);
    AUTO(json_auto) json_t *json = NULL;
    assert_int_equal(json_parse(&json, str_text(&text), text.length, 9999, 4, NULL), ERR_OK);
    if (value != NULL) {
        json_object_set_new(json, key, value);
    } else {
        json_object_del(json, key);
    }
    char *changed = json_dumps(json, JSON_COMPACT);
    enum err err = submission_from_json(&read, changed, strlen(changed));
    free(changed);
    return err;
}

static void a_submission_of_another_form_is_refused(void **state)
{
    (void)state;
    static const char *const keys[] = {"kind", "network", "name", "contact", "notice", "lang", "receipt"};
    for (size_t at = 0; at < sizeof(keys) / sizeof(keys[0]); at++) {
        assert_int_equal(read_with(keys[at], NULL), ERR_INVALID);
        assert_int_equal(read_with(keys[at], json_integer(1)), ERR_INVALID);
    }
    char text[SUBMISSION_NAME_BYTES_MAX + 2];
    memset(text, 'x', sizeof(text));
    text[SUBMISSION_NAME_BYTES_MAX + 1] = '\0';
    assert_int_equal(read_with("name", json_string(text)), ERR_INVALID);
    text[SUBMISSION_NAME_BYTES_MAX] = '\0';
    assert_int_equal(read_with("name", json_string(text)), ERR_OK);
    assert_int_equal(read_with("kind", json_string("unheard of")), ERR_INVALID);
    assert_int_equal(read_with("something new", json_true()), ERR_OK);
}

static void what_is_wrong_has_a_word(void **state)
{
    (void)state;
    static const struct {
        size_t offset;
        const char *value;
        const char *word;
    } table[] = {
        {offsetof(struct submission, network), "", "network_missing"},
        {offsetof(struct submission, notice), "", "notice_missing"},
        {offsetof(struct submission, name), " \t", "name_missing"},
        {offsetof(struct submission, name), "Anna 070761-4285", "cpr_number"},
        {offsetof(struct submission, contact), "070761-4285", "cpr_number"},
        {offsetof(struct submission, contact), "", "contact_unusable"},
        {offsetof(struct submission, contact), "2812345", "contact_unusable"},
    };
    struct submission good = good_submission();
    assert_null(submission_problem(&good));
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        struct submission wrong = good_submission();
        memcpy((char *)&wrong + table[at].offset, table[at].value, strlen(table[at].value) + 1);
        assert_string_equal(submission_problem(&wrong), table[at].word);
        AUTO(str_finish) struct str text;
        assert_int_equal(submission_to_json(&text, &wrong), ERR_INVALID);
    }
}

static json_t *network_json(void)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", "alder", "kind", "learning", "status", "redefined", "title",
                     "Alder", "question", "Hvordan?");
}

static void a_network_needs_little(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *body = network_json();
    struct network network;
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    assert_int_equal(network.kind, KIND_LEARNING);
    assert_int_equal(network.status, STATUS_REDEFINED);
    assert_string_equal(network.short_title, "Alder");
    assert_null(network.phase);
    assert_int_equal(network.petals_count, 0);
    assert_int_equal(network.group_state, GROUP_NONE);
    network_finish(&network);
    network_finish(&network); /* zeroed now */
}

static void a_network_without_its_heart_is_none(void **state)
{
    (void)state;
    static const char *const keys[] = {"id", "kind", "status", "title", "question"};
    struct network network;
    for (size_t at = 0; at < sizeof(keys) / sizeof(keys[0]); at++) {
        AUTO(json_auto) json_t *body = network_json();
        json_object_del(body, keys[at]);
        assert_int_equal(network_from_json(&network, body), ERR_INVALID);
    }
    AUTO(json_auto) json_t *body = network_json();
    json_object_set_new(body, "kind", json_string("unheard of"));
    assert_int_equal(network_from_json(&network, body), ERR_INVALID);
    char id[NETWORK_ID_BYTES_MAX + 2];
    memset(id, 'x', sizeof(id));
    id[NETWORK_ID_BYTES_MAX + 1] = '\0';
    AUTO(json_auto) json_t *long_id = network_json();
    json_object_set_new(long_id, "id", json_string(id));
    assert_int_equal(network_from_json(&network, long_id), ERR_INVALID);
    assert_int_equal(network_from_json(&network, NULL), ERR_INVALID);
}

static void what_is_over_a_limit_is_cut(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *body = network_json();
    json_t *petals = json_array();
    json_t *history = json_array();
    for (int at = 0; at < 30; at++) {
        json_array_append_new(petals, json_pack("{s:s, s:s, s:s}", "side", at % 2 ? "staff" : "municipality", "state",
                                                at < 3 ? "created" : "expected", "keyword", "x"));
        json_array_append_new(history, json_string("idea"));
    }
    json_array_insert_new(petals, 0, json_pack("{s:s, s:s}", "side", "nobody", "keyword", "passed over"));
    json_object_set_new(body, "petals", petals);
    json_object_set_new(body, "phase_history", history);
    struct network network;
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    assert_int_equal(network.petals_count, NETWORK_PETALS_MAX);
    assert_int_equal(network.phase_history_count, NETWORK_PHASES_MAX);
    char letters[NETWORK_PETALS_MAX + 1];
    network_petals_as_letters(&network, letters);
    assert_string_equal(letters, "GBGbgbgbgbgb");
    struct petal back[NETWORK_PETALS_MAX];
    assert_int_equal(network_petals_from_letters(back, "GBGbgb?gbgbgbGGG"), NETWORK_PETALS_MAX);
    assert_true(back[2].created);
    assert_false(back[3].created);
    assert_int_equal(back[3].side, SIDE_STAFF);
    network_finish(&network);
}

static void names_go_there_and_back(void **state)
{
    (void)state;
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        assert_int_equal(network_kind_from_name(network_kind_name((enum network_kind)kind)), kind);
    }
    for (int status = 0; status < STATUS_COUNT; status++) {
        assert_int_equal(network_status_from_name(network_status_name((enum network_status)status)), status);
    }
    assert_int_equal(network_kind_from_name("x"), KIND_COUNT);
    assert_int_equal(network_status_from_name(NULL), STATUS_COUNT);
}

/* Also says that the demo content is what the model thinks it is. Run from the root. */
static void the_demo_content_is_read(void **state)
{
    (void)state;
    AUTO(str_finish) struct str text;
    assert_int_equal(file_read(&text, "assets/content/albertslund-2014.json", CONTENT_BYTES_MAX), ERR_OK);
    AUTO(json_auto) json_t *content = NULL;
    assert_int_equal(json_parse(&content, str_text(&text), text.length, CONTENT_BYTES_MAX, 16, NULL), ERR_OK);
    const json_t *networks = json_object_get(content, "networks");
    assert_int_equal(json_array_size(networks), 12);
    struct site site;
    assert_int_equal(site_from_json(&site, json_object_get(content, "site")), ERR_OK);
    size_t at;
    json_t *body;
    json_array_foreach (networks, at, body) {
        struct network network;
        assert_int_equal(network_from_json(&network, body), ERR_OK);
        assert_int_equal(network.petals_count, json_array_size(json_object_get(body, "petals")));
        if (network.phase != NULL) assert_true(site_phase_index(&site, network.phase) >= 0);
        network_finish(&network);
    }
    site_finish(&site);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_made_code_can_be_read),
        cmocka_unit_test(every_wrong_symbol_is_found),
        cmocka_unit_test(swapped_neighbours_are_found),
        cmocka_unit_test(people_type_codes_as_they_like),
        cmocka_unit_test(a_hash_names_one_code),
        cmocka_unit_test(contacts_are_told_apart),
        cmocka_unit_test(a_contact_at_its_limit),
        cmocka_unit_test(cpr_numbers_are_seen),
        cmocka_unit_test(telephone_numbers_pass),
        cmocka_unit_test(a_submission_comes_back),
        cmocka_unit_test(the_longest_submission_fits),
        cmocka_unit_test(a_submission_of_another_form_is_refused),
        cmocka_unit_test(what_is_wrong_has_a_word),
        cmocka_unit_test(a_network_needs_little),
        cmocka_unit_test(a_network_without_its_heart_is_none),
        cmocka_unit_test(what_is_over_a_limit_is_cut),
        cmocka_unit_test(names_go_there_and_back),
        cmocka_unit_test(the_demo_content_is_read),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
