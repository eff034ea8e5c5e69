/* tests/unit/test_registry_sign_in.c - how staff sign in: two factors, and sessions that change their token and end. */
#include "tests/unit/staff_house.h"

#include <unistd.h>

#include "sync/registry/staff/staff_schema.h"

#define PASSWORD STAFF_PASSWORD

/* Half a session with the name's password. */
static void sign_in_half(struct house *house, const char *name, struct staff *out)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_sign_in(&answer, house, name, PASSWORD);
    assert_int_equal(answer.status, 200);
    assert_string_equal(json_text_at(answer.json, "needs"), "code");
    staff_learn(out, &answer);
}

static void give(struct house *house, struct staff *staff, const char *name, const char *code, long status)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_send(&answer, house, staff, "/v1/session/code", name, code);
    assert_int_equal(answer.status, status);
    if (status == 403) assert_refused(&answer, 403, "wrong_code");
    if (status == 200) staff_learn(staff, &answer);
}

/* ---- the second factor ---- */

/* RFC 6238, appendix B, in six digits. */
static void codes_are_those_of_the_standard(void **state)
{
    (void)state;
    static const unsigned char secret[] = "12345678901234567890";
    static const struct {
        int64_t now_s;
        const char *code;
    } cases[] = {{59, "287082"}, {1111111109, "081804"}, {1234567890, "005924"}, {2000000000, "279037"}};
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        int64_t step = 0;
        int64_t now_s = cases[at].now_s;
        assert_int_equal(totp_check(secret, now_s, cases[at].code, 0, &step), ERR_OK);
        assert_int_equal(step, now_s / TOTP_STEP_S);
        assert_int_equal(totp_check(secret, now_s + TOTP_STEP_S, cases[at].code, 0, &step), ERR_OK);
        assert_int_equal(step, now_s / TOTP_STEP_S);
        assert_int_equal(totp_check(secret, now_s + 2 * TOTP_STEP_S, cases[at].code, 0, &step), ERR_REFUSED);
        assert_int_equal(totp_check(secret, now_s, cases[at].code, now_s / TOTP_STEP_S, &step), ERR_EXISTS);
    }
    static const char *const no_codes[] = {"", "28708", "2870822", "28708x", " 87082", "+87082"};
    for (size_t at = 0; at < sizeof(no_codes) / sizeof(no_codes[0]); at++) {
        int64_t step = 0;
        assert_int_equal(totp_check(secret, 59, no_codes[at], 0, &step), ERR_INVALID);
    }
}

static void a_password_alone_opens_nothing(void **state)
{
    struct house *house = *state;
    struct staff half;
    char uri[TOTP_URI_BYTES];
    char code[TOTP_DIGITS + 1];
    assert_int_equal(user_add(house->registry, "Anna Æbelø", PASSWORD), ERR_OK);
    AUTO(answer_finish) struct answer signed_in = {0};
    staff_sign_in(&signed_in, house, "Anna Æbelø", PASSWORD);
    assert_int_equal(signed_in.status, 200);
    staff_learn(&half, &signed_in);
    staff_gets(house, &half, "GET", "/v1/staff/entries", 403);
    /* A code before there is a set-up, and one that is wrong. */
    AUTO(answer_finish) struct answer early = {0};
    staff_send(&early, house, &half, "/v1/session/totp", "code", "123456");
    assert_refused(&early, 409, "set_up_needed");
    AUTO(answer_finish) struct answer none = {0};
    staff_send(&none, house, &half, "/v1/session/code", "code", "123456");
    assert_refused(&none, 409, "set_up_needed");
    AUTO(answer_finish) struct answer begun = {0};
    staff_http(&begun, house, &half, "POST", "/v1/session/totp", "{}");
    snprintf(uri, sizeof(uri), "%s", json_text_at(begun.json, "uri"));
    assert_non_null(strstr(uri, "otpauth://totp/Forhal:Anna%20%C3%86bel%C3%B8?secret="));
    AUTO(answer_finish) struct answer wrong = {0};
    staff_send(&wrong, house, &half, "/v1/session/totp", "code", "x");
    assert_refused(&wrong, 403, "wrong_code");

    staff_code(house, uri, 0, code);
    AUTO(answer_finish) struct answer finished = {0};
    staff_send(&finished, house, &half, "/v1/session/totp", "code", code);
    assert_int_equal(finished.status, 200);
    assert_null(json_object_get(finished.json, "needs"));
    staff_gets(house, &half, "GET", "/v1/staff/entries", 401); /* the half session's token is over */
    staff_learn(&half, &finished);
    staff_gets(house, &half, "GET", "/v1/staff/entries", 200);
    AUTO(answer_finish) struct answer twice = {0};
    staff_http(&twice, house, &half, "POST", "/v1/session/totp", "{}");
    assert_refused(&twice, 409, "has_second_factor");
}

