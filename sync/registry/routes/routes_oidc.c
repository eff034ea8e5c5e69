/* The routes by which staff sign in with the municipality's accounts; oidc.h. Listed in routes_staff.c. */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/registry/server/gate.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/staff/oidc.h"
#include "sync/registry/staff/session_proof.h"
#include "sync/registry/staff/staff_deed.h"
#include "sync/registry/staff/staff_log.h"

#define SECRET_HEADER "X-Forhal-Proxy-Secret"
#define ASKED_HEADER  "X-Forhal-Auth-Time" /* when the provider asked last: the claim auth_time, in seconds */

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

/* `root` leads from this address to the top. */
static void send_refused(struct call *call, const char *root, enum oidc_outcome outcome)
{
    char where[64];
    const char *why = "no_role";
    if (outcome == OIDC_LOCAL_NAME) why = "local_name";
    if (outcome == OIDC_DISABLED) why = "disabled";
    if (outcome == OIDC_BAD_NAME) why = "bad_name";
    snprintf(where, sizeof(where), "%sstaff/sign-in?oidc=%s", root, why);
    send_to_page(call, where);
}

/* When the provider last asked who it is; 0: it does not say so. Its clock may be a little ahead: then it was now. One
 * that is further ahead would prove something later, when nobody asks. */
static int64_t asked_at(const struct call *call, int64_t now_s)
{
    enum { AHEAD_S = 60 };
    const char *text = call_header(call, ASKED_HEADER);
    size_t digits = text != NULL ? strspn(text, "0123456789") : 0;
    int64_t at_s = digits > 0 && digits < 12 && text[digits] == '\0' ? strtoll(text, NULL, 10) : 0;
    if (at_s > now_s + AHEAD_S) return 0;
    return at_s > now_s ? now_s : at_s;
}

/* A session, a part of a deed. */
static enum err begin(struct service *service, struct call *call, const char *name,
                      char token[SESSION_TOKEN_TEXT_BYTES])
{
    /* Whole: the second factor is the provider's. */
    enum err err = session_begin(service->registry, name, false, token, &call->session);
    if (err == ERR_OK) {
        int64_t asked_s = asked_at(call, clock_wall_s(&service->registry->clock));
        err = session_prove(service->registry, &call->session, asked_s);
    }
    return err == ERR_OK ? staff_log_add(service->registry, name, "session.begin", "oidc") : err;
}

/* Who it is that the proxy names, and its session: all of it or nothing. */
static enum err let_in(struct service *service, struct call *call, const char *account,
                       char token[SESSION_TOKEN_TEXT_BYTES], enum oidc_outcome *out)
{
    const struct settings *settings = service->settings;
    char name[USER_NAME_BYTES_MAX + 1] = "";
    const char *groups = call_header(call, settings->oidc.groups_header);
    enum err err = staff_deed_begin(service->registry);
    if (err != ERR_OK) return err;
    err = oidc_sign_in(service->registry, settings, account, groups, name, out);
    if (err == ERR_OK && *out == OIDC_SIGNED_IN) err = begin(service, call, name, token);
    return staff_deed_end(service->registry, err);
}

/* Somebody's browser comes here when the provider is done; nobody else than the proxy can ask in its name. */
static void sign_in(struct service *service, struct call *call, const char *root, const char *where)
{
    const struct settings *settings = service->settings;
    enum oidc_outcome outcome = OIDC_NO_ROLE;
    if (!is_from_proxy(service, call)) {
        call_refuse(call, MHD_HTTP_FORBIDDEN, "oidc_off",
                    "The municipality's accounts are not in use here, or this did not come by their proxy.");
        return;
    }
    char token[SESSION_TOKEN_TEXT_BYTES] = "";
    const char *account = call_header(call, settings->oidc.user_header);
    enum err err = let_in(service, call, account, token, &outcome);
    bool refused = err == ERR_OK && outcome != OIDC_SIGNED_IN;
    if (refused) err = refusals_note(&service->refusals, service->registry, account, REFUSAL_OIDC);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (refused) {
        send_refused(call, root, outcome);
    } else {
        gate_set_cookie(call, token);
        send_to_page(call, where);
    }
    sodium_memzero(token, sizeof(token));
}

void route_session_oidc(struct service *service, struct call *call)
{
    sign_in(service, call, "", "staff");
}

/* The same after the provider was made to ask anew, in a window of its own: session_proof.h. */
void route_session_oidc_again(struct service *service, struct call *call)
{
    sign_in(service, call, "../", "../staff/account?proved=1");
}
