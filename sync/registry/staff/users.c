#define _POSIX_C_SOURCE 200809L
#include "sync/registry/staff/users.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"
#include "sync/registry/formats/names.h"
#include "sync/registry/staff/sessions.h"
#include "sync/registry/staff/staff_mail.h"
#include "sync/registry/staff/staff_secrets.h"

static const char *const role_names[ROLE_COUNT] = {"editor", "secretariat", "administrator"};

/* argon2id of random bytes nobody knows, at the same cost as ours. */
static const char nobodys_password[] =
    "$argon2id$v=19$m=65536,t=2,p=1$xA3fA3fYq/vL2K/o/XRFyg$eyj1Q0gzZj6iMVdSQpFdt2zxBJa3k/PDSwPCx1ZeNHk";

const char *role_name(enum role role)
{
    return role < ROLE_COUNT ? role_names[role] : "";
}

enum role role_from_name(const char *name)
{
    for (int role = 0; name != NULL && role < ROLE_COUNT; role++) {
        if (strcmp(name, role_names[role]) == 0) return (enum role)role;
    }
    return ROLE_COUNT;
}

bool role_needs_second_factor(enum role role)
{
    return role != ROLE_EDITOR;
}

bool user_password_is_good(const char *password)
{
    size_t bytes = strlen(password);
    size_t symbols = 0;
    for (size_t at = 0; at < bytes; at++) symbols += ((unsigned char)password[at] & 0xc0) != 0x80;
    return bytes <= USER_PASSWORD_BYTES_MAX && symbols >= USER_PASSWORD_SYMBOLS_MIN;
}

/* The staff log's own word for the command line begins with a bracket. */
bool user_name_is_good(const char *name)
{
    return name_is_good(name, USER_NAME_BYTES_MAX) && name[0] != '(';
}

bool user_networks_are_good(const char *networks)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-,";
    size_t count = 1;
    if (networks == NULL) return true;
    size_t length = strlen(networks);
    for (size_t at = 0; at < length; at++) count += networks[at] == ',';
    return length <= USER_NETWORKS_BYTES_MAX && count <= USER_NETWORKS_MAX && strspn(networks, letters) == length;
}

enum err password_hash(char out[PASSWORD_HASH_BYTES], const char *password)
{
    int code = crypto_pwhash_str(out, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                 crypto_pwhash_MEMLIMIT_INTERACTIVE);
    return code == 0 ? ERR_OK : ERR_NOMEM;
}

/* Whatever argon2id takes, there is room for it now. */
static bool has_room(void)
{
    void *volatile room = malloc(crypto_pwhash_MEMLIMIT_INTERACTIVE); /* volatile: otherwise nobody asks */
    bool there = room != NULL;
    free(room);
    return there;
}

enum err password_check(const char hash[PASSWORD_HASH_BYTES], const char *password)
{
    if (strlen(password) > USER_PASSWORD_BYTES_MAX) return ERR_REFUSED;
    if (crypto_pwhash_str_verify(hash, password, strlen(password)) == 0) return ERR_OK;
    /* libsodium says the same of a password that does not fit and of a try that had no memory. */
    return has_room() ? ERR_REFUSED : ERR_NOMEM;
}

static enum err set_networks(struct registry *registry, const char *name, const char *networks)
{
    enum err err = db_run(registry->db, "DELETE FROM staff_network WHERE staff = ?", "t", name);
    char id[USER_NETWORKS_BYTES_MAX + 1];
    for (const char *at = networks; err == ERR_OK && at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ",");
        snprintf(id, sizeof(id), "%.*s", (int)length, at);
        if (length > 0) {
            err =
                db_run(registry->db, "INSERT INTO staff_network (staff, network) VALUES (?, ?) ON CONFLICT DO NOTHING",
                       "tt", name, id);
        }
        at += length + (at[length] == ',' ? 1 : 0);
    }
    return err;
}

enum err user_insert(struct registry *registry, const struct user *user, const char *networks,
                     const char hash[PASSWORD_HASH_BYTES])
{
    if (!user_name_is_good(user->name) || !user_networks_are_good(networks)) return ERR_INVALID;
    char sealed[STAFF_PASSWORD_TEXT_BYTES];
    staff_password_seal(registry, user->name, hash, sealed);
    enum err err = db_run(registry->db, "INSERT INTO staff (name, password, role, password_only) VALUES (?, ?, ?, ?)",
                          "ttti", user->name, sealed, role_name(user->role), (int64_t)user->password_only);
    return err == ERR_OK ? set_networks(registry, user->name, networks) : err;
}

enum err user_add(struct registry *registry, const char *name, const char *password)
{
    char hash[PASSWORD_HASH_BYTES];
    struct user user = {.role = ROLE_SECRETARIAT};
    if (!user_name_is_good(name) || !user_password_is_good(password)) return ERR_INVALID;
    snprintf(user.name, sizeof(user.name), "%s", name);
    enum err err = password_hash(hash, password);
    return err == ERR_OK ? user_insert(registry, &user, NULL, hash) : err;
}

/* Ends a transaction that was to change one user, and with it the user's sessions. */
static enum err change_end(struct registry *registry, const char *name, const struct session *save, enum err err)
{
    if (err == ERR_OK && db_changes(registry->db) == 0) err = ERR_NOT_FOUND;
    if (err == ERR_OK) err = sessions_end_of(registry, name, save);
    return err;
}

