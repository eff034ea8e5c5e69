#include "kiosk/reach.h"

#include "kiosk/ui.h"

/* A screen on the water: it goes on upwards, as one. */
static bool begins_with_water(const struct item *item, int width, int top)
{
    const struct rect *bounds = &item->bounds;
    return item->drawing == DRAW_WATER && bounds->x == 0 && bounds->y == top && bounds->w == width;
}

void reach_move_down(struct ui *ui, int height)
{
    struct frame *frame = ui->frame;
    int down = height - ui->metrics.height;
    if (down <= 0) return;
    struct rect view = {0, 0, ui->metrics.width, ui->metrics.height};
    bool water = false;
    for (size_t at = 0; at < frame->items_count; at++) {
        struct item *item = &frame->items[at];
        item->clip = rect_intersect(item->clip, view);
        item->clip.y += down;
        item->bounds.y += down;
        item->arc_from.y += down;
        item->arc_to.y += down;
        for (size_t stop = 0; stop < item->stops_count; stop++) item->stops[stop].y += down;
        if (!begins_with_water(item, view.w, down)) continue;
        item->bounds = item->clip = (struct rect){0, 0, view.w, down + item->bounds.h};
        water = true;
    }
    frame->top = down;
    if (!rect_is_empty(frame->scroll_view)) frame->scroll_view.y += down;
    if (!water) ui_water(ui, (struct rect){0, 0, ui->metrics.width, down});
}
