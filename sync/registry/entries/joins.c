#include "sync/registry/entries/joins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/letters.h"
#include "sync/base/str.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/history.h"
#include "sync/registry/entries/ideas.h"

enum err joins_other(struct db *db, int64_t idea, int64_t *out)
{
    *out = 0;
    enum err err = db_int(db, out, "SELECT other FROM idea_join WHERE idea = ?", "i", idea);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err joins_supports(struct db *db, int64_t idea, int64_t *out)
{
    return db_int(db, out, "SELECT " JOINS_SUPPORTS_SQL("?1"), "i", idea);
}

enum err joins_list(struct db *db, int64_t other, json_t **out)
{
    json_t *list = json_array();
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = list != NULL ? ERR_OK : ERR_NOMEM;
    if (err == ERR_OK) {
        err = db_query(db, &rows, "SELECT idea FROM idea_join WHERE other = ? ORDER BY idea LIMIT ?", "ii", other,
                       (int64_t)JOINS_MAX);
    }
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, json_integer(rows_int(rows, 0))) != 0) err = ERR_NOMEM;
    }
    if (err == ERR_NOT_FOUND) {
        *out = list;
        return ERR_OK;
    }
    json_decref(list);
    return err;
}

/* ---- what the joined one's code answers ---- */

/* At most IDEA_ANSWER_BYTES_MAX bytes, cut at a letter. */
static void cut(char text[2 * IDEA_ANSWER_BYTES_MAX])
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    if (strlen(text) <= IDEA_ANSWER_BYTES_MAX) return;
    text[IDEA_ANSWER_BYTES_MAX - strlen(ellipsis)] = '\0';
    letters_end(text);
    memcpy(text + strlen(text), ellipsis, sizeof(ellipsis));
}

/* Staff's language, as all answers. The title is told only where everybody can read it. */
static void write_text(char out[2 * IDEA_ANSWER_BYTES_MAX], const char *public_title, const char *answer)
{
    const char *more = answer != NULL ? answer : "";
    if (public_title != NULL) {
        snprintf(out, 2 * IDEA_ANSWER_BYTES_MAX, "Din idé er lagt sammen med »%s«, som ligner.%s%s", public_title,
                 more[0] != '\0' ? "\n" : "", more);
    } else {
        snprintf(out, 2 * IDEA_ANSWER_BYTES_MAX, "Din idé er lagt sammen med en anden idé, som ligner.%s%s",
                 more[0] != '\0' ? "\n" : "", more);
    }
    cut(out);
}

