/* kiosk/steps.h - what the parts of update() share: going to a screen, and asking the world for something. */
#pragma once

#include "kiosk/model.h"

/* To a screen, from its beginning. */
void step_go(struct model *model, enum screen screen);
/* Back to one, where it was left; to another where what it showed was taken down meanwhile. */
void step_go_back_to(struct model *model, enum screen screen);
/* `target` may be NULL. */
void step_ask(struct effects *effects, enum effect_kind kind, const char *target);
/* A window of the board's cards, from this one on. */
void step_ask_cards(struct effects *effects, size_t first);
