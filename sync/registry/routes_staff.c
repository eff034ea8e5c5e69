/* The routes for staff: signing in and out, and what citizens said. */
#include <microhttpd.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/answers.h"
#include "sync/registry/ideas.h"
#include "sync/registry/ledger.h"
#include "sync/registry/routes.h"
#include "sync/registry/users.h"

#define SESSION_COOKIE "forhal_session"

static void set_cookie(struct call *call, const char *token, int seconds)
{
    char value[CALL_HEADER_BYTES_MAX];
    /* Without a proxy it is plain HTTP on this machine, where a Secure cookie would not come back. */
    snprintf(value, sizeof(value), SESSION_COOKIE "=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s", token,
             seconds, call->secure ? "; Secure" : "");
    call_add_header(call, MHD_HTTP_HEADER_SET_COOKIE, value);
    sodium_memzero(value, sizeof(value));
}

struct sign_in {
    const char *name;
    const char *password;
    char name_key[USER_NAME_BYTES_MAX + ADDRESS_TEXT_BYTES + 2]; /* name and peer */
    char peer_key[ADDRESS_TEXT_BYTES];
};

/* False when a member is missing or cannot be right anyway. */
static bool sign_in_read(struct sign_in *out, const struct call *call, const json_t *json)
{
    out->name = json_text_at(json, "name");
    out->password = json_text_at(json, "password");
    if (out->name == NULL || out->password == NULL) return false;
    call_peer(call, out->peer_key);
    snprintf(out->name_key, sizeof(out->name_key), "%s %.*s", out->peer_key, USER_NAME_BYTES_MAX, out->name);
    return true;
}

static void session_post(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    struct sign_in sign_in;
    if (!call_json(call, &json)) return;
    if (!sign_in_read(&sign_in, call, json)) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "Signing in needs \"name\" and \"password\".");
        return;
    }
    int64_t now_ms = clock_monotonic_ms(&service->registry->clock);
    int64_t wait_ms = throttle_wait_ms(service->sign_in_of_name, sign_in.name_key, now_ms);
    int64_t peer_wait_ms = throttle_wait_ms(service->sign_in_of_peer, sign_in.peer_key, now_ms);
    if (wait_ms > 0 || peer_wait_ms > 0) {
        call_slow_down(call, wait_ms > peer_wait_ms ? wait_ms : peer_wait_ms);
        return;
    }
    char token[SESSION_TOKEN_TEXT_BYTES];
    enum err err = session_begin(service->registry, sign_in.name, sign_in.password, token);
    if (err == ERR_REFUSED) {
        throttle_failed(service->sign_in_of_name, sign_in.name_key, now_ms);
        throttle_failed(service->sign_in_of_peer, sign_in.peer_key, now_ms);
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "wrong_sign_in", "The name or the password is wrong.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        throttle_forgive(service->sign_in_of_name, sign_in.name_key);
        set_cookie(call, token, SESSION_SECONDS);
        call_answer(call, MHD_HTTP_OK, json_pack("{s:s}", "name", sign_in.name));
        sodium_memzero(token, sizeof(token));
    }
}

static void session_delete(struct service *service, struct call *call)
{
    const char *token = call_cookie(call, SESSION_COOKIE);
    enum err err = token != NULL ? session_end(service->registry, token) : ERR_OK;
    if (err != ERR_OK) {
        service_failed(service, call, err);
        return;
    }
    set_cookie(call, "", 0);
    call_answer(call, MHD_HTTP_OK, json_object());
}

/* On false the call has been answered. */
static bool find_user(struct service *service, struct call *call)
{
    char name[USER_NAME_BYTES_MAX + 1];
    const char *token = call_cookie(call, SESSION_COOKIE);
    enum err err = token != NULL ? session_find(service->registry, token, name) : ERR_REFUSED;
    if (err == ERR_OK) return true;
    if (err == ERR_REFUSED) {
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "sign_in_needed", "Sign in first.");
    } else {
        service_failed(service, call, err);
    }
    return false;
}

bool service_user(struct service *service, struct call *call)
{
    return find_user(service, call);
}

static void staff_entries(struct service *service, struct call *call)
{
    if (!find_user(service, call)) return;
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
        return;
    }
    call_answer(call, MHD_HTTP_OK, json_pack("{s:o, s:b}", "entries", list, "more", more ? 1 : 0));
}

/* ---- ideas and answers ---- */

static void staff_ideas(struct service *service, struct call *call)
{
    json_t *list = NULL;
    if (!find_user(service, call)) return;
    enum err err = ideas_list(service->registry, &list);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:o}", "ideas", list));
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
    if (!find_user(service, call) || !call_json(call, &json) || !read_reply(call, json, &reply, &order)) return;
    enum err err = ERR_INVALID;
    if (reply.status == ANSWER_STATUS_COUNT) {
        problem = "\"status\" is missing";
    } else {
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
    if (!find_user(service, call) || !call_json(call, &json) || !read_reply(call, json, &reply, &order)) return;
    enum err err = change_idea(service->registry, json, &reply, order, &problem);
    answer_change(service, call, err, problem);
}

const struct route *routes_staff(size_t *out_count)
{
    static const struct route routes[] = {
        {"POST", "/v1/session", session_post},           {"DELETE", "/v1/session", session_delete},
        {"GET", "/v1/staff/entries", staff_entries},     {"POST", "/v1/staff/entries", staff_answer},
        {"GET", "/v1/staff/ideas", staff_ideas},         {"POST", "/v1/staff/ideas", staff_idea},
        {"GET", "/v1/staff/kiosks", route_staff_kiosks}, {"POST", "/v1/staff/kiosks/look", route_staff_ask_look},
        {"GET", "/v1/staff/looks/", route_staff_look},
    };
    *out_count = sizeof(routes) / sizeof(routes[0]);
    return routes;
}
