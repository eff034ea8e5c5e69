/* tests/unit/test_openapi.c - sync/registry/openapi.json against the routes there are and what they really answer. */
#include "tests/unit/registry_house.h"

#include <ctype.h>

#include "sync/model/picture.h"
#include "sync/registry/invitations.h"
#include "sync/registry/openapi.h"
#include "sync/registry/pictures.h"
#include "sync/registry/routes.h"
#include "sync/registry/schema.h"
#include "sync/registry/users.h"
#include "sync/wire/freshness.h"

#define PASSWORD "tolv tegn og lidt til"
#define WHERE    "sync/registry/openapi.json"

enum { PATH_BYTES = 128, PROBLEMS_BYTES = 16 * 1024 };

/* Every table of routes that server.c looks into; a new one is added here. */
typedef const struct route *route_table(size_t *out_count);
static route_table *const tables[] = {routes_wire, routes_staff};
enum { TABLES_COUNT = sizeof(tables) / sizeof(tables[0]) };

/* ---- the document ------------------------------------------------------------------------- */

static json_t *document_read(void)
{
    json_error_t error;
    json_t *document =
        json_loadb((const char *)openapi_document, openapi_document_bytes, JSON_REJECT_DUPLICATES, &error);
    if (document == NULL) fail_msg(WHERE ":%d: %s", error.line, error.text);
    return document;
}

/* "#/components/responses/Refused" and the like; what is no reference is itself. */
static json_t *resolve(json_t *document, json_t *value)
{
    const char *name = json_text_at(value, "$ref");
    if (name == NULL) return value;
    char copy[PATH_BYTES];
    char *rest = copy;
    snprintf(copy, sizeof(copy), "%s", name);
    json_t *at = document;
    assert_string_equal(strsep(&rest, "/"), "#");
    while (rest != NULL) at = json_object_get(at, strsep(&rest, "/"));
    if (at == NULL) fail_msg(WHERE ": %s leads nowhere", name);
    return at;
}

/* A path of the document fits one of the table: "/v1/pictures/{name}" fits "/v1/pictures/". */
static bool path_is(const char *described, const char *route)
{
    size_t length = strlen(route);
    if (route[length - 1] != '/') return strcmp(described, route) == 0;
    return strncmp(described, route, length) == 0 && described[length] == '{' &&
           strchr(described + length, '/') == NULL;
}

static const char *lower(const char *method, char out[16])
{
    size_t at = 0;
    for (; method[at] != '\0' && at < 15; at++) out[at] = (char)tolower((unsigned char)method[at]);
    out[at] = '\0';
    return out;
}

static json_t *operation_of(json_t *document, const char *method, const char *path)
{
    const char *described;
    json_t *item;
    char name[16];
    json_object_foreach (json_object_get(document, "paths"), described, item) {
        if (path_is(described, path) || strcmp(described, path) == 0) return json_object_get(item, lower(method, name));
    }
    return NULL;
}

static void every_route_is_described(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = document_read();
    for (size_t table = 0; table < TABLES_COUNT; table++) {
        size_t count = 0;
        const struct route *routes = tables[table](&count);
        for (size_t at = 0; at < count; at++) {
            if (operation_of(document, routes[at].method, routes[at].path) != NULL) continue;
            fail_msg("%s %s is not described: add it under \"paths\" in " WHERE
                     " (after a neighbour's pattern), with its "
                     "parameters, body, answers and the codes of its refusals; what it answers with goes under "
                     "\"components\". Then ask it for real in tests/unit/test_openapi.c.",
                     routes[at].method, routes[at].path);
        }
    }
}

static bool is_route(const char *method, const char *path)
{
    char name[16];
    for (size_t table = 0; table < TABLES_COUNT; table++) {
        size_t count = 0;
        const struct route *routes = tables[table](&count);
        for (size_t at = 0; at < count; at++) {
            if (path_is(path, routes[at].path) && strcmp(method, lower(routes[at].method, name)) == 0) return true;
        }
    }
    return false;
}

