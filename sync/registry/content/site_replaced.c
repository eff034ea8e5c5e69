#include "sync/registry/content/site_replaced.h"

#include "sync/base/json.h"

enum { MEMBERS_MAX = 3 };

/* A fact, what the staff log calls a change of it (`target` is LIKE's), and the site's members that it is. */
static const struct fact {
    const char *name, *what, *target;
    const char *members[MEMBERS_MAX]; /* NULL after the last */
} facts[] = {
    {"names", "site.change", "names", {"name", "heading", NULL}},
    {"contact", "site.change", "contact", {"contact", NULL}},
    {"phases", "site.change", "phases", {"phases", NULL}},
    {"address", "site.change", "address", {"public_url", NULL}},
    {"opening_hours", "building.change", "opening_hours", {"opening_hours", NULL}},
    {"announcements", "building.change", "announcements", {"announcements", NULL}},
    {"places", "building.change", "places", {"places", NULL}},
    {"notice", "notice.publish", "%", {"notice", NULL}},
};

static bool same(const json_t *one, const json_t *other)
{
    return one == NULL || other == NULL ? one == other : json_equal(one, other) == 1;
}

static bool same_members(const struct fact *fact, const json_t *one, const json_t *other)
{
    for (const char *const *member = fact->members; *member != NULL; member++) {
        if (!same(json_object_get(one, *member), json_object_get(other, *member))) return false;
    }
    return true;
}

/* In Danish, and in every language that `one` has. */
static bool same_in_languages(const struct fact *fact, const json_t *one, const json_t *other)
{
    const char *lang;
    json_t *texts;
    if (!same_members(fact, one, other)) return false;
    json_object_foreach (json_object_get(one, "translations"), lang, texts) {
        const json_t *others = json_object_get(json_object_get(other, "translations"), lang);
        if (!same_members(fact, texts, others)) return false;
    }
    return true;
}

/* Who changed it since the last import; ERR_NOT_FOUND: nobody. */
static enum err add_one(struct registry *registry, const struct fact *fact, struct str *names, struct str *told)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT who FROM staff_log WHERE what = ? AND target LIKE ? AND number >"
                            " (SELECT coalesce(max(number), 0) FROM staff_log WHERE what = 'content.import')"
                            " ORDER BY number DESC LIMIT 1",
                            "tt", fact->what, fact->target);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    str_addf(names, "%s%s", names->length > 0 ? ", " : "", fact->name);
    str_addf(told, "%s%s (%s)", told->length > 0 ? ", " : "", fact->name, rows_text(rows, 0));
    return ERR_OK;
}

enum err site_replaced(struct registry *registry, const json_t *present, const json_t *next, struct str *names,
                       struct str *told)
{
    for (size_t at = 0; at < sizeof(facts) / sizeof(facts[0]); at++) {
        const struct fact *fact = &facts[at];
        if (same_in_languages(fact, present, next) && same_in_languages(fact, next, present)) continue;
        enum err err = add_one(registry, fact, names, told);
        if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    }
    return ERR_OK;
}
