#include "kiosk/paint.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/flower_cache.h"
#include "kiosk/icons.h"
#include "kiosk/shape.h"

enum { CELLS_MAX = (7680 / PAINT_CELL_PX + 1) * (4320 / PAINT_CELL_PX + 1) };

struct painter {
    struct text *text; /* borrowed */
    struct raster raster;
    struct path path, scratch;
    struct flower_cache *flowers;
    struct picture_cache *pictures; /* borrowed; may be NULL */
    struct paint_counts counts;
    bool with_text;
    bool whole; /* the next frame is painted whole */
    int width, height;
    uint64_t cells[CELLS_MAX];
};

enum err painter_create(struct painter **out, struct text *text)
{
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) return ERR_NOMEM;
    if (flower_cache_create(&(*out)->flowers) != ERR_OK) {
        free(*out);
        *out = NULL;
        return ERR_NOMEM;
    }
    (*out)->text = text;
    (*out)->with_text = true;
    (*out)->whole = true;
    return ERR_OK;
}

void painter_destroy(struct painter *painter)
{
    if (painter == NULL) return;
    raster_finish(&painter->raster);
    flower_cache_destroy(painter->flowers);
    free(painter);
}

void painter_set_pictures(struct painter *painter, struct picture_cache *pictures)
{
    painter->pictures = pictures;
}

void painter_forget(struct painter *painter)
{
    painter->whole = true;
}

size_t painter_kept_bytes(const struct painter *painter)
{
    return flower_cache_bytes(painter->flowers);
}

struct paint_counts painter_counts(const struct painter *painter)
{
    return painter->counts;
}

/* ---- one item ---- */

/* What is left of a colour when the item is seen only in part. */
static struct color seen_color(const struct item *item, struct color color)
{
    if (item->faded > 0) color.a = (uint8_t)((unsigned)color.a * (255u - item->faded) / 255u);
    return color;
}

static void paint_text(struct painter *painter, struct canvas *canvas, const struct item *item)
{
    int y = item->bounds.y;
    int pad = item->line_height - text_height(painter->text, item->style);
    for (const char *line = item->text; line != NULL;) {
        const char *end = strchr(line, '\n');
        size_t bytes = end != NULL ? (size_t)(end - line) : strlen(line);
        int x = item->bounds.x;
        if (item->align != ALIGN_LEFT) {
            int room = item->bounds.w - text_width(painter->text, item->style, line, bytes);
            x += item->align == ALIGN_CENTER ? room / 2 : room;
        }
        text_draw(painter->text, canvas, x, y + pad / 2, item->style, line, bytes, seen_color(item, item->ink));
        y += item->line_height;
        line = end != NULL ? end + 1 : NULL;
    }
}

static void paint_box(struct painter *painter, struct canvas *canvas, const struct item *item)
{
    (void)painter;
    if (item->edge_width > 0) {
        if (item->fill.a == 255) {
            shape_box(canvas, item->bounds, item->radius, item->edge);
            shape_box(canvas, rect_inset(item->bounds, item->edge_width), item->radius - item->edge_width, item->fill);
        } else {
            shape_box(canvas, item->bounds, item->radius, item->fill);
            shape_box_edge(canvas, item->bounds, item->radius, item->edge_width, item->edge);
        }
    } else {
        shape_box(canvas, item->bounds, item->radius, item->fill);
    }
}

enum { RING_ALPHA_MIN = 4 /* fainter than one step of a colour on dark water */ };

/* Thin ellipses that fade outwards. While they move, the innermost comes out of nothing and the outermost goes
 * into it, so that nothing jumps when each has come to where the next was. */
