/* A network's Founding Group: the first who meet. A seat can be wished for; only the registry gives it. */
#include <string.h>

#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static int fact(struct ui *ui, int x, int y, int width, const char *name, const char *value)
{
    y += ui_text(ui, x, y, width, TYPE_SMALL, ui->look->muted, name)->bounds.h;
    return y + ui_text(ui, x, y, width, TYPE_STRONG, ui->look->ink, value)->bounds.h + ui_px(ui, 24);
}

/* The number that the `digits` figures at `text` make, or -1. */
static int figures(const char *text, int digits)
{
    int number = 0;
    for (int at = 0; at < digits; at++) {
        if (text[at] < '0' || text[at] > '9') return -1;
        number = number * 10 + (text[at] - '0');
    }
    return number;
}

/* "2026-11-26T16:30" as people say it; the text itself when it has another form. */
static const char *when_words(struct ui *ui, const char *starts)
{
    if (strlen(starts) < sizeof("2026-11-26T16:30") - 1) return starts;
    int year = figures(starts, 4);
    int month = figures(starts + 5, 2);
    int day = figures(starts + 8, 2);
    int hour = figures(starts + 11, 2);
    int minute = figures(starts + 14, 2);
    if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0) return starts;
    return frame_textf(ui->frame, WORDS("%d.%d.%d kl. %d.%02d"), day, month, year, hour, minute);
}

static int facts(struct ui *ui, struct rect card, int y)
{
    const struct network *network = &ui->model->network;
    int padding = ui_px(ui, 40);
    int x = card.x + padding;
    int width = card.w - 2 * padding;
    const char *unknown = WORDS("Ikke fastlagt endnu. Sekretariatet skriver til dig.");
    y = fact(ui, x, y, width, WORDS("Hvornår"),
             network->group_starts != NULL ? when_words(ui, network->group_starts) : unknown);
    if (network->group_place != NULL) y = fact(ui, x, y, width, WORDS("Hvor"), network->group_place);
    if (network->group_seats > 0) {
        const char *seats =
            frame_textf(ui->frame, WORDS_COUNT("%d plads", "%d pladser", (unsigned long)network->group_seats),
                        network->group_seats);
        y = fact(ui, x, y, width, WORDS("Pladser"), seats);
    }
    return y;
}

void group_view(struct ui *ui)
{
    const struct network *network = &ui->model->network;
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("Tilbage")) + ui_px(ui, 12);
    int bottom =
        ui_footer(ui, NULL, ACTION(ACTION_NONE), WORDS("Ønsk en plads"), ACTION_VALUE(ACTION_START, SUBMISSION_SEAT));
    if (!ui->model->can_submit) ui_disable_last_button(ui);
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    int width = ui_scroll_width(ui, view) < ui_px(ui, 1300) ? ui_scroll_width(ui, view) : ui_px(ui, 1300);
    y += ui_text(ui, view.x, y, width, TYPE_STRONG, ui->look->act, network->short_title)->bounds.h + ui_px(ui, 4);
    y = ui_danish_note(ui, view.x, y, width);
    y += ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, WORDS("Bliv en del af Founding Group"))->bounds.h;
    y += ui_px(ui, 20);
    const char *what =
        WORDS("Founding Group er de første, der mødes om netværket. I finder sammen ud af, hvad det skal handle om.");
    y += ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->ink, what)->bounds.h + ui_px(ui, 20);
    if (network->group_invitation != NULL) {
        y += ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->ink, network->group_invitation)->bounds.h +
             ui_px(ui, 20);
    }
    y += ui_px(ui, 12);
    struct rect card = {view.x, y, width, 0};
    struct item *box = ui_box(ui, card, ui_px(ui, 32), ui->look->card, ui->look->hairline, ui_px(ui, 2));
    y = facts(ui, card, y + ui_px(ui, 36));
    box->bounds.h = y - card.y + ui_px(ui, 12);
    y = card.y + box->bounds.h + ui_px(ui, 28);
    const char *promise = WORDS("Du ønsker en plads her. Sekretariatet fordeler pladserne og giver dig besked. Er der "
                                "ikke plads, kommer du på venteliste.");
    y += ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->ink, promise)->bounds.h;
    ui_scroll_end(ui, view, y + ui_px(ui, 16));
    ui_bar(ui);
}
