/* sync/registry/staff/oidc.h - staff whom the municipality's identity provider knows, by a proxy in front that asked
 * it.
 *
 * The proxy (Apache's mod_auth_openidc: board/apache/) has made sure who it is, with whatever second factor the
 * municipality wants, and says name and groups in headers. They are believed only from its address and with a secret
 * that it and the settings share. A group gives a role; the highest counts. Who comes for the first time becomes a user
 * without a password, whose role follows the groups at each sign-in; disabling such a user works as with others. A name
 * that was made here, with a password, is not taken over by an account that happens to be called the same. Providers
 * take "Mette" and "mette" for the same account, and so does this: the user keeps the name of the first time. New users
 * and other roles are in the staff log, as STAFF_LOG_PROVIDER's doing.
 * Threads: as the registry. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"
#include "sync/registry/settings/settings.h"
#include "sync/registry/staff/users.h"

enum { OIDC_GROUPS_BYTES_MAX = 8000 };

extern const char oidc_schema[];

enum oidc_outcome {
    OIDC_SIGNED_IN,
    OIDC_NO_ROLE,    /* none of the groups has one; sessions there were are over */
    OIDC_LOCAL_NAME, /* the name is that of a user made here */
    OIDC_DISABLED,
    OIDC_BAD_NAME, /* none, or too long, or with what can't be shown */
};

/* Is it the proxy that asks? `secret` is what it sent, or NULL. */
bool oidc_is_proxy(const struct settings *settings, const struct sockaddr *host, const char *secret);
/* ROLE_COUNT: none. `groups` has commas between them; NULL is none. */
enum role oidc_role(const struct settings *settings, const char *groups);
/* `account` signs in with these groups: makes the user, or gives it the role the groups have now. Only after
 * OIDC_SIGNED_IN may a session begin, that of out_name. Errors: those of db_run(). */
MUST_USE enum err oidc_sign_in(struct registry *registry, const struct settings *settings, const char *account,
                               const char *groups, char out_name[USER_NAME_BYTES_MAX + 1], enum oidc_outcome *out);
