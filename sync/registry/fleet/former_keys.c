#include "sync/registry/fleet/former_keys.h"

#include <string.h>

const char former_keys_schema[] =
    /* Keys that were a kiosk's before its present one. */
    "CREATE TABLE former_key ("
    "  key     BLOB PRIMARY KEY CHECK (length(key) = 32),"
    "  kiosk   TEXT NOT NULL REFERENCES kiosk (id),"
    "  until_s INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX former_key_kiosk ON former_key (kiosk);"
    /* 1: staff want this kiosk to make a new key. */
    "ALTER TABLE kiosk ADD COLUMN rotate INTEGER NOT NULL DEFAULT 0;";

enum err former_keys_read(struct registry *registry, const char *kiosk, struct former_keys *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    out->count = 0;
    enum err err =
        db_query(registry->db, &rows, "SELECT key FROM former_key WHERE kiosk = ? ORDER BY until_s DESC LIMIT ?", "ti",
                 kiosk, (int64_t)FORMER_KEYS_MAX);
    if (err != ERR_OK) return err;
    while (out->count < FORMER_KEYS_MAX && (err = rows_next(rows)) == ERR_OK) {
        size_t bytes = 0;
        const void *key = rows_blob(rows, 0, &bytes);
        if (bytes == SIGN_PUBLIC_BYTES) memcpy(out->keys[out->count++], key, SIGN_PUBLIC_BYTES);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err former_key_find(struct registry *registry, const unsigned char key[SIGN_PUBLIC_BYTES])
{
    int64_t one = 0;
    return db_int(registry->db, &one, "SELECT 1 FROM former_key WHERE key = ?", "b", key, (size_t)SIGN_PUBLIC_BYTES);
}

static enum err replace(struct registry *registry, const struct kiosk *kiosk,
                        const unsigned char key[SIGN_PUBLIC_BYTES])
{
    int64_t count = 0;
    enum err err = former_key_find(registry, key);
    if (err != ERR_NOT_FOUND) return err == ERR_OK ? ERR_CONFLICT : err;
    err = db_int(registry->db, &count, "SELECT count(*) FROM former_key WHERE kiosk = ?", "t", kiosk->id);
    if (err == ERR_OK && count >= FORMER_KEYS_MAX) err = ERR_FULL;
    if (err == ERR_OK) {
        err = db_run(registry->db, "INSERT INTO former_key (key, kiosk, until_s) VALUES (?, ?, ?)", "bti",
                     kiosk->sign_public, (size_t)SIGN_PUBLIC_BYTES, kiosk->id, clock_wall_s(&registry->clock));
    }
    if (err == ERR_OK) {
        err = db_run(registry->db, "UPDATE kiosk SET sign_public = ?, rotate = 0 WHERE id = ?", "bt", key,
                     (size_t)SIGN_PUBLIC_BYTES, kiosk->id);
    }
    /* It may have asked to be accepted under this key before. */
    if (err == ERR_OK) {
        err = db_run(registry->db, "DELETE FROM pending WHERE key = ?", "b", key, (size_t)SIGN_PUBLIC_BYTES);
    }
    return err;
}

enum err kiosk_rotate(struct registry *registry, const struct kiosk *kiosk, const unsigned char key[SIGN_PUBLIC_BYTES])
{
    enum err err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = replace(registry, kiosk, key);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err kiosk_demand_rotation(struct registry *registry, const char *id)
{
    enum err err = db_run(registry->db, "UPDATE kiosk SET rotate = 1 WHERE id = ?", "t", id);
    if (err != ERR_OK) return err;
    return db_changes(registry->db) > 0 ? ERR_OK : ERR_NOT_FOUND;
}
