/* sync/model/digit.h - figures, also those of Arabic, Urdu and full-width keyboards. */
#pragma once

#include <stddef.h>

/* The value, 0 to 9, of the figure that begins at `text` (UTF-8, terminated), or -1; *out_bytes is how long it is, and
 * the length of the byte or code point passed over when it is none (0 at the end). */
int digit_at(const char *text, size_t *out_bytes);
/* `text` with every figure as 0 to 9, into `out` (never longer than `text`), cut at out_bytes. */
void digits_to_latin(char *out, size_t out_bytes, const char *text);
