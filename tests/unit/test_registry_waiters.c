/* tests/unit/test_registry_waiters.c - kiosks that wait for news: who wakes them, and when. */
#include "tests/unit/registry_house.h"

#include <malloc.h>
#include <poll.h>
#include <sys/socket.h>

#include "sync/registry/server/waiters.h"
#include "sync/wire/freshness.h"

enum { MANY = 200, PATIENCE_MS = 10000, REQUEST_BYTES = 1024, ANSWER_BYTES = 8192, WAITER_BYTES_MAX = 12 * 1024 };

static int64_t now_ms(void)
{
    struct clock clock = clock_system();
    return clock_monotonic_ms(&clock);
}

/* As another process does it: the connection of the house's own registry is the serving thread's, which is woken by this
 * before it has ended. */
static void import_beside(struct house *house, int networks_count)
{
    struct house desk = {.registry = NULL};
    assert_int_equal(registry_open(&desk.registry, house->data, house_clock(house)), ERR_OK);
    house_import(&desk, networks_count);
    registry_close(desk.registry);
}

static void target_of(struct house *house, char out[160], int64_t behind, int wait_s)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    snprintf(out, 160, "/v1/feed?generation=%s&after=%lld&wait=%d", generation, (long long)(head - behind), wait_s);
}

static void send_ask(int fd, const struct test_kiosk *kiosk, const char *target)
{
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    char request[REQUEST_BYTES];
    request_sign(signature, SIGN_REQUEST, "GET", target, "", 0, kiosk->sign_secret);
    int length = snprintf(request, sizeof(request),
                          "GET %s HTTP/1.1\r\nHost: x\r\nForhal-Kiosk: %s\r\nForhal-Signature: %s\r\n\r\n", target,
                          kiosk->id, signature);
    assert_int_equal(send(fd, request, (size_t)length, MSG_NOSIGNAL), length);
}

/* A connection on which the kiosk has asked; its answer is not read. */
static int ask(const struct address *address, const struct test_kiosk *kiosk, const char *target)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address->storage, address->bytes), 0);
    send_ask(fd, kiosk, target);
    return fd;
}

static bool is_answered(int fd, int wait_ms)
{
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    return poll(&readable, 1, wait_ms) == 1;
}

static void assert_waiting(struct house *house, size_t count)
{
    for (int passed_ms = 0; passed_ms < PATIENCE_MS && server_waiting(house->server) != count; passed_ms += 5) {
        poll(NULL, 0, 5);
    }
    assert_int_equal(server_waiting(house->server), count);
}

/* Reads the answer and says whether it brings something. */
static bool brings_news(int fd)
{
    char answer[ANSWER_BYTES];
    size_t length = 0;
    const char *body = NULL;
    while (body == NULL || strchr(body, ']') == NULL) {
        assert_true(is_answered(fd, PATIENCE_MS));
        ssize_t got = recv(fd, answer + length, sizeof(answer) - 1 - length, 0);
        assert_true(got > 0);
        length += (size_t)got;
        answer[length] = '\0';
        body = strstr(answer, "\r\n\r\n");
    }
    assert_memory_equal(answer, "HTTP/1.1 200", 12);
    assert_non_null(strstr(answer, "\"items\":["));
    return strstr(body, "\"items\":[]") == NULL;
}

static void a_change_wakes_who_waits(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    import_beside(house, 2);
    kiosk_make(house, &kiosk);
    target_of(house, target, 0, 50);
    struct address address = server_address(house->server);
    int fd = ask(&address, &kiosk, target);
    assert_waiting(house, 1);
    assert_false(is_answered(fd, 2 * WAITERS_LOOK_MS));
    struct registry *beside = NULL; /* another process */
    struct content_summary summary;
    assert_int_equal(registry_open(&beside, house->data, house_clock(house)), ERR_OK);
    AUTO(json_auto) json_t *document = json_pack("{s:{s:s}, s:[], s:[]}", "site", "name", "N", "networks", "pages");
    int64_t before_ms = now_ms();
    assert_int_equal(content_import(beside, document, &summary), ERR_OK);
    assert_true(brings_news(fd));
    assert_true(now_ms() - before_ms < 30000); /* and not in 50 seconds */
    assert_waiting(house, 0);
    registry_close(beside);
    close(fd);
}

/* An entry's own answer goes onto the feed; the serving process itself publishes it. */
static void what_the_server_takes_in_wakes_too(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct entry entry;
    struct receipt receipt;
    char target[160];
    import_beside(house, 2);
    kiosk_make(house, &kiosk);
    target_of(house, target, 0, 50);
    struct address address = server_address(house->server);
    int fd = ask(&address, &kiosk, target);
    assert_waiting(house, 1);
    entry_of(&entry, &kiosk, "network-1");
    send_one(house, &kiosk, &entry, &receipt);
    entry_finish(&entry);
    assert_true(brings_news(fd));
    close(fd);
}

