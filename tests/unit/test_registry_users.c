/* tests/unit/test_registry_users.c - administrators look after users over HTTP, users after their own sessions, and the
 * log is searched. */
#include "tests/unit/staff_house.h"

#include "sync/registry/staff/invitations.h"
#include "sync/registry/staff/staff_log.h"

/* Somebody with a role and a whole session. */
static void staff_begin(struct house *house, const char *name, enum role role, struct staff *out)
{
    AUTO(answer_finish) struct answer answer = {0};
    struct user user;
    if (user_find(house->registry, name, &user) == ERR_NOT_FOUND) {
        staff_add(house, name, STAFF_PASSWORD);
        assert_int_equal(user_set_role(house->registry, name, role, NULL), ERR_OK);
    }
    staff_sign_in(&answer, house, name, STAFF_PASSWORD);
    assert_int_equal(answer.status, 200);
    staff_learn(out, &answer);
}

static void post(struct answer *out, const struct house *house, const struct staff *staff, const char *target,
                 const char *body)
{
    answer_finish(out);
    staff_http(out, house, staff, "POST", target, body);
}

static void get(struct answer *out, const struct house *house, const struct staff *staff, const char *target)
{
    answer_finish(out);
    staff_http(out, house, staff, "GET", target, NULL);
}

static const json_t *named(const json_t *list, const char *name)
{
    size_t at;
    json_t *one;
    json_array_foreach (list, at, one) {
        if (strcmp(json_text_at(one, "name"), name) == 0) return one;
    }
    return NULL;
}

static void an_invitation_is_made_looked_at_and_used(void **state)
{
    struct house *house = *state;
    struct staff anna;
    AUTO(answer_finish) struct answer answer = {0};
    char body[300];
    staff_begin(house, "Anna", ROLE_ADMINISTRATOR, &anna);
    post(&answer, house, &anna, "/v1/staff/invitations",
         "{\"name\":\"Bo\",\"role\":\"editor\",\"networks\":[\"a\",\"b-2\"]}");
    assert_int_equal(answer.status, 200);
    char token[64];
    const char *link = json_text_at(answer.json, "link");
    assert_int_equal(strncmp(link, WELCOME_PATH "#", strlen(WELCOME_PATH) + 1), 0);
    snprintf(token, sizeof(token), "%s", link + strlen(WELCOME_PATH) + 1);

    get(&answer, house, &anna, "/v1/staff/users");
    const json_t *open = named(json_object_get(answer.json, "invitations"), "Bo");
    assert_non_null(open);
    assert_int_equal(json_array_size(json_object_get(open, "networks")), 2);
    char *shown = json_dumps(answer.json, 0);
    assert_null(strstr(shown, token));
    free(shown);

    struct staff nobody = {.cookie = "A: b"};
    snprintf(body, sizeof(body), "{\"token\":\"%s\"}", token);
    for (int round = 0; round < 2; round++) { /* looking uses nothing up */
        post(&answer, house, &nobody, "/v1/welcome/look", body);
        assert_int_equal(answer.status, 200);
        assert_string_equal(json_text_at(answer.json, "name"), "Bo");
        assert_string_equal(json_text_at(answer.json, "role"), "editor");
    }
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"" STAFF_PASSWORD "\"}", token);
    post(&answer, house, &nobody, "/v1/welcome", body);
    assert_int_equal(answer.status, 200);
    snprintf(body, sizeof(body), "{\"token\":\"%s\"}", token);
    post(&answer, house, &nobody, "/v1/welcome/look", body);
    assert_refused(&answer, 403, "invitation_unknown");
    post(&answer, house, &anna, "/v1/staff/invitations", "{\"name\":\"Bo\",\"role\":\"editor\"}");
    assert_refused(&answer, 409, "name_taken");
}

static void a_withdrawn_invitation_is_over(void **state)
{
    struct house *house = *state;
    struct staff anna;
    AUTO(answer_finish) struct answer answer = {0};
    char body[300];
    staff_begin(house, "Anna", ROLE_ADMINISTRATOR, &anna);
    post(&answer, house, &anna, "/v1/staff/invitations", "{\"name\":\"Bo\",\"role\":\"secretariat\"}");
    snprintf(body, sizeof(body), "{\"token\":\"%s\"}", strchr(json_text_at(answer.json, "link"), '#') + 1);
    post(&answer, house, &anna, "/v1/staff/users", "{\"name\":\"Bo\",\"do\":\"withdraw\"}");
    assert_int_equal(answer.status, 200);
    post(&answer, house, &anna, "/v1/welcome/look", body);
    assert_refused(&answer, 403, "invitation_unknown");
    post(&answer, house, &anna, "/v1/staff/users", "{\"name\":\"Bo\",\"do\":\"withdraw\"}");
    assert_refused(&answer, 404, "not_found");
}

