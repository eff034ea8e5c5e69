/* kiosk/ui_scroll.c - what is longer than its place: scrolled, with buttons for those who can't swipe. See ui.h. */
#include "kiosk/ui.h"

#include "kiosk/words.h"

/* A list so long that one would press "down" forever can also be gone through to its ends at once. */
enum { LONG_LIST_PAGES = 12, SCROLL_BUTTONS_MAX = 4 };

int ui_scroll_begin(struct ui *ui, struct rect view)
{
    ui->clip = view;
    ui->scroll_first = ui->frame->items_count;
    return view.y - ui->model->scroll[ui->model->screen];
}

static void scroll_button(struct ui *ui, struct rect bounds, enum icon icon, const char *words, enum action_kind kind,
                          bool possible)
{
    struct action action = ACTION(kind);
    const struct look *look = ui->look;
    bool pressed = model_is_pressed(ui->model, action);
    struct color fill = pressed ? look->act : look->card;
    struct color ink = !possible ? look->control_edge : pressed ? look->on_act : look->act;
    struct item *button = ui_box(ui, bounds, bounds.h / 2, fill, possible ? look->act : look->hairline, ui_px(ui, 3));
    button->role = ROLE_BUTTON;
    button->label = words;
    button->action = action;
    button->pressed = pressed;
    button->disabled = !possible;
    int size = ui_px(ui, 44);
    ui_icon(ui, bounds.x + (bounds.w - size) / 2, bounds.y + (bounds.h - size) / 2, size, icon, ink, fill);
}

/* What scrolls is not seen or touched in the strip with the buttons. */
static void keep_above(struct ui *ui, struct rect view)
{
    for (size_t at = ui->scroll_first; at < ui->frame->items_count; at++) {
        struct item *item = &ui->frame->items[at];
        item->clip = rect_intersect(item->clip, view);
    }
}

int ui_scroll_width(const struct ui *ui, struct rect view)
{
    return ui->metrics.portrait ? view.w : view.w - ui_px(ui, 150);
}

static int scroll_buttons_count(const struct ui *ui, int content, int view_height)
{
    bool is_long = view_height > 0 && content / view_height >= LONG_LIST_PAGES;
    return is_long && !ui->metrics.low ? 4 : 2;
}

/* `places` from the beginning to the end: up and down, or first, up, down and last. */
static void scroll_buttons(struct ui *ui, const struct rect *places, int count)
{
    int scroll = ui->model->scroll[ui->model->screen];
    bool up = scroll > 0;
    bool down = scroll < ui->frame->scroll_max;
    if (count == 4) scroll_button(ui, *places++, ICON_FIRST, WORDS("Til begyndelsen"), ACTION_SCROLL_FIRST, up);
    scroll_button(ui, *places++, ICON_UP, WORDS("Rul op"), ACTION_SCROLL_UP, up);
    scroll_button(ui, *places++, ICON_DOWN, WORDS("Rul ned"), ACTION_SCROLL_DOWN, down);
    if (count == 4) scroll_button(ui, *places, ICON_LAST, WORDS("Til slutningen"), ACTION_SCROLL_LAST, down);
}

void ui_scroll_end(struct ui *ui, struct rect view, int content_end)
{
    int scroll = ui->model->scroll[ui->model->screen];
    int content = content_end - (view.y - scroll);
    ui->clip = (struct rect){0, 0, ui->metrics.width, ui->metrics.height};
    if (content <= view.h) return;
    struct rect places[SCROLL_BUTTONS_MAX];
    int count = scroll_buttons_count(ui, content, view.h);
    int gap = ui_px(ui, 28);
    int high = ui_px(ui, 96);
    if (ui->metrics.portrait) {
        int wide = ui_px(ui, 200);
        view.h -= high + gap;
        int x = view.x + (view.w - count * wide - (count - 1) * gap) / 2;
        for (int at = 0; at < count; at++) {
            places[at] = (struct rect){x + at * (wide + gap), view.y + view.h + ui_px(ui, 14), wide, high};
        }
        ui_box(ui, (struct rect){view.x, view.y + view.h, view.w, ui_px(ui, 2)}, 0, ui->look->hairline,
               ui->look->hairline, 0);
    } else {
        int room = view.h - ui_px(ui, 32); /* away from the bar */
        if (count * high + (count - 1) * gap > room) gap = ui_px(ui, 16);
        if (count * high + (count - 1) * gap > room) count = 2;
        if (count * high + (count - 1) * gap > room) high = (room - gap) / 2;
        int wide = ui_px(ui, 110);
        int y = view.y + (view.h - count * high - (count - 1) * gap) / 2;
        for (int at = 0; at < count; at++) {
            places[at] = (struct rect){view.x + view.w - wide, y + at * (high + gap), wide, high};
        }
        view.w = ui_scroll_width(ui, view);
    }
    keep_above(ui, view);
    ui->frame->scroll_view = view;
    ui->frame->scroll_max = content - view.h;
    scroll_buttons(ui, places, count);
}

struct rect ui_page_begin(struct ui *ui, const char *back, int *out_y)
{
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, back) + ui_px(ui, 12);
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, ui->metrics.height - ui_bar_height(ui) - y};
    *out_y = ui_scroll_begin(ui, view);
    return view;
}