static void everything_described_is_a_route(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = document_read();
    const char *path, *method;
    json_t *item, *operation;
    json_object_foreach (json_object_get(document, "paths"), path, item) {
        json_object_foreach (item, method, operation) {
            if (!is_route(method, path)) {
                fail_msg(WHERE
                         " describes %s %s, which no table of routes has (in a new table? Add that to tables[] of "
                         "tests/unit/test_openapi.c)",
                         method, path);
            }
        }
    }
}

static void check_parameters(json_t *operation, const char *path)
{
    size_t at;
    json_t *parameter;
    bool in_path = false;
    json_array_foreach (json_object_get(operation, "parameters"), at, parameter) {
        const char *in = json_text_at(parameter, "in");
        assert_non_null(json_text_at(parameter, "name"));
        assert_non_null(json_text_at(parameter, "description"));
        assert_true(json_is_object(json_object_get(parameter, "schema")));
        if (strcmp(in, "path") != 0) continue;
        char braced[PATH_BYTES];
        snprintf(braced, sizeof(braced), "{%s}", json_text_at(parameter, "name"));
        assert_non_null(strstr(path, braced));
        assert_true(json_true_at(parameter, "required"));
        in_path = true;
    }
    if (strchr(path, '{') != NULL && !in_path) fail_msg("%s: its last word is not among the parameters", path);
}

static void check_responses(json_t *document, json_t *operation, const char *path)
{
    const char *status;
    json_t *given;
    json_t *responses = json_object_get(operation, "responses");
    if (json_object_get(responses, "default") == NULL) fail_msg("%s: no default response", path);
    json_object_foreach (responses, status, given) {
        json_t *response = resolve(document, given);
        if (json_text_at(response, "description") == NULL) fail_msg("%s: %s has no description", path, status);
        bool refusal = strcmp(status, "default") == 0 || status[0] >= '4';
        if (refusal && json_array_size(json_object_get(response, "x-codes")) == 0) {
            fail_msg("%s: %s has no x-codes", path, status);
        }
    }
}

static void operations_are_complete(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = document_read();
    AUTO(json_auto) json_t *seen = json_object();
    assert_string_equal(json_text_at(document, "openapi"), "3.1.0");
    const char *path, *method;
    json_t *item, *operation;
    json_object_foreach (json_object_get(document, "paths"), path, item) {
        json_object_foreach (item, method, operation) {
            const char *id = json_text_at(operation, "operationId");
            if (id == NULL || json_object_get(seen, id) != NULL) fail_msg("%s %s: its operationId", method, path);
            json_object_set_new(seen, id, json_true());
            assert_non_null(json_text_at(operation, "summary"));
            check_parameters(operation, path);
            check_responses(document, operation, path);
        }
    }
}

/* ---- schemas ------------------------------------------------------------------------------ */

static void replace_references(json_t *value)
{
    static const char before[] = "#/components/schemas/";
    const char *key;
    json_t *inner;
    size_t at;
    void *next;
    json_array_foreach (value, at, inner) replace_references(inner);
    json_object_foreach_safe (value, next, key, inner) {
        const char *text = json_string_value(inner);
        if (strcmp(key, "$ref") != 0 || text == NULL) {
            replace_references(inner);
            continue;
        }
        char name[PATH_BYTES];
        assert_int_equal(strncmp(text, before, sizeof(before) - 1), 0);
        snprintf(name, sizeof(name), "#/$defs/%s", text + sizeof(before) - 1);
        json_object_set_new(value, key, json_string(name));
    }
}