static void the_time_ends_a_wait(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    struct address address = server_address(house->server);
    target_of(house, target, 0, 1);
    int64_t before_ms = now_ms();
    int fd = ask(&address, &kiosk, target);
    assert_false(brings_news(fd));
    assert_true(now_ms() - before_ms >= 900);
    close(fd);
    target_of(house, target, 1, 50); /* there is something: no reason to wait */
    fd = ask(&address, &kiosk, target);
    assert_true(brings_news(fd));
    close(fd);
    AUTO(answer_finish) struct answer none = {0};
    AUTO(answer_finish) struct answer wrong = {0};
    target_of(house, target, 0, 0);
    kiosk_http(&none, house->url, &kiosk, "GET", target, NULL, NULL);
    assert_int_equal(none.status, 200);
    target_of(house, target, 0, -1);
    kiosk_http(&wrong, house->url, &kiosk, "GET", target, NULL, NULL);
    assert_refused(&wrong, 400, "bad_request");
    assert_waiting(house, 0);
}

static void the_end_answers_all(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    int fds[20];
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    target_of(house, target, 0, 50);
    struct address address = server_address(house->server);
    for (size_t at = 0; at < 20; at++) fds[at] = ask(&address, &kiosk, target);
    assert_waiting(house, 20);
    int64_t before_ms = now_ms();
    server_stop(house->server);
    house->server = NULL;
    assert_true(now_ms() - before_ms < WAITERS_FAREWELL_MS);
    for (size_t at = 0; at < 20; at++) {
        assert_false(brings_news(fds[at]));
        close(fds[at]);
    }
}

