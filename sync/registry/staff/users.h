/* sync/registry/staff/users.h - staff who may sign in: name, role, password, own networks. sessions.h: that they are.
 *
 * Passwords are kept as argon2id (libsodium's crypto_pwhash_str, interactive cost: 64 MiB and about a tenth of a
 * second). The two functions that cost it touch no database, so another thread may run them (passwords.h). A second
 * factor (totp.h) is needed by the secretariat and administrators, and by editors who have set one up. Who is added as
 * `password_only` needs none, but only where the service is asked over plain HTTP, which goes no further than its own
 * machine: a demo on a desk. */
#pragma once

#include <jansson.h>
#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

enum {
    USER_NAME_BYTES_MAX = 64,
    USER_PASSWORD_SYMBOLS_MIN = 12, /* code points */
    USER_PASSWORD_BYTES_MAX = 256,
    USER_NETWORKS_BYTES_MAX = 1024, /* ids, with commas between them */
    USER_NETWORKS_MAX = 50,
    PASSWORD_HASH_BYTES = crypto_pwhash_STRBYTES,
};

/* What each may do, the next one may, too. */
enum role { ROLE_EDITOR, ROLE_SECRETARIAT, ROLE_ADMINISTRATOR, ROLE_COUNT };

const char *role_name(enum role role);
/* ROLE_COUNT when it is none, or NULL. */
enum role role_from_name(const char *name);
bool role_needs_second_factor(enum role role);

struct user {
    char name[USER_NAME_BYTES_MAX + 1];
    enum role role;
    bool has_second_factor;
    bool password_only;
    bool disabled;
    bool of_provider; /* the municipality's account, without a password here: oidc.h */
};

/* Is it long enough, and not too long? */
bool user_password_is_good(const char *password);
/* A name that can be shown, and a list of networks that can be read? NULL is no network. */
bool user_name_is_good(const char *name);
bool user_networks_are_good(const char *networks);

/* argon2id. ERR_NOMEM. */
MUST_USE enum err password_hash(char out[PASSWORD_HASH_BYTES], const char *password);
/* Does it fit? Errors: ERR_REFUSED (no), ERR_NOMEM (nobody knows). */
MUST_USE enum err password_check(const char hash[PASSWORD_HASH_BYTES], const char *password);

/* Adds to the secretariat. Errors: ERR_INVALID (name or password not good), ERR_CONFLICT (the name is taken),
 * ERR_NOMEM, those of db_run(). */
MUST_USE enum err user_add(struct registry *registry, const char *name, const char *password);
/* The same with a role, an editor's networks (or NULL), and the password's hash; inside a transaction of the caller's.
 */
MUST_USE enum err user_insert(struct registry *registry, const struct user *user, const char *networks,
                              const char hash[PASSWORD_HASH_BYTES]);
/* Gives a new password and ends the user's sessions. ERR_NOT_FOUND, and as user_add(). */
MUST_USE enum err user_set_password(struct registry *registry, const char *name, const char *password);
/* The same with the new password's hash; the session `save` (or NULL) goes on. ERR_NOT_FOUND, those of db_run(). */
struct session;
MUST_USE enum err user_store_password(struct registry *registry, const char *name, const char hash[PASSWORD_HASH_BYTES],
                                      const struct session *save);
/* Each ends the user's sessions. Errors: ERR_NOT_FOUND, ERR_INVALID (networks), those of db_run(). */
MUST_USE enum err user_set_role(struct registry *registry, const char *name, enum role role, const char *networks);
MUST_USE enum err user_set_disabled(struct registry *registry, const char *name, bool disabled);
MUST_USE enum err user_set_password_only(struct registry *registry, const char *name);

/* ERR_NOT_FOUND, those of db_query(). */
MUST_USE enum err user_find(struct registry *registry, const char *name, struct user *out);
/* The hash to check a password against. For a name that is unknown or disabled it is one that nothing fits, with
 * ERR_NOT_FOUND, and checking it costs as much, so that the time tells nobody which names there are. */
MUST_USE enum err user_stored_password(struct registry *registry, const char *name, char out[PASSWORD_HASH_BYTES]);
/* A list of texts; the caller owns it. */
MUST_USE enum err user_networks(struct registry *registry, const char *name, json_t **out);
/* Is this network one of the user's own? ERR_NOT_FOUND: no. Errors: those of db_query(). */
MUST_USE enum err user_has_network(struct registry *registry, const char *name, const char *network);
/* [{"name","role","second_factor":BOOL,"password_only"?:true,"disabled"?:TIME,"networks":[…]}], by name. */
MUST_USE enum err user_list(struct registry *registry, json_t **out);
/* Is there an administrator who may sign in? */
MUST_USE enum err user_administrators(struct registry *registry, int64_t *out_count);
