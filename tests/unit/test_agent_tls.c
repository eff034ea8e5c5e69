/* tests/unit/test_agent_tls.c - whom the agent believes: a real registry over TLS, with papers of any date, and a clock
 * that the test turns. FIELD-FAILURES rows 9 (the clock in 1970) and 10 (a CA that ends). */
#include "tests/unit/registry_house.h"

#include "sync/agent/http.h"
#include "sync/agent/state.h"
#include "sync/agent/tls.h"
#include "sync/base/clock.h"
#include "sync/base/file.h"
#include "sync/registry/server/certificate.h"
#include "sync/store/time_floor.h"
#include "tests/unit/papers.h"

/* All dates are days from here. */
static const int64_t day_zero_s = INT64_C(1900000000); /* 2030-03-17 */

static int64_t on_day(int day)
{
    return day_zero_s + (int64_t)day * PAPERS_DAY_S;
}

/* A CA (days -100 to 100), its certificate for localhost and 127.0.0.1 (days 0 to 50), and a registry that has it. */
struct inn {
    struct house *house;
    struct paper ca, own;
    struct certificate certificate;
    struct server *server;
    char url[ADDRESS_TEXT_BYTES + 16];
    struct trust trust;
    int64_t wall_s, floor_s;
};

static int64_t inn_wall_s(void *context)
{
    return ((struct inn *)context)->wall_s;
}

static int64_t inn_monotonic_ms(void *context)
{
    (void)context;
    return 0;
}

static void serve(struct inn *inn, const struct paper *paper)
{
    struct server_options options = {.report = NULL};
    char chain[PATH_MAX], key[PATH_MAX], problem[CERTIFICATE_PROBLEM_BYTES], text[ADDRESS_TEXT_BYTES];
    server_stop(inn->server);
    certificate_finish(&inn->certificate);
    paper_write(paper, inn->house->folder->path, "own", chain, key, sizeof(chain));
    assert_int_equal(certificate_read(&inn->certificate, chain, key, problem), ERR_OK);
    options.tls_chain = str_text(&inn->certificate.chain);
    options.tls_key = str_text(&inn->certificate.key);
    assert_int_equal(address_parse(&options.address, "127.0.0.1:0"), ERR_OK);
    assert_int_equal(server_start(&inn->server, inn->house->registry, &options), ERR_OK);
    struct address address = server_address(inn->server);
    address_text(&address, text);
    snprintf(inn->url, sizeof(inn->url), "https://%s", text);
}

static void trust_ca(struct inn *inn, const struct paper *ca)
{
    trust_finish(&inn->trust);
    inn->trust.ca = paper_pem(ca);
}

static int inn_setup(void **state)
{
    struct inn *inn = calloc(1, sizeof(*inn));
    void *house = NULL;
    if (inn == NULL || house_setup(&house) != 0) return -1;
    inn->house = house;
    inn->ca = paper_make(NULL, "Byens CA", NULL, on_day(-100), on_day(100));
    inn->own = paper_make(&inn->ca, "town", "DNS:localhost,IP:127.0.0.1", on_day(0), on_day(50));
    inn->wall_s = on_day(10);
    serve(inn, &inn->own);
    trust_ca(inn, &inn->ca);
    *state = inn;
    return 0;
}

static int inn_teardown(void **state)
{
    struct inn *inn = *state;
    void *house = inn->house;
    server_stop(inn->server);
    certificate_finish(&inn->certificate);
    paper_finish(&inn->ca);
    paper_finish(&inn->own);
    trust_finish(&inn->trust);
    free(inn);
    return house_teardown(&house);
}

#define inn_test(function) cmocka_unit_test_setup_teardown(function, inn_setup, inn_teardown)

struct outcome {
    enum err err;
    char problem[HTTP_PROBLEM_BYTES];
    struct http_peer peer;
};

