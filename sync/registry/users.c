#include "sync/registry/users.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/registry/names.h"

enum { TOKEN_BYTES = 32, TOKEN_HASH_BYTES = 32, BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

_Static_assert(SESSION_TOKEN_TEXT_BYTES == sodium_base64_ENCODED_LEN(TOKEN_BYTES, BASE64), "text size");

bool user_password_is_good(const char *password)
{
    size_t bytes = strlen(password);
    size_t symbols = 0;
    for (size_t at = 0; at < bytes; at++) symbols += ((unsigned char)password[at] & 0xc0) != 0x80;
    return bytes <= USER_PASSWORD_BYTES_MAX && symbols >= USER_PASSWORD_SYMBOLS_MIN;
}

static enum err password_hash(char out[crypto_pwhash_STRBYTES], const char *password)
{
    int code = crypto_pwhash_str(out, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                 crypto_pwhash_MEMLIMIT_INTERACTIVE);
    return code == 0 ? ERR_OK : ERR_NOMEM;
}

enum err user_add(struct registry *registry, const char *name, const char *password)
{
    if (!name_is_good(name, USER_NAME_BYTES_MAX) || !user_password_is_good(password)) return ERR_INVALID;
    char hash[crypto_pwhash_STRBYTES];
    enum err err = password_hash(hash, password);
    if (err != ERR_OK) return err;
    return db_run(registry->db, "INSERT INTO staff (name, password) VALUES (?, ?)", "tt", name, hash);
}

enum err user_set_password(struct registry *registry, const char *name, const char *password)
{
    if (!user_password_is_good(password)) return ERR_INVALID;
    char hash[crypto_pwhash_STRBYTES];
    enum err err = password_hash(hash, password);
    if (err == ERR_OK) err = db_begin(registry->db);
    if (err == ERR_OK) {
        err = db_run(registry->db, "UPDATE staff SET password = ? WHERE name = ?", "tt", hash, name);
    }
    if (err == ERR_OK && db_changes(registry->db) == 0) err = ERR_NOT_FOUND;
    if (err == ERR_OK) err = db_run(registry->db, "DELETE FROM session WHERE staff = ?", "t", name);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

static enum err stored_password(struct registry *registry, const char *name, char out[crypto_pwhash_STRBYTES])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, "SELECT password FROM staff WHERE name = ?", "t", name);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) snprintf(out, crypto_pwhash_STRBYTES, "%s", rows_text(rows, 0));
    return err;
}

static enum err check_password(struct registry *registry, const char *name, const char *password)
{
    char hash[crypto_pwhash_STRBYTES];
    enum err err = stored_password(registry, name, hash);
    if (err == ERR_NOT_FOUND) {
        /* The same work as for a name that exists, so that the time tells nobody which do. */
        err = password_hash(hash, password);
        return err == ERR_OK ? ERR_REFUSED : err;
    }
    if (err != ERR_OK) return err;
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0 ? ERR_OK : ERR_REFUSED;
}

static void token_hash(unsigned char out[TOKEN_HASH_BYTES], const char *token)
{
    crypto_generichash(out, TOKEN_HASH_BYTES, (const unsigned char *)token, strlen(token), NULL, 0);
}

enum err session_begin(struct registry *registry, const char *name, const char *password,
                       char out_token[SESSION_TOKEN_TEXT_BYTES])
{
    if (strlen(password) > USER_PASSWORD_BYTES_MAX) return ERR_REFUSED;
    enum err err = check_password(registry, name, password);
    if (err != ERR_OK) return err;
    unsigned char random[TOKEN_BYTES];
    char token[SESSION_TOKEN_TEXT_BYTES];
    unsigned char hash[TOKEN_HASH_BYTES];
    randombytes_buf(random, sizeof(random));
    sodium_bin2base64(token, sizeof(token), random, sizeof(random), BASE64);
    sodium_memzero(random, sizeof(random));
    token_hash(hash, token);
    int64_t now_s = clock_wall_s(&registry->clock);
    err = db_begin(registry->db);
    if (err == ERR_OK) err = db_run(registry->db, "DELETE FROM session WHERE expires_s <= ?", "i", now_s);
    if (err == ERR_OK) {
        err = db_run(registry->db, "INSERT INTO session (token_hash, staff, expires_s) VALUES (?, ?, ?)", "bti", hash,
                     sizeof(hash), name, now_s + SESSION_SECONDS);
    }
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    if (err == ERR_OK) memcpy(out_token, token, sizeof(token));
    sodium_memzero(token, sizeof(token));
    return err;
}

enum err session_find(struct registry *registry, const char *token, char out_name[USER_NAME_BYTES_MAX + 1])
{
    unsigned char hash[TOKEN_HASH_BYTES];
    token_hash(hash, token);
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, "SELECT staff FROM session WHERE token_hash = ? AND expires_s > ?",
                            "bi", hash, sizeof(hash), clock_wall_s(&registry->clock));
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) snprintf(out_name, USER_NAME_BYTES_MAX + 1, "%s", rows_text(rows, 0));
    return err == ERR_NOT_FOUND ? ERR_REFUSED : err;
}

enum err session_end(struct registry *registry, const char *token)
{
    unsigned char hash[TOKEN_HASH_BYTES];
    token_hash(hash, token);
    return db_run(registry->db, "DELETE FROM session WHERE token_hash = ?", "b", hash, sizeof(hash));
}
