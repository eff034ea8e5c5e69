/* tests/unit/test_registry_killed.c - kill -9 at any moment while many give something: what has a receipt is there, and
 * what comes again is there once. That a commit reaches the disk is test_registry_submissions.c and the simulated
 * town's. */
#include "tests/unit/crowd.h"

#include <signal.h>
#include <sys/wait.h>

enum { CROWD = 40, ROUNDS = 8, LIFE_MS_MAX = 30 };

struct serving {
    pid_t pid;
    struct address address;
};

/* A process of its own, which serves until it is killed. */
static struct serving serve(struct house *house)
{
    struct serving serving = {.pid = -1};
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    serving.pid = fork();
    assert_true(serving.pid >= 0);
    if (serving.pid == 0) {
        struct registry *registry = NULL;
        struct server *server = NULL;
        struct server_options options = {.tidy_ms = SERVER_TIDY_MS};
        if (registry_open(&registry, house->data, clock_system()) != ERR_OK ||
            address_parse(&options.address, "127.0.0.1:0") != ERR_OK ||
            server_start(&server, registry, &options) != ERR_OK) {
            _exit(1);
        }
        struct address address = server_address(server);
        if (write(ready[1], &address, sizeof(address)) != (ssize_t)sizeof(address)) _exit(1);
        for (;;) pause();
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &serving.address, sizeof(serving.address)), sizeof(serving.address));
    close(ready[0]);
    return serving;
}

static void kill_it(struct serving *serving)
{
    int status = 0;
    assert_int_equal(kill(serving->pid, SIGKILL), 0);
    assert_int_equal(waitpid(serving->pid, &status, 0), serving->pid);
    assert_true(WIFSIGNALED(status));
}

/* Has it a receipt? What is answered at all is answered in full or cut. */
static bool has_receipt(struct giver *giver, const struct test_kiosk *kiosk)
{
    struct receipt receipt;
    AUTO(answer_finish) struct answer answer = {0};
    if (!giver_read(giver, &answer)) return false;
    assert_int_equal(answer.status, 200);
    receipt_at(&receipt, &answer, 0, &giver->entry, kiosk);
    assert_true(receipt.verdict == VERDICT_CREATED || receipt.verdict == VERDICT_EXISTS);
    return true;
}

static bool is_stored(struct registry *registry, const struct giver *giver)
{
    int64_t one = 0;
    enum err err =
        db_int(registry->db, &one, "SELECT 1 FROM entry WHERE id = ?", "b", giver->entry.id, (size_t)ENTRY_ID_BYTES);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return err == ERR_OK;
}

/* Sends all that have no receipt, and kills the registry life_ms after that, or after the first answer if it `answers`;
 * life_ms < 0: when all have theirs. */
static size_t live(struct house *house, const struct test_kiosk *kiosk, struct giver givers[CROWD], bool had[CROWD],
                   int life_ms, bool answers)
{
    size_t count = 0;
    struct serving serving = serve(house);
    for (size_t at = 0; at < CROWD; at++) {
        if (givers[at].fd >= 0) close(givers[at].fd);
        givers[at].fd = -1;
        if (!had[at]) assert_true(giver_connect(&givers[at], &serving.address));
    }
    for (size_t at = 0; at < CROWD; at++) {
        if (!had[at]) assert_true(giver_send(&givers[at]));
    }
    if (life_ms >= 0) {
        if (answers) assert_true(giver_is_answered(&givers[0], CROWD_PATIENCE_MS));
        poll(NULL, 0, life_ms);
        kill_it(&serving);
    }
    for (size_t at = 0; at < CROWD; at++) {
        if (!had[at]) had[at] = has_receipt(&givers[at], kiosk);
        count += had[at];
    }
    if (life_ms < 0) kill_it(&serving);
    return count;
}

static void what_has_a_receipt_is_there(void **state)
{
    struct house *house = *state;
    static struct giver givers[CROWD];
    static bool had[CROWD];
    struct test_kiosk kiosk;
    size_t between = 0;
    house_import(house, 2);
    kiosk_make(house, &kiosk);
    server_stop(house->server); /* no thread is left when we fork */
    registry_close(house->registry);
    house->server = NULL;
    house->registry = NULL;
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t at = 0; at < CROWD; at++) {
            giver_make(&givers[at], &kiosk, "network-1");
            had[at] = false;
        }
        bool answers = round % 2 == 1;
        int life_ms = (int)randombytes_uniform(answers ? LIFE_MS_MAX / 8 : LIFE_MS_MAX);
        size_t count = live(house, &kiosk, givers, had, life_ms, answers);
        between += count > 0 && count < CROWD;
        print_message("%zu of %d had a receipt\n", count, CROWD);
        assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
        for (size_t at = 0; at < CROWD; at++) assert_true(!had[at] || is_stored(house->registry, &givers[at]));
        registry_close(house->registry);
        house->registry = NULL;
        assert_int_equal(live(house, &kiosk, givers, had, -1, false), CROWD);
        for (size_t at = 0; at < CROWD; at++) giver_finish(&givers[at]);
    }
    print_message("%zu of %d rounds ended in the middle\n", between, ROUNDS);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(entries_stored(house), CROWD * ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {house_test(what_has_a_receipt_is_there)};
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
