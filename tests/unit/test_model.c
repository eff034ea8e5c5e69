/* tests/unit/test_model.c - receipt codes, ways to reach people, CPR numbers, submissions, networks. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/answer.h"
#include "sync/model/contact.h"
#include "sync/model/digit.h"
#include "sync/model/fold.h"
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

static void cpr_numbers_are_seen_however_they_are_divided(void **state)
{
    (void)state;
    static const char *const numbers[] = {
        "07 07 61 4285",
        "07.07.61-4285",
        "07-07-61-4285",
        "07/07/61-4285",
        "070761 - 4285",
        "070761\xe2\x80\x91"
        "4285", /* a hyphen that does not break */
        "070761\xe2\x80\x93"
        "4285", /* an en dash */
        "070761\xe2\x88\x92"
        "4285", /* a minus */
        "070761\xc2\xa0"
        "4285", /* a blank that does not break */
        "\xd9\xa0\xd9\xa7\xd9\xa0\xd9\xa7\xd9\xa6\xd9\xa1-\xd9\xa4\xd9\xa2\xd9\xa8\xd9\xa5", /* Arabic figures */
        "\xd9\xa0\xd9\xa7\xd9\xa0\xd9\xa7\xd9\xa6\xd9\xa1\xd9\xa4\xd9\xa2\xd9\xa8\xd9\xa5",
        "\xdb\xb0\xdb\xb7\xdb\xb0\xdb\xb7\xdb\xb6\xdb\xb1 \xdb\xb4\xdb\xb2\xdb\xb8\xdb\xb5", /* Urdu's */
        "0707\xd9\xa6\xd9\xa1-4285",                                                         /* mixed */
        "\xef\xbc\x90\xef\xbc\x97\xef\xbc\x90\xef\xbc\x97\xef\xbc\x96\xef\xbc\x91-4285",     /* full width */
        "æ070761-4285",
    };
    for (size_t at = 0; at < sizeof(numbers) / sizeof(numbers[0]); at++) {
        if (!cpr_is_in(numbers[at])) print_message("%s\n", numbers[at]);
        assert_true(cpr_is_in(numbers[at]));
    }
}

static void figures_of_other_kinds_pass(void **state)
{
    (void)state;
    static const char *const numbers[] = {
        "07 07 61 42 85",
        "12 11 20 13",
        "+45 12 11 20 13",
        "28 12 34 56 28 12 34 56",
        "06.12.34.56.78",
        "0 70761-4285 1x1",
        "070761-42 85",
        "7 07 61 4285",
        "10-12-2013 kl. 1430",
        "070761--",
        "\xd9\xa2\xd9\xa8\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6",
        "070761\xd9", /* cut */
    };
    for (size_t at = 0; at < sizeof(numbers) / sizeof(numbers[0]); at++) {
        if (cpr_is_in(numbers[at])) print_message("%s\n", numbers[at]);
        assert_false(cpr_is_in(numbers[at]));
    }
}

static void a_contact_is_read_back_in_groups(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"28123456", "+45 28 12 34 56"},
        {"+45 2812 3456", "+45 28 12 34 56"},
        {"0045 28123456", "+45 28 12 34 56"},
        {"+46701234567", "+46 701 234 567"},
        {"+44 20 7946 0958", "+44 207 946 0958"},
        {"+354 555 1234", "+354 555 1234"},
        {"+12125550123", "+1 212 555 0123"},
        {" anna@example.dk ", "anna@example.dk"},
        {"2812", "2812"},
        {"", ""},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        char shown[CONTACT_SHOWN_BYTES];
        contact_read_back(shown, table[at][0]);
        assert_string_equal(shown, table[at][1]);
        /* What is shown means the same. */
        char before[CONTACT_BYTES_MAX + 1] = "";
        char after[CONTACT_BYTES_MAX + 1] = "";
        assert_int_equal(contact_check(table[at][0], before), contact_check(shown, after));
        assert_string_equal(before, after);
    }
}

