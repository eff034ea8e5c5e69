/* kiosk/update.c - how the model answers an event: see model.h. */
#include "kiosk/model.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/filling.h"
#include "kiosk/steps.h"
#include "kiosk/typing.h"
#include "kiosk/variants.h"
#include "kiosk/water.h"
#include "kiosk/way.h"
#include "sync/base/json.h"

static void forget_found(struct model *model)
{
    free(model->board.found);
    model->board.found = NULL;
    model->board.found_count = 0;
}

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

static void ask(struct effects *effects, enum effect_kind kind, const char *target)
{
    assert(effects->count < EFFECTS_MAX);
    struct effect *effect = &effects->list[effects->count++];
    effect->kind = kind;
    snprintf(effect->target, sizeof(effect->target), "%s", target != NULL ? target : "");
    effect->first = 0;
}

static void ask_cards(struct effects *effects, size_t first)
{
    ask(effects, EFFECT_LOAD_CARDS, NULL);
    effects->list[effects->count - 1].first = first;
}

static void go(struct model *model, enum screen screen)
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
static void go_back_to(struct model *model, enum screen screen)
{
    model->screen = still_there(model, screen);
    model->scroll_max = 0;
    model->flick.moving = false;
}

void step_go(struct model *model, enum screen screen)
{
    go(model, screen);
}

void step_go_back_to(struct model *model, enum screen screen)
{
    go_back_to(model, screen);
}

void step_ask(struct effects *effects, enum effect_kind kind, const char *target)
{
    ask(effects, kind, target);
}

static void end_visit(struct model *model, struct effects *effects)
{
    wall_forget(&model->wall);
    follow_finish(&model->follow);
    sodium_memzero(&model->similar, sizeof(model->similar));
    sodium_memzero(&model->guide, sizeof(model->guide));
    form_wipe(&model->form);
    sodium_memzero(model->receipt_code, sizeof(model->receipt_code));
    memset(model->scroll, 0, sizeof(model->scroll));
    network_finish(&model->network);
    bool other_cards = board_is_filtered(&model->board) || model->board.window_first > 0;
    board_clear_filters(&model->board);
    forget_found(model);
    pond_finish(&model->pond);
    model->trail = (struct trail){.count = 0};
    model->network_from = SCREEN_BOARD;
    model->asking_idle = false;
    model->large = false;
    model->high_contrast = false;
    bool other_language = model->language != model->language_first;
    model->quiet = model->quiet_first;
    aids_reset(&model->aids);
    service_wipe(&model->service);
    model->language = model->language_first;
    model->shift = false;
    model->shift_locked = false;
    model->shift_by_itself = false;
    model->layer = LAYER_LETTERS;
    model->back_to_review = false;
    model->notice_accepted = false;
    sodium_memzero(model->notice_version, sizeof(model->notice_version));
    model->opening = false;
    model->returning_scroll = 0;
    model->sending = false;
    model->not_saved_why = ERR_OK;
    model->giving = model->thanked_for = SUBMISSION_INTEREST;
    model->aside_from = model->form_from = SCREEN_REST;
    model->page = 0;
    sodium_memzero(model->page_id, sizeof(model->page_id));
    model->pressed = (struct action){0}; /* the finger is let go of with EFFECT_WIPE */
    sodium_memzero(model->pressed_target, sizeof(model->pressed_target));
    hold_wipe(&model->hold);
    go(model, SCREEN_REST);
    ask(effects, EFFECT_WIPE, NULL);
    if (other_language) {
        model->board.window_first = 0;
        ask(effects, EFFECT_LOAD_CONTENT, NULL); /* and the cards with it */
    } else if (other_cards) {
        ask_cards(effects, 0);
    }
}

/* ---- time ---- */

static int64_t idle_limit_ms(const struct model *model)
{
    if (model->screen == SCREEN_SERVICE) return IDLE_SERVICE_MS;
    int factor = model->aids.speech ? IDLE_SPEECH_FACTOR : 1;
    return (int64_t)factor * (model->screen == SCREEN_THANKS ? IDLE_THANKS_MS : IDLE_REST_MS);
}

