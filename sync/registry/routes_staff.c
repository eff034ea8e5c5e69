/* The routes for staff: what citizens said, and what staff did. Signing in is in routes_session.c. Who may ask stands
 * in the table at the end, and nowhere else. */
#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/answers.h"
#include "sync/registry/ideas.h"
#include "sync/registry/ledger.h"
#include "sync/registry/routes.h"
#include "sync/registry/staff_log.h"

/* Notes which entries somebody is about to see: nothing is shown that could not be noted. On false the call has been
 * answered. */
static bool log_looked(struct service *service, struct call *call, const char *what, const json_t *list)
{
    char target[64];
    int64_t least = INT64_MAX;
    int64_t most = 0;
    size_t at;
    json_t *entry;
    json_array_foreach (list, at, entry) {
        int64_t order = json_int_at(entry, "order", 0);
        if (order < least) least = order;
        if (order > most) most = order;
    }
    if (most == 0) return true;
    snprintf(target, sizeof(target), "%zu of %" PRId64 " to %" PRId64, json_array_size(list), least, most);
    return service_log(service, call, what, target);
}

/* Notes what is about to be done to an entry. On false the call has been answered. */
static bool log_change(struct service *service, struct call *call, const char *what, int64_t order)
{
    char target[32];
    snprintf(target, sizeof(target), "%" PRId64, order);
    return service_log(service, call, what, target);
}

static void staff_entries(struct service *service, struct call *call)
{
    int64_t after = 0;
    int64_t limit = STAFF_ENTRIES_DEFAULT;
    if (call_number(call, "after", &after) != ERR_OK || call_number(call, "limit", &limit) != ERR_OK || limit < 1 ||
        limit > LEDGER_LIST_MAX) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "\"after\" is a number, \"limit\" one from 1 to 500.");
        return;
    }
    json_t *list = NULL;
    bool more = false;
    enum err err = ledger_list(service->registry, after, limit, &list, &more);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (log_looked(service, call, "entry.read", list)) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:o, s:b}", "entries", list, "more", more ? 1 : 0));
    } else {
        json_decref(list);
    }
}

/* ---- ideas and answers ---- */

static void staff_ideas(struct service *service, struct call *call)
{
    json_t *list = NULL;
    enum err err = ideas_list(service->registry, &list);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (log_looked(service, call, "idea.read", list)) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:o}", "ideas", list));
    } else {
        json_decref(list);
    }
}

static void answer_change(struct service *service, struct call *call, enum err err, const char *problem)
{
    char sentence[160];
    switch (err) {
    case ERR_OK: call_answer(call, MHD_HTTP_OK, json_object()); break;
    case ERR_INVALID:
        snprintf(sentence, sizeof(sentence), "This can't be done: %s.", problem != NULL ? problem : "it is not right");
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", sentence);
        break;
    case ERR_NOT_FOUND: call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is no such entry."); break;
    case ERR_REFUSED: call_refuse(call, MHD_HTTP_CONFLICT, "withdrawn", "Who gave it has withdrawn it."); break;
    default: service_failed(service, call, err); break;
    }
}

/* {"order":N,"status","answer","network","place"}: without a status nothing is answered. False: the call has been
 * answered. */
static bool read_reply(struct call *call, const json_t *json, struct reply *out, int64_t *out_order)
{
    const char *status = json_text_at(json, "status");
    *out_order = json_int_at(json, "order", 0);
    *out = (struct reply){.status = answer_status_from_name(status),
                          .text = json_text_at(json, "answer"),
                          .network = json_text_at(json, "network"),
                          .place = (int)json_int_at(json, "place", 0)};
    if (*out_order >= 1 && (status == NULL || out->status != ANSWER_STATUS_COUNT)) return true;
    call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"order\", and \"status\" is one that is known.");
    return false;
}

static void staff_answer(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    struct reply reply;
    int64_t order = 0;
    const char *problem = NULL;
    if (!call_json(call, &json) || !read_reply(call, json, &reply, &order)) return;
    enum err err = ERR_INVALID;
    if (reply.status == ANSWER_STATUS_COUNT) {
        problem = "\"status\" is missing";
    } else {
        if (!log_change(service, call, "entry.answer", order)) return;
        err = answers_reply(service->registry, order, &reply, &problem);
    }
    answer_change(service, call, err, problem);
}

static enum err change_idea(struct registry *registry, const json_t *json, const struct reply *reply, int64_t order,
                            const char **out_problem)
{
    const json_t *publish = json_object_get(json, "publish");
    struct idea_change change = {.reply = reply->status != ANSWER_STATUS_COUNT ? reply : NULL,
                                 .title = json_text_at(json, "title"),
                                 .text = json_text_at(json, "text")};
    bool edited = change.title != NULL || change.text != NULL;
    if (json_is_true(publish) || (publish == NULL && edited)) change.wall = IDEA_SHOW;
    if (json_is_false(publish)) change.wall = IDEA_HIDE;
    return ideas_change(registry, order, &change, out_problem);
}

