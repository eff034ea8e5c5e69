/* kiosk/flower_cache.h - flowers as pictures, drawn once: their outlines are the dearest thing on a screen.
 *
 * Bounded in pictures and bytes; the one unused for the longest goes first. Holds nothing that a visitor
 * typed. One thread. */
#pragma once

#include "kiosk/canvas.h"
#include "kiosk/look.h"
#include "sync/base/err.h"
#include "sync/model/network.h"

enum { FLOWER_CACHE_MAX = 48, FLOWER_CACHE_BYTES_MAX = 6 * 1024 * 1024 };

struct flower_cache;

/* How one looks, apart from its place and size. */
struct flower {
    const struct petal *petals;
    int count;
    bool mirrored;
    struct color ground; /* between the petals */
    const struct look *look;
};

MUST_USE enum err flower_cache_create(struct flower_cache **out);
void flower_cache_destroy(struct flower_cache *cache);
size_t flower_cache_bytes(const struct flower_cache *cache);
/* Paints it, `faded` and `dimmed` as in an item. One too large to be kept is drawn each time, whole and bright. */
void flower_cache_paint(struct flower_cache *cache, struct canvas *canvas, const struct flower *flower,
                        struct rect bounds, uint8_t faded, uint8_t dimmed);
