#define _POSIX_C_SOURCE 200809L
#include "sync/store/catalog.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/base/db.h"
#include "sync/base/json.h"
#include "sync/base/letters.h"
#include "sync/model/place.h"
#include "sync/model/site.h"
#include "sync/store/catalog_inside.h"
#include "sync/store/catalog_places.h"
#include "sync/store/catalog_rows.h"
#include "sync/wire/feed_walk.h"

enum { PATH_BYTES_MAX = 4096 };

/* What is shown goes by this name while its own generation is gathered anew from 0: a page from 0
 * does not tell what was removed, so it cannot be laid over the old rows. */
static const char kept_generation[] = "(kept)";

/* A later program that understands more may add a migration which empties the tables: everything
 * is then fetched again, and what this one kept out gets its second chance. */
static const char *const schema[] = {
    /* Exactly one row. */
    "CREATE TABLE meta ("
    "  one               INTEGER PRIMARY KEY CHECK (one = 1),"
    "  cursor_generation TEXT NOT NULL," /* where the next page begins; '' before the first */
    "  cursor_sequence   INTEGER NOT NULL,"
    "  shown_generation  TEXT NOT NULL,"   /* which rows of item the screen sees; '' for none, or "(kept)" */
    "  revision          INTEGER NOT NULL" /* changes with what is shown; 0 for nothing */
    ") STRICT;"
    "INSERT INTO meta VALUES (1, '', 0, '', 0);"
    /* What the feed brought, newest state only. Rows of another generation than the shown one
     * are being gathered and become visible together. */
    "CREATE TABLE item ("
    "  generation  TEXT NOT NULL,"
    "  type        TEXT NOT NULL," /* network, page, site, or one a later program knows */
    "  id          TEXT NOT NULL,"
    "  sequence    INTEGER NOT NULL," /* the change that brought this state */
    "  position    INTEGER NOT NULL," /* order among its type, ascending; then by id */
    /* Copied out of a network's body, so that the board reads no JSON; NULL for other types. */
    "  kind        TEXT," /* network_kind_name() */
    "  status      TEXT," /* network_status_name() */
    "  phase       TEXT," /* id of one of the site's phases, or NULL */
    "  short_title TEXT,"
    "  title       TEXT,"
    "  question    TEXT,"
    "  petals      TEXT,"    /* network_petals_as_letters() */
    "  group_state INTEGER," /* enum group_state */
    "  words       TEXT,"    /* what a search looks in, through fold_add() */
    /* Last, so that reading a card does not walk through the overflow pages of a long body. */
    "  body        TEXT NOT NULL," /* the item's JSON object */
    "  PRIMARY KEY (generation, type, id)"
    ") STRICT;"
    "CREATE INDEX item_order ON item (generation, type, position, id);"
    /* The words of networks, kept in step by the triggers. Accents other than the Danish letters do not count. */
    "CREATE VIRTUAL TABLE item_words USING fts5 (words, content = 'item', content_rowid = 'rowid',"
    "  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');"
    "CREATE TRIGGER item_inserted AFTER INSERT ON item WHEN new.words IS NOT NULL BEGIN"
    "  INSERT INTO item_words (rowid, words) VALUES (new.rowid, new.words); END;"
    "CREATE TRIGGER item_deleted AFTER DELETE ON item WHEN old.words IS NOT NULL BEGIN"
    "  INSERT INTO item_words (item_words, rowid, words) VALUES ('delete', old.rowid, old.words); END;"
    "CREATE TRIGGER item_updated AFTER UPDATE ON item WHEN new.words IS NOT NULL BEGIN"
    "  INSERT INTO item_words (item_words, rowid, words) VALUES ('delete', old.rowid, old.words);"
    "  INSERT INTO item_words (rowid, words) VALUES (new.rowid, new.words); END;",
    /* Ten thousand networks, and what they say in several languages. What is shown stays: a kiosk may be brought up
     * to date while it has no network. */
    "DROP TRIGGER item_inserted; DROP TRIGGER item_deleted; DROP TRIGGER item_updated;"
    "DROP TABLE item_words; DROP INDEX item_order;"
    "ALTER TABLE item RENAME TO item_before;"
    "CREATE TABLE item ("
    "  number      INTEGER PRIMARY KEY," /* stays the same while the item is there */
    "  generation  TEXT NOT NULL,"
    "  type        TEXT NOT NULL," /* network, page, site, or one a later program knows */
    "  id          TEXT NOT NULL,"
    "  sequence    INTEGER NOT NULL," /* the change that brought this state */
    "  position    INTEGER NOT NULL," /* order among its type, ascending; then by id */
    /* Copied out of a network's body, so that the board reads no JSON; NULL for other types. */
    "  kind        TEXT,"    /* network_kind_name() */
    "  status      TEXT,"    /* network_status_name() */
    "  phase       TEXT,"    /* id of one of the site's phases, or NULL */
    "  petals      TEXT,"    /* network_petals_as_letters() */
    "  group_state INTEGER," /* enum group_state */
    /* Last, so that reading a card does not walk through the overflow pages of a long body. */
    "  body        TEXT NOT NULL," /* the item's JSON object */
    "  UNIQUE (generation, type, id)"
    ") STRICT;"
    "INSERT INTO item (generation, type, id, sequence, position, kind, status, phase, petals, group_state, body)"
    "  SELECT generation, type, id, sequence, position, kind, status, phase, petals, group_state, body"
    "  FROM item_before ORDER BY generation, type, position, id;"
    "DROP TABLE item_before;"
    "CREATE INDEX item_order ON item (generation, type, position, id);"
    /* Hold all that filters ask for, so that paging and counting read nothing but the index. */
    "CREATE INDEX network_order ON item (generation, position, id, kind, status, phase) WHERE type = 'network';"
    "CREATE INDEX network_counts ON item (generation, kind, status, phase) WHERE type = 'network';"
    "CREATE INDEX network_groups ON item (generation, position, id) WHERE type = 'network' AND group_state = 1;"
    /* What a network's card says in one language, whatever is not translated in Danish; the slot is
     * the item's number times CATALOG_LANGUAGES_MAX, and Danish is the first. An idea has one such row. */
    "CREATE TABLE card_text ("
    "  slot        INTEGER PRIMARY KEY,"
    "  lang        TEXT NOT NULL,"
    "  short_title TEXT NOT NULL,"
    "  title       TEXT NOT NULL,"
    "  question    TEXT NOT NULL,"
    "  danish      INTEGER NOT NULL," /* something on the card is not translated */
    "  letters     INTEGER NOT NULL," /* of what the card says: how long it is */
    "  names       TEXT NOT NULL,"    /* what a search looks in first, through fold_add() */
    "  words       TEXT NOT NULL"     /* and then */
    ") STRICT;"
    "CREATE INDEX card_text_letters ON card_text (lang, letters);"
    /* Which networks name another one as what they set off: for the way back. */
    "CREATE TABLE spawned (number INTEGER NOT NULL, child TEXT NOT NULL, PRIMARY KEY (child, number)) WITHOUT ROWID;"
    "CREATE INDEX spawned_number ON spawned (number);"
    "CREATE TRIGGER item_text_gone AFTER DELETE ON item WHEN old.type IN ('network', 'idea') BEGIN"
    "  DELETE FROM card_text WHERE slot BETWEEN old.number * 16 AND old.number * 16 + 15;"
    "  DELETE FROM spawned WHERE number = old.number; END;"
    /* Kept in step by the triggers. Accents other than the Danish letters do not count. */
    "CREATE VIRTUAL TABLE card_words USING fts5 (names, words, content = 'card_text', content_rowid = 'slot',"
    "  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4');"
    "CREATE TRIGGER card_text_put AFTER INSERT ON card_text BEGIN"
    "  INSERT INTO card_words (rowid, names, words) VALUES (new.slot, new.names, new.words); END;"
    "CREATE TRIGGER card_text_gone AFTER DELETE ON card_text BEGIN"
    "  INSERT INTO card_words (card_words, rowid, names, words)"
    "    VALUES ('delete', old.slot, old.names, old.words); END;",
    /* The newest sequence that a page of the cursor's generation has told of; never lower in a later page. */
    "ALTER TABLE meta ADD COLUMN head INTEGER NOT NULL DEFAULT 0;",
    /* The index of words is made behind what is shown (catalog_words.c): it holds the slots up to indexed_to, all of
     * them and no other. Once more, with fewer prefixes. */
    "DROP TRIGGER card_text_put; DROP TRIGGER card_text_gone; DROP TABLE card_words;"
    "ALTER TABLE meta ADD COLUMN indexed_to INTEGER NOT NULL DEFAULT 0;"
    "CREATE VIRTUAL TABLE card_words USING fts5 (names, words, content = 'card_text', content_rowid = 'slot',"
    "  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');"
    "CREATE TRIGGER card_text_put AFTER INSERT ON card_text WHEN new.slot <= (SELECT indexed_to FROM meta) BEGIN"
    "  INSERT INTO card_words (rowid, names, words) VALUES (new.slot, new.names, new.words); END;"
    "CREATE TRIGGER card_text_gone AFTER DELETE ON card_text WHEN old.slot <= (SELECT indexed_to FROM meta) BEGIN"
    "  INSERT INTO card_words (card_words, rowid, names, words)"
    "    VALUES ('delete', old.slot, old.names, old.words); END;",
    /* Who this is, as the places know it (catalog_places.h). */
    "ALTER TABLE meta ADD COLUMN kiosk TEXT NOT NULL DEFAULT '';",
    /* Which networks have a picture of their own, so that the agent need not read them all (catalog_pictures.c). */
    "CREATE TABLE network_picture (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TRIGGER item_picture_gone AFTER DELETE ON item WHEN old.type = 'network' BEGIN"
    "  DELETE FROM network_picture WHERE number = old.number; END;"
    "INSERT INTO network_picture (number, name) SELECT number, body ->> '$.picture.picture' FROM item"
    "  WHERE type = 'network' AND body ->> '$.picture.picture' IS NOT NULL;",
    NULL,
};

