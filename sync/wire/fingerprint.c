#include "sync/wire/fingerprint.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/crockford.h"

enum { HASH_BYTES = 20, GROUP_SYMBOLS = 4 };

_Static_assert(HASH_BYTES * 8 == FINGERPRINT_SYMBOLS * 5, "all bits are shown");

static void symbols_of(char out[FINGERPRINT_SYMBOLS + 1], const unsigned char key[SIGN_PUBLIC_BYTES])
{
    static const unsigned char prefix[] = "forhal-fingerprint-1";
    unsigned char hash[HASH_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof(hash));
    crypto_generichash_update(&state, prefix, sizeof(prefix));
    crypto_generichash_update(&state, key, SIGN_PUBLIC_BYTES);
    crypto_generichash_final(&state, hash, sizeof(hash));
    for (int at = 0; at < FINGERPRINT_SYMBOLS; at++) {
        int bit = at * 5;
        unsigned pair = (unsigned)hash[bit / 8] << 8;
        if (bit / 8 + 1 < HASH_BYTES) pair |= hash[bit / 8 + 1];
        out[at] = crockford_symbol((int)(pair >> (11 - bit % 8) & 31));
    }
    out[FINGERPRINT_SYMBOLS] = '\0';
}

static void in_groups(char *out, const char *symbols, int count)
{
    for (int at = 0; at < count; at++) {
        if (at > 0 && at % GROUP_SYMBOLS == 0) *out++ = '-';
        *out++ = symbols[at];
    }
    *out = '\0';
}

void fingerprint_text(char out[FINGERPRINT_TEXT_BYTES], const unsigned char key[SIGN_PUBLIC_BYTES])
{
    char symbols[FINGERPRINT_SYMBOLS + 1];
    symbols_of(symbols, key);
    in_groups(out, symbols, FINGERPRINT_SYMBOLS);
}

void fingerprint_code(char out[FINGERPRINT_CODE_TEXT_BYTES], const unsigned char key[SIGN_PUBLIC_BYTES])
{
    char symbols[FINGERPRINT_SYMBOLS + 1];
    symbols_of(symbols, key);
    in_groups(out, symbols, FINGERPRINT_CODE_SYMBOLS);
}

enum err fingerprint_read(char out[FINGERPRINT_SYMBOLS + 1], const char *typed)
{
    char symbols[FINGERPRINT_SYMBOLS + 1];
    size_t count = 0;
    for (const char *letter = typed; *letter != '\0'; letter++) {
        if (*letter == '-' || *letter == ' ') continue;
        int value = crockford_value(*letter);
        if (value < 0 || count == FINGERPRINT_SYMBOLS) return ERR_INVALID;
        symbols[count++] = crockford_symbol(value);
    }
    if (count != FINGERPRINT_SYMBOLS && count != FINGERPRINT_CODE_SYMBOLS) return ERR_INVALID;
    symbols[count] = '\0';
    snprintf(out, FINGERPRINT_SYMBOLS + 1, "%s", symbols);
    return ERR_OK;
}

bool fingerprint_fits(const char *symbols, const unsigned char key[SIGN_PUBLIC_BYTES])
{
    char own[FINGERPRINT_SYMBOLS + 1];
    symbols_of(own, key);
    return strncmp(own, symbols, strlen(symbols)) == 0;
}
