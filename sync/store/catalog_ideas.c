/* What citizens said, as far as it is content: ideas that resemble a text, and what became of something. */
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/letters.h"
#include "sync/model/similar.h"
#include "sync/store/catalog_inside.h"

static bool is_among(const struct similar_item *items, size_t count, const char *id, bool is_idea)
{
    for (size_t at = 0; at < count; at++) {
        if (items[at].is_idea == is_idea && strcmp(items[at].id, id) == 0) return true;
    }
    return false;
}

/* A network comes once for each language it was found in; the first counts. */
static void add_similar(struct similar_item *out, size_t *count, const struct similar_words *words,
                        const struct rows *rows)
{
    const char *id = rows_text(rows, 1);
    bool is_idea = strcmp(rows_text(rows, 0), "idea") == 0;
    if (!similar_enough(words, rows_text(rows, 3)) || is_among(out, *count, id, is_idea)) return;
    struct similar_item *item = &out[(*count)++];
    item->is_idea = is_idea;
    letters_copy(item->id, sizeof(item->id), id);
    letters_copy(item->title, sizeof(item->title), rows_text(rows, 2));
}

enum err catalog_similar(struct catalog *catalog, const char *lang, const char *typed, struct similar_item *out,
                         size_t items_max, size_t *out_count)
{
    *out_count = 0;
    struct similar_words words;
    AUTO(str_finish) struct str query;
    enum err err = similar_query(&words, &query, typed);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    AUTO(rows_auto) struct rows *rows = NULL;
    err = db_query(catalog->db, &rows,
                   "SELECT type, item.id, coalesce((SELECT own.short_title FROM card_text AS own"
                   "    WHERE own.slot BETWEEN number * 16 AND number * 16 + 15 AND own.lang = ?), found.short_title),"
                   "  found.names || ' ' || found.words "
                   "FROM card_words JOIN card_text AS found ON found.slot = card_words.rowid "
                   "CROSS JOIN item ON number = found.slot / 16 "
                   "WHERE card_words MATCH ? AND found.lang IN ('da', ?)"
                   "  AND generation = (SELECT shown_generation FROM meta) AND type IN ('network', 'idea') "
                   "ORDER BY card_words.rank, position LIMIT ?",
                   "ttti", lang, str_text(&query), lang, (int64_t)SIMILAR_CANDIDATES_MAX);
    size_t count = 0;
    while (err == ERR_OK && count < items_max && (err = rows_next(rows)) == ERR_OK) {
        add_similar(out, &count, &words, rows);
    }
    similar_words_finish(&words);
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    *out_count = count;
    return ERR_OK;
}

enum err catalog_answer(struct catalog *catalog, const unsigned char receipt_hash[RECEIPT_CODE_HASH_BYTES],
                        struct outcome *out)
{
    char name[RECEIPT_CODE_NAME_BYTES];
    AUTO(json_auto) json_t *body = NULL;
    receipt_code_name(name, receipt_hash);
    enum err err = catalog_item(catalog, "answer", name, &body);
    if (err == ERR_OK) err = outcome_from_json(out, body);
    return err == ERR_INVALID ? ERR_DAMAGED : err;
}
