/* tests/unit/test_registry_sign_in.c - how staff become staff: invitations, two factors, sessions that change their
 * token, roles, and the log of it. */
#include "tests/unit/staff_house.h"

#include <pthread.h>
#include <unistd.h>

#include "sync/registry/staff/invitations.h"
#include "sync/registry/staff/staff_log.h"
#include "sync/registry/staff/staff_schema.h"

#define PASSWORD STAFF_PASSWORD

static void expect(struct house *house, const struct staff *staff, const char *method, const char *target, long status)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_http(&answer, house, staff, method, target, NULL);
    assert_int_equal(answer.status, status);
}

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
    expect(house, &half, "GET", "/v1/staff/entries", 403);
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
    expect(house, &half, "GET", "/v1/staff/entries", 401); /* the half session's token is over */
    staff_learn(&half, &finished);
    expect(house, &half, "GET", "/v1/staff/entries", 200);
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
    expect(house, &staff, "GET", "/v1/staff/log", 200);
    sign_in_half(house, "anna", &staff);
    give(house, &staff, "code", code, 403);
    staff_code(house, uri, 0, code); /* nor one from before it */
    give(house, &staff, "code", code, 403);
    expect(house, &staff, "GET", "/v1/staff/log", 403);
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
    expect(house, &other, "GET", "/v1/session", 200);
    staff_send(&done, house, &staff, "/v1/session/totp", "code", code);
    assert_int_equal(done.status, 200);
    assert_int_equal(json_array_size(json_object_get(done.json, "recovery")), RECOVERY_CODES);
    expect(house, &other, "GET", "/v1/session", 401);
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
    expect(house, &new, "GET", "/v1/staff/log", 200);
    atomic_fetch_add(&house->wall_s, SESSION_GRACE_S);
    expect(house, &old, "GET", "/v1/staff/log", 401);
    expect(house, &new, "GET", "/v1/staff/log", 200);
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
    expect(house, &staff, "GET", "/v1/session", 401);
}

static void a_half_session_ends_soon(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    staff_administrator(house, "anna", &staff, uri);
    sign_in_half(house, "anna", &staff);
    atomic_fetch_add(&house->wall_s, SESSION_HALF_S);
    expect(house, &staff, "GET", "/v1/session", 401);
}

