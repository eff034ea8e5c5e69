/* The routes by which staff sign in, with both factors, and set them up. Listed in routes_staff.c. */
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/server/gate.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/staff/invitations.h"
#include "sync/registry/staff/known_passwords.h"
#include "sync/registry/staff/session_proof.h"
#include "sync/registry/staff/staff_deed.h"
#include "sync/registry/staff/staff_log.h"
#include "sync/registry/staff/totp.h"

struct sign_in {
    const char *name;
    const char *password;
    char name_key[USER_NAME_BYTES_MAX + ADDRESS_TEXT_BYTES + 2]; /* name and peer */
    char peer_key[ADDRESS_TEXT_BYTES];
};

/* ---- what a session looks like ---- */

/* What a half one still needs; NULL: nothing. */
static const char *session_needs(const struct session *session)
{
    if (!session->half) return NULL;
    return session->user.has_second_factor ? "code" : "set_up";
}

static enum err session_json(struct registry *registry, const struct session *session, json_t **out)
{
    int64_t recovery = 0;
    json_t *networks = NULL;
    enum err err = recovery_left(registry, session->user.name, &recovery);
    if (err == ERR_OK) err = user_networks(registry, session->user.name, &networks);
    if (err != ERR_OK) return err;
    *out = json_pack("{s:s, s:s, s:s, s:b, s:s, s:I, s:o}", "name", session->user.name, "role",
                     role_name(session->user.role), "csrf", session->csrf, "second_factor",
                     (int)session->user.has_second_factor, "proof", proof_way_name(session_proof_way(session)),
                     "recovery_left", (json_int_t)recovery, "networks", networks);
    const char *needs = session_needs(session);
    if (*out == NULL) return ERR_NOMEM;
    return needs == NULL || json_object_set_new(*out, "needs", json_string(needs)) == 0 ? ERR_OK : ERR_NOMEM;
}

/* Answers with the session, and a member more, which is taken over, or NULL. */
static void answer_session(struct service *service, struct call *call, const struct session *session, const char *key,
                           json_t *more)
{
    AUTO(json_auto) json_t *json = NULL;
    enum err err = session_json(service->registry, session, &json);
    if (more != NULL && (err != ERR_OK || json_object_set(json, key, more) != 0)) err = ERR_NOMEM;
    json_decref(more);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_incref(json));
    } else {
        service_failed(service, call, err);
    }
}

/* Must the second factor come before anything else? A demo's user needs none on a desk (users.h). */
static bool begins_half(const struct call *call, const struct user *user)
{
    if (user->has_second_factor) return true;
    if (user->password_only && !call->secure) return false;
    return role_needs_second_factor(user->role);
}

/* A session for who has just given the password; a part of a deed. */
static enum err begin_session(struct service *service, struct call *call, const char *name,
                              char token[SESSION_TOKEN_TEXT_BYTES])
{
    struct user user;
    enum err err = user_find(service->registry, name, &user);
    if (err == ERR_OK) err = session_begin(service->registry, name, begins_half(call, &user), token, &call->session);
    if (err == ERR_OK && !call->session.half) {
        err = staff_log_add(service->registry, name, "session.begin", "password");
    }
    return err;
}

static void let_in(struct service *service, struct call *call, const char *name)
{
    char token[SESSION_TOKEN_TEXT_BYTES] = "";
    enum err err = staff_deed_begin(service->registry);
    if (err == ERR_OK) err = staff_deed_end(service->registry, begin_session(service, call, name, token));
    if (err == ERR_OK) {
        gate_set_cookie(call, token);
        answer_session(service, call, &call->session, NULL, NULL);
    } else {
        service_failed(service, call, err);
    }
    sodium_memzero(token, sizeof(token));
}

/* ---- name and password ---- */

/* By what guessing is slowed down. */
static void sign_in_keys(struct sign_in *out, const struct call *call)
{
    call_peer(call, out->peer_key);
    snprintf(out->name_key, sizeof(out->name_key), "%s %.*s", out->peer_key, USER_NAME_BYTES_MAX, out->name);
}

