#include "kiosk/pointer.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void emit(struct pointer_events *out, struct event event)
{
    assert(out->count < POINTER_EVENTS_MAX);
    out->list[out->count++] = event;
}

static void keep_action(struct action *action, char target[CATALOG_ID_BYTES], struct action from)
{
    snprintf(target, CATALOG_ID_BYTES, "%s", from.target != NULL ? from.target : "");
    *action = from;
    action->target = target;
}

static bool same_action(struct action a, struct action b)
{
    return a.kind == b.kind && a.value == b.value &&
           strcmp(a.target != NULL ? a.target : "", b.target != NULL ? b.target : "") == 0;
}

static struct action action_at(const struct frame *frame, int x, int y)
{
    const struct item *item = frame_hit(frame, x, y);
    return item != NULL ? item->action : (struct action){0};
}

/* Still on what it went down on? The same action on another screen is another thing. */
static bool is_on(const struct pointer *pointer, const struct frame *frame, int x, int y)
{
    return strcmp(pointer->screen, frame->screen) == 0 && same_action(action_at(frame, x, y), pointer->action);
}

static struct event press_event(const struct pointer *pointer, int x, int y, int64_t now_ms)
{
    return (struct event){.kind = EVENT_PRESS, .now_ms = now_ms, .x = x, .y = y, .action = pointer->action};
}

void pointer_down(struct pointer *pointer, const struct frame *frame, int x, int y, int64_t now_ms,
                  struct pointer_events *out)
{
    out->count = 0;
    if (pointer->down) return;
    pointer->down = true;
    pointer->on = true;
    pointer->scrolling = false;
    pointer->screen = frame->screen; /* constant text */
    pointer->start_x = x;
    pointer->start_y = y;
    pointer->last_y = y;
    pointer->trail_count = 0;
    bool holds = frame->moving && rect_contains(frame->scroll_view, x, y);
    struct action action = action_at(frame, x, y);
    if (holds) action = (struct action){0};
    keep_action(&pointer->action, pointer->target, action);
    emit(out, press_event(pointer, x, y, now_ms));
}

static bool begins_scroll(const struct pointer *pointer, const struct frame *frame, int y)
{
    int slop = frame->height * POINTER_SLOP_PER_MILLE / 1000;
    return frame->scroll_max > 0 && rect_contains(frame->scroll_view, pointer->start_x, pointer->start_y) &&
           abs(y - pointer->start_y) > slop;
}

static void remember(struct pointer *pointer, int y, int64_t now_ms)
{
    if (pointer->trail_count == POINTER_TRAIL_MAX) {
        memmove(pointer->trail, pointer->trail + 1, (POINTER_TRAIL_MAX - 1) * sizeof(pointer->trail[0]));
        pointer->trail_count--;
    }
    pointer->trail[pointer->trail_count].y = y;
    pointer->trail[pointer->trail_count++].ms = now_ms;
}

/* Px a second at the end of a drag, content downwards positive; 0 when the finger rested. */
static int speed(const struct pointer *pointer, int64_t now_ms)
{
    int last = pointer->trail_count - 1;
    if (last < 1 || now_ms - pointer->trail[last].ms > POINTER_REST_MS) return 0;
    int first = 0;
    while (first < last && now_ms - pointer->trail[first].ms > POINTER_TRAIL_MS) first++;
    int64_t ms = pointer->trail[last].ms - pointer->trail[first].ms;
    return ms > 0 ? (int)((int64_t)(pointer->trail[first].y - pointer->trail[last].y) * 1000 / ms) : 0;
}

/* From a held key onto one of its variants: now that is what the finger is on. */
static bool slides_on(struct pointer *pointer, const struct frame *frame, int x, int y)
{
    const struct item *item = frame_hit(frame, x, y);
    if (item == NULL || !item->slides || pointer->action.kind != ACTION_KEY) return false;
    if (same_action(item->action, pointer->action)) return false;
    keep_action(&pointer->action, pointer->target, item->action);
    pointer->on = true;
    return true;
}

void pointer_move(struct pointer *pointer, const struct frame *frame, int x, int y, int64_t now_ms,
                  struct pointer_events *out)
{
    out->count = 0;
    if (!pointer->down) return;
    if (!pointer->scrolling && begins_scroll(pointer, frame, y)) {
        pointer->scrolling = true;
        if (pointer->on) emit(out, (struct event){.kind = EVENT_RELEASE, .now_ms = now_ms});
        pointer->on = false;
    }
    if (pointer->scrolling) {
        emit(out, (struct event){.kind = EVENT_SCROLL, .now_ms = now_ms, .amount = pointer->last_y - y});
        pointer->last_y = y;
        remember(pointer, y, now_ms);
        return;
    }
    if (slides_on(pointer, frame, x, y)) {
        emit(out, press_event(pointer, x, y, now_ms));
        return;
    }
    bool on = is_on(pointer, frame, x, y);
    if (on == pointer->on) return;
    pointer->on = on;
    emit(out, on ? press_event(pointer, x, y, now_ms) : (struct event){.kind = EVENT_RELEASE, .now_ms = now_ms});
}

static bool is_double_strike(const struct pointer *pointer, int64_t now_ms)
{
    int64_t limit = pointer->action.kind == ACTION_KEY || pointer->action.kind == ACTION_KEY_BACKSPACE ||
                            pointer->action.kind == ACTION_PIN_DIGIT
                        ? DOUBLE_STRIKE_KEY_MS
                        : DOUBLE_STRIKE_MS;
    return same_action(pointer->struck, pointer->action) && now_ms - pointer->struck_ms < limit;
}

/* Where in a field's text the finger lifted: 1 + bytes, or 0. */
static int caret_at(const struct frame *frame, int x, int y)
{
    const struct item *item = frame_hit(frame, x, y);
    if (item == NULL || item->stops_count == 0) return 0;
    return 1 + (int)caret_nearest(item->stops, item->stops_count, x, y);
}

void pointer_up(struct pointer *pointer, const struct frame *frame, int x, int y, int64_t now_ms,
                struct pointer_events *out)
{
    out->count = 0;
    if (!pointer->down) return;
    pointer->down = false;
    if (!pointer->scrolling) (void)slides_on(pointer, frame, x, y);
    bool on = !pointer->scrolling && is_on(pointer, frame, x, y);
    if (!on || pointer->action.kind == ACTION_NONE || is_double_strike(pointer, now_ms)) {
        emit(out, (struct event){.kind = EVENT_RELEASE, .now_ms = now_ms, .amount = 1});
        int fast = pointer->scrolling ? speed(pointer, now_ms) : 0;
        if (fast != 0) {
            emit(out, (struct event){.kind = EVENT_FLICK, .now_ms = now_ms, .amount = fast, .y = frame->height});
        }
        return;
    }
    keep_action(&pointer->struck, pointer->struck_target, pointer->action);
    pointer->struck_ms = now_ms;
    emit(out, (struct event){.kind = EVENT_TAP,
                             .now_ms = now_ms,
                             .x = x,
                             .y = y,
                             .amount = caret_at(frame, x, y),
                             .action = pointer->action});
}

void pointer_cancel(struct pointer *pointer, int64_t now_ms, struct pointer_events *out)
{
    out->count = 0;
    if (!pointer->down) return;
    pointer->down = false;
    pointer->scrolling = false;
    emit(out, (struct event){.kind = EVENT_RELEASE, .now_ms = now_ms, .amount = 1});
}
