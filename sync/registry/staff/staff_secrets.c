#include "sync/registry/staff/staff_secrets.h"

#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"

/* Before the text of a sealed hash; argon2's own begins with a dollar. */
#define SEALED "sealed:"

enum {
    BASE64 = sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
    HASH_SEALED_BYTES = PASSWORD_HASH_BYTES + STAFF_KEY_EXTRA_BYTES,
    ABOUT_BYTES = USER_NAME_BYTES_MAX + 16,
};

_Static_assert(sizeof(SEALED) - 1 + sodium_base64_ENCODED_LEN(HASH_SEALED_BYTES, BASE64) <= STAFF_PASSWORD_TEXT_BYTES,
               "text size");

/* "password anna": no user is called with a control character, and no column has a blank. */
static const char *about(char out[ABOUT_BYTES], const char *what, const char *name)
{
    snprintf(out, ABOUT_BYTES, "%s %s", what, name);
    return out;
}

void staff_password_seal(const struct registry *registry, const char *name, const char hash[PASSWORD_HASH_BYTES],
                         char out[STAFF_PASSWORD_TEXT_BYTES])
{
    char whose[ABOUT_BYTES];
    char whole[PASSWORD_HASH_BYTES] = ""; /* all of it, so that the length tells nothing */
    unsigned char sealed[HASH_SEALED_BYTES];
    snprintf(whole, sizeof(whole), "%s", hash);
    staff_key_seal(&registry->staff_key, about(whose, "password", name), whole, sizeof(whole), sealed);
    memcpy(out, SEALED, sizeof(SEALED));
    sodium_bin2base64(out + sizeof(SEALED) - 1, STAFF_PASSWORD_TEXT_BYTES - (sizeof(SEALED) - 1), sealed,
                      sizeof(sealed), BASE64);
    sodium_memzero(whole, sizeof(whole));
}

enum err staff_password_open(const struct registry *registry, const char *name, const char *text,
                             char out[PASSWORD_HASH_BYTES])
{
    char whose[ABOUT_BYTES];
    char whole[PASSWORD_HASH_BYTES];
    unsigned char sealed[HASH_SEALED_BYTES];
    size_t bytes = 0;
    if (strncmp(text, SEALED, sizeof(SEALED) - 1) != 0) return ERR_DAMAGED;
    text += sizeof(SEALED) - 1;
    if (sodium_base642bin(sealed, sizeof(sealed), text, strlen(text), NULL, &bytes, NULL, BASE64) != 0 ||
        bytes != sizeof(sealed) ||
        staff_key_open(&registry->staff_key, about(whose, "password", name), sealed, bytes, (unsigned char *)whole) !=
            ERR_OK ||
        memchr(whole, '\0', sizeof(whole)) == NULL) {
        return ERR_DAMAGED;
    }
    memcpy(out, whole, sizeof(whole));
    sodium_memzero(whole, sizeof(whole));
    return ERR_OK;
}

void staff_factor_seal(const struct registry *registry, const char *name, const unsigned char secret[TOTP_SECRET_BYTES],
                       unsigned char out[STAFF_FACTOR_BYTES])
{
    char whose[ABOUT_BYTES];
    staff_key_seal(&registry->staff_key, about(whose, "factor", name), secret, TOTP_SECRET_BYTES, out);
}

enum err staff_factor_open(const struct registry *registry, const char *name, const void *bytes, size_t bytes_count,
                           unsigned char out[TOTP_SECRET_BYTES])
{
    char whose[ABOUT_BYTES];
    if (bytes_count != STAFF_FACTOR_BYTES) return ERR_DAMAGED;
    enum err err = staff_key_open(&registry->staff_key, about(whose, "factor", name), bytes, bytes_count, out);
    return err == ERR_OK ? ERR_OK : ERR_DAMAGED;
}

/* ---- does the key fit? ---- */

/* Is the blob in this column none, open as in a database from before, or one that the key opens? */
static bool factor_fits(const struct registry *registry, const struct rows *rows, int column)
{
    unsigned char secret[TOTP_SECRET_BYTES];
    size_t bytes = 0;
    const void *blob = rows_is_null(rows, column) ? NULL : rows_blob(rows, column, &bytes);
    if (blob == NULL || bytes == TOTP_SECRET_BYTES) return true;
    enum err err = staff_factor_open(registry, rows_text(rows, 0), blob, bytes, secret);
    sodium_memzero(secret, sizeof(secret));
    return err == ERR_OK;
}

static bool row_fits(const struct registry *registry, const struct rows *rows)
{
    char hash[PASSWORD_HASH_BYTES];
    const char *password = rows_text(rows, 1);
    bool sealed = strncmp(password, SEALED, sizeof(SEALED) - 1) == 0;
    bool fits = !sealed || staff_password_open(registry, rows_text(rows, 0), password, hash) == ERR_OK;
    sodium_memzero(hash, sizeof(hash));
    return fits && factor_fits(registry, rows, 2) && factor_fits(registry, rows, 3);
}

