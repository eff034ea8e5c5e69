/* kiosk/lines.h - a text set in lines: where it breaks, and what stands in the frame. For kiosk/ui.c; screens use
 * ui_text() and ui_wrap(). */
#pragma once

#include "kiosk/ui.h"

/* A text as it was broken into lines. */
struct wrapped {
    const char *text; /* in the arena */
    int lines;
    int width;   /* of the widest */
    bool parted; /* a word that should be whole is not */
};

/* A word that must be parted gets a hyphen, unless it may be an address; a line of Arabic that begins with a Danish
 * word a mark of direction. Sets frame.cut when not all of it fits in UI_LINES_MAX lines or in the arena. */
struct wrapped lines_set(struct ui *ui, int width, struct text_style style, const char *text);
