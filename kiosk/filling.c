#include "kiosk/filling.h"

#include <stdio.h>

#include "kiosk/steps.h"
#include "kiosk/typing.h"

void filling_enter(struct model *model)
{
    step_go(model, SCREEN_FORM);
    model->scroll[SCREEN_FORM] = 0;
    model->layer = typing_first_layer(model);
    typing_after_key(model);
}

/* The notice comes before the first field, once in a visit. */
void filling_start(struct model *model, enum submission_kind kind, struct effects *effects)
{
    if (!model->can_submit || !model->content_ready) return;
    if (kind == SUBMISSION_CORRECT) follow_begin_correction(model);
    model->form_from = model->screen;
    model->back_to_review = false;
    form_begin(&model->form, kind);
    step_ask(effects, EFFECT_ROOM, NULL);
    if (model->notice_accepted) {
        filling_enter(model);
    } else {
        step_go(model, SCREEN_NOTICE);
    }
}

void filling_accept_notice(struct model *model)
{
    model->notice_accepted = true;
    snprintf(model->notice_version, sizeof(model->notice_version), "%s", model->site.notice_version);
    filling_enter(model);
}

/* The field after `field` in the present step, or FIELD_COUNT. */
static enum form_field field_after(const struct form_step *step, enum form_field field)
{
    for (size_t at = 0; at + 1 < step->fields_count; at++) {
        if (step->fields[at] == field) return step->fields[at + 1];
    }
    return FIELD_COUNT;
}

/* True when everything in the present step is as it should be; otherwise the caret is where it is not. */
static bool step_is_good(struct model *model)
{
    struct form *form = &model->form;
    enum form_field problem = form_step_problem(form);
    if (problem == FIELD_COUNT) return form_is_chosen(form);
    form->checked[problem] = true;
    typing_focus(model, (int)problem);
    return false;
}

void filling_next(struct model *model)
{
    struct form *form = &model->form;
    const struct form_step *step = form_step(form);
    if (step->fields_count > 0) {
        form->checked[form->focus] = true;
        if (form_problem(form, form->focus) != NULL) return;
        enum form_field next = field_after(step, form->focus);
        if (next != FIELD_COUNT && !model->back_to_review) {
            typing_focus(model, (int)next);
            return;
        }
    }
    if (!step_is_good(model)) return;
    if (!model->back_to_review && form_next_step(form)) {
        filling_enter(model);
        return;
    }
    model->back_to_review = false;
    step_go(model, SCREEN_REVIEW);
}

void filling_choose(struct model *model, int value)
{
    enum form_choice choice = form_step(&model->form)->choice;
    if (choice == CHOICE_COMES_AS && value >= 0 && value < COMES_AS_COUNT) model->form.comes_as = value;
    if (choice == CHOICE_SIDE && value >= 0 && value < SIDE_COUNT) model->form.side = value;
}

void filling_edit(struct model *model, int field)
{
    if (field < 0 || field >= FIELD_COUNT) return;
    model->back_to_review = true;
    form_go_to_field(&model->form, (enum form_field)field);
    filling_enter(model);
}

void filling_edit_choice(struct model *model, int choice)
{
    if (!form_go_to_choice(&model->form, (enum form_choice)choice)) return;
    model->back_to_review = true;
    filling_enter(model);
}

void filling_send(struct model *model, struct effects *effects)
{
    bool idea = model->form.kind == SUBMISSION_IDEA;
    bool correct = model->form.kind == SUBMISSION_CORRECT;
    if (model->sending || (!idea && !correct && model->network.id == NULL)) return;
    enum form_field problem = form_first_problem(&model->form);
    if (problem != FIELD_COUNT) { /* spoiled by a correction that was left with Back */
        form_go_to_field(&model->form, problem);
        filling_enter(model);
        model->form.checked[problem] = true;
        return;
    }
    if (correct) {
        follow_give(model, SUBMISSION_CORRECT, effects);
        return;
    }
    model->sending = true;
    step_ask(effects, EFFECT_SUBMIT, idea ? NULL : model->network.id);
}

void filling_back(struct model *model)
{
    if (model->back_to_review) {
        model->back_to_review = false;
        step_go_back_to(model, SCREEN_REVIEW);
    } else if (form_previous_step(&model->form)) {
        filling_enter(model);
    } else {
        step_go_back_to(model, model->form_from);
    }
}

void filling_next_field(struct model *model)
{
    if (model->screen != SCREEN_FORM) return;
    const struct form_step *step = form_step(&model->form);
    enum form_field next = field_after(step, model->form.focus);
    if (step->fields_count > 0) typing_focus(model, (int)(next != FIELD_COUNT ? next : step->fields[0]));
}
