/* kiosk/ui_buttons.c - what is pressed: buttons, pills, choices, the way back and the buttons at the foot. See ui.h. */
#include "kiosk/ui.h"

#include <string.h>

#include "kiosk/words.h"

static int button_padding(const struct ui *ui)
{
    return ui_px(ui, 14);
}

int ui_button_height(struct ui *ui, int width, const char *words)
{
    int height = ui_text_height(ui, width - 2 * button_padding(ui), TYPE_BUTTON, words) +
                 2 * ui_px(ui, ui->metrics.low ? 22 : 30);
    int least = ui_px(ui, ui->metrics.low ? 100 : 132);
    return height > least ? height : least;
}

struct item *ui_button(struct ui *ui, struct rect bounds, enum button_kind kind, const char *words,
                       struct action action)
{
    const struct look *look = ui->look;
    int height = ui_button_height(ui, bounds.w, words);
    if (bounds.h < height) bounds.h = height;
    bool pressed = model_is_pressed(ui->model, action);
    bool filled = kind == BUTTON_FILLED;
    struct color fill = filled ? (pressed ? look->act_pressed : look->act) : (pressed ? look->act : look->card);
    struct color ink = filled || pressed ? look->on_act : look->act;
    struct item *box = ui_box(ui, bounds, ui_px(ui, 26), fill, pressed ? look->act_pressed : look->act, ui_px(ui, 4));
    box->role = ROLE_BUTTON;
    box->action = action;
    box->pressed = pressed;
    box->graphic = true;
    int width = bounds.w - 2 * button_padding(ui);
    int text_height = ui_text_height(ui, width, TYPE_BUTTON, words);
    struct item *text = ui_text(ui, bounds.x + button_padding(ui), bounds.y + (bounds.h - text_height) / 2, width,
                                TYPE_BUTTON, ink, words);
    text->bounds.w = width;
    text->align = ALIGN_CENTER;
    text->role = ROLE_DECORATION; /* the box says it */
    box->label = text->text;
    return box;
}

void ui_disable_last_button(struct ui *ui)
{
    for (size_t at = ui->frame->items_count; at > 0; at--) {
        struct item *item = &ui->frame->items[at - 1];
        if (item->role != ROLE_BUTTON) continue;
        item->disabled = true;
        item->fill = item->edge = ui->look->muted;
        for (; at < ui->frame->items_count; at++) { /* its words, whatever ink they had */
            if (ui->frame->items[at].text != NULL) ui->frame->items[at].ink = ui->look->on_act;
        }
        return;
    }
}

int ui_pill_width(struct ui *ui, const char *words)
{
    return ui_text_width(ui, TYPE_BODY, words) + 2 * ui_px(ui, 34);
}

int ui_pill_height(const struct ui *ui)
{
    int high = ui_line_height(ui, TYPE_BODY) + ui_px(ui, 36);
    return high > ui_px(ui, 100) ? high : ui_px(ui, 100);
}

int ui_pill_sign_width(const struct ui *ui)
{
    return ui_sign(ui, 34) + ui_px(ui, 14);
}

struct item *ui_pill_signed(struct ui *ui, int x, int y, enum icon before, const char *words, enum icon after, bool on,
                            struct action action)
{
    struct item *box = ui_pill(ui, x, y, words, on, action);
    struct item *text = &ui->frame->items[ui->frame->items_count - 1];
    struct color ink = text->ink;
    struct color ground = box->fill;
    int size = ui_sign(ui, 34);
    int sign_y = y + (box->bounds.h - size) / 2;
    box->bounds.w += ui_pill_sign_width(ui);
    int sign_x = before != ICON_NONE ? x + ui_px(ui, 34) : x + box->bounds.w - ui_px(ui, 34) - size;
    if (before != ICON_NONE) text->bounds.x += ui_pill_sign_width(ui);
    ui_icon(ui, sign_x, sign_y, size, before != ICON_NONE ? before : after, ink, ground);
    return box;
}

struct item *ui_pill(struct ui *ui, int x, int y, const char *words, bool on, struct action action)
{
    const struct look *look = ui->look;
    bool pressed = model_is_pressed(ui->model, action);
    int height = ui_pill_height(ui);
    int line = ui_line_height(ui, TYPE_BODY);
    struct rect bounds = {x, y, ui_pill_width(ui, words), height};
    struct color fill = on || pressed ? look->chosen : look->card;
    struct item *box = ui_box(ui, bounds, height / 2, fill, on ? look->chosen : look->control_edge, ui_px(ui, 3));
    box->role = ROLE_BUTTON;
    box->label = frame_text(ui->frame, words, strlen(words));
    box->description = on ? WORDS("valgt") : NULL;
    box->action = action;
    box->pressed = pressed;
    box->graphic = true;
    struct item *text = ui_text(ui, x + ui_px(ui, 34), y + (height - line) / 2, bounds.w, TYPE_BODY,
                                on || pressed ? look->on_chosen : look->ink, words);
    text->role = ROLE_DECORATION;
    return box;
}

