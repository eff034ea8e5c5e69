/* sync/registry/content/images_inside.h - the dots of a picture, for images.c and image_decode.c. Nobody else includes
 * this. */
#pragma once

#include <stddef.h>

#include "sync/base/err.h"

struct image {
    unsigned char *dots; /* owned: red, green, blue, alpha (straight) */
    int width, height;
};

void image_finish(struct image *image);
/* Room for the dots; those of `out` before are not freed. ERR_NOMEM. */
MUST_USE enum err image_begin(struct image *out, int width, int height);
/* Within IMAGE_PIXELS_MAX? ERR_INVALID, ERR_TOO_LARGE. */
MUST_USE enum err image_bound(long width, long height);

/* Decodes PNG, JPEG or WebP; `*out_orientation` is EXIF's, 1 to 8. Errors as image_make(). */
MUST_USE enum err image_decode(struct image *out, int *out_orientation, const unsigned char *bytes, size_t count);
