/* Rings in the water: what the networks have created, and who set off whom, as one picture that can be touched, or
 * as a list. A drop is a network; each ring around it is a petal that has been created, in the colour of its side;
 * an arc leads to what it set off. Those that have created or set off something are in the picture, page by page;
 * all of them are in the list. */
#include <string.h>

#include "kiosk/screens/link_card.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

enum { ROWS_PORTRAIT = 3, ROWS_LANDSCAPE = 2, COLUMNS_MAX = 4, DROPS_MAX = 12 };

static const struct pond *pond(const struct ui *ui)
{
    return &ui->model->pond;
}

static int created_by(const struct created *network, enum side side)
{
    struct petal petals[NETWORK_PETALS_MAX];
    size_t count = network_petals_from_letters(petals, network->petals);
    int created = 0;
    for (size_t at = 0; at < count; at++) created += petals[at].created && petals[at].side == side;
    return created;
}

static bool makes_rings(const struct created *network)
{
    int created = 0;
    for (int side = 0; side < SIDE_COUNT; side++) created += created_by(network, (enum side)side);
    return created > 0 || network->children_count > 0;
}

static struct action drop_action(int place)
{
    return ACTION_VALUE(ACTION_CHOOSE_DROP, place);
}

/* "2 for Kommunen, 1 for Borgerne"; "" when nothing has been created yet. */
static const char *created_words(struct ui *ui, const struct created *network)
{
    const char *words = "";
    for (int side = 0; side < SIDE_COUNT; side++) {
        int created = created_by(network, (enum side)side);
        if (created == 0) continue;
        const char *one = frame_textf(ui->frame, WORDS("%s: %d"), side_words((enum side)side), created);
        words = words[0] == '\0' ? one : frame_textf(ui->frame, "%s · %s", words, one);
    }
    return words;
}

/* What it set off, by name; NULL when nothing that has one. */
static const char *children_words(struct ui *ui, const struct created *network)
{
    const char *words = NULL;
    for (size_t at = 0; at < network->children_count; at++) {
        const char *title = network->children[at].title;
        if (title[0] == '\0') continue;
        words = words == NULL ? title : frame_textf(ui->frame, "%s · %s", words, title);
    }
    return words != NULL ? frame_textf(ui->frame, WORDS("Har sat i gang: %s"), words) : NULL;
}

/* ---- one drop ---- */

struct cell {
    int place; /* among the pond's networks */
    struct rect bounds;
    struct spot middle; /* of the flower */
};

static void rings_view_of(struct ui *ui, const struct created *network, struct spot middle, int inner, int most)
{
    int step = ui_px(ui, 17);
    int radius = inner;
    for (int side = 0; side < SIDE_COUNT; side++) {
        int created = created_by(network, (enum side)side);
        for (int at = 0; at < created && radius + step <= most; at++) {
            radius += step;
            int flat = radius * 46 / 100;
            struct item *ring = ui_add(
                ui, ROLE_DECORATION, (struct rect){middle.x - radius - 1, middle.y - flat, 2 * (radius + 1), 2 * flat});
            ring->drawing = DRAW_RINGS;
            ring->rings = 2; /* the outer one of two fades away: the ring is as wide as the inner one */
            ring->ring_inner = radius - ui_px(ui, 3);
            ring->edge_width = ui_px(ui, 6);
            ring->ink = side_ink(ui, (enum side)side);
        }
    }
}

