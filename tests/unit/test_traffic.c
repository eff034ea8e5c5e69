/* tests/unit/test_traffic.c - who is slow, who takes too much, and how a server ends; with real sockets. */
#include "tests/unit/registry_house.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include "sync/registry/formats/address_range.h"
#include "sync/registry/server/traffic.h"

enum { PATIENCE_MS = 20000, WAITING = 200, SHARE = 30, ASKERS = 4 };

#define HEALTH "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n"

/* The house's server, ended and begun anew with other settings. */
static void serve_with(struct house *house, const struct settings *settings)
{
    struct server_options options = {.settings = settings, .behind_proxy = settings->listen.behind_proxy};
    char text[ADDRESS_TEXT_BYTES];
    server_stop(house->server);
    assert_int_equal(address_parse(&options.address, "127.0.0.1:0"), ERR_OK);
    assert_int_equal(server_start(&house->server, house->registry, &options), ERR_OK);
    struct address address = server_address(house->server);
    address_text(&address, text);
    snprintf(house->url, sizeof(house->url), "http://%s", text);
}

static void end_serving(struct house *house, struct settings *settings)
{
    server_stop(house->server);
    house->server = NULL;
    settings_finish(settings);
}

static int connect_to(struct house *house)
{
    struct address address = server_address(house->server);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int small = 4096;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
    assert_int_equal(connect(fd, (const struct sockaddr *)&address.storage, address.bytes), 0);
    return fd;
}

static bool send_text(int fd, const char *text)
{
    return send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text);
}

/* The answer's status; 0: the other side hung up, or nothing came. */
static int status_on(int fd)
{
    char answer[64] = "";
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    if (poll(&readable, 1, PATIENCE_MS) != 1) return 0;
    ssize_t got = recv(fd, answer, sizeof(answer) - 1, 0);
    return got > 12 ? atoi(answer + 9) : 0;
}

static bool hangs_up(int fd, int wait_ms)
{
    char byte[4096];
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    while (poll(&readable, 1, wait_ms) == 1) {
        if (recv(fd, byte, sizeof(byte), 0) <= 0) return true;
    }
    return false;
}

static void assert_healthy(struct house *house)
{
    AUTO(answer_finish) struct answer answer = {0};
    http(&answer, house->url, "GET", "/v1/health", NULL, 0, NULL);
    assert_int_equal(answer.status, 200);
}

/* One letter in 200 ms, as slowloris does: never silent, never done. */
static void dribble_until_cut(struct house *house, int fd, const char *letter)
{
    int64_t passed_ms = 0;
    while (passed_ms < PATIENCE_MS && send_text(fd, letter) && !hangs_up(fd, 200)) {
        assert_healthy(house); /* others are served meanwhile */
        passed_ms += 200;
    }
    assert_true(passed_ms < 6000);
    close(fd);
}

static void who_dribbles_is_cut(void **state)
{
    struct house *house = *state;
    struct settings settings;
    assert_int_equal(settings_init(&settings), ERR_OK);
    settings.limits.head_seconds = 1;
    settings.limits.body_seconds = 1;
    serve_with(house, &settings);
    int fd = connect_to(house);
    dribble_until_cut(house, fd, "G"); /* not even a request's line */
    fd = connect_to(house);
    assert_true(send_text(fd, "GET /v1/health HTTP/1.1\r\nHost: x\r\nX-Long: "));
    dribble_until_cut(house, fd, "a");
    fd = connect_to(house);
    assert_true(send_text(fd, "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"));
    dribble_until_cut(house, fd, "{");
    end_serving(house, &settings);
}

/* Asks for much, and reads nothing: what is sent fills the socket, and then the answer waits. */
static void who_reads_too_slowly_is_cut(void **state)
{
    struct house *house = *state;
    struct settings settings;
    assert_int_equal(settings_init(&settings), ERR_OK);
    settings.limits.head_seconds = 1;
    settings.limits.answer_bytes_per_second = 1000000;
    serve_with(house, &settings);
    int fd = connect_to(house);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    int64_t passed_ms = 0;
    bool writable = true;
    while (writable && passed_ms < PATIENCE_MS) {
        for (int at = 0; at < 50; at++) (void)!send_text(fd, "GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
        poll(NULL, 0, 100);
        passed_ms += 100;
        assert_healthy(house);
        int error = 0;
        socklen_t bytes = sizeof(error);
        struct pollfd ended = {.fd = fd, .events = POLLRDHUP};
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &bytes);
        writable = error == 0 && poll(&ended, 1, 0) == 0;
    }
    assert_false(writable);
    close(fd);
    end_serving(house, &settings);
}

