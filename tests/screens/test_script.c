/* tests/screens/test_script.c - forhal-kiosk as a process: scripts that fail say where and why; exit statuses. */
#include "tests/screens/programs.h"

#include <sqlite3.h>
#include <sys/stat.h>

static struct said said;

/* Runs the kiosk with the script `text` on the demo content. */
static void run_script(const struct folder *folder, const char *text)
{
    char data[PATH_MAX];
    char script[PATH_MAX];
    program_data(folder, "data", data);
    program_write(folder_path(folder, "visit.script", script), text);
    const char *arguments[] = {"--data", data, "--script", script, "--shots", folder->path, "--size", "540x960", NULL};
    program_run(folder, "forhal-kiosk", arguments, &said);
}

static void run_kiosk(const struct folder *folder, const char *const *arguments)
{
    program_run(folder, "forhal-kiosk", arguments, &said);
}

static void assert_status(int wanted)
{
    if (said.status != wanted) fail_msg("it ended with %d, not %d: %s%s", said.status, wanted, said.out, said.err);
}

static void assert_says(const char *words)
{
    if (strstr(said.err, words) == NULL) fail_msg("\"%s\" is not in: %s", words, said.err);
}

/* It fails at `line` with `words`. */
static void assert_fails_at(const struct folder *folder, int line, const char *words)
{
    char where[PATH_MAX + 16];
    char script[PATH_MAX];
    snprintf(where, sizeof(where), "%s:%d: ", folder_path(folder, "visit.script", script), line);
    assert_status(1);
    assert_says(where);
    assert_says(words);
}

static void a_whole_visit_ends_well(void **state)
{
    run_script(*state, "# somebody comes by\n"
                       "\n"
                       "expect \"Rør ved vandet\"\n"
                       "  tap \"Rør ved vandet\"  \r\n"
                       "tap \"Frivilligt arbejde\"\n"
                       "tap \"Jeg er interesseret\"\n"
                       "tap \"Det er fint, videre\"\n"
                       "type \"Gørild Ærø-Åsen 2\"\n"
                       "tap \"Videre\"\n"
                       "type \"gorild@example.dk\"\n"
                       "tap \"Færdig\"\n"
                       "expect \"Gørild Ærø-Åsen 2\"\n"
                       "refuse \"Tak.\"\n"
                       "tap \"Send til sekretariatet\"\n"
                       "expect \"Tak. Din interesse er gemt.\"\n"
                       "wait 89s\n"
                       "expect \"Er du der stadig?\"\n"
                       "wait 2000ms\n"
                       "expect \"Rør ved vandet\"\n"
                       "refuse \"Gørild\"");
    assert_status(0);
    assert_string_equal(said.err, "");
}

static void an_empty_script_ends_well(void **state)
{
    run_script(*state, "");
    assert_status(0);
}

static void an_unknown_verb_is_answered_with_the_known_ones(void **state)
{
    run_script(*state, "# first\n\npress \"Rør ved vandet\"\n");
    assert_fails_at(*state, 3, "there is no verb \"press\": tap, hold, type");
}

static void a_verb_must_be_whole(void **state)
{
    run_script(*state, "ta \"Rør ved vandet\"\n");
    assert_fails_at(*state, 1, "there is no verb \"ta\"");
}

static void a_label_that_is_not_there_is_answered_with_those_that_are(void **state)
{
    run_script(*state, "tap \"Rør ved vandet\"\ntap \"Tilmeld dig\"\n");
    assert_fails_at(*state, 2, "nothing called \"Tilmeld dig\" can be pressed on the screen \"board\"");
    assert_says("\"Frivilligt arbejde\"");
    assert_says("\"Hjælp\"");
}

static void a_label_must_be_whole(void **state)
{
    run_script(*state, "tap \"Rør ved vandet\"\ntap \"Frivilligt\"\n");
    assert_fails_at(*state, 2, "nothing called \"Frivilligt\"");
}

static void missing_quotes_are_asked_for(void **state)
{
    static const char *const scripts[] = {"tap Hjælp\n", "tap \"Hjælp\n", "tap Hjælp\"\n",
                                          "tap\n",       "tap \"\n",      "tap \"Hjælp\" \"Større\"\n"};
    for (size_t at = 0; at < sizeof(scripts) / sizeof(scripts[0]); at++) {
        run_script(*state, scripts[at]);
        assert_fails_at(*state, 1, "tap needs a text in quotes");
    }
}

