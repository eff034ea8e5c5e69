#include "kiosk/script.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/audit.h"
#include "kiosk/corners.h"
#include "kiosk/focus.h"
#include "kiosk/memory.h"
#include "kiosk/png.h"
#include "kiosk/pointer.h"
#include "sync/base/file.h"
#include "sync/base/json.h"

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

struct script {
    struct app *app;
    const struct script_options *options;
    int line;
    int64_t now_ms;
    struct canvas *canvas;
    struct audit *audit; /* made when it is first needed */
    uint64_t audited;    /* hash of the frame that was audited last */
    size_t frames, findings;
    const char *next;        /* the line after the present one */
    const char *repeat_from; /* the line after `repeat`; NULL outside of one */
    int repeat_line;
    long repeat_left;     /* how often it is still to be done */
    struct memory memory; /* at `memory mark` */
    bool memory_marked;
};

static enum err fail(const struct script *script, const char *format, ...) PRINTF(2, 3);

static enum err fail(const struct script *script, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", script->options->path, script->line);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    va_end(args);
    return ERR_INVALID;
}

/* ---- time ---- */

/* Lets time pass, with everything that falls due on the way. */
static void pass(struct script *script, int64_t ms)
{
    int64_t until = script->now_ms + ms;
    while (script->now_ms < until) {
        int64_t due = app_next_wake_ms(script->app);
        int64_t step = due < 0 || due > until - script->now_ms ? until - script->now_ms : due;
        script->now_ms += step > 0 ? step : 1;
        app_time(script->app, script->now_ms);
        (void)app_frame(script->app);
    }
}

/* ---- finding things ---- */

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

/* Where a line ends, a blank is wanted. */
static bool begins_with_words(const char *text, const char *wanted)
{
    while (*wanted != '\0' && (*text == *wanted || (*text == '\n' && *wanted == ' '))) {
        text++;
        wanted++;
    }
    return *wanted == '\0';
}

static bool contains_words(const char *text, const char *wanted)
{
    for (; text != NULL && *text != '\0'; text++) {
        if (begins_with_words(text, wanted)) return true;
    }
    return false;
}

static bool can_be_read(const struct frame *frame, const char *wanted)
{
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (rect_is_empty(item_visible(item))) continue;
        if (contains_words(item->text, wanted) || contains_words(item->label, wanted) ||
            contains_words(item->description, wanted)) {
            return true;
        }
    }
    return false;
}

/* ---- verbs ---- */

static enum err press(struct script *script, const struct item *item, int64_t down_ms, int64_t pause_ms,
                      const char *label)
{
    int x = 0;
    int y = 0;
    if (!reachable_point(app_frame(script->app), item, &x, &y)) {
        return fail(script, "\"%s\" is covered by something else", label);
    }
    app_pointer(script->app, POINTER_DOWN, x, y, script->now_ms);
    pass(script, down_ms);
    app_pointer(script->app, POINTER_UP, x, y, script->now_ms);
    pass(script, pause_ms);
    return ERR_OK;
}

static enum err tap_for(struct script *script, const char *label, int64_t down_ms)
{
    const struct frame *frame = app_frame(script->app);
    const struct item *item = find_label(frame, label);
    if (item != NULL && is_ambiguous(frame, item, label)) {
        return fail(script, "more than one thing on the screen \"%s\" is called \"%s\"", frame->screen, label);
    }
    if (item != NULL) return press(script, item, down_ms, TAP_PAUSE_MS, label);
    char labels[ALL_LABELS_BYTES];
    return fail(script, "nothing called \"%s\" can be pressed on the screen \"%s\"; there is %s", label, frame->screen,
                all_labels(frame, labels));
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
    return fail(script, "there is no keyboard on the screen \"%s\"", frame->screen);
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
        return fail(script, "there is no keyboard on the screen \"%s\"", frame->screen);
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
    return fail(script, "the keyboard has no key for \"%s\"", letter);
}

