#include "kiosk/input.h"

#include "kiosk/pointer.h"

/* A device that is unplugged never says that its finger lifted. */
static void let_go_of_a_lost_finger(struct input *input, struct app *app, int64_t now_ms)
{
    if (!input->finger_down || now_ms - input->finger_ms < INPUT_LOST_MS) return;
    input->finger_down = false;
    app_finger(app, (int64_t)input->finger, POINTER_CANCEL, 0, 0, now_ms);
    app_pointer(app, POINTER_CANCEL, 0, 0, now_ms);
}

static void mouse(struct input *input, struct app *app, const struct input_map *map, enum pointer_kind kind,
                  Uint32 which, int x, int y, int64_t now_ms)
{
    if (which == SDL_TOUCH_MOUSEID) return;
    if (kind == POINTER_DOWN) let_go_of_a_lost_finger(input, app, now_ms);
    if (input->finger_down) return;
    map->map(map->context, &x, &y);
    app_pointer(app, kind, x, y, now_ms);
}

static void finger(struct input *input, struct app *app, const SDL_TouchFingerEvent *event, int64_t now_ms)
{
    /* Fingers come as parts of the window. */
    const struct metrics *metrics = app_metrics(app);
    int x = (int)(event->x * (float)metrics->width);
    int y = (int)(event->y * (float)metrics->height);
    if (event->type == SDL_FINGERDOWN) let_go_of_a_lost_finger(input, app, now_ms);
    bool ours = input->finger_down && event->fingerId == input->finger && event->touchId == input->touch;
    enum pointer_kind kind = event->type == SDL_FINGERDOWN     ? POINTER_DOWN
                             : event->type == SDL_FINGERMOTION ? POINTER_MOVE
                                                               : POINTER_UP;
    if (ours || !input->finger_down) input->finger_ms = now_ms;
    app_finger(app, (int64_t)event->fingerId, kind, x, y, now_ms);
    if (event->type == SDL_FINGERDOWN && !input->finger_down) {
        input->finger_down = true;
        input->touch = event->touchId;
        input->finger = event->fingerId;
        app_pointer(app, POINTER_DOWN, x, y, now_ms);
    } else if (event->type == SDL_FINGERMOTION && ours) {
        app_pointer(app, POINTER_MOVE, x, y, now_ms);
    } else if (event->type == SDL_FINGERUP && ours) {
        input->finger_down = false;
        app_pointer(app, POINTER_UP, x, y, now_ms);
    }
}

/* Only the frame knows the lines of a text. */
static bool to_other_line(struct app *app, int lines, int64_t now_ms)
{
    const struct frame *frame = app_frame(app);
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (!item->focus || item->stops_count == 0) continue;
        size_t place = caret_line(item->stops, item->stops_count, item->caret, lines);
        app_event(app, &(struct event){.kind = EVENT_KEY_CARET, .now_ms = now_ms, .amount = (int)place});
        return true;
    }
    return false;
}

static bool is_return(SDL_Keycode code)
{
    return code == SDLK_RETURN || code == SDLK_KP_ENTER;
}

/* The three keys; Return presses what has the ring, else it is the screen's strong action. */
static bool pad(struct app *app, const SDL_KeyboardEvent *event, int64_t now_ms)
{
    SDL_Keycode code = event->keysym.sym;
    bool shift = (event->keysym.mod & KMOD_SHIFT) != 0;
    bool has_focus = app_has_focus(app);
    if (code == SDLK_DOWN || code == SDLK_F1 || (code == SDLK_TAB && !shift && has_focus)) {
        app_pad(app, PAD_NEXT, now_ms);
    } else if (code == SDLK_UP || code == SDLK_F2 || (code == SDLK_TAB && shift)) {
        app_pad(app, PAD_PREVIOUS, now_ms);
    } else if (code == SDLK_F3 || (is_return(code) && has_focus)) {
        app_pad(app, PAD_CHOOSE, now_ms);
    } else {
        return false;
    }
    return true;
}

/* The second strike of a trembling hand (EN 301 549, 5.8); what has the ring sees to it itself. */
static bool is_second_return(struct input *input, struct app *app, int64_t now_ms)
{
    if (input->return_struck && now_ms - input->return_ms < DOUBLE_STRIKE_MS && !app_has_focus(app)) return true;
    input->return_struck = true;
    input->return_ms = now_ms;
    return false;
}

static void key(struct input *input, struct app *app, const SDL_KeyboardEvent *event, int64_t now_ms)
{
    static const struct {
        SDL_Keycode code;
        enum event_kind kind;
    } keys[] = {
        {SDLK_BACKSPACE, EVENT_KEY_BACKSPACE},
        {SDLK_LEFT, EVENT_KEY_LEFT},
        {SDLK_RIGHT, EVENT_KEY_RIGHT},
        {SDLK_TAB, EVENT_KEY_TAB},
        {SDLK_RETURN, EVENT_KEY_ENTER},
        {SDLK_KP_ENTER, EVENT_KEY_ENTER},
        {SDLK_ESCAPE, EVENT_KEY_ESCAPE},
        {SDLK_HOME, EVENT_KEY_HOME},
        {SDLK_END, EVENT_KEY_END},
        {SDLK_DELETE, EVENT_KEY_DELETE},
    };
    if (event->repeat != 0) return;                                  /* ACCESSIBILITY 10 */
    if (!is_return(event->keysym.sym)) input->return_struck = false; /* another key lies between */
    if (is_return(event->keysym.sym) && is_second_return(input, app, now_ms)) return;
    bool up = event->keysym.sym == SDLK_UP;
    bool other_line = (up || event->keysym.sym == SDLK_DOWN) && !app_has_focus(app);
    if (other_line && to_other_line(app, up ? -1 : 1, now_ms)) return;
    if (pad(app, event, now_ms)) return;
    for (size_t at = 0; at < sizeof(keys) / sizeof(keys[0]); at++) {
        if (keys[at].code != event->keysym.sym) continue;
        app_event(app, &(struct event){.kind = keys[at].kind, .now_ms = now_ms});
        return;
    }
}

bool input_take(struct input *input, struct app *app, const struct input_map *map, const SDL_Event *event,
                int64_t now_ms)
{
    switch (event->type) {
    case SDL_MOUSEMOTION:
        mouse(input, app, map, POINTER_MOVE, event->motion.which, event->motion.x, event->motion.y, now_ms);
        return true;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        if (event->button.button != SDL_BUTTON_LEFT) return true;
        mouse(input, app, map, event->type == SDL_MOUSEBUTTONDOWN ? POINTER_DOWN : POINTER_UP, event->button.which,
              event->button.x, event->button.y, now_ms);
        return true;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP: finger(input, app, &event->tfinger, now_ms); return true;
    case SDL_KEYDOWN: key(input, app, &event->key, now_ms); return true;
    case SDL_TEXTINPUT:
        app_event(app, &(struct event){.kind = EVENT_TYPE, .now_ms = now_ms, .text = event->text.text});
        return true;
    default: return false;
    }
}