static int64_t answer_limit_ms(const struct model *model)
{
    return (int64_t)(model->aids.speech ? IDLE_SPEECH_FACTOR : 1) * IDLE_ANSWER_MS;
}

static void scroll_to(struct model *model, int64_t place)
{
    int *scroll = &model->scroll[model->screen];
    *scroll = (int)(place > model->scroll_max ? model->scroll_max : place < 0 ? 0 : place);
}

static void glide(struct model *model)
{
    if (!model->flick.moving) return;
    int place = flick_at(&model->flick, model->now_ms);
    scroll_to(model, place);
    if (model->scroll[model->screen] != place) model->flick.moving = false; /* at one of the ends */
}

static bool visit_is_on(const struct model *model)
{
    return model->screen != SCREEN_REST || model->large || model->high_contrast ||
           model->language != model->language_first || model->quiet != model->quiet_first || aids_are_on(&model->aids);
}

static void pass_time(struct model *model, struct effects *effects)
{
    if (model->ring.shown && (model->quiet || model->now_ms - model->ring.since_ms >= RING_MS)) {
        model->ring.shown = false;
    }
    glide(model);
    if (!visit_is_on(model)) return;
    int64_t idle = model->now_ms - model->touched_ms;
    if (idle >= idle_limit_ms(model) + answer_limit_ms(model) ||
        ((model->screen == SCREEN_REST || model->screen == SCREEN_SERVICE) && idle >= idle_limit_ms(model))) {
        end_visit(model, effects);
    } else {
        model->asking_idle = idle >= idle_limit_ms(model);
    }
}

int64_t model_next_wake_ms(const struct model *model)
{
    if (model->ring.shown || model->flick.moving) return FLICK_FRAME_MS;
    int64_t water = water_next_wake_ms(model);
    if (water >= 0 || !visit_is_on(model)) return water; /* it wakes up sooner than anything else */
    int64_t idle = model->now_ms - model->touched_ms;
    int64_t limit = idle_limit_ms(model);
    int64_t held = hold_wake_ms(&model->hold, model->now_ms);
    if (held >= 0 && held < limit - idle) return held;
    if (model->service.touch.open && idle < limit) return SERVICE_AGE_MS - idle % SERVICE_AGE_MS;
    if (idle < limit) return limit - idle;
    return 1000 - (idle - limit) % 1000; /* the seconds count down */
}

int model_idle_seconds_left(const struct model *model)
{
    int64_t left = idle_limit_ms(model) + answer_limit_ms(model) - (model->now_ms - model->touched_ms);
    return left > 0 ? (int)((left + 999) / 1000) : 0;
}

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
    go_back_to(model, model->network_from);
}

static void go_back(struct model *model, struct effects *effects)
{
    switch (model->screen) {
    case SCREEN_REST: break;
    case SCREEN_BOARD: end_visit(model, effects); break;
    case SCREEN_NETWORK: go_back_from_network(model, effects); break;
    case SCREEN_RINGS:
    case SCREEN_GIFTS:
        if (!way_back(model, effects)) go_back_to(model, SCREEN_BOARD);
        break;
    case SCREEN_SEARCH:
    case SCREEN_FILTER: go_back_to(model, SCREEN_BOARD); break;
    case SCREEN_GROUP: go_back_to(model, SCREEN_NETWORK); break;
    case SCREEN_NOTICE: go_back_to(model, model->form_from); break;
    case SCREEN_FORM: filling_back(model); break;
    case SCREEN_REVIEW:
    case SCREEN_NOT_SAVED: /* the last step, whichever was corrected latest */
        if (model->screen == SCREEN_NOT_SAVED && model->not_begun) {
            go_back_to(model, model->form_from);
            break;
        }
        while (form_next_step(&model->form)) continue;
        filling_enter(model);
        break;
    case SCREEN_THANKS: end_visit(model, effects); break;
    case SCREEN_SERVICE:
        if (!service_back(&model->service)) end_visit(model, effects);
        break;
    case SCREEN_ABOUT: go_back_to(model, SCREEN_BOARD); break;
    case SCREEN_PAGE: go_back_to(model, SCREEN_ABOUT); break;
    case SCREEN_HELP:
    case SCREEN_LANGUAGE: go_back_to(model, model->aside_from); break;
    case SCREEN_IDEAS: go_back_to(model, SCREEN_BOARD); break;
    case SCREEN_IDEA:
        if (model->wall.from == SCREEN_FORM) similar_return_to_form(model);
        go_back_to(model, (enum screen)model->wall.from);
        break;
    case SCREEN_FOLLOW: follow_leave(model); break;
    case SCREEN_ANSWER: go_back_to(model, SCREEN_FOLLOW); break;
    case SCREEN_WISH:
        go_back_to(model, SCREEN_ANSWER);
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
        go_back_to(model, model->aside_from);
        return;
    }
    if (model->screen != SCREEN_HELP && model->screen != SCREEN_LANGUAGE) model->aside_from = model->screen;
    go(model, screen);
}

