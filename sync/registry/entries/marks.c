#include "sync/registry/entries/marks.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unistr.h>
#include <uniwbrk.h>

#include "sync/base/str.h"
#include "sync/model/contact.h"
#include "sync/model/digit.h"
#include "sync/model/fold.h"

enum { FOLDED_BYTES_MAX = 64 * 1024, PHONE_DIGITS_MIN = 8, PHONE_DIGITS_MAX = 15 };

struct mark_words {
    char **folded; /* owned, sorted */
    size_t count;
};

const char *mark_kind_name(enum mark_kind kind)
{
    static const char *const names[MARK_KIND_COUNT] = {"cpr", "phone", "email", "word"};
    return names[kind];
}

/* ---- one spelling ---- */

char *marks_fold(const char *text, size_t bytes)
{
    size_t count = 0;
    if (u8_check((const uint8_t *)text, bytes) != NULL) return NULL;
    uint8_t *small = u8_casefold((const uint8_t *)text, bytes, NULL, UNINORM_NFC, NULL, &count);
    if (small == NULL) return NULL;
    char *folded = NULL;
    char *terminated = malloc(count + 1);
    AUTO(str_finish) struct str out;
    str_init(&out, FOLDED_BYTES_MAX);
    if (terminated != NULL) {
        memcpy(terminated, small, count);
        terminated[count] = '\0';
        fold_add(&out, terminated);
        str_add(&out, ""); /* an empty one is a text, too */
        if (str_ok(&out)) folded = out.length > 0 ? str_take(&out) : calloc(1, 1);
        sodium_memzero(terminated, count);
    }
    sodium_memzero(small, count);
    free(terminated);
    free(small);
    return folded;
}

void marks_fold_free(char *folded)
{
    if (folded != NULL) sodium_memzero(folded, strlen(folded));
    free(folded);
}

/* ---- configured words ---- */

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum err add(struct mark_words *words, const char *word)
{
    word += strspn(word, " \t\r\n");
    size_t bytes = strcspn(word, " \t\r\n");
    if (bytes == 0) return ERR_OK;
    if (bytes > MARK_WORD_BYTES_MAX || words->count == MARK_WORDS_MAX) return ERR_TOO_LARGE;
    char *folded = marks_fold(word, bytes);
    if (folded == NULL) return ERR_INVALID;
    words->folded[words->count++] = folded;
    return ERR_OK;
}

enum err mark_words_create(struct mark_words **out, const char *const *list, size_t count)
{
    *out = NULL;
    if (count > MARK_WORDS_MAX) return ERR_TOO_LARGE;
    struct mark_words *words = calloc(1, sizeof(*words));
    if (words == NULL) return ERR_NOMEM;
    words->folded = calloc(count + 1, sizeof(*words->folded));
    enum err err = words->folded != NULL ? ERR_OK : ERR_NOMEM;
    for (size_t at = 0; err == ERR_OK && at < count; at++) err = add(words, list[at]);
    if (err != ERR_OK) {
        mark_words_destroy(words);
        return err;
    }
    if (words->count > 0) qsort(words->folded, words->count, sizeof(*words->folded), compare);
    *out = words;
    return ERR_OK;
}

void mark_words_destroy(struct mark_words *words)
{
    if (words == NULL) return;
    for (size_t at = 0; words->folded != NULL && at < words->count; at++) free(words->folded[at]);
    free(words->folded);
    free(words);
}

void mark_words_name(const struct mark_words *words, char out[17])
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof(hash));
    for (size_t at = 0; words != NULL && at < words->count; at++) {
        crypto_generichash_update(&state, (const unsigned char *)words->folded[at], strlen(words->folded[at]) + 1);
    }
    crypto_generichash_final(&state, hash, sizeof(hash));
    sodium_bin2hex(out, 17, hash, 8);
}

static bool is_configured(const struct mark_words *words, const char *word, size_t bytes)
{
    if (bytes > MARK_WORD_BYTES_MAX) return false;
    char *folded = marks_fold(word, bytes);
    if (folded == NULL) return false;
    bool found = bsearch(&folded, words->folded, words->count, sizeof(*words->folded), compare) != NULL;
    marks_fold_free(folded);
    return found;
}

/* ---- one after the other ---- */

struct found {
    struct mark *marks;
    size_t count;
};

static void note(struct found *found, enum mark_kind kind, size_t from, size_t bytes)
{
    for (size_t at = 0; at < found->count; at++) {
        const struct mark *other = &found->marks[at];
        if (from < other->from + other->bytes && other->from < from + bytes) return; /* the first to say so */
    }
    if (found->count < MARKS_MAX) found->marks[found->count++] = (struct mark){kind, from, bytes};
}

static void find_cpr(struct found *found, const char *text)
{
    size_t bytes = 0;
    for (const char *at = cpr_find(text, &bytes); at != NULL; at = cpr_find(at + bytes, &bytes)) {
        note(found, MARK_CPR, (size_t)(at - text), bytes);
    }
}

