#define _POSIX_C_SOURCE 200809L
#include "sync/registry/content/notices.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"
#include "sync/registry/content/content.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/site_check.h"
#include "sync/registry/formats/report.h"

/* The notice of a site, with its translations gathered in it. */
static json_t *notice_of(const json_t *site)
{
    AUTO(json_auto) json_t *notice = json_deep_copy(json_object_get(site, "notice"));
    AUTO(json_auto) json_t *translations = json_object();
    const char *lang;
    json_t *translation;
    if (notice == NULL || translations == NULL) return NULL;
    json_object_foreach (json_object_get(site, "translations"), lang, translation) {
        json_t *one = json_object_get(translation, "notice");
        if (one != NULL && json_object_set(translations, lang, one) != 0) return NULL;
    }
    if (json_object_size(translations) > 0 && json_object_set(notice, "translations", translations) != 0) return NULL;
    return json_incref(notice);
}

static enum err is_kept(struct registry *registry, const char *version, const char *body, bool *out)
{
    int64_t same = 0;
    enum err err = db_int(
        registry->db, &same,
        "SELECT CASE WHEN body = ?2 THEN 1 ELSE 0 END FROM notice WHERE version = ?1 ORDER BY number DESC LIMIT 1",
        "tt", version, body);
    *out = err == ERR_OK && same == 1;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err notices_keep(struct registry *registry, const char *who)
{
    AUTO(json_auto) json_t *site = NULL;
    bool kept = false;
    enum err err = items_find(registry->db, "site", "site", &site);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    AUTO(json_auto) json_t *notice = notice_of(site);
    const char *version = json_text_at(notice, "version");
    if (version == NULL) return ERR_OK; /* a site without one asks nobody for anything */
    char *body = json_dumps(notice, JSON_COMPACT);
    if (body == NULL) return ERR_NOMEM;
    err = is_kept(registry, version, body, &kept);
    if (err == ERR_OK && !kept) {
        err = db_run(registry->db, "INSERT INTO notice (version, at_s, who, body) VALUES (?, ?, ?, ?)", "titt", version,
                     clock_wall_s(&registry->clock), who, body);
    }
    free(body);
    return err;
}

static json_t *listed(const struct rows *rows, const char *shown)
{
    char at[32] = "";
    struct tm utc;
    time_t at_s = (time_t)rows_int(rows, 1);
    if (gmtime_r(&at_s, &utc) != NULL) strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &utc);
    const char *version = rows_text(rows, 0);
    return json_pack("{s:s, s:s, s:s, s:b, s:I, s:o}", "version", version, "at", at, "who", rows_text(rows, 2), "shown",
                     shown != NULL && strcmp(version, shown) == 0, "entries", (json_int_t)rows_int(rows, 4), "notice",
                     json_loads(rows_text(rows, 3), 0, NULL));
}

enum err notices_list(struct registry *registry, json_t **out)
{
    AUTO(json_auto) json_t *site = NULL;
    AUTO(json_auto) json_t *list = json_array();
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = items_find(registry->db, "site", "site", &site);
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    const char *shown = json_text_at(json_object_get(site, "notice"), "version");
    err = db_query(registry->db, &rows,
                   "SELECT version, at_s, who, body, (SELECT count(*) FROM entry WHERE entry.notice = notice.version)"
                   " FROM notice ORDER BY number DESC",
                   "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, listed(rows, shown)) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = json_pack("{s:O}", "notices", list);
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}

enum err notices_find(struct registry *registry, const char *version, json_t **out)
{
    AUTO(json_auto) json_t *list = json_array();
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(registry->db, &rows, "SELECT body FROM notice WHERE version = ? ORDER BY number DESC", "t", version);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, json_loads(rows_text(rows, 0), 0, NULL)) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = json_incref(list);
    return ERR_OK;
}

/* The site with this notice and no translation of another. NULL without memory. */
static json_t *site_with(const json_t *site, const json_t *notice)
{
    AUTO(json_auto) json_t *copy = json_deep_copy(site);
    const char *lang;
    json_t *translation;
    if (copy == NULL || json_object_set_new(copy, "notice", json_deep_copy(notice)) != 0) return NULL;
    json_object_foreach (json_object_get(copy, "translations"), lang, translation)
        json_object_del(translation, "notice");
    return json_incref(copy);
}

/* Hears what is wrong with the site; only the notice is new, and what else an older program let in may stay. */
static void judge(void *context, const char *pointer, const char *what)
{
    static const char inside[] = "/notice";
    struct report *report = context;
    if (strncmp(pointer, inside, sizeof(inside) - 1) != 0) return;
    report->invalid = true;
    report->tell(report->context, pointer + sizeof(inside) - 1, what);
}

/* As a content file is checked. */
static enum err check(const json_t *site, schema_report *tell, void *context)
{
    struct report report = {.tell = tell, .context = context};
    enum err err = content_check_site(site, judge, &report);
    if (err != ERR_OK && err != ERR_INVALID) return err;
    return report.invalid ? ERR_INVALID : ERR_OK;
}

static enum err is_published(struct registry *registry, const json_t *site, const json_t *notice, const char *who,
                             bool *out)
{
    int64_t own = 0;
    *out = false;
    if (json_equal(json_object_get(site, "notice"), notice) != 1) return ERR_OK;
    enum err err = db_int(registry->db, &own,
                          "SELECT CASE WHEN who = ?2 THEN 1 ELSE 0 END FROM notice WHERE version = ?1"
                          " ORDER BY number DESC LIMIT 1",
                          "tt", json_text_at(notice, "version"), who);
    *out = err == ERR_OK && own == 1;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err publish_inside(struct registry *registry, const json_t *notice, const char *who, schema_report *report,
                               void *context)
{
    AUTO(json_auto) json_t *site = NULL;
    int64_t used = 0;
    bool published = false;
    enum err err = items_find(registry->db, "site", "site", &site);
    if (err == ERR_OK) err = is_published(registry, site, notice, who, &published);
    if (err != ERR_OK || published) return err;
    AUTO(json_auto) json_t *changed = site_with(site, notice);
    char problem[SITE_PROBLEM_BYTES];
    err = changed != NULL ? check(changed, report, context) : ERR_NOMEM;
    if (err == ERR_OK && !site_fits(changed, problem)) {
        report(context, "", problem);
        err = ERR_TOO_LARGE;
    }
    if (err == ERR_OK) err = notices_keep(registry, ""); /* the one that goes */
    if (err != ERR_OK) return err;
    err = db_int(registry->db, &used, "SELECT count(*) FROM notice WHERE version = ?", "t",
                 json_text_at(notice, "version"));
    if (err == ERR_OK && used > 0) err = ERR_EXISTS;
    if (err == ERR_OK) err = items_put(registry->db, "site", "site", 0, changed);
    return err == ERR_OK ? notices_keep(registry, who) : err;
}

enum err notice_publish(struct registry *registry, const json_t *notice, const char *who, schema_report *report,
                        void *context)
{
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = publish_inside(registry, notice, who, report, context);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}
