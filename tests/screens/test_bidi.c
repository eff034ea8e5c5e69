/* tests/screens/test_bidi.c - in what order the parts of a line stand when scripts meet. */
#include "tests/screens/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/bidi.h"

static size_t runs_of(struct run out[BIDI_RUNS_MAX], const char *line)
{
    return bidi_runs(out, line, strlen(line));
}

static void assert_run(const char *line, const struct run *run, const char *text, bool right_to_left,
                       enum script script)
{
    if (run->bytes != strlen(text) || memcmp(line + run->start, text, run->bytes) != 0)
        fail_msg("a run is \"%.*s\", wanted \"%s\"", (int)run->bytes, line + run->start, text);
    assert_int_equal(run->right_to_left, right_to_left);
    assert_int_equal(run->script, script);
}

/* Every byte is in exactly one run. */
static void assert_whole(const char *line, const struct run *runs, size_t count)
{
    size_t length = strlen(line);
    char *seen = calloc(length + 1, 1);
    assert_non_null(seen);
    for (size_t at = 0; at < count; at++) {
        assert_true(runs[at].bytes > 0 && runs[at].start + runs[at].bytes <= length);
        for (size_t byte = 0; byte < runs[at].bytes; byte++) assert_int_equal(seen[runs[at].start + byte]++, 0);
    }
    assert_null(memchr(seen, 0, length));
    free(seen);
}

static void a_latin_line_is_one_run(void **state)
{
    (void)state;
    static const char *const lines[] = {"Hjælp",  "28 12 34 56",           "Søren (Ø) – »ja«, 3 + 4",
                                        "Türkçe", "Zażółć gęślą jaźń ąćę", "\xe2\x80\xa6"};
    for (size_t at = 0; at < sizeof(lines) / sizeof(lines[0]); at++) {
        struct run runs[BIDI_RUNS_MAX];
        assert_int_equal(runs_of(runs, lines[at]), 1);
        assert_run(lines[at], &runs[0], lines[at], false, SCRIPT_LATIN);
    }
}

static void an_arabic_line_is_one_run(void **state)
{
    (void)state;
    static const char *const lines[] = {"مرحبا", "اضغط هنا", "مدد چاہیے"};
    for (size_t at = 0; at < sizeof(lines) / sizeof(lines[0]); at++) {
        struct run runs[BIDI_RUNS_MAX];
        assert_int_equal(runs_of(runs, lines[at]), 1);
        assert_run(lines[at], &runs[0], lines[at], true, SCRIPT_ARABIC);
    }
}

static void an_empty_line_has_no_runs(void **state)
{
    (void)state;
    struct run runs[BIDI_RUNS_MAX];
    assert_int_equal(bidi_runs(runs, "", 0), 0);
    assert_int_equal(bidi_runs(runs, "abc", 0), 0);
}

static void a_danish_name_in_arabic_stands_left_of_what_came_before(void **state)
{
    (void)state;
    static const char line[] = "اسمك Jørgen Ørsted هنا";
    struct run runs[BIDI_RUNS_MAX];
    size_t count = runs_of(runs, line);
    assert_whole(line, runs, count);
    assert_int_equal(count, 4);
    assert_run(line, &runs[0], "هنا", true, SCRIPT_ARABIC);
    assert_run(line, &runs[1], " ", true, SCRIPT_LATIN); /* a blank is drawn in the font before it */
    assert_run(line, &runs[2], "Jørgen Ørsted", false, SCRIPT_LATIN);
    assert_run(line, &runs[3], "اسمك ", true, SCRIPT_ARABIC);
}

/* Naskh has no such quotes: they would be empty boxes. */
static void quotes_in_urdu_are_drawn_in_the_font_that_has_them(void **state)
{
    (void)state;
    static const char line[] = "”کیا ہوا؟“ دبائیں";
    struct run runs[BIDI_RUNS_MAX];
    size_t count = runs_of(runs, line);
    assert_whole(line, runs, count);
    assert_int_equal(count, 4);
    assert_run(line, &runs[0], "دبائیں", true, SCRIPT_ARABIC);
    assert_run(line, &runs[1], "“ ", true, SCRIPT_LATIN);
    assert_run(line, &runs[2], "کیا ہوا؟", true, SCRIPT_ARABIC);
    assert_run(line, &runs[3], "”", true, SCRIPT_LATIN);
}

