/* tests/unit/test_registry_server.c - how the server holds its limits, and addresses. */
#include "tests/unit/registry_house.h"

#include <poll.h>
#include <sys/socket.h>

static void bodies_are_held_to_their_limit(void **state)
{
    struct house *house = *state;
    size_t bytes_max = 2 * 1024 * 1024;
    char *body = malloc(bytes_max + 1);
    memset(body, ' ', bytes_max + 1);
    AUTO(answer_finish) struct answer at_limit = {0};
    AUTO(answer_finish) struct answer over = {0};
    http(&at_limit, house->url, "POST", "/v1/enrol", body, bytes_max, NULL);
    assert_refused(&at_limit, 400, "not_json");
    http(&over, house->url, "POST", "/v1/enrol", body, bytes_max + 1, NULL);
    assert_refused(&over, 413, "too_large");
    free(body);
    AUTO(answer_finish) struct answer chunked = {0};
    http(&chunked, house->url, "POST", "/v1/enrol", "{}", 2, (const char *const[]){"Transfer-Encoding: chunked", NULL});
    assert_refused(&chunked, 411, "length_required");
}

static int connect_to(struct house *house)
{
    struct address address = server_address(house->server);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address.storage, address.bytes), 0);
    return fd;
}

/* False: the other side hung up. */
static bool send_zeros(int fd, size_t bytes)
{
    static const char zeros[64 * 1024];
    while (bytes > 0) {
        ssize_t sent = send(fd, zeros, bytes < sizeof(zeros) ? bytes : sizeof(zeros), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes -= (size_t)sent;
    }
    return true;
}

static bool has_answer(int fd, int wait_ms)
{
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    return poll(&readable, 1, wait_ms) == 1;
}

/* Reads one answer; 0: the other side hung up. */
static int status_of(int fd)
{
    char answer[4096] = "";
    if (!has_answer(fd, 10 * 1000)) return 0;
    return recv(fd, answer, sizeof(answer) - 1, 0) > 12 ? atoi(answer + 9) : 0;
}

/* A proxy that is answered while it still sends makes a 502 of it. */
static void a_body_that_is_refused_is_read_before_the_answer(void **state)
{
    struct house *house = *state;
    enum { LARGE = 3 * 1024 * 1024 };
    static const struct {
        const char *head;
        int status;
    } cases[] = {{"POST /v1/nothing HTTP/1.1\r\n", 404},
                 {"PUT /v1/feed HTTP/1.1\r\n", 405},
                 {"POST /v1/enrol HTTP/1.1\r\n", 413},
                 {"POST /v1/staff/pictures HTTP/1.1\r\n", 401},
                 {"GET /nothing HTTP/1.1\r\nAccept: text/html\r\n", 413}};
    static const char health[] = "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n";
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        char head[200];
        int fd = connect_to(house);
        int bytes = snprintf(head, sizeof(head), "%sHost: x\r\nContent-Length: %d\r\n\r\n", cases[at].head, LARGE);
        assert_int_equal(send(fd, head, (size_t)bytes, MSG_NOSIGNAL), bytes);
        assert_true(send_zeros(fd, LARGE / 2));
        assert_false(has_answer(fd, 200));
        assert_true(send_zeros(fd, LARGE - LARGE / 2));
        assert_int_equal(status_of(fd), cases[at].status);
        assert_true(send(fd, health, sizeof(health) - 1, MSG_NOSIGNAL) > 0); /* nothing is left on the line */
        assert_int_equal(status_of(fd), 200);
        close(fd);
    }
}

static void what_is_thrown_away_is_bounded(void **state)
{
    struct house *house = *state;
    char head[200];
    int fd = connect_to(house);
    int bytes = snprintf(head, sizeof(head), "POST /v1/nothing HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n",
                         SERVER_DRAIN_BYTES_MAX + 1);
    assert_int_equal(send(fd, head, (size_t)bytes, MSG_NOSIGNAL), bytes);
    assert_int_equal(status_of(fd), 404); /* at once, */
    assert_int_equal(status_of(fd), 0);   /* and nothing further is read */
    close(fd);
    /* Who asks whether to send at all hears it before sending. */
    fd = connect_to(house);
    bytes = snprintf(head, sizeof(head),
                     "POST /v1/nothing HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9000\r\n\r\n");
    assert_int_equal(send(fd, head, (size_t)bytes, MSG_NOSIGNAL), bytes);
    assert_int_equal(status_of(fd), 404);
    close(fd);
    /* A body without a length never says that it is too long: it is cut. */
    fd = connect_to(house);
    bytes =
        snprintf(head, sizeof(head), "POST /v1/enrol HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n",
                 4 * SERVER_DRAIN_BYTES_MAX);
    assert_int_equal(send(fd, head, (size_t)bytes, MSG_NOSIGNAL), bytes);
    (void)send_zeros(fd, (size_t)2 * SERVER_DRAIN_BYTES_MAX);
    assert_int_equal(status_of(fd), 0);
    close(fd);
}

