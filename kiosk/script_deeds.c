/* What a visitor does, and that time passes. */
#include <stdlib.h>
#include <string.h>

#include "kiosk/corners.h"
#include "kiosk/focus.h"
#include "kiosk/pointer.h"
#include "kiosk/script_inside.h"
#include "sync/base/letters.h"

enum {
    TAP_DOWN_MS = 60,   /* how long a finger rests */
    TAP_PAUSE_MS = 600, /* between two things: longer than a double strike */
    KEY_PAUSE_MS = 120,
    SWIPE_REST_MS = 2 * POINTER_REST_MS, /* so that nothing glides on */
    HOLD_MS = 1000,
    TOUCH_MS = 300, /* a finger that listens */
    STAY_MS = 3200,
    WAIT_MS_MAX = 24 * 60 * 60 * 1000,
    ALL_LABELS_BYTES = 4096,
};

static bool can_be_pressed(const struct item *item)
{
    return item->action.kind != ACTION_NONE && !item->disabled && !rect_is_empty(item_visible(item));
}

static bool is_called(const struct item *item, const char *label)
{
    char words[SCRIPT_LINE_BYTES_MAX];
    return strcmp(item_words(item, words, sizeof(words)), label) == 0;
}

static const struct item *find_label(const struct frame *frame, const char *label)
{
    for (size_t at = frame->items_count; at > 0; at--) {
        const struct item *item = &frame->items[at - 1];
        if (can_be_pressed(item) && is_called(item, label)) return item;
    }
    return NULL;
}

static bool does_the_same(const struct action *a, const struct action *b)
{
    const char *target = a->target != NULL ? a->target : "";
    return a->kind == b->kind && a->value == b->value && strcmp(target, b->target != NULL ? b->target : "") == 0;
}

/* Is something else called so as well, that does another thing? */
static bool is_ambiguous(const struct frame *frame, const struct item *found, const char *label)
{
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (!can_be_pressed(item) || does_the_same(&item->action, &found->action)) continue;
        if (is_called(item, label)) return true;
    }
    return false;
}

static const char *all_labels(const struct frame *frame, char out[ALL_LABELS_BYTES])
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        char words[160];
        if (!can_be_pressed(item) || item->role == ROLE_KEY) continue;
        int put = snprintf(out + used, ALL_LABELS_BYTES - used, "%s\"%s\"", used > 0 ? ", " : "",
                           item_words(item, words, sizeof(words)));
        if (put < 0 || (size_t)put >= ALL_LABELS_BYTES - used) break;
        used += (size_t)put;
    }
    return out;
}

/* A point of the item where a touch reaches it and not something that lies over it. */
static bool reachable_point(const struct frame *frame, const struct item *item, int *x, int *y)
{
    struct rect seen = item_visible(item);
    static const int tries[][2] = {{50, 50}, {20, 50}, {80, 50}, {50, 20}, {50, 80}, {5, 5}, {95, 95}};
    for (size_t at = 0; at < sizeof(tries) / sizeof(tries[0]); at++) {
        *x = seen.x + seen.w * tries[at][0] / 100;
        *y = seen.y + seen.h * tries[at][1] / 100;
        if (frame_hit(frame, *x, *y) == item) return true;
    }
    return false;
}

static enum err press(struct script *script, const struct item *item, int64_t down_ms, int64_t pause_ms,
                      const char *label)
{
    int x = 0;
    int y = 0;
    if (!reachable_point(app_frame(script->app), item, &x, &y)) {
        return script_fail(script, "\"%s\" is covered by something else", label);
    }
    app_pointer(script->app, POINTER_DOWN, x, y, script->now_ms);
    script_pass(script, down_ms);
    app_pointer(script->app, POINTER_UP, x, y, script->now_ms);
    script_pass(script, pause_ms);
    return ERR_OK;
}

