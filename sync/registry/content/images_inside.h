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
/* *out: `from` at another size, each dot the average of what lies under it. ERR_NOMEM. */
MUST_USE enum err image_scale(struct image *out, const struct image *from, int width, int height);
/* libjpeg-turbo asks once what the processor can do, on some by reading /proc/cpuinfo: before nothing may be opened. */
void image_warm(void);
/* Within IMAGE_PIXELS_MAX? ERR_INVALID, ERR_TOO_LARGE. */
MUST_USE enum err image_bound(long width, long height);

/* Decodes PNG, JPEG or WebP; `*out_orientation` is EXIF's, 1 to 8. Errors as image_make(). */
MUST_USE enum err image_decode(struct image *out, int *out_orientation, const unsigned char *bytes, size_t count);
