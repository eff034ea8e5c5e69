/* tests/unit/test_openapi.c - sync/registry/openapi.json against the routes there are and what they really answer. */
#include "tests/unit/staff_house.h"
#include "tests/unit/web_content.h"

#include <ctype.h>

#include "sync/base/file.h"
#include "sync/model/picture.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/pictures.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/fleet/pending.h"
#include "sync/registry/formats/schema.h"
#include "sync/registry/server/openapi.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/staff/invitations.h"
#include "sync/registry/staff/users.h"
#include "sync/registry/web/routes_web.h"
#include "sync/wire/fingerprint.h"
#include "sync/wire/freshness.h"
#include "sync/wire/heartbeat.h"
#include "sync/wire/rotation.h"
#include "sync/wire/turn.h"

#define PASSWORD "tolv tegn og lidt til"
#define WHERE    "sync/registry/openapi.json"

enum { PATH_BYTES = 128, PROBLEMS_BYTES = 16 * 1024 };

/* Every table of routes that server.c looks into; a new one is added here. */
typedef const struct route *route_table(size_t *out_count);
static route_table *const tables[] = {routes_wire, routes_staff, routes_web};
enum { TABLES_COUNT = sizeof(tables) / sizeof(tables[0]) };

/* Pages, forms and what they are made of are for people in a browser, who follow links: they may change without a word,
 * and no program should be written for them. docs/public-pages.md has them. What programs ask for is below these. */
static bool is_for_programs(const char *path)
{
    return strncmp(path, "/v1/", 4) == 0 || strncmp(path, "/data/", 6) == 0;
}

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
            if (!is_for_programs(routes[at].path)) continue;
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
        {"Turn", "{\"before\":\"AAAAAAAAAAAAAAAAAAAAAA\"}"},
        {"Heartbeat", "{\"visitor\":1}"},
        {"StaffKiosk", "{\"id\":\"k\",\"name\":\"\",\"enrolled\":\"\",\"revoked\":false,\"words\":[\"unwell\"]}"},
        {"OpenIdeas", "{\"source\":\"S\",\"ideas\":[{\"id\":\"7\"}]}"},
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

/* Which operations have been asked for with success, by their ids. */
static char reached[100][40];
static size_t reached_count;

static bool is_reached(const char *id)
{
    for (size_t at = 0; at < reached_count; at++) {
        if (strcmp(reached[at], id) == 0) return true;
    }
    return false;
}

static void note_reached(json_t *operation)
{
    const char *id = json_text_at(operation, "operationId");
    if (is_reached(id)) return;
    assert_true(reached_count < sizeof(reached) / sizeof(reached[0]));
    snprintf(reached[reached_count++], sizeof(reached[0]), "%s", id);
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
    if (json_object_get(response, "content") == NULL && answer->body.length == 0) return;
    answer_header(answer, "Content-Type", type);
    type[strcspn(type, ";")] = '\0';
    json_t *content = json_object_get(json_object_get(response, "content"), type);
    if (content == NULL) fail_msg("%s: the type %s is not described in " WHERE, of, type);
    check_headers(response, answer, of);
    json_t *schema = json_object_get(content, "schema");
    if (schema != NULL) check_against(document, schema, answer->json, of);
    check_code(response, answer, of);
    if (answer->status < 300) note_reached(operation_of(document, method, path));
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

static void asks_without_a_code(struct asker *asker, const struct test_kiosk *kiosk, long status)
{
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    char header[160];
    AUTO(answer_finish) struct answer answer = {0};
    AUTO(json_auto) json_t *json = json_pack("{s:o}", "key", json_from_bytes(kiosk->sign_public, SIGN_PUBLIC_BYTES));
    char *body = json_dumps(json, JSON_COMPACT);
    request_sign(signature, SIGN_ENROL, "POST", "/v1/enrol", body, strlen(body), kiosk->sign_secret);
    snprintf(header, sizeof(header), "Forhal-Signature: %s", signature);
    check_body(asker, "POST", "/v1/enrol", body);
    http(&answer, asker->house->url, "POST", "/v1/enrol", body, strlen(body), (const char *const[]){header, NULL});
    free(body);
    expect(asker, &answer, "POST", "/v1/enrol", status);
}

static void asking_to_be_accepted_is_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    struct registry *registry = asker.house->registry;
    struct test_kiosk kiosk = {0}, late = {0};
    struct kiosk found;
    enum pending_decision decision;
    char code[FINGERPRINT_CODE_TEXT_BYTES];
    sign_make_keys(kiosk.sign_public, kiosk.sign_secret);
    sign_make_keys(late.sign_public, late.sign_secret);
    fingerprint_code(code, kiosk.sign_public);
    asks_without_a_code(&asker, &kiosk, 202);
    assert_int_equal(pending_refuse(registry, code, &decision, &found), ERR_OK);
    asks_without_a_code(&asker, &kiosk, 403);
    assert_int_equal(pending_accept(registry, code, "Foyer", &decision, &found), ERR_OK);
    asks_without_a_code(&asker, &kiosk, 200);
    for (unsigned char at = 0; at < PENDING_MAX; at++) {
        unsigned char key[SIGN_PUBLIC_BYTES] = {'k', at};
        char peer[16];
        enum pending_answer answer;
        bool is_new = false;
        snprintf(peer, sizeof(peer), "10.0.0.%u", (unsigned)at);
        assert_int_equal(pending_ask(registry, key, peer, true, &answer, &is_new, &found), ERR_OK);
    }
    asks_without_a_code(&asker, &late, 429);
}

