#include "kiosk/reach.h"

#include "kiosk/ui.h"

void reach_move_down(struct ui *ui, int height)
{
    struct frame *frame = ui->frame;
    int down = height - ui->metrics.height;
    if (down <= 0) return;
    struct rect view = {0, 0, ui->metrics.width, ui->metrics.height};
    for (size_t at = 0; at < frame->items_count; at++) {
        struct item *item = &frame->items[at];
        item->clip = rect_intersect(item->clip, view);
        item->clip.y += down;
        item->bounds.y += down;
        item->arc_from.y += down;
        item->arc_to.y += down;
        for (size_t stop = 0; stop < item->stops_count; stop++) item->stops[stop].y += down;
    }
    frame->top = down;
    if (!rect_is_empty(frame->scroll_view)) frame->scroll_view.y += down;
    ui_water(ui, (struct rect){0, 0, ui->metrics.width, down});
}
