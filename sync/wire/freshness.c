#include "sync/wire/freshness.h"

#include <sodium.h>
#include <string.h>

enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING, NONCE_BYTES = (NONCE_TEXT_BYTES - 1) / 2 };

void nonce_make(char out[NONCE_TEXT_BYTES])
{
    unsigned char random[NONCE_BYTES];
    randombytes_buf(random, sizeof(random));
    sodium_bin2hex(out, NONCE_TEXT_BYTES, random, sizeof(random));
}

bool nonce_is_one(const char *text)
{
    return text != NULL && strlen(text) == NONCE_TEXT_BYTES - 1 &&
           strspn(text, "0123456789abcdef") == NONCE_TEXT_BYTES - 1;
}

void freshness_sign(char out[FEED_SIGNATURE_TEXT_BYTES], const char *nonce, const char *page_signature,
                    const unsigned char content_secret[SIGN_SECRET_BYTES])
{
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    const struct sign_part parts[] = {sign_text(nonce), sign_text(page_signature)};
    sign_make(signature, SIGN_FRESH, parts, 2, content_secret);
    sodium_bin2base64(out, FEED_SIGNATURE_TEXT_BYTES, signature, sizeof(signature), BASE64);
}

enum err freshness_check(const char *proof, const char *nonce, const char *page_signature,
                         const unsigned char content_public[SIGN_PUBLIC_BYTES])
{
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    size_t got = 0;
    if (sodium_base642bin(signature, sizeof(signature), proof, strlen(proof), NULL, &got, NULL, BASE64) != 0 ||
        got != sizeof(signature)) {
        return ERR_UNTRUSTED;
    }
    const struct sign_part parts[] = {sign_text(nonce), sign_text(page_signature)};
    return sign_check(signature, SIGN_FRESH, parts, 2, content_public);
}
