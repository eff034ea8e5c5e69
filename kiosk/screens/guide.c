/* "Network or project?": one small question at a time, and what it comes to. Suggests; decides nothing. */
#include <string.h>

#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

const char *leans_words(enum leans leans)
{
    switch (leans) {
    case LEANS_NETWORK: return WORDS("Mest et netværk");
    case LEANS_PROJECT: return WORDS("Mest et projekt");
    case LEANS_NOT_SAID:
    case LEANS_COUNT: break;
    }
    return WORDS("Det kan være begge dele");
}

static int choice(struct ui *ui, struct rect bounds, const char *words, enum leans leans)
{
    bool chosen = ui->model->guide.answers[ui->model->guide.step] == leans;
    int padding = ui_px(ui, 44);
    int width = bounds.w - 2 * padding;
    int high = ui_text_height(ui, width, TYPE_TITLE, words);
    if (bounds.h < high + 2 * padding) bounds.h = high + 2 * padding;
    struct color ink;
    ui_choice(ui, bounds, words, ACTION_VALUE(ACTION_GUIDE_ANSWER, leans), chosen, &ink);
    ui_text(ui, bounds.x + padding, bounds.y + (bounds.h - high) / 2, width, TYPE_TITLE, ink, words)->role =
        ROLE_DECORATION;
    return bounds.y + bounds.h;
}

static void question_view(struct ui *ui, int y)
{
    const struct guide *guide = &ui->model->guide;
    const struct guide_question *question = guide_question(guide->step);
    int margin = ui_margin(ui);
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, ui->metrics.height - ui_bar_height(ui) - y};
    y = ui_scroll_begin(ui, view);
    int width = ui_scroll_width(ui, view);
    const char *count = frame_textf(ui->frame, WORDS("Spørgsmål %d af %d"), guide->step + 1, (int)GUIDE_QUESTIONS);
    y += ui_text(ui, view.x, y, width, TYPE_STRONG, ui->look->act, count)->bounds.h + ui_px(ui, 8);
    y += ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, words_get(question->question))->bounds.h;
    y += ui_px(ui, 40);
    /* Now the one, now the other stands first, so that nobody is led. */
    bool turned = guide->step % 2 == 1;
    enum leans first = turned ? LEANS_PROJECT : LEANS_NETWORK;
    enum leans second = turned ? LEANS_NETWORK : LEANS_PROJECT;
    const char *first_words = words_get(turned ? question->project : question->network);
    const char *second_words = words_get(turned ? question->network : question->project);
    int gap = ui_px(ui, 28);
    int high = ui_px(ui, ui->metrics.portrait ? 260 : 200);
    if (ui->metrics.portrait) {
        y = choice(ui, (struct rect){view.x, y, width, high}, first_words, first) + gap;
        y = choice(ui, (struct rect){view.x, y, width, high}, second_words, second) + gap;
    } else {
        int half = (width - gap) / 2;
        int left = choice(ui, (struct rect){view.x, y, half, high}, first_words, first);
        int right = choice(ui, (struct rect){view.x + half + gap, y, half, high}, second_words, second);
        y = (left > right ? left : right) + gap;
    }
    const char *skip = WORDS("Ved ikke");
    y += ui_pill(ui, view.x, y + ui_px(ui, 12), skip, false, ACTION_VALUE(ACTION_GUIDE_ANSWER, LEANS_NOT_SAID))
             ->bounds.h +
         ui_px(ui, 24);
    ui_scroll_end(ui, view, y);
}

static const char *why_words(enum leans leans)
{
    switch (leans) {
    case LEANS_NETWORK:
        return WORDS("Et netværk passer, når spørgsmålet er klart, og svaret er åbent. Folk kommer til undervejs.");
    case LEANS_PROJECT: return WORDS("Et projekt passer, når målet er kendt, og nogen har fået opgaven med en plan.");
    case LEANS_NOT_SAID:
    case LEANS_COUNT: break;
    }
    return WORDS("Dine svar peger begge veje. Det er helt fint.");
}

static void result_view(struct ui *ui, int y)
{
    enum leans leans = guide_suggests(&ui->model->guide);
    int margin = ui_margin(ui);
    const char *take = WORDS("Tag det med");
    const char *leave = WORDS("Lad være");
    int bottom = leans == LEANS_NOT_SAID ? ui_footer(ui, NULL, ACTION(ACTION_NONE), WORDS("Tilbage til din idé"),
                                                     ACTION_VALUE(ACTION_LEANS, LEANS_NOT_SAID))
                                         : ui_footer(ui, leave, ACTION_VALUE(ACTION_LEANS, LEANS_NOT_SAID), take,
                                                     ACTION_VALUE(ACTION_LEANS, leans));
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    int width = ui_measure(ui, ui_scroll_width(ui, view));
    y += ui_text(ui, view.x, y, width, TYPE_STRONG, ui->look->act, WORDS("Din idé ligner"))->bounds.h;
    y += ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, leans_words(leans))->bounds.h + ui_px(ui, 24);
    y += ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->ink, why_words(leans))->bounds.h + ui_px(ui, 24);
    const char *yours = WORDS("Det er kun et forslag. Din idé er velkommen, hvad den end er, og sekretariatet ser på "
                              "den sammen med dig.");
    y += ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->ink, yours)->bounds.h;
    ui_scroll_end(ui, view, y + ui_px(ui, 16));
}

void guide_view(struct ui *ui)
{
    ui_paper(ui);
    int y = ui_back(ui, WORDS("Tilbage")) + ui_px(ui, 12);
    if (ui->model->guide.step < GUIDE_QUESTIONS) {
        question_view(ui, y);
    } else {
        result_view(ui, y);
    }
    ui_bar(ui);
}