static void one_too_many_is_answered_at_once(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    struct server *small = NULL;
    struct registry *registry = NULL;
    struct server_options options = {.waiters_max = 2};
    int fds[3];
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    target_of(house, target, 0, 50);
    assert_int_equal(registry_open(&registry, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(address_parse(&options.address, "127.0.0.1:0"), ERR_OK);
    assert_int_equal(server_start(&small, registry, &options), ERR_OK);
    struct address address = server_address(small);
    for (size_t at = 0; at < 2; at++) fds[at] = ask(&address, &kiosk, target);
    for (int turn = 0; turn < 1000 && server_waiting(small) < 2; turn++) poll(NULL, 0, 5);
    fds[2] = ask(&address, &kiosk, target);
    assert_false(brings_news(fds[2]));
    assert_int_equal(server_waiting(small), 2);
    assert_false(is_answered(fds[0], 50));
    server_stop(small);
    registry_close(registry);
    for (size_t at = 0; at < 3; at++) close(fds[at]);
}

static void who_goes_away_is_forgotten(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    target_of(house, target, 0, 50);
    struct address address = server_address(house->server);
    int gone = ask(&address, &kiosk, target);
    int stays = ask(&address, &kiosk, target);
    assert_waiting(house, 2);
    close(gone);
    assert_waiting(house, 1);
    assert_false(is_answered(stays, 0));
    close(stays);
    assert_waiting(house, 0);
}

static void many_wait_and_all_are_told(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    int fds[MANY];
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    target_of(house, target, 0, 50);
    struct address address = server_address(house->server);
    for (size_t at = 0; at < MANY; at++) fds[at] = ask(&address, &kiosk, target);
    assert_waiting(house, MANY);
    import_beside(house, 2);
    for (size_t at = 0; at < MANY; at++) {
        assert_true(brings_news(fds[at]));
        close(fds[at]);
    }
    assert_waiting(house, 0);
}

#ifdef __SANITIZE_ADDRESS__
size_t __sanitizer_get_current_allocated_bytes(void);
#endif

static size_t bytes_allocated(void)
{
#ifdef __SANITIZE_ADDRESS__
    return __sanitizer_get_current_allocated_bytes();
#else
    return mallinfo2().uordblks;
#endif
}

static int ask_again(const struct address *address, const struct test_kiosk *kiosk, const char *target, int fd)
{
    return fd >= 0 ? (send_ask(fd, kiosk, target), fd) : ask(address, kiosk, target);
}

/* Bytes, not time: the first wait on a line, and those after an answer. Both ends of a line are in this process, but
 * what the kernel holds is not counted, and this end holds nothing else. */
static void one_that_waits_costs_little(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    int fds[MANY];
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    struct address address = server_address(house->server);
    for (size_t at = 0; at < MANY; at++) fds[at] = -1;
    size_t empty = bytes_allocated();
    for (int turn = 0; turn < 3; turn++) {
        target_of(house, target, 0, 50);
        for (size_t at = 0; at < MANY; at++) fds[at] = ask_again(&address, &kiosk, target, fds[at]);
        assert_waiting(house, MANY);
        size_t bytes = (bytes_allocated() - empty) / MANY;
        print_message("%zu bytes each\n", bytes);
        assert_in_range(bytes, 1, WAITER_BYTES_MAX);
        import_beside(house, 2 + turn);
        for (size_t at = 0; at < MANY; at++) assert_true(brings_news(fds[at]));
        assert_waiting(house, 0);
    }
    for (size_t at = 0; at < MANY; at++) close(fds[at]);
}

/* The value of an answer's header, or "". */
static void header_of(const char *answer, const char *name, char out[FRESHNESS_TEXT_BYTES])
{
    const char *at = strstr(answer, name);
    out[0] = '\0';
    if (at == NULL) return;
    at += strlen(name) + 2;
    snprintf(out, FRESHNESS_TEXT_BYTES, "%.*s", (int)strcspn(at, "\r"), at);
}

/* One is made by who serves, and all the others by who wakes: nonce_proofs.h. */
static void everybody_has_a_proof_of_its_own(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    char asked[256];
    char nonces[MANY][NONCE_TEXT_BYTES];
    int fds[MANY];
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    target_of(house, target, 0, 50);
    struct address address = server_address(house->server);
    for (size_t at = 0; at < MANY; at++) {
        nonce_make(nonces[at]);
        snprintf(asked, sizeof(asked), "%.159s&nonce=%.32s", target, nonces[at]);
        fds[at] = ask(&address, &kiosk, asked);
    }
    assert_waiting(house, MANY);
    import_beside(house, 2);
    size_t alone = 0;
    for (size_t at = 0; at < MANY; at++) {
        char answer[ANSWER_BYTES] = "";
        char page[FRESHNESS_TEXT_BYTES];
        char proof[FRESHNESS_TEXT_BYTES];
        assert_true(is_answered(fds[at], PATIENCE_MS));
        assert_true(recv(fds[at], answer, sizeof(answer) - 1, 0) > 0);
        header_of(answer, REQUEST_HEADER_SIGNATURE, page);
        header_of(answer, FRESHNESS_HEADER, proof);
        assert_int_equal(freshness_check(proof, nonces[at], page, kiosk.content_public), ERR_OK);
        if (strchr(proof, '.') == NULL) alone++;
        close(fds[at]);
    }
    assert_waiting(house, 0);
    assert_in_range(alone, 1, 2); /* who goes first, and one who may be left over */
}

/* Who was revoked while it waited gets nothing. */
static void a_revoked_kiosk_waits_in_vain(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    char status[13] = "";
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    target_of(house, target, 0, 50);
    struct address address = server_address(house->server);
    int fd = ask(&address, &kiosk, target);
    assert_waiting(house, 1);
    assert_int_equal(kiosk_revoke(house->registry, kiosk.id), ERR_OK);
    import_beside(house, 2);
    assert_int_equal(recv(fd, status, 12, MSG_WAITALL), 12);
    assert_string_equal(status, "HTTP/1.1 403");
    close(fd);
}

/* Among many they are not looked up one by one: revoked.h. */
static void a_revoked_kiosk_among_many_too(void **state)
{
    enum { FEW = 20 };
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct test_kiosk revoked;
    char target[160];
    char asked[256];
    int fds[FEW];
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    kiosk_make(house, &revoked);
    target_of(house, target, 0, 50);
    struct address address = server_address(house->server);
    for (size_t at = 0; at < FEW; at++) {
        char nonce[NONCE_TEXT_BYTES];
        nonce_make(nonce);
        snprintf(asked, sizeof(asked), "%.159s&nonce=%.32s", target, nonce);
        fds[at] = ask(&address, at == FEW / 2 ? &revoked : &kiosk, asked);
    }
    assert_waiting(house, FEW);
    assert_int_equal(kiosk_revoke(house->registry, revoked.id), ERR_OK);
    import_beside(house, 2);
    for (size_t at = 0; at < FEW; at++) {
        char status[13] = "";
        assert_int_equal(recv(fds[at], status, 12, MSG_WAITALL), 12);
        assert_string_equal(status, at == FEW / 2 ? "HTTP/1.1 403" : "HTTP/1.1 200");
        close(fds[at]);
    }
}

/* A connection stays in the set in which hang-ups are heard of. */
static void who_goes_away_in_its_second_wait_is_forgotten(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    target_of(house, target, 0, 50);
    struct address address = server_address(house->server);
    int fd = ask(&address, &kiosk, target);
    assert_waiting(house, 1);
    import_beside(house, 2);
    assert_true(brings_news(fd));
    target_of(house, target, 0, 50);
    send_ask(fd, &kiosk, target);
    assert_waiting(house, 1);
    close(fd);
    assert_waiting(house, 0);
    fd = ask(&address, &kiosk, target); /* with the number that the other had, most likely */
    assert_waiting(house, 1);
    assert_false(is_answered(fd, 100));
    close(fd);
    assert_waiting(house, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(a_change_wakes_who_waits),
        house_test(what_the_server_takes_in_wakes_too),
        house_test(the_time_ends_a_wait),
        house_test(the_end_answers_all),
        house_test(one_too_many_is_answered_at_once),
        house_test(who_goes_away_is_forgotten),
        house_test(many_wait_and_all_are_told),
        house_test(a_revoked_kiosk_waits_in_vain),
        house_test(a_revoked_kiosk_among_many_too),
        house_test(who_goes_away_in_its_second_wait_is_forgotten),
        house_test(one_that_waits_costs_little),
        house_test(everybody_has_a_proof_of_its_own),
    };
    return cmocka_run_group_tests_name("registry waiters", tests, house_begin, NULL);
}