/* {"before","now"} and, with a list, {"entries"} (taken over). The caller frees. */
static char *body_with_turn(const struct turn *turn, json_t *list)
{
    AUTO(json_auto) json_t *json = json_object();
    assert_int_equal(turn_to_json(turn, json), ERR_OK);
    if (list != NULL) json_object_set_new(json, "entries", list);
    return json_dumps(json, JSON_COMPACT);
}

static void takes_turn(struct asker *asker, const struct turn *turn, long status)
{
    char *body = body_with_turn(turn, NULL);
    kiosk_expects(asker, "POST", "/v1/turn", "/v1/turn", body, NULL, status);
    free(body);
}

static void turns_are_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    struct turn turn = {.before = {0}}, copy = {.before = {0}};
    struct entry entry;
    asker_begin(&asker, *state);
    turn_next(&turn);
    turn_next(&copy);
    takes_turn(&asker, &turn, 200);
    takes_turn(&asker, &turn, 200); /* the answer was lost */
    assert_int_equal(kiosk_demand_rotation(asker.house->registry, asker.kiosk.id), ERR_OK);
    turn_next(&turn);
    entry_of(&entry, &asker.kiosk, "network-0");
    char *body = body_with_turn(&turn, json_pack("[o]", entry_to_json(&entry)));
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", body, NULL, 200); /* with "turn" and "rotate" */
    free(body);
    char *without = entries_body((json_t *const[]){entry_to_json(&entry)}, 1);
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", without, NULL, 400);
    free(without);
    kiosk_expects(&asker, "POST", "/v1/turn", "/v1/turn", "{}", NULL, 400);
    takes_turn(&asker, &copy, 403);
    body = body_with_turn(&copy, json_pack("[o]", entry_to_json(&entry)));
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", body, NULL, 403);
    free(body);
    entry_finish(&entry);
}

static void puts_key(struct asker *asker, const struct test_kiosk *next, const struct turn *turn, long status)
{
    AUTO(json_auto)
    json_t *json = rotation_to_json(asker->kiosk.id, asker->kiosk.sign_public, next->sign_public, next->sign_secret);
    if (turn != NULL) assert_int_equal(turn_to_json(turn, json), ERR_OK);
    char *body = json_dumps(json, JSON_COMPACT);
    kiosk_expects(asker, "POST", "/v1/key", "/v1/key", body, NULL, status);
    free(body);
}

static void a_new_key_is_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    struct test_kiosk other, next, third;
    asker_begin(&asker, *state);
    kiosk_make(asker.house, &other);
    sign_make_keys(next.sign_public, next.sign_secret);
    sign_make_keys(third.sign_public, third.sign_secret);
    struct turn turn = {.now = {0}}, copy = {.now = {0}};
    turn_next(&turn);
    turn_next(&copy);
    puts_key(&asker, &other, NULL, 403); /* somebody's */
    puts_key(&asker, &next, &turn, 200);
    puts_key(&asker, &next, &turn, 200); /* the answer was lost */
    puts_key(&asker, &next, &copy, 403); /* forked */
    puts_key(&asker, &next, NULL, 400);
    puts_key(&asker, &third, NULL, 401);
    kiosk_expects(&asker, "POST", "/v1/key", "/v1/key", "{\"key\":1}", NULL, 400);
    kiosk_expects(&asker, "GET", "/v1/feed", "/v1/feed", NULL, NULL, 401);
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
    submission.order = 1;
    submission.given_at_s = HOUSE_NOW_S - 60;
    entry_with(&entries[0], &asker->kiosk, &submission);
    idea_make(&submission);
    submission.order = 2;
    submission.clock_doubtful = true;
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

/* As on the registry's own pages. */
static void give_on_a_page(struct asker *asker)
{
    struct submission submission;
    unsigned char id[ENTRY_ID_BYTES];
    enum verdict verdict = VERDICT_COUNT;
    const char *problem = NULL;
    submission_make(&submission, "network-0");
    randombytes_buf(id, sizeof(id));
    assert_int_equal(ledger_take(asker->house->registry, id, &submission, &verdict, &problem), ERR_OK);
    assert_int_equal(verdict, VERDICT_CREATED);
}

