/* kiosk/update.c - how the model answers an event: see model.h. */
#include "kiosk/model.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void model_init(struct model *model, const char *lang, bool quiet)
{
    *model = (struct model){.screen = SCREEN_REST, .quiet = quiet, .board = {.filter = KIND_COUNT}};
    snprintf(model->lang, sizeof(model->lang), "%s", lang);
}

void model_finish(struct model *model)
{
    free(model->board.cards);
    site_finish(&model->site);
    network_finish(&model->network);
    sodium_memzero(model, sizeof(*model));
}

static void ask(struct effects *effects, enum effect_kind kind, const char *target)
{
    assert(effects->count < EFFECTS_MAX);
    struct effect *effect = &effects->list[effects->count++];
    effect->kind = kind;
    snprintf(effect->target, sizeof(effect->target), "%s", target != NULL ? target : "");
}

static void go(struct model *model, enum screen screen)
{
    if (screen != model->screen) model->scroll[screen] = 0;
    model->screen = screen;
    model->scroll_max = 0;
}

/* Going back to a list must find it where it was left. */
static void go_back_to(struct model *model, enum screen screen)
{
    model->screen = screen;
    model->scroll_max = 0;
}

static void end_visit(struct model *model, struct effects *effects)
{
    form_wipe(&model->form);
    sodium_memzero(model->receipt_code, sizeof(model->receipt_code));
    memset(model->scroll, 0, sizeof(model->scroll));
    network_finish(&model->network);
    model->board.has_filter = false;
    model->asking_idle = false;
    model->large = false;
    model->high_contrast = false;
    model->shift = false;
    model->shift_locked = false;
    model->layer = LAYER_LETTERS;
    model->back_to_review = false;
    model->opening = false;
    model->sending = false;
    model->pressed = (struct action){0}; /* the finger is let go of with EFFECT_WIPE */
    model->pressed_target[0] = '\0';
    go(model, SCREEN_REST);
    ask(effects, EFFECT_WIPE, NULL);
}

/* ---- time ---- */

static int64_t idle_limit_ms(const struct model *model)
{
    return model->screen == SCREEN_THANKS ? IDLE_THANKS_MS : IDLE_REST_MS;
}

static bool visit_is_on(const struct model *model)
{
    return model->screen != SCREEN_REST || model->large || model->high_contrast;
}

static void pass_time(struct model *model, struct effects *effects)
{
    if (model->ring.shown && (model->quiet || model->now_ms - model->ring.since_ms >= RING_MS)) {
        model->ring.shown = false;
    }
    if (!visit_is_on(model)) return;
    int64_t idle = model->now_ms - model->touched_ms;
    if (idle >= idle_limit_ms(model) + IDLE_ANSWER_MS || (model->screen == SCREEN_REST && idle >= IDLE_REST_MS)) {
        end_visit(model, effects);
    } else {
        model->asking_idle = idle >= idle_limit_ms(model);
    }
}

int64_t model_next_wake_ms(const struct model *model)
{
    if (model->ring.shown) return 16;
    if (!visit_is_on(model)) return -1;
    int64_t idle = model->now_ms - model->touched_ms;
    int64_t limit = idle_limit_ms(model);
    if (idle < limit) return limit - idle;
    return 1000 - (idle - limit) % 1000; /* the seconds count down */
}

int model_idle_seconds_left(const struct model *model)
{
    int64_t left = idle_limit_ms(model) + IDLE_ANSWER_MS - (model->now_ms - model->touched_ms);
    return left > 0 ? (int)((left + 999) / 1000) : 0;
}

/* ---- keys ---- */

static void after_key(struct model *model)
{
    if (!model->shift_locked) model->shift = form_wants_capital(&model->form);
}

static void focus_field(struct model *model, int field)
{
    if (field < 0 || field >= FIELD_COUNT) return;
    form_focus(&model->form, (enum form_field)field);
    model->layer = LAYER_LETTERS;
    after_key(model);
}