static void slips_are_asked_about(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"anna@gmial.com", "anna@gmail.com"},       {"anna@example,dk", "anna@example.dk"},
        {"anna,b@example.dk", "anna.b@example.dk"}, {"anna@GMIAL.com", "anna@gmail.com"},
        {"anna@example.con", "anna@example.com"},   {"anna@gmail", "anna@gmail.com"},
        {" anna@hotmial,com ", "anna@hotmail.com"},
    };
    char meant[CONTACT_BYTES_MAX + 1];
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        assert_true(contact_slip(meant, table[at][0]));
        assert_string_equal(meant, table[at][1]);
    }
    static const char *const good[] = {
        "anna@gmail.com", "anna@example.dk", "anna@example", "28123456", "a,b", "", "@,"};
    for (size_t at = 0; at < sizeof(good) / sizeof(good[0]); at++) assert_false(contact_slip(meant, good[at]));
    char longest[CONTACT_BYTES_MAX + 2];
    memset(longest, 'a', sizeof(longest));
    memcpy(longest + CONTACT_BYTES_MAX - 8, "@gmai.com", 9); /* no room for what is missing */
    longest[CONTACT_BYTES_MAX + 1] = '\0';
    assert_false(contact_slip(meant, longest));
}

static void a_number_is_told_from_an_address_by_its_beginning(void **state)
{
    (void)state;
    assert_true(contact_looks_like_phone("2"));
    assert_true(contact_looks_like_phone(" +45 28"));
    assert_true(contact_looks_like_phone("(28) 12"));
    assert_false(contact_looks_like_phone(""));
    assert_false(contact_looks_like_phone("anna"));
    assert_false(contact_looks_like_phone("28anna@"));
}

static void figures_become_latin(void **state)
{
    (void)state;
    char out[16];
    digits_to_latin(out, sizeof(out), "+\xd9\xa4\xd9\xa5 \xdb\xb2\xef\xbc\x98 æ");
    assert_string_equal(out, "+45 28 æ");
    digits_to_latin(out, 4, "12æ"); /* a letter that does not fit is left out whole */
    assert_string_equal(out, "12");
    digits_to_latin(out, 5, "12æ");
    assert_string_equal(out, "12æ");
    size_t bytes = 9;
    assert_int_equal(digit_at("", &bytes), -1);
    assert_int_equal(bytes, 0);
    assert_int_equal(digit_at("\xd9", &bytes), -1);
    assert_int_equal(bytes, 1);
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

/* ---- seats and ideas ---- */

static struct submission good_seat(void)
{
    struct submission seat = good_submission();
    seat.kind = SUBMISSION_SEAT;
    seat.comes_as = COMES_AS_ASSOCIATION;
    snprintf(seat.brings, sizeof(seat.brings), "Et klubhus");
    return seat;
}

/* Without a name and a way to be reached, as it may be. */
static struct submission good_idea(void)
{
    return (struct submission){.kind = SUBMISSION_IDEA,
                               .title = "En bænk",
                               .text = "Der mangler en ved åen.",
                               .side = SIDE_CITIZENS,
                               .notice = "2026-1",
                               .lang = "ur"};
}

static struct submission good_of(enum submission_kind kind)
{
    return kind == SUBMISSION_SEAT ? good_seat() : kind == SUBMISSION_IDEA ? good_idea() : good_submission();
}

static json_t *json_of(const struct submission *given)
{
    AUTO(str_finish) struct str text;
    json_t *json = NULL;
    assert_int_equal(submission_to_json(&text, given), ERR_OK);
    assert_int_equal(json_parse(&json, str_text(&text), text.length, SUBMISSION_JSON_BYTES_MAX, 4, NULL), ERR_OK);
    return json;
}

static enum err read_json(struct submission *out, const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    assert_non_null(text);
    enum err err = submission_from_json(out, text, strlen(text));
    free(text);
    return err;
}

static void seats_and_ideas_come_back(void **state)
{
    (void)state;
    for (int kind = 0; kind <= SUBMISSION_IDEA; kind++) {
        struct submission given = good_of((enum submission_kind)kind);
        struct submission read;
        randombytes_buf(given.receipt_hash, sizeof(given.receipt_hash));
        AUTO(json_auto) json_t *json = json_of(&given);
        assert_int_equal(read_json(&read, json), ERR_OK);
        assert_memory_equal(&read, &given, sizeof(given));
    }
}

static void every_way_to_come_and_every_side_comes_back(void **state)
{
    (void)state;
    struct submission read;
    for (int at = 0; at < COMES_AS_COUNT; at++) {
        struct submission seat = good_seat();
        seat.comes_as = (enum comes_as)at;
        AUTO(json_auto) json_t *json = json_of(&seat);
        assert_string_equal(json_text_at(json, "comes_as"), comes_as_name(seat.comes_as));
        assert_int_equal(read_json(&read, json), ERR_OK);
        assert_int_equal(read.comes_as, at);
    }
    for (int at = 0; at < SIDE_COUNT; at++) {
        struct submission idea = good_idea();
        idea.side = (enum side)at;
        AUTO(json_auto) json_t *json = json_of(&idea);
        assert_string_equal(json_text_at(json, "side"), side_name(idea.side));
        assert_int_equal(read_json(&read, json), ERR_OK);
        assert_int_equal(read.side, at);
    }
}

static void a_member_that_its_kind_does_not_have_is_not_there(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        bool has[SUBMISSION_KIND_COUNT];
    } table[] = {
        {"kind", {true, true, true}},     {"name", {true, true, true}},       {"contact", {true, true, true}},
        {"notice", {true, true, true}},   {"lang", {true, true, true}},       {"receipt", {true, true, true}},
        {"network", {true, true, false}}, {"comes_as", {false, true, false}}, {"brings", {false, true, false}},
        {"title", {false, false, true}},  {"text", {false, false, true}},     {"side", {false, false, true}},
    };
    for (int kind = 0; kind <= SUBMISSION_IDEA; kind++) {
        /* What was written for another kind in the same visit is not sent with this one. */
        struct submission given = good_idea();
        struct submission seat = good_seat();
        memcpy(given.network, seat.network, sizeof(given.network));
        memcpy(given.name, seat.name, sizeof(given.name));
        memcpy(given.contact, seat.contact, sizeof(given.contact));
        memcpy(given.brings, seat.brings, sizeof(given.brings));
        given.kind = (enum submission_kind)kind;
        AUTO(json_auto) json_t *json = json_of(&given);
        for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
            if ((json_object_get(json, table[at].key) != NULL) != table[at].has[kind])
                fail_msg("%s of %s", table[at].key, submission_kind_name(given.kind));
        }
        assert_string_equal(json_text_at(json, "kind"), submission_kind_name(given.kind));
    }
}

