/* The routes for staff: what citizens said, and what staff did. Signing in is in routes_session.c. Who may ask stands
 * in the table at the end, and nowhere else. */
#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/ideas.h"
#include "sync/registry/entries/inbox.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/staff/staff_log.h"

/* Notes which entries somebody is about to see: nothing is shown that could not be noted. On false the call has been
 * answered. */
static bool log_looked(struct service *service, struct call *call, const char *what, const json_t *list)
{
    char target[64];
    size_t count = json_array_size(list);
    size_t at;
    json_t *entry;
    if (count == 0) return true;
    int64_t *numbers = calloc(count, sizeof(numbers[0]));
    if (numbers == NULL) {
        service_failed(service, call, ERR_NOMEM);
        return false;
    }
    json_array_foreach (list, at, entry) numbers[at] = json_int_at(entry, "order", 0);
    int64_t first = numbers[0] < numbers[count - 1] ? numbers[0] : numbers[count - 1];
    int64_t last = numbers[0] < numbers[count - 1] ? numbers[count - 1] : numbers[0];
    snprintf(target, sizeof(target), "%zu of %" PRId64 " to %" PRId64, count, first, last);
    bool logged = service_log_entries(service, call, what, target, numbers, count);
    free(numbers);
    return logged;
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

static void answer_conflict(struct service *service, struct call *call, int64_t order, const char *problem)
{
    static const struct {
        const char *code, *sentence;
    } known[] = {
        {ANSWERS_NO_SEATS_LEFT, "There is no seat left. Say \"beyond\": true to grant one more all the same."},
        {ANSWERS_OUT_OF_TURN, "Others came before. Say why in \"reason\" to grant it out of turn."},
        {ANSWERS_JOINED, "It was joined with another idea, which is the one to answer and to publish."},
    };
    for (size_t at = 0; problem != NULL && at < sizeof(known) / sizeof(known[0]); at++) {
        if (strcmp(known[at].code, problem) != 0) continue;
        call_refuse(call, MHD_HTTP_CONFLICT, known[at].code, known[at].sentence);
        return;
    }
    if (problem != NULL && strcmp(problem, ANSWERS_CHANGED) == 0) {
        entry_answer_changed(service, call, order);
    } else {
        service_failed(service, call, ERR_CONFLICT);
    }
}

static void answer_change(struct service *service, struct call *call, int64_t order, enum err err, const char *problem)
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
    case ERR_CONFLICT: answer_conflict(service, call, order, problem); break;
    default: service_failed(service, call, err); break;
    }
}

/* {"order":N,"base","status","answer","network","place","beyond","reason"}: without a status nothing is answered.
 * `*out_base` is where the reply's base stands. False: the call has been answered. */
static bool read_reply(struct call *call, const json_t *json, struct reply *out, int64_t *out_order, int64_t *out_base)
{
    const char *status = json_text_at(json, "status");
    bool on = json_object_get(json, "base") != NULL;
    *out_order = json_int_at(json, "order", 0);
    *out_base = json_int_at(json, "base", -1);
    *out = (struct reply){.status = answer_status_from_name(status),
                          .text = json_text_at(json, "answer"),
                          .network = json_text_at(json, "network"),
                          .place = (int)json_int_at(json, "place", 0),
                          .who = call->session.user.name,
                          .beyond = json_true_at(json, "beyond"),
                          .reason = json_text_at(json, "reason"),
                          .base = on ? out_base : NULL};
    if (*out_order >= 1 && (!on || *out_base >= 0) && (status == NULL || out->status != ANSWER_STATUS_COUNT))
        return true;
    call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request",
                "It needs \"order\", \"status\" is one that is known, \"base\" a version.");
    return false;
}

static void staff_answer(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    struct reply reply;
    int64_t order = 0;
    int64_t base = 0;
    const char *problem = NULL;
    if (!call_json(call, &json) || !read_reply(call, json, &reply, &order, &base)) return;
    enum err err = ERR_INVALID;
    if (reply.status == ANSWER_STATUS_COUNT) {
        problem = "\"status\" is missing";
    } else {
        if (!log_change(service, call, "entry.answer", order)) return;
        err = answers_reply(service->registry, order, &reply, &problem);
    }
    answer_change(service, call, order, err, problem);
}