const char *const *catalog_migrations(void)
{
    return schema;
}

enum { SCHEMA_VERSION = sizeof(schema) / sizeof(schema[0]) - 1 };
/* What came later is for the writer alone: a screen that is started first after an update shows what is there. */
enum { READER_VERSION_MIN = 2 };

_Static_assert(CATALOG_LANGUAGES_MAX == 16, "as the trigger item_text_gone has it");

/* The row of meta. */
struct meta {
    char cursor_generation[FEED_GENERATION_BYTES_MAX + 1];
    int64_t cursor_sequence;
    char shown_generation[FEED_GENERATION_BYTES_MAX + 1];
    int64_t revision;
    int64_t head; /* read by apply() alone, so that a reader may meet an older file */
};

static enum err open_db(struct db **out, const char *path, enum catalog_mode mode)
{
    AUTO(db_auto) struct db *db = NULL;
    if (mode == CATALOG_WRITER) {
        enum err err = db_open(&db, path, schema, DB_DISPOSABLE);
        if (err == ERR_OK) err = catalog_texts_complete(db);
        if (err != ERR_OK) return err;
        *out = db;
        db = NULL;
        return ERR_OK;
    }
    enum err err = db_open(&db, path, NULL, DB_READ_ONLY);
    int64_t version = 0;
    if (err == ERR_OK) err = db_int(db, &version, "PRAGMA user_version", "");
    if (err != ERR_OK) return err;
    /* The writer has only just begun to make it, or is of a program before this one: it migrates when it begins. */
    if (version < READER_VERSION_MIN) return ERR_NOT_FOUND;
    if (version > SCHEMA_VERSION) return ERR_DAMAGED;
    *out = db;
    db = NULL;
    return ERR_OK;
}

