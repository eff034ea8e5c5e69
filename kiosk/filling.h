/* kiosk/filling.h - a visitor goes through a form: the notice, its steps, corrections, sending.
 *
 * A part of the model (model.h); what a form is says kiosk/form.h. */
#pragma once

#include "kiosk/model.h"

/* The notice comes before the first field, once in a visit. Nothing while the kiosk is not enrolled. */
void filling_start(struct model *model, enum submission_kind kind, struct effects *effects);
void filling_accept_notice(struct model *model);
/* To the form's present step, from its beginning. */
void filling_enter(struct model *model);
/* To the next field, step, or the read-back; where something is wrong, there. */
void filling_next(struct model *model);
/* To the next field of the step, round and round. */
void filling_next_field(struct model *model);
/* One step back, and from the first one to where the form was begun. */
void filling_back(struct model *model);
void filling_choose(struct model *model, int value);
/* From the read-back to an enum form_field, or an enum form_choice. */
void filling_edit(struct model *model, int field);
void filling_edit_choice(struct model *model, int choice);
/* Asks for the form to be sealed and stored, once. */
void filling_send(struct model *model, struct effects *effects);
