#include "kiosk/arrivals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/steps.h"
#include "kiosk/way.h"
#include "sync/base/json.h"

/* The page that is read stays it, wherever it stands now. */
static void take_pages(struct model *model, json_t *pages)
{
    size_t at;
    json_t *page;
    bool there = false;
    json_decref(model->pages);
    model->pages = pages;
    json_array_foreach (pages, at, page) {
        const char *id = json_text_at(page, "id");
        if (there || id == NULL || strcmp(id, model->page_id) != 0) continue;
        model->page = at;
        there = true;
    }
    if (!there) {
        model->page = 0;
        model->page_id[0] = '\0';
        if (model->screen == SCREEN_PAGE) step_go(model, SCREEN_ABOUT);
    }
    if (json_array_size(pages) == 0 && model->screen == SCREEN_ABOUT) step_go(model, SCREEN_BOARD);
}

void arrival_content(struct model *model, const struct event *event, struct effects *effects)
{
    struct board *board = &model->board;
    free(board->cards);
    free(board->longest);
    site_finish(&model->site);
    board->cards = event->cards;
    board->cards_count = event->cards_count;
    board->longest = event->longest;
    board->longest_count = event->longest_count;
    model->site = event->site;
    board_forget_lost_phase(board, &model->site);
    take_pages(model, event->pages);
    if (!model->content_ready) model->water_since_ms = model->now_ms;
    wall_take(model, event->ideas);
    follow_again(model, effects);
    model->content_ready = event->cards_count > 0 && event->site.document != NULL;
    step_ask_cards(effects, board->window_first);
    if (model->network.id != NULL) step_ask(effects, EFFECT_LOAD_NETWORK, model->network.id);
    bool searched = model->screen == SCREEN_SEARCH || board->found != NULL;
    if (searched) step_ask(effects, EFFECT_SEARCH, model->form.fields[FIELD_SEARCH].text);
    if (model->pond.loaded) step_ask(effects, EFFECT_LOAD_CREATED, NULL);
    if (!model->content_ready && model->screen == SCREEN_BOARD) step_go(model, SCREEN_REST);
}

void arrival_cards(struct model *model, const struct event *event)
{
    free(model->board.window);
    model->board.window = event->cards;
    model->board.window_count = event->cards_count;
    model->board.window_first = event->first;
    model->board.counts = event->counts;
    model->board.filter_shown = model->board.filter;
}

void arrival_found(struct model *model, const struct event *event)
{
    if (model->screen == SCREEN_REST) { /* the visit is over */
        free(event->cards);
        return;
    }
    board_forget_found(&model->board);
    model->board.found = event->cards;
    model->board.found_count = event->cards_count;
}

void arrival_similar(struct model *model, const struct event *event)
{
    if (model->screen != SCREEN_FORM) return;
    model->similar.count = (size_t)event->amount < SIMILAR_SHOWN_MAX ? (size_t)event->amount : SIMILAR_SHOWN_MAX;
    memcpy(model->similar.items, event->similar, model->similar.count * sizeof(*event->similar));
}

void arrival_saved(struct model *model, const char *receipt_code)
{
    if (!model->sending) return; /* the visit is over: nobody is there to see the code */
    model->sending = false;
    model->thanked_for = model->form.kind;
    form_forget(&model->form);
    board_forget_found(&model->board);
    snprintf(model->receipt_code, sizeof(model->receipt_code), "%s", receipt_code);
    step_go(model, SCREEN_THANKS);
}

void arrival_not_saved(struct model *model, enum err why)
{
    if (!model->sending) return;
    model->sending = false;
    model->not_saved_why = why;
    model->not_begun = false;
    step_go(model, SCREEN_NOT_SAVED);
}

void arrival_room(struct model *model, enum err why)
{
    if (why == ERR_OK || (model->screen != SCREEN_NOTICE && model->screen != SCREEN_FORM)) return;
    model->not_saved_why = why;
    model->not_begun = true;
    step_go(model, SCREEN_NOT_SAVED);
}