static void staff_routes_are_as_described(void **state)
{
    static const char entries[] = "/v1/staff/entries", ideas[] = "/v1/staff/ideas", session[] = "/v1/session";
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    send_entries(&asker);
    give_on_a_page(&asker);
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

/* All there is to know, and nothing. */
static void tell_heartbeats(struct asker *asker)
{
    AUTO(str_finish) struct str text;
    static const char all[] =
        "{\"agent\":{\"version\":\"1\",\"link\":\"good\",\"clock\":\"doubtful\",\"wall_s\":1,\"up_s\":1,"
        "\"resident_kib\":1,\"pss_kib\":1,\"watchdog_s\":1,\"certificate_days\":-1,\"beats\":1},"
        "\"outbox\":{\"waiting\":1,\"set_aside\":1,\"oldest_s\":1},\"content\":{\"generation\":\"1-a\",\"sequence\":1},"
        "\"screen\":{\"age_s\":1,\"shown\":\"board\",\"doing\":\"used\",\"voice\":\"good\",\"version\":\"1\","
        "\"generation\":\"1-a\",\"sequence\":1,\"at_ms\":1,\"up_s\":1,\"frames\":1,\"presented_ms\":1,\"content_s\":1,"
        "\"touched_s\":1,\"touch_devices\":1,\"watchdog_s\":1,\"fed_ms\":1,\"resident_kib\":1,\"heap_kib\":1,"
        "\"caches_kib\":1,\"width_px\":1,\"height_px\":1,\"width_mm\":1,\"height_mm\":1},"
        "\"board\":{\"cpu_mc\":1,\"throttled\":1,\"under_voltage\":1,\"disk_free_mib\":1,\"disk_mib\":1,"
        "\"memory_available_mib\":1,\"memory_mib\":1,\"up_s\":1,\"hardware_watchdog_s\":1}}";
    struct heartbeat beat;
    assert_int_equal(heartbeat_read(&beat, all, strlen(all)), ERR_OK);
    assert_int_equal(heartbeat_write(&text, &beat), ERR_OK);
    assert_int_equal(text.length, strlen(all)); /* nothing of it was passed over */
    kiosk_expects(asker, "POST", "/v1/heartbeat", "/v1/heartbeat", "{}", NULL, 200);
    kiosk_expects(asker, "POST", "/v1/heartbeat", "/v1/heartbeat", all, NULL, 200);
    kiosk_expects(asker, "POST", "/v1/heartbeat", "/v1/heartbeat", "{\"board\":{\"up_s\":-1}}", NULL, 400);
    kiosk_expects(asker, "POST", "/v1/heartbeat", "/v1/heartbeat", "[[[[[[1]]]]]]", NULL, 413);
}

/* The look that staff ask for; the kiosk hears of it. */
static void ask_look(struct asker *asker, char target[PATH_BYTES], char seen[PATH_BYTES])
{
    char body[128];
    AUTO(answer_finish) struct answer asked = {0};
    snprintf(body, sizeof(body), "{\"kiosk\":\"%s\"}", asker->kiosk.id);
    check_body(asker, "POST", "/v1/staff/kiosks/look", body);
    http(&asked, asker->house->url, "POST", "/v1/staff/kiosks/look", body, strlen(body),
         (const char *const[]){asker->cookie, asker->csrf, NULL});
    expect(asker, &asked, "POST", "/v1/staff/kiosks/look", 200);
    kiosk_expects(asker, "POST", "/v1/heartbeat", "/v1/heartbeat", "{}", NULL, 200);
    snprintf(target, PATH_BYTES, "/v1/look?id=%s", json_text_at(asked.json, "look"));
    snprintf(seen, PATH_BYTES, "/v1/staff/looks/%s", json_text_at(asked.json, "look"));
}

static void give_picture(struct asker *asker, const char *target)
{
    AUTO(str_finish) struct str png;
    AUTO(answer_finish) struct answer given = {0};
    char signature[REQUEST_SIGNATURE_TEXT_BYTES], who[160], signed_by[160];
    assert_int_equal(file_read(&png, "assets/content/pictures/dinghy.png", PICTURE_BYTES_MAX), ERR_OK);
    request_sign(signature, SIGN_REQUEST, "POST", target, str_text(&png), png.length, asker->kiosk.sign_secret);
    snprintf(who, sizeof(who), "Forhal-Kiosk: %s", asker->kiosk.id);
    snprintf(signed_by, sizeof(signed_by), "Forhal-Signature: %s", signature);
    http(&given, asker->house->url, "POST", target, str_text(&png), png.length,
         (const char *const[]){who, signed_by, NULL});
    expect(asker, &given, "POST", "/v1/look", 200);
}

static void see_part(struct asker *asker, const char *target, const char *range, long status)
{
    AUTO(answer_finish) struct answer part = {0};
    http(&part, asker->house->url, "GET", target, NULL, 0, (const char *const[]){asker->cookie, range, NULL});
    expect(asker, &part, "GET", "/v1/staff/looks/", status);
}

/* A kiosk that asks to be accepted; `fingerprint` as staff see it. */
static void newcomer(struct asker *asker, char fingerprint[FINGERPRINT_TEXT_BYTES])
{
    unsigned char key[SIGN_PUBLIC_BYTES];
    enum pending_answer answered = PENDING_FULL;
    bool is_new = false;
    struct kiosk kiosk;
    randombytes_buf(key, sizeof(key));
    assert_int_equal(pending_ask(asker->house->registry, key, "192.0.2.7", true, &answered, &is_new, &kiosk), ERR_OK);
    fingerprint_text(fingerprint, key);
}

/* What is in routes_kiosks.c; the asker signs in anew as an administrator. */
static void look_after_kiosks(struct asker *asker)
{
    static const char kiosks[] = "/v1/staff/kiosks", identity[] = "/v1/staff/kiosks/identity",
                      invite[] = "/v1/staff/kiosks/invite", newcomers[] = "/v1/staff/newcomers",
                      mail[] = "/v1/staff/mail", alerts[] = "/v1/staff/alerts", building[] = "/v1/staff/building";
    char body[256], first[FINGERPRINT_TEXT_BYTES], second[FINGERPRINT_TEXT_BYTES];
    assert_int_equal(db_run(asker->house->registry->db, "UPDATE staff SET role = 'administrator'", ""), ERR_OK);
    snprintf(body, sizeof(body), "{\"kiosk\":\"%s\",\"name\":\"Foyer 2\"}", asker->kiosk.id);
    staff_expect(asker, true, "POST", kiosks, kiosks, body, 200);
    staff_expect(asker, true, "POST", kiosks, kiosks, "{\"kiosk\":\"nobody\",\"name\":\"x\"}", 404);
    staff_expect(asker, true, "POST", kiosks, kiosks, "{}", 400);
    snprintf(body, sizeof(body), "{\"kiosk\":\"%s\",\"do\":\"rotate\"}", asker->kiosk.id);
    staff_expect(asker, true, "POST", identity, identity, body, 200);
    snprintf(body, sizeof(body), "{\"kiosk\":\"%s\",\"do\":\"trust\"}", asker->kiosk.id);
    staff_expect(asker, true, "POST", identity, identity, body, 409);
    staff_expect(asker, true, "POST", identity, identity, "{\"kiosk\":\"nobody\",\"do\":\"revoke\"}", 404);
    staff_expect(asker, true, "POST", identity, identity, "{\"kiosk\":\"nobody\",\"do\":\"melt\"}", 400);
    staff_expect(asker, true, "POST", invite, invite, "{\"name\":\"Biblioteket\",\"minutes\":60}", 200);
    staff_expect(asker, true, "POST", invite, invite, "{\"name\":\"x\",\"minutes\":0}", 400);
    newcomer(asker, first);
    newcomer(asker, second);
    staff_expect(asker, true, "GET", newcomers, newcomers, NULL, 200);
    staff_expect(asker, false, "GET", newcomers, newcomers, NULL, 401);
    snprintf(body, sizeof(body), "{\"fingerprint\":\"%s\",\"do\":\"accept\",\"name\":\"Ny\"}", first);
    staff_expect(asker, true, "POST", newcomers, newcomers, body, 200);
    snprintf(body, sizeof(body), "{\"fingerprint\":\"%s\",\"do\":\"refuse\"}", second);
    staff_expect(asker, true, "POST", newcomers, newcomers, body, 200);
    snprintf(body, sizeof(body), "{\"fingerprint\":\"%s\",\"do\":\"refuse\"}", first);
    staff_expect(asker, true, "POST", newcomers, newcomers, body, 409);
    first[0] = first[0] == '0' ? '1' : '0';
    snprintf(body, sizeof(body), "{\"fingerprint\":\"%s\",\"do\":\"refuse\"}", first);
    staff_expect(asker, true, "POST", newcomers, newcomers, body, 404);
    snprintf(body, sizeof(body), "{\"fingerprint\":\"%.9s\",\"do\":\"refuse\"}", second); /* the short code */
    staff_expect(asker, true, "POST", newcomers, newcomers, body, 400);
    assert_int_equal(db_run(asker->house->registry->db,
                            "INSERT INTO mail (number, id, recipient, subject, text, queued_s, aside, why)"
                            " VALUES (7, 'x', 'anna@example.dk', 'S', 'T', 1795244400, 1, '550'),"
                            " (8, 'y', 'anna@example.dk', 'S', 'T', 1795244400, 0, '')",
                            ""),
                     ERR_OK);
    staff_expect(asker, true, "GET", mail, mail, NULL, 200);
    staff_expect(asker, true, "POST", mail, mail, "{\"number\":7,\"do\":\"again\"}", 200);
    staff_expect(asker, true, "POST", mail, mail, "{\"number\":7,\"do\":\"drop\"}", 404);
    staff_expect(asker, true, "POST", mail, mail, "{\"number\":7}", 400);
    assert_int_equal(db_run(asker->house->registry->db,
                            "INSERT INTO alert (kind, about, begun_s) VALUES ('disk', 'm', 1), ('silent', ?, 2)", "t",
                            asker->kiosk.id),
                     ERR_OK);
    staff_expect(asker, true, "GET", alerts, alerts, NULL, 200);
    staff_expect(asker, true, "GET", building, building, NULL, 200);
    staff_expect(asker, true, "PUT", building, building,
                 "{\"part\":\"announcements\",\"base\":null,\"value\":[{\"text\":\"Vi lukker kl. 14\"}]}", 200);
    staff_expect(asker, true, "GET", building, building, NULL, 200);
    staff_expect(asker, true, "PUT", building, building, "{\"part\":\"announcements\",\"base\":null,\"value\":null}",
                 409);
    staff_expect(asker, true, "PUT", building, building, "{\"part\":\"opening_hours\",\"value\":{\"monday\":1}}", 400);
    staff_expect(asker, true, "PUT", building, building, "{\"part\":\"door\",\"value\":null}", 400);
}

static void the_fleet_is_as_described(void **state)
{
    static const char kiosks[] = "/v1/staff/kiosks", ask[] = "/v1/staff/kiosks/look", looks[] = "/v1/staff/looks/";
    AUTO(asker_finish) struct asker asker;
    struct test_kiosk silent;
    char target[PATH_BYTES], seen[PATH_BYTES], large[8192];
    asker_begin(&asker, *state);
    kiosk_make(asker.house, &silent);
    sign_in(&asker);
    tell_heartbeats(&asker);
    staff_expect(&asker, true, "GET", kiosks, kiosks, NULL, 200);
    staff_expect(&asker, false, "GET", kiosks, kiosks, NULL, 401);
    staff_expect(&asker, true, "POST", ask, ask, "{}", 400);
    staff_expect(&asker, true, "POST", ask, ask, "{\"kiosk\":\"nobody\"}", 404);
    staff_expect(&asker, false, "POST", ask, ask, "{}", 401);
    ask_look(&asker, target, seen);
    staff_expect(&asker, true, "GET", looks, seen, NULL, 409);
    kiosk_expects(&asker, "POST", "/v1/look", target, "neither", NULL, 400);
    kiosk_expects(&asker, "POST", "/v1/look", target, "{\"refused\":\"private\"}", NULL, 200);
    staff_expect(&asker, true, "GET", looks, seen, NULL, 409);
    kiosk_expects(&asker, "POST", "/v1/look", target, "{\"refused\":\"private\"}", NULL, 404);
    ask_look(&asker, target, seen);
    give_picture(&asker, target);
    staff_expect(&asker, true, "GET", looks, seen, NULL, 200);
    see_part(&asker, seen, "Range: bytes=2-3", 206);
    see_part(&asker, seen, "Range: bytes=99999999-", 416);
    staff_expect(&asker, true, "GET", looks, "/v1/staff/looks/none", NULL, 404);
    look_after_kiosks(&asker);
    memset(large, ' ', sizeof(large));
    large[sizeof(large) - 1] = '\0';
    kiosk_expects(&asker, "POST", "/v1/heartbeat", "/v1/heartbeat", large, NULL, 413);
    assert_int_equal(kiosk_revoke(asker.house->registry, asker.kiosk.id), ERR_OK);
    kiosk_expects(&asker, "POST", "/v1/heartbeat", "/v1/heartbeat", "{}", NULL, 403);
}

static void publish_an_idea(struct asker *asker)
{
    struct submission submission;
    struct entry entry;
    struct receipt receipt;
    idea_make(&submission);
    entry_with(&entry, &asker->kiosk, &submission);
    send_one(asker->house, &asker->kiosk, &entry, &receipt);
    entry_finish(&entry);
    sign_in(asker);
    staff_expect(asker, true, "POST", "/v1/staff/ideas", "/v1/staff/ideas",
                 "{\"order\":1,\"publish\":true,\"status\":\"invited\",\"network\":\"maden\",\"answer\":\"Kom\"}", 200);
}

#include "tests/unit/openapi_networks.h"

static void open_data_is_as_described(void **state)
{
    static const char *const all[] = {"/data/networks.json", "/data/ideas.json", "/data/feed.atom",
                                      "/data/meetings.ics"};
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    for (size_t at = 0; at < 4; at++) staff_expect(&asker, false, "GET", all[at], all[at], NULL, 404);
    web_import(asker.house, NULL);
    publish_an_idea(&asker);
    for (size_t at = 0; at < 4; at++) {
        char etag[256], known[300];
        AUTO(answer_finish) struct answer answer = {0};
        AUTO(answer_finish) struct answer again = {0};
        http(&answer, asker.house->url, "GET", all[at], NULL, 0, NULL);
        expect(&asker, &answer, "GET", all[at], 200);
        if (at < 2) assert_true(json_array_size(json_object_get(answer.json, at == 0 ? "networks" : "ideas")) > 0);
        snprintf(known, sizeof(known), "If-None-Match: %s", answer_header(&answer, "ETag", etag));
        http(&again, asker.house->url, "GET", all[at], NULL, 0, (const char *const[]){known, NULL});
        expect(&asker, &again, "GET", all[at], 304);
    }
    staff_expect(&asker, false, "GET", all[0], "/data/networks.json?part=2", NULL, 200);
}

static void give_to_the_inbox(struct asker *asker, void (*make)(struct submission *))
{
    struct submission submission;
    unsigned char id[ENTRY_ID_BYTES];
    enum verdict verdict = VERDICT_COUNT;
    const char *problem = NULL;
    make(&submission);
    randombytes_buf(id, sizeof(id));
    assert_int_equal(ledger_take(asker->house->registry, id, &submission, &verdict, &problem), ERR_OK);
    assert_int_equal(verdict, VERDICT_CREATED);
}

static void make_seat(struct submission *out)
{
    seat_make(out, "maden");
}

static void the_inbox_is_as_described(void **state)
{
    static const char inbox[] = "/v1/staff/inbox", one[] = "/v1/staff/inbox/", csv[] = "/v1/staff/inbox.csv";
    static const char joins[] = "/v1/staff/joins", groups[] = "/v1/staff/seats", seats[] = "/v1/staff/seats/";
    static const char entries[] = "/v1/staff/entries", meetings[] = "/v1/staff/meetings.ics";
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    web_import(asker.house, NULL);
    for (int at = 0; at < 3; at++) give_to_the_inbox(&asker, idea_make);
    for (int at = 0; at < 2; at++) give_to_the_inbox(&asker, make_seat);
    sign_in(&asker);
    staff_expect(&asker, true, "POST", joins, joins, "{\"order\":2,\"with\":1}", 200);
    staff_expect(&asker, true, "POST", joins, joins, "{\"order\":2,\"with\":3}", 409);
    staff_expect(&asker, true, "POST", joins, joins, "{\"order\":3,\"with\":99}", 404);
    staff_expect(&asker, true, "POST", "/v1/staff/ideas", "/v1/staff/ideas", "{\"order\":2,\"publish\":true}", 409);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":5,\"status\":\"granted\"}", 409);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":5,\"status\":\"waiting_list\"}", 200);
    staff_expect(&asker, true, "GET", inbox, inbox, NULL, 200);
    staff_expect(&asker, true, "POST", inbox, inbox, "{\"limit\":3,\"search\":\"cykler\"}", 200);
    staff_expect(&asker, true, "POST", inbox, inbox, "{\"limit\":2,\"newest\":true}", 200);
    staff_expect(&asker, true, "POST", inbox, inbox, "{\"limit\":0}", 400);
    staff_expect(&asker, true, "GET", one, "/v1/staff/inbox/1", NULL, 200);
    staff_expect(&asker, true, "GET", one, "/v1/staff/inbox/5", NULL, 200);
    staff_expect(&asker, true, "GET", one, "/v1/staff/inbox/99", NULL, 404);
    staff_expect(&asker, true, "POST", csv, csv, "{\"kinds\":\"idea\"}", 200);
    staff_expect(&asker, true, "GET", groups, groups, NULL, 200);
    staff_expect(&asker, true, "GET", seats, "/v1/staff/seats/maden", NULL, 200);
    staff_expect(&asker, true, "GET", seats, "/v1/staff/seats/ingen", NULL, 404);
    staff_expect(&asker, true, "POST", seats, "/v1/staff/seats/maden", "{\"do\":\"give\"}", 200);
    staff_expect(&asker, true, "POST", seats, "/v1/staff/seats/haven", "{\"do\":\"give\"}", 404);
    staff_expect(&asker, true, "POST", seats, "/v1/staff/seats/maden", "{}", 400);
    staff_expect(&asker, true, "GET", meetings, meetings, NULL, 200);
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

