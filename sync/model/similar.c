#include "sync/model/similar.h"

#include <ctype.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "sync/model/fold.h"

enum { TEXT_BYTES_MAX = 4096 };

/* Four letters or more, in every text, and saying nothing of what it is about. Folded. */
static const char *const small_words[] = {
    "kommune",  "kommunens", "menneske", "mennesker", "borgere", "alle",    "altid",  "andet",  "andre",  "bare",
    "blev",     "blive",     "bliver",   "burde",     "denne",   "deres",   "derfor", "disse",  "efter",  "eller",
    "endnu",    "fordi",     "finde",    "gaar",      "gerne",   "gode",    "goere",  "hele",   "helt",   "have",
    "hvad",     "hver",      "hvis",     "hvor",      "hvordan", "hvorfor", "igen",   "ikke",   "ingen",  "kommer",
    "kommunen", "komme",     "kunne",    "lave",      "laver",   "lige",    "lidt",   "maaske", "man",    "mange",
    "maatte",   "meget",     "mellem",   "mere",      "mens",    "mest",    "mindre", "moede",  "naar",   "netvaerk",
    "nogen",    "noget",     "nogle",    "over",      "projekt", "sammen",  "samme",  "selv",   "sidste", "siger",
    "skal",     "skulle",    "steder",   "sted",      "stor",    "store",   "ting",   "under",  "uden",   "vaere",
    "vores",    "ville",     "virkelig", "with",      "that",    "this",    "have",   "from",
};

/* Longest first. What is left must still be a word. */
static const char *const endings[] = {"ernes", "erne", "enes", "ende", "ene", "ens", "ets",
                                      "ers",   "er",   "en",   "et",   "es",  "e",   "s"};

static bool is_word_byte(char byte)
{
    return (unsigned char)byte >= 0x80 || isalnum((unsigned char)byte);
}

static bool is_small(const char *word, size_t bytes)
{
    for (size_t at = 0; at < sizeof(small_words) / sizeof(small_words[0]); at++) {
        if (strlen(small_words[at]) == bytes && strncasecmp(small_words[at], word, bytes) == 0) return true;
    }
    return false;
}

/* How much of the word counts. */
static size_t stem_bytes(const char *word, size_t bytes)
{
    for (size_t at = 0; at < sizeof(endings) / sizeof(endings[0]); at++) {
        size_t ending = strlen(endings[at]);
        if (bytes < ending + SIMILAR_STEM_BYTES_MIN + 1) continue;
        if (strncasecmp(word + bytes - ending, endings[at], ending) == 0) {
            bytes -= ending;
            break;
        }
    }
    /* "hunden" and "hundene" both leave a double letter or one: it is cut where a word was doubled ("butikker"). */
    if (bytes > SIMILAR_STEM_BYTES_MIN && word[bytes - 1] == word[bytes - 2]) bytes--;
    return bytes < SIMILAR_STEM_BYTES_MAX ? bytes : SIMILAR_STEM_BYTES_MAX;
}

/* The stem of a word that counts. */
static bool make_stem(const char *word, size_t bytes, char stem[SIMILAR_STEM_BYTES_MAX + 1])
{
    memset(stem, 0, SIMILAR_STEM_BYTES_MAX + 1);
    if (bytes < SIMILAR_STEM_BYTES_MIN || is_small(word, bytes)) return false;
    size_t length = stem_bytes(word, bytes);
    for (size_t at = 0; at < length; at++) stem[at] = (char)tolower((unsigned char)word[at]);
    return true;
}

static void add_stem(void *context, const char *stem)
{
    struct similar_words *words = context;
    for (size_t at = 0; at < words->count; at++) {
        if (strcmp(words->stems[at], stem) == 0) return;
    }
    if (words->count == SIMILAR_WORDS_MAX) { /* the latest ones count */
        memmove(words->stems[0], words->stems[1], sizeof(words->stems) - sizeof(words->stems[0]));
        words->count--;
    }
    memcpy(words->stems[words->count++], stem, sizeof(words->stems[0]));
}

/* Other accents don't count, as in the index: é is e. In UTF-8 those of Western Europe begin with 0xc3. */
static void add_plain(struct str *out, const char *folded)
{
    static const char plain[] = "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";
    for (; *folded != '\0'; folded++) {
        unsigned char second = (unsigned char)folded[0] == 0xc3 ? (unsigned char)folded[1] : 0;
        if (second >= 0x80 && second <= 0xbf) {
            str_add_bytes(out, &plain[second - 0x80], 1);
            folded++;
        } else {
            str_add_bytes(out, folded, 1);
        }
    }
}

enum err similar_stems(const char *typed, void (*take)(void *context, const char *stem), void *context)
{
    AUTO(str_finish) struct str folded;
    AUTO(str_finish) struct str plain;
    char stem[SIMILAR_STEM_BYTES_MAX + 1];
    str_init(&folded, TEXT_BYTES_MAX);
    str_init(&plain, TEXT_BYTES_MAX);
    fold_add(&folded, typed);
    add_plain(&plain, str_text(&folded));
    const char *at = str_text(&plain);
    while (*at != '\0') {
        size_t length = 0;
        while (is_word_byte(at[length])) length++;
        if (make_stem(at, length, stem)) take(context, stem);
        at += length > 0 ? length : 1;
    }
    sodium_memzero(stem, sizeof(stem));
    return str_ok(&folded) && str_ok(&plain) ? ERR_OK : ERR_NOMEM;
}

enum err similar_query(struct similar_words *out, struct str *query, const char *typed)
{
    *out = (struct similar_words){0};
    str_init(query, TEXT_BYTES_MAX);
    enum err err = similar_stems(typed, add_stem, out);
    for (size_t word = 0; word < out->count; word++) {
        str_addf(query, "%s\"%s\"*", word > 0 ? " OR " : "", out->stems[word]);
    }
    if (err != ERR_OK || !str_ok(query)) {
        similar_words_finish(out);
        return ERR_NOMEM;
    }
    return out->count > 0 ? ERR_OK : ERR_NOT_FOUND;
}

/* Is there a word in `folded` that begins with it? */
static bool has_word(const char *folded, const char *stem)
{
    size_t bytes = strlen(stem);
    bool begins = true;
    for (const char *at = folded; *at != '\0'; at++) {
        if (begins && strncasecmp(at, stem, bytes) == 0) return true;
        begins = !is_word_byte(*at);
    }
    return false;
}

bool similar_enough(const struct similar_words *words, const char *folded)
{
    int shared = 0;
    AUTO(str_finish) struct str plain;
    str_init(&plain, SIMILAR_TEXT_BYTES_MAX);
    add_plain(&plain, folded);
    folded = str_text(&plain);
    for (size_t at = 0; at < words->count; at++) {
        if (!has_word(folded, words->stems[at])) continue;
        if (strlen(words->stems[at]) >= SIMILAR_STEM_BYTES_LONG || ++shared >= 2) return true;
    }
    return false;
}

void similar_words_finish(struct similar_words *words)
{
    sodium_memzero(words, sizeof(*words));
}
