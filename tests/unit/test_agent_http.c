/* tests/unit/test_agent_http.c - a server or a line that misbehaves costs little and no more. */
#include "tests/unit/folder.h"

#include <time.h>

#include "sync/agent/http.h"
#include "tests/unit/fake_server.h"

struct script {
    int status;
    const char *headers;
    const char *body;
    size_t body_bytes;
    enum fake_end end;
    bool raw;        /* body is the whole answer */
    char head[4096]; /* of the latest request */
    char got[256];   /* its body */
};

static enum fake_end play(void *context, const struct fake_request *request, struct str *out)
{
    struct script *script = context;
    snprintf(script->head, sizeof(script->head), "%.*s", (int)(request->body - request->head), request->head);
    snprintf(script->got, sizeof(script->got), "%.*s", (int)request->body_bytes, request->body);
    if (script->raw) {
        str_add_bytes(out, script->body, script->body_bytes);
    } else {
        fake_add(out, script->status, script->headers != NULL ? script->headers : "", script->body, script->body_bytes);
    }
    return script->end;
}

static enum err ask_with(struct http *http, const char *body, struct http_answer *answer)
{
    const struct http_request request = {.method = body != NULL ? "POST" : "GET",
                                         .target = "/v1/x?a=b",
                                         .body = body,
                                         .body_bytes = body != NULL ? strlen(body) : 0,
                                         .kiosk = "k1",
                                         .signature = "sig"};
    return http_exchange(http, &request, answer);
}

static bool never(void *context)
{
    (void)context;
    return false;
}

static struct http *open_to(const struct fake_server *server, bool (*stop)(void *))
{
    const struct http_options options = {.base_url = server->url, .stall_s = 1, .stop = stop};
    struct http *http = NULL;
    assert_int_equal(http_open(&http, &options), ERR_OK);
    return http;
}

static enum err ask_once(struct script *script, struct http_answer *answer)
{
    struct fake_server server;
    assert_int_equal(fake_start(&server, play, script), 0);
    struct http *http = open_to(&server, never);
    enum err err = ask_with(http, NULL, answer);
    assert_true((http_problem(http)[0] != '\0') == (err != ERR_OK));
    http_close(http);
    fake_stop(&server);
    return err;
}

static void an_answer_comes_back(void **state)
{
    (void)state;
    struct script script = {
        .status = 200, .headers = "forhal-signature:  abc \r\nX: y\r\n", .body = "hello", .body_bytes = 5};
    struct fake_server server;
    struct http_answer answer;
    assert_int_equal(fake_start(&server, play, &script), 0);
    struct http *http = open_to(&server, never);
    assert_int_equal(ask_with(http, NULL, &answer), ERR_OK);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.signature, "abc");
    assert_string_equal(str_text(&answer.body), "hello");
    http_answer_finish(&answer);
    assert_non_null(strstr(script.head, "GET /v1/x?a=b HTTP/1.1\r\n"));
    assert_non_null(strstr(script.head, "Forhal-Kiosk: k1\r\n"));
    assert_non_null(strstr(script.head, "Forhal-Signature: sig\r\n"));
    assert_int_equal(ask_with(http, "{\"a\":1}", &answer), ERR_OK);
    http_answer_finish(&answer);
    assert_non_null(strstr(script.head, "POST /v1/x?a=b HTTP/1.1\r\n"));
    assert_null(strcasestr(script.head, "Expect:"));
    assert_string_equal(script.got, "{\"a\":1}");
    assert_int_equal(ask_with(http, NULL, &answer), ERR_OK);
    http_answer_finish(&answer);
    assert_non_null(strstr(script.head, "GET "));
    assert_int_equal(atomic_load(&server.connections), 1); /* kept alive */
    http_close(http);
    fake_stop(&server);
}

static bool begin_one(struct http *http, const char *target)
{
    const struct http_request request = {.method = "GET", .target = target, .kiosk = "k1", .signature = "sig"};
    return http_begin(http, &request);
}

static void a_question_is_on_its_way_while_something_else_is_done(void **state)
{
    (void)state;
    enum { LOOKS_MAX = 5000 };
    struct script script = {.status = 200, .headers = "forhal-signature: abc\r\n", .body = "hello", .body_bytes = 5};
    const struct timespec look = {.tv_nsec = 1000 * 1000};
    struct fake_server server;
    struct http_answer answer;
    assert_int_equal(fake_start(&server, play, &script), 0);
    struct http *http = open_to(&server, never);
    assert_int_equal(http_finish(http, &answer), ERR_UNAVAILABLE); /* nothing was asked */
    assert_int_equal(ask_with(http, NULL, &answer), ERR_OK);
    http_answer_finish(&answer);
    assert_true(begin_one(http, "/v1/ahead"));
    int before = LOOKS_MAX;
    while (atomic_load(&server.requests) < 2 && before-- > 0) nanosleep(&look, NULL);
    assert_int_equal(atomic_load(&server.requests), 2); /* the server has it before anybody asks for the answer */
    assert_int_equal(http_finish(http, &answer), ERR_OK);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.signature, "abc");
    assert_string_equal(str_text(&answer.body), "hello");
    http_answer_finish(&answer);
    assert_non_null(strstr(script.head, "GET /v1/ahead HTTP/1.1\r\n"));
    assert_int_equal(http_finish(http, &answer), ERR_UNAVAILABLE); /* once */
    assert_int_equal(atomic_load(&server.connections), 1);
    http_close(http);
    fake_stop(&server);
}

