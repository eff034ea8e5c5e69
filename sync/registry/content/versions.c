#include "sync/registry/content/versions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/texts.h"

enum { SUMMARISED_AT_ONCE = 50, ANCESTORS_MAX = 2 * VERSIONS_KEPT_MAX };

const char versions_schema[] =
    /* One row a network that was ever known; the parts are numbers of its versions, 0 for none. `title`, `kind`,
     * `status` and `texts` (texts_counts(); '' when not known yet) are of the draft, so that a list reads no bodies. */
    "CREATE TABLE network ("
    "  id           TEXT PRIMARY KEY,"
    "  newest       INTEGER NOT NULL,"
    "  draft        INTEGER NOT NULL,"
    "  published    INTEGER NOT NULL DEFAULT 0,"
    "  review       INTEGER NOT NULL DEFAULT 0,"
    "  scheduled    INTEGER NOT NULL DEFAULT 0,"
    "  unpublished  INTEGER NOT NULL DEFAULT 0,"
    "  publish_s    INTEGER NOT NULL DEFAULT 0,"
    "  scheduled_by TEXT NOT NULL DEFAULT '',"
    "  trouble      TEXT NOT NULL DEFAULT '',"
    "  title        TEXT NOT NULL,"
    "  kind         TEXT NOT NULL,"
    "  status       TEXT NOT NULL,"
    "  texts        TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX network_due ON network (publish_s) WHERE publish_s > 0;"
    "CREATE INDEX network_unsummarised ON network (id) WHERE texts = '';"

    /* `body` is compact JSON; `aged` is versions.h's `old`. */
    "CREATE TABLE network_version ("
    "  network      TEXT NOT NULL REFERENCES network (id),"
    "  number       INTEGER NOT NULL,"
    "  made_s       INTEGER NOT NULL,"
    "  who          TEXT NOT NULL,"
    "  how          TEXT NOT NULL CHECK (how IN ('import', 'save', 'restore')),"
    "  parent       INTEGER NOT NULL,"
    "  source       INTEGER NOT NULL,"
    "  published_s  INTEGER NOT NULL DEFAULT 0,"
    "  published_by TEXT NOT NULL DEFAULT '',"
    "  body         TEXT NOT NULL,"
    "  aged         TEXT NOT NULL DEFAULT '{}',"
    "  PRIMARY KEY (network, number)"
    ") STRICT;"

    /* What is shown came by an import, nobody knows when. */
    "INSERT INTO network (id, newest, draft, published, title, kind, status, texts)"
    " SELECT id, 1, 1, 1, coalesce(body ->> 'title', ''), coalesce(body ->> 'kind', ''),"
    " coalesce(body ->> 'status', ''), '' FROM item WHERE type = 'network' AND body IS NOT NULL;"
    "INSERT INTO network_version (network, number, made_s, who, how, parent, source, body)"
    " SELECT id, 1, 0, '" VERSIONS_IMPORT "', 'import', 0, 0, body FROM item"
    " WHERE type = 'network' AND body IS NOT NULL;";

void version_finish(struct version *version)
{
    json_decref(version->body);
    json_decref(version->old);
    version->body = version->old = NULL;
}

struct item_key work_key(const struct work *work)
{
    return (struct item_key){.type = work->type, .id = work->id};
}

/* ---- reading ---- */

enum err versions_work(struct db *db, struct item_key item, struct work *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows,
                            "SELECT newest, draft, published, review, scheduled, unpublished, publish_s, scheduled_by,"
                            " trouble FROM item_work WHERE type = ? AND id = ?",
                            "tt", item.type, item.id);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    *out = (struct work){.parts = {.newest = rows_int(rows, 0),
                                   .draft = rows_int(rows, 1),
                                   .published = rows_int(rows, 2),
                                   .review = rows_int(rows, 3),
                                   .scheduled = rows_int(rows, 4),
                                   .unpublished = rows_int(rows, 5),
                                   .publish_s = rows_int(rows, 6)}};
    snprintf(out->type, sizeof(out->type), "%s", item.type);
    snprintf(out->id, sizeof(out->id), "%s", item.id);
    snprintf(out->scheduled_by, sizeof(out->scheduled_by), "%s", rows_text(rows, 7));
    snprintf(out->trouble, sizeof(out->trouble), "%s", rows_text(rows, 8));
    return ERR_OK;
}

