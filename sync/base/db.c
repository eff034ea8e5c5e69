#include "sync/base/db.h"

#include <assert.h>
#include <stdarg.h>

#include "sync/base/db_engine.h"

void db_close(struct db *db)
{
    if (db != NULL) db->engine->close(db);
}

void db_auto(struct db **db)
{
    db_close(*db);
}

enum err db_query(struct db *db, struct rows **out, const char *sql, const char *binds, ...)
{
    *out = NULL;
    va_list args;
    va_start(args, binds);
    enum err err = db->engine->query(db, out, sql, binds, args);
    va_end(args);
    return err;
}

enum err rows_next(struct rows *rows)
{
    return rows->db->engine->next(rows);
}

int64_t rows_int(const struct rows *rows, int column)
{
    return rows->db->engine->integer(rows, column);
}

const char *rows_text(const struct rows *rows, int column)
{
    return rows->db->engine->text(rows, column);
}

const void *rows_blob(const struct rows *rows, int column, size_t *out_bytes)
{
    return rows->db->engine->blob(rows, column, out_bytes);
}

bool rows_is_null(const struct rows *rows, int column)
{
    return rows->db->engine->is_null(rows, column);
}

void rows_close(struct rows *rows)
{
    if (rows != NULL) rows->db->engine->end(rows);
}

void rows_auto(struct rows **rows)
{
    rows_close(*rows);
}

enum err db_run(struct db *db, const char *sql, const char *binds, ...)
{
    va_list args;
    va_start(args, binds);
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db->engine->query(db, &rows, sql, binds, args);
    va_end(args);
    if (err != ERR_OK) return err;
    err = rows_next(rows);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err db_int(struct db *db, int64_t *out, const char *sql, const char *binds, ...)
{
    va_list args;
    va_start(args, binds);
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db->engine->query(db, &rows, sql, binds, args);
    va_end(args);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) *out = rows_int(rows, 0);
    return err;
}

enum err db_begin(struct db *db)
{
    if (!db->shares) return db->engine->begin(db);
    enum err err = db->engine->exec(db, "SAVEPOINT inside");
    db->inside = err == ERR_OK;
    return err;
}

enum err db_commit(struct db *db)
{
    if (!db->shares) return db->engine->commit(db);
    enum err err = db->engine->exec(db, "RELEASE inside");
    if (err == ERR_OK) db->inside = false;
    return err;
}

/* Whether it could be rolled back the end of the part, or of all, will tell. */
static enum err take_back(struct db *db, const char *back, const char *release)
{
    enum err err = db->engine->exec(db, back);
    return err == ERR_OK ? db->engine->exec(db, release) : err;
}

void db_rollback(struct db *db)
{
    if (!db->shares) {
        db->engine->rollback(db);
    } else if (db->inside) {
        (void)!take_back(db, "ROLLBACK TO inside", "RELEASE inside");
        db->inside = false;
    }
}

enum err db_share_begin(struct db *db)
{
    assert(!db->shares);
    enum err err = db->engine->begin(db);
    db->shares = err == ERR_OK;
    return err;
}

enum err db_part_begin(struct db *db)
{
    assert(db->shares && !db->inside);
    return db->engine->exec(db, "SAVEPOINT part");
}

enum err db_part_end(struct db *db, bool keep)
{
    assert(db->shares && !db->inside);
    return keep ? db->engine->exec(db, "RELEASE part") : take_back(db, "ROLLBACK TO part", "RELEASE part");
}

enum err db_share_end(struct db *db)
{
    assert(db->shares && !db->inside);
    db->shares = false;
    enum err err = db->engine->commit(db);
    db->engine->rollback(db);
    return err;
}

bool db_shares(const struct db *db)
{
    return db->shares;
}

void db_still(struct db *db, bool still)
{
    db->engine->still(db, still);
}

enum err db_force(struct db *db, bool force)
{
    return db->engine->force(db, force);
}

int64_t db_moment(const struct db *db)
{
    return db->moment;
}

int64_t db_changes(const struct db *db)
{
    return db->engine->changes(db);
}

bool db_has_moved(const struct db *db)
{
    return db->engine->has_moved(db);
}

enum err db_check(struct db *db)
{
    return db->engine->check(db);
}

const char *db_message(const struct db *db)
{
    return db->engine->message(db);
}

enum err db_again(struct db *db, struct db **out)
{
    *out = NULL;
    return db->engine->again(db, out);
}

enum err db_scrub(struct db *db, int wait_ms, bool *out_done)
{
    return db->engine->scrub(db, wait_ms, out_done);
}

enum err db_announce(struct db *db)
{
    return db->engine->announce(db);
}

int db_news_fd(const struct db *db)
{
    return db->engine->news_fd(db);
}

bool db_take_news(struct db *db)
{
    return db->engine->take_news(db);
}