/* `schema` of the document as one that stands by itself, which our validator takes. */
static struct schema *schema_alone(json_t *document, json_t *schema)
{
    AUTO(json_auto)
    json_t *components = json_deep_copy(json_object_get(json_object_get(document, "components"), "schemas"));
    AUTO(json_auto) json_t *alone = json_pack("{s:[o]}", "allOf", json_deep_copy(schema));
    struct schema *compiled = NULL;
    char problem[SCHEMA_PROBLEM_BYTES];
    json_object_set(alone, "$defs", components);
    replace_references(alone);
    if (schema_compile(&compiled, alone, problem) != ERR_OK) fail_msg(WHERE ": %s", problem);
    return compiled;
}

static void gather(void *context, const char *pointer, const char *what)
{
    str_addf(context, "  at \"%s\": %s\n", pointer, what);
}

static void check_against(json_t *document, json_t *schema, const json_t *instance, const char *of)
{
    AUTO(schema_auto) struct schema *compiled = schema_alone(document, schema);
    AUTO(str_finish) struct str problems;
    str_init(&problems, PROBLEMS_BYTES);
    if (schema_check(compiled, instance, gather, &problems) == ERR_OK) return;
    char *text = json_dumps(instance, JSON_COMPACT);
    fail_msg("%s is not as " WHERE " describes it:\n%s%.2000s", of, str_text(&problems), text);
}

static void every_schema_is_one(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = document_read();
    const char *name;
    json_t *schema;
    json_object_foreach (json_object_get(json_object_get(document, "components"), "schemas"), name, schema) {
        AUTO(schema_auto) struct schema *compiled = schema_alone(document, schema);
        assert_non_null(compiled);
    }
}

/* A description that lets everything through proves nothing. */
static void what_is_not_described_is_found(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = document_read();
    json_t *schemas = json_object_get(json_object_get(document, "components"), "schemas");
    static const struct {
        const char *schema, *instance;
    } bad[] = {
        {"Health", "{\"ok\":true,\"generation\":\"1-a\",\"head\":-1}"},
        {"Health", "{\"ok\":true,\"generation\":\"1-a\",\"head\":1,\"more\":1}"},
        {"Error", "{\"error\":{\"code\":\"Not stable\",\"message\":\"x\"}}"},
        {"Item", "{\"seq\":1,\"type\":\"page\",\"id\":\"a\"}"},
        {"Item", "{\"seq\":1,\"type\":\"page\",\"id\":\"a\",\"position\":1,\"body\":{},\"deleted\":true}"},
        {"KeyStatements", "{\"number\":1,\"statements\":[{}]}"},
        {"Receipt", "{\"id\":\"00\",\"hash\":\"\",\"verdict\":\"created\",\"signature\":\"\"}"},
    };
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        AUTO(schema_auto) struct schema *compiled = schema_alone(document, json_object_get(schemas, bad[at].schema));
        AUTO(json_auto) json_t *instance = json_loads(bad[at].instance, 0, NULL);
        AUTO(str_finish) struct str problems;
        str_init(&problems, PROBLEMS_BYTES);
        assert_int_equal(schema_check(compiled, instance, gather, &problems), ERR_INVALID);
    }
}

/* ---- real answers ------------------------------------------------------------------------- */

static void check_headers(json_t *response, const struct answer *answer, const char *of)
{
    const char *name;
    json_t *header;
    char value[256];
    json_object_foreach (json_object_get(response, "headers"), name, header) {
        answer_header(answer, name, value);
        if (value[0] == '\0' && json_true_at(header, "required")) fail_msg("%s: no %s", of, name);
    }
}

static void check_code(json_t *response, const struct answer *answer, const char *of)
{
    size_t at;
    json_t *code;
    json_t *codes = json_object_get(response, "x-codes");
    if (codes == NULL) return;
    json_array_foreach (codes, at, code) {
        if (strcmp(json_string_value(code), answer_code(answer)) == 0) return;
    }
    fail_msg("%s: its code %s is not among the x-codes of " WHERE, of, answer_code(answer));
}

