/* The routes by which staff sign in with the municipality's accounts; oidc.h. Listed in routes_staff.c. */
#include <microhttpd.h>
#include <string.h>

#include "sync/registry/server/gate.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/staff/oidc.h"
#include "sync/registry/staff/staff_log.h"

#define SECRET_HEADER "X-Forhal-Proxy-Secret"

/* Which ways there are, for the page that asks. */
void route_session_ways(struct service *service, struct call *call)
{
    const struct settings *settings = service->settings;
    call_answer(
        call, MHD_HTTP_OK,
        json_pack("{s:b, s:b}", "password", (int)settings->oidc.local_sign_in, "oidc", (int)settings->oidc.enabled));
}

static bool is_from_proxy(struct service *service, const struct call *call)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(call->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info != NULL && oidc_is_proxy(service->settings, info->client_addr, call_header(call, SECRET_HEADER));
}

/* The staff page says it in words. */
static void send_to_page(struct call *call, const char *where)
{
    call_add_header(call, MHD_HTTP_HEADER_LOCATION, where);
    call_answer(call, MHD_HTTP_SEE_OTHER, json_object());
}

static void send_refused(struct call *call, enum oidc_outcome outcome)
{
    switch (outcome) {
    case OIDC_LOCAL_NAME: send_to_page(call, "staff/sign-in?oidc=local_name"); return;
    case OIDC_DISABLED: send_to_page(call, "staff/sign-in?oidc=disabled"); return;
    case OIDC_BAD_NAME: send_to_page(call, "staff/sign-in?oidc=bad_name"); return;
    default: send_to_page(call, "staff/sign-in?oidc=no_role"); return;
    }
}

static enum err begin(struct service *service, struct call *call, const char *name)
{
    char token[SESSION_TOKEN_TEXT_BYTES];
    /* Whole: the second factor is the provider's. */
    enum err err = session_begin(service->registry, name, false, token, &call->session);
    if (err == ERR_OK) err = staff_log_add(service->registry, name, "session.begin", "oidc");
    if (err == ERR_OK) {
        gate_set_cookie(call, token);
        send_to_page(call, "staff");
    }
    sodium_memzero(token, sizeof(token));
    return err;
}

/* Somebody's browser comes here when the provider is done; nobody else than the proxy can ask in its name. */
void route_session_oidc(struct service *service, struct call *call)
{
    const struct settings *settings = service->settings;
    enum oidc_outcome outcome = OIDC_NO_ROLE;
    if (!is_from_proxy(service, call)) {
        call_refuse(call, MHD_HTTP_FORBIDDEN, "oidc_off",
                    "The municipality's accounts are not in use here, or this did not come by their proxy.");
        return;
    }
    char name[USER_NAME_BYTES_MAX + 1] = "";
    const char *account = call_header(call, settings->oidc.user_header);
    const char *groups = call_header(call, settings->oidc.groups_header);
    enum err err = oidc_sign_in(service->registry, settings, account, groups, name, &outcome);
    if (err == ERR_OK && outcome != OIDC_SIGNED_IN) {
        err = refusals_note(&service->refusals, service->registry, account, REFUSAL_OIDC);
        if (err == ERR_OK) {
            send_refused(call, outcome);
            return;
        }
    }
    if (err == ERR_OK) err = begin(service, call, name);
    if (err != ERR_OK) service_failed(service, call, err);
}