static void a_seat_or_idea_of_another_form_is_refused(void **state)
{
    (void)state;
    static const char *const keys[SUBMISSION_KIND_COUNT][12] = {
        [SUBMISSION_SEAT] = {"kind", "network", "name", "contact", "notice", "lang", "receipt", "comes_as", "brings"},
        [SUBMISSION_IDEA] = {"kind", "title", "name", "contact", "notice", "lang", "receipt", "text", "side"},
    };
    for (int kind = SUBMISSION_SEAT; kind <= SUBMISSION_IDEA; kind++) {
        struct submission given = good_of((enum submission_kind)kind);
        struct submission read;
        for (size_t at = 0; keys[kind][at] != NULL; at++) {
            AUTO(json_auto) json_t *without = json_of(&given);
            json_object_del(without, keys[kind][at]);
            assert_int_equal(read_json(&read, without), ERR_INVALID);
            AUTO(json_auto) json_t *number = json_of(&given);
            json_object_set_new(number, keys[kind][at], json_integer(1));
            assert_int_equal(read_json(&read, number), ERR_INVALID);
        }
    }
}

static void an_unknown_way_to_come_or_side_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "king", "Citizen", "citizen ", "COUNT"};
    struct submission seat = good_seat();
    struct submission idea = good_idea();
    struct submission read = good_submission();
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        AUTO(json_auto) json_t *comes = json_of(&seat);
        json_object_set_new(comes, "comes_as", json_string(wrong[at]));
        assert_int_equal(read_json(&read, comes), ERR_INVALID);
        AUTO(json_auto) json_t *side = json_of(&idea);
        json_object_set_new(side, "side", json_string(wrong[at]));
        assert_int_equal(read_json(&read, side), ERR_INVALID);
        assert_int_equal(comes_as_from_name(wrong[at]), COMES_AS_COUNT);
        assert_int_equal(side_from_name(wrong[at]), SIDE_COUNT);
        assert_int_equal(submission_kind_from_name(wrong[at]), SUBMISSION_KIND_COUNT);
    }
    assert_int_equal(comes_as_from_name(NULL), COMES_AS_COUNT);
    assert_int_equal(submission_kind_from_name(NULL), SUBMISSION_KIND_COUNT);
    assert_string_equal(read.name, "Anna"); /* on error nothing has changed */
}

