#define _POSIX_C_SOURCE 200809L
#include "kiosk/picture_cache.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sync/base/file.h"
#include "sync/base/str.h"

struct kept {
    char name[PICTURE_NAME_BYTES]; /* "" when free */
    int width, height, radius;
    uint32_t *pixels; /* owned; NULL: it can't be decoded */
    uint64_t used;
};

struct picture_cache {
    const char *folder;     /* borrowed */
    struct timespec looked; /* the folder's time then */
    bool known;
    struct kept kept[PICTURE_CACHE_MAX];
    size_t bytes;
    uint64_t uses;
};

enum err picture_cache_create(struct picture_cache **out, const char *folder)
{
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) return ERR_NOMEM;
    (*out)->folder = folder;
    return ERR_OK;
}

static size_t kept_bytes(const struct kept *kept)
{
    return kept->pixels != NULL ? (size_t)kept->width * (size_t)kept->height * sizeof(*kept->pixels) : 0;
}

static void drop(struct picture_cache *cache, struct kept *kept)
{
    cache->bytes -= kept_bytes(kept);
    free(kept->pixels);
    *kept = (struct kept){.pixels = NULL};
}

void picture_cache_forget(struct picture_cache *cache)
{
    for (size_t at = 0; at < PICTURE_CACHE_MAX; at++) drop(cache, &cache->kept[at]);
}

void picture_cache_destroy(struct picture_cache *cache)
{
    if (cache == NULL) return;
    picture_cache_forget(cache);
    free(cache);
}

size_t picture_cache_bytes(const struct picture_cache *cache)
{
    return cache->bytes;
}

/* ---- which there are ---- */

static struct timespec folder_time(const struct picture_cache *cache)
{
    struct stat stat_of;
    return stat(cache->folder, &stat_of) == 0 ? stat_of.st_mtim : (struct timespec){0};
}

bool picture_cache_is_stale(const struct picture_cache *cache)
{
    struct timespec now = folder_time(cache);
    return !cache->known || now.tv_sec != cache->looked.tv_sec || now.tv_nsec != cache->looked.tv_nsec;
}

/* Its bytes, as its name says. The caller calls str_finish() in every case. */
static enum err read_checked(const struct picture_cache *cache, const char *name, struct str *out)
{
    char path[PATH_MAX], real[PICTURE_NAME_BYTES];
    snprintf(path, sizeof(path), "%s/%.64s.png", cache->folder, name);
    enum err err = file_read(out, path, PICTURE_BYTES_MAX);
    if (err != ERR_OK) return err;
    picture_name(real, str_text(out), out->length);
    return strcmp(real, name) == 0 ? ERR_OK : ERR_DAMAGED;
}

void picture_cache_measure(const struct picture_cache *cache, const char *name, struct picture_size *out)
{
    AUTO(str_finish) struct str bytes;
    *out = (struct picture_size){.width = 0};
    enum err err = read_checked(cache, name, &bytes);
    if (err == ERR_OK) err = picture_measure(out, str_text(&bytes), bytes.length);
    if (err == ERR_OK) snprintf(out->name, sizeof(out->name), "%s", name);
}

void picture_cache_look(struct picture_cache *cache, const json_t *names, struct picture_sizes *out)
{
    const char *name;
    json_t *value;
    out->count = 0;
    cache->looked = folder_time(cache);
    cache->known = true;
    picture_cache_forget(cache); /* one that could not be read may have come anew */
    json_object_foreach ((json_t *)names, name, value) {
        if (out->count == PICTURES_MAX) break;
        picture_cache_measure(cache, name, &out->list[out->count]);
        if (out->list[out->count].name[0] != '\0') out->count++;
    }
}

const struct picture_size *picture_size_find(const struct picture_sizes *sizes, const char *name)
{
    for (size_t at = 0; at < sizes->count; at++) {
        if (strcmp(sizes->list[at].name, name) == 0) return &sizes->list[at];
    }
    return NULL;
}

/* ---- scaling ---- */

/* What one pixel of the smaller picture covers of a row or column of the larger one. */
struct cover {
    int64_t begin, end; /* 256ths */
};

static struct cover cover_of(int at, int out_count, int count)
{
    struct cover cover = {(int64_t)at * count * 256 / out_count, (int64_t)(at + 1) * count * 256 / out_count};
    if (cover.end == cover.begin) cover.end++;
    return cover;
}

/* How much of pixel `at` is covered, 0 to 256. */
static uint64_t share_of(const struct cover *cover, int64_t at)
{
    int64_t begin = cover->begin > at * 256 ? cover->begin : at * 256;
    int64_t end = cover->end < (at + 1) * 256 ? cover->end : (at + 1) * 256;
    return (uint64_t)(end - begin);
}

static uint32_t average(const struct cover *across, const struct cover *down, const unsigned char *rgba, int width)
{
    uint64_t red = 0, green = 0, blue = 0, alpha = 0, whole = 0;
    for (int64_t y = down->begin / 256; y * 256 < down->end; y++) {
        uint64_t row = share_of(down, y);
        for (int64_t x = across->begin / 256; x * 256 < across->end; x++) {
            const unsigned char *pixel = rgba + ((size_t)y * (size_t)width + (size_t)x) * 4;
            uint64_t share = row * share_of(across, x);
            whole += share;
            alpha += share * pixel[3];
            red += share * pixel[0] * pixel[3];
            green += share * pixel[1] * pixel[3];
            blue += share * pixel[2] * pixel[3];
        }
    }
    assert(whole > 0); /* a cover is never empty */
    uint64_t parts = whole * 255;
    uint32_t color = (uint32_t)((red + parts / 2) / parts) << 16 | (uint32_t)((green + parts / 2) / parts) << 8 |
                     (uint32_t)((blue + parts / 2) / parts);
    return (uint32_t)((alpha + whole / 2) / whole) << 24 | color;
}

