#define _POSIX_C_SOURCE 200809L
#include "sync/registry/registry.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sync/base/file.h"

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
     * among the live items of its type; `body` is compact JSON. */
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

/* For the registry's own pages, which anybody may ask for at any time: nothing of it may mean reading every network. */
static const char schema_web[] =
    /* What is given there (ledger_take()) comes from a kiosk of this name. Its key is no point that Ed25519 accepts,
     * and it is revoked besides, so nobody can sign for it. */
    "INSERT INTO kiosk (id, name, sign_public, enrolled_s, revoked_s) VALUES ('web', 'web', zeroblob(32), 0, 0);"

    /* Networks and ideas in their order, by date, and those that will meet. */
    "CREATE INDEX item_place ON item (type, position, id) WHERE body IS NOT NULL;"
    "CREATE INDEX item_date ON item (coalesce(body ->> 'updated', body ->> 'published'))"
    " WHERE type IN ('network', 'idea') AND body IS NOT NULL;"
    "CREATE INDEX item_meeting ON item (body ->> '$.founding_group.starts')"
    " WHERE type = 'network' AND body IS NOT NULL;"

    /* Which network set off which other one; follows the items by itself. */
    "CREATE TABLE spawned ("
    "  source TEXT NOT NULL,"
    "  target TEXT NOT NULL,"
    "  PRIMARY KEY (target, source)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX spawned_source ON spawned (source);"
    "INSERT OR IGNORE INTO spawned SELECT item.id, one.value ->> 'network'"
    " FROM item, json_each(item.body, '$.spawned') AS one"
    " WHERE item.type = 'network' AND one.type = 'object' AND one.value ->> 'network' IS NOT NULL;"
    "CREATE TRIGGER item_spawned_new AFTER INSERT ON item WHEN new.type = 'network' BEGIN"
    "  INSERT OR IGNORE INTO spawned SELECT new.id, one.value ->> 'network'"
    "  FROM json_each(new.body, '$.spawned') AS one"
    "  WHERE one.type = 'object' AND one.value ->> 'network' IS NOT NULL;"
    "END;"
    "CREATE TRIGGER item_spawned_changed AFTER UPDATE OF body ON item WHEN new.type = 'network' BEGIN"
    "  DELETE FROM spawned WHERE source = old.id;"
    "  INSERT OR IGNORE INTO spawned SELECT new.id, one.value ->> 'network'"
    "  FROM json_each(new.body, '$.spawned') AS one"
    "  WHERE one.type = 'object' AND one.value ->> 'network' IS NOT NULL;"
    "END;";

static const char *const migrations[] = {schema_1, schema_2, schema_pictures, schema_web, NULL};

/* The two paths inside the folder. */
struct places {
    char *database; /* owned */
    char *keys;     /* owned */
};

static void places_finish(struct places *places)
{
    free(places->database);
    free(places->keys);
}

static enum err places_find(struct places *out, const char *folder)
{
    *out = (struct places){.database = file_join(folder, "registry.db"), .keys = file_join(folder, "keys")};
    return out->database != NULL && out->keys != NULL ? ERR_OK : ERR_NOMEM;
}

static void generation_draw(char out[REGISTRY_GENERATION_TEXT_BYTES])
{
    unsigned char random[(REGISTRY_GENERATION_TEXT_BYTES - 1) / 2];
    randombytes_buf(random, sizeof(random));
    sodium_bin2hex(out, REGISTRY_GENERATION_TEXT_BYTES, random, sizeof(random));
}

static enum err generation_make(struct db *db)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    generation_draw(generation);
    enum err err = db_run(db, "INSERT INTO state (one, generation, head) VALUES (1, ?, 0)", "t", generation);
    return err == ERR_CONFLICT ? ERR_EXISTS : err;
}

enum err registry_init(const char *folder)
{
    AUTO(places_finish) struct places places = {0};
    enum err err = places_find(&places, folder);
    if (err == ERR_OK) err = file_make_folder(folder, 0700);
    if (err != ERR_OK) return err;
    /* The keys first: registry_open() takes a database with a generation as the sign that all is
     * there. Over an old database no new keys may be made: the kiosks have pinned the lost ones. */
    if (access(places.database, F_OK) != 0) err = keys_make(places.keys);
    AUTO(db_auto) struct db *db = NULL;
    if (err == ERR_OK) err = db_open(&db, places.database, migrations, DB_DURABLE);
    if (err == ERR_OK) err = generation_make(db);
    return err;
}

enum err registry_open(struct registry **out, const char *folder, struct clock clock)
{
    *out = NULL;
    AUTO(places_finish) struct places places = {0};
    enum err err = places_find(&places, folder);
    if (err != ERR_OK) return err;
    if (access(places.database, F_OK) != 0) return ERR_NOT_FOUND;
    AUTO(registry_auto) struct registry *registry = calloc(1, sizeof(*registry));
    if (registry == NULL) return ERR_NOMEM;
    registry->clock = clock;
    err = db_open(&registry->db, places.database, migrations, DB_DURABLE);
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    if (err == ERR_OK) err = registry_head(registry, generation, &head);
    if (err != ERR_OK) return err;
    err = keys_read(&registry->keys, places.keys);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_DAMAGED : err;
    registry->scrub_due = true; /* the power may have gone between an erasure and its scrubbing */
    registry_scrub(registry);
    *out = registry;
    registry = NULL; /* the caller owns it now */
    return ERR_OK;
}

void registry_close(struct registry *registry)
{
    if (registry == NULL) return;
    db_close(registry->db);
    keys_finish(&registry->keys);
    free(registry);
}

void registry_auto(struct registry **registry)
{
    registry_close(*registry);
}

enum err registry_head(struct registry *registry, char generation[REGISTRY_GENERATION_TEXT_BYTES], int64_t *out_head)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, "SELECT generation, head FROM state", "");
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    snprintf(generation, REGISTRY_GENERATION_TEXT_BYTES, "%s", rows_text(rows, 0));
    *out_head = rows_int(rows, 1);
    return ERR_OK;
}

enum err registry_begin_generation(struct registry *registry)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    generation_draw(generation);
    return db_run(registry->db, "UPDATE state SET generation = ?", "t", generation);
}

void registry_scrub(struct registry *registry)
{
    int64_t busy = 1;
    if (!registry->scrub_due) return;
    enum err err = db_int(registry->db, &busy, "PRAGMA wal_checkpoint(TRUNCATE)", "");
    registry->scrub_due = err != ERR_OK || busy != 0;
}
