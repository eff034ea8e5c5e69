#define _POSIX_C_SOURCE 200809L
#include "sync/registry/content/drafts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/problems.h"
#include "sync/registry/staff/staff_log.h"
#include "sync/wire/feed.h"

enum { IDS_TRIED_MAX = 1000, DAY_S = 24 * 60 * 60, ID_MADE_BYTES_MAX = 48 };

static int64_t now_s(const struct registry *registry)
{
    return clock_wall_s(&registry->clock);
}

/* "save" of "maden, version 3". */
static enum err log_version(struct registry *registry, const char *who, const char *verb, struct item_key item,
                            int64_t version)
{
    char target[NETWORK_ID_BYTES_MAX + 32];
    char what[VERSIONS_TYPE_BYTES + 24];
    snprintf(what, sizeof(what), "%s.%s", item.type, verb);
    snprintf(target, sizeof(target), "%s, version %" PRId64, item.id, version);
    return staff_log_add(registry, who, what, target);
}

/* The end of every verb. */
static enum err settle(struct registry *registry, enum err err)
{
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

static struct version version_of(const char *who, const char *how, int64_t parent, int64_t source, json_t *body,
                                 int64_t made_s)
{
    struct version made = {.made_s = made_s, .parent = parent, .source = source, .body = json_incref(body)};
    snprintf(made.who, sizeof(made.who), "%s", who);
    snprintf(made.how, sizeof(made.how), "%s", how);
    return made;
}

const char *draft_body_problem(const json_t *body)
{
    if (!json_is_object(body)) return "\"body\" is a network or a page: an object.";
    return json_dumpb(body, NULL, 0, JSON_COMPACT) <= FEED_ITEM_BYTES_MAX
               ? NULL
               : "It may take at most 128 KiB. Make its texts shorter.";
}

/* ---- beginning one ---- */

static bool id_is_good(const char *id)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t length = strspn(id, letters);
    return length > 0 && length <= NETWORK_ID_BYTES_MAX && id[length] == '\0' && id[0] != '-';
}

/* "Mad på tværs" is "mad-paa-tvaers". */
static void id_from_title(char out[ID_MADE_BYTES_MAX + 1], const char *title, const char *instead)
{
    static const struct {
        const char *letter;
        const char *plain;
    } danish[] = {{"æ", "ae"}, {"Æ", "ae"}, {"ø", "oe"}, {"Ø", "oe"}, {"å", "aa"}, {"Å", "aa"}, {"é", "e"}, {"É", "e"}};
    size_t used = 0;
    for (const char *at = title; *at != '\0' && used + 2 < ID_MADE_BYTES_MAX;) {
        const char *plain = NULL;
        for (size_t letter = 0; letter < sizeof(danish) / sizeof(danish[0]); letter++) {
            if (strncmp(at, danish[letter].letter, 2) == 0) plain = danish[letter].plain;
        }
        if (plain != NULL) {
            used += (size_t)snprintf(out + used, 3, "%s", plain);
            at += 2;
            continue;
        }
        char small = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        bool good = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
        if (good) out[used++] = small;
        if (!good && used > 0 && out[used - 1] != '-') out[used++] = '-';
        at++;
    }
    while (used > 0 && out[used - 1] == '-') used--;
    out[used] = '\0';
    if (used == 0) snprintf(out, ID_MADE_BYTES_MAX + 1, "%s", instead);
}

/* Another's of this type, or that of one that was taken down before versions were kept; or the word that stands in the
 * place of an id where the staff page begins one. */