static const struct {
    const char *key;
    enum submission_kind kind;
    size_t offset, bytes_max;
} long_texts[] = {
    {"network", SUBMISSION_SEAT, offsetof(struct submission, network), NETWORK_ID_BYTES_MAX},
    {"name", SUBMISSION_SEAT, offsetof(struct submission, name), SUBMISSION_NAME_BYTES_MAX},
    {"brings", SUBMISSION_SEAT, offsetof(struct submission, brings), SUBMISSION_BRINGS_BYTES_MAX},
    {"title", SUBMISSION_IDEA, offsetof(struct submission, title), SUBMISSION_TITLE_BYTES_MAX},
    {"text", SUBMISSION_IDEA, offsetof(struct submission, text), SUBMISSION_TEXT_BYTES_MAX},
    {"notice", SUBMISSION_IDEA, offsetof(struct submission, notice), SUBMISSION_NOTICE_BYTES_MAX},
    {"lang", SUBMISSION_IDEA, offsetof(struct submission, lang), SUBMISSION_LANG_BYTES_MAX},
};

static void every_text_has_its_limit_and_one_past_is_refused(void **state)
{
    (void)state;
    for (size_t at = 0; at < sizeof(long_texts) / sizeof(long_texts[0]); at++) {
        struct submission given = good_of(long_texts[at].kind);
        struct submission read;
        char *text = (char *)&given + long_texts[at].offset;
        memset(text, 'x', long_texts[at].bytes_max);
        text[long_texts[at].bytes_max] = '\0';
        AUTO(json_auto) json_t *json = json_of(&given);
        assert_int_equal(read_json(&read, json), ERR_OK);
        assert_memory_equal(&read, &given, sizeof(given));
        char past[SUBMISSION_TEXT_BYTES_MAX + 2];
        memset(past, 'x', long_texts[at].bytes_max + 1);
        past[long_texts[at].bytes_max + 1] = '\0';
        json_object_set_new(json, long_texts[at].key, json_string(past));
        if (read_json(&read, json) != ERR_INVALID) fail_msg("%s is too long and passes", long_texts[at].key);
    }
}

/* Every text full of what takes most room in JSON: a control character becomes six bytes. */
static void the_longest_seat_and_idea_fit(void **state)
{
    (void)state;
    for (int kind = 0; kind <= SUBMISSION_IDEA; kind++) {
        struct submission given = good_of((enum submission_kind)kind);
        struct submission read;
        memset(given.name, '\x01', SUBMISSION_NAME_BYTES_MAX);
        memset(given.notice, '\x01', SUBMISSION_NOTICE_BYTES_MAX);
        memset(given.lang, '\x01', SUBMISSION_LANG_BYTES_MAX);
        if (kind == SUBMISSION_SEAT) memset(given.brings, '\x01', SUBMISSION_BRINGS_BYTES_MAX);
        if (kind != SUBMISSION_IDEA) memset(given.network, '\x01', NETWORK_ID_BYTES_MAX);
        if (kind == SUBMISSION_IDEA) memset(given.title, '\x01', SUBMISSION_TITLE_BYTES_MAX);
        if (kind == SUBMISSION_IDEA) memset(given.text, '\x01', SUBMISSION_TEXT_BYTES_MAX);
        AUTO(json_auto) json_t *json = json_of(&given);
        assert_int_equal(read_json(&read, json), ERR_OK);
        assert_memory_equal(&read, &given, sizeof(given));
    }
}

