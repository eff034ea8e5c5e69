#include "kiosk/frame.h"

#include <assert.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kiosk/grapheme.h"
#include "sync/base/letters.h"
#include "sync/base/str.h"

void frame_wipe(struct frame *frame)
{
    sodium_memzero(frame->arena, frame->arena_used);
    sodium_memzero(frame->items, frame->items_count * sizeof(frame->items[0]));
    frame->items_count = 0;
    frame->arena_used = 0;
}

void frame_begin(struct frame *frame, const char *screen, const char *lang, int width, int height)
{
    frame_wipe(frame);
    frame->screen = screen;
    snprintf(frame->lang, sizeof(frame->lang), "%s", lang);
    frame->width = width;
    frame->height = height;
    frame->cut = false;
    frame->scroll_view = (struct rect){0, 0, 0, 0};
    frame->scroll_max = 0;
    frame->top = 0;
    frame->moving = false;
    frame->list_first = frame->list_count = 0;
    frame->list_pitch = 0;
}

struct item *frame_add(struct frame *frame)
{
    if (frame->items_count == FRAME_ITEMS_MAX) {
        frame->cut = true;
        frame->items_count--;
    }
    struct item *item = &frame->items[frame->items_count++];
    memset(item, 0, sizeof(*item));
    item->clip = (struct rect){0, 0, frame->width, frame->height};
    return item;
}

void *frame_memory(struct frame *frame, size_t bytes, size_t alignment)
{
    size_t start = (frame->arena_used + alignment - 1) / alignment * alignment;
    if (bytes > FRAME_TEXT_BYTES_MAX || start > FRAME_TEXT_BYTES_MAX - bytes) {
        frame->cut = true;
        return NULL;
    }
    frame->arena_used = start + bytes;
    return frame->arena + start;
}

const char *frame_text(struct frame *frame, const char *text, size_t bytes)
{
    char *copy = frame_memory(frame, bytes + 1, 1);
    if (copy == NULL) return "";
    memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    return copy;
}

const char *frame_textf(struct frame *frame, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (length < 0) return "";
    if ((size_t)length >= sizeof(text)) {
        frame->cut = true;
        letters_end(text);
        size_t bytes = strlen(text);
        bool accents = bytes > 0 && (unsigned char)text[bytes - 1] >= 0x80; /* more of them may not have fitted */
        if (accents) text[grapheme_before(text, bytes)] = '\0';
    }
    const char *copy = frame_text(frame, text, strlen(text));
    sodium_memzero(text, sizeof(text));
    return copy;
}

struct rect item_visible(const struct item *item)
{
    return rect_intersect(item->bounds, item->clip);
}

static struct rect mirrored(const struct frame *frame, struct rect rect)
{
    rect.x = frame->width - rect.x - rect.w;
    return rect;
}

void frame_mirror(struct frame *frame)
{
    for (size_t at = 0; at < frame->items_count; at++) {
        struct item *item = &frame->items[at];
        item->clip = mirrored(frame, item->clip); /* of what keeps its place, too: it lies in what was turned */
        if (item->unmirrored) continue;
        item->bounds = mirrored(frame, item->bounds);
        item->mirrored = item->drawing == DRAW_FLOWER;
        for (size_t stop = 0; stop < item->stops_count; stop++)
            item->stops[stop].x = frame->width - item->stops[stop].x;
        item->arc_from.x = frame->width - item->arc_from.x;
        item->arc_to.x = frame->width - item->arc_to.x;
        item->arc_bend = -item->arc_bend;
        /* Danish in the midst of Arabic, too: all that is read has one clean edge, where reading begins. */
        if (item->align == ALIGN_LEFT) item->align = ALIGN_RIGHT;
        if (item->icon == ICON_BACK || item->icon == ICON_FORWARD) {
            item->icon = item->icon == ICON_BACK ? ICON_FORWARD : ICON_BACK;
        }
    }
    if (!rect_is_empty(frame->scroll_view)) frame->scroll_view = mirrored(frame, frame->scroll_view);
}

const struct item *frame_hit(const struct frame *frame, int x, int y)
{
    for (size_t at = frame->items_count; at > 0; at--) {
        const struct item *item = &frame->items[at - 1];
        if (item->action.kind != ACTION_NONE && !item->disabled && rect_contains(item_visible(item), x, y)) return item;
    }
    return NULL;
}

struct rect item_painted(const struct item *item)
{
    struct rect bounds = item->bounds;
    bounds.y -= item->overhang;
    bounds.h += 2 * item->overhang;
    return rect_intersect(bounds, item->clip);
}

