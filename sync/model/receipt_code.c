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

void receipt_code_from_seed(char out[RECEIPT_CODE_TEXT_BYTES], const unsigned char seed[RECEIPT_CODE_SEED_BYTES])
{
    _Static_assert((int)RECEIPT_CODE_SEED_BYTES == (int)DATA_SYMBOLS, "a byte for each symbol");
    int values[RECEIPT_CODE_SYMBOLS];
    for (int at = 0; at < DATA_SYMBOLS; at++) values[at] = seed[at] % CROCKFORD_VALUES; /* 32 divides 256 */
    values[DATA_SYMBOLS] = check_value(values);
    write_standard(out, values);
    sodium_memzero(values, sizeof(values));
}

/* The symbols, whatever the check says. False: wrong length or letter. */
static bool read_values(int values[RECEIPT_CODE_SYMBOLS], const char *typed)
{
    int count = 0;
    for (const char *letter = typed; *letter != '\0'; letter++) {
        if (*letter == '-' || *letter == ' ') continue;
        int value = crockford_value(*letter);
        if (value < 0 || count == RECEIPT_CODE_SYMBOLS) return false;
        values[count++] = value;
    }
    return count == RECEIPT_CODE_SYMBOLS;
}

static bool check_fits(const int values[RECEIPT_CODE_SYMBOLS])
{
    return values[DATA_SYMBOLS] == check_value(values);
}

enum err receipt_code_read(char out[RECEIPT_CODE_TEXT_BYTES], const char *typed)
{
    int values[RECEIPT_CODE_SYMBOLS];
    bool good = read_values(values, typed) && check_fits(values);
    if (good) write_standard(out, values);
    sodium_memzero(values, sizeof(values));
    return good ? ERR_OK : ERR_INVALID;
}

/* What eyes and hands take for each other, in pairs. */
static const char look_alikes[] = "8B5S2Z0D6G17VYMN";

/* Would the code be right with another symbol at `at`? */
static bool mended_by_look_alike(int values[RECEIPT_CODE_SYMBOLS], int at)
{
    int typed = values[at];
    bool mended = false;
    for (const char *pair = look_alikes; *pair != '\0'; pair += 2) {
        int one = crockford_value(pair[0]);
        int other = crockford_value(pair[1]);
        if (typed != one && typed != other) continue;
        values[at] = typed == one ? other : one;
        mended = mended || check_fits(values);
        values[at] = typed;
    }
    return mended;
}

static void swap(int *one, int *other)
{
    int value = *one;
    *one = *other;
    *other = value;
}

static bool mended_by_swap(int values[RECEIPT_CODE_SYMBOLS], int at)
{
    if (at + 1 >= RECEIPT_CODE_SYMBOLS || values[at] == values[at + 1]) return false;
    swap(&values[at], &values[at + 1]);
    bool mended = check_fits(values);
    swap(&values[at], &values[at + 1]);
    return mended;
}

int receipt_code_doubtful_group(const char *typed)
{
    enum { GROUP_SYMBOLS = RECEIPT_CODE_SYMBOLS / RECEIPT_CODE_GROUPS };
    int values[RECEIPT_CODE_SYMBOLS];
    int group = -1;
    bool several = false;
    if (!read_values(values, typed) || check_fits(values)) return -1;
    for (int at = 0; at < RECEIPT_CODE_SYMBOLS; at++) {
        if (!mended_by_look_alike(values, at) && !mended_by_swap(values, at)) continue;
        several = several || (group >= 0 && group != at / GROUP_SYMBOLS);
        group = at / GROUP_SYMBOLS;
    }
    sodium_memzero(values, sizeof(values));
    return several ? -1 : group;
}

void receipt_code_name(char out[RECEIPT_CODE_NAME_BYTES], const unsigned char hash[RECEIPT_CODE_HASH_BYTES])
{
    sodium_bin2hex(out, RECEIPT_CODE_NAME_BYTES, hash, RECEIPT_CODE_HASH_BYTES);
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
