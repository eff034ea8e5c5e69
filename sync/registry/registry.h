/* sync/registry/registry.h - the registry's data folder, opened: its database, its keys, a clock.
 *
 *   DIR/registry.db   everything the registry knows; its commented schema is in registry.c; or
 *   DIR/database      the address of the PostgreSQL that holds it instead (0600: a password may be in it)
 *   DIR/erased.log    what must not come back from a backup: erased_log.h
 *   DIR/keys/         see keys.h
 * The struct is the map of the house: content.h, feed_pages.h, kiosks.h, ledger.h, users.h and
 * sessions.h are the verbs on it.
 * Threads: a registry is used by one thread at a time. Several processes may have the same
 * folder, or PostgreSQL, open: a lock decides who writes, and each sees what the others committed. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/clock.h"
#include "sync/base/db.h"
#include "sync/base/err.h"
#include "sync/registry/database/erased_log.h"
#include "sync/registry/keys/keys.h"
#include "sync/registry/keys/staff_key.h"

struct mark_words;

enum { KEYS_KEPT_DAYS = 400 }; /* old sealing secrets, unless --days says otherwise */
enum {
    REGISTRY_GENERATION_TEXT_BYTES = 33, /* feed_generation_number(), a dash, 8 hex digits; and the NUL */
    REGISTRY_TOMBSTONES_MAX = 10000,     /* of a generation: with more an import begins another */
};

struct proofs;

struct registry {
    struct db *db; /* owned */
    struct keys keys;
    char *keys_path;            /* owned */
    struct staff_key staff_key; /* what staff sign in with is sealed under it: staff/staff_secrets.h */
    struct clock clock;
    char *erased_path;             /* owned: DIR/erased.log */
    struct erased_batch erased;    /* of the open transaction: into the log before it is committed */
    size_t erased_damaged;         /* lines of the log that could not be read when it was opened */
    bool shared;                   /* on PostgreSQL: other machines may work on the same database */
    int64_t erased_known;          /* rows of erased and asked when the log was last compared with them */
    int64_t followed_ms;           /* when erasures_follow() last looked; 0: not yet */
    int64_t scrub_again_ms;        /* on PostgreSQL, where a try that is in vain costs others time: not before */
    struct mark_words *mark_words; /* owned: what ideas are looked through for; NULL: no words (inbox_mark_with()) */
    int64_t retention_next_ms;     /* retention.h: not before; 0: at once */
    int64_t retention_leapt_ms;    /* since when the clock is doubted, less what the database remembers; 0: it isn't */
    bool retention_scrub;          /* something went by age, and more is to go before it is scrubbed */
    struct {
        int64_t moment; /* db_moment() when it was read; 0: not known */
        int64_t sequence;
        char generation[REGISTRY_GENERATION_TEXT_BYTES];
    } head;
    int64_t keys_moment;   /* likewise: when the keys' file was looked at */
    struct proofs *proofs; /* owned: erasures that are being proved (proofs.h); NULL: none yet */
    bool serves;           /* its thread answers others meanwhile, and does not wait long for anybody who reads */
    bool scrub_due;        /* something was erased, and its bytes may still lie in the database's log */
};

/* The SQL that makes a database of the newest version out of any earlier one, a NULL-terminated list as db_open() takes
 * it: the first N make one of version N. */
const char *const *registry_migrations(void);

/* Makes `folder` (0700; its parent must be there), the keys and an empty database with a new
 * random generation. An interrupted call may be repeated. Errors: ERR_EXISTS (was initialised
 * before; nothing changed), ERR_IO, ERR_FULL, ERR_DAMAGED, ERR_UNAVAILABLE, ERR_NOMEM. */
MUST_USE enum err registry_init(const char *folder);
/* The same; `url` is a PostgreSQL's address (db_postgres.h), or NULL for SQLite in the folder. Further machines on one
 * database get a copy of the folder, since they share its keys. On ERR_UNAVAILABLE *out_problem says why, to be
 * freed. */