static void users_are_as_described(void **state)
{
    static const char users[] = "/v1/staff/users", invite[] = "/v1/staff/invitations", look[] = "/v1/welcome/look";
    static const char all[] = "/v1/session/all", end[] = "/v1/session/end",
                      bo[] = "{\"name\":\"Bo\",\"role\":\"editor\"}";
    char token[SESSION_TOKEN_TEXT_BYTES], body[100];
    struct invitation invitation = {.name = "Cia", .role = ROLE_EDITOR, .networks = "network-0"};
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    sign_in(&asker);
    assert_int_equal(db_run(asker.house->registry->db, "UPDATE staff SET role = 'administrator'", ""), ERR_OK);
    assert_int_equal(invitation_make(asker.house->registry, &invitation, token), ERR_OK);
    snprintf(body, sizeof(body), "{\"token\":\"%s\"}", token);
    staff_expect(&asker, false, "POST", look, look, body, 200);
    staff_expect(&asker, false, "POST", look, look, "{\"token\":\"x\"}", 403);
    staff_expect(&asker, true, "POST", invite, invite, bo, 200);
    staff_expect(&asker, true, "POST", invite, invite, "{\"name\":\"Anna\",\"role\":\"editor\"}", 409);
    staff_expect(&asker, true, "POST", invite, invite, "{\"name\":\"(\"}", 400);
    staff_expect(&asker, true, "GET", users, users, NULL, 200);
    staff_expect(&asker, true, "GET", "/v1/staff/site", "/v1/staff/site", NULL, 200);
    staff_expect(&asker, true, "POST", users, users, "{\"name\":\"Bo\",\"do\":\"withdraw\"}", 200);
    staff_expect(&asker, true, "POST", users, users, "{\"name\":\"Bo\",\"do\":\"disable\"}", 404);
    staff_expect(&asker, true, "POST", users, users, "{\"name\":\"Anna\",\"do\":\"disable\"}", 409);
    staff_expect(&asker, true, "GET", all, all, NULL, 200);
    staff_expect(&asker, true, "POST", end, end, "{\"id\":\"x\"}", 404);
    staff_expect(&asker, true, "POST", end, end, "{}", 200);
}

