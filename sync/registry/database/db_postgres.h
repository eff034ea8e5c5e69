/* sync/registry/database/db_postgres.h - PostgreSQL behind sync/base/db.h, for a registry that is more than one
 * machine.
 *
 * The registry's SQL runs on both (sql_postgres.h says what is put differently). What SQLite's write lock does, an
 * advisory lock does here: db_begin() waits for it, so that transactions follow one another, whichever process they
 * come from, and a sequence number taken inside one is never overtaken. A transaction that lost its connection fails
 * as ERR_UNAVAILABLE and has changed nothing, or, when the answer to COMMIT was what got lost, perhaps everything:
 * callers send the same entry again, and ids decide. The next statement connects anew.
 *
 * db_announce() is NOTIFY, and a db of db_again() listens.
 *
 * db_scrub() writes the tables with what was erased anew, without it, unless they are larger than
 * DB_POSTGRES_REWRITE_BYTES_MAX: then the bytes stay in their pages until others take their place. Out of its reach, in
 * either case, are PostgreSQL's own log of changes (pg_wal, until its segments are written over, and wherever it is
 * archived), standbys' copies of that, the file system's freed blocks, and backups. */
#pragma once

#include "sync/base/db.h"

enum {
    DB_POSTGRES_CONNECT_SECONDS = 5,
    DB_POSTGRES_STATEMENT_MS = 30000,
    DB_POSTGRES_SCRUB_WAIT_MS = 200,
    DB_POSTGRES_REWRITE_BYTES_MAX = 64 * 1024 * 1024, /* of a table with its indexes: a second or two */
};

/* Is this text such an address: "postgres://…" or "postgresql://…"? */
bool db_postgres_is_url(const char *text);

/* Connects and brings the schema up to date; `migrations` as db_open(). On ERR_OK the caller owns *out. Errors:
 * ERR_UNAVAILABLE (no server, no such database, or it does not let us in; *out_problem says it in libpq's words,
 * without the password, and is to be freed; it may be NULL), ERR_DAMAGED (of a newer program), ERR_IO, ERR_NOMEM. */
MUST_USE enum err db_postgres_open(struct db **out, const char *url, const char *const *migrations, char **out_problem);
/* How many migrations were applied there; 0 where nothing is yet. Changes nothing. Errors as db_postgres_open(). */
MUST_USE enum err db_postgres_version(const char *url, int64_t *out, char **out_problem);
