#define _POSIX_C_SOURCE 200809L
#include "sync/registry/entries/inbox.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"
#include "sync/registry/entries/history.h"
#include "sync/registry/entries/ideas.h"
#include "sync/registry/entries/inbox_schema.h"
#include "sync/registry/entries/joins.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/entries/likeness.h"
#include "sync/registry/entries/marks.h"

/* ---- when an entry comes or changes ---- */

enum err inbox_settle_state(struct registry *registry, int64_t number)
{
    return db_run(registry->db, "UPDATE entry SET state = " INBOX_STATE_SQL " WHERE number = ?", "i", number);
}

static enum err learn(struct registry *registry, int64_t number, const char *title, const char *text)
{
    unsigned bits = marks_bits(title, registry->mark_words) | marks_bits(text, registry->mark_words);
    enum err err = db_run(registry->db, "UPDATE entry SET marks = ? WHERE number = ?", "ii", (int64_t)bits, number);
    return err == ERR_OK ? likeness_learn(registry, number, title, text) : err;
}

/* An idea's marks and words. */
static enum err look_at(struct registry *registry, int64_t number)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(registry->db, &rows, "SELECT title, text FROM entry WHERE number = ? AND kind = 'idea'", "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    return learn(registry, number, rows_text(rows, 0), rows_text(rows, 1));
}

/* One statement more for most of what comes. */
enum err inbox_arrived(struct registry *registry, const unsigned char id[ENTRY_ID_BYTES], enum submission_kind kind)
{
    int64_t number = 0;
    enum err err = db_run(registry->db, "UPDATE entry SET state = " INBOX_STATE_SQL " WHERE id = ?", "b", id,
                          (size_t)ENTRY_ID_BYTES);
    if (err != ERR_OK || kind != SUBMISSION_IDEA) return err;
    err = db_int(registry->db, &number, "SELECT number FROM entry WHERE id = ?", "b", id, (size_t)ENTRY_ID_BYTES);
    return err == ERR_OK ? look_at(registry, number) : err;
}

enum err inbox_corrected(struct registry *registry, int64_t number)
{
    enum err err = history_add(registry, number, HISTORY_GIVER, "corrected", NULL, NULL);
    return err == ERR_OK ? look_at(registry, number) : err;
}

enum err inbox_changed(struct registry *registry, int64_t number)
{
    return look_at(registry, number);
}

/* ---- configured words ---- */

static enum err words_change(struct registry *registry, const char *name)
{
    int64_t same = 0;
    enum err err = db_int(registry->db, &same, "SELECT count(*) FROM marked_with WHERE words = ?", "t", name);
    if (err != ERR_OK || same > 0) return err;
    err = db_run(registry->db,
                 "INSERT INTO marked_with (one, words) VALUES (1, ?)"
                 " ON CONFLICT (one) DO UPDATE SET words = excluded.words",
                 "t", name);
    return err == ERR_OK ? db_run(registry->db, "UPDATE entry SET marks = NULL WHERE kind = 'idea'", "") : err;
}

