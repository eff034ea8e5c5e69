#include "kiosk/model.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "kiosk/way.h"

void model_init(struct model *model, const char *lang, bool quiet)
{
    *model = (struct model){.screen = SCREEN_REST, .quiet = quiet, .quiet_first = quiet, .network_from = SCREEN_BOARD};
    aids_init(&model->aids);
    pond_init(&model->pond);
    board_clear_filters(&model->board);
    model->board.filter_shown = model->board.filter;
    model->language_first = language_find(lang);
    assert(model->language_first != NULL);
    model->language = model->language_first;
    form_init(&model->form);
}

void model_finish(struct model *model)
{
    board_finish(&model->board);
    site_finish(&model->site);
    network_finish(&model->network);
    wall_finish(&model->wall);
    follow_finish(&model->follow);
    json_decref(model->pages);
    pond_finish(&model->pond);
    sodium_memzero(model, sizeof(*model));
}

bool model_is_pressed(const struct model *model, struct action action)
{
    return action.kind != ACTION_NONE && model->pressed.kind == action.kind && model->pressed.value == action.value &&
           strcmp(model->pressed_target, action.target != NULL ? action.target : "") == 0;
}

enum action_kind model_main_action(const struct model *model)
{
    switch (model->screen) {
    case SCREEN_REST: return model->content_ready ? ACTION_OPEN_BOARD : ACTION_NONE;
    case SCREEN_NOTICE: return ACTION_ACCEPT_NOTICE;
    case SCREEN_FORM: return ACTION_NEXT;
    case SCREEN_REVIEW: return ACTION_SEND;
    case SCREEN_NOT_SAVED: return model->not_begun ? ACTION_BACK : ACTION_SEND;
    case SCREEN_THANKS: return ACTION_FINISH;
    case SCREEN_HELP:
    case SCREEN_LANGUAGE:
    case SCREEN_PAGE: return ACTION_BACK;
    case SCREEN_NETWORK:
        if (!network_status_is_open(model->network.status)) return ACTION_BACK;
        return model->network.group_state == GROUP_OPEN && model->can_submit ? ACTION_OPEN_GROUP : ACTION_START;
    case SCREEN_GROUP: return ACTION_START;
    case SCREEN_IDEA: return ACTION_SUPPORT;
    case SCREEN_FOLLOW: return ACTION_FOLLOW_FIND;
    case SCREEN_WISH: return model->follow.wish_state == WISH_SAVED ? ACTION_FINISH : ACTION_NONE;
    case SCREEN_IDEAS:
    case SCREEN_ANSWER:
    case SCREEN_GUIDE:
    case SCREEN_RINGS:
    case SCREEN_GIFTS:
    case SCREEN_SERVICE:
    case SCREEN_ABOUT:
    case SCREEN_SEARCH:
    case SCREEN_FILTER:
    case SCREEN_BOARD:
    case SCREEN_COUNT: break;
    }
    return ACTION_NONE;
}
