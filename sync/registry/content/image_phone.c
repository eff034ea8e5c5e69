/* Pictures for phones, by libjpeg-turbo; see images.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "sync/registry/content/images.h"
#include "sync/registry/content/images_inside.h"

enum { QUALITY = 82, TRIES_MAX = 12 };

/* Where it is clear one sees the pages' paper (sync/registry/web/style.css). In place: three bytes a dot. */
static void lay_on_paper(struct image *image)
{
    static const unsigned char paper[3] = {0xfb, 0xf8, 0xf2};
    size_t count = (size_t)image->width * (size_t)image->height;
    for (size_t at = 0; at < count; at++) {
        const unsigned char *dot = image->dots + at * 4;
        unsigned alpha = dot[3];
        for (size_t colour = 0; colour < 3; colour++) {
            image->dots[at * 3 + colour] =
                (unsigned char)((dot[colour] * alpha + paper[colour] * (255 - alpha) + 127) / 255);
        }
    }
}

static enum err encode(unsigned char **out, size_t *out_bytes, const struct image *image)
{
    unsigned long bytes = tjBufSize(image->width, image->height, TJSAMP_420);
    unsigned char *file = malloc(bytes);
    tjhandle handle = tjInitCompress();
    bool good = file != NULL && handle != NULL &&
                tjCompress2(handle, image->dots, image->width, 0, image->height, TJPF_RGB, &file, &bytes, TJSAMP_420,
                            QUALITY, TJFLAG_NOREALLOC) == 0;
    if (handle != NULL) tjDestroy(handle);
    if (!good) {
        free(file);
        return ERR_NOMEM;
    }
    *out = file;
    *out_bytes = bytes;
    return ERR_OK;
}

static int side(int of, double part)
{
    int long_enough = (int)(of * part + 0.5);
    return long_enough < 1 ? 1 : long_enough;
}

static enum err make_part(unsigned char **out, size_t *out_bytes, const struct image *image, double part)
{
    struct image small;
    enum err err = image_scale(&small, image, side(image->width, part), side(image->height, part));
    if (err == ERR_OK) {
        lay_on_paper(&small);
        err = encode(out, out_bytes, &small);
    }
    image_finish(&small);
    return err;
}

enum err image_make_for_phone(unsigned char **out, size_t *out_bytes, const void *bytes, size_t bytes_count)
{
    struct image image = {.dots = NULL};
    int orientation = 1; /* a PNG that image_make() or an import has taken stands upright */
    *out = NULL;
    enum err err = image_decode(&image, &orientation, bytes, bytes_count);
    int longer = image.width > image.height ? image.width : image.height;
    double part = longer > IMAGE_PHONE_SIDE_MAX ? (double)IMAGE_PHONE_SIDE_MAX / longer : 1;
    for (int tries = 0; err == ERR_OK && tries < TRIES_MAX; tries++) {
        err = make_part(out, out_bytes, &image, part);
        if (err != ERR_OK || *out_bytes <= IMAGE_PHONE_BYTES_MAX) break;
        part *= fmin(0.95, sqrt((double)IMAGE_PHONE_BYTES_MAX / (double)*out_bytes) * 0.98);
        free(*out);
        *out = NULL;
    }
    image_finish(&image);
    return err == ERR_OK && *out == NULL ? ERR_TOO_LARGE : err;
}

void image_warm(void)
{
    unsigned char dots[8 * 8 * 4] = {0};
    struct image image = {.dots = dots, .width = 8, .height = 8};
    unsigned char *file = NULL;
    size_t bytes = 0;
    if (encode(&file, &bytes, &image) == ERR_OK) free(file);
}
