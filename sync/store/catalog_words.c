/* The index of words: made a slice at a time, behind what is shown; and looking through what it does not hold yet. */
#include <string.h>

#include "sync/model/fold.h"
#include "sync/store/catalog_inside.h"

/* meta.indexed_to parts the slots of card_text: the index holds each up to there, and none after it. */
#define PENDING "slot > (SELECT indexed_to FROM meta)"

enum { VERSION_WITH_PENDING = 4 }; /* before it triggers put every text into the index at once */

enum err catalog_words_add(struct db *db, size_t slots_max, bool *out_done)
{
    int64_t last = 0;
    int64_t count = 0;
    *out_done = false;
    enum err err = db_int(db, &last,
                          "SELECT coalesce(max(slot), 0) FROM "
                          "(SELECT slot FROM card_text WHERE " PENDING " ORDER BY slot LIMIT ?)",
                          "i", (int64_t)slots_max);
    if (err == ERR_OK && last > 0) {
        err = db_run(db,
                     "INSERT INTO card_words (rowid, names, words) "
                     "SELECT slot, names, words FROM card_text WHERE " PENDING " AND slot <= ? ORDER BY slot",
                     "i", last);
        count = db_changes(db);
        if (err == ERR_OK) err = db_run(db, "UPDATE meta SET indexed_to = ?", "i", last);
    }
    if (err == ERR_OK) *out_done = (size_t)count < slots_max;
    return err;
}

enum err catalog_words_settle(struct db *db)
{
    int64_t waiting = 0;
    bool done = false;
    enum err err = db_int(db, &waiting, "SELECT count(*) FROM (SELECT 1 FROM card_text WHERE " PENDING " LIMIT ?)", "i",
                          (int64_t)CATALOG_WORDS_AT_ONCE);
    if (err != ERR_OK || waiting == 0 || waiting == CATALOG_WORDS_AT_ONCE) return err;
    return catalog_words_add(db, CATALOG_WORDS_AT_ONCE, &done);
}

enum err catalog_words_swap(struct db *db, const char *generation)
{
    int64_t first = 0;
    int64_t indexed_to = 0;
    enum err err =
        db_int(db, &first, "SELECT coalesce(min(number), 0) FROM item WHERE generation = ?", "t", generation);
    if (err == ERR_OK) err = db_int(db, &indexed_to, "SELECT indexed_to FROM meta", "");
    if (err != ERR_OK || first * CATALOG_LANGUAGES_MAX <= indexed_to) return err;
    err = db_run(db, "INSERT INTO card_words (card_words) VALUES ('delete-all')", "");
    return err == ERR_OK ? db_run(db, "UPDATE meta SET indexed_to = 0", "") : err;
}

enum err catalog_index(struct catalog *catalog, bool *out_done)
{
    int64_t gathering = 0;
    *out_done = true;
    enum err err = db_begin(catalog->db);
    if (err == ERR_OK) {
        err = db_int(catalog->db, &gathering, "SELECT cursor_generation <> shown_generation FROM meta", "");
    }
    if (err == ERR_OK && gathering == 0) err = catalog_words_add(catalog->db, CATALOG_WORDS_AT_ONCE, out_done);
    if (err == ERR_OK) err = db_commit(catalog->db);
    if (err != ERR_OK) db_rollback(catalog->db);
    return err;
}

/* Does every word of the query (fold_query()) begin a word of one of the texts? NULL: of the other. */
static bool all_begin(const char *query, const char *names, const char *words)
{
    for (const char *at = strchr(query, '"'); at != NULL; at = strchr(at, '"')) {
        size_t length = strcspn(++at, "\"");
        bool found = fold_begins(names, at, length) || (words != NULL && fold_begins(words, at, length));
        if (!found) return false;
        at += length + 1;
    }
    return true;
}

static bool numbers_add(struct catalog_numbers *numbers, int64_t number)
{
    if (numbers->count > 0 && numbers->number[numbers->count - 1] == number) return true;
    if (numbers->count == CATALOG_FOUND_MAX) return false;
    numbers->number[numbers->count++] = number;
    return true;
}

enum err catalog_words_pending(struct catalog *catalog, const char *lang, const char *query,
                               struct catalog_numbers *in_names, struct catalog_numbers *in_words)
{
    int64_t version = 0;
    in_names->count = in_words->count = 0;
    enum err err = db_int(catalog->db, &version, "PRAGMA user_version", "");
    if (err != ERR_OK || version < VERSION_WITH_PENDING) return err;
    AUTO(rows_auto) struct rows *rows = NULL;
    err = db_query(catalog->db, &rows,
                   "SELECT number, names, words FROM card_text CROSS JOIN item ON number = slot / 16 "
                   "WHERE " PENDING " AND lang IN ('da', ?)"
                   "  AND generation = (SELECT shown_generation FROM meta) AND type = 'network' ORDER BY slot",
                   "t", lang);
    bool room = true;
    while (room && err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        int64_t number = rows_int(rows, 0);
        const char *names = rows_text(rows, 1);
        const char *words = rows_text(rows, 2);
        if (names == NULL || words == NULL) return ERR_DAMAGED;
        if (all_begin(query, names, NULL)) {
            room = numbers_add(in_names, number);
        } else if (all_begin(query, names, words)) {
            (void)numbers_add(in_words, number); /* those with all words in their titles are still looked for */
        }
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
