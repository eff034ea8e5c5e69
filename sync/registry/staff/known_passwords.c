#include "sync/registry/staff/known_passwords.h"

#include <sodium.h>
#include <string.h>

#include "sync/registry/staff/users.h"

enum { WORD_LETTERS_MIN = 4 };

/* What whoever guesses here tries besides. */
static const char *const town_words[] = {"albertslund", "forhal",  "raadhus",     "rådhus",     "kommune",
                                         "velkommen",   "netværk", "adgangskode", "sekretariat"};

static bool is_listed(const char *word, size_t length)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    uint64_t wanted = 0;
    size_t low = 0;
    size_t high = known_password_hashes_count;
    crypto_hash_sha256(hash, (const unsigned char *)word, length);
    for (size_t at = 0; at < sizeof(wanted); at++) wanted = wanted << 8 | hash[at];
    sodium_memzero(hash, sizeof(hash));
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (known_password_hashes[middle] < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < known_password_hashes_count && known_password_hashes[low] == wanted;
}

static bool is_letter(char sign)
{
    return (sign >= 'a' && sign <= 'z') || ((unsigned char)sign & 0x80) != 0;
}

static void lower(char out[USER_PASSWORD_BYTES_MAX + 1], const char *text)
{
    size_t length = 0;
    for (; *text != '\0' && length < USER_PASSWORD_BYTES_MAX; text++) {
        out[length++] = (char)(*text >= 'A' && *text <= 'Z' ? *text + ('a' - 'A') : *text);
    }
    out[length] = '\0';
}

static bool is_word(const char *word, size_t length, const char *name)
{
    char own[USER_PASSWORD_BYTES_MAX + 1];
    if (is_listed(word, length)) return true;
    for (size_t at = 0; at < sizeof(town_words) / sizeof(town_words[0]); at++) {
        if (strlen(town_words[at]) == length && strncmp(town_words[at], word, length) == 0) return true;
    }
    lower(own, name != NULL ? name : "");
    return own[0] != '\0' && strlen(own) == length && strncmp(own, word, length) == 0;
}

/* "abcabcabc" is "abc" three times; what does not repeat is itself. */
static size_t period_of(const char *word, size_t length)
{
    for (size_t period = 1; period <= length / 2; period++) {
        if (length % period == 0 && memcmp(word, word + period, length - period) == 0) return period;
    }
    return length;
}

/* "1234567890123": figures, each as far from the one before. */
static bool is_row(const char *text)
{
    size_t length = strlen(text);
    if (length < 2 || strspn(text, "0123456789") != length) return false;
    int step = (text[1] - text[0] + 10) % 10;
    for (size_t at = 2; at < length; at++) {
        if ((text[at] - text[at - 1] + 10) % 10 != step) return false;
    }
    return true;
}

bool password_is_known(const char *password, const char *name)
{
    char text[USER_PASSWORD_BYTES_MAX + 1];
    lower(text, password);
    size_t from = 0;
    size_t to = strlen(text);
    bool known = to > 0 && (is_row(text) || is_word(text, to, name) || is_word(text, period_of(text, to), name) ||
                            period_of(text, to) < WORD_LETTERS_MIN);
    while (from < to && !is_letter(text[from])) from++;
    while (to > from && !is_letter(text[to - 1])) to--;
    size_t core = to - from;
    if (core >= WORD_LETTERS_MIN) {
        known = known || is_word(text + from, core, name) || is_word(text + from, period_of(text + from, core), name);
    }
    sodium_memzero(text, sizeof(text));
    return known;
}