static enum err do_type(struct script *script, const char *text)
{
    enum err err = ERR_OK;
    while (err == ERR_OK && *text != '\0') {
        char letter[5] = {0};
        size_t bytes = 1;
        while (bytes < 4 && ((unsigned char)text[bytes] & 0xc0) == 0x80) bytes++;
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
    pass(script, TAP_PAUSE_MS);
    return ERR_OK;
}

/* A finger over the middle of what scrolls; it rests `rest_ms` before it lifts. */
static enum err drag(struct script *script, const char *verb, const char *direction, int64_t rest_ms, int64_t pause_ms)
{
    bool up = strcmp(direction, "up") == 0;
    if (!up && strcmp(direction, "down") != 0) return fail(script, "%s goes up or down, not \"%s\"", verb, direction);
    struct rect view = app_frame(script->app)->scroll_view;
    if (rect_is_empty(view)) return fail(script, "nothing on this screen can be scrolled");
    int x = view.x + view.w / 3;
    int from = view.y + view.h * (up ? 8 : 2) / 10;
    int to = view.y + view.h * (up ? 2 : 8) / 10;
    app_pointer(script->app, POINTER_DOWN, x, from, script->now_ms);
    for (int step = 1; step <= 8; step++) {
        pass(script, 16);
        app_pointer(script->app, POINTER_MOVE, x, from + (to - from) * step / 8, script->now_ms);
    }
    pass(script, rest_ms);
    app_pointer(script->app, POINTER_UP, x, to, script->now_ms);
    pass(script, pause_ms);
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
        return fail(script, "wait needs a time such as 500ms or 2s, not \"%s\"", time);
    }
    pass(script, number * factor);
    return ERR_OK;
}

static enum err do_expect(struct script *script, const char *text)
{
    const struct frame *frame = app_frame(script->app);
    if (text[0] == '\0') return fail(script, "expect needs some words");
    if (can_be_read(frame, text)) return ERR_OK;
    AUTO(str_finish) struct str all = {0};
    if (frame_to_text(&all, frame) != ERR_OK) str_clear(&all);
    return fail(script, "\"%s\" can't be read on the screen \"%s\", which is:\n%s", text, frame->screen,
                str_text(&all));
}

static enum err do_refuse(struct script *script, const char *text)
{
    const struct frame *frame = app_frame(script->app);
    if (text[0] == '\0') return fail(script, "refuse needs some words");
    if (!can_be_read(frame, text)) return ERR_OK;
    return fail(script, "\"%s\" can be read on the screen \"%s\", but must not", text, frame->screen);
}

static char *output_path(const struct script *script, const char *name, const char *ending)
{
    char file[300];
    snprintf(file, sizeof(file), "%s.%s", name, ending);
    return file_join(script->options->shots != NULL ? script->options->shots : ".", file);
}

static enum err written(const struct script *script, enum err err, const char *path)
{
    return err == ERR_OK ? ERR_OK
                         : fail(script, "%s can't be written: %s", path != NULL ? path : "a file", err_text(err));
}

static enum err do_shot(struct script *script, const char *name)
{
    struct damage damage;
    app_paint(script->app, script->canvas, &damage);
    char *path = output_path(script, name, "png");
    enum err err = written(script, path != NULL ? png_write(script->canvas, path) : ERR_NOMEM, path);
    free(path);
    return err;
}

/* As a window would, without writing it anywhere. */
static enum err do_paint(struct script *script, const char *nothing)
{
    (void)nothing;
    struct damage damage;
    app_paint(script->app, script->canvas, &damage);
    return ERR_OK;
}

static enum err compare_memory(const struct script *script, const struct memory *now)
{
    const struct memory *then = &script->memory;
    printf("heap %zu KiB, then %zu KiB; resident %zu KiB, then %zu KiB\n", then->heap_bytes / 1024,
           now->heap_bytes / 1024, then->resident_bytes / 1024, now->resident_bytes / 1024);
    if (now->heap_bytes > then->heap_bytes + SCRIPT_HEAP_GROWTH_MAX)
        return fail(script, "the heap has grown by %zu bytes, more than %d", now->heap_bytes - then->heap_bytes,
                    SCRIPT_HEAP_GROWTH_MAX);
    if (now->resident_bytes > then->resident_bytes + SCRIPT_RESIDENT_GROWTH_MAX)
        return fail(script, "resident memory has grown by %zu bytes, more than %d",
                    now->resident_bytes - then->resident_bytes, SCRIPT_RESIDENT_GROWTH_MAX);
    return ERR_OK;
}

