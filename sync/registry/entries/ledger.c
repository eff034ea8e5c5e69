#define _POSIX_C_SOURCE 200809L
#include "sync/registry/entries/ledger.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"
#include "sync/model/submission.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/erasures.h"
#include "sync/registry/entries/ideas.h"
#include "sync/registry/entries/inbox.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/wire/entry.h"

/* One entry of a batch on its way through. */
struct arrival {
    struct entry entry;
    struct submission submission;
    const char *problem; /* why a new entry like this is rejected; NULL when it may be stored */
    bool readable;       /* signed by the kiosk: its id may be looked up */
    enum verdict verdict;
};

struct batch {
    struct arrival arrivals[ENTRIES_PER_BATCH_MAX];
    size_t count;
    char generation[REGISTRY_GENERATION_TEXT_BYTES]; /* in which it was stored: read in the same transaction */
};

static void batch_destroy(struct batch **batch)
{
    if (*batch == NULL) return;
    for (size_t at = 0; at < (*batch)->count; at++) {
        entry_finish(&(*batch)->arrivals[at].entry);
        submission_finish(&(*batch)->arrivals[at].submission);
    }
    free(*batch);
}

static enum err unseal(struct arrival *arrival, const struct keys *keys)
{
    const struct seal_pair *pair = keys_seal(keys, arrival->entry.seal_key_id);
    if (pair == NULL) {
        arrival->problem = "unknown_seal_key";
        return ERR_OK;
    }
    unsigned char *plain = NULL;
    size_t plain_bytes = 0;
    enum err err = entry_open(&plain, &plain_bytes, &arrival->entry, pair->public_key, pair->secret_key);
    if (err == ERR_UNTRUSTED) {
        arrival->problem = "unsealable";
        return ERR_OK;
    }
    if (err != ERR_OK) return err;
    err = submission_from_json(&arrival->submission, (const char *)plain, plain_bytes);
    sodium_memzero(plain, plain_bytes);
    free(plain);
    if (err == ERR_NOMEM) return err;
    arrival->problem = err != ERR_OK ? "unreadable" : submission_problem(&arrival->submission);
    return ERR_OK;
}

/* By the kiosk's key, or by one that it had when the entry was made. */
static bool is_signed(const struct entry *entry, const struct kiosk *kiosk, const struct former_keys *former)
{
    bool good = entry_check(entry, kiosk->id, kiosk->sign_public) == ERR_OK;
    for (size_t at = 0; !good && at < former->count; at++) {
        good = entry_check(entry, kiosk->id, former->keys[at]) == ERR_OK;
    }
    return good;
}

/* Everything that needs no database: reading, checking, unsealing. */
static enum err arrival_read(struct arrival *arrival, const json_t *json, const struct kiosk *kiosk,
                             const struct former_keys *former, const struct keys *keys)
{
    enum err err = entry_from_json(&arrival->entry, json);
    if (err == ERR_NOMEM) return err;
    if (err != ERR_OK) {
        const char *id = json_text_at(json, "id");
        if (id == NULL || entry_id_from_text(arrival->entry.id, id) != ERR_OK) {
            memset(arrival->entry.id, 0, ENTRY_ID_BYTES);
        }
        arrival->problem = "unreadable";
        return ERR_OK;
    }
    if (!is_signed(&arrival->entry, kiosk, former)) {
        arrival->problem = "bad_signature";
        return ERR_OK;
    }
    arrival->readable = true;
    return unseal(arrival, keys);
}

static enum err find_stored(struct registry *registry, const struct kiosk *kiosk, const struct entry *entry,
                            enum verdict *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, "SELECT hash, kiosk FROM entry WHERE id = ?", "b", entry->id,
                            (size_t)ENTRY_ID_BYTES);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    unsigned char hash[ENTRY_HASH_BYTES];
    entry_hash(hash, entry);
    size_t bytes = 0;
    const void *stored = rows_blob(rows, 0, &bytes);
    bool same =
        bytes == sizeof(hash) && memcmp(stored, hash, sizeof(hash)) == 0 && strcmp(rows_text(rows, 1), kiosk->id) == 0;
    *out = same ? VERDICT_EXISTS : VERDICT_CONFLICT;
    return ERR_OK;
}

