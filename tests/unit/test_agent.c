/* tests/unit/test_agent.c - waiting times, addresses, the state file, the command line, the lock. */
#include "tests/unit/folder.h"

#include <getopt.h>
#include <sys/stat.h>

#include "sync/agent/backoff.h"
#include "sync/agent/lock.h"
#include "sync/agent/options.h"
#include "sync/agent/state.h"
#include "sync/agent/url.h"
#include "sync/base/file.h"

static uint32_t least(uint32_t below)
{
    (void)below;
    return 0;
}

static uint32_t most(uint32_t below)
{
    return below - 1;
}

static void waiting_doubles_up_to_five_minutes(void **state)
{
    (void)state;
    static const int64_t limits_s[] = {2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300};
    struct backoff backoff = {0};
    for (size_t at = 0; at < sizeof(limits_s) / sizeof(limits_s[0]); at++) {
        assert_int_equal(backoff_after_failure_ms(&backoff, most), limits_s[at] * 1000);
    }
    backoff.failures = UINT32_MAX;
    assert_int_equal(backoff_after_failure_ms(&backoff, most), BACKOFF_MOST_MS);
    assert_int_equal(backoff.failures, UINT32_MAX);
    backoff_reset(&backoff);
    assert_int_equal(backoff_after_failure_ms(&backoff, most), 2000);
}

static void waiting_is_never_shorter_than_a_second(void **state)
{
    (void)state;
    struct backoff backoff = {0};
    for (int at = 0; at < 20; at++) assert_int_equal(backoff_after_failure_ms(&backoff, least), BACKOFF_LEAST_MS);
}

static void polls_are_a_fifth_apart(void **state)
{
    (void)state;
    assert_int_equal(backoff_jittered_ms(20000, least), 16000);
    assert_int_equal(backoff_jittered_ms(20000, most), 24000);
    assert_int_equal(backoff_jittered_ms(0, most), 0);
    assert_int_equal(backoff_jittered_ms(1, most), 1);
}

static void only_loopback_may_be_plain(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        enum err err;
        const char *url;
    } table[] = {
        {"https://forhal.example.dk", ERR_OK, "https://forhal.example.dk"},
        {"https://forhal.example.dk/", ERR_OK, "https://forhal.example.dk"},
        {"https://forhal.example.dk:8443/forhal/", ERR_OK, "https://forhal.example.dk:8443/forhal"},
        {"HTTPS://Forhal.example.dk", ERR_OK, NULL},
        {"http://127.0.0.1:8440", ERR_OK, "http://127.0.0.1:8440"},
        {"http://127.1.2.3", ERR_OK, "http://127.1.2.3"},
        {"http://[::1]:8440/", ERR_OK, "http://[::1]:8440"},
        {"http://localhost:8440", ERR_OK, "http://localhost:8440"},
        {"http://forhal.example.dk", ERR_REFUSED, NULL},
        {"http://10.0.0.1", ERR_REFUSED, NULL},
        {"http://128.0.0.1", ERR_REFUSED, NULL},
        {"http://0.0.0.0", ERR_REFUSED, NULL},
        {"http://127.0.0.1.example.dk", ERR_REFUSED, NULL},
        {"http://localhost.example.dk", ERR_REFUSED, NULL},
        {"http://127.0.0.1@example.dk", ERR_INVALID, NULL},
        {"http://example.dk#@127.0.0.1", ERR_INVALID, NULL},
        {"https://user:secret@example.dk", ERR_INVALID, NULL},
        {"https://example.dk/?a=b", ERR_INVALID, NULL},
        {"https://example.dk/#part", ERR_INVALID, NULL},
        {"ftp://127.0.0.1", ERR_REFUSED, NULL},
        {"file:///etc/passwd", ERR_REFUSED, NULL},
        {"gopher://127.0.0.1", ERR_REFUSED, NULL},
        {"javascript:alert(1)", ERR_REFUSED, NULL},
        {"forhal.example.dk", ERR_INVALID, NULL},
        {"", ERR_INVALID, NULL},
        {"https://", ERR_INVALID, NULL},
        {"https://a b", ERR_INVALID, NULL},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        char url[IDENTITY_URL_BYTES_MAX + 1] = "untouched";
        enum err err = url_check(url, table[at].typed);
        if (err != table[at].err) print_message("%s: %d\n", table[at].typed, (int)err);
        assert_int_equal(err, table[at].err);
        if (table[at].url != NULL) assert_string_equal(url, table[at].url);
        if (err != ERR_OK) assert_string_equal(url, "untouched");
    }
}

static void an_address_at_its_limit(void **state)
{
    (void)state;
    char typed[IDENTITY_URL_BYTES_MAX + 2] = "https://example.dk/";
    char url[IDENTITY_URL_BYTES_MAX + 1];
    memset(typed + 19, 'x', sizeof(typed) - 20);
    assert_int_equal(strlen(typed), IDENTITY_URL_BYTES_MAX + 1);
    assert_int_equal(url_check(url, typed), ERR_INVALID);
    typed[IDENTITY_URL_BYTES_MAX] = '\0';
    assert_int_equal(url_check(url, typed), ERR_OK);
    assert_string_equal(url, typed);
}

