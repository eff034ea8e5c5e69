/* tests/unit/test_base.c - buffers, files, JSON, doorbells. */
#include "tests/unit/folder.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "sync/base/doorbell.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/base/letters.h"
#include "sync/base/secrecy.h"
#include "sync/base/str.h"

static void str_holds_its_maximum_and_not_a_byte_more(void **state)
{
    (void)state;
    AUTO(str_finish) struct str str;
    str_init(&str, 8);
    assert_string_equal(str_text(&str), "");
    str_add(&str, "1234");
    str_addf(&str, "%d", 5678);
    assert_true(str_ok(&str));
    assert_string_equal(str_text(&str), "12345678");
    str_add(&str, "9");
    assert_false(str_ok(&str));
    assert_string_equal(str_text(&str), "12345678");
    assert_null(str_take(&str));
    str_clear(&str);
    str_add(&str, "again");
    assert_true(str_ok(&str));
    assert_string_equal(str_text(&str), "again");
}

static void str_makes_room_once(void **state)
{
    (void)state;
    AUTO(str_finish) struct str str;
    str_init(&str, 100);
    str_make_room(&str, 100);
    assert_true(str_ok(&str));
    assert_string_equal(str_text(&str), "");
    const char *data = str.data;
    for (int at = 0; at < 10; at++) str_add(&str, "0123456789");
    assert_ptr_equal(str.data, data);
    str_make_room(&str, 0);
    assert_true(str_ok(&str));
    assert_int_equal(strlen(str_text(&str)), 100);
    str_make_room(&str, 1);
    assert_false(str_ok(&str));
    str_clear(&str);
    for (size_t at = 0; at < 100; at++) assert_int_equal(data[at], 0); /* all that was written is wiped */
}

static void str_remembers_that_something_is_missing(void **state)
{
    (void)state;
    AUTO(str_finish) struct str str;
    str_init(&str, 4);
    str_addf(&str, "%s", "12345");
    str_add(&str, "1"); /* would fit, but the text would have a hole */
    assert_false(str_ok(&str));
    assert_string_equal(str_text(&str), "");
}

static void str_gives_its_memory_away(void **state)
{
    (void)state;
    AUTO(str_finish) struct str str;
    str_init(&str, 1000);
    for (int at = 0; at < 1000; at++) str_add(&str, "x");
    char *text = str_take(&str);
    assert_non_null(text);
    assert_int_equal(strlen(text), 1000);
    free(text);
    text = str_take(&str);
    assert_string_equal(text, "");
    free(text);
}

static void file_comes_back_as_written(void **state)
{
    char path[PATH_MAX];
    folder_path(*state, "file", path);
    AUTO(str_finish) struct str text = {0};
    assert_int_equal(file_read(&text, path, 10), ERR_NOT_FOUND);
    assert_int_equal(file_write(path, "one\0two", 7, 0640), ERR_OK);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    assert_int_equal(file_read(&text, path, 7), ERR_OK);
    assert_int_equal(text.length, 7);
    assert_memory_equal(text.data, "one\0two", 7);
    str_finish(&text);
    assert_int_equal(file_read(&text, path, 6), ERR_TOO_LARGE);
}

static void a_failed_write_leaves_the_old_file(void **state)
{
    char path[PATH_MAX];
    char beside[PATH_MAX];
    folder_path(*state, "file", path);
    folder_path(*state, "file.new", beside);
    assert_int_equal(file_write(path, "old", 3, 0600), ERR_OK);
    char large[8192] = {0};
    struct rlimit old;
    getrlimit(RLIMIT_FSIZE, &old);
    struct rlimit small = {.rlim_cur = 4096, .rlim_max = old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    enum err err = file_write(path, large, sizeof(large), 0600);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_equal(err, ERR_IO);
    AUTO(str_finish) struct str text;
    assert_int_equal(file_read(&text, path, 100), ERR_OK);
    assert_string_equal(str_text(&text), "old");
    assert_int_equal(access(beside, F_OK), -1);
}

static void a_half_written_new_file_does_no_harm(void **state)
{
    char path[PATH_MAX];
    char beside[PATH_MAX];
    folder_path(*state, "file", path);
    int fd = open(folder_path(*state, "file.new", beside), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, "rubbish of a power cut", 22), 22);
    close(fd);
    assert_int_equal(file_write(path, "new", 3, 0600), ERR_OK);
    AUTO(str_finish) struct str text;
    assert_int_equal(file_read(&text, path, 100), ERR_OK);
    assert_string_equal(str_text(&text), "new");
}

/* As /dev/null does, which whoever is root would otherwise lose. */
static void a_pipe_stays_a_pipe(void **state)
{
    char path[PATH_MAX];
    char bytes[8] = "";
    struct stat info;
    assert_int_equal(mkfifo(folder_path(*state, "pipe", path), 0600), 0);
    int reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_int_equal(file_write(path, "here", 4, 0600), ERR_OK);
    assert_int_equal(read(reader, bytes, sizeof(bytes)), 4);
    close(reader);
    assert_string_equal(bytes, "here");
    assert_int_equal(stat(path, &info), 0);
    assert_true(S_ISFIFO(info.st_mode));
}

