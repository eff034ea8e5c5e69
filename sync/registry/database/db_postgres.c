#define _POSIX_C_SOURCE 200809L
#include "sync/registry/database/db_postgres.h"

#include <assert.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/db_engine.h"
#include "sync/base/str.h"
#include "sync/registry/database/sql_postgres.h"

enum {
    STATEMENTS_MAX = 512, /* what is beyond takes the place of another that nobody walks over */
    VALUES_MAX = 32,
    SQL_BYTES_MAX = 64 * 1024,
    MESSAGE_BYTES = 400,
    OID_BYTEA = 17, /* of PostgreSQL's own catalogue: never change */
    OID_INT8 = 20,
    OID_TEXT = 25,
};

/* A statement kept for its SQL text, whose address is its identity; and the walk over what it gave. */
struct statement {
    struct rows rows;
    const char *sql;
    char name[24];
    bool prepared; /* in the present connection */
    bool walking;
    PGresult *result; /* owned while walking */
    int row;
    unsigned char **blobs; /* owned: decoded columns of the present row */
    size_t blobs_count;
};

struct postgres {
    struct db db;
    PGconn *connection; /* owned */
    char *url;          /* owned; wiped, a password may be in it */
    struct statement statements[STATEMENTS_MAX];
    size_t statements_count;
    size_t statements_next;   /* once all are in use: which makes room */
    uint64_t statements_ever; /* each has a name of its own */
    int64_t changes;
    bool in_transaction;
    bool announced; /* in this transaction */
    bool listens;
    char message[MESSAGE_BYTES];
};

static const struct db_engine engine;

static struct postgres *postgres_of(const struct db *db)
{
    return (struct postgres *)db;
}

static struct statement *statement_of(const struct rows *rows)
{
    return (struct statement *)rows;
}

bool db_postgres_is_url(const char *text)
{
    return strncmp(text, "postgres://", 11) == 0 || strncmp(text, "postgresql://", 13) == 0;
}

/* PostgreSQL's own words, first line only: further ones ("DETAIL: Key (…) already exists") quote values. */
static void keep_message(struct postgres *db, const char *text)
{
    size_t length = strcspn(text, "\n");
    snprintf(db->message, sizeof(db->message), "%.*s", (int)(length < MESSAGE_BYTES ? length : MESSAGE_BYTES - 1),
             text);
}

static enum err err_from_state(const char *state)
{
    static const struct {
        const char *class;
        enum err err;
    } classes[] = {
        {"23", ERR_CONFLICT},       /* a constraint */
        {"53", ERR_FULL},           /* disk full, out of memory, too many connections */
        {"55", ERR_UNAVAILABLE},    /* lock not available */
        {"57", ERR_UNAVAILABLE},    /* it shuts down, or took too long */
        {"40", ERR_UNAVAILABLE},    /* deadlock, serialization */
        {"08", ERR_UNAVAILABLE},    /* the connection */
        {"25006", ERR_UNAVAILABLE}, /* a read-only standby */
        {"XX", ERR_DAMAGED},
    };
    if (state == NULL) return ERR_UNAVAILABLE; /* it never got as far as the server */
    for (size_t at = 0; at < sizeof(classes) / sizeof(classes[0]); at++) {
        if (strncmp(state, classes[at].class, strlen(classes[at].class)) == 0) return classes[at].err;
    }
    return ERR_IO;
}

/* Takes over `result`, unless it is to be walked. */
static enum err judge(struct postgres *db, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return ERR_OK;
    keep_message(db, result != NULL ? PQresultErrorMessage(result) : PQerrorMessage(db->connection));
    return err_from_state(PQresultErrorField(result, PG_DIAG_SQLSTATE));
}

static enum err exec(struct postgres *db, const char *sql)
{
    PGresult *result = PQexec(db->connection, sql);
    enum err err = judge(db, result);
    PQclear(result);
    return err;
}

static enum err configure(struct postgres *db)
{
    char sql[200];
    snprintf(sql, sizeof(sql),
             "SET client_min_messages = warning; SET lock_timeout = %d; SET statement_timeout = %d;"
             " SET idle_in_transaction_session_timeout = %d",
             DB_BUSY_TIMEOUT_MS, DB_POSTGRES_STATEMENT_MS, DB_POSTGRES_STATEMENT_MS);
    enum err err = exec(db, sql);
    return err == ERR_OK && db->listens ? exec(db, "LISTEN forhal") : err;
}

