#include "sync/registry/content/images.h"

#include <math.h>
#include <png.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "sync/model/picture.h"
#include "sync/registry/content/images_inside.h"

enum { TRIES_MAX = 12, SIDE_LEAST = 64 };

void image_finish(struct image *image)
{
    free(image->dots);
    image->dots = NULL;
}

enum err image_bound(long width, long height)
{
    if (width <= 0 || height <= 0) return ERR_INVALID;
    return width <= IMAGE_PIXELS_MAX / height ? ERR_OK : ERR_TOO_LARGE;
}

enum err image_begin(struct image *out, int width, int height)
{
    *out = (struct image){.width = width, .height = height};
    out->dots = calloc((size_t)width * (size_t)height, 4);
    return out->dots != NULL ? ERR_OK : ERR_NOMEM;
}

/* ---- the right way up ---- */

static const unsigned char *dot_at(const struct image *image, int x, int y)
{
    return image->dots + ((size_t)y * (size_t)image->width + (size_t)x) * 4;
}

/* Where the dot x, y of the turned picture was. */
static const unsigned char *dot_before(const struct image *from, int orientation, int x, int y)
{
    int right = from->width - 1;
    int bottom = from->height - 1;
    switch (orientation) {
    case 2: return dot_at(from, right - x, y);
    case 3: return dot_at(from, right - x, bottom - y);
    case 4: return dot_at(from, x, bottom - y);
    case 5: return dot_at(from, y, x);
    case 6: return dot_at(from, y, bottom - x);
    case 7: return dot_at(from, right - y, bottom - x);
    case 8: return dot_at(from, right - y, x);
    default: return dot_at(from, x, y);
    }
}

static enum err turn(struct image *image, int orientation)
{
    struct image turned;
    bool lies = orientation >= 5;
    if (orientation == 1) return ERR_OK;
    enum err err = image_begin(&turned, lies ? image->height : image->width, lies ? image->width : image->height);
    if (err != ERR_OK) return err;
    unsigned char *to = turned.dots;
    for (int y = 0; y < turned.height; y++) {
        for (int x = 0; x < turned.width; x++, to += 4) memcpy(to, dot_before(image, orientation, x, y), 4);
    }
    image_finish(image);
    *image = turned;
    return ERR_OK;
}

/* ---- smaller ---- */

/* The average of what lies under one dot of `to`, with the parts of dots at its edges; what is clear has no colour. */
static void average(const struct image *from, double left, double top, double right, double bottom,
                    unsigned char out[4])
{
    double sum[3] = {0};
    double alpha = 0;
    double area = 0;
    for (int y = (int)top; y < from->height && y < bottom; y++) {
        double high = fmin(bottom, y + 1) - fmax(top, y);
        for (int x = (int)left; x < from->width && x < right; x++) {
            const unsigned char *dot = dot_at(from, x, y);
            double weight = high * (fmin(right, x + 1) - fmax(left, x));
            area += weight;
            alpha += weight * dot[3];
            for (int colour = 0; colour < 3; colour++) sum[colour] += weight * dot[3] * dot[colour];
        }
    }
    for (int colour = 0; colour < 3; colour++) out[colour] = (unsigned char)(alpha > 0 ? sum[colour] / alpha + 0.5 : 0);
    out[3] = (unsigned char)(area > 0 ? alpha / area + 0.5 : 0);
}

enum err image_scale(struct image *out, const struct image *from, int width, int height)
{
    enum err err = image_begin(out, width, height);
    double across = (double)from->width / width;
    double down = (double)from->height / height;
    for (int y = 0; err == ERR_OK && y < height; y++) {
        for (int x = 0; x < width; x++) {
            average(from, x * across, y * down, (x + 1) * across, (y + 1) * down,
                    out->dots + ((size_t)y * (size_t)width + (size_t)x) * 4);
        }
    }
    return err;
}

/* ---- as PNG ---- */

/* The alpha is left away where nothing is clear: libpng then writes less. */
static bool squeeze(struct image *image)
{
    size_t count = (size_t)image->width * (size_t)image->height;
    for (size_t at = 0; at < count; at++) {
        if (image->dots[at * 4 + 3] != 255) return false;
    }
    for (size_t at = 0; at < count; at++) memmove(image->dots + at * 3, image->dots + at * 4, 3);
    return true;
}