static void toggle_shift(struct model *model)
{
    if (model->shift_locked) {
        model->shift = false;
        model->shift_locked = false;
    } else if (model->shift) {
        model->shift_locked = true;
    } else {
        model->shift = true;
    }
}

static void type_text(struct model *model, const char *text)
{
    if (model->screen != SCREEN_INTEREST || text == NULL) return;
    (void)form_insert(&model->form, text); /* what does not fit is shown by form.full */
    after_key(model);
}

/* ---- the steps of a visit ---- */

static void open_form(struct model *model)
{
    go(model, SCREEN_INTEREST);
    model->form.focus = FIELD_NAME;
    model->layer = LAYER_LETTERS;
    after_key(model);
}

static void next_step(struct model *model)
{
    struct form *form = &model->form;
    form->checked[form->focus] = true;
    if (form_problem(form, form->focus) != NULL) return;
    if (form->focus == FIELD_NAME && !model->back_to_review) {
        focus_field(model, FIELD_CONTACT);
        return;
    }
    enum form_field problem = form_first_problem(form);
    if (problem != FIELD_COUNT) {
        form->checked[problem] = true;
        focus_field(model, (int)problem);
        return;
    }
    model->back_to_review = false;
    go(model, SCREEN_REVIEW);
}

static void send(struct model *model, struct effects *effects)
{
    if (model->sending || model->network.id == NULL) return;
    enum form_field problem = form_first_problem(&model->form);
    if (problem != FIELD_COUNT) { /* spoiled by a correction that was left with Back */
        go(model, SCREEN_INTEREST);
        focus_field(model, (int)problem);
        model->form.checked[problem] = true;
        return;
    }
    model->sending = true;
    ask(effects, EFFECT_SUBMIT, model->network.id);
}

static void go_back(struct model *model, struct effects *effects)
{
    switch (model->screen) {
    case SCREEN_REST: break;
    case SCREEN_BOARD: end_visit(model, effects); break;
    case SCREEN_NETWORK: go_back_to(model, SCREEN_BOARD); break;
    case SCREEN_NOTICE: go_back_to(model, SCREEN_NETWORK); break;
    case SCREEN_INTEREST:
        go_back_to(model, model->back_to_review ? SCREEN_REVIEW : SCREEN_NETWORK);
        model->back_to_review = false;
        break;
    case SCREEN_REVIEW:
    case SCREEN_NOT_SAVED: open_form(model); break;
    case SCREEN_THANKS: end_visit(model, effects); break;
    case SCREEN_HELP: go_back_to(model, model->help_from); break;
    case SCREEN_COUNT: break;
    }
}

static void open_help(struct model *model)
{
    if (model->screen == SCREEN_HELP) {
        go_back_to(model, model->help_from);
        return;
    }
    model->help_from = model->screen;
    go(model, SCREEN_HELP);
}

static void scroll_by(struct model *model, int amount)
{
    int *scroll = &model->scroll[model->screen];
    *scroll += amount;
    if (*scroll > model->scroll_max) *scroll = model->scroll_max;
    if (*scroll < 0) *scroll = 0;
}