static void another_role_or_being_disabled_ends_the_sessions(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    staff_administrator(house, "anna", &staff, uri);
    assert_int_equal(user_set_role(house->registry, "anna", ROLE_SECRETARIAT, NULL), ERR_OK);
    expect(house, &staff, "GET", "/v1/session", 401);
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

static void change_password(struct house *house, const struct staff *staff, const char *password, const char *new,
                            long status, const char *code)
{
    AUTO(json_auto) json_t *json = json_pack("{s:s, s:s}", "password", password, "new", new);
    AUTO(answer_finish) struct answer answer = {0};
    char *body = json_dumps(json, JSON_COMPACT);
    staff_http(&answer, house, staff, "POST", "/v1/session/password", body);
    free(body);
    assert_string_equal(answer_code(&answer), code);
    assert_int_equal(answer.status, status);
}

static void who_knows_the_password_may_change_it(void **state)
{
    struct house *house = *state;
    struct staff here;
    struct staff elsewhere;
    static const char new[] = "et helt andet kodeord";
    staff_add(house, "anna", PASSWORD);
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer second = {0};
    staff_sign_in(&first, house, "anna", PASSWORD);
    staff_sign_in(&second, house, "anna", PASSWORD);
    staff_learn(&here, &first);
    staff_learn(&elsewhere, &second);
    change_password(house, &here, "ikke det rigtige", new, 401, "wrong_sign_in");
    change_password(house, &here, PASSWORD, "for kort", 400, "weak_password");
    expect(house, &elsewhere, "GET", "/v1/session", 200);
    change_password(house, &here, PASSWORD, new, 200, "");
    expect(house, &here, "GET", "/v1/session", 200);
    expect(house, &elsewhere, "GET", "/v1/session", 401);
    AUTO(answer_finish) struct answer old = {0};
    AUTO(answer_finish) struct answer changed = {0};
    staff_sign_in(&old, house, "anna", PASSWORD);
    assert_refused(&old, 401, "wrong_sign_in");
    staff_sign_in(&changed, house, "anna", new);
    assert_int_equal(changed.status, 200);
    /* Whoever sits down at an open session guesses no faster than at the door. */
    for (int at = 0; at < 5; at++) {
        AUTO(json_auto) json_t *json = json_pack("{s:s, s:s}", "password", "gaet", "new", new);
        AUTO(answer_finish) struct answer guess = {0};
        char *body = json_dumps(json, JSON_COMPACT);
        staff_http(&guess, house, &here, "POST", "/v1/session/password", body);
        free(body);
        assert_refused(&guess, 401, "wrong_sign_in");
    }
    change_password(house, &here, new, PASSWORD, 429, "too_many_attempts");
}

/* ---- invitations ---- */

static void welcome(struct answer *out, struct house *house, const char *token, const char *name, const char *password)
{
    AUTO(json_auto) json_t *json = json_pack("{s:s, s:s}", "token", token, "password", password);
    if (name != NULL) json_object_set_new(json, "name", json_string(name));
    char *body = json_dumps(json, JSON_COMPACT);
    http(out, house->url, "POST", "/v1/welcome", body, strlen(body), NULL);
    free(body);
}

static void welcome_refused(struct house *house, const char *token, const char *name, const char *password, long status,
                            const char *code)
{
    AUTO(answer_finish) struct answer answer = {0};
    welcome(&answer, house, token, name, password);
    assert_refused(&answer, status, code);
}

static void an_invitation_makes_a_user_once(void **state)
{
    struct house *house = *state;
    struct invitation invitation = {.name = "eva", .role = ROLE_EDITOR, .networks = "haven"};
    struct staff staff;
    char first[SESSION_TOKEN_TEXT_BYTES];
    char token[SESSION_TOKEN_TEXT_BYTES];
    assert_int_equal(invitation_make(house->registry, &invitation, first), ERR_OK);
    assert_int_equal(invitation_make(house->registry, &invitation, token), ERR_OK);
    welcome_refused(house, first, NULL, PASSWORD, 403, "invitation_unknown"); /* the later one holds */
    welcome_refused(house, "", NULL, PASSWORD, 403, "invitation_unknown");
    welcome_refused(house, token, NULL, "for kort", 400, "weak_password");
    welcome_refused(house, token, "bo", PASSWORD, 400, "bad_request");
    AUTO(answer_finish) struct answer come = {0};
    welcome(&come, house, token, NULL, PASSWORD);
    assert_int_equal(come.status, 200);
    assert_string_equal(json_text_at(come.json, "name"), "eva");
    assert_string_equal(json_text_at(come.json, "role"), "editor");
    assert_int_equal(strncmp(json_text_at(come.json, "uri"), "otpauth://totp/", 15), 0);
    assert_string_equal(json_string_value(json_array_get(json_object_get(come.json, "networks"), 0)), "haven");
    staff_learn(&staff, &come);
    expect(house, &staff, "GET", "/v1/session", 200);
    welcome_refused(house, token, NULL, PASSWORD, 403, "invitation_unknown");
    assert_int_equal(invitation_make(house->registry, &invitation, token), ERR_CONFLICT);
    AUTO(answer_finish) struct answer again = {0};
    staff_sign_in(&again, house, "eva", PASSWORD);
    assert_int_equal(again.status, 200);
}

static void an_invitation_is_good_for_a_week(void **state)
{
    struct house *house = *state;
    struct invitation invitation = {.name = "eva", .role = ROLE_SECRETARIAT};
    char token[SESSION_TOKEN_TEXT_BYTES];
    assert_int_equal(invitation_make(house->registry, &invitation, token), ERR_OK);
    atomic_fetch_add(&house->wall_s, INVITATION_S);
    welcome_refused(house, token, NULL, PASSWORD, 403, "invitation_unknown");
    assert_int_equal(invitation_make(house->registry, &invitation, token), ERR_OK);
    atomic_fetch_add(&house->wall_s, INVITATION_S - 1);
    AUTO(answer_finish) struct answer come = {0};
    welcome(&come, house, token, NULL, PASSWORD);
    assert_int_equal(come.status, 200);
    assert_string_equal(json_text_at(come.json, "needs"), "set_up");
    assert_int_equal(user_add(house->registry, "bo", PASSWORD), ERR_OK);
    snprintf(invitation.name, sizeof(invitation.name), "bo");
    assert_int_equal(invitation_make(house->registry, &invitation, token), ERR_CONFLICT);
}

static void the_first_administrator_needs_nobody(void **state)
{
    struct house *house = *state;
    struct invitation nameless = {.role = ROLE_ADMINISTRATOR};
    struct staff staff;
    char token[SESSION_TOKEN_TEXT_BYTES];
    char other[SESSION_TOKEN_TEXT_BYTES];
    char code[TOTP_DIGITS + 1];
    assert_int_equal(user_add(house->registry, "demo", PASSWORD), ERR_OK); /* no administrator */
    assert_int_equal(invitation_make(house->registry, &nameless, other), ERR_OK);
    for (int at = 0; at < 10; at++) assert_int_equal(invitation_make(house->registry, &nameless, token), ERR_OK);
    int64_t open = 0;
    assert_int_equal(db_int(house->registry->db, &open, "SELECT count(*) FROM staff_invitation", ""), ERR_OK);
    assert_true(open <= 6); /* a registry that is started again and again does not fill up with them */
    assert_int_equal(invitation_make(house->registry, &nameless, other), ERR_OK);
    assert_int_equal(invitation_make(house->registry, &nameless, token), ERR_OK);
    welcome_refused(house, token, NULL, PASSWORD, 400, "bad_request");
    welcome_refused(house, token, "(command line)", PASSWORD, 400, "bad_request");
    welcome_refused(house, token, "demo", PASSWORD, 409, "name_taken");
    AUTO(answer_finish) struct answer come = {0};
    welcome(&come, house, token, "Åse", PASSWORD);
    assert_int_equal(come.status, 200);
    assert_string_equal(json_text_at(come.json, "role"), "administrator");
    staff_learn(&staff, &come);
    expect(house, &staff, "GET", "/v1/staff/log", 403); /* the second factor is to come */
    staff_code(house, json_text_at(come.json, "uri"), 0, code);
    AUTO(answer_finish) struct answer finished = {0};
    staff_send(&finished, house, &staff, "/v1/session/totp", "code", code);
    staff_learn(&staff, &finished);
    expect(house, &staff, "GET", "/v1/staff/log", 200);
    /* There is one now: the other link, printed by another start, is nothing any more. */
    welcome_refused(house, other, "Bo", PASSWORD, 403, "invitation_unknown");
}

/* ---- the log ---- */

static void what_staff_do_is_in_the_log(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    AUTO(entry_finish) struct entry entry = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    entry_of(&entry, &kiosk, "network-0");
    send_one(house, &kiosk, &entry, &receipt);
    staff_administrator(house, "anna", &staff, uri);
    expect(house, &staff, "GET", "/v1/staff/entries", 200);
    AUTO(answer_finish) struct answer answered = {0};
    staff_http(&answered, house, &staff, "POST", "/v1/staff/entries", "{\"order\":1,\"status\":\"read\"}");
    assert_int_equal(answered.status, 200);
    AUTO(answer_finish) struct answer log = {0};
    staff_http(&log, house, &staff, "GET", "/v1/staff/log?limit=2", NULL);
    assert_int_equal(log.status, 200);
    AUTO(json_auto)
    json_t *wanted =
        json_pack("{s:[{s:i, s:s, s:s, s:s, s:s}, {s:i, s:s, s:s, s:s, s:s}], s:b}", "log", "number", 5, "at",
                  "2026-11-21T07:00:00Z", "who", "anna", "what", "entry.answer", "target", "1", "number", 4, "at",
                  "2026-11-21T07:00:00Z", "who", "anna", "what", "entry.read", "target", "1 of 1 to 1", "more", 1);
    assert_true(json_equal(log.json, wanted));
    assert_null(strstr(str_text(&log.body), "ster"));
    AUTO(answer_finish) struct answer rest = {0};
    staff_http(&rest, house, &staff, "GET", "/v1/staff/log?before=3", NULL);
    assert_int_equal(json_array_size(json_object_get(rest.json, "log")), 2);
    assert_true(json_is_false(json_object_get(rest.json, "more")));
    expect(house, &staff, "GET", "/v1/staff/log?limit=501", 400);
    expect(house, &staff, "GET", "/v1/staff/log?before=x", 400);
}

static void what_cannot_be_noted_is_not_shown(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    AUTO(entry_finish) struct entry entry = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    entry_of(&entry, &kiosk, "network-0");
    send_one(house, &kiosk, &entry, &receipt);
    staff_administrator(house, "anna", &staff, uri);
    assert_int_equal(db_run(house->registry->db, "ALTER TABLE staff_log RENAME TO staff_log_gone", ""), ERR_OK);
    AUTO(answer_finish) struct answer entries = {0};
    staff_http(&entries, house, &staff, "GET", "/v1/staff/entries", NULL);
    assert_refused(&entries, 503, "unavailable");
}

static void a_long_target_is_cut_between_letters(void **state)
{
    struct house *house = *state;
    char target[STAFF_LOG_TARGET_BYTES_MAX + 2];
    AUTO(json_auto) json_t *list = NULL;
    bool more = true;
    memset(target, 'a', sizeof(target));
    memcpy(target + STAFF_LOG_TARGET_BYTES_MAX - 1, "ø", 3);
    assert_int_equal(staff_log_add(house->registry, "anna", "test", target), ERR_OK);
    assert_int_equal(staff_log_list(house->registry, 0, 1, &list, &more), ERR_OK);
    assert_false(more);
    assert_int_equal(strlen(json_text_at(json_array_get(list, 0), "target")), STAFF_LOG_TARGET_BYTES_MAX - 1);
}

/* ---- the thread that checks passwords ---- */

struct visitor {
    const struct house *house;
    long status; /* 0: no answer */
};

static void *visit(void *context)
{
    struct visitor *visitor = context;
    static const char body[] = "{\"name\":\"anna\",\"password\":\"ikke det rigtige\"}";
    char url[256];
    CURL *curl = curl_easy_init();
    struct str nothing;
    str_init(&nothing, 65536);
    snprintf(url, sizeof(url), "%s/v1/session", visitor->house->url);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, answer_take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &nothing);
    if (curl_easy_perform(curl) == CURLE_OK) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &visitor->status);
    curl_easy_cleanup(curl);
    str_finish(&nothing);
    return NULL;
}