static void paint_rings(struct canvas *canvas, const struct item *item)
{
    struct color ink = seen_color(item, item->ink);
    bool moving = item->ring_phase != RINGS_STILL;
    float moved = moving ? (float)(item->ring_phase - 1) / (float)RING_PHASES : 0.0f;
    float cx = (float)item->bounds.x + (float)item->bounds.w / 2.0f;
    float cy = (float)item->bounds.y + (float)item->bounds.h / 2.0f;
    float outer = (float)item->bounds.w / 2.0f;
    float flat = (float)item->bounds.h / (float)item->bounds.w;
    for (int ring = 0; ring < item->rings; ring++) {
        float share = item->rings > 1 ? (float)ring / (float)(item->rings - 1) : 1.0f;
        if (moving) share = ((float)ring + moved) / (float)item->rings;
        float rx = (float)item->ring_inner + (outer - (float)item->ring_inner) * share;
        float fade = 1.0f - share * 0.92f;
        float begun = moving && ring == 0 ? moved * moved * (3.0f - 2.0f * moved) : 1.0f;
        struct color color = color_with_alpha(ink, (uint8_t)((float)ink.a * fade * fade * begun));
        if (color.a < RING_ALPHA_MIN) continue;
        float width = (float)item->edge_width * (1.0f - 0.5f * share);
        shape_ring(canvas, cx, cy, rx, rx * flat, width, color);
    }
}

/* Every module is a whole number of pixels, or readers stumble over uneven edges. */
static void paint_qr(struct canvas *canvas, const struct item *item)
{
    shape_box(canvas, item->bounds, 0, item->fill);
    int module = item->bounds.w / (item->modules_side + 2 * FRAME_QR_QUIET);
    int left = item->bounds.x + (item->bounds.w - module * item->modules_side) / 2;
    int top = item->bounds.y + (item->bounds.h - module * item->modules_side) / 2;
    for (int row = 0; row < item->modules_side; row++) {
        for (int column = 0; column < item->modules_side; column++) {
            if (item->modules[row * item->modules_side + column] == 0) continue;
            canvas_fill(canvas, (struct rect){left + column * module, top + row * module, module, module}, item->ink);
        }
    }
}

static void paint_picture(struct painter *painter, struct canvas *canvas, const struct item *item)
{
    bool painted = painter->pictures != NULL && picture_cache_paint(painter->pictures, canvas, item->picture,
                                                                    item->bounds, item->radius, item->faded);
    if (!painted) shape_box(canvas, item->bounds, item->radius, seen_color(item, item->fill));
}

static void paint_arc(struct painter *painter, struct canvas *canvas, const struct item *item)
{
    struct point from = {(float)item->arc_from.x, (float)item->arc_from.y};
    struct point to = {(float)item->arc_to.x, (float)item->arc_to.y};
    struct point way = {to.x - from.x, to.y - from.y};
    float length = sqrtf(way.x * way.x + way.y * way.y);
    if (length < 1.0f) return;
    float bend = (float)item->arc_bend * 4.0f / 3.0f; /* where the controls of a curve with that middle lie */
    struct point side = {way.y / length * bend, -way.x / length * bend};
    struct point first = {from.x + way.x * 0.2f + side.x, from.y + way.y * 0.2f + side.y};
    struct point second = {to.x - way.x * 0.2f + side.x, to.y - way.y * 0.2f + side.y};
    path_clear(&painter->scratch);
    path_clear(&painter->path);
    /* There and back: an outline is closed, and a line back would cut across. */
    path_move(&painter->scratch, from);
    path_curve(&painter->scratch, first, second, to);
    path_curve(&painter->scratch, second, first, from);
    path_stroke(&painter->path, &painter->scratch, (float)item->edge_width, 0, 0);
    path_fill(canvas, &painter->raster, &painter->path, item->ink);
    float back = sqrtf((to.x - second.x) * (to.x - second.x) + (to.y - second.y) * (to.y - second.y));
    struct point along = {(to.x - second.x) / back, (to.y - second.y) / back};
    float head = (float)item->edge_width * 3.2f;
    struct point foot = {to.x - along.x * head, to.y - along.y * head};
    path_clear(&painter->path);
    path_move(&painter->path, (struct point){to.x + along.x * 2.0f, to.y + along.y * 2.0f});
    path_line(&painter->path, (struct point){foot.x - along.y * head * 0.7f, foot.y + along.x * head * 0.7f});
    path_line(&painter->path, (struct point){foot.x + along.y * head * 0.7f, foot.y - along.x * head * 0.7f});
    path_fill(canvas, &painter->raster, &painter->path, item->ink);
    path_clear(&painter->path);
    path_clear(&painter->scratch);
}

