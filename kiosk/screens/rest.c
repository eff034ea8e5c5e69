/* The resting screen: calm water, each active network a drop with its rings and its flower, and below them
 * in turn what is new and when the next Founding Groups meet. A touch anywhere opens the board and
 * presses nothing else. How it moves: kiosk/water.h. */
#include <string.h>

#include "kiosk/screens/news_card.h"
#include "kiosk/screens/screens.h"
#include "kiosk/water.h"
#include "kiosk/words.h"

enum {
    DROPS_MAX = 6,         /* seen at once */
    DROPS_ACTIVE_MAX = 24, /* that take turns */
    DROP_COLUMNS = 2,
    FLOWER_HIGH = 216, /* at most */
    FLOWER_LEAST = 130,
    FLOWER_SPACE = 30, /* above it, and between it and its words */
    DIM_WATER = 84,    /* alpha of the night over it */
};

static struct item *drop_rings(struct ui *ui, int cx, int cy, int outer, int inner, int count, uint8_t strength,
                               int place)
{
    struct item *rings =
        ui_add(ui, ROLE_DECORATION, (struct rect){cx - outer, cy - outer * 42 / 100, 2 * outer, outer * 84 / 100});
    rings->drawing = DRAW_RINGS;
    rings->rings = count;
    rings->ring_inner = inner;
    rings->ring_phase = water_ring_phase(ui->model, place);
    rings->edge_width = ui_px(ui, 5);
    rings->ink = color_with_alpha(ui->look->foam, water_is_dimmed(ui->model) ? strength / 2 : strength);
    return rings;
}

/* Where the light plays on the water for a while: beside the flower, where no words stand. */
static void glints(struct ui *ui, struct rect cell, int middle, int high, int place)
{
    static const struct {
        int across, up, wide; /* hundredths of the cell, of the flower's height; design px */
    } places[] = {{7, 34, 70}, {92, 12, 52}, {16, -30, 40}, {84, -38, 64}};
    enum { COUNT = sizeof(places) / sizeof(places[0]) };
    for (int at = 0; at < COUNT; at++) {
        int bright = water_glint(ui->model, place * COUNT + at);
        if (bright == 0) continue;
        int wide = ui_px(ui, places[at].wide);
        int thick = ui_px(ui, 4);
        struct rect bounds = {cell.x + cell.w * places[at].across / 100 - wide / 2, middle - high * places[at].up / 100,
                              wide, thick};
        struct color light = color_with_alpha(ui->look->foam, (uint8_t)(bright * 110 / WATER_GLINT_STEPS));
        ui_box(ui, bounds, thick / 2, light, light, 0);
    }
}

static const char *drop_subtitle(struct ui *ui, const struct network_card *card)
{
    int phase = site_phase_index(&ui->model->site, card->phase);
    const char *where = phase >= 0 ? ui->model->site.phases[phase].label : status_words(card->status);
    if (ui->model->large) return where; /* there is no room for more */
    return frame_textf(ui->frame, "%s · %s", kind_words(card->kind), where);
}

static int drop_words_height(struct ui *ui, const struct network_card *card, int width)
{
    return ui_text_height(ui, width, TYPE_STRONG, card->short_title) +
           ui_text_height(ui, width, TYPE_SMALL, drop_subtitle(ui, card));
}

/* A line in the middle of the cell. Returns the y below it. */
static int drop_line(struct ui *ui, struct rect cell, int y, enum type type, struct color ink, const char *words)
{
    struct item *item = ui_text(ui, cell.x, y, cell.w, type, ink, words);
    item->bounds.w = cell.w;
    item->align = ALIGN_CENTER;
    return y + item->bounds.h;
}

