/* kiosk/update.c - how the model answers an event: see model.h. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "kiosk/arrivals.h"
#include "kiosk/filling.h"
#include "kiosk/model.h"
#include "kiosk/scroll.h"
#include "kiosk/steps.h"
#include "kiosk/typing.h"
#include "kiosk/variants.h"
#include "kiosk/visit.h"
#include "kiosk/way.h"
#include "sync/base/json.h"

/* ---- the way back ---- */

static void open_search(struct model *model)
{
    model->form.focus = FIELD_SEARCH;
    model->layer = typing_first_layer(model);
    typing_after_key(model);
}

static void go_back_from_network(struct model *model, struct effects *effects)
{
    if (way_back(model, effects)) return;
    if (model->network_from == SCREEN_SEARCH) open_search(model);
    if (model->network_from == SCREEN_FORM) similar_return_to_form(model);
    step_go_back_to(model, model->network_from);
}

static void go_back(struct model *model, struct effects *effects)
{
    switch (model->screen) {
    case SCREEN_REST: break;
    case SCREEN_BOARD: visit_end(model, effects); break;
    case SCREEN_NETWORK: go_back_from_network(model, effects); break;
    case SCREEN_RINGS:
    case SCREEN_GIFTS:
        if (!way_back(model, effects)) step_go_back_to(model, SCREEN_BOARD);
        break;
    case SCREEN_SEARCH:
    case SCREEN_FILTER: step_go_back_to(model, SCREEN_BOARD); break;
    case SCREEN_GROUP: step_go_back_to(model, SCREEN_NETWORK); break;
    case SCREEN_NOTICE: step_go_back_to(model, model->form_from); break;
    case SCREEN_FORM: filling_back(model); break;
    case SCREEN_REVIEW:
    case SCREEN_NOT_SAVED: /* the last step, whichever was corrected latest */
        if (model->screen == SCREEN_NOT_SAVED && model->not_begun) {
            step_go_back_to(model, model->form_from);
            break;
        }
        while (form_next_step(&model->form)) continue;
        filling_enter(model);
        break;
    case SCREEN_THANKS: visit_end(model, effects); break;
    case SCREEN_SERVICE:
        if (!service_back(&model->service)) visit_end(model, effects);
        break;
    case SCREEN_ABOUT: step_go_back_to(model, SCREEN_BOARD); break;
    case SCREEN_PAGE: step_go_back_to(model, SCREEN_ABOUT); break;
    case SCREEN_HELP:
    case SCREEN_LANGUAGE: step_go_back_to(model, model->aside_from); break;
    case SCREEN_IDEAS: step_go_back_to(model, SCREEN_BOARD); break;
    case SCREEN_IDEA:
        if (model->wall.from == SCREEN_FORM) similar_return_to_form(model);
        step_go_back_to(model, (enum screen)model->wall.from);
        break;
    case SCREEN_FOLLOW: follow_leave(model); break;
    case SCREEN_ANSWER: step_go_back_to(model, SCREEN_FOLLOW); break;
    case SCREEN_WISH:
        step_go_back_to(model, SCREEN_ANSWER);
        follow_again(model, effects);
        break;
    case SCREEN_GUIDE: guide_back(model); break;
    case SCREEN_COUNT: break;
    }
}

/* Help and Language lie beside the visit: pressed again, they go back to where it was. */
static void open_aside(struct model *model, enum screen screen)
{
    if (model->screen == screen) {
        step_go_back_to(model, model->aside_from);
        return;
    }
    if (model->screen != SCREEN_HELP && model->screen != SCREEN_LANGUAGE) model->aside_from = model->screen;
    step_go(model, screen);
}

static void choose_language(struct model *model, int index, struct effects *effects)
{
    if (index < 0 || index >= LANGUAGES_COUNT) return;
    if (model->language != &languages[index]) step_ask(effects, EFFECT_LOAD_CONTENT, NULL);
    model->language = &languages[index];
    step_go_back_to(model, model->aside_from);
    model->layer = typing_first_layer(model);
    typing_after_key(model);
}

