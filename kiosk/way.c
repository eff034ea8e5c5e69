#include "kiosk/way.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/steps.h"

void pond_init(struct pond *pond)
{
    *pond = (struct pond){.chosen = -1};
}

void pond_finish(struct pond *pond)
{
    free(pond->networks);
    pond_init(pond);
}

static void trail_here(struct model *model)
{
    bool network = model->screen == SCREEN_NETWORK;
    trail_push(&model->trail, (int)model->screen, model->scroll[model->screen], network ? model->network.id : NULL);
}

void way_open_network(struct model *model, const char *id, struct effects *effects)
{
    model->opening = true;
    model->returning_scroll = -1;
    step_ask(effects, EFFECT_LOAD_NETWORK, id);
}

/* `screen` is SCREEN_RINGS or SCREEN_GIFTS. */
void way_open_pond(struct model *model, enum screen screen, struct effects *effects)
{
    if (model->screen == screen) return;
    if (model->screen == SCREEN_BOARD) model->trail.count = 0;
    if (model->screen != SCREEN_BOARD) trail_here(model);
    if (!model->pond.loaded) step_ask(effects, EFFECT_LOAD_CREATED, NULL);
    step_go(model, screen);
}

/* Back along the trail; false when it has come to its end. */
bool way_back(struct model *model, struct effects *effects)
{
    struct trail_stop stop;
    if (!trail_pop(&model->trail, &stop)) return false;
    bool other = stop.network[0] != '\0' && (model->network.id == NULL || strcmp(stop.network, model->network.id) != 0);
    if (other) {
        way_open_network(model, stop.network, effects);
        model->returning_scroll = stop.scroll;
        return true;
    }
    step_go_back_to(model, (enum screen)stop.screen);
    model->scroll[model->screen] = stop.scroll;
    return true;
}

/* Here a way from network to network begins, and Back ends. */
static bool begins_trail(enum screen screen)
{
    return screen == SCREEN_BOARD || screen == SCREEN_SEARCH || screen == SCREEN_IDEA || screen == SCREEN_FORM;
}

/* The network asked for is here: show it, from wherever it was asked for. */
static void enter_network(struct model *model)
{
    if (model->returning_scroll >= 0) {
        step_go_back_to(model, SCREEN_NETWORK);
        model->scroll[SCREEN_NETWORK] = model->returning_scroll;
    } else if (begins_trail(model->screen)) {
        model->trail.count = 0;
        model->network_from = model->screen;
        step_go(model, SCREEN_NETWORK);
    } else {
        step_go(model, SCREEN_NETWORK);
        model->scroll[SCREEN_NETWORK] = 0;
    }
}

static bool leads_to_networks(enum screen screen)
{
    return begins_trail(screen) || screen == SCREEN_NETWORK || screen == SCREEN_RINGS || screen == SCREEN_GIFTS;
}

/* The drop whose card is open stays it, wherever it lies now. */
void way_take_created(struct model *model, const struct event *event)
{
    struct pond *pond = &model->pond;
    char open[CATALOG_ID_BYTES] = "";
    if (pond->chosen >= 0) snprintf(open, sizeof(open), "%s", pond->networks[pond->chosen].id);
    free(pond->networks);
    pond->networks = event->created;
    pond->count = event->created_count;
    pond->loaded = true;
    pond->chosen = -1;
    for (size_t at = 0; open[0] != '\0' && at < pond->count; at++) {
        if (strcmp(pond->networks[at].id, open) == 0) pond->chosen = (int)at;
    }
    if (model->screen == SCREEN_REST) pond_finish(&model->pond); /* the visit is over */
}

void way_choose_drop(struct model *model, int place)
{
    struct pond *pond = &model->pond;
    pond->chosen = place >= 0 && place < (int)pond->count && place != pond->chosen ? place : -1;
}

void way_turn_page(struct model *model, int page)
{
    model->pond.page = page >= 0 && page < CREATED_MAX ? page : 0;
    model->pond.chosen = -1;
    model->scroll[SCREEN_RINGS] = 0;
}

void way_turn_list(struct model *model)
{
    model->pond.as_list = !model->pond.as_list;
    model->scroll[SCREEN_RINGS] = 0;
}

void way_take_network(struct model *model, const struct event *event)
{
    bool enter = model->opening && leads_to_networks(model->screen);
    bool onward = !begins_trail(model->screen) && model->returning_scroll < 0;
    if (enter && onward) trail_here(model);
    network_finish(&model->network);
    model->network = event->network;
    model->related = event->related;
    if (enter) enter_network(model);
    model->opening = false;
}

/* `why` is ERR_OK when it was taken down, otherwise it can't be read just now. */
void way_network_gone(struct model *model, enum err why)
{
    bool elsewhere = model->opening && model->screen == SCREEN_NETWORK; /* the one that is read is still there */
    model->opening = false;
    if (elsewhere || why != ERR_OK) return;
    /* Someone in the middle of a form may finish it: the registry still knows the network. */
    if (model->screen == SCREEN_NETWORK || model->screen == SCREEN_GROUP) {
        bool writing = model->network_from == SCREEN_FORM; /* it was looked at on the way */
        network_finish(&model->network);
        if (writing) similar_return_to_form(model);
        step_go_back_to(model, writing ? SCREEN_FORM : SCREEN_BOARD);
    }
}