static void bad_invitations_are_refused(void **state)
{
    struct house *house = *state;
    struct staff anna;
    AUTO(answer_finish) struct answer answer = {0};
    static const char *const bad[][2] = {
        {"{\"role\":\"editor\"}", "bad_name"},
        {"{\"name\":\"(command line)\",\"role\":\"editor\"}", "bad_name"},
        {"{\"name\":\"Bo\"}", "bad_request"},
        {"{\"name\":\"Bo\",\"role\":\"king\"}", "bad_request"},
        {"{\"name\":\"Bo\",\"role\":\"secretariat\",\"networks\":[\"a\"]}", "bad_request"},
        {"{\"name\":\"Bo\",\"role\":\"editor\",\"networks\":\"a\"}", "bad_request"},
        {"{\"name\":\"Bo\",\"role\":\"editor\",\"networks\":[\"a,b\"]}", "bad_request"},
        {"{\"name\":\"Bo\",\"role\":\"editor\",\"networks\":[\"Å\"]}", "bad_request"},
        {"{\"name\":\"Bo\",\"role\":\"editor\",\"networks\":[1]}", "bad_request"},
    };
    staff_begin(house, "Anna", ROLE_ADMINISTRATOR, &anna);
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        post(&answer, house, &anna, "/v1/staff/invitations", bad[at][0]);
        assert_refused(&answer, 400, bad[at][1]);
    }
}

static void a_users_role_networks_and_door_are_changed(void **state)
{
    struct house *house = *state;
    struct staff anna, bo;
    AUTO(answer_finish) struct answer answer = {0};
    staff_begin(house, "Anna", ROLE_ADMINISTRATOR, &anna);
    staff_begin(house, "Bo", ROLE_SECRETARIAT, &bo);
    post(&answer, house, &anna, "/v1/staff/users",
         "{\"name\":\"Bo\",\"do\":\"role\",\"role\":\"editor\",\"networks\":[\"cykler\"]}");
    assert_int_equal(answer.status, 200);
    get(&answer, house, &bo, "/v1/session");
    assert_refused(&answer, 401, "sign_in_needed"); /* it may not go on with what it was */
    get(&answer, house, &anna, "/v1/staff/users");
    const json_t *user = named(json_object_get(answer.json, "users"), "Bo");
    assert_string_equal(json_text_at(user, "role"), "editor");
    assert_string_equal(json_string_value(json_array_get(json_object_get(user, "networks"), 0)), "cykler");

    staff_begin(house, "Bo", ROLE_EDITOR, &bo);
    post(&answer, house, &anna, "/v1/staff/users", "{\"name\":\"Bo\",\"do\":\"disable\"}");
    assert_int_equal(answer.status, 200);
    get(&answer, house, &bo, "/v1/session");
    assert_refused(&answer, 401, "sign_in_needed");
    post(&answer, house, &anna, "/v1/staff/users", "{\"name\":\"Bo\",\"do\":\"enable\"}");
    assert_int_equal(answer.status, 200);
    staff_begin(house, "Bo", ROLE_EDITOR, &bo);
    post(&answer, house, &anna, "/v1/staff/users", "{\"name\":\"Bo\",\"do\":\"reset\"}");
    assert_int_equal(answer.status, 200);
    post(&answer, house, &anna, "/v1/staff/users", "{\"name\":\"Cia\",\"do\":\"reset\"}");
    assert_refused(&answer, 404, "not_found");
    post(&answer, house, &anna, "/v1/staff/users", "{\"name\":\"Bo\",\"do\":\"sing\"}");
    assert_refused(&answer, 400, "bad_request");
}

static void nobody_locks_herself_out(void **state)
{
    struct house *house = *state;
    struct staff anna;
    AUTO(answer_finish) struct answer answer = {0};
    static const char *const deeds[] = {"role", "disable", "enable", "reset"};
    staff_begin(house, "Anna", ROLE_ADMINISTRATOR, &anna);
    for (size_t at = 0; at < sizeof(deeds) / sizeof(deeds[0]); at++) {
        char body[100];
        snprintf(body, sizeof(body), "{\"name\":\"Anna\",\"do\":\"%s\",\"role\":\"editor\"}", deeds[at]);
        post(&answer, house, &anna, "/v1/staff/users", body);
        assert_refused(&answer, 409, "yourself");
    }
    get(&answer, house, &anna, "/v1/staff/users");
    assert_int_equal(answer.status, 200);
}

static const char *id_of(const json_t *list, bool present)
{
    size_t at;
    json_t *one;
    json_array_foreach (list, at, one) {
        if (json_true_at(one, "present") == present) return json_text_at(one, "id");
    }
    return NULL;
}

