/* What makes a content document acceptable; see content.h. */
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/content.h"
#include "sync/registry/content/content_schema.h"
#include "sync/registry/formats/report.h"
#include "sync/wire/feed.h"

enum { SCHEMA_DEPTH_MAX = 32 };

struct checker {
    struct report report;
    const json_t *phases;   /* of the site; may be anything until the schema has passed */
    const json_t *networks; /* likewise */
    json_t *network_ids;    /* owned: an object with the places of networks by their ids */
};

/* The place in `list` of the first item with this id, or the size of the list. */
static size_t index_of(const json_t *list, const char *id)
{
    size_t at;
    json_t *item;
    json_array_foreach (list, at, item) {
        const char *other = json_text_at(item, "id");
        if (other != NULL && strcmp(other, id) == 0) return at;
    }
    return json_array_size(list);
}

static bool has(const json_t *list, const char *id)
{
    return index_of(list, id) < json_array_size(list);
}

/* An object with the first place in `list` of each id: ten thousand networks are not compared two by two. */
static json_t *ids_of(const json_t *list)
{
    AUTO(json_auto) json_t *ids = json_object();
    size_t at;
    json_t *item;
    json_array_foreach (list, at, item) {
        const char *id = json_text_at(item, "id");
        if (id == NULL || json_object_get(ids, id) != NULL) continue;
        if (json_object_set_new(ids, id, json_integer((json_int_t)at)) != 0) return NULL;
    }
    json_t *out = ids;
    ids = NULL; /* the caller owns it now */
    return out;
}

/* `ids` are those of the list. */
static void check_ids(struct checker *checker, const json_t *list, const json_t *ids, const struct place *place)
{
    size_t at;
    json_t *item;
    json_array_foreach (list, at, item) {
        const char *id = json_text_at(item, "id");
        size_t first = id != NULL ? (size_t)json_int_at(ids, id, (int64_t)at) : at;
        if (first == at) continue;
        struct place inside = {.parent = place, .index = at};
        struct place member = {.parent = &inside, .key = "id"};
        report_at(&checker->report, &member, "the id \"%.64s\" is used already by item %zu", id, first);
    }
}

static void check_phase(struct checker *checker, const json_t *phase, const struct place *place)
{
    const char *id = json_string_value(phase);
    if (id != NULL && !has(checker->phases, id))
        report_at(&checker->report, place, "there is no phase \"%.64s\" in /site/phases", id);
}

/* A network is in the phase it came to last; only one that ended may have forgotten it. */
static void check_phases(struct checker *checker, const json_t *network, const struct place *place)
{
    const json_t *phase = json_object_get(network, "phase");
    const json_t *history = json_object_get(network, "phase_history");
    const char *status = json_text_at(network, "status");
    bool ended = status != NULL && (strcmp(status, "concluded") == 0 || strcmp(status, "project") == 0);
    struct place member = {.parent = place, .key = "phase"};
    if (json_is_null(phase) && status != NULL && !ended) {
        report_at(&checker->report, &member,
                  "must name a phase: only a network that is concluded or a project may have none");
    }
    check_phase(checker, phase, &member);

    struct place list = {.parent = place, .key = "phase_history"};
    size_t at;
    json_t *visited;
    json_array_foreach (history, at, visited) {
        struct place inside = {.parent = &list, .index = at};
        check_phase(checker, visited, &inside);
    }
    const char *now = json_string_value(phase);
    const char *last = at > 0 ? json_string_value(json_array_get(history, at - 1)) : NULL;
    if (now != NULL && last != NULL && strcmp(now, last) != 0) {
        report_at(&checker->report, &member, "is \"%.64s\", but /phase_history ends with \"%.64s\"", now, last);
    }
}

static void check_spawned(struct checker *checker, const json_t *network, const struct place *place)
{
    struct place list = {.parent = place, .key = "spawned"};
    size_t at;
    json_t *spawned;
    json_array_foreach (json_object_get(network, "spawned"), at, spawned) {
        struct place inside = {.parent = &list, .index = at};
        struct place member = {.parent = &inside, .key = "network"};
        const char *id = json_text_at(spawned, "network");
        bool known = id != NULL && json_object_get(checker->network_ids, id) != NULL;
        if (id != NULL && !known) report_at(&checker->report, &member, "there is no network \"%.64s\"", id);
    }
}

static enum err check_size(struct checker *checker, const json_t *item, const struct place *place)
{
    char *text = json_dumps(item, JSON_COMPACT | JSON_ENCODE_ANY);
    if (text == NULL) return ERR_NOMEM;
    size_t bytes = strlen(text);
    free(text);
    if (bytes > FEED_ITEM_BYTES_MAX) {
        report_at(&checker->report, place, "takes %zu bytes; at most %d are allowed", bytes, (int)FEED_ITEM_BYTES_MAX);
    }
    return ERR_OK;
}

