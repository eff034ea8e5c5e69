/* kiosk/columns.h - cards side by side: how many columns there is room for, and which card comes where.
 *
 * Each card goes to the column that is shortest so far, so they stand in their order, more or less row by row. Texts
 * are read down the columns: columns_turn() says in which one the next of them stands.
 *
 *     struct columns columns = columns_begin(ui, x, y, width, COLUMN_CARD, COLUMN_GAP);
 *     for (…) columns_put(&columns, card_view(ui, columns_place(&columns), …));
 *     y = columns_end(&columns);
 */
#pragma once

#include <stddef.h>

#include "kiosk/ui.h"

enum { COLUMNS_MAX = 3 };

/* Design px of the visitor's letters that a column must be wide. */
enum {
    COLUMN_WORD = 480,   /* a word to choose */
    COLUMN_CHOICE = 620, /* a word or two to choose */
    COLUMN_TEXT = 700,   /* sentences */
    COLUMN_CARD = 750,   /* a title and a few sentences */
};

/* Design px between columns. */
enum { COLUMN_GAP = 24, COLUMN_GAP_TEXTS = 80 };

struct columns {
    int x, width, gap; /* of the first column; px between them */
    int down;          /* px below a card */
    int count;
    int column;            /* where the next card comes */
    int next[COLUMNS_MAX]; /* where the next card of each begins */
};

/* How many columns of `least` design px, `gap` apart, fit beside each other: 1 to COLUMNS_MAX. */
int columns_fitting(const struct ui *ui, int width, int least, int gap);
/* They all begin at `y`. */
struct columns columns_begin(const struct ui *ui, int x, int y, int width, int least, int gap);
/* Where the next card comes; its height is 0. */
struct rect columns_place(const struct columns *columns);
/* The next one is number `index` of `of`, read down the columns. */
void columns_turn(struct columns *columns, size_t index, size_t of);
/* The card at columns_place() ends at `bottom`. */
void columns_put(struct columns *columns, int bottom);
/* The y below the longest, with a gap. */
int columns_end(const struct columns *columns);