/* Which of them is meant, nobody could tell. */
static void a_label_that_two_things_have_is_answered_so(void **state)
{
    char data[PATH_MAX];
    char content[PATH_MAX];
    char script[PATH_MAX];
    sqlite3 *db = NULL;
    program_data(*state, "data", data);
    folder_path(*state, "data/content.db", content);
    assert_int_equal(sqlite3_open(content, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE card_text SET short_title = 'Det samme'", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    program_write(folder_path(*state, "visit.script", script), "tap \"Rør ved vandet\"\ntap \"Det samme\"\n");
    const char *arguments[] = {"--data", data, "--script", script, NULL};
    run_kiosk(*state, arguments);
    assert_fails_at(*state, 2, "more than one thing on the screen \"board\" is called \"Det samme\"");
}

/* A backslash stands only before a quote or another backslash: else "\n" would be an n, and the last quote the end. */
static void a_stray_backslash_is_asked_about(void **state)
{
    static const char *const scripts[] = {"expect \"Hj\\ælp\"\n", "expect \"Hjælp\\\"\n", "expect \"a\\nb\"\n"};
    for (size_t at = 0; at < sizeof(scripts) / sizeof(scripts[0]); at++) {
        run_script(*state, scripts[at]);
        assert_fails_at(*state, 1, "expect needs a text in quotes");
    }
}

/* What follows a NUL would be passed over, and the visit end well. */
static void a_script_is_text_to_its_end(void **state)
{
    static const char script[] = "expect \"Rør ved vandet\"\n\0tap \"ikke der\"\n";
    char data[PATH_MAX];
    char path[PATH_MAX];
    program_data(*state, "data", data);
    FILE *file = fopen(folder_path(*state, "visit.script", path), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(script, 1, sizeof(script) - 1, file), sizeof(script) - 1);
    assert_int_equal(fclose(file), 0);
    const char *arguments[] = {"--data", data, "--script", path, NULL};
    run_kiosk(*state, arguments);
    assert_status(1);
    assert_says("visit.script: it is not text");
}

/* It would be found, or refused, everywhere. */
static void nothing_is_neither_expected_nor_refused(void **state)
{
    run_script(*state, "expect \"\"\n");
    assert_fails_at(*state, 1, "expect needs some words");
    run_script(*state, "refuse \"\"\n");
    assert_fails_at(*state, 1, "refuse needs some words");
}

static void a_bad_wait_is_told_what_a_good_one_is(void **state)
{
    static const char *const scripts[] = {
        "wait 500\n", "wait s\n", "wait 5min\n", "wait 999999s\n", "wait 99999999999999999999s\n", "wait 2sms\n"};
    for (size_t at = 0; at < sizeof(scripts) / sizeof(scripts[0]); at++) {
        run_script(*state, scripts[at]);
        assert_fails_at(*state, 1, "wait needs a time such as 500ms or 2s");
    }
    run_script(*state, "wait\n");
    assert_fails_at(*state, 1, "wait needs one plain word");
}

static void a_line_may_be_as_long_as_it_says_and_not_a_byte_longer(void **state)
{
    enum { LONGEST = 1023 };
    char script[LONGEST + 64] = "# one\n#";
    memset(script + 7, 'x', LONGEST - 1);
    script[7 + LONGEST - 1] = '\0';
    run_script(*state, script);
    assert_status(0);
    script[7 + LONGEST - 1] = 'x';
    script[7 + LONGEST] = '\0';
    run_script(*state, script);
    assert_fails_at(*state, 2, "the line is longer than 1023 bytes");
}

static void an_expected_text_that_is_missing_is_answered_with_the_screen(void **state)
{
    run_script(*state, "tap \"Rør ved vandet\"\nexpect \"Bifrost\"\n");
    assert_fails_at(*state, 2, "\"Bifrost\" can't be read on the screen \"board\"");
    assert_says("heading \"Hvad er i gang?\"");
}

static void a_refused_text_that_is_there_fails(void **state)
{
    run_script(*state, "tap \"Rør ved vandet\"\nrefuse \"Hvad er i gang?\"\n");
    assert_fails_at(*state, 2, "\"Hvad er i gang?\" can be read on the screen \"board\", but must not");
}

static void typing_needs_a_keyboard(void **state)
{
    run_script(*state, "type \"Anna\"\n");
    assert_fails_at(*state, 1, "there is no keyboard on the screen \"rest\"");
}

static void a_letter_no_key_has_is_named(void **state)
{
    run_script(*state, "tap \"Rør ved vandet\"\ntap \"Frivilligt arbejde\"\ntap \"Jeg er interesseret\"\n"
                       "tap \"Det er fint, videre\"\ntype \"Ω\"\n");
    assert_fails_at(*state, 5, "the keyboard has no key for \"Ω\"");
}

static void a_swipe_goes_up_or_down_where_something_scrolls(void **state)
{
    run_script(*state, "tap \"Rør ved vandet\"\nswipe left\n");
    assert_fails_at(*state, 2, "swipe goes up or down, not \"left\"");
    run_script(*state, "swipe up\n");
    assert_fails_at(*state, 1, "nothing on this screen can be scrolled");
    run_script(*state, "tap \"Rør ved vandet\"\nswipe up\nswipe down\ntap \"Frivilligt arbejde\"\n");
    assert_status(0);
}

static void a_flick_goes_farther_than_a_swipe_and_then_lies_still(void **state)
{
    run_script(*state, "tap \"Rør ved vandet\"\nflick right\n");
    assert_fails_at(*state, 2, "flick goes up or down, not \"right\"");
    run_script(*state, "flick down\n");
    assert_fails_at(*state, 1, "nothing on this screen can be scrolled");
    run_script(*state, "tap \"Rør ved vandet\"\nswipe up\nrefuse \"Proces- og projektledere\"\n");
    assert_status(0);
    run_script(*state, "tap \"Rør ved vandet\"\nflick up\nflick up\nflick up\nexpect \"Proces- og projektledere\"\n"
                       "tap \"Proces- og projektledere\"\nexpect \"Se andre netværk\"\n");
    assert_status(0);
}

static void a_verb_that_takes_nothing_says_so(void **state)
{
    run_script(*state, "audit \"rest\"\n");
    assert_fails_at(*state, 1, "audit takes nothing");
}

static void what_is_repeated_is_done_so_often_and_errors_name_its_line(void **state)
{
    run_script(*state, "repeat 3\n"
                       "tap \"Rør ved vandet\"\n"
                       "paint\n"
                       "tap \"Hjælp\"\n"
                       "tap \"Tilbage\"\n"
                       "wait 125s\n"
                       "expect \"Rør ved vandet\"\n"
                       "end\n"
                       "expect \"Rør ved vandet\"\n");
    assert_status(0);
    /* The second time the board is there already. */
    run_script(*state, "# comment\nrepeat 2\ntap \"Rør ved vandet\"\nend\n");
    assert_fails_at(*state, 3, "nothing called \"Rør ved vandet\"");
}

static void a_repeat_has_limits_and_an_end(void **state)
{
    static const char *const numbers[] = {"0", "10001", "x", "-1", "3x", "99999999999999999999"};
    for (size_t at = 0; at < sizeof(numbers) / sizeof(numbers[0]); at++) {
        char script[64];
        snprintf(script, sizeof(script), "repeat %s\nend\n", numbers[at]);
        run_script(*state, script);
        assert_fails_at(*state, 1, "repeat needs a number from 1 to 10000");
    }
    run_script(*state, "repeat 10000\nend\n");
    assert_status(0);
    run_script(*state, "repeat 2\nlook\n");
    assert_fails_at(*state, 2, "repeat has no end");
    run_script(*state, "look\nend\n");
    assert_fails_at(*state, 2, "end needs repeat before it");
    run_script(*state, "repeat 2\nrepeat 2\nend\nend\n");
    assert_fails_at(*state, 2, "repeat stands within another one");
}

static void memory_is_marked_before_it_is_the_same(void **state)
{
    run_script(*state, "memory same\n");
    assert_fails_at(*state, 1, "memory same needs memory mark before it");
    run_script(*state, "memory more\n");
    assert_fails_at(*state, 1, "memory is to mark or same");
    run_script(*state, "memory mark\nmemory same\n");
    assert_status(0);
    /* The first picture takes pages and fonts that were not there before. */
    run_script(*state, "memory mark\ntap \"Rør ved vandet\"\npaint\nmemory same\n");
    assert_fails_at(*state, 4, "has grown by");
}

static void scrolling_where_all_is_seen_does_nothing(void **state)
{
    run_script(*state, "scroll up\nexpect \"Rør ved vandet\"\n");
    assert_status(0);
}

static void a_picture_has_a_plain_name(void **state)
{
    static const char *const scripts[] = {"shot ../rest\n", "frame a b\n", "text\n"};
    for (size_t at = 0; at < sizeof(scripts) / sizeof(scripts[0]); at++) {
        run_script(*state, scripts[at]);
        assert_fails_at(*state, 1, "needs one plain word");
    }
}

static off_t bytes_of(const struct folder *folder, const char *name)
{
    char path[PATH_MAX];
    struct stat info;
    return stat(folder_path(folder, name, path), &info) == 0 ? info.st_size : -1;
}

static void pictures_go_into_the_shots_folder(void **state)
{
    run_script(*state, "shot rest-1\nframe rest-1\ntext rest-1\n");
    assert_status(0);
    assert_true(bytes_of(*state, "rest-1.png") > 1000);
    assert_true(bytes_of(*state, "rest-1.json") > 100);
    assert_true(bytes_of(*state, "rest-1.txt") > 100);
}

static void a_shots_folder_that_is_missing_is_named(void **state)
{
    static const char *const verbs[] = {"shot rest\n", "frame rest\n", "text rest\n"};
    static const char *const files[] = {"/not/there/rest.png", "/not/there/rest.json", "/not/there/rest.txt"};
    char data[PATH_MAX];
    char script[PATH_MAX];
    program_data(*state, "data", data);
    folder_path(*state, "visit.script", script);
    for (size_t at = 0; at < 3; at++) {
        program_write(script, verbs[at]);
        const char *arguments[] = {"--data",     data,     "--script", script, "--shots",
                                   "/not/there", "--size", "540x960",  NULL};
        run_kiosk(*state, arguments);
        assert_fails_at(*state, 1, files[at]);
    }
}

static void a_script_that_is_missing_is_named(void **state)
{
    char data[PATH_MAX];
    program_data(*state, "data", data);
    const char *arguments[] = {"--data", data, "--script", "/not/there.script", NULL};
    run_kiosk(*state, arguments);
    assert_status(1);
    assert_says("/not/there.script: there is no such thing");
}

static void a_script_over_the_limit_is_refused(void **state)
{
    enum { LIMIT = 256 * 1024 };
    char *script = malloc(LIMIT + 2);
    memset(script, '\n', LIMIT + 1);
    script[LIMIT + 1] = '\0';
    run_script(*state, script);
    assert_status(1);
    assert_says("visit.script");
    script[LIMIT] = '\0';
    run_script(*state, script);
    free(script);
    assert_status(0);
}

static void a_data_folder_that_cant_be_made_is_named(void **state)
{
    char script[PATH_MAX];
    program_write(folder_path(*state, "visit.script", script), "");
    const char *arguments[] = {"--data", "/proc/not/there", "--script", script, NULL};
    run_kiosk(*state, arguments);
    assert_status(1);
    assert_says("the data folder /proc/not/there can't be used");
}

static void an_empty_data_folder_shows_that_it_is_getting_ready(void **state)
{
    char data[PATH_MAX];
    char script[PATH_MAX];
    folder_path(*state, "new", data);
    program_write(folder_path(*state, "visit.script", script),
                  "expect \"Skærmen er ved at blive klar\"\nrefuse \"Rør ved vandet\"\n");
    const char *arguments[] = {"--data", data, "--script", script, NULL};
    run_kiosk(*state, arguments);
    assert_status(0);
}

static void help_tells_every_option_and_ends_well(void **state)
{
    const char *arguments[] = {"--help", NULL};
    run_kiosk(*state, arguments);
    assert_status(0);
    static const char *const options[] = {"--data", "--size",  "--window", "--mm",    "--distance",
                                          "--lang", "--quiet", "--script", "--shots", "--debug"};
    for (size_t at = 0; at < sizeof(options) / sizeof(options[0]); at++) assert_non_null(strstr(said.out, options[at]));
    assert_string_equal(said.err, "");
}

/* What was asked wrongly ends with 2 and points to --help. */
static void assert_asked_wrongly(const struct folder *folder, const char *option, const char *value)
{
    /* With a script, so that no window opens if it is taken for right. */
    const char *arguments[] = {"--data", folder->path, "--script", "/not/there", option, value, NULL};
    run_kiosk(folder, arguments);
    if (said.status != 2)
        fail_msg("%s %s ended with %d: %s", option, value != NULL ? value : "", said.status, said.err);
    assert_says(option);
    assert_says("--help");
}

static void a_wrong_size_ends_with_2(void **state)
{
    static const char *const sizes[] = {
        "1080",        "1080x",     "x1920",     "1080*1920",        "0x0", "319x960",    "-1080x1920",
        "1080x1920px", "7681x4320", "7680x7680", "99999999999x1080", "",    "1080x 1920", " 1080x1920"};
    for (size_t at = 0; at < sizeof(sizes) / sizeof(sizes[0]); at++) assert_asked_wrongly(*state, "--size", sizes[at]);
}

static void wrong_millimetres_distance_and_language_end_with_2(void **state)
{
    assert_asked_wrongly(*state, "--mm", "268");
    assert_asked_wrongly(*state, "--mm", "10x10");
    assert_asked_wrongly(*state, "--distance", "far");
    assert_asked_wrongly(*state, "--distance", "199");
    assert_asked_wrongly(*state, "--distance", "600cm");
    assert_asked_wrongly(*state, "--lang", "xx");
}

static void an_unknown_option_ends_with_2(void **state)
{
    assert_asked_wrongly(*state, "--zoom", NULL);
}

static void a_missing_value_ends_with_2(void **state)
{
    const char *arguments[] = {"--data", NULL};
    run_kiosk(*state, arguments);
    assert_status(2);
    assert_says("data");
}

static void a_missing_data_folder_ends_with_2(void **state)
{
    const char *arguments[] = {"--quiet", "--script", "/not/there", NULL};
    run_kiosk(*state, arguments);
    assert_status(2);
    assert_says("--data DIR is missing");
}

static void a_stray_word_ends_with_2(void **state)
{
    const char *arguments[] = {"--data", "/tmp", "--script", "/not/there", "board", NULL};
    run_kiosk(*state, arguments);
    assert_status(2);
    assert_says("this is not an option: board");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(a_whole_visit_ends_well),
        folder_test(an_empty_script_ends_well),
        folder_test(an_unknown_verb_is_answered_with_the_known_ones),
        folder_test(a_verb_must_be_whole),
        folder_test(a_label_that_is_not_there_is_answered_with_those_that_are),
        folder_test(a_label_must_be_whole),
        folder_test(missing_quotes_are_asked_for),
        folder_test(a_label_that_two_things_have_is_answered_so),
        folder_test(a_stray_backslash_is_asked_about),
        folder_test(a_script_is_text_to_its_end),
        folder_test(nothing_is_neither_expected_nor_refused),
        folder_test(a_bad_wait_is_told_what_a_good_one_is),
        folder_test(a_line_may_be_as_long_as_it_says_and_not_a_byte_longer),
        folder_test(an_expected_text_that_is_missing_is_answered_with_the_screen),
        folder_test(a_refused_text_that_is_there_fails),
        folder_test(typing_needs_a_keyboard),
        folder_test(a_letter_no_key_has_is_named),
        folder_test(a_swipe_goes_up_or_down_where_something_scrolls),
        folder_test(a_flick_goes_farther_than_a_swipe_and_then_lies_still),
        folder_test(a_verb_that_takes_nothing_says_so),
        folder_test(what_is_repeated_is_done_so_often_and_errors_name_its_line),
        folder_test(a_repeat_has_limits_and_an_end),
        folder_test(memory_is_marked_before_it_is_the_same),
        folder_test(scrolling_where_all_is_seen_does_nothing),
        folder_test(a_picture_has_a_plain_name),
        folder_test(pictures_go_into_the_shots_folder),
        folder_test(a_shots_folder_that_is_missing_is_named),
        folder_test(a_script_that_is_missing_is_named),
        folder_test(a_script_over_the_limit_is_refused),
        folder_test(a_data_folder_that_cant_be_made_is_named),
        folder_test(an_empty_data_folder_shows_that_it_is_getting_ready),
        folder_test(help_tells_every_option_and_ends_well),
        folder_test(a_wrong_size_ends_with_2),
        folder_test(wrong_millimetres_distance_and_language_end_with_2),
        folder_test(an_unknown_option_ends_with_2),
        folder_test(a_missing_value_ends_with_2),
        folder_test(a_missing_data_folder_ends_with_2),
        folder_test(a_stray_word_ends_with_2),
    };
    return cmocka_run_group_tests_name("script", tests, NULL, NULL);
}
