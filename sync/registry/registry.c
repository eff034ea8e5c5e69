#define _POSIX_C_SOURCE 200809L
#include "sync/registry/registry.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/base/str.h"
#include "sync/registry/content/notices.h"
#include "sync/registry/content/phone_pictures.h"
#include "sync/registry/content/pictures.h"
#include "sync/registry/content/uploads.h"
#include "sync/registry/content/versions.h"
#include "sync/registry/content/works_schema.h"
#include "sync/registry/database/db_postgres.h"
#include "sync/registry/entries/erasures.h"
#include "sync/registry/entries/inbox_schema.h"
#include "sync/registry/entries/marks.h"
#include "sync/registry/fleet/alerts.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/fleet/numbers.h"
#include "sync/registry/fleet/pending.h"
#include "sync/registry/fleet/turns.h"
#include "sync/registry/mail/mail.h"
#include "sync/registry/privacy/privacy_schema.h"
#include "sync/registry/privacy/proofs.h"
#include "sync/registry/privacy/retention_clock.h"
#include "sync/registry/staff/oidc.h"
#include "sync/registry/staff/session_proof.h"
#include "sync/registry/staff/staff_mail.h"
#include "sync/registry/staff/staff_schema.h"
#include "sync/registry/staff/staff_secrets.h"
#include "sync/wire/feed.h"

enum { ADDRESS_FILE_BYTES_MAX = 2048 };

/* Times end in _s: seconds since 1970 by the registry's clock, for people, never for order. */
static const char schema_1[] =
    /* One row. `generation` names this history of the content: kiosks that hold another one begin
     * again. `head` is the newest sequence given out, raised inside the transaction that uses it,
     * so that numbers have no gaps and none arrives late. */
    "CREATE TABLE state ("
    "  one        INTEGER PRIMARY KEY CHECK (one = 1),"
    "  generation TEXT NOT NULL,"
    "  head       INTEGER NOT NULL"
    ") STRICT;"

    /* What kiosks show, newest state only. A removed item stays as a tombstone without a body, so
     * that kiosks hear of it and a submission to it is still recognised. `position` is the place
     * among the live items of its type; `body` is compact JSON. A tombstone of an earlier generation has
     * its sequence negated: it stands on no page. */
    "CREATE TABLE item ("
    "  type     TEXT NOT NULL CHECK (type IN ('site', 'network', 'page')),"
    "  id       TEXT NOT NULL,"
    "  seq      INTEGER NOT NULL UNIQUE,"
    "  position INTEGER NOT NULL,"
    "  body     TEXT,"
    "  PRIMARY KEY (type, id)"
    ") STRICT;"

    /* Who may send and ask. `revoked_s` is set for a kiosk that was stolen or taken down. */
    "CREATE TABLE kiosk ("
    "  id          TEXT PRIMARY KEY,"
    "  name        TEXT NOT NULL,"
    "  sign_public BLOB NOT NULL UNIQUE CHECK (length(sign_public) = 32),"
    "  enrolled_s  INTEGER NOT NULL,"
    "  revoked_s   INTEGER"
    ") STRICT;"

    /* A code that turns one key into a kiosk, once. Only the code's hash is here. `kiosk` is NULL
     * until it was used; afterwards it lets the same key ask again when the answer was lost. */
    "CREATE TABLE invitation ("
    "  code_hash BLOB PRIMARY KEY CHECK (length(code_hash) = 32),"
    "  name      TEXT NOT NULL,"
    "  expires_s INTEGER NOT NULL,"
    "  kiosk     TEXT REFERENCES kiosk (id)"
    ") STRICT;"

    /* What citizens said, in the order of arrival (`number` is never used twice). `id` was made at
     * the kiosk; `hash` of the sealed bytes tells a repeated send from another entry with its id. What a
     * kind does not have is '': an idea has no network, only a seat has comes_as and brings, only an
     * idea title, text and side; name and contact may be '' for an idea. */
    "CREATE TABLE entry ("
    "  number     INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),"
    "  hash       BLOB NOT NULL CHECK (length(hash) = 32),"
    "  kiosk      TEXT NOT NULL REFERENCES kiosk (id),"
    "  kind       TEXT NOT NULL,"
    "  network    TEXT NOT NULL,"
    "  name       TEXT NOT NULL,"
    "  contact    TEXT NOT NULL,"
    "  comes_as   TEXT NOT NULL,"
    "  brings     TEXT NOT NULL,"
    "  title      TEXT NOT NULL,"
    "  text       TEXT NOT NULL,"
    "  side       TEXT NOT NULL,"
    "  notice     TEXT NOT NULL,"
    "  lang       TEXT NOT NULL,"
    "  receipt    BLOB NOT NULL CHECK (length(receipt) = 32),"
    "  received_s INTEGER NOT NULL"
    ") STRICT;"

    /* Ids of entries that were erased, so that a late repeat cannot bring them back. */
    "CREATE TABLE erased ("
    "  id BLOB PRIMARY KEY CHECK (length(id) = 16)"
    ") STRICT;"

    /* Staff. `password` is libsodium's argon2id text, salt and cost included. */
    "CREATE TABLE staff ("
    "  name     TEXT PRIMARY KEY,"
    "  password TEXT NOT NULL"
    ") STRICT;"

    /* Who is signed in. Only the token's hash is here. */
    "CREATE TABLE session ("
    "  token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),"
    "  staff      TEXT NOT NULL REFERENCES staff (name) ON DELETE CASCADE,"
    "  expires_s  INTEGER NOT NULL"
    ") STRICT;";