static void paint_item(struct painter *painter, struct canvas *canvas, const struct item *item, const struct look *look)
{
    switch (item->drawing) {
    case DRAW_NOTHING: break;
    case DRAW_BOX:
    case DRAW_CARET: paint_box(painter, canvas, item); break;
    case DRAW_WATER:
        canvas_gradient(canvas, item->bounds, look->water_top, look->water_middle, look->water_bottom);
        break;
    case DRAW_RINGS: paint_rings(canvas, item); break;
    case DRAW_FLOWER:
        flower_cache_paint(painter->flowers, canvas,
                           &(struct flower){item->petals, item->petals_count, item->mirrored, item->edge, look},
                           item->bounds, item->faded, item->dimmed);
        break;
    case DRAW_ICON:
        icon_paint(canvas, &painter->raster, &painter->path, item->bounds, item->icon, item->ink, item->fill);
        break;
    case DRAW_QR: paint_qr(canvas, item); break;
    case DRAW_PICTURE: paint_picture(painter, canvas, item); break;
    case DRAW_ARC: paint_arc(painter, canvas, item); break;
    }
    if (item->text != NULL && painter->with_text) paint_text(painter, canvas, item);
}

static void paint_area(struct painter *painter, struct canvas *canvas, const struct frame *frame,
                       const struct look *look, struct rect area)
{
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        canvas->clip = rect_intersect(area, item_painted(item));
        if (!rect_is_empty(canvas->clip)) paint_item(painter, canvas, item, look);
    }
    canvas->clip = (struct rect){0, 0, canvas->width, canvas->height};
}

/* ---- which cells changed ---- */

/* Rings leave alone what lies inside the innermost and, in the corners, outside the outermost. */
static bool rings_touch(const struct item *item, struct rect cell)
{
    float rx = (float)item->bounds.w / 2.0f;
    float ry = (float)item->bounds.h / 2.0f;
    if (item->drawing != DRAW_RINGS || rx < 1.0f || ry < 1.0f) return true;
    float reach = (float)item->edge_width + 4.0f;
    float inner = ((float)item->ring_inner - reach) / rx - reach / ry;
    float outer = 1.0f + reach / rx + reach / ry;
    float left = ((float)cell.x - (float)item->bounds.x) / rx - 1.0f; /* in radii, from the middle */
    float top = ((float)cell.y - (float)item->bounds.y) / ry - 1.0f;
    float right = left + (float)cell.w / rx;
    float bottom = top + (float)cell.h / ry;
    float near_x = fmaxf(0.0f, fmaxf(left, -right));
    float near_y = fmaxf(0.0f, fmaxf(top, -bottom));
    float far_x = fmaxf(-left, right);
    float far_y = fmaxf(-top, bottom);
    bool inside = inner > 0.0f && far_x * far_x + far_y * far_y < inner * inner;
    return !inside && near_x * near_x + near_y * near_y < outer * outer;
}

