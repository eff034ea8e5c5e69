/* sync/registry/keys/staff_key.h - the key that what staff sign in with is sealed under in the database:
 * DIR/keys/staff.json,
 * {"secret":base64}, mode 0600.
 *
 * A copy of the database alone then lets nobody try passwords or make codes (staff/staff_secrets.h). It belongs to the
 * database, goes into each backup with it, and comes back with it; machines on one database share it, as the other
 * keys. Without it the registry does not open: a backup has it. With one that fits nobody `serve` does not start, and
 * `check` says whom it does not fit (staff_secrets_fit()). XChaCha20-Poly1305 (libsodium); what a text
 * is and whose stands beside it, so that nobody who can write the database gives one user's to another. */
#pragma once

#include <sodium.h>
#include <stddef.h>

#include "sync/base/err.h"

enum {
    STAFF_KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    STAFF_KEY_EXTRA_BYTES =
        crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES, /* longer, sealed */
};

#define STAFF_KEY_FILE "staff.json"

struct staff_key {
    unsigned char secret[STAFF_KEY_BYTES];
};

/* Makes the file in the folder `path`, unless it is there. Errors: ERR_IO, ERR_FULL, ERR_NOMEM. */
MUST_USE enum err staff_key_make(const char *path);
/* Errors: ERR_NOT_FOUND, ERR_DAMAGED, ERR_IO, ERR_NOMEM. */
MUST_USE enum err staff_key_read(struct staff_key *out, const char *path);
/* Wipes. */
void staff_key_finish(struct staff_key *key);

/* `out` has room for bytes_count + STAFF_KEY_EXTRA_BYTES. `about` is known when it is opened, and is not in it. */
void staff_key_seal(const struct staff_key *key, const char *about, const void *bytes, size_t bytes_count,
                    unsigned char *out);
/* `out` has room for bytes_count - STAFF_KEY_EXTRA_BYTES. ERR_UNTRUSTED: another key, about something else, or not as
 * it was. */
MUST_USE enum err staff_key_open(const struct staff_key *key, const char *about, const unsigned char *bytes,
                                 size_t bytes_count, unsigned char *out);
