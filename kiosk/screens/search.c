/* Searching as one types, and choosing what the board shows. */
#include <string.h>

#include "kiosk/columns.h"
#include "kiosk/form.h"
#include "kiosk/keyboard.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static int found_view(struct ui *ui, struct rect view, int y)
{
    const struct board *board = &ui->model->board;
    const char *problem = form_problem(&ui->model->form, FIELD_SEARCH);
    if (problem != NULL) { /* a CPR number: said at once, since nothing is sent that could wait for it */
        return error_view(ui, view.x, y, view.w, words_get(problem));
    }
    bool typed = ui->model->form.fields[FIELD_SEARCH].text[0] != '\0';
    if (board->found_count == 0) {
        const char *words = typed ? WORDS("Ingen netværk har de ord. Prøv med færre bogstaver.")
                                  : WORDS("Skriv det, du leder efter: et emne, et ord eller en afdeling.");
        return y + ui_text(ui, view.x, y, view.w, TYPE_BODY, ui->look->muted, words)->bounds.h;
    }
    for (size_t at = 0; at < board->found_count; at++) {
        const struct network_card *card = &board->found[at];
        struct rect bounds = {view.x, y, view.w, network_card_height(ui, card, view.w)};
        if (!rect_is_empty(rect_intersect(bounds, ui->clip))) network_card_view(ui, card, bounds);
        y += bounds.h + ui_px(ui, 24);
    }
    return y;
}

void search_view(struct ui *ui)
{
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("Alle netværk")) + ui_px(ui, 10);
    int bottom = keyboard_view(ui, NULL);
    int width = ui->metrics.width - 2 * margin;
    int half = ui->metrics.portrait ? width : width * 36 / 100;
    int below = text_field_view(ui, margin, y, half, FIELD_SEARCH, 0);
    struct rect view = {margin, below + ui_px(ui, 24), width, bottom - below - ui_px(ui, 24)};
    if (!ui->metrics.portrait) { /* what was found stands beside what is typed */
        int x = margin + half + ui_px(ui, 40);
        int top = ui_px(ui, 32);
        view = (struct rect){x, top, ui->metrics.width - margin - x, bottom - top};
    }
    int top = ui_scroll_begin(ui, view);
    struct rect inner = view;
    inner.w = ui_scroll_width(ui, view);
    ui_scroll_end(ui, view, found_view(ui, inner, top));
    ui_bar(ui);
}

/* ---- filters ---- */

static const char *option_words(const struct model *model, int value)
{
    if (value == FILTER_ALL) return WORDS("Alle");
    switch (model->board.choosing) {
    case FILTER_KIND: return kind_words((enum network_kind)value);
    case FILTER_STATUS: return status_words((enum network_status)value);
    case FILTER_PHASE: return model->site.phases[value].label;
    case FILTER_COUNT: break;
    }
    return "";
}

static int options_count(const struct model *model)
{
    switch (model->board.choosing) {
    case FILTER_KIND: return KIND_COUNT;
    case FILTER_STATUS: return STATUS_COUNT;
    case FILTER_PHASE: return (int)model->site.phases_count;
    case FILTER_COUNT: break;
    }
    return 0;
}

static const char *heading_words(enum filter_by by)
{
    switch (by) {
    case FILTER_KIND: return WORDS("Hvilken slags?");
    case FILTER_STATUS: return WORDS("Hvordan går det?");
    case FILTER_PHASE: return WORDS("Hvor langt er de?");
    case FILTER_COUNT: break;
    }
    return "";
}

static int option_view(struct ui *ui, struct rect bounds, int value)
{
    const struct board *board = &ui->model->board;
    bool chosen = board_choice(board, &ui->model->site, board->choosing) == value;
    size_t count = board_count_with(board, &ui->model->site, board->choosing, value);
    const char *words = frame_textf(ui->frame, "%s · %s", option_words(ui->model, value), count_words(ui, count));
    int padding = ui_px(ui, 44);
    int high = ui_text_height(ui, bounds.w - 2 * padding, TYPE_TITLE, words);
    bounds.h = high + 2 * ui_px(ui, 32);
    struct color ink;
    const struct item *box = ui_choice(ui, bounds, words, ACTION_VALUE(ACTION_FILTER, value), chosen, &ink);
    if (count == 0 && !chosen && !box->pressed) ink = ui->look->muted;
    ui_text(ui, bounds.x + padding, bounds.y + ui_px(ui, 32), bounds.w - 2 * padding, TYPE_TITLE, ink, words)->role =
        ROLE_DECORATION;
    return bounds.y + bounds.h;
}

void filter_view(struct ui *ui)
{
    int y = 0;
    struct rect view = ui_page_begin(ui, WORDS("Alle netværk"), &y);
    int width = ui_scroll_width(ui, view);
    const char *heading = heading_words(ui->model->board.choosing);
    y += ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, heading)->bounds.h + ui_px(ui, 36);
    int least = ui->metrics.low ? COLUMN_WORD : COLUMN_CHOICE; /* height is dear there */
    struct columns columns = columns_begin(ui, view.x, y, width, least, COLUMN_GAP);
    for (int value = FILTER_ALL; value < options_count(ui->model); value++) {
        columns_put(&columns, option_view(ui, columns_place(&columns), value));
    }
    ui_scroll_end(ui, view, columns_end(&columns));
    ui_bar(ui);
}
