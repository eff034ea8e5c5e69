#include "sync/registry/content/content.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/str.h"
#include "sync/registry/content/drafts.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/notices.h"
#include "sync/registry/content/site_replaced.h"
#include "sync/registry/staff/staff_log.h"

#define CONTENT_FORMAT "forhal-content/1"

/* An import under way, inside its transaction. */
struct import {
    struct registry *registry; /* borrowed */
    struct db *db;
    json_t *present; /* owned: an object whose keys are "type/id" of what the document has */
    struct content_summary summary;
    struct content_replaced replaced; /* owned */
};

void content_replaced_finish(struct content_replaced *replaced)
{
    free(replaced->told);
    json_decref(replaced->site);
    *replaced = (struct content_replaced){.told = NULL};
}

static void import_finish(struct import *import)
{
    json_decref(import->present);
    content_replaced_finish(&import->replaced);
}

/* The name in `present`; types hold no slash. */
static char *present_name(const char *type, const char *id)
{
    AUTO(str_finish) struct str name;
    str_init(&name, 1024);
    str_addf(&name, "%s/%s", type, id);
    return str_take(&name);
}

static enum err put(struct import *import, const char *type, const char *id, int64_t position, const json_t *item)
{
    char *name = present_name(type, id);
    enum item_change change = ITEM_SAME;
    bool noted = name != NULL && json_object_set_new(import->present, name, json_true()) == 0;
    free(name);
    if (!noted) return ERR_NOMEM;
    enum err err = items_put_telling(import->db, type, id, position, item, &change);
    if (err == ERR_OK && change != ITEM_SAME && strcmp(type, "site") != 0) {
        err = drafts_imported(import->registry, (struct item_key){type, id}, (json_t *)item);
    }
    import->summary.added += change == ITEM_NEW;
    import->summary.changed += change == ITEM_CHANGED;
    return err;
}

