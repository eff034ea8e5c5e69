#include "kiosk/focus.h"

#include <string.h>

#include "kiosk/ui.h"
#include "kiosk/words.h"

/* ---- which items ---- */

static bool says_something(const struct item *item)
{
    const char *words = item->label != NULL ? item->label : item->text;
    return item->role != ROLE_DECORATION && words != NULL && words[0] != '\0';
}

static bool scrolls(const struct frame *frame, const struct item *item)
{
    const struct rect *a = &item->clip;
    const struct rect *b = &frame->scroll_view;
    return !rect_is_empty(*b) && a->x == b->x && a->y == b->y && a->w == b->w && a->h == b->h;
}

static bool is_scroll_button(const struct item *item)
{
    return item->action.kind == ACTION_SCROLL_UP || item->action.kind == ACTION_SCROLL_DOWN;
}

static bool is_stop(const struct frame *frame, const struct item *item, bool all)
{
    if (!says_something(item)) return false;
    if (!scrolls(frame, item) && rect_is_empty(item_visible(item))) return false;
    if (all) return !is_scroll_button(item); /* going on scrolls by itself */
    return item->action.kind != ACTION_NONE && !item->disabled;
}

/* ---- their order ---- */

struct sorter {
    const struct frame *frame;
    bool right_to_left;
};

static int begins(const struct sorter *sorter, uint16_t at, bool down)
{
    const struct rect *bounds = &sorter->frame->items[at].bounds;
    if (down) return bounds->y;
    return sorter->right_to_left ? -(bounds->x + bounds->w) : bounds->x;
}

static int ends(const struct sorter *sorter, uint16_t at, bool down)
{
    const struct rect *bounds = &sorter->frame->items[at].bounds;
    return begins(sorter, at, down) + (down ? bounds->h : bounds->w);
}

/* By where they begin; what begins at the same place keeps its order. */
static void sort(const struct sorter *sorter, uint16_t *list, size_t count, bool down)
{
    for (size_t at = 1; at < count; at++) {
        uint16_t moved = list[at];
        size_t to = at;
        while (to > 0 && begins(sorter, list[to - 1], down) > begins(sorter, moved, down)) {
            list[to] = list[to - 1];
            to--;
        }
        list[to] = moved;
    }
}

static void order(const struct sorter *sorter, uint16_t *list, size_t count);

/* Cuts the list where a line can be drawn between its items, and orders each part. False: there is no such line. */
static bool cut(const struct sorter *sorter, uint16_t *list, size_t count, bool down)
{
    uint16_t sorted[FRAME_ITEMS_MAX];
    memcpy(sorted, list, count * sizeof(*list));
    sort(sorter, sorted, count, down);
    size_t first = 0;
    int end = ends(sorter, sorted[0], down);
    bool is_cut = false;
    for (size_t at = 1; at <= count; at++) {
        if (at < count && begins(sorter, sorted[at], down) < end) {
            if (ends(sorter, sorted[at], down) > end) end = ends(sorter, sorted[at], down);
            continue;
        }
        if (at == count && first == 0) break;
        is_cut = true;
        order(sorter, sorted + first, at - first);
        first = at;
        if (at < count) end = ends(sorter, sorted[at], down);
    }
    if (is_cut) memcpy(list, sorted, count * sizeof(*list));
    return is_cut;
}

/* Rows first, then columns; what overlaps keeps the order in which it was added. Each part is smaller than the whole,
 * so this ends. */
static void order(const struct sorter *sorter, uint16_t *list, size_t count)
{
    if (count < 2) return;
    if (!cut(sorter, list, count, true)) (void)cut(sorter, list, count, false);
}

static bool is_whole_screen(const struct frame *frame, const struct item *item)
{
    return item->bounds.w * 10 > frame->width * 9 && item->bounds.h * 2 > frame->height;
}

enum part { PART_ABOVE, PART_SCROLLING, PART_BELOW, PART_WHOLE, PART_COUNT };

/* What scrolls lies, for the order, where its window is. */
static enum part part_of(const struct frame *frame, const struct item *item)
{
    if (is_whole_screen(frame, item)) return PART_WHOLE;
    if (rect_is_empty(frame->scroll_view)) return PART_ABOVE;
    if (scrolls(frame, item)) return PART_SCROLLING;
    return item->bounds.y < frame->scroll_view.y + frame->scroll_view.h / 2 ? PART_ABOVE : PART_BELOW;
}