MUST_USE enum err registry_init_at(const char *folder, const char *url, char **out_problem);

/* Opens what registry_init() made. On ERR_OK the caller owns *out and releases it with
 * registry_close(). What erased.log says is done
 * before anybody can ask. Errors: ERR_NOT_FOUND (not initialised), ERR_DAMAGED (the database, or the
 * keys beside it, are missing or unreadable), ERR_IO, ERR_FULL, ERR_UNAVAILABLE, ERR_NOMEM. */
MUST_USE enum err registry_open(struct registry **out, const char *folder, struct clock clock);
/* The same, with another database than the one the folder names, if `url` is not NULL. */
MUST_USE enum err registry_open_at(struct registry **out, const char *folder, const char *url, struct clock clock,
                                   char **out_problem);
/* The PostgreSQL's address: `url`, or what the folder says; *out, to be freed, is NULL for SQLite. Errors: ERR_DAMAGED,
 * ERR_IO, ERR_NOMEM. */
MUST_USE enum err registry_address(const char *folder, const char *url, char **out);
/* The number of the database's schema, and of the newest that this program knows. */
struct registry_versions {
    int there, known;
};
/* Looks at a registry's database without changing it. Errors: ERR_NOT_FOUND (there is none), else as
 * registry_open_at(). */
MUST_USE enum err registry_look(const char *folder, const char *url, struct registry_versions *out, char **out_problem);
/* To look only: its database as it stands, which must be of this program's schema, and the key staff.json, zeroes where
 * there is none that can be read. Nothing is changed, and it is closed without anything else. Errors: ERR_NOT_FOUND,
 * and as registry_open_at(). */
MUST_USE enum err registry_open_to_look(struct registry **out, const char *folder, const char *url, char **out_problem);
/* Takes NULL. */
void registry_close(struct registry *registry);
void registry_auto(struct registry **registry);

/* Where the content stands: the generation and the newest sequence (0 before the first import). */
MUST_USE enum err registry_head(struct registry *registry, char generation[REGISTRY_GENERATION_TEXT_BYTES],
                                int64_t *out_head);

/* Names this history of the content anew: after a backup was put back, when what kiosks have seen may be newer than
 * what is here. They fetch everything again, beside what they show. Its number is the clock's seconds, or one more than
 * the one before if that is greater, so that it is greater than that of any generation since the backup, too. What was
 * removed is remembered here, and told to nobody any more. Errors: those of db_run() and db_begin(). */
MUST_USE enum err registry_begin_generation(struct registry *registry);
/* The same with a number greater than `above`, too: that of a kiosk which came by a generation that is not on this
 * clock's way. ERR_INVALID: beyond what a generation can be named. */
MUST_USE enum err registry_begin_generation_above(struct registry *registry, int64_t above);
/* The same inside the caller's transaction, and only when more than REGISTRY_TOMBSTONES_MAX are told of. */
MUST_USE enum err registry_bound_tombstones(struct registry *registry);

/* Takes over what `forhal-registry keys` did meanwhile in another process. Errors: those of keys_read(); the keys are
 * then what they were. */
MUST_USE enum err registry_refresh_keys(struct registry *registry);

/* New keys of these kinds, the others as they are. One process does so at a time. Errors: those of keys_rotate() and
 * db_begin(). */
MUST_USE enum err registry_rotate_keys(struct registry *registry, const bool kinds[KEY_KIND_COUNT]);
/* Forgets sealing secrets that were replaced more than `days` ago. Nothing is forgotten by a clock that is before the
 * last rotation (ERR_INVALID). Further errors: those of keys_forget() and db_begin(). */
MUST_USE enum err registry_forget_keys(struct registry *registry, int days, size_t *out_count);

/* When something is due: writes the log back and cuts it, so that erased bytes are in no file any more (the
 * database itself overwrites what it deletes). While another process reads, it stays due: call it again. No
 * transaction may be open; inside a shared one (db_share_begin()) it does nothing and stays due. */
void registry_scrub(struct registry *registry);
