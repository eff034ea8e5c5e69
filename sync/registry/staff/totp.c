#define _POSIX_C_SOURCE 200809L
#include "sync/registry/staff/totp.h"

#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/crockford.h"
#include "sync/base/json.h"
#include "sync/base/str.h"
#include "sync/registry/staff/sessions.h"
#include "sync/registry/staff/staff_log.h"
#include "sync/registry/staff/staff_mail.h"
#include "sync/registry/staff/staff_secrets.h"

enum { RECOVERY_SYMBOLS = 16, RECOVERY_GROUP = 4, NEIGHBOURS = 1 };

_Static_assert(RECOVERY_CODE_TEXT_BYTES == RECOVERY_SYMBOLS + RECOVERY_SYMBOLS / RECOVERY_GROUP, "text size");

enum err totp_check(const unsigned char secret[TOTP_SECRET_BYTES], int64_t now_s, const char *code, int64_t after,
                    int64_t *out_step)
{
    int position = 0;
    uint64_t counter = 0;
    if (strlen(code) != TOTP_DIGITS || strspn(code, "0123456789") != TOTP_DIGITS) return ERR_INVALID;
    int result = oath_totp_validate4((const char *)secret, TOTP_SECRET_BYTES, (time_t)now_s, TOTP_STEP_S, 0, NEIGHBOURS,
                                     &position, &counter, 0, code);
    if (result < 0) return ERR_REFUSED;
    if ((int64_t)counter <= after) return ERR_EXISTS;
    *out_step = (int64_t)counter;
    return ERR_OK;
}

/* A name may hold anything that can be shown; in an address only these stand for themselves. */
static void add_percent_encoded(struct str *out, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (; *text != '\0'; text++) {
        if (strchr(plain, *text) != NULL) {
            str_add_bytes(out, text, 1);
        } else {
            str_addf(out, "%%%02X", (unsigned)(unsigned char)*text);
        }
    }
}

static enum err write_uri(char out[TOTP_URI_BYTES], const char *name, const unsigned char secret[TOTP_SECRET_BYTES])
{
    AUTO(str_finish) struct str uri;
    char *base32 = NULL;
    size_t base32_bytes = 0;
    str_init(&uri, TOTP_URI_BYTES - 1);
    if (oath_base32_encode((const char *)secret, TOTP_SECRET_BYTES, &base32, &base32_bytes) != OATH_OK)
        return ERR_NOMEM;
    str_add(&uri, "otpauth://totp/Forhal:");
    add_percent_encoded(&uri, name);
    str_addf(&uri, "?secret=%.*s&issuer=Forhal&algorithm=SHA1&digits=%d&period=%d", (int)strcspn(base32, "="), base32,
             (int)TOTP_DIGITS, (int)TOTP_STEP_S);
    sodium_memzero(base32, strlen(base32));
    free(base32);
    if (!str_ok(&uri)) return ERR_NOMEM;
    snprintf(out, TOTP_URI_BYTES, "%s", str_text(&uri));
    return ERR_OK;
}

enum err totp_begin(struct registry *registry, const char *name, char out_uri[TOTP_URI_BYTES])
{
    unsigned char secret[TOTP_SECRET_BYTES];
    unsigned char sealed[STAFF_FACTOR_BYTES];
    struct user user;
    enum err err = user_find(registry, name, &user);
    if (err != ERR_OK) return err;
    if (user.has_second_factor) return ERR_CONFLICT;
    randombytes_buf(secret, sizeof(secret));
    err = write_uri(out_uri, name, secret);
    staff_factor_seal(registry, name, secret, sealed);
    if (err == ERR_OK) {
        err = db_run(registry->db, "UPDATE staff SET totp_new = ? WHERE name = ? AND totp IS NULL", "bt", sealed,
                     sizeof(sealed), name);
    }
    sodium_memzero(secret, sizeof(secret));
    return err;
}

/* The secret that is in use, or the one of a set-up. ERR_NOT_FOUND: there is none. */
static enum err read_secret(struct registry *registry, const char *name, bool new, unsigned char out[TOTP_SECRET_BYTES],
                            int64_t *out_step)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    size_t bytes = 0;
    enum err err = new ? db_query(registry->db, &rows,
                                  "SELECT totp_new, totp_step FROM staff WHERE name = ? AND totp IS NULL", "t", name)
                       : db_query(registry->db, &rows, "SELECT totp, totp_step FROM staff WHERE name = ?", "t", name);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    if (rows_is_null(rows, 0)) return ERR_NOT_FOUND;
    const void *secret = rows_blob(rows, 0, &bytes);
    *out_step = rows_int(rows, 1);
    return staff_factor_open(registry, name, secret, bytes, out);
}

/* Checks a code against one of the secrets. */
static enum err check(struct registry *registry, const char *name, bool new, const char *code, int64_t *out_step)
{
    unsigned char secret[TOTP_SECRET_BYTES];
    int64_t after = 0;
    enum err err = read_secret(registry, name, new, secret, &after);
    if (err == ERR_OK) err = totp_check(secret, clock_wall_s(&registry->clock), code, after, out_step);
    sodium_memzero(secret, sizeof(secret));
    return err;
}

static void recovery_make(char out[RECOVERY_CODE_TEXT_BYTES])
{
    size_t length = 0;
    for (int at = 0; at < RECOVERY_SYMBOLS; at++) {
        if (at > 0 && at % RECOVERY_GROUP == 0) out[length++] = '-';
        out[length++] = crockford_symbol((int)randombytes_uniform(CROCKFORD_VALUES));
    }
    out[length] = '\0';
}

