#include "sync/model/digit.h"

#include <string.h>

int digit_at(const char *text, size_t *out_bytes)
{
    const unsigned char *at = (const unsigned char *)text;
    *out_bytes = at[0] != '\0';
    if (at[0] >= '0' && at[0] <= '9') return at[0] - '0';
    if (at[0] < 0xc0) return -1;
    /* Its continuation bytes; a text that is cut ends with its terminator. */
    while ((at[*out_bytes] & 0xc0) == 0x80 && *out_bytes < 4) (*out_bytes)++;
    if (*out_bytes == 2 && at[0] == 0xd9 && at[1] >= 0xa0 && at[1] <= 0xa9) return at[1] - 0xa0; /* U+0660 */
    if (*out_bytes == 2 && at[0] == 0xdb && at[1] >= 0xb0 && at[1] <= 0xb9) return at[1] - 0xb0; /* U+06F0 */
    if (*out_bytes == 3 && at[0] == 0xef && at[1] == 0xbc && at[2] >= 0x90 && at[2] <= 0x99) {
        return at[2] - 0x90; /* U+FF10 */
    }
    return -1;
}

void digits_to_latin(char *out, size_t out_bytes, const char *text)
{
    size_t used = 0;
    while (*text != '\0') {
        size_t bytes = 0;
        int digit = digit_at(text, &bytes);
        size_t put = digit >= 0 ? 1 : bytes;
        if (used + put >= out_bytes) break;
        if (digit >= 0) {
            out[used] = (char)('0' + digit);
        } else {
            memcpy(out + used, text, bytes);
        }
        used += put;
        text += bytes;
    }
    out[used] = '\0';
}
