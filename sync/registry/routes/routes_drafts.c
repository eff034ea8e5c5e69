/* The routes by which staff work on networks and editorial pages: docs/networks.md. Listed in routes_staff.c, which
 * says who may call them at all; that an editor only touches own networks, and that publishing is the secretariat's, is
 * checked here. Each does the same for both, and is told which by the route's own handler, at the end. */
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/drafts.h"
#include "sync/registry/content/problems.h"
#include "sync/registry/content/texts.h"
#include "sync/registry/content/uploads.h"
#include "sync/registry/content/versions.h"
#include "sync/registry/fleet/reach.h"
#include "sync/registry/server/routes.h"

enum { UNPROCESSABLE = 422, TIDY_MS = 500 };

/* ---- who, and which ---- */

static bool is_editor(const struct call *call)
{
    return call->session.user.role < ROLE_SECRETARIAT;
}

/* Whose own networks count; NULL: all are. */
static const char *editor_of(const struct call *call)
{
    return is_editor(call) ? call->session.user.name : NULL;
}

static bool is_page(const char *type)
{
    return strcmp(type, ITEM_PAGE) == 0;
}

/* What the address names. */
struct named {
    char id[NETWORK_ID_BYTES_MAX + 1];
    struct item_key item; /* its id is the one above */
};

/* An item of `type` that may be worked on. On false the call has been answered. */
static bool read_item(struct service *service, struct call *call, const char *type, struct named *out)
{
    size_t length = 0;
    const char *word = call_word(call, &length);
    bool fits = length > 0 && length <= NETWORK_ID_BYTES_MAX;
    snprintf(out->id, sizeof(out->id), "%.*s", fits ? (int)length : 0, word);
    out->item = (struct item_key){type, out->id};
    enum err err = ERR_OK;
    if (is_editor(call)) {
        bool may_be = fits && !is_page(type);
        err = may_be ? user_has_network(service->registry, call->session.user.name, out->id) : ERR_NOT_FOUND;
    }
    if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_FORBIDDEN, "not_yours", "This is not one of your networks.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (!fits) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is no such network or page.");
    } else {
        return true;
    }
    return false;
}

/* Answers every error but a conflict of two versions. `problems` is taken over. */
static void refuse(struct service *service, struct call *call, enum err err, json_t *problems)
{
    switch (err) {
    case ERR_INVALID:
        call_answer(call, UNPROCESSABLE,
                    json_pack("{s:{s:s, s:s}, s:o}", "error", "code", "invalid", "message",
                              "Some fields are missing or wrong: see \"problems\".", "problems", problems));
        return;
    case ERR_NOT_FOUND:
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found",
                    "There is no such network or page, or no such version of it.");
        break;
    case ERR_CONFLICT:
        call_refuse(call, MHD_HTTP_CONFLICT, "other_version",
                    "This can't be done with this version now: somebody changed or published another. Look again.");
        break;
    case ERR_REFUSED:
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "\"at_s\" is a time to come, within two years.");
        break;
    default: service_failed(service, call, err); break;
    }
    json_decref(problems);
}

/* ---- looking ---- */

static void answer_list(struct service *service, struct call *call, const char *type)
{
    json_t *list = NULL;
    enum err err = versions_summaries(service->registry->db, type, editor_of(call), &list);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:o}", is_page(type) ? "pages" : "networks", list));
    }
}

/* The summary with everything there is to say about the draft. */
static enum err describe(struct service *service, struct call *call, struct item_key item, json_t **out)
{
    AUTO(json_auto) json_t *whole = NULL;
    AUTO(json_auto) json_t *problems = NULL;
    AUTO(json_auto) json_t *reach = NULL;
    AUTO(version_finish) struct version draft = {.body = NULL};
    struct registry *registry = service->registry;
    enum err err = versions_summary(registry->db, item, editor_of(call), &whole);
    if (err == ERR_OK) err = versions_find(registry->db, item, json_int_at(whole, "version", 0), &draft);
    if (err == ERR_OK) err = problems_find(registry, item, draft.body, &problems);
    if (err == ERR_OK) err = reach_of(registry, service->fleet, item, &reach);
    if (err != ERR_OK) return err;
    AUTO(json_auto) json_t *lacking = texts_lacking(item.type, draft.body, draft.old);
    bool good = lacking != NULL && json_object_set(whole, "body", draft.body) == 0 &&
                json_object_set(whole, "problems", problems) == 0 && json_object_set(whole, "texts", lacking) == 0 &&
                json_object_set(whole, "reach", reach) == 0;
    if (!good) return ERR_NOMEM;
    *out = json_incref(whole);
    return ERR_OK;
}

