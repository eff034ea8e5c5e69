#include "sync/registry/privacy/people.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/receipt_code.h"
#include "sync/registry/entries/history.h"
#include "sync/registry/entries/ledger.h"

static const char *const looked_in[] = {"entry",   "answer",   "network", "page", "site",
                                        "version", "decision", "staff",   "mail", "log"};

/* A search on its way. */
struct search {
    struct registry *registry;
    const struct needle *needle;
    json_t *found; /* owned */
    bool more;
};

static void search_finish(struct search *search)
{
    json_decref(search->found);
}

static bool is_full(struct search *search)
{
    search->more = search->more || json_array_size(search->found) >= PEOPLE_FOUND_MAX;
    return search->more;
}

/* Takes over `why`. */
static enum err add_plain(struct search *search, const char *where, const char *id, json_t *why)
{
    if (why != NULL && is_full(search)) {
        json_decref(why);
        return ERR_OK;
    }
    json_t *one = json_pack("{s:s, s:s, s:o}", "where", where, "id", id, "why", why);
    return json_array_append_new(search->found, one) == 0 ? ERR_OK : ERR_NOMEM;
}

/* What staff decided about it. */
static enum err add_decisions(struct search *search, int64_t number, json_t *one)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(search->registry->db, &rows,
                            "SELECT (SELECT reason FROM hold WHERE entry = ?1), (SELECT reason FROM refusal WHERE"
                            " entry = ?1)",
                            "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    if (!rows_is_null(rows, 0)) json_object_set_new(one, "hold", json_string(rows_text(rows, 0)));
    if (!rows_is_null(rows, 1)) json_object_set_new(one, "refusal", json_string(rows_text(rows, 1)));
    return ERR_OK;
}

static bool has_entry(const struct search *search, int64_t number)
{
    size_t at;
    json_t *one;
    json_array_foreach (search->found, at, one) {
        if (json_int_at(one, "order", 0) == number) return true;
    }
    return false;
}

/* Takes over `why`. */
static enum err add_entry(struct search *search, int64_t number, json_t *why)
{
    AUTO(json_auto) json_t *reasons = why;
    AUTO(json_auto) json_t *entry = NULL;
    if (reasons == NULL) return ERR_NOMEM;
    if (has_entry(search, number) || is_full(search)) return ERR_OK;
    int64_t version = 0;
    enum err err = history_version(search->registry, number, &version); /* before what it is of */
    if (err == ERR_OK) err = ledger_find(search->registry, number, &entry);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    AUTO(json_auto)
    json_t *one = json_pack("{s:s, s:I, s:I, s:O, s:O}", "where", "entry", "order", (json_int_t)number, "version",
                            (json_int_t)version, "why", reasons, "entry", entry);
    if (one == NULL) return ERR_NOMEM;
    err = add_decisions(search, number, one);
    if (err == ERR_OK && json_array_append(search->found, one) != 0) err = ERR_NOMEM;
    return err;
}

/* ---- by words ---- */

/* *out_why: the names of those columns in which it is; NULL when in none. */
static enum err match_columns(const struct search *search, const struct rows *rows, int first, const char *const *names,
                              json_t **out_why)
{
    *out_why = NULL;
    for (int at = 0; names[at] != NULL; at++) {
        enum err err = needle_find(search->needle, rows_text(rows, first + at));
        if (err == ERR_NOT_FOUND) continue;
        if (err == ERR_OK && *out_why == NULL) *out_why = json_array();
        if (err == ERR_OK && json_array_append_new(*out_why, json_string(names[at])) == 0) continue;
        json_decref(*out_why);
        *out_why = NULL;
        return err == ERR_OK ? ERR_NOMEM : err;
    }
    return ERR_OK;
}

