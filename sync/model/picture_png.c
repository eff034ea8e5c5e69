/* Decoding, apart from the rest: the agent needs no libpng. */
#include <png.h>
#include <stdlib.h>

#include "sync/model/picture.h"

static enum err decode(unsigned char **out, png_image *image, const struct picture_size *size)
{
    image->format = PNG_FORMAT_RGBA;
    if (image->width != (png_uint_32)size->width || image->height != (png_uint_32)size->height) return ERR_INVALID;
    unsigned char *pixels = malloc(PNG_IMAGE_SIZE(*image));
    if (pixels == NULL) return ERR_NOMEM;
    if (!png_image_finish_read(image, NULL, pixels, 0, NULL)) {
        free(pixels);
        return ERR_INVALID;
    }
    *out = pixels;
    return ERR_OK;
}

enum err picture_decode(unsigned char **out, struct picture_size *out_size, const void *bytes, size_t bytes_count)
{
    *out = NULL;
    enum err err = picture_measure(out_size, bytes, bytes_count);
    if (err != ERR_OK) return err;
    png_image image = {.version = PNG_IMAGE_VERSION};
    err = png_image_begin_read_from_memory(&image, bytes, bytes_count) ? decode(out, &image, out_size) : ERR_INVALID;
    png_image_free(&image);
    return err;
}