/* False when a member is missing. */
static bool sign_in_read(struct sign_in *out, const struct call *call, const json_t *json)
{
    out->name = json_text_at(json, "name");
    out->password = json_text_at(json, "password");
    if (out->name == NULL || out->password == NULL) return false;
    sign_in_keys(out, call);
    return true;
}

/* A new password. On false the call has been answered. */
static bool password_may_be(struct call *call, const char *password, const char *name)
{
    if (!user_password_is_good(password)) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "weak_password", "A password has 12 to 256 characters.");
    } else if (password_is_known(password, name)) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "known_password", "This password is among those that are tried first.");
    } else {
        return true;
    }
    return false;
}

/* What cannot be noted is answered as a failure of ours. On false the call has been answered. */
static bool note_refusal(struct service *service, struct call *call, const char *typed, enum refusal refusal)
{
    enum err err = refusals_note(&service->refusals, service->registry, typed, refusal);
    if (err != ERR_OK) service_failed(service, call, err);
    return err == ERR_OK;
}

static void refuse_sign_in(struct service *service, struct call *call, const struct sign_in *sign_in)
{
    int64_t now_ms = clock_monotonic_ms(&service->registry->clock);
    throttle_failed(service->sign_in_of_name, sign_in->name_key, now_ms);
    throttle_failed(service->sign_in_of_peer, sign_in->peer_key, now_ms);
    if (!note_refusal(service, call, sign_in->name, REFUSAL_PASSWORD)) return;
    call_refuse(call, MHD_HTTP_UNAUTHORIZED, "wrong_sign_in", "The name or the password is wrong.");
}

/* Leaves the call to the queue of passwords.h. Without memory it is answered here. */
static struct password_job *begin_job(struct service *service, struct call *call, const char *password, bool make)
{
    struct password_job *job = NULL;
    enum err err = password_job_create(&job, password, make);
    if (err != ERR_OK) service_failed(service, call, err);
    if (err == ERR_OK) call_peer(call, job->queued.peer);
    call->job = job;
    return job;
}

static void check_sign_in(struct service *service, struct call *call, const struct sign_in *sign_in)
{
    char hash[PASSWORD_HASH_BYTES];
    int64_t now_ms = clock_monotonic_ms(&service->registry->clock);
    int64_t wait_ms = throttle_wait_ms(service->sign_in_of_name, sign_in->name_key, now_ms);
    int64_t peer_wait_ms = throttle_wait_ms(service->sign_in_of_peer, sign_in->peer_key, now_ms);
    if (wait_ms > 0 || peer_wait_ms > 0) {
        call_slow_down(call, wait_ms > peer_wait_ms ? wait_ms : peer_wait_ms);
        return;
    }
    if (strlen(sign_in->password) > USER_PASSWORD_BYTES_MAX) {
        refuse_sign_in(service, call, sign_in); /* nobody's, whatever the name */
        return;
    }
    enum err err = user_stored_password(service->registry, sign_in->name, hash);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        service_failed(service, call, err);
        return;
    }
    struct password_job *job = begin_job(service, call, sign_in->password, false);
    if (job != NULL) memcpy(job->hash, hash, sizeof(hash));
}

/* What came of the password, which may have been changed while it was being checked. ERR_REFUSED: it is wrong. Anything
 * else is no word about it. */
static enum err checked(struct service *service, const struct call *call, const char *name)
{
    char hash[PASSWORD_HASH_BYTES];
    if (call->job->err != ERR_OK) return call->job->err;
    enum err err = user_stored_password(service->registry, name, hash);
    if (err == ERR_NOT_FOUND) return ERR_REFUSED; /* disabled meanwhile */
    return err == ERR_OK && strcmp(hash, call->job->hash) != 0 ? ERR_REFUSED : err;
}

/* Of a failure of ours nobody is to be slowed down. */
static void refuse_checked(struct service *service, struct call *call, const struct sign_in *sign_in, enum err err)
{
    if (err == ERR_REFUSED) {
        refuse_sign_in(service, call, sign_in);
    } else {
        service_failed(service, call, err);
    }
}

