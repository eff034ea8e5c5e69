/* kiosk/png.h - a canvas as a PNG file (through libpng). */
#pragma once

#include "kiosk/canvas.h"
#include "sync/base/err.h"

/* ERR_IO, ERR_NOMEM. */
MUST_USE enum err png_write(const struct canvas *canvas, const char *path);