static void a_file_in_no_folder_is_an_error(void **state)
{
    char path[PATH_MAX];
    assert_int_equal(file_write(folder_path(*state, "no/such/file", path), "x", 1, 0600), ERR_IO);
    assert_int_equal(file_make_folder(folder_path(*state, "a", path), 0700), ERR_OK);
    assert_int_equal(file_make_folder(path, 0700), ERR_OK);
    assert_int_equal(file_make_folder(folder_path(*state, "x/y", path), 0700), ERR_IO);
}

static enum err parse(const char *text, size_t bytes_max, size_t depth_max)
{
    AUTO(json_auto) json_t *json = NULL;
    struct json_problem problem;
    enum err err = json_parse(&json, text, strlen(text), bytes_max, depth_max, &problem);
    assert_true((json != NULL) == (err == ERR_OK));
    return err;
}

static void json_is_held_to_its_limits(void **state)
{
    (void)state;
    assert_int_equal(parse("[1,2]", 5, 1), ERR_OK);
    assert_int_equal(parse("[1,2]", 4, 1), ERR_TOO_LARGE);
    assert_int_equal(parse("[{\"a\":[1]}]", 100, 3), ERR_OK);
    assert_int_equal(parse("[{\"a\":[1]}]", 100, 2), ERR_TOO_LARGE);
    assert_int_equal(parse("[[],[],[]]", 100, 2), ERR_OK);
    assert_int_equal(parse("[\"[[[[\\\"[[\"]", 100, 1), ERR_OK); /* brackets within a text */
    char deep[20001];
    memset(deep, '[', 20000);
    deep[20000] = '\0';
    assert_int_equal(parse(deep, 20000, 8), ERR_TOO_LARGE);
}

static void json_that_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",         "{",   "{\"a\":1,}",  "[1] x",       "{\"a\":1,\"a\":2}", "'a'",     "{a:1}",
        "\"\xff\"", "nul", "\"\\u0000\"", "\"\\ud800\"", "\"a\nb\"",          "[1e999]", "01",
    };
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        assert_int_equal(parse(wrong[at], 100, 8), ERR_INVALID);
    }
    struct json_problem problem;
    json_t *json = NULL;
    const char text[] = "{\n  \"a\": ?\n}";
    assert_int_equal(json_parse(&json, text, strlen(text), 100, 8, &problem), ERR_INVALID);
    assert_int_equal(problem.line, 2);
}

static void bytes_travel_as_base64(void **state)
{
    (void)state;
    const unsigned char bytes[5] = {0, 255, 62, 63, 7};
    unsigned char back[5] = {0};
    AUTO(json_auto)
    json_t *json =
        json_pack("{s:o, s:i, s:s, s:s}", "a", json_from_bytes(bytes, 5), "b", 3, "c", "AP8-Pwc=", "d", "AP8+Pwc");
    assert_int_equal(json_bytes_at(json, "a", back, 5), ERR_OK);
    assert_memory_equal(bytes, back, 5);
    assert_int_equal(json_bytes_at(json, "a", back, 4), ERR_INVALID);
    assert_int_equal(json_bytes_at(json, "a", back, 6), ERR_INVALID);
    assert_int_equal(json_bytes_at(json, "b", back, 5), ERR_INVALID);
    assert_int_equal(json_bytes_at(json, "c", back, 5), ERR_INVALID); /* padded */
    assert_int_equal(json_bytes_at(json, "d", back, 5), ERR_INVALID); /* not URL-safe */
    unsigned char *blob = NULL;
    size_t blob_bytes = 0;
    assert_int_equal(json_blob_at(json, "a", 4, &blob, &blob_bytes), ERR_TOO_LARGE);
    assert_int_equal(json_blob_at(json, "none", 4, &blob, &blob_bytes), ERR_INVALID);
    assert_int_equal(json_blob_at(json, "a", 5, &blob, &blob_bytes), ERR_OK);
    assert_int_equal(blob_bytes, 5);
    assert_memory_equal(bytes, blob, 5);
    free(blob);
}

static void members_are_asked_by_type(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *json = json_pack("{s:s, s:i, s:b, s:f}", "text", "x", "int", 7, "true", 1, "real", 1.5);
    assert_string_equal(json_text_at(json, "text"), "x");
    assert_null(json_text_at(json, "int"));
    assert_null(json_text_at(NULL, "text"));
    assert_int_equal(json_int_at(json, "int", -1), 7);
    assert_int_equal(json_int_at(json, "real", -1), -1);
    assert_int_equal(json_int_at(json, "none", -1), -1);
    assert_true(json_true_at(json, "true"));
    assert_false(json_true_at(json, "int"));
}

