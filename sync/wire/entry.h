/* sync/wire/entry.h - one submission on its way up: sealed, signed, and named by a random id.
 *
 * Sealed (libsodium's sealed box, X25519 and XSalsa20-Poly1305) to the registry's sealing key,
 * so that not even the kiosk can read it again. Signed by the kiosk over its own id, the entry's
 * id, the sealing key's id and the box, so that only a kiosk that is enrolled can speak. */
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "sync/base/err.h"
#include "sync/wire/sign.h"

enum {
    ENTRY_ID_BYTES = 16,
    ENTRY_ID_TEXT_BYTES = 33, /* as lower-case hex with the NUL */
    ENTRY_BOX_BYTES_MAX = 16384,
    ENTRIES_PER_BATCH_MAX = 50,
    SEAL_PUBLIC_BYTES = 32,
    SEAL_SECRET_BYTES = 32,
    SEAL_KEY_ID_BYTES = 8, /* the first bytes of BLAKE2b of the public sealing key */
    ENTRY_HASH_BYTES = 32,
    KIOSK_ID_BYTES_MAX = 40,
};

struct entry {
    unsigned char id[ENTRY_ID_BYTES];
    unsigned char seal_key_id[SEAL_KEY_ID_BYTES];
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    unsigned char *box; /* owned; entry_finish() frees it */
    size_t box_bytes;
};

void seal_make_keys(unsigned char public_key[SEAL_PUBLIC_BYTES], unsigned char secret_key[SEAL_SECRET_BYTES]);
void seal_key_id(unsigned char out[SEAL_KEY_ID_BYTES], const unsigned char public_key[SEAL_PUBLIC_BYTES]);

/* Seals and signs `plain` under a new random id. The caller wipes `plain`.
 * Errors: ERR_TOO_LARGE (the box would exceed ENTRY_BOX_BYTES_MAX), ERR_UNTRUSTED (`seal_public` is no key that one
 * can seal to), ERR_NOMEM. */
MUST_USE enum err entry_make(struct entry *out, const void *plain, size_t plain_bytes, const char *kiosk_id,
                             const unsigned char kiosk_secret[SIGN_SECRET_BYTES],
                             const unsigned char seal_public[SEAL_PUBLIC_BYTES]);
/* Was it signed by this kiosk? ERR_OK or ERR_UNTRUSTED. */
MUST_USE enum err entry_check(const struct entry *entry, const char *kiosk_id,
                              const unsigned char kiosk_public[SIGN_PUBLIC_BYTES]);
/* Unseals it into new memory (the caller wipes and frees *out). ERR_UNTRUSTED, ERR_NOMEM. */
MUST_USE enum err entry_open(unsigned char **out, size_t *out_bytes, const struct entry *entry,
                             const unsigned char seal_public[SEAL_PUBLIC_BYTES],
                             const unsigned char seal_secret[SEAL_SECRET_BYTES]);

/* {"id":hex,"seal_key":hex,"box":base64,"signature":base64}; NULL without memory. */
MUST_USE json_t *entry_to_json(const struct entry *entry);
/* ERR_INVALID, ERR_TOO_LARGE, ERR_NOMEM; on ERR_OK the caller calls entry_finish(). */
MUST_USE enum err entry_from_json(struct entry *out, const json_t *json);
/* Frees. Takes a zeroed struct. */
void entry_finish(struct entry *entry);

/* BLAKE2b-256 of the box: "same id, other bytes" is told by it. */
void entry_hash(unsigned char out[ENTRY_HASH_BYTES], const struct entry *entry);
void entry_id_text(char out[ENTRY_ID_TEXT_BYTES], const unsigned char id[ENTRY_ID_BYTES]);
/* ERR_INVALID: not 32 hex digits. */
MUST_USE enum err entry_id_from_text(unsigned char out[ENTRY_ID_BYTES], const char *text);