static void act(struct model *model, struct action action, struct effects *effects)
{
    switch (action.kind) {
    case ACTION_NONE: break;
    case ACTION_OPEN_BOARD:
        if (model->screen == SCREEN_THANKS) {
            form_wipe(&model->form);
            sodium_memzero(model->receipt_code, sizeof(model->receipt_code));
            ask(effects, EFFECT_WIPE, NULL);
        }
        if (model->content_ready) go(model, SCREEN_BOARD);
        break;
    case ACTION_OPEN_NETWORK:
        model->opening = true;
        ask(effects, EFFECT_LOAD_NETWORK, action.target);
        break;
    case ACTION_FILTER_KIND:
        model->board.has_filter = action.value != KIND_COUNT;
        model->board.filter = (enum network_kind)action.value;
        model->scroll[SCREEN_BOARD] = 0;
        break;
    case ACTION_BACK: go_back(model, effects); break;
    case ACTION_START_INTEREST:
        if (model->can_submit) go(model, SCREEN_NOTICE);
        break;
    case ACTION_OPEN_NOTICE: go(model, SCREEN_NOTICE); break;
    case ACTION_ACCEPT_NOTICE: open_form(model); break;
    case ACTION_FOCUS_FIELD: focus_field(model, action.value); break;
    case ACTION_KEY: type_text(model, action.target); break;
    case ACTION_KEY_SHIFT: toggle_shift(model); break;
    case ACTION_KEY_LAYER: model->layer = (enum keyboard_layer)action.value; break;
    case ACTION_KEY_BACKSPACE:
        form_backspace(&model->form);
        after_key(model);
        break;
    case ACTION_NEXT: next_step(model); break;
    case ACTION_EDIT:
        model->back_to_review = true;
        go(model, SCREEN_INTEREST);
        focus_field(model, action.value);
        break;
    case ACTION_SEND: send(model, effects); break;
    case ACTION_FINISH: end_visit(model, effects); break;
    case ACTION_STAY: model->asking_idle = false; break;
    case ACTION_SCROLL_UP: scroll_by(model, -model->scroll_page); break;
    case ACTION_SCROLL_DOWN: scroll_by(model, model->scroll_page); break;
    case ACTION_HELP: open_help(model); break;
    case ACTION_LARGER: model->large = !model->large; break;
    case ACTION_CONTRAST: model->high_contrast = !model->high_contrast; break;
    }
}

/* ---- events ---- */

static void touched(struct model *model)
{
    model->touched_ms = model->now_ms;
    model->asking_idle = false;
}

static void press(struct model *model, const struct event *event)
{
    model->pressed = event->action;
    snprintf(model->pressed_target, sizeof(model->pressed_target), "%s",
             event->action.target != NULL ? event->action.target : "");
    model->pressed.target = NULL; /* lives in a frame; pressed_target is ours */
    if (!model->quiet && event->action.kind != ACTION_KEY) {
        model->ring = (struct ring){true, event->x, event->y, model->now_ms};
    }
}

bool model_is_pressed(const struct model *model, struct action action)
{
    return action.kind != ACTION_NONE && model->pressed.kind == action.kind && model->pressed.value == action.value &&
           strcmp(model->pressed_target, action.target != NULL ? action.target : "") == 0;
}

static void take_content(struct model *model, const struct event *event, struct effects *effects)
{
    free(model->board.cards);
    site_finish(&model->site);
    model->board.cards = event->cards;
    model->board.cards_count = event->cards_count;
    model->site = event->site;
    model->content_ready = event->cards_count > 0 && event->site.document != NULL;
    if (model->network.id != NULL) ask(effects, EFFECT_LOAD_NETWORK, model->network.id);
    if (!model->content_ready && model->screen == SCREEN_BOARD) go(model, SCREEN_REST);
}

static void take_network(struct model *model, const struct event *event)
{
    network_finish(&model->network);
    model->network = event->network;
    if (model->opening && model->screen == SCREEN_BOARD) go(model, SCREEN_NETWORK);
    model->opening = false;
}

static void network_gone(struct model *model)
{
    model->opening = false;
    /* Someone in the middle of a form may finish it: the registry still knows the network. */
    if (model->screen == SCREEN_NETWORK) {
        network_finish(&model->network);
        go_back_to(model, SCREEN_BOARD);
    }
}

static void saved(struct model *model, const char *receipt_code)
{
    if (!model->sending) return; /* the visit is over: nobody is there to see the code */
    model->sending = false;
    form_wipe(&model->form);
    snprintf(model->receipt_code, sizeof(model->receipt_code), "%s", receipt_code);
    go(model, SCREEN_THANKS);
}

