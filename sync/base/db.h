/* sync/base/db.h - a database, as thin as it goes: SQLite, or what another room brings (db_engine.h).
 *
 * SQL is constant text; values are bound, never pasted. A bind string says the types of the
 * arguments that follow, one letter each:
 *   t  const char *            text, NULL binds SQL NULL
 *   i  int64_t                 integer (write (int64_t)x: varargs do not convert)
 *   b  const void *, size_t    blob, copied
 *   n                          NULL, no argument
 * Threads: a db belongs to the thread that opened it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"

struct db;
struct rows;

enum db_mode {
    DB_DURABLE,    /* WAL, synchronous=FULL: what was committed survives a power cut */
    DB_DISPOSABLE, /* WAL, synchronous=NORMAL: may lose the last commits, never tears */
    DB_READ_ONLY,  /* looks, never writes; ERR_NOT_FOUND when the file is not there */
};

/* Waits this long for another process's write lock before ERR_UNAVAILABLE. */
enum { DB_BUSY_TIMEOUT_MS = 5000 };

/* Opens or makes (mode 0600) the database at `path` and brings its schema up to date.
 * `migrations` is a NULL-terminated list; the number already applied is PRAGMA user_version,
 * and all further ones run in one transaction. Ignored for DB_READ_ONLY.
 * On ERR_OK the caller owns *out and releases it with db_close(); otherwise *out is NULL.
 * Errors: ERR_DAMAGED (not a database, torn, or from a newer program), ERR_NOT_FOUND, ERR_FULL,
 * ERR_IO, ERR_UNAVAILABLE, ERR_NOMEM. */
MUST_USE enum err db_open(struct db **out, const char *path, const char *const *migrations, enum db_mode mode);
/* Takes NULL. */
void db_close(struct db *db);
void db_auto(struct db **db);

/* Runs one statement that gives no rows. Errors as db_open, ERR_CONFLICT when a constraint (UNIQUE, NOT NULL, foreign
 * key) refuses it, and ERR_TOO_LARGE for a value beyond the engine's own limit. */
MUST_USE enum err db_run(struct db *db, const char *sql, const char *binds, ...);

/* Starts a query; walk it with rows_next() and end it with rows_close() in every case. The
 * statement is prepared once per db and SQL text. At most one walk of the same SQL at a time. On an error *out is NULL.
 */
MUST_USE enum err db_query(struct db *db, struct rows **out, const char *sql, const char *binds, ...);
/* ERR_OK: a row is there. ERR_NOT_FOUND: no more rows. Otherwise it failed. */
MUST_USE enum err rows_next(struct rows *rows);
int64_t rows_int(const struct rows *rows, int column);
/* Borrowed until the next rows_next() or rows_close(). NULL for SQL NULL. */
const char *rows_text(const struct rows *rows, int column);
const void *rows_blob(const struct rows *rows, int column, size_t *out_bytes);
bool rows_is_null(const struct rows *rows, int column);
/* Takes NULL. */
void rows_close(struct rows *rows);
void rows_auto(struct rows **rows);

/* The integer in the first column of the first row. ERR_NOT_FOUND without a row; otherwise as db_run(). */
MUST_USE enum err db_int(struct db *db, int64_t *out, const char *sql, const char *binds, ...);

/* BEGIN IMMEDIATE, so that the write lock is taken before anything is read. */
MUST_USE enum err db_begin(struct db *db);
MUST_USE enum err db_commit(struct db *db);
/* Does nothing when no transaction is open: safe in every clean-up path. */
void db_rollback(struct db *db);

/* One commit for several: until db_share_end() what db_begin() and db_commit() enclose is a part of the transaction
 * that db_share_begin() opened, kept or rolled back by itself, and durable when db_share_end() gives ERR_OK, not
 * before. Parts of another kind (single statements too) stand between db_part_begin() and db_part_end(), which may
 * enclose such transactions. After an error of db_part_end(), ERR_FULL say, nothing of it all may be left: end it. */
MUST_USE enum err db_share_begin(struct db *db);
MUST_USE enum err db_part_begin(struct db *db);
MUST_USE enum err db_part_end(struct db *db, bool keep);
/* On an error nothing was kept. */
MUST_USE enum err db_share_end(struct db *db);
bool db_shares(const struct db *db);

/* From true to false everything is read as of one moment, until something is written: several questions then cost one
 * look at who else works on the file. For a short while only, since the log cannot begin anew meanwhile. Where the
 * engine has nothing of the kind, nothing happens. */
void db_still(struct db *db, bool still);
/* Two answers that were read while this was the same number are of the same moment; 0: nobody knows. */
int64_t db_moment(const struct db *db);

/* Outside a transaction, of a DB_DISPOSABLE one: from true to false a commit waits until it is on the disk, and with it
 * all that was committed before. In the other modes every commit does. */
MUST_USE enum err db_force(struct db *db, bool force);

/* How many rows the latest db_run() changed. */
int64_t db_changes(const struct db *db);
/* Is the file no longer at the path it was opened by (renamed, deleted, or replaced)? */
bool db_has_moved(const struct db *db);
/* PRAGMA quick_check, and what it finds once more with integrity_check: ERR_OK or ERR_DAMAGED. Reads the whole file. */
MUST_USE enum err db_check(struct db *db);
/* The engine's own words about the latest failure, for a log line. Never holds bound values. */
const char *db_message(const struct db *db);

/* A second way to the same database, for another thread; to read only. As db_open(). */
MUST_USE enum err db_again(struct db *db, struct db **out);
/* After a deletion, outside a transaction: lets nothing of what was deleted lie in the database's files. *out_done
 * false: somebody still reads after `wait_ms`, where what readers see stands in their way; ask again later. */
MUST_USE enum err db_scrub(struct db *db, int wait_ms, bool *out_done);
/* Tells those who listen, in any process; inside a transaction, once it has been committed. */
MUST_USE enum err db_announce(struct db *db);
/* Becomes readable when something was announced, on a db of db_again(); -1: nobody tells, look now and then. */
int db_news_fd(const struct db *db);
/* What made it readable has been heard. True: something was announced since this was last asked. */
bool db_take_news(struct db *db);
