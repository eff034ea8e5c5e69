#include "sync/registry/content/items.h"

#include <stdlib.h>
#include <string.h>

enum err items_next_sequence(struct db *db, int64_t *out)
{
    enum err err = db_announce(db);
    return err == ERR_OK ? db_int(db, out, "UPDATE state SET head = head + 1 RETURNING head", "") : err;
}

static enum err compare(struct db *db, const char *type, const char *id, int64_t position, const char *body,
                        enum item_change *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, "SELECT position, body FROM item WHERE type = ? AND id = ?", "tt", type, id);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_NOT_FOUND || (err == ERR_OK && rows_is_null(rows, 1))) {
        *out = ITEM_NEW;
        return ERR_OK;
    }
    if (err != ERR_OK) return err;
    bool same = rows_int(rows, 0) == position && strcmp(rows_text(rows, 1), body) == 0;
    *out = same ? ITEM_SAME : ITEM_CHANGED;
    return ERR_OK;
}

/* Which networks a network says it set off; `body` is NULL for one that goes. */
static enum err put_spawned(struct db *db, const char *type, const char *id, const json_t *body)
{
    size_t at;
    json_t *one;
    if (strcmp(type, "network") != 0) return ERR_OK;
    enum err err = db_run(db, "DELETE FROM spawned WHERE source = ?", "t", id);
    json_array_foreach (json_object_get(body, "spawned"), at, one) {
        const char *target = json_string_value(json_object_get(one, "network"));
        if (err != ERR_OK) return err;
        if (target == NULL) continue;
        err = db_run(db, "INSERT INTO spawned (source, target) VALUES (?, ?) ON CONFLICT DO NOTHING", "tt", id, target);
    }
    return err;
}

static enum err put_text(struct db *db, const char *type, const char *id, int64_t position, const char *body)
{
    int64_t sequence = 0;
    enum err err = items_next_sequence(db, &sequence);
    if (err != ERR_OK) return err;
    return db_run(db,
                  "INSERT INTO item (type, id, seq, position, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (type, id)"
                  " DO UPDATE SET seq = excluded.seq, position = excluded.position, body = excluded.body",
                  "ttiit", type, id, sequence, position, body);
}

enum err items_put_telling(struct db *db, const char *type, const char *id, int64_t position, const json_t *body,
                           enum item_change *out_change)
{
    char *text = json_dumps(body, JSON_COMPACT);
    if (text == NULL) return ERR_NOMEM;
    enum err err = compare(db, type, id, position, text, out_change);
    if (err == ERR_OK && *out_change != ITEM_SAME) {
        err = put_text(db, type, id, position, text);
        if (err == ERR_OK) err = put_spawned(db, type, id, body);
    }
    free(text);
    return err;
}

enum err items_put(struct db *db, const char *type, const char *id, int64_t position, const json_t *body)
{
    enum item_change change = ITEM_SAME;
    return items_put_telling(db, type, id, position, body, &change);
}

enum err items_move(struct db *db, const char *type, const char *id, int64_t position)
{
    int64_t sequence = 0;
    int64_t one = 0;
    enum err err =
        db_int(db, &one, "SELECT 1 FROM item WHERE type = ? AND id = ? AND body IS NOT NULL AND position <> ?", "tti",
               type, id, position);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    err = items_next_sequence(db, &sequence);
    if (err != ERR_OK) return err;
    return db_run(db, "UPDATE item SET seq = ?, position = ? WHERE type = ? AND id = ?", "iitt", sequence, position,
                  type, id);
}

enum err items_bury(struct db *db, const char *type, const char *id)
{
    int64_t sequence = 0;
    int64_t one = 0;
    enum err err =
        db_int(db, &one, "SELECT 1 FROM item WHERE type = ? AND id = ? AND body IS NOT NULL", "tt", type, id);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    err = items_next_sequence(db, &sequence);
    if (err != ERR_OK) return err;
    err = db_run(db, "UPDATE item SET seq = ?, position = 0, body = NULL WHERE type = ? AND id = ?", "itt", sequence,
                 type, id);
    return err == ERR_OK ? put_spawned(db, type, id, NULL) : err;
}

enum err items_find(struct db *db, const char *type, const char *id, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(db, &rows, "SELECT body FROM item WHERE type = ? AND id = ? AND body IS NOT NULL", "tt", type, id);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    json_error_t error;
    json_t *body = json_loads(rows_text(rows, 0), 0, &error);
    if (body == NULL) return json_error_code(&error) == json_error_out_of_memory ? ERR_NOMEM : ERR_DAMAGED;
    *out = body;
    return ERR_OK;
}