static enum err find_or_null(enum err err)
{
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* `idea` says what `other` says. */
static enum err follow(struct registry *registry, int64_t idea, int64_t other)
{
    char text[2 * IDEA_ANSWER_BYTES_MAX];
    AUTO(json_auto) json_t *answer = NULL;
    AUTO(json_auto) json_t *wall = NULL;
    enum err err = find_or_null(answers_find(registry, other, &answer));
    if (err == ERR_OK) err = find_or_null(ideas_find(registry, other, &wall));
    if (err != ERR_OK) return err;
    enum answer_status status = answer_status_from_name(json_text_at(answer, "status"));
    write_text(text, json_text_at(wall, "title"), json_text_at(answer, "text"));
    struct reply reply = {.status = status < ANSWER_WANTED ? status : ANSWER_RECEIVED,
                          .text = text,
                          .network = json_text_at(answer, "network"),
                          .joined = other};
    return answers_say(registry, idea, &reply);
}

enum err joins_refresh(struct registry *registry, int64_t other)
{
    AUTO(json_auto) json_t *list = NULL;
    size_t at;
    json_t *idea;
    enum err err = joins_list(registry->db, other, &list);
    json_array_foreach (list, at, idea) {
        if (err == ERR_OK) err = follow(registry, json_integer_value(idea), other);
    }
    return err;
}

/* ---- joining ---- */

/* Is it an idea that can be part of a join? */
static enum err check(struct registry *registry, int64_t idea, const char **out_problem)
{
    AUTO(json_auto) json_t *answer = NULL;
    enum err err = answers_find(registry, idea, &answer);
    if (err != ERR_OK) return err;
    if (strcmp(json_text_at(answer, "kind"), "idea") != 0) return ERR_NOT_FOUND;
    if (answer_status_from_name(json_text_at(answer, "status")) == ANSWER_WITHDRAWN) return ERR_REFUSED;
    if (json_text_at(answer, "joined") == NULL) return ERR_OK;
    *out_problem = "one of them is joined with another idea already; part them first";
    return ERR_INVALID;
}

static enum err count_of(struct registry *registry, int64_t other, size_t *out)
{
    AUTO(json_auto) json_t *list = NULL;
    enum err err = joins_list(registry->db, other, &list);
    *out = json_array_size(list);
    return err;
}

static enum err check_both(struct registry *registry, int64_t idea, int64_t other, const char **out_problem)
{
    size_t with_idea = 0;
    size_t with_other = 0;
    enum err err = check(registry, idea, out_problem);
    if (err == ERR_OK) err = check(registry, other, out_problem);
    if (err == ERR_OK) err = count_of(registry, idea, &with_idea);
    if (err == ERR_OK) err = count_of(registry, other, &with_other);
    if (err != ERR_OK) return err;
    if (idea == other) *out_problem = "an idea can't be joined with itself";
    if (with_idea > 0) *out_problem = "others are joined with it; join the other way round, or part them first";
    if (with_other >= JOINS_MAX) *out_problem = "too many ideas are joined with the other one";
    return *out_problem == NULL ? ERR_OK : ERR_INVALID;
}

/* Was it `who`, and nobody else, who did something to it? Without a version it does not matter. */
static enum err is_own(struct registry *registry, int64_t idea, const int64_t *base, const char *who, bool *in_out)
{
    bool own = true;
    int64_t now = 0;
    enum err err = base != NULL ? history_version(registry, idea, &now) : ERR_OK;
    if (err == ERR_OK && base != NULL && now != *base) err = history_is_own(registry, idea, *base, who, &own);
    *in_out = *in_out && own;
    return err;
}

/* `other` is 0 when they are to be parted. *out_done: they are so already, by the same hand. */
static enum err check_seen(struct registry *registry, int64_t idea, int64_t other, struct joins_seen *seen,
                           const char *who, bool *out_done)
{
    int64_t joined = 0;
    bool own = true;
    *out_done = false;
    if (seen == NULL) return ERR_OK;
    enum err err = history_check(registry, idea, seen->idea);
    if (err == ERR_CONFLICT) seen->changed = idea;
    if (err == ERR_OK && other != 0) {
        err = history_check(registry, other, seen->other);
        if (err == ERR_CONFLICT) seen->changed = other;
    }
    if (err != ERR_CONFLICT) return err;
    err = joins_other(registry->db, idea, &joined);
    if (err == ERR_OK) err = is_own(registry, idea, seen->idea, who, &own);
    if (err == ERR_OK && other != 0) err = is_own(registry, other, seen->other, who, &own);
    *out_done = err == ERR_OK && own && joined == other;
    return err == ERR_OK && !*out_done ? ERR_CONFLICT : err;
}

static enum err join_inside(struct registry *registry, int64_t idea, int64_t other, struct joins_seen *seen,
                            const char *who, const char **out_problem)
{
    AUTO(json_auto) json_t *before = NULL;
    char id[IDEA_ID_BYTES_MAX + 1];
    bool done = false;
    enum err err = check_seen(registry, idea, other, seen, who, &done);
    if (err != ERR_OK || done) return err;
    err = check_both(registry, idea, other, out_problem);
    if (err == ERR_OK) err = answers_find(registry, idea, &before);
    if (err != ERR_OK) return err;
    char *text = json_dumps(before, JSON_COMPACT);
    if (text == NULL) return ERR_NOMEM;
    err =
        db_run(registry->db, "INSERT INTO idea_join (idea, other, before) VALUES (?, ?, ?)", "iit", idea, other, text);
    free(text);
    if (err == ERR_OK) err = ideas_take_down(registry, idea);
    if (err == ERR_OK) err = follow(registry, idea, other);
    if (err == ERR_OK) err = ideas_refresh(registry, other);
    ideas_id(id, other);
    if (err == ERR_OK) err = history_add(registry, idea, who, "joined", NULL, id);
    ideas_id(id, idea);
    return err == ERR_OK ? history_add(registry, other, who, "joined", NULL, id) : err;
}

enum err joins_join(struct registry *registry, int64_t idea, int64_t other, struct joins_seen *seen, const char *who,
                    const char **out_problem)
{
    *out_problem = NULL;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = join_inside(registry, idea, other, seen, who, out_problem);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

/* ---- parting ---- */

static enum err read_before(struct registry *registry, int64_t idea, int64_t *out_other, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, "SELECT other, before FROM idea_join WHERE idea = ?", "i", idea);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    *out_other = rows_int(rows, 0);
    *out = json_loads(rows_text(rows, 1), 0, NULL);
    return *out != NULL ? ERR_OK : ERR_DAMAGED;
}

/* The answer is what it was. */
static enum err part_inside(struct registry *registry, int64_t idea, const char *who)
{
    AUTO(json_auto) json_t *before = NULL;
    int64_t other = 0;
    char id[IDEA_ID_BYTES_MAX + 1];
    enum err err = read_before(registry, idea, &other, &before);
    if (err == ERR_OK) err = db_run(registry->db, "DELETE FROM idea_join WHERE idea = ?", "i", idea);
    if (err != ERR_OK) return err;
    enum answer_status status = answer_status_from_name(json_text_at(before, "status"));
    struct reply reply = {.status = status < ANSWER_WANTED ? status : ANSWER_RECEIVED,
                          .text = json_text_at(before, "text"),
                          .network = json_text_at(before, "network")};
    err = answers_say(registry, idea, &reply);
    if (err == ERR_OK) err = ideas_refresh(registry, other);
    ideas_id(id, other);
    if (err == ERR_OK) err = history_add(registry, idea, who, "parted", NULL, id);
    ideas_id(id, idea);
    return err == ERR_OK ? history_add(registry, other, who, "parted", NULL, id) : err;
}

enum err joins_part(struct registry *registry, int64_t idea, struct joins_seen *seen, const char *who)
{
    bool done = false;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = check_seen(registry, idea, 0, seen, who, &done);
    if (err == ERR_OK && !done) err = part_inside(registry, idea, who);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err joins_dissolve(struct registry *registry, int64_t idea)
{
    AUTO(json_auto) json_t *list = NULL;
    size_t at;
    json_t *joined;
    int64_t other = 0;
    enum err err = joins_list(registry->db, idea, &list);
    json_array_foreach (list, at, joined) {
        if (err == ERR_OK) err = part_inside(registry, json_integer_value(joined), HISTORY_REGISTRY);
    }
    if (err == ERR_OK) err = joins_other(registry->db, idea, &other);
    if (err != ERR_OK || other == 0) return err;
    err = db_run(registry->db, "DELETE FROM idea_join WHERE idea = ?", "i", idea);
    return err == ERR_OK ? ideas_refresh(registry, other) : err;
}
