#include "kiosk/grapheme.h"

#include <stdint.h>
#include <string.h>
#include <unigbrk.h>
#include <unistr.h>

/* Flags and families can't be told from two neighbouring code points alone, hence always from the beginning. */
size_t grapheme_starts(const char *text, size_t bytes, char starts[GRAPHEME_TEXT_BYTES_MAX])
{
    if (bytes > GRAPHEME_TEXT_BYTES_MAX) bytes = GRAPHEME_TEXT_BYTES_MAX;
    u8_grapheme_breaks((const uint8_t *)text, bytes, starts);
    return bytes;
}

bool grapheme_is_text(const char *text, size_t bytes)
{
    if (u8_check((const uint8_t *)text, bytes) != NULL) return false;
    for (size_t at = 0; at < bytes; at++) {
        unsigned char byte = (unsigned char)text[at];
        if (byte < 0x20 || byte == 0x7f) return false;
        if (byte == 0xc2 && (unsigned char)text[at + 1] < 0xa0) return false; /* C1 */
    }
    return true;
}

size_t grapheme_before(const char *text, size_t at)
{
    char starts[GRAPHEME_TEXT_BYTES_MAX];
    size_t bytes = grapheme_starts(text, strlen(text), starts);
    if (at > bytes) at = bytes;
    if (at == 0) return 0;
    size_t before = at - 1;
    while (before > 0 && starts[before] == 0) before--;
    return before;
}

size_t grapheme_after(const char *text, size_t at)
{
    char starts[GRAPHEME_TEXT_BYTES_MAX];
    size_t bytes = grapheme_starts(text, strlen(text), starts);
    if (at >= bytes) return bytes;
    do {
        at++;
    } while (at < bytes && starts[at] == 0);
    return at;
}

size_t grapheme_count(const char *text, size_t bytes)
{
    char starts[GRAPHEME_TEXT_BYTES_MAX];
    bytes = grapheme_starts(text, bytes, starts);
    size_t count = 0;
    for (size_t at = 0; at < bytes; at++) count += starts[at] != 0;
    return count;
}

size_t grapheme_fit(const char *text, size_t bytes_max)
{
    size_t bytes = strlen(text);
    if (bytes <= bytes_max) return bytes;
    char starts[GRAPHEME_TEXT_BYTES_MAX];
    bytes = grapheme_starts(text, bytes, starts);
    size_t at = bytes_max < bytes ? bytes_max : bytes;
    while (at > 0 && at < bytes && starts[at] == 0) at--;
    return at;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\n';
}

size_t word_before(const char *text, size_t at)
{
    while (at > 0 && is_blank(text[at - 1])) at--;
    while (at > 0 && !is_blank(text[at - 1])) at--;
    return at;
}
