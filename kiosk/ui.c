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