static void a_code_is_good_once(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    char code[TOTP_DIGITS + 1];
    staff_administrator(house, "anna", &staff, uri);
    sign_in_half(house, "anna", &staff);
    staff_code(house, uri, 0, code); /* it was used for the set-up */
    give(house, &staff, "code", code, 403);
    staff_code(house, uri, 1, code);
    give(house, &staff, "code", code, 200);
    staff_gets(house, &staff, "GET", "/v1/staff/log", 200);
    sign_in_half(house, "anna", &staff);
    give(house, &staff, "code", code, 403);
    staff_code(house, uri, 0, code); /* nor one from before it */
    give(house, &staff, "code", code, 403);
    staff_gets(house, &staff, "GET", "/v1/staff/log", 403);
}

/* What belongs to a set-up fails in the middle, as a power cut would end it: there is none, and it can be done again.
 */
static void a_set_up_is_whole_or_none(void **state)
{
    struct house *house = *state;
    struct staff staff, other;
    struct user user;
    char uri[TOTP_URI_BYTES], code[TOTP_DIGITS + 1];
    struct db *db = house->registry->db;
    AUTO(answer_finish) struct answer signed_in = {0}, second = {0}, begun = {0}, cut = {0}, done = {0};
    assert_int_equal(user_add(house->registry, "bo", PASSWORD), ERR_OK);
    staff_sign_in(&signed_in, house, "bo", PASSWORD);
    staff_learn(&staff, &signed_in);
    staff_sign_in(&second, house, "bo", PASSWORD);
    staff_learn(&other, &second);
    staff_http(&begun, house, &staff, "POST", "/v1/session/totp", "{}");
    snprintf(uri, sizeof(uri), "%s", json_text_at(begun.json, "uri"));
    staff_code(house, uri, 0, code);
    assert_int_equal(db_run(db, "ALTER TABLE staff_log RENAME TO staff_log_away", ""), ERR_OK);
    staff_send(&cut, house, &staff, "/v1/session/totp", "code", code);
    assert_int_equal(db_run(db, "ALTER TABLE staff_log_away RENAME TO staff_log", ""), ERR_OK);
    assert_true(cut.status >= 500);
    assert_int_equal(user_find(house->registry, "bo", &user), ERR_OK);
    assert_false(user.has_second_factor);
    staff_gets(house, &other, "GET", "/v1/session", 200);
    staff_send(&done, house, &staff, "/v1/session/totp", "code", code);
    assert_int_equal(done.status, 200);
    assert_int_equal(json_array_size(json_object_get(done.json, "recovery")), RECOVERY_CODES);
    staff_gets(house, &other, "GET", "/v1/session", 401);
}