static void a_cpr_number_is_refused_in_every_text(void **state)
{
    (void)state;
    static const struct {
        enum submission_kind kind;
        size_t offset;
    } table[] = {
        {SUBMISSION_INTEREST, offsetof(struct submission, name)},
        {SUBMISSION_INTEREST, offsetof(struct submission, contact)},
        {SUBMISSION_SEAT, offsetof(struct submission, name)},
        {SUBMISSION_SEAT, offsetof(struct submission, contact)},
        {SUBMISSION_SEAT, offsetof(struct submission, brings)},
        {SUBMISSION_IDEA, offsetof(struct submission, title)},
        {SUBMISSION_IDEA, offsetof(struct submission, text)},
        {SUBMISSION_IDEA, offsetof(struct submission, name)},
        {SUBMISSION_IDEA, offsetof(struct submission, contact)},
    };
    static const char *const numbers[] = {"070761-4285", "Mit er 0707614285, tak"};
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        for (size_t number = 0; number < sizeof(numbers) / sizeof(numbers[0]); number++) {
            struct submission wrong = good_of(table[at].kind);
            AUTO(str_finish) struct str text;
            memcpy((char *)&wrong + table[at].offset, numbers[number], strlen(numbers[number]) + 1);
            assert_string_equal(submission_problem(&wrong), "cpr_number");
            assert_int_equal(submission_to_json(&text, &wrong), ERR_INVALID);
        }
    }
}

static void what_is_wrong_with_a_seat_or_an_idea_has_a_word(void **state)
{
    (void)state;
    static const struct {
        enum submission_kind kind;
        size_t offset;
        const char *value;
        const char *word; /* NULL: nothing */
    } table[] = {
        {SUBMISSION_SEAT, offsetof(struct submission, network), "", "network_missing"},
        {SUBMISSION_SEAT, offsetof(struct submission, name), " ", "name_missing"},
        {SUBMISSION_SEAT, offsetof(struct submission, contact), "", "contact_unusable"},
        {SUBMISSION_SEAT, offsetof(struct submission, notice), "", "notice_missing"},
        {SUBMISSION_SEAT, offsetof(struct submission, brings), "", NULL},
        {SUBMISSION_IDEA, offsetof(struct submission, title), " \t", "title_missing"},
        {SUBMISSION_IDEA, offsetof(struct submission, text), "\n", "text_missing"},
        {SUBMISSION_IDEA, offsetof(struct submission, notice), "", "notice_missing"},
        {SUBMISSION_IDEA, offsetof(struct submission, contact), "2812345", "contact_unusable"},
        {SUBMISSION_IDEA, offsetof(struct submission, contact), "28123456", NULL},
        {SUBMISSION_IDEA, offsetof(struct submission, name), "Bo", NULL},
    };
    for (int kind = 0; kind <= SUBMISSION_IDEA; kind++) {
        struct submission good = good_of((enum submission_kind)kind);
        assert_null(submission_problem(&good));
    }
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        struct submission given = good_of(table[at].kind);
        AUTO(str_finish) struct str text;
        memcpy((char *)&given + table[at].offset, table[at].value, strlen(table[at].value) + 1);
        const char *problem = submission_problem(&given);
        if (table[at].word == NULL) {
            assert_null(problem);
            continue;
        }
        assert_non_null(problem);
        assert_string_equal(problem, table[at].word);
        assert_int_equal(submission_to_json(&text, &given), ERR_INVALID);
    }
}

/* ---- support, and requests by receipt code ---- */

static struct submission request_of(enum submission_kind kind)
{
    struct submission request = {.kind = kind};
    receipt_code_make(request.code);
    receipt_code_hash(request.receipt_hash, request.code);
    memcpy(request.lang, "da", 3);
    if (kind == SUBMISSION_CORRECT) memcpy(request.notice, "2026-1", 7);
    if (kind == SUBMISSION_CORRECT) memcpy(request.name, "Bo", 3);
    return request;
}