static enum err check_list(struct checker *checker, const json_t *document, const char *key, const struct place *root)
{
    struct place list = {.parent = root, .key = key};
    size_t at;
    json_t *item;
    AUTO(json_auto) json_t *ids = ids_of(json_object_get(document, key));
    if (ids == NULL) return ERR_NOMEM;
    check_ids(checker, json_object_get(document, key), ids, &list);
    json_array_foreach (json_object_get(document, key), at, item) {
        struct place inside = {.parent = &list, .index = at};
        enum err err = check_size(checker, item, &inside);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

static enum err check_meaning(struct checker *checker, const json_t *document)
{
    struct place root = {.parent = NULL};
    struct place site = {.parent = &root, .key = "site"};
    struct place phases = {.parent = &site, .key = "phases"};
    struct place networks = {.parent = &root, .key = "networks"};
    AUTO(json_auto) json_t *phase_ids = ids_of(checker->phases);
    if (phase_ids == NULL) return ERR_NOMEM;
    check_ids(checker, checker->phases, phase_ids, &phases);
    enum err err = check_size(checker, json_object_get(document, "site"), &site);
    if (err == ERR_OK) err = check_list(checker, document, "networks", &root);
    if (err == ERR_OK) err = check_list(checker, document, "pages", &root);
    if (err != ERR_OK) return err;
    size_t at;
    json_t *network;
    json_array_foreach (checker->networks, at, network) {
        struct place inside = {.parent = &networks, .index = at};
        check_phases(checker, network, &inside);
        check_spawned(checker, network, &inside);
    }
    return ERR_OK;
}

static enum err check_shape(const json_t *document, schema_report *report, void *context)
{
    AUTO(json_auto) json_t *json = NULL;
    AUTO(schema_auto) struct schema *schema = NULL;
    char problem[SCHEMA_PROBLEM_BYTES];
    enum err err = json_parse(&json, (const char *)content_schema_json, content_schema_json_bytes,
                              content_schema_json_bytes, SCHEMA_DEPTH_MAX, NULL);
    if (err == ERR_OK) err = schema_compile(&schema, json, problem);
    if (err == ERR_NOMEM) return err;
    if (err != ERR_OK) {
        /* Ours to get right, and a test sees to it; still, nothing may pass unchecked. */
        report(context, "", "cannot be checked: the schema inside this program is broken");
        return ERR_INVALID;
    }
    return schema_check(schema, document, report, context);
}

enum err content_check(const json_t *document, schema_report *report, void *context)
{
    struct checker checker = {
        .report = {.tell = report, .context = context},
        .phases = json_object_get(json_object_get(document, "site"), "phases"),
        .networks = json_object_get(document, "networks"),
    };
    enum err err = check_shape(document, report, context);
    if (err != ERR_OK && err != ERR_INVALID) return err;
    checker.report.invalid = err == ERR_INVALID;
    checker.network_ids = ids_of(checker.networks);
    if (checker.network_ids == NULL) return ERR_NOMEM;
    if (json_is_object(json_object_get(document, "site"))) err = check_meaning(&checker, document);
    json_decref(checker.network_ids);
    if (err == ERR_NOMEM) return err;
    return checker.report.invalid ? ERR_INVALID : ERR_OK;
}

/* ---- the site, one network, or one page, by itself ---- */

struct one {
    const char *place; /* where it lies: "/networks/0" */
    struct report report;
};

/* What is said of it, and of nothing around it. */
static void report_one(void *context, const char *pointer, const char *what)
{
    struct one *one = context;
    size_t length = strlen(one->place);
    if (strncmp(pointer, one->place, length) != 0) return;
    one->report.tell(one->report.context, pointer + length, what);
    one->report.invalid = true;
}

enum err content_check_site(const json_t *site, schema_report *report, void *context)
{
    struct one one = {.place = "/site", .report = {.tell = report, .context = context}};
    AUTO(json_auto)
    json_t *document =
        json_pack("{s:s, s:O, s:[], s:[]}", "format", "forhal-content/1", "site", (json_t *)site, "networks", "pages");
    if (document == NULL) return ERR_NOMEM;
    enum err err = content_check(document, report_one, &one);
    if (err != ERR_OK && err != ERR_INVALID) return err;
    return one.report.invalid ? ERR_INVALID : ERR_OK;
}

enum err content_check_network(const json_t *site, const json_t *network, const json_t *known, schema_report *report,
                               void *context)
{
    struct one one = {.place = "/networks/0", .report = {.tell = report, .context = context}};
    AUTO(json_auto)
    json_t *document = json_pack("{s:s, s:O?, s:[O], s:[]}", "format", "forhal-content/1", "site", (json_t *)site,
                                 "networks", (json_t *)network, "pages");
    if (document == NULL) return ERR_NOMEM;
    struct checker checker = {.report = {.tell = report_one, .context = &one},
                              .phases = json_object_get(site, "phases"),
                              .networks = json_object_get(document, "networks"),
                              .network_ids = (json_t *)known};
    struct place root = {.parent = NULL};
    struct place list = {.parent = &root, .key = "networks"};
    struct place place = {.parent = &list, .index = 0};
    enum err err = check_shape(document, report_one, &one);
    if (err == ERR_OK || err == ERR_INVALID) err = check_size(&checker, network, &place);
    if (err != ERR_OK) return err;
    check_phases(&checker, network, &place);
    check_spawned(&checker, network, &place);
    return one.report.invalid || site == NULL ? ERR_INVALID : ERR_OK;
}

enum err content_check_page(const json_t *page, schema_report *report, void *context)
{
    struct one one = {.place = "/pages/0", .report = {.tell = report, .context = context}};
    AUTO(json_auto)
    json_t *document =
        json_pack("{s:s, s:[], s:[O]}", "format", "forhal-content/1", "networks", "pages", (json_t *)page);
    if (document == NULL) return ERR_NOMEM;
    struct checker checker = {.report = {.tell = report_one, .context = &one}};
    struct place root = {.parent = NULL};
    struct place list = {.parent = &root, .key = "pages"};
    struct place place = {.parent = &list, .index = 0};
    enum err err = check_shape(document, report_one, &one);
    if (err == ERR_OK || err == ERR_INVALID) err = check_size(&checker, page, &place);
    if (err != ERR_OK) return err;
    return one.report.invalid ? ERR_INVALID : ERR_OK;
}
