#include "kiosk/steps.h"

#include <assert.h>
#include <stdio.h>

#include "kiosk/way.h"

void step_ask(struct effects *effects, enum effect_kind kind, const char *target)
{
    assert(effects->count < EFFECTS_MAX);
    struct effect *effect = &effects->list[effects->count++];
    effect->kind = kind;
    snprintf(effect->target, sizeof(effect->target), "%s", target != NULL ? target : "");
    effect->first = 0;
}

void step_ask_cards(struct effects *effects, size_t first)
{
    step_ask(effects, EFFECT_LOAD_CARDS, NULL);
    effects->list[effects->count - 1].first = first;
}

void step_go(struct model *model, enum screen screen)
{
    if (screen != model->screen) model->scroll[screen] = 0;
    model->water_since_ms = model->now_ms;
    model->screen = screen;
    model->scroll_max = 0;
    model->flick.moving = false;
}

/* What was taken down while something else lay over it is not gone back to. */
static enum screen still_there(struct model *model, enum screen screen)
{
    AUTO(idea_auto) struct idea idea = {0};
    if (screen == SCREEN_PAGE && model->page_id[0] == '\0') return SCREEN_ABOUT;
    if (screen != SCREEN_IDEA || wall_find(&model->wall, model->wall.open, &idea)) return screen;
    if (model->wall.from == SCREEN_FORM) similar_return_to_form(model);
    return (enum screen)model->wall.from;
}

/* Going back to a list must find it where it was left. */
void step_go_back_to(struct model *model, enum screen screen)
{
    model->screen = still_there(model, screen);
    model->scroll_max = 0;
    model->flick.moving = false;
}