static void drop_flower(struct ui *ui, const struct network_card *card, struct rect cell, int high, int place)
{
    struct petal *petals = frame_memory(ui->frame, NETWORK_PETALS_MAX * sizeof(*petals), sizeof(void *));
    if (petals == NULL) return;
    int wide = high * 100 / 84;
    int cx = cell.x + cell.w / 2;
    int cy = cell.y + ui_px(ui, 10) + high / 2;
    glints(ui, cell, cy, high, place);
    (void)drop_rings(ui, cx, cy + high / 10, wide * 18 / 10, wide * 58 / 100, 6, 130, place);
    struct item *flower = ui_add(ui, ROLE_IMAGE, (struct rect){cx - wide / 2, cy - high / 2, wide, high});
    flower->drawing = DRAW_FLOWER;
    flower->petals_count = (int)network_petals_from_letters(petals, card->petals);
    flower->petals = petals;
    flower->edge = ui->look->on_water;
    if (water_is_dimmed(ui->model)) flower->dimmed = WATER_DIM_FLOWER;
    flower->label = frame_textf(ui->frame, WORDS("Blomsten for %s"), card->short_title);
    int y = drop_line(ui, cell, cy + high / 2 + ui_px(ui, 12), TYPE_STRONG, ui->look->on_water, card->short_title);
    drop_line(ui, cell, y, TYPE_SMALL, ui->look->on_water_soft, drop_subtitle(ui, card));
}

static size_t active_cards(const struct model *model, const struct network_card *out[DROPS_ACTIVE_MAX])
{
    size_t count = 0;
    for (size_t at = 0; at < model->board.cards_count && count < DROPS_ACTIVE_MAX; at++) {
        if (network_status_is_open(model->board.cards[at].status)) out[count++] = &model->board.cards[at];
    }
    return count;
}

/* Of all that take turns, so that nothing jumps when others have theirs. */
static int highest_words(struct ui *ui, const struct network_card *const *cards, size_t count, int width)
{
    int words = 0;
    for (size_t at = 0; at < count; at++) {
        int height = drop_words_height(ui, cards[at], width);
        if (height > words) words = height;
    }
    return words;
}

/* The least height in which a drop can be recognised. */
static int drops_least_height(struct ui *ui, int width)
{
    const struct network_card *cards[DROPS_ACTIVE_MAX];
    size_t count = active_cards(ui->model, cards);
    return count == 0 ? 0 : (highest_words(ui, cards, count, width / DROP_COLUMNS) + ui_px(ui, FLOWER_LEAST)) * 6 / 5;
}

/* How many rows of drops fit, each with its words and a flower that can be recognised. */
static int drop_rows(struct ui *ui, size_t count, struct rect area, int words)
{
    size_t seen = count < DROPS_MAX ? count : DROPS_MAX;
    int rows = (int)(seen + DROP_COLUMNS - 1) / DROP_COLUMNS;
    while (rows > 1 && area.h / rows * 5 / 6 < words + ui_px(ui, FLOWER_LEAST)) rows--;
    return rows;
}

/* The same for all, so that a title of two lines makes no flower smaller than its neighbour. */
static int flower_height(struct ui *ui, int row_height, int words)
{
    int high = row_height - words - ui_px(ui, FLOWER_SPACE);
    int most = ui_px(ui, FLOWER_HIGH);
    return high < most ? high : most;
}

static void drops(struct ui *ui, struct rect area)
{
    const struct network_card *cards[DROPS_ACTIVE_MAX];
    size_t count = active_cards(ui->model, cards);
    if (count == 0) return;
    int words = highest_words(ui, cards, count, area.w / DROP_COLUMNS);
    int least = words + ui_px(ui, FLOWER_LEAST);
    if (area.h < least) return; /* large text in low reach */
    int rows = drop_rows(ui, count, area, words);
    size_t places = (size_t)rows * DROP_COLUMNS;
    int stagger = area.h / rows / 6;
    if ((area.h - stagger) / rows < least) stagger = 0; /* large text, and the house announces something */
    int row_height = (area.h - stagger) / rows;
    int high = flower_height(ui, row_height, words);
    int width = area.w / DROP_COLUMNS;
    int spare = row_height - words - ui_px(ui, FLOWER_HIGH + 40); /* above and below, when there are few */
    if (spare < 0) spare = 0;
    struct turn turn = water_turn(ui->model, WATER_CARD_MS);
    bool in_turns = count > places;
    size_t from = in_turns ? (size_t)(turn.count * (int64_t)places % (int64_t)count) : 0;
    size_t first = ui->frame->items_count;
    for (size_t at = 0; at < places && at < count; at++) {
        int column = (int)at % DROP_COLUMNS;
        int row = (int)at / DROP_COLUMNS;
        struct rect cell = {area.x + column * width, area.y + row * row_height + column * stagger + spare / 2, width,
                            row_height - spare};
        drop_flower(ui, cards[(from + at) % count], cell, high, (int)at);
    }
    if (in_turns) fade_since(ui, first, turn.faded);
}