/* A connection that was lost is made anew, outside of transactions. */
static enum err ensure_connected(struct postgres *db)
{
    if (PQstatus(db->connection) == CONNECTION_OK) return ERR_OK;
    if (db->in_transaction) return ERR_UNAVAILABLE;
    for (size_t at = 0; at < db->statements_count; at++) db->statements[at].prepared = false;
    PQreset(db->connection);
    if (PQstatus(db->connection) == CONNECTION_OK) return configure(db);
    keep_message(db, PQerrorMessage(db->connection));
    return ERR_UNAVAILABLE;
}

static void postgres_close(struct db *base)
{
    struct postgres *db = postgres_of(base);
    for (size_t at = 0; at < db->statements_count; at++) assert(!db->statements[at].walking);
    PQfinish(db->connection);
    if (db->url != NULL) sodium_memzero(db->url, strlen(db->url));
    free(db->url);
    free(db);
}

/* ---- statements and walks ---- */

/* In a transaction that failed the server keeps it until the connection ends, under a name that is not used again. */
static void forget_statement(struct postgres *db, struct statement *statement)
{
    char words[40];
    snprintf(words, sizeof(words), "DEALLOCATE %s", statement->name);
    if (statement->prepared && PQstatus(db->connection) == CONNECTION_OK) (void)exec(db, words);
}

/* One that is in use for nothing. NULL: as many are walked over at once. */
static struct statement *free_statement(struct postgres *db)
{
    if (db->statements_count < STATEMENTS_MAX) return &db->statements[db->statements_count++];
    for (size_t tried = 0; tried < STATEMENTS_MAX; tried++) {
        struct statement *statement = &db->statements[db->statements_next];
        db->statements_next = (db->statements_next + 1) % STATEMENTS_MAX;
        if (statement->walking) continue;
        forget_statement(db, statement);
        return statement;
    }
    return NULL;
}

static struct statement *find_statement(struct postgres *db, const char *sql)
{
    for (size_t at = 0; at < db->statements_count; at++) {
        if (db->statements[at].sql == sql) return &db->statements[at];
    }
    struct statement *statement = free_statement(db);
    if (statement == NULL) return NULL;
    *statement = (struct statement){.rows = {.db = &db->db}, .sql = sql};
    snprintf(statement->name, sizeof(statement->name), "s%" PRIu64, ++db->statements_ever);
    return statement;
}

static enum err prepare(struct postgres *db, struct statement *statement, const char *binds)
{
    if (statement->prepared) return ERR_OK;
    AUTO(str_finish) struct str sql;
    str_init(&sql, SQL_BYTES_MAX);
    int values = sql_for_postgres(&sql, statement->sql);
    if (!str_ok(&sql)) return ERR_NOMEM;
    assert(values == (int)strlen(binds) && values <= VALUES_MAX);
    Oid types[VALUES_MAX];
    for (int at = 0; at < values; at++) {
        types[at] = binds[at] == 't' ? OID_TEXT : binds[at] == 'i' ? OID_INT8 : binds[at] == 'b' ? OID_BYTEA : 0;
    }
    PGresult *result = PQprepare(db->connection, statement->name, str_text(&sql), values, types);
    enum err err = judge(db, result);
    PQclear(result);
    statement->prepared = err == ERR_OK;
    return err;
}

struct values {
    const char *texts[VALUES_MAX];
    int lengths[VALUES_MAX];
    int formats[VALUES_MAX]; /* 1: bytes as they are */
    char numbers[VALUES_MAX][24];
    int count;
};

static void values_read(struct values *out, const char *binds, va_list args)
{
    for (out->count = 0; binds[out->count] != '\0'; out->count++) {
        int at = out->count;
        out->texts[at] = NULL;
        out->lengths[at] = 0;
        out->formats[at] = 0;
        switch (binds[at]) {
        case 't': out->texts[at] = va_arg(args, const char *); break;
        case 'i':
            snprintf(out->numbers[at], sizeof(out->numbers[at]), "%lld", (long long)va_arg(args, int64_t));
            out->texts[at] = out->numbers[at];
            break;
        case 'b':
            out->texts[at] = va_arg(args, const char *);
            out->lengths[at] = (int)va_arg(args, size_t);
            out->formats[at] = 1;
            break;
        case 'n': break;
        default: assert(false && "unknown bind letter");
        }
    }
}

static void blobs_free(struct statement *statement)
{
    for (size_t at = 0; at < statement->blobs_count; at++) PQfreemem(statement->blobs[at]);
    free(statement->blobs);
    statement->blobs = NULL;
    statement->blobs_count = 0;
}

static void end(struct rows *rows)
{
    struct statement *statement = statement_of(rows);
    blobs_free(statement);
    PQclear(statement->result);
    statement->result = NULL;
    statement->walking = false;
}