static void an_arabic_name_in_danish_stands_in_its_place(void **state)
{
    (void)state;
    static const char line[] = "Hej محمد علي, velkommen";
    struct run runs[BIDI_RUNS_MAX];
    size_t count = runs_of(runs, line);
    assert_whole(line, runs, count);
    assert_int_equal(count, 3);
    assert_run(line, &runs[0], "Hej ", false, SCRIPT_LATIN);
    assert_run(line, &runs[1], "محمد علي", true, SCRIPT_ARABIC);
    assert_run(line, &runs[2], ", velkommen", false, SCRIPT_LATIN);
}

/* What one reads from the left when every run is laid down in its own direction; only ASCII is kept. */
static void ascii_from_the_left(const char *line, char *out)
{
    struct run runs[BIDI_RUNS_MAX];
    size_t count = runs_of(runs, line);
    assert_true(count > 0);
    assert_whole(line, runs, count);
    for (size_t at = 0; at < count; at++) {
        for (size_t byte = 0; byte < runs[at].bytes; byte++) {
            size_t place = runs[at].right_to_left ? runs[at].bytes - 1 - byte : byte;
            char letter = line[runs[at].start + place];
            if ((unsigned char)letter < 0x80) *out++ = letter;
        }
    }
    *out = '\0';
}

/* The catalogues of words put what comes from outside between U+2066 or U+2068 and U+2069. */
static void a_telephone_number_in_arabic_is_read_from_the_left(void **state)
{
    (void)state;
    char read[128];
    ascii_from_the_left("اتصل على \u2066+45 43 68 68 69\u2069 اليوم", read);
    assert_string_equal(read, " +45 43 68 68 69  ");
    ascii_from_the_left("الهاتف: 43686869", read);
    assert_string_equal(read, "43686869 :");
    ascii_from_the_left("من \u2068Jørgen\u2069، \u206643 68 68 69\u2069", read);
    assert_string_equal(read, "43 68 68 69 Jrgen ");
}

static void parentheses_stay_around_what_they_hold(void **state)
{
    (void)state;
    static const char line[] = "نص (Dansk) نص";
    struct run runs[BIDI_RUNS_MAX];
    size_t count = runs_of(runs, line);
    assert_whole(line, runs, count);
    assert_int_equal(count, 5);
    assert_run(line, &runs[0], "نص", true, SCRIPT_ARABIC);
    assert_run(line, &runs[1], ") ", true, SCRIPT_LATIN); /* drawn from the right, so that it looks like "(" */
    assert_run(line, &runs[2], "Dansk", false, SCRIPT_LATIN);
    assert_run(line, &runs[3], "(", true, SCRIPT_LATIN);
    assert_run(line, &runs[4], "نص ", true, SCRIPT_ARABIC);
    char read[64];
    ascii_from_the_left("(مرحبا)", read);
    assert_string_equal(read, ")("); /* and mirrored: "(" at the left */
}

static void a_danish_line_marked_as_arabic_runs_to_the_left(void **state)
{
    (void)state;
    static const char line[] = "\u200fFounding Group: هنا";
    struct run runs[BIDI_RUNS_MAX];
    size_t count = runs_of(runs, line);
    assert_whole(line, runs, count);
    assert_true(count >= 3);
    assert_run(line, &runs[0], "هنا", true, SCRIPT_ARABIC);
}

