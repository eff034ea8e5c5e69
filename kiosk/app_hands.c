#include <sodium.h>
#include <stdio.h>

#include "kiosk/app_inside.h"
#include "kiosk/focus.h"

/* ---- three keys ---- */

static void focus_on(struct app *app, const struct item *item, int64_t now_ms)
{
    const struct frame *frame = app_frame(app);
    uint64_t id = item != NULL ? focus_id(frame, item) : app->model.aids.focus;
    int scroll = item != NULL ? focus_scroll(frame, item) : 0;
    app_event(app, &(struct event){.kind = EVENT_FOCUS, .now_ms = now_ms, .id = id});
    if (scroll != 0) app_event(app, &(struct event){.kind = EVENT_SCROLL, .now_ms = now_ms, .amount = scroll});
}

/* What was pressed, is still there and brought nothing new may be another now: "valgt", "slået til". */
static void tell_again(struct app *app, uint64_t id, int64_t now_ms)
{
    if (!app->model.aids.speech || app->model.aids.focus != id) return;
    if (focus_find(app_frame(app), id) == NULL) return;
    app_event(app, &(struct event){.kind = EVENT_FOCUS, .now_ms = now_ms, .id = id, .amount = 1});
}

/* A double strike counts once, as with a finger (EN 301 549, 5.8). */
static void choose_focused(struct app *app, int64_t now_ms)
{
    uint64_t id = app->model.aids.focus;
    const struct item *item = focus_find(app_frame(app), id);
    if (item == NULL || item->action.kind == ACTION_NONE || item->disabled) return;
    int64_t limit = item->role == ROLE_KEY ? DOUBLE_STRIKE_KEY_MS : DOUBLE_STRIKE_MS;
    if (id == app->chosen && now_ms - app->chosen_ms < limit) return;
    app->chosen = id;
    app->chosen_ms = now_ms;
    char target[CATALOG_ID_BYTES];
    snprintf(target, sizeof(target), "%s", item->action.target != NULL ? item->action.target : "");
    struct event event = {.kind = EVENT_TAP, .now_ms = now_ms, .action = item->action};
    event.action.target = target; /* the frame is made anew on the way */
    uint64_t said = app->utterances;
    app_event(app, &event);
    sodium_memzero(target, sizeof(target));
    (void)app_frame(app);
    if (app->utterances == said) tell_again(app, id, now_ms);
}

void app_pad(struct app *app, enum pad_key key, int64_t now_ms)
{
    app_time(app, now_ms);
    if (app->model.asking_idle) { /* any key answers */
        focus_on(app, NULL, now_ms);
    } else if (key == PAD_CHOOSE) {
        choose_focused(app, now_ms);
    } else {
        const struct model *model = &app->model;
        focus_on(app, frame_next_focus(app_frame(app), model->aids.focus, key == PAD_NEXT ? 1 : -1, model->aids.speech),
                 now_ms);
    }
}

uint64_t app_focus(const struct app *app)
{
    return app->model.aids.focus;
}

bool app_has_focus(struct app *app)
{
    return focus_find(app_frame(app), app->model.aids.focus) != NULL;
}

/* ---- fingers and time ---- */

static void answer_finger(struct app *app, enum explore_answer answer, int64_t now_ms)
{
    if (answer == EXPLORE_PRESS) choose_focused(app, now_ms);
    if (answer != EXPLORE_TELL) return;
    const struct frame *frame = app_frame(app);
    const struct item *item = focus_at(frame, app->explore.x, app->explore.y);
    uint64_t id = item != NULL ? focus_id(frame, item) : 0;
    /* Moving on the same thing says it once, touching it anew says it again. */
    if (item == NULL || (app->explore.moved && id == app->model.aids.focus)) return;
    app_event(app, &(struct event){.kind = EVENT_FOCUS, .now_ms = now_ms, .id = id, .amount = 1});
}