static void a_recovery_code_is_good_once_however_it_is_written(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    char code[TOTP_DIGITS + 1];
    char plain[RECOVERY_CODE_TEXT_BYTES];
    size_t length = 0;
    assert_int_equal(user_add(house->registry, "bo", PASSWORD), ERR_OK);
    assert_int_equal(totp_begin(house->registry, "bo", uri), ERR_OK);
    staff_code(house, uri, 0, code);
    AUTO(json_auto) json_t *recovery = NULL;
    assert_int_equal(totp_finish(house->registry, "bo", code, &recovery), ERR_OK);
    const char *first = json_string_value(json_array_get(recovery, 0));
    for (const char *at = first; *at != '\0'; at++) {
        if (*at != '-') plain[length++] = (char)(*at >= 'A' ? *at + ('a' - 'A') : *at);
    }
    plain[length] = '\0';
    sign_in_half(house, "bo", &staff);
    give(house, &staff, "recovery", "0000-0000-0000-0000", 403);
    give(house, &staff, "recovery", "", 403);
    give(house, &staff, "recovery", plain, 200);
    AUTO(answer_finish) struct answer session = {0};
    staff_http(&session, house, &staff, "GET", "/v1/session", NULL);
    assert_int_equal(json_int_at(session.json, "recovery_left", -1), RECOVERY_CODES - 1);
    sign_in_half(house, "bo", &staff);
    give(house, &staff, "recovery", first, 403);
    /* Somebody else's is none of anna's. */
    char uri_of_anna[TOTP_URI_BYTES];
    staff_administrator(house, "anna", &staff, uri_of_anna);
    sign_in_half(house, "anna", &staff);
    give(house, &staff, "recovery", json_string_value(json_array_get(recovery, 1)), 403);
    /* The telephone is gone: from the beginning. */
    assert_int_equal(totp_reset(house->registry, "bo"), ERR_OK);
    AUTO(answer_finish) struct answer anew = {0};
    staff_sign_in(&anew, house, "bo", PASSWORD);
    assert_string_equal(json_text_at(anew.json, "needs"), "set_up");
    assert_int_equal(totp_reset(house->registry, "nobody"), ERR_NOT_FOUND);
}

static void guessing_codes_is_slowed_down_for_that_name_alone(void **state)
{
    struct house *house = *state;
    struct staff anna;
    struct staff bo;
    char uri_of_anna[TOTP_URI_BYTES];
    char uri_of_bo[TOTP_URI_BYTES];
    char code[TOTP_DIGITS + 1];
    staff_administrator(house, "anna", &anna, uri_of_anna);
    staff_administrator(house, "bo", &bo, uri_of_bo);
    for (int at = 0; at < 6; at++) {
        sign_in_half(house, "anna", &anna); /* a new session changes nothing */
        give(house, &anna, "recovery", "none", 403);
    }
    staff_code(house, uri_of_anna, 1, code);
    AUTO(answer_finish) struct answer slow = {0};
    staff_send(&slow, house, &anna, "/v1/session/code", "code", code);
    assert_refused(&slow, 429, "too_many_attempts");
    sign_in_half(house, "bo", &bo);
    staff_code(house, uri_of_bo, 1, code);
    give(house, &bo, "code", code, 200);
    atomic_fetch_add(&house->monotonic_ms, 1000);
    staff_code(house, uri_of_anna, 1, code);
    give(house, &anna, "code", code, 200);
}

static void an_editor_may_have_a_second_factor(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char code[TOTP_DIGITS + 1];
    assert_int_equal(user_add(house->registry, "eva", PASSWORD), ERR_OK);
    assert_int_equal(user_set_role(house->registry, "eva", ROLE_EDITOR, "haven,vaerksted"), ERR_OK);
    AUTO(answer_finish) struct answer signed_in = {0};
    staff_sign_in(&signed_in, house, "eva", PASSWORD);
    assert_null(json_object_get(signed_in.json, "needs"));
    assert_string_equal(json_text_at(signed_in.json, "role"), "editor");
    assert_int_equal(json_array_size(json_object_get(signed_in.json, "networks")), 2);
    staff_learn(&staff, &signed_in);
    AUTO(answer_finish) struct answer begun = {0};
    staff_http(&begun, house, &staff, "POST", "/v1/session/totp", "{}");
    staff_code(house, json_text_at(begun.json, "uri"), 0, code);
    AUTO(answer_finish) struct answer finished = {0};
    staff_send(&finished, house, &staff, "/v1/session/totp", "code", code);
    assert_int_equal(finished.status, 200);
    sign_in_half(house, "eva", &staff);
}

