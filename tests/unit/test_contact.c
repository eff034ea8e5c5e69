/* tests/unit/test_contact.c - ways to reach people, CPR numbers, the figures of any keyboard. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/model/contact.h"
#include "sync/model/digit.h"

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

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
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
    };
    return cmocka_run_group_tests_name("contact", tests, NULL, NULL);
}
