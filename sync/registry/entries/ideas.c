#include "sync/registry/entries/ideas.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/history.h"
#include "sync/registry/entries/joins.h"
#include "sync/registry/entries/marks.h"

void ideas_id(char out[IDEA_ID_BYTES_MAX + 1], int64_t number)
{
    snprintf(out, IDEA_ID_BYTES_MAX + 1, "idea-%" PRId64, number);
}

int64_t ideas_number(const char *id)
{
    char again[IDEA_ID_BYTES_MAX + 1];
    int64_t number = strncmp(id, "idea-", 5) == 0 ? strtoll(id + 5, NULL, 10) : 0;
    if (number < 1) return 0;
    ideas_id(again, number);
    return strcmp(again, id) == 0 ? number : 0;
}

enum err ideas_find(struct registry *registry, int64_t number, json_t **out)
{
    char id[IDEA_ID_BYTES_MAX + 1];
    ideas_id(id, number);
    return items_find(registry->db, "idea", id, out);
}

enum err ideas_take_down(struct registry *registry, int64_t number)
{
    char id[IDEA_ID_BYTES_MAX + 1];
    ideas_id(id, number);
    return items_bury(registry->db, "idea", id);
}

/* The author's own words, and the name of the answer. */
struct draft {
    int64_t number;
    char id[IDEA_ID_BYTES_MAX + 1];
    char title[SUBMISSION_TITLE_BYTES_MAX + 1];
    char text[SUBMISSION_TEXT_BYTES_MAX + 1];
    char side[16];
    char receipt[RECEIPT_CODE_NAME_BYTES];
    int64_t supports;
};

static enum err draft_read(struct db *db, int64_t number, struct draft *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    size_t bytes = 0;
    ideas_id(out->id, number);
    enum err err = db_query(
        db, &rows, "SELECT title, text, side, receipt FROM entry WHERE number = ? AND kind = 'idea'", "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    out->number = number;
    snprintf(out->title, sizeof(out->title), "%s", rows_text(rows, 0));
    snprintf(out->text, sizeof(out->text), "%s", rows_text(rows, 1));
    snprintf(out->side, sizeof(out->side), "%s", rows_text(rows, 2));
    const void *receipt = rows_blob(rows, 3, &bytes);
    if (bytes != RECEIPT_CODE_HASH_BYTES) return ERR_DAMAGED;
    receipt_code_name(out->receipt, receipt);
    return joins_supports(db, number, &out->supports);
}

static void copy_member(json_t *to, const char *key, const json_t *from, const char *from_key)
{
    json_t *value = json_object_get(from, from_key);
    if (value != NULL) json_object_set(to, key, value);
}

/* `answer` may be NULL. */
static json_t *body_make(const struct draft *draft, const char *title, const char *text, const json_t *answer,
                         const char *published)
{
    const char *status = json_text_at(answer, "status");
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s}", "id", draft->id, "title", title, "text", text,
                             "side", draft->side, "status", status != NULL ? status : idea_status_name(IDEA_RECEIVED),
                             "supports", (json_int_t)draft->supports, "published", published);
    if (body == NULL) return NULL;
    copy_member(body, "answer", answer, "text");
    copy_member(body, "network", answer, "network");
    return body;
}