static void choose_language(struct model *model, int index, struct effects *effects)
{
    if (index < 0 || index >= LANGUAGES_COUNT) return;
    if (model->language != &languages[index]) ask(effects, EFFECT_LOAD_CONTENT, NULL);
    model->language = &languages[index];
    go_back_to(model, model->aside_from);
    model->layer = typing_first_layer(model);
    typing_after_key(model);
}

static void open_page(struct model *model, int index)
{
    if (index < 0 || (size_t)index >= json_array_size(model->pages)) return;
    const char *id = json_text_at(json_array_get(model->pages, (size_t)index), "id");
    model->page = (size_t)index;
    snprintf(model->page_id, sizeof(model->page_id), "%s", id != NULL ? id : "");
    go(model, SCREEN_PAGE);
}

static void scroll_by(struct model *model, int amount)
{
    model->flick.moving = false;
    scroll_to(model, (int64_t)model->scroll[model->screen] + amount);
}

static void flick(struct model *model, int speed, int height)
{
    if (model->quiet || model->asking_idle) return;
    flick_begin(&model->flick, model->scroll[model->screen], speed, height, model->now_ms);
}

static void choose_filter(struct model *model, int value, struct effects *effects)
{
    board_choose(&model->board, &model->site, value);
    model->scroll[SCREEN_BOARD] = 0;
    go_back_to(model, SCREEN_BOARD);
    ask_cards(effects, 0);
}

/* For what stands there now: the best of it is at the top. */
static void search_again(struct model *model, struct effects *effects)
{
    if (model->screen != SCREEN_SEARCH) return;
    model->scroll[SCREEN_SEARCH] = 0;
    ask(effects, EFFECT_SEARCH, model->form.fields[FIELD_SEARCH].text);
}

/* Whoever was here has gone, or looks after the kiosk. */
static void open_service(struct model *model, struct effects *effects)
{
    end_visit(model, effects);
    model->touched_ms = model->now_ms;
    go(model, SCREEN_SERVICE);
    ask(effects, EFFECT_SERVICE_LOOK, NULL);
}

static void act_on_service(struct model *model, struct action action, struct effects *effects)
{
    if (model->screen != SCREEN_SERVICE) return;
    enum service_answer answer = service_act(&model->service, action);
    if (answer == SERVICE_TRY_PIN) ask(effects, EFFECT_SERVICE_PIN, model->service.pin);
    if (answer == SERVICE_RESTART) ask(effects, EFFECT_RESTART, NULL);
    if (answer == SERVICE_TEST_SOUND) ask(effects, EFFECT_TEST_SOUND, NULL);
}

/* Softer or louder: on the service page that is what every visit begins with. */
static void change_volume(struct model *model, enum action_kind kind, struct effects *effects)
{
    (void)aids_act(&model->aids, kind);
    if (model->screen != SCREEN_SERVICE || model->service.facts.gate != SERVICE_OPEN) return;
    model->aids.volume_first = model->aids.volume;
    ask(effects, EFFECT_KEEP_VOLUME, NULL);
}

