#include "kiosk/ui.h"

#include <string.h>

#include "kiosk/focus.h"
#include "kiosk/lines.h"
#include "kiosk/reach.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static const struct {
    int size;
    enum weight weight;
    int line_percent;
} types[TYPE_COUNT] = {
    [TYPE_HEADING] = {80, WEIGHT_BOLD, 110},          [TYPE_SUBHEADING] = {56, WEIGHT_BOLD, 114},
    [TYPE_TITLE] = {52, WEIGHT_SEMIBOLD, 115},        [TYPE_BODY] = {42, WEIGHT_REGULAR, 128},
    [TYPE_STRONG] = {42, WEIGHT_SEMIBOLD, 128},       [TYPE_SMALL] = {41, WEIGHT_REGULAR, 124},
    [TYPE_SMALL_STRONG] = {41, WEIGHT_SEMIBOLD, 124}, [TYPE_BUTTON] = {46, WEIGHT_SEMIBOLD, 115},
    [TYPE_KEY] = {50, WEIGHT_REGULAR, 115},           [TYPE_CODE] = {60, WEIGHT_BOLD, 125},
};

int ui_px(const struct ui *ui, int design_px)
{
    return metrics_px(&ui->metrics, design_px);
}

struct text_style ui_style(const struct ui *ui, enum type type)
{
    /* What is large already grows less, so that a heading still fits in a few lines. */
    int size = types[type].size;
    if (ui->metrics.low && size > 60) size = 60;
    int px = metrics_text_px(&ui->metrics, size);
    if (size > 60 && ui->metrics.text_scale > ui->metrics.scale) px = metrics_px(&ui->metrics, size * 5 / 4);
    return (struct text_style){types[type].weight, px};
}

int ui_line_height(const struct ui *ui, enum type type)
{
    return ui_style(ui, type).size_px * types[type].line_percent / 100;
}

struct item *ui_add(struct ui *ui, enum role role, struct rect bounds)
{
    struct item *item = frame_add(ui->frame);
    item->role = role;
    item->bounds = bounds;
    item->clip = ui->clip;
    item->zone = ui->zone;
    item->lang = ui->lang;
    return item;
}

struct item *ui_text(struct ui *ui, int x, int y, int width, enum type type, struct color ink, const char *text)
{
    struct text_style style = ui_style(ui, type);
    struct wrapped set = lines_set(ui, width, style, text);
    int line_height = ui_line_height(ui, type);
    enum role role = type == TYPE_HEADING || type == TYPE_SUBHEADING ? ROLE_HEADING : ROLE_TEXT;
    struct item *item = ui_add(ui, role, (struct rect){x, y, set.width, set.lines * line_height});
    item->text = set.text;
    item->parted = set.parted;
    item->style = style;
    item->line_height = line_height;
    int over = text_height(ui->text, style) - line_height;
    item->overhang = over > 0 ? over / 2 + 1 : 0;
    /* Naskh is taller than Inter. */
    if (ui->model->language->right_to_left) item->overhang = style.size_px / 2;
    item->ink = ink;
    return item;
}

static bool page_is_danish(const json_t *page)
{
    return json_is_true(json_object_get(page, "some_danish"));
}

/* In the list of pages only the titles are read. */
static bool some_page_title_is_danish(const json_t *pages)
{
    size_t at;
    json_t *page;
    json_array_foreach (pages, at, page) {
        if (json_is_true(json_object_get(page, "title_danish"))) return true;
    }
    return false;
}

static bool shows_danish(const struct model *model)
{
    switch (model->screen) {
    case SCREEN_NETWORK: return model->network.some_danish || model->site.some_danish;
    case SCREEN_GROUP: return model->network.some_danish;
    case SCREEN_GIFTS:
    case SCREEN_RINGS: return false; /* names, which say themselves what they are */
    case SCREEN_NOTICE: return model->site.notice_danish;
    case SCREEN_ABOUT: return some_page_title_is_danish(model->pages);
    case SCREEN_IDEAS: return model->language != &languages[0] && json_array_size(model->wall.ideas) > 0;
    case SCREEN_IDEA: return model->language != &languages[0];
    case SCREEN_PAGE: return page_is_danish(json_array_get(model->pages, model->page));
    default: return false; /* nothing but our own words, or cards, which say it themselves */
    }
}