/* Somebody who needs a second factor sets it up, and signs in with it. */
static void a_second_factor_is_as_described(void **state)
{
    static const char totp[] = "/v1/session/totp", code_path[] = "/v1/session/code";
    AUTO(asker_finish) struct asker asker;
    struct staff staff;
    char code[TOTP_DIGITS + 1];
    asker_begin(&asker, *state);
    assert_int_equal(user_add(asker.house->registry, "Cia", PASSWORD), ERR_OK);
    AUTO(answer_finish) struct answer half = {0};
    AUTO(answer_finish) struct answer begun = {0};
    AUTO(answer_finish) struct answer finished = {0};
    AUTO(answer_finish) struct answer again = {0};
    AUTO(answer_finish) struct answer whole = {0};
    staff_sign_in(&half, asker.house, "Cia", PASSWORD);
    expect(&asker, &half, "POST", "/v1/session", 200);
    staff_learn(&staff, &half);
    staff_http(&begun, asker.house, &staff, "POST", totp, "{}");
    expect(&asker, &begun, "POST", totp, 200);
    staff_code(asker.house, json_text_at(begun.json, "uri"), 0, code);
    staff_send(&finished, asker.house, &staff, totp, "code", code);
    expect(&asker, &finished, "POST", totp, 200);
    staff_sign_in(&again, asker.house, "Cia", PASSWORD);
    staff_learn(&staff, &again);
    staff_code(asker.house, json_text_at(begun.json, "uri"), 1, code); /* each code is good once */
    staff_send(&whole, asker.house, &staff, code_path, "code", code);
    expect(&asker, &whole, "POST", code_path, 200);
}

