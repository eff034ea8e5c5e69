/* sync/wire/shared_key.h - the key that a kiosk and its registry share without ever having sent it, and the MACs under
 * it.
 *
 * Each makes it from its own secret key and the other's public one: X25519 over the kiosk's key and the registry's
 * content key, both of which are Ed25519 keys and turned into points of the other curve (that one pair may serve both
 * is shown in Thormarker, "On using the same key pair for Ed25519 and an X25519 based KEM", 2021). A MAC
 * (keyed BLAKE2b) costs a fiftieth of a signature and tells each of the two that the other made it; to anybody else it
 * proves nothing. So it is for what concerns the two alone, now: a question for a page, and that its answer is not an
 * old one. What has to be shown later, or to others, is signed (sign.h).
 *
 * Whoever has either secret can make MACs for both ends: a kiosk's thief could tell that very kiosk that an old page
 * is new. It holds the kiosk in his hands then anyway, and a page he still can't make. */
#pragma once

#include <stddef.h>

#include "sync/base/err.h"
#include "sync/wire/sign.h"

enum {
    SHARED_KEY_BYTES = 32,
    MAC_TEXT_BYTES = 44, /* Base64 of 32 bytes and the NUL */
};

/* Wiped by its owner: sodium_memzero(). */
struct shared_key {
    unsigned char bytes[SHARED_KEY_BYTES];
};

enum mac_purpose {
    MAC_REQUEST, /* by the kiosk: "this question comes from this kiosk" */
    MAC_FRESH,   /* by the registry: "this page answers this very question" */
};

/* At the kiosk. ERR_UNTRUSTED: no honest registry has such a key. */
MUST_USE enum err shared_key_of_kiosk(struct shared_key *out, const unsigned char kiosk_secret[SIGN_SECRET_BYTES],
                                      const unsigned char content_public[SIGN_PUBLIC_BYTES]);
/* At the registry: the same key. ERR_UNTRUSTED: no honest kiosk has such a key. */
MUST_USE enum err shared_key_of_registry(struct shared_key *out, const unsigned char content_secret[SIGN_SECRET_BYTES],
                                         const unsigned char kiosk_public[SIGN_PUBLIC_BYTES]);

/* Over the purpose and every part with its length in front. */
void mac_make(char out[MAC_TEXT_BYTES], enum mac_purpose purpose, const struct sign_part *parts, size_t parts_count,
              const struct shared_key *key);
/* ERR_OK or ERR_UNTRUSTED; `mac` may be NULL (none was sent). In a time that tells nothing of the right one. */
MUST_USE enum err mac_check(const char *mac, enum mac_purpose purpose, const struct sign_part *parts,
                            size_t parts_count, const struct shared_key *key);
