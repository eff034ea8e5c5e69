/* kiosk/picture_cache.h - pictures of editorial pages and networks: which there are, and painting them.
 *
 * Files are DIR/NAME.png (sync/model/picture.h); one whose bytes don't fit its name counts as missing. Each is decoded
 * when it is painted for the first time and kept as scaled, bounded in number and bytes; the one unused for the longest
 * goes first. One thread. */
#pragma once

#include "kiosk/canvas.h"
#include "sync/base/err.h"
#include "sync/model/picture.h"

enum { PICTURE_CACHE_MAX = 16, PICTURE_CACHE_BYTES_MAX = 16 * 1024 * 1024 };

/* Those that can be shown. */
struct picture_sizes {
    struct picture_size list[PICTURES_MAX];
    size_t count;
};

struct picture_cache;

/* `folder` is borrowed and need not be there. ERR_NOMEM. */
MUST_USE enum err picture_cache_create(struct picture_cache **out, const char *folder);
/* Takes NULL. */
void picture_cache_destroy(struct picture_cache *cache);
/* Gives the pixels back: the visit is over. */
void picture_cache_forget(struct picture_cache *cache);
size_t picture_cache_bytes(const struct picture_cache *cache);

/* Has the folder changed since the latest picture_cache_look()? */
bool picture_cache_is_stale(const struct picture_cache *cache);
/* Reads the headers of those that `names` (picture_names()) has. */
void picture_cache_look(struct picture_cache *cache, const json_t *names, struct picture_sizes *out);
/* That of one alone; out->name is "" when it can't be shown. */
void picture_cache_measure(const struct picture_cache *cache, const char *name, struct picture_size *out);

/* Paints it as large as bounds, with round corners, `faded` as in an item. False: it can't be read; nothing was
 * painted. */
bool picture_cache_paint(struct picture_cache *cache, struct canvas *canvas, const char *name, struct rect bounds,
                         int radius, uint8_t faded);

/* The size of one, or NULL when it can't be shown. */
const struct picture_size *picture_size_find(const struct picture_sizes *sizes, const char *name);

/* From width * height pixels of straight RGBA to out_width * out_height premultiplied ones (0xAARRGGBB): each is the
 * average of what lies under it. */
void picture_scale(uint32_t *out, int out_width, int out_height, const unsigned char *rgba, int width, int height);