/* Where the municipality's accounts are the only ones. */
static bool refused_as_off(const struct service *service, struct call *call)
{
    if (service->settings->oidc.local_sign_in) return false;
    call_refuse(call, MHD_HTTP_FORBIDDEN, "password_off", "Sign in with the municipality's account.");
    return true;
}

void route_session_begin(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    struct sign_in sign_in;
    if (refused_as_off(service, call) || !call_json(call, &json)) return;
    if (!sign_in_read(&sign_in, call, json)) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "Signing in needs \"name\" and \"password\".");
        return;
    }
    if (call->job == NULL) {
        check_sign_in(service, call, &sign_in);
        return;
    }
    enum err err = checked(service, call, sign_in.name);
    if (err == ERR_OK) {
        throttle_forgive(service->sign_in_of_name, sign_in.name_key);
        let_in(service, call, sign_in.name);
    } else {
        refuse_checked(service, call, &sign_in, err);
    }
}

void route_session(struct service *service, struct call *call)
{
    answer_session(service, call, &call->session, NULL, NULL);
}

void route_session_end(struct service *service, struct call *call)
{
    struct registry *registry = service->registry;
    enum err err = staff_deed_begin(registry);
    if (err == ERR_OK) {
        err = session_end(registry, &call->session);
        if (err == ERR_OK && !call->session.half) {
            err = staff_log_add(registry, call->session.user.name, "session.end", "");
        }
        err = staff_deed_end(registry, err);
    }
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        gate_set_cookie(call, "");
        call_answer(call, MHD_HTTP_OK, json_object());
    }
}

/* ---- another password ---- */

static void store_password(struct service *service, struct call *call, const char *name)
{
    struct registry *registry = service->registry;
    enum err err = call->job->err;
    if (err == ERR_OK) err = staff_deed_begin(registry);
    if (err == ERR_OK) {
        err = user_store_password(registry, name, call->job->hash, &call->session);
        if (err == ERR_OK) err = staff_log_add(registry, name, "user.password", name);
        err = staff_deed_end(registry, err);
    }
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_object());
    } else {
        service_failed(service, call, err);
    }
}

/* The present one fits: makes the new one. */
static void make_password(struct service *service, struct call *call, const struct sign_in *sign_in, const char *new)
{
    enum err err = checked(service, call, sign_in->name);
    if (err == ERR_OK) {
        password_job_destroy(call->job);
        begin_job(service, call, new, true);
    } else {
        refuse_checked(service, call, sign_in, err);
    }
}

/* {"password","new"}, in three steps: the present one is checked, the new one is made, and stored. */
void route_session_password(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    struct sign_in sign_in = {.name = call->session.user.name};
    if (!call_json(call, &json)) return;
    const char *new = json_text_at(json, "new");
    sign_in.password = json_text_at(json, "password");
    sign_in_keys(&sign_in, call);
    if (sign_in.password == NULL || new == NULL) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"password\", the present one, and \"new\".");
    } else if (call->job == NULL) {
        if (!password_may_be(call, new, sign_in.name)) return;
        check_sign_in(service, call, &sign_in);
    } else if (call->job->make) {
        store_password(service, call, sign_in.name);
    } else {
        make_password(service, call, &sign_in, new);
    }
}

/* ---- the second factor ---- */

/* On false the call has been answered. */
static bool may_try_code(struct service *service, struct call *call)
{
    int64_t wait_ms = throttle_wait_ms(service->second_of_name, call->session.user.name,
                                       clock_monotonic_ms(&service->registry->clock));
    if (wait_ms > 0) call_slow_down(call, wait_ms);
    return wait_ms <= 0;
}

/* A repeat is told apart in the log, and to nobody else: it may be somebody who looked over a shoulder. */
static void refuse_wrong_code(struct service *service, struct call *call, enum refusal refusal)
{
    const char *name = call->session.user.name;
    throttle_failed(service->second_of_name, name, clock_monotonic_ms(&service->registry->clock));
    if (!note_refusal(service, call, name, refusal)) return;
    call_refuse(call, MHD_HTTP_FORBIDDEN, "wrong_code", "The code is wrong, or it was used before.");
}

