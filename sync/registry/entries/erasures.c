#include "sync/registry/entries/erasures.h"

#include <string.h>

#include "sync/registry/entries/answers.h"

enum err erasures_erase(struct registry *registry, const unsigned char id[ENTRY_ID_BYTES])
{
    enum err err = erased_batch_add(&registry->erased, 'i', id);
    if (err != ERR_OK) return err;
    return db_run(registry->db, "INSERT INTO erased (id) VALUES (?) ON CONFLICT DO NOTHING", "b", id,
                  (size_t)ENTRY_ID_BYTES);
}

enum err erasures_ask(struct registry *registry, const unsigned char receipt[RECEIPT_CODE_HASH_BYTES],
                      enum submission_kind kind)
{
    enum err err = erased_batch_add(&registry->erased, kind == SUBMISSION_ERASE ? 'e' : 'w', receipt);
    if (err != ERR_OK) return err;
    return db_run(registry->db, "INSERT INTO asked (receipt, kind) VALUES (?, ?) ON CONFLICT DO NOTHING", "bt", receipt,
                  (size_t)RECEIPT_CODE_HASH_BYTES, submission_kind_name(kind));
}

enum err erasures_commit(struct registry *registry)
{
    enum err err = erased_log_add(registry->erased_path, &registry->erased);
    return err == ERR_OK ? db_commit(registry->db) : err;
}

void erasures_rollback(struct registry *registry)
{
    db_rollback(registry->db);
    registry->erased.count = 0;
}

/* ---- when the database is opened ---- */

static enum err do_again(struct registry *registry, const struct erased_line *line)
{
    if (line->kind == 'i') return answers_erase_again(registry, line->name);
    return answers_ask_again(registry, line->name, line->kind == 'e' ? SUBMISSION_ERASE : SUBMISSION_WITHDRAW);
}

/* Each line costs a look at an index when it is known, and a transaction of its own when not: a log of any length is
 * then no transaction of any length, and a power cut in between costs nothing. */
static enum err do_again_all(struct registry *registry, const struct erased_log *log)
{
    enum err err = ERR_OK;
    for (size_t at = 0; err == ERR_OK && at < log->count; at++) {
        err = db_begin(registry->db);
        if (err == ERR_OK) err = do_again(registry, &log->lines[at]);
        if (err == ERR_OK) err = db_commit(registry->db); /* the log has it: nothing to add */
        erasures_rollback(registry);
    }
    return err;
}

/* What only the database knows, a batch at a time. */
static enum err gather(struct registry *registry, const struct erased_log *log, struct erased_batch *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT 'i', id FROM erased UNION ALL"
                            " SELECT CASE kind WHEN 'erase' THEN 'e' ELSE 'w' END, receipt FROM asked",
                            "");
    out->count = 0;
    while (err == ERR_OK && out->count < ERASED_BATCH_MAX && (err = rows_next(rows)) == ERR_OK) {
        size_t bytes = 0;
        struct erased_line line = {.kind = rows_text(rows, 0)[0]};
        const void *name = rows_blob(rows, 1, &bytes);
        if (bytes != erased_name_bytes(line.kind)) return ERR_DAMAGED;
        memcpy(line.name, name, bytes);
        if (!erased_log_has(log, &line)) err = erased_batch_add(out, line.kind, line.name);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* *out_done: the log has all that the database has. */
static enum err mend(struct registry *registry, const struct erased_log *log, bool *out_done)
{
    enum err err = gather(registry, log, &registry->erased);
    *out_done = registry->erased.count < ERASED_BATCH_MAX;
    if (err == ERR_OK && log->torn + log->damaged > 0) {
        err = erased_log_mend(registry->erased_path, log, &registry->erased);
    } else if (err == ERR_OK) {
        err = erased_log_add(registry->erased_path, &registry->erased);
    }
    registry->erased.count = 0;
    return err;
}

static enum err count_known(struct registry *registry, int64_t *out)
{
    return db_int(registry->db, out, "SELECT (SELECT count(*) FROM erased) + (SELECT count(*) FROM asked)", "");
}

/* Log and database the same; `again`: what only the log knows is done, too. */
static enum err level(struct registry *registry, bool again)
{
    bool done = false;
    for (int batch = 0; batch <= ERASED_LINES_MAX / ERASED_BATCH_MAX && !done; batch++) {
        AUTO(erased_log_finish) struct erased_log log = {0};
        /* Under the write lock: another process may be adding to it. */
        enum err err = db_begin(registry->db);
        if (err == ERR_OK) err = erased_log_read(&log, registry->erased_path);
        if (err == ERR_OK) err = mend(registry, &log, &done);
        erasures_rollback(registry);
        /* A full disk can wait for that: what the log lacks no receipt has promised, and torn lines do no harm. */
        if (err == ERR_FULL) done = true;
        if (err == ERR_FULL) err = ERR_OK;
        if (err == ERR_OK && again) err = do_again_all(registry, &log);
        if (err != ERR_OK) return err;
        registry->erased_damaged += log.damaged;
    }
    return ERR_OK;
}

enum err erasures_apply(struct registry *registry)
{
    int64_t count = 0;
    /* Before the log is compared: what comes meanwhile is looked at next time. */
    enum err err = count_known(registry, &count);
    if (err == ERR_OK) err = level(registry, true);
    if (err == ERR_OK) registry->erased_known = count;
    return err;
}

void erasures_follow(struct registry *registry)
{
    int64_t count = 0;
    int64_t now_ms = clock_monotonic_ms(&registry->clock);
    if (!registry->shared) return;
    if (registry->followed_ms != 0 && now_ms - registry->followed_ms < ERASURES_FOLLOW_MS) return;
    registry->followed_ms = now_ms;
    if (count_known(registry, &count) != ERR_OK || count == registry->erased_known) return;
    if (level(registry, count < registry->erased_known) == ERR_OK) registry->erased_known = count;
}