static void privacy_is_as_described(void **state)
{
#define PRIVACY "/v1/staff/privacy/"
    static const char notices[] = "/v1/staff/notices";
    static const struct {
        const char *method, *path, *target, *body;
        long status;
    } asked[] = {
        {"POST", PRIVACY "search", NULL, "{\"text\":\"Ørsted\",\"reason\":\"Indsigt\"}", 200},
        {"POST", PRIVACY "search", NULL, "{\"text\":\"Ørsted\"}", 400},
        {"POST", PRIVACY "export", NULL, "{\"orders\":[1,2],\"reason\":\"Indsigt\",\"form\":\"json\"}", 200},
        {"POST", PRIVACY "export", NULL, "{\"orders\":[1],\"reason\":\"Indsigt\",\"form\":\"page\"}", 200},
        {"POST", PRIVACY "export", NULL, "{\"orders\":[]}", 400},
        {"POST", PRIVACY "correct", NULL, "{\"order\":1,\"name\":\"Åse Ørsted Lund\"}", 200},
        {"POST", PRIVACY "correct", NULL, "{\"order\":1,\"name\":\"\"}", 400},
        {"POST", PRIVACY "correct", NULL, "{\"order\":99,\"name\":\"Bo\"}", 404},
        {"POST", PRIVACY "holds", NULL, "{\"order\":1,\"until\":\"2028-01-01\",\"reason\":\"Klagesag\"}", 200},
        {"POST", PRIVACY "holds", NULL, "{\"order\":1,\"until\":\"2020-01-01\",\"reason\":\"Klagesag\"}", 400},
        {"POST", PRIVACY "refuse", NULL, "{\"order\":1,\"reason\":\"Klagesag\"}", 200},
        {"POST", PRIVACY "refuse", NULL, "{\"order\":99,\"reason\":\"Klagesag\"}", 404},
        {"GET", PRIVACY "retention", NULL, NULL, 200},
        {"POST", PRIVACY "search", NULL, "{\"text\":\"aase@\",\"reason\":\"Indsigt\"}", 200},
        {"POST", PRIVACY "holds", NULL, "{\"order\":1,\"release\":true}", 200},
        {"POST", PRIVACY "holds", NULL, "{\"order\":1,\"release\":true}", 404},
        {"POST", PRIVACY "erase", NULL, "{\"order\":1,\"reason\":\"Har bedt om det\"}", 200},
        {"POST", PRIVACY "erase", NULL, "{\"order\":1,\"reason\":\"Igen\"}", 404},
        {"GET", PRIVACY "proofs", NULL, NULL, 200},
        {"GET", PRIVACY "proofs", PRIVACY "proofs?number=x", NULL, 400},
        {"GET", notices, NULL, NULL, 200},
        {"POST", notices, NULL, "{}", 400},
        {"POST", notices, NULL, "{\"version\":\"2026-2\"}", 400},
        {"GET", "/v1/staff/log", "/v1/staff/log?entry=1&who=Anna", NULL, 200},
    };
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    web_import(asker.house, NULL);
    struct submission submission;
    for (int at = 0; at < 2; at++) {
        unsigned char id[ENTRY_ID_BYTES];
        enum verdict verdict = VERDICT_COUNT;
        const char *problem = NULL;
        submission_make(&submission, "maden");
        randombytes_buf(id, sizeof(id));
        assert_int_equal(ledger_take(asker.house->registry, id, &submission, &verdict, &problem), ERR_OK);
    }
    sign_in(&asker);
    assert_int_equal(db_run(asker.house->registry->db, "UPDATE staff SET role = 'administrator'", ""), ERR_OK);
    for (size_t at = 0; at < sizeof(asked) / sizeof(asked[0]); at++) {
        staff_expect(&asker, true, asked[at].method, asked[at].path,
                     asked[at].target != NULL ? asked[at].target : asked[at].path, asked[at].body, asked[at].status);
    }
    AUTO(json_auto)
    json_t *notice =
        json_pack("{s:s, s:s, s:s, s:[]}", "version", "2026-2", "title", "Sådan", "intro", "Kort", "sections");
    for (int at = 0; at < 8; at++) {
        json_array_append_new(json_object_get(notice, "sections"),
                              json_pack("{s:s, s:s}", "heading", "Hvem?", "text", "Os"));
    }
    char *body = json_dumps(notice, JSON_COMPACT);
    staff_expect(&asker, true, "POST", notices, notices, body, 200);
    staff_expect(&asker, true, "POST", notices, notices, body, 409);
    free(body);
    staff_expect(&asker, true, "GET", notices, notices, NULL, 200);
}