/* Holds an answer against what is described of its address. */
static void check_answer(json_t *document, const struct answer *answer, const char *method, const char *path)
{
    char of[PATH_BYTES * 2], status[16], type[256];
    snprintf(of, sizeof(of), "%s %s, %ld", method, path, answer->status);
    snprintf(status, sizeof(status), "%ld", answer->status);
    json_t *responses = json_object_get(operation_of(document, method, path), "responses");
    json_t *given = json_object_get(responses, status);
    if (given == NULL && answer->status >= 400) given = json_object_get(responses, "default");
    if (given == NULL) fail_msg("%s is not described in " WHERE, of);
    json_t *response = resolve(document, given);
    answer_header(answer, "Content-Type", type);
    json_t *content = json_object_get(json_object_get(response, "content"), type);
    if (content == NULL) fail_msg("%s: the type %s is not described in " WHERE, of, type);
    check_headers(response, answer, of);
    json_t *schema = json_object_get(content, "schema");
    if (schema != NULL) check_against(document, schema, answer->json, of);
    check_code(response, answer, of);
}

struct asker {
    struct house *house;
    json_t *document; /* owned */
    struct test_kiosk kiosk;
    char cookie[256];
    char csrf[128];
};

static void asker_finish(struct asker *asker)
{
    json_decref(asker->document);
}

static void check_body(struct asker *asker, const char *method, const char *path, const char *body)
{
    AUTO(json_auto) json_t *json = json_loads(body, 0, NULL);
    json_t *request = json_object_get(operation_of(asker->document, method, path), "requestBody");
    json_t *content = json_object_get(json_object_get(request, "content"), "application/json");
    if (content == NULL) fail_msg("%s %s: its body is not described", method, path);
    check_against(asker->document, json_object_get(content, "schema"), json, "what was sent");
}

static void expect(struct asker *asker, const struct answer *answer, const char *method, const char *path, long status)
{
    if (answer->status != status) {
        fail_msg("%s %s: %ld, not %ld: %.500s", method, path, answer->status, status, str_text(&answer->body));
    }
    check_answer(asker->document, answer, method, path);
}

/* As the kiosk. `path` is as the document has it, `target` what is asked. */
static void kiosk_expects(struct asker *asker, const char *method, const char *path, const char *target,
                          const char *body, const char *more, long status)
{
    AUTO(answer_finish) struct answer answer = {0};
    if (body != NULL && status == 200) check_body(asker, method, path, body);
    kiosk_http(&answer, asker->house->url, &asker->kiosk, method, target, body, more);
    expect(asker, &answer, method, path, status);
}

/* As staff who have signed in, or nobody. */
static void staff_expect(struct asker *asker, bool signed_in, const char *method, const char *path, const char *target,
                         const char *body, long status)
{
    AUTO(answer_finish) struct answer answer = {0};
    if (body != NULL && status == 200) check_body(asker, method, path, body);
    http(&answer, asker->house->url, method, target, body, body != NULL ? strlen(body) : 0,
         (const char *const[]){signed_in ? asker->cookie : NULL, signed_in ? asker->csrf : NULL, NULL});
    expect(asker, &answer, method, path, status);
}

static void asker_begin(struct asker *asker, struct house *house)
{
    *asker = (struct asker){.house = house, .document = document_read()};
    house_import(house, 3);
    kiosk_make(house, &asker->kiosk);
}

static void enrolment_is_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    struct test_kiosk kiosk = {0};
    char code[KIOSK_CODE_TEXT_BYTES];
    sign_make_keys(kiosk.sign_public, kiosk.sign_secret);
    assert_int_equal(kiosk_invite(asker.house->registry, "Foyer", 15, code), ERR_OK);
    AUTO(answer_finish) struct answer done = {0};
    kiosk_asks(&done, asker.house, &kiosk, code);
    expect(&asker, &done, "POST", "/v1/enrol", 200);
    AUTO(answer_finish) struct answer used = {0};
    kiosk_asks(&used, asker.house, &asker.kiosk, code);
    expect(&asker, &used, "POST", "/v1/enrol", 403);
    for (int at = 0; at < ENROL_FAILURES_PER_MINUTE_MAX - 1; at++) {
        AUTO(answer_finish) struct answer wrong = {0};
        kiosk_asks(&wrong, asker.house, &kiosk, "AAAA-BBBB-CCCC");
        expect(&asker, &wrong, "POST", "/v1/enrol", 403);
    }
    AUTO(answer_finish) struct answer slow = {0};
    kiosk_asks(&slow, asker.house, &kiosk, "AAAA-BBBB-CCCC");
    expect(&asker, &slow, "POST", "/v1/enrol", 429);
    staff_expect(&asker, false, "POST", "/v1/enrol", "/v1/enrol", "{}", 400);
}

