#include "kiosk/shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RASTER_CELLS_MAX = 3840 * 2160 * 2 };

void raster_finish(struct raster *raster)
{
    free(raster->cells);
    *raster = (struct raster){0};
}

/* ---- building a path ---- */

static void add_point(struct path *path, struct point point, bool start)
{
    if (path->count == PATH_POINTS_MAX) {
        path->full = true;
        return;
    }
    path->points[path->count] = point;
    path->starts[path->count] = start;
    path->count++;
}

void path_clear(struct path *path)
{
    path->count = 0;
    path->full = false;
}

void path_move(struct path *path, struct point to)
{
    add_point(path, to, true);
}

void path_line(struct path *path, struct point to)
{
    add_point(path, to, path->count == 0);
}

static struct point between(struct point a, struct point b, float t)
{
    return (struct point){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

static float distance(struct point a, struct point b)
{
    return hypotf(b.x - a.x, b.y - a.y);
}

void path_curve(struct path *path, struct point control_1, struct point control_2, struct point to)
{
    if (path->count == 0) return;
    struct point from = path->points[path->count - 1];
    float length = distance(from, control_1) + distance(control_1, control_2) + distance(control_2, to);
    /* The error of n chords falls with n squared; this keeps it under a quarter of a pixel. */
    int steps = (int)ceilf(sqrtf(length) * 0.9f) + 7;
    for (int step = 1; step <= steps; step++) {
        float t = (float)step / (float)steps;
        struct point a = between(between(from, control_1, t), between(control_1, control_2, t), t);
        struct point b = between(between(control_1, control_2, t), between(control_2, to, t), t);
        path_line(path, between(a, b, t));
    }
}

void path_circle(struct path *path, struct point center, float radius)
{
    const float k = radius * 0.5522847f; /* the cubic that is closest to a quarter circle */
    float x = center.x;
    float y = center.y;
    path_move(path, (struct point){x + radius, y});
    path_curve(path, (struct point){x + radius, y + k}, (struct point){x + k, y + radius},
               (struct point){x, y + radius});
    path_curve(path, (struct point){x - k, y + radius}, (struct point){x - radius, y + k},
               (struct point){x - radius, y});
    path_curve(path, (struct point){x - radius, y - k}, (struct point){x - k, y - radius},
               (struct point){x, y - radius});
    path_curve(path, (struct point){x + k, y - radius}, (struct point){x + radius, y - k},
               (struct point){x + radius, y});
}

void path_stroke_line(struct path *path, struct point a, struct point b, float width)
{
    float length = distance(a, b);
    if (length <= 0.0f) return;
    float dx = (b.x - a.x) / length * width / 2.0f;
    float dy = (b.y - a.y) / length * width / 2.0f;
    path_move(path, (struct point){a.x - dy, a.y + dx});
    path_line(path, (struct point){a.x + dy, a.y - dx});
    path_line(path, (struct point){b.x + dy, b.y - dx});
    path_line(path, (struct point){b.x - dy, b.y + dx});
}

/* Where the outline that begins at `start` ends (one past its last point). */
static size_t outline_end(const struct path *path, size_t start)
{
    size_t end = start + 1;
    while (end < path->count && !path->starts[end]) end++;
    return end;
}

/* Walks one line of an outline and adds what falls on a dash; *phase is how far into the
 * dash-and-gap pattern the walk is. */
static void stroke_dashes(struct path *path, struct point a, struct point b, float width, float dash, float gap,
                          float *phase)
{
    float length = distance(a, b);
    float at = 0.0f;
    while (at < length) {
        bool on = *phase < dash;
        float rest = (on ? dash : dash + gap) - *phase;
        float step = fminf(rest, length - at);
        if (on) path_stroke_line(path, between(a, b, at / length), between(a, b, (at + step) / length), width);
        at += step;
        *phase += step;
        if (*phase >= dash + gap - 0.001f) *phase = 0.0f;
    }
}

void path_stroke(struct path *path, const struct path *along, float width, float dash, float gap)
{
    for (size_t start = 0; start < along->count;) {
        size_t end = outline_end(along, start);
        float phase = 0.0f;
        for (size_t at = start; at < end; at++) {
            struct point a = along->points[at];
            struct point b = along->points[at + 1 < end ? at + 1 : start];
            if (dash > 0.0f) {
                stroke_dashes(path, a, b, width, dash, gap, &phase);
            } else {
                path_stroke_line(path, a, b, width);
                if (distance(a, b) > 0.0f) path_circle(path, b, width / 2.0f);
            }
        }
        start = end;
    }
}

/* ---- filling it: signed area per cell, summed along the row ---- */

static struct rect path_bounds(const struct path *path)
{
    float x0 = path->points[0].x;
    float x1 = x0;
    float y0 = path->points[0].y;
    float y1 = y0;
    for (size_t at = 1; at < path->count; at++) {
        x0 = fminf(x0, path->points[at].x);
        x1 = fmaxf(x1, path->points[at].x);
        y0 = fminf(y0, path->points[at].y);
        y1 = fmaxf(y1, path->points[at].y);
    }
    int x = (int)floorf(x0);
    int y = (int)floorf(y0);
    return (struct rect){x, y, (int)ceilf(x1) - x + 1, (int)ceilf(y1) - y + 1};
}

/* The part of one line that lies in one row of cells: dy of it (signed), from xa to xb, which lie on one side of
 * each end of the row. */
static void add_inside(float *cells, int width, float xa, float xb, float dy)
{
    float x0 = fminf(fmaxf(fminf(xa, xb), 0.0f), (float)width - 1.0f);
    float x1 = fminf(fmaxf(fmaxf(xa, xb), 0.0f), (float)width - 1.0f);
    int first = (int)x0;
    int last = (int)ceilf(x1);
    if (last <= first + 1) {
        float middle = (x0 + x1) / 2.0f - (float)first;
        cells[first] += dy * (1.0f - middle);
        cells[first + 1] += dy * middle;
        return;
    }
    float slope = 1.0f / (x1 - x0);
    float head = (float)first + 1.0f - x0;
    float first_area = 0.5f * slope * head * head;
    cells[first] += dy * first_area;
    if (last == first + 2) {
        float tail = x1 - (float)first - 1.0f;
        float last_area = 0.5f * slope * tail * tail;
        cells[first + 1] += dy * (1.0f - first_area - last_area);
        cells[first + 2] += dy * last_area;
        return;
    }
    float second = slope * (1.5f - (x0 - (float)first));
    cells[first + 1] += dy * (second - first_area);
    for (int x = first + 2; x < last - 1; x++) cells[x] += dy * slope;
    float before_last = second + (float)(last - first - 3) * slope;
    float tail = x1 - (float)last + 1.0f;
    float last_area = 0.5f * slope * tail * tail;
    cells[last - 1] += dy * (1.0f - before_last - last_area);
    cells[last] += dy * last_area;
}

/* The same for a line that may cross an end of the row: there it is cut in two. */
static void add_to_row(float *cells, int width, float xa, float xb, float dy)
{
    const float ends[] = {0.0f, (float)width - 1.0f};
    for (int at = 0; at < 2; at++) {
        float end = ends[at];
        if (fminf(xa, xb) >= end || fmaxf(xa, xb) <= end) continue;
        float before = dy * ((end - xa) / (xb - xa));
        add_to_row(cells, width, xa, end, before);
        add_to_row(cells, width, end, xb, dy - before);
        return;
    }
    add_inside(cells, width, xa, xb, dy);
}

/* Each row is reckoned from the line's own ends, so that it comes out the same whatever is clipped. */
static void add_line(float *cells, struct rect area, int row_cells, struct point a, struct point b)
{
    if (a.y == b.y) return;
    float sign = 1.0f;
    if (a.y > b.y) {
        struct point swap = a;
        a = b;
        b = swap;
        sign = -1.0f;
    }
    float dxdy = (b.x - a.x) / (b.y - a.y);
    float top = fmaxf(a.y, (float)area.y);
    float bottom = fminf(b.y, (float)(area.y + area.h));
    for (int row = (int)floorf(top); (float)row < bottom; row++) {
        float y0 = fmaxf(a.y, (float)row);
        float y1 = fminf(b.y, (float)row + 1.0f);
        if (y1 <= y0) continue;
        float x0 = a.x + (y0 - a.y) * dxdy - (float)area.x;
        float x1 = a.x + (y1 - a.y) * dxdy - (float)area.x;
        add_to_row(cells + (size_t)(row - area.y) * (size_t)row_cells, row_cells - 1, x0, x1, (y1 - y0) * sign);
    }
}

static bool raster_reserve(struct raster *raster, size_t cells_count)
{
    if (cells_count > RASTER_CELLS_MAX) return false;
    if (cells_count > raster->cells_count) {
        float *cells = realloc(raster->cells, cells_count * sizeof(*cells));
        if (cells == NULL) return false;
        raster->cells = cells;
        raster->cells_count = cells_count;
    }
    memset(raster->cells, 0, cells_count * sizeof(*raster->cells));
    return true;
}

static void add_outlines(float *cells, struct rect area, int row_cells, const struct path *path)
{
    for (size_t start = 0; start < path->count;) {
        size_t end = outline_end(path, start);
        for (size_t at = start; at < end; at++) {
            add_line(cells, area, row_cells, path->points[at], path->points[at + 1 < end ? at + 1 : start]);
        }
        start = end;
    }
}

void path_fill(struct canvas *canvas, struct raster *raster, const struct path *path, struct color color)
{
    if (path->count < 3) return;
    struct rect clip = rect_intersect(path_bounds(path), canvas->clip);
    if (rect_is_empty(clip)) return;
    /* A row begins where the path does and not where the clip does: sums of floats depend on where they begin, and
     * a picture painted in pieces must be the one painted whole. */
    struct rect area = rect_intersect(path_bounds(path), (struct rect){0, clip.y, canvas->width, clip.h});
    int row_cells = area.w + 2; /* a line may touch one cell to the right of its last pixel */
    if (!raster_reserve(raster, (size_t)row_cells * (size_t)area.h)) return;
    add_outlines(raster->cells, area, row_cells, path);
    for (int row = 0; row < area.h; row++) {
        const float *cells = raster->cells + (size_t)row * (size_t)row_cells;
        float sum = 0.0f;
        for (int x = 0; x < area.w; x++) {
            sum += cells[x];
            float cover = fminf(fabsf(sum), 1.0f);
            if (cover > 0.002f)
                canvas_blend(canvas, area.x + x, area.y + row, color, (unsigned)(cover * 255.0f + 0.5f));
        }
    }
}

/* ---- boxes and rings, without a path ---- */

static unsigned coverage_of(float inside)
{
    if (inside <= 0.0f) return 0;
    return inside >= 1.0f ? 255u : (unsigned)(inside * 255.0f + 0.5f);
}

/* How far pixel (column, row) of the left upper corner's square lies inside the circle. */
static float corner_inside(int column, int row, float radius)
{
    float dx = radius - ((float)column + 0.5f);
    float dy = radius - ((float)row + 0.5f);
    return radius - sqrtf(dx * dx + dy * dy) + 0.5f;
}

static int radius_cut(struct rect box, int radius)
{
    int shorter = box.w < box.h ? box.w : box.h;
    if (radius < 0) return 0; /* within the edge of a box whose corners are sharper than it is thick */
    return radius > shorter / 2 ? shorter / 2 : radius;
}

void shape_box(struct canvas *canvas, struct rect box, int radius, struct color color)
{
    if (rect_is_empty(box) || color.a == 0) return;
    radius = radius_cut(box, radius);
    canvas_fill(canvas, (struct rect){box.x, box.y + radius, box.w, box.h - 2 * radius}, color);
    for (int row = 0; row < radius; row++) {
        int top = box.y + row;
        int bottom = box.y + box.h - 1 - row;
        int solid = radius;
        for (int column = radius - 1; column >= 0; column--) {
            unsigned cover = coverage_of(corner_inside(column, row, (float)radius));
            if (cover == 0) break;
            if (cover == 255) {
                solid = column;
                continue;
            }
            canvas_blend(canvas, box.x + column, top, color, cover);
            canvas_blend(canvas, box.x + box.w - 1 - column, top, color, cover);
            canvas_blend(canvas, box.x + column, bottom, color, cover);
            canvas_blend(canvas, box.x + box.w - 1 - column, bottom, color, cover);
        }
        canvas_span(canvas, top, box.x + solid, box.x + box.w - solid, color);
        canvas_span(canvas, bottom, box.x + solid, box.x + box.w - solid, color);
    }
}

void shape_box_edge(struct canvas *canvas, struct rect box, int radius, int width, struct color color)
{
    if (rect_is_empty(box) || width <= 0) return;
    radius = radius_cut(box, radius);
    int straight_h = box.h - 2 * radius;
    canvas_fill(canvas, (struct rect){box.x + radius, box.y, box.w - 2 * radius, width}, color);
    canvas_fill(canvas, (struct rect){box.x + radius, box.y + box.h - width, box.w - 2 * radius, width}, color);
    /* Beside the corners; and, when the edge is wider than they are, between what top and bottom have painted. */
    int beside = radius < width ? radius : width;
    canvas_fill(canvas, (struct rect){box.x, box.y + radius, beside, straight_h}, color);
    canvas_fill(canvas, (struct rect){box.x + box.w - beside, box.y + radius, beside, straight_h}, color);
    struct rect rest = {box.x + beside, box.y + width, width - beside, box.h - 2 * width};
    canvas_fill(canvas, rest, color);
    rest.x = box.x + box.w - width;
    canvas_fill(canvas, rest, color);
    for (int row = 0; row < radius; row++) {
        for (int column = 0; column < radius; column++) {
            float inside = corner_inside(column, row, (float)radius);
            unsigned cover = coverage_of(fminf(inside, (float)width + 1.0f - inside));
            if (cover == 0) continue;
            int right = box.x + box.w - 1 - column;
            int bottom = box.y + box.h - 1 - row;
            canvas_blend(canvas, box.x + column, box.y + row, color, cover);
            canvas_blend(canvas, right, box.y + row, color, cover);
            canvas_blend(canvas, box.x + column, bottom, color, cover);
            canvas_blend(canvas, right, bottom, color, cover);
        }
    }
}

/* Half the chord of an ellipse at height y; 0 outside it. */
static float half_chord(float rx, float ry, float y)
{
    if (rx <= 0.0f || ry <= 0.0f || fabsf(y) >= ry) return 0.0f;
    return rx * sqrtf(1.0f - (y / ry) * (y / ry));
}

/* How a ring lies: its middle, and its outline as x²·ax + y²·ay = 1. */
struct ring_shape {
    float cx, cy, ax, ay;
    float half; /* of its width, and half a pixel of soft edge */
};

enum { RING_BLOCK = 4, RING_RUN = 64 * RING_BLOCK };

/* Coverages of RING_BLOCK pixels from x on: their distance from the ellipse to first order, f / |grad f|, with one
 * gradient for all of them. */
static void ring_block(const struct ring_shape *ring, int x, float dy, uint8_t out[RING_BLOCK])
{
    float middle = (float)x + (float)RING_BLOCK / 2.0f - ring->cx;
    float gx = middle * ring->ax;
    float gy = dy * ring->ay;
    float gradient = 2.0f * sqrtf(gx * gx + gy * gy);
    float scale = gradient > 0.0f ? 1.0f / gradient : 0.0f;
    float above = dy * gy - 1.0f;
    if (fabsf(middle * gx + above) * scale > ring->half + (float)RING_BLOCK) {
        memset(out, 0, RING_BLOCK); /* none of them is near it */
        return;
    }
    for (int at = 0; at < RING_BLOCK; at++) {
        float dx = (float)(x + at) + 0.5f - ring->cx;
        float inside = ring->half - fabsf(dx * dx * ring->ax + above) * scale;
        inside = inside > 0.0f ? inside : 0.0f; /* without a branch, unlike coverage_of() */
        inside = inside < 1.0f ? inside : 1.0f;
        out[at] = (uint8_t)(int)(inside * 255.0f + 0.5f);
    }
}

/* Blocks begin where a multiple of their length is, whatever the clip: a picture painted in pieces must be the one
 * painted whole. */
static void ring_pixels(struct canvas *canvas, int y, int x0, int x1, const struct ring_shape *ring, struct color color)
{
    if (x0 < canvas->clip.x) x0 = canvas->clip.x;
    if (x1 > canvas->clip.x + canvas->clip.w) x1 = canvas->clip.x + canvas->clip.w;
    float dy = (float)y + 0.5f - ring->cy;
    uint8_t covers[RING_RUN];
    for (int from = x0 & ~(RING_BLOCK - 1); from < x1; from += RING_RUN) {
        int count = x1 - from < RING_RUN ? x1 - from : RING_RUN;
        for (int at = 0; at < count; at += RING_BLOCK) ring_block(ring, from + at, dy, &covers[at]);
        int skip = from < x0 ? x0 - from : 0;
        canvas_mask_row(canvas, from + skip, y, covers + skip, count - skip, color);
    }
}

void shape_ring(struct canvas *canvas, float cx, float cy, float rx, float ry, float width, struct color color)
{
    if (rx < 1.0f || ry < 1.0f) return;
    const struct ring_shape ring = {cx, cy, 1.0f / (rx * rx), 1.0f / (ry * ry), width / 2.0f + 0.5f};
    float reach = width / 2.0f + 1.5f;
    struct rect clip = canvas->clip;
    int y0 = (int)floorf(cy - ry - reach);
    int y1 = (int)ceilf(cy + ry + reach);
    if (y0 < clip.y) y0 = clip.y;
    if (y1 > clip.y + clip.h) y1 = clip.y + clip.h;
    for (int y = y0; y < y1; y++) {
        float dy = (float)y + 0.5f - cy;
        /* Only the pixels between a smaller and a larger ellipse can be touched. */
        float outer = half_chord(rx + reach * 1.6f, ry + reach, dy);
        float inner = half_chord(rx - reach * 1.6f, ry - reach, dy);
        int left = (int)floorf(cx - outer);
        int right = (int)ceilf(cx + outer);
        int inner_left = (int)ceilf(cx - inner);
        int inner_right = (int)floorf(cx + inner);
        if (inner_left >= inner_right) {
            ring_pixels(canvas, y, left, right, &ring, color);
        } else {
            ring_pixels(canvas, y, left, inner_left, &ring, color);
            ring_pixels(canvas, y, inner_right, right, &ring, color);
        }
    }
}