enum err staff_secrets_fit(const struct registry *registry, struct staff_fit *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    *out = (struct staff_fit){.users = 0};
    enum err err = db_query(registry->db, &rows,
                            "SELECT name, password, totp, totp_new FROM staff WHERE oidc = 0 OR totp IS NOT NULL"
                            " ORDER BY name",
                            "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        out->users++;
        if (row_fits(registry, rows)) continue;
        if (out->misfits < STAFF_FIT_NAMES_MAX) {
            snprintf(out->names[out->misfits], sizeof(out->names[0]), "%s", rows_text(rows, 0));
        }
        out->misfits++;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- a database from before ---- */

/* What one user's row holds that is open; one after the other, since a statement that is read from may not be written
 * beside on every database. */
struct open_row {
    char name[USER_NAME_BYTES_MAX + 1];
    char password[PASSWORD_HASH_BYTES]; /* "": sealed already */
    unsigned char factors[2][TOTP_SECRET_BYTES];
    bool has_factor[2];
};

static enum err read_open(struct registry *registry, struct open_row *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    *out = (struct open_row){.name = ""};
    enum err err = db_query(registry->db, &rows,
                            "SELECT name, password, totp, totp_new FROM staff WHERE password NOT LIKE 'sealed:%'"
                            " OR length(totp) = ?1 OR length(totp_new) = ?1 LIMIT 1",
                            "i", (int64_t)TOTP_SECRET_BYTES);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    snprintf(out->name, sizeof(out->name), "%s", rows_text(rows, 0));
    const char *password = rows_text(rows, 1);
    if (strncmp(password, SEALED, sizeof(SEALED) - 1) != 0) {
        snprintf(out->password, sizeof(out->password), "%s", password);
    }
    for (int at = 0; at < 2; at++) {
        size_t bytes = 0;
        const void *secret = rows_is_null(rows, 2 + at) ? NULL : rows_blob(rows, 2 + at, &bytes);
        out->has_factor[at] = secret != NULL && bytes == TOTP_SECRET_BYTES;
        if (out->has_factor[at]) memcpy(out->factors[at], secret, TOTP_SECRET_BYTES);
    }
    return ERR_OK;
}

static enum err seal_row(struct registry *registry, const struct open_row *row)
{
    static const char *const sql[2] = {"UPDATE staff SET totp = ? WHERE name = ?",
                                       "UPDATE staff SET totp_new = ? WHERE name = ?"};
    char password[STAFF_PASSWORD_TEXT_BYTES];
    unsigned char factor[STAFF_FACTOR_BYTES];
    enum err err = ERR_OK;
    if (row->password[0] != '\0') {
        staff_password_seal(registry, row->name, row->password, password);
        err = db_run(registry->db, "UPDATE staff SET password = ? WHERE name = ?", "tt", password, row->name);
    }
    for (int at = 0; err == ERR_OK && at < 2; at++) {
        if (!row->has_factor[at]) continue;
        staff_factor_seal(registry, row->name, row->factors[at], factor);
        err = db_run(registry->db, sql[at], "bt", factor, sizeof(factor), row->name);
    }
    return err;
}

static enum err seal_open(struct registry *registry)
{
    struct open_row row;
    enum err err = ERR_OK;
    while (err == ERR_OK && (err = read_open(registry, &row)) == ERR_OK) err = seal_row(registry, &row);
    sodium_memzero(&row, sizeof(row));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A key that is made anew where something is sealed under a lost one would hide the loss until somebody signs in. */
static enum err make_key(struct registry *registry)
{
    int64_t sealed = 0;
    enum err err = staff_key_read(&registry->staff_key, registry->keys_path); /* another process was quicker */
    if (err != ERR_NOT_FOUND) return err;
    err = db_int(registry->db, &sealed, "SELECT count(*) FROM staff WHERE password LIKE 'sealed:%'", "");
    if (err == ERR_OK && sealed > 0) err = ERR_DAMAGED;
    if (err == ERR_OK) err = staff_key_make(registry->keys_path);
    return err == ERR_OK ? staff_key_read(&registry->staff_key, registry->keys_path) : err;
}

enum err staff_secrets_begin(struct registry *registry)
{
    struct open_row row;
    enum err key = staff_key_read(&registry->staff_key, registry->keys_path);
    if (key != ERR_OK && key != ERR_NOT_FOUND) return key;
    enum err err = read_open(registry, &row);
    sodium_memzero(&row, sizeof(row));
    if (key == ERR_OK && err == ERR_NOT_FOUND) return ERR_OK; /* as always, and then nothing is written */
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    err = db_begin(registry->db);
    if (err == ERR_OK && key == ERR_NOT_FOUND) err = make_key(registry);
    if (err == ERR_OK) err = seal_open(registry);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}