static enum err find_erased(struct registry *registry, const struct entry *entry, enum verdict *out)
{
    int64_t one = 0;
    enum err err =
        db_int(registry->db, &one, "SELECT 1 FROM erased WHERE id = ?", "b", entry->id, (size_t)ENTRY_ID_BYTES);
    if (err == ERR_OK) *out = VERDICT_GONE;
    return err;
}

/* A network that was shown once is good for ever: the visitor was thanked in good faith. */
static enum err check_network(struct registry *registry, struct arrival *arrival)
{
    int64_t one = 0;
    if (arrival->submission.kind >= SUBMISSION_IDEA) return ERR_OK; /* belongs to no network yet, or is a request */
    enum err err = db_int(registry->db, &one, "SELECT 1 FROM item WHERE type = 'network' AND id = ?", "t",
                          arrival->submission.network);
    if (err == ERR_NOT_FOUND) arrival->problem = "network_unknown";
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A request leaves nothing of what was typed in its own row. */
static enum err insert(struct registry *registry, const struct kiosk *kiosk, const struct arrival *arrival)
{
    const struct submission *submission = &arrival->submission;
    unsigned char hash[ENTRY_HASH_BYTES];
    entry_hash(hash, &arrival->entry);
    bool given = submission->kind <= SUBMISSION_IDEA;
    return db_run(
        registry->db,
        "INSERT INTO entry (id, hash, kiosk, kind, network, name, contact, comes_as, brings, title, text, side,"
        " notice, lang, receipt, received_s, leans, idea, kiosk_order, given_s, clock_doubtful)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?)",
        "bbttttttttttttbittiii", arrival->entry.id, (size_t)ENTRY_ID_BYTES, hash, sizeof(hash), kiosk->id,
        submission_kind_name(submission->kind), submission->network, given ? submission->name : "",
        given ? submission->contact : "",
        submission->kind == SUBMISSION_SEAT ? comes_as_name(submission->comes_as) : "", submission->brings,
        given ? submission->title : "", given ? submission->text : "",
        submission->kind == SUBMISSION_IDEA ? side_name(submission->side) : "", submission->notice, submission->lang,
        submission->receipt_hash, (size_t)RECEIPT_CODE_HASH_BYTES, clock_wall_s(&registry->clock),
        leans_name(submission->leans), submission->idea, submission->order, submission->given_at_s,
        (int64_t)submission->clock_doubtful);
}

/* Something with a receipt: says that it is here. It may have been erased before it came. */
static enum err store_given(struct registry *registry, const struct kiosk *kiosk, struct arrival *arrival)
{
    bool erased = false;
    enum err err = answers_begin(registry, &arrival->submission, &erased);
    if (err != ERR_OK) return err;
    if (erased) {
        arrival->verdict = VERDICT_GONE;
        return erasures_erase(registry, arrival->entry.id);
    }
    arrival->verdict = VERDICT_CREATED;
    err = insert(registry, kiosk, arrival);
    return err == ERR_OK ? inbox_arrived(registry, arrival->entry.id, arrival->submission.kind) : err;
}

static enum err store_support(struct registry *registry, const struct kiosk *kiosk, struct arrival *arrival)
{
    bool known = false;
    enum err err = insert(registry, kiosk, arrival);
    if (err == ERR_OK) err = ideas_support(registry, arrival->submission.idea, &known);
    if (err != ERR_OK) return err;
    arrival->verdict = known ? VERDICT_CREATED : VERDICT_REJECTED;
    if (known) return ERR_OK;
    arrival->problem = "idea_unknown";
    return db_run(registry->db, "DELETE FROM entry WHERE id = ?", "b", arrival->entry.id, (size_t)ENTRY_ID_BYTES);
}

static enum err store(struct registry *registry, const struct kiosk *kiosk, struct arrival *arrival)
{
    if (arrival->submission.kind <= SUBMISSION_IDEA) return store_given(registry, kiosk, arrival);
    if (arrival->submission.kind == SUBMISSION_SUPPORT) return store_support(registry, kiosk, arrival);
    arrival->verdict = VERDICT_CREATED;
    enum err err = insert(registry, kiosk, arrival);
    return err == ERR_OK ? answers_request(registry, &arrival->submission) : err;
}

static enum err judge(struct registry *registry, const struct kiosk *kiosk, struct arrival *arrival)
{
    arrival->verdict = VERDICT_REJECTED;
    if (!arrival->readable) return ERR_OK;
    enum err err = find_erased(registry, &arrival->entry, &arrival->verdict);
    if (err == ERR_NOT_FOUND) err = find_stored(registry, kiosk, &arrival->entry, &arrival->verdict);
    if (err != ERR_NOT_FOUND) return err;
    if (arrival->problem != NULL) return ERR_OK;
    err = check_network(registry, arrival);
    if (err != ERR_OK || arrival->problem != NULL) return err;
    return store(registry, kiosk, arrival);
}

static enum err batch_judge(struct registry *registry, const struct kiosk *kiosk, struct batch *batch)
{
    int64_t head = 0;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = registry_head(registry, batch->generation, &head);
    for (size_t at = 0; err == ERR_OK && at < batch->count; at++) err = judge(registry, kiosk, &batch->arrivals[at]);
    if (err == ERR_OK) err = erasures_commit(registry);
    erasures_rollback(registry);
    return err;
}

enum err ledger_receive(struct registry *registry, const struct kiosk *kiosk, const json_t *entries,
                        struct receipt out[ENTRIES_PER_BATCH_MAX])
{
    assert(json_array_size(entries) <= ENTRIES_PER_BATCH_MAX);
    AUTO(batch_destroy) struct batch *batch = calloc(1, sizeof(*batch));
    if (batch == NULL) return ERR_NOMEM;
    batch->count = json_array_size(entries);
    struct former_keys former;
    enum err err = former_keys_read(registry, kiosk->id, &former);
    for (size_t at = 0; err == ERR_OK && at < batch->count; at++) {
        err = arrival_read(&batch->arrivals[at], json_array_get(entries, at), kiosk, &former, &registry->keys);
    }
    if (err == ERR_OK) err = batch_judge(registry, kiosk, batch);
    if (err != ERR_OK) return err;
    registry_scrub(registry);
    for (size_t at = 0; at < batch->count; at++) {
        const struct arrival *arrival = &batch->arrivals[at];
        const char *reason = arrival->verdict == VERDICT_REJECTED ? arrival->problem : NULL;
        receipt_make(&out[at], &arrival->entry, arrival->verdict, reason, batch->generation, kiosk->id,
                     registry->keys.receipt_secret);
    }
    return ERR_OK;
}

/* In place of the sealed bytes, which there are none of, the submission's own tell a repetition from another one. */
static enum err arrival_make(struct arrival *arrival, const unsigned char id[ENTRY_ID_BYTES],
                             const struct submission *submission)
{
    AUTO(str_finish) struct str text = {0};
    arrival->submission = *submission;
    arrival->problem = submission_problem(submission);
    arrival->readable = true;
    memcpy(arrival->entry.id, id, ENTRY_ID_BYTES);
    if (arrival->problem != NULL) return ERR_OK;
    enum err err = submission_to_json(&text, submission);
    if (err == ERR_INVALID) arrival->problem = "unreadable";
    if (err != ERR_OK) return err == ERR_INVALID ? ERR_OK : err;
    arrival->entry.box_bytes = text.length;
    arrival->entry.box = (unsigned char *)str_take(&text);
    return arrival->entry.box != NULL ? ERR_OK : ERR_NOMEM;
}

enum err ledger_take(struct registry *registry, const unsigned char id[ENTRY_ID_BYTES],
                     const struct submission *submission, enum verdict *out, const char **out_problem)
{
    static const struct kiosk here = {.id = LEDGER_WEB};
    AUTO(batch_destroy) struct batch *batch = calloc(1, sizeof(*batch));
    if (batch == NULL) return ERR_NOMEM;
    struct arrival *arrival = &batch->arrivals[0];
    batch->count = 1;
    enum err err = arrival_make(arrival, id, submission);
    if (err == ERR_OK) err = batch_judge(registry, &here, batch);
    if (arrival->entry.box != NULL) sodium_memzero(arrival->entry.box, arrival->entry.box_bytes);
    if (err != ERR_OK) return err;
    registry_scrub(registry);
    *out = arrival->verdict;
    *out_problem = arrival->verdict == VERDICT_REJECTED ? arrival->problem : NULL;
    return ERR_OK;
}

/* What only some kinds have: the columns after the common ones. */
static const char *const extra_names[] = {"comes_as", "brings", "title", "text", "side", "leans", "idea", "status"};
enum { EXTRA_FIRST = 10, EXTRA_COUNT = sizeof(extra_names) / sizeof(extra_names[0]) };

static void time_text(char out[32], int64_t seconds)
{
    time_t time_s = (time_t)seconds;
    struct tm utc;
    out[0] = '\0';
    if (gmtime_r(&time_s, &utc) != NULL) strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* What the kiosk said of its order and its clock. */
static bool add_order(json_t *entry, const struct rows *rows)
{
    char given[32];
    int64_t order = rows_int(rows, EXTRA_FIRST + EXTRA_COUNT);
    if (order == 0) return true;
    if (json_object_set_new(entry, "kiosk_order", json_integer(order)) != 0) return false;
    if (rows_int(rows, EXTRA_FIRST + EXTRA_COUNT + 2) != 0) {
        return json_object_set_new(entry, "clock_doubtful", json_true()) == 0;
    }
    time_text(given, rows_int(rows, EXTRA_FIRST + EXTRA_COUNT + 1));
    return json_object_set_new(entry, "given", json_string(given)) == 0;
}

json_t *ledger_row(const struct rows *rows)
{
    size_t bytes = 0;
    const unsigned char *id = rows_blob(rows, 1, &bytes);
    char id_text[ENTRY_ID_TEXT_BYTES] = "";
    if (bytes == ENTRY_ID_BYTES) entry_id_text(id_text, id);
    char received[32];
    time_text(received, rows_int(rows, 9));
    json_t *entry =
        json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "order", (json_int_t)rows_int(rows, 0), "id",
                  id_text, "kind", rows_text(rows, 2), "network", rows_text(rows, 3), "name", rows_text(rows, 4),
                  "contact", rows_text(rows, 5), "notice", rows_text(rows, 6), "lang", rows_text(rows, 7), "kiosk",
                  rows_text(rows, 8), "received", received);
    for (int at = 0; entry != NULL && at < EXTRA_COUNT; at++) {
        const char *text = rows_text(rows, EXTRA_FIRST + at);
        if (text == NULL || text[0] == '\0') continue;
        if (json_object_set_new(entry, extra_names[at], json_string(text)) == 0) continue;
        json_decref(entry);
        return NULL;
    }
    if (entry != NULL && !add_order(entry, rows)) {
        json_decref(entry);
        return NULL;
    }
    return entry;
}

enum err ledger_list(struct registry *registry, int64_t number, int64_t count_max, json_t **out, bool *out_more)
{
    assert(count_max >= 1 && count_max <= LEDGER_LIST_MAX);
    AUTO(json_auto) json_t *list = json_array();
    if (list == NULL) return ERR_NOMEM;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(registry->db, &rows,
                 "SELECT " LEDGER_ROW_COLUMNS " FROM " LEDGER_ROW_FROM " WHERE number > ? ORDER BY number LIMIT ?",
                 "ii", number, count_max + 1);
    if (err != ERR_OK) return err;
    bool more = false;
    while (!more && (err = rows_next(rows)) == ERR_OK) {
        more = (int64_t)json_array_size(list) == count_max;
        if (!more && json_array_append_new(list, ledger_row(rows)) != 0) return ERR_NOMEM;
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    *out_more = more;
    *out = list;
    list = NULL; /* the caller owns it now */
    return ERR_OK;
}

enum err ledger_find(struct registry *registry, int64_t number, json_t **out)
{
    AUTO(json_auto) json_t *list = NULL;
    bool more = false;
    enum err err = number > 0 ? ledger_list(registry, number - 1, 1, &list, &more) : ERR_NOT_FOUND;
    if (err != ERR_OK) return err;
    json_t *entry = json_array_get(list, 0);
    if (json_int_at(entry, "order", 0) != number) return ERR_NOT_FOUND;
    *out = json_incref(entry);
    return ERR_OK;
}

enum err ledger_counts(struct registry *registry, json_t **out)
{
    AUTO(json_auto) json_t *counts = json_array();
    if (counts == NULL) return ERR_NOMEM;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(registry->db, &rows,
                 "SELECT network, kind, count(*) FROM entry GROUP BY network, kind ORDER BY network, kind", "");
    if (err != ERR_OK) return err;
    while ((err = rows_next(rows)) == ERR_OK) {
        json_t *count = json_pack("{s:s, s:s, s:I}", "network", rows_text(rows, 0), "kind", rows_text(rows, 1), "count",
                                  (json_int_t)rows_int(rows, 2));
        if (json_array_append_new(counts, count) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = counts;
    counts = NULL; /* the caller owns it now */
    return ERR_OK;
}