static void nesting_is_held_to_its_limit(void **state)
{
    struct house *house = *state;
    AUTO(answer_finish) struct answer at_limit = {0};
    AUTO(answer_finish) struct answer over = {0};
    http(&at_limit, house->url, "POST", "/v1/enrol", "[[[[[[[[]]]]]]]]", 16, NULL);
    assert_refused(&at_limit, 400, "bad_request");
    http(&over, house->url, "POST", "/v1/enrol", "[[[[[[[[[]]]]]]]]]", 18, NULL);
    assert_refused(&over, 400, "too_deep");
}

static void what_is_not_asked_well_is_refused(void **state)
{
    struct house *house = *state;
    static const struct {
        const char *method;
        const char *target;
        const char *body;
        long status;
        const char *code;
    } cases[] = {
        {"GET", "/", NULL, 404, "no_content"},
        {"GET", "/nothing", NULL, 404, "not_found"},
        {"GET", "/v1/feed/", NULL, 404, "not_found"},
        {"GET", "/v1/../v1/health", NULL, 404, "not_found"},
        {"PUT", "/v1/feed", "{}", 405, "bad_method"},
        {"GET", "/v1/enrol", NULL, 405, "bad_method"},
        {"POST", "/v1/enrol", "", 400, "not_json"},
        {"POST", "/v1/enrol", "{", 400, "not_json"},
        {"POST", "/v1/enrol", "{\"a\":1,\"a\":2}", 400, "not_json"},
        {"POST", "/v1/enrol", "{\"code\":\"x\"}", 400, "bad_request"},
        {"POST", "/v1/enrol", "{\"code\":\"x\",\"key\":\"AAAA\"}", 400, "bad_request"},
        {"POST", "/v1/enrol", "{\"code\":3,\"key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", 400,
         "bad_request"},
        {"POST", "/v1/enrol", "{\"code\":\"x\",\"key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", 401,
         "bad_signature"},
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        const char *body = cases[at].body;
        http(&answer, house->url, cases[at].method, cases[at].target, body, body != NULL ? strlen(body) : 0, NULL);
        assert_refused(&answer, cases[at].status, cases[at].code);
    }
    AUTO(answer_finish) struct answer answer = {0};
    char allowed[256];
    http(&answer, house->url, "PUT", "/v1/session", NULL, 0, NULL);
    assert_string_equal(answer_header(&answer, "Allow", allowed), "POST, GET, DELETE");
}

/* The first bytes of the answer to `request`, sent as it is; "" when the server hung up. */
static void raw(struct house *house, const char *request, char out[13])
{
    struct address address = server_address(house->server);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    memset(out, 0, 13);
    assert_int_equal(connect(fd, (struct sockaddr *)&address.storage, address.bytes), 0);
    size_t bytes = strlen(request);
    if (send(fd, request, bytes, MSG_NOSIGNAL) == (ssize_t)bytes) (void)!recv(fd, out, 12, MSG_WAITALL);
    close(fd);
}

static void an_address_too_long_is_refused(void **state)
{
    struct house *house = *state;
    enum { TARGET_BYTES_MAX = 2048 };
    static const char begin[] = "/v1/health?x=";
    char target[TARGET_BYTES_MAX + 2];
    memset(target, 'y', sizeof(target));
    memcpy(target, begin, sizeof(begin) - 1);
    for (size_t over = 0; over <= 1; over++) {
        char request[TARGET_BYTES_MAX + 100];
        char status[13];
        target[TARGET_BYTES_MAX + over] = '\0';
        snprintf(request, sizeof(request), "GET %s HTTP/1.0\r\n\r\n", target);
        raw(house, request, status);
        assert_string_equal(status, over == 0 ? "HTTP/1.1 200" : "HTTP/1.1 414");
        target[TARGET_BYTES_MAX + over] = 'y';
    }
}

static void headers_are_held_to_their_limit(void **state)
{
    struct house *house = *state;
    static const size_t sizes[] = {8 * 1024, 64 * 1024};
    for (size_t at = 0; at < 2; at++) {
        AUTO(str_finish) struct str request;
        char status[13];
        str_init(&request, 128 * 1024);
        str_add(&request, "GET /v1/health HTTP/1.1\r\nHost: x\r\n");
        while (request.length < sizes[at] - 100) str_addf(&request, "X-Filler: %0300d\r\n", 7);
        str_add(&request, "\r\n");
        raw(house, str_text(&request), status);
        if (at == 0) assert_string_equal(status, "HTTP/1.1 200");
        if (at == 1) assert_string_not_equal(status, "HTTP/1.1 200");
    }
    AUTO(answer_finish) struct answer answer = {0};
    http(&answer, house->url, "GET", "/v1/health", NULL, 0, NULL);
    assert_int_equal(answer.status, 200);
}

