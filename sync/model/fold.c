#include "sync/model/fold.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* So that the query of what is allowed always fits: four more bytes and a blank for each word. */
enum { TYPED_BYTES_MAX = 500, QUERY_WORDS_MAX = 32, QUERY_BYTES_MAX = 1024 };

/* In UTF-8 all six begin with 0xc3. */
static const char *two_letters(unsigned char second)
{
    switch (second) {
    case 0x86:
    case 0xa6: return "ae";
    case 0x98:
    case 0xb8: return "oe";
    case 0x85:
    case 0xa5: return "aa";
    default: return NULL;
    }
}

void fold_add(struct str *out, const char *text)
{
    while (*text != '\0') {
        const char *letters = (unsigned char)text[0] == 0xc3 ? two_letters((unsigned char)text[1]) : NULL;
        if (letters != NULL) {
            str_add(out, letters);
            text += 2;
        } else { /* this byte, and all up to the next that may be one of the six */
            size_t length = 1 + strcspn(text + 1, "\xc3");
            str_add_bytes(out, text, length);
            text += length;
        }
    }
}

static bool is_word_byte(char byte)
{
    return (unsigned char)byte >= 0x80 || isalnum((unsigned char)byte);
}

bool fold_begins(const char *text, const char *word, size_t bytes_count)
{
    int first = tolower((unsigned char)word[0]);
    for (const char *at = text; *at != '\0';) {
        if (tolower((unsigned char)*at) == first && strncasecmp(at, word, bytes_count) == 0) return true;
        while (*at != '\0' && is_word_byte(*at)) at++;
        while (*at != '\0' && !is_word_byte(*at)) at++;
    }
    return false;
}

enum err fold_query(struct str *out, const char *typed)
{
    str_init(out, QUERY_BYTES_MAX);
    if (strlen(typed) > TYPED_BYTES_MAX) return ERR_TOO_LARGE;
    AUTO(str_finish) struct str folded;
    str_init(&folded, QUERY_BYTES_MAX);
    fold_add(&folded, typed);
    const char *at = str_text(&folded);
    int words = 0;
    while (*at != '\0') {
        while (*at != '\0' && !is_word_byte(*at)) at++;
        size_t length = 0;
        while (at[length] != '\0' && is_word_byte(at[length])) length++;
        if (length > 0) {
            if (++words > QUERY_WORDS_MAX) return ERR_TOO_LARGE;
            if (out->length > 0) str_add(out, " ");
            /* In quotes a word is never taken for an operator of the index's language. */
            str_add(out, "\"");
            str_add_bytes(out, at, length);
            str_add(out, "\"*");
        }
        at += length;
    }
    if (!str_ok(out) || !str_ok(&folded)) return ERR_NOMEM;
    return out->length > 0 ? ERR_OK : ERR_NOT_FOUND;
}
