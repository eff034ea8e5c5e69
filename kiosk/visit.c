#include "kiosk/visit.h"

#include <sodium.h>
#include <string.h>

#include "kiosk/scroll.h"
#include "kiosk/steps.h"
#include "kiosk/water.h"
#include "kiosk/way.h"

/* What a visitor wrote, was told, or held down. */
static void wipe_written(struct model *model)
{
    wall_forget(&model->wall);
    follow_finish(&model->follow);
    sodium_memzero(&model->similar, sizeof(model->similar));
    sodium_memzero(&model->guide, sizeof(model->guide));
    form_wipe(&model->form);
    sodium_memzero(model->receipt_code, sizeof(model->receipt_code));
    board_forget_found(&model->board);
    service_wipe(&model->service);
    model->notice_accepted = false;
    sodium_memzero(model->notice_version, sizeof(model->notice_version));
    model->sending = false;
    model->not_saved_why = ERR_OK;
    model->giving = model->thanked_for = SUBMISSION_INTEREST;
    model->pressed = (struct action){0}; /* the finger is let go of with EFFECT_WIPE */
    sodium_memzero(model->pressed_target, sizeof(model->pressed_target));
    hold_wipe(&model->hold);
}

/* Which networks and pages were looked at, and the way back from them. */
static void forget_way(struct model *model)
{
    memset(model->scroll, 0, sizeof(model->scroll));
    network_finish(&model->network);
    model->picture = (struct picture_size){.width = 0};
    board_clear_filters(&model->board);
    pond_finish(&model->pond);
    model->trail = (struct trail){.count = 0};
    model->network_from = SCREEN_BOARD;
    model->back_to_review = false;
    model->opening = false;
    model->returning_scroll = 0;
    model->aside_from = model->form_from = SCREEN_REST;
    model->page = 0;
    sodium_memzero(model->page_id, sizeof(model->page_id));
}

/* As every visit begins. */
static void set_standards(struct model *model)
{
    model->large = false;
    model->high_contrast = false;
    model->quiet = model->quiet_first;
    aids_reset(&model->aids);
    model->language = model->language_first;
    model->shift = false;
    model->shift_locked = false;
    model->shift_by_itself = false;
    model->layer = LAYER_LETTERS;
}

void visit_end(struct model *model, struct effects *effects)
{
    bool other_cards = board_is_filtered(&model->board) || model->board.window_first > 0;
    bool other_language = model->language != model->language_first;
    wipe_written(model);
    forget_way(model);
    set_standards(model);
    model->asking_idle = false;
    step_go(model, SCREEN_REST);
    step_ask(effects, EFFECT_WIPE, NULL);
    if (other_language) {
        model->board.window_first = 0;
        step_ask(effects, EFFECT_LOAD_CONTENT, NULL); /* and the cards with it */
    } else if (other_cards) {
        step_ask_cards(effects, 0);
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

bool visit_is_on(const struct model *model)
{
    return model->screen != SCREEN_REST || model->large || model->high_contrast ||
           model->language != model->language_first || model->quiet != model->quiet_first || aids_are_on(&model->aids);
}

void visit_pass_time(struct model *model, struct effects *effects)
{
    if (model->ring.shown && (model->quiet || model->now_ms - model->ring.since_ms >= RING_MS)) {
        model->ring.shown = false;
    }
    scroll_glide(model);
    if (!visit_is_on(model)) return;
    int64_t idle = model->now_ms - model->touched_ms;
    if (idle >= idle_limit_ms(model) + answer_limit_ms(model) ||
        ((model->screen == SCREEN_REST || model->screen == SCREEN_SERVICE) && idle >= idle_limit_ms(model))) {
        visit_end(model, effects);
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
