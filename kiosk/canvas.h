/* kiosk/canvas.h - pixels in memory, and the few ways to put colour on them.
 *
 * Everything Forhal shows is painted here by the processor, whatever then carries the pixels to
 * the glass (present.h), so a screen has the same pixels under X11, Wayland and in a test.
 * Coordinates are in pixels, x to the right, y down. Nothing is written outside `clip`. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct rect {
    int x, y, w, h;
};

/* Straight (not premultiplied) alpha; 255 is opaque. */
struct color {
    uint8_t r, g, b, a;
};

#define COLOR_HEX(hex) ((struct color){(uint8_t)((hex) >> 16), (uint8_t)((hex) >> 8), (uint8_t)(hex), 255})

struct canvas {
    uint32_t *pixels; /* 0xXXRRGGBB; borrowed or owned, see canvas_create() */
    int width, height;
    int stride; /* pixels from one row to the next */
    struct rect clip;
};

struct rect rect_intersect(struct rect a, struct rect b);
/* The smallest rectangle around both; an empty one adds nothing. */
struct rect rect_union(struct rect a, struct rect b);
bool rect_is_empty(struct rect rect);
bool rect_contains(struct rect rect, int x, int y);
struct rect rect_inset(struct rect rect, int by);

struct color color_with_alpha(struct color color, uint8_t alpha);
/* `amount` 0 gives a, 256 gives b. */
struct color color_mix(struct color a, struct color b, int amount);

/* Memory of its own, all black, clip = everything. NULL without memory. */
struct canvas *canvas_create(int width, int height);
void canvas_destroy(struct canvas *canvas);

void canvas_fill(struct canvas *canvas, struct rect area, struct color color);
/* Vertical run of three colours over `whole`; only what lies in the clip is painted. */
void canvas_gradient(struct canvas *canvas, struct rect whole, struct color top, struct color middle,
                     struct color bottom);
/* Blends one pixel; coverage 0..255 times the colour's alpha. */
void canvas_blend(struct canvas *canvas, int x, int y, struct color color, unsigned coverage);
/* Blends pixels x0 <= x < x1 of row y with full coverage. */
void canvas_span(struct canvas *canvas, int y, int x0, int x1, struct color color);
/* Blends `color` through a mask of coverages, its left upper corner at (x, y). */
void canvas_mask(struct canvas *canvas, int x, int y, const uint8_t *mask, int mask_w, int mask_h, int mask_stride,
                 struct color color);
/* The same with a mask of one row, all of which lies in the clip. */
void canvas_mask_row(struct canvas *canvas, int x, int y, const uint8_t *mask, int count, struct color color);
/* Lays a picture on it, its left upper corner at (x, y): premultiplied pixels with their alpha in the highest
 * byte, one row after the other; `alpha` says how much of it is seen, `light` how bright it is (255: all). */
void canvas_picture(struct canvas *canvas, int x, int y, const uint32_t *pixels, int width, int height, uint8_t alpha,
                    uint8_t light);
