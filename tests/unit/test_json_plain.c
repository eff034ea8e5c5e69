/* tests/unit/test_json_plain.c - the quick way through JSON makes what jansson makes, or leaves it to jansson. */
#include "tests/unit/folder.h"

#include <stdlib.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/base/json_plain.h"

enum { DEPTH = 8, FILE_BYTES_MAX = 1024 * 1024 };

static json_t *with_jansson(const char *text, size_t bytes)
{
    return json_loadb(text, bytes, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
}

/* As texts, so that the order of members counts, too. */
static void assert_same(const json_t *left, const json_t *right)
{
    char *one = json_dumps(left, JSON_COMPACT | JSON_ENCODE_ANY);
    char *other = json_dumps(right, JSON_COMPACT | JSON_ENCODE_ANY);
    assert_non_null(one);
    assert_non_null(other);
    assert_string_equal(one, other);
    assert_true(json_equal(left, right));
    free(one);
    free(other);
}

/* True when the quick way was taken; then jansson agrees. */
static bool is_plain(const char *text, size_t bytes, size_t depth_max)
{
    AUTO(json_auto) json_t *quick = json_plain_parse(text, bytes, depth_max);
    AUTO(json_auto) json_t *slow = with_jansson(text, bytes);
    if (quick == NULL) return false;
    assert_non_null(slow);
    assert_same(quick, slow);
    return true;
}

static void what_is_plain_is_read_as_jansson_reads_it(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{}",
        "[]",
        "\"\"",
        "0",
        "-0",
        "-17",
        "999999999999999999",
        "-999999999999999999",
        "true",
        "false",
        "null",
        " \t\r\n[ 1 , 2 ,\n3 ] ",
        "{\"a\":{\"b\":[{},[],\"c\"]},\"d\":null}",
        "{\"\":1}",
        "\"R\xc3\xb8"
        "d gr\xc3\xb8"
        "d \xf0\x9f\x8c\xb8\"",
        "\"\x7f\"",
        "\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\"",
        "[\"\\\\\"]",
        "[[[[[[[[1]]]]]]]]",
    };
    for (size_t at = 0; at < sizeof(texts) / sizeof(texts[0]); at++) {
        if (!is_plain(texts[at], strlen(texts[at]), DEPTH)) fail_msg("left to jansson: %s", texts[at]);
    }
}

static void the_rest_is_left_to_jansson(void **state)
{
    (void)state;
    static const char *const texts[] = {
        /* fit, and out of the way */
        "1.5",
        "1e3",
        "1E3",
        "1000000000000000000",
        "9223372036854775807",
        "9999999999999999999",
        "-9999999999999999999",
        "123456789012345678901234567890",
        "\"\\u00e6\"",
        "{\"\xc3\xa6\":1}",
        "{\"a\\n\":1}",
        /* no JSON */
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "\"",
        "\"a",
        "\"\\",
        "\"\\\"",
        "\"\\x\"",
        "\"a\nb\"",
        "\"\xc3\"",
        "\"\xc0\x80\"",
        "\"\xed\xa0\x80\"",
        "01",
        "-",
        "-a",
        "+1",
        ".5",
        "1.",
        "1e",
        "0x1",
        "--1",
        "tru",
        "truee",
        "True",
        "nul",
        "1 2",
        "[] []",
        "'a'",
        "/**/1",
        "\xef\xbb\xbf{}",
        "{\"a\":1,\"a\":2}",
        "[1}",
        "{\"a\":1]",
        /* too deep */
        "[[[[[[[[[1]]]]]]]]]",
        "[[[[[[[[{}]]]]]]]]",
    };
    for (size_t at = 0; at < sizeof(texts) / sizeof(texts[0]); at++) {
        if (is_plain(texts[at], strlen(texts[at]), DEPTH)) fail_msg("not left to jansson: %s", texts[at]);
    }
    assert_false(is_plain("[\"a\0b\"]", 8, DEPTH));
    assert_false(is_plain("[1]\0", 4, DEPTH));
    assert_false(is_plain("[]", 2, 0));
    assert_true(is_plain("17", 2, 0));
}

static void the_verdict_is_the_same_either_way(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *json = NULL;
    struct json_problem problem;
    static const char twice[] = "{\"a\":1,\n\"a\":2}";
    assert_int_equal(json_parse(&json, "[1.5,\"\\u00e6\"]", 14, 100, DEPTH, NULL), ERR_OK);
    assert_string_equal(json_string_value(json_array_get(json, 1)), "\xc3\xa6");
    json_decref(json);
    json = NULL;
    assert_int_equal(json_parse(&json, twice, strlen(twice), 100, DEPTH, &problem), ERR_INVALID);
    assert_null(json);
    assert_int_equal(problem.line, 2);
    assert_int_equal(json_parse(&json, "[[1]]", 5, 100, 1, &problem), ERR_TOO_LARGE);
    assert_int_equal(json_parse(&json, "[[1]]", 5, 4, DEPTH, &problem), ERR_TOO_LARGE);
    assert_null(json);
}

/* What is shown in Albertslund, whole and with bytes changed, cut off and doubled by a fixed row of chance. */
static void both_agree_on_whatever_comes(void **state)
{
    (void)state;
    enum { TRIES = 3000, PLAIN_MIN = 300, CHANGES_MAX = 4, DEPTH_MAX = 16 };
    static const char marks[] = "{}[]\",:\\0-1.eEtn \n\xc3\xb8\x01";
    AUTO(str_finish) struct str text;
    uint32_t chance = 2014;
    int plain = 0;
    assert_int_equal(file_read(&text, "assets/content/albertslund-2014.json", FILE_BYTES_MAX), ERR_OK);
    assert_true(is_plain(str_text(&text), text.length, DEPTH_MAX));
    AUTO(json_auto) json_t *content = with_jansson(str_text(&text), text.length);
    json_t *network = json_array_get(json_object_get(content, "networks"), 0);
    assert_int_equal(json_object_del(network, "translations"), 0);
    char *piece = json_dumps(network, JSON_COMPACT);
    assert_non_null(piece);
    size_t length = strlen(piece);
    for (int at = 0; at < TRIES; at++) {
        char *changed = malloc(length);
        assert_non_null(changed);
        memcpy(changed, piece, length);
        for (uint32_t change = 0; change < 1 + chance % CHANGES_MAX; change++) {
            chance = chance * 1664525U + 1013904223U;
            changed[(chance >> 8) % length] = marks[(chance >> 4) % (sizeof(marks) - 1)];
        }
        size_t bytes = at % 3 == 0 ? (chance >> 8) % length : length;
        plain += is_plain(changed, bytes, DEPTH_MAX) ? 1 : 0;
        free(changed);
    }
    free(piece);
    assert_in_range(plain, PLAIN_MIN, TRIES - PLAIN_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_plain_is_read_as_jansson_reads_it),
        cmocka_unit_test(the_rest_is_left_to_jansson),
        cmocka_unit_test(the_verdict_is_the_same_either_way),
        cmocka_unit_test(both_agree_on_whatever_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