enum err catalog_open(struct catalog **out, const char *path, enum catalog_mode mode)
{
    *out = NULL;
    AUTO(catalog_auto) struct catalog *catalog = calloc(1, sizeof(*catalog));
    if (catalog == NULL) return ERR_NOMEM;
    catalog->mode = mode;
    catalog->path = strdup(path);
    if (catalog->path == NULL) return ERR_NOMEM;
    enum err err = open_db(&catalog->db, path, mode);
    if (err != ERR_OK) return err;
    *out = catalog;
    catalog = NULL; /* the caller owns it now */
    return ERR_OK;
}

void catalog_close(struct catalog *catalog)
{
    if (catalog == NULL) return;
    db_close(catalog->db);
    free(catalog->path);
    free(catalog);
}

void catalog_auto(struct catalog **catalog)
{
    catalog_close(*catalog);
}

/* The log goes first: left beside a new file under the old name, it would be replayed into it. */
enum err catalog_set_aside(const char *path)
{
    static const char *const beside[] = {"-wal", "-shm"};
    char name[PATH_BYTES_MAX];
    for (size_t at = 0; at < sizeof(beside) / sizeof(beside[0]); at++) {
        int length = snprintf(name, sizeof(name), "%s%s", path, beside[at]);
        if (length < 0 || (size_t)length >= sizeof(name)) return ERR_TOO_LARGE;
        if (unlink(name) != 0 && errno != ENOENT) return ERR_IO;
    }
    int length = snprintf(name, sizeof(name), "%s.damaged", path);
    if (length < 0 || (size_t)length >= sizeof(name)) return ERR_TOO_LARGE;
    return rename(path, name) == 0 || errno == ENOENT ? ERR_OK : ERR_IO;
}

