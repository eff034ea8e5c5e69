#include "sync/registry/server/gate.h"

#include <microhttpd.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/registry/staff/session_proof.h"
#include "sync/registry/staff/staff_log.h"

static const char *cookie_name(const struct call *call)
{
    return call->secure ? "__Host-forhal_session" : "forhal_session";
}

void gate_set_cookie(struct call *call, const char *token)
{
    char value[CALL_HEADER_BYTES_MAX];
    /* Without TLS it is plain HTTP on this machine, where a Secure cookie would not come back. */
    snprintf(value, sizeof(value), "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s", cookie_name(call), token,
             token[0] != '\0' ? (int)SESSION_SECONDS : 0, call->secure ? "; Secure" : "");
    call_add_header(call, MHD_HTTP_HEADER_SET_COOKIE, value);
    sodium_memzero(value, sizeof(value));
}

/* Only looks, and so may come from a link. */
static bool only_looks(const struct call *call)
{
    return strcmp(call->method, MHD_HTTP_METHOD_GET) == 0 || strcmp(call->method, MHD_HTTP_METHOD_HEAD) == 0;
}

/* Every present browser says where a request was made; what is no browser does not say it. */
static bool from_another_site(const struct call *call)
{
    const char *site = call_header(call, "Sec-Fetch-Site");
    return site != NULL && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
}

static bool has_csrf_token(const struct call *call)
{
    const char *token = call_header(call, GATE_CSRF_HEADER);
    size_t length = strlen(call->session.csrf);
    return token != NULL && strlen(token) == length && sodium_memcmp(token, call->session.csrf, length) == 0;
}

static bool find_session(struct service *service, struct call *call)
{
    char renewed[SESSION_TOKEN_TEXT_BYTES];
    const char *token = call_cookie(call, cookie_name(call));
    enum err err = token != NULL ? session_find(service->registry, token, &call->session, renewed) : ERR_REFUSED;
    if (err == ERR_REFUSED) {
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "sign_in_needed", "Sign in first.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (renewed[0] != '\0') {
        gate_set_cookie(call, renewed);
        sodium_memzero(renewed, sizeof(renewed));
    }
    return err == ERR_OK;
}

/* The least role that `who` lets in. */
static enum role least_role(enum route_who who)
{
    switch (who) {
    case ROUTE_HALF:
    case ROUTE_EDITOR:
    case ROUTE_EDITOR_PROVED: return ROLE_EDITOR;
    case ROUTE_SECRETARIAT:
    case ROUTE_SECRETARIAT_PROVED: return ROLE_SECRETARIAT;
    case ROUTE_ADMINISTRATOR:
    case ROUTE_ADMINISTRATOR_PROVED: return ROLE_ADMINISTRATOR;
    default: return ROLE_COUNT; /* nobody's */
    }
}

bool gate_proved(struct service *service, struct call *call)
{
    if (session_is_proved(&call->session, clock_wall_s(&service->registry->clock))) return true;
    call_refuse(call, MHD_HTTP_FORBIDDEN, "proof_needed", "Show again who you are: see POST /v1/session/proof.");
    return false;
}

/* Is what it does so grave that somebody who sits down at another's open page must not do it? */
static bool is_grave(enum route_who who)
{
    return who == ROUTE_EDITOR_PROVED || who == ROUTE_SECRETARIAT_PROVED || who == ROUTE_ADMINISTRATOR_PROVED;
}

static bool lets_staff(struct service *service, struct call *call)
{
    if (!find_session(service, call)) return false;
    if (call->session.half && call->route->who != ROUTE_HALF) {
        call_refuse(call, MHD_HTTP_FORBIDDEN, "second_factor_needed", "Give the second factor first.");
    } else if (call->session.user.role < least_role(call->route->who)) {
        call_refuse(call, MHD_HTTP_FORBIDDEN, "not_allowed", "Your role does not allow this.");
    } else if (!only_looks(call) && !has_csrf_token(call)) {
        call_refuse(call, MHD_HTTP_FORBIDDEN, "csrf",
                    "This needs the session's token in the header " GATE_CSRF_HEADER ": see GET /v1/session.");
    } else {
        return !is_grave(call->route->who) || gate_proved(service, call);
    }
    return false;
}

bool gate_lets(struct service *service, struct call *call)
{
    enum route_who who = call->route->who;
    if (who == ROUTE_OPEN || who == ROUTE_KIOSK) return true;
    if (!only_looks(call) && from_another_site(call)) {
        call_refuse(call, MHD_HTTP_FORBIDDEN, "cross_site", "This came from another site's page.");
        return false;
    }
    return who == ROUTE_SIGN_IN || lets_staff(service, call);
}

bool service_log(struct service *service, struct call *call, const char *what, const char *target)
{
    enum err err = staff_log_add(service->registry, call->session.user.name, what, target);
    if (err != ERR_OK) service_failed(service, call, err);
    return err == ERR_OK;
}

bool service_log_entries(struct service *service, struct call *call, const char *what, const char *target,
                         int64_t *entries, size_t count)
{
    enum err err = db_begin(service->registry->db);
    if (err == ERR_OK) {
        err = staff_log_add_entries(service->registry, call->session.user.name, what, target, entries, count);
    }
    if (err == ERR_OK) err = db_commit(service->registry->db);
    db_rollback(service->registry->db);
    if (err != ERR_OK) service_failed(service, call, err);
    return err == ERR_OK;
}
