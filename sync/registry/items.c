#include "sync/registry/items.h"

#include <stdlib.h>
#include <string.h>

enum err items_next_sequence(struct db *db, int64_t *out)
{
    enum err err = db_announce(db);
    return err == ERR_OK ? db_int(db, out, "UPDATE state SET head = head + 1 RETURNING head", "") : err;
}

static enum err is_same(struct db *db, const char *type, const char *id, int64_t position, const char *body, bool *out)
{
    int64_t one = 0;
    enum err err = db_int(db, &one, "SELECT 1 FROM item WHERE type = ? AND id = ? AND position = ? AND body = ?",
                          "ttit", type, id, position, body);
    *out = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err put_text(struct db *db, const char *type, const char *id, int64_t position, const char *body)
{
    bool same = false;
    int64_t sequence = 0;
    enum err err = is_same(db, type, id, position, body, &same);
    if (err != ERR_OK || same) return err;
    err = items_next_sequence(db, &sequence);
    if (err != ERR_OK) return err;
    return db_run(db,
                  "INSERT INTO item (type, id, seq, position, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (type, id)"
                  " DO UPDATE SET seq = excluded.seq, position = excluded.position, body = excluded.body",
                  "ttiit", type, id, sequence, position, body);
}

enum err items_put(struct db *db, const char *type, const char *id, int64_t position, const json_t *body)
{
    char *text = json_dumps(body, JSON_COMPACT);
    if (text == NULL) return ERR_NOMEM;
    enum err err = put_text(db, type, id, position, text);
    free(text);
    return err;
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
    return db_run(db, "UPDATE item SET seq = ?, position = 0, body = NULL WHERE type = ? AND id = ?", "itt", sequence,
                  type, id);
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
