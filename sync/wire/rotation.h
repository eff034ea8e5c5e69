/* sync/wire/rotation.h - a kiosk puts a new key in the place of its own.
 *
 * The request is signed with the old key (request.h) and brings {"key":B64,"proof":B64}: the new public key, and its
 * signature (SIGN_ROTATE) over the kiosk's id, the old and the new public key, which shows that the kiosk holds its
 * secret half. The registry confirms with its receipt key (SIGN_ROTATED), so that no portal can make a kiosk forget
 * the key that the registry knows. */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"
#include "sync/wire/sign.h"

/* The request's body; NULL without memory. */
MUST_USE json_t *rotation_to_json(const char *kiosk_id, const unsigned char old_public[SIGN_PUBLIC_BYTES],
                                  const unsigned char new_public[SIGN_PUBLIC_BYTES],
                                  const unsigned char new_secret[SIGN_SECRET_BYTES]);
/* Only the key. ERR_INVALID. */
MUST_USE enum err rotation_key(unsigned char out[SIGN_PUBLIC_BYTES], const json_t *json);
/* Does the proof fit? ERR_INVALID, ERR_UNTRUSTED. */
MUST_USE enum err rotation_prove(const json_t *json, const char *kiosk_id,
                                 const unsigned char old_public[SIGN_PUBLIC_BYTES],
                                 const unsigned char new_public[SIGN_PUBLIC_BYTES]);

/* The value of "rotated" in the answer; NULL without memory. */
MUST_USE json_t *rotation_confirm(const char *kiosk_id, const unsigned char new_public[SIGN_PUBLIC_BYTES],
                                  const unsigned char receipt_secret[SIGN_SECRET_BYTES]);
/* ERR_OK or ERR_UNTRUSTED. */
MUST_USE enum err rotation_check(const json_t *answer, const char *kiosk_id,
                                 const unsigned char new_public[SIGN_PUBLIC_BYTES],
                                 const unsigned char receipt_public[SIGN_PUBLIC_BYTES]);
