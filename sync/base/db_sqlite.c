#define _POSIX_C_SOURCE 200809L
#include "sync/base/db_engine.h"

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

/* More than the registry's code has; what is beyond takes the place of another that nobody walks over. */
enum { DB_STATEMENTS_MAX = 512 };

/* A prepared statement kept for its SQL text. The text is a constant of the program, so the
 * pointer is its identity; equal texts at two addresses merely get two statements. */
struct statement {
    struct rows rows;
    const char *sql;
    sqlite3_stmt *handle; /* owned */
    bool walking;
};

struct sqlite {
    struct db db;
    sqlite3 *handle; /* owned */
    struct statement statements[DB_STATEMENTS_MAX];
    size_t statements_count;
    size_t statements_next; /* once all are in use: which makes room */
    sqlite3_stmt *still;    /* owned: while it is walked, everything is read as of when that began */
    bool stills;            /* between db_still()'s true and false */
    int64_t moments;        /* so many there have been */
    bool durable;           /* DB_DURABLE */
};

static const struct db_engine engine;

/* Each of our databases, and each walk over one, begins with what db.h shows of it. */
static struct sqlite *sqlite_of(const struct db *db)
{
    return (struct sqlite *)db;
}

static struct statement *statement_of(const struct rows *rows)
{
    return (struct statement *)rows;
}

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

static void let_go(struct sqlite *db)
{
    if (db->db.moment == 0) return;
    sqlite3_reset(db->still);
    db->db.moment = 0;
}

/* A statement that is not over holds SQLite's read transaction open. Without it each read is of its own moment. */
static void hold(struct sqlite *db)
{
    static const char sql[] = "SELECT 1 FROM sqlite_schema";
    if (db->db.moment != 0 || sqlite3_get_autocommit(db->handle) == 0) return;
    if (db->still == NULL &&
        sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &db->still, NULL) != SQLITE_OK) {
        return;
    }
    if (sqlite3_step(db->still) == SQLITE_ROW) {
        db->db.moment = ++db->moments;
    } else {
        sqlite3_reset(db->still);
    }
}

static void still(struct db *base, bool still)
{
    struct sqlite *db = sqlite_of(base);
    if (db->stills == still) return;
    db->stills = still;
    if (!still) let_go(db);
}

