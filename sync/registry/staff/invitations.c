#define _POSIX_C_SOURCE 200809L
#include "sync/registry/staff/invitations.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"

static enum err make_room(struct registry *registry, const char *name)
{
    int64_t open = 0;
    enum err err =
        db_run(registry->db, "DELETE FROM staff_invitation WHERE expires_s <= ?1 OR (name = ?2 AND ?2 <> '')", "it",
               clock_wall_s(&registry->clock), name);
    /* Each start of a registry without an administrator leaves one; only the latest few can still be on a screen. */
    if (err == ERR_OK && name[0] == '\0') {
        enum { NAMELESS_KEPT = 5 };
        err = db_run(registry->db,
                     "DELETE FROM staff_invitation WHERE name = '' AND token_hash NOT IN (SELECT token_hash FROM"
                     " staff_invitation WHERE name = '' ORDER BY expires_s DESC, token_hash LIMIT ?)",
                     "i", (int64_t)NAMELESS_KEPT);
    }
    if (err == ERR_OK) err = db_int(registry->db, &open, "SELECT count(*) FROM staff_invitation", "");
    return err == ERR_OK && open >= INVITATIONS_MAX ? ERR_FULL : err;
}

enum err invitation_make(struct registry *registry, const struct invitation *invitation,
                         char out_token[SESSION_TOKEN_TEXT_BYTES])
{
    unsigned char hash[SESSION_HASH_BYTES];
    struct user user;
    bool named = invitation->name[0] != '\0';
    if (named && !user_name_is_good(invitation->name)) return ERR_INVALID;
    if (!user_networks_are_good(invitation->networks) || invitation->role >= ROLE_COUNT) return ERR_INVALID;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK && named) err = user_find(registry, invitation->name, &user);
    if (named) err = err == ERR_OK ? ERR_CONFLICT : err == ERR_NOT_FOUND ? ERR_OK : err;
    if (err == ERR_OK) err = make_room(registry, invitation->name);
    token_make(out_token);
    token_hash(hash, out_token);
    if (err == ERR_OK) {
        err =
            db_run(registry->db,
                   "INSERT INTO staff_invitation (token_hash, name, role, networks, expires_s) VALUES (?, ?, ?, ?, ?)",
                   "bttti", hash, sizeof(hash), invitation->name, role_name(invitation->role), invitation->networks,
                   clock_wall_s(&registry->clock) + INVITATION_S);
    }
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err invitation_find(struct registry *registry, const char *token, struct invitation *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    unsigned char hash[SESSION_HASH_BYTES];
    int64_t administrators = 0;
    token_hash(hash, token);
    enum err err = db_query(registry->db, &rows,
                            "SELECT name, role, networks FROM staff_invitation WHERE token_hash = ? AND expires_s > ?",
                            "bi", hash, sizeof(hash), clock_wall_s(&registry->clock));
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_REFUSED : err;
    snprintf(out->name, sizeof(out->name), "%s", rows_text(rows, 0));
    out->role = role_from_name(rows_text(rows, 1));
    snprintf(out->networks, sizeof(out->networks), "%s", rows_text(rows, 2));
    if (out->role == ROLE_COUNT) return ERR_DAMAGED;
    if (out->name[0] != '\0') return ERR_OK;
    err = user_administrators(registry, &administrators);
    return err == ERR_OK && administrators > 0 ? ERR_REFUSED : err;
}

enum err invitation_use(struct registry *registry, const char *token, const char *name,
                        const char hash[PASSWORD_HASH_BYTES])
{
    struct invitation invitation;
    unsigned char used[SESSION_HASH_BYTES];
    token_hash(used, token);
    enum err err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = invitation_find(registry, token, &invitation);
    if (err == ERR_OK && invitation.name[0] != '\0' && strcmp(invitation.name, name) != 0) err = ERR_REFUSED;
    if (err == ERR_OK) {
        struct user user = {.role = invitation.role};
        snprintf(user.name, sizeof(user.name), "%s", name);
        err =
            strlen(name) > USER_NAME_BYTES_MAX ? ERR_INVALID : user_insert(registry, &user, invitation.networks, hash);
    }
    if (err == ERR_OK) {
        err = db_run(registry->db, "DELETE FROM staff_invitation WHERE token_hash = ?", "b", used, sizeof(used));
    }
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

static json_t *row_json(const struct rows *rows)
{
    char expires[32];
    struct tm parts;
    time_t at_s = (time_t)rows_int(rows, 3);
    AUTO(json_auto) json_t *networks = json_array();
    for (const char *at = rows_text(rows, 2); *at != '\0';) {
        size_t length = strcspn(at, ",");
        if (length > 0) json_array_append_new(networks, json_stringn(at, length));
        at += length + (at[length] == ',' ? 1 : 0);
    }
    gmtime_r(&at_s, &parts);
    strftime(expires, sizeof(expires), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return json_pack("{s:s, s:s, s:O, s:s}", "name", rows_text(rows, 0), "role", rows_text(rows, 1), "networks",
                     networks, "expires", expires);
}

enum err invitation_list(struct registry *registry, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *list = json_array();
    enum err err = db_query(registry->db, &rows,
                            "SELECT name, role, networks, expires_s FROM staff_invitation"
                            " WHERE name <> '' AND expires_s > ? ORDER BY name",
                            "i", clock_wall_s(&registry->clock));
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, row_json(rows)) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = json_incref(list);
    return ERR_OK;
}

enum err invitation_withdraw(struct registry *registry, const char *name)
{
    enum err err = db_run(registry->db, "DELETE FROM staff_invitation WHERE name = ? AND name <> ''", "t", name);
    return err == ERR_OK && db_changes(registry->db) == 0 ? ERR_NOT_FOUND : err;
}
