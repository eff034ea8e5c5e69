#define _POSIX_C_SOURCE 200809L
#include "sync/registry/staff/sessions.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"

enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING, TOKEN_BYTES = 32 };

_Static_assert(SESSION_TOKEN_TEXT_BYTES == sodium_base64_ENCODED_LEN(TOKEN_BYTES, BASE64), "text size");
_Static_assert((int)SESSION_CSRF_BYTES == (int)TOKEN_BYTES, "both are written alike");

void token_make(char out[SESSION_TOKEN_TEXT_BYTES])
{
    unsigned char random[TOKEN_BYTES];
    randombytes_buf(random, sizeof(random));
    sodium_bin2base64(out, SESSION_TOKEN_TEXT_BYTES, random, sizeof(random), BASE64);
    sodium_memzero(random, sizeof(random));
}

void token_hash(unsigned char out[SESSION_HASH_BYTES], const char *token)
{
    crypto_generichash(out, SESSION_HASH_BYTES, (const unsigned char *)token, strlen(token), NULL, 0);
}

/* A new CSRF token, as bytes and as text. */
static void csrf_make(unsigned char out[SESSION_CSRF_BYTES], char text[SESSION_TOKEN_TEXT_BYTES])
{
    randombytes_buf(out, SESSION_CSRF_BYTES);
    sodium_bin2base64(text, SESSION_TOKEN_TEXT_BYTES, out, SESSION_CSRF_BYTES, BASE64);
}

/* What is over, in words that session_find() knows too. */
static enum err forget_ended(struct registry *registry, int64_t now_s)
{
    return db_run(registry->db, "DELETE FROM session WHERE made_s + ?1 <= ?3 OR seen_s + ?2 <= ?3", "iii",
                  (int64_t)SESSION_SECONDS, (int64_t)SESSION_IDLE_S, now_s);
}

enum err session_begin(struct registry *registry, const char *name, bool half, char out_token[SESSION_TOKEN_TEXT_BYTES],
                       struct session *out)
{
    unsigned char csrf[SESSION_CSRF_BYTES];
    int64_t now_s = clock_wall_s(&registry->clock);
    struct session session = {.half = half, .proof_s = half ? 0 : now_s};
    enum err err = user_find(registry, name, &session.user);
    if (err != ERR_OK) return err;
    token_make(out_token);
    token_hash(session.hash, out_token);
    csrf_make(csrf, session.csrf);
    err = db_begin(registry->db);
    if (err == ERR_OK) err = forget_ended(registry, now_s);
    if (err == ERR_OK) {
        err = db_run(registry->db,
                     "INSERT INTO session (token_hash, former_until_s, staff, csrf, half, made_s, seen_s, token_s,"
                     " proof_s) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?)",
                     "btbiiiii", session.hash, sizeof(session.hash), name, csrf, sizeof(csrf), (int64_t)half, now_s,
                     now_s, now_s, session.proof_s);
    }
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    if (err == ERR_OK) *out = session;
    if (err != ERR_OK) sodium_memzero(out_token, SESSION_TOKEN_TEXT_BYTES);
    return err;
}

/* How a session stands: when it was last noted as used, and when its token was made. */
struct standing {
    int64_t seen_s;
    int64_t token_s;
    bool former; /* it was asked for by the token before the newest */
};