static void answer_one(struct service *service, struct call *call, const char *type)
{
    struct named named = {.id = ""};
    json_t *whole = NULL;
    if (!read_item(service, call, type, &named)) return;
    enum err err = describe(service, call, named.item, &whole);
    if (err != ERR_OK) {
        refuse(service, call, err, NULL);
    } else {
        call_answer(call, MHD_HTTP_OK, whole);
    }
}

static void answer_version(struct service *service, struct call *call, struct item_key item, int64_t number)
{
    AUTO(version_finish) struct version version = {.body = NULL};
    enum err err = versions_find(service->registry->db, item, number, &version);
    if (err != ERR_OK) {
        refuse(service, call, err, NULL);
        return;
    }
    json_t *one = json_pack("{s:I, s:I, s:s, s:s, s:I, s:I, s:O}", "version", (json_int_t)number, "made_s",
                            (json_int_t)version.made_s, "who", version.who, "how", version.how, "parent",
                            (json_int_t)version.parent, "source", (json_int_t)version.source, "body", version.body);
    if (version.published_s > 0) {
        (void)json_object_set_new(one, "published_s", json_integer(version.published_s));
        (void)json_object_set_new(one, "published_by", json_string(version.published_by));
    }
    call_answer(call, MHD_HTTP_OK, one);
}

static void answer_versions(struct service *service, struct call *call, const char *type)
{
    struct named named = {.id = ""};
    json_t *list = NULL;
    int64_t number = 0;
    if (!read_item(service, call, type, &named)) return;
    if (call_number(call, "version", &number) != ERR_OK) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "\"version\" is a number.");
        return;
    }
    if (number > 0) {
        answer_version(service, call, named.item, number);
        return;
    }
    enum err err = versions_list(service->registry->db, named.item, &list);
    if (err == ERR_OK && json_array_size(list) == 0) {
        json_decref(list);
        err = ERR_NOT_FOUND;
    }
    if (err != ERR_OK) {
        refuse(service, call, err, NULL);
    } else {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:o}", "versions", list));
    }
}

/* ---- changing ---- */

/* The network or page in a body, borrowed. NULL: the call has been answered. */
static json_t *read_body(struct call *call, const json_t *json)
{
    json_t *body = json_object_get(json, "body");
    const char *problem = draft_body_problem(body);
    if (problem == NULL) return body;
    call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", problem);
    return NULL;
}

static void begin(struct service *service, struct call *call, const char *type)
{
    AUTO(json_auto) json_t *json = NULL;
    char id[NETWORK_ID_BYTES_MAX + 1];
    if (!call_json(call, &json)) return;
    json_t *body = read_body(call, json);
    if (body == NULL) return;
    enum err err = draft_create(service->registry, call->session.user.name, type, body, id);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:s, s:i}", "id", id, "version", 1));
    } else if (err == ERR_INVALID) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request",
                    "An id has small letters a-z, digits and hyphens, 64 at most; or leave it out.");
    } else if (err == ERR_EXISTS) {
        call_refuse(call, MHD_HTTP_CONFLICT, "exists", "There is one of this id already, or there was.");
    } else {
        service_failed(service, call, err);
    }
}

/* The version that it was made on. Without one nobody could tell whether somebody else was quicker. On false the call
 * has been answered. */
static bool read_base(struct call *call, const json_t *json, int64_t *out)
{
    *out = json_int_at(json, "base", 0);
    if (*out >= 1) return true;
    call_refuse(
        call, MHD_HTTP_BAD_REQUEST, "bad_request",
        "\"base\" is missing: the number of the version that this was made on (its \"newest\" or \"version\" when"
        " you read it). Nothing was saved.");
    return false;
}

