#include "sync/base/letters.h"

#include <stdbool.h>
#include <string.h>

static size_t bytes_meant(unsigned char first)
{
    return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

/* One in the middle of a letter. */
static bool goes_on(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

size_t letter_bytes(const char *text)
{
    size_t count = bytes_meant((unsigned char)text[0]);
    for (size_t at = 1; at < count; at++) {
        if (!goes_on(text[at])) return 1;
    }
    return count;
}

void letters_copy(char *out, size_t out_bytes, const char *text)
{
    if (text == NULL) text = "";
    size_t length = strlen(text);
    if (length >= out_bytes) {
        length = out_bytes - 1;
        while (length > 0 && goes_on(text[length])) length--;
    }
    memcpy(out, text, length);
    out[length] = '\0';
}

void letters_end(char *text)
{
    size_t end = strlen(text);
    size_t last = end;
    while (last > 0 && goes_on(text[last - 1])) last--;
    if (last > 0 && end - (last - 1) < bytes_meant((unsigned char)text[last - 1])) text[last - 1] = '\0';
}

void letters_mend(char *text)
{
    while (*text != '\0') {
        size_t count = letter_bytes(text);
        if (count == 1 && (unsigned char)*text >= 0x80) *text = '?';
        text += count;
    }
}
