/* sync/registry/database/backup_postgres.h - PostgreSQL's own programs, pg_dump, pg_restore and psql, for backup.c.
 *
 * The address goes to them through the environment, so that a password in it is in no list of processes. They are those
 * of Debian's postgresql-client, which must not be older than the server. Threads: one at a time. */
#pragma once

#include <stddef.h>

#include "sync/base/err.h"

/* Writes the tables of the address's own schema, in one snapshot. Errors: ERR_UNAVAILABLE (no server, no program),
 * ERR_IO, ERR_NOMEM; `problem` says what to do, and what the program said is on standard error. */
MUST_USE enum err backup_postgres_dump(const char *url, const char *file, char *problem, size_t problem_bytes);
/* Puts them back in one transaction, in the place of all tables that are there, also of those that a newer program has
 * added since. Errors as above. */
MUST_USE enum err backup_postgres_restore(const char *url, const char *file, char *problem, size_t problem_bytes);
/* Can the file be read as such? ERR_DAMAGED, and as above. */
MUST_USE enum err backup_postgres_check(const char *file, char *problem, size_t problem_bytes);