const char *item_words(const struct item *item, char *out, size_t out_bytes)
{
    const char *words = item->label != NULL ? item->label : item->text;
    int length = snprintf(out, out_bytes, "%s", words != NULL ? words : "");
    if (length >= 0 && (size_t)length >= out_bytes) out[grapheme_fit(words, out_bytes - 1)] = '\0';
    for (char *at = out; *at != '\0'; at++) {
        if (*at == '\n') *at = ' ';
    }
    return out;
}

const char *role_name(enum role role)
{
    static const char *const names[] = {"decoration", "text", "heading", "button", "card",
                                        "field",      "key",  "image",   "alert"};
    return names[role];
}

const char *action_name(enum action_kind kind)
{
    static const char *const names[] = {
        [ACTION_NONE] = "",
        [ACTION_OPEN_BOARD] = "open_board",
        [ACTION_OPEN_NETWORK] = "open_network",
        [ACTION_SEARCH] = "search",
        [ACTION_OPEN_FILTER] = "open_filter",
        [ACTION_FILTER] = "filter",
        [ACTION_BACK] = "back",
        [ACTION_OPEN_GROUP] = "open_group",
        [ACTION_START] = "start",
        [ACTION_CHOOSE] = "choose",
        [ACTION_ACCEPT_NOTICE] = "accept_notice",
        [ACTION_FOCUS_FIELD] = "focus_field",
        [ACTION_KEY] = "key",
        [ACTION_KEY_SHIFT] = "key_shift",
        [ACTION_KEY_LAYER] = "key_layer",
        [ACTION_KEY_BACKSPACE] = "key_backspace",
        [ACTION_KEY_CARET] = "key_caret",
        [ACTION_KEY_WAY] = "key_way",
        [ACTION_NEXT] = "next",
        [ACTION_EDIT] = "edit",
        [ACTION_EDIT_CHOICE] = "edit_choice",
        [ACTION_SEND] = "send",
        [ACTION_FINISH] = "finish",
        [ACTION_STAY] = "stay",
        [ACTION_SCROLL_UP] = "scroll_up",
        [ACTION_SCROLL_DOWN] = "scroll_down",
        [ACTION_SCROLL_FIRST] = "scroll_first",
        [ACTION_SCROLL_LAST] = "scroll_last",
        [ACTION_HELP] = "help",
        [ACTION_LANGUAGE] = "language",
        [ACTION_ABOUT] = "about",
        [ACTION_OPEN_PAGE] = "open_page",
        [ACTION_CHOOSE_LANGUAGE] = "choose_language",
        [ACTION_LARGER] = "larger",
        [ACTION_CONTRAST] = "contrast",
        [ACTION_IDEAS] = "ideas",
        [ACTION_OPEN_IDEA] = "open_idea",
        [ACTION_SUPPORT] = "support",
        [ACTION_FOLLOW] = "follow",
        [ACTION_FOLLOW_GROUP] = "follow_group",
        [ACTION_FOLLOW_CLEAR] = "follow_clear",
        [ACTION_FOLLOW_FIND] = "follow_find",
        [ACTION_WISH] = "wish",
        [ACTION_GIVE_WISH] = "give_wish",
        [ACTION_GUIDE] = "guide",
        [ACTION_GUIDE_ANSWER] = "guide_answer",
        [ACTION_LEANS] = "leans",
        [ACTION_RINGS] = "rings",
        [ACTION_GIFTS] = "gifts",
        [ACTION_CHOOSE_DROP] = "choose_drop",
        [ACTION_RINGS_AS_LIST] = "rings_as_list",
        [ACTION_RINGS_PAGE] = "rings_page",
        [ACTION_SPEECH] = "speech",
        [ACTION_LOW_REACH] = "low_reach",
        [ACTION_QUIET] = "quiet",
        [ACTION_REPEAT] = "repeat",
        [ACTION_SOFTER] = "softer",
        [ACTION_LOUDER] = "louder",
        [ACTION_PIN_DIGIT] = "pin_digit",
        [ACTION_PIN_ERASE] = "pin_erase",
        [ACTION_PIN_DONE] = "pin_done",
        [ACTION_TEST_BEGIN] = "test_begin",
        [ACTION_TEST_SOUND] = "test_sound",
        [ACTION_TEST_TOUCH] = "test_touch",
        [ACTION_RESTART] = "restart",
    };
    return names[kind];
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t bytes_count)
{
    const unsigned char *at = bytes;
    for (size_t index = 0; index < bytes_count; index++) hash = (hash ^ at[index]) * 1099511628211u;
    return hash;
}