enum err versions_store(struct db *db, const struct work *work)
{
    const struct work_parts *parts = &work->parts;
    return db_run(db,
                  "UPDATE item_work SET newest = ?, draft = ?, published = ?, review = ?, scheduled = ?,"
                  " unpublished = ?, publish_s = ?, scheduled_by = ?, trouble = ? WHERE type = ? AND id = ?",
                  "iiiiiiitttt", parts->newest, parts->draft, parts->published, parts->review, parts->scheduled,
                  parts->unpublished, parts->publish_s, work->scheduled_by, work->trouble, work->type, work->id);
}

static enum err parse(const char *text, json_t **out)
{
    json_error_t error;
    *out = json_loads(text, 0, &error);
    if (*out != NULL) return ERR_OK;
    return json_error_code(&error) == json_error_out_of_memory ? ERR_NOMEM : ERR_DAMAGED;
}

enum err versions_find(struct db *db, struct item_key item, int64_t number, struct version *out)
{
    *out = (struct version){.number = number};
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows,
                            "SELECT made_s, who, how, parent, source, published_s, published_by, body, aged"
                            " FROM item_version WHERE type = ? AND id = ? AND number = ?",
                            "tti", item.type, item.id, number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    out->made_s = rows_int(rows, 0);
    snprintf(out->who, sizeof(out->who), "%s", rows_text(rows, 1));
    snprintf(out->how, sizeof(out->how), "%s", rows_text(rows, 2));
    out->parent = rows_int(rows, 3);
    out->source = rows_int(rows, 4);
    out->published_s = rows_int(rows, 5);
    snprintf(out->published_by, sizeof(out->published_by), "%s", rows_text(rows, 6));
    err = parse(rows_text(rows, 7), &out->body);
    return err == ERR_OK ? parse(rows_text(rows, 8), &out->old) : err;
}

/* Parents have lower numbers, so whichever is higher goes on to its own. */
enum err versions_ancestor(struct db *db, struct item_key item, int64_t one, int64_t other, int64_t *out)
{
    static const char sql[] = "SELECT parent FROM item_version WHERE type = ? AND id = ? AND number = ?";
    for (int steps = 0; one != other && one > 0 && other > 0 && steps < ANCESTORS_MAX; steps++) {
        int64_t *higher = one > other ? &one : &other;
        enum err err = db_int(db, higher, sql, "tti", item.type, item.id, *higher);
        if (err == ERR_NOT_FOUND) *higher = 0;
        if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    }
    *out = one == other ? one : 0;
    return ERR_OK;
}

/* ---- adding ---- */

static const char *text_or_nothing(const json_t *body, const char *key)
{
    const char *text = json_text_at(body, key);
    return text != NULL ? text : "";
}

static enum err put_summary(struct db *db, struct item_key item, const json_t *body, const json_t *old)
{
    AUTO(json_auto) json_t *counts = texts_counts(item.type, body, old);
    char *texts = counts != NULL ? json_dumps(counts, JSON_COMPACT) : NULL;
    if (texts == NULL) return ERR_NOMEM;
    enum err err =
        db_run(db, "UPDATE item_work SET title = ?, kind = ?, status = ?, texts = ? WHERE type = ? AND id = ?",
               "tttttt", text_or_nothing(body, "title"), text_or_nothing(body, "kind"), text_or_nothing(body, "status"),
               texts, item.type, item.id);
    free(texts);
    return err;
}

static enum err put_row(struct db *db, struct item_key item, const struct version *made)
{
    char *body = json_dumps(made->body, JSON_COMPACT);
    char *old = json_dumps(made->old, JSON_COMPACT);
    enum err err = ERR_NOMEM;
    if (body != NULL && old != NULL) {
        err = db_run(db,
                     "INSERT INTO item_version (type, id, number, made_s, who, how, parent, source, body, aged)"
                     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "ttiittiitt", item.type, item.id, made->number, made->made_s, made->who, made->how, made->parent,
                     made->source, body, old);
    }
    free(body);
    free(old);
    return err;
}

static enum err forget_oldest(struct db *db, const struct work *work)
{
    const struct work_parts *parts = &work->parts;
    if (parts->newest <= VERSIONS_KEPT_MAX) return ERR_OK;
    return db_run(
        db, "DELETE FROM item_version WHERE type = ? AND id = ? AND number <= ? AND number NOT IN (?, ?, ?, ?, ?)",
        "ttiiiiii", work->type, work->id, parts->newest - VERSIONS_KEPT_MAX, parts->draft, parts->published,
        parts->review, parts->scheduled, parts->unpublished);
}

static enum err begin_work(struct db *db, struct item_key item)
{
    return db_run(db,
                  "INSERT INTO item_work (type, id, newest, draft, title, kind, status, texts)"
                  " VALUES (?, ?, 0, 0, '', '', '', '') ON CONFLICT (type, id) DO NOTHING",
                  "tt", item.type, item.id);
}

