#include "sync/registry/fleet/lookers.h"

#include <stdio.h>

static enum err take_names(struct rows *rows, struct lookers *out)
{
    enum err err = ERR_OK;
    out->count = 0;
    while (out->count < LOOKERS_MAX && (err = rows_next(rows)) == ERR_OK) {
        snprintf(out->names[out->count], LOOKER_NAME_BYTES, "%s", rows_text(rows, 0));
        out->count++;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err lookers_find(struct db *db, int64_t from_s, int64_t least, struct lookers *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows,
                            "SELECT who FROM staff_log"
                            " WHERE number > (SELECT coalesce(max(number), 0) - ? FROM staff_log) AND at_s >= ?"
                            " AND what IN ('entry.read', 'idea.read', 'seats.read', 'entry.export', 'meetings.export',"
                            "  'privacy.search', 'privacy.export')"
                            " GROUP BY who HAVING count(*) >= ? ORDER BY count(*) DESC, who",
                            "iii", (int64_t)LOOKERS_LINES_MAX, from_s, least);
    return err == ERR_OK ? take_names(rows, out) : err;
}

enum err lookers_told(struct db *db, const char *kind, struct lookers *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, "SELECT about FROM alert WHERE kind = ? AND ended_s IS NULL", "t", kind);
    return err == ERR_OK ? take_names(rows, out) : err;
}
