/* tests/unit/test_registry_deeds.c - what staff do in signing in happens with its line in the staff log, or not at all;
 * and what could not be checked is a failure of ours, not a wrong password. */
#include "tests/unit/staff_house.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sync/registry/staff/invitations.h"
#include "sync/registry/staff/session_proof.h"

/* ---- both or neither ---- */

static int64_t count_of(struct house *house, const char *sql)
{
    int64_t count = -1;
    assert_int_equal(db_int(house->registry->db, &count, sql, ""), ERR_OK);
    return count;
}

static void close_log(struct house *house)
{
    assert_int_equal(db_run(house->registry->db, "ALTER TABLE staff_log RENAME TO staff_log_away", ""), ERR_OK);
}

static void open_log(struct house *house)
{
    assert_int_equal(db_run(house->registry->db, "ALTER TABLE staff_log_away RENAME TO staff_log", ""), ERR_OK);
}

static void send_is(struct house *house, const struct staff *staff, const char *target, const char *name,
                    const char *text, long status)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_send(&answer, house, staff, target, name, text);
    assert_int_equal(answer.status, status);
}

/* An administrator who has given the password, and whose next code has not been used. */
static void begin_half(struct house *house, struct staff *out, char uri[TOTP_URI_BYTES])
{
    AUTO(answer_finish) struct answer half = {0};
    staff_administrator(house, "anna", out, uri);
    atomic_fetch_add(&house->wall_s, TOTP_STEP_S);
    assert_int_equal(db_run(house->registry->db, "DELETE FROM session", ""), ERR_OK);
    staff_sign_in(&half, house, "anna", STAFF_PASSWORD);
    assert_string_equal(json_text_at(half.json, "needs"), "code");
    staff_learn(out, &half);
}

static void a_session_is_whole_with_its_line_only(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    char code[TOTP_DIGITS + 1];
    begin_half(house, &staff, uri);
    staff_code(house, uri, 0, code);
    close_log(house);
    send_is(house, &staff, "/v1/session/code", "code", code, 503);
    assert_int_equal(count_of(house, "SELECT count(*) FROM session WHERE half = 0"), 0);
    open_log(house);
    send_is(house, &staff, "/v1/session/code", "code", code, 200); /* nor was the code used up */
    assert_int_equal(count_of(house, "SELECT count(*) FROM session WHERE half = 0"), 1);
}

static void a_recovery_code_goes_with_its_line_only(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    const char *const made = "0123-4567-89AB-CDEF";
    unsigned char hash[SESSION_HASH_BYTES];
    crypto_generichash_state hashing;
    begin_half(house, &staff, uri);
    crypto_generichash_init(&hashing, NULL, 0, sizeof(hash));
    crypto_generichash_update(&hashing, (const unsigned char *)"anna", 5);
    crypto_generichash_update(&hashing, (const unsigned char *)"0123456789ABCDEF", 16);
    crypto_generichash_final(&hashing, hash, sizeof(hash));
    assert_int_equal(db_run(house->registry->db, "INSERT INTO staff_recovery (code_hash, staff) VALUES (?, 'anna')",
                            "b", hash, sizeof(hash)),
                     ERR_OK);
    int64_t codes = count_of(house, "SELECT count(*) FROM staff_recovery");
    close_log(house);
    send_is(house, &staff, "/v1/session/code", "recovery", made, 503);
    assert_int_equal(count_of(house, "SELECT count(*) FROM staff_recovery"), codes);
    assert_int_equal(count_of(house, "SELECT count(*) FROM session WHERE half = 0"), 0);
    open_log(house);
    send_is(house, &staff, "/v1/session/code", "recovery", made, 200);
    assert_int_equal(count_of(house, "SELECT count(*) FROM staff_recovery"), codes - 1);
}

static void a_proof_is_noted_or_none(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    char code[TOTP_DIGITS + 1];
    staff_administrator(house, "anna", &staff, uri);
    assert_int_equal(db_run(house->registry->db, "UPDATE session SET proof_s = 0", ""), ERR_OK);
    atomic_fetch_add(&house->wall_s, TOTP_STEP_S);
    staff_code(house, uri, 0, code);
    close_log(house);
    send_is(house, &staff, "/v1/session/proof", "code", code, 503);
    assert_int_equal(count_of(house, "SELECT count(*) FROM session WHERE proof_s > 0"), 0);
    open_log(house);
    send_is(house, &staff, "/v1/session/proof", "code", code, 200);
    assert_int_equal(count_of(house, "SELECT count(*) FROM session WHERE proof_s > 0"), 1);
}