static struct outcome knock_at(struct inn *inn, const char *url)
{
    const struct http_options options = {
        .base_url = url, .trust = &inn->trust, .clock = {inn_monotonic_ms, inn_wall_s, inn}, .floor_s = &inn->floor_s};
    const struct http_request request = {.method = "GET", .target = "/v1/health", .signature = "none"};
    struct http_answer answer;
    struct http *http = NULL;
    struct outcome outcome = {.err = ERR_OK};
    assert_int_equal(http_open(&http, &options), ERR_OK);
    outcome.err = http_exchange(http, &request, &answer);
    if (outcome.err == ERR_OK) {
        assert_int_equal(answer.status, 200);
        http_answer_finish(&answer);
    }
    snprintf(outcome.problem, sizeof(outcome.problem), "%s", http_problem(http));
    outcome.peer = http_peer(http);
    http_close(http);
    return outcome;
}

static struct outcome knock(struct inn *inn)
{
    return knock_at(inn, inn->url);
}

static void assert_shut(const struct outcome *outcome, const char *words)
{
    if (strstr(outcome->problem, words) == NULL) print_message("\"%s\" lacks \"%s\"\n", outcome->problem, words);
    assert_int_equal(outcome->err, ERR_UNTRUSTED);
    assert_non_null(strstr(outcome->problem, words));
    assert_false(outcome->peer.verified);
    assert_true(strlen(outcome->problem) < HTTP_PROBLEM_BYTES - 1); /* not cut off */
}

static void a_ca_of_our_own_is_enough(void **state)
{
    struct inn *inn = *state;
    struct outcome outcome = knock(inn);
    assert_int_equal(outcome.err, ERR_OK);
    assert_true(outcome.peer.verified);
    assert_int_equal(outcome.peer.begins_s, on_day(0));
    assert_int_equal(outcome.peer.own_ends_s, on_day(50));
    assert_int_equal(outcome.peer.ends_s, on_day(50));
    assert_true(outcome.peer.date_s > 1700000000);
}

/* Whoever came once comes back over TLS, whatever is typed; a kiosk's own routes say nothing of it. */
static void browsers_are_told_to_stay_with_tls(void **state)
{
    struct inn *inn = *state;
    static const struct {
        const char *target, *wanted;
    } cases[] = {{"/v1/health", SERVER_HSTS}, {"/staff", SERVER_HSTS}, {"/v1/none", SERVER_HSTS}, {"/v1/feed", ""}};
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        char value[256];
        http(&answer, inn->url, "GET", cases[at].target, NULL, 0, NULL);
        assert_string_equal(answer_header(&answer, "Strict-Transport-Security", value), cases[at].wanted);
    }
}

static void without_it_nobody_vouches(void **state)
{
    struct inn *inn = *state;
    trust_finish(&inn->trust);
    struct outcome outcome = knock(inn);
    assert_shut(&outcome, "nobody trusted here vouches");
    assert_shut(&outcome, "Byens CA");
    assert_shut(&outcome, inn->url);
    assert_shut(&outcome, "--ca");
    struct paper other = paper_make(NULL, "En anden CA", NULL, on_day(-100), on_day(100));
    trust_ca(inn, &other);
    outcome = knock(inn);
    assert_shut(&outcome, "nobody trusted here vouches");
    paper_finish(&other);
}

static void a_certificate_that_is_over(void **state)
{
    struct inn *inn = *state;
    inn->wall_s = on_day(51);
    struct outcome outcome = knock(inn);
    assert_shut(&outcome, "the certificate of https://127.0.0.1");
    assert_shut(&outcome, "ended on 2030-05-06; renew it there (if it is not 2030-05-07");
}

/* Row 10: the certificate is new, the CA above it is not. */
static void a_ca_that_is_over(void **state)
{
    struct inn *inn = *state;
    struct paper late = paper_make(&inn->ca, "town", "IP:127.0.0.1", on_day(0), on_day(300));
    serve(inn, &late);
    inn->wall_s = on_day(99);
    struct outcome outcome = knock(inn);
    assert_int_equal(outcome.err, ERR_OK);
    assert_int_equal(outcome.peer.ends_s, on_day(100)); /* the alarm rings for the CA too */
    assert_int_equal(outcome.peer.own_ends_s, on_day(300));
    inn->wall_s = on_day(101);
    outcome = knock(inn);
    assert_shut(&outcome, "the CA of the certificate of");
    assert_shut(&outcome, "ended on");
    paper_finish(&late);
}

static void a_certificate_that_has_not_begun(void **state)
{
    struct inn *inn = *state;
    inn->wall_s = on_day(-1);
    struct outcome outcome = knock(inn);
    assert_shut(&outcome, "begins on 2030-03-17, and this machine's clock says 2030-03-16; set the clock");
}

