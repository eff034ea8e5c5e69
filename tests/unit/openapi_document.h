/* tests/unit/openapi_document.h - sync/registry/openapi.json, read and resolved, and what it holds against its schemas.
 * Header only. */
#pragma once

#include "tests/unit/registry_house.h"

#include <ctype.h>

#include "sync/registry/formats/schema.h"
#include "sync/registry/server/openapi.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/web/routes_web.h"

#define WHERE "sync/registry/openapi.json"

enum { PATH_BYTES = 128, PROBLEMS_BYTES = 16 * 1024 };

/* Every table of routes that server.c looks into; a new one is added here. */
typedef const struct route *route_table(size_t *out_count);
static route_table *const tables[] = {routes_wire, routes_staff, routes_web};
enum { TABLES_COUNT = sizeof(tables) / sizeof(tables[0]) };

/* Pages, forms and what they are made of are for people in a browser, who follow links: they may change without a word,
 * and no program should be written for them. docs/public-pages.md has them. What programs ask for is below these. */
static inline bool is_for_programs(const char *path)
{
    return strncmp(path, "/v1/", 4) == 0 || strncmp(path, "/data/", 6) == 0;
}

static inline json_t *document_read(void)
{
    json_error_t error;
    json_t *document =
        json_loadb((const char *)openapi_document, openapi_document_bytes, JSON_REJECT_DUPLICATES, &error);
    if (document == NULL) fail_msg(WHERE ":%d: %s", error.line, error.text);
    return document;
}

/* "#/components/responses/Refused" and the like; what is no reference is itself. */
static inline json_t *resolve(json_t *document, json_t *value)
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
static inline bool path_is(const char *described, const char *route)
{
    size_t length = strlen(route);
    if (route[length - 1] != '/') return strcmp(described, route) == 0;
    return strncmp(described, route, length) == 0 && described[length] == '{' &&
           strchr(described + length, '/') == NULL;
}

static inline const char *lower(const char *method, char out[16])
{
    size_t at = 0;
    for (; method[at] != '\0' && at < 15; at++) out[at] = (char)tolower((unsigned char)method[at]);
    out[at] = '\0';
    return out;
}

static inline json_t *operation_of(json_t *document, const char *method, const char *path)
{
    const char *described;
    json_t *item;
    char name[16];
    json_object_foreach (json_object_get(document, "paths"), described, item) {
        if (path_is(described, path) || strcmp(described, path) == 0) return json_object_get(item, lower(method, name));
    }
    return NULL;
}

/* ---- schemas ---- */

static inline void replace_references(json_t *value)
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
static inline struct schema *schema_alone(json_t *document, json_t *schema)
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

static inline void gather(void *context, const char *pointer, const char *what)
{
    str_addf(context, "  at \"%s\": %s\n", pointer, what);
}

static inline void check_against(json_t *document, json_t *schema, const json_t *instance, const char *of)
{
    AUTO(schema_auto) struct schema *compiled = schema_alone(document, schema);
    AUTO(str_finish) struct str problems;
    str_init(&problems, PROBLEMS_BYTES);
    if (schema_check(compiled, instance, gather, &problems) == ERR_OK) return;
    char *text = json_dumps(instance, JSON_COMPACT);
    fail_msg("%s is not as " WHERE " describes it:\n%s%.2000s", of, str_text(&problems), text);
}