int ui_back(struct ui *ui, const char *words)
{
    int margin = ui_margin(ui);
    struct action action = ACTION(ACTION_BACK);
    struct color ink = model_is_pressed(ui->model, action) ? ui->look->act_pressed : ui->look->act;
    int top = ui_px(ui, ui->metrics.low ? 16 : 40);
    int height = ui_px(ui, 96);
    int icon = ui_sign(ui, 40);
    int text_height = ui_line_height(ui, TYPE_BUTTON);
    if (height < text_height) height = text_height;
    struct item *text = ui_text(ui, margin + icon + ui_px(ui, 12), top + (height - text_height) / 2, ui->metrics.width,
                                TYPE_BUTTON, ink, words);
    text->role = ROLE_DECORATION;
    const char *label = text->text;
    int width = icon + ui_px(ui, 12) + text->bounds.w;
    ui_icon(ui, margin - ui_px(ui, 6), top + (height - icon) / 2, icon, ICON_BACK, ink, ui->look->paper);
    struct rect bounds = {margin - ui_px(ui, 20), top, width + ui_px(ui, 40), height};
    struct item *button = ui_add(ui, ROLE_BUTTON, bounds);
    button->label = label;
    button->action = action;
    button->pressed = model_is_pressed(ui->model, action);
    return top + height;
}

struct rect ui_footer_room(const struct ui *ui)
{
    int margin = ui_margin(ui);
    int bottom = ui->metrics.height - ui_bar_height(ui) - ui_px(ui, ui->metrics.portrait ? 36 : 24);
    int width = ui->metrics.width - 2 * margin;
    if (!ui->metrics.portrait && !ui->metrics.low) width = ui->metrics.width * 47 / 100;
    return (struct rect){ui->metrics.width - margin - width, bottom, width, 0};
}

/* How wide the second of two buttons beside each other is: half, or, where words would come close to an edge, as much
 * as they need and half of what is left. 0: they don't fit beside each other. */
static int second_width(struct ui *ui, int width, const char *second, const char *first)
{
    int second_least = ui_text_width(ui, TYPE_BUTTON, second) + 2 * button_padding(ui);
    int first_least = ui_text_width(ui, TYPE_BUTTON, first) + 2 * button_padding(ui);
    int half = width / 2;
    int airy = half - ui_px(ui, 36);
    if (second_least <= airy && first_least <= airy) return half;
    int spare = width - second_least - first_least;
    return spare >= 0 ? second_least + spare / 2 : 0;
}

static int footer_view(struct ui *ui, const char *second, struct action second_action, const char *first,
                       struct action first_action)
{
    struct rect room = ui_footer_room(ui);
    int gap = ui_px(ui, 28);
    if (second == NULL) {
        room.h = ui_button_height(ui, room.w, first);
        room.y -= room.h;
        ui_button(ui, room, BUTTON_FILLED, first, first_action);
        return room.y - ui_px(ui, 24);
    }
    struct rect left = room;
    left.w = second_width(ui, room.w - gap, second, first);
    if (left.w > 0) {
        room.x += left.w + gap;
        room.w -= left.w + gap;
        room.h = ui_button_height(ui, room.w, first);
        left.h = room.h;
        left.y = room.y -= room.h;
        ui_button(ui, left, BUTTON_OUTLINED, second, second_action);
        ui_button(ui, room, BUTTON_FILLED, first, first_action);
        return room.y - ui_px(ui, 24);
    }
    left.w = room.w;
    left.h = ui_button_height(ui, room.w, second);
    room.h = ui_button_height(ui, room.w, first);
    room.y -= room.h;
    left.y = room.y - gap - left.h;
    ui_button(ui, left, BUTTON_OUTLINED, second, second_action);
    ui_button(ui, room, BUTTON_FILLED, first, first_action);
    return left.y - ui_px(ui, 24);
}

int ui_footer(struct ui *ui, const char *second, struct action second_action, const char *first,
              struct action first_action)
{
    ui->zone = ZONE_FOOTER;
    int y = footer_view(ui, second, second_action, first, first_action);
    ui->zone = ZONE_CONTENT;
    return y;
}

struct item *ui_choice(struct ui *ui, struct rect bounds, const char *words, struct action action, bool chosen,
                       struct color *out_ink)
{
    const struct look *look = ui->look;
    bool pressed = model_is_pressed(ui->model, action);
    struct color fill = chosen || pressed ? look->chosen : look->card;
    struct item *box = ui_box(ui, bounds, ui_px(ui, 32), fill, look->control_edge, ui_px(ui, 3));
    box->role = ROLE_BUTTON;
    box->label = frame_text(ui->frame, words, strlen(words));
    box->description = chosen ? WORDS("valgt") : NULL;
    box->action = action;
    box->pressed = pressed;
    box->graphic = true;
    *out_ink = chosen || pressed ? look->on_chosen : look->ink;
    return box;
}