static enum err run(struct postgres *db, struct statement *statement, const char *binds, const struct values *values)
{
    enum err err = ensure_connected(db);
    if (err == ERR_OK) err = prepare(db, statement, binds);
    if (err != ERR_OK) return err;
    statement->result = PQexecPrepared(db->connection, statement->name, values->count, values->texts, values->lengths,
                                       values->formats, 0);
    err = judge(db, statement->result);
    if (err == ERR_OK) db->changes = strtoll(PQcmdTuples(statement->result), NULL, 10);
    return err;
}

static enum err query(struct db *base, struct rows **out, const char *sql, const char *binds, va_list args)
{
    struct postgres *db = postgres_of(base);
    struct statement *statement = find_statement(db, sql);
    if (statement == NULL) return ERR_FULL;
    assert(!statement->walking);
    struct values values;
    values_read(&values, binds, args);
    enum err err = run(db, statement, binds, &values);
    if (err == ERR_UNAVAILABLE && !db->in_transaction && PQstatus(db->connection) != CONNECTION_OK) {
        /* The server was started anew since we last asked; nothing of ours was under way. */
        PQclear(statement->result);
        err = run(db, statement, binds, &values);
    }
    statement->row = -1;
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
    struct statement *statement = statement_of(rows);
    blobs_free(statement);
    if (statement->row + 1 >= PQntuples(statement->result)) return ERR_NOT_FOUND;
    statement->row++;
    return ERR_OK;
}

static bool is_null(const struct rows *rows, int column)
{
    const struct statement *statement = statement_of(rows);
    return PQgetisnull(statement->result, statement->row, column) != 0;
}

/* A truth is "t" or "f" here. */
static int64_t integer(const struct rows *rows, int column)
{
    const struct statement *statement = statement_of(rows);
    const char *value = PQgetvalue(statement->result, statement->row, column);
    return value[0] == 't' ? 1 : strtoll(value, NULL, 10);
}

static const char *text(const struct rows *rows, int column)
{
    const struct statement *statement = statement_of(rows);
    return is_null(rows, column) ? NULL : PQgetvalue(statement->result, statement->row, column);
}

/* Bytes come as hexadecimal text; decoded ones are kept until the next row. */
static const void *blob(const struct rows *rows, int column, size_t *out_bytes)
{
    struct statement *statement = statement_of(rows);
    *out_bytes = 0;
    if (is_null(rows, column)) return NULL;
    const char *value = PQgetvalue(statement->result, statement->row, column);
    if (PQftype(statement->result, column) != OID_BYTEA) {
        *out_bytes = (size_t)PQgetlength(statement->result, statement->row, column);
        return value;
    }
    unsigned char **blobs = realloc(statement->blobs, (statement->blobs_count + 1) * sizeof(*blobs));
    if (blobs == NULL) return NULL;
    statement->blobs = blobs;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)value, out_bytes);
    if (bytes != NULL) blobs[statement->blobs_count++] = bytes;
    return bytes;
}

/* ---- transactions ---- */

static enum err begin(struct db *base)
{
    struct postgres *db = postgres_of(base);
    static const char sql[] = "BEGIN; SELECT pg_advisory_xact_lock(hashtext('forhal ' || current_schema()))";
    enum err err = ensure_connected(db);
    if (err == ERR_OK) err = exec(db, sql);
    if (err == ERR_UNAVAILABLE && PQstatus(db->connection) != CONNECTION_OK) {
        err = ensure_connected(db);
        if (err == ERR_OK) err = exec(db, sql);
    }
    db->announced = false;
    db->in_transaction = true; /* a lock that was not given leaves the transaction open */
    if (err != ERR_OK) db_rollback(base);
    return err;
}

static enum err commit(struct db *base)
{
    struct postgres *db = postgres_of(base);
    PGresult *result = PQexec(db->connection, db->announced ? "NOTIFY forhal; COMMIT" : "COMMIT");
    enum err err = judge(db, result);
    /* PostgreSQL answers ROLLBACK, not an error, to the COMMIT of a transaction in which something failed. */
    if (err == ERR_OK && strcmp(PQcmdStatus(result), "COMMIT") != 0) err = ERR_IO;
    PQclear(result);
    if (err == ERR_OK || PQtransactionStatus(db->connection) == PQTRANS_IDLE) db->in_transaction = false;
    return err;
}