static void signing_in_and_out_by_password_is_noted_or_nothing(void **state)
{
    struct house *house = *state;
    struct staff staff;
    AUTO(answer_finish) struct answer refused = {0};
    AUTO(answer_finish) struct answer signed_in = {0};
    AUTO(answer_finish) struct answer out = {0};
    staff_add(house, "anna", STAFF_PASSWORD);
    close_log(house);
    staff_sign_in(&refused, house, "anna", STAFF_PASSWORD);
    assert_refused(&refused, 503, "unavailable");
    assert_int_equal(count_of(house, "SELECT count(*) FROM session"), 0);
    open_log(house);
    staff_sign_in(&signed_in, house, "anna", STAFF_PASSWORD);
    assert_int_equal(signed_in.status, 200);
    staff_learn(&staff, &signed_in);
    close_log(house);
    staff_http(&out, house, &staff, "DELETE", "/v1/session", NULL);
    assert_refused(&out, 503, "unavailable");
    assert_int_equal(count_of(house, "SELECT count(*) FROM session"), 1);
    open_log(house);
}

static void another_password_is_noted_or_none(void **state)
{
    struct house *house = *state;
    struct staff staff;
    static const char body[] = "{\"password\":\"" STAFF_PASSWORD "\",\"new\":\"et helt andet kodeord\"}";
    AUTO(answer_finish) struct answer signed_in = {0};
    AUTO(answer_finish) struct answer refused = {0};
    AUTO(answer_finish) struct answer again = {0};
    staff_add(house, "anna", STAFF_PASSWORD);
    staff_sign_in(&signed_in, house, "anna", STAFF_PASSWORD);
    staff_learn(&staff, &signed_in);
    close_log(house);
    staff_http(&refused, house, &staff, "POST", "/v1/session/password", body);
    assert_refused(&refused, 503, "unavailable");
    open_log(house);
    staff_sign_in(&again, house, "anna", STAFF_PASSWORD);
    assert_int_equal(again.status, 200);
}

static void a_welcome_is_noted_or_none(void **state)
{
    struct house *house = *state;
    struct invitation invitation = {.name = "eva", .role = ROLE_EDITOR};
    char token[SESSION_TOKEN_TEXT_BYTES];
    assert_int_equal(invitation_make(house->registry, &invitation, token), ERR_OK);
    AUTO(json_auto) json_t *json = json_pack("{s:s, s:s}", "token", token, "password", STAFF_PASSWORD);
    char *body = json_dumps(json, JSON_COMPACT);
    AUTO(answer_finish) struct answer refused = {0};
    AUTO(answer_finish) struct answer come = {0};
    close_log(house);
    http(&refused, house->url, "POST", "/v1/welcome", body, strlen(body), NULL);
    assert_refused(&refused, 503, "unavailable");
    assert_int_equal(count_of(house, "SELECT count(*) FROM staff"), 0);
    open_log(house);
    http(&come, house->url, "POST", "/v1/welcome", body, strlen(body), NULL); /* the link is good as before */
    assert_int_equal(come.status, 200);
    free(body);
}

/* ---- what could not be checked ---- */

struct ask {
    struct house *house;
    const struct staff *staff; /* NULL: signs in */
    const char *target, *body;
    long status;
};

static void *send_ask(void *context)
{
    struct ask *ask = context;
    AUTO(answer_finish) struct answer answer = {0};
    if (ask->staff == NULL) {
        http(&answer, ask->house->url, "POST", ask->target, ask->body, strlen(ask->body), NULL);
    } else {
        staff_http(&answer, ask->house, ask->staff, "POST", ask->target, ask->body);
    }
    ask->status = answer.status;
    return NULL;
}

