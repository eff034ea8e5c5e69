/* kiosk/bidi.h - the order in which the parts of a line stand, through FriBidi.
 *
 * A line of Arabic may hold a Danish name and a telephone number. Each part that runs in one direction
 * and is written in one script becomes a run; runs come in the order in which they stand, from the left. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { BIDI_RUNS_MAX = 32, BIDI_LETTERS_MAX = 1024 };

enum script { SCRIPT_LATIN, SCRIPT_ARABIC, SCRIPT_COUNT };

struct run {
    size_t start; /* byte offset into the line; the bytes stay in the order of reading */
    size_t bytes;
    bool right_to_left;
    enum script script;
};

/* Does the first strong letter of the text run to the left? */
bool bidi_starts_right(const char *utf8, size_t bytes);

/* Divides `bytes` bytes of UTF-8. The line's own first strong letter says in which direction it runs as a
 * whole. Returns how many runs; 0 for a line that is too long or has too many, or without memory. */
size_t bidi_runs(struct run out[BIDI_RUNS_MAX], const char *utf8, size_t bytes);
