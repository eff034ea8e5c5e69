/* tests/unit/test_registry_serve.c - `forhal-registry serve` as systemd sees it: where it listens, what it tells, and
 * how it ends. */
#include "tests/unit/command_run.h"

#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "sync/base/clock.h"
#include "sync/registry/formats/address.h"
#include "sync/registry/keys/staff_key.h"

enum { PATIENCE_MS = 10000 };

static void others_are_not_served_over_plain_http(void **state)
{
    char data[PATH_MAX];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    static const char *const addresses[] = {"0.0.0.0:0", "[::]:0", "192.0.2.1:0", "8440", "localhost"};
    for (size_t at = 0; at < sizeof(addresses) / sizeof(addresses[0]); at++) {
        arguments.listen = addresses[at];
        AUTO(run_finish) struct run refused = {0};
        run(&refused, *state, command_serve, &arguments);
        assert_int_equal(refused.status, EXIT_ASKED_WRONGLY);
        assert_int_equal(strstr(str_text(&refused.said), "--behind-proxy") != NULL, at < 3);
    }
}

/* The next datagram, as systemd would get it; fails when none comes. */
static void notified(int fd, char out[256])
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
    ssize_t got = recv(fd, out, 255, 0);
    assert_true(got > 0);
    out[got] = '\0';
}

static void serving_is_announced_watched_and_ended(void **state)
{
    char data[PATH_MAX];
    char message[256];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", ((struct folder *)*state)->path);
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    setenv("WATCHDOG_USEC", "40000", 1);
    AUTO(run_finish) struct run served = {0};
    run_begin(&served, *state, command_serve, &arguments, "");
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    notified(fd, message);
    assert_string_equal(message, "READY=1");
    for (int round = 0; round < 2; round++) {
        notified(fd, message);
        assert_string_equal(message, "WATCHDOG=1");
    }
    kill(served.pid, SIGTERM);
    while (strcmp(message, "WATCHDOG=1") == 0) notified(fd, message);
    assert_string_equal(message, "STOPPING=1");
    run_wait(&served);
    close(fd);
    assert_int_equal(served.status, EXIT_DONE);
    assert_int_equal(strncmp(str_text(&served.out), "forhal-registry: listening on http://127.0.0.1:", 47), 0);
    assert_string_not_equal(str_text(&served.out), "forhal-registry: listening on http://127.0.0.1:0\n");
}

/* Half of a request on a connection of its own, to what `serve` says it listens on. */
static int ask_half(const struct run *served)
{
    AUTO(str_finish) struct str out = {0};
    struct address address;
    static const char half[] = "GET /v1/health HTTP/1.1\r\nHost: x\r\n";
    assert_int_equal(file_read(&out, served->out_path, RUN_OUTPUT_BYTES_MAX), ERR_OK);
    const char *where = strstr(str_text(&out), "http://");
    assert_non_null(where);
    char text[ADDRESS_TEXT_BYTES];
    snprintf(text, sizeof(text), "%.*s", (int)strcspn(where + 7, "\n"), where + 7);
    assert_int_equal(address_parse(&address, text), ERR_OK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address.storage, address.bytes), 0);
    assert_int_equal(send(fd, half, sizeof(half) - 1, MSG_NOSIGNAL), (ssize_t)sizeof(half) - 1);
    poll(NULL, 0, 100);
    return fd;
}