int ui_danish_note(struct ui *ui, int x, int y, int width)
{
    if (!shows_danish(ui->model)) return y;
    const char *words = WORDS("Noget af teksten findes kun på dansk.");
    return y + ui_text(ui, x, y, width, TYPE_SMALL, ui->look->muted, words)->bounds.h + ui_px(ui, 8);
}

void ui_content(struct ui *ui, bool danish)
{
    ui->lang = danish ? languages[0].code : NULL;
}

void ui_own_words(struct ui *ui)
{
    ui->lang = NULL;
}

int ui_text_height(struct ui *ui, int width, enum type type, const char *text)
{
    struct ui_line lines[UI_LINES_MAX];
    return ui_wrap(ui, width, type, text, lines) * ui_line_height(ui, type);
}

struct item *ui_line(struct ui *ui, int x, int y, enum type type, struct color ink, const char *text, size_t bytes)
{
    struct text_style style = ui_style(ui, type);
    int line = ui_line_height(ui, type);
    struct item *item = ui_add(ui, ROLE_TEXT, (struct rect){x, y, text_width(ui->text, style, text, bytes), line});
    item->text = frame_text(ui->frame, text, bytes);
    item->style = style;
    item->line_height = line;
    item->overhang = style.size_px / 2; /* Arabic may be typed in any language, and Naskh is taller than Inter */
    item->ink = ink;
    return item;
}

void ui_caret(struct ui *ui, int x, int y, int height)
{
    struct color color = ui->look->act;
    int beside = ui->model->language->right_to_left ? -ui_px(ui, 6) : ui_px(ui, 2); /* it will be mirrored */
    ui_box(ui, (struct rect){x + beside, y, ui_px(ui, 4), height}, 0, color, color, 0)->drawing = DRAW_CARET;
}

int ui_text_width(struct ui *ui, enum type type, const char *text)
{
    return text_width(ui->text, ui_style(ui, type), text, strlen(text));
}

/* ---- pieces ---- */

struct item *ui_box(struct ui *ui, struct rect bounds, int radius, struct color fill, struct color edge, int edge_width)
{
    struct item *item = ui_add(ui, ROLE_DECORATION, bounds);
    item->drawing = DRAW_BOX;
    item->radius = radius;
    item->fill = fill;
    item->edge = edge;
    item->edge_width = edge_width;
    return item;
}

struct item *ui_icon(struct ui *ui, int x, int y, int size, enum icon icon, struct color ink, struct color ground)
{
    struct item *item = ui_add(ui, ROLE_DECORATION, (struct rect){x, y, size, size});
    item->drawing = DRAW_ICON;
    item->icon = icon;
    item->ink = ink;
    item->fill = ground;
    item->graphic = true;
    return item;
}

void ui_paper(struct ui *ui)
{
    ui_box(ui, (struct rect){0, 0, ui->metrics.width, ui->metrics.height}, 0, ui->look->paper, ui->look->paper, 0);
}

void ui_water(struct ui *ui, struct rect bounds)
{
    struct item *item = ui_add(ui, ROLE_DECORATION, bounds);
    item->drawing = DRAW_WATER;
    item->fill = ui->look->water_top;
    item->edge = ui->look->water_bottom;
}

int ui_margin(const struct ui *ui)
{
    return ui_px(ui, ui->metrics.portrait ? 64 : 72);
}

int ui_sign(const struct ui *ui, int design_px)
{
    return metrics_text_px(&ui->metrics, design_px);
}

int ui_measure(const struct ui *ui, int width)
{
    int most = metrics_text_px(&ui->metrics, 1240);
    return width < most ? width : most;
}