static void a_support_and_a_request_come_back(void **state)
{
    (void)state;
    struct submission support = {.kind = SUBMISSION_SUPPORT, .idea = "idea-7", .lang = "ar"};
    struct submission read;
    AUTO(json_auto) json_t *json = json_of(&support);
    assert_int_equal(json_object_size(json), 3); /* no name, no code */
    assert_int_equal(read_json(&read, json), ERR_OK);
    assert_memory_equal(&read, &support, sizeof(read));
    for (int kind = SUBMISSION_WITHDRAW; kind <= SUBMISSION_CORRECT; kind++) {
        struct submission given = request_of((enum submission_kind)kind);
        AUTO(json_auto) json_t *request = json_of(&given);
        assert_int_equal(read_json(&read, request), ERR_OK);
        assert_memory_equal(&read, &given, sizeof(read));
        assert_true(submission_kind_has_code(given.kind));
    }
    struct submission idea = good_idea();
    idea.leans = LEANS_PROJECT;
    AUTO(json_auto) json_t *leaning = json_of(&idea);
    assert_int_equal(read_json(&read, leaning), ERR_OK);
    assert_int_equal(read.leans, LEANS_PROJECT);
    json_object_set_new(leaning, "leans", json_string("neither"));
    assert_int_equal(read_json(&read, leaning), ERR_INVALID);
}

static void a_request_needs_the_code_itself(void **state)
{
    (void)state;
    struct submission support = {.kind = SUBMISSION_SUPPORT};
    assert_string_equal(submission_problem(&support), "idea_missing");
    for (int kind = SUBMISSION_WITHDRAW; kind <= SUBMISSION_CORRECT; kind++) {
        struct submission request = request_of((enum submission_kind)kind);
        assert_null(submission_problem(&request));
        request.receipt_hash[0] ^= 1;
        assert_string_equal(submission_problem(&request), "code_wrong");
        request.receipt_hash[0] ^= 1;
        request.code[0] = '\0';
        assert_string_equal(submission_problem(&request), "code_wrong");
    }
    struct submission correct = request_of(SUBMISSION_CORRECT);
    memcpy(correct.contact, "2812", 5);
    assert_string_equal(submission_problem(&correct), "contact_unusable");
    memcpy(correct.contact, "070761-4285", 12);
    assert_string_equal(submission_problem(&correct), "cpr_number");
    correct.contact[0] = correct.name[0] = '\0';
    assert_string_equal(submission_problem(&correct), "nothing_corrected");
    correct.notice[0] = '\0';
    assert_string_equal(submission_problem(&correct), "notice_missing");
}

static void a_look_alike_or_a_swap_tells_its_group(void **state)
{
    (void)state;
    assert_int_equal(receipt_code_doubtful_group("K7F2-9QXM-3DPA-W6TM"), -1); /* right */
    assert_int_equal(receipt_code_doubtful_group("K7F2-9QXM"), -1);           /* too short */
    int told = 0;
    int wrong = 0;
    for (int at = 0; at < 400; at++) {
        char code[RECEIPT_CODE_TEXT_BYTES];
        receipt_code_make(code);
        char *eight = strchr(code, '8');
        if (eight == NULL) continue;
        *eight = 'B';
        int group = receipt_code_doubtful_group(code);
        told += group >= 0;
        wrong += group >= 0 && group != (int)(eight - code) / 5;
    }
    assert_true(told > 0);
    assert_int_equal(wrong, 0); /* with the true reading among the guesses no other group stands alone */
}

/* ---- ideas and answers on the feed ---- */

static json_t *idea_body(void)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:s}", "id", "idea-1", "title", "En bænk", "text",
                     "Ved søen.", "side", "citizens", "status", "invited", "answer", "Kom.", "network", "alder",
                     "supports", 3, "published", "2026-11-21");
}

static void an_idea_is_read_within_its_limits(void **state)
{
    (void)state;
    static const char *const needed[] = {"id", "title", "text", "side", "status"};
    struct idea idea;
    AUTO(json_auto) json_t *body = idea_body();
    assert_int_equal(idea_from_json(&idea, body), ERR_OK);
    assert_string_equal(idea.network, "alder");
    assert_int_equal(idea.supports, 3);
    idea_finish(&idea);
    for (size_t at = 0; at < sizeof(needed) / sizeof(needed[0]); at++) {
        AUTO(json_auto) json_t *without = idea_body();
        json_object_del(without, needed[at]);
        assert_int_equal(idea_from_json(&idea, without), ERR_INVALID);
    }
    json_object_set_new(body, "status", json_string("not_now"));
    json_object_set_new(body, "supports", json_integer(-4));
    assert_int_equal(idea_from_json(&idea, body), ERR_OK);
    assert_null(idea.network); /* of an earlier status */
    assert_int_equal(idea.supports, 0);
    idea_finish(&idea);
    for (int status = 0; status < IDEA_STATUS_COUNT; status++) {
        assert_int_equal(idea_status_from_name(idea_status_name((enum idea_status)status)), status);
        assert_string_equal(idea_status_name((enum idea_status)status), answer_status_name((enum answer_status)status));
    }
}

