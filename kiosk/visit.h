/* kiosk/visit.h - a visit ends by itself when nobody is there any more.
 *
 * A part of the model (model.h). When it wakes up next for that, model_next_wake_ms() says. */
#pragma once

#include "kiosk/model.h"

/* Wipes all that a visitor wrote or chose, and rests; asks for EFFECT_WIPE. */
void visit_end(struct model *model, struct effects *effects);

/* Is somebody there, or has left something chosen: a language, large letters, another aid? */
bool visit_is_on(const struct model *model);

/* What became due by model->now_ms: the ring goes, a flick glides on, the question whether somebody is there comes, and
 * the end of the visit when nobody answers it. */
void visit_pass_time(struct model *model, struct effects *effects);
