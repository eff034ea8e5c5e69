#include "kiosk/screens/link_card.h"

#include <string.h>

struct color link_card_view(struct ui *ui, struct rect bounds, int aside, const char *label, const char *description,
                            struct action action)
{
    const struct look *look = ui->look;
    bool pressed = model_is_pressed(ui->model, action);
    struct color fill = pressed ? color_mix(look->card, look->act, 40) : look->card;
    struct item *box =
        ui_box(ui, bounds, ui_px(ui, 32), fill, pressed ? look->act : look->hairline, ui_px(ui, pressed ? 5 : 2));
    box->role = ROLE_CARD;
    box->label = frame_text(ui->frame, label, strlen(label));
    box->description = description != NULL ? frame_text(ui->frame, description, strlen(description)) : NULL;
    box->action = action;
    box->pressed = pressed;
    int arrow = ui_px(ui, LINK_CARD_ARROW); /* its room is that of the card, not of the letters */
    ui_icon(ui, bounds.x + bounds.w - aside - arrow, bounds.y + (bounds.h - arrow) / 2, arrow, ICON_FORWARD, look->act,
            fill);
    return fill;
}

struct action link_to_network(struct ui *ui, const char *id)
{
    return (struct action){.kind = ACTION_OPEN_NETWORK, .target = frame_text(ui->frame, id, strlen(id))};
}