static enum err add(struct db *db, struct item_key item, struct version *made, const json_t *checked, bool beside)
{
    struct work work = {.id = ""};
    AUTO(version_finish) struct version parent = {.body = NULL};
    enum err err = begin_work(db, item);
    if (err == ERR_OK) err = versions_work(db, item, &work);
    if (err != ERR_OK) return err;
    if (made->parent > 0) err = versions_find(db, item, made->parent, &parent);
    if (err == ERR_NOT_FOUND) err = ERR_OK; /* forgotten */
    json_decref(made->old);
    made->old = NULL;
    if (err == ERR_OK) err = texts_old(&made->old, item.type, made->body, parent.body, parent.old, checked);
    if (err != ERR_OK) return err;
    made->number = work.parts.newest + 1;
    err = put_row(db, item, made);
    work.parts.newest = made->number;
    if (!beside) work.parts.draft = made->number;
    if (err == ERR_OK) err = versions_store(db, &work);
    if (err == ERR_OK && !beside) err = put_summary(db, item, made->body, made->old);
    return err == ERR_OK ? forget_oldest(db, &work) : err;
}

enum err versions_add(struct db *db, struct item_key item, struct version *made, const json_t *checked)
{
    return add(db, item, made, checked, false);
}

enum err versions_add_beside(struct db *db, struct item_key item, struct version *made)
{
    return add(db, item, made, NULL, true);
}

enum err versions_check(struct db *db, struct item_key item, int64_t number, const json_t *checked)
{
    AUTO(version_finish) struct version version = {.body = NULL};
    AUTO(json_auto) json_t *old = NULL;
    if (json_array_size(checked) == 0) return ERR_OK;
    enum err err = versions_find(db, item, number, &version);
    /* As if it had been made on itself. */
    if (err == ERR_OK) err = texts_old(&old, item.type, version.body, version.body, version.old, checked);
    if (err != ERR_OK) return err;
    char *text = json_dumps(old, JSON_COMPACT);
    if (text == NULL) return ERR_NOMEM;
    err = db_run(db, "UPDATE item_version SET aged = ? WHERE type = ? AND id = ? AND number = ?", "ttti", text,
                 item.type, item.id, number);
    free(text);
    return err == ERR_OK ? put_summary(db, item, version.body, old) : err;
}

enum err versions_note_published(struct db *db, struct item_key item, int64_t number, const char *who, int64_t now_s)
{
    return db_run(db,
                  "UPDATE item_version SET published_s = ?, published_by = ? WHERE type = ? AND id = ? AND number = ?",
                  "ittti", now_s, who, item.type, item.id, number);
}

/* ---- what the list says ---- */

enum err versions_describe(struct db *db, struct item_key item, int64_t draft)
{
    AUTO(version_finish) struct version version = {.body = NULL};
    enum err err = versions_find(db, item, draft, &version);
    return err == ERR_OK ? put_summary(db, item, version.body, version.old) : err;
}

/* A draft that cannot be read: the list has nothing of its translations, and goes on. */
static enum err pass_over(struct db *db, struct item_key item, int64_t draft, json_t *damaged)
{
    json_t *name = json_sprintf("%s %s version %lld", item.type, item.id, (long long)draft);
    if (json_array_append_new(damaged, name) != 0) return ERR_NOMEM;
    return db_run(db, "UPDATE item_work SET texts = '{}' WHERE type = ? AND id = ?", "tt", item.type, item.id);
}

enum err versions_summarise(struct db *db, json_t **out_damaged, bool *out_done)
{
    AUTO(json_auto) json_t *damaged = json_array();
    *out_damaged = NULL;
    *out_done = true;
    AUTO(json_auto) json_t *some = json_array();
    {
        AUTO(rows_auto) struct rows *rows = NULL;
        enum err err =
            db_query(db, &rows, "SELECT type, id, draft FROM item_work WHERE texts = '' ORDER BY type, id LIMIT ?", "i",
                     (int64_t)SUMMARISED_AT_ONCE);
        while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
            json_t *one = json_pack("[s, s, I]", rows_text(rows, 0), rows_text(rows, 1), (json_int_t)rows_int(rows, 2));
            if (json_array_append_new(some, one) != 0) err = ERR_NOMEM;
        }
        if (err != ERR_NOT_FOUND) return err;
    }
    size_t at;
    json_t *one;
    *out_done = json_array_size(some) == 0;
    json_array_foreach (some, at, one) {
        struct item_key item = {json_string_value(json_array_get(one, 0)), json_string_value(json_array_get(one, 1))};
        int64_t draft = json_integer_value(json_array_get(one, 2));
        enum err err = versions_describe(db, item, draft);
        if (err == ERR_DAMAGED || err == ERR_NOT_FOUND) err = pass_over(db, item, draft, damaged);
        if (err != ERR_OK) return err;
    }
    *out_damaged = json_incref(damaged);
    return ERR_OK;
}