static enum err id_is_taken(struct registry *registry, struct item_key item, bool *out)
{
    int64_t one = 0;
    *out = strcmp(item.id, "new") == 0;
    if (*out) return ERR_OK;
    enum err err = db_int(registry->db, &one,
                          "SELECT 1 FROM item_work WHERE type = ? AND id = ? UNION ALL"
                          " SELECT 1 FROM item WHERE type = ? AND id = ? LIMIT 1",
                          "tttt", item.type, item.id, item.type, item.id);
    if (err == ERR_OK) *out = true;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Is this item what `who` made of this very body, and nothing since? Then only the answer was lost. */
static enum err is_made(struct registry *registry, const char *who, struct item_key item, const json_t *body, bool *out)
{
    struct work work = {.id = ""};
    AUTO(version_finish) struct version first = {.body = NULL};
    AUTO(json_auto) json_t *whole = json_copy((json_t *)body);
    *out = false;
    if (whole == NULL || json_object_set_new(whole, "id", json_string(item.id)) != 0) return ERR_NOMEM;
    enum err err = versions_work(registry->db, item, &work);
    if (err == ERR_OK && work.parts.newest == 1) err = versions_find(registry->db, item, 1, &first);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    *out = first.body != NULL && strcmp(first.who, who) == 0 && strcmp(first.how, "save") == 0 &&
           json_equal(first.body, whole) == 1;
    return ERR_OK;
}

/* *out_made: it is there already, by the same hand. */
static enum err id_make(struct registry *registry, const char *who, const char *type, const json_t *body,
                        char out[NETWORK_ID_BYTES_MAX + 1], bool *out_made)
{
    char made[ID_MADE_BYTES_MAX + 1];
    const char *given = json_text_at(body, "id");
    const char *title = json_text_at(body, "title");
    bool taken = true;
    if (given != NULL) {
        if (!id_is_good(given)) return ERR_INVALID;
        snprintf(out, NETWORK_ID_BYTES_MAX + 1, "%s", given);
        struct item_key item = {type, out};
        enum err err = id_is_taken(registry, item, &taken);
        if (err == ERR_OK && taken) err = is_made(registry, who, item, body, out_made);
        return err == ERR_OK && taken && !*out_made ? ERR_EXISTS : err;
    }
    id_from_title(made, title != NULL ? title : "", strcmp(type, ITEM_PAGE) == 0 ? "side" : "netvaerk");
    snprintf(out, NETWORK_ID_BYTES_MAX + 1, "%s", made);
    for (int number = 2; number < IDS_TRIED_MAX; number++) {
        struct item_key item = {type, out};
        enum err err = id_is_taken(registry, item, &taken);
        if (err == ERR_OK && taken) err = is_made(registry, who, item, body, out_made);
        if (err != ERR_OK || !taken || *out_made) return err;
        snprintf(out, NETWORK_ID_BYTES_MAX + 1, "%s-%d", made, number);
    }
    return ERR_EXISTS;
}

enum err draft_create(struct registry *registry, const char *who, const char *type, json_t *body,
                      char out_id[NETWORK_ID_BYTES_MAX + 1])
{
    char id[NETWORK_ID_BYTES_MAX + 1];
    struct item_key item = {type, id};
    bool there = false;
    AUTO(version_finish) struct version made = version_of(who, "save", 0, 0, body, now_s(registry));
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = id_make(registry, who, type, body, id, &there);
    if (err == ERR_OK && json_object_set_new(body, "id", json_string(id)) != 0) err = ERR_NOMEM;
    if (err == ERR_OK && !there) err = versions_add(registry->db, item, &made, NULL);
    if (err == ERR_OK && !there) err = log_version(registry, who, "create", item, made.number);
    err = settle(registry, err);
    if (err == ERR_OK) memcpy(out_id, id, sizeof(id));
    return err;
}

/* ---- saving ---- */

static enum err conflict_make(struct registry *registry, struct item_key item, int64_t base,
                              const struct version *newest, json_t **out)
{
    int64_t common = 0;
    AUTO(version_finish) struct version ancestor = {.body = NULL};
    enum err err = versions_ancestor(registry->db, item, base, newest->number, &common);
    if (err == ERR_OK && common > 0) err = versions_find(registry->db, item, common, &ancestor);
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    json_t *base_body = ancestor.body != NULL ? json_incref(ancestor.body) : json_null();
    json_t *conflict = json_pack("{s:o, s:{s:I, s:O, s:s, s:I}}", "base_body", base_body, "current", "version",
                                 (json_int_t)newest->number, "body", newest->body, "changed_by", newest->who,
                                 "changed_s", (json_int_t)newest->made_s);
    if (conflict == NULL) return ERR_NOMEM;
    *out = conflict;
    return ERR_CONFLICT;
}

static enum err save_inside(struct registry *registry, const char *who, struct work *work, int64_t base, json_t *body,
                            const json_t *checked, int64_t *out_version, json_t **out_conflict)
{
    AUTO(version_finish) struct version newest = {.body = NULL};
    AUTO(version_finish) struct version made = version_of(who, "save", base, base, body, now_s(registry));
    enum err err = versions_find(registry->db, work_key(work), work->parts.newest, &newest);
    if (err != ERR_OK) return err;
    *out_version = newest.number;
    if (json_equal(body, newest.body)) {
        err = versions_check(registry->db, work_key(work), newest.number, checked);
        if (err != ERR_OK || work->parts.draft == newest.number) return err;
        work->parts.draft = newest.number; /* what an import brought is what is worked on from now on */
        err = versions_store(registry->db, work);
        return err == ERR_OK ? versions_describe(registry->db, work_key(work), newest.number) : err;
    }
    if (base != newest.number) return conflict_make(registry, work_key(work), base, &newest, out_conflict);
    err = versions_add(registry->db, work_key(work), &made, checked);
    if (err == ERR_OK) err = log_version(registry, who, "save", work_key(work), made.number);
    if (err == ERR_OK) *out_version = made.number;
    return err;
}

enum err draft_save(struct registry *registry, const char *who, struct item_key item, int64_t base, json_t *body,
                    const json_t *checked, int64_t *out_version, json_t **out_conflict)
{
    struct work work = {.id = ""};
    int64_t version = 0;
    *out_conflict = NULL;
    if (json_object_set_new(body, "id", json_string(item.id)) != 0) return ERR_NOMEM;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = versions_work(registry->db, item, &work);
    if (err == ERR_OK) err = save_inside(registry, who, &work, base, body, checked, &version, out_conflict);
    err = settle(registry, err);
    if (err == ERR_OK) *out_version = version;
    return err;
}

enum err draft_restore(struct registry *registry, const char *who, struct item_key item, int64_t version,
                       int64_t *out_version)
{
    struct work work = {.id = ""};
    AUTO(version_finish) struct version earlier = {.body = NULL};
    AUTO(version_finish) struct version made = {.body = NULL};
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = versions_work(registry->db, item, &work);
    if (err == ERR_OK) err = versions_find(registry->db, item, version, &earlier);
    if (err == ERR_OK) {
        made = version_of(who, "restore", work.parts.newest, version, earlier.body, now_s(registry));
        err = versions_add(registry->db, item, &made, NULL);
    }
    if (err == ERR_OK) err = log_version(registry, who, "restore", item, version);
    err = settle(registry, err);
    if (err == ERR_OK) *out_version = made.number;
    return err;
}

/* ---- review ---- */

/* What is wrong with a body, in *out_problems with ERR_INVALID. */
static enum err check(struct registry *registry, struct item_key item, const json_t *body, json_t **out_problems)
{
    json_t *problems = NULL;
    enum err err = problems_find(registry, item, body, &problems);
    if (err != ERR_OK) return err;
    if (json_array_size(problems) == 0) {
        json_decref(problems);
        return ERR_OK;
    }
    *out_problems = problems;
    return ERR_INVALID;
}

/* The version with its body, where it is still what is worked on. */
static enum err find_draft(struct registry *registry, struct item_key item, int64_t version, struct work *out_work,
                           struct version *out)
{
    enum err err = versions_work(registry->db, item, out_work);
    if (err == ERR_OK) err = versions_find(registry->db, item, version, out);
    return err == ERR_OK && version != out_work->parts.draft ? ERR_CONFLICT : err;
}

enum err draft_review(struct registry *registry, const char *who, struct item_key item, int64_t version,
                      json_t **out_problems)
{
    struct work work = {.id = ""};
    AUTO(version_finish) struct version draft = {.body = NULL};
    *out_problems = NULL;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = find_draft(registry, item, version, &work, &draft);
    if (err == ERR_OK && work.parts.published == version) err = ERR_CONFLICT; /* there is nothing to read */
    if (err == ERR_OK) err = check(registry, item, draft.body, out_problems);
    work.parts.review = version;
    if (err == ERR_OK) err = versions_store(registry->db, &work);
    if (err == ERR_OK) err = log_version(registry, who, "review", item, version);
    return settle(registry, err);
}

enum err draft_return(struct registry *registry, const char *who, struct item_key item, int64_t version)
{
    struct work work = {.id = ""};
    AUTO(version_finish) struct version draft = {.body = NULL};
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = find_draft(registry, item, version, &work, &draft);
    work.parts.review = 0;
    if (err == ERR_OK) err = versions_store(registry->db, &work);
    if (err == ERR_OK) err = log_version(registry, who, "return", item, version);
    return settle(registry, err);
}

/* ---- publishing ---- */

enum err draft_as_shown(struct registry *registry, const char *network, json_t *body)
{
    static const char *const counts[] = {"asked", "granted"};
    AUTO(json_auto) json_t *shown = NULL;
    json_t *group = json_object_get(body, "founding_group");
    enum err err = items_find(registry->db, ITEM_NETWORK, network, &shown);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    for (size_t at = 0; json_is_object(group) && at < 2; at++) {
        json_t *count = json_object_get(json_object_get(shown, "founding_group"), counts[at]);
        if (count != NULL && json_object_set(group, counts[at], count) != 0) return ERR_NOMEM;
    }
    return ERR_OK;
}

/* Where it stood; a new page stands last, a new network last among those that are still at work. */
static enum err place_of(struct registry *registry, struct item_key item, int64_t *out)
{
    enum err err = db_int(registry->db, out, "SELECT position FROM item WHERE type = ? AND id = ? AND body IS NOT NULL",
                          "tt", item.type, item.id);
    if (err != ERR_NOT_FOUND) return err;
    if (strcmp(item.type, ITEM_PAGE) == 0) {
        return db_int(registry->db, out,
                      "SELECT coalesce(max(position), -1) + 1 FROM item WHERE type = 'page' AND body IS NOT NULL", "");
    }
    return db_int(registry->db, out,
                  "SELECT coalesce(max(item.position), 0) FROM item JOIN item_work ON item_work.type = item.type"
                  " AND item_work.id = item.id WHERE item.type = 'network' AND item.body IS NOT NULL"
                  " AND item_work.status NOT IN ('concluded', 'project')",
                  "");
}

static enum err put_item(struct registry *registry, struct item_key item, json_t *body)
{
    int64_t position = 0;
    enum err err = strcmp(item.type, ITEM_NETWORK) == 0 ? draft_as_shown(registry, item.id, body) : ERR_OK;
    if (err == ERR_OK) err = place_of(registry, item, &position);
    return err == ERR_OK ? items_put(registry->db, item.type, item.id, position, body) : err;
}

static void forget_schedule(struct work *work)
{
    work->parts.scheduled = work->parts.publish_s = 0;
    work->scheduled_by[0] = '\0';
}

/* Inside a transaction. */
static enum err publish(struct registry *registry, const char *who, const char *what, struct work *work, int64_t number,
                        json_t **out_problems)
{
    AUTO(version_finish) struct version version = {.body = NULL};
    bool shown = number == work->parts.published;
    enum err err = versions_find(registry->db, work_key(work), number, &version);
    if (err != ERR_OK) return err;
    if (number < work->parts.published) return ERR_CONFLICT;
    if (work->parts.scheduled <= number) forget_schedule(work);
    if (shown) return versions_store(registry->db, work);
    err = check(registry, work_key(work), version.body, out_problems);
    if (err == ERR_OK) err = put_item(registry, work_key(work), version.body);
    work->parts.published = number;
    if (work->parts.review <= number) work->parts.review = 0;
    work->trouble[0] = '\0';
    if (err == ERR_OK) err = versions_store(registry->db, work);
    if (err == ERR_OK) err = versions_note_published(registry->db, work_key(work), number, who, now_s(registry));
    return err == ERR_OK ? log_version(registry, who, what, work_key(work), number) : err;
}

enum err draft_publish(struct registry *registry, const char *who, struct item_key item, int64_t version,
                       json_t **out_problems)
{
    struct work work = {.id = ""};
    *out_problems = NULL;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = versions_work(registry->db, item, &work);
    if (err == ERR_OK) err = publish(registry, who, "publish", &work, version, out_problems);
    return settle(registry, err);
}

enum err draft_schedule(struct registry *registry, const char *who, struct item_key item, int64_t version, int64_t at_s,
                        json_t **out_problems)
{
    struct work work = {.id = ""};
    AUTO(version_finish) struct version found = {.body = NULL};
    *out_problems = NULL;
    if (at_s <= now_s(registry) || at_s - now_s(registry) > (int64_t)DRAFT_SCHEDULE_DAYS_MAX * DAY_S)
        return ERR_REFUSED;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = versions_work(registry->db, item, &work);
    if (err == ERR_OK) err = versions_find(registry->db, item, version, &found);
    if (err == ERR_OK && version <= work.parts.published) err = ERR_CONFLICT;
    if (err == ERR_OK) err = check(registry, item, found.body, out_problems);
    work.parts.scheduled = version;
    work.parts.publish_s = at_s;
    work.trouble[0] = '\0';
    snprintf(work.scheduled_by, sizeof(work.scheduled_by), "%s", who);
    if (err == ERR_OK) err = versions_store(registry->db, &work);
    if (err == ERR_OK) err = log_version(registry, who, "schedule", item, version);
    return settle(registry, err);
}

enum err draft_unschedule(struct registry *registry, const char *who, struct item_key item)
{
    struct work work = {.id = ""};
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = versions_work(registry->db, item, &work);
    if (err == ERR_OK && work.parts.scheduled > 0) {
        err = log_version(registry, who, "unschedule", item, work.parts.scheduled);
        forget_schedule(&work);
    }
    work.trouble[0] = '\0';
    if (err == ERR_OK) err = versions_store(registry->db, &work);
    return settle(registry, err);
}

enum err draft_unpublish(struct registry *registry, const char *who, struct item_key item)
{
    struct work work = {.id = ""};
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = versions_work(registry->db, item, &work);
    if (err == ERR_OK && work.parts.published == 0) err = ERR_CONFLICT;
    if (err == ERR_OK) err = items_bury(registry->db, item.type, item.id);
    if (err == ERR_OK) err = registry_bound_tombstones(registry);
    if (err == ERR_OK) err = log_version(registry, who, "unpublish", item, work.parts.published);
    work.parts.published = 0;
    work.parts.unpublished = work.parts.draft;
    forget_schedule(&work);
    if (err == ERR_OK) err = versions_store(registry->db, &work);
    return settle(registry, err);
}

static enum err forget(struct registry *registry, struct item_key item)
{
    enum err err = db_run(registry->db, "DELETE FROM item_version WHERE type = ? AND id = ?", "tt", item.type, item.id);
    if (err == ERR_OK) {
        err = db_run(registry->db, "DELETE FROM item_work WHERE type = ? AND id = ?", "tt", item.type, item.id);
    }
    if (err != ERR_OK || strcmp(item.type, ITEM_NETWORK) != 0) return err;
    /* The id may be another's some day. */
    return db_run(registry->db, "DELETE FROM staff_network WHERE network = ?", "t", item.id);
}

enum err draft_discard(struct registry *registry, const char *who, struct item_key item)
{
    struct work work = {.id = ""};
    int64_t one = 0;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = versions_work(registry->db, item, &work);
    if (err == ERR_OK) {
        err = db_int(registry->db, &one, "SELECT 1 FROM item WHERE type = ? AND id = ?", "tt", item.type, item.id);
        err = err == ERR_OK ? ERR_CONFLICT : err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    if (err == ERR_OK) err = forget(registry, item);
    if (err == ERR_OK) err = log_version(registry, who, "discard", item, work.parts.newest);
    return settle(registry, err);
}

/* ---- what is due ---- */

/* One that can't be published any more says why, once. */
static enum err give_up(struct registry *registry, struct work *work, const char *trouble)
{
    int64_t version = work->parts.scheduled;
    char who[USER_NAME_BYTES_MAX + 1];
    snprintf(who, sizeof(who), "%s", work->scheduled_by);
    forget_schedule(work);
    snprintf(work->trouble, sizeof(work->trouble), "%s", trouble);
    enum err err = versions_store(registry->db, work);
    return err == ERR_OK ? log_version(registry, who, "schedule_failed", work_key(work), version) : err;
}

/* The next that is due, under the lock: what another process has done meanwhile is not due any more. */
static enum err publish_next(struct registry *registry, bool *out_published)
{
    struct work work = {.id = ""};
    char type[VERSIONS_TYPE_BYTES];
    char id[NETWORK_ID_BYTES_MAX + 1];
    AUTO(json_auto) json_t *problems = NULL;
    {
        AUTO(rows_auto) struct rows *rows = NULL;
        enum err err = db_query(registry->db, &rows,
                                "SELECT type, id FROM item_work WHERE publish_s > 0 AND publish_s <= ?"
                                " ORDER BY publish_s, type, id LIMIT 1",
                                "i", now_s(registry));
        if (err == ERR_OK) err = rows_next(rows);
        if (err != ERR_OK) return err;
        snprintf(type, sizeof(type), "%s", rows_text(rows, 0));
        snprintf(id, sizeof(id), "%s", rows_text(rows, 1));
    }
    enum err err = versions_work(registry->db, (struct item_key){type, id}, &work);
    if (err != ERR_OK) return err;
    struct work before = work;
    err = publish(registry, before.scheduled_by, "publish_scheduled", &work, work.parts.scheduled, &problems);
    *out_published = err == ERR_OK;
    if (err == ERR_INVALID || err == ERR_DAMAGED) return give_up(registry, &before, "invalid");
    if (err == ERR_CONFLICT || err == ERR_NOT_FOUND) return give_up(registry, &before, "older");
    return err;
}

enum err drafts_publish_due(struct registry *registry, int64_t *out_count)
{
    int64_t one = 0;
    *out_count = 0;
    enum err err = db_int(registry->db, &one, "SELECT 1 FROM item_work WHERE publish_s > 0 AND publish_s <= ? LIMIT 1",
                          "i", now_s(registry));
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    for (int count = 0; count < DRAFTS_DUE_AT_ONCE && err == ERR_OK; count++) {
        bool published = false;
        err = db_begin(registry->db);
        if (err == ERR_OK) err = publish_next(registry, &published);
        err = settle(registry, err);
        if (err == ERR_OK) *out_count += published;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- imports ---- */

static enum err take_down(struct registry *registry, struct work *work)
{
    enum err err = ERR_OK;
    if (work->parts.published == 0) return ERR_OK;
    work->parts.published = 0;
    work->parts.unpublished = work->parts.draft;
    /* Scheduled, it would come back by itself. */
    if (work->parts.scheduled > 0) {
        err = log_version(registry, VERSIONS_IMPORT, "unschedule", work_key(work), work->parts.scheduled);
        forget_schedule(work);
    }
    return err == ERR_OK ? versions_store(registry->db, work) : err;
}

/* The version that has this body already: what is published, or what is worked on. 0: none. */
static enum err find_same(struct registry *registry, const struct work *work, const json_t *body, int64_t *out)
{
    /* A draft that an import came beside is not on the way to the newest. */
    const int64_t numbers[] = {work->parts.published, work->parts.draft == work->parts.newest ? work->parts.draft : 0};
    *out = 0;
    for (size_t at = 0; at < 2 && *out == 0; at++) {
        AUTO(version_finish) struct version version = {.body = NULL};
        if (numbers[at] == 0) continue;
        enum err err = versions_find(registry->db, work_key(work), numbers[at], &version);
        if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
        if (err == ERR_OK && json_equal(version.body, body)) *out = numbers[at];
    }
    return ERR_OK;
}

/* The newest that was ever on the screens: what a file can have been made from. 0: none was. */
static enum err find_shown(struct registry *registry, const struct work *work, int64_t *out)
{
    return db_int(registry->db, out,
                  "SELECT coalesce(max(number), 0) FROM item_version WHERE type = ? AND id = ?"
                  " AND (published_s > 0 OR how = 'import')",
                  "tt", work->type, work->id);
}

static enum err take_version(struct registry *registry, struct item_key item, json_t *body, struct work *work,
                             bool known)
{
    int64_t number = 0;
    int64_t parent = known ? work->parts.published : 0;
    enum err err = known ? find_same(registry, work, body, &number) : ERR_OK;
    if (err == ERR_OK && known && parent == 0) err = find_shown(registry, work, &parent);
    /* Work that never was on the screens stays what is worked on, even when what it was made from was taken down. */
    bool beside = known && work->parts.draft != parent;
    if (err == ERR_OK && number == 0) {
        AUTO(version_finish)
        struct version made = version_of(VERSIONS_IMPORT, "import", parent, parent, body, now_s(registry));
        err = beside ? versions_add_beside(registry->db, item, &made) : versions_add(registry->db, item, &made, NULL);
        number = made.number;
        if (err == ERR_OK) err = versions_work(registry->db, item, work);
    }
    if (err != ERR_OK || number == work->parts.published) return err;
    work->parts.published = number;
    err = versions_store(registry->db, work);
    if (err == ERR_OK) {
        err = versions_note_published(registry->db, item, number, VERSIONS_IMPORT, now_s(registry));
    }
    return err;
}

enum err drafts_imported(struct registry *registry, struct item_key item, json_t *body)
{
    struct work work = {.id = ""};
    enum err err = versions_work(registry->db, item, &work);
    bool known = err == ERR_OK;
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    if (body == NULL) return known ? take_down(registry, &work) : ERR_OK;
    return take_version(registry, item, body, &work, known);
}