static void marks_view(struct ui *ui, const struct created *network, struct rect cell, int y)
{
    int mark = ui_sign(ui, 34);
    int line = ui_line_height(ui, TYPE_SMALL_STRONG);
    const char *numbers[SIDE_COUNT] = {NULL};
    int width = 0;
    for (int side = 0; side < SIDE_COUNT; side++) {
        int created = created_by(network, (enum side)side);
        if (created == 0) continue;
        numbers[side] = frame_textf(ui->frame, "%d", created);
        width += mark + ui_px(ui, 10) + ui_text_width(ui, TYPE_SMALL_STRONG, numbers[side]) + ui_px(ui, 22);
    }
    int x = cell.x + (cell.w - width + ui_px(ui, 22)) / 2;
    for (int side = 0; side < SIDE_COUNT; side++) {
        if (numbers[side] == NULL) continue;
        struct color ink = side_ink(ui, (enum side)side);
        ui_icon(ui, x, y + (line - mark) / 2, mark, side_icon((enum side)side), ink, ui->look->water_middle);
        x += mark + ui_px(ui, 10);
        struct item *number = ui_text(ui, x, y, cell.w, TYPE_SMALL_STRONG, ui->look->on_water, numbers[side]);
        number->role = ROLE_DECORATION;
        x += number->bounds.w + ui_px(ui, 22);
    }
}

/* What it set off that is no network here: a small drop beside, at the end of an arc. */
static void splash_view(struct ui *ui, const struct created *network, struct cell cell, int reach)
{
    bool any = false;
    for (size_t at = 0; at < network->children_count; at++)
        any = any || network->children[at].place == CREATED_NOT_HERE;
    if (!any) return;
    int size = ui_px(ui, 30);
    struct spot to = {cell.middle.x + reach, cell.middle.y - ui_px(ui, 62)};
    ui_icon(ui, to.x, to.y - size / 2, size, ICON_DOT_NOW, ui->look->foam, ui->look->water_middle);
    struct item *arc = ui_add(ui, ROLE_DECORATION, cell.bounds);
    arc->drawing = DRAW_ARC;
    arc->arc_from = (struct spot){cell.middle.x + ui_px(ui, 50), cell.middle.y - ui_px(ui, 40)};
    arc->arc_to = (struct spot){to.x - ui_px(ui, 2), to.y - ui_px(ui, 4)};
    arc->arc_bend = ui_px(ui, 14);
    arc->edge_width = ui_px(ui, 5);
    arc->ink = ui->look->foam;
}

static int flower_size(const struct ui *ui)
{
    return ui_px(ui, 140);
}

static int cell_height(const struct ui *ui)
{
    return ui_px(ui, 176) + 2 * ui_line_height(ui, TYPE_SMALL_STRONG) + ui_px(ui, 24) +
           (ui->metrics.portrait && !ui->model->large ? 0 : ui_line_height(ui, TYPE_SMALL_STRONG));
}

/* `crossed`: arcs lead from drop to drop on this page. */
static void drop_view(struct ui *ui, struct cell cell, bool crossed)
{
    const struct created *network = &pond(ui)->networks[cell.place];
    struct rect bounds = cell.bounds;
    bool chosen = pond(ui)->chosen == cell.place;
    bool pressed = model_is_pressed(ui->model, drop_action(cell.place));
    struct item *button = ui_add(ui, ROLE_CARD, bounds);
    button->action = drop_action(cell.place);
    button->pressed = pressed;
    button->label = frame_text(ui->frame, network->title, strlen(network->title));
    button->description = created_words(ui, network);
    if (chosen || pressed) {
        button->drawing = DRAW_BOX;
        button->radius = ui_px(ui, 32);
        button->fill = color_with_alpha(ui->look->on_water, 0);
        button->edge = ui->look->on_water;
        button->edge_width = ui_px(ui, 4);
    }
    int size = flower_size(ui);
    int most = bounds.w / 2 - ui_px(ui, 12);
    rings_view_of(ui, network, cell.middle, size / 2 + ui_px(ui, 4), most);
    struct petal *petals = frame_memory(ui->frame, NETWORK_PETALS_MAX * sizeof(*petals), sizeof(void *));
    if (petals != NULL) {
        struct item *flower =
            ui_add(ui, ROLE_DECORATION, (struct rect){cell.middle.x - size / 2, cell.middle.y - size / 2, size, size});
        flower->drawing = DRAW_FLOWER;
        flower->petals_count = (int)network_petals_from_letters(petals, network->petals);
        flower->petals = petals;
        flower->edge = ui->look->on_water;
    }
    splash_view(ui, network, cell, most - ui_px(ui, 40));
    int width = bounds.w - ui_px(ui, 16);
    /* Arcs pass behind the name and leave it readable. */
    struct item *plate =
        ui_box(ui, bounds, ui_px(ui, 20), color_with_alpha(ui->look->water_bottom, 215), ui->look->water_bottom, 0);
    struct item *title = ui_text(ui, bounds.x + ui_px(ui, 8), bounds.y + ui_px(ui, 168), width, TYPE_SMALL_STRONG,
                                 ui->look->on_water, network->title);
    title->role = ROLE_DECORATION;
    int used = title->bounds.w + ui_px(ui, 24);
    int high = title->bounds.h + ui_line_height(ui, TYPE_SMALL_STRONG) + ui_px(ui, 4);
    plate->bounds = (struct rect){bounds.x + (bounds.w - used) / 2, title->bounds.y, used, high};
    if (!crossed) plate->fill.a = 0;
    title->bounds.w = width;
    title->align = ALIGN_CENTER;
    marks_view(ui, network, bounds, title->bounds.y + title->bounds.h + ui_px(ui, 2));
}

