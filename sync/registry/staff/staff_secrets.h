/* sync/registry/staff/staff_secrets.h - passwords' hashes and the second factors' secrets as the table `staff` holds
 * them: sealed under a key that is not in the database (keys/staff_key.h), each for its user and its column.
 *
 * A database from before has them open; opening the registry seals them, and scrubs what they left. Threads: as the
 * registry. */
#pragma once

#include "sync/registry/registry.h"
#include "sync/registry/staff/totp.h"
#include "sync/registry/staff/users.h"

enum {
    STAFF_PASSWORD_TEXT_BYTES = 256, /* a sealed hash as text, and the NUL */
    STAFF_FACTOR_BYTES = TOTP_SECRET_BYTES + STAFF_KEY_EXTRA_BYTES,
    STAFF_FIT_NAMES_MAX = 5,
};

/* Whether the key opens what is sealed: one that was put back alone, or came from another registry, does not. */
struct staff_fit {
    int64_t users;   /* who sign in with something that is sealed here, the municipality's accounts not counted */
    int64_t misfits; /* those of them of whom something does not open */
    char names[STAFF_FIT_NAMES_MAX][USER_NAME_BYTES_MAX + 1]; /* of the first misfits, by name; "" after the last */
};
/* Changes nothing. Errors: those of db_query(). */
MUST_USE enum err staff_secrets_fit(const struct registry *registry, struct staff_fit *out);

/* Reads the key, making it where nothing is sealed yet, and seals what is open. Errors: ERR_DAMAGED (something is
 * sealed, and the key is gone or unreadable), those of db_run(), ERR_FULL, ERR_NOMEM. */
MUST_USE enum err staff_secrets_begin(struct registry *registry);

void staff_password_seal(const struct registry *registry, const char *name, const char hash[PASSWORD_HASH_BYTES],
                         char out[STAFF_PASSWORD_TEXT_BYTES]);
/* ERR_DAMAGED: under another key, or another user's. */
MUST_USE enum err staff_password_open(const struct registry *registry, const char *name, const char *text,
                                      char out[PASSWORD_HASH_BYTES]);
/* The same of a second factor. */
void staff_factor_seal(const struct registry *registry, const char *name, const unsigned char secret[TOTP_SECRET_BYTES],
                       unsigned char out[STAFF_FACTOR_BYTES]);
MUST_USE enum err staff_factor_open(const struct registry *registry, const char *name, const void *bytes,
                                    size_t bytes_count, unsigned char out[TOTP_SECRET_BYTES]);