/* Ideas and answers on the feed; support, and requests by receipt code, among the entries. */
static const char schema_2[] =
    /* A CHECK can't be changed in place. An idea's id is "idea-" and its entry's number; an answer's is
     * receipt_code_name(). */
    "CREATE TABLE item_2 ("
    "  type     TEXT NOT NULL CHECK (type IN ('site', 'network', 'page', 'idea', 'answer')),"
    "  id       TEXT NOT NULL,"
    "  seq      INTEGER NOT NULL UNIQUE,"
    "  position INTEGER NOT NULL,"
    "  body     TEXT,"
    "  PRIMARY KEY (type, id)"
    ") STRICT;"
    "INSERT INTO item_2 SELECT type, id, seq, position, body FROM item;"
    "DROP TABLE item;"
    "ALTER TABLE item_2 RENAME TO item;"
    /* What an idea leans to, and which idea a support is for. A support has a receipt of zeros; a request has
     * that of what it is about, and nothing else of what was typed. */
    "ALTER TABLE entry ADD COLUMN leans TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE entry ADD COLUMN idea TEXT NOT NULL DEFAULT '';"
    "CREATE INDEX entry_receipt ON entry (receipt, kind);"
    "CREATE INDEX entry_idea ON entry (idea) WHERE idea <> '';";

/* Pictures of editorial pages under their names (sync/model/picture.h): those that a page names. */
static const char schema_pictures[] = "CREATE TABLE picture ("
                                      "  name  TEXT PRIMARY KEY CHECK (length(name) = 64),"
                                      "  bytes BLOB NOT NULL"
                                      ") STRICT;";

/* How each kiosk is: its latest heartbeat (sync/wire/heartbeat.h), some minutes old at most, and since when it is
 * behind or shows nothing new (0: it isn't). A picture of its screen that staff asked for, until it is LOOK_KEPT_S old.
 */
static const char schema_fleet[] = "CREATE TABLE kiosk_state ("
                                   "  kiosk    TEXT PRIMARY KEY REFERENCES kiosk (id) ON DELETE CASCADE,"
                                   "  heard_s  INTEGER NOT NULL,"
                                   "  behind_s INTEGER NOT NULL,"
                                   "  frozen_s INTEGER NOT NULL,"
                                   "  beat     TEXT NOT NULL"
                                   ") STRICT;"
                                   "CREATE TABLE kiosk_look ("
                                   "  kiosk   TEXT PRIMARY KEY REFERENCES kiosk (id) ON DELETE CASCADE,"
                                   "  look    TEXT NOT NULL UNIQUE,"
                                   "  asked_s INTEGER NOT NULL,"
                                   "  refused TEXT,"
                                   "  picture BLOB"
                                   ") STRICT;";