static void a_demo_needs_no_second_factor_on_its_own_machine_only(void **state)
{
    struct house *house = *state;
    staff_add(house, "demo", PASSWORD);
    AUTO(answer_finish) struct answer here = {0};
    staff_sign_in(&here, house, "demo", PASSWORD);
    assert_null(json_object_get(here.json, "needs"));
    server_stop(house->server);
    struct server_options options = {.behind_proxy = true};
    char text[ADDRESS_TEXT_BYTES];
    char value[256];
    assert_int_equal(address_parse(&options.address, "127.0.0.1:0"), ERR_OK);
    assert_int_equal(server_start(&house->server, house->registry, &options), ERR_OK);
    struct address address = server_address(house->server);
    address_text(&address, text);
    snprintf(house->url, sizeof(house->url), "http://%s", text);
    AUTO(answer_finish) struct answer there = {0};
    staff_sign_in(&there, house, "demo", PASSWORD);
    assert_string_equal(json_text_at(there.json, "needs"), "set_up");
    answer_header(&there, "Set-Cookie", value);
    assert_int_equal(strncmp(value, "__Host-forhal_session=", strlen("__Host-forhal_session=")), 0);
    assert_non_null(strstr(value, "; Path=/; "));
}

/* ---- sessions ---- */

static void a_session_changes_its_token(void **state)
{
    struct house *house = *state;
    struct staff old;
    char uri[TOTP_URI_BYTES];
    staff_administrator(house, "anna", &old, uri);
    struct staff new = old;
    atomic_fetch_add(&house->wall_s, SESSION_ROTATE_S - 1);
    AUTO(answer_finish) struct answer before = {0};
    staff_http(&before, house, &old, "GET", "/v1/staff/log", NULL);
    assert_false(staff_cookie(&before, new.cookie));
    atomic_fetch_add(&house->wall_s, 1);
    AUTO(answer_finish) struct answer rotated = {0};
    staff_http(&rotated, house, &old, "GET", "/v1/staff/log", NULL);
    assert_int_equal(rotated.status, 200);
    assert_true(staff_cookie(&rotated, new.cookie));
    assert_string_not_equal(new.cookie, old.cookie);
    /* What was under way with the old one still arrives, and makes no third. */
    AUTO(answer_finish) struct answer late = {0};
    staff_http(&late, house, &old, "GET", "/v1/staff/log", NULL);
    assert_int_equal(late.status, 200);
    char none[256];
    assert_false(staff_cookie(&late, none));
    staff_gets(house, &new, "GET", "/v1/staff/log", 200);
    atomic_fetch_add(&house->wall_s, SESSION_GRACE_S);
    staff_gets(house, &old, "GET", "/v1/staff/log", 401);
    staff_gets(house, &new, "GET", "/v1/staff/log", 200);
}

static void a_session_ends_after_its_hours_however_busy(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    staff_administrator(house, "anna", &staff, uri);
    int64_t end_s = atomic_load(&house->wall_s) + SESSION_SECONDS;
    enum { STEP_S = 20 * 60 };
    for (int64_t at = atomic_load(&house->wall_s) + STEP_S; at < end_s; at += STEP_S) {
        atomic_store(&house->wall_s, at);
        AUTO(answer_finish) struct answer answer = {0};
        staff_http(&answer, house, &staff, "GET", "/v1/session", NULL);
        assert_int_equal(answer.status, 200);
        staff_cookie(&answer, staff.cookie);
    }
    atomic_store(&house->wall_s, end_s);
    staff_gets(house, &staff, "GET", "/v1/session", 401);
}

static void a_half_session_ends_soon(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    staff_administrator(house, "anna", &staff, uri);
    sign_in_half(house, "anna", &staff);
    atomic_fetch_add(&house->wall_s, SESSION_HALF_S);
    staff_gets(house, &staff, "GET", "/v1/session", 401);
}