/* The finger has stayed long enough: it chooses nothing when it lifts. */
static void cancel_finger(struct app *app, int64_t now_ms)
{
    struct pointer_events events = {.count = 0};
    pointer_cancel(&app->pointer, now_ms, &events);
    for (size_t at = 0; at < events.count; at++) app_event(app, &events.list[at]);
}

static void turn_speech_on(struct app *app, int64_t now_ms)
{
    cancel_finger(app, now_ms);
    app_event(app, &(struct event){.kind = EVENT_TAP, .now_ms = now_ms, .action = {.kind = ACTION_SPEECH}});
    (void)app_frame(app);
}

void app_time(struct app *app, int64_t now_ms)
{
    app_event(app, &(struct event){.kind = EVENT_TIME, .now_ms = now_ms});
    if (corners_time(&app->corners, now_ms)) {
        cancel_finger(app, now_ms);
        app_event(app, &(struct event){.kind = EVENT_SERVICE, .now_ms = now_ms});
    }
    if (!app->model.aids.speech && stay_time(&app->stay, now_ms)) turn_speech_on(app, now_ms);
    if (app->model.aids.speech) answer_finger(app, explore_time(&app->explore, now_ms), now_ms);
}

/* While it reads aloud a finger listens, and chooses with two short taps. */
static void explore_pointer(struct app *app, enum pointer_kind kind, int x, int y, int64_t now_ms)
{
    enum explore_answer answer = EXPLORE_NOTHING;
    switch (kind) {
    case POINTER_DOWN:
        if (app->voice.say != NULL) app->voice.say(app->voice.context, "", app->model.language->code, 0);
        explore_down(&app->explore, x, y, metrics_px(&app->metrics, 40), now_ms);
        if (app->model.asking_idle) { /* a touch answers, and nothing else */
            app->explore = (struct explore){0};
            app_event(app,
                      &(struct event){.kind = EVENT_FOCUS, .now_ms = now_ms, .id = app->model.aids.focus, .amount = 1});
        }
        break;
    case POINTER_MOVE: answer = explore_move(&app->explore, x, y); break;
    case POINTER_UP: answer = explore_up(&app->explore, now_ms); break;
    case POINTER_CANCEL: app->explore = (struct explore){0}; break;
    }
    answer_finger(app, answer, now_ms);
}

void app_pointer(struct app *app, enum pointer_kind kind, int x, int y, int64_t now_ms)
{
    if (kind == POINTER_DOWN) stay_down(&app->stay, app_frame(app), &app->metrics, x, y, now_ms);
    if (kind == POINTER_MOVE) stay_move(&app->stay, x, y);
    if (kind == POINTER_UP || kind == POINTER_CANCEL) stay_up(&app->stay);
    if (app->one_pointer && (kind != POINTER_MOVE || app->corners.pressed != 0)) {
        corners_pointer(&app->corners, &app->metrics, kind == POINTER_DOWN || kind == POINTER_MOVE, x, y, now_ms);
    }
    /* A finger that went down before it was turned on is still the pointer's. */
    if (app->model.aids.speech && !app->pointer.down) {
        explore_pointer(app, kind, x, y, now_ms);
        return;
    }
    struct pointer_events events = {.count = 0};
    const struct frame *frame = app_frame(app);
    switch (kind) {
    case POINTER_DOWN: pointer_down(&app->pointer, frame, x, y, now_ms, &events); break;
    case POINTER_MOVE: pointer_move(&app->pointer, frame, x, y, now_ms, &events); break;
    case POINTER_UP: pointer_up(&app->pointer, frame, x, y, now_ms, &events); break;
    case POINTER_CANCEL: pointer_cancel(&app->pointer, now_ms, &events); break;
    }
    for (size_t at = 0; at < events.count; at++) app_event(app, &events.list[at]);
}

void app_finger(struct app *app, int64_t id, enum pointer_kind kind, int x, int y, int64_t now_ms)
{
    bool down = kind == POINTER_DOWN || kind == POINTER_MOVE;
    corners_finger(&app->corners, &app->metrics, id, down, x, y, now_ms);
}