static uint64_t hash_int(uint64_t hash, int value)
{
    return hash_bytes(hash, &value, sizeof(value));
}

static uint64_t hash_rect(uint64_t hash, struct rect rect)
{
    const int values[] = {rect.x, rect.y, rect.w, rect.h};
    return hash_bytes(hash, values, sizeof(values));
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    return text != NULL ? hash_bytes(hash, text, strlen(text) + 1) : hash_int(hash, -1);
}

uint64_t item_hash(const struct item *item)
{
    uint64_t hash = 14695981039346656037u;
    hash = hash_int(hash, (int)item->drawing);
    hash = hash_rect(hash, item->bounds);
    hash = hash_rect(hash, item->clip);
    const uint8_t colors[] = {item->fill.r, item->fill.g, item->fill.b, item->fill.a, item->edge.r, item->edge.g,
                              item->edge.b, item->edge.a, item->ink.r,  item->ink.g,  item->ink.b,  item->ink.a};
    hash = hash_bytes(hash, colors, sizeof(colors));
    const int values[] = {item->edge_width,    item->radius,      item->dashed,     (int)item->style.weight,
                          item->style.size_px, item->line_height, item->overhang,   (int)item->align,
                          (int)item->icon,     item->rings,       item->ring_inner, item->mirrored,
                          item->ring_phase,    item->faded,       item->dimmed};
    hash = hash_bytes(hash, values, sizeof(values));
    hash = hash_text(hash, item->text);
    if (item->picture != NULL) hash = hash_text(hash, item->picture);
    if (item->drawing == DRAW_ARC) {
        const int arc[] = {item->arc_from.x, item->arc_from.y, item->arc_to.x, item->arc_to.y, item->arc_bend};
        hash = hash_bytes(hash, arc, sizeof(arc));
    }
    if (item->modules != NULL) {
        hash = hash_bytes(hash, item->modules, (size_t)item->modules_side * (size_t)item->modules_side);
    }
    for (int at = 0; at < item->petals_count; at++) {
        const struct petal *petal = &item->petals[at];
        hash = hash_int(hash, (int)petal->side * 2 + petal->created);
        hash = hash_text(hash, petal->keyword);
    }
    return hash;
}

static json_t *item_to_json(const struct item *item)
{
    char words[2048];
    struct rect seen = item_visible(item);
    json_t *json = json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:s, s:b}", "role", role_name(item->role), "label",
                             item_words(item, words, sizeof(words)), "text", item->text != NULL ? item->text : "", "x",
                             seen.x, "y", seen.y, "w", seen.w, "h", seen.h, "action", action_name(item->action.kind),
                             "focus", item->focus);
    sodium_memzero(words, sizeof(words));
    if (json == NULL) return NULL;
    if (item->action.target != NULL) json_object_set_new(json, "target", json_string(item->action.target));
    if (item->pressed) json_object_set_new(json, "pressed", json_true());
    if (item->disabled) json_object_set_new(json, "disabled", json_true());
    if (item->description != NULL) json_object_set_new(json, "description", json_string(item->description));
    return json;
}

json_t *frame_to_json(const struct frame *frame)
{
    json_t *items = json_array();
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (item->role != ROLE_DECORATION) json_array_append_new(items, item_to_json(item));
    }
    return json_pack("{s:s, s:s, s:i, s:i, s:o}", "screen", frame->screen, "lang", frame->lang, "width", frame->width,
                     "height", frame->height, "items", items);
}

static void item_to_text(struct str *out, const struct item *item)
{
    char words[2048];
    str_addf(out, "%s \"%s\"", role_name(item->role), item_words(item, words, sizeof(words)));
    sodium_memzero(words, sizeof(words));
    if (item->role == ROLE_FIELD && item->text != NULL) str_addf(out, " holds \"%s\"", item->text);
    if (item->description != NULL) str_addf(out, " (%s)", item->description);
    if (item->action.kind != ACTION_NONE) str_addf(out, " -> %s", action_name(item->action.kind));
    if (item->action.target != NULL) str_addf(out, " %s", item->action.target);
    if (item->focus) str_add(out, " [focus]");
    if (item->pressed) str_add(out, " [pressed]");
    if (item->disabled) str_add(out, " [disabled]");
    str_add(out, "\n");
}

enum err frame_to_text(struct str *out, const struct frame *frame)
{
    str_init(out, 256 * 1024);
    str_addf(out, "screen %s, %s\n", frame->screen, frame->lang);
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (item->role == ROLE_DECORATION || rect_is_empty(item_visible(item))) continue;
        item_to_text(out, item);
    }
    return str_ok(out) ? ERR_OK : ERR_NOMEM;
}