/* The hash of a code however it is written. False: it cannot be one. */
static bool recovery_hash(unsigned char out[SESSION_HASH_BYTES], const char *name, const char *code)
{
    char symbols[RECOVERY_SYMBOLS];
    size_t count = 0;
    for (; *code != '\0'; code++) {
        int value = crockford_value(*code);
        if (*code == '-' || *code == ' ') continue;
        if (value < 0 || count == RECOVERY_SYMBOLS) return false;
        symbols[count++] = crockford_symbol(value);
    }
    if (count != RECOVERY_SYMBOLS) return false;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, SESSION_HASH_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)name, strlen(name) + 1);
    crypto_generichash_update(&state, (const unsigned char *)symbols, sizeof(symbols));
    crypto_generichash_final(&state, out, SESSION_HASH_BYTES);
    return true;
}

static enum err recovery_renew(struct registry *registry, const char *name, json_t *out)
{
    char code[RECOVERY_CODE_TEXT_BYTES];
    unsigned char hash[SESSION_HASH_BYTES];
    enum err err = db_run(registry->db, "DELETE FROM staff_recovery WHERE staff = ?", "t", name);
    for (int at = 0; err == ERR_OK && at < RECOVERY_CODES; at++) {
        recovery_make(code);
        if (!recovery_hash(hash, name, code) || json_array_append_new(out, json_string(code)) != 0) err = ERR_NOMEM;
        if (err == ERR_OK) {
            err = db_run(registry->db, "INSERT INTO staff_recovery (code_hash, staff) VALUES (?, ?)", "bt", hash,
                         sizeof(hash), name);
        }
    }
    sodium_memzero(code, sizeof(code));
    return err;
}

static enum err finish_inside(struct registry *registry, const char *name, const char *code, json_t *codes)
{
    int64_t step = 0;
    enum err err = check(registry, name, true, code, &step);
    if (err == ERR_OK) {
        err = db_run(registry->db,
                     "UPDATE staff SET totp = totp_new, totp_new = NULL, totp_step = ?"
                     " WHERE name = ? AND totp IS NULL AND totp_new IS NOT NULL",
                     "it", step, name);
    }
    if (err == ERR_OK && db_changes(registry->db) == 0) err = ERR_NOT_FOUND;
    if (err == ERR_OK) err = recovery_renew(registry, name, codes);
    return err == ERR_OK ? staff_mail_tell(registry, name, STAFF_NEWS_FACTOR) : err;
}

enum err totp_finish(struct registry *registry, const char *name, const char *code, json_t **out_recovery)
{
    AUTO(json_auto) json_t *codes = json_array();
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = finish_inside(registry, name, code, codes);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    if (err == ERR_OK) *out_recovery = json_incref(codes);
    return err;
}

enum err totp_finish_session(struct registry *registry, struct session *session, const char *code,
                             json_t **out_recovery, char out_token[SESSION_TOKEN_TEXT_BYTES])
{
    AUTO(json_auto) json_t *codes = json_array();
    struct session whole = *session;
    const char *name = session->user.name;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = finish_inside(registry, name, code, codes);
    if (err == ERR_OK) err = sessions_end_of(registry, name, session);
    if (err == ERR_OK) err = session_complete(registry, &whole, out_token);
    if (err == ERR_OK) err = staff_log_add(registry, name, "user.totp", name);
    if (err == ERR_OK) err = staff_log_add(registry, name, "session.begin", "code");
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    whole.user.has_second_factor = true;
    if (err == ERR_OK) *session = whole;
    if (err == ERR_OK) *out_recovery = json_incref(codes);
    sodium_memzero(&whole, sizeof(whole));
    return err;
}

enum err totp_take(struct registry *registry, const char *name, const char *code)
{
    int64_t step = 0;
    enum err err = check(registry, name, false, code, &step);
    if (err == ERR_NOT_FOUND) return ERR_REFUSED;
    if (err != ERR_OK) return err;
    /* Of two machines on one database, the one that comes second changes nothing. */
    err = db_run(registry->db, "UPDATE staff SET totp_step = ?1 WHERE name = ?2 AND totp_step < ?1", "it", step, name);
    return err == ERR_OK && db_changes(registry->db) == 0 ? ERR_EXISTS : err;
}

enum err recovery_take(struct registry *registry, const char *name, const char *code)
{
    unsigned char hash[SESSION_HASH_BYTES];
    if (!recovery_hash(hash, name, code)) return ERR_REFUSED;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) {
        err = db_run(registry->db, "DELETE FROM staff_recovery WHERE code_hash = ? AND staff = ?", "bt", hash,
                     sizeof(hash), name);
    }
    if (err == ERR_OK && db_changes(registry->db) == 0) err = ERR_REFUSED;
    if (err == ERR_OK) err = staff_mail_tell(registry, name, STAFF_NEWS_RECOVERY);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err recovery_left(struct registry *registry, const char *name, int64_t *out_count)
{
    return db_int(registry->db, out_count, "SELECT count(*) FROM staff_recovery WHERE staff = ?", "t", name);
}

enum err totp_reset(struct registry *registry, const char *name)
{
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) {
        err = db_run(registry->db, "UPDATE staff SET totp = NULL, totp_new = NULL, totp_step = 0 WHERE name = ?", "t",
                     name);
    }
    if (err == ERR_OK && db_changes(registry->db) == 0) err = ERR_NOT_FOUND;
    if (err == ERR_OK) err = db_run(registry->db, "DELETE FROM staff_recovery WHERE staff = ?", "t", name);
    if (err == ERR_OK) err = sessions_end_of(registry, name, NULL);
    if (err == ERR_OK) err = staff_mail_tell(registry, name, STAFF_NEWS_NO_FACTOR);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}
