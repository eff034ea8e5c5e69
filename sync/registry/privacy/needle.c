#define _POSIX_C_SOURCE 200809L
#include "sync/registry/privacy/needle.h"

#include <ctype.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>

#include "sync/base/str.h"
#include "sync/model/fold.h"

/* Accents that stand behind their letter: U+0300 to U+036F. */
static bool is_accent(const char *at)
{
    unsigned char first = (unsigned char)at[0];
    unsigned char second = (unsigned char)at[1];
    return first == 0xcc || (first == 0xcd && second < 0xb0);
}

/* What has no letters but the English ones, quickly. NULL: without memory, or there are others, which *out_others says.
 */
static char *fold_plain(const char *text, bool *out_others)
{
    size_t length = strlen(text);
    *out_others = false;
    for (size_t at = 0; at < length && !*out_others; at++) *out_others = (unsigned char)text[at] >= 0x80;
    char *small = *out_others ? NULL : malloc(length + 1);
    for (size_t at = 0; small != NULL && at <= length; at++) small[at] = (char)tolower((unsigned char)text[at]);
    return small;
}

/* Small letters without accents; å, æ and ø become two letters first. The caller frees. */
static char *fold(const char *text)
{
    bool others = false;
    char *quick = fold_plain(text, &others);
    if (!others) return quick;
    AUTO(str_finish) struct str two;
    AUTO(str_finish) struct str plain;
    size_t bytes = 0;
    str_init(&two, SIZE_MAX / 4);
    str_init(&plain, SIZE_MAX / 4);
    uint8_t *small = u8_casefold((const uint8_t *)text, strlen(text) + 1, NULL, UNINORM_NFC, NULL, &bytes);
    if (small == NULL) return NULL; /* the text was written by us, so it is UTF-8 */
    fold_add(&two, (const char *)small);
    sodium_memzero(small, bytes);
    free(small);
    uint8_t *apart = u8_normalize(UNINORM_NFKD, (const uint8_t *)str_text(&two), two.length + 1, NULL, &bytes);
    if (apart == NULL) return NULL;
    for (const char *at = (const char *)apart; *at != '\0'; at++) {
        if (is_accent(at)) {
            at++;
        } else {
            str_add_bytes(&plain, at, 1);
        }
    }
    sodium_memzero(apart, bytes);
    free(apart);
    return plain.length > 0 ? str_take(&plain) : strdup("");
}

static bool stands_between(char letter)
{
    return letter == ' ' || letter == '-' || letter == '.' || letter == '(' || letter == ')' || letter == '/';
}

/* The digits of a number without its country code for Denmark; false: there is something else, too. */
static bool read_digits(const char *typed, char out[NEEDLE_DIGITS_MAX + 1])
{
    size_t count = 0;
    const char *at = typed;
    while (stands_between(*at)) at++;
    bool plus = *at == '+';
    for (at += plus; *at != '\0'; at++) {
        if (stands_between(*at)) continue;
        if (isdigit((unsigned char)*at) == 0 || count == NEEDLE_DIGITS_MAX) return false;
        out[count++] = *at;
    }
    out[count] = '\0';
    size_t code = plus && strncmp(out, "45", 2) == 0 ? 2 : strncmp(out, "0045", 4) == 0 ? 4 : 0;
    memmove(out, out + code, count - code + 1);
    return count - code >= NEEDLE_DIGITS_MIN;
}

enum err needle_read(struct needle *out, const char *typed)
{
    *out = (struct needle){.words = NULL};
    while (*typed == ' ') typed++;
    size_t length = strlen(typed);
    while (length > 0 && typed[length - 1] == ' ') length--;
    if (length < NEEDLE_LETTERS_MIN || length > NEEDLE_BYTES_MAX) return ERR_INVALID;
    char copy[NEEDLE_BYTES_MAX + 1];
    memcpy(copy, typed, length);
    copy[length] = '\0';
    bool number = read_digits(copy, out->digits);
    if (!number) {
        out->digits[0] = '\0';
        out->words = fold(copy);
    }
    sodium_memzero(copy, sizeof(copy));
    if (number) return ERR_OK;
    if (out->words == NULL) return ERR_NOMEM;
    return strlen(out->words) >= NEEDLE_LETTERS_MIN ? ERR_OK : ERR_INVALID;
}

void needle_finish(struct needle *needle)
{
    if (needle->words != NULL) sodium_memzero(needle->words, strlen(needle->words));
    free(needle->words);
    sodium_memzero(needle, sizeof(*needle));
}

/* Do the digits begin here, with anything between them that stands between digits? */
static bool digits_begin(const char *at, const char *digits)
{
    for (; *digits != '\0'; at++) {
        if (*at == *digits) {
            digits++;
        } else if (!stands_between(*at)) {
            return false;
        }
    }
    return true;
}

enum err needle_find(const struct needle *needle, const char *text)
{
    if (text == NULL || text[0] == '\0') return ERR_NOT_FOUND;
    if (needle->words == NULL) {
        for (const char *at = text; *at != '\0'; at++) {
            if (*at == needle->digits[0] && digits_begin(at, needle->digits)) return ERR_OK;
        }
        return ERR_NOT_FOUND;
    }
    char *folded = fold(text);
    if (folded == NULL) return ERR_NOMEM;
    bool found = strstr(folded, needle->words) != NULL;
    sodium_memzero(folded, strlen(folded));
    free(folded);
    return found ? ERR_OK : ERR_NOT_FOUND;
}