static enum err find_or_null(struct db *db, const char *type, const char *id, json_t **out)
{
    enum err err = items_find(db, type, id, out);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The newest idea stands first. */
static enum err put(struct db *db, const struct draft *draft, const json_t *body)
{
    return items_put(db, "idea", draft->id, -draft->number, body);
}

static const char *words_problem(const char *title, const char *text)
{
    if (strchr(title, '\n') != NULL) return "the title: it has more than one line";
    const char *problem = answers_text_problem(title, SUBMISSION_TITLE_BYTES_MAX);
    return problem != NULL ? problem : answers_text_problem(text, SUBMISSION_TEXT_BYTES_MAX);
}

/* What is marked in what everybody would see; ERR_CONFLICT when something is. */
static enum err check_marks(const struct registry *registry, const char *title, const char *text, json_t **out)
{
    if ((marks_bits(title, registry->mark_words) | marks_bits(text, registry->mark_words)) == 0) return ERR_OK;
    *out = json_pack("{s:o, s:o}", "title", marks_pieces(title, registry->mark_words), "text",
                     marks_pieces(text, registry->mark_words));
    return *out != NULL ? ERR_CONFLICT : ERR_NOMEM;
}

/* `title` and `text` NULL and `out_marked` as in ideas.h. */
static enum err publish_inside(struct registry *registry, int64_t number, const char *title, const char *text,
                               const char *who, json_t **out_marked, const char **out_problem)
{
    struct draft draft = {0};
    char today[IDEA_DATE_BYTES];
    AUTO(json_auto) json_t *answer = NULL;
    AUTO(json_auto) json_t *before = NULL;
    answers_today(registry, today);
    enum err err = draft_read(registry->db, number, &draft);
    if (err == ERR_OK) err = find_or_null(registry->db, "answer", draft.receipt, &answer);
    if (err == ERR_OK) err = find_or_null(registry->db, "idea", draft.id, &before);
    if (err != ERR_OK) return err;
    if (answer_status_from_name(json_text_at(answer, "status")) == ANSWER_WITHDRAWN) return ERR_REFUSED;
    if (json_text_at(answer, "joined") != NULL) {
        *out_problem = ANSWERS_JOINED;
        return ERR_CONFLICT;
    }
    if (title == NULL) title = before != NULL ? json_text_at(before, "title") : draft.title;
    if (text == NULL) text = before != NULL ? json_text_at(before, "text") : draft.text;
    *out_problem = words_problem(title, text);
    if (*out_problem != NULL) return ERR_INVALID;
    err = out_marked != NULL ? check_marks(registry, title, text, out_marked) : ERR_OK;
    if (err == ERR_CONFLICT) *out_problem = ANSWERS_MARKED;
    if (err != ERR_OK) return err;
    const char *published = before != NULL ? json_text_at(before, "published") : today;
    AUTO(json_auto) json_t *body = body_make(&draft, title, text, answer, published);
    if (body == NULL) {
        *out_problem = "it is not UTF-8";
        return ERR_INVALID;
    }
    err = put(registry->db, &draft, body);
    if (err == ERR_OK) err = history_add(registry, number, who, before != NULL ? "changed" : "published", NULL, NULL);
    return err == ERR_OK ? joins_refresh(registry, number) : err;
}

enum err ideas_publish(struct registry *registry, int64_t number, const char *title, const char *text,
                       const char **out_problem)
{
    *out_problem = NULL;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = publish_inside(registry, number, title, text, HISTORY_REGISTRY, NULL, out_problem);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

static enum err unpublish_inside(struct registry *registry, int64_t number, const char *who)
{
    char id[IDEA_ID_BYTES_MAX + 1];
    int64_t one = 0;
    ideas_id(id, number);
    enum err err =
        db_int(registry->db, &one, "SELECT 1 FROM item WHERE type = 'idea' AND id = ? AND body IS NOT NULL", "t", id);
    if (err == ERR_OK) err = items_bury(registry->db, "idea", id);
    if (err == ERR_OK) err = history_add(registry, number, who, "hidden", NULL, NULL);
    return err == ERR_OK ? joins_refresh(registry, number) : err;
}

enum err ideas_unpublish(struct registry *registry, int64_t number)
{
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = unpublish_inside(registry, number, HISTORY_REGISTRY);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

static bool is_shown_so(const json_t *shown, const struct idea_change *change)
{
    if (change->wall == IDEA_KEEP) return true;
    if (change->wall == IDEA_HIDE) return shown == NULL;
    return shown != NULL && (change->title == NULL || strcmp(change->title, json_text_at(shown, "title")) == 0) &&
           (change->text == NULL || strcmp(change->text, json_text_at(shown, "text")) == 0);
}

/* Was it this very change by which it became another? Then only the answer was lost. */
static enum err is_done(struct registry *registry, int64_t number, const struct idea_change *change, bool *out)
{
    AUTO(json_auto) json_t *shown = NULL;
    AUTO(json_auto) json_t *answer = NULL;
    bool own = false;
    *out = false;
    enum err err = change->who != NULL ? history_is_own(registry, number, *change->base, change->who, &own) : ERR_OK;
    if (err != ERR_OK || !own) return err;
    err = ideas_find(registry, number, &shown);
    if (err == ERR_NOT_FOUND) err = ERR_OK;
    if (err == ERR_OK && change->reply != NULL) err = answers_find(registry, number, &answer);
    if (err == ERR_NOT_FOUND) return ERR_OK;
    *out =
        err == ERR_OK && is_shown_so(shown, change) && (change->reply == NULL || answers_says(answer, change->reply));
    return err;
}

static enum err change_inside(struct registry *registry, int64_t number, const struct idea_change *change,
                              const char **out_problem)
{
    const char *who = change->who != NULL ? change->who : HISTORY_REGISTRY;
    enum err err = history_check(registry, number, change->base);
    if (err == ERR_CONFLICT) {
        bool done = false;
        err = is_done(registry, number, change, &done);
        if (err != ERR_OK || done) return err;
        *out_problem = ANSWERS_CHANGED;
        return ERR_CONFLICT;
    }
    if (err != ERR_OK) return err;
    /* The answer first, so that what is published has it from the beginning. */
    if (change->reply != NULL) err = answers_reply_inside(registry, number, change->reply, out_problem);
    if (err != ERR_OK || change->wall == IDEA_KEEP) return err;
    if (change->wall == IDEA_HIDE) return unpublish_inside(registry, number, who);
    return publish_inside(registry, number, change->title, change->text, who, change->out_marked, out_problem);
}

enum err ideas_change(struct registry *registry, int64_t number, const struct idea_change *change,
                      const char **out_problem)
{
    *out_problem = NULL;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = change_inside(registry, number, change, out_problem);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err ideas_refresh(struct registry *registry, int64_t number)
{
    struct draft draft = {0};
    AUTO(json_auto) json_t *answer = NULL;
    AUTO(json_auto) json_t *before = NULL;
    enum err err = draft_read(registry->db, number, &draft);
    if (err == ERR_OK) err = items_find(registry->db, "idea", draft.id, &before);
    if (err == ERR_NOT_FOUND) return ERR_OK;
    if (err == ERR_OK) err = find_or_null(registry->db, "answer", draft.receipt, &answer);
    if (err != ERR_OK) return err;
    AUTO(json_auto)
    json_t *body = body_make(&draft, json_text_at(before, "title"), json_text_at(before, "text"), answer,
                             json_text_at(before, "published"));
    return body != NULL ? put(registry->db, &draft, body) : ERR_NOMEM;
}

enum err ideas_support(struct registry *registry, const char *id, bool *out_known)
{
    int64_t position = 0;
    enum err err =
        db_int(registry->db, &position, "SELECT -position FROM item WHERE type = 'idea' AND id = ?", "t", id);
    *out_known = err == ERR_OK;
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (position != 0) return ideas_refresh(registry, position);
    /* A tombstone: it may have been joined with another one, for which this counts. */
    int64_t other = 0;
    err = joins_other(registry->db, ideas_number(id), &other);
    return err == ERR_OK && other != 0 ? ideas_refresh(registry, other) : err;
}

static json_t *listed(const struct rows *rows)
{
    char id[IDEA_ID_BYTES_MAX + 1];
    ideas_id(id, rows_int(rows, 0));
    json_t *idea =
        json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "order", (json_int_t)rows_int(rows, 0), "id", id, "title",
                  rows_text(rows, 1), "text", rows_text(rows, 2), "side", rows_text(rows, 3), "leans",
                  rows_text(rows, 4), "status", rows_text(rows, 5), "supports", (json_int_t)rows_int(rows, 9));
    static const char *const more[] = {"answer", "network", "published"};
    for (int at = 0; idea != NULL && at < 3; at++) {
        if (!rows_is_null(rows, 6 + at)) json_object_set_new(idea, more[at], json_string(rows_text(rows, 6 + at)));
    }
    return idea;
}

enum err ideas_list(struct registry *registry, json_t **out)
{
    AUTO(json_auto) json_t *list = json_array();
    if (list == NULL) return ERR_NOMEM;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(
        registry->db, &rows,
        "SELECT e.number, coalesce(i.body ->> 'title', e.title), coalesce(i.body ->> 'text', e.text),"
        " e.side, e.leans, coalesce(a.body ->> 'status', 'received'), a.body ->> 'text',"
        " a.body ->> 'network', i.body ->> 'published',"
        " " JOINS_SUPPORTS_SQL("e.number") " FROM entry e"
                                           " LEFT JOIN item i ON i.type = 'idea' AND i.id = 'idea-' || e.number"
                                           " LEFT JOIN item a ON a.type = 'answer' AND a.id = lower(hex(e.receipt))"
                                           " WHERE e.kind = 'idea' ORDER BY e.number DESC LIMIT ?",
        "i", (int64_t)IDEAS_LIST_MAX);
    if (err != ERR_OK) return err;
    while ((err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, listed(rows)) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = list;
    list = NULL; /* the caller owns it now */
    return ERR_OK;
}
