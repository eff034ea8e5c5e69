#include "sync/registry/content/building.h"

#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/content_schema.h"
#include "sync/registry/content/items.h"
#include "sync/registry/formats/schema.h"

enum { SCHEMA_DEPTH_MAX = 40 };

static const char *const names[BUILDING_PARTS] = {"opening_hours", "announcements", "places"};

enum building_part building_part_from_name(const char *name)
{
    int part = 0;
    while (part < BUILDING_PARTS && (name == NULL || strcmp(names[part], name) != 0)) part++;
    return (enum building_part)part;
}

const char *building_part_name(enum building_part part)
{
    return names[part];
}

enum err building_read(struct registry *registry, json_t **out)
{
    AUTO(json_auto) json_t *site = NULL;
    enum err err = items_find(registry->db, "site", "site", &site);
    if (err != ERR_OK) return err;
    AUTO(json_auto) json_t *json = json_object();
    for (int part = 0; part < BUILDING_PARTS; part++) {
        json_t *value = json_object_get(site, names[part]);
        if (json_object_set(json, names[part], value != NULL ? value : json_null()) != 0) return ERR_NOMEM;
    }
    *out = json_incref(json);
    return ERR_OK;
}

static void keep_first(void *context, const char *pointer, const char *what)
{
    char *problem = context;
    if (problem[0] == '\0') snprintf(problem, BUILDING_PROBLEM_BYTES, "%.120s: %.150s", pointer, what);
}

/* The schema of one member of the site, with the definitions it needs. */
static enum err schema_of(enum building_part part, struct schema **out)
{
    AUTO(json_auto) json_t *whole = NULL;
    char problem[SCHEMA_PROBLEM_BYTES];
    enum err err = json_parse(&whole, (const char *)content_schema_json, content_schema_json_bytes,
                              content_schema_json_bytes, SCHEMA_DEPTH_MAX, NULL);
    if (err != ERR_OK) return err == ERR_NOMEM ? err : ERR_DAMAGED;
    json_t *definitions = json_object_get(whole, "$defs");
    json_t *properties = json_object_get(json_object_get(definitions, "site"), "properties");
    AUTO(json_auto)
    json_t *one = json_pack("{s:[O], s:O}", "allOf", json_object_get(properties, names[part]), "$defs", definitions);
    if (one == NULL) return ERR_NOMEM;
    err = schema_compile(out, one, problem);
    return err == ERR_INVALID ? ERR_DAMAGED : err;
}

static enum err check(enum building_part part, const json_t *value, char problem[BUILDING_PROBLEM_BYTES])
{
    AUTO(schema_auto) struct schema *schema = NULL;
    problem[0] = '\0';
    if (json_is_null(value)) return ERR_OK;
    enum err err = schema_of(part, &schema);
    return err == ERR_OK ? schema_check(schema, value, keep_first, problem) : err;
}

static enum err change_inside(struct registry *registry, enum building_part part, const json_t *base, json_t *value,
                              json_t **out_current, char problem[BUILDING_PROBLEM_BYTES])
{
    AUTO(json_auto) json_t *site = NULL;
    enum err err = items_find(registry->db, "site", "site", &site);
    if (err != ERR_OK) return err;
    json_t *present = json_object_get(site, names[part]);
    if (present == NULL) present = json_null();
    if (json_equal(present, value) == 1) return ERR_OK;
    if (json_equal(present, base != NULL ? base : json_null()) != 1) {
        *out_current = json_incref(present);
        return ERR_CONFLICT;
    }
    int code = json_is_null(value) ? json_object_del(site, names[part]) : json_object_set(site, names[part], value);
    if (code != 0 && !json_is_null(value)) return ERR_NOMEM;
    if (!site_fits(site, problem)) return ERR_TOO_LARGE;
    return items_put(registry->db, "site", "site", 0, site);
}

enum err building_change(struct registry *registry, enum building_part part, const json_t *base, json_t *value,
                         json_t **out_current, char problem[BUILDING_PROBLEM_BYTES])
{
    *out_current = NULL;
    enum err err = check(part, value, problem);
    if (err == ERR_OK) err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = change_inside(registry, part, base, value, out_current, problem);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}