static enum err change_commit(struct registry *registry, enum err err)
{
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err user_store_password(struct registry *registry, const char *name, const char hash[PASSWORD_HASH_BYTES],
                             const struct session *save)
{
    char sealed[STAFF_PASSWORD_TEXT_BYTES];
    staff_password_seal(registry, name, hash, sealed);
    enum err err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = db_run(registry->db, "UPDATE staff SET password = ? WHERE name = ?", "tt", sealed, name);
    err = change_end(registry, name, save, err);
    if (err == ERR_OK) err = staff_mail_tell(registry, name, STAFF_NEWS_PASSWORD);
    return change_commit(registry, err);
}

enum err user_set_password(struct registry *registry, const char *name, const char *password)
{
    char hash[PASSWORD_HASH_BYTES];
    if (!user_password_is_good(password)) return ERR_INVALID;
    enum err err = password_hash(hash, password);
    return err == ERR_OK ? user_store_password(registry, name, hash, NULL) : err;
}

enum err user_set_role(struct registry *registry, const char *name, enum role role, const char *networks)
{
    if (!user_networks_are_good(networks)) return ERR_INVALID;
    enum err err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = db_run(registry->db, "UPDATE staff SET role = ? WHERE name = ?", "tt", role_name(role), name);
    err = change_end(registry, name, NULL, err);
    if (err == ERR_OK) err = set_networks(registry, name, networks);
    return change_commit(registry, err);
}

enum err user_set_disabled(struct registry *registry, const char *name, bool disabled)
{
    enum err err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = disabled ? db_run(registry->db, "UPDATE staff SET disabled_s = ? WHERE name = ?", "it",
                            clock_wall_s(&registry->clock), name)
                   : db_run(registry->db, "UPDATE staff SET disabled_s = NULL WHERE name = ?", "t", name);
    return change_commit(registry, change_end(registry, name, NULL, err));
}

enum err user_set_password_only(struct registry *registry, const char *name)
{
    enum err err = db_run(registry->db, "UPDATE staff SET password_only = 1 WHERE name = ?", "t", name);
    return err == ERR_OK && db_changes(registry->db) == 0 ? ERR_NOT_FOUND : err;
}

enum err user_find(struct registry *registry, const char *name, struct user *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT role, CASE WHEN totp IS NULL THEN 0 ELSE 1 END, password_only,"
                            " CASE WHEN disabled_s IS NULL THEN 0 ELSE 1 END, oidc FROM staff WHERE name = ?",
                            "t", name);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    *out = (struct user){.role = role_from_name(rows_text(rows, 0)),
                         .has_second_factor = rows_int(rows, 1) != 0,
                         .password_only = rows_int(rows, 2) != 0,
                         .disabled = rows_int(rows, 3) != 0,
                         .of_provider = rows_int(rows, 4) != 0};
    snprintf(out->name, sizeof(out->name), "%s", name);
    return ERR_OK;
}

enum err user_stored_password(struct registry *registry, const char *name, char out[PASSWORD_HASH_BYTES])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(registry->db, &rows, "SELECT password FROM staff WHERE name = ? AND disabled_s IS NULL", "t", name);
    if (err == ERR_OK) err = rows_next(rows);
    snprintf(out, PASSWORD_HASH_BYTES, "%s", nobodys_password);
    return err == ERR_OK ? staff_password_open(registry, name, rows_text(rows, 0), out) : err;
}

enum err user_networks(struct registry *registry, const char *name, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *list = json_array();
    enum err err =
        db_query(registry->db, &rows, "SELECT network FROM staff_network WHERE staff = ? ORDER BY network", "t", name);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, json_string(rows_text(rows, 0))) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = json_incref(list);
    return ERR_OK;
}

enum err user_has_network(struct registry *registry, const char *name, const char *network)
{
    int64_t one = 0;
    return db_int(registry->db, &one, "SELECT 1 FROM staff_network WHERE staff = ? AND network = ?", "tt", name,
                  network);
}

static json_t *user_json(const struct rows *rows)
{
    char at[32];
    struct tm parts;
    json_t *json = json_pack("{s:s, s:s, s:b}", "name", rows_text(rows, 0), "role", rows_text(rows, 1), "second_factor",
                             (int)rows_int(rows, 2));
    if (rows_int(rows, 3) != 0) json_object_set_new(json, "password_only", json_true());
    if (!rows_is_null(rows, 4)) {
        time_t at_s = (time_t)rows_int(rows, 4);
        gmtime_r(&at_s, &parts);
        strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &parts);
        json_object_set_new(json, "disabled", json_string(at));
    }
    return json;
}

enum err user_list(struct registry *registry, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *list = json_array();
    size_t at;
    json_t *user;
    enum err err = db_query(registry->db, &rows,
                            "SELECT name, role, CASE WHEN totp IS NULL THEN 0 ELSE 1 END, password_only, disabled_s"
                            " FROM staff ORDER BY name",
                            "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, user_json(rows)) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    json_array_foreach (list, at, user) {
        json_t *networks = NULL;
        err = user_networks(registry, json_text_at(user, "name"), &networks);
        if (err != ERR_OK) return err;
        if (json_object_set_new(user, "networks", networks) != 0) return ERR_NOMEM;
    }
    *out = json_incref(list);
    return ERR_OK;
}

enum err user_administrators(struct registry *registry, int64_t *out_count)
{
    return db_int(registry->db, out_count,
                  "SELECT count(*) FROM staff WHERE role = 'administrator' AND disabled_s IS NULL", "");
}
