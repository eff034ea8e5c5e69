#include "kiosk/water.h"

enum {
    RING_STEPS = RING_PHASES, /* a ring takes the place of the next in six seconds */
    RING_APART = 23,          /* steps between one place's rings and the next's */
    GLINT_STEPS = 81,         /* eight seconds */
    GLINT_APART = 13,
};

bool water_is_dimmed(const struct model *model)
{
    return model->content_ready && !opening_hours_are_open(&model->site.opening_hours, &model->local);
}

bool water_moves(const struct model *model)
{
    if (model->quiet || model->asking_idle || water_is_dimmed(model)) return false;
    if (model->screen == SCREEN_THANKS) return model->now_ms - model->water_since_ms < WATER_THANKS_MS;
    return model->screen == SCREEN_REST;
}

static int64_t moved_ms(const struct model *model)
{
    int64_t moved = water_moves(model) ? model->now_ms - model->water_since_ms : 0;
    return moved > 0 ? moved : 0;
}

/* In the first and the last moments of a turn. */
static bool is_turning(int64_t moved, int64_t each_ms)
{
    int64_t into = moved % each_ms;
    return into < WATER_FADE_MS / 2 || into >= each_ms - WATER_FADE_MS / 2;
}

int64_t water_next_wake_ms(const struct model *model)
{
    if (!water_moves(model)) return -1;
    int64_t moved = moved_ms(model);
    bool turning =
        model->screen == SCREEN_REST && (is_turning(moved, WATER_CARD_MS) || is_turning(moved, WATER_WORDS_MS));
    int64_t step = turning ? WATER_TURN_STEP_MS : WATER_STEP_MS;
    return step - moved % step;
}

int water_ring_phase(const struct model *model, int place)
{
    if (!water_moves(model)) return RINGS_STILL;
    int64_t steps = moved_ms(model) / WATER_STEP_MS + (int64_t)place * RING_APART;
    return 1 + (int)(steps % RING_STEPS);
}

int water_glint(const struct model *model, int place)
{
    if (!water_moves(model)) return 0;
    int64_t step = (moved_ms(model) / WATER_STEP_MS + (int64_t)place * GLINT_APART) % GLINT_STEPS;
    /* Up for a third of the time, down for a third, away for a third. */
    int64_t third = GLINT_STEPS / 3;
    int64_t up = step < third ? step : step < 2 * third ? 2 * third - step : 0;
    return (int)(up * WATER_GLINT_STEPS / third);
}

struct turn water_turn(const struct model *model, int64_t each_ms)
{
    int64_t moved = moved_ms(model);
    int64_t into = moved % each_ms;
    int64_t half = WATER_FADE_MS / 2;
    int64_t seen = into < half ? into : each_ms - into < half ? each_ms - into : half;
    if (moved < half) seen = half; /* the first is there from the beginning */
    seen = seen / (WATER_TURN_STEP_MS / 2) * (WATER_TURN_STEP_MS / 2);
    return (struct turn){moved / each_ms, (uint8_t)(255 - seen * 255 / half)};
}
