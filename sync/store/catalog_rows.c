#include "sync/store/catalog_rows.h"

#include <string.h>

#define FIND(type) "SELECT number, sequence, type FROM item WHERE generation = ?1 AND id = ?2 AND type = " type

enum err catalog_row_find(struct db *db, const char *generation, const struct feed_item *item, const char *type,
                          const char *other_type, struct catalog_row *out, struct catalog_row *out_other)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = ERR_OK;
    *out = *out_other = (struct catalog_row){0};
    if (other_type == NULL) {
        err = db_query(db, &rows, FIND("?3"), "ttt", generation, item->id, type);
    } else {
        err = db_query(db, &rows, FIND("?3") " UNION ALL " FIND("?4"), "tttt", generation, item->id, type, other_type);
    }
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        struct catalog_row row = {.number = rows_int(rows, 0), .sequence = rows_int(rows, 1)};
        const char *found = rows_text(rows, 2);
        if (found == NULL) return ERR_DAMAGED;
        *(strcmp(found, type) == 0 ? out : out_other) = row;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err row_add(struct db *db, const char *generation, const struct feed_item *item,
                        const struct catalog_columns *columns, const char *body, int64_t *out_number)
{
    enum err err =
        db_run(db,
               "INSERT INTO item (generation, type, id, sequence, position, kind, status, phase, petals, group_state,"
               " body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, -1), ?)",
               "tttiittttit", generation, columns->type, item->id, item->sequence, item->position, columns->kind,
               columns->status, columns->phase, columns->petals, columns->group_state, body);
    return err == ERR_OK ? db_int(db, out_number, "SELECT last_insert_rowid()", "") : err;
}

_Static_assert(CATALOG_ANY == -1, "as nullif() has it");

enum err catalog_row_put(struct db *db, const char *generation, const struct feed_item *item,
                         const struct catalog_columns *columns, const char *body, const struct catalog_row *before,
                         int64_t *out_number)
{
    *out_number = 0;
    if (before->number == 0) return row_add(db, generation, item, columns, body, out_number);
    if (before->sequence >= item->sequence) return ERR_OK; /* a repeated page: no change, and nothing to write */
    enum err err = db_run(db,
                          "UPDATE item SET sequence = ?, position = ?, kind = ?, status = ?, phase = ?, petals = ?,"
                          " group_state = nullif(?, -1), body = ? WHERE number = ?",
                          "iittttiti", item->sequence, item->position, columns->kind, columns->status, columns->phase,
                          columns->petals, columns->group_state, body, before->number);
    if (err == ERR_OK) *out_number = before->number;
    return err;
}