static void numbers_are_as_described(void **state)
{
    static const char wire[] = "/v1/numbers", staff[] = "/v1/staff/numbers";
    static const char range[] = "/v1/staff/numbers?from=2026-11-01&to=2026-11-30";
    AUTO(asker_finish) struct asker asker;
    char csv[100];
    asker_begin(&asker, *state);
    kiosk_expects(&asker, "POST", wire, wire,
                  "{\"days\":{\"2026-11-21\":{\"visits\":9,\"language.da\":9,\"aid.large\":1,\"begun.idea\":3,"
                  "\"left.idea.form\":1}}}",
                  NULL, 200);
    kiosk_expects(&asker, "POST", wire, wire, "{\"days\":[]}", NULL, 400);
    kiosk_expects(&asker, "POST", wire, wire, "[[[[[[1]]]]]]", NULL, 413);
    send_entries(&asker);
    sign_in(&asker);
    snprintf(csv, sizeof(csv), "%s&form=csv", range);
    staff_expect(&asker, true, "GET", staff, range, NULL, 200);
    staff_expect(&asker, true, "GET", staff, csv, NULL, 200);
    staff_expect(&asker, true, "GET", staff, staff, NULL, 400);
}

static void watching_is_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    staff_expect(&asker, false, "GET", "/v1/health", "/v1/health", NULL, 200);
    staff_expect(&asker, false, "GET", "/v1/session/ways", "/v1/session/ways", NULL, 200);
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

