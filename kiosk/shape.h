/* kiosk/shape.h - outlines with smooth edges: curves, rounded boxes, rings on water.
 *
 * A path is a list of closed outlines made of straight lines and cubic curves. Filling it counts,
 * for every pixel, how much of its area lies inside (exact for lines; curves are cut into lines
 * a quarter of a pixel from the truth), so edges are smooth at every size without oversampling. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "kiosk/canvas.h"

enum { PATH_POINTS_MAX = 4096 };

struct point {
    float x, y;
};

struct path {
    struct point points[PATH_POINTS_MAX];
    bool starts[PATH_POINTS_MAX]; /* does a new outline begin at this point? */
    size_t count;
    bool full; /* more was added than fits; what fits is kept */
};

/* Scratch memory for filling, kept between fills. Zero-initialise; finish with raster_finish(). */
struct raster {
    float *cells;
    size_t cells_count;
};

void raster_finish(struct raster *raster);

void path_clear(struct path *path);
void path_move(struct path *path, struct point to);
void path_line(struct path *path, struct point to);
void path_curve(struct path *path, struct point control_1, struct point control_2, struct point to);
void path_circle(struct path *path, struct point center, float radius);
/* Adds the outline of a line from a to b, `width` wide, with flat ends. */
void path_stroke_line(struct path *path, struct point a, struct point b, float width);
/* Adds a line along every outline of `along`, `width` wide; with dash > 0 in dashes of that
 * length with gaps of `gap`. `along` and `path` must differ. */
void path_stroke(struct path *path, const struct path *along, float width, float dash, float gap);

/* Non-zero winding. Without memory for the scratch nothing is painted. */
void path_fill(struct canvas *canvas, struct raster *raster, const struct path *path, struct color color);

/* A box with rounded corners; radius is cut to half the shorter side, and below 0 is 0. */
void shape_box(struct canvas *canvas, struct rect box, int radius, struct color color);
/* The edge of such a box, drawn inwards. */
void shape_box_edge(struct canvas *canvas, struct rect box, int radius, int width, struct color color);
/* A ring of water: an ellipse of radius rx, ry around (cx, cy), `width` thick. */
void shape_ring(struct canvas *canvas, float cx, float cy, float rx, float ry, float width, struct color color);