static enum err exec(struct sqlite *db, const char *sql)
{
    let_go(db); /* what begins a transaction to write must see the newest */
    return err_from_sqlite(sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

static enum err pragma_int(struct sqlite *db, const char *sql, int *out)
{
    sqlite3_stmt *statement = NULL;
    let_go(db); /* a log can't begin anew while it is read */
    int code = sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code == SQLITE_ROW) *out = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return err_from_sqlite(code);
}

static void rollback(struct db *base);

static enum err migrate(struct sqlite *db, const char *const *migrations)
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
    if (err != ERR_OK) rollback(&db->db);
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

static enum err configure(struct sqlite *db, const char *const *migrations, enum db_mode mode)
{
    db->durable = mode == DB_DURABLE;
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
    /* Most of the pages that a transaction of a feed's page changes; what has no room is written twice. It is never
     * given back. */
    if (err == ERR_OK && mode == DB_DISPOSABLE) err = exec(db, "PRAGMA cache_size = -640");
    /* Each time the log is written back all of it waits for the disk, so that is not done after 4 MB, as SQLite would,
     * but after 14: so much, and a transaction more, one piece (32 KiB) of its index in memory tells of. */
    if (err == ERR_OK && mode == DB_DISPOSABLE) err = exec(db, "PRAGMA wal_autocheckpoint = 3600");
    if (err == ERR_OK) err = migrate(db, migrations);
    return err;
}

static void sqlite_close(struct db *base)
{
    struct sqlite *db = sqlite_of(base);
    for (size_t at = 0; at < db->statements_count; at++) sqlite3_finalize(db->statements[at].handle);
    sqlite3_finalize(db->still);
    sqlite3_close(db->handle);
    free(db);
}

static void sqlite_auto(struct sqlite **db)
{
    if (*db != NULL) sqlite_close(&(*db)->db);
}

enum err db_open(struct db **out, const char *path, const char *const *migrations, enum db_mode mode)
{
    *out = NULL;
    AUTO(sqlite_auto) struct sqlite *db = calloc(1, sizeof(*db));
    if (db == NULL) return ERR_NOMEM;
    db->db.engine = &engine;
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
    *out = &db->db;
    db = NULL; /* the caller owns it now */
    return ERR_OK;
}

/* One that is in use for nothing. NULL: as many are walked over at once. */
static struct statement *free_statement(struct sqlite *db)
{
    if (db->statements_count < DB_STATEMENTS_MAX) return &db->statements[db->statements_count++];
    for (size_t tried = 0; tried < DB_STATEMENTS_MAX; tried++) {
        struct statement *statement = &db->statements[db->statements_next];
        db->statements_next = (db->statements_next + 1) % DB_STATEMENTS_MAX;
        if (statement->walking) continue;
        sqlite3_finalize(statement->handle);
        return statement;
    }
    return NULL;
}

static enum err prepare(struct sqlite *db, struct statement **out, const char *sql)
{
    for (size_t at = 0; at < db->statements_count; at++) {
        struct statement *statement = &db->statements[at];
        if (statement->sql != sql) continue;
        assert(!statement->walking);
        *out = statement;
        return ERR_OK;
    }
    struct statement *statement = free_statement(db);
    if (statement == NULL) return ERR_FULL;
    *statement = (struct statement){.rows = {.db = &db->db}};
    int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL);
    if (code != SQLITE_OK) return err_from_sqlite(code); /* its place stays nobody's */
    statement->sql = sql;
    *out = statement;
    return ERR_OK;
}

static enum err bind_all(struct statement *statement, const char *binds, va_list args)
{
    int code = SQLITE_OK;
    for (int at = 0; code == SQLITE_OK && binds[at] != '\0'; at++) {
        int index = at + 1;
        switch (binds[at]) {
        case 't':
            code = sqlite3_bind_text(statement->handle, index, va_arg(args, const char *), -1, SQLITE_TRANSIENT);
            break;
        case 'i': code = sqlite3_bind_int64(statement->handle, index, va_arg(args, int64_t)); break;
        case 'b': {
            const void *bytes = va_arg(args, const void *);
            size_t bytes_count = va_arg(args, size_t);
            code = sqlite3_bind_blob64(statement->handle, index, bytes, bytes_count, SQLITE_TRANSIENT);
            break;
        }
        case 'n': code = sqlite3_bind_null(statement->handle, index); break;
        default: assert(false && "unknown bind letter");
        }
    }
    return err_from_sqlite(code);
}

static void end(struct rows *rows)
{
    struct statement *statement = statement_of(rows);
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->walking = false;
}

static enum err query(struct db *base, struct rows **out, const char *sql, const char *binds, va_list args)
{
    struct statement *statement = NULL;
    enum err err = prepare(sqlite_of(base), &statement, sql);
    if (err != ERR_OK) return err;
    if (sqlite3_stmt_readonly(statement->handle) == 0) {
        let_go(sqlite_of(base));
    } else if (sqlite_of(base)->stills) {
        hold(sqlite_of(base));
    }
    err = bind_all(statement, binds, args);
    statement->walking = true;
    if (err != ERR_OK) {
        end(&statement->rows);
        return err;
    }
    *out = &statement->rows;
    return ERR_OK;
}

static enum err next(struct rows *rows)
{
    int code = sqlite3_step(statement_of(rows)->handle);
    if (code == SQLITE_DONE) return ERR_NOT_FOUND;
    return err_from_sqlite(code);
}