/* ---- the picture ---- */

/* How many columns leave every word of a title whole. */
static int columns_for(struct ui *ui, int width, int most)
{
    int columns = most;
    for (size_t at = 0; at < pond(ui)->count; at++) {
        const char *word = pond(ui)->networks[at].title;
        while (*word != '\0') {
            size_t length = strcspn(word, " ");
            int wide = text_width(ui->text, ui_style(ui, TYPE_SMALL_STRONG), word, length) + ui_px(ui, 24);
            while (columns > 1 && wide > width / columns - ui_px(ui, 16)) columns--;
            word += length;
            while (*word == ' ') word++;
        }
    }
    return columns;
}

/* Arcs between the drops of this page. Returns whether there are any. */
static bool arcs_view(struct ui *ui, const struct cell *cells, int count, struct rect area)
{
    bool any = false;
    for (int at = 0; at < count; at++) {
        const struct created *network = &pond(ui)->networks[cells[at].place];
        for (int other = 0; other < count; other++) {
            bool leads = false;
            for (size_t child = 0; child < network->children_count; child++) {
                leads = leads || network->children[child].place == cells[other].place;
            }
            if (!leads || other == at) continue;
            struct spot from = cells[at].middle;
            struct spot to = cells[other].middle;
            struct item *arc = ui_add(ui, ROLE_DECORATION, area);
            arc->drawing = DRAW_ARC;
            /* From drop to drop, not from heart to heart. */
            arc->arc_from = (struct spot){from.x + (to.x - from.x) * 20 / 100, from.y + (to.y - from.y) * 20 / 100};
            arc->arc_to = (struct spot){from.x + (to.x - from.x) * 78 / 100, from.y + (to.y - from.y) * 78 / 100};
            arc->arc_bend = ui_px(ui, 40);
            arc->edge_width = ui_px(ui, 6);
            arc->ink = ui->look->foam;
            any = true;
        }
    }
    return any;
}

/* Which networks are on the present page. Returns how many; *out_pages how many pages there are. */
static int drops_of_page(const struct ui *ui, int per_page, int out[DROPS_MAX], int *out_pages)
{
    int all = 0;
    for (size_t at = 0; at < pond(ui)->count; at++) all += makes_rings(&pond(ui)->networks[at]);
    *out_pages = (all + per_page - 1) / per_page;
    int page = pond(ui)->page < *out_pages ? pond(ui)->page : 0;
    int count = 0;
    int nth = 0;
    for (size_t at = 0; at < pond(ui)->count; at++) {
        if (!makes_rings(&pond(ui)->networks[at])) continue;
        if (nth / per_page == page && count < DROPS_MAX) out[count++] = (int)at;
        nth++;
    }
    return count;
}