static void one_address_gets_its_share(void **state)
{
    struct house *house = *state;
    struct settings settings;
    int lines[SHARE];
    assert_int_equal(settings_init(&settings), ERR_OK);
    settings.limits.connections_per_address = SHARE;
    serve_with(house, &settings);
    for (int at = 0; at < SHARE; at++) {
        lines[at] = connect_to(house);
        assert_true(send_text(lines[at], HEALTH));
        assert_int_equal(status_on(lines[at]), 200);
    }
    int more = connect_to(house); /* the system takes it, the server lets it go */
    assert_true(hangs_up(more, PATIENCE_MS));
    close(more);
    close(lines[0]);
    int status = 0;
    for (int passed_ms = 0; passed_ms < PATIENCE_MS && status != 200; passed_ms += 10) {
        poll(NULL, 0, 10); /* its end is seen a moment later */
        more = connect_to(house);
        if (send_text(more, HEALTH)) status = status_on(more);
        close(more);
    }
    assert_int_equal(status, 200);
    for (int at = 1; at < SHARE; at++) close(lines[at]);
    end_serving(house, &settings);
}

/* A kiosk waits; through a proxy, for `peer`, if that is not NULL. */
static int wait_for_news(struct house *house, const struct test_kiosk *kiosk, const char *target, const char *peer)
{
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    char request[1024];
    request_sign(signature, SIGN_REQUEST, "GET", target, "", 0, kiosk->sign_secret);
    snprintf(request, sizeof(request),
             "GET %s HTTP/1.1\r\nHost: x\r\nForhal-Kiosk: %s\r\nForhal-Signature: %s\r\n%s%s%s\r\n", target, kiosk->id,
             signature, peer != NULL ? "X-Forwarded-For: 9.9.9.9, " : "", peer != NULL ? peer : "",
             peer != NULL ? "\r\n" : "");
    int fd = connect_to(house);
    assert_true(send_text(fd, request));
    return fd;
}

static int post_of(struct house *house, size_t whole, size_t sent)
{
    static char zeros[2 * 1024 * 1024];
    char head[160];
    size_t at = 0;
    int fd = connect_to(house);
    snprintf(head, sizeof(head), "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", whole);
    assert_true(send_text(fd, head));
    while (at < sent) {
        ssize_t count = send(fd, zeros + at, sent - at, MSG_NOSIGNAL);
        if (count <= 0) break;
        at += (size_t)count;
    }
    return fd;
}

static int status_of_post(struct house *house, size_t bytes)
{
    int fd = post_of(house, bytes, bytes);
    int status = status_on(fd);
    close(fd);
    return status;
}

/* What they never finish to send would take the memory from everybody. */
static void bodies_that_are_held_are_bounded(void **state)
{
    enum { LARGE_ONES = 36, SENDERS = 100, LARGE = 2 * 1024 * 1024, MIDDLE = 100 * 1000, SMALL = 1000, TRIES = 400 };
    struct house *house = *state;
    int fds[SENDERS];
    size_t count = 0;
    int status = status_of_post(house, MIDDLE);
    assert_int_equal(status, 400);
    while (count < LARGE_ONES) fds[count++] = post_of(house, LARGE, LARGE - 1);
    /* Who was one too many has let go of what it had; these fill what is left. */
    while (count < SENDERS && status == 400) {
        fds[count++] = post_of(house, MIDDLE, MIDDLE - 1);
        status = status_of_post(house, MIDDLE);
    }
    assert_int_equal(status, 429);
    assert_int_equal(status_of_post(house, SMALL), 400); /* is heard: it is no JSON */
    assert_healthy(house);
    while (count > 0) close(fds[--count]);
    for (int at = 0; at < TRIES && status == 429; at++) status = status_of_post(house, MIDDLE);
    assert_int_equal(status, 400);
}

static void target_of(struct house *house, char out[160])
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    snprintf(out, 160, "/v1/feed?generation=%s&after=%lld&wait=50", generation, (long long)head);
}

static void assert_waiting(struct house *house, size_t count)
{
    for (int passed_ms = 0; passed_ms < PATIENCE_MS && server_waiting(house->server) != count; passed_ms += 5) {
        poll(NULL, 0, 5);
    }
    assert_int_equal(server_waiting(house->server), count);
}

static void a_town_hall_of_kiosks_waits_behind_one_address(void **state)
{
    struct house *house = *state;
    struct settings settings;
    struct test_kiosk kiosk;
    char target[160];
    int lines[WAITING];
    assert_int_equal(settings_init(&settings), ERR_OK);
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    target_of(house, target);
    settings.limits.head_seconds = 1;
    serve_with(house, &settings); /* the standards, but for that */
    for (int at = 0; at < WAITING; at++) lines[at] = wait_for_news(house, &kiosk, target, NULL);
    assert_waiting(house, WAITING);
    poll(NULL, 0, 2500);
    assert_waiting(house, WAITING); /* waiting is not being slow */
    for (int at = 0; at < WAITING; at++) close(lines[at]);
    end_serving(house, &settings);
}