static enum err tap_for(struct script *script, const char *label, int64_t down_ms)
{
    const struct frame *frame = app_frame(script->app);
    const struct item *item = find_label(frame, label);
    if (item != NULL && is_ambiguous(frame, item, label)) {
        return script_fail(script, "more than one thing on the screen \"%s\" is called \"%s\"", frame->screen, label);
    }
    if (item != NULL) return press(script, item, down_ms, TAP_PAUSE_MS, label);
    char labels[ALL_LABELS_BYTES];
    return script_fail(script, "nothing called \"%s\" can be pressed on the screen \"%s\"; there is %s", label,
                       frame->screen, all_labels(frame, labels));
}

static enum err do_tap(struct script *script, const char *label)
{
    return tap_for(script, label, TAP_DOWN_MS);
}

static enum err do_hold(struct script *script, const char *label)
{
    return tap_for(script, label, HOLD_MS);
}

static const struct item *find_key(const struct frame *frame, const char *types)
{
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (item->role == ROLE_KEY && item->action.kind == ACTION_KEY && strcmp(item->action.target, types) == 0)
            return item;
    }
    return NULL;
}

static bool is_on_screen(const struct frame *frame, enum action_kind kind)
{
    for (size_t at = 0; at < frame->items_count; at++) {
        if (frame->items[at].action.kind == kind) return true;
    }
    return false;
}

static enum err press_kind(struct script *script, enum action_kind kind)
{
    const struct frame *frame = app_frame(script->app);
    for (size_t at = 0; at < frame->items_count; at++) {
        if (frame->items[at].action.kind == kind)
            return press(script, &frame->items[at], TAP_DOWN_MS, TAP_PAUSE_MS, "key");
    }
    return script_fail(script, "there is no keyboard on the screen \"%s\"", frame->screen);
}

/* Looks for the letter as a person would: as it is, with shift, on the other layer, with shift there, and on the keys
 * for the other kind of contact. */
static enum err type_letter(struct script *script, const char *letter)
{
    static const enum action_kind attempts[] = {ACTION_NONE,      ACTION_KEY_SHIFT, ACTION_KEY_SHIFT, ACTION_KEY_SHIFT,
                                                ACTION_KEY_LAYER, ACTION_KEY_SHIFT, ACTION_KEY_SHIFT, ACTION_KEY_LAYER,
                                                ACTION_KEY_SHIFT, ACTION_KEY_SHIFT, ACTION_KEY_WAY,   ACTION_KEY_WAY};
    const struct frame *frame = app_frame(script->app);
    if (find_key(frame, letter) == NULL && !is_on_screen(frame, ACTION_KEY_BACKSPACE)) {
        return script_fail(script, "there is no keyboard on the screen \"%s\"", frame->screen);
    }
    for (size_t at = 0; at < sizeof(attempts) / sizeof(attempts[0]); at++) {
        if (attempts[at] != ACTION_NONE) {
            if (!is_on_screen(app_frame(script->app), attempts[at])) continue;
            enum err err = press_kind(script, attempts[at]);
            if (err != ERR_OK) return err;
        }
        const struct item *key = find_key(app_frame(script->app), letter);
        if (key != NULL) return press(script, key, TAP_DOWN_MS, KEY_PAUSE_MS, letter);
    }
    return script_fail(script, "the keyboard has no key for \"%s\"", letter);
}

static enum err do_type(struct script *script, const char *text)
{
    enum err err = ERR_OK;
    while (err == ERR_OK && *text != '\0') {
        char letter[5] = {0};
        size_t bytes = letter_bytes(text);
        memcpy(letter, text, bytes);
        text += bytes;
        err = type_letter(script, letter);
    }
    return err;
}

/* A barcode reader, or another keyboard: the text as it is, whatever keys are on the screen. */
static enum err do_scan(struct script *script, const char *text)
{
    app_event(script->app, &(struct event){.kind = EVENT_TYPE, .now_ms = script->now_ms, .text = text});
    script_pass(script, TAP_PAUSE_MS);
    return ERR_OK;
}

