/* kiosk/grapheme.h - what a person sees as one letter, through libunistring (UAX #29).
 *
 * An e with a combining accent, an Arabic letter with its vowel signs, a flag and a family of emoji are one letter
 * each, however many code points they are. Texts are well-formed UTF-8 of at most GRAPHEME_TEXT_BYTES_MAX
 * bytes; offsets are bytes. Nothing is kept. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { GRAPHEME_TEXT_BYTES_MAX = 4096 };

/* Is it well-formed, and without control characters? */
bool grapheme_is_text(const char *text, size_t bytes);
/* Where the letter before `at` begins, and where the letter at `at` ends; the ends of the text at its ends. */
size_t grapheme_before(const char *text, size_t at);
size_t grapheme_after(const char *text, size_t at);
/* starts[n] becomes 1 where a letter begins, of the first GRAPHEME_TEXT_BYTES_MAX bytes at most. Returns how many
 * bytes. */
size_t grapheme_starts(const char *text, size_t bytes, char starts[GRAPHEME_TEXT_BYTES_MAX]);
/* How many letters `bytes` bytes hold. */
size_t grapheme_count(const char *text, size_t bytes);
/* The most bytes of `text` that are whole letters and not more than `bytes_max`. */
size_t grapheme_fit(const char *text, size_t bytes_max);
/* Where the word before `at` begins: blanks before `at` and the letters before them. */
size_t word_before(const char *text, size_t at);
