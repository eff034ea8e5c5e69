/* tests/screens/test_grapheme.c - one letter is what a person sees as one, in every language of the screen. */
#include "tests/screens/cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "kiosk/caret.h"
#include "kiosk/grapheme.h"

/* Each of these is one letter between an a and a b. */
static const char *const one_letter[] = {
    "x",
    "å",
    "e\xcc\x81",                                                                /* e and an acute */
    "n\xcc\x83\xcc\xb1",                                                        /* n with two marks */
    "ź",                                                                        /* Polish */
    "\xd9\x85\xd9\x91\xd9\x8e",                                                 /* meem with shadda and fatha */
    "\xda\xa9\xd9\x90",                                                         /* Urdu kaf with zer */
    "\xdb\x81\xd9\x94",                                                         /* Urdu heh with hamza above */
    "\xf0\x9f\x8c\xbc",                                                         /* a flower */
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",                             /* mother and daughter, joined */
    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", /* a family of three */
    "\xf0\x9f\x87\xa9\xf0\x9f\x87\xb0",                                         /* the Danish flag */
    "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd",                                         /* a thumb with a skin tone */
    "\xe2\x9d\xa4\xef\xb8\x8f",                                                 /* a heart, as a picture */
};

static void one_letter_is_passed_over_both_ways(void **state)
{
    (void)state;
    for (size_t at = 0; at < sizeof(one_letter) / sizeof(one_letter[0]); at++) {
        char text[64];
        snprintf(text, sizeof(text), "a%sb", one_letter[at]);
        size_t end = 1 + strlen(one_letter[at]);
        assert_int_equal(grapheme_after(text, 1), end);
        assert_int_equal(grapheme_before(text, end), 1);
        assert_int_equal(grapheme_before(text, end - 1), end == 2 ? 0 : 1); /* from inside it, too */
        assert_int_equal(grapheme_count(text, strlen(text)), 3);
    }
}

static void two_flags_are_two_letters(void **state)
{
    (void)state;
    const char text[] = "\xf0\x9f\x87\xa9\xf0\x9f\x87\xb0\xf0\x9f\x87\xb5\xf0\x9f\x87\xb1";
    assert_int_equal(grapheme_count(text, strlen(text)), 2);
    assert_int_equal(grapheme_before(text, 16), 8);
    assert_int_equal(grapheme_after(text, 0), 8);
}

static void the_ends_stay_where_they_are(void **state)
{
    (void)state;
    assert_int_equal(grapheme_before("abc", 0), 0);
    assert_int_equal(grapheme_after("abc", 3), 3);
    assert_int_equal(grapheme_before("abc", 99), 2);
    assert_int_equal(grapheme_after("", 0), 0);
    assert_int_equal(grapheme_count("", 0), 0);
}

static void what_is_cut_is_cut_between_letters(void **state)
{
    (void)state;
    assert_int_equal(grapheme_fit("abc", 3), 3);
    assert_int_equal(grapheme_fit("abc", 2), 2);
    assert_int_equal(grapheme_fit("re\xcc\x81", 3), 1);
    assert_int_equal(grapheme_fit("re\xcc\x81", 4), 4);
    assert_int_equal(grapheme_fit("\xf0\x9f\x87\xa9\xf0\x9f\x87\xb0", 7), 0);
}

static void the_longest_text_is_taken_whole_and_a_longer_one_to_the_limit(void **state)
{
    (void)state;
    static char text[GRAPHEME_TEXT_BYTES_MAX + 10];
    static char starts[GRAPHEME_TEXT_BYTES_MAX];
    memset(text, 'x', sizeof(text) - 1);
    assert_int_equal(grapheme_starts(text, sizeof(text) - 1, starts), GRAPHEME_TEXT_BYTES_MAX);
    text[GRAPHEME_TEXT_BYTES_MAX] = '\0';
    assert_int_equal(grapheme_count(text, strlen(text)), GRAPHEME_TEXT_BYTES_MAX);
    assert_int_equal(grapheme_before(text, GRAPHEME_TEXT_BYTES_MAX), GRAPHEME_TEXT_BYTES_MAX - 1);
}

static void a_word_begins_after_the_blank_before_it(void **state)
{
    (void)state;
    assert_int_equal(word_before("to ord", 6), 3);
    assert_int_equal(word_before("to ord  ", 8), 3);
    assert_int_equal(word_before("to", 2), 0);
    assert_int_equal(word_before("  ", 2), 0);
    assert_int_equal(word_before("to ord", 0), 0);
}

/* Two lines of three places each. */
static const struct caret_stop stops[] = {
    {10, 0, 20, 0}, {20, 0, 20, 1}, {30, 0, 20, 2}, {10, 20, 20, 3}, {20, 20, 20, 4}, {30, 20, 20, 5},
};
enum { STOPS = sizeof(stops) / sizeof(stops[0]) };

static void the_nearest_place_is_in_the_nearest_line(void **state)
{
    (void)state;
    assert_int_equal(caret_nearest(stops, STOPS, 14, 5), 0);
    assert_int_equal(caret_nearest(stops, STOPS, 16, 5), 1);
    assert_int_equal(caret_nearest(stops, STOPS, 500, 19), 2);
    assert_int_equal(caret_nearest(stops, STOPS, 500, 20), 5);
    assert_int_equal(caret_nearest(stops, STOPS, -500, 500), 3);
    assert_int_equal(caret_nearest(stops, STOPS, 20, -500), 1);
    assert_int_equal(caret_nearest(stops, 0, 20, 0), 0);
}

static void up_and_down_keep_to_the_column(void **state)
{
    (void)state;
    assert_int_equal(caret_line(stops, STOPS, 1, 1), 4);
    assert_int_equal(caret_line(stops, STOPS, 4, -1), 1);
    assert_int_equal(caret_line(stops, STOPS, 1, -1), 1);
    assert_int_equal(caret_line(stops, STOPS, 5, 1), 5);
    assert_int_equal(caret_line(stops, STOPS, 77, 1), 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_letter_is_passed_over_both_ways),
        cmocka_unit_test(two_flags_are_two_letters),
        cmocka_unit_test(the_ends_stay_where_they_are),
        cmocka_unit_test(what_is_cut_is_cut_between_letters),
        cmocka_unit_test(the_longest_text_is_taken_whole_and_a_longer_one_to_the_limit),
        cmocka_unit_test(a_word_begins_after_the_blank_before_it),
        cmocka_unit_test(the_nearest_place_is_in_the_nearest_line),
        cmocka_unit_test(up_and_down_keep_to_the_column),
    };
    return cmocka_run_group_tests_name("grapheme", tests, NULL, NULL);
}
