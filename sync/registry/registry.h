/* sync/registry/registry.h - the registry's data folder, opened: its database, its keys, a clock.
 *
 *   DIR/registry.db   everything the registry knows; its commented schema is in registry.c
 *   DIR/erased.log    what must not come back from a backup: erased_log.h
 *   DIR/keys/         see keys.h
 * The struct is the map of the house: content.h, feed_pages.h, kiosks.h, ledger.h, users.h and
 * sessions.h are the verbs on it.
 * Threads: a registry is used by one thread at a time. Several processes may have the same
 * folder open: SQLite's write lock decides, and each sees what the others committed. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/clock.h"
#include "sync/base/db.h"
#include "sync/base/err.h"
#include "sync/registry/erased_log.h"
#include "sync/registry/keys.h"

enum { REGISTRY_GENERATION_TEXT_BYTES = 17 }; /* 16 hex digits and the NUL */

struct registry {
    struct db *db; /* owned */
    struct keys keys;
    struct clock clock;
    char *erased_path;          /* owned: DIR/erased.log */
    struct erased_batch erased; /* of the open transaction: into the log before it is committed */
    size_t erased_damaged;      /* lines of the log that could not be read when it was opened */
    bool scrub_due;             /* something was erased, and its bytes may still lie in the database's log */
};

/* Makes `folder` (0700; its parent must be there), the keys and an empty database with a new
 * random generation. An interrupted call may be repeated. Errors: ERR_EXISTS (was initialised
 * before; nothing changed), ERR_IO, ERR_FULL, ERR_DAMAGED, ERR_UNAVAILABLE, ERR_NOMEM. */
MUST_USE enum err registry_init(const char *folder);

/* Opens what registry_init() made. On ERR_OK the caller owns *out and releases it with
 * registry_close(). What erased.log says is done
 * before anybody can ask. Errors: ERR_NOT_FOUND (not initialised), ERR_DAMAGED (the database, or the
 * keys beside it, are missing or unreadable), ERR_IO, ERR_FULL, ERR_UNAVAILABLE, ERR_NOMEM. */
MUST_USE enum err registry_open(struct registry **out, const char *folder, struct clock clock);
/* Takes NULL. */
void registry_close(struct registry *registry);
void registry_auto(struct registry **registry);

/* Where the content stands: the generation and the newest sequence (0 before the first import). */
MUST_USE enum err registry_head(struct registry *registry, char generation[REGISTRY_GENERATION_TEXT_BYTES],
                                int64_t *out_head);

/* Names this history of the content anew: after a backup was put back, when what kiosks have seen may be newer than
 * what is here. They fetch everything again, beside what they show. Errors: those of db_run(). */
MUST_USE enum err registry_begin_generation(struct registry *registry);

/* When something is due: writes the log back and cuts it, so that erased bytes are in no file any more (the
 * database itself overwrites what it deletes). While another process reads, it stays due: call it again. No
 * transaction may be open. */
void registry_scrub(struct registry *registry);