static void an_answer_has_only_statuses_of_its_kind(void **state)
{
    (void)state;
    for (int kind = 0; kind < SUBMISSION_KIND_COUNT; kind++) {
        for (int status = 0; status < ANSWER_STATUS_COUNT; status++) {
            struct outcome outcome;
            AUTO(json_auto)
            json_t *body = json_pack("{s:s, s:s, s:i}", "kind", submission_kind_name((enum submission_kind)kind),
                                     "status", answer_status_name((enum answer_status)status), "place", 2);
            bool fits = answer_status_fits((enum answer_status)status, (enum submission_kind)kind);
            assert_int_equal(outcome_from_json(&outcome, body) == ERR_OK, fits);
            if (fits) outcome_finish(&outcome);
        }
    }
    assert_true(answer_status_fits(ANSWER_WAITING_LIST, SUBMISSION_SEAT));
    assert_false(answer_status_fits(ANSWER_WAITING_LIST, SUBMISSION_IDEA));
    assert_false(answer_status_is_for_staff(ANSWER_ERASED, SUBMISSION_SEAT));
    assert_false(answer_status_fits(ANSWER_ERASED, SUBMISSION_SUPPORT));
}

/* ---- one spelling ---- */

static void danish_letters_become_two(void **state)
{
    (void)state;
    AUTO(str_finish) struct str folded;
    str_init(&folded, 100);
    fold_add(&folded, "ÆØÅ æøå É Ã ");
    fold_add(&folded, "\xc3"); /* cut off */
    assert_string_equal(str_text(&folded), "aeoeaa aeoeaa É Ã \xc3");
}