static void a_certificate_for_somebody_else(void **state)
{
    struct inn *inn = *state;
    struct paper other = paper_make(&inn->ca, "town", "DNS:forhal.example", on_day(0), on_day(50));
    serve(inn, &other);
    struct outcome outcome = knock(inn);
    assert_shut(&outcome, "is for forhal.example, not for that name");
    paper_finish(&other);
}

/* Names come from the other side, and go to logs and screens. */
static void strange_names_are_made_harmless(void **state)
{
    struct inn *inn = *state;
    struct paper other = paper_make(&inn->ca, "\x1b[2Jfar\nfar", NULL, on_day(0), on_day(50));
    serve(inn, &other);
    struct outcome outcome = knock(inn);
    assert_shut(&outcome, "?[2Jfar?far");
    paper_finish(&other);
}

static void what_is_no_tls_says_so(void **state)
{
    struct inn *inn = *state;
    char url[ADDRESS_TEXT_BYTES + 16];
    snprintf(url, sizeof(url), "https%s", inn->house->url + strlen("http"));
    struct outcome outcome = knock_at(inn, url);
    assert_int_equal(outcome.err, ERR_UNAVAILABLE);
    assert_non_null(strstr(outcome.problem, "does not speak TLS 1.2 or later"));
    outcome = knock_at(inn, inn->house->url);
    assert_int_equal(outcome.err, ERR_OK);
    assert_false(outcome.peer.verified);
    assert_int_equal(http_peer_time_s(&outcome.peer), 0);
}

static void pin(struct inn *inn, const char *text)
{
    assert_int_equal(trust_add_pin(&inn->trust, text), ERR_OK);
}

static const char nobodys_pin[] = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

static void a_pinned_key(void **state)
{
    struct inn *inn = *state;
    trust_finish(&inn->trust);
    pin(inn, inn->certificate.pin);
    assert_int_equal(knock(inn).err, ERR_OK);
    /* Neither a name nor a date nor a CA matters then (row 10), and the alarm still knows when it was over. */
    inn->wall_s = on_day(60);
    struct outcome outcome = knock(inn);
    assert_int_equal(outcome.err, ERR_OK);
    assert_true(outcome.peer.verified);
    assert_int_equal(outcome.peer.ends_s, on_day(50));
    trust_finish(&inn->trust);
    pin(inn, nobodys_pin);
    outcome = knock(inn);
    assert_shut(&outcome, "has another key than those pinned here");
    assert_shut(&outcome, inn->certificate.pin);
}

/* The next key is pinned before it is used: no moment without a line. */
static void two_keys_overlap(void **state)
{
    struct inn *inn = *state;
    struct paper next = paper_make(&inn->ca, "town", "IP:127.0.0.1", on_day(0), on_day(50));
    trust_finish(&inn->trust);
    pin(inn, inn->certificate.pin);
    char old[CERTIFICATE_PIN_BYTES];
    memcpy(old, inn->certificate.pin, sizeof(old));
    serve(inn, &next);
    assert_string_not_equal(inn->certificate.pin, old);
    struct outcome outcome = knock(inn);
    assert_shut(&outcome, "has another key");
    pin(inn, inn->certificate.pin);
    assert_int_equal(knock(inn).err, ERR_OK);
    serve(inn, &inn->own);
    assert_int_equal(knock(inn).err, ERR_OK);
    paper_finish(&next);
}

static void a_ca_and_a_pin_must_both_fit(void **state)
{
    struct inn *inn = *state;
    pin(inn, nobodys_pin);
    struct outcome outcome = knock(inn);
    assert_shut(&outcome, "has another key");
    inn->trust.pins_count = 0;
    pin(inn, inn->certificate.pin);
    assert_int_equal(knock(inn).err, ERR_OK);
    inn->wall_s = on_day(51);
    outcome = knock(inn);
    assert_shut(&outcome, "ended on");
}

/* ---- row 9: the clock ---- */