enum err catalog_check(struct catalog *catalog)
{
    return db_check(catalog->db);
}

static enum err read_meta(struct db *db, struct meta *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(db, &rows, "SELECT cursor_generation, cursor_sequence, shown_generation, revision FROM meta", "");
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_DAMAGED : err;
    letters_copy(out->cursor_generation, sizeof(out->cursor_generation), rows_text(rows, 0));
    out->cursor_sequence = rows_int(rows, 1);
    letters_copy(out->shown_generation, sizeof(out->shown_generation), rows_text(rows, 2));
    out->revision = rows_int(rows, 3);
    return ERR_OK;
}

static enum err write_meta(struct db *db, const struct meta *meta)
{
    return db_run(
        db, "UPDATE meta SET cursor_generation = ?, cursor_sequence = ?, shown_generation = ?, revision = ?, head = ?",
        "titii", meta->cursor_generation, meta->cursor_sequence, meta->shown_generation, meta->revision, meta->head);
}

enum err catalog_cursor(struct catalog *catalog, struct feed_cursor *out)
{
    struct meta meta;
    enum err err = read_meta(catalog->db, &meta);
    if (err != ERR_OK) return err;
    letters_copy(out->generation, sizeof(out->generation), meta.cursor_generation);
    out->sequence = meta.cursor_sequence;
    return ERR_OK;
}

/* Whether the page continues what we have: the header of catalog_apply() says how. */
static bool page_continues(const struct meta *meta, const struct feed_page *page)
{
    if (strcmp(page->generation, meta->cursor_generation) != 0) {
        return page->from == 0 && feed_generation_follows(page->generation, meta->cursor_generation);
    }
    if (page->head < meta->head) return false;
    /* A page from 0 does not tell what was removed, so it can only repeat. */
    if (page->from == 0 && meta->cursor_sequence > 0) return page->to == meta->cursor_sequence;
    return page->from <= meta->cursor_sequence && page->to >= meta->cursor_sequence;
}

static struct catalog_columns other_columns(const char *type)
{
    return (struct catalog_columns){.type = type, .group_state = CATALOG_ANY};
}

/* As it came, without anything beside. */
static enum err put_plain(struct db *db, const char *generation, const struct feed_item *item, const char *body,
                          int64_t *out_changes)
{
    struct catalog_row before, none;
    const struct catalog_columns columns = other_columns(item->type);
    int64_t number = 0;
    enum err err = catalog_row_find(db, generation, item, item->type, NULL, &before, &none);
    if (err == ERR_OK) err = catalog_row_put(db, generation, item, &columns, body, &before, &number);
    *out_changes = number != 0 ? 1 : 0;
    return err;
}

