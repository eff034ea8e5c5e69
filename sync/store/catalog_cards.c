/* Finding cards: in the board's order, filtered, counted, searched. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/letters.h"
#include "sync/model/fold.h"
#include "sync/model/translation.h"
#include "sync/store/catalog_inside.h"

/* The planner is told what it can't know: that few rows are wanted (CROSS JOIN keeps the order of joining, + keeps
 * away from an index, INDEXED BY names the one that holds all that is asked for).
 * The columns of a card, of `item` and its texts in Danish (d) and in the visitor's language (t), if any.
 * Binds: the language. */
#define CARD_COLUMNS                                                                                                   \
    "SELECT item.id, item.kind, item.status, item.phase, coalesce(t.short_title, d.short_title),"                      \
    "  coalesce(t.title, d.title), coalesce(t.question, d.question), item.petals, item.group_state, t.danish "
#define CARD_TEXTS                                                                                                     \
    "CROSS JOIN card_text AS d ON d.slot = item.number * 16 "                                                          \
    "LEFT JOIN card_text AS t ON t.slot BETWEEN item.number * 16 AND item.number * 16 + 15 AND +t.lang = ? "
#define SHOWN "generation = (SELECT shown_generation FROM meta) AND type = 'network' "

_Static_assert(CATALOG_LANGUAGES_MAX == 16, "as it stands in CARD_TEXTS");

static enum err read_card(struct network_card *out, const struct rows *rows)
{
    *out = (struct network_card){
        .kind = network_kind_from_name(rows_text(rows, 1)),
        .status = network_status_from_name(rows_text(rows, 2)),
        .group_state = (enum group_state)rows_int(rows, 8),
        .danish = rows_is_null(rows, 9) || rows_int(rows, 9) != 0, /* no text of its own: all is Danish */
    };
    letters_copy(out->id, sizeof(out->id), rows_text(rows, 0));
    letters_copy(out->phase, sizeof(out->phase), rows_text(rows, 3));
    letters_copy(out->short_title, sizeof(out->short_title), rows_text(rows, 4));
    letters_copy(out->title, sizeof(out->title), rows_text(rows, 5));
    letters_copy(out->question, sizeof(out->question), rows_text(rows, 6));
    letters_copy(out->petals, sizeof(out->petals), rows_text(rows, 7));
    return out->kind == KIND_COUNT || out->status == STATUS_COUNT ? ERR_DAMAGED : ERR_OK;
}

static bool has_card(const struct network_card *cards, size_t count, const char *id)
{
    for (size_t at = 0; at < count; at++) {
        if (strcmp(cards[at].id, id) == 0) return true;
    }
    return false;
}

/* Adds to the *count cards that are there, up to cards_max; those that are there already are passed over. On error
 * *count is as it was. */
