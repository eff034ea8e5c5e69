/* sync/registry/content/images.h - a picture as staff have it (PNG, JPEG, WebP) made into one that kiosks take: PNG, at
 * most IMAGE_SIDE_MAX a side and PICTURE_BYTES_MAX bytes (sync/model/picture.h).
 *
 * What a camera notes in it (place, time, device) is left behind: only the dots are taken, turned the right way up
 * first (EXIF's orientation). How large it is is read from its head and held against the limits before anything is
 * decoded. Decoding what somebody sends belongs into a process of its own: image_sandbox(), command_picture.c,
 * errands.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

enum {
    IMAGE_BYTES_MAX = 8 * 1024 * 1024,
    IMAGE_PIXELS_MAX = 24 * 1000 * 1000, /* before scaling */
    IMAGE_SIDE_MAX = 1280,               /* px, afterwards: sharp on every screen we know */
    IMAGE_PHONE_SIDE_MAX = 800,          /* px, on a page for phones */
    IMAGE_PHONE_BYTES_MAX = 48 * 1024,   /* so that the whole page is light */
    IMAGE_SECONDS = 10,
    IMAGE_MEMORY_BYTES = 512 * 1024 * 1024,
};
/* With what command_picture() ends, besides 0 and 1: no picture, too large, no sandbox. */
enum { EXIT_PICTURE_NONE = 3, EXIT_PICTURE_LARGE = 4, EXIT_PICTURE_UNSAFE = 5 };

/* On ERR_OK the caller frees *out. ERR_INVALID: no such picture, damaged, or one that moves. ERR_TOO_LARGE: over
 * IMAGE_BYTES_MAX or IMAGE_PIXELS_MAX. ERR_NOMEM. */
MUST_USE enum err image_make(unsigned char **out, size_t *out_bytes, const void *bytes, size_t bytes_count);

/* The same picture, of the PNG that image_make() made or a kiosk takes, for a page on a phone: JPEG, at most
 * IMAGE_PHONE_SIDE_MAX a side and IMAGE_PHONE_BYTES_MAX bytes. Where it is clear it has the colour of the page. Errors
 * as image_make(). */
MUST_USE enum err image_make_for_phone(unsigned char **out, size_t *out_bytes, const void *bytes, size_t bytes_count);
/* command_picture() gives both, one behind the other: how many bytes of them are the PNG. 0: it begins with none. */
size_t image_png_bytes(const void *bytes, size_t bytes_count);

/* From here on this process may use some memory and time, read, write and end, and nothing else. False: the system does
 * not grant that, and then nothing of somebody else's is to be decoded here; limits it refuses are done without. Not
 * under AddressSanitizer, which needs more. */
MUST_USE bool image_sandbox(void);