/* For the registry's own pages, which anybody may ask for at any time: nothing of it may mean reading every network. */
static const char schema_web[] =
    /* What is given there (ledger_take()) comes from a kiosk of this name. Its key is no point that Ed25519 accepts,
     * and it is revoked besides, so nobody can sign for it. */
    "INSERT INTO kiosk (id, name, sign_public, enrolled_s, revoked_s) VALUES ('web', 'web', zeroblob(32), 0, 0);"

    /* Networks and ideas in their order, by date, and those that will meet. */
    "CREATE INDEX item_place ON item (type, position, id) WHERE body IS NOT NULL;"
    "CREATE INDEX item_date ON item ((coalesce(body ->> 'updated', body ->> 'published')))"
    " WHERE type IN ('network', 'idea') AND body IS NOT NULL;"
    "CREATE INDEX item_meeting ON item ((body ->> '$.founding_group.starts'))"
    " WHERE type = 'network' AND body IS NOT NULL;"

    /* Which network set off which other one; items.c keeps it with the items. */
    "CREATE TABLE spawned ("
    "  source TEXT NOT NULL,"
    "  target TEXT NOT NULL,"
    "  PRIMARY KEY (target, source)"
    ") STRICT;"
    "CREATE INDEX spawned_source ON spawned (source);"
    "INSERT INTO spawned (source, target) SELECT item.id, one.value ->> 'network'"
    " FROM item, json_each(item.body, '$.spawned') AS one"
    " WHERE item.type = 'network' AND item.body IS NOT NULL AND one.type = 'object'"
    " AND one.value ->> 'network' IS NOT NULL ON CONFLICT DO NOTHING;";

/* What was asked for under a receipt, by whoever holds its code: it holds for what comes later, too. Also in
 * erased.log, with the ids of `erased`, so that an older copy of this file hears of it. */
static const char schema_asked[] =
    "CREATE TABLE asked ("
    "  receipt BLOB NOT NULL CHECK (length(receipt) = 32),"
    "  kind    TEXT NOT NULL CHECK (kind IN ('erase', 'withdraw')),"
    "  PRIMARY KEY (receipt, kind)"
    ") STRICT;"
    "INSERT INTO asked SELECT DISTINCT receipt, kind FROM entry WHERE kind IN ('erase', 'withdraw');"
    /* The number of what was given at its kiosk, which only grows (0: an older kiosk does not say), and when by that
     * kiosk's clock: NULL when it does not say, or doubts it. */
    "ALTER TABLE entry ADD COLUMN kiosk_order INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE entry ADD COLUMN given_s INTEGER;"
    "ALTER TABLE entry ADD COLUMN clock_doubtful INTEGER NOT NULL DEFAULT 0;";

static const char *const migrations[] = {schema_1,
                                         schema_2,
                                         schema_pictures,
                                         pending_schema,
                                         turns_schema,
                                         former_keys_schema,
                                         schema_fleet,
                                         schema_asked,
                                         schema_web,
                                         staff_schema,
                                         mail_schema,
                                         inbox_schema,
                                         versions_schema,
                                         alerts_schema,
                                         privacy_schema,
                                         oidc_schema,
                                         uploads_schema,
                                         numbers_schema,
                                         mail_entry_schema,
                                         retention_clock_schema,
                                         session_proof_schema,
                                         staff_mail_schema,
                                         works_schema,
                                         network_pictures_schema,
                                         phone_pictures_schema,
                                         NULL};

const char *const *registry_migrations(void)
{
    return migrations;
}

/* What is inside the folder. */
struct places {
    char *database; /* owned: SQLite's file */
    char *address;  /* owned: the file that says where PostgreSQL is */
    char *keys;     /* owned */
    char *erased;   /* owned: the file of what must not come back */
    char *url;      /* owned: where PostgreSQL is; NULL: SQLite */
};

static void places_finish(struct places *places)
{
    free(places->database);
    free(places->address);
    free(places->keys);
    if (places->url != NULL) sodium_memzero(places->url, strlen(places->url));
    free(places->url);
    free(places->erased);
}

