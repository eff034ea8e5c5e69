/* Choosing a language: each by its own name, usable before anything else is understood. */
#include <stdio.h>

#include "kiosk/columns.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static void language_button(struct ui *ui, struct rect bounds, int index)
{
    const struct language *language = &languages[index];
    bool chosen = language == ui->model->language;
    struct color ink;
    ui_choice(ui, bounds, language->name, ACTION_VALUE(ACTION_CHOOSE_LANGUAGE, index), chosen, &ink);
    int line = ui_line_height(ui, TYPE_TITLE);
    struct item *text =
        ui_text(ui, bounds.x, bounds.y + (bounds.h - line) / 2, bounds.w, TYPE_TITLE, ink, language->name);
    text->role = ROLE_DECORATION;
    text->bounds.w = bounds.w;
    text->align = ALIGN_CENTER;
}

void language_view(struct ui *ui)
{
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("Tilbage")) + ui_px(ui, 12);
    struct rect view = {margin, y, ui->metrics.width - 2 * margin,
                        ui->metrics.height - ui_bar_height(ui) - y - ui_px(ui, 16)};
    y = ui_scroll_begin(ui, view);
    int width = ui_scroll_width(ui, view);
    struct item *heading = ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, WORDS("Vælg sprog"));
    y += heading->bounds.h + ui_px(ui, 36);
    struct columns columns = columns_begin(ui, view.x, y, width, COLUMN_WORD, COLUMN_GAP);
    for (int at = 0; at < LANGUAGES_COUNT; at++) {
        struct rect bounds = columns_place(&columns);
        bounds.h = ui_line_height(ui, TYPE_TITLE) + ui_px(ui, ui->metrics.low ? 60 : 92);
        language_button(ui, bounds, at);
        columns_put(&columns, bounds.y + bounds.h);
    }
    ui_scroll_end(ui, view, columns_end(&columns));
    ui_bar(ui);
}
