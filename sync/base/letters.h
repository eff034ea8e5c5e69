/* sync/base/letters.h - texts in UTF-8 that had to be cut, and may have been so within a letter.
 *
 * Half a letter is no text: JSON can't carry it, PostgreSQL does not take it, a screen has no picture of it. What comes
 * in is UTF-8; only the cutting can have broken it. */
#pragma once

#include <stddef.h>

/* How many bytes the letter has that `text` begins with; 1 when it begins with none that is whole. */
size_t letter_bytes(const char *text);
/* Copies `text` (NULL as ""), cut after a letter when it is too long for `out_bytes`. */
void letters_copy(char *out, size_t out_bytes, const char *text);
/* Takes away the beginning of a letter at the end of `text` whose rest is not there. */
void letters_end(char *text);
/* Puts "?" in the place of every byte of a letter that is not whole: for sentences that quote what "%.64s" has cut. */
void letters_mend(char *text);
