/* A network's Founding Group: the first who meet. A seat can be wished for; only the registry gives it. */
#include "kiosk/columns.h"
#include "kiosk/dates.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static int fact(struct ui *ui, int x, int y, int width, const char *name, const char *value)
{
    y += ui_text(ui, x, y, width, TYPE_SMALL, ui->look->muted, name)->bounds.h;
    return y + ui_text(ui, x, y, width, TYPE_STRONG, ui->look->ink, value)->bounds.h + ui_px(ui, 24);
}

static int facts(struct ui *ui, struct rect card, int y)
{
    const struct network *network = &ui->model->network;
    int padding = ui_px(ui, 40);
    int x = card.x + padding;
    int width = card.w - 2 * padding;
    const char *unknown = WORDS("Ikke fastlagt endnu. Sekretariatet skriver til dig.");
    y = fact(ui, x, y, width, WORDS("Hvornår"),
             network->group_starts != NULL ? dates_words(ui->frame, network->group_starts) : unknown);
    if (network->group_place != NULL) y = fact(ui, x, y, width, WORDS("Hvor"), network->group_place);
    if (network->group_seats > 0) {
        const char *seats =
            frame_textf(ui->frame, WORDS_COUNT("%d plads", "%d pladser", (unsigned long)network->group_seats),
                        network->group_seats);
        y = fact(ui, x, y, width, WORDS("Pladser"), seats);
    }
    if (network->group_asked >= 0) {
        y = fact(ui, x, y, width, WORDS("Ønsker"),
                 frame_textf(ui->frame,
                             WORDS_COUNT("%d har ønsket en plads", "%d har ønsket en plads",
                                         (unsigned long)network->group_asked),
                             network->group_asked));
    }
    if (network->group_granted >= 0) {
        y = fact(ui, x, y, width, WORDS("Fordelt"),
                 frame_textf(
                     ui->frame,
                     WORDS_COUNT("%d har fået en plads", "%d har fået en plads", (unsigned long)network->group_granted),
                     network->group_granted));
    }
    return y;
}

/* As many have asked as there are seats: who asks now comes to stand on the waiting list. */
static bool is_full(const struct network *network)
{
    bool taken = network->group_asked >= network->group_seats || network->group_granted >= network->group_seats;
    return network->group_seats > 0 && taken;
}

/* What happens when one asks: said plainly when there are more who want to come than there is room for. */
static const char *promise_words(struct ui *ui)
{
    const struct network *network = &ui->model->network;
    if (network->group_state == GROUP_HELD) {
        return WORDS("Founding Group har været holdt. Du kan stadig være med i netværket.");
    }
    if (is_full(network) && network->group_asked < network->group_seats) {
        return WORDS("Alle pladser er fordelt. Du kan komme på venteliste, og sekretariatet giver dig besked.");
    }
    if (is_full(network)) {
        return frame_textf(ui->frame,
                           WORDS("Der er %d pladser, og %d har ønsket en. Du kan komme på venteliste, og sekretariatet "
                                 "giver dig besked."),
                           network->group_seats, network->group_asked);
    }
    return WORDS("Du ønsker en plads her. Sekretariatet fordeler pladserne og giver dig besked. Er der ikke plads, "
                 "kommer du på venteliste.");
}

static int facts_card(struct ui *ui, int x, int y, int width)
{
    struct rect card = {x, y, width, 0};
    struct item *box = ui_box(ui, card, ui_px(ui, 32), ui->look->card, ui->look->hairline, ui_px(ui, 2));
    box->bounds.h = facts(ui, card, y + ui_px(ui, 36)) - y + ui_px(ui, 12);
    return y + box->bounds.h;
}

/* Which network, and that it is its Founding Group. */
static int group_heading(struct ui *ui, int x, int y, int width)
{
    const struct network *network = &ui->model->network;
    bool held = network->group_state == GROUP_HELD;
    ui_content(ui, network->some_danish);
    y += ui_text(ui, x, y, width, TYPE_STRONG, ui->look->act, network->short_title)->bounds.h + ui_px(ui, 4);
    ui_own_words(ui);
    y = ui_danish_note(ui, x, y, width);
    const char *heading = held ? WORDS("Founding Group er holdt") : WORDS("Bliv en del af Founding Group");
    return y + ui_text(ui, x, y, width, TYPE_HEADING, ui->look->ink, heading)->bounds.h + ui_px(ui, 20);
}

static int group_promise(struct ui *ui, int x, int y, int width)
{
    return y + ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, promise_words(ui))->bounds.h;
}

/* `full`: no seat is left to wish for, which is said first, since it changes what one does. */
static int group_words(struct ui *ui, int x, int y, int width, bool full)
{
    const struct network *network = &ui->model->network;
    if (full) y += ui_text(ui, x, y, width, TYPE_STRONG, ui->look->ink, promise_words(ui))->bounds.h + ui_px(ui, 20);
    const char *what =
        WORDS("Founding Group er de første, der mødes om netværket. I finder sammen ud af, hvad det skal handle om.");
    y += ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, what)->bounds.h + ui_px(ui, 20);
    if (network->group_invitation == NULL) return y;
    ui_content(ui, network->some_danish);
    y += ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, network->group_invitation)->bounds.h + ui_px(ui, 20);
    ui_own_words(ui);
    return y;
}

void group_view(struct ui *ui)
{
    const struct network *network = &ui->model->network;
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("Tilbage")) + ui_px(ui, 12);
    bool held = network->group_state == GROUP_HELD; /* while somebody was reading about it */
    bool full = held || is_full(network);
    const char *ask = held ? WORDS("Jeg er interesseret") : full ? WORDS("Kom på venteliste") : WORDS("Ønsk en plads");
    int bottom = ui_footer(ui, NULL, ACTION(ACTION_NONE), ask,
                           ACTION_VALUE(ACTION_START, held ? SUBMISSION_INTEREST : SUBMISSION_SEAT));
    if (!ui->model->can_submit) ui_disable_last_button(ui);
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    int width = ui_scroll_width(ui, view);
    y = group_heading(ui, view.x, y, width);
    if (columns_fitting(ui, width, COLUMN_TEXT, COLUMN_GAP_TEXTS) > 1) { /* the facts stand beside the words */
        int gap = ui_px(ui, COLUMN_GAP_TEXTS);
        int wide = ui_measure(ui, (width - gap) * 56 / 100);
        int left = group_words(ui, view.x, y, wide, full);
        if (!full) left = group_promise(ui, view.x, left, wide);
        int x = view.x + wide + gap;
        int right = facts_card(ui, x, y + ui_px(ui, 8), ui_measure(ui, view.x + width - x));
        y = left > right ? left : right;
    } else {
        width = ui_measure(ui, width);
        y = group_words(ui, view.x, y, width, full) + ui_px(ui, 12);
        y = facts_card(ui, view.x, y, width) + ui_px(ui, 28);
        if (!full) y = group_promise(ui, view.x, y, width);
    }
    ui_scroll_end(ui, view, y + ui_px(ui, 16));
    ui_bar(ui);
}