static int page_pills(struct ui *ui, int x, int y, int pages)
{
    int page = pond(ui)->page < pages ? pond(ui)->page : 0;
    const char *words = frame_textf(ui->frame, WORDS("Flere dråber (%d af %d)"), page + 1, pages);
    struct item *pill = ui_pill(ui, x, y, words, false, ACTION_VALUE(ACTION_RINGS_PAGE, (page + 1) % pages));
    return y + pill->bounds.h + ui_px(ui, 24);
}

/* How many rows a page has: as many as are seen at once, but at least those that make a page worth while. */
static int rows_for(const struct ui *ui, int columns, int room)
{
    bool portrait = ui->metrics.portrait;
    int rows = portrait ? ROWS_PORTRAIT : ROWS_LANDSCAPE;
    if (portrait && columns < 3) rows++; /* as many drops in fewer columns */
    int gap = ui_px(ui, 16);
    int fit = (room + gap) / (cell_height(ui) + gap);
    if (rows < fit) rows = fit;
    return rows * columns <= DROPS_MAX ? rows : DROPS_MAX / columns;
}

/* `whole` is the width without a card beside the picture, `room` the height that is seen at once: a page holds the
 * same drops with the card and without. */
static int picture_view(struct ui *ui, int x, int y, int width, int whole, int room)
{
    int columns = columns_for(ui, whole, ui->metrics.portrait ? 3 : COLUMNS_MAX);
    int rows = rows_for(ui, columns, room);
    int places[DROPS_MAX];
    int pages = 0;
    int count = drops_of_page(ui, columns * rows, places, &pages);
    columns = columns_for(ui, width, columns);
    if (count == 0) {
        const char *none = WORDS("Endnu har ingen af netværkene skabt noget, der kan vises her.");
        return y + ui_text(ui, x, y, width, TYPE_BODY, ui->look->on_water, none)->bounds.h;
    }
    struct cell cells[DROPS_MAX] = {0};
    int gap = ui_px(ui, 16);
    int wide = (width - (columns - 1) * gap) / columns;
    int high = cell_height(ui);
    for (int at = 0; at < count; at++) {
        struct rect bounds = {x + at % columns * (wide + gap), y + at / columns * (high + gap), wide, high};
        cells[at] = (struct cell){places[at], bounds, {bounds.x + wide / 2, bounds.y + ui_px(ui, 92)}};
    }
    int bottom = cells[count - 1].bounds.y + high;
    bool crossed = arcs_view(ui, cells, count, (struct rect){x, y, width, bottom - y});
    for (int at = 0; at < count; at++) drop_view(ui, cells[at], crossed);
    y = bottom + gap;
    return pages > 1 ? page_pills(ui, x, y, pages) : y;
}

/* ---- the card of a chosen drop ---- */

/* The created petals' words with their marks, in as many lines as they need. Returns the y below. */
static int keywords_view(struct ui *ui, int x, int y, int width, const struct created *network)
{
    struct petal petals[NETWORK_PETALS_MAX];
    size_t count = network_petals_from_letters(petals, network->petals);
    int mark = ui_sign(ui, 36);
    int line = ui_line_height(ui, TYPE_SMALL_STRONG);
    int at = x;
    bool any = false;
    for (size_t petal = 0; petal < count; petal++) {
        if (!petals[petal].created) continue;
        const char *word = network->keywords[petal];
        int wide = mark + ui_px(ui, 10) + ui_text_width(ui, TYPE_SMALL_STRONG, word);
        if (at > x && at + wide > x + width) {
            at = x;
            y += line + ui_px(ui, 8);
        }
        struct color ink = ui->look->side[petals[petal].side].solid;
        ui_icon(ui, at, y + (line - mark) / 2, mark, side_icon(petals[petal].side), ink, ui->look->card);
        struct item *text = ui_text(ui, at + mark + ui_px(ui, 10), y, width, TYPE_SMALL_STRONG, ink, word);
        text->label = frame_textf(ui->frame, "%s: %s", side_words(petals[petal].side), word);
        at += wide + ui_px(ui, 28);
        any = true;
    }
    if (any) return y + line;
    return y + ui_text(ui, x, y, width, TYPE_SMALL, ui->look->muted, WORDS("Intet er skabt endnu."))->bounds.h;
}

