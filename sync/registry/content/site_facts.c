#include "sync/registry/content/site_facts.h"

#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/words.h"
#include "sync/model/translation.h"
#include "sync/registry/content/items.h"
#include "sync/registry/staff/staff_log.h"

enum { MEMBERS_MAX = 3, PATTERN_BYTES = 80, WHAT_BYTES = 160 };

static const struct {
    const char *name;
    const char *members[MEMBERS_MAX]; /* NULL after the last */
} facts[SITE_FACTS] = {
    [SITE_NAMES] = {"names", {"name", "heading", NULL}},
    [SITE_CONTACT] = {"contact", {"contact", NULL}},
    [SITE_PHASES] = {"phases", {"phases", NULL}},
    [SITE_ADDRESS] = {"address", {"public_url", NULL}},
};

enum site_fact site_fact_from_name(const char *name)
{
    int fact = 0;
    while (fact < SITE_FACTS && (name == NULL || strcmp(facts[fact].name, name) != 0)) fact++;
    return (enum site_fact)fact;
}

/* ---- what it is ---- */

/* Those of the fact's members that `from` has, at `lang` of `value`; nothing where it has none but the Danish. */
static enum err take_members(json_t *value, const char *lang, enum site_fact fact, const json_t *from)
{
    AUTO(json_auto) json_t *some = json_object();
    for (const char *const *member = facts[fact].members; *member != NULL; member++) {
        json_t *one = json_object_get(from, *member);
        if (one != NULL && json_object_set(some, *member, one) != 0) return ERR_NOMEM;
    }
    if (json_object_size(some) == 0 && strcmp(lang, TRANSLATION_SOURCE) != 0) return ERR_OK;
    return json_object_set(value, lang, some) == 0 ? ERR_OK : ERR_NOMEM;
}

static enum err value_of(const json_t *site, enum site_fact fact, json_t **out)
{
    AUTO(json_auto) json_t *value = json_object();
    const char *lang;
    json_t *texts;
    enum err err = take_members(value, TRANSLATION_SOURCE, fact, site);
    json_object_foreach (json_object_get(site, "translations"), lang, texts) {
        bool known = language_find(lang) != NULL; /* what a file has besides is left as it is */
        if (err == ERR_OK && known) err = take_members(value, lang, fact, texts);
    }
    if (err == ERR_OK) *out = json_incref(value);
    return err;
}

enum err site_facts_read(struct registry *registry, json_t **out)
{
    AUTO(json_auto) json_t *site = NULL;
    AUTO(json_auto) json_t *all = json_object();
    enum err err = items_find(registry->db, "site", "site", &site);
    for (int fact = 0; fact < SITE_FACTS && err == ERR_OK; fact++) {
        json_t *value = NULL;
        err = value_of(site, (enum site_fact)fact, &value);
        if (err == ERR_OK && json_object_set_new(all, facts[fact].name, value) != 0) err = ERR_NOMEM;
    }
    if (err == ERR_OK) *out = json_incref(all);
    return err;
}

/* ---- what it becomes ---- */

/* Puts the fact's members of `from` (NULL: none) in the place of what `into` has of them. */
static enum err put_members(json_t *into, enum site_fact fact, const json_t *from)
{
    for (const char *const *member = facts[fact].members; *member != NULL; member++) {
        json_t *one = json_object_get(from, *member);
        (void)json_object_del(into, *member);
        if (one != NULL && json_object_set(into, *member, one) != 0) return ERR_NOMEM;
    }
    return ERR_OK;
}

static enum err put_language(json_t *translations, const char *lang, enum site_fact fact, const json_t *value)
{
    json_t *texts = json_object_get(translations, lang);
    const json_t *given = json_object_get(value, lang);
    if (texts == NULL && given == NULL) return ERR_OK;
    if (texts == NULL) {
        texts = json_object();
        if (json_object_set_new(translations, lang, texts) != 0) return ERR_NOMEM;
    }
    enum err err = put_members(texts, fact, given);
    if (err == ERR_OK && json_object_size(texts) == 0) (void)json_object_del(translations, lang);
    return err;
}

static enum err put_value(json_t *site, enum site_fact fact, const json_t *value)
{
    json_t *translations = json_object_get(site, "translations");
    if (translations == NULL) {
        translations = json_object();
        if (json_object_set_new(site, "translations", translations) != 0) return ERR_NOMEM;
    }
    enum err err = put_members(site, fact, json_object_get(value, TRANSLATION_SOURCE));
    for (size_t at = 1; at < LANGUAGES_COUNT && err == ERR_OK; at++) {
        err = put_language(translations, languages[at].code, fact, value);
    }
    if (err == ERR_OK && json_object_size(translations) == 0) (void)json_object_del(site, "translations");
    return err;
}