/* As large as a browser's may become; it is kept twice while the request is (libmicrohttpd takes it apart). */
static void a_cookie_of_four_kib_is_borne(void **state)
{
    struct house *house = *state;
    AUTO(str_finish) struct str request;
    char status[13];
    str_init(&request, 16 * 1024);
    str_addf(&request, "GET /v1/health HTTP/1.1\r\nHost: x\r\nCookie: other=%0*d; forhal_session=x\r\n\r\n", 4096, 7);
    raw(house, str_text(&request), status);
    assert_string_equal(status, "HTTP/1.1 200");
}

static void health_says_where_the_content_stands(void **state)
{
    struct house *house = *state;
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    house_import(house, 4);
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    AUTO(answer_finish) struct answer answer = {0};
    http(&answer, house->url, "GET", "/v1/health", NULL, 0, NULL);
    assert_int_equal(answer.status, 200);
    answer_check_headers(&answer);
    assert_true(json_is_true(json_object_get(answer.json, "ok")));
    assert_string_equal(json_text_at(answer.json, "generation"), generation);
    assert_int_equal(json_int_at(answer.json, "head", -1), head);
    assert_int_equal(head, 5);
}

/* A command beside the server: it sees the change at once. */
static void the_server_sees_what_others_commit(void **state)
{
    struct house *house = *state;
    struct registry *beside = NULL;
    struct content_summary summary;
    assert_int_equal(registry_open(&beside, house->data, house_clock(house)), ERR_OK);
    for (int round = 1; round <= 2; round++) {
        AUTO(json_auto)
        json_t *document = json_pack("{s:{s:i}, s:[], s:[]}", "site", "round", round, "networks", "pages");
        assert_int_equal(content_import(beside, document, &summary), ERR_OK);
        AUTO(answer_finish) struct answer answer = {0};
        http(&answer, house->url, "GET", "/v1/health", NULL, 0, NULL);
        assert_int_equal(json_int_at(answer.json, "head", -1), round);
    }
    registry_close(beside);
}

static void a_taken_address_is_said(void **state)
{
    struct house *house = *state;
    struct server_options options = {.address = server_address(house->server)};
    struct server *second = NULL;
    struct registry *registry = NULL;
    assert_int_equal(registry_open(&registry, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(server_start(&second, registry, &options), ERR_UNAVAILABLE);
    assert_null(second);
    registry_close(registry);
}

static void addresses_are_read_and_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *again; /* NULL: not an address */
        bool loopback;
    } cases[] = {
        {"127.0.0.1:8440", "127.0.0.1:8440", true},
        {"localhost:1", "127.0.0.1:1", true},
        {"127.9.9.9:65535", "127.9.9.9:65535", true},
        {"0.0.0.0:80", "0.0.0.0:80", false},
        {"192.168.1.2:0", "192.168.1.2:0", false},
        {"[::1]:8440", "[::1]:8440", true},
        {"[::]:8440", "[::]:8440", false},
        {"[2001:db8::1]:8440", "[2001:db8::1]:8440", false},
        {"::1:8440", NULL, false},
        {"127.0.0.1", NULL, false},
        {"127.0.0.1:", NULL, false},
        {"127.0.0.1:65536", NULL, false},
        {"127.0.0.1:-1", NULL, false},
        {"127.0.0.1:80x", NULL, false},
        {":8440", NULL, false},
        {"[]:8440", NULL, false},
        {"[127.0.0.1]:8440", NULL, false},
        {"example.org:8440", NULL, false},
        {"", NULL, false},
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        struct address address;
        char again[ADDRESS_TEXT_BYTES];
        enum err err = address_parse(&address, cases[at].text);
        assert_int_equal(err, cases[at].again != NULL ? ERR_OK : ERR_INVALID);
        if (err != ERR_OK) continue;
        address_text(&address, again);
        assert_string_equal(again, cases[at].again);
        assert_int_equal(address_is_loopback(&address), cases[at].loopback);
    }
    char peer[ADDRESS_TEXT_BYTES];
    address_peer_of_text("2001:db8:1:2:3:4:5:6", peer);
    assert_string_equal(peer, "2001:db8:1:2::");
    address_peer_of_text("192.0.2.7", peer);
    assert_string_equal(peer, "192.0.2.7");
    address_peer_of_text("somebody", peer);
    assert_string_equal(peer, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(bodies_are_held_to_their_limit),
        house_test(a_body_that_is_refused_is_read_before_the_answer),
        house_test(what_is_thrown_away_is_bounded),
        house_test(nesting_is_held_to_its_limit),
        house_test(what_is_not_asked_well_is_refused),
        house_test(an_address_too_long_is_refused),
        house_test(headers_are_held_to_their_limit),
        house_test(a_cookie_of_four_kib_is_borne),
        house_test(health_says_where_the_content_stands),
        house_test(the_server_sees_what_others_commit),
        house_test(a_taken_address_is_said),
        cmocka_unit_test(addresses_are_read_and_written),
    };
    return cmocka_run_group_tests_name("registry server", tests, house_begin, NULL);
}