static void rollback(struct db *base)
{
    struct postgres *db = postgres_of(base);
    if (!db->in_transaction) return;
    char kept[MESSAGE_BYTES];
    memcpy(kept, db->message, sizeof(kept));
    (void)exec(db, "ROLLBACK");
    memcpy(db->message, kept, sizeof(kept)); /* what had failed is worth telling, not how it was tidied up */
    db->in_transaction = false;
}

/* Never made anew in the middle: what had been done before would be missing. */
static enum err exec_one(struct db *base, const char *sql)
{
    return exec(postgres_of(base), sql);
}

static int64_t changes(const struct db *base)
{
    return postgres_of(base)->changes;
}

/* ---- the rest ---- */

static bool has_moved(const struct db *base)
{
    (void)base;
    return false;
}

static enum err check(struct db *base)
{
    return exec(postgres_of(base), "SELECT 1");
}

static const char *message(const struct db *base)
{
    return postgres_of(base)->message;
}

/* ---- scrubbing ---- */

/* Rows that were deleted stay readable in their pages, even after VACUUM, until others are written over them. VACUUM
 * (FULL) writes the table anew without them; nobody may look at it meanwhile, so a large one is only vacuumed. */
static enum err scrub_table(struct postgres *db, const char *table)
{
    int64_t bytes = 0;
    char sql[100];
    enum err err = db_int(&db->db, &bytes, "SELECT coalesce(pg_total_relation_size(to_regclass(?)), -1)", "t", table);
    if (err != ERR_OK || bytes < 0) return err;
    bool small = bytes <= (int64_t)DB_POSTGRES_REWRITE_BYTES_MAX;
    snprintf(sql, sizeof(sql), "VACUUM %s %s", small ? "(FULL)" : "", table);
    return exec(db, sql);
}

/* Somebody who still reads from before the deletion keeps the rows alive. */
static enum err is_read_by_others(struct postgres *db, bool *out)
{
    int64_t readers = 0;
    enum err err = db_int(&db->db, &readers,
                          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                          " AND backend_xmin IS NOT NULL AND pid <> pg_backend_pid()",
                          "");
    *out = readers > 0;
    return err;
}

static enum err scrub(struct db *base, int wait_ms, bool *out_done)
{
    (void)wait_ms; /* DB_POSTGRES_SCRUB_WAIT_MS is short enough for all */
    /* Where something is ever erased. */
    static const char *const tables[] = {"entry",     "item", "kiosk_look", "mail", "entry_event",
                                         "idea_stem", "hold", "refusal",    "staff"};
    struct postgres *db = postgres_of(base);
    bool read = false;
    char sql[64];
    *out_done = false;
    enum err err = is_read_by_others(db, &read);
    if (err != ERR_OK || read) return err;
    /* A backup that holds the table must not make everybody wait behind us. */
    snprintf(sql, sizeof(sql), "SET lock_timeout = %d", DB_POSTGRES_SCRUB_WAIT_MS);
    err = exec(db, sql);
    for (size_t at = 0; err == ERR_OK && at < sizeof(tables) / sizeof(tables[0]); at++) {
        err = scrub_table(db, tables[at]);
    }
    *out_done = err == ERR_OK;
    snprintf(sql, sizeof(sql), "SET lock_timeout = %d", DB_BUSY_TIMEOUT_MS);
    enum err set = exec(db, sql);
    return err == ERR_OK ? set : err;
}

/* A commit waits in any case. */
static enum err force(struct db *base, bool forced)
{
    (void)base, (void)forced;
    return ERR_OK;
}

static enum err announce(struct db *base)
{
    struct postgres *db = postgres_of(base);
    if (!db->in_transaction) return exec(db, "NOTIFY forhal");
    db->announced = true; /* once is enough, at the end */
    return ERR_OK;
}

static int news_fd(const struct db *base)
{
    const struct postgres *db = postgres_of(base);
    return db->listens && PQstatus(db->connection) == CONNECTION_OK ? PQsocket(db->connection) : -1;
}

static bool take_news(struct db *base)
{
    struct postgres *db = postgres_of(base);
    bool any = false;
    (void)PQconsumeInput(db->connection); /* one that was lost is made anew when it is asked for something */
    for (PGnotify *news = PQnotifies(db->connection); news != NULL; news = PQnotifies(db->connection)) {
        PQfreemem(news);
        any = true;
    }
    return any;
}

/* ---- opening ---- */

