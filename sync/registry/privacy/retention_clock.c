#include "sync/registry/privacy/retention_clock.h"

#include <inttypes.h>

const char retention_clock_schema[] =
    /* `looked_entry`: the newest entry at the last look. The rest is 0 unless the clock is doubted: since when and at
     * last when (as that clock says), and how long the registry has run so. */
    "ALTER TABLE retention ADD COLUMN looked_entry INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE retention ADD COLUMN doubted_from_s INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE retention ADD COLUMN doubted_at_s INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE retention ADD COLUMN doubted_ms INTEGER NOT NULL DEFAULT 0;"
    "UPDATE retention SET looked_entry = (SELECT coalesce(max(number), 0) FROM entry);"
    /* From when it is counted how long an entry is kept, where `received_s` can't be right. */
    "ALTER TABLE entry ADD COLUMN counted_s INTEGER;";

struct looked {
    bool ever; /* false: there was no look yet */
    int64_t at_s;
    int64_t entry;
    int64_t doubted_from_s, doubted_at_s, doubted_ms; /* 0: it is not doubted */
};

static enum err looked_read(struct db *db, struct looked *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    *out = (struct looked){.ever = false};
    enum err err = db_query(
        db, &rows, "SELECT looked_s, looked_entry, doubted_from_s, doubted_at_s, doubted_ms FROM retention", "");
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    *out = (struct looked){.ever = rows_int(rows, 0) != 0,
                           .at_s = rows_int(rows, 0),
                           .entry = rows_int(rows, 1),
                           .doubted_from_s = rows_int(rows, 2),
                           .doubted_at_s = rows_int(rows, 3),
                           .doubted_ms = rows_int(rows, 4)};
    return ERR_OK;
}

static enum err looked_write(struct db *db, const struct looked *looked)
{
    return db_run(db,
                  "INSERT INTO retention (one, looked_s, looked_entry, doubted_from_s, doubted_at_s, doubted_ms)"
                  " VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET looked_s = excluded.looked_s,"
                  " looked_entry = excluded.looked_entry, doubted_from_s = excluded.doubted_from_s,"
                  " doubted_at_s = excluded.doubted_at_s, doubted_ms = excluded.doubted_ms",
                  "iiiii", looked->at_s, looked->entry, looked->doubted_from_s, looked->doubted_at_s,
                  looked->doubted_ms);
}

static bool follows(int64_t now_s, int64_t before_s)
{
    return now_s >= before_s - RETENTION_BACK_S && now_s <= before_s + RETENTION_LEAP_S;
}

/* Changes `looked` to what is to be noted of it. */
static bool doubt(struct registry *registry, struct looked *looked)
{
    int64_t now_s = clock_wall_s(&registry->clock);
    int64_t now_ms = clock_monotonic_ms(&registry->clock);
    if (now_s >= RETENTION_FLOOR_S && (!looked->ever || follows(now_s, looked->at_s))) {
        registry->retention_leapt_ms = 0;
        return false;
    }
    if (looked->doubted_from_s == 0 || !follows(now_s, looked->doubted_at_s)) {
        /* The first doubt, or it has leapt again. */
        looked->doubted_from_s = now_s != 0 ? now_s : 1;
        looked->doubted_ms = 0;
        registry->retention_leapt_ms = now_ms != 0 ? now_ms : 1;
    } else if (registry->retention_leapt_ms == 0) {
        registry->retention_leapt_ms = now_ms != looked->doubted_ms ? now_ms - looked->doubted_ms : 1;
    }
    int64_t ran_ms = now_ms - registry->retention_leapt_ms;
    if (ran_ms > looked->doubted_ms) looked->doubted_ms = ran_ms;
    looked->doubted_at_s = now_s;
    return now_s < RETENTION_FLOOR_S || looked->doubted_ms < RETENTION_DOUBT_MS;
}

/* What came with a time that this clock, which is believed, shows to be wrong. */
static enum err count_anew(struct registry *registry, const struct looked *looked)
{
    int64_t now_s = clock_wall_s(&registry->clock);
    int64_t since_s = looked->ever ? looked->at_s : RETENTION_FLOOR_S;
    if (since_s > now_s) since_s = looked->doubted_from_s; /* the last look's clock was ahead */
    enum err err = db_run(registry->db,
                          "UPDATE entry SET counted_s = ?1 WHERE number > ?2 AND received_s < ?3 AND counted_s IS NULL",
                          "iii", now_s, looked->entry, since_s - RETENTION_BACK_S);
    if (err != ERR_OK) return err;
    return db_run(registry->db,
                  "UPDATE entry SET counted_s = ?1 WHERE received_s > ?2 AND (counted_s IS NULL OR counted_s > ?2)",
                  "ii", now_s, now_s + RETENTION_BACK_S);
}

enum err retention_clock_look(struct registry *registry, bool *out_doubted)
{
    struct looked looked;
    int64_t newest = 0;
    enum err err = looked_read(registry->db, &looked);
    if (err != ERR_OK) return err;
    *out_doubted = doubt(registry, &looked);
    if (*out_doubted) return looked_write(registry->db, &looked);
    err = count_anew(registry, &looked);
    if (err == ERR_OK) err = db_int(registry->db, &newest, "SELECT coalesce(max(number), 0) FROM entry", "");
    if (err != ERR_OK) return err;
    registry->retention_leapt_ms = 0;
    looked = (struct looked){.at_s = clock_wall_s(&registry->clock), .entry = newest};
    return looked_write(registry->db, &looked);
}

enum err retention_clock_is_doubted(struct registry *registry, bool *out_doubted)
{
    struct looked looked;
    int64_t leapt_ms = registry->retention_leapt_ms;
    enum err err = looked_read(registry->db, &looked);
    if (err != ERR_OK) return err;
    *out_doubted = doubt(registry, &looked);
    registry->retention_leapt_ms = leapt_ms;
    return ERR_OK;
}