/* Which networks look for people for their founding group, "A · B"; "" when none does. */
static const char *seeking_names(struct ui *ui)
{
    char names[512] = "";
    size_t used = 0;
    const struct network_card *cards[DROPS_ACTIVE_MAX];
    size_t count = active_cards(ui->model, cards);
    for (size_t at = 0; at < count; at++) {
        size_t length = strlen(cards[at]->short_title);
        if (cards[at]->group_state != GROUP_OPEN || used + length + 8 > sizeof(names)) continue;
        if (used > 0) {
            memcpy(names + used, " · ", sizeof(" · ") - 1);
            used += sizeof(" · ") - 1;
        }
        memcpy(names + used, cards[at]->short_title, length + 1);
        used += length;
    }
    return frame_text(ui->frame, names, used);
}

/* ---- the invitation: in one language after the other, the visitor's own first ---- */

static const char *invitation_in(const struct ui *ui, const struct language *language)
{
    words_use(language->code);
    const char *words = WORDS("Rør ved vandet");
    words_use(ui->model->language->code);
    return words;
}

/* The rings begin outside the words, so that nothing crosses a letter: outside the longest, so that they stay
 * where they are when another language has its turn. */
static void invitation_rings(struct ui *ui, int cx, int cy, int outer, int half_height)
{
    int longest = 0;
    for (int at = 0; at < LANGUAGES_COUNT; at++) {
        int long_now = ui_text_width(ui, TYPE_HEADING, invitation_in(ui, &languages[at]));
        if (long_now > longest) longest = long_now;
    }
    int inner = longest / 2 + ui_px(ui, 44);
    if (outer < inner * 5 / 4) outer = inner * 5 / 4;
    struct item *rings = drop_rings(ui, cx, cy, outer, inner, 5, 200, DROPS_MAX);
    if (rings->bounds.h <= 2 * half_height) return;
    rings->bounds.y = cy - half_height; /* flatter, so that they do not reach the words above */
    rings->bounds.h = 2 * half_height;
}

static void invitation(struct ui *ui, int cx, int cy, int width)
{
    struct turn turn = water_turn(ui->model, WATER_WORDS_MS);
    int64_t own = ui->model->language - languages;
    const struct language *language = &languages[(own + turn.count) % LANGUAGES_COUNT];
    int height = ui_line_height(ui, TYPE_HEADING);
    struct item *text = ui_text(ui, cx - width / 2, cy - height / 2, width, TYPE_HEADING, ui->look->on_water,
                                invitation_in(ui, language));
    text->bounds.x = cx - width / 2;
    text->bounds.w = width;
    text->align = ALIGN_CENTER;
    text->overhang = text->style.size_px / 2; /* Naskh is taller than Inter */
    text->faded = turn.faded;
}

static void whole_screen_button(struct ui *ui)
{
    struct item *button = ui_add(ui, ROLE_BUTTON, (struct rect){0, 0, ui->metrics.width, ui->metrics.height});
    button->label = WORDS("Rør ved vandet");
    button->action = ACTION(ACTION_OPEN_BOARD);
}