static enum err read_address(struct places *places)
{
    AUTO(str_finish) struct str text;
    enum err err = file_read(&text, places->address, ADDRESS_FILE_BYTES_MAX);
    if (err == ERR_NOT_FOUND) return ERR_OK;
    if (err != ERR_OK) return err == ERR_TOO_LARGE ? ERR_DAMAGED : err;
    places->url = strndup(str_text(&text), strcspn(str_text(&text), "\r\n"));
    if (places->url == NULL) return ERR_NOMEM;
    return db_postgres_is_url(places->url) ? ERR_OK : ERR_DAMAGED;
}

/* `url` as it was given, or NULL: then the folder says it. */
static enum err places_find(struct places *out, const char *folder, const char *url)
{
    *out = (struct places){.database = file_join(folder, "registry.db"),
                           .address = file_join(folder, "database"),
                           .keys = file_join(folder, "keys"),
                           .erased = file_join(folder, "erased.log")};
    bool all = out->database != NULL && out->address != NULL && out->keys != NULL && out->erased != NULL;
    if (!all) return ERR_NOMEM;
    if (url == NULL) return read_address(out);
    out->url = strdup(url);
    return out->url != NULL ? ERR_OK : ERR_NOMEM;
}

static enum err open_database(struct db **out, const struct places *places, char **out_problem)
{
    *out_problem = NULL;
    if (places->url != NULL) return db_postgres_open(out, places->url, migrations, out_problem);
    return db_open(out, places->database, migrations, DB_DURABLE);
}

static void generation_draw(char out[REGISTRY_GENERATION_TEXT_BYTES], int64_t number)
{
    unsigned char random[4]; /* the number tells generations apart; this, what two registries made in one second */
    char hex[2 * sizeof(random) + 1];
    randombytes_buf(random, sizeof(random));
    snprintf(out, REGISTRY_GENERATION_TEXT_BYTES, "%" PRId64 "-%s", number,
             sodium_bin2hex(hex, sizeof(hex), random, sizeof(random)));
}

static enum err generation_make(struct db *db)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    const struct clock clock = clock_system();
    generation_draw(generation, clock_wall_s(&clock));
    enum err err = db_run(db, "INSERT INTO state (one, generation, head) VALUES (1, ?, 0)", "t", generation);
    return err == ERR_CONFLICT ? ERR_EXISTS : err;
}

/* Over an old database no new keys may be made: the kiosks have pinned the lost ones. */
static enum err make_keys(const struct places *places)
{
    bool begun = access(places->url != NULL ? places->address : places->database, F_OK) == 0;
    return begun ? ERR_OK : keys_make(places->keys);
}

enum err registry_init_at(const char *folder, const char *url, char **out_problem)
{
    *out_problem = NULL;
    AUTO(places_finish) struct places places = {0};
    enum err err = places_find(&places, folder, url);
    if (err == ERR_OK) err = file_make_folder(folder, 0700);
    /* The keys first: registry_open() takes a database with a generation as the sign that all is there. */
    if (err == ERR_OK) err = make_keys(&places);
    if (err != ERR_OK) return err;
    AUTO(db_auto) struct db *db = NULL;
    err = open_database(&db, &places, out_problem);
    if (err == ERR_OK && url != NULL) err = file_write(places.address, url, strlen(url), 0600);
    if (err == ERR_OK) err = generation_make(db);
    return err;
}

enum err registry_init(const char *folder)
{
    char *problem = NULL;
    enum err err = registry_init_at(folder, NULL, &problem);
    free(problem);
    return err;
}