static void in_1970_the_floor_is_the_time(void **state)
{
    struct inn *inn = *state;
    inn->wall_s = 86400;
    inn->floor_s = on_day(20);
    assert_int_equal(knock(inn).err, ERR_OK);
    inn->floor_s = on_day(-30); /* renewed since the floor was raised: the true time is later than that */
    assert_int_equal(knock(inn).err, ERR_OK);
    inn->floor_s = on_day(51);
    struct outcome outcome = knock(inn);
    assert_shut(&outcome, "ended on 2030-05-06, before 2030-05-07, which has passed for certain");
}

static void a_trusted_clock_is_not_replaced(void **state)
{
    struct inn *inn = *state;
    inn->floor_s = on_day(20);
    inn->wall_s = on_day(60); /* ahead of the floor: it may well be right */
    struct outcome outcome = knock(inn);
    assert_shut(&outcome, "ended on");
    inn->floor_s = on_day(60) + TIME_FLOOR_SLACK_S; /* and a little behind is not doubtful */
    outcome = knock(inn);
    assert_shut(&outcome, "if it is not");
}

static void only_a_date_within_the_papers_counts(void **state)
{
    (void)state;
    struct http_peer peer = {.verified = true, .begins_s = 100, .own_ends_s = 200, .ends_s = 150, .date_s = 160};
    assert_int_equal(http_peer_time_s(&peer), 160);
    peer.date_s = 201;
    assert_int_equal(http_peer_time_s(&peer), 0);
    peer.date_s = 99;
    assert_int_equal(http_peer_time_s(&peer), 0);
    peer.date_s = 200;
    assert_int_equal(http_peer_time_s(&peer), 200);
    peer.verified = false;
    assert_int_equal(http_peer_time_s(&peer), 0);
}

static void write_file(const char *path, const char *text)
{
    assert_int_equal(file_write(path, text, strlen(text), 0600), ERR_OK);
}

static void the_floor_is_raised_in_steps_and_never_lowered(void **state)
{
    char path[PATH_MAX];
    folder_path(*state, "time.floor", path);
    int64_t built_s = clock_built_s();
    assert_true(built_s > 1700000000);
    int64_t floor_s = time_floor_read(path);
    assert_int_equal(floor_s, built_s);
    assert_int_equal(time_floor_raise(&floor_s, built_s + TIME_FLOOR_STEP_S - 1, path), ERR_OK);
    assert_int_equal(floor_s, built_s);
    assert_int_not_equal(access(path, F_OK), 0); /* nothing was written for that */
    assert_int_equal(time_floor_raise(&floor_s, built_s + TIME_FLOOR_STEP_S, path), ERR_OK);
    assert_int_equal(floor_s, built_s + TIME_FLOOR_STEP_S);
    assert_int_equal(time_floor_read(path), floor_s);
    assert_int_equal(time_floor_raise(&floor_s, 0, path), ERR_OK);
    assert_int_equal(time_floor_raise(&floor_s, built_s, path), ERR_OK);
    assert_int_equal(time_floor_raise(&floor_s, INT64_MAX, path), ERR_OK);
    assert_int_equal(floor_s, built_s + TIME_FLOOR_STEP_S);
    assert_false(time_floor_doubts(floor_s, floor_s - TIME_FLOOR_SLACK_S));
    assert_true(time_floor_doubts(floor_s, floor_s - TIME_FLOOR_SLACK_S - 1));
}

static void a_broken_floor_is_the_day_of_the_build(void **state)
{
    static const char *const broken[] = {"",
                                         "\n",
                                         "soon\n",
                                         "-5\n",
                                         "4000000000",
                                         "4000000000 \n",
                                         "99999999999999999999\n",
                                         "1\n",
                                         "253402300800\n",
                                         "4000000000\n4000000000\n000000000000000"};
    char path[PATH_MAX];
    folder_path(*state, "time.floor", path);
    for (size_t at = 0; at < sizeof(broken) / sizeof(broken[0]); at++) {
        write_file(path, broken[at]);
        assert_int_equal(time_floor_read(path), clock_built_s());
    }
    write_file(path, "4000000000\n");
    assert_int_equal(time_floor_read(path), INT64_C(4000000000));
}

/* ---- what is written ---- */

