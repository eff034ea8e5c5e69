/* kiosk/bar.h - the bar at the bottom of every screen: help, language and the aids, always in the same place.
 *
 * How it is laid out depends on what fits: the words of a language are measured, and the first way that holds
 * them all is taken, from one row with the sign beside the word to three rows. */
#pragma once

#include <stdbool.h>

enum { BAR_BUTTONS_MAX = 7, BAR_ROWS_MAX = 3 };

struct bar_layout {
    int rows;
    int first[BAR_ROWS_MAX + 1];                       /* index of each row's first button; the last one ends the bar */
    bool beside;                                       /* the sign stands beside the word, not above it */
    int left[BAR_BUTTONS_MAX], width[BAR_BUTTONS_MAX]; /* px */
    int row_height;                                    /* px */
    int strip_height;                                  /* of the row for reading aloud, 0 when it is off; px */
};

struct ui;

/* Once for a frame, before ui_bar_height() and ui_bar(). */
void bar_lay_out(struct ui *ui);
