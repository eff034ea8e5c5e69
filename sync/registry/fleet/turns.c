#include "sync/registry/fleet/turns.h"

const char turns_schema[] =
    /* The latest turn this kiosk came with; NULL: none yet, or staff let the next one in. `forked_s`: since when
     * somebody else comes with its identity. */
    "ALTER TABLE kiosk ADD COLUMN turn BLOB CHECK (length(turn) = 16);"
    "ALTER TABLE kiosk ADD COLUMN forked_s INTEGER;";

enum err turn_take(struct registry *registry, const char *kiosk, const struct turn *turn, enum turn_answer *out_answer)
{
    int64_t same = 0;
    *out_answer = TURN_TAKEN;
    enum err err = db_int(registry->db, &same, "SELECT turn IS NOT DISTINCT FROM ? FROM kiosk WHERE id = ?", "bt",
                          turn->now, (size_t)TURN_BYTES, kiosk);
    if (err != ERR_OK || same != 0) return err;
    err = db_run(registry->db, "UPDATE kiosk SET turn = ? WHERE id = ? AND (turn IS NULL OR turn = ?)", "btb",
                 turn->now, (size_t)TURN_BYTES, kiosk, turn->before, (size_t)TURN_BYTES);
    if (err != ERR_OK || db_changes(registry->db) > 0) return err;
    *out_answer = TURN_FORKED;
    return turn_note_fork(registry, kiosk);
}

enum err turn_note_fork(struct registry *registry, const char *kiosk)
{
    return db_run(registry->db, "UPDATE kiosk SET forked_s = ? WHERE id = ? AND forked_s IS NULL", "it",
                  clock_wall_s(&registry->clock), kiosk);
}

enum err turn_exists(struct registry *registry, const char *kiosk)
{
    int64_t one = 0;
    return db_int(registry->db, &one, "SELECT 1 FROM kiosk WHERE id = ? AND turn IS NOT NULL", "t", kiosk);
}

enum err turn_adopt(struct registry *registry, const char *kiosk)
{
    enum err err =
        db_run(registry->db, "UPDATE kiosk SET turn = NULL, forked_s = NULL WHERE id = ? AND forked_s IS NOT NULL", "t",
               kiosk);
    if (err != ERR_OK || db_changes(registry->db) > 0) return err;
    int64_t one = 0;
    err = db_int(registry->db, &one, "SELECT 1 FROM kiosk WHERE id = ?", "t", kiosk);
    return err == ERR_OK ? ERR_EXISTS : err;
}

enum err turns_forget(struct registry *registry)
{
    return db_run(registry->db, "UPDATE kiosk SET turn = NULL WHERE forked_s IS NULL", "");
}