/* That of a database whose version kept none. */
static enum err keep_notice(struct registry *registry)
{
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = notices_keep(registry, "");
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err registry_open_at(struct registry **out, const char *folder, const char *url, struct clock clock,
                          char **out_problem)
{
    *out = NULL;
    *out_problem = NULL;
    AUTO(places_finish) struct places places = {0};
    enum err err = places_find(&places, folder, url);
    if (err != ERR_OK) return err;
    if (places.url == NULL && access(places.database, F_OK) != 0) return ERR_NOT_FOUND;
    AUTO(registry_auto) struct registry *registry = calloc(1, sizeof(*registry));
    if (registry == NULL) return ERR_NOMEM;
    registry->clock = clock;
    err = open_database(&registry->db, &places, out_problem);
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    if (err == ERR_OK) err = registry_head(registry, generation, &head);
    if (err != ERR_OK) return err;
    err = keys_read(&registry->keys, places.keys);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_DAMAGED : err;
    registry->keys_path = places.keys;
    registry->erased_path = places.erased;
    registry->shared = places.url != NULL;
    places.keys = places.erased = NULL; /* the registry owns them now */
    err = staff_secrets_begin(registry);
    if (err == ERR_OK) err = erasures_apply(registry);
    if (err == ERR_OK) err = keep_notice(registry);
    if (err != ERR_OK) return err;
    registry->scrub_due = true;                      /* the power may have gone between an erasure and its scrubbing */
    if (!registry->shared) registry_scrub(registry); /* where others work meanwhile, whoever serves does it */
    *out = registry;
    registry = NULL; /* the caller owns it now */
    return ERR_OK;
}

enum err registry_address(const char *folder, const char *url, char **out)
{
    AUTO(places_finish) struct places places = {0};
    *out = NULL;
    enum err err = places_find(&places, folder, url);
    if (err != ERR_OK || places.url == NULL) return err;
    *out = places.url;
    places.url = NULL; /* the caller's */
    return ERR_OK;
}

enum err registry_look(const char *folder, const char *url, struct registry_versions *out, char **out_problem)
{
    *out_problem = NULL;
    *out = (struct registry_versions){0};
    while (migrations[out->known] != NULL) out->known++;
    AUTO(places_finish) struct places places = {0};
    AUTO(db_auto) struct db *db = NULL;
    int64_t there = 0;
    enum err err = places_find(&places, folder, url);
    if (err == ERR_OK && places.url != NULL) err = db_postgres_version(places.url, &there, out_problem);
    if (err == ERR_OK && places.url == NULL) err = db_open(&db, places.database, NULL, DB_READ_ONLY);
    if (err == ERR_OK && db != NULL) err = db_int(db, &there, "PRAGMA user_version", "");
    out->there = (int)there;
    return err;
}

enum err registry_open_to_look(struct registry **out, const char *folder, const char *url, char **out_problem)
{
    *out = NULL;
    *out_problem = NULL;
    AUTO(places_finish) struct places places = {0};
    enum err err = places_find(&places, folder, url);
    if (err != ERR_OK) return err;
    AUTO(registry_auto) struct registry *registry = calloc(1, sizeof(*registry));
    if (registry == NULL) return ERR_NOMEM;
    registry->clock = clock_system();
    /* There all migrations have been applied, so that none is. */
    err = places.url != NULL ? db_postgres_open(&registry->db, places.url, migrations, out_problem)
                             : db_open(&registry->db, places.database, NULL, DB_READ_ONLY);
    if (err == ERR_OK && staff_key_read(&registry->staff_key, places.keys) != ERR_OK) {
        staff_key_finish(&registry->staff_key);
    }
    if (err != ERR_OK) return err;
    *out = registry;
    registry = NULL; /* the caller owns it now */
    return ERR_OK;
}

enum err registry_open(struct registry **out, const char *folder, struct clock clock)
{
    char *problem = NULL;
    enum err err = registry_open_at(out, folder, NULL, clock, &problem);
    free(problem);
    return err;
}

void registry_close(struct registry *registry)
{
    if (registry == NULL) return;
    db_close(registry->db);
    proofs_destroy(registry->proofs); /* after it: proofs.c */
    keys_finish(&registry->keys);
    staff_key_finish(&registry->staff_key);
    mark_words_destroy(registry->mark_words);
    free(registry->keys_path);
    free(registry->erased_path);
    free(registry);
}

void registry_auto(struct registry **registry)
{
    registry_close(*registry);
}

enum err registry_head(struct registry *registry, char generation[REGISTRY_GENERATION_TEXT_BYTES], int64_t *out_head)
{
    int64_t moment = db_moment(registry->db);
    if (moment == 0 || registry->head.moment != moment) {
        AUTO(rows_auto) struct rows *rows = NULL;
        enum err err = db_query(registry->db, &rows, "SELECT generation, head FROM state", "");
        if (err == ERR_OK) err = rows_next(rows);
        if (err != ERR_OK) return err;
        snprintf(registry->head.generation, sizeof(registry->head.generation), "%s", rows_text(rows, 0));
        registry->head.sequence = rows_int(rows, 1);
        registry->head.moment = db_moment(registry->db);
    }
    memcpy(generation, registry->head.generation, sizeof(registry->head.generation));
    *out_head = registry->head.sequence;
    return ERR_OK;
}

/* A kiosk that begins a generation hears of nothing that was removed before it. */
static enum err begin_generation_inside(struct registry *registry, int64_t above)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    int64_t now_s = clock_wall_s(&registry->clock);
    enum err err = registry_head(registry, generation, &head);
    if (err != ERR_OK) return err;
    int64_t next = feed_generation_number(generation) + 1;
    if (next <= above) next = above + 1;
    generation_draw(generation, now_s > next ? now_s : next);
    if (feed_generation_number(generation) == 0) return ERR_INVALID;
    err = db_announce(registry->db);
    if (err == ERR_OK) err = db_run(registry->db, "UPDATE state SET generation = ?", "t", generation);
    if (err != ERR_OK) return err;
    return db_run(registry->db, "UPDATE item SET seq = -seq WHERE body IS NULL AND seq > 0", "");
}

