#include "kiosk/canvas.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* wmemset() fills a row of pixels as fast as the machine can. */
_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "a wide character is as large as a pixel");

static int min_int(int a, int b)
{
    return a < b ? a : b;
}

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

struct rect rect_intersect(struct rect a, struct rect b)
{
    int x0 = max_int(a.x, b.x);
    int y0 = max_int(a.y, b.y);
    int x1 = min_int(a.x + a.w, b.x + b.w);
    int y1 = min_int(a.y + a.h, b.y + b.h);
    if (x1 <= x0 || y1 <= y0) return (struct rect){0, 0, 0, 0};
    return (struct rect){x0, y0, x1 - x0, y1 - y0};
}

struct rect rect_union(struct rect a, struct rect b)
{
    if (rect_is_empty(a)) return b;
    if (rect_is_empty(b)) return a;
    int x0 = min_int(a.x, b.x);
    int y0 = min_int(a.y, b.y);
    int x1 = max_int(a.x + a.w, b.x + b.w);
    int y1 = max_int(a.y + a.h, b.y + b.h);
    return (struct rect){x0, y0, x1 - x0, y1 - y0};
}

bool rect_is_empty(struct rect rect)
{
    return rect.w <= 0 || rect.h <= 0;
}

bool rect_contains(struct rect rect, int x, int y)
{
    return x >= rect.x && y >= rect.y && x < rect.x + rect.w && y < rect.y + rect.h;
}

struct rect rect_inset(struct rect rect, int by)
{
    return (struct rect){rect.x + by, rect.y + by, rect.w - 2 * by, rect.h - 2 * by};
}

struct color color_with_alpha(struct color color, uint8_t alpha)
{
    color.a = alpha;
    return color;
}

static uint8_t mix(uint8_t a, uint8_t b, int amount)
{
    return (uint8_t)(a + (b - a) * amount / 256);
}

struct color color_mix(struct color a, struct color b, int amount)
{
    return (struct color){mix(a.r, b.r, amount), mix(a.g, b.g, amount), mix(a.b, b.b, amount), mix(a.a, b.a, amount)};
}

struct canvas *canvas_create(int width, int height)
{
    if (width <= 0 || height <= 0) return NULL;
    struct canvas *canvas = calloc(1, sizeof(*canvas));
    uint32_t *pixels = calloc((size_t)width * (size_t)height, sizeof(*pixels));
    if (canvas == NULL || pixels == NULL) {
        free(canvas);
        free(pixels);
        return NULL;
    }
    *canvas = (struct canvas){pixels, width, height, width, {0, 0, width, height}};
    return canvas;
}

void canvas_destroy(struct canvas *canvas)
{
    if (canvas == NULL) return;
    free(canvas->pixels);
    free(canvas);
}

static uint32_t pixel_of(struct color color)
{
    return 0xff000000u | (uint32_t)color.r << 16 | (uint32_t)color.g << 8 | color.b;
}

/* (a * b) / 255, rounded, without a division. */
static uint32_t times(uint32_t a, uint32_t b)
{
    uint32_t product = a * b + 128;
    return (product + (product >> 8)) >> 8;
}

/* The same for two numbers of 8 bits at once, in bits 0 to 7 and 16 to 23. */
static uint32_t times_two(uint32_t two, uint32_t by)
{
    uint32_t product = two * by + 0x00800080u;
    return (product + (product >> 8 & 0x00ff00ffu)) >> 8 & 0x00ff00ffu;
}

/* `pixel` times `by`, all four of its bytes. */
static uint32_t times_pixel(uint32_t pixel, uint32_t by)
{
    return times_two(pixel & 0x00ff00ffu, by) | times_two(pixel >> 8 & 0x00ff00ffu, by) << 8;
}

/* Two channels of `over` upon two of `under`, rounded once. */
static uint32_t blended_two(uint32_t under, uint32_t over, uint32_t alpha)
{
    uint32_t sum = over * alpha + under * (255 - alpha) + 0x00800080u;
    return (sum + (sum >> 8 & 0x00ff00ffu)) >> 8 & 0x00ff00ffu;
}

/* `over` is the pixel of an opaque colour, and so is the result. */
static uint32_t blended(uint32_t under, uint32_t over, uint32_t alpha)
{
    uint32_t green = blended_two(under >> 8 & 0xff, over >> 8 & 0xff, alpha);
    return 0xff000000u | green << 8 | blended_two(under & 0x00ff00ffu, over & 0x00ff00ffu, alpha);
}

static uint32_t *row_of(struct canvas *canvas, int y)
{
    return canvas->pixels + (ptrdiff_t)y * canvas->stride;
}

