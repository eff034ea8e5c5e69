/* kiosk/given.h - what a visitor gives, as submissions made from the model. They hold what was typed: the caller calls
 * submission_finish(). */
#pragma once

#include "kiosk/model.h"
#include "sync/model/submission.h"

/* The form for EFFECT_SUBMIT; `network` is the id of what it is about, or "", `code` its receipt code. */
void given_form(struct submission *out, const struct model *model, const char *network, const char *code);
/* The submission for EFFECT_GIVE: a support of the idea `target`, or the wish about the model's receipt code. */
void given_wish(struct submission *out, const struct model *model, const char *target);
