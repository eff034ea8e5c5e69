#include "kiosk/png.h"

#include <png.h>
#include <stdlib.h>

enum err png_write(const struct canvas *canvas, const char *path)
{
    size_t row_bytes = (size_t)canvas->width * 3;
    unsigned char *rgb = malloc(row_bytes * (size_t)canvas->height);
    if (rgb == NULL) return ERR_NOMEM;
    for (int y = 0; y < canvas->height; y++) {
        const uint32_t *from = canvas->pixels + (size_t)y * (size_t)canvas->stride;
        unsigned char *to = rgb + (size_t)y * row_bytes;
        for (int x = 0; x < canvas->width; x++) {
            *to++ = (unsigned char)(from[x] >> 16);
            *to++ = (unsigned char)(from[x] >> 8);
            *to++ = (unsigned char)from[x];
        }
    }
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)canvas->width,
                       .height = (png_uint_32)canvas->height,
                       .format = PNG_FORMAT_RGB};
    int written = png_image_write_to_file(&image, path, 0, rgb, (png_int_32)row_bytes, NULL);
    free(rgb);
    return written ? ERR_OK : ERR_IO;
}
