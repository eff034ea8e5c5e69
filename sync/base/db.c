#define _POSIX_C_SOURCE 200809L
#include "sync/base/db.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DB_STATEMENTS_MAX = 64 };

/* A prepared statement kept for its SQL text. The text is a constant of the program, so the
 * pointer is its identity; equal texts at two addresses merely get two statements. */
struct rows {
    struct db *db;
    const char *sql;
    sqlite3_stmt *statement; /* owned */
    bool walking;
};

struct db {
    sqlite3 *handle; /* owned */
    struct rows statements[DB_STATEMENTS_MAX];
    size_t statements_count;
};

static enum err err_from_sqlite(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW: return ERR_OK;
    case SQLITE_NOMEM: return ERR_NOMEM;
    case SQLITE_FULL: return ERR_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ERR_DAMAGED;
    case SQLITE_CONSTRAINT: return ERR_CONFLICT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ERR_UNAVAILABLE;
    case SQLITE_TOOBIG: return ERR_TOO_LARGE;
    default: return ERR_IO;
    }
}

static enum err exec(struct db *db, const char *sql)
{
    return err_from_sqlite(sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

static enum err pragma_int(struct db *db, const char *sql, int *out)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code == SQLITE_ROW) *out = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return err_from_sqlite(code);
}

static enum err migrate(struct db *db, const char *const *migrations)
{
    int applied = 0;
    enum err err = pragma_int(db, "PRAGMA user_version", &applied);
    if (err != ERR_OK) return err;
    int known = 0;
    while (migrations[known] != NULL) known++;
    if (applied > known) return ERR_DAMAGED;
    if (applied == known) return ERR_OK;
    /* Two programs may open the same new file at once: look again under the write lock. */
    err = exec(db, "BEGIN IMMEDIATE");
    if (err == ERR_OK) err = pragma_int(db, "PRAGMA user_version", &applied);
    for (int next = applied; err == ERR_OK && next < known; next++) err = exec(db, migrations[next]);
    if (err == ERR_OK) {
        char version[64];
        snprintf(version, sizeof(version), "PRAGMA user_version = %d", known);
        err = exec(db, version);
    }
    if (err == ERR_OK) err = exec(db, "COMMIT");
    if (err != ERR_OK) db_rollback(db);
    return err;
}

/* Only where nothing is: closing a second descriptor of a file that this process has open in
 * SQLite already would drop SQLite's locks on it (POSIX locks belong to the process). */
static enum err make_private_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return errno == EEXIST ? ERR_OK : ERR_IO;
    close(fd);
    return ERR_OK;
}

static enum err configure(struct db *db, const char *const *migrations, enum db_mode mode)
{
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, DB_BUSY_TIMEOUT_MS);
    if (mode == DB_READ_ONLY) {
        int version = 0;
        return pragma_int(db, "PRAGMA user_version", &version); /* reads the header */
    }
    enum err err = exec(db, "PRAGMA journal_mode = WAL");
    if (err == ERR_OK) {
        err = exec(db, mode == DB_DURABLE ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    }
    if (err == ERR_OK) err = exec(db, "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON");
    if (err == ERR_OK) err = migrate(db, migrations);
    return err;
}

enum err db_open(struct db **out, const char *path, const char *const *migrations, enum db_mode mode)
{
    *out = NULL;
    AUTO(db_auto) struct db *db = calloc(1, sizeof(*db));
    if (db == NULL) return ERR_NOMEM;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (mode == DB_READ_ONLY) {
        if (access(path, F_OK) != 0) return ERR_NOT_FOUND;
        flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX; /* a WAL reader needs its -shm */
    } else if (make_private_file(path) != ERR_OK) {
        return ERR_IO;
    }
    int code = sqlite3_open_v2(path, &db->handle, flags, NULL);
    if (code != SQLITE_OK) return err_from_sqlite(code);
    enum err err = configure(db, migrations, mode);
    if (err != ERR_OK) return err;
    *out = db;
    db = NULL; /* the caller owns it now */
    return ERR_OK;
}

void db_close(struct db *db)
{
    if (db == NULL) return;
    for (size_t at = 0; at < db->statements_count; at++) sqlite3_finalize(db->statements[at].statement);
    sqlite3_close(db->handle);
    free(db);
}

void db_auto(struct db **db)
{
    db_close(*db);
}

