/* kiosk/audit.h - what can be checked on every frame by a machine: ACCESSIBILITY 1 to 3, 7.
 *
 * Contrast is measured on pixels: the frame is painted without its letters, and every text is held
 * against what lies behind it. */
#pragma once

#include <stddef.h>

#include "kiosk/app.h"
#include "sync/base/str.h"

/* Adds a line for every finding to *out ("board: button \"Alle 12\": 9.1 mm high, needs 11.64").
 * Returns how many. Checked: height of capitals (0.7 degrees of sight), contrast of text (4.5:1, large 3:1,
 * high contrast 7:1) and of what can be pressed, size of targets (44 CSS px = 11.64 mm) and the distance between them
 * (2 mm), text clipped by the screen or by its own box, items that did not fit in the frame. */
size_t audit_frame(struct app *app, struct str *out);
