#include "sync/registry/web/form_token.h"

#include <sodium.h>
#include <string.h>

enum { TIME_BYTES = 8, MAC_BYTES = 24, TOKEN_BYTES = ENTRY_ID_BYTES + TIME_BYTES + MAC_BYTES };

/* Makes `bytes` out of what nobody else can know, for one purpose. */
static void derive(unsigned char *out, size_t bytes, const struct registry *registry, const char *purpose,
                   const unsigned char *about, size_t about_bytes)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, registry->keys.seal_secret, SEAL_SECRET_BYTES, bytes);
    crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    crypto_generichash_update(&state, about, about_bytes);
    crypto_generichash_final(&state, out, bytes);
    sodium_memzero(&state, sizeof(state));
}

static void mac_make(unsigned char out[MAC_BYTES], const struct registry *registry, enum submission_kind kind,
                     const unsigned char token[TOKEN_BYTES])
{
    unsigned char about[1 + ENTRY_ID_BYTES + TIME_BYTES];
    about[0] = (unsigned char)kind;
    memcpy(about + 1, token, ENTRY_ID_BYTES + TIME_BYTES);
    derive(out, MAC_BYTES, registry, "forhal page form", about, sizeof(about));
}

void form_token_make(const struct registry *registry, enum submission_kind kind, char out[FORM_TOKEN_TEXT_BYTES])
{
    unsigned char token[TOKEN_BYTES];
    uint64_t now_s = (uint64_t)clock_wall_s(&registry->clock);
    randombytes_buf(token, ENTRY_ID_BYTES);
    for (int at = 0; at < TIME_BYTES; at++) token[ENTRY_ID_BYTES + at] = (unsigned char)(now_s >> (8 * at));
    mac_make(token + ENTRY_ID_BYTES + TIME_BYTES, registry, kind, token);
    sodium_bin2base64(out, FORM_TOKEN_TEXT_BYTES, token, sizeof(token), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

enum form_token_state form_token_read(struct form_token *out, const struct registry *registry,
                                      enum submission_kind kind, const char *text)
{
    unsigned char token[TOKEN_BYTES];
    unsigned char mac[MAC_BYTES];
    size_t bytes = 0;
    if (sodium_base642bin(token, sizeof(token), text, strlen(text), NULL, &bytes, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        bytes != sizeof(token)) {
        return FORM_TOKEN_FALSE;
    }
    mac_make(mac, registry, kind, token);
    if (sodium_memcmp(mac, token + ENTRY_ID_BYTES + TIME_BYTES, MAC_BYTES) != 0) return FORM_TOKEN_FALSE;
    uint64_t shown_s = 0;
    for (int at = 0; at < TIME_BYTES; at++) shown_s |= (uint64_t)token[ENTRY_ID_BYTES + at] << (8 * at);
    int64_t age_s = clock_wall_s(&registry->clock) - (int64_t)shown_s;
    /* A clock that was set back makes it look as if it were not shown yet. */
    if (age_s > FORM_SECONDS_MOST || age_s < -FORM_SECONDS_MOST) return FORM_TOKEN_TOO_OLD;
    memcpy(out->id, token, ENTRY_ID_BYTES);
    out->shown_s = (int64_t)shown_s;
    return age_s >= 0 && age_s < FORM_SECONDS_LEAST ? FORM_TOKEN_TOO_SOON : FORM_TOKEN_GOOD;
}

void form_token_code(const struct registry *registry, const struct form_token *token, char out[RECEIPT_CODE_TEXT_BYTES])
{
    unsigned char seed[crypto_generichash_BYTES];
    derive(seed, sizeof(seed), registry, "forhal page receipt code", token->id, ENTRY_ID_BYTES);
    receipt_code_from_seed(out, seed);
    sodium_memzero(seed, sizeof(seed));
}