static enum err add_cards(struct rows *rows, struct network_card *out, size_t cards_max, size_t *count)
{
    size_t reached = *count;
    enum err err = ERR_OK;
    while (err == ERR_OK && reached < cards_max) {
        err = rows_next(rows);
        if (err == ERR_OK) err = read_card(&out[reached], rows);
        if (err == ERR_OK && !has_card(out, reached, out[reached].id)) reached++;
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    *count = reached;
    return ERR_OK;
}

static const char *kind_of(const struct catalog_filter *filter)
{
    return filter != NULL && filter->kind != CATALOG_ANY ? network_kind_name((enum network_kind)filter->kind) : NULL;
}

static const char *status_of(const struct catalog_filter *filter)
{
    return filter != NULL && filter->status != CATALOG_ANY ? network_status_name((enum network_status)filter->status)
                                                           : NULL;
}

static const char *phase_of(const struct catalog_filter *filter)
{
    return filter != NULL && filter->phase[0] != '\0' ? filter->phase : NULL;
}

enum err catalog_cards(struct catalog *catalog, const char *lang, const struct catalog_filter *filter, size_t offset,
                       struct network_card *out, size_t cards_max, size_t *out_count)
{
    *out_count = 0;
    AUTO(rows_auto) struct rows *rows = NULL;
    const char *kind = kind_of(filter);
    const char *status = status_of(filter);
    const char *phase = phase_of(filter);
    /* The inner query reads the index alone, so that what is skipped costs little. */
    enum err err = db_query(
        catalog->db, &rows,
        CARD_COLUMNS "FROM (SELECT number AS wanted FROM item INDEXED BY network_order WHERE " SHOWN
                     "  AND (? IS NULL OR kind = ?) AND (? IS NULL OR status = ?) AND (? IS NULL OR phase = ?) "
                     "  ORDER BY position, id LIMIT ? OFFSET ?) "
                     "CROSS JOIN item ON item.number = wanted " CARD_TEXTS "ORDER BY position, item.id",
        "ttttttiit", kind, kind, status, status, phase, phase, (int64_t)cards_max, (int64_t)offset, lang);
    return err == ERR_OK ? add_cards(rows, out, cards_max, out_count) : err;
}

/* ---- counting ---- */

/* One group of networks that are alike. */
static void count_group(struct catalog_counts *out, const struct catalog_filter *filter, int kind, int status,
                        const char *phase, size_t count)
{
    bool kind_fits = filter->kind == CATALOG_ANY || filter->kind == kind;
    bool status_fits = filter->status == CATALOG_ANY || filter->status == status;
    bool phase_fits = filter->phase[0] == '\0' || strcmp(filter->phase, phase) == 0;
    out->networks += count;
    if (kind_fits && status_fits && phase_fits) out->passing += count;
    if (status_fits && phase_fits) {
        out->any_kind += count;
        out->kind[kind] += count;
    }
    if (kind_fits && phase_fits) {
        out->any_status += count;
        out->status[status] += count;
    }
    if (!kind_fits || !status_fits) return;
    out->any_phase += count;
    if (phase[0] == '\0') return;
    size_t at = 0;
    while (at < out->phases_count && strcmp(out->phase[at].id, phase) != 0) at++;
    if (at == CATALOG_PHASES_MAX) return;
    if (at == out->phases_count) letters_copy(out->phase[out->phases_count++].id, CATALOG_PHASE_BYTES, phase);
    out->phase[at].count += count;
}

enum err catalog_counts(struct catalog *catalog, const struct catalog_filter *filter, struct catalog_counts *out)
{
    static const struct catalog_filter all = {.kind = CATALOG_ANY, .status = CATALOG_ANY};
    struct catalog_counts counts = {0};
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(catalog->db, &rows,
                 "SELECT kind, status, phase, count(*) FROM item WHERE " SHOWN "GROUP BY kind, status, phase", "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        enum network_kind kind = network_kind_from_name(rows_text(rows, 0));
        enum network_status status = network_status_from_name(rows_text(rows, 1));
        if (kind == KIND_COUNT || status == STATUS_COUNT) return ERR_DAMAGED;
        const char *phase = rows_text(rows, 2);
        count_group(&counts, filter != NULL ? filter : &all, (int)kind, (int)status, phase != NULL ? phase : "",
                    (size_t)rows_int(rows, 3));
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = counts;
    return ERR_OK;
}

/* ---- a few of them ---- */

/* The first ones in the board's order for which `condition` is true, read from `index`. Binds: how many, the language.
 */
#define FIRST_CARDS(index, condition)                                                                                  \
    CARD_COLUMNS "FROM (SELECT number AS wanted FROM item INDEXED BY " index " WHERE " SHOWN "  AND " condition        \
                 " ORDER BY position, id LIMIT ?) "                                                                    \
                 "CROSS JOIN item ON item.number = wanted " CARD_TEXTS "ORDER BY position, item.id"

/* `sql` is one FIRST_CARDS(). */
static enum err add_first(struct catalog *catalog, const char *sql, const char *lang, struct network_card *out,
                          size_t cards_max, size_t *count)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(catalog->db, &rows, sql, "it", (int64_t)cards_max, lang);
    return err == ERR_OK ? add_cards(rows, out, cards_max, count) : err;
}

enum err catalog_first_cards(struct catalog *catalog, const char *lang, struct network_card *out, size_t cards_max,
                             size_t groups_max, size_t *out_count)
{
    static const char open[] = FIRST_CARDS("network_order", "status NOT IN ('concluded', 'project')");
    static const char groups[] = FIRST_CARDS("network_groups", "group_state = 1");
    assert(groups_max < cards_max);
    size_t count = 0;
    enum err err = add_first(catalog, open, lang, out, cards_max - groups_max, &count);
    if (err == ERR_OK) err = add_first(catalog, groups, lang, out, cards_max, &count);
    if (err == ERR_OK && count == 0) err = catalog_cards(catalog, lang, NULL, 0, out, cards_max, &count);
    *out_count = err == ERR_OK ? count : 0;
    return err;
}

enum err catalog_longest_cards(struct catalog *catalog, const char *lang, struct network_card *out, size_t cards_max,
                               size_t *out_count)
{
    *out_count = 0;
    AUTO(rows_auto) struct rows *rows = NULL;
    /* The Danish texts of what is translated may come, too: that is only more than needed. */
    enum err err = db_query(catalog->db, &rows,
                            "SELECT item.id, kind, status, phase, short_title, title, question, petals, group_state, 0 "
                            "FROM card_text JOIN item ON item.number = slot / 16 AND " SHOWN
                            "WHERE lang = ? ORDER BY letters DESC LIMIT ?",
                            "ti", lang, (int64_t)(cards_max / 2));
    if (err == ERR_OK) err = add_cards(rows, out, cards_max / 2, out_count);
    rows_close(rows);
    rows = NULL;
    if (err != ERR_OK) return err;
    err = db_query(catalog->db, &rows,
                   "SELECT item.id, kind, status, phase, short_title, title, question, petals, group_state, 0 "
                   "FROM card_text JOIN item ON item.number = slot / 16 AND " SHOWN
                   "WHERE lang = 'da' ORDER BY letters DESC LIMIT ?",
                   "i", (int64_t)cards_max);
    return err == ERR_OK ? add_cards(rows, out, cards_max, out_count) : err;
}

/* ---- searching ---- */

/* bm25 would look at every network that has the words; a search on a screen must answer at once. So the
 * index is read only until enough are found, in the order in which they came. */
static enum err find(struct catalog *catalog, const char *lang, const char *match, struct network_card *out,
                     size_t cards_max, size_t *count)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(
        catalog->db, &rows,
        CARD_COLUMNS "FROM (SELECT DISTINCT number AS wanted FROM card_words JOIN card_text ON slot = card_words.rowid "
                     "  CROSS JOIN item ON number = slot / 16 "
                     "  WHERE card_words MATCH ? AND lang IN ('da', ?) AND " SHOWN "LIMIT ?) "
                     "CROSS JOIN item ON item.number = wanted " CARD_TEXTS "ORDER BY position, item.id",
        "ttit", match, lang, (int64_t)CATALOG_FOUND_MAX, lang);
    return err == ERR_OK ? add_cards(rows, out, cards_max, count) : err;
}