static void feed_and_keys_are_as_described(void **state)
{
    static const bool all[KEY_KIND_COUNT] = {true, true, true};
    AUTO(asker_finish) struct asker asker;
    char target[200], nonce[NONCE_TEXT_BYTES];
    asker_begin(&asker, *state);
    nonce_make(nonce);
    snprintf(target, sizeof(target), "/v1/feed?generation=&after=0&nonce=%s", nonce);
    kiosk_expects(&asker, "GET", "/v1/feed", target, NULL, NULL, 200);
    house_import(asker.house, 1); /* tombstones */
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    assert_int_equal(registry_head(asker.house->registry, generation, &head), ERR_OK);
    snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=1&nonce=%s", generation, nonce);
    kiosk_expects(&asker, "GET", "/v1/feed", target, NULL, NULL, 200);
    snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%lld", generation, (long long)head + 1);
    kiosk_expects(&asker, "GET", "/v1/feed", target, NULL, NULL, 409);
    kiosk_expects(&asker, "GET", "/v1/feed", "/v1/feed?after=x", NULL, NULL, 400);
    assert_int_equal(registry_rotate_keys(asker.house->registry, all), ERR_OK);
    kiosk_expects(&asker, "GET", "/v1/keys", "/v1/keys?after=1", NULL, NULL, 200);
    kiosk_expects(&asker, "GET", "/v1/keys", "/v1/keys", NULL, NULL, 400);
    assert_int_equal(kiosk_revoke(asker.house->registry, asker.kiosk.id), ERR_OK);
    kiosk_expects(&asker, "GET", "/v1/feed", "/v1/feed", NULL, NULL, 403);
}

static void pictures_are_as_described(void **state)
{
    static const unsigned char bytes[] = {0x89, 'P', 'N', 'G', 1, 2, 3, 4};
    AUTO(asker_finish) struct asker asker;
    char name[PICTURE_NAME_BYTES], target[PATH_BYTES];
    asker_begin(&asker, *state);
    picture_name(name, bytes, sizeof(bytes));
    assert_int_equal(db_run(asker.house->registry->db, "INSERT INTO picture (name, bytes) VALUES (?, ?)", "tb", name,
                            bytes, sizeof(bytes)),
                     ERR_OK);
    snprintf(target, sizeof(target), "/v1/pictures/%s", name);
    kiosk_expects(&asker, "GET", "/v1/pictures/{name}", target, NULL, NULL, 200);
    kiosk_expects(&asker, "GET", "/v1/pictures/{name}", target, NULL, "Range: bytes=2-3", 206);
    kiosk_expects(&asker, "GET", "/v1/pictures/{name}", target, NULL, "Range: bytes=99-", 416);
    kiosk_expects(&asker, "GET", "/v1/pictures/{name}", "/v1/pictures/none", NULL, NULL, 404);
}

static void send_entries(struct asker *asker)
{
    struct submission submission;
    struct entry entries[3];
    json_t *list[4];
    submission_make(&submission, "network-0");
    entry_with(&entries[0], &asker->kiosk, &submission);
    idea_make(&submission);
    entry_with(&entries[1], &asker->kiosk, &submission);
    submission_make(&submission, "no-such-network");
    entry_with(&entries[2], &asker->kiosk, &submission);
    for (size_t at = 0; at < 3; at++) list[at] = entry_to_json(&entries[at]);
    list[3] = entry_to_json(&entries[0]);
    char *body = entries_body(list, 4);
    kiosk_expects(asker, "POST", "/v1/entries", "/v1/entries", body, NULL, 200);
    free(body);
    for (size_t at = 0; at < 3; at++) entry_finish(&entries[at]);
}

