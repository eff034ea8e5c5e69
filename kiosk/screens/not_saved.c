/* Not saved: said plainly, with what to do. Nothing of it was kept on disk. */
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static const char *why_words(enum err why)
{
    switch (why) {
    case ERR_FULL: return WORDS("Der er ikke plads til mere på skærmen lige nu.");
    case ERR_REFUSED: return WORDS("Skærmen er ikke koblet til rådhuset.");
    default: return WORDS("Skærmen kunne ikke gemme det.");
    }
}

int warning_view(struct ui *ui, int x, int y)
{
    int mark = ui_px(ui, 110);
    ui_icon(ui, x, y, mark, ICON_WARNING, ui->look->error, ui->look->paper);
    return y + mark + ui_px(ui, 24);
}

void not_saved_view(struct ui *ui)
{
    const struct site *site = &ui->model->site;
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("Tilbage")) + ui_px(ui, 48);
    int bottom = ui_footer(ui, WORDS("Slut her"), ACTION(ACTION_FINISH), WORDS("Prøv igen"), ACTION(ACTION_SEND));
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    y = warning_view(ui, view.x, y);
    struct item *heading =
        ui_text(ui, view.x, y, ui_scroll_width(ui, view), TYPE_HEADING, ui->look->error, WORDS("Det blev ikke gemt"));
    heading->role = ROLE_ALERT;
    y += heading->bounds.h + ui_px(ui, 24);
    int width = ui_measure(ui, ui_scroll_width(ui, view));
    struct item *why = ui_text(ui, view.x, y, width, TYPE_STRONG, ui->look->ink, why_words(ui->model->not_saved_why));
    y += why->bounds.h + ui_px(ui, 16);
    const char *what =
        frame_textf(ui->frame,
                    WORDS("Prøv igen om lidt. Går det stadig ikke, så ring til %s på %s, skriv til %s, eller sig det i "
                          "receptionen. Det, du skrev, ligger ikke på skærmen, når du går."),
                    site->contact_name, site->contact_phone, site->contact_email);
    struct item *text = ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->ink, what);
    ui_scroll_end(ui, view, text->bounds.y + text->bounds.h);
    ui_bar(ui);
}