static void open_page(struct model *model, int index)
{
    if (index < 0 || (size_t)index >= json_array_size(model->pages)) return;
    const char *id = json_text_at(json_array_get(model->pages, (size_t)index), "id");
    model->page = (size_t)index;
    snprintf(model->page_id, sizeof(model->page_id), "%s", id != NULL ? id : "");
    step_go(model, SCREEN_PAGE);
}

static void choose_filter(struct model *model, int value, struct effects *effects)
{
    board_choose(&model->board, &model->site, value);
    model->scroll[SCREEN_BOARD] = 0;
    step_go_back_to(model, SCREEN_BOARD);
    step_ask_cards(effects, 0);
}

/* For what stands there now: the best of it is at the top. */
static void search_again(struct model *model, struct effects *effects)
{
    if (model->screen != SCREEN_SEARCH) return;
    model->scroll[SCREEN_SEARCH] = 0;
    step_ask(effects, EFFECT_SEARCH, model->form.fields[FIELD_SEARCH].text);
}

/* Whoever was here has gone, or looks after the kiosk. */
static void open_service(struct model *model, struct effects *effects)
{
    visit_end(model, effects);
    model->touched_ms = model->now_ms;
    step_go(model, SCREEN_SERVICE);
    step_ask(effects, EFFECT_SERVICE_LOOK, NULL);
}

static void act_on_service(struct model *model, struct action action, struct effects *effects)
{
    if (model->screen != SCREEN_SERVICE) return;
    enum service_answer answer = service_act(&model->service, action);
    if (answer == SERVICE_TRY_PIN) step_ask(effects, EFFECT_SERVICE_PIN, model->service.pin);
    if (answer == SERVICE_RESTART) step_ask(effects, EFFECT_RESTART, NULL);
    if (answer == SERVICE_TEST_SOUND) step_ask(effects, EFFECT_TEST_SOUND, NULL);
}

/* Softer or louder: on the service page that is what every visit begins with. */
static void change_volume(struct model *model, enum action_kind kind, struct effects *effects)
{
    (void)aids_act(&model->aids, kind);
    if (model->screen != SCREEN_SERVICE || model->service.facts.gate != SERVICE_OPEN) return;
    model->aids.volume_first = model->aids.volume;
    step_ask(effects, EFFECT_KEEP_VOLUME, NULL);
}

/* The keyboard on the screen, and the field it writes into. */
static void act_on_keyboard(struct model *model, struct action action, struct effects *effects)
{
    switch (action.kind) {
    case ACTION_FOCUS_FIELD:
        typing_focus(model, action.value);
        similar_ask(model, effects);
        break;
    case ACTION_KEY_CARET: typing_move_caret(model, action.value); break;
    case ACTION_KEY_WAY:
        model->layer = (enum keyboard_layer)action.value;
        typing_after_key(model);
        break;
    case ACTION_KEY:
        if (model->screen == SCREEN_FOLLOW) {
            follow_key(model, action.target, effects);
            break;
        }
        typing_put(model, action.target);
        search_again(model, effects);
        similar_typed(model, action.target, effects);
        break;
    case ACTION_KEY_SHIFT: typing_shift(model); break;
    case ACTION_KEY_LAYER:
        model->layer = (enum keyboard_layer)action.value;
        if (model->shift_by_itself || !model->shift) typing_after_key(model); /* what was pressed stays */
        break;
    case ACTION_KEY_BACKSPACE:
        if (model->screen == SCREEN_FOLLOW) {
            follow_backspace(&model->follow);
            break;
        }
        form_backspace(&model->form);
        typing_after_key(model);
        search_again(model, effects);
        similar_ask(model, effects);
        break;
    default: break;
    }
}