static void portrait(struct ui *ui, int bar_y)
{
    const struct site *site = &ui->model->site;
    int margin = ui_px(ui, 72);
    int width = ui->metrics.width - 2 * margin;
    int y = ui_px(ui, 80);
    struct item *name = ui_text(ui, margin, y, width, TYPE_BODY, ui->look->on_water_soft, site->name);
    y += name->bounds.h + ui_px(ui, 8);
    struct item *heading = ui_text(ui, margin, y, width, TYPE_HEADING, ui->look->on_water, site->heading);
    y += heading->bounds.h + ui_px(ui, 40);
    struct news_card card;
    news_card_plan(ui, &card, seeking_names(ui), width);
    int drops_width = ui->metrics.width - ui_px(ui, 48);
    int invitation_height = ui_px(ui, 264);
    int room = bar_y - ui_px(ui, 40) - y - (card.announces ? 0 : drops_least_height(ui, drops_width));
    if (card.height + invitation_height > room) invitation_height = ui_px(ui, 170);    /* a small glass */
    if (card.height + invitation_height > room) card = (struct news_card){.count = 0}; /* the board says it too */
    int card_y = bar_y - ui_px(ui, 40) - card.height;
    int cx = ui->metrics.width / 2;
    int cy = card_y - invitation_height / 2 + ui_px(ui, 10);
    int wide = ui->metrics.width - ui_px(ui, 60);
    invitation_rings(ui, cx, cy, wide * 54 / 100, invitation_height * 62 / 100);
    drops(ui, (struct rect){ui_px(ui, 24), y, drops_width, card_y - invitation_height - y});
    news_card_view(ui, &card, (struct rect){margin, card_y, width, card.height});
    invitation(ui, cx, cy, wide);
}

static void landscape(struct ui *ui, int bar_y)
{
    const struct site *site = &ui->model->site;
    int margin = ui_px(ui, 72);
    int left = ui->metrics.width * 42 / 100;
    int y = ui_px(ui, 72);
    struct item *name = ui_text(ui, margin, y, left, TYPE_BODY, ui->look->on_water_soft, site->name);
    y += name->bounds.h + ui_px(ui, 8);
    struct item *heading =
        ui_text(ui, margin, y, left - ui_px(ui, 40), TYPE_HEADING, ui->look->on_water, site->heading);
    y += heading->bounds.h;
    int width = left - ui_px(ui, 24);
    struct news_card card;
    news_card_plan(ui, &card, seeking_names(ui), width);
    int card_y = bar_y - ui_px(ui, 40) - card.height;
    bool fits = card.count > 0 && card_y - y >= 2 * ui_line_height(ui, TYPE_HEADING);
    if (!fits) card_y = bar_y; /* no room for both: the board says it too */
    int cx = margin + width / 2;
    int cy = (y + card_y) / 2;
    invitation_rings(ui, cx, cy, width * 62 / 100, (card_y - y) * 54 / 100);
    if (fits) news_card_view(ui, &card, (struct rect){margin, card_y, width, card.height});
    invitation(ui, cx, cy, width);
    int x = margin + left;
    drops(ui, (struct rect){x, ui_px(ui, 64), ui->metrics.width - x - ui_px(ui, 24), bar_y - ui_px(ui, 84)});
}

void rest_view(struct ui *ui)
{
    ui->on_water = true;
    struct rect whole = {0, 0, ui->metrics.width, ui->metrics.height};
    ui_water(ui, whole);
    if (water_is_dimmed(ui->model)) {
        struct color night = color_with_alpha(COLOR_HEX(0x000000), DIM_WATER);
        ui_box(ui, whole, 0, night, night, 0);
    }
    if (!ui->model->content_ready) {
        standing_view(ui);
        ui_bar(ui);
        return;
    }
    int bar_y = ui->metrics.height - ui_bar_height(ui);
    if (ui->metrics.portrait) {
        portrait(ui, bar_y);
    } else {
        landscape(ui, bar_y);
    }
    whole_screen_button(ui);
    ui_bar(ui);
}