static void answer_conflict(struct call *call, json_t *conflict)
{
    json_t *error = json_pack("{s:s, s:s}", "code", "conflict", "message",
                              "Somebody saved another version meanwhile. Nothing was overwritten: merge the two, and"
                              " save on the present one.");
    if (error == NULL || json_object_set_new(conflict, "error", error) != 0) {
        json_decref(conflict);
        conflict = NULL;
    }
    call_answer(call, MHD_HTTP_CONFLICT, conflict);
}

static void save(struct service *service, struct call *call, const char *type)
{
    struct named named = {.id = ""};
    AUTO(json_auto) json_t *json = NULL;
    json_t *conflict = NULL;
    json_t *problems = NULL;
    int64_t version = 0;
    int64_t base = 0;
    if (!read_item(service, call, type, &named) || !call_json(call, &json)) return;
    json_t *body = read_body(call, json);
    if (body == NULL || !read_base(call, json, &base)) return;
    const char *id = json_text_at(body, "id");
    if (id != NULL && strcmp(id, named.id) != 0) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "An id never changes.");
        return;
    }
    enum err err = draft_save(service->registry, call->session.user.name, named.item, base, body,
                              json_object_get(json, "checked"), &version, &conflict);
    if (err == ERR_OK) err = problems_find(service->registry, named.item, body, &problems);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:I, s:o}", "version", (json_int_t)version, "problems", problems));
    } else if (err == ERR_CONFLICT && conflict != NULL) {
        answer_conflict(call, conflict);
    } else {
        refuse(service, call, err, NULL);
    }
}

/* What may be done, by whom, and how. */
struct deed {
    const char *name;
    bool secretariat;
    enum err (*run)(struct registry *registry, const char *who, struct item_key item, const json_t *json,
                    json_t **out_problems);
};

static int64_t version_in(const json_t *json)
{
    return json_int_at(json, "version", 0);
}

static enum err do_review(struct registry *registry, const char *who, struct item_key item, const json_t *json,
                          json_t **out_problems)
{
    return draft_review(registry, who, item, version_in(json), out_problems);
}

static enum err do_return(struct registry *registry, const char *who, struct item_key item, const json_t *json,
                          json_t **out_problems)
{
    (void)out_problems;
    return draft_return(registry, who, item, version_in(json));
}

static enum err do_restore(struct registry *registry, const char *who, struct item_key item, const json_t *json,
                           json_t **out_problems)
{
    int64_t made = 0;
    (void)out_problems;
    return draft_restore(registry, who, item, version_in(json), &made);
}

static enum err do_publish(struct registry *registry, const char *who, struct item_key item, const json_t *json,
                           json_t **out_problems)
{
    return draft_publish(registry, who, item, version_in(json), out_problems);
}

static enum err do_schedule(struct registry *registry, const char *who, struct item_key item, const json_t *json,
                            json_t **out_problems)
{
    return draft_schedule(registry, who, item, version_in(json), json_int_at(json, "at_s", 0), out_problems);
}

static enum err do_unschedule(struct registry *registry, const char *who, struct item_key item, const json_t *json,
                              json_t **out_problems)
{
    (void)json;
    (void)out_problems;
    return draft_unschedule(registry, who, item);
}

static enum err do_unpublish(struct registry *registry, const char *who, struct item_key item, const json_t *json,
                             json_t **out_problems)
{
    (void)json;
    (void)out_problems;
    return draft_unpublish(registry, who, item);
}

static enum err do_discard(struct registry *registry, const char *who, struct item_key item, const json_t *json,
                           json_t **out_problems)
{
    (void)json;
    (void)out_problems;
    return draft_discard(registry, who, item);
}

static const struct deed *find_deed(const char *name)
{
    static const struct deed deeds[] = {
        {"review", false, do_review},      {"return", false, do_return},    {"restore", false, do_restore},
        {"publish", true, do_publish},     {"schedule", true, do_schedule}, {"unschedule", true, do_unschedule},
        {"unpublish", true, do_unpublish}, {"discard", true, do_discard},
    };
    for (size_t at = 0; name != NULL && at < sizeof(deeds) / sizeof(deeds[0]); at++) {
        if (strcmp(deeds[at].name, name) == 0) return &deeds[at];
    }
    return NULL;
}

