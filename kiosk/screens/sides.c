/* The three sides of a network, as they are told from one another: a colour and a mark each, never one alone. */
#include "kiosk/screens/screens.h"

struct color side_ink(const struct ui *ui, enum side side)
{
    struct color solid = ui->look->side[side].solid;
    return ui->on_water ? color_mix(solid, ui->look->on_water, 150) : solid; /* deep water: half of it light */
}

int sides_legend_view(struct ui *ui, int x, int y, int width)
{
    int mark = ui_sign(ui, 38);
    int indent = mark + ui_px(ui, 12);
    int line = ui_line_height(ui, TYPE_SMALL_STRONG);
    int at = x;
    for (int side = 0; side < SIDE_COUNT; side++) {
        const char *words = side_words((enum side)side);
        int wide = indent + ui_text_width(ui, TYPE_SMALL_STRONG, words);
        if (at > x && at + wide > x + width) {
            at = x;
            y += line + ui_px(ui, 8);
        }
        struct color ink = side_ink(ui, (enum side)side);
        ui_icon(ui, at, y + (line - mark) / 2, mark, side_icon((enum side)side), ink,
                ui->on_water ? ui->look->water_top : ui->look->paper);
        ui_text(ui, at + indent, y, width, TYPE_SMALL_STRONG, ui->on_water ? ui->look->on_water : ink, words);
        at += wide + ui_px(ui, 32);
    }
    return y + line;
}