static enum err put_network(struct db *db, const char *generation, const struct feed_item *item, const char *body,
                            const struct catalog_row *before, int64_t *out_changes)
{
    struct network network;
    int64_t number = 0;
    enum err err = network_from_json(&network, item->body);
    if (err != ERR_OK) return err;
    char petals[NETWORK_PETALS_MAX + 1];
    network_petals_as_letters(&network, petals);
    const struct catalog_columns columns = {.type = item->type,
                                            .kind = network_kind_name(network.kind),
                                            .status = network_status_name(network.status),
                                            .phase = network.phase,
                                            .petals = petals,
                                            .group_state = (int64_t)network.group_state};
    err = strcmp(network.id, item->id) != 0 ? ERR_INVALID
                                            : catalog_row_put(db, generation, item, &columns, body, before, &number);
    if (err == ERR_OK && number != 0) err = catalog_texts_network(db, number, &network, before->number != 0);
    if (err == ERR_OK && number != 0) err = catalog_picture_put(db, number, network.picture.name, before->number != 0);
    if (err == ERR_OK) *out_changes = number != 0 ? 1 : 0;
    network_finish(&network);
    return err;
}

/* As a network of this kiosk's board, or kept for when it becomes one. */
static enum err put_network_where_it_belongs(struct db *db, const char *generation, const struct feed_item *item,
                                             const char *body, int64_t *out_changes)
{
    bool here = true;
    int64_t number = 0;
    struct catalog_row before, other;
    enum err err = catalog_is_here(db, generation, item->body, &here);
    const struct catalog_columns elsewhere = other_columns(CATALOG_ELSEWHERE);
    const char *sides[] = {"network", CATALOG_ELSEWHERE};
    if (err == ERR_OK) err = catalog_row_find(db, generation, item, sides[!here], sides[here], &before, &other);
    if (err != ERR_OK) return err;
    if (other.number != 0 && other.sequence >= item->sequence) return ERR_OK; /* a repeated page brings an old one */
    if (here) {
        err = put_network(db, generation, item, body, &before, out_changes);
    } else {
        err = catalog_row_put(db, generation, item, &elsewhere, body, &before, &number);
        *out_changes = number != 0 ? 1 : 0;
    }
    if (err != ERR_OK || *out_changes == 0 || other.number == 0) return err;
    return db_run(db, "DELETE FROM item WHERE number = ?", "i", other.number); /* it has changed sides */
}

static enum err put_idea(struct db *db, const char *generation, const struct feed_item *item, const char *body,
                         int64_t *out_changes)
{
    AUTO(idea_auto) struct idea idea = {0};
    struct catalog_row before, none;
    const struct catalog_columns columns = other_columns(item->type);
    int64_t number = 0;
    enum err err = idea_from_json(&idea, item->body);
    if (err != ERR_OK) return err;
    if (strcmp(idea.id, item->id) != 0) return ERR_INVALID;
    err = catalog_row_find(db, generation, item, item->type, NULL, &before, &none);
    if (err == ERR_OK) err = catalog_row_put(db, generation, item, &columns, body, &before, &number);
    if (err == ERR_OK && number != 0) err = catalog_texts_idea(db, number, &idea, before.number != 0);
    *out_changes = err == ERR_OK && number != 0 ? 1 : 0;
    return err;
}

static bool is_answer(json_t *body)
{
    struct outcome outcome;
    if (outcome_from_json(&outcome, body) != ERR_OK) return false;
    outcome_finish(&outcome);
    return true;
}

static bool is_site(json_t *body)
{
    struct site site;
    if (site_from_json(&site, body) != ERR_OK) return false;
    site_finish(&site);
    return true;
}