static void the_state_comes_back(void **state)
{
    char path[PATH_MAX];
    folder_path(*state, "agent.json", path);
    struct agent_state read;
    assert_int_equal(state_read(&read, path), ERR_NOT_FOUND);
    for (int link = 0; link < LINK_COUNT; link++) {
        struct agent_state written = {.link = (enum link)link, .good_at_s = 1764229931};
        snprintf(written.problem, sizeof(written.problem), "%s", link == LINK_GOOD ? "" : "it \"broke\"");
        assert_int_equal(state_write(&written, path), ERR_OK);
        assert_int_equal(state_read(&read, path), ERR_OK);
        assert_false(state_differs(&read, &written));
        assert_int_equal(read.good_at_s, written.good_at_s);
    }
    static const char *const wrong[] = {"", "{}", "{\"link\":\"unheard of\"}", "[]", "{\"link\":1}"};
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        assert_int_equal(file_write(path, wrong[at], strlen(wrong[at]), 0600), ERR_OK);
        assert_int_equal(state_read(&read, path), ERR_DAMAGED);
    }
}

static void the_state_is_written_when_there_is_a_reason(void **state)
{
    (void)state;
    const struct agent_state before = {.link = LINK_GOOD, .good_at_s = 1000};
    struct agent_state now = before;
    now.good_at_s = 1000 + STATE_REFRESH_S - 1;
    assert_false(state_differs(&now, &before) || state_is_stale(&now, &before));
    now.good_at_s = 1000 + STATE_REFRESH_S;
    assert_true(state_is_stale(&now, &before));
    now.good_at_s = 999; /* the clock was set back */
    assert_true(state_is_stale(&now, &before));
    now = before;
    now.link = LINK_OFFLINE;
    assert_true(state_differs(&now, &before));
    now = before;
    now.problem[0] = 'x';
    assert_true(state_differs(&now, &before));
}

static enum err read_line(struct options *out, unsigned allowed, unsigned needed, const char *a, const char *b,
                          const char *c)
{
    char words[4][64];
    char *argv[5] = {words[0], words[1], words[2], words[3], NULL};
    const char *const given[] = {"forhal-sync", a, b, c};
    char problem[256] = "";
    int argc = 0;
    for (; argc < 4 && given[argc] != NULL; argc++) snprintf(words[argc], sizeof(words[argc]), "%s", given[argc]);
    argv[argc] = NULL;
    optind = 0; /* glibc: begin a new command line */
    enum err err = options_read(out, argc, argv, allowed, needed, problem, sizeof(problem));
    assert_true((problem[0] != '\0') == (err != ERR_OK));
    return err;
}

static void the_command_line_is_held_to_its_form(void **state)
{
    (void)state;
    struct options options;
    const unsigned all = OPTION_DATA | OPTION_POLL_SECONDS | OPTION_JSON;
    assert_int_equal(read_line(&options, all, OPTION_DATA, "--data", "x", NULL), ERR_OK);
    assert_int_equal(options.poll_seconds, POLL_SECONDS_DEFAULT);
    assert_int_equal(read_line(&options, all, OPTION_DATA, NULL, NULL, NULL), ERR_INVALID);
    assert_int_equal(read_line(&options, all, OPTION_DATA, "--help", NULL, NULL), ERR_OK);
    assert_true(options.help);
    assert_int_equal(read_line(&options, all, 0, "--poll-seconds=5", "--json", NULL), ERR_OK);
    assert_int_equal(options.poll_seconds, 5);
    assert_true(options.json);
    assert_int_equal(read_line(&options, all, 0, "--poll-seconds=86400", NULL, NULL), ERR_OK);
    static const char *const wrong[] = {"--poll-seconds=86401",
                                        "--poll-seconds=0",
                                        "--poll-seconds=-1",
                                        "--poll-seconds=1x",
                                        "--poll-seconds=",
                                        "--poll-seconds",
                                        "--code=x",
                                        "--unheard-of",
                                        "-x",
                                        "word",
                                        "--json=1"};
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        assert_int_equal(read_line(&options, all, 0, wrong[at], NULL, NULL), ERR_INVALID);
    }
}

static void one_at_a_time(void **state)
{
    const struct folder *folder = *state;
    char path[PATH_MAX];
    int first = -1;
    int second = -1;
    assert_int_equal(lock_take(&first, folder->path), ERR_OK);
    assert_int_equal(lock_take(&second, folder->path), ERR_UNAVAILABLE);
    assert_int_equal(second, -1);
    close(first);
    assert_int_equal(lock_take(&second, folder->path), ERR_OK);
    close(second);
    assert_int_equal(lock_take(&first, folder_path(folder, "none", path)), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_doubles_up_to_five_minutes),
        cmocka_unit_test(waiting_is_never_shorter_than_a_second),
        cmocka_unit_test(polls_are_a_fifth_apart),
        cmocka_unit_test(only_loopback_may_be_plain),
        cmocka_unit_test(an_address_at_its_limit),
        folder_test(the_state_comes_back),
        cmocka_unit_test(the_state_is_written_when_there_is_a_reason),
        cmocka_unit_test(the_command_line_is_held_to_its_form),
        folder_test(one_at_a_time),
    };
    return cmocka_run_group_tests_name("agent", tests, NULL, NULL);
}
