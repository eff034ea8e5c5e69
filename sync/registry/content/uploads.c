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

static enum err is_named(struct registry *registry, const char *name, bool *out)
{
    char pattern[PICTURE_NAME_BYTES + 8];
    int64_t one = 0;
    snprintf(pattern, sizeof(pattern), "%%\"%s\"%%", name);
    enum err err = db_int(registry->db, &one,
                          "SELECT 1 FROM item_version WHERE body LIKE ? UNION ALL"
                          " SELECT 1 FROM item WHERE type IN ('page', 'network') AND body LIKE ? LIMIT 1",
                          "tt", pattern, pattern);
    *out = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The next that is due. ERR_NOT_FOUND. */
static enum err find_due(struct registry *registry, char name[PICTURE_NAME_BYTES])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(registry->db, &rows, "SELECT name FROM picture_upload WHERE due_s <= ? ORDER BY due_s, name LIMIT 1",
                 "i", clock_wall_s(&registry->clock));
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) snprintf(name, PICTURE_NAME_BYTES, "%s", rows_text(rows, 0));
    return err;
}

static enum err look_at_next(struct registry *registry)
{
    char name[PICTURE_NAME_BYTES];
    bool named = false;
    enum err err = find_due(registry, name);
    if (err == ERR_OK) err = is_named(registry, name, &named);
    if (err != ERR_OK) return err;
    if (named) {
        return db_run(registry->db, "UPDATE picture_upload SET due_s = ? WHERE name = ?", "it",
                      clock_wall_s(&registry->clock) + UPLOADS_KEPT_S, name);
    }
    err = db_run(registry->db, "DELETE FROM picture_upload WHERE name = ?", "t", name);
    return err == ERR_OK ? db_run(registry->db, "DELETE FROM picture WHERE name = ?", "t", name) : err;
}

enum err uploads_expire(struct registry *registry)
{
    char name[PICTURE_NAME_BYTES];
    enum err err = find_due(registry, name);
    for (int count = 0; err == ERR_OK && count < UPLOADS_LOOKED_AT_ONCE; count++) {
        err = db_begin(registry->db);
        if (err == ERR_OK) err = look_at_next(registry);
        if (err == ERR_OK) err = db_commit(registry->db);
        db_rollback(registry->db);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
