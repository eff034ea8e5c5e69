#include "kiosk/present.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct present {
    SDL_Window *window;     /* owned */
    SDL_Renderer *renderer; /* owned; NULL when the window has a surface */
    SDL_Texture *texture;   /* owned */
    struct canvas *own;     /* owned; what the texture is fed from */
    struct canvas surface;  /* a view of the window's surface */
    uint64_t count;         /* of what the display has taken */
    char way[64];
};

static bool has_window_surface(void)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    return driver != NULL && strcmp(driver, "wayland") != 0 && strcmp(driver, "KMSDRM") != 0;
}

static enum err open_renderer(struct present *present)
{
    present->renderer = SDL_CreateRenderer(present->window, -1, 0);
    if (present->renderer == NULL) return ERR_UNAVAILABLE;
    SDL_RendererInfo info;
    SDL_GetRendererInfo(present->renderer, &info);
    snprintf(present->way, sizeof(present->way), "texture (%s)", info.name);
    return ERR_OK;
}

static SDL_Window *open_window(const struct present_options *options)
{
    return SDL_CreateWindow(options->title, SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED, options->width,
                            options->height, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
}

/* A window without a frame that begins where and as large as the display. Where the window has a surface (X11)
 * that is all: SDL's full screen asks a window manager, waits 100 ms for its answer at both ends, and without one
 * changes nothing. */
static SDL_Window *open_whole_display(const struct present_options *options, bool surface)
{
    SDL_Rect display = {0, 0, options->width, options->height};
    (void)SDL_GetDisplayBounds(0, &display);
    Uint32 flags = SDL_WINDOW_BORDERLESS | SDL_WINDOW_ALLOW_HIGHDPI;
    if (!surface) flags |= SDL_WINDOW_FULLSCREEN_DESKTOP;
    return SDL_CreateWindow(options->title, display.x, display.y, display.w, display.h, flags);
}

enum err present_open(struct present **out, const struct present_options *options)
{
    *out = NULL;
    struct present *present = calloc(1, sizeof(*present));
    if (present == NULL) return ERR_NOMEM;
    bool surface = has_window_surface();
    if (surface) SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    present->window = options->window ? open_window(options) : open_whole_display(options, surface);
    snprintf(present->way, sizeof(present->way), "surface");
    enum err err = present->window != NULL ? ERR_OK : ERR_UNAVAILABLE;
    if (err == ERR_OK && (!surface || SDL_GetWindowSurface(present->window) == NULL)) err = open_renderer(present);
    if (err != ERR_OK) {
        present_close(present);
        return err;
    }
    *out = present;
    return ERR_OK;
}

void present_close(struct present *present)
{
    if (present == NULL) return;
    canvas_destroy(present->own);
    if (present->texture != NULL) SDL_DestroyTexture(present->texture);
    if (present->renderer != NULL) SDL_DestroyRenderer(present->renderer);
    if (present->window != NULL) SDL_DestroyWindow(present->window);
    free(present);
}

static struct canvas *surface_canvas(struct present *present, bool *out_fresh)
{
    SDL_Surface *surface = SDL_GetWindowSurface(present->window);
    if (surface == NULL || surface->format->BytesPerPixel != 4) return NULL;
    *out_fresh = present->surface.pixels != surface->pixels;
    present->surface = (struct canvas){.pixels = surface->pixels,
                                       .width = surface->w,
                                       .height = surface->h,
                                       .stride = surface->pitch / 4,
                                       .clip = {0, 0, surface->w, surface->h}};
    return &present->surface;
}

static struct canvas *texture_canvas(struct present *present, bool *out_fresh)
{
    int width = 0;
    int height = 0;
    if (SDL_GetRendererOutputSize(present->renderer, &width, &height) != 0 || width <= 0 || height <= 0) return NULL;
    if (present->own != NULL && present->own->width == width && present->own->height == height) return present->own;
    canvas_destroy(present->own);
    if (present->texture != NULL) SDL_DestroyTexture(present->texture);
    present->own = canvas_create(width, height);
    present->texture =
        SDL_CreateTexture(present->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STREAMING, width, height);
    *out_fresh = true;
    if (present->own != NULL && present->texture != NULL) return present->own;
    canvas_destroy(present->own);
    present->own = NULL;
    return NULL;
}

struct canvas *present_canvas(struct present *present, bool *out_fresh)
{
    *out_fresh = false;
    return present->renderer != NULL ? texture_canvas(present, out_fresh) : surface_canvas(present, out_fresh);
}

static enum err show_texture(struct present *present, const struct damage *damage)
{
    const struct canvas *canvas = present->own;
    if (canvas == NULL) return ERR_UNAVAILABLE;
    for (size_t at = 0; at < damage->count; at++) {
        struct rect rect = damage->rects[at];
        SDL_Rect area = {rect.x, rect.y, rect.w, rect.h};
        const uint32_t *from = canvas->pixels + (size_t)rect.y * (size_t)canvas->stride + rect.x;
        if (SDL_UpdateTexture(present->texture, &area, from, canvas->stride * 4) != 0) return ERR_UNAVAILABLE;
    }
    if (SDL_RenderCopy(present->renderer, present->texture, NULL, NULL) != 0) return ERR_UNAVAILABLE;
    SDL_RenderPresent(present->renderer);
    present->count++;
    return ERR_OK;
}

enum err present_show(struct present *present, const struct damage *damage)
{
    if (present->renderer != NULL) return show_texture(present, damage);
    SDL_Rect areas[PAINT_DAMAGE_MAX];
    for (size_t at = 0; at < damage->count; at++) {
        areas[at] = (SDL_Rect){damage->rects[at].x, damage->rects[at].y, damage->rects[at].w, damage->rects[at].h};
    }
    int code = SDL_UpdateWindowSurfaceRects(present->window, areas, (int)damage->count);
    if (code == 0) present->count++;
    return code == 0 ? ERR_OK : ERR_UNAVAILABLE;
}

uint64_t present_count(const struct present *present)
{
    return present->count;
}

void present_map(const struct present *present, int *x, int *y)
{
    int window_w = 0;
    int window_h = 0;
    SDL_GetWindowSize(present->window, &window_w, &window_h);
    const struct canvas *canvas = present->renderer != NULL ? present->own : &present->surface;
    if (canvas == NULL || window_w <= 0 || window_h <= 0) return;
    *x = *x * canvas->width / window_w;
    *y = *y * canvas->height / window_h;
}

const char *present_way(const struct present *present)
{
    return present->way;
}
