#include "kiosk/wall.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "kiosk/model.h"
#include "kiosk/steps.h"
#include "sync/base/json.h"

bool wall_find(const struct wall *wall, const char *id, struct idea *out)
{
    size_t at;
    json_t *body;
    json_array_foreach (wall->ideas, at, body) {
        const char *other = json_text_at(body, "id");
        if (other != NULL && strcmp(other, id) == 0) return idea_from_json(out, body) == ERR_OK;
    }
    return false;
}

bool wall_has_supported(const struct wall *wall, const char *id)
{
    for (size_t at = 0; at < wall->supported_count; at++) {
        if (strcmp(wall->supported[at], id) == 0) return true;
    }
    return false;
}

void wall_finish(struct wall *wall)
{
    json_decref(wall->ideas);
    sodium_memzero(wall, sizeof(*wall));
}

void wall_forget(struct wall *wall)
{
    json_t *ideas = wall->ideas;
    sodium_memzero(wall, sizeof(*wall));
    wall->ideas = ideas;
}

static void open_idea(struct model *model, const char *id)
{
    struct wall *wall = &model->wall;
    AUTO(idea_auto) struct idea idea = {0};
    if (id == NULL || !wall_find(wall, id, &idea)) return;
    if (model->screen == SCREEN_FORM) similar_leave_form(model);
    if (model->screen != SCREEN_IDEA) wall->from = (int)model->screen;
    snprintf(wall->open, sizeof(wall->open), "%s", idea.id);
    wall->support = wall_has_supported(wall, wall->open) ? SUPPORT_SAVED : SUPPORT_NOT_YET;
    step_go(model, SCREEN_IDEA);
}

/* Once in a visit for each idea. */
static void support(struct model *model, struct effects *effects)
{
    struct wall *wall = &model->wall;
    bool may = wall->support == SUPPORT_NOT_YET || wall->support == SUPPORT_NOT_SAVED;
    if (!may || !model->can_submit || wall->supported_count == WALL_SUPPORTED_MAX) return;
    wall->support = SUPPORT_SENDING;
    model->giving = SUBMISSION_SUPPORT;
    step_ask(effects, EFFECT_GIVE, wall->open);
}

void wall_given(struct model *model, enum err err)
{
    struct wall *wall = &model->wall;
    if (wall->support != SUPPORT_SENDING) return;
    wall->support = err == ERR_OK ? SUPPORT_SAVED : SUPPORT_NOT_SAVED;
    wall->why = err;
    if (err != ERR_OK) return;
    snprintf(wall->supported[wall->supported_count++], CATALOG_ID_BYTES, "%s", wall->open);
}

void wall_act(struct model *model, struct action action, struct effects *effects)
{
    switch (action.kind) {
    case ACTION_IDEAS: step_go(model, SCREEN_IDEAS); break;
    case ACTION_OPEN_IDEA: open_idea(model, action.target); break;
    case ACTION_SUPPORT: support(model, effects); break;
    default: break;
    }
}

void wall_take(struct model *model, json_t *ideas)
{
    AUTO(idea_auto) struct idea idea = {0};
    json_decref(model->wall.ideas);
    model->wall.ideas = ideas;
    if (model->screen != SCREEN_IDEA || wall_find(&model->wall, model->wall.open, &idea)) return;
    if (model->wall.from == SCREEN_FORM) similar_return_to_form(model);
    step_go_back_to(model, (enum screen)model->wall.from); /* it was taken down */
}

/* ---- while writing ---- */

void similar_ask(const struct model *model, struct effects *effects)
{
    const struct form *form = &model->form;
    bool idea = model->screen == SCREEN_FORM && form->kind == SUBMISSION_IDEA;
    if (idea && (form->focus == FIELD_TITLE || form->focus == FIELD_TEXT)) step_ask(effects, EFFECT_SIMILAR, NULL);
}

void similar_typed(const struct model *model, const char *text, struct effects *effects)
{
    enum { LETTER_BYTES_MAX = 4 };
    bool letter = text != NULL && strlen(text) <= LETTER_BYTES_MAX && strpbrk(text, " .,;:!?-") == NULL;
    if (text != NULL && !letter) similar_ask(model, effects);
}

void similar_leave_form(struct model *model)
{
    struct similar *similar = &model->similar;
    similar->away = true;
    similar->kind = model->form.kind;
    similar->step = model->form.step;
    similar->focus = model->form.focus;
    similar->back_to_review = model->back_to_review;
    similar->form_from = (int)model->form_from;
}

void similar_return_to_form(struct model *model)
{
    struct similar *similar = &model->similar;
    if (!similar->away) return;
    similar->away = false;
    model->form.kind = similar->kind;
    model->form.step = similar->step;
    model->form.focus = similar->focus;
    model->back_to_review = similar->back_to_review;
    model->form_from = (enum screen)similar->form_from; /* another form may have been begun meanwhile */
}