static enum err version_read(struct postgres *db, int64_t *out)
{
    *out = 0;
    enum err err = db_int(&db->db, out, "SELECT version FROM schema_version", "");
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err apply(struct postgres *db, const char *migration)
{
    AUTO(str_finish) struct str sql;
    str_init(&sql, SQL_BYTES_MAX);
    (void)sql_for_postgres(&sql, migration);
    return str_ok(&sql) ? exec(db, str_text(&sql)) : ERR_NOMEM;
}

static enum err version_write(struct postgres *db, int64_t version)
{
    enum err err = exec(db, "DELETE FROM schema_version");
    return err == ERR_OK ? db_run(&db->db, "INSERT INTO schema_version VALUES (?)", "i", version) : err;
}

/* Without waiting for who writes just now. */
static bool is_up_to_date(struct postgres *db, int64_t known)
{
    int64_t there = 0;
    int64_t applied = 0;
    if (db_int(&db->db, &there, "SELECT to_regclass('schema_version') IS NOT NULL", "") != ERR_OK || there == 0) {
        return false;
    }
    return version_read(db, &applied) == ERR_OK && applied == known;
}

static enum err migrate(struct postgres *db, const char *const *migrations)
{
    int64_t known = 0;
    int64_t applied = 0;
    while (migrations[known] != NULL) known++;
    if (known > 0 && is_up_to_date(db, known)) return ERR_OK;
    enum err err = db_begin(&db->db);
    if (err == ERR_OK) err = exec(db, sql_postgres_prelude);
    if (err == ERR_OK) err = version_read(db, &applied);
    if (err == ERR_OK && applied > known) err = ERR_DAMAGED;
    for (int64_t next_one = applied; err == ERR_OK && next_one < known; next_one++) {
        err = apply(db, migrations[next_one]);
    }
    if (err == ERR_OK && applied < known) err = version_write(db, known);
    if (err == ERR_OK) err = db_commit(&db->db);
    db_rollback(&db->db);
    return err;
}

static void postgres_auto(struct postgres **db)
{
    if (*db != NULL) postgres_close(&(*db)->db);
}

static enum err connect_to(struct postgres **out, const char *url, bool listens)
{
    AUTO(postgres_auto) struct postgres *db = calloc(1, sizeof(*db));
    if (db == NULL) return ERR_NOMEM;
    db->db.engine = &engine;
    db->listens = listens;
    db->url = strdup(url);
    if (db->url == NULL) return ERR_NOMEM;
    char seconds[16];
    snprintf(seconds, sizeof(seconds), "%d", DB_POSTGRES_CONNECT_SECONDS);
    /* What the address itself says comes later, and wins. */
    const char *const names[] = {"connect_timeout", "application_name", "client_encoding", "dbname", NULL};
    const char *const values[] = {seconds, "forhal-registry", "UTF8", url, NULL};
    db->connection = PQconnectdbParams(names, values, 1);
    *out = db;
    db = NULL; /* the caller owns it now, connected or not: it has the words for what is wrong */
    if (PQstatus((*out)->connection) == CONNECTION_OK) return configure(*out);
    keep_message(*out, PQerrorMessage((*out)->connection));
    return ERR_UNAVAILABLE;
}

static enum err again(struct db *base, struct db **out)
{
    AUTO(postgres_auto) struct postgres *db = NULL;
    enum err err = connect_to(&db, postgres_of(base)->url, true);
    if (err != ERR_OK) return err;
    *out = &db->db;
    db = NULL; /* the caller owns it now */
    return ERR_OK;
}

enum err db_postgres_open(struct db **out, const char *url, const char *const *migrations, char **out_problem)
{
    *out = NULL;
    *out_problem = NULL;
    AUTO(postgres_auto) struct postgres *db = NULL;
    enum err err = connect_to(&db, url, false);
    if (err == ERR_OK) err = migrate(db, migrations);
    if (err != ERR_OK) {
        if (db != NULL) *out_problem = strdup(db->message);
        return err;
    }
    *out = &db->db;
    db = NULL; /* the caller owns it now */
    return ERR_OK;
}

enum err db_postgres_version(const char *url, int64_t *out, char **out_problem)
{
    int64_t there = 0;
    *out = 0;
    *out_problem = NULL;
    AUTO(postgres_auto) struct postgres *db = NULL;
    enum err err = connect_to(&db, url, false);
    if (err == ERR_OK) err = db_int(&db->db, &there, "SELECT (to_regclass('schema_version') IS NOT NULL)::int", "");
    if (err == ERR_OK && there != 0) err = version_read(db, out);
    if (err != ERR_OK && db != NULL) *out_problem = strdup(db->message);
    return err;
}

/* Each question is a way to the server and back, whatever it is of. */
static void still(struct db *base, bool still)
{
    (void)base;
    (void)still;
}

static const struct db_engine engine = {
    .close = postgres_close,
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