static void a_ring_wakes_and_is_taken_once(void **state)
{
    char path[PATH_MAX];
    int fd = -1;
    doorbell_ring(folder_path(*state, "bell", path)); /* nobody home */
    assert_int_equal(doorbell_open(&fd, path), ERR_OK);
    assert_false(doorbell_drain(fd));
    doorbell_ring(path);
    doorbell_ring(path);
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&readable, 1, 0), 1);
    assert_true(doorbell_drain(fd));
    assert_false(doorbell_drain(fd));
    assert_int_equal(poll(&readable, 1, 0), 0);
    close(fd);
}

static void ringing_without_end_never_blocks(void **state)
{
    char path[PATH_MAX];
    int fd = -1;
    assert_int_equal(doorbell_open(&fd, folder_path(*state, "bell", path)), ERR_OK);
    for (int at = 0; at < 5000; at++) doorbell_ring(path); /* far more than a socket holds */
    assert_true(doorbell_drain(fd));
    assert_false(doorbell_drain(fd));
    close(fd);
}

static void a_new_listener_replaces_a_dead_one(void **state)
{
    char path[PATH_MAX];
    int old = -1;
    int new = -1;
    assert_int_equal(doorbell_open(&old, folder_path(*state, "bell", path)), ERR_OK);
    assert_int_equal(doorbell_open(&new, path), ERR_OK);
    doorbell_ring(path);
    assert_false(doorbell_drain(old));
    assert_true(doorbell_drain(new));
    close(old);
    close(new);
}

static void a_path_too_long_for_a_socket_is_said(void **state)
{
    (void)state;
    char path[109];
    int fd = -1;
    memset(path, 'x', 108);
    path[108] = '\0';
    assert_int_equal(doorbell_open(&fd, path), ERR_TOO_LARGE);
    assert_int_equal(fd, -1);
    doorbell_ring(path);
}

static void every_error_has_words(void **state)
{
    (void)state;
    for (int err = ERR_OK; err <= ERR_UNAVAILABLE; err++) {
        assert_string_not_equal(err_text((enum err)err), "unknown error");
    }
}

static void what_is_cut_has_no_half_letters(void **state)
{
    char out[6], half[] = "a\xc3 b\xe2\x82 c\xa5 d\xf0\x9f\x8c";
    (void)state;
    static const char *const texts[][2] = {
        {"", ""},       {"abcde", "abcde"}, {"abcdef", "abcde"}, {"abcdå", "abcd"}, {"abcåe", "abcå"},
        {"ab€", "ab€"}, {"abc€", "abc"},    {"ab🌊", "ab"},       {"a🌊b", "a🌊"},     {"🌊🌊🌊", "🌊"}};
    for (size_t at = 0; at < sizeof(texts) / sizeof(texts[0]); at++) {
        letters_copy(out, sizeof(out), texts[at][0]);
        assert_string_equal(out, texts[at][1]);
        snprintf(out, sizeof(out), "%s", texts[at][0]);
        letters_end(out);
        assert_string_equal(out, texts[at][1]);
    }
    letters_copy(out, sizeof(out), NULL);
    assert_string_equal(out, "");
    assert_int_equal(letter_bytes("€"), 3);
    assert_int_equal(letter_bytes("\xe2\x82"), 1);
    letters_mend(half);
    assert_string_equal(half, "a? b?? c? d???");
    char whole[] = "blåbær 🌊 €";
    letters_mend(whole);
    assert_string_equal(whole, "blåbær 🌊 €");
}

/* In a process of its own: a test wants to be looked into. */
static void nobody_looks_into_a_process_with_secrets(void **state)
{
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit core = {1, 1};
        secrecy_begin();
        bool good = getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0;
#ifndef __SANITIZE_ADDRESS__
        good = good && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
#endif
        secrecy_lift();
        good = good && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1;
        _exit(good ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(str_holds_its_maximum_and_not_a_byte_more),
        cmocka_unit_test(str_makes_room_once),
        cmocka_unit_test(str_remembers_that_something_is_missing),
        cmocka_unit_test(str_gives_its_memory_away),
        cmocka_unit_test(what_is_cut_has_no_half_letters),
        folder_test(file_comes_back_as_written),
        folder_test(a_failed_write_leaves_the_old_file),
        folder_test(a_half_written_new_file_does_no_harm),
        folder_test(a_pipe_stays_a_pipe),
        folder_test(a_file_in_no_folder_is_an_error),
        cmocka_unit_test(json_is_held_to_its_limits),
        cmocka_unit_test(json_that_is_none_is_refused),
        cmocka_unit_test(bytes_travel_as_base64),
        cmocka_unit_test(members_are_asked_by_type),
        folder_test(a_ring_wakes_and_is_taken_once),
        folder_test(ringing_without_end_never_blocks),
        folder_test(a_new_listener_replaces_a_dead_one),
        cmocka_unit_test(a_path_too_long_for_a_socket_is_said),
        cmocka_unit_test(nobody_looks_into_a_process_with_secrets),
        cmocka_unit_test(every_error_has_words),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
