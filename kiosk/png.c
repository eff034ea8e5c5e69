#include "kiosk/png.h"

#include <png.h>
#include <stdlib.h>

/* Three bytes a pixel; NULL without memory. */
static unsigned char *rgb_of(const struct canvas *canvas)
{
    size_t row_bytes = (size_t)canvas->width * 3;
    unsigned char *rgb = malloc(row_bytes * (size_t)canvas->height);
    if (rgb == NULL) return NULL;
    for (int y = 0; y < canvas->height; y++) {
        const uint32_t *from = canvas->pixels + (size_t)y * (size_t)canvas->stride;
        unsigned char *to = rgb + (size_t)y * row_bytes;
        for (int x = 0; x < canvas->width; x++) {
            *to++ = (unsigned char)(from[x] >> 16);
            *to++ = (unsigned char)(from[x] >> 8);
            *to++ = (unsigned char)from[x];
        }
    }
    return rgb;
}

static png_image image_of(const struct canvas *canvas)
{
    return (png_image){.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)canvas->width,
                       .height = (png_uint_32)canvas->height,
                       .format = PNG_FORMAT_RGB};
}

enum err png_write(const struct canvas *canvas, const char *path)
{
    unsigned char *rgb = rgb_of(canvas);
    if (rgb == NULL) return ERR_NOMEM;
    png_image image = image_of(canvas);
    int written = png_image_write_to_file(&image, path, 0, rgb, canvas->width * 3, NULL);
    free(rgb);
    return written ? ERR_OK : ERR_IO;
}

enum err png_make(const struct canvas *canvas, unsigned char **out, size_t *out_bytes)
{
    unsigned char *rgb = rgb_of(canvas);
    if (rgb == NULL) return ERR_NOMEM;
    png_image image = image_of(canvas);
    image.flags = PNG_IMAGE_FLAG_FAST;
    png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
    unsigned char *png = malloc(bytes);
    int made = png != NULL && png_image_write_to_memory(&image, png, &bytes, 0, rgb, canvas->width * 3, NULL);
    free(rgb);
    if (!made) {
        free(png);
        return ERR_NOMEM;
    }
    *out = png;
    *out_bytes = bytes;
    return ERR_OK;
}