static void trust_lives_through_its_file(void **state)
{
    char path[PATH_MAX];
    folder_path(*state, "trust.json", path);
    struct trust trust;
    struct trust back;
    assert_int_equal(trust_read(&trust, path), ERR_OK); /* none yet: the system's CAs */
    assert_null(trust.ca);
    assert_int_equal(trust.pins_count, 0);
    struct paper ca = paper_make(NULL, "CA", NULL, on_day(0), on_day(1));
    trust.ca = paper_pem(&ca);
    assert_int_equal(trust_add_pin(&trust, nobodys_pin), ERR_OK);
    assert_int_equal(trust_add_pin(&trust, nobodys_pin), ERR_OK);
    assert_int_equal(trust_add_pin(&trust, nobodys_pin), ERR_FULL);
    assert_int_equal(trust_write(&trust, path), ERR_OK);
    assert_int_equal(trust_read(&back, path), ERR_OK);
    assert_true(trust_equal(&trust, &back));
    back.pins[1][10] = 'B';
    assert_false(trust_equal(&trust, &back));
    assert_int_equal(tls_count_certificates(trust.ca, strlen(trust.ca)), 1);
    assert_int_equal(tls_count_certificates(trust.ca, strlen(trust.ca) / 2), 0);
    assert_int_equal(tls_count_certificates("", 0), 0);
    trust_finish(&trust);
    trust_finish(&back);
    paper_finish(&ca);
}

static void damaged_trust_is_no_trust(void **state)
{
    static const char *const broken[] = {"",
                                         "[]",
                                         "{\"pins\":\"x\"}",
                                         "{\"pins\":[1]}",
                                         "{\"ca\":7}",
                                         "{\"pins\":[\"sha256//AAAA\"]}",
                                         "{\"pins\":[\"md5//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"]}",
                                         "{\"pins\":[\"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"]}",
                                         "{\"pins\":[\"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA;A=\"]}"};
    char path[PATH_MAX];
    folder_path(*state, "trust.json", path);
    struct trust trust;
    for (size_t at = 0; at < sizeof(broken) / sizeof(broken[0]); at++) {
        write_file(path, broken[at]);
        assert_int_equal(trust_read(&trust, path), ERR_DAMAGED);
        assert_null(trust.ca);
        assert_int_equal(trust.pins_count, 0);
    }
    char *large = calloc(1, TRUST_CA_BYTES_MAX + 32);
    assert_non_null(large);
    for (size_t extra = 0; extra <= 1; extra++) {
        memset(large, 'x', TRUST_CA_BYTES_MAX + 31);
        memcpy(large, "{\"ca\":\"", 7);
        snprintf(large + 7 + TRUST_CA_BYTES_MAX + extra, 3, "\"}");
        write_file(path, large);
        assert_int_equal(trust_read(&trust, path), extra == 0 ? ERR_OK : ERR_DAMAGED);
        trust_finish(&trust);
    }
    free(large);
}

static void a_ca_that_is_none_is_refused_when_it_is_opened(void **state)
{
    (void)state;
    char text[] = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n";
    struct trust trust = {.ca = text};
    const struct http_options options = {.base_url = "https://localhost:1", .trust = &trust};
    struct http *http = NULL;
    assert_int_equal(http_open(&http, &options), ERR_INVALID);
    assert_null(http);
}

static void days_are_whole_and_go_below_zero(void **state)
{
    (void)state;
    assert_int_equal(days_until(PAPERS_DAY_S, 0), 1);
    assert_int_equal(days_until(PAPERS_DAY_S - 1, 0), 0);
    assert_int_equal(days_until(0, 0), 0);
    assert_int_equal(days_until(0, 1), -1);
    assert_int_equal(days_until(0, PAPERS_DAY_S), -1);
    assert_int_equal(days_until(0, PAPERS_DAY_S + 1), -2);
}

static void the_state_tells_of_both(void **state)
{
    char path[PATH_MAX];
    folder_path(*state, "agent.json", path);
    struct agent_state written = {.link = LINK_GOOD, .certificate_ends_s = on_day(3), .certificate_days = -2};
    struct agent_state back;
    assert_int_equal(state_write(&written, path), ERR_OK);
    assert_int_equal(state_read(&back, path), ERR_OK);
    assert_false(state_differs(&back, &written));
    written.clock_doubtful = true;
    assert_true(state_differs(&back, &written));
    assert_int_equal(state_write(&written, path), ERR_OK);
    assert_int_equal(state_read(&back, path), ERR_OK);
    assert_true(back.clock_doubtful);
    write_file(path, "{\"link\":\"good\",\"good_at\":5,\"problem\":null}"); /* of an earlier version */
    assert_int_equal(state_read(&back, path), ERR_OK);
    assert_false(back.clock_doubtful);
    assert_int_equal(back.certificate_ends_s, 0);
}

