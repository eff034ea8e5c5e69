/* The resting screen: calm water, each active network a drop with its rings and its flower. A
 * touch anywhere opens the board and presses nothing else. */
#include <string.h>

#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

enum { DROPS_MAX = 6 };

static void drop_rings(struct ui *ui, int cx, int cy, int outer, int inner, int count, uint8_t strength)
{
    struct item *rings =
        ui_add(ui, ROLE_DECORATION, (struct rect){cx - outer, cy - outer * 42 / 100, 2 * outer, outer * 84 / 100});
    rings->drawing = DRAW_RINGS;
    rings->rings = count;
    rings->ring_inner = inner;
    rings->edge_width = ui_px(ui, 5);
    rings->ink = color_with_alpha(ui->look->foam, strength);
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

static void drop_flower(struct ui *ui, const struct network_card *card, struct rect cell)
{
    struct petal *petals = frame_memory(ui->frame, NETWORK_PETALS_MAX * sizeof(*petals), sizeof(void *));
    if (petals == NULL) return;
    int high = cell.h - drop_words_height(ui, card, cell.w) - ui_px(ui, 30);
    int most = ui_px(ui, 216);
    if (high > most) high = most;
    int wide = high * 100 / 84;
    int cx = cell.x + cell.w / 2;
    int cy = cell.y + ui_px(ui, 10) + high / 2;
    drop_rings(ui, cx, cy + high / 10, wide * 18 / 10, wide * 58 / 100, 6, 175);
    struct item *flower = ui_add(ui, ROLE_IMAGE, (struct rect){cx - wide / 2, cy - high / 2, wide, high});
    flower->drawing = DRAW_FLOWER;
    flower->petals_count = (int)network_petals_from_letters(petals, card->petals);
    flower->petals = petals;
    flower->edge = ui->look->on_water;
    flower->label = frame_textf(ui->frame, WORDS("Blomsten for %s"), card->short_title);
    int y = drop_line(ui, cell, cy + high / 2 + ui_px(ui, 12), TYPE_STRONG, ui->look->on_water, card->short_title);
    drop_line(ui, cell, y, TYPE_SMALL, ui->look->on_water_soft, drop_subtitle(ui, card));
}

static size_t active_cards(const struct model *model, const struct network_card *out[DROPS_MAX])
{
    size_t count = 0;
    for (size_t at = 0; at < model->board.cards_count && count < DROPS_MAX; at++) {
        if (network_status_is_open(model->board.cards[at].status)) out[count++] = &model->board.cards[at];
    }
    return count;
}

static void drops(struct ui *ui, struct rect area)
{
    const struct network_card *cards[DROPS_MAX];
    size_t count = active_cards(ui->model, cards);
    if (count == 0) return;
    enum { COLUMNS = 2 };
    int width = area.w / COLUMNS;
    int words = 0;
    for (size_t at = 0; at < count; at++) {
        int height = drop_words_height(ui, cards[at], width);
        if (height > words) words = height;
    }
    int rows = (int)(count + COLUMNS - 1) / COLUMNS;
    while (rows > 1 && area.h / rows * 5 / 6 < words + ui_px(ui, 130)) rows--;
    int stagger = area.h / rows / 6;
    int row_height = (area.h - stagger) / rows;
    for (size_t at = 0; at < count && (int)at < rows * COLUMNS; at++) {
        int column = (int)at % COLUMNS;
        int row = (int)at / COLUMNS;
        struct rect cell = {area.x + column * width, area.y + row * row_height + column * stagger, width, row_height};
        drop_flower(ui, cards[at], cell);
    }
}

/* Which networks look for people for their founding group, in one card at the bottom. */
static int group_card(struct ui *ui, struct rect room)
{
    char names[512] = "";
    size_t used = 0;
    for (size_t at = 0; at < ui->model->board.cards_count; at++) {
        const struct network_card *card = &ui->model->board.cards[at];
        size_t length = strlen(card->short_title);
        if (card->group_state != GROUP_OPEN || used + length + 8 > sizeof(names)) continue;
        if (used > 0) {
            memcpy(names + used, " · ", sizeof(" · ") - 1);
            used += sizeof(" · ") - 1;
        }
        memcpy(names + used, card->short_title, length + 1);
        used += length;
    }
    if (used == 0) return room.y + room.h;
    int padding = ui_px(ui, 40);
    int width = room.w - 2 * padding;
    const char *heading = WORDS("Vær med fra begyndelsen");
    int height = 2 * ui_px(ui, 34) + ui_text_height(ui, width, TYPE_STRONG, heading) +
                 ui_text_height(ui, width, TYPE_BODY, names);
    int y = room.y + room.h - height;
    ui_box(ui, (struct rect){room.x, y, room.w, height}, ui_px(ui, 32), ui->look->paper, ui->look->paper, 0);
    struct item *title = ui_text(ui, room.x + padding, y + ui_px(ui, 34), width, TYPE_STRONG, ui->look->act, heading);
    ui_text(ui, room.x + padding, title->bounds.y + title->bounds.h, width, TYPE_BODY, ui->look->ink, names);
    return y;
}

static void invitation(struct ui *ui, int cx, int cy, int width)
{
    const char *words = WORDS("Rør ved vandet");
    /* The rings begin outside the words, so that nothing crosses a letter. */
    int inner = ui_text_width(ui, TYPE_HEADING, words) / 2 + ui_px(ui, 44);
    drop_rings(ui, cx, cy, width * 62 / 100, inner, 5, 200);
    int height = ui_line_height(ui, TYPE_HEADING);
    struct item *text = ui_text(ui, cx - width / 2, cy - height / 2, width, TYPE_HEADING, ui->look->on_water, words);
    text->bounds.x = cx - width / 2;
    text->bounds.w = width;
    text->align = ALIGN_CENTER;
}

static void whole_screen_button(struct ui *ui)
{
    struct item *button = ui_add(ui, ROLE_BUTTON, (struct rect){0, 0, ui->metrics.width, ui->metrics.height});
    button->label = WORDS("Rør ved vandet");
    button->action = ACTION(ACTION_OPEN_BOARD);
}

/* Nothing fetched yet: say so, calmly. */
static void nothing_yet(struct ui *ui)
{
    int margin = ui_margin(ui);
    int width = ui->metrics.width - 2 * margin;
    int cx = ui->metrics.width / 2;
    int cy = ui->metrics.height * 36 / 100;
    drop_rings(ui, cx, cy, width * 60 / 100, ui_px(ui, 60), 8, 170);
    int y = cy + ui_px(ui, 320);
    struct item *heading =
        ui_text(ui, margin, y, width, TYPE_HEADING, ui->look->on_water, WORDS("Skærmen er ved at blive klar"));
    heading->bounds.w = width;
    heading->align = ALIGN_CENTER;
    y += heading->bounds.h + ui_px(ui, 32);
    struct item *text = ui_text(
        ui, margin, y, width, TYPE_BODY, ui->look->on_water_soft,
        WORDS("Her kommer rådhusets netværk til at stå. De er ikke hentet endnu. Kom gerne forbi igen lidt senere."));
    text->bounds.w = width;
    text->align = ALIGN_CENTER;
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
    struct rect room = {margin, y, width, bar_y - ui_px(ui, 40) - y};
    int card_y = group_card(ui, room);
    int invitation_height = ui_px(ui, 236);
    drops(ui, (struct rect){ui_px(ui, 24), y, ui->metrics.width - ui_px(ui, 48), card_y - invitation_height - y});
    /* Its rings may be wide in some languages, but do not reach the words above. */
    ui->clip = (struct rect){0, card_y - invitation_height, ui->metrics.width, invitation_height};
    invitation(ui, ui->metrics.width / 2, card_y - invitation_height / 2 + ui_px(ui, 10),
               ui->metrics.width - ui_px(ui, 60));
    ui->clip = (struct rect){0, 0, ui->metrics.width, ui->metrics.height};
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
    size_t first = ui->frame->items_count;
    struct rect room = {margin, y, left - ui_px(ui, 24), bar_y - ui_px(ui, 40) - y};
    int card_y = group_card(ui, room);
    if (card_y - y < 2 * ui_line_height(ui, TYPE_HEADING)) { /* no room for both: the board says it too */
        ui->frame->items_count = first;
        card_y = bar_y;
    }
    ui->clip = (struct rect){0, y + ui_px(ui, 10), ui->metrics.width, card_y - y - ui_px(ui, 10)};
    invitation(ui, margin + room.w / 2, (y + card_y) / 2, room.w);
    ui->clip = (struct rect){0, 0, ui->metrics.width, ui->metrics.height};
    int x = margin + left;
    drops(ui, (struct rect){x, ui_px(ui, 64), ui->metrics.width - x - ui_px(ui, 24), bar_y - ui_px(ui, 84)});
}

void rest_view(struct ui *ui)
{
    ui->on_water = true;
    ui_water(ui, (struct rect){0, 0, ui->metrics.width, ui->metrics.height});
    if (!ui->model->content_ready) {
        nothing_yet(ui);
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