static void entries_are_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    send_entries(&asker);
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", "{\"entries\":[]}", NULL, 400);
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", "{", NULL, 400);
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", "[[[[[[[[[[1]]]]]]]]]]", NULL, 400);
}

static void sign_in(struct asker *asker)
{
    static const char body[] = "{\"name\":\"Anna\",\"password\":\"" PASSWORD "\"}";
    char value[256];
    AUTO(answer_finish) struct answer answer = {0};
    assert_int_equal(user_add(asker->house->registry, "Anna", PASSWORD), ERR_OK);
    assert_int_equal(user_set_password_only(asker->house->registry, "Anna"), ERR_OK);
    check_body(asker, "POST", "/v1/session", body);
    http(&answer, asker->house->url, "POST", "/v1/session", body, strlen(body), NULL);
    expect(asker, &answer, "POST", "/v1/session", 200);
    answer_header(&answer, "Set-Cookie", value);
    value[strcspn(value, ";")] = '\0';
    snprintf(asker->cookie, sizeof(asker->cookie), "Cookie: %.240s", value);
    snprintf(asker->csrf, sizeof(asker->csrf), "Forhal-Csrf: %.80s", json_text_at(answer.json, "csrf"));
}

static void staff_routes_are_as_described(void **state)
{
    static const char entries[] = "/v1/staff/entries", ideas[] = "/v1/staff/ideas", session[] = "/v1/session";
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    send_entries(&asker);
    sign_in(&asker);
    staff_expect(&asker, true, "GET", entries, entries, NULL, 200);
    staff_expect(&asker, true, "GET", entries, "/v1/staff/entries?limit=501", NULL, 400);
    staff_expect(&asker, false, "GET", entries, entries, NULL, 401);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":1,\"status\":\"read\",\"answer\":\"Tak\"}", 200);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":99,\"status\":\"read\"}", 404);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":1}", 400);
    staff_expect(&asker, true, "GET", ideas, ideas, NULL, 200);
    staff_expect(&asker, true, "POST", ideas, ideas, "{\"order\":2,\"publish\":true,\"status\":\"considered\"}", 200);
    staff_expect(&asker, true, "POST", ideas, ideas, "{\"order\":2,\"publish\":true,\"title\":\"\"}", 400);
    staff_expect(&asker, true, "GET", ideas, ideas, NULL, 200);
    staff_expect(&asker, false, "POST", ideas, ideas, "{}", 401);
    static const char code[] = "/v1/session/code", totp[] = "/v1/session/totp", log[] = "/v1/staff/log";
    staff_expect(&asker, true, "GET", session, session, NULL, 200);
    staff_expect(&asker, true, "GET", log, log, NULL, 403);
    staff_expect(&asker, true, "POST", code, code, "{\"code\":\"123456\"}", 409);
    staff_expect(&asker, true, "POST", code, code, "{}", 400);
    staff_expect(&asker, true, "POST", totp, totp, "{\"code\":\"123456\"}", 409);
    staff_expect(&asker, true, "POST", totp, totp, "{}", 200);
    staff_expect(&asker, true, "POST", totp, totp, "{\"code\":\"1\"}", 403);
    static const char password[] = "/v1/session/password";
    staff_expect(&asker, true, "POST", password, password, "{\"password\":\"" PASSWORD "\",\"new\":\"kort\"}", 400);
    staff_expect(&asker, true, "POST", password, password, "{\"password\":\"no\",\"new\":\"" PASSWORD "\"}", 401);
    staff_expect(&asker, true, "POST", password, password, "{\"password\":\"" PASSWORD "\",\"new\":\"" PASSWORD "!\"}",
                 200);
    staff_expect(&asker, false, "POST", session, session, "{\"name\":\"Anna\",\"password\":\"no\"}", 401);
    staff_expect(&asker, false, "POST", session, session, "{}", 400);
    staff_expect(&asker, true, "DELETE", session, session, NULL, 200);
}

