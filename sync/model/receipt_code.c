#include "sync/model/receipt_code.h"

#include <sodium.h>
#include <string.h>

#include "sync/base/crockford.h"

enum { DATA_SYMBOLS = RECEIPT_CODE_SYMBOLS - 1, CHECK_MODULUS = 31 };

static int check_value(const int values[DATA_SYMBOLS])
{
    int sum = 0;
    for (int at = 0; at < DATA_SYMBOLS; at++) sum += (at + 2) * values[at];
    return sum % CHECK_MODULUS;
}

static void write_standard(char out[RECEIPT_CODE_TEXT_BYTES], const int values[RECEIPT_CODE_SYMBOLS])
{
    size_t at = 0;
    for (int symbol = 0; symbol < RECEIPT_CODE_SYMBOLS; symbol++) {
        if (symbol > 0 && symbol % 4 == 0) out[at++] = '-';
        out[at++] = crockford_symbol(values[symbol]);
    }
    out[at] = '\0';
}

void receipt_code_make(char out[RECEIPT_CODE_TEXT_BYTES])
{
    int values[RECEIPT_CODE_SYMBOLS];
    for (int at = 0; at < DATA_SYMBOLS; at++) values[at] = (int)randombytes_uniform(CROCKFORD_VALUES);
    values[DATA_SYMBOLS] = check_value(values);
    write_standard(out, values);
    sodium_memzero(values, sizeof(values));
}

enum err receipt_code_read(char out[RECEIPT_CODE_TEXT_BYTES], const char *typed)
{
    int values[RECEIPT_CODE_SYMBOLS];
    int count = 0;
    for (const char *letter = typed; *letter != '\0'; letter++) {
        if (*letter == '-' || *letter == ' ') continue;
        int value = crockford_value(*letter);
        if (value < 0 || count == RECEIPT_CODE_SYMBOLS) return ERR_INVALID;
        values[count++] = value;
    }
    if (count != RECEIPT_CODE_SYMBOLS || values[DATA_SYMBOLS] != check_value(values)) return ERR_INVALID;
    write_standard(out, values);
    return ERR_OK;
}

void receipt_code_hash(unsigned char out[RECEIPT_CODE_HASH_BYTES], const char *code)
{
    static const unsigned char prefix[] = "forhal-receipt-code-1";
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, RECEIPT_CODE_HASH_BYTES);
    crypto_generichash_update(&state, prefix, sizeof(prefix));
    crypto_generichash_update(&state, (const unsigned char *)code, strlen(code));
    crypto_generichash_final(&state, out, RECEIPT_CODE_HASH_BYTES);
    sodium_memzero(&state, sizeof(state));
}