static int button_padding(const struct ui *ui)
{
    return ui_px(ui, 14);
}

int ui_button_height(struct ui *ui, int width, const char *words)
{
    int height = ui_text_height(ui, width - 2 * button_padding(ui), TYPE_BUTTON, words) +
                 2 * ui_px(ui, ui->metrics.low ? 22 : 30);
    int least = ui_px(ui, ui->metrics.low ? 100 : 132);
    return height > least ? height : least;
}

struct item *ui_button(struct ui *ui, struct rect bounds, enum button_kind kind, const char *words,
                       struct action action)
{
    const struct look *look = ui->look;
    int height = ui_button_height(ui, bounds.w, words);
    if (bounds.h < height) bounds.h = height;
    bool pressed = model_is_pressed(ui->model, action);
    bool filled = kind == BUTTON_FILLED;
    struct color fill = filled ? (pressed ? look->act_pressed : look->act) : (pressed ? look->act : look->card);
    struct color ink = filled || pressed ? look->on_act : look->act;
    struct item *box = ui_box(ui, bounds, ui_px(ui, 26), fill, pressed ? look->act_pressed : look->act, ui_px(ui, 4));
    box->role = ROLE_BUTTON;
    box->action = action;
    box->pressed = pressed;
    box->graphic = true;
    int width = bounds.w - 2 * button_padding(ui);
    int text_height = ui_text_height(ui, width, TYPE_BUTTON, words);
    struct item *text = ui_text(ui, bounds.x + button_padding(ui), bounds.y + (bounds.h - text_height) / 2, width,
                                TYPE_BUTTON, ink, words);
    text->bounds.w = width;
    text->align = ALIGN_CENTER;
    text->role = ROLE_DECORATION; /* the box says it */
    box->label = text->text;
    return box;
}

int ui_pill_width(struct ui *ui, const char *words)
{
    return ui_text_width(ui, TYPE_BODY, words) + 2 * ui_px(ui, 34);
}

int ui_pill_height(const struct ui *ui)
{
    int high = ui_line_height(ui, TYPE_BODY) + ui_px(ui, 36);
    return high > ui_px(ui, 100) ? high : ui_px(ui, 100);
}

int ui_pill_sign_width(const struct ui *ui)
{
    return ui_sign(ui, 34) + ui_px(ui, 14);
}

struct item *ui_pill_signed(struct ui *ui, int x, int y, enum icon before, const char *words, enum icon after, bool on,
                            struct action action)
{
    struct item *box = ui_pill(ui, x, y, words, on, action);
    struct item *text = &ui->frame->items[ui->frame->items_count - 1];
    struct color ink = text->ink;
    struct color ground = box->fill;
    int size = ui_sign(ui, 34);
    int sign_y = y + (box->bounds.h - size) / 2;
    box->bounds.w += ui_pill_sign_width(ui);
    int sign_x = before != ICON_NONE ? x + ui_px(ui, 34) : x + box->bounds.w - ui_px(ui, 34) - size;
    if (before != ICON_NONE) text->bounds.x += ui_pill_sign_width(ui);
    ui_icon(ui, sign_x, sign_y, size, before != ICON_NONE ? before : after, ink, ground);
    return box;
}

struct item *ui_pill(struct ui *ui, int x, int y, const char *words, bool on, struct action action)
{
    const struct look *look = ui->look;
    bool pressed = model_is_pressed(ui->model, action);
    int height = ui_pill_height(ui);
    int line = ui_line_height(ui, TYPE_BODY);
    struct rect bounds = {x, y, ui_pill_width(ui, words), height};
    struct color fill = on || pressed ? look->chosen : look->card;
    struct item *box = ui_box(ui, bounds, height / 2, fill, on ? look->chosen : look->control_edge, ui_px(ui, 3));
    box->role = ROLE_BUTTON;
    box->label = frame_text(ui->frame, words, strlen(words));
    box->description = on ? WORDS("valgt") : NULL;
    box->action = action;
    box->pressed = pressed;
    box->graphic = true;
    struct item *text = ui_text(ui, x + ui_px(ui, 34), y + (height - line) / 2, bounds.w, TYPE_BODY,
                                on || pressed ? look->on_chosen : look->ink, words);
    text->role = ROLE_DECORATION;
    return box;
}