static enum err encode(unsigned char **out, size_t *out_bytes, struct image *image)
{
    bool plain = squeeze(image);
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)image->width,
                     .height = (png_uint_32)image->height,
                     .format = plain ? PNG_FORMAT_RGB : PNG_FORMAT_RGBA};
    png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(png);
    unsigned char *file = malloc(bytes);
    if (file == NULL) return ERR_NOMEM;
    if (!png_image_write_to_memory(&png, file, &bytes, 0, image->dots, 0, NULL)) {
        free(file);
        return ERR_NOMEM;
    }
    *out = file;
    *out_bytes = bytes;
    return ERR_OK;
}

static int at_least_one(double side)
{
    return side < 1 ? 1 : (int)(side + 0.5);
}

/* `part` of its size. */
static enum err make_part(unsigned char **out, size_t *out_bytes, const struct image *image, double part)
{
    struct image small;
    enum err err = image_scale(&small, image, at_least_one(image->width * part), at_least_one(image->height * part));
    if (err == ERR_OK) err = encode(out, out_bytes, &small);
    image_finish(&small);
    return err;
}

/* As large as fits into a file of PICTURE_BYTES_MAX. */
static enum err make_fitting(unsigned char **out, size_t *out_bytes, const struct image *image)
{
    int longer = image->width > image->height ? image->width : image->height;
    double part = longer > IMAGE_SIDE_MAX ? (double)IMAGE_SIDE_MAX / longer : 1;
    for (int tries = 0; tries < TRIES_MAX && longer * part >= 1; tries++) {
        enum err err = make_part(out, out_bytes, image, part);
        if (err != ERR_OK || *out_bytes <= PICTURE_BYTES_MAX) return err;
        /* Bytes go with the area, roughly. */
        part *= fmin(0.95, sqrt((double)PICTURE_BYTES_MAX / (double)*out_bytes) * 0.98);
        free(*out);
        *out = NULL;
    }
    return ERR_TOO_LARGE;
}

enum err image_make(unsigned char **out, size_t *out_bytes, const void *bytes, size_t bytes_count)
{
    struct image image = {.dots = NULL};
    int orientation = 1;
    *out = NULL;
    enum err err = image_decode(&image, &orientation, bytes, bytes_count);
    if (err == ERR_OK) err = turn(&image, orientation);
    if (err == ERR_OK) err = make_fitting(out, out_bytes, &image);
    image_finish(&image);
    return err;
}

static uint32_t number_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

size_t image_png_bytes(const void *bytes, size_t bytes_count)
{
    enum { SIGNATURE_BYTES = 8, CHUNK_BYTES = 12 /* length, name, check */ };
    const unsigned char *png = bytes;
    struct picture_size size;
    size_t at = SIGNATURE_BYTES;
    if (picture_measure(&size, bytes, bytes_count < PICTURE_BYTES_MAX ? bytes_count : PICTURE_BYTES_MAX) != ERR_OK) {
        return 0;
    }
    while (bytes_count - at >= CHUNK_BYTES) {
        size_t length = number_at(png + at);
        bool last = memcmp(png + at + 4, "IEND", 4) == 0;
        if (length > bytes_count - at - CHUNK_BYTES) return 0;
        at += length + CHUNK_BYTES;
        if (last) return at;
    }
    return 0;
}

/* ---- nothing else ---- */

#if defined(__SANITIZE_ADDRESS__)

bool image_sandbox(void)
{
    return true;
}

#else

static void limit(int what, rlim_t most)
{
    const struct rlimit limit = {.rlim_cur = most, .rlim_max = most};
    (void)setrlimit(what, &limit); /* the service's own limits may forbid it, and hold then */
}

bool image_sandbox(void)
{
    static const int calls[] = {SCMP_SYS(read),       SCMP_SYS(write),  SCMP_SYS(brk),         SCMP_SYS(mmap),
                                SCMP_SYS(munmap),     SCMP_SYS(mremap), SCMP_SYS(madvise),     SCMP_SYS(futex),
                                SCMP_SYS(exit_group), SCMP_SYS(exit),   SCMP_SYS(rt_sigreturn)};
    image_warm();
    limit(RLIMIT_AS, IMAGE_MEMORY_BYTES);
    limit(RLIMIT_CPU, IMAGE_SECONDS);
    limit(RLIMIT_FSIZE, PICTURE_BYTES_MAX);
    limit(RLIMIT_NOFILE, 3);
    limit(RLIMIT_CORE, 0);
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL) return false;
    int failed = 0;
    for (size_t at = 0; at < sizeof(calls) / sizeof(calls[0]); at++) {
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[at], 0);
    }
    /* Not given back: that might need more than is allowed then. */
    return failed == 0 && seccomp_load(filter) == 0;
}

#endif