static void behind_a_proxy_the_address_it_names_is_counted(void **state)
{
    struct house *house = *state;
    struct settings settings;
    struct test_kiosk kiosk;
    char target[160];
    int lines[SHARE];
    assert_int_equal(settings_init(&settings), ERR_OK);
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    target_of(house, target);
    settings.listen.behind_proxy = true;
    settings.limits.connections_per_address = SHARE;
    serve_with(house, &settings);
    for (int at = 0; at < SHARE; at++) lines[at] = wait_for_news(house, &kiosk, target, "10.0.0.1");
    assert_waiting(house, SHARE);
    int more = wait_for_news(house, &kiosk, target, "10.0.0.1");
    assert_int_equal(status_on(more), 429);
    int other = wait_for_news(house, &kiosk, target, "10.0.0.2");
    assert_waiting(house, SHARE + 1);
    close(other);
    close(more);
    for (int at = 0; at < SHARE; at++) close(lines[at]);
    end_serving(house, &settings);
}

/* Who is no proxy of ours may write what it likes. */
static void nobody_else_is_believed(void **state)
{
    struct house *house = *state;
    struct settings settings;
    struct settings_reader reader = {.tell = NULL};
    assert_int_equal(settings_init(&settings), ERR_OK);
    settings.listen.behind_proxy = true;
    assert_int_equal(settings_put(&settings, &reader, "listen", "proxies", "10.1.0.0/16", "here"), ERR_OK);
    serve_with(house, &settings);
    struct traffic *traffic = NULL;
    struct address one;
    struct address two;
    assert_int_equal(traffic_create(&traffic, &settings), ERR_OK);
    assert_int_equal(address_parse(&one, "10.1.2.3:1"), ERR_OK);
    assert_int_equal(address_parse(&two, "127.0.0.1:1"), ERR_OK);
    assert_true(traffic_is_proxy(traffic, (const struct sockaddr *)&one.storage));
    assert_false(traffic_is_proxy(traffic, (const struct sockaddr *)&two.storage));
    traffic_destroy(traffic);
    end_serving(house, &settings);
}

static void ranges_are_read_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *range, *host;
        bool has;
    } rows[] = {
        {"127.0.0.1", "127.0.0.1:1", true},        {"127.0.0.1", "127.0.0.2:1", false},
        {"10.0.0.0/8", "10.255.0.1:1", true},      {"10.0.0.0/8", "11.0.0.1:1", false},
        {"0.0.0.0/0", "9.9.9.9:1", true},          {"::1", "[::1]:1", true},
        {"fd00::/8", "[fdab::1]:1", true},         {"fd00::/8", "[fe00::1]:1", false},
        {"10.0.0.1", "[::ffff:10.0.0.1]:1", true},
    };
    static const char *const wrong[] = {"",           "10",     "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/",
                                        "10.0.0.0/x", "::/129", "host",       "10.0.0.0/-1", "fd00::1/8"};
    struct address_range range;
    for (size_t at = 0; at < sizeof(rows) / sizeof(rows[0]); at++) {
        struct address host;
        assert_int_equal(address_range_parse(&range, rows[at].range), ERR_OK);
        assert_int_equal(address_parse(&host, rows[at].host), ERR_OK);
        assert_int_equal(address_range_has(&range, (const struct sockaddr *)&host.storage), rows[at].has);
    }
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        assert_int_equal(address_range_parse(&range, wrong[at]), ERR_INVALID);
    }
}

/* ---- the end ------------------------------------------------------------------------------- */

struct asker {
    pthread_t thread;
    struct house *house;
    const struct test_kiosk *kiosk;
    atomic_bool *over;
    int receipts;
    int cut; /* requests that were begun and not answered */
};