static void other_sessions_are_seen_and_ended(void **state)
{
    struct house *house = *state;
    struct staff here, there, third, other;
    AUTO(answer_finish) struct answer answer = {0};
    char id[40];
    char body[100];
    staff_begin(house, "Anna", ROLE_EDITOR, &there);
    staff_begin(house, "Anna", ROLE_EDITOR, &third);
    staff_begin(house, "Anna", ROLE_EDITOR, &here);
    staff_begin(house, "Bo", ROLE_EDITOR, &other);
    get(&answer, house, &here, "/v1/session/all");
    const json_t *list = json_object_get(answer.json, "sessions");
    assert_int_equal(json_array_size(list), 3);
    snprintf(id, sizeof(id), "%s", id_of(list, false));

    /* Somebody else's id is none of mine. */
    snprintf(body, sizeof(body), "{\"id\":\"%s\"}", id);
    post(&answer, house, &other, "/v1/session/end", body);
    assert_refused(&answer, 404, "not_found");

    /* It stays the same when a session gets its next token. */
    atomic_fetch_add(&house->wall_s, SESSION_ROTATE_S + 1);
    get(&answer, house, &here, "/v1/session/all");
    assert_true(staff_cookie(&answer, here.cookie));
    get(&answer, house, &there, "/v1/session/all");
    staff_cookie(&answer, there.cookie);
    get(&answer, house, &here, "/v1/session/all");
    bool still = false;
    for (size_t at = 0; at < 3; at++) {
        const json_t *one = json_array_get(json_object_get(answer.json, "sessions"), at);
        still = still || strcmp(json_text_at(one, "id"), id) == 0;
    }
    assert_true(still);

    post(&answer, house, &here, "/v1/session/end", body);
    assert_int_equal(answer.status, 200);
    post(&answer, house, &here, "/v1/session/end", body);
    assert_refused(&answer, 404, "not_found");
    get(&answer, house, &here, "/v1/session/all");
    assert_int_equal(json_array_size(json_object_get(answer.json, "sessions")), 2);
    post(&answer, house, &here, "/v1/session/end", "{\"all\":true}");
    assert_refused(&answer, 400, "bad_request");
    post(&answer, house, &here, "/v1/session/end", "{}");
    assert_int_equal(answer.status, 200);
    get(&answer, house, &here, "/v1/session/all");
    assert_int_equal(json_array_size(json_object_get(answer.json, "sessions")), 1);
    get(&answer, house, &there, "/v1/session");
    assert_refused(&answer, 401, "sign_in_needed");
    get(&answer, house, &third, "/v1/session");
    assert_refused(&answer, 401, "sign_in_needed");
    get(&answer, house, &other, "/v1/session");
    assert_int_equal(answer.status, 200);
}

static size_t found(struct house *house, const struct staff *staff, const char *query)
{
    char target[128];
    AUTO(answer_finish) struct answer answer = {0};
    snprintf(target, sizeof(target), "/v1/staff/log?%s", query);
    get(&answer, house, staff, target);
    assert_int_equal(answer.status, 200);
    return json_array_size(json_object_get(answer.json, "log"));
}

static void the_log_is_searched(void **state)
{
    struct house *house = *state;
    struct staff anna;
    AUTO(answer_finish) struct answer answer = {0};
    char query[128];
    staff_begin(house, "Anna", ROLE_ADMINISTRATOR, &anna);
    int64_t now_s = atomic_load(&house->wall_s);
    assert_int_equal(staff_log_add(house->registry, "Bo", "entry.read", "3 of 1 to 3"), ERR_OK);
    assert_int_equal(staff_log_add(house->registry, "Bo", "entry.answer", "2"), ERR_OK);
    assert_int_equal(staff_log_add(house->registry, "Bo", "entryway.open", "x"), ERR_OK);
    atomic_fetch_add(&house->wall_s, 60);
    assert_int_equal(staff_log_add(house->registry, "Cia", "entry.read", "1 of 4 to 4"), ERR_OK);
    assert_int_equal(found(house, &anna, "who=Bo"), 3);
    assert_int_equal(found(house, &anna, "what=entry"), 3);
    assert_int_equal(found(house, &anna, "what=entry.read"), 2);
    assert_int_equal(found(house, &anna, "what=entry&who=Cia"), 1);
    assert_int_equal(found(house, &anna, "who=%27%20OR%20%27%27%3D%27"), 0);
    snprintf(query, sizeof(query), "what=entry&from_s=%lld", (long long)now_s + 60);
    assert_int_equal(found(house, &anna, query), 1);
    snprintf(query, sizeof(query), "what=entry&before_s=%lld", (long long)now_s + 60);
    assert_int_equal(found(house, &anna, query), 2);
    get(&answer, house, &anna, "/v1/staff/log?from_s=x");
    assert_refused(&answer, 400, "bad_request");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(an_invitation_is_made_looked_at_and_used),
        house_test(a_withdrawn_invitation_is_over),
        house_test(bad_invitations_are_refused),
        house_test(a_users_role_networks_and_door_are_changed),
        house_test(nobody_locks_herself_out),
        house_test(other_sessions_are_seen_and_ended),
        house_test(the_log_is_searched),
    };
    return cmocka_run_group_tests_name("registry users", tests, house_begin, NULL);
}