/* The last of the tests. */
static void every_address_was_asked_for_real(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = document_read();
    const char *path, *method;
    json_t *item, *operation;
    json_object_foreach (json_object_get(document, "paths"), path, item) {
        json_object_foreach (item, method, operation) {
            if (is_reached(json_text_at(operation, "operationId"))) continue;
            fail_msg("%s %s is described, and no test here has had an answer of 200 from it", method, path);
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
        house_test(asking_to_be_accepted_is_as_described),
        house_test(turns_are_as_described),
        house_test(a_new_key_is_as_described),
        house_test(feed_and_keys_are_as_described),
        house_test(pictures_are_as_described),
        house_test(entries_are_as_described),
        house_test(staff_routes_are_as_described),
        house_test(the_fleet_is_as_described),
        house_test(networks_are_as_described),
        house_test(pages_are_as_described),
        house_test(facts_are_as_described),
        house_test(staffs_pictures_are_as_described),
        house_test(open_data_is_as_described),
        house_test(the_inbox_is_as_described),
        house_test(an_invitation_is_as_described),
        house_test(users_are_as_described),
        house_test(a_second_factor_is_as_described),
        house_test(privacy_is_as_described),
        house_test(numbers_are_as_described),
        house_test(watching_is_as_described),
        house_test(bare_questions_are_answered_as_described),
        cmocka_unit_test(every_address_was_asked_for_real),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
