/* The routes by which administrators look after users, by which users see where they are signed in, and by which an
 * invitation says whom it is for. Listed in routes_staff.c. */
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/staff/invitations.h"
#include "sync/registry/staff/totp.h"

/* ---- users ---- */

void route_staff_users(struct service *service, struct call *call)
{
    json_t *users = NULL;
    json_t *invitations = NULL;
    enum err err = user_list(service->registry, &users);
    if (err == ERR_OK) err = invitation_list(service->registry, &invitations);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:o, s:o}", "users", users, "invitations", invitations));
        return;
    }
    json_decref(users);
    service_failed(service, call, err);
}

/* ["a","b"] as "a,b". False: something else, or too much. Nothing at all is no network. */
static bool read_networks(const json_t *json, char out[USER_NETWORKS_BYTES_MAX + 1])
{
    const json_t *list = json_object_get(json, "networks");
    size_t length = 0;
    out[0] = '\0';
    if (list != NULL && !json_is_array(list)) return false;
    for (size_t at = 0; at < json_array_size(list); at++) {
        const char *id = json_string_value(json_array_get(list, at));
        if (id == NULL || id[0] == '\0' || strchr(id, ',') != NULL) return false;
        size_t bytes = strlen(id) + (length > 0 ? 1 : 0);
        if (length + bytes > USER_NETWORKS_BYTES_MAX) return false;
        snprintf(out + length, USER_NETWORKS_BYTES_MAX + 1 - length, "%s%s", length > 0 ? "," : "", id);
        length += bytes;
    }
    return user_networks_are_good(out);
}

/* "role" and "networks", which are an editor's alone. On false the call has been answered. */
static bool read_role(struct call *call, const json_t *json, enum role *out_role,
                      char out_networks[USER_NETWORKS_BYTES_MAX + 1])
{
    *out_role = role_from_name(json_text_at(json, "role"));
    if (*out_role != ROLE_COUNT && read_networks(json, out_networks) &&
        (out_networks[0] == '\0' || *out_role == ROLE_EDITOR)) {
        return true;
    }
    call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request",
                "It needs \"role\", and, for an editor alone, \"networks\", a list of ids.");
    return false;
}

static void answer_invitation(struct service *service, struct call *call, const struct invitation *invitation)
{
    char token[SESSION_TOKEN_TEXT_BYTES];
    char link[sizeof(WELCOME_PATH) + SESSION_TOKEN_TEXT_BYTES];
    enum err err = invitation_make(service->registry, invitation, token);
    if (err == ERR_CONFLICT) {
        call_refuse(call, MHD_HTTP_CONFLICT, "name_taken", "Somebody is called that already.");
    } else if (err == ERR_FULL) {
        call_refuse(call, MHD_HTTP_CONFLICT, "too_many", "Too many invitations are open: withdraw one first.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        snprintf(link, sizeof(link), WELCOME_PATH "#%s", token);
        call_answer(call, MHD_HTTP_OK, json_pack("{s:s, s:i}", "link", link, "days", (int)INVITATION_DAYS));
    }
    sodium_memzero(token, sizeof(token));
    sodium_memzero(link, sizeof(link));
}

/* {"name","role","networks"?}; again for the same name makes a new link, and the one before is over. */
void route_staff_invite(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    struct invitation invitation = {.role = ROLE_COUNT};
    if (!call_json(call, &json)) return;
    const char *name = json_text_at(json, "name");
    if (name == NULL || !user_name_is_good(name)) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_name", "A name has 1 to 64 bytes and begins with no bracket.");
        return;
    }
    if (!read_role(call, json, &invitation.role, invitation.networks)) return;
    snprintf(invitation.name, sizeof(invitation.name), "%s", name);
    if (service_log(service, call, "user.invite", name)) answer_invitation(service, call, &invitation);
}

/* One of what can be done to a user. */
struct user_deed {
    const char *name;   /* in "do" */
    const char *logged; /* in the staff log */
    bool to_oneself;    /* may an administrator do it to herself? What would lock the last one out may not. */
};