static void what_else_is_asked_gives_a_question_up(void **state)
{
    (void)state;
    struct script script = {.status = 200, .body = "hello", .body_bytes = 5};
    struct fake_server server;
    struct http_answer answer;
    assert_int_equal(fake_start(&server, play, &script), 0);
    struct http *http = open_to(&server, never);
    assert_true(begin_one(http, "/v1/first"));
    assert_true(begin_one(http, "/v1/second"));
    assert_int_equal(ask_with(http, NULL, &answer), ERR_OK);
    http_answer_finish(&answer);
    assert_non_null(strstr(script.head, "GET /v1/x?a=b HTTP/1.1\r\n"));
    assert_int_equal(http_finish(http, &answer), ERR_UNAVAILABLE);
    assert_true(begin_one(http, "/v1/third")); /* and what is out at the end is let go of */
    http_close(http);
    fake_stop(&server);
}

static void a_redirect_is_not_followed(void **state)
{
    (void)state;
    struct script script = {.status = 302, .headers = "Location: http://127.0.0.1:9/\r\n"};
    struct http_answer answer;
    assert_int_equal(ask_once(&script, &answer), ERR_OK);
    assert_int_equal(answer.status, 302);
    http_answer_finish(&answer);
}

static void an_answer_at_the_limit(void **state)
{
    (void)state;
    char *body = calloc(1, HTTP_ANSWER_BYTES_MAX + 1);
    assert_non_null(body);
    for (size_t extra = 0; extra <= 1; extra++) {
        struct script script = {
            .status = 200, .body = body, .body_bytes = HTTP_ANSWER_BYTES_MAX + extra, .end = FAKE_CLOSE};
        struct http_answer answer;
        enum err err = ask_once(&script, &answer);
        assert_int_equal(err, extra == 0 ? ERR_OK : ERR_TOO_LARGE);
        if (err == ERR_OK) http_answer_finish(&answer);
    }
    free(body);
}

/* 64 MiB of zeros, compressed twice: gzip -9 < zeros | gzip -9. */
static const unsigned char bomb[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xdc, 0xaf, 0x4e, 0x42, 0x71, 0x14, 0xc0,
    0xf1, 0x8b, 0x5c, 0x37, 0x26, 0x1b, 0x62, 0x20, 0x19, 0xe4, 0x11, 0x88, 0x14, 0x06, 0x1a, 0xcc, 0x06, 0xcd,
    0x8e, 0x07, 0x20, 0x92, 0x65, 0x73, 0x26, 0x0b, 0x2f, 0x41, 0x66, 0x63, 0x73, 0xb3, 0xd2, 0x78, 0x03, 0xb4,
    0xd9, 0xfd, 0x13, 0x9c, 0x33, 0x39, 0x2f, 0xdc, 0xfb, 0x18, 0xbf, 0xf3, 0xf9, 0xa4, 0x93, 0x4f, 0x3c, 0x3b,
    0xfb, 0x9e, 0x3d, 0x36, 0xb2, 0xd2, 0x41, 0xfd, 0x63, 0x5d, 0xab, 0xed, 0x87, 0xd9, 0xfc, 0x7f, 0xf9, 0xd5,
    0x38, 0xca, 0x00, 0x00, 0x00, 0x80, 0xc4, 0xcd, 0x5e, 0xef, 0xeb, 0xe5, 0x31, 0x20, 0xeb, 0x16, 0xdb, 0xcb,
    0xab, 0x1b, 0x00, 0x00, 0x00, 0x20, 0x75, 0xe3, 0xe3, 0x56, 0x5e, 0x1d, 0x05, 0xfe, 0x6e, 0x4f, 0xcf, 0xad,
    0x03, 0x00, 0x00, 0x00, 0x92, 0xf7, 0x30, 0xe8, 0xb7, 0xab, 0x0f, 0x81, 0xef, 0xbb, 0x49, 0x6e, 0x1d, 0x00,
    0x00, 0x00, 0x90, 0xbc, 0xce, 0xef, 0xdb, 0xa8, 0xba, 0x05, 0x6c, 0x8a, 0xa7, 0x93, 0x6b, 0xfb, 0x00, 0x00,
    0x00, 0x80, 0xe4, 0xbd, 0x08, 0x06, 0x00, 0x00, 0x00, 0x40, 0x28, 0x82, 0x01, 0x00, 0x00, 0x00, 0x10, 0x8b,
    0x60, 0x00, 0x00, 0x00, 0x00, 0xc4, 0x22, 0x18, 0x00, 0x00, 0x00, 0x00, 0xc1, 0x08, 0x06, 0x00, 0x00, 0x00,
    0x40, 0x2c, 0x82, 0x01, 0x00, 0x00, 0x00, 0x10, 0x8b, 0x60, 0x00, 0x00, 0x00, 0x00, 0xc4, 0x22, 0x18, 0x00,
    0x00, 0x00, 0x00, 0xc1, 0x08, 0x06, 0x00, 0x00, 0x00, 0x40, 0x2c, 0x82, 0x01, 0x00, 0x00, 0x00, 0x10, 0xcb,
    0x62, 0xd0, 0xef, 0x96, 0x8f, 0x01, 0xed, 0x9f, 0x62, 0x3a, 0xbc, 0x38, 0xcc, 0x00, 0x00, 0x00, 0x88, 0xe4,
    0xb9, 0xf9, 0xd9, 0x7b, 0x5f, 0xed, 0x87, 0x7c, 0x07, 0x3c, 0x4c, 0xec, 0xfa, 0xe2, 0xfe, 0x00, 0x00,
};

