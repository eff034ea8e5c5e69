/* sync/registry/users.h - staff who may sign in, and that they are signed in.
 *
 * Passwords are kept as argon2id (libsodium's crypto_pwhash_str, interactive cost: 64 MiB and
 * about a tenth of a second). A session is a random token of which only the hash is kept; it ends
 * after SESSION_SECONDS, by the registry's clock, or when its user gets a new password. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

enum {
    USER_NAME_BYTES_MAX = 64,
    USER_PASSWORD_SYMBOLS_MIN = 12, /* code points */
    USER_PASSWORD_BYTES_MAX = 256,
    SESSION_SECONDS = 12 * 3600,
    SESSION_TOKEN_TEXT_BYTES = 44, /* 32 bytes as URL-safe base64 and the NUL */
};

/* Is it long enough, and not too long? */
bool user_password_is_good(const char *password);

/* Errors: ERR_INVALID (name or password not good), ERR_CONFLICT (the name is taken), ERR_NOMEM,
 * those of db_run(). */
MUST_USE enum err user_add(struct registry *registry, const char *name, const char *password);
/* Gives a new password and ends the user's sessions. ERR_NOT_FOUND, and as user_add(). */
MUST_USE enum err user_set_password(struct registry *registry, const char *name, const char *password);

/* Checks name and password; takes as long for an unknown name. On ERR_OK `out_token` is a new
 * session. Errors: ERR_REFUSED (name or password wrong), ERR_NOMEM, those of db_run(). */
MUST_USE enum err session_begin(struct registry *registry, const char *name, const char *password,
                                char out_token[SESSION_TOKEN_TEXT_BYTES]);
/* Whose session it is. Errors: ERR_REFUSED (unknown or over), those of db_query(). */
MUST_USE enum err session_find(struct registry *registry, const char *token, char out_name[USER_NAME_BYTES_MAX + 1]);
/* Ends it; an unknown one is none. Errors: those of db_run(). */
MUST_USE enum err session_end(struct registry *registry, const char *token);