/* A finger over the middle of what scrolls; it rests `rest_ms` before it lifts. */
static enum err drag(struct script *script, const char *verb, const char *direction, int64_t rest_ms, int64_t pause_ms)
{
    bool up = strcmp(direction, "up") == 0;
    if (!up && strcmp(direction, "down") != 0)
        return script_fail(script, "%s goes up or down, not \"%s\"", verb, direction);
    struct rect view = app_frame(script->app)->scroll_view;
    if (rect_is_empty(view)) return script_fail(script, "nothing on this screen can be scrolled");
    int x = view.x + view.w / 3;
    int from = view.y + view.h * (up ? 8 : 2) / 10;
    int to = view.y + view.h * (up ? 2 : 8) / 10;
    app_pointer(script->app, POINTER_DOWN, x, from, script->now_ms);
    for (int step = 1; step <= 8; step++) {
        script_pass(script, 16);
        app_pointer(script->app, POINTER_MOVE, x, from + (to - from) * step / 8, script->now_ms);
    }
    script_pass(script, rest_ms);
    app_pointer(script->app, POINTER_UP, x, to, script->now_ms);
    script_pass(script, pause_ms);
    return ERR_OK;
}

static enum err do_swipe(struct script *script, const char *direction)
{
    return drag(script, "swipe", direction, SWIPE_REST_MS, TAP_PAUSE_MS);
}

static enum err do_flick(struct script *script, const char *direction)
{
    return drag(script, "flick", direction, 0, FLICK_MS_MAX);
}

/* For walks through screens of every size: on a large one there is nothing to scroll. */
static enum err do_scroll(struct script *script, const char *direction)
{
    return app_frame(script->app)->scroll_max > 0 ? do_swipe(script, direction) : ERR_OK;
}

static enum err do_wait(struct script *script, const char *time)
{
    char *unit = NULL;
    long number = strtol(time, &unit, 10);
    long factor = strcmp(unit, "ms") == 0 ? 1 : strcmp(unit, "s") == 0 ? 1000 : 0;
    if (unit == time || factor == 0 || number < 0 || number > WAIT_MS_MAX / factor) {
        return script_fail(script, "wait needs a time such as 500ms or 2s, not \"%s\"", time);
    }
    script_pass(script, number * factor);
    return ERR_OK;
}

static enum err do_look(struct script *script, const char *nothing)
{
    (void)nothing;
    app_look(script->app, script->now_ms);
    return ERR_OK;
}

/* As the loop does once a minute. */
static enum err do_clock(struct script *script, const char *text)
{
    struct local_time local = local_time_from_text(text);
    if (!local.known)
        return script_fail(script, "clock needs local time such as \"2026-11-26T16:30\", not \"%s\"", text);
    app_clock(script->app, local, script->now_ms);
    app_look(script->app, script->now_ms);
    return ERR_OK;
}

static enum err do_key(struct script *script, const char *name)
{
    static const char *const names[] = {[PAD_NEXT] = "next", [PAD_PREVIOUS] = "previous", [PAD_CHOOSE] = "choose"};
    for (size_t at = 0; at < sizeof(names) / sizeof(names[0]); at++) {
        if (strcmp(names[at], name) != 0) continue;
        app_pad(script->app, (enum pad_key)at, script->now_ms);
        script_pass(script, TAP_PAUSE_MS);
        return ERR_OK;
    }
    return script_fail(script, "key takes next, previous or choose, not \"%s\"", name);
}

static bool is_focused(struct script *script, const char *label)
{
    const struct item *item = focus_find(app_frame(script->app), app_focus(script->app));
    return item != NULL && can_be_pressed(item) && is_called(item, label);
}

/* The keys until the ring is on what is called so, and then the third. */
static enum err do_pick(struct script *script, const char *label)
{
    for (size_t at = 0; at <= FRAME_ITEMS_MAX && !is_focused(script, label); at++) {
        app_pad(script->app, PAD_NEXT, script->now_ms);
        script_pass(script, KEY_PAUSE_MS);
    }
    if (!is_focused(script, label)) {
        return script_fail(script, "going on and on never comes to \"%s\" on the screen \"%s\"", label,
                           app_frame(script->app)->screen);
    }
    script_pass(script, TAP_PAUSE_MS);
    return do_key(script, "choose");
}

