/* kiosk/png.h - a canvas as a PNG file (through libpng). */
#pragma once

#include <stddef.h>

#include "kiosk/canvas.h"
#include "sync/base/err.h"

/* ERR_IO, ERR_NOMEM. */
MUST_USE enum err png_write(const struct canvas *canvas, const char *path);
/* The same in memory, packed quickly rather than tightly; the caller frees. ERR_NOMEM. */
MUST_USE enum err png_make(const struct canvas *canvas, unsigned char **out, size_t *out_bytes);
