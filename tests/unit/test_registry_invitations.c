/* tests/unit/test_registry_invitations.c - how somebody becomes staff: a link that makes a user once, in its week. */
#include "tests/unit/staff_house.h"

#include "sync/registry/staff/invitations.h"

#define PASSWORD STAFF_PASSWORD

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
    staff_gets(house, &staff, "GET", "/v1/session", 200);
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
    staff_gets(house, &staff, "GET", "/v1/staff/log", 403); /* the second factor is to come */
    staff_code(house, json_text_at(come.json, "uri"), 0, code);
    AUTO(answer_finish) struct answer finished = {0};
    staff_send(&finished, house, &staff, "/v1/session/totp", "code", code);
    staff_learn(&staff, &finished);
    staff_gets(house, &staff, "GET", "/v1/staff/log", 200);
    /* There is one now: the other link, printed by another start, is nothing any more. */
    welcome_refused(house, other, "Bo", PASSWORD, 403, "invitation_unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(an_invitation_makes_a_user_once),
        house_test(an_invitation_is_good_for_a_week),
        house_test(the_first_administrator_needs_nobody),
    };
    return cmocka_run_group_tests_name("registry invitations", tests, house_begin, NULL);
}