/* Those that were found where there is no index yet. */
static enum err add_pending(struct catalog *catalog, const char *lang, const struct catalog_numbers *numbers,
                            struct network_card *out, size_t cards_max, size_t *count)
{
    if (numbers->count == 0 || *count == cards_max) return ERR_OK;
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(str_finish) struct str list;
    str_init(&list, (CATALOG_FOUND_MAX + 1) * 24);
    for (size_t at = 0; at < numbers->count; at++) {
        str_addf(&list, "%c%lld", at == 0 ? '[' : ',', (long long)numbers->number[at]);
    }
    str_add(&list, "]");
    if (!str_ok(&list)) return ERR_NOMEM;
    enum err err = db_query(catalog->db, &rows,
                            CARD_COLUMNS "FROM (SELECT value AS wanted FROM json_each(?)) "
                                         "CROSS JOIN item ON item.number = wanted AND " SHOWN CARD_TEXTS
                                         "ORDER BY position, item.id",
                            "tt", str_text(&list), lang);
    return err == ERR_OK ? add_cards(rows, out, cards_max, count) : err;
}

enum err catalog_search(struct catalog *catalog, const char *lang, const char *typed, struct network_card *out,
                        size_t cards_max, size_t *out_count)
{
    *out_count = 0;
    AUTO(str_finish) struct str query;
    enum err err = fold_query(&query, typed);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    AUTO(str_finish) struct str in_names;
    str_init(&in_names, query.length + 32);
    str_addf(&in_names, "{names} : (%s)", str_text(&query));
    if (!str_ok(&in_names)) return ERR_NOMEM;
    /* First, since the writer may put something of it into the index in between. */
    struct catalog_numbers names;
    struct catalog_numbers words;
    err = catalog_words_pending(catalog, lang, str_text(&query), &names, &words);
    if (err == ERR_OK) err = find(catalog, lang, str_text(&in_names), out, cards_max, out_count);
    if (err == ERR_OK) err = add_pending(catalog, lang, &names, out, cards_max, out_count);
    if (err == ERR_OK && *out_count < cards_max) {
        err = find(catalog, lang, str_text(&query), out, cards_max, out_count);
    }
    if (err == ERR_OK) err = add_pending(catalog, lang, &words, out, cards_max, out_count);
    if (err != ERR_OK) *out_count = 0;
    return err;
}