/* ERR_INVALID: of a type we know, and not fit to be shown. `body`: the text of the item's body. */
enum err catalog_put_item(struct db *db, const char *generation, const struct feed_item *item, const char *body,
                          int64_t *out_changes)
{
    if (strcmp(item->type, "page") == 0 && json_text_at(item->body, "title") == NULL) return ERR_INVALID;
    if (strcmp(item->type, "site") == 0 && !is_site(item->body)) return ERR_INVALID;
    if (strcmp(item->type, "answer") == 0 && !is_answer(item->body)) return ERR_INVALID;
    if (strcmp(item->type, "network") == 0) {
        return put_network_where_it_belongs(db, generation, item, body, out_changes);
    }
    if (strcmp(item->type, "idea") == 0) return put_idea(db, generation, item, body, out_changes);
    return put_plain(db, generation, item, body, out_changes);
}

/* With the bytes that came, or the body written anew where the page can't tell them. */
static enum err put_item_as_it_came(struct db *db, const char *generation, const struct feed_item *item,
                                    int64_t *out_changes)
{
    char *written = item->text == NULL ? json_dumps(item->body, JSON_COMPACT) : NULL;
    if (item->text == NULL && written == NULL) return ERR_NOMEM;
    enum err err = catalog_put_item(db, generation, item, item->text != NULL ? item->text : written, out_changes);
    free(written);
    return err;
}

static enum err apply_item(struct db *db, const char *generation, const struct feed_item *item, int64_t *out_changes)
{
    if (!item->deleted) return put_item_as_it_came(db, generation, item, out_changes);
    enum err err = db_run(db, "DELETE FROM item WHERE generation = ? AND type = ? AND id = ? AND sequence < ?", "ttti",
                          generation, item->type, item->id, item->sequence);
    *out_changes = db_changes(db);
    if (err != ERR_OK || strcmp(item->type, "network") != 0) return err;
    return catalog_drop_elsewhere(db, generation, item);
}

static enum err apply_items(struct db *db, struct feed_page *page, int64_t *out_changes, size_t *out_refused)
{
    struct feed_walk walk;
    struct feed_item item;
    enum err read = ERR_OK;
    enum err err = ERR_OK;
    feed_walk_begin(&walk, page);
    while (err == ERR_OK && (read = feed_walk_next(&walk, &item)) == ERR_OK) {
        int64_t changes = 0;
        err = apply_item(db, page->generation, &item, &changes);
        if (err == ERR_OK) *out_changes += changes;
        if (err == ERR_OK && changes > 0 && strcmp(item.type, "site") == 0) {
            err = catalog_places_settle(db, page->generation, out_changes);
        }
        if (err != ERR_INVALID) continue;
        (*out_refused)++; /* what was shown of it before stays */
        err = ERR_OK;
    }
    feed_walk_end(&walk);
    return err == ERR_OK && read != ERR_NOT_FOUND ? read : err;
}

/* A file that replaces a damaged one must not happen to reach the revision its readers know. */
static enum err next_revision(struct db *db, int64_t *revision)
{
    if (*revision > 0) {
        (*revision)++;
        return ERR_OK;
    }
    return db_int(db, revision, "SELECT 1 + (random() & 0xffffffffff)", "");
}

/* The page is the first of another generation than the one last gathered. */
static enum err begin_generation(struct db *db, const char *generation, struct meta *meta)
{
    enum err err = ERR_OK;
    if (strcmp(generation, meta->shown_generation) == 0) {
        err = db_run(db, "UPDATE item SET generation = ? WHERE generation = ?", "tt", kept_generation, generation);
        letters_copy(meta->shown_generation, sizeof(meta->shown_generation), kept_generation);
    }
    if (err != ERR_OK) return err;
    return db_run(db, "DELETE FROM item WHERE generation <> ?", "t", meta->shown_generation);
}