void ui_disable_last_button(struct ui *ui)
{
    for (size_t at = ui->frame->items_count; at > 0; at--) {
        struct item *item = &ui->frame->items[at - 1];
        if (item->role != ROLE_BUTTON) continue;
        item->disabled = true;
        item->fill = item->edge = ui->look->muted;
        for (; at < ui->frame->items_count; at++) { /* its words, whatever ink they had */
            if (ui->frame->items[at].text != NULL) ui->frame->items[at].ink = ui->look->on_act;
        }
        return;
    }
}

int ui_back(struct ui *ui, const char *words)
{
    int margin = ui_margin(ui);
    struct action action = ACTION(ACTION_BACK);
    struct color ink = model_is_pressed(ui->model, action) ? ui->look->act_pressed : ui->look->act;
    int top = ui_px(ui, ui->metrics.low ? 16 : 40);
    int height = ui_px(ui, 96);
    int icon = ui_sign(ui, 40);
    int text_height = ui_line_height(ui, TYPE_BUTTON);
    if (height < text_height) height = text_height;
    struct item *text = ui_text(ui, margin + icon + ui_px(ui, 12), top + (height - text_height) / 2, ui->metrics.width,
                                TYPE_BUTTON, ink, words);
    text->role = ROLE_DECORATION;
    const char *label = text->text;
    int width = icon + ui_px(ui, 12) + text->bounds.w;
    ui_icon(ui, margin - ui_px(ui, 6), top + (height - icon) / 2, icon, ICON_BACK, ink, ui->look->paper);
    struct rect bounds = {margin - ui_px(ui, 20), top, width + ui_px(ui, 40), height};
    struct item *button = ui_add(ui, ROLE_BUTTON, bounds);
    button->label = label;
    button->action = action;
    button->pressed = model_is_pressed(ui->model, action);
    return top + height;
}

struct rect ui_footer_room(const struct ui *ui)
{
    int margin = ui_margin(ui);
    int bottom = ui->metrics.height - ui_bar_height(ui) - ui_px(ui, ui->metrics.portrait ? 36 : 24);
    int width = ui->metrics.width - 2 * margin;
    if (!ui->metrics.portrait && !ui->metrics.low) width = ui->metrics.width * 47 / 100;
    return (struct rect){ui->metrics.width - margin - width, bottom, width, 0};
}

/* How wide the second of two buttons beside each other is: half, or, where words would come close to an edge, as much
 * as they need and half of what is left. 0: they don't fit beside each other. */
static int second_width(struct ui *ui, int width, const char *second, const char *first)
{
    int second_least = ui_text_width(ui, TYPE_BUTTON, second) + 2 * button_padding(ui);
    int first_least = ui_text_width(ui, TYPE_BUTTON, first) + 2 * button_padding(ui);
    int half = width / 2;
    int airy = half - ui_px(ui, 36);
    if (second_least <= airy && first_least <= airy) return half;
    int spare = width - second_least - first_least;
    return spare >= 0 ? second_least + spare / 2 : 0;
}

