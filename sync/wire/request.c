#include "sync/wire/request.h"

#include <sodium.h>
#include <string.h>

enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

_Static_assert(REQUEST_SIGNATURE_TEXT_BYTES == sodium_base64_ENCODED_LEN(SIGN_SIGNATURE_BYTES, BASE64), "text size");

void request_sign(char out[REQUEST_SIGNATURE_TEXT_BYTES], enum sign_purpose purpose, const char *method,
                  const char *target, const void *body, size_t body_bytes,
                  const unsigned char kiosk_secret[SIGN_SECRET_BYTES])
{
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    const struct sign_part parts[] = {sign_text(method), sign_text(target), {body, body_bytes}};
    sign_make(signature, purpose, parts, 3, kiosk_secret);
    sodium_bin2base64(out, REQUEST_SIGNATURE_TEXT_BYTES, signature, sizeof(signature), BASE64);
}

enum err request_check(const char *signature, enum sign_purpose purpose, const char *method, const char *target,
                       const void *body, size_t body_bytes, const unsigned char kiosk_public[SIGN_PUBLIC_BYTES])
{
    unsigned char bytes[SIGN_SIGNATURE_BYTES];
    size_t got = 0;
    if (signature == NULL) return ERR_UNTRUSTED;
    if (sodium_base642bin(bytes, sizeof(bytes), signature, strlen(signature), NULL, &got, NULL, BASE64) != 0 ||
        got != sizeof(bytes)) {
        return ERR_UNTRUSTED;
    }
    const struct sign_part parts[] = {sign_text(method), sign_text(target), {body, body_bytes}};
    return sign_check(bytes, purpose, parts, 3, kiosk_public);
}

void request_mac(char out[MAC_TEXT_BYTES], const char *method, const char *target, const struct shared_key *key)
{
    const struct sign_part parts[] = {sign_text(method), sign_text(target)};
    mac_make(out, MAC_REQUEST, parts, 2, key);
}

enum err request_check_mac(const char *mac, const char *method, const char *target, const struct shared_key *key)
{
    const struct sign_part parts[] = {sign_text(method), sign_text(target)};
    return mac_check(mac, MAC_REQUEST, parts, 2, key);
}
