/* sync/registry/staff/invitations.h - links by which staff set their first password.
 *
 * A link is WELCOME_PATH#TOKEN: what comes after # is sent to no server and stands in no log. It is good once, for
 * INVITATION_S. Only the token's hash is kept. One without a name is for an administrator, who then chooses it, and is
 * good while there is no administrator. */
#pragma once

#include "sync/registry/staff/sessions.h"

#define WELCOME_PATH "/staff/welcome"

enum { INVITATION_DAYS = 7, INVITATION_S = INVITATION_DAYS * 24 * 3600, INVITATIONS_MAX = 200 };

struct invitation {
    char name[USER_NAME_BYTES_MAX + 1]; /* "": whoever comes says it */
    enum role role;
    char networks[USER_NETWORKS_BYTES_MAX + 1];
};

/* A later invitation for a name replaces the earlier one. Errors: ERR_INVALID (name, networks), ERR_CONFLICT (there is
 * such a user), ERR_FULL (INVITATIONS_MAX are open, or the disk), those of db_run(). */
MUST_USE enum err invitation_make(struct registry *registry, const struct invitation *invitation,
                                  char out_token[SESSION_TOKEN_TEXT_BYTES]);
/* ERR_REFUSED: unknown, used or over. */
MUST_USE enum err invitation_find(struct registry *registry, const char *token, struct invitation *out);
/* Those that are open and have a name, by name: [{"name","role","networks":[…],"expires":TIME}]. Errors: those of
 * db_query(). */
MUST_USE enum err invitation_list(struct registry *registry, json_t **out);
/* The link that was given out is good no more. ERR_NOT_FOUND: none is open for that name. */
MUST_USE enum err invitation_withdraw(struct registry *registry, const char *name);
/* Uses it up and makes the user, who is called `name`. Errors: ERR_REFUSED, ERR_CONFLICT (the name is taken; the
 * invitation stays good), those of db_run(). */
MUST_USE enum err invitation_use(struct registry *registry, const char *token, const char *name,
                                 const char hash[PASSWORD_HASH_BYTES]);
