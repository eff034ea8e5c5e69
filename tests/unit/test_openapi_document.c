/* tests/unit/test_openapi_document.c - sync/registry/openapi.json by itself, and against the tables of routes. */
#include "tests/unit/openapi_document.h"

static void every_route_is_described(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = document_read();
    for (size_t table = 0; table < TABLES_COUNT; table++) {
        size_t count = 0;
        const struct route *routes = tables[table](&count);
        assert_true(count > 0);
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
                         "tests/unit/openapi_document.h)",
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

/* What is misspelt is refused, and not passed over: of every route for staff that takes an object, the members that the
 * registry knows are those that are described. */
static void what_staff_may_send_is_what_the_registry_knows(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = document_read();
    size_t count = 0;
    const struct route *routes = routes_staff(&count);
    for (size_t at = 0; at < count; at++) {
        json_t *operation = operation_of(document, routes[at].method, routes[at].path);
        json_t *content = json_object_get(json_object_get(operation, "requestBody"), "content");
        json_t *schema = resolve(document, json_object_get(json_object_get(content, "application/json"), "schema"));
        const char *members = route_members(&routes[at]);
        if (schema == NULL) assert_null(members);
        if (schema == NULL) continue;
        if (members == NULL) fail_msg("%s %s: not in routes_members.c", routes[at].method, routes[at].path);
        assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
        AUTO(str_finish) struct str described;
        const char *name;
        json_t *property;
        str_init(&described, PROBLEMS_BYTES);
        json_object_foreach (json_object_get(schema, "properties"), name, property) {
            str_addf(&described, "%s%s", described.length > 0 ? " " : "", name);
        }
        if (strcmp(str_text(&described), members) != 0) {
            fail_msg("%s %s: described are \"%s\", known \"%s\"", routes[at].method, routes[at].path,
                     str_text(&described), members);
        }
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_described),
        cmocka_unit_test(everything_described_is_a_route),
        cmocka_unit_test(operations_are_complete),
        cmocka_unit_test(every_schema_is_one),
        cmocka_unit_test(what_is_not_described_is_found),
        cmocka_unit_test(what_staff_may_send_is_what_the_registry_knows),
    };
    return cmocka_run_group_tests_name("openapi document", tests, NULL, NULL);
}