size_t frame_reading_order(const struct frame *frame, bool all, uint16_t out[FRAME_ITEMS_MAX])
{
    const struct language *language = language_find(frame->lang);
    const struct sorter sorter = {frame, language != NULL && language->right_to_left};
    size_t count = 0;
    for (int zone = ZONE_CONTENT; zone <= ZONE_BAR; zone++) {
        for (int part = 0; part < PART_COUNT; part++) {
            size_t first = count;
            for (size_t at = 0; at < frame->items_count; at++) {
                const struct item *item = &frame->items[at];
                if ((int)item->zone != zone || (int)part_of(frame, item) != part) continue;
                if (is_stop(frame, item, all)) out[count++] = (uint16_t)at;
            }
            order(&sorter, out + first, count - first);
        }
    }
    return count;
}

/* ---- finding again ---- */

static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; text != NULL && *text != '\0'; text++) hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

static uint64_t alike(const struct item *item)
{
    uint64_t hash = (14695981039346656037u ^ (uint64_t)item->role) * 1099511628211u;
    if (item->action.kind == ACTION_NONE) return hash_text(hash, item->label != NULL ? item->label : item->text);
    hash = (hash ^ (uint64_t)item->action.kind) * 1099511628211u;
    hash = (hash ^ (uint64_t)item->action.value) * 1099511628211u;
    if (item->role == ROLE_KEY) return hash; /* its place: shift changes what it types */
    return hash_text(hash, item->action.target);
}

uint64_t focus_id(const struct frame *frame, const struct item *item)
{
    uint64_t hash = alike(item);
    uint64_t nth = 1;
    for (const struct item *before = frame->items; before < item; before++) {
        if (says_something(before) && alike(before) == hash) nth++;
    }
    hash += nth * 0x9e3779b97f4a7c15u;
    return hash != 0 ? hash : 1;
}

const struct item *focus_find(const struct frame *frame, uint64_t id)
{
    if (id == 0) return NULL;
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (says_something(item) && focus_id(frame, item) == id) return item;
    }
    return NULL;
}

const struct item *frame_next_focus(const struct frame *frame, uint64_t id, int step, bool all)
{
    uint16_t list[FRAME_ITEMS_MAX];
    size_t count = frame_reading_order(frame, all, list);
    if (count == 0) return NULL;
    for (size_t at = 0; at < count; at++) {
        if (id == 0 || focus_id(frame, &frame->items[list[at]]) != id) continue;
        size_t next = step > 0 ? at + 1 : at + count - 1;
        return &frame->items[list[next % count]];
    }
    return &frame->items[list[step > 0 ? 0 : count - 1]];
}

const struct item *focus_at(const struct frame *frame, int x, int y)
{
    const struct item *best = NULL;
    int64_t least = INT64_MAX;
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        struct rect seen = item_visible(item);
        int64_t area = (int64_t)seen.w * seen.h;
        if (!says_something(item) || area >= least || !rect_contains(seen, x, y)) continue;
        best = item;
        least = area;
    }
    return best;
}

int focus_scroll(const struct frame *frame, const struct item *item)
{
    if (!scrolls(frame, item)) return 0;
    const struct rect *view = &frame->scroll_view;
    int above = item->bounds.y - view->y;
    int below = item->bounds.y + item->bounds.h - (view->y + view->h);
    if (above < 0) return above;
    if (below <= 0) return 0;
    return below < above ? below : above; /* what is taller than the view is read from its beginning */
}

/* ---- the ring ---- */

static void ring(struct ui *ui, struct rect bounds, struct rect clip, int out, int width, struct color color)
{
    struct rect around = {bounds.x - out, bounds.y - out, bounds.w + 2 * out, bounds.h + 2 * out};
    struct color none = color_with_alpha(color, 0);
    struct item *item = ui_box(ui, around, ui_px(ui, 22) + out, none, color, width);
    item->clip = clip;
}

void focus_ring(struct ui *ui, uint64_t id)
{
    const struct item *item = focus_find(ui->frame, id);
    if (item == NULL) return;
    struct rect bounds = rect_intersect(item->bounds, (struct rect){0, 0, ui->frame->width, ui->frame->height});
    struct rect clip = item->clip;
    if (item->role == ROLE_TEXT || item->role == ROLE_HEADING || item->role == ROLE_ALERT) {
        int out = ui_px(ui, 10);
        bounds = (struct rect){bounds.x - out, bounds.y - out / 2, bounds.w + 2 * out, bounds.h + out};
        clip = (struct rect){clip.x - out, clip.y, clip.w + 2 * out, clip.h};
    } else {
        bounds = rect_inset(bounds, ui_px(ui, 6));
    }
    /* Light and dark, so that it can be seen on any ground. */
    ring(ui, bounds, clip, ui_px(ui, 6), ui_px(ui, 6), ui->look->card);
    ring(ui, bounds, clip, 0, ui_px(ui, 7), ui->look->ink);
}