static enum err read_session(struct registry *registry, const unsigned char hash[SESSION_HASH_BYTES], int64_t now_s,
                             struct session *out, struct standing *standing)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    size_t bytes = 0;
    enum err err = db_query(registry->db, &rows,
                            "SELECT token_hash, staff, csrf, half, seen_s, token_s, proof_s FROM session"
                            " WHERE (token_hash = ?1 OR (former_hash = ?1 AND former_until_s > ?2))"
                            " AND made_s + ?3 > ?2 AND seen_s + ?4 > ?2 AND (half = 0 OR made_s + ?5 > ?2)",
                            "biiii", hash, (size_t)SESSION_HASH_BYTES, now_s, (int64_t)SESSION_SECONDS,
                            (int64_t)SESSION_IDLE_S, (int64_t)SESSION_HALF_S);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    const void *newest = rows_blob(rows, 0, &bytes);
    if (bytes != SESSION_HASH_BYTES) return ERR_DAMAGED;
    memcpy(out->hash, newest, SESSION_HASH_BYTES);
    const void *csrf = rows_blob(rows, 2, &bytes);
    if (bytes != SESSION_CSRF_BYTES) return ERR_DAMAGED;
    sodium_bin2base64(out->csrf, sizeof(out->csrf), csrf, SESSION_CSRF_BYTES, BASE64);
    snprintf(out->user.name, sizeof(out->user.name), "%s", rows_text(rows, 1));
    out->half = rows_int(rows, 3) != 0;
    out->proof_s = rows_int(rows, 6);
    *standing = (struct standing){.seen_s = rows_int(rows, 4),
                                  .token_s = rows_int(rows, 5),
                                  .former = memcmp(out->hash, hash, SESSION_HASH_BYTES) != 0};
    return ERR_OK;
}

/* Two requests at once: the one that comes second finds the first one's token, changes nothing, and goes on with the
 * old. */
static enum err rotate(struct registry *registry, struct session *session, int64_t now_s,
                       char renewed[SESSION_TOKEN_TEXT_BYTES])
{
    unsigned char hash[SESSION_HASH_BYTES];
    token_make(renewed);
    token_hash(hash, renewed);
    enum err err = db_run(
        registry->db,
        "UPDATE session SET token_hash = ?, former_hash = token_hash, former_until_s = ?, token_s = ?,"
        " seen_s = ? WHERE token_hash = ?",
        "biiib", hash, sizeof(hash), now_s + SESSION_GRACE_S, now_s, now_s, session->hash, sizeof(session->hash));
    bool done = err == ERR_OK && db_changes(registry->db) == 1;
    if (done) memcpy(session->hash, hash, sizeof(hash));
    if (!done) renewed[0] = '\0';
    return err;
}

enum err session_find(struct registry *registry, const char *token, struct session *out,
                      char renewed[SESSION_TOKEN_TEXT_BYTES])
{
    struct session session = {.half = true};
    struct standing standing = {0};
    unsigned char hash[SESSION_HASH_BYTES];
    int64_t now_s = clock_wall_s(&registry->clock);
    char name[USER_NAME_BYTES_MAX + 1];
    renewed[0] = '\0';
    token_hash(hash, token);
    enum err err = read_session(registry, hash, now_s, &session, &standing);
    if (err == ERR_OK) {
        memcpy(name, session.user.name, sizeof(name));
        err = user_find(registry, name, &session.user);
    }
    if (err == ERR_NOT_FOUND || (err == ERR_OK && session.user.disabled)) return ERR_REFUSED;
    if (err != ERR_OK) return err;
    if (!standing.former && now_s - standing.token_s >= SESSION_ROTATE_S) {
        err = rotate(registry, &session, now_s, renewed);
    } else if (now_s - standing.seen_s >= SESSION_SEEN_S) {
        err = db_run(registry->db, "UPDATE session SET seen_s = ? WHERE token_hash = ?", "ib", now_s, session.hash,
                     sizeof(session.hash));
    }
    if (err == ERR_OK) *out = session;
    return err;
}

enum err session_complete(struct registry *registry, struct session *session, char out_token[SESSION_TOKEN_TEXT_BYTES])
{
    unsigned char hash[SESSION_HASH_BYTES];
    unsigned char csrf[SESSION_CSRF_BYTES];
    char csrf_text[SESSION_TOKEN_TEXT_BYTES];
    int64_t now_s = clock_wall_s(&registry->clock);
    token_make(out_token);
    token_hash(hash, out_token);
    csrf_make(csrf, csrf_text);
    enum err err = db_run(registry->db,
                          "UPDATE session SET token_hash = ?, former_hash = NULL, csrf = ?, half = 0, made_s = ?,"
                          " seen_s = ?, token_s = ?, proof_s = ? WHERE token_hash = ?",
                          "bbiiiib", hash, sizeof(hash), csrf, sizeof(csrf), now_s, now_s, now_s, now_s, session->hash,
                          sizeof(session->hash));
    if (err == ERR_OK && db_changes(registry->db) == 0) err = ERR_REFUSED;
    if (err != ERR_OK) return err;
    memcpy(session->hash, hash, sizeof(hash));
    memcpy(session->csrf, csrf_text, sizeof(csrf_text));
    session->half = false;
    session->proof_s = now_s;
    return ERR_OK;
}

