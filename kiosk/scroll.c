#include "kiosk/scroll.h"

#include "kiosk/steps.h"

void scroll_to(struct model *model, int64_t place)
{
    int *scroll = &model->scroll[model->screen];
    *scroll = (int)(place > model->scroll_max ? model->scroll_max : place < 0 ? 0 : place);
}

void scroll_by(struct model *model, int amount)
{
    model->flick.moving = false;
    scroll_to(model, (int64_t)model->scroll[model->screen] + amount);
}

void scroll_flick(struct model *model, int speed, int height)
{
    if (model->quiet || model->asking_idle) return;
    flick_begin(&model->flick, model->scroll[model->screen], speed, height, model->now_ms);
}

void scroll_glide(struct model *model)
{
    if (!model->flick.moving) return;
    int place = flick_at(&model->flick, model->now_ms);
    scroll_to(model, place);
    if (model->scroll[model->screen] != place) model->flick.moving = false; /* at one of the ends */
}

void scroll_take_measures(struct model *model, const struct event *event, struct effects *effects)
{
    if (model->asking_idle) return; /* the screen behind the question keeps its place */
    model->scroll_max = event->amount;
    model->scroll_page = event->x;
    if (event->y > 0) {
        struct board *board = &model->board;
        int *scroll = &model->scroll[SCREEN_BOARD];
        /* In another size the same cards stay where they were. */
        if (board->pitch > 0 && board->pitch != event->y) *scroll = (int)((int64_t)*scroll * event->y / board->pitch);
        board->pitch = event->y;
        if (!board_has(board, event->first, event->cards_count)) {
            step_ask_cards(effects, board_window_around(event->first, event->cards_count));
        }
    }
    scroll_to(model, model->scroll[model->screen]);
}