static enum err prepare(struct db *db, struct rows **out, const char *sql)
{
    for (size_t at = 0; at < db->statements_count; at++) {
        struct rows *rows = &db->statements[at];
        if (rows->sql != sql) continue;
        assert(!rows->walking);
        *out = rows;
        return ERR_OK;
    }
    assert(db->statements_count < DB_STATEMENTS_MAX);
    struct rows *rows = &db->statements[db->statements_count];
    *rows = (struct rows){.db = db, .sql = sql};
    int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &rows->statement, NULL);
    if (code != SQLITE_OK) return err_from_sqlite(code);
    db->statements_count++;
    *out = rows;
    return ERR_OK;
}

static enum err bind_all(struct rows *rows, const char *binds, va_list args)
{
    int code = SQLITE_OK;
    for (int at = 0; code == SQLITE_OK && binds[at] != '\0'; at++) {
        int index = at + 1;
        switch (binds[at]) {
        case 't':
            code = sqlite3_bind_text(rows->statement, index, va_arg(args, const char *), -1, SQLITE_TRANSIENT);
            break;
        case 'i': code = sqlite3_bind_int64(rows->statement, index, va_arg(args, int64_t)); break;
        case 'b': {
            const void *bytes = va_arg(args, const void *);
            size_t bytes_count = va_arg(args, size_t);
            code = sqlite3_bind_blob64(rows->statement, index, bytes, bytes_count, SQLITE_TRANSIENT);
            break;
        }
        case 'n': code = sqlite3_bind_null(rows->statement, index); break;
        default: assert(false && "unknown bind letter");
        }
    }
    return err_from_sqlite(code);
}

static enum err query(struct db *db, struct rows **out, const char *sql, const char *binds, va_list args)
{
    struct rows *rows = NULL;
    enum err err = prepare(db, &rows, sql);
    if (err != ERR_OK) return err;
    assert(rows != NULL);
    err = bind_all(rows, binds, args);
    rows->walking = true;
    if (err != ERR_OK) {
        rows_close(rows);
        return err;
    }
    *out = rows;
    return ERR_OK;
}

enum err db_query(struct db *db, struct rows **out, const char *sql, const char *binds, ...)
{
    *out = NULL;
    va_list args;
    va_start(args, binds);
    enum err err = query(db, out, sql, binds, args);
    va_end(args);
    return err;
}

enum err rows_next(struct rows *rows)
{
    int code = sqlite3_step(rows->statement);
    if (code == SQLITE_DONE) return ERR_NOT_FOUND;
    return err_from_sqlite(code);
}

int64_t rows_int(const struct rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

const char *rows_text(const struct rows *rows, int column)
{
    return (const char *)sqlite3_column_text(rows->statement, column);
}

const void *rows_blob(const struct rows *rows, int column, size_t *out_bytes)
{
    const void *bytes = sqlite3_column_blob(rows->statement, column);
    *out_bytes = (size_t)sqlite3_column_bytes(rows->statement, column);
    return bytes;
}

bool rows_is_null(const struct rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL;
}

void rows_close(struct rows *rows)
{
    if (rows == NULL) return;
    sqlite3_reset(rows->statement);
    sqlite3_clear_bindings(rows->statement);
    rows->walking = false;
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
    enum err err = query(db, &rows, sql, binds, args);
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
    enum err err = query(db, &rows, sql, binds, args);
    va_end(args);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) *out = rows_int(rows, 0);
    return err;
}

enum err db_begin(struct db *db)
{
    return exec(db, "BEGIN IMMEDIATE");
}

enum err db_commit(struct db *db)
{
    return exec(db, "COMMIT");
}

void db_rollback(struct db *db)
{
    if (sqlite3_get_autocommit(db->handle) == 0) (void)exec(db, "ROLLBACK");
}

int64_t db_changes(const struct db *db)
{
    return sqlite3_changes64(db->handle);
}

bool db_has_moved(const struct db *db)
{
    int moved = 0;
    return sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

enum err db_check(struct db *db)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, "PRAGMA quick_check(1)", "");
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    const char *answer = rows_text(rows, 0);
    return answer != NULL && strcmp(answer, "ok") == 0 ? ERR_OK : ERR_DAMAGED;
}

const char *db_message(const struct db *db)
{
    return sqlite3_errmsg(db->handle);
}