enum err inbox_mark_with(struct registry *registry, struct mark_words *words)
{
    char name[17];
    mark_words_destroy(registry->mark_words);
    registry->mark_words = words;
    mark_words_name(words, name);
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = words_change(registry, name);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

static enum err unmarked(struct db *db, int64_t out[INBOX_CATCH_UP], size_t *out_count)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(db, &rows, "SELECT number FROM entry WHERE kind = 'idea' AND marks IS NULL ORDER BY number LIMIT ?",
                 "i", (int64_t)INBOX_CATCH_UP);
    *out_count = 0;
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) out[(*out_count)++] = rows_int(rows, 0);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err inbox_catch_up(struct registry *registry)
{
    int64_t numbers[INBOX_CATCH_UP];
    size_t count = 0;
    enum err err = unmarked(registry->db, numbers, &count);
    if (err != ERR_OK || count == 0) return err;
    err = db_begin(registry->db);
    for (size_t at = 0; err == ERR_OK && at < count; at++) err = look_at(registry, numbers[at]);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

/* ---- the list ---- */

enum {
    COLUMN_STATE = LEDGER_ROW_COLUMNS_COUNT,
    COLUMN_MARKS,
    COLUMN_ANSWER,
    COLUMN_PLACE,
    COLUMN_PUBLIC,
    COLUMN_JOINED,
    COLUMN_SUPPORTS,
    COLUMN_VERSION,
};

#define COLUMNS                                                                                                        \
    LEDGER_ROW_COLUMNS                                                                                                 \
    ", entry.state, entry.marks, item.body ->> 'text', item.body ->> 'place',"                                         \
    " CASE WHEN wall.body IS NULL THEN 0 ELSE 1 END, coalesce(j.other, 0),"                                            \
    " CASE WHEN kind <> 'idea' THEN 0 ELSE " JOINS_SUPPORTS_SQL("entry.number") " END, " HISTORY_VERSION_SQL
#define FROM                                                                                                           \
    LEDGER_ROW_FROM " LEFT JOIN item wall ON kind = 'idea' AND wall.type = 'idea'"                                     \
                    " AND wall.id = 'idea-' || entry.number LEFT JOIN idea_join j ON j.idea = entry.number"
#define WHERE                                                                                                          \
    " kind IN ('interest', 'seat', 'idea', 'support') AND (?2 = '' OR ',' || ?2 || ',' LIKE '%,' || kind || ',%')"     \
    " AND (?3 = '' OR entry.network = ?3) AND (?4 = '' OR entry.state = ?4) AND (?5 = 0 OR entry.marks > 0)"

static bool add_marks(json_t *entry, int64_t bits)
{
    json_t *marks = json_array();
    for (int kind = 0; kind < MARK_KIND_COUNT; kind++) {
        if ((bits >> kind & 1) != 0) json_array_append_new(marks, json_string(mark_kind_name((enum mark_kind)kind)));
    }
    return json_object_set_new(entry, "marks", marks) == 0;
}

static bool add_more(json_t *entry, const struct rows *rows)
{
    bool idea = strcmp(json_text_at(entry, "kind"), "idea") == 0;
    const char *answer = rows_text(rows, COLUMN_ANSWER);
    const char *place = rows_text(rows, COLUMN_PLACE);
    bool good = json_object_set_new(entry, "state", json_string(rows_text(rows, COLUMN_STATE))) == 0;
    good = good && json_object_set_new(entry, "version", json_integer(rows_int(rows, COLUMN_VERSION))) == 0;
    if (answer != NULL) good = good && json_object_set_new(entry, "answer", json_string(answer)) == 0;
    if (place != NULL) {
        good = good && json_object_set_new(entry, "place", json_integer(strtoll(place, NULL, 10))) == 0;
    }
    if (!good || !idea) return good;
    int64_t joined = rows_int(rows, COLUMN_JOINED);
    if (joined > 0) good = json_object_set_new(entry, "joined", json_integer(joined)) == 0;
    good = good && json_object_set_new(entry, "public", json_boolean(rows_int(rows, COLUMN_PUBLIC) != 0)) == 0;
    good = good && json_object_set_new(entry, "supports", json_integer(rows_int(rows, COLUMN_SUPPORTS))) == 0;
    return good && add_marks(entry, rows_int(rows, COLUMN_MARKS));
}

/* NULL without memory. */
static json_t *entry_of(const struct rows *rows)
{
    json_t *entry = ledger_row(rows);
    if (entry == NULL || add_more(entry, rows)) return entry;
    json_decref(entry);
    return NULL;
}

/* Is what was searched for in it? `folded` NULL: nothing was. */
static bool holds(const json_t *entry, const char *folded)
{
    static const char *const keys[] = {"name", "contact", "title", "text", "brings"};
    bool found = folded == NULL;
    for (size_t at = 0; !found && at < sizeof(keys) / sizeof(keys[0]); at++) {
        const char *text = json_text_at(entry, keys[at]);
        if (text == NULL || text[0] == '\0') continue;
        char *small = marks_fold(text, strlen(text));
        found = small != NULL && strstr(small, folded) != NULL;
        marks_fold_free(small);
    }
    return found;
}

static enum err query(struct registry *registry, const struct inbox_view *view, struct rows **out)
{
    bool searches = view->search[0] != '\0';
    int64_t scan = searches ? INBOX_SCAN_MAX + 1 : view->count_max + 1;
    int64_t from = view->newest && view->cursor == 0 ? INT64_MAX : view->cursor;
    if (view->newest) {
        return db_query(registry->db, out,
                        "SELECT " COLUMNS " FROM " FROM " WHERE entry.number < ?1 AND" WHERE
                        " ORDER BY entry.number DESC LIMIT ?6",
                        "itttii", from, view->kinds, view->network, view->state, (int64_t)view->marked, scan);
    }
    return db_query(registry->db, out,
                    "SELECT " COLUMNS " FROM " FROM " WHERE entry.number > ?1 AND" WHERE
                    " ORDER BY entry.number LIMIT ?6",
                    "itttii", from, view->kinds, view->network, view->state, (int64_t)view->marked, scan);
}

/* Walks on until the list is full, or enough was looked through. */
static enum err gather(struct rows *rows, const struct inbox_view *view, const char *folded, json_t *list,
                       int64_t *out_next)
{
    int64_t looked = 0;
    int64_t last = 0;
    enum err err = ERR_OK;
    while ((err = rows_next(rows)) == ERR_OK) {
        bool full = (int64_t)json_array_size(list) == view->count_max;
        if (full || (folded != NULL && looked == INBOX_SCAN_MAX)) {
            *out_next = last;
            return ERR_OK;
        }
        json_t *entry = entry_of(rows);
        if (entry == NULL) return ERR_NOMEM;
        looked++;
        last = rows_int(rows, 0);
        bool wanted = holds(entry, folded);
        if (wanted && json_array_append(list, entry) != 0) err = ERR_NOMEM;
        json_decref(entry);
        if (err != ERR_OK) return err;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err inbox_list(struct registry *registry, const struct inbox_view *view, json_t **out, int64_t *out_next)
{
    assert(view->count_max >= 1 && view->count_max <= INBOX_LIST_MAX);
    size_t bytes = strlen(view->search);
    if (bytes > INBOX_SEARCH_BYTES_MAX) return ERR_INVALID;
    char *folded = bytes > 0 ? marks_fold(view->search, bytes) : NULL;
    if (bytes > 0 && folded == NULL) return ERR_INVALID;
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *list = json_array();
    *out_next = 0;
    enum err err = list != NULL ? query(registry, view, &rows) : ERR_NOMEM;
    if (err == ERR_OK) err = gather(rows, view, folded, list, out_next);
    marks_fold_free(folded);
    if (err == ERR_OK) *out = json_incref(list);
    return err;
}

/* ---- counts ---- */

static void time_text(char out[32], int64_t seconds)
{
    time_t time_s = (time_t)seconds;
    struct tm utc;
    out[0] = '\0';
    if (gmtime_r(&time_s, &utc) != NULL) strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static const char *const kinds[] = {"interest", "seat", "idea", "support"};
enum { KINDS_COUNT = sizeof(kinds) / sizeof(kinds[0]) };

static json_t *kinds_make(void)
{
    json_t *list = json_array();
    for (size_t at = 0; list != NULL && at < KINDS_COUNT; at++) {
        json_array_append_new(list, json_pack("{s:s, s:i, s:i, s:i, s:i}", "kind", kinds[at], "all", 0, "open", 0,
                                              "answered", 0, "withdrawn", 0));
    }
    return list;
}

static json_t *kind_named(json_t *list, const char *name)
{
    for (size_t at = 0; at < KINDS_COUNT; at++) {
        if (strcmp(kinds[at], name) == 0) return json_array_get(list, at);
    }
    return NULL;
}

static enum err count_kinds(struct db *db, json_t *list)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, "SELECT kind, state, count(*) FROM entry GROUP BY kind, state", "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        json_t *kind = kind_named(list, rows_text(rows, 0));
        const char *state = rows_text(rows, 1);
        int64_t count = rows_int(rows, 2);
        if (kind == NULL) continue;
        json_object_set_new(kind, "all", json_integer(json_int_at(kind, "all", 0) + count));
        if (state[0] != '\0') json_object_set_new(kind, state, json_integer(count));
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What of each kind has waited longest for a word. */
static enum err find_longest(struct db *db, json_t *list)
{
    enum err err = ERR_OK;
    for (size_t at = 0; err == ERR_OK && at < KINDS_COUNT; at++) {
        char received[32];
        AUTO(rows_auto) struct rows *rows = NULL;
        err = db_query(db, &rows,
                       "SELECT number, received_s FROM entry WHERE state = 'open' AND kind = ?"
                       " ORDER BY received_s, number LIMIT 1",
                       "t", kinds[at]);
        if (err == ERR_OK) err = rows_next(rows);
        if (err == ERR_OK) {
            time_text(received, rows_int(rows, 1));
            json_object_set_new(json_array_get(list, at), "longest",
                                json_pack("{s:I, s:s}", "order", (json_int_t)rows_int(rows, 0), "received", received));
        }
        if (err == ERR_NOT_FOUND) err = ERR_OK;
    }
    return err;
}

static enum err count_networks(struct db *db, json_t *list)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows,
                            "SELECT n.network, item.body ->> 'title', n.open FROM (SELECT network,"
                            " sum(CASE state WHEN 'open' THEN 1 ELSE 0 END) AS open FROM entry"
                            " WHERE network <> '' AND kind IN ('interest', 'seat') GROUP BY network) n"
                            " LEFT JOIN item ON item.type = 'network' AND item.id = n.network ORDER BY n.network",
                            "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        json_t *network = json_pack("{s:s, s:I}", "id", rows_text(rows, 0), "open", (json_int_t)rows_int(rows, 2));
        if (!rows_is_null(rows, 1)) json_object_set_new(network, "title", json_string(rows_text(rows, 1)));
        if (json_array_append_new(list, network) != 0) return ERR_NOMEM;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err inbox_counts(struct registry *registry, json_t **out)
{
    int64_t marked = 0;
    AUTO(json_auto) json_t *list = kinds_make();
    AUTO(json_auto) json_t *networks = json_array();
    enum err err = list != NULL && networks != NULL ? ERR_OK : ERR_NOMEM;
    if (err == ERR_OK) err = count_kinds(registry->db, list);
    if (err == ERR_OK) err = find_longest(registry->db, list);
    if (err == ERR_OK) err = count_networks(registry->db, networks);
    if (err == ERR_OK) {
        err = db_int(registry->db, &marked,
                     "SELECT count(*) FROM entry WHERE state = 'open' AND kind = 'idea' AND marks > 0", "");
    }
    if (err != ERR_OK) return err;
    *out = json_pack("{s:O, s:I, s:O}", "kinds", list, "marked", (json_int_t)marked, "networks", networks);
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}

/* ---- one entry ---- */

static enum err find_row(struct registry *registry, int64_t number, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT " COLUMNS " FROM " FROM
                            " WHERE entry.number = ? AND kind IN ('interest', 'seat', 'idea', 'support')",
                            "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    *out = entry_of(rows);
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}

static enum err add_history(struct registry *registry, int64_t number, json_t *entry)
{
    json_t *history = NULL;
    enum err err = history_list(registry, number, &history);
    if (err != ERR_OK) return err;
    return json_object_set_new(entry, "history", history) == 0 ? ERR_OK : ERR_NOMEM;
}

static enum err add_pieces(struct registry *registry, json_t *entry)
{
    json_t *title = marks_pieces(json_text_at(entry, "title"), registry->mark_words);
    json_t *text = marks_pieces(json_text_at(entry, "text"), registry->mark_words);
    bool good = json_object_set_new(entry, "title_pieces", title) == 0;
    return json_object_set_new(entry, "text_pieces", text) == 0 && good ? ERR_OK : ERR_NOMEM;
}

static enum err add_shown(struct registry *registry, int64_t number, json_t *entry)
{
    AUTO(json_auto) json_t *wall = NULL;
    enum err err = ideas_find(registry, number, &wall);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    json_t *shown = json_pack("{s:s, s:s}", "title", json_text_at(wall, "title"), "text", json_text_at(wall, "text"));
    return json_object_set_new(entry, "shown", shown) == 0 ? ERR_OK : ERR_NOMEM;
}

static json_t *similar_of(const json_t *other, int percent)
{
    const char *status = json_text_at(other, "status");
    json_t *one =
        json_pack("{s:I, s:I, s:s, s:s, s:b, s:i}", "order", (json_int_t)json_int_at(other, "order", 0), "version",
                  (json_int_t)json_int_at(other, "version", 0), "title", json_text_at(other, "title"), "text",
                  json_text_at(other, "text"), "public", json_true_at(other, "public") ? 1 : 0, "percent", percent);
    if (one != NULL && status != NULL) json_object_set_new(one, "status", json_string(status));
    int64_t joined = json_int_at(other, "joined", 0);
    if (one != NULL && joined > 0) json_object_set_new(one, "joined", json_integer(joined));
    return one;
}

/* Not those that were taken back. */
static enum err add_similar(struct registry *registry, int64_t number, json_t *entry)
{
    struct likeness found[LIKENESS_FOUND_MAX];
    size_t count = 0;
    json_t *list = json_array();
    if (json_object_set_new(entry, "similar", list) != 0) return ERR_NOMEM;
    enum err err = likeness_find(registry, number, found, &count);
    for (size_t at = 0; err == ERR_OK && at < count; at++) {
        AUTO(json_auto) json_t *other = NULL;
        err = find_row(registry, found[at].idea, &other);
        if (err == ERR_NOT_FOUND) err = ERR_OK;
        if (other == NULL || strcmp(json_text_at(other, "state"), "withdrawn") == 0) continue;
        if (json_array_append_new(list, similar_of(other, found[at].percent)) != 0) err = ERR_NOMEM;
    }
    return err;
}

static enum err add_idea(struct registry *registry, int64_t number, json_t *entry)
{
    json_t *joins = NULL;
    enum err err = add_pieces(registry, entry);
    if (err == ERR_OK) err = add_shown(registry, number, entry);
    if (err == ERR_OK) err = add_similar(registry, number, entry);
    if (err == ERR_OK) err = joins_list(registry->db, number, &joins);
    if (err != ERR_OK) return err;
    return json_object_set_new(entry, "joins", joins) == 0 ? ERR_OK : ERR_NOMEM;
}

enum err inbox_entry(struct registry *registry, int64_t number, json_t **out)
{
    AUTO(json_auto) json_t *entry = NULL;
    enum err err = find_row(registry, number, &entry);
    if (err == ERR_OK) err = add_history(registry, number, entry);
    if (err == ERR_OK && strcmp(json_text_at(entry, "kind"), "idea") == 0) err = add_idea(registry, number, entry);
    if (err == ERR_OK) *out = json_incref(entry);
    return err;
}