static int64_t integer(const struct rows *rows, int column)
{
    return sqlite3_column_int64(statement_of(rows)->handle, column);
}

static const char *text(const struct rows *rows, int column)
{
    return (const char *)sqlite3_column_text(statement_of(rows)->handle, column);
}

static const void *blob(const struct rows *rows, int column, size_t *out_bytes)
{
    const void *bytes = sqlite3_column_blob(statement_of(rows)->handle, column);
    *out_bytes = (size_t)sqlite3_column_bytes(statement_of(rows)->handle, column);
    return bytes;
}

static bool is_null(const struct rows *rows, int column)
{
    return sqlite3_column_type(statement_of(rows)->handle, column) == SQLITE_NULL;
}

static enum err begin(struct db *base)
{
    return exec(sqlite_of(base), "BEGIN IMMEDIATE");
}

static enum err commit(struct db *base)
{
    return exec(sqlite_of(base), "COMMIT");
}

static void rollback(struct db *base)
{
    struct sqlite *db = sqlite_of(base);
    if (sqlite3_get_autocommit(db->handle) == 0) (void)exec(db, "ROLLBACK");
}

static enum err exec_one(struct db *base, const char *sql)
{
    return exec(sqlite_of(base), sql);
}

static enum err force(struct db *base, bool forced)
{
    struct sqlite *db = sqlite_of(base);
    return exec(db, forced || db->durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

static int64_t changes(const struct db *base)
{
    return sqlite3_changes64(sqlite_of(base)->handle);
}

static bool has_moved(const struct db *base)
{
    int moved = 0;
    return sqlite3_file_control(sqlite_of(base)->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
           moved != 0;
}

static enum err check_with(struct db *base, const char *pragma)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(base, &rows, pragma, "");
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    const char *answer = rows_text(rows, 0);
    return answer != NULL && strcmp(answer, "ok") == 0 ? ERR_OK : ERR_DAMAGED;
}

/* SQLite 3.40's quick_check finds a NULL in tables without row ids whose key has another order than their columns; the
 * whole check, which takes longer, knows better. */
static enum err check(struct db *base)
{
    enum err err = check_with(base, "PRAGMA quick_check(1)");
    return err == ERR_DAMAGED ? check_with(base, "PRAGMA integrity_check(1)") : err;
}

static const char *message(const struct db *base)
{
    return sqlite3_errmsg(sqlite_of(base)->handle);
}

static enum err again(struct db *base, struct db **out)
{
    return db_open(out, sqlite3_db_filename(sqlite_of(base)->handle, "main"), NULL, DB_READ_ONLY);
}

static enum err scrub(struct db *base, int wait_ms, bool *out_done)
{
    int busy = 1;
    sqlite3_busy_timeout(sqlite_of(base)->handle, wait_ms);
    enum err err = pragma_int(sqlite_of(base), "PRAGMA wal_checkpoint(TRUNCATE)", &busy);
    sqlite3_busy_timeout(sqlite_of(base)->handle, DB_BUSY_TIMEOUT_MS);
    *out_done = err == ERR_OK && busy == 0;
    return err;
}

/* SQLite tells nobody: who wants to know looks. */
static enum err announce(struct db *base)
{
    (void)base;
    return ERR_OK;
}

static int news_fd(const struct db *base)
{
    (void)base;
    return -1;
}

static bool take_news(struct db *base)
{
    (void)base;
    return false;
}

static const struct db_engine engine = {
    .close = sqlite_close,
    .query = query,
    .next = next,
    .integer = integer,
    .text = text,
    .blob = blob,
    .is_null = is_null,
    .end = end,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .exec = exec_one,
    .still = still,
    .changes = changes,
    .has_moved = has_moved,
    .check = check,
    .message = message,
    .again = again,
    .scrub = scrub,
    .force = force,
    .announce = announce,
    .news_fd = news_fd,
    .take_news = take_news,
};