static int footer_view(struct ui *ui, const char *second, struct action second_action, const char *first,
                       struct action first_action)
{
    struct rect room = ui_footer_room(ui);
    int gap = ui_px(ui, 28);
    if (second == NULL) {
        room.h = ui_button_height(ui, room.w, first);
        room.y -= room.h;
        ui_button(ui, room, BUTTON_FILLED, first, first_action);
        return room.y - ui_px(ui, 24);
    }
    struct rect left = room;
    left.w = second_width(ui, room.w - gap, second, first);
    if (left.w > 0) {
        room.x += left.w + gap;
        room.w -= left.w + gap;
        room.h = ui_button_height(ui, room.w, first);
        left.h = room.h;
        left.y = room.y -= room.h;
        ui_button(ui, left, BUTTON_OUTLINED, second, second_action);
        ui_button(ui, room, BUTTON_FILLED, first, first_action);
        return room.y - ui_px(ui, 24);
    }
    left.w = room.w;
    left.h = ui_button_height(ui, room.w, second);
    room.h = ui_button_height(ui, room.w, first);
    room.y -= room.h;
    left.y = room.y - gap - left.h;
    ui_button(ui, left, BUTTON_OUTLINED, second, second_action);
    ui_button(ui, room, BUTTON_FILLED, first, first_action);
    return left.y - ui_px(ui, 24);
}

int ui_footer(struct ui *ui, const char *second, struct action second_action, const char *first,
              struct action first_action)
{
    ui->zone = ZONE_FOOTER;
    int y = footer_view(ui, second, second_action, first, first_action);
    ui->zone = ZONE_CONTENT;
    return y;
}

/* ---- scrolling ---- */

int ui_scroll_begin(struct ui *ui, struct rect view)
{
    ui->clip = view;
    ui->scroll_first = ui->frame->items_count;
    return view.y - ui->model->scroll[ui->model->screen];
}

static void scroll_button(struct ui *ui, struct rect bounds, enum icon icon, const char *words, enum action_kind kind,
                          bool possible)
{
    struct action action = ACTION(kind);
    const struct look *look = ui->look;
    bool pressed = model_is_pressed(ui->model, action);
    struct color fill = pressed ? look->act : look->card;
    struct color ink = !possible ? look->control_edge : pressed ? look->on_act : look->act;
    struct item *button = ui_box(ui, bounds, bounds.h / 2, fill, possible ? look->act : look->hairline, ui_px(ui, 3));
    button->role = ROLE_BUTTON;
    button->label = words;
    button->action = action;
    button->pressed = pressed;
    button->disabled = !possible;
    int size = ui_px(ui, 44);
    ui_icon(ui, bounds.x + (bounds.w - size) / 2, bounds.y + (bounds.h - size) / 2, size, icon, ink, fill);
}

/* What scrolls is not seen or touched in the strip with the buttons. */
static void keep_above(struct ui *ui, struct rect view)
{
    for (size_t at = ui->scroll_first; at < ui->frame->items_count; at++) {
        struct item *item = &ui->frame->items[at];
        item->clip = rect_intersect(item->clip, view);
    }
}

int ui_scroll_width(const struct ui *ui, struct rect view)
{
    return ui->metrics.portrait ? view.w : view.w - ui_px(ui, 150);
}

/* A list so long that one would press "down" forever can also be gone through to its ends at once. */
enum { LONG_LIST_PAGES = 12, SCROLL_BUTTONS_MAX = 4 };

static int scroll_buttons_count(const struct ui *ui, int content, int view_height)
{
    bool is_long = view_height > 0 && content / view_height >= LONG_LIST_PAGES;
    return is_long && !ui->metrics.low ? 4 : 2;
}

/* `places` from the beginning to the end: up and down, or first, up, down and last. */
static void scroll_buttons(struct ui *ui, const struct rect *places, int count)
{
    int scroll = ui->model->scroll[ui->model->screen];
    bool up = scroll > 0;
    bool down = scroll < ui->frame->scroll_max;
    if (count == 4) scroll_button(ui, *places++, ICON_FIRST, WORDS("Til begyndelsen"), ACTION_SCROLL_FIRST, up);
    scroll_button(ui, *places++, ICON_UP, WORDS("Rul op"), ACTION_SCROLL_UP, up);
    scroll_button(ui, *places++, ICON_DOWN, WORDS("Rul ned"), ACTION_SCROLL_DOWN, down);
    if (count == 4) scroll_button(ui, *places, ICON_LAST, WORDS("Til slutningen"), ACTION_SCROLL_LAST, down);
}