/* Says how a code was wrong. */
static void refuse_code(struct service *service, struct call *call, enum err err)
{
    if (err == ERR_REFUSED || err == ERR_INVALID || err == ERR_EXISTS) {
        refuse_wrong_code(service, call, err == ERR_EXISTS ? REFUSAL_REPEATED : REFUSAL_CODE);
    } else if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_CONFLICT, "set_up_needed", "Begin to set up the second factor first.");
    } else if (err == ERR_CONFLICT) {
        call_refuse(call, MHD_HTTP_CONFLICT, "has_second_factor", "The second factor is set up already.");
    } else {
        service_failed(service, call, err);
    }
}

/* The session is whole, under `token`, which is wiped: tells so, with a member more, which is taken over. */
static void answer_complete(struct service *service, struct call *call, char token[SESSION_TOKEN_TEXT_BYTES],
                            const char *key, json_t *more)
{
    throttle_forgive(service->second_of_name, call->session.user.name);
    call->headers_count = 0; /* a token that was rotated on the way in is over */
    gate_set_cookie(call, token);
    sodium_memzero(token, SESSION_TOKEN_TEXT_BYTES);
    answer_session(service, call, &call->session, key, more);
}

/* A code of the app or, where that is NULL, a recovery code. */
struct second {
    const char *code, *recovery;
};

static const char *second_name(const struct second *second)
{
    return second->code != NULL ? "code" : "recovery code";
}

/* A part of a deed. ERR_REFUSED, ERR_EXISTS or ERR_INVALID: it is wrong. */
static enum err take_second(struct registry *registry, const char *name, const struct second *second)
{
    return second->code != NULL ? totp_take(registry, name, second->code)
                                : recovery_take(registry, name, second->recovery);
}

static void refuse_second(struct service *service, struct call *call, const struct second *second, enum err err)
{
    if (second->recovery != NULL && err == ERR_REFUSED) {
        refuse_wrong_code(service, call, REFUSAL_RECOVERY);
    } else {
        refuse_code(service, call, err);
    }
}

/* Makes the session whole; *out_taken: the code is right. */
static enum err complete(struct registry *registry, struct session *session, const struct second *second,
                         char token[SESSION_TOKEN_TEXT_BYTES], bool *out_taken)
{
    const char *name = session->user.name;
    enum err err = staff_deed_begin(registry);
    if (err != ERR_OK) return err;
    err = take_second(registry, name, second);
    *out_taken = err == ERR_OK;
    if (err == ERR_OK) err = session_complete(registry, session, token);
    if (err == ERR_OK) err = staff_log_add(registry, name, "session.begin", second_name(second));
    return staff_deed_end(registry, err);
}

static void try_second(struct service *service, struct call *call, const struct second *second)
{
    char token[SESSION_TOKEN_TEXT_BYTES];
    bool taken = false;
    enum err err = complete(service->registry, &call->session, second, token, &taken);
    if (err == ERR_OK) {
        answer_complete(service, call, token, NULL, NULL);
    } else if (taken) {
        service_failed(service, call, err);
    } else {
        refuse_second(service, call, second, err);
    }
}

void route_session_code(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json)) return;
    const struct second second = {.code = json_text_at(json, "code"), .recovery = json_text_at(json, "recovery")};
    if ((second.code == NULL) == (second.recovery == NULL)) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"code\", or \"recovery\".");
    } else if (!call->session.half) {
        call_refuse(call, MHD_HTTP_CONFLICT, "signed_in", "You are signed in already.");
    } else if (!call->session.user.has_second_factor) {
        refuse_code(service, call, ERR_NOT_FOUND);
    } else if (may_try_code(service, call)) {
        try_second(service, call, &second);
    }
}

static void begin_set_up(struct service *service, struct call *call)
{
    char uri[TOTP_URI_BYTES];
    enum err err = totp_begin(service->registry, call->session.user.name, uri);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:s}", "uri", uri));
    } else {
        refuse_code(service, call, err);
    }
    sodium_memzero(uri, sizeof(uri));
}