enum { VISITORS = 12 };

static void begin_visits(const struct house *house, struct visitor visitors[VISITORS], pthread_t threads[VISITORS])
{
    for (size_t at = 0; at < VISITORS; at++) {
        visitors[at] = (struct visitor){.house = house};
        assert_int_equal(pthread_create(&threads[at], NULL, visit, &visitors[at]), 0);
    }
}

static void passwords_of_many_are_checked_or_put_off(void **state)
{
    struct house *house = *state;
    struct visitor visitors[VISITORS];
    pthread_t threads[VISITORS];
    int checked = 0;
    staff_add(house, "anna", PASSWORD);
    begin_visits(house, visitors, threads);
    for (size_t at = 0; at < VISITORS; at++) {
        pthread_join(threads[at], NULL);
        assert_true(visitors[at].status == 401 || visitors[at].status == 429);
        checked += visitors[at].status == 401;
    }
    assert_true(checked > 0);
}

/* libmicrohttpd aborts when it is ended while a connection sleeps. */
static void the_end_comes_well_in_the_middle_of_passwords(void **state)
{
    struct house *house = *state;
    struct visitor visitors[VISITORS];
    pthread_t threads[VISITORS];
    staff_add(house, "anna", PASSWORD);
    begin_visits(house, visitors, threads);
    usleep(50 * 1000);
    server_stop(house->server);
    house->server = NULL;
    int let_in = 0;
    for (size_t at = 0; at < VISITORS; at++) {
        pthread_join(threads[at], NULL);
        let_in += visitors[at].status != 0 && visitors[at].status < 400;
    }
    assert_int_equal(let_in, 0); /* whether they were answered or cut off */
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
        house_test(who_knows_the_password_may_change_it),
        house_test(an_invitation_makes_a_user_once),
        house_test(an_invitation_is_good_for_a_week),
        house_test(the_first_administrator_needs_nobody),
        house_test(what_staff_do_is_in_the_log),
        house_test(what_cannot_be_noted_is_not_shown),
        house_test(a_long_target_is_cut_between_letters),
        house_test(passwords_of_many_are_checked_or_put_off),
        house_test(the_end_comes_well_in_the_middle_of_passwords),
        house_test(a_database_from_before_keeps_its_staff),
    };
    return cmocka_run_group_tests_name("registry sign-in", tests, house_begin, NULL);
}
