/* The privacy notice, before the first field: who, why, who sees it, when it is deleted. */
#include "kiosk/columns.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static int notice_section_view(struct ui *ui, int x, int y, int width, const struct notice_section *section)
{
    struct item *heading = ui_text(ui, x, y, width, TYPE_STRONG, ui->look->ink, section->heading);
    heading->role = ROLE_HEADING;
    y += heading->bounds.h;
    struct item *text = ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, section->text);
    return y + text->bounds.h;
}

/* Read down the columns, where there is room for more than one. */
static int sections(struct ui *ui, struct rect view, int y)
{
    const struct site *site = &ui->model->site;
    struct columns columns = columns_begin(ui, view.x, y, ui_scroll_width(ui, view), COLUMN_TEXT, COLUMN_GAP_TEXTS);
    for (size_t at = 0; at < site->notice_count; at++) {
        columns_turn(&columns, at, site->notice_count);
        struct rect place = columns_place(&columns);
        columns_put(&columns, notice_section_view(ui, place.x, place.y, place.w, &site->notice[at]));
    }
    return columns_end(&columns);
}

void notice_view(struct ui *ui)
{
    const struct site *site = &ui->model->site;
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("Tilbage")) + ui_px(ui, 12);
    int bottom = ui_footer(ui, NULL, ACTION(ACTION_NONE), WORDS("Det er fint, videre"), ACTION(ACTION_ACCEPT_NOTICE));
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    y = ui_danish_note(ui, view.x, y, ui_scroll_width(ui, view));
    ui_content(ui, site->notice_danish);
    struct item *heading =
        ui_text(ui, view.x, y, ui_scroll_width(ui, view), TYPE_HEADING, ui->look->ink, site->notice_title);
    y += heading->bounds.h + ui_px(ui, 24);
    struct item *intro =
        ui_text(ui, view.x, y, ui_scroll_width(ui, view), TYPE_STRONG, ui->look->ink, site->notice_intro);
    y += intro->bounds.h + ui_px(ui, 36);
    y = sections(ui, view, y);
    ui_own_words(ui);
    ui_scroll_end(ui, view, y);
    ui_bar(ui);
}