static enum err find_entries(struct search *search)
{
    static const char *const names[] = {"name", "contact", "title", "text", "brings", NULL};
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(search->registry->db, &rows,
                            "SELECT number, name, contact, title, text, brings FROM entry"
                            " WHERE name <> '' OR contact <> '' OR text <> '' OR brings <> '' ORDER BY number DESC",
                            "");
    while (err == ERR_OK && !search->more && (err = rows_next(rows)) == ERR_OK) {
        json_t *why = NULL;
        err = match_columns(search, rows, 1, names, &why);
        if (err == ERR_OK && why != NULL) err = add_entry(search, rows_int(rows, 0), why);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Bodies of the feed, texts as their readers see them. */
static enum err match_json(const struct search *search, const json_t *json, bool *out)
{
    const char *key;
    json_t *inner;
    size_t at;
    enum err err = ERR_OK;
    if (json_is_string(json)) {
        err = needle_find(search->needle, json_string_value(json));
        *out = *out || err == ERR_OK;
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    json_array_foreach (json, at, inner) {
        if (err == ERR_OK && !*out) err = match_json(search, inner, out);
    }
    json_object_foreach ((json_t *)json, key, inner) {
        if (err == ERR_OK && !*out) err = match_json(search, inner, out);
    }
    return err;
}

/* The names of the members of a body in which it is. */
static enum err match_body(const struct search *search, const char *text, json_t **out_why)
{
    AUTO(json_auto) json_t *body = json_loads(text, 0, NULL);
    AUTO(json_auto) json_t *why = json_array();
    const char *key;
    json_t *member;
    *out_why = NULL;
    if (body == NULL || why == NULL) return ERR_NOMEM;
    json_object_foreach (body, key, member) {
        bool found = false;
        enum err err = match_json(search, member, &found);
        if (err == ERR_OK && found && json_array_append_new(why, json_string(key)) != 0) err = ERR_NOMEM;
        if (err != ERR_OK) return err;
    }
    if (json_array_size(why) > 0) *out_why = json_incref(why);
    return ERR_OK;
}

static enum err find_items(struct search *search)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(search->registry->db, &rows,
                            "SELECT type, id, body FROM item WHERE body IS NOT NULL ORDER BY type, id", "");
    while (err == ERR_OK && !search->more && (err = rows_next(rows)) == ERR_OK) {
        json_t *why = NULL;
        err = match_body(search, rows_text(rows, 2), &why);
        if (err == ERR_OK && why != NULL) err = add_plain(search, rows_text(rows, 0), rows_text(rows, 1), why);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* `sql` gives an id and a text. */
static enum err find_rows(struct search *search, const char *where, const char *why, const char *sql)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(search->registry->db, &rows, sql, "");
    while (err == ERR_OK && !search->more && (err = rows_next(rows)) == ERR_OK) {
        err = needle_find(search->needle, rows_text(rows, 1));
        if (err == ERR_OK) err = add_plain(search, where, rows_text(rows, 0), json_pack("[s]", why));
        if (err == ERR_NOT_FOUND) err = ERR_OK;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- by receipt ---- */

static enum err find_receipt(struct search *search, const unsigned char receipt[RECEIPT_CODE_HASH_BYTES])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(search->registry->db, &rows,
                            "SELECT number FROM entry WHERE receipt = ? AND kind <> 'support' ORDER BY number", "b",
                            receipt, (size_t)RECEIPT_CODE_HASH_BYTES);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        err = add_entry(search, rows_int(rows, 0), json_pack("[s]", "receipt"));
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err find_answer(struct search *search, const unsigned char receipt[RECEIPT_CODE_HASH_BYTES])
{
    char name[RECEIPT_CODE_NAME_BYTES];
    int64_t one = 0;
    receipt_code_name(name, receipt);
    enum err err = db_int(search->registry->db, &one,
                          "SELECT 1 FROM item WHERE type = 'answer' AND id = ? AND body IS NOT NULL", "t", name);
    if (err == ERR_OK) err = add_plain(search, "answer", name, json_pack("[s]", "receipt"));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What else was given, or asked for, under the receipt of an entry that was found. */
static enum err find_beside(struct search *search)
{
    int64_t numbers[PEOPLE_FOUND_MAX];
    size_t count = 0;
    size_t at;
    json_t *one;
    enum err err = ERR_OK;
    json_array_foreach (search->found, at, one) {
        if (json_int_at(one, "order", 0) > 0) numbers[count++] = json_int_at(one, "order", 0);
    }
    for (size_t nth = 0; err == ERR_OK && nth < count; nth++) {
        unsigned char receipt[RECEIPT_CODE_HASH_BYTES];
        AUTO(rows_auto) struct rows *rows = NULL;
        size_t bytes = 0;
        err = db_query(search->registry->db, &rows, "SELECT receipt FROM entry WHERE number = ?", "i", numbers[nth]);
        if (err == ERR_OK) err = rows_next(rows);
        if (err != ERR_OK) break;
        const void *blob = rows_blob(rows, 0, &bytes);
        if (bytes != sizeof(receipt)) return ERR_DAMAGED;
        memcpy(receipt, blob, sizeof(receipt));
        err = find_receipt(search, receipt);
        if (err == ERR_OK && sodium_is_zero(receipt, sizeof(receipt)) == 0) err = find_answer(search, receipt);
    }
    return err;
}

static enum err finish(struct search *search, json_t **out)
{
    AUTO(json_auto) json_t *where = json_array();
    for (size_t at = 0; at < sizeof(looked_in) / sizeof(looked_in[0]); at++) {
        json_array_append_new(where, json_string(looked_in[at]));
    }
    *out = json_pack("{s:O, s:O, s:b}", "found", search->found, "looked_in", where, "more", search->more ? 1 : 0);
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}

enum err people_search(struct registry *registry, const struct needle *needle, json_t **out)
{
    AUTO(search_finish) struct search search = {.registry = registry, .needle = needle, .found = json_array()};
    enum err err = search.found != NULL ? find_entries(&search) : ERR_NOMEM;
    if (err == ERR_OK) err = find_beside(&search);
    if (err == ERR_OK) err = find_items(&search);
    if (err == ERR_OK)
        err = find_rows(&search, "staff", "name", "SELECT name, name || ' ' || mail FROM staff ORDER BY name");
    if (err == ERR_OK) {
        err = find_rows(&search, "version", "body",
                        "SELECT CASE WHEN type = 'network' THEN '' ELSE type || ' ' END || id || ' ' || number, body"
                        " FROM item_version ORDER BY type, id, number");
    }
    if (err == ERR_OK) {
        err = find_rows(&search, "decision", "reason",
                        "SELECT 'hold ' || entry, reason FROM hold UNION ALL SELECT 'refusal ' || entry, reason FROM"
                        " refusal UNION ALL SELECT 'proof ' || number, reason FROM proof"
                        " UNION ALL SELECT 'entry ' || entry, text FROM entry_event WHERE text <> ''");
    }
    if (err == ERR_OK) {
        err = find_rows(&search, "mail", "to",
                        "SELECT '' || number, recipient || ' ' || subject || ' ' || text FROM mail"
                        " ORDER BY number");
    }
    if (err == ERR_OK) {
        err = find_rows(&search, "log", "who",
                        "SELECT who || ': ' || what, who || ' ' || target FROM staff_log"
                        " GROUP BY who, what, target ORDER BY who, what");
    }
    return err == ERR_OK ? finish(&search, out) : err;
}

enum err people_search_code(struct registry *registry, const char *typed, json_t **out)
{
    char code[RECEIPT_CODE_TEXT_BYTES];
    unsigned char receipt[RECEIPT_CODE_HASH_BYTES];
    AUTO(search_finish) struct search search = {.registry = registry, .found = json_array()};
    enum err err = receipt_code_read(code, typed);
    if (err != ERR_OK) return err;
    receipt_code_hash(receipt, code);
    sodium_memzero(code, sizeof(code));
    err = search.found != NULL ? find_receipt(&search, receipt) : ERR_NOMEM;
    if (err == ERR_OK) err = find_answer(&search, receipt);
    return err == ERR_OK ? finish(&search, out) : err;
}

size_t people_entries(const json_t *result, int64_t out[PEOPLE_FOUND_MAX])
{
    size_t count = 0;
    size_t at;
    json_t *one;
    json_array_foreach (json_object_get(result, "found"), at, one) {
        int64_t number = json_int_at(one, "order", 0);
        if (number > 0 && count < PEOPLE_FOUND_MAX) out[count++] = number;
    }
    return count;
}