/* Asks, with two passwords in front of it that take their time, and damages what is stored meanwhile. */
static long ask_while_it_breaks(struct house *house, const struct staff *staff, const char *target, const char *body)
{
    enum { MOMENT_US = 20 * 1000, IN_FRONT = 2 };
    static const char other[] = "{\"name\":\"nobody\",\"password\":\"ikke det rigtige\"}";
    struct ask asks[IN_FRONT + 1];
    pthread_t threads[IN_FRONT + 1];
    struct registry *beside = NULL;
    assert_int_equal(registry_open(&beside, house->data, house_clock(house)), ERR_OK);
    for (size_t at = 0; at <= IN_FRONT; at++) {
        asks[at] = (struct ask){.house = house, .target = "/v1/session", .body = other};
        if (at == IN_FRONT) asks[at] = (struct ask){.house = house, .staff = staff, .target = target, .body = body};
        assert_int_equal(pthread_create(&threads[at], NULL, send_ask, &asks[at]), 0);
        usleep(MOMENT_US);
    }
    assert_int_equal(db_run(beside->db, "UPDATE staff SET password = 'sealed:AAAA'", ""), ERR_OK);
    registry_close(beside);
    for (size_t at = 0; at <= IN_FRONT; at++) pthread_join(threads[at], NULL);
    return asks[IN_FRONT].status;
}

static void what_can_not_be_read_is_no_wrong_password(void **state)
{
    struct house *house = *state;
    static const char refusals[] = "SELECT count(*) FROM staff_log WHERE what = 'session.refused' AND who = 'anna'";
    static const char proof[] = "{\"password\":\"" STAFF_PASSWORD "\"}";
    static const char change[] = "{\"password\":\"" STAFF_PASSWORD "\",\"new\":\"et helt andet kodeord\"}";
    static const char sign_in[] = "{\"name\":\"anna\",\"password\":\"" STAFF_PASSWORD "\"}";
    static const struct {
        const char *target, *body;
        bool signs_in;
    } ways[] = {{"/v1/session/proof", proof, false},
                {"/v1/session/password", change, false},
                {"/v1/session", sign_in, true}};
    struct staff staff;
    AUTO(answer_finish) struct answer signed_in = {0};
    staff_add(house, "anna", STAFF_PASSWORD);
    staff_sign_in(&signed_in, house, "anna", STAFF_PASSWORD);
    staff_learn(&staff, &signed_in);
    for (size_t at = 0; at < sizeof(ways) / sizeof(ways[0]); at++) {
        /* One more failure would slow the next try down. */
        for (int tries = 0; tries < 4; tries++) {
            send_is(house, &staff, "/v1/session/proof", "password", "et forkert kodeord", 401);
        }
        int64_t refused = count_of(house, refusals);
        assert_int_equal(ask_while_it_breaks(house, ways[at].signs_in ? NULL : &staff, ways[at].target, ways[at].body),
                         503);
        char hash[PASSWORD_HASH_BYTES];
        assert_int_equal(password_hash(hash, STAFF_PASSWORD), ERR_OK);
        assert_int_equal(user_store_password(house->registry, "anna", hash, &(struct session){.half = false}), ERR_OK);
        AUTO(answer_finish) struct answer again = {0};
        staff_sign_in(&again, house, "anna", STAFF_PASSWORD);
        assert_int_equal(again.status, 200);
        staff_learn(&staff, &again);
        assert_int_equal(count_of(house, refusals), refused);
    }
}

/* argon2id takes 64 MiB. */
static void without_memory_nothing_is_said_about_a_password(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_BYTES];
    struct rlimit before, little;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* it needs pages of its own, and ends without them */
#endif
    assert_int_equal(password_hash(hash, STAFF_PASSWORD), ERR_OK);
    assert_int_equal(password_check(hash, STAFF_PASSWORD), ERR_OK);
    assert_int_equal(password_check(hash, "noget andet"), ERR_REFUSED);
    assert_int_equal(password_check((const char[PASSWORD_HASH_BYTES]){"no hash at all"}, STAFF_PASSWORD), ERR_REFUSED);
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    little = before;
    little.rlim_cur = 1024 * 1024; /* less than there is: no more pages */
    assert_int_equal(setrlimit(RLIMIT_AS, &little), 0);
    enum err err = password_check(hash, STAFF_PASSWORD);
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    assert_int_equal(err, ERR_NOMEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(a_session_is_whole_with_its_line_only),
        house_test(a_recovery_code_goes_with_its_line_only),
        house_test(a_proof_is_noted_or_none),
        house_test(signing_in_and_out_by_password_is_noted_or_nothing),
        house_test(another_password_is_noted_or_none),
        house_test(a_welcome_is_noted_or_none),
        house_test(what_can_not_be_read_is_no_wrong_password),
        cmocka_unit_test(without_memory_nothing_is_said_about_a_password),
    };
    return cmocka_run_group_tests_name("registry deeds", tests, house_begin, NULL);
}