static enum err apply(struct db *db, struct feed_page *page, size_t *out_refused)
{
    struct meta meta;
    enum err err = read_meta(db, &meta);
    if (err != ERR_OK) return err;
    err = db_int(db, &meta.head, "SELECT head FROM meta", "");
    if (err != ERR_OK) return err;
    if (!page_continues(&meta, page)) return ERR_CONFLICT;
    const struct meta before = meta;
    bool other = strcmp(page->generation, before.cursor_generation) != 0;
    if (other) err = begin_generation(db, page->generation, &meta);
    int64_t changes = 0;
    if (err == ERR_OK) err = apply_items(db, page, &changes, out_refused);
    if (err != ERR_OK) return err;
    letters_copy(meta.cursor_generation, sizeof(meta.cursor_generation), page->generation);
    meta.cursor_sequence = page->to;
    /* A page that leads nowhere is refused by who asked for it, and may not raise what we expect. */
    if (other || page->to > before.cursor_sequence || page->to == page->head) meta.head = page->head;
    bool shown = strcmp(page->generation, meta.shown_generation) == 0;
    /* Nothing at all is what a registry says before its first import; it must not empty a screen. */
    bool swap = !shown && page->to == page->head && page->head > 0;
    if (swap) {
        letters_copy(meta.shown_generation, sizeof(meta.shown_generation), page->generation);
        err = catalog_words_swap(db, page->generation);
        if (err == ERR_OK) err = db_run(db, "DELETE FROM item WHERE generation <> ?", "t", page->generation);
    }
    if (err == ERR_OK && (swap || (shown && changes > 0))) err = catalog_words_settle(db);
    if (err == ERR_OK && (swap || (shown && changes > 0))) err = next_revision(db, &meta.revision);
    /* The agent asks every few seconds: an empty page must not cost the card a write. */
    bool same =
        !other && before.cursor_sequence == page->to && before.revision == meta.revision && before.head == meta.head;
    return err == ERR_OK && !same ? write_meta(db, &meta) : err;
}

/* May this page be the last one of what is gathered beside what is shown? */
static enum err may_swap(struct db *db, const struct feed_page *page, bool *out)
{
    int64_t gathered = 0;
    *out = false;
    if (page->to != page->head) return ERR_OK;
    enum err err = db_int(db, &gathered, "SELECT shown_generation <> ? FROM meta", "t", page->generation);
    *out = gathered != 0;
    return err;
}

static enum err apply_at_once(struct db *db, struct feed_page *page, size_t *out_refused)
{
    enum err err = db_begin(db);
    if (err == ERR_OK) err = apply(db, page, out_refused);
    if (err == ERR_OK) err = db_commit(db);
    if (err != ERR_OK) db_rollback(db);
    return err;
}

enum err catalog_apply(struct catalog *catalog, struct feed_page *page, size_t *out_refused)
{
    assert(catalog->mode == CATALOG_WRITER);
    size_t refused = 0;
    bool last = false;
    enum err err = may_swap(catalog->db, page, &last);
    /* Commits don't wait for the card (DB_DISPOSABLE): a power cut may cost the last pages, which come again. What the
     * screen is about to be told of is on the card. */
    if (err == ERR_OK && last) err = db_force(catalog->db, true);
    if (err == ERR_OK) err = apply_at_once(catalog->db, page, &refused);
    if (last) {
        enum err back = db_force(catalog->db, false);
        if (err == ERR_OK) err = back;
    }
    if (err == ERR_OK && out_refused != NULL) *out_refused = refused;
    return err;
}

static enum err set_kiosk(struct db *db, const char *kiosk)
{
    struct meta meta;
    int64_t same = 0;
    int64_t changes = 0;
    enum err err = db_int(db, &same, "SELECT kiosk = ? FROM meta", "t", kiosk);
    if (err != ERR_OK || same != 0) return err;
    err = db_run(db, "UPDATE meta SET kiosk = ?", "t", kiosk);
    if (err == ERR_OK) err = read_meta(db, &meta);
    if (err == ERR_OK) err = catalog_places_settle(db, meta.cursor_generation, &changes);
    if (err == ERR_OK && strcmp(meta.shown_generation, meta.cursor_generation) != 0) {
        err = catalog_places_settle(db, meta.shown_generation, &changes);
    }
    if (err != ERR_OK || changes == 0) return err;
    err = catalog_words_settle(db);
    if (err == ERR_OK) err = next_revision(db, &meta.revision);
    return err == ERR_OK ? db_run(db, "UPDATE meta SET revision = ?", "i", meta.revision) : err;
}

