/* Reading pictures, by libpng, libjpeg-turbo, libwebp and libexif; see images.h. */
#include <libexif/exif-data.h>
#include <png.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>
#include <webp/decode.h>

#include "sync/registry/content/images.h"
#include "sync/registry/content/images_inside.h"

static enum err decode_png(struct image *out, const unsigned char *bytes, size_t count)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    enum err err = ERR_INVALID;
    if (png_image_begin_read_from_memory(&image, bytes, count)) {
        image.format = PNG_FORMAT_RGBA;
        err = image_bound((long)image.width, (long)image.height);
        if (err == ERR_OK) err = image_begin(out, (int)image.width, (int)image.height);
        if (err == ERR_OK && !png_image_finish_read(&image, NULL, out->dots, 0, NULL)) err = ERR_INVALID;
    }
    png_image_free(&image);
    return err;
}

/* How it is to be turned, as the camera noted; 1: not at all. */
static int orientation_of(const unsigned char *bytes, size_t count)
{
    int orientation = 1;
    ExifData *data = exif_data_new_from_data(bytes, (unsigned int)count);
    if (data == NULL) return orientation;
    ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
    if (entry != NULL && entry->format == EXIF_FORMAT_SHORT && entry->size >= 2) {
        orientation = exif_get_short(entry->data, exif_data_get_byte_order(data));
    }
    exif_data_unref(data);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/* The decoder halves as it reads: of a large photograph no more than twice what is wanted is ever in memory. */
static tjscalingfactor scale_for(int width, int height)
{
    tjscalingfactor best = {1, 1};
    int count = 0;
    const tjscalingfactor *factors = tjGetScalingFactors(&count);
    for (int at = 0; factors != NULL && at < count; at++) {
        int w = TJSCALED(width, factors[at]);
        int h = TJSCALED(height, factors[at]);
        bool enough = w >= 2 * IMAGE_SIDE_MAX || h >= 2 * IMAGE_SIDE_MAX;
        bool smaller = factors[at].num * best.denom < best.num * factors[at].denom;
        if (enough && smaller) best = factors[at];
    }
    return best;
}

static enum err decode_jpeg(struct image *out, const unsigned char *bytes, size_t count)
{
    int width = 0, height = 0, sampling = 0, colours = 0;
    tjhandle handle = tjInitDecompress();
    if (handle == NULL) return ERR_NOMEM;
    enum err err = ERR_INVALID;
    if (tjDecompressHeader3(handle, bytes, (unsigned long)count, &width, &height, &sampling, &colours) == 0) {
        err = image_bound(width, height);
    }
    if (err == ERR_OK) {
        tjscalingfactor scale = scale_for(width, height);
        err = image_begin(out, TJSCALED(width, scale), TJSCALED(height, scale));
    }
    /* One that breaks off is damaged, though most of it could be shown. */
    if (err == ERR_OK && tjDecompress2(handle, bytes, (unsigned long)count, out->dots, out->width, 0, out->height,
                                       TJPF_RGBA, TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS) != 0) {
        err = ERR_INVALID;
    }
    tjDestroy(handle);
    return err;
}

static enum err decode_webp(struct image *out, const unsigned char *bytes, size_t count)
{
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(bytes, count, &features) != VP8_STATUS_OK || features.has_animation) return ERR_INVALID;
    enum err err = image_bound(features.width, features.height);
    if (err == ERR_OK) err = image_begin(out, features.width, features.height);
    if (err != ERR_OK) return err;
    size_t room = (size_t)out->width * (size_t)out->height * 4;
    return WebPDecodeRGBAInto(bytes, count, out->dots, room, out->width * 4) != NULL ? ERR_OK : ERR_INVALID;
}

enum err image_decode(struct image *out, int *out_orientation, const unsigned char *bytes, size_t count)
{
    static const unsigned char png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    static const unsigned char jpeg[] = {0xff, 0xd8, 0xff};
    enum { WEBP_HEAD_BYTES = 12 };
    *out_orientation = 1;
    if (count > IMAGE_BYTES_MAX) return ERR_TOO_LARGE;
    if (count > sizeof(png) && memcmp(bytes, png, sizeof(png)) == 0) return decode_png(out, bytes, count);
    if (count > sizeof(jpeg) && memcmp(bytes, jpeg, sizeof(jpeg)) == 0) {
        *out_orientation = orientation_of(bytes, count);
        return decode_jpeg(out, bytes, count);
    }
    bool webp = count > WEBP_HEAD_BYTES && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0;
    return webp ? decode_webp(out, bytes, count) : ERR_INVALID;
}