static enum err change_idea(struct registry *registry, const json_t *json, const struct reply *reply, int64_t order,
                            json_t **out_marked, const char **out_problem)
{
    const json_t *publish = json_object_get(json, "publish");
    struct idea_change change = {.reply = reply->status != ANSWER_STATUS_COUNT ? reply : NULL,
                                 .title = json_text_at(json, "title"),
                                 .text = json_text_at(json, "text"),
                                 .who = reply->who,
                                 .base = reply->base,
                                 .out_marked = json_true_at(json, "unmarked") ? out_marked : NULL};
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
    int64_t base = 0;
    json_t *marked = NULL;
    const char *problem = NULL;
    if (!call_json(call, &json) || !read_reply(call, json, &reply, &order, &base)) return;
    if (!log_change(service, call, "idea.change", order)) return;
    enum err err = change_idea(service->registry, json, &reply, order, &marked, &problem);
    if (marked != NULL) {
        static const char why[] = "Something in it is marked. Leave \"unmarked\" out to show it all the same.";
        call_answer(call, MHD_HTTP_CONFLICT,
                    json_pack("{s:{s:s, s:s}, s:o}", "error", "code", ANSWERS_MARKED, "message", why, "marked", marked));
        return;
    }
    answer_change(service, call, order, err, problem);
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
        call_number(call, "before_s", &wanted.before_s) != ERR_OK ||
        call_number(call, "entry", &wanted.entry) != ERR_OK) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request",
                    "\"before\", \"entry\", \"from_s\" and \"before_s\" are numbers, \"limit\" one from 1 to 500.");
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
        {"GET", "/v1/session/ways", ROUTE_OPEN, route_session_ways},
        {"GET", "/oidc", ROUTE_OPEN, route_session_oidc}, /* a browser, from the proxy only */
        {"GET", "/oidc/again", ROUTE_OPEN, route_session_oidc_again},
        {"DELETE", "/v1/session", ROUTE_HALF, route_session_end},
        {"POST", "/v1/session/code", ROUTE_HALF, route_session_code},
        {"POST", "/v1/session/password", ROUTE_EDITOR, route_session_password},
        {"GET", "/v1/session/mail", ROUTE_EDITOR, route_session_mail},
        {"POST", "/v1/session/mail", ROUTE_EDITOR_PROVED, route_session_set_mail},
        {"POST", "/v1/session/proof", ROUTE_EDITOR, route_session_proof},
        {"POST", "/v1/session/totp", ROUTE_HALF, route_session_totp},
        {"GET", "/v1/session/all", ROUTE_EDITOR, route_session_all},
        {"POST", "/v1/session/end", ROUTE_EDITOR, route_sessions_end},
        {"POST", "/v1/welcome", ROUTE_SIGN_IN, route_welcome},
        {"POST", "/v1/welcome/look", ROUTE_SIGN_IN, route_welcome_look},
        {"GET", "/v1/staff/site", ROUTE_EDITOR, route_staff_site},
        {"GET", "/v1/staff/facts", ROUTE_SECRETARIAT, route_staff_facts},
        {"PUT", "/v1/staff/facts", ROUTE_SECRETARIAT, route_staff_change_facts},
        {"POST", "/v1/staff/content", ROUTE_ADMINISTRATOR, route_staff_begin_content},
        {"GET", "/v1/staff/users", ROUTE_ADMINISTRATOR, route_staff_users},
        {"POST", "/v1/staff/users", ROUTE_ADMINISTRATOR_PROVED, route_staff_user},
        {"POST", "/v1/staff/invitations", ROUTE_ADMINISTRATOR_PROVED, route_staff_invite},
        {"GET", "/v1/staff/entries", ROUTE_SECRETARIAT, staff_entries},
        {"POST", "/v1/staff/entries", ROUTE_SECRETARIAT, staff_answer},
        {"GET", "/v1/staff/ideas", ROUTE_SECRETARIAT, staff_ideas},
        {"POST", "/v1/staff/ideas", ROUTE_SECRETARIAT, staff_idea},
        {"GET", "/v1/staff/inbox", ROUTE_SECRETARIAT, route_inbox_counts},
        {"POST", "/v1/staff/inbox", ROUTE_SECRETARIAT, route_inbox_list},
        {"GET", "/v1/staff/inbox/", ROUTE_SECRETARIAT, route_inbox_entry},
        {"POST", "/v1/staff/inbox.csv", ROUTE_SECRETARIAT_PROVED, route_inbox_csv},
        {"POST", "/v1/staff/joins", ROUTE_SECRETARIAT, route_inbox_join},
        {"GET", "/v1/staff/seats", ROUTE_SECRETARIAT, route_seats},
        {"GET", "/v1/staff/seats/", ROUTE_SECRETARIAT, route_seats_one},
        {"POST", "/v1/staff/seats/", ROUTE_SECRETARIAT, route_seats_give},
        {"GET", "/v1/staff/meetings.ics", ROUTE_SECRETARIAT, route_meetings},
        {"GET", "/v1/staff/kiosks", ROUTE_SECRETARIAT, route_staff_kiosks},
        {"POST", "/v1/staff/kiosks", ROUTE_SECRETARIAT, route_staff_rename},
        {"POST", "/v1/staff/kiosks/look", ROUTE_SECRETARIAT, route_staff_ask_look},
        {"POST", "/v1/staff/kiosks/identity", ROUTE_ADMINISTRATOR_PROVED, route_staff_identity},
        {"POST", "/v1/staff/kiosks/invite", ROUTE_ADMINISTRATOR, route_kiosk_invite},
        {"GET", "/v1/staff/newcomers", ROUTE_SECRETARIAT, route_staff_newcomers},
        {"POST", "/v1/staff/newcomers", ROUTE_ADMINISTRATOR, route_staff_newcomer},
        {"GET", "/v1/staff/mail", ROUTE_SECRETARIAT, route_staff_mail},
        {"POST", "/v1/staff/mail", ROUTE_SECRETARIAT, route_staff_mail_change},
        {"GET", "/v1/staff/alerts", ROUTE_SECRETARIAT, route_staff_alerts},
        {"GET", "/v1/staff/building", ROUTE_SECRETARIAT, route_staff_building},
        {"PUT", "/v1/staff/building", ROUTE_SECRETARIAT, route_staff_change_building},
        {"GET", "/v1/staff/looks/", ROUTE_SECRETARIAT, route_staff_look},
        {"GET", "/v1/staff/networks", ROUTE_EDITOR, route_staff_networks},
        {"POST", "/v1/staff/networks", ROUTE_SECRETARIAT, route_staff_new_network},
        {"GET", "/v1/staff/networks/", ROUTE_EDITOR, route_staff_network},
        {"PUT", "/v1/staff/networks/", ROUTE_EDITOR, route_staff_save_network},
        {"POST", "/v1/staff/networks/", ROUTE_EDITOR, route_staff_change_network},
        {"GET", "/v1/staff/versions/", ROUTE_EDITOR, route_staff_versions},
        {"GET", "/v1/staff/pages", ROUTE_SECRETARIAT, route_staff_pages},
        {"POST", "/v1/staff/pages", ROUTE_SECRETARIAT, route_staff_new_page},
        {"PUT", "/v1/staff/pages", ROUTE_SECRETARIAT, route_staff_order_pages},
        {"GET", "/v1/staff/pages/", ROUTE_SECRETARIAT, route_staff_page},
        {"PUT", "/v1/staff/pages/", ROUTE_SECRETARIAT, route_staff_save_page},
        {"POST", "/v1/staff/pages/", ROUTE_SECRETARIAT, route_staff_change_page},
        {"GET", "/v1/staff/page-versions/", ROUTE_SECRETARIAT, route_staff_page_versions},
        {"POST", "/v1/staff/pictures", ROUTE_EDITOR, route_staff_new_picture},
        {"GET", "/v1/staff/pictures/", ROUTE_EDITOR, route_staff_picture},
        {"POST", "/v1/staff/preview", ROUTE_EDITOR, route_staff_preview},
        {"GET", "/v1/staff/numbers", ROUTE_SECRETARIAT, route_staff_numbers},
        {"GET", "/v1/staff/log", ROUTE_ADMINISTRATOR, staff_log},
        {"POST", "/v1/staff/privacy/search", ROUTE_SECRETARIAT, route_privacy_search},
        {"POST", "/v1/staff/privacy/export", ROUTE_SECRETARIAT_PROVED, route_privacy_export},
        {"POST", "/v1/staff/privacy/correct", ROUTE_SECRETARIAT, route_privacy_correct},
        {"POST", "/v1/staff/privacy/erase", ROUTE_SECRETARIAT_PROVED, route_privacy_erase},
        {"POST", "/v1/staff/privacy/refuse", ROUTE_SECRETARIAT, route_privacy_refuse},
        {"GET", "/v1/staff/privacy/proofs", ROUTE_SECRETARIAT, route_privacy_proofs},
        {"GET", "/v1/staff/privacy/retention", ROUTE_SECRETARIAT, route_privacy_retention},
        {"POST", "/v1/staff/privacy/holds", ROUTE_SECRETARIAT, route_privacy_hold},
        {"GET", "/v1/staff/notices", ROUTE_SECRETARIAT, route_notices},
        {"POST", "/v1/staff/notices", ROUTE_ADMINISTRATOR, route_notice_publish},
    };
    *out_count = sizeof(routes) / sizeof(routes[0]);
    return routes;
}