static void a_line_has_as_many_letters_as_it_says(void **state)
{
    (void)state;
    struct run runs[BIDI_RUNS_MAX];
    char line[2 * (BIDI_LETTERS_MAX + 1) + 1];
    for (size_t at = 0; at <= BIDI_LETTERS_MAX; at++) memcpy(line + 2 * at, "ب", 3);
    assert_int_equal(bidi_runs(runs, line, 2 * (size_t)BIDI_LETTERS_MAX), 1);
    assert_int_equal(runs[0].bytes, 2 * BIDI_LETTERS_MAX);
    assert_int_equal(bidi_runs(runs, line, 2 * ((size_t)BIDI_LETTERS_MAX + 1)), 0);
    memset(line, 'x', sizeof(line) - 1); /* Latin is not taken apart and has no limit */
    assert_int_equal(bidi_runs(runs, line, sizeof(line) - 1), 1);
}

static void a_line_has_as_many_runs_as_it_says(void **state)
{
    (void)state;
    struct run runs[BIDI_RUNS_MAX + 1];
    char line[3 * (BIDI_RUNS_MAX + 1) + 1] = "";
    size_t used = 0;
    for (size_t count = 1; count <= BIDI_RUNS_MAX + 1; count++) {
        const char *letter = count % 2 == 1 ? "ب" : "x";
        memcpy(line + used, letter, strlen(letter) + 1);
        used += strlen(letter);
        memset(&runs[BIDI_RUNS_MAX], 0x5a, sizeof(runs[0]));
        struct run guard = runs[BIDI_RUNS_MAX];
        size_t got = runs_of(runs, line);
        assert_int_equal(got, count <= BIDI_RUNS_MAX ? count : 0);
        if (got > 0) assert_whole(line, runs, got);
        assert_memory_equal(&runs[BIDI_RUNS_MAX], &guard, sizeof(guard));
    }
}

static void a_letter_that_is_cut_off_is_no_line(void **state)
{
    (void)state;
    struct run runs[BIDI_RUNS_MAX];
    assert_int_equal(bidi_runs(runs, "ببب", 5), 0);
}

static void the_first_strong_letter_says_where_a_text_starts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool right;
    } table[] = {
        {"\u200fDansk", true}, /* marked */
        {"\u200e مرحبا", false},
        {"\u2068Dansk\u2069 مرحبا", true}, /* what is isolated does not count */
        {"\u200f\u2066Dansk\u2069 مرحبا", true},
        {"\u2067مرحبا\u2069 Dansk", false},
        {"\u2068Dansk", false},
        {"مرحبا", true},
        {"(28) مرحبا", true},
        {"… مرحبا", true},
        {"اردو Dansk", true},
        {"Dansk اردو", false},
        {"Ærø مرحبا", false},
        {"łódź", false},
        {"İş", false},
        {"28 12 34 56", false},
        {"", false},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        if (bidi_starts_right(table[at].text, strlen(table[at].text)) != table[at].right)
            fail_msg("\"%s\" starts at the other side", table[at].text);
    }
    assert_false(bidi_starts_right("مرحبا", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_latin_line_is_one_run),
        cmocka_unit_test(an_arabic_line_is_one_run),
        cmocka_unit_test(an_empty_line_has_no_runs),
        cmocka_unit_test(a_danish_name_in_arabic_stands_left_of_what_came_before),
        cmocka_unit_test(quotes_in_urdu_are_drawn_in_the_font_that_has_them),
        cmocka_unit_test(an_arabic_name_in_danish_stands_in_its_place),
        cmocka_unit_test(a_telephone_number_in_arabic_is_read_from_the_left),
        cmocka_unit_test(parentheses_stay_around_what_they_hold),
        cmocka_unit_test(a_danish_line_marked_as_arabic_runs_to_the_left),
        cmocka_unit_test(a_line_has_as_many_letters_as_it_says),
        cmocka_unit_test(a_line_has_as_many_runs_as_it_says),
        cmocka_unit_test(a_letter_that_is_cut_off_is_no_line),
        cmocka_unit_test(the_first_strong_letter_says_where_a_text_starts),
    };
    return cmocka_run_group_tests_name("bidi", tests, NULL, NULL);
}
