#include "kiosk/flower_cache.h"

#include <stdlib.h>
#include <string.h>

#include "kiosk/flower.h"
#include "kiosk/shape.h"

enum { BESIDE = 2 /* px that a smooth edge may reach beyond the bounds */ };

/* All that makes one flower look different from another, without gaps between: it is compared as bytes. */
struct flower_key {
    int width, height, count, mirrored, high_contrast;
    uint8_t ground[4];
    char petals[NETWORK_PETALS_MAX]; /* side, and whether it is created */
};

_Static_assert(sizeof(struct flower_key) == 5 * sizeof(int) + 4 + NETWORK_PETALS_MAX, "a flower_key has no gaps");

struct picture {
    struct flower_key key;
    uint32_t *pixels; /* premultiplied, alpha in the highest byte; NULL: free */
    int width, height;
    uint64_t used; /* when, in paintings */
};

struct flower_cache {
    struct raster raster;
    struct path path, scratch;
    struct picture pictures[FLOWER_CACHE_MAX];
    size_t bytes;
    uint64_t paintings;
};

enum err flower_cache_create(struct flower_cache **out)
{
    *out = calloc(1, sizeof(**out));
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}

static size_t picture_bytes(const struct picture *picture)
{
    return (size_t)picture->width * (size_t)picture->height * sizeof(picture->pixels[0]);
}

static void drop(struct flower_cache *cache, struct picture *picture)
{
    cache->bytes -= picture_bytes(picture);
    free(picture->pixels);
    *picture = (struct picture){.pixels = NULL};
}

void flower_cache_destroy(struct flower_cache *cache)
{
    if (cache == NULL) return;
    for (size_t at = 0; at < FLOWER_CACHE_MAX; at++) drop(cache, &cache->pictures[at]);
    raster_finish(&cache->raster);
    free(cache);
}

static void draw(struct flower_cache *cache, struct canvas *canvas, const struct flower *flower, struct rect bounds)
{
    flower_paint(canvas, &cache->raster, &cache->path, &cache->scratch, bounds, flower->petals, flower->count,
                 flower->mirrored, flower->look, flower->ground);
}

static struct flower_key key_of(const struct flower *flower, struct rect bounds)
{
    struct flower_key key = {
        .width = bounds.w,
        .height = bounds.h,
        .count = flower->count,
        .mirrored = flower->mirrored,
        .high_contrast = flower->look->high_contrast,
        .ground = {flower->ground.r, flower->ground.g, flower->ground.b, flower->ground.a},
    };
    for (int at = 0; at < flower->count && at < NETWORK_PETALS_MAX; at++) {
        key.petals[at] = (char)((int)flower->petals[at].side * 2 + flower->petals[at].created);
    }
    return key;
}

static struct picture *find(struct flower_cache *cache, const struct flower_key *key)
{
    for (size_t at = 0; at < FLOWER_CACHE_MAX; at++) {
        struct picture *picture = &cache->pictures[at];
        if (picture->pixels != NULL && memcmp(&picture->key, key, sizeof(*key)) == 0) return picture;
    }
    return NULL;
}

/* A free place with room for `bytes`, the oldest ones going first. */
static struct picture *make_room(struct flower_cache *cache, size_t bytes)
{
    for (;;) {
        struct picture *oldest = NULL;
        struct picture *unused = NULL;
        for (size_t at = 0; at < FLOWER_CACHE_MAX; at++) {
            struct picture *picture = &cache->pictures[at];
            if (picture->pixels == NULL) {
                unused = picture;
            } else if (oldest == NULL || picture->used < oldest->used) {
                oldest = picture;
            }
        }
        if (unused != NULL && cache->bytes + bytes <= FLOWER_CACHE_BYTES_MAX) return unused;
        drop(cache, oldest);
    }
}

/* No colour may be more than its alpha: it would run over when laid on white. */
static uint32_t with_alpha(uint32_t on_black, uint32_t on_white)
{
    uint32_t through = 255;
    for (int shift = 0; shift < 24; shift += 8) {
        uint32_t here = (on_white >> shift & 0xff) - (on_black >> shift & 0xff);
        if (here < through) through = here;
    }
    return (255u - through) << 24 | (on_black & 0xffffff);
}

/* Drawn on black and on white: what differs between the two is what shows through. */
static bool draw_both(struct flower_cache *cache, const struct flower *flower, struct picture *picture)
{
    struct rect whole = {0, 0, picture->width, picture->height};
    struct canvas *black = canvas_create(picture->width, picture->height);
    struct canvas *white = canvas_create(picture->width, picture->height);
    bool good = black != NULL && white != NULL;
    if (good) {
        canvas_fill(white, whole, COLOR_HEX(0xffffff));
        draw(cache, black, flower, rect_inset(whole, BESIDE));
        draw(cache, white, flower, rect_inset(whole, BESIDE));
        size_t count = picture_bytes(picture) / sizeof(picture->pixels[0]);
        for (size_t at = 0; at < count; at++) {
            picture->pixels[at] = with_alpha(black->pixels[at], white->pixels[at]);
        }
    }
    canvas_destroy(black);
    canvas_destroy(white);
    return good;
}

size_t flower_cache_bytes(const struct flower_cache *cache)
{
    return cache->bytes;
}

static struct picture *picture_of(struct flower_cache *cache, const struct flower *flower, struct rect bounds)
{
    struct flower_key key = key_of(flower, bounds);
    struct picture *known = find(cache, &key);
    if (known != NULL) return known;
    struct picture fresh = {.key = key, .width = bounds.w + 2 * BESIDE, .height = bounds.h + 2 * BESIDE};
    size_t bytes = picture_bytes(&fresh);
    if (bytes > FLOWER_CACHE_BYTES_MAX) return NULL;
    fresh.pixels = malloc(bytes);
    if (fresh.pixels == NULL || !draw_both(cache, flower, &fresh)) {
        free(fresh.pixels);
        return NULL;
    }
    struct picture *place = make_room(cache, bytes);
    *place = fresh;
    cache->bytes += bytes;
    return place;
}

void flower_cache_paint(struct flower_cache *cache, struct canvas *canvas, const struct flower *flower,
                        struct rect bounds, uint8_t faded, uint8_t dimmed)
{
    if (rect_is_empty(bounds)) return;
    struct picture *picture = picture_of(cache, flower, bounds);
    if (picture == NULL) {
        draw(cache, canvas, flower, bounds);
        return;
    }
    picture->used = ++cache->paintings;
    canvas_picture(canvas, bounds.x - BESIDE, bounds.y - BESIDE, picture->pixels, picture->width, picture->height,
                   (uint8_t)(255 - faded), (uint8_t)(255 - dimmed));
}