/* Stands on `bottom`. Returns where it begins. */
static int card_view(struct ui *ui, int x, int width, int bottom)
{
    const struct created *network = &pond(ui)->networks[pond(ui)->chosen];
    int padding = ui_px(ui, 36);
    int inner = width - 2 * padding;
    size_t first = ui->frame->items_count;
    struct item *box =
        ui_box(ui, (struct rect){x, 0, width, 0}, ui_px(ui, 32), ui->look->card, ui->look->hairline, ui_px(ui, 2));
    int y = padding;
    y += ui_text(ui, x + padding, y, inner, TYPE_TITLE, ui->look->ink, network->title)->bounds.h + ui_px(ui, 12);
    y = keywords_view(ui, x + padding, y, inner, network) + ui_px(ui, 12);
    const char *children = children_words(ui, network);
    if (children != NULL) {
        y += ui_text(ui, x + padding, y, inner, TYPE_BODY, ui->look->ink, children)->bounds.h + ui_px(ui, 12);
    }
    struct action open = link_to_network(ui, network->id);
    const char *words = WORDS("Åbn netværket");
    int button = ui_button_height(ui, inner, words);
    ui_button(ui, (struct rect){x + padding, y + ui_px(ui, 8), inner, button}, BUTTON_FILLED, words, open);
    y += ui_px(ui, 8) + button + padding;
    box->bounds.h = y;
    for (size_t at = first; at < ui->frame->items_count; at++) ui->frame->items[at].bounds.y += bottom - y;
    return bottom - y;
}

/* ---- the list ---- */

static int row_view(struct ui *ui, struct rect view, int y, int width, const struct created *network)
{
    const struct look *look = ui->look;
    int padding = ui_px(ui, 32);
    int inner = width - 2 * padding - ui_px(ui, 52);
    size_t used = ui->frame->arena_used;
    const char *created = created_words(ui, network);
    if (created[0] == '\0') created = WORDS("Intet er skabt endnu.");
    const char *children = children_words(ui, network);
    int high = ui_text_height(ui, inner, TYPE_TITLE, network->title) + ui_text_height(ui, inner, TYPE_BODY, created) +
               (children != NULL ? ui_text_height(ui, inner, TYPE_BODY, children) : 0) + 2 * padding;
    struct rect card = {view.x, y, width, high};
    if (rect_is_empty(rect_intersect(card, view))) {
        ui->frame->arena_used = used;
        return y + high;
    }
    const char *says = children != NULL ? frame_textf(ui->frame, "%s. %s", created, children) : created;
    link_card_view(ui, card, padding, network->title, says, link_to_network(ui, network->id));
    y += padding;
    const char *const lines[] = {network->title, created, children};
    for (size_t at = 0; at < sizeof(lines) / sizeof(lines[0]) && lines[at] != NULL; at++) {
        struct item *text = ui_text(ui, view.x + padding, y, inner, at == 0 ? TYPE_TITLE : TYPE_BODY,
                                    at == 1 ? look->act : look->ink, lines[at]);
        text->role = ROLE_DECORATION;
        y += text->bounds.h;
    }
    return card.y + high;
}

static int list_view(struct ui *ui, struct rect view, int y, int width)
{
    for (size_t at = 0; at < pond(ui)->count; at++) {
        y = row_view(ui, view, y, width, &pond(ui)->networks[at]) + ui_px(ui, 20);
    }
    return y;
}