static void finish_set_up(struct service *service, struct call *call, const char *code)
{
    char token[SESSION_TOKEN_TEXT_BYTES];
    json_t *recovery = NULL;
    enum err err = totp_finish_session(service->registry, &call->session, code, &recovery, token);
    if (err == ERR_OK) {
        answer_complete(service, call, token, "recovery", recovery);
    } else {
        refuse_code(service, call, err);
    }
}

/* {} begins a set-up, {"code"} ends it. */
void route_session_totp(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json)) return;
    const char *code = json_text_at(json, "code");
    if (!json_is_object(json) || (code == NULL && json_object_size(json) > 0)) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs nothing to begin, and \"code\" to end.");
    } else if (call->session.user.has_second_factor) {
        refuse_code(service, call, ERR_CONFLICT);
    } else if (code == NULL) {
        begin_set_up(service, call);
    } else if (may_try_code(service, call)) {
        finish_set_up(service, call, code);
    }
}

/* ---- who is signed in shows again who it is ---- */

/* With a second factor, or by the password, which has been checked, when that is NULL. *out_taken as complete()'s. */
static enum err prove(struct registry *registry, struct session *session, const struct second *second, bool *out_taken)
{
    const char *name = session->user.name;
    enum err err = staff_deed_begin(registry);
    if (err != ERR_OK) return err;
    if (second != NULL) err = take_second(registry, name, second);
    *out_taken = err == ERR_OK;
    if (err == ERR_OK) err = session_prove(registry, session, clock_wall_s(&registry->clock));
    if (err == ERR_OK) {
        err = staff_log_add(registry, name, "session.proof", second != NULL ? second_name(second) : "password");
    }
    return staff_deed_end(registry, err);
}

static void prove_by_password(struct service *service, struct call *call, const char *password)
{
    struct sign_in sign_in = {.name = call->session.user.name, .password = password};
    bool taken = false;
    sign_in_keys(&sign_in, call);
    if (call->job == NULL) {
        check_sign_in(service, call, &sign_in);
        return;
    }
    enum err err = checked(service, call, sign_in.name);
    if (err != ERR_OK) {
        refuse_checked(service, call, &sign_in, err);
        return;
    }
    throttle_forgive(service->sign_in_of_name, sign_in.name_key);
    err = prove(service->registry, &call->session, NULL, &taken);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_object());
    } else {
        service_failed(service, call, err);
    }
}

static void prove_by_code(struct service *service, struct call *call, const struct second *second)
{
    bool taken = false;
    if (!may_try_code(service, call)) return;
    enum err err = prove(service->registry, &call->session, second, &taken);
    if (taken) throttle_forgive(service->second_of_name, call->session.user.name);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_object());
    } else if (taken) {
        service_failed(service, call, err);
    } else {
        refuse_second(service, call, second, err);
    }
}

/* {"code"} or {"recovery"}, or {"password"} of who has no second factor: SESSION says which, in "proof". */
void route_session_proof(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json)) return;
    const struct second second = {.code = json_text_at(json, "code"), .recovery = json_text_at(json, "recovery")};
    const char *password = json_text_at(json, "password");
    enum proof_way way = session_proof_way(&call->session);
    if ((second.code != NULL) + (second.recovery != NULL) + (password != NULL) != 1) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"code\", \"recovery\" or \"password\".");
    } else if (way == PROOF_PROVIDER || (way == PROOF_PASSWORD) != (password != NULL)) {
        call_refuse(call, MHD_HTTP_CONFLICT, "another_proof", "The session's \"proof\" says what is asked for.");
    } else if (password != NULL) {
        prove_by_password(service, call, password);
    } else {
        prove_by_code(service, call, &second);
    }
}

/* ---- the first password ---- */

struct welcome {
    struct invitation invitation;
    struct sign_in sign_in; /* the name is the invitation's, or, where it has none, what was given */
    const char *token;
};