static enum err do_memory(struct script *script, const char *what)
{
    bool mark = strcmp(what, "mark") == 0;
    if (!mark && strcmp(what, "same") != 0) return fail(script, "memory is to mark or same, not \"%s\"", what);
    if (!mark && !script->memory_marked) return fail(script, "memory same needs memory mark before it");
    struct memory now;
    enum err err = memory_measure(&now);
    if (err != ERR_OK) return fail(script, "memory can't be measured: %s", err_text(err));
    if (!mark) return compare_memory(script, &now);
    script->memory = now;
    script->memory_marked = true;
    return ERR_OK;
}

static enum err do_repeat(struct script *script, const char *times)
{
    char *end = NULL;
    long count = strtol(times, &end, 10);
    if (script->repeat_from != NULL) return fail(script, "repeat stands within another one");
    if (*end != '\0' || count < 1 || count > SCRIPT_REPEAT_MAX)
        return fail(script, "repeat needs a number from 1 to %d, not \"%s\"", SCRIPT_REPEAT_MAX, times);
    script->repeat_left = count;
    script->repeat_from = script->next;
    script->repeat_line = script->line;
    return ERR_OK;
}

static enum err do_end(struct script *script, const char *nothing)
{
    (void)nothing;
    if (script->repeat_from == NULL) return fail(script, "end needs repeat before it");
    if (--script->repeat_left > 0) {
        script->next = script->repeat_from;
        script->line = script->repeat_line;
    } else {
        script->repeat_from = NULL;
    }
    return ERR_OK;
}

static enum err do_frame(struct script *script, const char *name)
{
    AUTO(json_auto) json_t *json = frame_to_json(app_frame(script->app));
    char *text = json != NULL ? json_dumps(json, JSON_INDENT(1)) : NULL;
    char *path = output_path(script, name, "json");
    enum err err = ERR_NOMEM;
    if (text != NULL && path != NULL) err = file_write(path, text, strlen(text), 0644);
    err = written(script, err, path);
    free(text);
    free(path);
    return err;
}

static enum err do_text(struct script *script, const char *name)
{
    AUTO(str_finish) struct str text = {0};
    enum err err = frame_to_text(&text, app_frame(script->app));
    char *path = output_path(script, name, "txt");
    if (err == ERR_OK) err = path != NULL ? file_write(path, str_text(&text), text.length, 0644) : ERR_NOMEM;
    err = written(script, err, path);
    free(path);
    return err;
}

/* How many findings the present frame has; what they are goes to `out`. */
static size_t audit_now(struct script *script, struct str *out)
{
    str_init(out, 256 * 1024);
    if (script->audit == NULL && audit_create(&script->audit, app_text(script->app)) != ERR_OK) {
        str_add(out, "audit: out of memory\n");
        return 1;
    }
    const struct frame *frame = app_frame(script->app);
    return audit_frame(script->audit, frame, app_metrics(script->app), app_look_used(script->app), out);
}

static enum err do_audit(struct script *script, const char *nothing)
{
    (void)nothing;
    AUTO(str_finish) struct str findings;
    size_t count = audit_now(script, &findings);
    return count == 0 ? ERR_OK : fail(script, "%zu findings:\n%s", count, str_text(&findings));
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
    if (!local.known) return fail(script, "clock needs local time such as \"2026-11-26T16:30\", not \"%s\"", text);
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
        pass(script, TAP_PAUSE_MS);
        return ERR_OK;
    }
    return fail(script, "key takes next, previous or choose, not \"%s\"", name);
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
        pass(script, KEY_PAUSE_MS);
    }
    if (!is_focused(script, label)) {
        return fail(script, "going on and on never comes to \"%s\" on the screen \"%s\"", label,
                    app_frame(script->app)->screen);
    }
    pass(script, TAP_PAUSE_MS);
    return do_key(script, "choose");
}

static enum err do_say(struct script *script, const char *text)
{
    (void)app_frame(script->app);
    const char *spoken = app_spoken(script->app);
    if (strstr(spoken, text) != NULL && (text[0] != '\0' || spoken[0] == '\0')) return ERR_OK;
    return fail(script, "\"%s\" was not said; the latest is \"%s\"", text, spoken);
}