enum err catalog_set_kiosk(struct catalog *catalog, const char *kiosk)
{
    int64_t same = 0;
    enum err err = db_int(catalog->db, &same, "SELECT kiosk = ? FROM meta", "t", kiosk);
    if (err != ERR_OK || same != 0) return err;
    err = db_begin(catalog->db);
    if (err == ERR_OK) err = set_kiosk(catalog->db, kiosk);
    if (err == ERR_OK) err = db_commit(catalog->db);
    db_rollback(catalog->db);
    return err;
}

bool catalog_shows(struct catalog *catalog, const json_t *site, const json_t *places)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    if (json_array_size(places) == 0) return true;
    /* A file of before there were places knows no kiosk. */
    bool known = db_query(catalog->db, &rows, "SELECT kiosk FROM meta", "") == ERR_OK && rows_next(rows) == ERR_OK;
    return place_is_here(site, places, known ? rows_text(rows, 0) : "");
}

/* After the writer has set the file aside a reader still holds the old one. It goes over to the
 * new one once that has something to show. */
static void follow_file(struct catalog *catalog)
{
    if (catalog->mode != CATALOG_READER || !db_has_moved(catalog->db)) return;
    AUTO(db_auto) struct db *db = NULL;
    struct meta meta;
    if (open_db(&db, catalog->path, CATALOG_READER) != ERR_OK) return;
    if (read_meta(db, &meta) != ERR_OK || meta.revision == 0) return;
    struct db *old = catalog->db;
    catalog->db = db;
    db = old;
}

enum err catalog_revision(struct catalog *catalog, int64_t *out)
{
    follow_file(catalog);
    struct meta meta;
    enum err err = read_meta(catalog->db, &meta);
    if (err == ERR_OK) *out = meta.revision;
    return err;
}

enum err catalog_count(struct catalog *catalog, size_t *out)
{
    int64_t count = 0;
    enum err err = db_int(catalog->db, &count,
                          "SELECT count(*) FROM item "
                          "WHERE generation = (SELECT shown_generation FROM meta) AND type = 'network'",
                          "");
    if (err == ERR_OK) *out = (size_t)count;
    return err;
}

enum err catalog_item(struct catalog *catalog, const char *type, const char *id, json_t **out)
{
    *out = NULL;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(catalog->db, &rows,
                            "SELECT body FROM item "
                            "WHERE generation = (SELECT shown_generation FROM meta) AND type = ? AND id = ?",
                            "tt", type, id);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    const char *body = rows_text(rows, 0);
    if (body == NULL) return ERR_DAMAGED;
    err = json_parse(out, body, strlen(body), FEED_PAGE_BYTES_MAX, FEED_DEPTH_MAX, NULL);
    return err == ERR_OK || err == ERR_NOMEM ? err : ERR_DAMAGED;
}

enum err catalog_items(struct catalog *catalog, const char *type, json_t **out)
{
    *out = NULL;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(catalog->db, &rows,
                            "SELECT body FROM item "
                            "WHERE generation = (SELECT shown_generation FROM meta) AND type = ? "
                            "ORDER BY position, id LIMIT ?",
                            "ti", type, (int64_t)CATALOG_ITEMS_MAX);
    AUTO(json_auto) json_t *items = json_array();
    if (err == ERR_OK && items == NULL) err = ERR_NOMEM;
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        const char *text = rows_text(rows, 0);
        json_t *body = NULL;
        if (text == NULL) return ERR_DAMAGED;
        err = json_parse(&body, text, strlen(text), FEED_PAGE_BYTES_MAX, FEED_DEPTH_MAX, NULL);
        if (err == ERR_INVALID || err == ERR_TOO_LARGE) err = ERR_DAMAGED;
        if (err == ERR_OK && json_array_append_new(items, body) != 0) err = ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = items;
    items = NULL; /* the caller owns it now */
    return ERR_OK;
}

enum err catalog_network(struct catalog *catalog, const char *id, const char *lang, struct network *out)
{
    AUTO(json_auto) json_t *body = NULL;
    enum err err = catalog_item(catalog, "network", id, &body);
    if (err == ERR_OK) err = network_from_json_in(out, body, lang);
    return err == ERR_INVALID ? ERR_DAMAGED : err;
}
