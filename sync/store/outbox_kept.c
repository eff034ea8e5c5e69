/* What the registry has confirmed, kept in case an older copy of it is put back. */
#include "sync/store/outbox_inside.h"

enum err outbox_revive(struct outbox *outbox, const char *generation, int64_t *out_count)
{
    *out_count = 0;
    int64_t count = 0;
    enum err err = db_int(outbox->db, &count, "SELECT count(*) FROM entry WHERE settled IS NOT NULL AND settled <> ?",
                          "t", generation);
    if (err != ERR_OK || count == 0) return err;
    err = db_run(outbox->db, "UPDATE entry SET settled = NULL WHERE settled IS NOT NULL AND settled <> ?", "t",
                 generation);
    if (err == ERR_OK) *out_count = count;
    return err;
}

/* From the newest back: the number of the first that is too many, too much or too old, and all before it, go. */
enum err outbox_trim(struct outbox *outbox)
{
    int64_t last = 0;
    enum err err = db_int(outbox->db, &last,
                          "SELECT ifnull(max(number), 0) FROM (SELECT number, tick, row_number() OVER newest AS place,"
                          "   sum(length(box)) OVER newest AS bytes FROM entry WHERE settled IS NOT NULL"
                          "   WINDOW newest AS (ORDER BY number DESC ROWS UNBOUNDED PRECEDING))"
                          " WHERE place > ? OR bytes > ?",
                          "ii", (int64_t)OUTBOX_KEPT_MAX, (int64_t)OUTBOX_KEPT_BYTES_MAX);
    if (err != ERR_OK) return err;
    int64_t count = 0;
    err = db_int(outbox->db, &count,
                 "SELECT count(*) FROM entry WHERE settled IS NOT NULL"
                 " AND (number <= ? OR tick + ? <= (SELECT ticks FROM age))",
                 "ii", last, (int64_t)OUTBOX_KEPT_TICKS_MAX);
    if (err != ERR_OK || count == 0) return err;
    return db_run(outbox->db,
                  "DELETE FROM entry WHERE settled IS NOT NULL"
                  " AND (number <= ? OR tick + ? <= (SELECT ticks FROM age))",
                  "ii", last, (int64_t)OUTBOX_KEPT_TICKS_MAX);
}

enum err outbox_tick(struct outbox *outbox)
{
    int64_t kept = 0;
    enum err err = db_int(outbox->db, &kept, "SELECT EXISTS (SELECT 1 FROM entry WHERE settled IS NOT NULL)", "");
    if (err != ERR_OK || kept == 0) return err;
    err = outbox_begin(outbox);
    if (err == ERR_OK) err = db_run(outbox->db, "UPDATE age SET ticks = ticks + 1", "");
    if (err == ERR_OK) err = outbox_trim(outbox);
    if (err == ERR_OK) err = outbox_commit(outbox);
    outbox_rollback(outbox);
    return err;
}

/* The first kept entry after `*number` that was erased; ERR_NOT_FOUND when there is no other. */
static enum err next_erased(struct outbox *outbox, bool (*is_erased)(void *context, const unsigned char *receipt_hash),
                            void *context, int64_t *number)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(outbox->db, &rows,
                            "SELECT number, receipt FROM entry WHERE settled IS NOT NULL AND words = 1"
                            " AND receipt IS NOT NULL AND number > ? ORDER BY number",
                            "i", *number);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        size_t bytes = 0;
        const unsigned char *receipt = rows_blob(rows, 1, &bytes);
        if (bytes != RECEIPT_CODE_HASH_BYTES || !is_erased(context, receipt)) continue;
        *number = rows_int(rows, 0);
        return ERR_OK;
    }
    return err;
}

enum err outbox_drop_erased(struct outbox *outbox, bool (*is_erased)(void *context, const unsigned char *receipt_hash),
                            void *context)
{
    int64_t number = 0;
    enum err err = ERR_OK;
    while (err == ERR_OK && (err = next_erased(outbox, is_erased, context, &number)) == ERR_OK) {
        err = db_run(outbox->db, "DELETE FROM entry WHERE number = ?", "i", number);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