/* Sends entries until the server takes no connection any more, on a connection each, one after the other. */
static void *send_entries(void *context)
{
    struct asker *asker = context;
    while (!atomic_load(asker->over)) {
        struct entry entry;
        char signature[REQUEST_SIGNATURE_TEXT_BYTES];
        char head[1024];
        char answer[8192];
        entry_of(&entry, asker->kiosk, "network-1");
        AUTO(json_auto) json_t *one = entry_to_json(&entry);
        AUTO(json_auto) json_t *body = json_pack("{s:[O]}", "entries", one);
        char *text = json_dumps(body, JSON_COMPACT);
        request_sign(signature, SIGN_REQUEST, "POST", "/v1/entries", text, strlen(text), asker->kiosk->sign_secret);
        snprintf(head, sizeof(head),
                 "POST /v1/entries HTTP/1.1\r\nHost: x\r\nForhal-Kiosk: %s\r\nForhal-Signature: %s\r\n"
                 "Content-Length: %zu\r\nConnection: close\r\n\r\n",
                 asker->kiosk->id, signature, strlen(text));
        struct address address = server_address(asker->house->server);
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        bool connected = connect(fd, (const struct sockaddr *)&address.storage, address.bytes) == 0;
        if (connected) {
            /* In two parts, so that the end comes in between now and then. */
            bool sent = send_text(fd, head);
            poll(NULL, 0, 1);
            sent = sent && send_text(fd, text);
            struct pollfd readable = {.fd = fd, .events = POLLIN};
            ssize_t got = sent && poll(&readable, 1, PATIENCE_MS) == 1 ? recv(fd, answer, sizeof(answer) - 1, 0) : -1;
            bool taken = got > 12 && memcmp(answer + 9, "200", 3) == 0;
            asker->receipts += taken;
            asker->cut += !taken;
        }
        close(fd);
        free(text);
        entry_finish(&entry);
        if (!connected) break;
    }
    return NULL;
}

static void what_is_under_way_is_finished(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosks[ASKERS];
    struct asker askers[ASKERS] = {0};
    struct test_kiosk waiting;
    char target[160];
    atomic_bool over = false;
    house_import(house, 2);
    kiosk_make(house, &waiting);
    for (int at = 0; at < ASKERS; at++) kiosk_make(house, &kiosks[at]);
    target_of(house, target);
    for (int at = 0; at < ASKERS; at++) {
        askers[at] = (struct asker){.house = house, .kiosk = &kiosks[at], .over = &over};
        assert_int_equal(pthread_create(&askers[at].thread, NULL, send_entries, &askers[at]), 0);
    }
    poll(NULL, 0, 400);
    /* Half of a request has come when the end begins. */
    int half = connect_to(house);
    assert_true(send_text(half, "GET /v1/health HTTP/1.1\r\nHost: x\r\nX-Half: "));
    poll(NULL, 0, 50);
    server_begin_end(house->server);
    assert_true(send_text(half, "yes\r\n\r\n"));
    assert_int_equal(status_on(half), 200);
    close(half);
    for (int passed_ms = 0; passed_ms < PATIENCE_MS && !server_is_done(house->server); passed_ms += 5) poll(NULL, 0, 5);
    assert_true(server_is_done(house->server));
    server_stop(house->server);
    atomic_store(&over, true);
    int receipts = 0;
    for (int at = 0; at < ASKERS; at++) {
        pthread_join(askers[at].thread, NULL);
        receipts += askers[at].receipts;
        print_message("%d receipts, %d cut\n", askers[at].receipts, askers[at].cut);
    }
    /* Each that was answered is there; a last one of each may have been in the system's queue of connections. */
    int64_t entries = 0;
    assert_int_equal(db_int(house->registry->db, &entries, "SELECT count(*) FROM entry", ""), ERR_OK);
    assert_true(receipts > 0);
    assert_true(entries >= receipts);
    for (int at = 0; at < ASKERS; at++) assert_true(askers[at].cut <= 1);
    house_serve_on(house, &house->server, house->registry, house->url);
}

/* Who waits gets the empty page, and is told to come back on a new connection. */
static void who_waits_is_sent_home(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    char answer[4096] = "";
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    target_of(house, target);
    int fd = wait_for_news(house, &kiosk, target, NULL);
    assert_waiting(house, 1);
    server_begin_end(house->server);
    size_t length = 0;
    for (ssize_t got = 1; got > 0 && length < sizeof(answer) - 1; length += (size_t)(got > 0 ? got : 0)) {
        got = recv(fd, answer + length, sizeof(answer) - 1 - length, 0);
    }
    assert_memory_equal(answer, "HTTP/1.1 200", 12);
    assert_non_null(strstr(answer, "Connection: close"));
    assert_non_null(strstr(answer, "\"items\":[]"));
    close(fd);
    struct address address = server_address(house->server);
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address.storage, address.bytes), -1);
    close(fd);
    assert_true(server_is_done(house->server));
    server_stop(house->server);
    house_serve_on(house, &house->server, house->registry, house->url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(who_dribbles_is_cut),
        house_test(who_reads_too_slowly_is_cut),
        house_test(one_address_gets_its_share),
        house_test(bodies_that_are_held_are_bounded),
        house_test(a_town_hall_of_kiosks_waits_behind_one_address),
        house_test(behind_a_proxy_the_address_it_names_is_counted),
        house_test(nobody_else_is_believed),
        cmocka_unit_test(ranges_are_read_exactly),
        house_test(what_is_under_way_is_finished),
        house_test(who_waits_is_sent_home),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