static enum err do_headphones(struct script *script, const char *where)
{
    bool in = strcmp(where, "in") == 0;
    if (!in && strcmp(where, "out") != 0) return script_fail(script, "headphones are in or out, not \"%s\"", where);
    app_event(script->app, &(struct event){.kind = EVENT_HEADPHONES, .now_ms = script->now_ms, .amount = in});
    return ERR_OK;
}

/* A finger that rests on what is called so, or on what can be read there. */
static enum err do_touch(struct script *script, const char *label)
{
    const struct frame *frame = app_frame(script->app);
    for (size_t at = frame->items_count; at > 0; at--) {
        const struct item *item = &frame->items[at - 1];
        struct rect seen = item_visible(item);
        if (item->role == ROLE_DECORATION || rect_is_empty(seen) || !is_called(item, label)) continue;
        int x = seen.x + seen.w / 2;
        int y = seen.y + seen.h / 2;
        app_pointer(script->app, POINTER_DOWN, x, y, script->now_ms);
        script_pass(script, TOUCH_MS);
        app_pointer(script->app, POINTER_UP, x, y, script->now_ms);
        script_pass(script, TAP_PAUSE_MS);
        return ERR_OK;
    }
    return script_fail(script, "nothing called \"%s\" is on the screen \"%s\"", label, frame->screen);
}

/* In the upper left corner, where nothing is: it presses what was told latest, wherever that is. */
static enum err do_doubletap(struct script *script, const char *nothing)
{
    (void)nothing;
    for (int tap = 0; tap < 2; tap++) {
        app_pointer(script->app, POINTER_DOWN, 3, 3, script->now_ms);
        script_pass(script, TAP_DOWN_MS);
        app_pointer(script->app, POINTER_UP, 3, 3, script->now_ms);
        script_pass(script, tap == 0 ? KEY_PAUSE_MS : TAP_PAUSE_MS);
    }
    return ERR_OK;
}

static enum err do_stay(struct script *script, const char *label)
{
    return tap_for(script, label, STAY_MS);
}

/* Two fingers in the upper corners, until the service page is there. */
static enum err do_corners(struct script *script, const char *nothing)
{
    (void)nothing;
    int right = app_metrics(script->app)->width - 4;
    app_finger(script->app, 1, POINTER_DOWN, 4, 4, script->now_ms);
    app_finger(script->app, 2, POINTER_DOWN, right, 4, script->now_ms);
    script_pass(script, CORNERS_MS + TAP_PAUSE_MS);
    app_finger(script->app, 1, POINTER_UP, 4, 4, script->now_ms);
    app_finger(script->app, 2, POINTER_UP, right, 4, script->now_ms);
    return ERR_OK;
}

const struct verb script_deeds[] = {
    /* clang-format off */
    {"tap", ARGUMENT_QUOTED, do_tap},
    {"hold", ARGUMENT_QUOTED, do_hold},
    {"type", ARGUMENT_QUOTED, do_type},
    {"swipe", ARGUMENT_WORD, do_swipe},
    {"flick", ARGUMENT_WORD, do_flick},
    {"scroll", ARGUMENT_WORD, do_scroll},
    {"wait", ARGUMENT_WORD, do_wait},
    {"clock", ARGUMENT_QUOTED, do_clock},
    {"look", ARGUMENT_NONE, do_look},
    {"scan", ARGUMENT_QUOTED, do_scan},
    {"key", ARGUMENT_WORD, do_key},
    {"pick", ARGUMENT_QUOTED, do_pick},
    {"corners", ARGUMENT_NONE, do_corners},
    {"touch", ARGUMENT_QUOTED, do_touch},
    {"doubletap", ARGUMENT_NONE, do_doubletap},
    {"stay", ARGUMENT_QUOTED, do_stay},
    {"headphones", ARGUMENT_WORD, do_headphones},
    {NULL, ARGUMENT_NONE, NULL},
    /* clang-format on */
};