static void staff_idea(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    struct reply reply;
    int64_t order = 0;
    const char *problem = NULL;
    if (!call_json(call, &json) || !read_reply(call, json, &reply, &order)) return;
    if (!log_change(service, call, "idea.change", order)) return;
    enum err err = change_idea(service->registry, json, &reply, order, &problem);
    answer_change(service, call, err, problem);
}

/* ---- what staff did ---- */

static void staff_log(struct service *service, struct call *call)
{
    int64_t before = 0;
    int64_t limit = STAFF_ENTRIES_DEFAULT;
    json_t *list = NULL;
    bool more = false;
    struct staff_log_wanted wanted = {.who = call_argument(call, "who"), .what = call_argument(call, "what")};
    if (call_number(call, "before", &before) != ERR_OK || call_number(call, "limit", &limit) != ERR_OK || limit < 1 ||
        limit > STAFF_LOG_LIST_MAX || call_number(call, "from_s", &wanted.from_s) != ERR_OK ||
        call_number(call, "before_s", &wanted.before_s) != ERR_OK) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request",
                    "\"before\", \"from_s\" and \"before_s\" are numbers, \"limit\" one from 1 to 500.");
        return;
    }
    enum err err = staff_log_find(service->registry, &wanted, before, limit, &list, &more);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:o, s:b}", "log", list, "more", more ? 1 : 0));
    }
}

const struct route *routes_staff(size_t *out_count)
{
    static const struct route routes[] = {
        {"POST", "/v1/session", ROUTE_SIGN_IN, route_session_begin},
        {"GET", "/v1/session", ROUTE_HALF, route_session},
        {"DELETE", "/v1/session", ROUTE_HALF, route_session_end},
        {"POST", "/v1/session/code", ROUTE_HALF, route_session_code},
        {"POST", "/v1/session/password", ROUTE_EDITOR, route_session_password},
        {"POST", "/v1/session/totp", ROUTE_HALF, route_session_totp},
        {"GET", "/v1/session/all", ROUTE_EDITOR, route_session_all},
        {"POST", "/v1/session/end", ROUTE_EDITOR, route_sessions_end},
        {"POST", "/v1/welcome", ROUTE_SIGN_IN, route_welcome},
        {"POST", "/v1/welcome/look", ROUTE_SIGN_IN, route_welcome_look},
        {"GET", "/v1/staff/pages", ROUTE_SECRETARIAT, route_staff_pages},
        {"PUT", "/v1/staff/pages/", ROUTE_SECRETARIAT, route_staff_save_page},
        {"GET", "/v1/staff/site", ROUTE_EDITOR, route_staff_site},
        {"GET", "/v1/staff/users", ROUTE_ADMINISTRATOR, route_staff_users},
        {"POST", "/v1/staff/users", ROUTE_ADMINISTRATOR, route_staff_user},
        {"POST", "/v1/staff/invitations", ROUTE_ADMINISTRATOR, route_staff_invite},
        {"GET", "/v1/staff/entries", ROUTE_SECRETARIAT, staff_entries},
        {"POST", "/v1/staff/entries", ROUTE_SECRETARIAT, staff_answer},
        {"GET", "/v1/staff/ideas", ROUTE_SECRETARIAT, staff_ideas},
        {"POST", "/v1/staff/ideas", ROUTE_SECRETARIAT, staff_idea},
        {"GET", "/v1/staff/kiosks", ROUTE_SECRETARIAT, route_staff_kiosks},
        {"POST", "/v1/staff/kiosks/look", ROUTE_SECRETARIAT, route_staff_ask_look},
        {"GET", "/v1/staff/looks/", ROUTE_SECRETARIAT, route_staff_look},
        {"GET", "/v1/staff/networks", ROUTE_EDITOR, route_staff_networks},
        {"POST", "/v1/staff/networks", ROUTE_SECRETARIAT, route_staff_new_network},
        {"GET", "/v1/staff/networks/", ROUTE_EDITOR, route_staff_network},
        {"PUT", "/v1/staff/networks/", ROUTE_EDITOR, route_staff_save_network},
        {"POST", "/v1/staff/networks/", ROUTE_EDITOR, route_staff_change_network},
        {"GET", "/v1/staff/versions/", ROUTE_EDITOR, route_staff_versions},
        {"POST", "/v1/staff/pictures", ROUTE_EDITOR, route_staff_new_picture},
        {"GET", "/v1/staff/pictures/", ROUTE_EDITOR, route_staff_picture},
        {"POST", "/v1/staff/preview", ROUTE_EDITOR, route_staff_preview},
        {"GET", "/v1/staff/log", ROUTE_ADMINISTRATOR, staff_log},
    };
    *out_count = sizeof(routes) / sizeof(routes[0]);
    return routes;
}
