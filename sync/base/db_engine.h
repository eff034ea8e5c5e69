/* sync/base/db_engine.h - what stands behind db.h: SQLite (db_sqlite.c), or whatever a room brings along.
 *
 * Only engines and db.c include this. An engine's own struct begins with a struct db, its walk with a struct rows.
 * The functions do what db.h says of those of the same name; `query` takes the arguments as a va_list. A va_list is
 * handed on whole: the caller does not use it afterwards, save va_end(). */
#pragma once

#include <stdarg.h>

#include "sync/base/db.h"

struct db_engine {
    void (*close)(struct db *db);
    enum err (*query)(struct db *db, struct rows **out, const char *sql, const char *binds, va_list args);
    enum err (*next)(struct rows *rows);
    int64_t (*integer)(const struct rows *rows, int column);
    const char *(*text)(const struct rows *rows, int column);
    const void *(*blob)(const struct rows *rows, int column, size_t *out_bytes);
    bool (*is_null)(const struct rows *rows, int column);
    void (*end)(struct rows *rows);
    enum err (*begin)(struct db *db);
    enum err (*commit)(struct db *db);
    void (*rollback)(struct db *db);
    enum err (*exec)(struct db *db, const char *sql); /* SAVEPOINT and its like, which bind and give nothing */
    void (*still)(struct db *db, bool still);
    enum err (*force)(struct db *db, bool force);
    int64_t (*changes)(const struct db *db);
    bool (*has_moved)(const struct db *db);
    enum err (*check)(struct db *db);
    const char *(*message)(const struct db *db);
    enum err (*again)(struct db *db, struct db **out);
    enum err (*scrub)(struct db *db, int wait_ms, bool *out_done);
    enum err (*announce)(struct db *db);
    int (*news_fd)(const struct db *db);
    bool (*take_news)(struct db *db);
};

struct db {
    const struct db_engine *engine;
    bool shares;    /* between db_share_begin() and db_share_end(); db.c's, as the next */
    bool inside;    /* a transaction within that */
    int64_t moment; /* the engine's: what db_moment() says */
};

struct rows {
    struct db *db;
};
