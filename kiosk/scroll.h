/* kiosk/scroll.h - how far a screen is scrolled, in canvas pixels from its beginning. A part of the model (model.h). */
#pragma once

#include <stdint.h>

#include "kiosk/model.h"

/* The present screen to a place, or by so much (downwards where it is positive), as far as its ends permit. */
void scroll_to(struct model *model, int64_t place);
void scroll_by(struct model *model, int amount);

/* A finger let go of the screen in motion: as flick_begin(). Nothing glides with --quiet, or behind the question. */
void scroll_flick(struct model *model, int speed, int height);
/* … and where that has carried it by now. */
void scroll_glide(struct model *model);

/* EVENT_FRAME: the frame knows how high things are, and so how far they can be scrolled and what of a long list is
 * seen. */
void scroll_take_measures(struct model *model, const struct event *event, struct effects *effects);
