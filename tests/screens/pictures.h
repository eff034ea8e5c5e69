/* tests/screens/pictures.h - what tests of pixels need: a canvas to look at, and how much is on it. Header
 * only, since every .c file beside it is a program. */
#pragma once

#include "tests/screens/cmocka_all.h"

#include <stdbool.h>

#include "kiosk/canvas.h"

static const struct color white = {255, 255, 255, 255};

static const uint32_t black_pixel = 0xff000000u;

/* All black and opaque, unlike canvas_create(), so that what was not touched can be told. */
static inline struct canvas *black_canvas(int width, int height)
{
    struct canvas *canvas = canvas_create(width, height);
    assert_non_null(canvas);
    for (int at = 0; at < width * height; at++) canvas->pixels[at] = black_pixel;
    return canvas;
}

static inline uint32_t pixel_at(const struct canvas *canvas, int x, int y)
{
    assert_true(x >= 0 && y >= 0 && x < canvas->width && y < canvas->height);
    return canvas->pixels[y * canvas->stride + x];
}

static inline int red_at(const struct canvas *canvas, int x, int y)
{
    return (int)(pixel_at(canvas, x, y) >> 16 & 0xff);
}

/* How many pixels' worth of white lies on black. */
static inline double area_of(const struct canvas *canvas)
{
    double sum = 0.0;
    for (int y = 0; y < canvas->height; y++) {
        for (int x = 0; x < canvas->width; x++) sum += red_at(canvas, x, y) / 255.0;
    }
    return sum;
}

static inline size_t pixels_changed(const struct canvas *canvas, struct rect area, bool inside)
{
    size_t count = 0;
    for (int y = 0; y < canvas->height; y++) {
        for (int x = 0; x < canvas->width; x++) {
            count += rect_contains(area, x, y) == inside && pixel_at(canvas, x, y) != black_pixel;
        }
    }
    return count;
}

#define assert_near(value, wanted, tolerance)                                                                          \
    do {                                                                                                               \
        double value_ = (double)(value);                                                                               \
        double wanted_ = (double)(wanted);                                                                             \
        double off_ = value_ > wanted_ ? value_ - wanted_ : wanted_ - value_;                                          \
        if (off_ > (double)(tolerance))                                                                                \
            fail_msg("%s is %.4f, wanted %.4f within %g", #value, value_, wanted_, (double)(tolerance));               \
    } while (0)