enum err session_end(struct registry *registry, const struct session *session)
{
    return db_run(registry->db, "DELETE FROM session WHERE token_hash = ?", "b", session->hash, sizeof(session->hash));
}

enum err sessions_end_of(struct registry *registry, const char *name, const struct session *save)
{
    if (save == NULL) return db_run(registry->db, "DELETE FROM session WHERE staff = ?", "t", name);
    return db_run(registry->db, "DELETE FROM session WHERE staff = ? AND token_hash <> ?", "tb", name, save->hash,
                  sizeof(save->hash));
}

/* From the CSRF token, which alone stays the same while the session's own token is rotated. */
static void id_of_row(const struct rows *rows, char out[SESSION_ID_BYTES])
{
    static const char purpose[] = "forhal session id";
    unsigned char hash[(SESSION_ID_BYTES - 1) / 2];
    size_t bytes = 0;
    const void *csrf = rows_blob(rows, 1, &bytes);
    crypto_generichash(hash, sizeof(hash), csrf, bytes, (const unsigned char *)purpose, sizeof(purpose) - 1);
    sodium_bin2hex(out, SESSION_ID_BYTES, hash, sizeof(hash));
}

static enum err query_of(struct registry *registry, const char *name, struct rows **out)
{
    int64_t now_s = clock_wall_s(&registry->clock);
    return db_query(registry->db, out,
                    "SELECT token_hash, csrf, made_s, seen_s, half FROM session"
                    " WHERE staff = ?1 AND made_s + ?2 > ?3 AND seen_s + ?4 > ?3 AND (half = 0 OR made_s + ?5 > ?3)"
                    " ORDER BY seen_s DESC, made_s DESC, token_hash LIMIT ?6",
                    "tiiiii", name, (int64_t)SESSION_SECONDS, now_s, (int64_t)SESSION_IDLE_S, (int64_t)SESSION_HALF_S,
                    (int64_t)SESSIONS_LISTED_MAX);
}

static json_t *row_json(const struct rows *rows, const struct session *present)
{
    char id[SESSION_ID_BYTES];
    char times[2][32];
    size_t bytes = 0;
    const void *hash = rows_blob(rows, 0, &bytes);
    bool is_present = bytes == SESSION_HASH_BYTES && memcmp(hash, present->hash, bytes) == 0;
    for (int at = 0; at < 2; at++) {
        struct tm parts;
        time_t at_s = (time_t)rows_int(rows, 2 + at);
        gmtime_r(&at_s, &parts);
        strftime(times[at], sizeof(times[at]), "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    id_of_row(rows, id);
    return json_pack("{s:s, s:s, s:s, s:b, s:b}", "id", id, "begun", times[0], "seen", times[1], "half",
                     (int)rows_int(rows, 4), "present", (int)is_present);
}

enum err sessions_of(struct registry *registry, const struct session *present, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *list = json_array();
    enum err err = query_of(registry, present->user.name, &rows);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, row_json(rows, present)) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = json_incref(list);
    return ERR_OK;
}

/* The hash under which the session with this id is kept. */
static enum err find_by_id(struct registry *registry, const char *name, const char *id,
                           unsigned char out[SESSION_HASH_BYTES])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = query_of(registry, name, &rows);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        char found[SESSION_ID_BYTES];
        size_t bytes = 0;
        const void *hash = rows_blob(rows, 0, &bytes);
        id_of_row(rows, found);
        if (strcmp(found, id) != 0) continue;
        if (bytes != SESSION_HASH_BYTES) return ERR_DAMAGED;
        memcpy(out, hash, bytes);
        return ERR_OK;
    }
    return err;
}

enum err session_end_one(struct registry *registry, const char *name, const char *id)
{
    struct session session;
    enum err err = find_by_id(registry, name, id, session.hash);
    return err == ERR_OK ? session_end(registry, &session) : err;
}
