#include "sync/wire/freshness.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
    NONCE_BYTES = (NONCE_TEXT_BYTES - 1) / 2,
    BEFORE_WORDS = '.',
    BEFORE_MAC = '~',
};

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

void freshness_sign_together(char out[FRESHNESS_TEXT_BYTES], const char *const nonces[], size_t count,
                             const char *page_signature, const unsigned char content_secret[SIGN_SECRET_BYTES])
{
    unsigned char bytes[FRESHNESS_NONCES_MAX * NONCE_BYTES];
    char words[sodium_base64_ENCODED_LEN(sizeof(bytes), BASE64)];
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    assert(count >= 1 && count <= FRESHNESS_NONCES_MAX);
    if (count == 1) {
        freshness_sign(out, nonces[0], page_signature, content_secret);
        return;
    }
    for (size_t at = 0; at < count; at++) {
        (void)sodium_hex2bin(bytes + at * NONCE_BYTES, NONCE_BYTES, nonces[at], NONCE_TEXT_BYTES - 1, NULL, NULL, NULL);
    }
    sodium_bin2base64(words, sizeof(words), bytes, count * NONCE_BYTES, BASE64);
    freshness_sign(signature, words, page_signature, content_secret);
    snprintf(out, FRESHNESS_TEXT_BYTES, "%s%c%s", signature, BEFORE_WORDS, words);
}

/* Is the question's word among those of the proof? */
static bool is_among(const char *words, const char *nonce)
{
    unsigned char bytes[FRESHNESS_NONCES_MAX * NONCE_BYTES];
    char own[NONCE_TEXT_BYTES];
    size_t got = 0;
    if (sodium_base642bin(bytes, sizeof(bytes), words, strlen(words), NULL, &got, NULL, BASE64) != 0) return false;
    for (size_t at = 0; at + NONCE_BYTES <= got; at += NONCE_BYTES) {
        sodium_bin2hex(own, sizeof(own), bytes + at, NONCE_BYTES);
        if (strcmp(own, nonce) == 0) return true;
    }
    return false;
}

enum err freshness_check(const char *proof, const char *nonce, const char *page_signature,
                         const unsigned char content_public[SIGN_PUBLIC_BYTES])
{
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    size_t got = 0;
    const char *dot = strchr(proof, BEFORE_WORDS);
    size_t length = dot != NULL ? (size_t)(dot - proof) : strlen(proof);
    if (sodium_base642bin(signature, sizeof(signature), proof, length, NULL, &got, NULL, BASE64) != 0 ||
        got != sizeof(signature)) {
        return ERR_UNTRUSTED;
    }
    if (dot != NULL && !is_among(dot + 1, nonce)) return ERR_UNTRUSTED;
    /* The words are longer than a single one, so neither signature is good for the other. */
    const struct sign_part parts[] = {sign_text(dot != NULL ? dot + 1 : nonce), sign_text(page_signature)};
    return sign_check(signature, SIGN_FRESH, parts, 2, content_public);
}

void freshness_mac(char out[FRESHNESS_TEXT_BYTES], const char *nonce, const char *page_signature,
                   const struct shared_key *key)
{
    char mac[MAC_TEXT_BYTES];
    const struct sign_part parts[] = {sign_text(nonce), sign_text(page_signature)};
    mac_make(mac, MAC_FRESH, parts, 2, key);
    snprintf(out, FRESHNESS_TEXT_BYTES, "%c%s", BEFORE_MAC, mac);
}

enum err freshness_check_mac(const char *proof, const char *nonce, const char *page_signature,
                             const struct shared_key *key)
{
    const struct sign_part parts[] = {sign_text(nonce), sign_text(page_signature)};
    return proof[0] == BEFORE_MAC ? mac_check(proof + 1, MAC_FRESH, parts, 2, key) : ERR_UNTRUSTED;
}
