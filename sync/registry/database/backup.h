/* sync/registry/database/backup.h - a copy of a registry that is in use, and the way back.
 *
 *   FOLDER/registry.db      SQLite's online backup of one moment; or
 *   FOLDER/registry.pgdump  what pg_dump (custom format, one snapshot) says of PostgreSQL's tables
 *   FOLDER/keys/            all keys
 *   FOLDER/erased.log       copied after the database: what is erased in that is in this, too
 *   FOLDER/registry.conf, FOLDER/database   where DIR has them
 *   FOLDER/backup.json      of each file its length and BLAKE2b, so that a copy of the copy can be checked
 * All files are 0600, the folder 0700; it has its name only once it is whole, durable and was read again. Whoever has
 * it can read what citizens wrote. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"

enum { BACKUP_PROBLEM_BYTES = 700, BACKUP_FILES_MAX = 2000 };

#define BACKUP_DATABASE "registry.db"
#define BACKUP_DUMP     "registry.pgdump"
#define BACKUP_LIST     "backup.json"
/* In the registry's folder from before its database is replaced until it has begun a new generation. */
#define BACKUP_BEGUN "restore-begun"
/* Beside registry.db.former, the keys/staff.json (keys/staff_key.h) that it is sealed under. */
#define BACKUP_STAFF_KEY_FORMER "staff.json.former"

struct backup_job {
    const char *data;   /* the registry's folder */
    const char *url;    /* its PostgreSQL; NULL: SQLite in the folder */
    const char *folder; /* the backup's */
    /* Parts of the database that are done; may be NULL. */
    void (*progress)(void *context, int done, int all);
    void *context;
    char problem[BACKUP_PROBLEM_BYTES]; /* after an error: what is wrong, and what to do */
};

/* Makes FOLDER, which is not there yet, beside who serves. Errors: ERR_EXISTS (FOLDER is there), ERR_NOT_FOUND (no
 * registry), ERR_DAMAGED (the copy, or what was copied, can't be read), ERR_UNAVAILABLE (the database, or pg_dump),
 * ERR_FULL, ERR_IO, ERR_NOMEM; nothing is left of FOLDER then. */
MUST_USE enum err backup_make(struct backup_job *job);
/* Is every file there as it was written, and the database whole? ERR_DAMAGED, and as above. */
MUST_USE enum err backup_check(struct backup_job *job);

/* Puts the database back, and of the rest what `data` lacks: keys that are there stay, and erased.log becomes all that
 * either knows. `data` may be missing. The former registry.db stays beside as registry.db.former, its keys/staff.json
 * as staff.json.former: those of before the first try, where it had to be said again. Nobody may serve:
 * ERR_UNAVAILABLE. The caller then opens the registry, which erases again what the log knows, begins a new
 * generation and says backup_note_finished(). Other errors as above; the database is then the former one.
 *
 * Cut off at any point the folder opens, with the former database or the one that was put back, and
 * backup_is_unfinished(): nobody may serve it before `restore` was said again, since kiosks have perhaps seen more than
 * it knows. */
MUST_USE enum err backup_put_back(struct backup_job *job);
bool backup_is_unfinished(const char *data);
void backup_note_finished(const char *data);