static const struct user_deed deeds[] = {
    {"role", "user.role", false},        {"disable", "user.disable", false},  {"enable", "user.enable", false},
    {"reset", "user.totp_reset", false}, {"withdraw", "user.uninvite", true},
};

static const struct user_deed *deed_named(const char *name)
{
    for (size_t at = 0; name != NULL && at < sizeof(deeds) / sizeof(deeds[0]); at++) {
        if (strcmp(deeds[at].name, name) == 0) return &deeds[at];
    }
    return NULL;
}

static enum err do_deed(struct registry *registry, const struct user_deed *deed, const char *name, enum role role,
                        const char *networks)
{
    switch (deed->name[0]) {
    case 'd': return user_set_disabled(registry, name, true);
    case 'e': return user_set_disabled(registry, name, false);
    case 'w': return invitation_withdraw(registry, name);
    default: break;
    }
    if (strcmp(deed->name, "reset") == 0) return totp_reset(registry, name);
    return user_set_role(registry, name, role, networks);
}

/* {"name","do","role"?,"networks"?} */
void route_staff_user(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    enum role role = ROLE_COUNT;
    char networks[USER_NETWORKS_BYTES_MAX + 1] = "";
    if (!call_json(call, &json)) return;
    const char *name = json_text_at(json, "name");
    const struct user_deed *deed = deed_named(json_text_at(json, "do"));
    if (name == NULL || deed == NULL) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request",
                    "It needs \"name\", and \"do\": role, disable, enable, reset or withdraw.");
        return;
    }
    if (!deed->to_oneself && strcmp(name, call->session.user.name) == 0) {
        call_refuse(call, MHD_HTTP_CONFLICT, "yourself", "Ask another administrator to do this to you.");
        return;
    }
    if (strcmp(deed->name, "role") == 0 && !read_role(call, json, &role, networks)) return;
    if (!service_log(service, call, deed->logged, name)) return;
    enum err err = do_deed(service->registry, deed, name, role, networks);
    if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is nobody called that.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK, json_object());
    }
}

/* ---- where one is signed in ---- */

void route_session_all(struct service *service, struct call *call)
{
    json_t *list = NULL;
    enum err err = sessions_of(service->registry, &call->session, &list);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:o}", "sessions", list));
    } else {
        service_failed(service, call, err);
    }
}

/* {"id"} ends that one, {} all but this. */
void route_sessions_end(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json)) return;
    const char *id = json_text_at(json, "id");
    if (!json_is_object(json) || (id == NULL && json_object_size(json) > 0)) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"id\", or nothing for all the others.");
        return;
    }
    const char *name = call->session.user.name;
    if (!service_log(service, call, "session.others_end", id != NULL ? "one" : "all")) return;
    enum err err = id != NULL ? session_end_one(service->registry, name, id)
                              : sessions_end_of(service->registry, name, &call->session);
    if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "It has ended already.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK, json_object());
    }
}

/* ---- whom an invitation is for ---- */

/* {"token"}: nothing is used up. Guessing is slowed down as with POST /v1/welcome. */
void route_welcome_look(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    struct invitation invitation;
    char peer[ADDRESS_TEXT_BYTES];
    if (!call_json(call, &json)) return;
    const char *token = json_text_at(json, "token");
    if (token == NULL) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"token\".");
        return;
    }
    call_peer(call, peer);
    int64_t now_ms = clock_monotonic_ms(&service->registry->clock);
    int64_t wait_ms = throttle_wait_ms(service->sign_in_of_peer, peer, now_ms);
    if (wait_ms > 0) {
        call_slow_down(call, wait_ms);
        return;
    }
    enum err err = invitation_find(service->registry, token, &invitation);
    if (err == ERR_REFUSED) {
        throttle_failed(service->sign_in_of_peer, peer, now_ms);
        err = refusals_note(&service->refusals, service->registry, NULL, REFUSAL_INVITATION);
        if (err == ERR_OK) {
            call_refuse(call, MHD_HTTP_FORBIDDEN, "invitation_unknown", "This link was used before, or it is too old.");
            return;
        }
    }
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK,
                    json_pack("{s:s, s:s}", "name", invitation.name, "role", role_name(invitation.role)));
    }
}