/* ---- the whole ---- */

/* Back, and how the same is shown otherwise. Returns the y below. */
static int pills_view(struct ui *ui, int x, int y, int width)
{
    const struct {
        const char *words;
        struct action action;
    } pills[] = {
        {WORDS("Tilbage"), ACTION(ACTION_BACK)},
        {pond(ui)->as_list ? WORDS("Som billede") : WORDS("Som liste"), ACTION(ACTION_RINGS_AS_LIST)},
        {WORDS("Gaver"), ACTION(ACTION_GIFTS)},
    };
    int at = x;
    int high = ui_pill_height(ui);
    for (size_t pill = 0; pill < sizeof(pills) / sizeof(pills[0]); pill++) {
        int wide = ui_pill_width(ui, pills[pill].words);
        if (at > x && at + wide > x + width) {
            at = x;
            y += high + ui_px(ui, 18);
        }
        ui_pill(ui, at, y, pills[pill].words, false, pills[pill].action);
        at += wide + ui_px(ui, 18);
    }
    return y + high;
}

void rings_view(struct ui *ui)
{
    int width = ui->metrics.width;
    int height = ui->metrics.height;
    ui_water(ui, (struct rect){0, 0, width, height});
    ui->on_water = true;
    int margin = ui_margin(ui);
    const char *heading = WORDS("Ringe i vandet");
    int y = ui_px(ui, ui->metrics.low ? 20 : 44);
    int heading_width = ui_text_width(ui, TYPE_HEADING, heading) + ui_px(ui, 56);
    /* In landscape height is dear: the heading stands beside the pills. */
    bool beside = !ui->metrics.portrait && heading_width < (width - 2 * margin) / 2;
    int room = width - 2 * margin - (beside ? heading_width : 0);
    if (beside) ui_text(ui, margin, y, room, TYPE_HEADING, ui->look->on_water, heading);
    y = pills_view(ui, margin + (beside ? heading_width : 0), y, room) + ui_px(ui, 24);
    int bottom = height - ui_bar_height(ui) - ui_px(ui, 24);
    struct rect view = {margin, y, width - 2 * margin, bottom - y};
    int whole = ui_scroll_width(ui, view);
    bool chosen = !pond(ui)->as_list && pond(ui)->chosen >= 0 && pond(ui)->chosen < (int)pond(ui)->count;
    if (chosen && ui->metrics.portrait) {
        view.h = card_view(ui, margin, view.w, bottom) - ui_px(ui, 24) - y;
    } else if (chosen) {
        int wide = view.w * 34 / 100;
        card_view(ui, margin + view.w - wide, wide, bottom);
        view.w -= wide + ui_px(ui, 32);
    }
    y = ui_scroll_begin(ui, view);
    int inner = ui_scroll_width(ui, view);
    if (!beside) y += ui_text(ui, view.x, y, inner, TYPE_HEADING, ui->look->on_water, heading)->bounds.h + ui_px(ui, 8);
    const char *what = WORDS("Hver ring er noget, et netværk har skabt. En bue viser det, netværket har sat i gang.");
    y += ui_text(ui, view.x, y, inner, TYPE_BODY, ui->look->on_water, what)->bounds.h + ui_px(ui, 16);
    if (pond(ui)->as_list) {
        y = list_view(ui, view, y + ui_px(ui, 12), inner);
    } else {
        y = sides_legend_view(ui, view.x, y, inner) + ui_px(ui, 24);
        int above = ui_text_height(ui, whole, TYPE_BODY, what) + ui_px(ui, 40) + ui_line_height(ui, TYPE_SMALL_STRONG);
        y = picture_view(ui, view.x, y, inner, whole, bottom - view.y - above);
    }
    ui_scroll_end(ui, view, y);
    ui_bar(ui);
}