static void act(struct model *model, struct action action, struct effects *effects)
{
    switch (action.kind) {
    case ACTION_NONE: break;
    case ACTION_OPEN_BOARD:
        if (model->screen == SCREEN_THANKS) {
            sodium_memzero(model->receipt_code, sizeof(model->receipt_code));
            step_ask(effects, EFFECT_WIPE, NULL);
        }
        if (model->content_ready) step_go(model, SCREEN_BOARD);
        break;
    case ACTION_OPEN_NETWORK:
        if (model->screen == SCREEN_FORM) similar_leave_form(model);
        way_open_network(model, action.target, effects);
        break;
    case ACTION_RINGS: way_open_pond(model, SCREEN_RINGS, effects); break;
    case ACTION_GIFTS: way_open_pond(model, SCREEN_GIFTS, effects); break;
    case ACTION_CHOOSE_DROP: way_choose_drop(model, action.value); break;
    case ACTION_RINGS_AS_LIST: way_turn_list(model); break;
    case ACTION_RINGS_PAGE: way_turn_page(model, action.value); break;
    case ACTION_SEARCH:
        open_search(model);
        step_go(model, SCREEN_SEARCH);
        break;
    case ACTION_OPEN_FILTER:
        model->board.choosing = (enum filter_by)action.value;
        step_go(model, SCREEN_FILTER);
        break;
    case ACTION_FILTER: choose_filter(model, action.value, effects); break;
    case ACTION_BACK: go_back(model, effects); break;
    case ACTION_OPEN_GROUP: step_go(model, SCREEN_GROUP); break;
    case ACTION_START: filling_start(model, (enum submission_kind)action.value, effects); break;
    case ACTION_ACCEPT_NOTICE: filling_accept_notice(model); break;
    case ACTION_CHOOSE: filling_choose(model, action.value); break;
    case ACTION_FOCUS_FIELD:
    case ACTION_KEY_CARET:
    case ACTION_KEY_WAY:
    case ACTION_KEY:
    case ACTION_KEY_SHIFT:
    case ACTION_KEY_LAYER:
    case ACTION_KEY_BACKSPACE: act_on_keyboard(model, action, effects); break;
    case ACTION_NEXT:
        filling_next(model);
        similar_ask(model, effects);
        break;
    case ACTION_EDIT: filling_edit(model, action.value); break;
    case ACTION_EDIT_CHOICE: filling_edit_choice(model, action.value); break;
    case ACTION_SEND: filling_send(model, effects); break;
    case ACTION_FINISH: visit_end(model, effects); break;
    case ACTION_STAY: model->asking_idle = false; break;
    case ACTION_SCROLL_UP: scroll_by(model, -model->scroll_page); break;
    case ACTION_SCROLL_DOWN: scroll_by(model, model->scroll_page); break;
    case ACTION_SCROLL_FIRST: scroll_to(model, 0); break;
    case ACTION_SCROLL_LAST: scroll_to(model, model->scroll_max); break;
    case ACTION_HELP: open_aside(model, SCREEN_HELP); break;
    case ACTION_LANGUAGE: open_aside(model, SCREEN_LANGUAGE); break;
    case ACTION_ABOUT:
        model->trail.count = 0;
        step_go(model, SCREEN_ABOUT);
        break;
    case ACTION_OPEN_PAGE: open_page(model, action.value); break;
    case ACTION_CHOOSE_LANGUAGE: choose_language(model, action.value, effects); break;
    case ACTION_LARGER: model->large = !model->large; break;
    case ACTION_CONTRAST: model->high_contrast = !model->high_contrast; break;
    case ACTION_IDEAS:
    case ACTION_OPEN_IDEA:
    case ACTION_SUPPORT: wall_act(model, action, effects); break;
    case ACTION_FOLLOW:
    case ACTION_FOLLOW_GROUP:
    case ACTION_FOLLOW_CLEAR:
    case ACTION_FOLLOW_FIND:
    case ACTION_WISH:
    case ACTION_GIVE_WISH: follow_act(model, action, effects); break;
    case ACTION_GUIDE:
    case ACTION_GUIDE_ANSWER:
    case ACTION_LEANS: guide_act(model, action); break;
    case ACTION_QUIET: model->quiet = model->quiet_first || !model->quiet; break;
    case ACTION_SPEECH:
    case ACTION_LOW_REACH:
    case ACTION_REPEAT: (void)aids_act(&model->aids, action.kind); break;
    case ACTION_SOFTER:
    case ACTION_LOUDER: change_volume(model, action.kind, effects); break;
    case ACTION_PIN_DIGIT:
    case ACTION_PIN_ERASE:
    case ACTION_PIN_DONE:
    case ACTION_TEST_BEGIN:
    case ACTION_TEST_TOUCH:
    case ACTION_TEST_SOUND:
    case ACTION_RESTART: act_on_service(model, action, effects); break;
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
    model->flick.moving = false;
    if (model->screen == SCREEN_SERVICE && service_press(&model->service, event->action, event->x, event->y)) {
        touched(model);
    }
    bool variants =
        event->action.kind == ACTION_KEY && variants_of(model->language->code, event->action.target) != NULL;
    hold_press(&model->hold, event->action, variants, model->now_ms);
    if (!model->quiet && event->action.kind != ACTION_KEY) {
        model->ring = (struct ring){true, event->x, event->y, model->now_ms};
    }
}

static void release(struct model *model, bool lifted)
{
    model->pressed = (struct action){0};
    if (lifted) {
        (void)hold_lift(&model->hold, (struct action){0});
    } else {
        hold_off(&model->hold);
    }
}

static void tap(struct model *model, const struct event *event, struct effects *effects)
{
    model->pressed = (struct action){0};
    touched(model);
    if (hold_lift(&model->hold, event->action)) return;
    act(model, event->action, effects);
    if (event->action.kind == ACTION_FOCUS_FIELD && event->amount > 0 && typing_is_on(model)) {
        form_caret_set(&model->form, (size_t)event->amount - 1);
        typing_after_key(model);
    }
}

/* What a held key does by itself. */
static void hold_on(struct model *model, struct effects *effects)
{
    enum hold_does does = hold_time(&model->hold, model->now_ms);
    if (does == HOLD_NOTHING) return;
    touched(model); /* whoever holds a key is there */
    if (does != HOLD_DELETE_WORD || !typing_is_on(model)) return;
    if (!form_delete_word(&model->form)) hold_stop(&model->hold);
    typing_after_key(model);
    search_again(model, effects);
}

/* A real keyboard, for tests, the desk and an external keypad. Keys answer the question too. */
static void key(struct model *model, const struct event *event, struct effects *effects)
{
    bool answered = model->asking_idle;
    touched(model);
    hold_wipe(&model->hold);
    if (answered) return;
    switch (event->kind) {
    case EVENT_TYPE:
        if (model->screen == SCREEN_FOLLOW && event->text != NULL) {
            follow_key(model, event->text, effects);
            break;
        }
        typing_put(model, event->text);
        search_again(model, effects);
        similar_typed(model, event->text, effects);
        break;
    case EVENT_KEY_BACKSPACE:
        if (typing_is_on(model) || model->screen == SCREEN_FOLLOW)
            act(model, (struct action){.kind = ACTION_KEY_BACKSPACE}, effects);
        break;
    case EVENT_KEY_DELETE:
        if (typing_is_on(model)) form_delete(&model->form);
        search_again(model, effects);
        break;
    case EVENT_KEY_LEFT: typing_move_caret(model, -1); break;
    case EVENT_KEY_RIGHT: typing_move_caret(model, 1); break;
    case EVENT_KEY_HOME: form_caret_set(&model->form, 0); break;
    case EVENT_KEY_END: form_caret_set(&model->form, FIELD_BYTES_MAX); break;
    case EVENT_KEY_CARET: form_caret_set(&model->form, (size_t)event->amount); break;
    case EVENT_KEY_TAB: filling_next_field(model); break;
    case EVENT_KEY_ENTER: {
        int kind = model->screen == SCREEN_GROUP && model->network.group_state != GROUP_HELD
                       ? SUBMISSION_SEAT
                       : SUBMISSION_INTEREST; /* for ACTION_START */
        act(model, (struct action){.kind = model_main_action(model), .value = kind}, effects);
        break;
    }
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
    visit_pass_time(model, effects);
    if (effects->count > 0 && is_input(event->kind)) return; /* it was meant for the visit that has just ended */
    switch (event->kind) {
    case EVENT_TIME: hold_on(model, effects); break;
    case EVENT_PRESS:
        press(model, event);
        touched(model);
        break;
    case EVENT_RELEASE: release(model, event->amount != 0); break;
    case EVENT_TAP: tap(model, event, effects); break;
    case EVENT_SCROLL:
        touched(model);
        scroll_by(model, event->amount);
        break;
    case EVENT_FLICK: scroll_flick(model, event->amount, event->y); break;
    case EVENT_FOCUS:
        touched(model);
        model->aids.focus = event->id;
        model->aids.told += event->amount != 0;
        break;
    case EVENT_TYPE:
    case EVENT_KEY_BACKSPACE:
    case EVENT_KEY_LEFT:
    case EVENT_KEY_RIGHT:
    case EVENT_KEY_HOME:
    case EVENT_KEY_END:
    case EVENT_KEY_DELETE:
    case EVENT_KEY_CARET:
    case EVENT_KEY_TAB:
    case EVENT_KEY_ENTER:
    case EVENT_KEY_ESCAPE: key(model, event, effects); break;
    case EVENT_CLOCK: model->local = *event->local; break;
    case EVENT_NEWS: model->news = *event->news; break;
    case EVENT_CONTENT: arrival_content(model, event, effects); break;
    case EVENT_PICTURES: model->pictures = *event->pictures; break;
    case EVENT_PICTURE: model->picture = *event->picture; break;
    case EVENT_CARDS: arrival_cards(model, event); break;
    case EVENT_NO_CARDS: model->board.filter = model->board.filter_shown; break;
    case EVENT_NETWORK: way_take_network(model, event); break;
    case EVENT_NETWORK_GONE: way_network_gone(model, event->err); break;
    case EVENT_FOUND: arrival_found(model, event); break;
    case EVENT_CREATED: way_take_created(model, event); break;
    case EVENT_ENROLLED: model->can_submit = event->amount != 0; break;
    case EVENT_STANDING: model->standing = *event->standing; break;
    case EVENT_SAVED: arrival_saved(model, event->text); break;
    case EVENT_NOT_SAVED: arrival_not_saved(model, event->err); break;
    case EVENT_ROOM: arrival_room(model, event->err); break;
    case EVENT_FOLLOWED: follow_take(model, event); break;
    case EVENT_SIMILAR: arrival_similar(model, event); break;
    case EVENT_SERVICE: open_service(model, effects); break;
    case EVENT_SERVICE_FACTS:
        model->service.facts = *event->facts;
        sodium_memzero(model->service.pin, sizeof(model->service.pin));
        break;
    case EVENT_HEADPHONES: model->aids.headphones = event->amount != 0; break;
    case EVENT_VOLUME: model->aids.volume = model->aids.volume_first = event->amount; break;
    case EVENT_GIVEN:
        if (model->giving == SUBMISSION_SUPPORT) {
            wall_given(model, event->err);
        } else {
            follow_given(model, event->err);
        }
        break;
    case EVENT_FRAME: scroll_take_measures(model, event, effects); break;
    }
}
