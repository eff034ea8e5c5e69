#include "sync/wire/sign.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

_Static_assert(SIGN_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "key size");
_Static_assert(SIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "key size");
_Static_assert(SIGN_SIGNATURE_BYTES == crypto_sign_BYTES, "signature size");

static const char *const purpose_names[] = {
    [SIGN_FEED] = "forhal-feed-1",       [SIGN_RECEIPT] = "forhal-receipt-1", [SIGN_ENTRY] = "forhal-entry-1",
    [SIGN_REQUEST] = "forhal-request-1", [SIGN_ENROL] = "forhal-enrol-1",     [SIGN_TURN] = "forhal-turn-1",
    [SIGN_ROTATE] = "forhal-rotate-1",   [SIGN_ROTATED] = "forhal-rotated-1", [SIGN_KEYS] = "forhal-keys-1",
    [SIGN_FRESH] = "forhal-fresh-1",
};

void sign_make_keys(unsigned char public_key[SIGN_PUBLIC_BYTES], unsigned char secret_key[SIGN_SECRET_BYTES])
{
    crypto_sign_keypair(public_key, secret_key);
}

static void hash_part(crypto_generichash_state *state, const void *bytes, size_t bytes_count)
{
    unsigned char length[8];
    for (size_t at = 0; at < sizeof(length); at++) length[at] = (unsigned char)((uint64_t)bytes_count >> (8 * at));
    crypto_generichash_update(state, length, sizeof(length));
    if (bytes_count > 0) crypto_generichash_update(state, bytes, bytes_count);
}

static void digest_of(unsigned char out[crypto_generichash_BYTES_MAX], enum sign_purpose purpose,
                      const struct sign_part *parts, size_t parts_count)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, crypto_generichash_BYTES_MAX);
    hash_part(&state, purpose_names[purpose], strlen(purpose_names[purpose]));
    for (size_t at = 0; at < parts_count; at++) hash_part(&state, parts[at].bytes, parts[at].bytes_count);
    crypto_generichash_final(&state, out, crypto_generichash_BYTES_MAX);
}

void sign_make(unsigned char out[SIGN_SIGNATURE_BYTES], enum sign_purpose purpose, const struct sign_part *parts,
               size_t parts_count, const unsigned char secret_key[SIGN_SECRET_BYTES])
{
    unsigned char digest[crypto_generichash_BYTES_MAX];
    digest_of(digest, purpose, parts, parts_count);
    crypto_sign_detached(out, NULL, digest, sizeof(digest), secret_key);
}

enum err sign_check(const unsigned char signature[SIGN_SIGNATURE_BYTES], enum sign_purpose purpose,
                    const struct sign_part *parts, size_t parts_count,
                    const unsigned char public_key[SIGN_PUBLIC_BYTES])
{
    unsigned char digest[crypto_generichash_BYTES_MAX];
    digest_of(digest, purpose, parts, parts_count);
    int code = crypto_sign_verify_detached(signature, digest, sizeof(digest), public_key);
    return code == 0 ? ERR_OK : ERR_UNTRUSTED;
}

struct sign_part sign_text(const char *text)
{
    return (struct sign_part){text, strlen(text)};
}
