/* kiosk/present.h - a window, and a canvas whose pixels appear in it.
 *
 * Two ways, one canvas. On X11 the canvas is the window's own surface, without SDL's detour
 * through OpenGL (SDL_HINT_FRAMEBUFFER_ACCELERATION=0: a fifth of the memory, a quarter of the time
 * to the first picture). Where the video driver has no such surface (Wayland under cage or
 * weston) the canvas is ours and its damage is uploaded to one texture. */
#pragma once

#include <SDL.h>
#include <stdbool.h>
#include <stdint.h>

#include "kiosk/canvas.h"
#include "kiosk/paint.h"
#include "sync/base/err.h"

struct present;

struct present_options {
    int width, height; /* of a window; whole screen when `window` is false */
    bool window;
    const char *title;
};

/* Needs SDL_Init(SDL_INIT_VIDEO). ERR_UNAVAILABLE with SDL_GetError() when there is no window; ERR_NOMEM. */
MUST_USE enum err present_open(struct present **out, const struct present_options *options);
void present_close(struct present *present);

/* The canvas to paint on, of the window's present size; NULL while the window can't be drawn on
 * (minimised, being resized). *out_fresh: its content is lost, paint it whole. */
struct canvas *present_canvas(struct present *present, bool *out_fresh);
/* Shows what was painted. ERR_UNAVAILABLE when the display did not take it. */
MUST_USE enum err present_show(struct present *present, const struct damage *damage);
/* How many times the display has taken something since present_open(). */
uint64_t present_count(const struct present *present);
/* From window coordinates of the mouse to pixels of the canvas. */
void present_map(const struct present *present, int *x, int *y);
/* "surface" or "texture (driver)", for --debug. */
const char *present_way(const struct present *present);