static void another_role_or_being_disabled_ends_the_sessions(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    staff_administrator(house, "anna", &staff, uri);
    assert_int_equal(user_set_role(house->registry, "anna", ROLE_SECRETARIAT, NULL), ERR_OK);
    staff_gets(house, &staff, "GET", "/v1/session", 401);
    assert_int_equal(user_set_disabled(house->registry, "anna", true), ERR_OK);
    AUTO(answer_finish) struct answer disabled = {0};
    AUTO(answer_finish) struct answer unknown = {0};
    staff_sign_in(&disabled, house, "anna", PASSWORD);
    staff_sign_in(&unknown, house, "nobody", PASSWORD);
    assert_refused(&disabled, 401, "wrong_sign_in");
    assert_true(json_equal(disabled.json, unknown.json));
    assert_int_equal(user_set_disabled(house->registry, "anna", false), ERR_OK);
    sign_in_half(house, "anna", &staff);
    assert_int_equal(user_set_disabled(house->registry, "nobody", true), ERR_NOT_FOUND);
    assert_int_equal(user_set_role(house->registry, "nobody", ROLE_EDITOR, NULL), ERR_NOT_FOUND);
    assert_int_equal(user_set_role(house->registry, "anna", ROLE_EDITOR, "Bad Id"), ERR_INVALID);
}

/* ---- a database from before ---- */

static void a_database_from_before_keeps_its_staff(void **state)
{
    struct house *house = *state;
    char path[PATH_MAX];
    struct db *db = NULL;
    struct user user;
    int64_t count = 0;
    char hash[PASSWORD_HASH_BYTES];
    if (house_on_postgres()) skip();
    server_stop(house->server);
    house->server = NULL;
    registry_close(house->registry);
    house->registry = NULL;
    folder_path(house->folder, "registry/registry.db", path);
    assert_int_equal(unlink(path), 0);
    const char *before[32] = {NULL};
    for (size_t at = 0; registry_migrations()[at] != staff_schema; at++) before[at] = registry_migrations()[at];
    assert_int_equal(db_open(&db, path, before, DB_DURABLE), ERR_OK);
    assert_int_equal(password_hash(hash, PASSWORD), ERR_OK);
    assert_int_equal(db_run(db, "INSERT INTO state (one, generation, head) VALUES (1, '1-0123456789ab', 0)", ""),
                     ERR_OK);
    assert_int_equal(db_run(db, "INSERT INTO staff (name, password) VALUES ('anna', ?)", "t", hash), ERR_OK);
    assert_int_equal(db_run(db, "INSERT INTO session (token_hash, staff, expires_s) VALUES (zeroblob(32), 'anna', ?)",
                            "i", (int64_t)HOUSE_NOW_S + 1000),
                     ERR_OK);
    db_close(db);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(user_find(house->registry, "anna", &user), ERR_OK);
    assert_int_equal(user.role, ROLE_SECRETARIAT);
    assert_false(user.has_second_factor || user.password_only || user.disabled);
    assert_int_equal(db_int(house->registry->db, &count, "SELECT count(*) FROM session", ""), ERR_OK);
    assert_int_equal(count, 0);
    house_serve_on(house, &house->server, house->registry, house->url);
    AUTO(answer_finish) struct answer signed_in = {0};
    staff_sign_in(&signed_in, house, "anna", PASSWORD);
    assert_int_equal(signed_in.status, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_standard),
        house_test(a_password_alone_opens_nothing),
        house_test(a_code_is_good_once),
        house_test(a_set_up_is_whole_or_none),
        house_test(a_recovery_code_is_good_once_however_it_is_written),
        house_test(guessing_codes_is_slowed_down_for_that_name_alone),
        house_test(an_editor_may_have_a_second_factor),
        house_test(a_demo_needs_no_second_factor_on_its_own_machine_only),
        house_test(a_session_changes_its_token),
        house_test(a_session_ends_after_its_hours_however_busy),
        house_test(a_half_session_ends_soon),
        house_test(another_role_or_being_disabled_ends_the_sessions),
        house_test(a_database_from_before_keeps_its_staff),
    };
    return cmocka_run_group_tests_name("registry sign-in", tests, house_begin, NULL);
}
