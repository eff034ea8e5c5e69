/* kiosk/variants.h - the relatives of a letter: what a key offers when it is held.
 *
 * A name may come from anywhere, so every Latin key leads to the accents of the neighbours' languages; the visitor's
 * own language comes first, nearest to the finger. */
#pragma once

#include <stddef.h>

enum { VARIANTS_MAX = 8 };

/* The variants of `letter` (UTF-8, one letter, small or capital) for this language, divided by blanks, at most
 * VARIANTS_MAX; NULL when it has none. Constant text. */
const char *variants_of(const char *language, const char *letter);