static enum err put_list(struct import *import, const char *type, const json_t *list)
{
    size_t at;
    json_t *item;
    json_array_foreach (list, at, item) {
        enum err err = put(import, type, json_text_at(item, "id"), (int64_t)at, item);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

/* What the registry has and the document has not, as [[type, id], …]. */
static enum err find_removed(struct import *import, json_t *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(import->db, &rows,
                            "SELECT type, id FROM item WHERE body IS NOT NULL AND type IN ('site', 'network', 'page')"
                            " ORDER BY seq",
                            "");
    if (err != ERR_OK) return err;
    while ((err = rows_next(rows)) == ERR_OK) {
        char *name = present_name(rows_text(rows, 0), rows_text(rows, 1));
        if (name == NULL) return ERR_NOMEM;
        bool present = json_object_get(import->present, name) != NULL;
        free(name);
        if (present) continue;
        if (json_array_append_new(out, json_pack("[s, s]", rows_text(rows, 0), rows_text(rows, 1))) != 0) {
            return ERR_NOMEM;
        }
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err bury_removed(struct import *import)
{
    AUTO(json_auto) json_t *removed = json_array();
    if (removed == NULL) return ERR_NOMEM;
    enum err err = find_removed(import, removed);
    for (size_t at = 0; err == ERR_OK && at < json_array_size(removed); at++) {
        const json_t *pair = json_array_get(removed, at);
        const char *type = json_string_value(json_array_get(pair, 0));
        const char *id = json_string_value(json_array_get(pair, 1));
        err = items_bury(import->db, type, id);
        if (err == ERR_OK && strcmp(type, "site") != 0) {
            err = drafts_imported(import->registry, (struct item_key){type, id}, NULL);
        }
        import->summary.removed++;
    }
    return err;
}

static enum err import_all(struct import *import, const json_t *document)
{
    const json_t *networks = json_object_get(document, "networks");
    const json_t *pages = json_object_get(document, "pages");
    import->summary.networks = (int64_t)json_array_size(networks);
    import->summary.pages = (int64_t)json_array_size(pages);
    enum err err = put(import, "site", "site", 0, json_object_get(document, "site"));
    if (err == ERR_OK) err = put_list(import, "network", networks);
    if (err == ERR_OK) err = put_list(import, "page", pages);
    if (err == ERR_OK) err = bury_removed(import);
    if (err == ERR_OK) err = db_int(import->db, &import->summary.head, "SELECT head FROM state", "");
    return err;
}

static enum err log_import(const struct import *import, const char *who)
{
    const struct content_summary *summary = &import->summary;
    char target[STAFF_LOG_TARGET_BYTES_MAX + 1];
    snprintf(target, sizeof(target),
             "%" PRId64 " networks, %" PRId64 " pages: %" PRId64 " new, %" PRId64 " changed, %" PRId64 " removed",
             summary->networks, summary->pages, summary->added, summary->changed, summary->removed);
    return staff_log_add(import->registry, who, "content.import", target);
}

/* Notes what staff had changed of the site and the document has otherwise. */
static enum err note_replaced(struct import *import, const json_t *document, const char *who)
{
    AUTO(json_auto) json_t *site = NULL;
    AUTO(str_finish) struct str names;
    AUTO(str_finish) struct str told;
    str_init(&names, SITE_REPLACED_BYTES_MAX);
    str_init(&told, SITE_REPLACED_BYTES_MAX);
    enum err err = items_find(import->db, "site", "site", &site);
    if (err == ERR_NOT_FOUND) return ERR_OK;
    if (err == ERR_OK) {
        err = site_replaced(import->registry, site, json_object_get(document, "site"), &names, &told);
    }
    if (err != ERR_OK || names.length == 0) return err;
    import->replaced.told = str_take(&told);
    import->replaced.site = json_incref(site);
    if (import->replaced.told == NULL || !str_ok(&names)) return ERR_NOMEM;
    return staff_log_add(import->registry, who, "content.replace", str_text(&names));
}

/* A change by `who`, inside a transaction. `by` is theirs as the notice's history says it: "" for a file. */
static enum err import_inside(struct import *import, const json_t *document, const struct pictures *pictures,
                              const char *who, const char *by)
{
    struct registry *registry = import->registry;
    enum err err = note_replaced(import, document, who);
    if (err == ERR_OK) err = import_all(import, document);
    if (err == ERR_OK) err = pictures_store(registry->db, pictures, document);
    if (err == ERR_OK) err = registry_bound_tombstones(registry);
    if (err == ERR_OK) err = notices_keep(registry, by);
    return err == ERR_OK ? log_import(import, who) : err;
}

enum err content_import(struct registry *registry, const json_t *document, struct content_summary *out)
{
    return content_import_with(registry, document, &(struct pictures){.count = 0}, out);
}

enum err content_import_with(struct registry *registry, const json_t *document, const struct pictures *pictures,
                             struct content_summary *out)
{
    struct content_replaced replaced = {.told = NULL};
    enum err err = content_import_telling(registry, document, pictures, out, &replaced);
    content_replaced_finish(&replaced);
    return err;
}

enum err content_import_telling(struct registry *registry, const json_t *document, const struct pictures *pictures,
                                struct content_summary *out, struct content_replaced *out_replaced)
{
    AUTO(import_finish) struct import import = {.registry = registry, .db = registry->db, .present = json_object()};
    if (import.present == NULL) return ERR_NOMEM;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = import_inside(&import, document, pictures, STAFF_LOG_COMMAND, "");
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    if (err != ERR_OK) return err;
    *out = import.summary;
    *out_replaced = import.replaced;
    import.replaced = (struct content_replaced){.told = NULL}; /* the caller owns it now */
    return ERR_OK;
}

enum err content_begin(struct registry *registry, const char *who, const json_t *document, struct content_summary *out)
{
    AUTO(import_finish) struct import import = {.registry = registry, .db = registry->db, .present = json_object()};
    const struct pictures none = {.count = 0};
    int64_t there = 0;
    if (import.present == NULL) return ERR_NOMEM;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) {
        err = db_int(registry->db, &there, "SELECT 1 FROM item WHERE type = 'site' AND body IS NOT NULL", "");
        err = err == ERR_OK ? ERR_EXISTS : err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    if (err == ERR_OK) err = import_inside(&import, document, &none, who, who);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    if (err == ERR_OK) *out = import.summary;
    return err;
}

static enum err place_item(json_t *document, const char *type, json_t *body)
{
    if (strcmp(type, "site") == 0) return json_object_set_new(document, "site", body) == 0 ? ERR_OK : ERR_NOMEM;
    json_t *list = json_object_get(document, strcmp(type, "network") == 0 ? "networks" : "pages");
    return json_array_append_new(list, body) == 0 ? ERR_OK : ERR_NOMEM;
}

enum err content_export(struct registry *registry, json_t **out)
{
    /* The site's place is taken at once, so that the members come in the order of the format. */
    AUTO(json_auto)
    json_t *document = json_pack("{s:s, s:n, s:[], s:[]}", "format", CONTENT_FORMAT, "site", "networks", "pages");
    if (document == NULL) return ERR_NOMEM;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT type, body FROM item WHERE body IS NOT NULL AND type IN ('site', 'network', 'page')"
                            " ORDER BY type, position, id",
                            "");
    if (err != ERR_OK) return err;
    while ((err = rows_next(rows)) == ERR_OK) {
        json_error_t error;
        json_t *body = json_loads(rows_text(rows, 1), 0, &error);
        if (body == NULL) return json_error_code(&error) == json_error_out_of_memory ? ERR_NOMEM : ERR_DAMAGED;
        err = place_item(document, rows_text(rows, 0), body);
        if (err != ERR_OK) return err;
    }
    if (err != ERR_NOT_FOUND) return err;
    if (!json_is_object(json_object_get(document, "site"))) return ERR_NOT_FOUND;
    *out = document;
    document = NULL; /* the caller owns it now */
    return ERR_OK;
}