/* ---- the registry's own papers ---- */

static void bad_papers_are_refused_in_words(void **state)
{
    struct inn *inn = *state;
    char chain[PATH_MAX], key[PATH_MAX], other_chain[PATH_MAX], other_key[PATH_MAX], problem[CERTIFICATE_PROBLEM_BYTES];
    const char *folder = inn->house->folder->path;
    struct certificate certificate;
    struct paper other = paper_make(&inn->ca, "x", NULL, on_day(0), on_day(50));
    paper_write(&inn->own, folder, "own", chain, key, sizeof(chain));
    paper_write(&other, folder, "other", other_chain, other_key, sizeof(other_chain));
    assert_int_equal(certificate_read(&certificate, chain, other_key, problem), ERR_CONFLICT);
    assert_non_null(strstr(problem, "is not the key of"));
    assert_int_equal(certificate_read(&certificate, "/nowhere/x", key, problem), ERR_NOT_FOUND);
    assert_non_null(strstr(problem, "--tls-cert /nowhere/x"));
    assert_int_equal(certificate_read(&certificate, chain, "/nowhere/x", problem), ERR_NOT_FOUND);
    assert_non_null(strstr(problem, "--tls-key /nowhere/x"));
    assert_int_equal(certificate_read(&certificate, key, key, problem), ERR_INVALID);
    assert_non_null(strstr(problem, "PEM"));
    assert_int_equal(chmod(key, 0640), 0);
    assert_int_equal(certificate_read(&certificate, chain, key, problem), ERR_OK);
    certificate_finish(&certificate);
    assert_int_equal(chmod(key, 0644), 0);
    assert_int_equal(certificate_read(&certificate, chain, key, problem), ERR_REFUSED);
    assert_non_null(strstr(problem, "chmod 600"));
    paper_finish(&other);
}

static void papers_warn_before_they_end(void **state)
{
    struct inn *inn = *state;
    char words[CERTIFICATE_PROBLEM_BYTES];
    certificate_warning(&inn->certificate, on_day(29), words);
    assert_string_equal(words, "");
    certificate_warning(&inn->certificate, on_day(29) + 1, words);
    assert_non_null(strstr(words, "ends on"));
    certificate_warning(&inn->certificate, on_day(51), words);
    assert_non_null(strstr(words, "ended on"));
    certificate_warning(&inn->certificate, on_day(-1), words);
    assert_non_null(strstr(words, "begins on"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        inn_test(a_ca_of_our_own_is_enough),
        inn_test(browsers_are_told_to_stay_with_tls),
        inn_test(without_it_nobody_vouches),
        inn_test(a_certificate_that_is_over),
        inn_test(a_ca_that_is_over),
        inn_test(a_certificate_that_has_not_begun),
        inn_test(a_certificate_for_somebody_else),
        inn_test(strange_names_are_made_harmless),
        inn_test(what_is_no_tls_says_so),
        inn_test(a_pinned_key),
        inn_test(two_keys_overlap),
        inn_test(a_ca_and_a_pin_must_both_fit),
        inn_test(in_1970_the_floor_is_the_time),
        inn_test(a_trusted_clock_is_not_replaced),
        cmocka_unit_test(only_a_date_within_the_papers_counts),
        folder_test(the_floor_is_raised_in_steps_and_never_lowered),
        folder_test(a_broken_floor_is_the_day_of_the_build),
        folder_test(trust_lives_through_its_file),
        folder_test(damaged_trust_is_no_trust),
        cmocka_unit_test(a_ca_that_is_none_is_refused_when_it_is_opened),
        cmocka_unit_test(days_are_whole_and_go_below_zero),
        folder_test(the_state_tells_of_both),
        inn_test(bad_papers_are_refused_in_words),
        inn_test(papers_warn_before_they_end),
    };
    return cmocka_run_group_tests_name("tls", tests, house_begin, NULL);
}