static void cells_of_item(uint64_t *cells, int columns, int rows, const struct item *item)
{
    struct rect seen = item_painted(item);
    if (rect_is_empty(seen) || (item->drawing == DRAW_NOTHING && item->text == NULL)) return;
    uint64_t hash = item_hash(item);
    int x1 = (seen.x + seen.w - 1) / PAINT_CELL_PX;
    int y1 = (seen.y + seen.h - 1) / PAINT_CELL_PX;
    for (int y = seen.y / PAINT_CELL_PX; y <= y1 && y < rows; y++) {
        for (int x = seen.x / PAINT_CELL_PX; x <= x1 && x < columns; x++) {
            struct rect place = {x * PAINT_CELL_PX, y * PAINT_CELL_PX, PAINT_CELL_PX, PAINT_CELL_PX};
            if (!rings_touch(item, place)) continue;
            uint64_t *cell = &cells[y * columns + x];
            *cell = (*cell ^ hash) * 1099511628211u + 1;
        }
    }
}

static void damage_add(struct damage *damage, struct rect rect)
{
    /* Runs of equal width one under the other become one rectangle. */
    for (size_t at = 0; at < damage->count; at++) {
        struct rect *known = &damage->rects[at];
        if (known->x == rect.x && known->w == rect.w && known->y + known->h == rect.y) {
            known->h += rect.h;
            return;
        }
    }
    if (damage->count < PAINT_DAMAGE_MAX) {
        damage->rects[damage->count++] = rect;
        return;
    }
    struct rect *last = &damage->rects[PAINT_DAMAGE_MAX - 1];
    *last = rect_union(*last, rect);
}

static void damage_of_row(struct painter *painter, const uint64_t *cells, int columns, int y, struct damage *damage)
{
    struct rect screen = {0, 0, painter->width, painter->height};
    for (int x = 0; x < columns;) {
        int index = y * columns + x;
        if (!painter->whole && cells[index] == painter->cells[index]) {
            x++;
            continue;
        }
        int start = x;
        while (x < columns && (painter->whole || cells[y * columns + x] != painter->cells[y * columns + x])) x++;
        struct rect run = {start * PAINT_CELL_PX, y * PAINT_CELL_PX, (x - start) * PAINT_CELL_PX, PAINT_CELL_PX};
        damage_add(damage, rect_intersect(run, screen));
    }
}

static void find_damage(struct painter *painter, const struct frame *frame, bool high_contrast, struct damage *damage)
{
    static const uint64_t seed = 14695981039346656037u;
    int columns = (painter->width + PAINT_CELL_PX - 1) / PAINT_CELL_PX;
    int rows = (painter->height + PAINT_CELL_PX - 1) / PAINT_CELL_PX;
    size_t count = (size_t)columns * (size_t)rows;
    assert(count <= CELLS_MAX);
    uint64_t *cells = malloc(count * sizeof(*cells));
    damage->count = 0;
    if (cells == NULL) { /* paint all of it rather than something wrong */
        painter->whole = true;
        damage_add(damage, (struct rect){0, 0, painter->width, painter->height});
        return;
    }
    for (size_t at = 0; at < count; at++) cells[at] = seed + high_contrast;
    for (size_t at = 0; at < frame->items_count; at++) cells_of_item(cells, columns, rows, &frame->items[at]);
    for (int y = 0; y < rows; y++) damage_of_row(painter, cells, columns, y, damage);
    memcpy(painter->cells, cells, count * sizeof(*cells));
    painter->whole = false;
    free(cells);
}

void painter_paint(struct painter *painter, struct canvas *canvas, const struct frame *frame, const struct look *look,
                   struct damage *damage)
{
    if (canvas->width != painter->width || canvas->height != painter->height) painter->whole = true;
    painter->width = canvas->width;
    painter->height = canvas->height;
    find_damage(painter, frame, look->high_contrast, damage);
    for (size_t at = 0; at < damage->count; at++) {
        paint_area(painter, canvas, frame, look, damage->rects[at]);
        painter->counts.pixels += (uint64_t)damage->rects[at].w * (uint64_t)damage->rects[at].h;
    }
    if (damage->count > 0) {
        painter->counts.frames++;
    } else {
        painter->counts.skipped++;
    }
}

void painter_leave_out_letters(struct painter *painter)
{
    painter->with_text = false;
    painter->whole = true;
}
