/* tests/unit/staff_house.h - staff in a house of registry_house.h: with a session, its CSRF token, and codes. Header
 * only. */
#pragma once

#include "tests/unit/registry_house.h"

#include <liboath/oath.h>

#include "sync/registry/staff/sessions.h"
#include "sync/registry/staff/totp.h"
#include "sync/registry/staff/users.h"

#define STAFF_PASSWORD "tolv tegn og lidt til"

struct staff {
    char cookie[256]; /* header lines */
    char csrf[128];
};

/* Somebody of the secretariat, who needs no second factor on plain HTTP. */
static inline void staff_add(struct house *house, const char *name, const char *password)
{
    assert_int_equal(user_add(house->registry, name, password), ERR_OK);
    assert_int_equal(user_set_password_only(house->registry, name), ERR_OK);
}

/* "Cookie: …" from an answer. False: it sets none. */
static inline bool staff_cookie(const struct answer *answer, char out[256])
{
    char value[256];
    answer_header(answer, "Set-Cookie", value);
    value[strcspn(value, ";")] = '\0';
    if (value[0] != '\0') snprintf(out, 256, "Cookie: %.240s", value);
    return value[0] != '\0';
}

/* The header that proves to come from who has the cookie; without a session it proves nothing. */
static inline void staff_csrf(const struct house *house, const char *cookie, char out[128])
{
    AUTO(answer_finish) struct answer answer = {0};
    http(&answer, house->url, "GET", "/v1/session", NULL, 0, (const char *const[]){cookie, NULL});
    const char *token = json_text_at(answer.json, "csrf");
    snprintf(out, 128, "Forhal-Csrf: %.80s", token != NULL ? token : "none");
}

/* What a sign-in, or what completes it, gave. */
static inline void staff_learn(struct staff *staff, const struct answer *answer)
{
    const char *token = json_text_at(answer->json, "csrf");
    staff_cookie(answer, staff->cookie);
    if (token != NULL) snprintf(staff->csrf, sizeof(staff->csrf), "Forhal-Csrf: %.80s", token);
}

static inline void staff_http(struct answer *out, const struct house *house, const struct staff *staff,
                              const char *method, const char *target, const char *body)
{
    http(out, house->url, method, target, body, body != NULL ? strlen(body) : 0,
         (const char *const[]){staff->cookie, staff->csrf, NULL});
}

/* Asks without a body, and looks at the status alone. */
static inline void staff_gets(struct house *house, const struct staff *staff, const char *method, const char *target,
                              long status)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_http(&answer, house, staff, method, target, NULL);
    assert_int_equal(answer.status, status);
}

static inline void staff_sign_in(struct answer *out, const struct house *house, const char *name, const char *password)
{
    AUTO(json_auto) json_t *json = json_pack("{s:s, s:s}", "name", name, "password", password);
    char *body = json_dumps(json, JSON_COMPACT);
    http(out, house->url, "POST", "/v1/session", body, strlen(body), NULL);
    free(body);
}

/* The code that an app shows now, or some half minutes later, with the secret of an otpauth address. */
static inline void staff_code(struct house *house, const char *uri, int steps, char out[TOTP_DIGITS + 1])
{
    char base32[64];
    char *secret = NULL;
    size_t secret_bytes = 0;
    const char *at = strstr(uri, "?secret=");
    assert_non_null(at);
    at += strlen("?secret=");
    snprintf(base32, sizeof(base32), "%.*s", (int)strcspn(at, "&"), at);
    assert_int_equal(oath_base32_decode(base32, strlen(base32), &secret, &secret_bytes), OATH_OK);
    assert_int_equal(secret_bytes, TOTP_SECRET_BYTES);
    time_t when = (time_t)(atomic_load(&house->wall_s) + steps * TOTP_STEP_S);
    assert_int_equal(oath_totp_generate(secret, secret_bytes, when, TOTP_STEP_S, 0, TOTP_DIGITS, out), OATH_OK);
    free(secret);
}

/* {"NAME":"TEXT"} to an address. */
static inline void staff_send(struct answer *out, const struct house *house, const struct staff *staff,
                              const char *target, const char *name, const char *text)
{
    AUTO(json_auto) json_t *json = json_pack("{s:s}", name, text);
    char *body = json_dumps(json, JSON_COMPACT);
    staff_http(out, house, staff, "POST", target, body);
    free(body);
}

/* Somebody with this role and a session, without a password. `own` are an editor's networks, or NULL. */
static inline void staff_with_session(struct house *house, const char *name, enum role role, const char *own,
                                      struct staff *out)
{
    static const char hash[PASSWORD_HASH_BYTES] = "nobody signs in with this";
    char token[SESSION_TOKEN_TEXT_BYTES];
    struct session session;
    struct user user = {.role = role};
    snprintf(user.name, sizeof(user.name), "%s", name);
    assert_int_equal(user_insert(house->registry, &user, own, hash), ERR_OK);
    assert_int_equal(session_begin(house->registry, name, false, token, &session), ERR_OK);
    snprintf(out->cookie, sizeof(out->cookie), "Cookie: forhal_session=%s", token);
    snprintf(out->csrf, sizeof(out->csrf), "Forhal-Csrf: %s", session.csrf);
}

/* An administrator with a second factor, signed in; `uri` is the app's. */
static inline void staff_administrator(struct house *house, const char *name, struct staff *out,
                                       char uri[TOTP_URI_BYTES])
{
    char code[TOTP_DIGITS + 1];
    assert_int_equal(user_add(house->registry, name, STAFF_PASSWORD), ERR_OK);
    assert_int_equal(user_set_role(house->registry, name, ROLE_ADMINISTRATOR, NULL), ERR_OK);
    AUTO(answer_finish) struct answer signed_in = {0};
    staff_sign_in(&signed_in, house, name, STAFF_PASSWORD);
    assert_int_equal(signed_in.status, 200);
    assert_string_equal(json_text_at(signed_in.json, "needs"), "set_up");
    staff_learn(out, &signed_in);
    AUTO(answer_finish) struct answer begun = {0};
    staff_http(&begun, house, out, "POST", "/v1/session/totp", "{}");
    assert_int_equal(begun.status, 200);
    snprintf(uri, TOTP_URI_BYTES, "%s", json_text_at(begun.json, "uri"));
    staff_code(house, uri, 0, code);
    AUTO(answer_finish) struct answer finished = {0};
    staff_send(&finished, house, out, "/v1/session/totp", "code", code);
    assert_int_equal(finished.status, 200);
    assert_int_equal(json_array_size(json_object_get(finished.json, "recovery")), RECOVERY_CODES);
    staff_learn(out, &finished);
}