void ui_scroll_end(struct ui *ui, struct rect view, int content_end)
{
    int scroll = ui->model->scroll[ui->model->screen];
    int content = content_end - (view.y - scroll);
    ui->clip = (struct rect){0, 0, ui->metrics.width, ui->metrics.height};
    if (content <= view.h) return;
    struct rect places[SCROLL_BUTTONS_MAX];
    int count = scroll_buttons_count(ui, content, view.h);
    int gap = ui_px(ui, 28);
    int high = ui_px(ui, 96);
    if (ui->metrics.portrait) {
        int wide = ui_px(ui, 200);
        view.h -= high + gap;
        int x = view.x + (view.w - count * wide - (count - 1) * gap) / 2;
        for (int at = 0; at < count; at++) {
            places[at] = (struct rect){x + at * (wide + gap), view.y + view.h + ui_px(ui, 14), wide, high};
        }
        ui_box(ui, (struct rect){view.x, view.y + view.h, view.w, ui_px(ui, 2)}, 0, ui->look->hairline,
               ui->look->hairline, 0);
    } else {
        int room = view.h - ui_px(ui, 32); /* away from the bar */
        if (count * high + (count - 1) * gap > room) gap = ui_px(ui, 16);
        if (count * high + (count - 1) * gap > room) count = 2;
        if (count * high + (count - 1) * gap > room) high = (room - gap) / 2;
        int wide = ui_px(ui, 110);
        int y = view.y + (view.h - count * high - (count - 1) * gap) / 2;
        for (int at = 0; at < count; at++) {
            places[at] = (struct rect){view.x + view.w - wide, y + at * (high + gap), wide, high};
        }
        view.w = ui_scroll_width(ui, view);
    }
    keep_above(ui, view);
    ui->frame->scroll_view = view;
    ui->frame->scroll_max = content - view.h;
    scroll_buttons(ui, places, count);
}

/* ---- the whole ---- */

/* Hides the screen: whoever comes by now is perhaps another person. */
static void idle_question(struct ui *ui)
{
    int width = ui->metrics.width;
    int height = ui->metrics.height;
    struct action stay = ACTION(ACTION_STAY);
    ui_water(ui, (struct rect){0, 0, width, height});
    ui_add(ui, ROLE_DECORATION, (struct rect){0, 0, width, height})->action = stay;
    int card_width = ui_px(ui, 900) < width - 2 * ui_margin(ui) ? ui_px(ui, 900) : width - 2 * ui_margin(ui);
    int padding = ui_px(ui, 56);
    int inner = card_width - 2 * padding;
    const char *why =
        frame_textf(ui->frame, WORDS("Om %d sekunder rydder vi skærmen, så ingen andre kan se, hvad du har skrevet."),
                    model_idle_seconds_left(ui->model));
    const char *question = WORDS("Er du der stadig?");
    int heading = ui_text_height(ui, inner, TYPE_SUBHEADING, question);
    int text = ui_text_height(ui, inner, TYPE_BODY, why);
    int button = ui_button_height(ui, inner, WORDS("Ja, jeg er her"));
    int card_height = 2 * padding + heading + text + button + ui_px(ui, 24) + ui_px(ui, 48);
    int x = (width - card_width) / 2;
    int y = (height - card_height) / 2;
    ui_box(ui, (struct rect){x, y, card_width, card_height}, ui_px(ui, 32), ui->look->card, ui->look->hairline, 0);
    y += padding;
    ui_text(ui, x + padding, y, inner, TYPE_SUBHEADING, ui->look->ink, question)->role = ROLE_ALERT;
    ui->frame->items[ui->frame->items_count - 1].description = why;
    y += heading + ui_px(ui, 24);
    ui_text(ui, x + padding, y, inner, TYPE_BODY, ui->look->ink, why);
    y += text + ui_px(ui, 48);
    ui_button(ui, (struct rect){x + padding, y, inner, button}, BUTTON_FILLED, WORDS("Ja, jeg er her"), stay);
}