/* Nothing of what is wrong with a token tells more than that. */
static void refuse_invitation(struct service *service, struct call *call, const struct welcome *welcome, enum err err)
{
    if (err == ERR_REFUSED) {
        throttle_failed(service->sign_in_of_peer, welcome->sign_in.peer_key,
                        clock_monotonic_ms(&service->registry->clock));
        if (!note_refusal(service, call, NULL, REFUSAL_INVITATION)) return;
        call_refuse(call, MHD_HTTP_FORBIDDEN, "invitation_unknown", "This link was used before, or it is too old.");
    } else if (err == ERR_CONFLICT) {
        call_refuse(call, MHD_HTTP_CONFLICT, "name_taken", "Somebody is called that already.");
    } else {
        service_failed(service, call, err);
    }
}

/* On false the call has been answered. */
static bool read_welcome(struct service *service, struct call *call, const json_t *json, struct welcome *out)
{
    const char *name = json_text_at(json, "name");
    out->token = json_text_at(json, "token");
    out->sign_in.password = json_text_at(json, "password");
    if (out->token == NULL || out->sign_in.password == NULL) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"token\" and \"password\".");
        return false;
    }
    call_peer(call, out->sign_in.peer_key);
    int64_t wait_ms = throttle_wait_ms(service->sign_in_of_peer, out->sign_in.peer_key,
                                       clock_monotonic_ms(&service->registry->clock));
    if (wait_ms > 0) {
        call_slow_down(call, wait_ms);
        return false;
    }
    enum err err = invitation_find(service->registry, out->token, &out->invitation);
    if (err != ERR_OK) {
        refuse_invitation(service, call, out, err);
        return false;
    }
    bool named = out->invitation.name[0] != '\0';
    out->sign_in.name = named ? out->invitation.name : name;
    if (out->sign_in.name != NULL && user_name_is_good(out->sign_in.name) &&
        (!named || name == NULL || strcmp(name, out->sign_in.name) == 0)) {
        return true;
    }
    call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "\"name\" is missing, or it is not the invitation's.");
    return false;
}

static void begin_welcome(struct service *service, struct call *call, const struct welcome *welcome)
{
    struct user user;
    enum err err = user_find(service->registry, welcome->sign_in.name, &user);
    if (err != ERR_NOT_FOUND) {
        refuse_invitation(service, call, welcome, err == ERR_OK ? ERR_CONFLICT : err);
    } else if (password_may_be(call, welcome->sign_in.password, welcome->sign_in.name)) {
        begin_job(service, call, welcome->sign_in.password, true);
    }
}

/* Makes the user and a first session, a part of a deed. */
static enum err use_welcome(struct service *service, struct call *call, const struct welcome *welcome,
                            char uri[TOTP_URI_BYTES], char token[SESSION_TOKEN_TEXT_BYTES])
{
    const char *name = welcome->sign_in.name;
    enum err err = invitation_use(service->registry, welcome->token, name, call->job->hash);
    if (err == ERR_OK) err = staff_log_add(service->registry, name, "user.welcome", name);
    if (err == ERR_OK) err = totp_begin(service->registry, name, uri);
    return err == ERR_OK ? begin_session(service, call, name, token) : err;
}

static void end_welcome(struct service *service, struct call *call, const struct welcome *welcome)
{
    char uri[TOTP_URI_BYTES] = "";
    char token[SESSION_TOKEN_TEXT_BYTES] = "";
    enum err err = call->job->err;
    if (err == ERR_OK) err = staff_deed_begin(service->registry);
    if (err == ERR_OK) err = staff_deed_end(service->registry, use_welcome(service, call, welcome, uri, token));
    if (err == ERR_OK) {
        gate_set_cookie(call, token);
        answer_session(service, call, &call->session, "uri", json_string(uri));
    } else {
        refuse_invitation(service, call, welcome, err);
    }
    sodium_memzero(uri, sizeof(uri));
    sodium_memzero(token, sizeof(token));
}

void route_welcome(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    struct welcome welcome;
    if (refused_as_off(service, call) || !call_json(call, &json) || !read_welcome(service, call, json, &welcome))
        return;
    if (call->job == NULL) {
        begin_welcome(service, call, &welcome);
    } else {
        end_welcome(service, call, &welcome);
    }
}
