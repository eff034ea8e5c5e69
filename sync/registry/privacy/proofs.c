#define _GNU_SOURCE
#include "sync/registry/privacy/proofs.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sync/base/json.h"
#include "sync/base/str.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/erasures.h"
#include "sync/wire/entry.h"

enum {
    WORDS_MAX = 16,
    WHAT_BYTES = 12,
    PIECE_BYTES = 1024 * 1024,
    PLACES_COUNT = 4, /* the last one is erased.log */
    TABLES_MAX = 120,
    SQL_BYTES_MAX = 8192,
    RECORD_BYTES_MAX = 64 * 1024,
};

/* Bytes that must not be there any more. */
struct word {
    char what[WHAT_BYTES]; /* "name", …, "row" */
    unsigned char *bytes;  /* owned */
    size_t length;
    int64_t before; /* -1: not counted */
    int64_t after;
    json_t *kept; /* owned: tables in which it also stands */
};

struct hunt {
    int64_t proof;
    struct word words[WORDS_MAX];
    size_t count;
    size_t longest;
    size_t place;      /* that is being read, */
    off_t at;          /* from here on */
    json_t *looked_in; /* owned */
    struct hunt *next;
};

struct proofs {
    struct hunt *first; /* owned list */
    size_t count;
    /* Owned. Once opened they stay open until the database is closed: closing any descriptor of a file drops all locks
     * that this process has on it, SQLite's too. -1: not opened yet. */
    int fds[PLACES_COUNT];
};

static void hunt_destroy(struct hunt *hunt)
{
    if (hunt == NULL) return;
    for (size_t at = 0; at < hunt->count; at++) {
        sodium_memzero(hunt->words[at].bytes, hunt->words[at].length);
        free(hunt->words[at].bytes);
        json_decref(hunt->words[at].kept);
    }
    json_decref(hunt->looked_in);
    sodium_memzero(hunt, sizeof(*hunt));
    free(hunt);
}

static void hunt_auto(struct hunt **hunt)
{
    hunt_destroy(*hunt);
}

void proofs_destroy(struct proofs *proofs)
{
    if (proofs == NULL) return;
    while (proofs->first != NULL) {
        struct hunt *hunt = proofs->first;
        proofs->first = hunt->next;
        hunt_destroy(hunt);
    }
    for (size_t place = 0; place < PLACES_COUNT; place++) {
        if (proofs->fds[place] >= 0) close(proofs->fds[place]);
    }
    free(proofs);
}

static struct proofs *proofs_create(void)
{
    struct proofs *proofs = calloc(1, sizeof(*proofs));
    if (proofs == NULL) return NULL;
    for (size_t place = 0; place < PLACES_COUNT; place++) proofs->fds[place] = -1;
    return proofs;
}

/* ---- what is looked for ---- */

static enum err add_word(struct hunt *hunt, const char *what, const void *bytes, size_t length)
{
    if (length < PROOF_WORD_BYTES_MIN || hunt->count == WORDS_MAX) return ERR_OK;
    struct word *word = &hunt->words[hunt->count];
    word->bytes = malloc(length);
    if (word->bytes == NULL) return ERR_NOMEM;
    memcpy(word->bytes, bytes, length);
    word->length = length;
    word->before = -1;
    snprintf(word->what, sizeof(word->what), "%s", what);
    hunt->count++;
    if (length > hunt->longest) hunt->longest = length;
    return ERR_OK;
}

/* As it is, and as it stands in JSON, where that is something else. */
static enum err add_text(struct hunt *hunt, const char *what, const char *text)
{
    enum err err = add_word(hunt, what, text, strlen(text));
    AUTO(json_auto) json_t *json = json_string(text);
    if (err != ERR_OK || json == NULL) return err;
    char *quoted = json_dumps(json, JSON_ENCODE_ANY);
    if (quoted == NULL) return ERR_NOMEM;
    size_t length = strlen(quoted) - 2;
    if (length != strlen(text)) err = add_word(hunt, what, quoted + 1, length);
    sodium_memzero(quoted, length);
    free(quoted);
    return err;
}

