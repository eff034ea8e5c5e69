#define _POSIX_C_SOURCE 200809L
#include "sync/registry/staff/oidc.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/formats/address_range.h"
#include "sync/registry/staff/sessions.h"
#include "sync/registry/staff/staff_log.h"

const char oidc_schema[] =
    /* 1: the municipality's account, without a password here. */
    "ALTER TABLE staff ADD COLUMN oidc INTEGER NOT NULL DEFAULT 0;";

/* argon2id of random bytes nobody knows: a sign-in by password costs what it costs for others, and fits never. */
static const char no_password[PASSWORD_HASH_BYTES] =
    "$argon2id$v=19$m=65536,t=2,p=1$h3jWQ0xkqk0m3cZkq2l4VQ$Jm0C1k6vYw3eQ4pZbT5o9s8xH2rN7uL0aD1fG6iKcVE";

bool oidc_is_proxy(const struct settings *settings, const struct sockaddr *host, const char *secret)
{
    const char *ours = settings->oidc.secret;
    bool trusted = false;
    if (!settings->oidc.enabled || ours[0] == '\0' || secret == NULL) return false;
    for (size_t at = 0; at < settings->oidc.trusted.count; at++) {
        struct address_range range;
        enum err err = address_range_parse(&range, settings->oidc.trusted.texts[at]);
        trusted = trusted || (err == ERR_OK && address_range_has(&range, host));
    }
    return trusted && strlen(secret) == strlen(ours) && sodium_memcmp(secret, ours, strlen(ours)) == 0;
}

static bool has_one_of(const struct settings_list *list, const char *groups)
{
    for (const char *at = groups; *at != '\0';) {
        at += strspn(at, ", \t");
        size_t length = strcspn(at, ",");
        size_t bare = length;
        while (bare > 0 && (at[bare - 1] == ' ' || at[bare - 1] == '\t')) bare--;
        for (size_t one = 0; one < list->count; one++) {
            if (bare > 0 && strlen(list->texts[one]) == bare && strncmp(list->texts[one], at, bare) == 0) return true;
        }
        at += length;
    }
    return false;
}

enum role oidc_role(const struct settings *settings, const char *groups)
{
    if (groups == NULL || strlen(groups) > OIDC_GROUPS_BYTES_MAX) return ROLE_COUNT;
    if (has_one_of(&settings->oidc.administrators, groups)) return ROLE_ADMINISTRATOR;
    if (has_one_of(&settings->oidc.secretariat, groups)) return ROLE_SECRETARIAT;
    if (has_one_of(&settings->oidc.editors, groups)) return ROLE_EDITOR;
    return ROLE_COUNT;
}

/* The user that `account` is: in other letters, too, since that is the same account for the provider. One that was made
 * here counts first. *out_kind is -1 when there is none, and then the name is the account's. */
static enum err find_user(struct registry *registry, const char *account, char out_name[USER_NAME_BYTES_MAX + 1],
                          int64_t *out_kind)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    *out_kind = -1;
    snprintf(out_name, USER_NAME_BYTES_MAX + 1, "%s", account);
    enum err err = db_query(registry->db, &rows,
                            "SELECT name, oidc FROM staff WHERE name = ?1 OR lower(name) = lower(?1)"
                            " ORDER BY oidc, CASE WHEN name = ?1 THEN 0 ELSE 1 END, name LIMIT 1",
                            "t", account);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_NOT_FOUND) return ERR_OK;
    if (err != ERR_OK) return err;
    snprintf(out_name, USER_NAME_BYTES_MAX + 1, "%s", rows_text(rows, 0));
    *out_kind = rows_int(rows, 1);
    return ERR_OK;
}

static enum err insert(struct registry *registry, const char *name, enum role role)
{
    struct user user = {.role = role};
    snprintf(user.name, sizeof(user.name), "%s", name);
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = user_insert(registry, &user, NULL, no_password);
    if (err == ERR_OK) err = db_run(registry->db, "UPDATE staff SET oidc = 1 WHERE name = ?", "t", name);
    if (err == ERR_OK) err = staff_log_add(registry, STAFF_LOG_PROVIDER, "user.add", name);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

/* The networks stay: they are given on the staff page. */
static enum err give_role(struct registry *registry, const char *name, enum role role)
{
    char networks[USER_NETWORKS_BYTES_MAX + 1] = "";
    size_t length = 0;
    size_t at;
    json_t *network;
    AUTO(json_auto) json_t *list = NULL;
    enum err err = user_networks(registry, name, &list);
    json_array_foreach (list, at, network) {
        const char *id = json_string_value(network);
        if (length + strlen(id) + 2 > sizeof(networks)) break;
        length += (size_t)snprintf(networks + length, sizeof(networks) - length, "%s%s", at > 0 ? "," : "", id);
    }
    if (err == ERR_OK) err = staff_log_add(registry, STAFF_LOG_PROVIDER, "user.role", name);
    return err == ERR_OK ? user_set_role(registry, name, role, networks) : err;
}

static enum err sign_in_known(struct registry *registry, const char *name, enum role role, enum oidc_outcome *out)
{
    struct user user;
    enum err err = user_find(registry, name, &user);
    if (err != ERR_OK) return err;
    if (user.disabled) {
        *out = OIDC_DISABLED;
    } else if (role == ROLE_COUNT) {
        err = sessions_end_of(registry, name, NULL);
    } else {
        *out = OIDC_SIGNED_IN;
        if (user.role != role) err = give_role(registry, name, role);
    }
    return err;
}

enum err oidc_sign_in(struct registry *registry, const struct settings *settings, const char *account,
                      const char *groups, char out_name[USER_NAME_BYTES_MAX + 1], enum oidc_outcome *out)
{
    int64_t kind = 0;
    enum role role = oidc_role(settings, groups);
    *out = OIDC_BAD_NAME;
    if (account == NULL || !user_name_is_good(account)) return ERR_OK;
    enum err err = find_user(registry, account, out_name, &kind);
    if (err != ERR_OK) return err;
    *out = kind == 0 ? OIDC_LOCAL_NAME : OIDC_NO_ROLE;
    if (kind == 0) return ERR_OK;
    if (kind > 0) return sign_in_known(registry, out_name, role, out);
    if (role == ROLE_COUNT) return ERR_OK;
    err = insert(registry, out_name, role);
    if (err == ERR_OK) *out = OIDC_SIGNED_IN;
    return err;
}
