/* tests/unit/test_receipt_code.c - receipt codes: made, read, mistyped. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/model/receipt_code.h"

enum { CODES_TRIED = 200 };

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

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_made_code_can_be_read),      cmocka_unit_test(every_wrong_symbol_is_found),
        cmocka_unit_test(swapped_neighbours_are_found), cmocka_unit_test(people_type_codes_as_they_like),
        cmocka_unit_test(a_hash_names_one_code),        cmocka_unit_test(a_look_alike_or_a_swap_tells_its_group),
    };
    return cmocka_run_group_tests_name("receipt_code", tests, NULL, NULL);
}