/* *out_kind is the entry's. */
static enum err gather(struct registry *registry, int64_t number, struct hunt *hunt, char out_kind[WHAT_BYTES])
{
    static const char *const names[] = {"name", "contact", "title", "text", "brings"};
    AUTO(rows_auto) struct rows *rows = NULL;
    size_t bytes = 0;
    enum err err =
        db_query(registry->db, &rows,
                 "SELECT kind, hash, name, contact, title, text, brings FROM entry WHERE number = ?", "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    snprintf(out_kind, WHAT_BYTES, "%s", rows_text(rows, 0));
    const void *hash = rows_blob(rows, 1, &bytes);
    err = add_word(hunt, "row", hash, bytes);
    for (int at = 0; err == ERR_OK && at < 5; at++) err = add_text(hunt, names[at], rows_text(rows, 2 + at));
    return err;
}

/* ---- files ---- */

/* The path of one of the registry's files. The caller frees. */
static char *place_path(const struct registry *registry, size_t place)
{
    static const char *const ends[PLACES_COUNT] = {"", "-wal", "-shm", NULL};
    AUTO(str_finish) struct str path;
    str_init(&path, 8192);
    if (ends[place] == NULL) return strdup(registry->erased_path);
    /* registry.db lies beside erased.log. */
    const char *slash = strrchr(registry->erased_path, '/');
    str_add_bytes(&path, registry->erased_path, slash != NULL ? (size_t)(slash - registry->erased_path) + 1 : 0);
    str_addf(&path, "registry.db%s", ends[place]);
    return str_take(&path);
}

static const char *const place_names[PLACES_COUNT] = {"registry.db", "registry.db-wal", "registry.db-shm",
                                                      "erased.log"};

/* How often the words begin in the first `fresh` bytes of a piece. */
static void count_in(struct hunt *hunt, const unsigned char *piece, size_t fresh, size_t bytes, bool after)
{
    for (size_t nth = 0; nth < hunt->count; nth++) {
        struct word *word = &hunt->words[nth];
        const unsigned char *at = piece;
        while ((at = memmem(at, bytes - (size_t)(at - piece), word->bytes, word->length)) != NULL) {
            if ((size_t)(at - piece) >= fresh) break;
            *(after ? &word->after : &word->before) += 1;
            at++;
        }
    }
}

/* Reads on for at most `budget` bytes; *out_end: the file is at its end. `*at` moves on. */
static enum err read_on(struct hunt *hunt, int fd, off_t *at, size_t budget, bool after, bool *out_end)
{
    size_t room = PIECE_BYTES + hunt->longest;
    unsigned char *piece = malloc(room);
    enum err err = piece != NULL ? ERR_OK : ERR_NOMEM;
    *out_end = false;
    while (err == ERR_OK && budget > 0 && !*out_end) {
        ssize_t got = pread(fd, piece, room, *at);
        if (got < 0) err = ERR_IO;
        if (got < 0) break;
        size_t fresh = (size_t)got < PIECE_BYTES ? (size_t)got : PIECE_BYTES;
        count_in(hunt, piece, fresh, (size_t)got, after);
        *at += (off_t)fresh;
        *out_end = fresh < PIECE_BYTES;
        budget -= fresh < budget ? fresh : budget;
    }
    if (piece != NULL) sodium_memzero(piece, room);
    free(piece);
    return err;
}

/* -1: it is not there, so nothing is in it. */
static int place_fd(struct registry *registry, size_t place)
{
    int *fd = &registry->proofs->fds[place];
    if (*fd >= 0 && place + 1 < PLACES_COUNT) return *fd;
    if (*fd >= 0) close(*fd); /* erased.log, which may have been written anew */
    *fd = -1;
    char *path = place_path(registry, place);
    if (path != NULL) *fd = open(path, O_RDONLY | O_CLOEXEC);
    free(path);
    return *fd;
}

static enum err read_place(struct registry *registry, struct hunt *hunt, size_t place, off_t *at, bool after,
                           bool *out_end)
{
    int fd = place_fd(registry, place);
    *out_end = fd < 0;
    return fd >= 0 ? read_on(hunt, fd, at, PROOF_STEP_BYTES, after, out_end) : ERR_OK;
}

/* How much there is to read: beforehand only what is quickly read. */
static void count_before(struct registry *registry, struct hunt *hunt)
{
    off_t total = 0;
    if (registry->shared) return;
    for (size_t place = 0; place < PLACES_COUNT; place++) {
        struct stat info;
        int fd = place_fd(registry, place);
        if (fd >= 0 && fstat(fd, &info) == 0) total += info.st_size;
    }
    if (total > PROOF_STEP_BYTES / 2) return;
    for (size_t nth = 0; nth < hunt->count; nth++) hunt->words[nth].before = 0;
    for (size_t place = 0; place < PLACES_COUNT; place++) {
        off_t at = 0;
        bool end = false;
        if (read_place(registry, hunt, place, &at, false, &end) == ERR_OK && end) continue;
        for (size_t nth = 0; nth < hunt->count; nth++) hunt->words[nth].before = -1;
        return;
    }
}

/* ---- tables: what is kept may have the same words ---- */

/* Every table, and the question whether a text is in it. */
struct tables {
    struct db *db; /* owned: a way of its own to the database, since a statement is known by the address of its SQL */
    char *names[TABLES_MAX]; /* owned */
    char *sql[TABLES_MAX];   /* owned */
    size_t count;
};

static void tables_finish(struct tables *tables)
{
    db_close(tables->db);
    for (size_t at = 0; at < tables->count; at++) {
        free(tables->names[at]);
        free(tables->sql[at]);
    }
}

/* Names come from the schema, which is ours. */
static enum err table_sql(struct db *db, bool postgres, const char *table, char **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(str_finish) struct str sql;
    const char *between = "";
    enum err err = ERR_NOT_FOUND;
    str_init(&sql, SQL_BYTES_MAX);
    if (postgres) {
        /* A row as text doubles the marks and strokes that are in it. */
        str_addf(&sql,
                 "SELECT count(*) FROM \"%s\" AS t"
                 " WHERE strpos(replace(replace(t::text, '\"\"', '\"'), '\\\\', '\\'), ?) > 0",
                 table);
    } else {
        str_addf(&sql, "SELECT count(*) FROM \"%s\" WHERE ", table);
        err = db_query(db, &rows, "SELECT name FROM pragma_table_info(?)", "t", table);
        while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
            str_addf(&sql, "%sinstr(\"%s\", ?1) > 0", between, rows_text(rows, 0));
            between = " OR ";
        }
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = str_take(&sql);
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}

static enum err tables_open(struct registry *registry, struct tables *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_again(registry->db, &out->db);
    if (err != ERR_OK) return err;
    err =
        db_query(out->db, &rows,
                 registry->shared
                     ? "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
                     : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
                 "");
    while (err == ERR_OK && out->count < TABLES_MAX && (err = rows_next(rows)) == ERR_OK) {
        out->names[out->count] = strdup(rows_text(rows, 0));
        if (out->names[out->count] == NULL) return ERR_NOMEM;
        out->count++;
        err = table_sql(out->db, registry->shared, out->names[out->count - 1], &out->sql[out->count - 1]);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A word as SQL looks for it: the row's mark in hex, which only PostgreSQL says it in. */
static char *word_text(const struct word *word)
{
    bool row = strcmp(word->what, "row") == 0;
    char *text = malloc(2 * word->length + 1);
    if (text == NULL) return NULL;
    if (row) return sodium_bin2hex(text, 2 * word->length + 1, word->bytes, word->length);
    memcpy(text, word->bytes, word->length);
    text[word->length] = '\0';
    return text;
}

static enum err look_in_table(const struct tables *tables, size_t table, struct word *word)
{
    int64_t count = 0;
    char *text = word_text(word);
    enum err err = text != NULL ? db_int(tables->db, &count, tables->sql[table], "t", text) : ERR_NOMEM;
    if (text != NULL) sodium_memzero(text, strlen(text));
    free(text);
    if (err != ERR_OK || count == 0) return err;
    if (word->kept == NULL) word->kept = json_array();
    return json_array_append_new(word->kept, json_string(tables->names[table])) == 0 ? ERR_OK : ERR_NOMEM;
}

/* On SQLite only what the files still hold has to be explained. */
static enum err look_in_tables(struct registry *registry, struct hunt *hunt)
{
    AUTO(tables_finish) struct tables tables = {.count = 0};
    enum err err = tables_open(registry, &tables);
    for (size_t nth = 0; err == ERR_OK && nth < hunt->count; nth++) {
        struct word *word = &hunt->words[nth];
        if (!registry->shared && (word->after == 0 || strcmp(word->what, "row") == 0)) continue;
        for (size_t at = 0; err == ERR_OK && at < tables.count; at++) err = look_in_table(&tables, at, word);
    }
    if (err != ERR_OK || !registry->shared) return err;
    json_t *place = json_pack("{s:s, s:I}", "place", "tables", "bytes", (json_int_t)tables.count);
    return json_array_append_new(hunt->looked_in, place) == 0 ? ERR_OK : ERR_NOMEM;
}

/* ---- the record ---- */

static const char *state_of(const struct registry *registry, const struct hunt *hunt)
{
    const char *state = registry->shared ? "rows" : "clean";
    for (size_t at = 0; at < hunt->count; at++) {
        const struct word *word = &hunt->words[at];
        bool kept = json_array_size(word->kept) > 0;
        if (strcmp(word->what, "row") == 0 ? word->after > 0 || kept : word->after > 0 && !kept) return "found";
        if (kept) state = "kept";
    }
    return state;
}

static json_t *record_of(const struct registry *registry, const struct hunt *hunt)
{
    AUTO(json_auto) json_t *words = json_array();
    for (size_t at = 0; at < hunt->count; at++) {
        const struct word *word = &hunt->words[at];
        AUTO(json_auto) json_t *one = json_pack("{s:s}", "what", word->what);
        if (one == NULL) return NULL;
        if (word->before >= 0) json_object_set_new(one, "before", json_integer(word->before));
        if (!registry->shared) json_object_set_new(one, "after", json_integer(word->after));
        if (word->kept != NULL) json_object_set(one, "kept", word->kept);
        if (json_array_append(words, one) != 0) return NULL;
    }
    return json_pack("{s:O, s:O}", "looked_in", hunt->looked_in, "words", words);
}

static enum err store(struct registry *registry, const struct hunt *hunt)
{
    AUTO(json_auto) json_t *record = record_of(registry, hunt);
    char *text = record != NULL ? json_dumps(record, JSON_COMPACT) : NULL;
    if (text == NULL) return ERR_NOMEM;
    enum err err = db_run(registry->db, "UPDATE proof SET state = ?, record = ?, at_s = ? WHERE number = ?", "ttii",
                          state_of(registry, hunt), text, clock_wall_s(&registry->clock), hunt->proof);
    free(text);
    return err;
}

/* ---- step by step ---- */

static enum err end_place(struct hunt *hunt)
{
    json_t *place = json_pack("{s:s, s:I}", "place", place_names[hunt->place], "bytes", (json_int_t)hunt->at);
    hunt->place++;
    hunt->at = 0;
    return json_array_append_new(hunt->looked_in, place) == 0 ? ERR_OK : ERR_NOMEM;
}

/* *out_done: the proof is stored. */
static enum err hunt_step(struct registry *registry, struct hunt *hunt, bool *out_done)
{
    enum err err = ERR_OK;
    *out_done = false;
    registry_scrub(registry);
    if (registry->scrub_due) return ERR_OK; /* somebody reads the database: the log can't be cut yet */
    off_t read = 0;
    while (err == ERR_OK && !registry->shared && hunt->place < PLACES_COUNT && read < PROOF_STEP_BYTES) {
        bool end = false;
        off_t before = hunt->at;
        err = read_place(registry, hunt, hunt->place, &hunt->at, true, &end);
        read += hunt->at - before;
        if (err == ERR_OK && end) err = end_place(hunt);
    }
    if (err != ERR_OK || (!registry->shared && hunt->place < PLACES_COUNT)) return err;
    err = look_in_tables(registry, hunt);
    if (err == ERR_OK) err = store(registry, hunt);
    *out_done = err == ERR_OK;
    return err;
}

void proofs_tidy(struct registry *registry)
{
    struct proofs *proofs = registry->proofs;
    bool done = false;
    if (proofs == NULL || proofs->first == NULL) return;
    struct hunt *hunt = proofs->first;
    if (hunt_step(registry, hunt, &done) != ERR_OK || !done) return; /* tried again */
    proofs->first = hunt->next;
    proofs->count--;
    hunt_destroy(hunt);
}

static enum err erase_inside(struct registry *registry, int64_t number, const char *kind, const char *who,
                             const char *reason, int64_t *out)
{
    enum err err = answers_erase_inside(registry, number, "Sekretariatet har slettet det.");
    if (err != ERR_OK) return err;
    return db_int(registry->db, out,
                  "INSERT INTO proof (at_s, who, reason, kind, state, record) VALUES (?, ?, ?, ?, 'waiting',"
                  " '{\"looked_in\":[],\"words\":[]}') RETURNING number",
                  "ittt", clock_wall_s(&registry->clock), who, reason, kind);
}

static enum err erase(struct registry *registry, int64_t number, const char *kind, const char *who, const char *reason,
                      int64_t *out)
{
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = erase_inside(registry, number, kind, who, reason, out);
    if (err == ERR_OK) err = erasures_commit(registry);
    erasures_rollback(registry);
    return err;
}

enum err proofs_erase(struct registry *registry, int64_t number, const char *who, const char *reason, int64_t *out)
{
    char kind[WHAT_BYTES];
    AUTO(hunt_auto) struct hunt *hunt = calloc(1, sizeof(*hunt));
    if (registry->proofs == NULL) registry->proofs = proofs_create();
    if (hunt == NULL || registry->proofs == NULL) return ERR_NOMEM;
    if (registry->proofs->count >= PROOF_WAITING_MAX) return ERR_FULL;
    hunt->looked_in = json_array();
    enum err err = hunt->looked_in != NULL ? gather(registry, number, hunt, kind) : ERR_NOMEM;
    if (err != ERR_OK) return err;
    count_before(registry, hunt);
    err = erase(registry, number, kind, who, reason, &hunt->proof);
    if (err != ERR_OK) return err;
    *out = hunt->proof;
    registry->scrub_due = true;
    registry->scrub_again_ms = 0;
    struct hunt **end = &registry->proofs->first;
    while (*end != NULL) end = &(*end)->next;
    *end = hunt;
    hunt = NULL; /* the list owns it now */
    registry->proofs->count++;
    proofs_tidy(registry);
    return ERR_OK;
}

static bool is_looking(const struct registry *registry, const struct rows *rows)
{
    const struct hunt *hunt = registry->proofs != NULL ? registry->proofs->first : NULL;
    for (; hunt != NULL; hunt = hunt->next) {
        if (hunt->proof == rows_int(rows, 0)) return true;
    }
    return registry->shared && clock_wall_s(&registry->clock) - rows_int(rows, 1) < PROOF_OTHERS_S;
}

static const char *told_state(const struct registry *registry, const struct rows *rows)
{
    const char *state = rows_text(rows, 5);
    return strcmp(state, "waiting") == 0 && !is_looking(registry, rows) ? "cut" : state;
}

static json_t *listed(const struct registry *registry, const struct rows *rows)
{
    char at[32] = "";
    struct tm utc;
    time_t at_s = (time_t)rows_int(rows, 1);
    if (gmtime_r(&at_s, &utc) != NULL) strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:o}", "number", (json_int_t)rows_int(rows, 0), "at", at, "who",
                     rows_text(rows, 2), "reason", rows_text(rows, 3), "kind", rows_text(rows, 4), "state",
                     told_state(registry, rows), "record", json_loads(rows_text(rows, 6), 0, NULL));
}

enum err proofs_list(struct registry *registry, int64_t number, json_t **out)
{
    AUTO(json_auto) json_t *list = json_array();
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT number, at_s, who, reason, kind, state, record FROM proof"
                            " WHERE ?1 = 0 OR number = ?1 ORDER BY number DESC LIMIT ?2",
                            "ii", number, (int64_t)PROOF_LIST_MAX);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, listed(registry, rows)) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = json_pack("{s:O}", "proofs", list);
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}