enum err registry_begin_generation(struct registry *registry)
{
    return registry_begin_generation_above(registry, 0);
}

enum err registry_begin_generation_above(struct registry *registry, int64_t above)
{
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = turns_forget(registry); /* kiosks are ahead of what a backup knows of them */
    if (err == ERR_OK) err = begin_generation_inside(registry, above);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err registry_bound_tombstones(struct registry *registry)
{
    int64_t count = 0;
    enum err err = db_int(registry->db, &count, "SELECT count(*) FROM item WHERE body IS NULL AND seq > 0", "");
    return err != ERR_OK || count <= REGISTRY_TOMBSTONES_MAX ? err : begin_generation_inside(registry, 0);
}

enum err registry_refresh_keys(struct registry *registry)
{
    struct keys keys;
    int64_t moment = db_moment(registry->db);
    if (moment != 0 && registry->keys_moment == moment) return ERR_OK;
    registry->keys_moment = moment;
    if (keys_are_current(&registry->keys, registry->keys_path)) return ERR_OK;
    registry->keys_moment = 0; /* known again once they have been read */
    enum err err = keys_read(&keys, registry->keys_path);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_DAMAGED : err;
    keys_finish(&registry->keys);
    registry->keys = keys;
    return ERR_OK;
}

enum err registry_rotate_keys(struct registry *registry, const bool kinds[KEY_KIND_COUNT])
{
    enum err err = db_begin(registry->db); /* the lock; nothing is written to the database */
    if (err == ERR_OK) err = registry_refresh_keys(registry);
    if (err == ERR_OK) {
        err = keys_rotate(&registry->keys, registry->keys_path, kinds, clock_wall_s(&registry->clock));
    }
    db_rollback(registry->db);
    return err;
}

enum err registry_forget_keys(struct registry *registry, int days, size_t *out_count)
{
    enum { DAY_S = 24 * 60 * 60 };
    int64_t now_s = clock_wall_s(&registry->clock);
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = registry_refresh_keys(registry);
    if (err == ERR_OK && now_s < registry->keys.chain.links[registry->keys.chain.count - 1].made_s) err = ERR_INVALID;
    if (err == ERR_OK) {
        err = keys_forget(&registry->keys, registry->keys_path, now_s - (int64_t)days * DAY_S, out_count);
    }
    db_rollback(registry->db);
    return err;
}

void registry_scrub(struct registry *registry)
{
    enum { AGAIN_MS = 5000, SERVING_WAIT_MS = 100 };
    bool done = false;
    int wait_ms = registry->serves ? SERVING_WAIT_MS : DB_BUSY_TIMEOUT_MS;
    int64_t now_ms = clock_monotonic_ms(&registry->clock);
    if (db_shares(registry->db)) return; /* whoever ends the shared transaction scrubs */
    if (!registry->scrub_due || (registry->shared && now_ms < registry->scrub_again_ms)) return;
    registry->scrub_due = db_scrub(registry->db, wait_ms, &done) != ERR_OK || !done;
    registry->scrub_again_ms = registry->scrub_due ? now_ms + AGAIN_MS : 0;
}
