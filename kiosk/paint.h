/* kiosk/paint.h - a frame onto a canvas, only where it changed.
 *
 * The screen is divided into cells. A cell's number is made of every item that touches it; cells
 * whose number is the same as last time are left alone. A frame equal to the last one paints
 * nothing at all. */
#pragma once

#include "kiosk/canvas.h"
#include "kiosk/frame.h"
#include "kiosk/look.h"
#include "kiosk/picture_cache.h"
#include "kiosk/text.h"
#include "sync/base/err.h"

enum { PAINT_CELL_PX = 64, PAINT_DAMAGE_MAX = 128 };

struct painter;

struct damage {
    struct rect rects[PAINT_DAMAGE_MAX];
    size_t count;
};

struct paint_counts {
    uint64_t frames;  /* frames in which something was painted */
    uint64_t skipped; /* frames equal to the one before */
    uint64_t pixels;  /* pixels painted, as the sum of the damage */
};

/* `text` is borrowed and must outlive the painter. ERR_NOMEM. */
MUST_USE enum err painter_create(struct painter **out, struct text *text);
void painter_destroy(struct painter *painter);

/* Where pictures come from; borrowed. Without, or with NULL, their place is painted. */
void painter_set_pictures(struct painter *painter, struct picture_cache *pictures);

/* Paints what changed since the last call and says where; damage->count is 0 when nothing did.
 * A canvas of another size than last time is painted whole. */
void painter_paint(struct painter *painter, struct canvas *canvas, const struct frame *frame, const struct look *look,
                   struct damage *damage);
/* The next frame is painted whole: the canvas' content is not what was painted last. */
void painter_forget(struct painter *painter);
/* Bytes of the pictures of flowers that are kept. */
size_t painter_kept_bytes(const struct painter *painter);
/* From now on paints everything except letters, for the audit to look behind them. */
void painter_leave_out_letters(struct painter *painter);
struct paint_counts painter_counts(const struct painter *painter);