/* SIGTERM lets a request finish that has begun; a second one does not. */
static void an_end_is_gentle_once(void **state)
{
    static const char body[] = "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{";
    char data[PATH_MAX];
    char answer[64] = "";
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    for (int gentle = 1; gentle >= 0; gentle--) {
        AUTO(run_finish) struct run served = {0};
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        char message[256];
        snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify%d", ((struct folder *)*state)->path, gentle);
        int notify = socket(AF_UNIX, SOCK_DGRAM, 0);
        assert_int_equal(bind(notify, (struct sockaddr *)&address, sizeof(address)), 0);
        setenv("NOTIFY_SOCKET", address.sun_path, 1);
        run_begin(&served, *state, command_serve, &arguments, "");
        unsetenv("NOTIFY_SOCKET");
        notified(notify, message);
        close(notify);
        int fd = ask_half(&served);
        assert_true(send(fd, "\r\n", 2, MSG_NOSIGNAL) == 2);
        assert_true(recv(fd, answer, 12, MSG_WAITALL) == 12);
        assert_memory_equal(answer, "HTTP/1.1 200", 12);
        assert_true(send(fd, body, sizeof(body) - 1, MSG_NOSIGNAL) > 0); /* the next one is under way */
        poll(NULL, 0, 100);
        kill(served.pid, SIGTERM);
        poll(NULL, 0, 300);
        assert_int_equal(waitpid(served.pid, NULL, WNOHANG), 0);
        if (gentle) assert_true(send(fd, "\"a\":123}\n", 9, MSG_NOSIGNAL) == 9);
        if (!gentle) kill(served.pid, SIGTERM);
        struct clock clock = clock_system();
        int64_t begun_ms = clock_monotonic_ms(&clock);
        run_wait(&served);
        assert_true(clock_monotonic_ms(&clock) - begun_ms < 9000); /* stop.seconds is 10 */
        assert_int_equal(served.status, EXIT_DONE);
        close(fd);
    }
}

static int group_setup(void **state)
{
    (void)state;
    unsetenv("JOURNAL_STREAM");
    return sodium_init() >= 0 ? 0 : -1;
}

static void add_user(const struct folder *folder, const struct arguments *arguments, const char *name)
{
    struct arguments add = *arguments;
    AUTO(run_finish) struct run done = {0};
    add.what = name;
    run_input(&done, folder, command_user_add, &add, "tolv tegn og lidt til\n");
    assert_int_equal(done.status, EXIT_DONE);
}

/* keys/staff.json of another registry. */
static void a_key_that_fits_nobody_is_not_served_with(void **state)
{
    char data[PATH_MAX];
    char key[PATH_MAX + 32];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    add_user(*state, &arguments, "anna");
    snprintf(key, sizeof(key), "%s/keys/staff.json", data);
    assert_int_equal(unlink(key), 0);
    AUTO(run_finish) struct run missing = {0};
    run(&missing, *state, command_check, &arguments);
    assert_int_equal(missing.status, EXIT_FAILED);
    assert_non_null(strstr(str_text(&missing.said), "keys/staff.json: there is no such key"));
    snprintf(key, sizeof(key), "%s/keys", data);
    assert_int_equal(staff_key_make(key), ERR_OK);
    command_run *const refusing[] = {command_serve, command_check};
    for (size_t at = 0; at < 2; at++) {
        AUTO(run_finish) struct run done = {0};
        run(&done, *state, refusing[at], &arguments);
        assert_int_equal(done.status, EXIT_FAILED);
        assert_non_null(strstr(str_text(&done.said), "keys/staff.json: this key does not fit: what 1 of 1 users"));
        assert_non_null(strstr(str_text(&done.said), "user password NAME"));
        assert_int_equal(strstr(str_text(&done.said), "(anna)") != NULL, refusing[at] == command_check);
    }
    AUTO(run_finish) struct run restored = {0};
    run(&restored, *state, command_restore, &arguments);
    assert_int_equal(restored.status, EXIT_DONE);
    assert_non_null(strstr(str_text(&restored.said), "this key does not fit"));
    /* For one who cannot sign in the kiosks need not wait. */
    add_user(*state, &arguments, "bo");
    AUTO(run_finish) struct run served = {0};
    run_begin(&served, *state, command_serve, &arguments, "");
    for (int passed_ms = 0; passed_ms < PATIENCE_MS; passed_ms += 20) {
        AUTO(str_finish) struct str out = {0};
        if (file_read(&out, served.out_path, RUN_OUTPUT_BYTES_MAX) == ERR_OK && strstr(str_text(&out), "listening"))
            break;
        poll(NULL, 0, 20);
    }
    kill(served.pid, SIGTERM);
    run_wait(&served);
    assert_int_equal(served.status, EXIT_DONE);
    assert_non_null(strstr(str_text(&served.said), "what 1 of 2 users"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(others_are_not_served_over_plain_http),
        folder_test(serving_is_announced_watched_and_ended),
        folder_test(an_end_is_gentle_once),
        folder_test(a_key_that_fits_nobody_is_not_served_with),
    };
    return cmocka_run_group_tests_name("registry serve", tests, group_setup, NULL);
}