static void an_invitation_is_as_described(void **state)
{
    static const char path[] = "/v1/welcome", log[] = "/v1/staff/log";
    struct invitation invitation = {.name = "Bo", .role = ROLE_EDITOR};
    char token[SESSION_TOKEN_TEXT_BYTES], body[200];
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    assert_int_equal(invitation_make(asker.house->registry, &invitation, token), ERR_OK);
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"kort\"}", token);
    staff_expect(&asker, false, "POST", path, path, body, 400);
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"" PASSWORD "\"}", token);
    staff_expect(&asker, false, "POST", path, path, body, 200);
    staff_expect(&asker, false, "POST", path, path, body, 403);
    sign_in(&asker);
    assert_int_equal(db_run(asker.house->registry->db, "UPDATE staff SET role = 'administrator'", ""), ERR_OK);
    staff_expect(&asker, true, "GET", log, log, NULL, 200);
    staff_expect(&asker, true, "GET", log, "/v1/staff/log?limit=0", NULL, 400);
}

static void watching_is_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    staff_expect(&asker, false, "GET", "/v1/health", "/v1/health", NULL, 200);
    AUTO(answer_finish) struct answer answer = {0};
    http(&answer, asker.house->url, "GET", "/v1/openapi.json", NULL, 0, NULL);
    expect(&asker, &answer, "GET", "/v1/openapi.json", 200);
    assert_true(json_equal(answer.json, asker.document));
}

/* Whatever is added later: asked by nobody, with nothing, and with too much. */
static void bare_questions_are_answered_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    const char *path, *name;
    json_t *item, *operation;
    asker_begin(&asker, *state);
    json_object_foreach (json_object_get(asker.document, "paths"), path, item) {
        json_object_foreach (item, name, operation) {
            char target[PATH_BYTES], method[16];
            snprintf(target, sizeof(target), "%.*s", (int)strcspn(path, "{"), path);
            if (strchr(path, '{') != NULL) strncat(target, "x", sizeof(target) - strlen(target) - 1);
            for (size_t at = 0; at <= strlen(name); at++) method[at] = (char)toupper((unsigned char)name[at]);
            static const char *const bodies[] = {NULL, "", "{}", "[", "[[[[[[[[[[[[]]]]]]]]]]]]"};
            for (size_t at = 0; at < sizeof(bodies) / sizeof(bodies[0]); at++) {
                if (bodies[at] != NULL && strcmp(method, "GET") == 0) continue;
                AUTO(answer_finish) struct answer answer = {0};
                size_t bytes = bodies[at] != NULL ? strlen(bodies[at]) : 0;
                http(&answer, asker.house->url, method, target, bodies[at], bytes, NULL);
                check_answer(asker.document, &answer, method, path);
            }
            AUTO(answer_finish) struct answer other = {0};
            http(&other, asker.house->url, "PATCH", target, NULL, 0, NULL);
            assert_refused(&other, 405, "bad_method");
            check_answer(asker.document, &other, method, path);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_described),
        cmocka_unit_test(everything_described_is_a_route),
        cmocka_unit_test(operations_are_complete),
        cmocka_unit_test(every_schema_is_one),
        cmocka_unit_test(what_is_not_described_is_found),
        house_test(enrolment_is_as_described),
        house_test(feed_and_keys_are_as_described),
        house_test(pictures_are_as_described),
        house_test(entries_are_as_described),
        house_test(staff_routes_are_as_described),
        house_test(an_invitation_is_as_described),
        house_test(watching_is_as_described),
        house_test(bare_questions_are_answered_as_described),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