static void touch_ring(struct ui *ui)
{
    const struct ring *ring = &ui->model->ring;
    int64_t age = ui->model->now_ms - ring->since_ms;
    /* Ease-out: fast at the finger, slow at the end. */
    double share = (double)age / RING_MS;
    double eased = 1.0 - (1.0 - share) * (1.0 - share);
    int radius = ui_px(ui, 30) + (int)(ui_px(ui, 110) * eased);
    struct item *item =
        ui_add(ui, ROLE_DECORATION,
               (struct rect){ring->x - radius, ring->y - radius * 42 / 100, 2 * radius, radius * 84 / 100});
    item->drawing = DRAW_RINGS;
    item->rings = 2;
    item->ring_inner = radius * 6 / 10;
    item->edge_width = ui_px(ui, 6);
    item->ink = color_with_alpha(ui->on_water ? ui->look->foam : ui->look->act, (uint8_t)(200 - 160 * share));
}

void ui_view(struct frame *frame, const struct model *model, const struct metrics *metrics, struct text *text)
{
    static const struct {
        const char *name;
        void (*view)(struct ui *ui);
    } screens[SCREEN_COUNT] = {
        [SCREEN_REST] = {"rest", rest_view},
        [SCREEN_BOARD] = {"board", board_view},
        [SCREEN_NETWORK] = {"network", network_view},
        [SCREEN_GROUP] = {"group", group_view},
        [SCREEN_NOTICE] = {"notice", notice_view},
        [SCREEN_FORM] = {"form", form_view},
        [SCREEN_REVIEW] = {"review", review_view},
        [SCREEN_THANKS] = {"thanks", thanks_view},
        [SCREEN_NOT_SAVED] = {"not_saved", not_saved_view},
        [SCREEN_HELP] = {"help", help_view},
        [SCREEN_LANGUAGE] = {"language", language_view},
        [SCREEN_ABOUT] = {"about", about_view},
        [SCREEN_PAGE] = {"page", page_view},
        [SCREEN_SEARCH] = {"search", search_view},
        [SCREEN_FILTER] = {"filter", filter_view},
        [SCREEN_IDEAS] = {"ideas", ideas_view},
        [SCREEN_IDEA] = {"idea", idea_view},
        [SCREEN_FOLLOW] = {"follow", follow_view},
        [SCREEN_ANSWER] = {"answer", answer_view},
        [SCREEN_WISH] = {"wish", wish_view},
        [SCREEN_GUIDE] = {"guide", guide_view},
        [SCREEN_RINGS] = {"rings", rings_view},
        [SCREEN_GIFTS] = {"gifts", gifts_view},
        [SCREEN_SERVICE] = {"service", service_view},
    };
    words_use(model->language->code);
    frame_begin(frame, screens[model->screen].name, model->language->code, metrics->width, metrics->height);
    struct ui ui = {.frame = frame,
                    .model = model,
                    .look = model->high_contrast ? look_high_contrast() : look_normal(),
                    .metrics = model->aids.low_reach ? metrics_in_reach(metrics) : *metrics,
                    .text = text};
    ui.clip = (struct rect){0, 0, ui.metrics.width, ui.metrics.height};
    bar_lay_out(&ui);
    if (model->asking_idle) {
        idle_question(&ui);
    } else {
        screens[model->screen].view(&ui);
    }
    ui.clip = (struct rect){0, 0, metrics->width, metrics->height};
    frame->moving = model->flick.moving;
    reach_move_down(&ui, metrics->height);
    if (model->language->right_to_left) frame_mirror(frame);
    if (model->aids.focus != 0) focus_ring(&ui, model->aids.focus);
    if (model->ring.shown) touch_ring(&ui); /* where the finger is, in every language */
}
