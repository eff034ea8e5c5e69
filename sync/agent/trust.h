/* sync/agent/trust.h - which TLS certificates this kiosk believes: DIR/trust.json.
 *
 *   {"ca":"-----BEGIN CERTIFICATE-----…","pins":["sha256//…"]}
 *
 * Without the file, or without members: what the system's CAs vouch for. With "ca": what these certificates (PEM,
 * copied into the file) vouch for, and nobody else. With "pins": the server's key is one of at most two, so that the
 * next key can be pinned before it is used. Pins alone are enough: then who signed the certificate, for which name and
 * until when does not matter (as with DANE-EE, RFC 7671 section 5.1), so no CA that ends can cut the line. With both,
 * both must fit. Written by `forhal-sync enrol` and `forhal-sync trust`; a forhal-sync that runs sees the change in its
 * next round. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

enum {
    TRUST_PINS_MAX = 2,
    TRUST_HASH_BYTES = 32,
    TRUST_PIN_BYTES = sizeof("sha256//") + 44, /* SHA-256 of the public key (SubjectPublicKeyInfo), base64 */
    TRUST_CA_BYTES_MAX = 64 * 1024,
};

struct trust {
    char *ca; /* owned; NULL: the system's */
    char pins[TRUST_PINS_MAX][TRUST_PIN_BYTES];
    size_t pins_count;
};

/* No such file is ERR_OK, and the system's CAs. On ERR_OK the caller calls trust_finish(). Errors: ERR_DAMAGED, ERR_IO,
 * ERR_NOMEM; *out is then empty. */
MUST_USE enum err trust_read(struct trust *out, const char *path);
/* Atomic and durable. Errors: ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err trust_write(const struct trust *trust, const char *path);
void trust_finish(struct trust *trust);
bool trust_equal(const struct trust *a, const struct trust *b);

/* Adds a pin as curl and openssl print it, "sha256//BASE64". ERR_INVALID (not such a text), ERR_FULL (two are there).
 */
MUST_USE enum err trust_add_pin(struct trust *trust, const char *pin);
/* The pin of a key's hash. */
void trust_pin_text(char out[TRUST_PIN_BYTES], const unsigned char hash[TRUST_HASH_BYTES]);