static enum err do_headphones(struct script *script, const char *where)
{
    bool in = strcmp(where, "in") == 0;
    if (!in && strcmp(where, "out") != 0) return fail(script, "headphones are in or out, not \"%s\"", where);
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
        pass(script, TOUCH_MS);
        app_pointer(script->app, POINTER_UP, x, y, script->now_ms);
        pass(script, TAP_PAUSE_MS);
        return ERR_OK;
    }
    return fail(script, "nothing called \"%s\" is on the screen \"%s\"", label, frame->screen);
}

/* In the upper left corner, where nothing is: it presses what was told latest, wherever that is. */
static enum err do_doubletap(struct script *script, const char *nothing)
{
    (void)nothing;
    for (int tap = 0; tap < 2; tap++) {
        app_pointer(script->app, POINTER_DOWN, 3, 3, script->now_ms);
        pass(script, TAP_DOWN_MS);
        app_pointer(script->app, POINTER_UP, 3, 3, script->now_ms);
        pass(script, tap == 0 ? KEY_PAUSE_MS : TAP_PAUSE_MS);
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
    pass(script, CORNERS_MS + TAP_PAUSE_MS);
    app_finger(script->app, 1, POINTER_UP, 4, 4, script->now_ms);
    app_finger(script->app, 2, POINTER_UP, right, 4, script->now_ms);
    return ERR_OK;
}

/* ---- auditing all the way ---- */

static uint64_t frame_hash(const struct frame *frame)
{
    uint64_t hash = 0;
    for (size_t at = 0; at < frame->items_count; at++) hash = hash * 31 + item_hash(&frame->items[at]);
    return hash;
}

static void audit_if_new(struct script *script)
{
    uint64_t hash = frame_hash(app_frame(script->app));
    if (!script->options->audit || hash == script->audited) return;
    script->audited = hash;
    AUTO(str_finish) struct str findings;
    script->frames++;
    script->findings += audit_now(script, &findings);
    fputs(str_text(&findings), stdout);
}

/* ---- lines ---- */

enum argument { ARGUMENT_NONE, ARGUMENT_WORD, ARGUMENT_QUOTED };

static const struct verb {
    const char *name;
    enum argument argument;
    enum err (*run)(struct script *script, const char *argument);
} verbs[] = {
    /* clang-format off */
    {"tap", ARGUMENT_QUOTED, do_tap},
    {"hold", ARGUMENT_QUOTED, do_hold},
    {"type", ARGUMENT_QUOTED, do_type},
    {"swipe", ARGUMENT_WORD, do_swipe},
    {"flick", ARGUMENT_WORD, do_flick},
    {"scroll", ARGUMENT_WORD, do_scroll},
    {"wait", ARGUMENT_WORD, do_wait},
    {"clock", ARGUMENT_QUOTED, do_clock},
    {"expect", ARGUMENT_QUOTED, do_expect},
    {"refuse", ARGUMENT_QUOTED, do_refuse},
    {"shot", ARGUMENT_WORD, do_shot},
    {"frame", ARGUMENT_WORD, do_frame},
    {"text", ARGUMENT_WORD, do_text},
    {"audit", ARGUMENT_NONE, do_audit},
    {"look", ARGUMENT_NONE, do_look},
    {"scan", ARGUMENT_QUOTED, do_scan},
    {"paint", ARGUMENT_NONE, do_paint},
    {"repeat", ARGUMENT_WORD, do_repeat},
    {"end", ARGUMENT_NONE, do_end},
    {"memory", ARGUMENT_WORD, do_memory},
    {"key", ARGUMENT_WORD, do_key},
    {"pick", ARGUMENT_QUOTED, do_pick},
    {"corners", ARGUMENT_NONE, do_corners},
    {"touch", ARGUMENT_QUOTED, do_touch},
    {"doubletap", ARGUMENT_NONE, do_doubletap},
    {"stay", ARGUMENT_QUOTED, do_stay},
    {"say", ARGUMENT_QUOTED, do_say},
    {"headphones", ARGUMENT_WORD, do_headphones},
    /* clang-format on */
};

static bool is_plain_name(const char *word)
{
    size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    return length > 0 && length < 200 && word[length] == '\0';
}

/* Takes the quotes off, in place; \" and \\ stand for themselves. NULL when it is not one quoted text. */
static char *unquoted(char *text)
{
    size_t length = strlen(text);
    if (length < 2 || text[0] != '"' || text[length - 1] != '"') return NULL;
    char *to = text;
    const char *end = text + length - 1;
    for (char *from = text + 1; from < end; from++) {
        if (*from == '"') return NULL;
        if (*from == '\\' && (++from == end || (*from != '"' && *from != '\\'))) return NULL;
        *to++ = *from;
    }
    *to = '\0';
    return text;
}

static enum err run_verb(struct script *script, const struct verb *verb, char *argument)
{
    if (verb->argument == ARGUMENT_NONE && argument[0] != '\0') return fail(script, "%s takes nothing", verb->name);
    if (verb->argument == ARGUMENT_QUOTED) {
        argument = unquoted(argument);
        if (argument == NULL) return fail(script, "%s needs a text in quotes: %s \"…\"", verb->name, verb->name);
    }
    if (verb->argument == ARGUMENT_WORD && !is_plain_name(argument)) {
        return fail(script, "%s needs one plain word", verb->name);
    }
    return verb->run(script, argument);
}

static enum err no_such_verb(struct script *script, const char *line, size_t name)
{
    char known[512] = "";
    size_t used = 0;
    for (size_t at = 0; at < sizeof(verbs) / sizeof(verbs[0]); at++) {
        used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s", at > 0 ? ", " : "", verbs[at].name);
        assert(used < sizeof(known));
    }
    return fail(script, "there is no verb \"%.*s\": %s", (int)name, line, known);
}

static enum err run_line(struct script *script, char *line)
{
    while (isspace((unsigned char)*line)) line++;
    size_t length = strlen(line);
    while (length > 0 && isspace((unsigned char)line[length - 1])) line[--length] = '\0';
    if (length == 0 || line[0] == '#') return ERR_OK;
    size_t name = strcspn(line, " \t");
    char *argument = line + name;
    while (isspace((unsigned char)*argument)) argument++;
    for (size_t at = 0; at < sizeof(verbs) / sizeof(verbs[0]); at++) {
        if (strlen(verbs[at].name) == name && strncmp(verbs[at].name, line, name) == 0) {
            return run_verb(script, &verbs[at], argument);
        }
    }
    return no_such_verb(script, line, name);
}

static enum err run_lines(struct script *script, const char *text)
{
    for (script->next = text; *script->next != '\0';) {
        char line[SCRIPT_LINE_BYTES_MAX];
        text = script->next;
        size_t length = strcspn(text, "\n");
        script->line++;
        if (length >= sizeof(line)) return fail(script, "the line is longer than %d bytes", SCRIPT_LINE_BYTES_MAX - 1);
        memcpy(line, text, length);
        line[length] = '\0';
        script->next = text + length + (text[length] == '\n');
        enum err err = run_line(script, line);
        if (err != ERR_OK) return err;
        audit_if_new(script);
    }
    return script->repeat_from == NULL ? ERR_OK : fail(script, "repeat has no end");
}

enum err script_run(struct app *app, const struct script_options *options)
{
    AUTO(str_finish) struct str text;
    enum err err = file_read(&text, options->path, SCRIPT_BYTES_MAX);
    if (err != ERR_OK) {
        fprintf(stderr, "%s: %s\n", options->path, err_text(err));
        return err;
    }
    if (strlen(str_text(&text)) != text.length) {
        fprintf(stderr, "%s: it is not text\n", options->path);
        return ERR_INVALID;
    }
    const struct metrics *metrics = app_metrics(app);
    struct script script = {
        .app = app, .options = options, .now_ms = 1000, .canvas = canvas_create(metrics->width, metrics->height)};
    if (script.canvas == NULL) return ERR_NOMEM;
    app_look(app, script.now_ms);
    audit_if_new(&script);
    err = run_lines(&script, str_text(&text));
    canvas_destroy(script.canvas);
    audit_destroy(script.audit);
    if (options->audit) printf("%zu frames, %zu findings\n", script.frames, script.findings);
    return err == ERR_OK && script.findings > 0 ? ERR_INVALID : err;
}