static void act(struct model *model, struct action action, struct effects *effects)
{
    switch (action.kind) {
    case ACTION_NONE: break;
    case ACTION_OPEN_BOARD:
        if (model->screen == SCREEN_THANKS) {
            sodium_memzero(model->receipt_code, sizeof(model->receipt_code));
            ask(effects, EFFECT_WIPE, NULL);
        }
        if (model->content_ready) go(model, SCREEN_BOARD);
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
        go(model, SCREEN_SEARCH);
        break;
    case ACTION_OPEN_FILTER:
        model->board.choosing = (enum filter_by)action.value;
        go(model, SCREEN_FILTER);
        break;
    case ACTION_FILTER: choose_filter(model, action.value, effects); break;
    case ACTION_BACK: go_back(model, effects); break;
    case ACTION_OPEN_GROUP: go(model, SCREEN_GROUP); break;
    case ACTION_START: filling_start(model, (enum submission_kind)action.value, effects); break;
    case ACTION_ACCEPT_NOTICE: filling_accept_notice(model); break;
    case ACTION_CHOOSE: filling_choose(model, action.value); break;
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
    case ACTION_NEXT:
        filling_next(model);
        similar_ask(model, effects);
        break;
    case ACTION_EDIT: filling_edit(model, action.value); break;
    case ACTION_EDIT_CHOICE: filling_edit_choice(model, action.value); break;
    case ACTION_SEND: filling_send(model, effects); break;
    case ACTION_FINISH: end_visit(model, effects); break;
    case ACTION_STAY: model->asking_idle = false; break;
    case ACTION_SCROLL_UP: scroll_by(model, -model->scroll_page); break;
    case ACTION_SCROLL_DOWN: scroll_by(model, model->scroll_page); break;
    case ACTION_SCROLL_FIRST: scroll_to(model, 0); break;
    case ACTION_SCROLL_LAST: scroll_to(model, model->scroll_max); break;
    case ACTION_HELP: open_aside(model, SCREEN_HELP); break;
    case ACTION_LANGUAGE: open_aside(model, SCREEN_LANGUAGE); break;
    case ACTION_ABOUT:
        model->trail.count = 0;
        go(model, SCREEN_ABOUT);
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

bool model_is_pressed(const struct model *model, struct action action)
{
    return action.kind != ACTION_NONE && model->pressed.kind == action.kind && model->pressed.value == action.value &&
           strcmp(model->pressed_target, action.target != NULL ? action.target : "") == 0;
}

/* The page that is read stays it, wherever it stands now. */
static void take_pages(struct model *model, json_t *pages)
{
    size_t at;
    json_t *page;
    bool there = false;
    json_decref(model->pages);
    model->pages = pages;
    json_array_foreach (pages, at, page) {
        const char *id = json_text_at(page, "id");
        if (there || id == NULL || strcmp(id, model->page_id) != 0) continue;
        model->page = at;
        there = true;
    }
    if (!there) {
        model->page = 0;
        model->page_id[0] = '\0';
        if (model->screen == SCREEN_PAGE) go(model, SCREEN_ABOUT);
    }
    if (json_array_size(pages) == 0 && model->screen == SCREEN_ABOUT) go(model, SCREEN_BOARD);
}

static void take_content(struct model *model, const struct event *event, struct effects *effects)
{
    struct board *board = &model->board;
    free(board->cards);
    free(board->longest);
    site_finish(&model->site);
    board->cards = event->cards;
    board->cards_count = event->cards_count;
    board->longest = event->longest;
    board->longest_count = event->longest_count;
    model->site = event->site;
    board_forget_lost_phase(board, &model->site);
    take_pages(model, event->pages);
    if (!model->content_ready) model->water_since_ms = model->now_ms;
    wall_take(model, event->ideas);
    follow_again(model, effects);
    model->content_ready = event->cards_count > 0 && event->site.document != NULL;
    ask_cards(effects, board->window_first);
    if (model->network.id != NULL) ask(effects, EFFECT_LOAD_NETWORK, model->network.id);
    bool searched = model->screen == SCREEN_SEARCH || board->found != NULL;
    if (searched) ask(effects, EFFECT_SEARCH, model->form.fields[FIELD_SEARCH].text);
    if (model->pond.loaded) ask(effects, EFFECT_LOAD_CREATED, NULL);
    if (!model->content_ready && model->screen == SCREEN_BOARD) go(model, SCREEN_REST);
}

static void take_cards(struct model *model, const struct event *event)
{
    free(model->board.window);
    model->board.window = event->cards;
    model->board.window_count = event->cards_count;
    model->board.window_first = event->first;
    model->board.counts = event->counts;
    model->board.filter_shown = model->board.filter;
}

/* The frame knows how high things are, and so how far they can be scrolled and what of a long list is seen. */
static void take_measures(struct model *model, const struct event *event, struct effects *effects)
{
    if (model->asking_idle) return; /* the screen behind the question keeps its place */
    model->scroll_max = event->amount;
    model->scroll_page = event->x;
    if (event->y > 0) {
        struct board *board = &model->board;
        int *scroll = &model->scroll[SCREEN_BOARD];
        /* In another size the same cards stay where they were. */
        if (board->pitch > 0 && board->pitch != event->y) *scroll = (int)((int64_t)*scroll * event->y / board->pitch);
        board->pitch = event->y;
        if (!board_has(board, event->first, event->cards_count)) {
            ask_cards(effects, board_window_around(event->first, event->cards_count));
        }
    }
    scroll_to(model, model->scroll[model->screen]);
}

static void saved(struct model *model, const char *receipt_code)
{
    if (!model->sending) return; /* the visit is over: nobody is there to see the code */
    model->sending = false;
    model->thanked_for = model->form.kind;
    form_forget(&model->form);
    forget_found(model); /* what was searched for is forgotten, too */
    snprintf(model->receipt_code, sizeof(model->receipt_code), "%s", receipt_code);
    go(model, SCREEN_THANKS);
}

static void not_saved(struct model *model, enum err why)
{
    if (!model->sending) return;
    model->sending = false;
    model->not_saved_why = why;
    model->not_begun = false;
    go(model, SCREEN_NOT_SAVED);
}

/* Nobody writes what can't be kept. */
static void take_room(struct model *model, enum err why)
{
    if (why == ERR_OK || (model->screen != SCREEN_NOTICE && model->screen != SCREEN_FORM)) return;
    model->not_saved_why = why;
    model->not_begun = true;
    go(model, SCREEN_NOT_SAVED);
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
    pass_time(model, effects);
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
    case EVENT_FLICK: flick(model, event->amount, event->y); break;
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
    case EVENT_CONTENT: take_content(model, event, effects); break;
    case EVENT_PICTURES: model->pictures = *event->pictures; break;
    case EVENT_CARDS: take_cards(model, event); break;
    case EVENT_NO_CARDS: model->board.filter = model->board.filter_shown; break;
    case EVENT_NETWORK: way_take_network(model, event); break;
    case EVENT_NETWORK_GONE: way_network_gone(model, event->err); break;
    case EVENT_FOUND:
        if (model->screen == SCREEN_REST) { /* the visit is over */
            free(event->cards);
            break;
        }
        forget_found(model);
        model->board.found = event->cards;
        model->board.found_count = event->cards_count;
        break;
    case EVENT_CREATED: way_take_created(model, event); break;
    case EVENT_ENROLLED: model->can_submit = event->amount != 0; break;
    case EVENT_STANDING: model->standing = *event->standing; break;
    case EVENT_SAVED: saved(model, event->text); break;
    case EVENT_NOT_SAVED: not_saved(model, event->err); break;
    case EVENT_ROOM: take_room(model, event->err); break;
    case EVENT_FOLLOWED: follow_take(model, event); break;
    case EVENT_SIMILAR:
        if (model->screen != SCREEN_FORM) break;
        model->similar.count = (size_t)event->amount < SIMILAR_SHOWN_MAX ? (size_t)event->amount : SIMILAR_SHOWN_MAX;
        memcpy(model->similar.items, event->similar, model->similar.count * sizeof(*event->similar));
        break;
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
    case EVENT_FRAME: take_measures(model, event, effects); break;
    }
}