void canvas_span(struct canvas *canvas, int y, int x0, int x1, struct color color)
{
    struct rect clip = canvas->clip;
    if (y < clip.y || y >= clip.y + clip.h || color.a == 0) return;
    x0 = max_int(x0, clip.x);
    x1 = min_int(x1, clip.x + clip.w);
    uint32_t *row = row_of(canvas, y);
    uint32_t pixel = pixel_of(color);
    if (color.a == 255) {
        if (x1 > x0) wmemset((wchar_t *)row + x0, (wchar_t)pixel, (size_t)(x1 - x0));
    } else {
        for (int x = x0; x < x1; x++) row[x] = blended(row[x], pixel, color.a);
    }
}

void canvas_fill(struct canvas *canvas, struct rect area, struct color color)
{
    for (int y = area.y; y < area.y + area.h; y++) canvas_span(canvas, y, area.x, area.x + area.w, color);
}

void canvas_gradient(struct canvas *canvas, struct rect whole, struct color top, struct color middle,
                     struct color bottom)
{
    struct rect area = rect_intersect(whole, canvas->clip);
    for (int y = area.y; y < area.y + area.h; y++) {
        int at = (int)((int64_t)(y - whole.y) * 512 / max_int(whole.h, 1));
        struct color color = at < 256 ? color_mix(top, middle, at) : color_mix(middle, bottom, at - 256);
        canvas_span(canvas, y, area.x, area.x + area.w, color);
    }
}

void canvas_blend(struct canvas *canvas, int x, int y, struct color color, unsigned coverage)
{
    if (!rect_contains(canvas->clip, x, y)) return;
    uint32_t *pixel = row_of(canvas, y) + x;
    uint32_t alpha = color.a == 255 ? coverage : times(coverage, color.a);
    if (alpha == 255) {
        *pixel = pixel_of(color);
    } else if (alpha > 0) {
        *pixel = blended(*pixel, pixel_of(color), alpha);
    }
}

enum { MASK_RUN = sizeof(uint32_t) /* pixels looked at together: most of a mask is empty */ };

/* `count` pixels from `to` on. */
static void mask_row(uint32_t *to, const uint8_t *from, int count, uint32_t opaque, uint32_t strength)
{
    for (int at = 0; at < count;) {
        uint32_t run = 1;
        if (at + MASK_RUN <= count) memcpy(&run, from + at, sizeof(run));
        if (run == 0) {
            at += MASK_RUN;
            continue;
        }
        int end = at + MASK_RUN < count ? at + MASK_RUN : count;
        for (; at < end; at++) {
            if (from[at] != 0) to[at] = blended(to[at], opaque, times(from[at], strength));
        }
    }
}

void canvas_mask(struct canvas *canvas, int x, int y, const uint8_t *mask, int mask_w, int mask_h, int mask_stride,
                 struct color color)
{
    struct rect area = rect_intersect((struct rect){x, y, mask_w, mask_h}, canvas->clip);
    uint32_t opaque = pixel_of(color);
    for (int row_y = area.y; row_y < area.y + area.h; row_y++) {
        const uint8_t *from = mask + (ptrdiff_t)(row_y - y) * mask_stride + (area.x - x);
        mask_row(row_of(canvas, row_y) + area.x, from, area.w, opaque, color.a);
    }
}

void canvas_mask_row(struct canvas *canvas, int x, int y, const uint8_t *mask, int count, struct color color)
{
    mask_row(row_of(canvas, y) + x, mask, count, pixel_of(color), color.a);
}

void canvas_picture(struct canvas *canvas, int x, int y, const uint32_t *pixels, int width, int height, uint8_t alpha,
                    uint8_t light)
{
    struct rect area = rect_intersect((struct rect){x, y, width, height}, canvas->clip);
    for (int row_y = area.y; row_y < area.y + area.h; row_y++) {
        const uint32_t *from = pixels + (ptrdiff_t)(row_y - y) * width + (area.x - x);
        uint32_t *to = row_of(canvas, row_y) + area.x;
        for (int at = 0; at < area.w; at++) {
            uint32_t over = from[at];
            if (light < 255) over = (over & 0xff000000u) | times_pixel(over & 0x00ffffffu, light);
            if (alpha < 255) over = times_pixel(over, alpha);
            if (over >> 24 == 255) {
                to[at] = over;
            } else if (over != 0) {
                uint32_t under = times_pixel(to[at] & 0x00ffffffu, 255u - (over >> 24));
                to[at] = 0xff000000u | ((over & 0x00ffffffu) + under);
            }
        }
    }
}
