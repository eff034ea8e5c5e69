/* kiosk/flower.h - the flower: petals as drops around a heart.
 *
 * Five to nine petals look best, one to twelve work. The first points up, the others follow the
 * clock. A created petal is filled, an expected one is a tint with a dashed edge. */
#pragma once

#include "kiosk/canvas.h"
#include "kiosk/look.h"
#include "kiosk/shape.h"
#include "sync/model/network.h"

/* Where petal `index` of `count` is widest, in a flower that fills `bounds`: words go here. */
struct point flower_petal_middle(struct rect bounds, int count, int index);
/* How wide a petal is there, px. */
int flower_petal_width(struct rect bounds, int count);

/* `ground` is the colour between the petals; `mirrored`: they follow each other against the clock. */
void flower_paint(struct canvas *canvas, struct raster *raster, struct path *path, struct path *scratch,
                  struct rect bounds, const struct petal *petals, int count, bool mirrored, const struct look *look,
                  struct color ground);