static void what_is_typed_becomes_words_in_quotes(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *query;
    } table[] = {
        {"børn", "\"boern\"*"},       {"  børn  anb ", "\"boern\"* \"anb\"*"},
        {"a\"b", "\"a\"* \"b\"*"},    {"x OR y", "\"x\"* \"OR\"* \"y\"*"},
        {"43-68", "\"43\"* \"68\"*"}, {"żółć", "\"żółć\"*"},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        AUTO(str_finish) struct str query;
        assert_int_equal(fold_query(&query, table[at].typed), ERR_OK);
        assert_string_equal(str_text(&query), table[at].query);
    }
    static const char *const nothing[] = {"", " ", "\"*()", "-"};
    for (size_t at = 0; at < sizeof(nothing) / sizeof(nothing[0]); at++) {
        AUTO(str_finish) struct str query;
        assert_int_equal(fold_query(&query, nothing[at]), ERR_NOT_FOUND);
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

static void what_a_network_gave_and_set_off_is_read(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *body = network_json();
    json_object_set_new(body, "participants", json_pack("[s, s, s]", "citizens", "education", "martians"));
    json_object_set_new(body, "spawned",
                        json_pack("[{s:s}, {s:s}, {s:i}]", "network", "unge", "title", "Et projekt", "title", 7));
    json_object_set_new(body, "gift",
                        json_pack("{s:s, s:s, s:s, s:s}", "state", "shelf", "title", "En bog", "text", "Den kan læses.",
                                  "receiver", "Biblioteket"));
    json_object_set_new(body, "founding_group",
                        json_pack("{s:s, s:i, s:i}", "state", "open", "seats", 12, "asked", 15));
    struct network network;
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    assert_true(network.takes_part[PARTICIPANT_CITIZENS]);
    assert_true(network.takes_part[PARTICIPANT_EDUCATION]);
    assert_false(network.takes_part[PARTICIPANT_MUNICIPALITY]);
    assert_int_equal(network.spawned_count, 2);
    assert_string_equal(network.spawned[0].network, "unge");
    assert_null(network.spawned[0].title);
    assert_string_equal(network.spawned[1].title, "Et projekt");
    assert_int_equal(network.gift.state, GIFT_SHELF);
    assert_string_equal(network.gift.receiver, "Biblioteket");
    assert_int_equal(network.group_asked, 15);
    assert_int_equal(network.group_granted, -1);
    network_finish(&network);
    json_object_del(json_object_get(body, "gift"), "title"); /* half a gift is none */
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    assert_int_equal(network.gift.state, GIFT_NONE);
    assert_null(network.gift.text);
    network_finish(&network);
}

static void phones_are_sent_to_https_or_this_machine_only(void **state)
{
    (void)state;
    static const char *const good[] = {"https://forhal.example", "https://forhal.example:8443/a",
                                       "http://127.0.0.1:8440", "http://localhost", "http://[::1]:80"};
    static const char *const bad[] = {NULL,
                                      "",
                                      "https://",
                                      "https:///",
                                      "https://a.example/",
                                      "http://a.example",
                                      "http://localhost.example",
                                      "http://127.0.0.1.example",
                                      "ftp://127.0.0.1",
                                      "https://a.example/?q=1",
                                      "https://a b",
                                      "javascript:alert"};
    for (size_t at = 0; at < sizeof(good) / sizeof(good[0]); at++) assert_true(site_url_is_public(good[at]));
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) assert_false(site_url_is_public(bad[at]));
    char long_url[300] = "https://";
    memset(long_url + 8, 'a', sizeof(long_url) - 9);
    long_url[200] = '\0';
    assert_true(site_url_is_public(long_url));
    long_url[200] = 'a';
    long_url[201] = '\0';
    assert_false(site_url_is_public(long_url));
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
        cmocka_unit_test(cpr_numbers_are_seen_however_they_are_divided),
        cmocka_unit_test(figures_of_other_kinds_pass),
        cmocka_unit_test(a_contact_is_read_back_in_groups),
        cmocka_unit_test(slips_are_asked_about),
        cmocka_unit_test(a_number_is_told_from_an_address_by_its_beginning),
        cmocka_unit_test(figures_become_latin),
        cmocka_unit_test(a_submission_comes_back),
        cmocka_unit_test(the_longest_submission_fits),
        cmocka_unit_test(a_submission_of_another_form_is_refused),
        cmocka_unit_test(what_is_wrong_has_a_word),
        cmocka_unit_test(seats_and_ideas_come_back),
        cmocka_unit_test(every_way_to_come_and_every_side_comes_back),
        cmocka_unit_test(a_member_that_its_kind_does_not_have_is_not_there),
        cmocka_unit_test(a_seat_or_idea_of_another_form_is_refused),
        cmocka_unit_test(an_unknown_way_to_come_or_side_is_refused),
        cmocka_unit_test(every_text_has_its_limit_and_one_past_is_refused),
        cmocka_unit_test(the_longest_seat_and_idea_fit),
        cmocka_unit_test(a_cpr_number_is_refused_in_every_text),
        cmocka_unit_test(what_is_wrong_with_a_seat_or_an_idea_has_a_word),
        cmocka_unit_test(danish_letters_become_two),
        cmocka_unit_test(what_is_typed_becomes_words_in_quotes),
        cmocka_unit_test(a_network_needs_little),
        cmocka_unit_test(a_network_without_its_heart_is_none),
        cmocka_unit_test(what_is_over_a_limit_is_cut),
        cmocka_unit_test(what_a_network_gave_and_set_off_is_read),
        cmocka_unit_test(phones_are_sent_to_https_or_this_machine_only),
        cmocka_unit_test(names_go_there_and_back),
        cmocka_unit_test(the_demo_content_is_read),
        cmocka_unit_test(a_support_and_a_request_come_back),
        cmocka_unit_test(a_request_needs_the_code_itself),
        cmocka_unit_test(a_look_alike_or_a_swap_tells_its_group),
        cmocka_unit_test(an_idea_is_read_within_its_limits),
        cmocka_unit_test(an_answer_has_only_statuses_of_its_kind),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
