/* tests/screens/test_words.c - texts in the visitor's language, from the catalogues of the build. The binaries'
 * folder is $FORHAL_BUILD, or build. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* setenv */
#endif
#include "tests/screens/cmocka_all.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/words.h"

static const char *locale_folder(char out[PATH_MAX])
{
    const char *build = getenv("FORHAL_BUILD");
    snprintf(out, PATH_MAX, "%s/locale", build != NULL ? build : "build");
    return out;
}

/* First, since a catalogue once opened stays open. */
static void without_catalogues_all_is_danish(void **state)
{
    (void)state;
    assert_int_equal(words_open("/nowhere at all"), ERR_NOT_FOUND);
    words_use("en");
    assert_string_equal(WORDS("Hjælp"), "Hjælp");
    assert_string_equal(words_get_count("%d plads", "%d pladser", 1), "%d plads");
    assert_string_equal(words_get_count("%d plads", "%d pladser", 2), "%d pladser");
}

static void the_catalogues_of_the_build_can_be_opened(void **state)
{
    (void)state;
    char path[PATH_MAX];
    assert_int_equal(words_open(locale_folder(path)), ERR_OK);
}

static void every_language_has_a_word_of_its_own_for_help(void **state)
{
    (void)state;
    const char *seen[LANGUAGES_COUNT];
    for (size_t at = 0; at < LANGUAGES_COUNT; at++) {
        words_use(languages[at].code);
        seen[at] = WORDS("Hjælp");
        for (size_t other = 0; other < at; other++) assert_string_not_equal(seen[at], seen[other]);
    }
    assert_string_equal(seen[0], "Hjælp");
    words_use("en");
    assert_string_equal(WORDS("Hjælp"), "Help");
}

static void a_text_stays_where_it_is_when_the_language_changes(void **state)
{
    (void)state;
    words_use("en");
    const char *help = WORDS("Hjælp");
    for (size_t at = 0; at < LANGUAGES_COUNT; at++) {
        words_use(languages[at].code);
        (void)WORDS("Hjælp");
    }
    words_use("en");
    assert_string_equal(help, "Help");
    assert_ptr_equal(WORDS("Hjælp"), help);
}

static void an_unknown_language_is_danish(void **state)
{
    (void)state;
    words_use("xx");
    assert_string_equal(WORDS("Hjælp"), "Hjælp");
    words_use("en");
    assert_string_equal(WORDS("Hjælp"), "Help");
    words_use("da");
    assert_string_equal(WORDS("Hjælp"), "Hjælp");
}

static void an_unknown_text_comes_back_as_it_is(void **state)
{
    (void)state;
    static const char text[] = "Det siger vi ingen steder";
    words_use("pl");
    assert_ptr_equal(words_get(text), text);
    words_use("da");
    assert_ptr_equal(words_get(text), text);
}

static void polish_has_three_forms(void **state)
{
    (void)state;
    words_use("pl");
    static const unsigned long few[] = {2, 3, 4, 22, 24, 104};
    static const unsigned long many[] = {0, 5, 11, 12, 14, 21, 25, 112};
    const char *one = words_get_count("%d plads", "%d pladser", 1);
    const char *two = words_get_count("%d plads", "%d pladser", 2);
    const char *five = words_get_count("%d plads", "%d pladser", 5);
    assert_string_not_equal(one, two);
    assert_string_not_equal(one, five);
    assert_string_not_equal(two, five);
    assert_string_not_equal(one, "%d plads");
    for (size_t at = 0; at < sizeof(few) / sizeof(few[0]); at++)
        assert_string_equal(words_get_count("%d plads", "%d pladser", few[at]), two);
    for (size_t at = 0; at < sizeof(many) / sizeof(many[0]); at++)
        assert_string_equal(words_get_count("%d plads", "%d pladser", many[at]), five);
}

static void other_languages_count_too(void **state)
{
    (void)state;
    words_use("en");
    assert_string_not_equal(words_get_count("%d plads", "%d pladser", 1), words_get_count("%d plads", "%d pladser", 2));
    words_use("ar");
    const char *two = words_get_count("%d plads", "%d pladser", 2);
    const char *three = words_get_count("%d plads", "%d pladser", 3);
    const char *eleven = words_get_count("%d plads", "%d pladser", 11);
    assert_string_not_equal(two, three);
    assert_string_not_equal(three, eleven);
    words_use("da");
    assert_string_equal(words_get_count("%d plads", "%d pladser", 1), "%d plads");
    assert_string_equal(words_get_count("%d plads", "%d pladser", 0), "%d pladser");
}

static void languages_are_found_by_their_code(void **state)
{
    (void)state;
    assert_string_equal(languages[0].code, "da");
    for (size_t at = 0; at < LANGUAGES_COUNT; at++) {
        const struct language *language = language_find(languages[at].code);
        assert_ptr_equal(language, &languages[at]);
        bool right = strcmp(language->code, "ar") == 0 || strcmp(language->code, "ur") == 0;
        assert_int_equal(language->right_to_left, right);
        assert_true(language->name[0] != '\0');
    }
    static const char *const unknown[] = {"", "d", "da_DK", "DA", "xx"};
    for (size_t at = 0; at < sizeof(unknown) / sizeof(unknown[0]); at++) assert_null(language_find(unknown[at]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_catalogues_all_is_danish),
        cmocka_unit_test(the_catalogues_of_the_build_can_be_opened),
        cmocka_unit_test(every_language_has_a_word_of_its_own_for_help),
        cmocka_unit_test(a_text_stays_where_it_is_when_the_language_changes),
        cmocka_unit_test(an_unknown_language_is_danish),
        cmocka_unit_test(an_unknown_text_comes_back_as_it_is),
        cmocka_unit_test(polish_has_three_forms),
        cmocka_unit_test(other_languages_count_too),
        cmocka_unit_test(languages_are_found_by_their_code),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
