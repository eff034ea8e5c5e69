/* tests/unit/pictures_made.h - small pictures in the formats that staff have. Header only. */
#pragma once

#include "tests/unit/folder.h"

#include <png.h>
#include <turbojpeg.h>
#include <webp/encode.h>

/* Red, green, blue and white quarters: top left, top right, bottom left, bottom right. */
static inline unsigned char *quarters_make(int width, int height)
{
    static const unsigned char colours[4][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
    unsigned char *dots = malloc((size_t)width * (size_t)height * 3);
    assert_non_null(dots);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            int quarter = (y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1);
            memcpy(dots + ((size_t)y * (size_t)width + (size_t)x) * 3, colours[quarter], 3);
        }
    }
    return dots;
}

/* What nothing packs well. */
static inline unsigned char *noise_make(int width, int height)
{
    size_t count = (size_t)width * (size_t)height * 3;
    unsigned char *dots = malloc(count);
    unsigned state = 1;
    assert_non_null(dots);
    for (size_t at = 0; at < count; at++) {
        state = state * 1103515245u + 12345u;
        dots[at] = (unsigned char)(state >> 16);
    }
    return dots;
}

/* Each gives a file in *out, which the caller frees, and takes the dots over. */
static inline size_t jpeg_make(unsigned char *dots, int width, int height, unsigned char **out)
{
    unsigned char *file = NULL;
    unsigned long bytes = 0;
    tjhandle handle = tjInitCompress();
    assert_int_equal(tjCompress2(handle, dots, width, 0, height, TJPF_RGB, &file, &bytes, TJSAMP_444, 90, 0), 0);
    tjDestroy(handle);
    free(dots);
    *out = malloc(bytes);
    memcpy(*out, file, bytes);
    tjFree(file);
    return bytes;
}

static inline size_t png_made(unsigned char *dots, int width, int height, unsigned char **out)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)width,
                       .height = (png_uint_32)height,
                       .format = PNG_FORMAT_RGB};
    png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
    *out = malloc(bytes);
    assert_true(png_image_write_to_memory(&image, *out, &bytes, 0, dots, 0, NULL));
    free(dots);
    return bytes;
}

static inline size_t webp_make(unsigned char *dots, int width, int height, unsigned char **out)
{
    uint8_t *file = NULL;
    size_t bytes = WebPEncodeRGB(dots, width, height, width * 3, 90, &file);
    assert_true(bytes > 0);
    free(dots);
    *out = malloc(bytes);
    memcpy(*out, file, bytes);
    WebPFree(file);
    return bytes;
}

/* The same JPEG with what a camera notes: its maker, and which way up it is. Frees `jpeg`. */
static inline size_t jpeg_note(unsigned char *jpeg, size_t bytes, int orientation, unsigned char **out)
{
    unsigned char note[] = {0xff, 0xe1, 0, 0, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 2, 0,
                            /* Make, a text of 13 bytes after both entries */
                            0x0f, 0x01, 2, 0, 13, 0, 0, 0, 38, 0, 0, 0,
                            /* Orientation */
                            0x12, 0x01, 3, 0, 1, 0, 0, 0, (unsigned char)orientation, 0, 0, 0, 0, 0, 0, 0, 'H', 'E',
                            'M', 'M', 'E', 'L', 'I', 'G', 'T', 'S', 'E', 'D', 0};
    note[3] = sizeof(note) - 2;
    *out = malloc(bytes + sizeof(note));
    memcpy(*out, jpeg, 2);
    memcpy(*out + 2, note, sizeof(note));
    memcpy(*out + 2 + sizeof(note), jpeg + 2, bytes - 2);
    free(jpeg);
    return bytes + sizeof(note);
}
