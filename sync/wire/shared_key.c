#include "sync/wire/shared_key.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING, MAC_BYTES = 32 };

_Static_assert(MAC_TEXT_BYTES == sodium_base64_ENCODED_LEN(MAC_BYTES, BASE64), "text size");
_Static_assert(SHARED_KEY_BYTES == crypto_scalarmult_BYTES, "key size");

static const char key_name[] = "forhal-shared-key-1";
static const char *const purpose_names[] = {
    [MAC_REQUEST] = "forhal-request-mac-1",
    [MAC_FRESH] = "forhal-fresh-mac-1",
};

/* Of the point both can compute, and whose it is. */
static void derive(struct shared_key *out, const unsigned char point[crypto_scalarmult_BYTES],
                   const unsigned char kiosk_public[SIGN_PUBLIC_BYTES],
                   const unsigned char content_public[SIGN_PUBLIC_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, SHARED_KEY_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)key_name, sizeof(key_name));
    crypto_generichash_update(&state, point, crypto_scalarmult_BYTES);
    crypto_generichash_update(&state, kiosk_public, SIGN_PUBLIC_BYTES);
    crypto_generichash_update(&state, content_public, SIGN_PUBLIC_BYTES);
    crypto_generichash_final(&state, out->bytes, SHARED_KEY_BYTES);
    sodium_memzero(&state, sizeof(state));
}

static enum err meet(unsigned char point[crypto_scalarmult_BYTES], const unsigned char own_secret[SIGN_SECRET_BYTES],
                     const unsigned char other_public[SIGN_PUBLIC_BYTES])
{
    unsigned char scalar[crypto_scalarmult_SCALARBYTES];
    unsigned char other[crypto_scalarmult_BYTES];
    enum err err = ERR_UNTRUSTED;
    if (crypto_sign_ed25519_pk_to_curve25519(other, other_public) == 0 &&
        crypto_sign_ed25519_sk_to_curve25519(scalar, own_secret) == 0 && crypto_scalarmult(point, scalar, other) == 0) {
        err = ERR_OK;
    }
    sodium_memzero(scalar, sizeof(scalar));
    return err;
}

enum err shared_key_of_kiosk(struct shared_key *out, const unsigned char kiosk_secret[SIGN_SECRET_BYTES],
                             const unsigned char content_public[SIGN_PUBLIC_BYTES])
{
    unsigned char point[crypto_scalarmult_BYTES];
    unsigned char own[SIGN_PUBLIC_BYTES];
    enum err err = meet(point, kiosk_secret, content_public);
    crypto_sign_ed25519_sk_to_pk(own, kiosk_secret);
    if (err == ERR_OK) derive(out, point, own, content_public);
    sodium_memzero(point, sizeof(point));
    return err;
}

enum err shared_key_of_registry(struct shared_key *out, const unsigned char content_secret[SIGN_SECRET_BYTES],
                                const unsigned char kiosk_public[SIGN_PUBLIC_BYTES])
{
    unsigned char point[crypto_scalarmult_BYTES];
    unsigned char own[SIGN_PUBLIC_BYTES];
    enum err err = meet(point, content_secret, kiosk_public);
    crypto_sign_ed25519_sk_to_pk(own, content_secret);
    if (err == ERR_OK) derive(out, point, kiosk_public, own);
    sodium_memzero(point, sizeof(point));
    return err;
}

static void hash_part(crypto_generichash_state *state, const void *bytes, size_t bytes_count)
{
    unsigned char length[8];
    for (size_t at = 0; at < sizeof(length); at++) length[at] = (unsigned char)((uint64_t)bytes_count >> (8 * at));
    crypto_generichash_update(state, length, sizeof(length));
    if (bytes_count > 0) crypto_generichash_update(state, bytes, bytes_count);
}

static void mac_of(unsigned char out[MAC_BYTES], enum mac_purpose purpose, const struct sign_part *parts,
                   size_t parts_count, const struct shared_key *key)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, key->bytes, SHARED_KEY_BYTES, MAC_BYTES);
    hash_part(&state, purpose_names[purpose], strlen(purpose_names[purpose]));
    for (size_t at = 0; at < parts_count; at++) hash_part(&state, parts[at].bytes, parts[at].bytes_count);
    crypto_generichash_final(&state, out, MAC_BYTES);
    sodium_memzero(&state, sizeof(state));
}

void mac_make(char out[MAC_TEXT_BYTES], enum mac_purpose purpose, const struct sign_part *parts, size_t parts_count,
              const struct shared_key *key)
{
    unsigned char mac[MAC_BYTES];
    mac_of(mac, purpose, parts, parts_count, key);
    sodium_bin2base64(out, MAC_TEXT_BYTES, mac, sizeof(mac), BASE64);
}

enum err mac_check(const char *mac, enum mac_purpose purpose, const struct sign_part *parts, size_t parts_count,
                   const struct shared_key *key)
{
    unsigned char sent[MAC_BYTES], right[MAC_BYTES];
    size_t got = 0;
    if (mac == NULL) return ERR_UNTRUSTED;
    if (sodium_base642bin(sent, sizeof(sent), mac, strlen(mac), NULL, &got, NULL, BASE64) != 0 || got != sizeof(sent)) {
        return ERR_UNTRUSTED;
    }
    mac_of(right, purpose, parts, parts_count, key);
    bool same = sodium_memcmp(sent, right, sizeof(right)) == 0;
    sodium_memzero(right, sizeof(right));
    return same ? ERR_OK : ERR_UNTRUSTED;
}