static void a_decompression_bomb_is_stopped(void **state)
{
    (void)state;
    struct script script = {.status = 200,
                            .headers = "Content-Encoding: gzip, gzip\r\n",
                            .body = (const char *)bomb,
                            .body_bytes = sizeof(bomb),
                            .end = FAKE_CLOSE};
    struct http_answer answer;
    assert_int_equal(ask_once(&script, &answer), ERR_TOO_LARGE);
}

static void what_is_cut_off_is_no_answer(void **state)
{
    (void)state;
    static const char *const answers[] = {
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "200 OK hello this is HTTP/0.9\r\n\r\n",
    };
    for (size_t at = 0; at < sizeof(answers) / sizeof(answers[0]); at++) {
        struct script script = {.raw = true, .body = answers[at], .body_bytes = strlen(answers[at]), .end = FAKE_CLOSE};
        struct http_answer answer;
        enum err err = ask_once(&script, &answer);
        if (err == ERR_OK) { /* curl takes a head without an end for a whole one: nothing is in it */
            assert_int_equal(at, 1);
            assert_int_equal(answer.body.length, 0);
            http_answer_finish(&answer);
        } else {
            assert_int_equal(err, ERR_UNAVAILABLE);
        }
    }
}

static double seconds_of(struct script *script, bool (*stop)(void *))
{
    struct fake_server server;
    struct timespec before;
    struct timespec after;
    struct http_answer answer;
    assert_int_equal(fake_start(&server, play, script), 0);
    struct http *http = open_to(&server, stop);
    clock_gettime(CLOCK_MONOTONIC, &before);
    assert_int_equal(ask_with(http, NULL, &answer), ERR_UNAVAILABLE);
    clock_gettime(CLOCK_MONOTONIC, &after);
    http_close(http);
    fake_stop(&server);
    return (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
}

static bool at_once(void *context)
{
    (void)context;
    return true;
}

static void what_stands_still_is_given_up(void **state)
{
    (void)state;
    static const char half[] = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nha";
    struct script script = {.raw = true, .body = half, .body_bytes = sizeof(half) - 1, .end = FAKE_HANG};
    assert_true(seconds_of(&script, never) < 5);
    assert_true(seconds_of(&script, at_once) < 2);
}

static void nobody_there_is_said_in_words(void **state)
{
    (void)state;
    const struct http_options options = {.base_url = "http://127.0.0.1:1"};
    struct http *http = NULL;
    struct http_answer answer;
    assert_int_equal(http_open(&http, &options), ERR_OK);
    assert_int_equal(ask_with(http, NULL, &answer), ERR_UNAVAILABLE);
    assert_non_null(strstr(http_problem(http), "127.0.0.1"));
    http_close(http);
}

static void a_proxy_of_the_environment_is_not_used(void **state)
{
    (void)state;
    struct script script = {.status = 200};
    struct http_answer answer;
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("all_proxy", "http://127.0.0.1:1", 1);
    assert_int_equal(ask_once(&script, &answer), ERR_OK);
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    http_answer_finish(&answer);
}

static void another_address_is_not_opened(void **state)
{
    (void)state;
    struct http *http = NULL;
    const struct http_options plain = {.base_url = "http://example.dk"};
    const struct http_options none = {.base_url = "nonsense"};
    assert_int_equal(http_open(&http, &plain), ERR_REFUSED);
    assert_int_equal(http_open(&http, &none), ERR_INVALID);
    assert_null(http);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_comes_back),
        cmocka_unit_test(a_redirect_is_not_followed),
        cmocka_unit_test(an_answer_at_the_limit),
        cmocka_unit_test(a_decompression_bomb_is_stopped),
        cmocka_unit_test(what_is_cut_off_is_no_answer),
        cmocka_unit_test(what_stands_still_is_given_up),
        cmocka_unit_test(nobody_there_is_said_in_words),
        cmocka_unit_test(a_proxy_of_the_environment_is_not_used),
        cmocka_unit_test(another_address_is_not_opened),
        cmocka_unit_test(a_question_is_on_its_way_while_something_else_is_done),
        cmocka_unit_test(what_else_is_asked_gives_a_question_up),
    };
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
