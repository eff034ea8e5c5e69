/* sync/wire/fingerprint.h - a public key as people compare it: on the kiosk's screen and in the town hall.
 *
 * 160 bits of BLAKE2b over a prefix and the key, in Crockford's base 32: 32 symbols in groups of four. The short code
 * is the first eight of them (40 bits): enough to tell apart the few keys that wait at the same time, not enough
 * against somebody who makes keys until one fits; where two that wait share it the whole fingerprint is demanded. */
#pragma once

#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/wire/sign.h"

enum {
    FINGERPRINT_SYMBOLS = 32,
    FINGERPRINT_CODE_SYMBOLS = 8,
    FINGERPRINT_TEXT_BYTES = 40,      /* "XXXX-XXXX-…", eight groups, and the NUL */
    FINGERPRINT_CODE_TEXT_BYTES = 10, /* "XXXX-XXXX" and the NUL */
};

void fingerprint_text(char out[FINGERPRINT_TEXT_BYTES], const unsigned char key[SIGN_PUBLIC_BYTES]);
void fingerprint_code(char out[FINGERPRINT_CODE_TEXT_BYTES], const unsigned char key[SIGN_PUBLIC_BYTES]);

/* What was typed, in whatever spelling, as bare symbols. ERR_INVALID: neither a short code nor a whole fingerprint. */
MUST_USE enum err fingerprint_read(char out[FINGERPRINT_SYMBOLS + 1], const char *typed);
/* Does the key's fingerprint begin with these symbols (of fingerprint_read())? */
bool fingerprint_fits(const char *symbols, const unsigned char key[SIGN_PUBLIC_BYTES]);
