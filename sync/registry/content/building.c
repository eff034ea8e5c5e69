#include "sync/registry/content/building.h"

#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/items.h"

enum { BUILDING_NAME_BYTES = 16 };

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

static enum err change_inside(struct registry *registry, enum building_part part, const json_t *base, json_t *value,
                              json_t **out_current, char problem[SITE_PROBLEM_BYTES])
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
    char inside[BUILDING_NAME_BYTES + 1];
    snprintf(inside, sizeof(inside), "/%s", names[part]);
    err = site_check(site, inside, problem);
    return err == ERR_OK ? items_put(registry->db, "site", "site", 0, site) : err;
}

enum err building_change(struct registry *registry, enum building_part part, const json_t *base, json_t *value,
                         json_t **out_current, char problem[SITE_PROBLEM_BYTES])
{
    *out_current = NULL;
    problem[0] = '\0';
    enum err err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = change_inside(registry, part, base, value, out_current, problem);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}