static void not_saved(struct model *model, enum err why)
{
    if (!model->sending) return;
    model->sending = false;
    model->not_saved_why = why;
    go(model, SCREEN_NOT_SAVED);
}

enum action_kind model_main_action(const struct model *model)
{
    switch (model->screen) {
    case SCREEN_REST: return model->content_ready ? ACTION_OPEN_BOARD : ACTION_NONE;
    case SCREEN_NETWORK: return network_status_is_open(model->network.status) ? ACTION_START_INTEREST : ACTION_BACK;
    case SCREEN_NOTICE: return ACTION_ACCEPT_NOTICE;
    case SCREEN_INTEREST: return ACTION_NEXT;
    case SCREEN_REVIEW:
    case SCREEN_NOT_SAVED: return ACTION_SEND;
    case SCREEN_THANKS: return ACTION_FINISH;
    case SCREEN_HELP: return ACTION_BACK;
    case SCREEN_BOARD:
    case SCREEN_COUNT: break;
    }
    return ACTION_NONE;
}

/* A real keyboard, for tests, the desk and an external keypad. Keys answer the question too. */
static void key(struct model *model, const struct event *event, struct effects *effects)
{
    bool answered = model->asking_idle;
    touched(model);
    if (answered) return;
    switch (event->kind) {
    case EVENT_TYPE: type_text(model, event->text); break;
    case EVENT_KEY_BACKSPACE:
        if (model->screen == SCREEN_INTEREST) act(model, (struct action){.kind = ACTION_KEY_BACKSPACE}, effects);
        break;
    case EVENT_KEY_LEFT: form_caret_move(&model->form, -1); break;
    case EVENT_KEY_RIGHT: form_caret_move(&model->form, 1); break;
    case EVENT_KEY_TAB:
        if (model->screen == SCREEN_INTEREST) focus_field(model, ((int)model->form.focus + 1) % FIELD_COUNT);
        break;
    case EVENT_KEY_ENTER: act(model, (struct action){.kind = model_main_action(model)}, effects); break;
    case EVENT_KEY_ESCAPE: go_back(model, effects); break;
    default: break;
    }
}

/* What a visitor did, as opposed to what came from the world. */
static bool is_input(enum event_kind kind)
{
    return kind >= EVENT_PRESS && kind <= EVENT_KEY_ESCAPE;
}

void update(struct model *model, const struct event *event, struct effects *effects)
{
    effects->count = 0;
    model->now_ms = event->now_ms;
    pass_time(model, effects);
    if (effects->count > 0 && is_input(event->kind)) return; /* it was meant for the visit that has just ended */
    switch (event->kind) {
    case EVENT_TIME: break;
    case EVENT_PRESS:
        press(model, event);
        touched(model);
        break;
    case EVENT_RELEASE: model->pressed = (struct action){0}; break;
    case EVENT_TAP:
        model->pressed = (struct action){0};
        touched(model);
        act(model, event->action, effects);
        break;
    case EVENT_SCROLL:
        touched(model);
        scroll_by(model, event->amount);
        break;
    case EVENT_TYPE:
    case EVENT_KEY_BACKSPACE:
    case EVENT_KEY_LEFT:
    case EVENT_KEY_RIGHT:
    case EVENT_KEY_TAB:
    case EVENT_KEY_ENTER:
    case EVENT_KEY_ESCAPE: key(model, event, effects); break;
    case EVENT_CONTENT: take_content(model, event, effects); break;
    case EVENT_NETWORK: take_network(model, event); break;
    case EVENT_NETWORK_GONE: network_gone(model); break;
    case EVENT_ENROLLED: model->can_submit = event->amount != 0; break;
    case EVENT_SAVED: saved(model, event->text); break;
    case EVENT_NOT_SAVED: not_saved(model, event->err); break;
    case EVENT_FRAME:
        if (model->asking_idle) break; /* the screen behind the question keeps its place */
        model->scroll_max = event->amount;
        model->scroll_page = event->x;
        scroll_by(model, 0);
        break;
    }
}