/* What may stand between the figures of a telephone number; *out_plain: it does so in no date and no years either. */
static size_t phone_divider(const char *at, bool *out_plain)
{
    *out_plain = *at == ' ' || (unsigned char)*at == 0xc2;
    if (*at == ' ' || *at == '-' || *at == '.' || *at == '/') return 1;
    return strncmp(at, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

/* How many bytes the number has that begins here; 0: none. */
static size_t phone_bytes(const char *text)
{
    const char *at = text + (*text == '+');
    size_t end = 0;
    size_t bytes = 0;
    int digits = 0;
    int group = 0;
    bool pairs = true; /* with other dividers only pairs of figures count: not "2014-2015" */
    bool plain_all = true;
    while (digits <= PHONE_DIGITS_MAX) {
        bool plain = true;
        if (digit_at(at, &bytes) >= 0) {
            digits++;
            group++;
            at += bytes;
            end = (size_t)(at - text);
            continue;
        }
        bytes = phone_divider(at, &plain);
        size_t next = 0;
        if (group == 0 || bytes == 0 || digit_at(at + bytes, &next) < 0) break;
        pairs = pairs && group == 2;
        plain_all = plain_all && plain;
        group = 0;
        at += bytes;
    }
    pairs = pairs && group == 2;
    if (digits < PHONE_DIGITS_MIN || digits > PHONE_DIGITS_MAX) return 0;
    return plain_all || pairs || *text == '+' ? end : 0;
}

static void find_phones(struct found *found, const char *text)
{
    bool inside = false;
    for (const char *at = text; *at != '\0';) {
        size_t bytes = 0;
        bool digit = digit_at(at, &bytes) >= 0;
        size_t number = (digit || *at == '+') && !inside ? phone_bytes(at) : 0;
        if (number > 0) note(found, MARK_PHONE, (size_t)(at - text), number);
        inside = digit && number == 0;
        at += number > 0 ? number : bytes > 0 ? bytes : 1;
    }
}

/* What an address may hold; letters of other scripts, too. */
static bool in_address(unsigned char byte)
{
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || (byte != '\0' && strchr("._%+-", (char)byte) != NULL);
}

/* An @, or what people write in its place. */
static size_t at_sign(const char *at)
{
    static const char *const signs[] = {"@", "(at)", "[at]", "(a)", "(snabel-a)"};
    for (size_t sign = 0; sign < sizeof(signs) / sizeof(signs[0]); sign++) {
        if (strncmp(at, signs[sign], strlen(signs[sign])) == 0) return strlen(signs[sign]);
    }
    return 0;
}

static void find_addresses(struct found *found, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        size_t sign = at_sign(at);
        const char *from = at;
        const char *end = at + sign;
        if (sign == 0) continue;
        while (from > text && in_address((unsigned char)from[-1])) from--;
        while (in_address((unsigned char)*end)) end++;
        while (end > at + sign && end[-1] == '.') end--; /* that of the sentence */
        const char *dot = memchr(at + sign, '.', (size_t)(end - at - (ptrdiff_t)sign));
        if (from == at || dot == NULL || dot == at + sign) continue;
        note(found, MARK_EMAIL, (size_t)(from - text), (size_t)(end - from));
        at = end - 1;
    }
}

static void find_words(struct found *found, const char *text, const struct mark_words *words)
{
    size_t length = strlen(text);
    char *breaks = length > 0 ? malloc(length) : NULL;
    if (breaks == NULL) return;
    u8_wordbreaks((const uint8_t *)text, length, breaks);
    size_t from = 0;
    for (size_t at = 1; at <= length; at++) {
        if (at < length && breaks[at] == 0) continue;
        if (is_configured(words, text + from, at - from)) note(found, MARK_WORD, from, at - from);
        from = at;
    }
    free(breaks);
}

static int by_place(const void *a, const void *b)
{
    const struct mark *one = a;
    const struct mark *other = b;
    return one->from < other->from ? -1 : one->from > other->from;
}

size_t marks_find(const char *text, const struct mark_words *words, struct mark out[MARKS_MAX])
{
    struct found found = {.marks = out};
    find_cpr(&found, text);
    find_addresses(&found, text);
    find_phones(&found, text);
    if (words != NULL && words->count > 0) find_words(&found, text, words);
    if (found.count > 0) qsort(out, found.count, sizeof(*out), by_place);
    return found.count;
}

unsigned marks_bits(const char *text, const struct mark_words *words)
{
    struct mark marks[MARKS_MAX];
    unsigned bits = 0;
    size_t count = marks_find(text, words, marks);
    for (size_t at = 0; at < count; at++) bits |= 1u << marks[at].kind;
    return bits;
}

static bool add_piece(json_t *pieces, const char *text, size_t bytes, const char *kind)
{
    if (bytes == 0) return true;
    json_t *piece = json_pack("{s:s%}", "text", text, bytes);
    if (piece == NULL) return false;
    if (kind != NULL) (void)json_object_set_new(piece, "mark", json_string(kind));
    return json_array_append_new(pieces, piece) == 0;
}

json_t *marks_pieces(const char *text, const struct mark_words *words)
{
    struct mark marks[MARKS_MAX];
    size_t count = marks_find(text, words, marks);
    size_t done = 0;
    json_t *pieces = json_array();
    bool good = pieces != NULL;
    for (size_t at = 0; good && at < count; at++) {
        good = add_piece(pieces, text + done, marks[at].from - done, NULL) &&
               add_piece(pieces, text + marks[at].from, marks[at].bytes, mark_kind_name(marks[at].kind));
        done = marks[at].from + marks[at].bytes;
    }
    good = good && add_piece(pieces, text + done, strlen(text) - done, NULL);
    if (good) return pieces;
    json_decref(pieces);
    return NULL;
}