/* ---- whether it may be so ---- */

static bool is_member(enum site_fact fact, const char *name)
{
    for (const char *const *member = facts[fact].members; *member != NULL; member++) {
        if (strcmp(*member, name) == 0) return true;
    }
    return false;
}

/* Nothing that is given may be passed over in silence. */
static enum err check_given(enum site_fact fact, const json_t *value, char problem[SITE_PROBLEM_BYTES])
{
    const char *lang, *member;
    json_t *texts, *one;
    if (!json_is_object(value)) site_problem(problem, "", "must be an object of languages");
    json_object_foreach ((json_t *)value, lang, texts) {
        if (language_find(lang) == NULL) site_problem(problem, lang, "there is no such language");
        if (!json_is_object(texts)) site_problem(problem, lang, "must be an object");
        json_object_foreach (texts, member, one) {
            if (!is_member(fact, member)) site_problem(problem, member, "there is no member of this name");
        }
    }
    return problem[0] == '\0' ? ERR_OK : ERR_INVALID;
}

static bool has_phase(const json_t *phases, const char *id)
{
    size_t at;
    json_t *phase;
    json_array_foreach (phases, at, phase) {
        const char *own = json_text_at(phase, "id");
        if (own != NULL && strcmp(own, id) == 0) return true;
    }
    return false;
}

static bool was_in_phase(const json_t *network, const char *id)
{
    const char *now = json_text_at(network, "phase");
    size_t at;
    json_t *visited;
    if (now != NULL && strcmp(now, id) == 0) return true;
    json_array_foreach (json_object_get(network, "phase_history"), at, visited) {
        const char *text = json_string_value(visited);
        if (text != NULL && strcmp(text, id) == 0) return true;
    }
    return false;
}

/* A network on the screens would name a phase that is not there. */
static enum err check_unused(struct registry *registry, const char *id, char problem[SITE_PROBLEM_BYTES])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    char pattern[PATTERN_BYTES];
    char what[WHAT_BYTES];
    snprintf(pattern, sizeof(pattern), "%%\"%.64s\"%%", id);
    enum err err =
        db_query(registry->db, &rows,
                 "SELECT body FROM item WHERE type = 'network' AND body IS NOT NULL AND body LIKE ?", "t", pattern);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        AUTO(json_auto) json_t *network = json_loads(rows_text(rows, 0), 0, NULL);
        const char *title = json_text_at(network, "title");
        if (!was_in_phase(network, id)) continue;
        snprintf(what, sizeof(what), "it is a phase of %.100s", title != NULL ? title : "a network");
        site_problem(problem, id, what);
        return ERR_REFUSED;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err check_phases(struct registry *registry, const json_t *before, const json_t *site,
                             char problem[SITE_PROBLEM_BYTES])
{
    size_t at;
    json_t *phase;
    enum err err = ERR_OK;
    json_array_foreach (before, at, phase) {
        const char *id = json_text_at(phase, "id");
        if (err != ERR_OK || id == NULL || has_phase(json_object_get(site, "phases"), id)) continue;
        err = check_unused(registry, id, problem);
    }
    return err;
}

/* ---- changing it ---- */

static enum err change_inside(struct registry *registry, const char *who, enum site_fact fact, const json_t *base,
                              const json_t *value, json_t **out_current, char problem[SITE_PROBLEM_BYTES])
{
    AUTO(json_auto) json_t *site = NULL;
    AUTO(json_auto) json_t *present = NULL;
    enum err err = items_find(registry->db, "site", "site", &site);
    if (err == ERR_OK) err = value_of(site, fact, &present);
    if (err != ERR_OK) return err;
    if (json_equal(present, value)) return ERR_OK; /* an answer that was lost may be asked for again */
    if (!json_equal(present, base)) {
        *out_current = json_incref(present);
        return ERR_CONFLICT;
    }
    AUTO(json_auto) json_t *phases = json_incref(json_object_get(site, "phases"));
    err = put_value(site, fact, value);
    if (err == ERR_OK) err = site_check(site, "", problem);
    if (err == ERR_OK) err = check_phases(registry, phases, site, problem);
    if (err == ERR_OK) err = items_put(registry->db, "site", "site", 0, site);
    return err == ERR_OK ? staff_log_add(registry, who, "site.change", facts[fact].name) : err;
}

enum err site_facts_change(struct registry *registry, const char *who, enum site_fact fact, const json_t *base,
                           const json_t *value, json_t **out_current, char problem[SITE_PROBLEM_BYTES])
{
    *out_current = NULL;
    problem[0] = '\0';
    enum err err = check_given(fact, value, problem);
    if (err == ERR_OK) err = db_begin(registry->db);
    if (err == ERR_OK) err = change_inside(registry, who, fact, base, value, out_current, problem);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}