void picture_scale(uint32_t *out, int out_width, int out_height, const unsigned char *rgba, int width, int height)
{
    for (int y = 0; y < out_height; y++) {
        struct cover down = cover_of(y, out_height, height);
        for (int x = 0; x < out_width; x++) {
            struct cover across = cover_of(x, out_width, width);
            *out++ = average(&across, &down, rgba, width);
        }
    }
}

/* ---- round corners ---- */

/* How much of the pixel (x, y) lies in a circle of that radius around (radius, radius), 0 to 16. */
static unsigned inside(int x, int y, int radius)
{
    unsigned count = 0;
    for (int part = 0; part < 16; part++) {
        int dx = 8 * (radius - x) - 2 * (part % 4) - 1; /* 8ths of a pixel */
        int dy = 8 * (radius - y) - 2 * (part / 4) - 1;
        count += dx * dx + dy * dy <= 64 * radius * radius;
    }
    return count;
}

static void fade(uint32_t *pixel, unsigned sixteenths)
{
    uint32_t out = 0;
    for (int shift = 0; shift < 32; shift += 8) out |= ((*pixel >> shift & 255u) * sixteenths / 16u) << shift;
    *pixel = out;
}

static void round_corners(uint32_t *pixels, int width, int height, int radius)
{
    if (radius > width / 2) radius = width / 2;
    if (radius > height / 2) radius = height / 2;
    for (int y = 0; y < radius; y++) {
        for (int x = 0; x < radius; x++) {
            unsigned seen = inside(x, y, radius);
            size_t top = (size_t)y * (size_t)width;
            size_t bottom = (size_t)(height - 1 - y) * (size_t)width;
            fade(&pixels[top + (size_t)x], seen);
            fade(&pixels[top + (size_t)(width - 1 - x)], seen);
            fade(&pixels[bottom + (size_t)x], seen);
            fade(&pixels[bottom + (size_t)(width - 1 - x)], seen);
        }
    }
}

/* ---- painting ---- */

static struct kept *find(struct picture_cache *cache, const char *name, struct rect bounds, int radius)
{
    for (size_t at = 0; at < PICTURE_CACHE_MAX; at++) {
        struct kept *kept = &cache->kept[at];
        if (kept->width == bounds.w && kept->height == bounds.h && kept->radius == radius &&
            strcmp(kept->name, name) == 0) {
            return kept;
        }
    }
    return NULL;
}

static struct kept *oldest(struct picture_cache *cache, bool with_pixels)
{
    struct kept *oldest = NULL;
    for (size_t at = 0; at < PICTURE_CACHE_MAX; at++) {
        struct kept *kept = &cache->kept[at];
        if (with_pixels && kept->pixels == NULL) continue;
        if (oldest == NULL || kept->used < oldest->used) oldest = kept;
    }
    return oldest;
}

static uint32_t *make_pixels(const struct picture_cache *cache, const char *name, struct rect bounds, int radius)
{
    AUTO(str_finish) struct str bytes;
    struct picture_size size;
    unsigned char *rgba = NULL;
    enum err err = read_checked(cache, name, &bytes);
    if (err == ERR_OK) err = picture_decode(&rgba, &size, str_text(&bytes), bytes.length);
    if (err != ERR_OK) return NULL;
    uint32_t *pixels = malloc((size_t)bounds.w * (size_t)bounds.h * sizeof(*pixels));
    if (pixels != NULL) {
        picture_scale(pixels, bounds.w, bounds.h, rgba, size.width, size.height);
        round_corners(pixels, bounds.w, bounds.h, radius);
    }
    free(rgba);
    return pixels;
}

static struct kept *make(struct picture_cache *cache, const char *name, struct rect bounds, int radius)
{
    size_t wanted = (size_t)bounds.w * (size_t)bounds.h * sizeof(uint32_t);
    if (bounds.w <= 0 || bounds.h <= 0 || wanted > PICTURE_CACHE_BYTES_MAX) return NULL;
    while (cache->bytes + wanted > PICTURE_CACHE_BYTES_MAX) drop(cache, oldest(cache, true));
    struct kept *kept = oldest(cache, false);
    drop(cache, kept);
    snprintf(kept->name, sizeof(kept->name), "%s", name);
    kept->width = bounds.w;
    kept->height = bounds.h;
    kept->radius = radius;
    kept->pixels = make_pixels(cache, name, bounds, radius);
    cache->bytes += kept_bytes(kept);
    return kept;
}

bool picture_cache_paint(struct picture_cache *cache, struct canvas *canvas, const char *name, struct rect bounds,
                         int radius, uint8_t faded)
{
    struct kept *kept = find(cache, name, bounds, radius);
    if (kept == NULL) kept = make(cache, name, bounds, radius);
    if (kept == NULL) return false;
    kept->used = ++cache->uses;
    if (kept->pixels == NULL) return false;
    canvas_picture(canvas, bounds.x, bounds.y, kept->pixels, kept->width, kept->height, (uint8_t)(255 - faded), 255);
    return true;
}
