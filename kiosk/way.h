/* kiosk/way.h - how networks, rings and gifts lead to one another, and back.
 *
 * A part of the model (model.h); update() hands its actions and events over. */
#pragma once

#include "kiosk/model.h"

void pond_init(struct pond *pond);
void pond_finish(struct pond *pond);

/* Asks for a network; it is shown when it comes. */
void way_open_network(struct model *model, const char *id, struct effects *effects);
/* `screen` is SCREEN_RINGS or SCREEN_GIFTS. */
void way_open_pond(struct model *model, enum screen screen, struct effects *effects);
/* Back along the trail; false when it has come to its end. */
bool way_back(struct model *model, struct effects *effects);

/* EVENT_NETWORK, EVENT_NETWORK_GONE and EVENT_CREATED; they take over what the event owns. */
void way_take_network(struct model *model, const struct event *event);
/* `why` is ERR_OK when it was taken down, otherwise it can't be read just now. */
void way_network_gone(struct model *model, enum err why);
void way_take_created(struct model *model, const struct event *event);

/* The drop at this place among what was created; once more closes it. */
void way_choose_drop(struct model *model, int place);
void way_turn_page(struct model *model, int page);
/* From the picture to the list, and back. */
void way_turn_list(struct model *model);
