#include "sync/registry/web/networks.h"

#include "sync/base/json.h"
#include "sync/registry/content/items.h"

void told_network_finish(struct told_network *told)
{
    network_finish(&told->in_language);
    network_finish(&told->danish);
}

static enum err told_from_json(struct told_network *out, json_t *body, const char *lang)
{
    *out = (struct told_network){.danish = {.document = NULL}};
    if (network_from_json_in(&out->in_language, body, lang) != ERR_OK) return ERR_DAMAGED;
    if (network_from_json(&out->danish, body) == ERR_OK) return ERR_OK;
    network_finish(&out->in_language);
    return ERR_DAMAGED;
}

enum err networks_find(struct db *db, const char *id, const char *lang, struct told_network *out)
{
    AUTO(json_auto) json_t *body = NULL;
    enum err err = items_find(db, "network", id, &body);
    return err == ERR_OK ? told_from_json(out, body, lang) : err;
}

/* One row's body; what can't be read is as if it were not there. */
static bool visit_body(const char *text, const char *lang, networks_visit *visit, void *context)
{
    AUTO(json_auto) json_t *body = json_loads(text, 0, NULL);
    struct told_network told;
    if (body == NULL || told_from_json(&told, body, lang) != ERR_OK) return true;
    bool more = visit(context, &told);
    told_network_finish(&told);
    return more;
}

static enum err visit_rows(struct rows *rows, const char *lang, networks_visit *visit, void *context)
{
    enum err err = ERR_OK;
    while ((err = rows_next(rows)) == ERR_OK) {
        if (!visit_body(rows_text(rows, 0), lang, visit, context)) return ERR_OK;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err networks_each(struct db *db, const char *lang, int64_t from, int64_t count_max, networks_visit *visit,
                       void *context)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows,
                            "SELECT body FROM item WHERE type = 'network' AND body IS NOT NULL"
                            " ORDER BY position, id LIMIT ? OFFSET ?",
                            "ii", count_max, from);
    return err == ERR_OK ? visit_rows(rows, lang, visit, context) : err;
}

enum err networks_each_source(struct db *db, const char *id, const char *lang, networks_visit *visit, void *context)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(db, &rows,
                 "SELECT item.body FROM spawned JOIN item ON item.type = 'network' AND item.id = spawned.source"
                 " WHERE spawned.target = ? AND item.body IS NOT NULL ORDER BY item.position LIMIT ?",
                 "ti", id, (int64_t)NETWORKS_RELATED_MAX);
    return err == ERR_OK ? visit_rows(rows, lang, visit, context) : err;
}

enum err networks_count(struct db *db, int64_t *out)
{
    return db_int(db, out, "SELECT count(*) FROM item WHERE type = 'network' AND body IS NOT NULL", "");
}
