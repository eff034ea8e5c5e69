#include "sync/registry/content/uploads.h"

#include <stdio.h>
#include <string.h>

#include "sync/registry/staff/staff_log.h"

const char uploads_schema[] = "CREATE TABLE picture_upload ("
                              "  name  TEXT PRIMARY KEY REFERENCES picture (name) ON DELETE CASCADE,"
                              "  who   TEXT NOT NULL,"
                              "  due_s INTEGER NOT NULL" /* when it is looked whether anything names it */
                              ") STRICT;"
                              "CREATE INDEX picture_upload_due ON picture_upload (due_s);";

static enum err put(struct registry *registry, const char *who, const void *png, size_t bytes, const char *name)
{
    int64_t count = 0;
    enum err err = db_int(registry->db, &count, "SELECT count(*) FROM picture_upload WHERE name <> ?", "t", name);
    if (err == ERR_OK && count >= UPLOADS_MAX) err = ERR_FULL;
    if (err == ERR_OK) {
        err = db_run(registry->db, "INSERT INTO picture (name, bytes) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                     "tb", name, png, bytes);
    }
    if (err != ERR_OK) return err;
    return db_run(registry->db,
                  "INSERT INTO picture_upload (name, who, due_s) VALUES (?, ?, ?)"
                  " ON CONFLICT (name) DO UPDATE SET due_s = excluded.due_s",
                  "tti", name, who, clock_wall_s(&registry->clock) + UPLOADS_KEPT_S);
}

enum err uploads_add(struct registry *registry, const char *who, const void *png, size_t bytes,
                     struct picture_size *out)
{
    struct picture_size size = {.width = 0};
    enum err err = picture_measure(&size, png, bytes);
    if (err != ERR_OK) return err;
    picture_name(size.name, png, bytes);
    err = db_begin(registry->db);
    if (err == ERR_OK) err = put(registry, who, png, bytes, size.name);
    if (err == ERR_OK) err = staff_log_add(registry, who, "picture.upload", size.name);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    if (err == ERR_OK) *out = size;
    return err;
}

/* ---- what nothing names ---- */

static enum err find_due(struct registry *registry, struct uploads_look *look)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    int64_t now_s = clock_wall_s(&registry->clock);
    *look = (struct uploads_look){.begun_s = now_s};
    enum err err =
        db_query(registry->db, &rows, "SELECT name FROM picture_upload WHERE due_s <= ? ORDER BY due_s, name LIMIT ?",
                 "ii", now_s, (int64_t)UPLOADS_LOOKED_AT_ONCE);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        snprintf(look->pictures[look->count++].name, PICTURE_NAME_BYTES, "%s", rows_text(rows, 0));
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void look_into(struct uploads_look *look, const char *body)
{
    for (size_t at = 0; at < look->count; at++) {
        char quoted[PICTURE_NAME_BYTES + 2];
        snprintf(quoted, sizeof(quoted), "\"%s\"", look->pictures[at].name);
        if (strstr(body, quoted) != NULL) look->pictures[at].named = true;
    }
}

/* *out_more: there are versions that were not looked at. */
static enum err look_on(struct registry *registry, struct uploads_look *look, bool *out_more)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    int seen = 0;
    enum err err = db_query(registry->db, &rows,
                            "SELECT type, id, number, body FROM item_version WHERE (type, id, number) > (?, ?, ?)"
                            " ORDER BY type, id, number LIMIT ?",
                            "ttii", look->type, look->id, look->version, (int64_t)UPLOADS_STEP);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        look_into(look, rows_text(rows, 3));
        snprintf(look->type, sizeof(look->type), "%s", rows_text(rows, 0));
        snprintf(look->id, sizeof(look->id), "%s", rows_text(rows, 1));
        look->version = rows_int(rows, 2);
        seen++;
    }
    *out_more = seen == UPLOADS_STEP;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What is published, and what was written while the look was on its way; a day more, for a clock that was set. */
static enum err look_at_newest(struct registry *registry, struct uploads_look *look)
{
    enum { DAY_S = 24 * 3600 };
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT body FROM item_version WHERE made_s >= ? UNION ALL"
                            " SELECT body FROM item WHERE type IN ('page', 'network') AND body IS NOT NULL",
                            "i", look->begun_s - DAY_S);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) look_into(look, rows_text(rows, 0));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err settle(struct registry *registry, const char *name, bool named)
{
    if (named) {
        return db_run(registry->db, "UPDATE picture_upload SET due_s = ? WHERE name = ?", "it",
                      clock_wall_s(&registry->clock) + UPLOADS_KEPT_S, name);
    }
    /* Who gave it once more meanwhile has put it off, and keeps it. */
    enum err err = db_run(registry->db, "DELETE FROM picture_upload WHERE name = ? AND due_s <= ?", "ti", name,
                          clock_wall_s(&registry->clock));
    if (err != ERR_OK || db_changes(registry->db) == 0) return err;
    return db_run(registry->db, "DELETE FROM picture WHERE name = ?", "t", name);
}

static enum err conclude(struct registry *registry, struct uploads_look *look)
{
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = look_at_newest(registry, look);
    for (size_t at = 0; err == ERR_OK && at < look->count; at++) {
        err = settle(registry, look->pictures[at].name, look->pictures[at].named);
    }
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    look->count = 0;
    return err;
}

enum err uploads_expire(struct registry *registry, struct uploads_look *look)
{
    bool more = false;
    enum err err = look->count == 0 ? find_due(registry, look) : ERR_OK;
    if (err == ERR_OK && look->count > 0) err = look_on(registry, look, &more);
    if (err != ERR_OK) look->count = 0;
    return err == ERR_OK && look->count > 0 && !more ? conclude(registry, look) : err;
}
