/* kiosk/arrivals.h - what comes to the model from the world, most of it asked for by an effect.
 *
 * A part of the model (model.h); update() hands its events over. What an event owns is the model's from then on. */
#pragma once

#include "kiosk/model.h"

/* EVENT_CONTENT and EVENT_CARDS. */
void arrival_content(struct model *model, const struct event *event, struct effects *effects);
void arrival_cards(struct model *model, const struct event *event);

/* EVENT_FOUND and EVENT_SIMILAR: not taken where nobody waits for them any more. */
void arrival_found(struct model *model, const struct event *event);
void arrival_similar(struct model *model, const struct event *event);

/* EVENT_SAVED and EVENT_NOT_SAVED: what was sent stands in the outbox, or does not. */
void arrival_saved(struct model *model, const char *receipt_code);
void arrival_not_saved(struct model *model, enum err why);

/* EVENT_ROOM: nobody writes what can't be kept. `why`: ERR_OK when there is room. */
void arrival_room(struct model *model, enum err why);
