/* kiosk/text.h - letters: how wide they are, and putting them on a canvas.
 *
 * Fonts are Debian's: Inter (fonts-inter) for Latin letters, Noto Naskh Arabic (fonts-noto-core) for
 * what Inter lacks. A line is shaped and drawn once and kept as a mask, so the same words in
 * another colour cost nothing; the cache is bounded in bytes and lines, the oldest unused line goes
 * first. It may hold what a visitor typed: text_wipe() at the end of every visit.
 * Sizes are em heights in pixels. A capital letter of Inter is TEXT_CAPITAL_PER_MILLE of its size. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "kiosk/canvas.h"
#include "sync/base/err.h"

enum {
    TEXT_LINES_MAX = 512,
    TEXT_CACHE_BYTES_MAX = 8 * 1024 * 1024,
    TEXT_WIDTHS_MAX = 4096,
    TEXT_LINE_BYTES_MAX = 1024,
    TEXT_CAPITAL_PER_MILLE = 727, /* capHeight 1490 of 2048 units in Inter 4.0 */
};

enum weight { WEIGHT_REGULAR, WEIGHT_SEMIBOLD, WEIGHT_BOLD, WEIGHT_COUNT };

struct text_style {
    enum weight weight;
    int size_px;
};

struct text;

struct text_counts {
    size_t lines;
    size_t bytes;
    uint64_t drawn; /* lines shaped and drawn since the start, not taken from the cache */
};

/* Finds the fonts. On ERR_OK the caller releases *out with text_close(). ERR_NOT_FOUND: a font
 * file is missing, its name is in out_missing (constant text). ERR_NOMEM. */
MUST_USE enum err text_open(struct text **out, const char **out_missing);
void text_close(struct text *text);

/* Width in pixels of `bytes` bytes of UTF-8 in one line; 0 for what cannot be shaped. */
int text_width(struct text *text, struct text_style style, const char *utf8, size_t bytes);
/* From the top of the line box (as drawn) to its bottom. */
int text_height(struct text *text, struct text_style style);

/* Draws one line (not NUL-terminated: `bytes` of it) with its left upper corner at (x, y). */
void text_draw(struct text *text, struct canvas *canvas, int x, int y, struct text_style style, const char *utf8,
               size_t bytes, struct color color);

/* Forgets every drawn line and measured word, and wipes the memory they were in. */
void text_wipe(struct text *text);
struct text_counts text_counts(const struct text *text);