static void change(struct service *service, struct call *call, const char *type)
{
    struct named named = {.id = ""};
    AUTO(json_auto) json_t *json = NULL;
    json_t *problems = NULL;
    json_t *summary = NULL;
    if (!read_item(service, call, type, &named) || !call_json(call, &json)) return;
    const struct deed *deed = find_deed(json_text_at(json, "do"));
    if (deed == NULL) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request",
                    "\"do\" is review, return, publish, schedule, unschedule, unpublish, discard or restore.");
        return;
    }
    if (deed->secretariat && is_editor(call)) {
        call_refuse(call, MHD_HTTP_FORBIDDEN, "not_allowed",
                    "What screens show is the secretariat's: give it to review.");
        return;
    }
    enum err err = deed->run(service->registry, call->session.user.name, named.item, json, &problems);
    if (err == ERR_OK && deed->run == do_discard) {
        call_answer(call, MHD_HTTP_OK, json_object());
        return;
    }
    if (err == ERR_OK) err = versions_summary(service->registry->db, named.item, editor_of(call), &summary);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, summary);
    } else {
        refuse(service, call, err, problems);
    }
}

/* ---- the routes ---- */

void route_staff_networks(struct service *service, struct call *call)
{
    answer_list(service, call, ITEM_NETWORK);
}

void route_staff_new_network(struct service *service, struct call *call)
{
    begin(service, call, ITEM_NETWORK);
}

void route_staff_network(struct service *service, struct call *call)
{
    answer_one(service, call, ITEM_NETWORK);
}

void route_staff_save_network(struct service *service, struct call *call)
{
    save(service, call, ITEM_NETWORK);
}

void route_staff_change_network(struct service *service, struct call *call)
{
    change(service, call, ITEM_NETWORK);
}

void route_staff_versions(struct service *service, struct call *call)
{
    answer_versions(service, call, ITEM_NETWORK);
}

void route_staff_pages(struct service *service, struct call *call)
{
    answer_list(service, call, ITEM_PAGE);
}

void route_staff_new_page(struct service *service, struct call *call)
{
    begin(service, call, ITEM_PAGE);
}

void route_staff_page(struct service *service, struct call *call)
{
    answer_one(service, call, ITEM_PAGE);
}

void route_staff_save_page(struct service *service, struct call *call)
{
    save(service, call, ITEM_PAGE);
}

void route_staff_change_page(struct service *service, struct call *call)
{
    change(service, call, ITEM_PAGE);
}

void route_staff_page_versions(struct service *service, struct call *call)
{
    answer_versions(service, call, ITEM_PAGE);
}

/* ---- what is due ---- */

static void tell_damaged(const struct service *service, const json_t *damaged)
{
    char line[256];
    size_t at;
    json_t *name;
    if (service->report == NULL) return;
    json_array_foreach (damaged, at, name) {
        snprintf(line, sizeof(line),
                 "%s cannot be read: restore an earlier version on the staff page, or the database from a backup",
                 json_string_value(name));
        service->report(service->report_context, line);
    }
}

static void summarise(struct service *service)
{
    AUTO(json_auto) json_t *damaged = NULL;
    bool done = false;
    enum err err = db_begin(service->registry->db);
    if (err == ERR_OK) err = versions_summarise(service->registry->db, &damaged, &done);
    if (err == ERR_OK) err = db_commit(service->registry->db);
    db_rollback(service->registry->db);
    service->drafts_summarised = err == ERR_OK && done;
    if (err == ERR_OK) tell_damaged(service, damaged);
}

void drafts_tidy(struct service *service)
{
    int64_t now_ms = clock_monotonic_ms(&service->registry->clock);
    int64_t published = 0;
    if (now_ms < service->drafts_due_ms) return;
    service->drafts_due_ms = now_ms + TIDY_MS;
    if (!service->drafts_summarised) summarise(service);
    /* What can't be done now stays due. */
    (void)!drafts_publish_due(service->registry, &published);
    (void)!uploads_expire(service->registry, &service->uploads);
    if (published > 0) waiters_look(service->waiters);
}
