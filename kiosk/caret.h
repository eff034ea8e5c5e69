/* kiosk/caret.h - where a caret may stand in a field that is shown, so that a touch can place it.
 *
 * A screen lists the stops of a field's lines as it draws them (kiosk/screens/field_text.c); a touch then finds the
 * nearest. */
#pragma once

#include <stddef.h>

struct caret_stop {
    int x, y, h;   /* px on the screen: the line is from y to y + h */
    size_t offset; /* bytes into the field's text, at the beginning of a letter or the end of the text */
};

/* The offset of the stop nearest to (x, y): first the nearest line, then the nearest place in it. 0 without stops. */
size_t caret_nearest(const struct caret_stop *stops, size_t count, int x, int y);
/* The offset one line above (lines -1) or below (1) the stop at `offset`, as near below it as may be; `offset` itself
 * where there is no such line. */
size_t caret_line(const struct caret_stop *stops, size_t count, size_t offset, int lines);
