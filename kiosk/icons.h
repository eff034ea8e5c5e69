/* kiosk/icons.h - the small drawings: marks of the three sides, arrows, keys, phases. */
#pragma once

#include "kiosk/canvas.h"
#include "kiosk/frame.h"
#include "kiosk/shape.h"

/* Draws `icon` in `ink` as large as `bounds` (square; the smaller side counts). `ground` shows through
 * what is cut out. */
void icon_paint(struct canvas *canvas, struct raster *raster, struct path *path, struct rect bounds, enum icon icon,
                struct color ink, struct color ground);