enum err versions_list(struct db *db, struct item_key item, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *list = json_array();
    enum err err = db_query(db, &rows,
                            "SELECT number, made_s, who, how, parent, source, published_s, published_by"
                            " FROM item_version WHERE type = ? AND id = ? ORDER BY number DESC",
                            "tt", item.type, item.id);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        json_t *one = json_pack("{s:I, s:I, s:s, s:s, s:I, s:I}", "version", (json_int_t)rows_int(rows, 0), "made_s",
                                (json_int_t)rows_int(rows, 1), "who", rows_text(rows, 2), "how", rows_text(rows, 3),
                                "parent", (json_int_t)rows_int(rows, 4), "source", (json_int_t)rows_int(rows, 5));
        if (rows_int(rows, 6) > 0) {
            (void)json_object_set_new(one, "published_s", json_integer(rows_int(rows, 6)));
            (void)json_object_set_new(one, "published_by", json_string(rows_text(rows, 7)));
        }
        if (json_array_append_new(list, one) != 0) err = ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = json_incref(list);
    return ERR_OK;
}

/* LEFT, so that SQLite begins with the work, and never reads through all versions. */
#define SUMMARY_SQL                                                                                                    \
    "SELECT item_work.id, title, kind, status, texts, newest, draft, published, review, scheduled, unpublished,"       \
    " publish_s, trouble, made_s, who, CASE WHEN staff_network.network IS NULL THEN 0 ELSE 1 END FROM item_work"       \
    " LEFT JOIN item_version ON item_version.type = item_work.type AND item_version.id = item_work.id"                 \
    " AND number = draft"                                                                                              \
    " LEFT JOIN item ON item.type = item_work.type AND item.id = item_work.id AND item.body IS NOT NULL"               \
    " LEFT JOIN staff_network ON item_work.type = 'network' AND staff_network.network = item_work.id AND staff = ?"    \
    " WHERE item_work.type = ?"

static json_t *number_or_null(int64_t number)
{
    return number > 0 ? json_integer(number) : json_null();
}

static json_t *summary_json(const struct rows *rows, bool all_mine)
{
    const char *texts = rows_text(rows, 4);
    const struct work_parts parts = {.newest = rows_int(rows, 5),
                                     .draft = rows_int(rows, 6),
                                     .published = rows_int(rows, 7),
                                     .review = rows_int(rows, 8),
                                     .scheduled = rows_int(rows, 9),
                                     .unpublished = rows_int(rows, 10),
                                     .publish_s = rows_int(rows, 11)};
    json_t *counts = texts[0] != '\0' ? json_loads(texts, 0, NULL) : json_object();
    const char *who = rows_is_null(rows, 14) ? "" : rows_text(rows, 14); /* a version that was lost takes no other along */
    bool mine = all_mine || rows_int(rows, 15) != 0;
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:o, s:I, s:s, s:o, s:o, s:s, s:o, s:b}", "id", rows_text(rows, 0),
        "title", rows_text(rows, 1), "kind", rows_text(rows, 2), "status", rows_text(rows, 3), "state",
        work_state_name(work_state_of(&parts)), "version", (json_int_t)parts.draft, "newest", (json_int_t)parts.newest,
        "published_version", number_or_null(parts.published), "changed_s", (json_int_t)rows_int(rows, 13), "changed_by",
        who, "publish_s", number_or_null(parts.publish_s), "scheduled_version",
        number_or_null(parts.scheduled), "trouble", rows_text(rows, 12), "translations", counts, "mine", mine ? 1 : 0);
}

enum err versions_summaries(struct db *db, const char *type, const char *editor, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *list = json_array();
    enum err err = db_query(db, &rows,
                            SUMMARY_SQL " ORDER BY CASE WHEN item.id IS NULL THEN 1 ELSE 0 END, item.position,"
                                        " item_work.id",
                            "tt", editor != NULL ? editor : "", type);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, summary_json(rows, editor == NULL)) != 0) err = ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = json_incref(list);
    return ERR_OK;
}

enum err versions_summary(struct db *db, struct item_key item, const char *editor, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, SUMMARY_SQL " AND item_work.id = ?", "ttt", editor != NULL ? editor : "",
                            item.type, item.id);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    json_t *one = summary_json(rows, editor == NULL);
    if (one == NULL) return ERR_NOMEM;
    *out = one;
    return ERR_OK;
}
