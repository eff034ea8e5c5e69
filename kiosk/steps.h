/* kiosk/steps.h - what the parts of update() share: going to a screen, and asking the world for something. */
#pragma once

#include "kiosk/model.h"

/* To a screen, from its beginning. */
void step_go(struct model *model, enum screen screen);
/* Back to one, where it was left. */
void step_go_back_to(struct model *model, enum screen screen);
/* `target` may be NULL. */
void step_ask(struct effects *effects, enum effect_kind kind, const char *target);
