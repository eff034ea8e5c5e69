/* The board: all networks as cards with their flowers, filtered. There may be ten thousand, so all cards of a board
 * have the same height: where a card lies follows from its number, and only what is seen is laid out. */
#include <string.h>

#include "kiosk/columns.h"
#include "kiosk/screens/link_card.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

/* What a filter is set to, or its name while it lets everything through. */
static const char *filter_words(const struct model *model, enum filter_by by)
{
    int value = board_choice(&model->board, &model->site, by);
    switch (by) {
    case FILTER_KIND: return value == FILTER_ALL ? WORDS("Slags") : kind_words((enum network_kind)value);
    case FILTER_STATUS: return value == FILTER_ALL ? WORDS("Status") : status_words((enum network_status)value);
    case FILTER_PHASE: return value == FILTER_ALL ? WORDS("Fase") : model->site.phases[value].label;
    case FILTER_COUNT: break;
    }
    return "";
}

static struct action idea_action(void)
{
    return ACTION_VALUE(ACTION_START, SUBMISSION_IDEA);
}

enum { PILL_GAP = 18 }; /* design px */

/* Pills one after another, in as many rows as they need. */
struct flow {
    int x, y; /* where the next one comes */
};

/* `before` and `after`: ui_pill_signed(), or ICON_NONE. */
static void flow_signed(struct ui *ui, struct flow *flow, enum icon before, const char *words, enum icon after, bool on,
                        struct action action)
{
    int margin = ui_margin(ui);
    int gap = ui_px(ui, PILL_GAP);
    bool is_signed = before != ICON_NONE || after != ICON_NONE;
    int width = ui_pill_width(ui, words) + (is_signed ? ui_pill_sign_width(ui) : 0);
    if (flow->x > margin && flow->x + width > ui->metrics.width - margin) {
        flow->x = margin;
        flow->y += ui_pill_height(ui) + gap;
    }
    if (is_signed) {
        ui_pill_signed(ui, flow->x, flow->y, before, words, after, on, action);
    } else {
        ui_pill(ui, flow->x, flow->y, words, on, action);
    }
    flow->x += width + gap;
}

static void flow_pill(struct ui *ui, struct flow *flow, const char *words, struct action action)
{
    flow_signed(ui, flow, ICON_NONE, words, ICON_NONE, false, action);
}

/* Is there room in one row for search and the filters with their signs? */
static bool signs_fit(struct ui *ui, struct flow flow)
{
    int width = ui_pill_width(ui, WORDS("Søg")) + ui_pill_sign_width(ui);
    for (int at = 0; at < FILTER_COUNT; at++) {
        width += ui_px(ui, PILL_GAP) + ui_pill_width(ui, filter_words(ui->model, (enum filter_by)at)) +
                 ui_pill_sign_width(ui);
    }
    return !ui->metrics.low && flow.x + width <= ui->metrics.width - ui_margin(ui);
}

/* Search and the filters, which open downwards. Returns the y below. */
static int pills(struct ui *ui, struct flow flow)
{
    const struct model *model = ui->model;
    bool signs = signs_fit(ui, flow);
    flow_signed(ui, &flow, signs ? ICON_SEARCH : ICON_NONE, WORDS("Søg"), ICON_NONE, false, ACTION(ACTION_SEARCH));
    for (int at = 0; at < FILTER_COUNT; at++) {
        bool on = board_choice(&model->board, &model->site, (enum filter_by)at) != FILTER_ALL;
        flow_signed(ui, &flow, ICON_NONE, filter_words(model, (enum filter_by)at), signs ? ICON_DOWN : ICON_NONE, on,
                    ACTION_VALUE(ACTION_OPEN_FILTER, at));
    }
    if (ui->metrics.low && !ui->metrics.portrait) { /* the head has no room for it, and there is no footer */
        flow_pill(ui, &flow, WORDS("Har du en idé?"), idea_action());
        if (!model->can_submit) ui_disable_last_button(ui);
    }
    return flow.y + ui_pill_height(ui);
}

static const char *card_state(struct ui *ui, const struct network_card *card)
{
    if (card->group_state == GROUP_OPEN)
        return frame_textf(ui->frame, WORDS("%s · Founding Group åben"), kind_words(card->kind));
    int phase = site_phase_index(&ui->model->site, card->phase);
    if (phase < 0 || !network_status_is_open(card->status)) {
        return frame_textf(ui->frame, "%s · %s", kind_words(card->kind), status_words(card->status));
    }
    return frame_textf(ui->frame, "%s · %s", kind_words(card->kind), ui->model->site.phases[phase].label);
}

static const char *card_note(struct ui *ui, const struct network_card *card)
{
    const char *state = card_state(ui, card);
    if (!card->danish || ui->model->language == &languages[0]) return state;
    return frame_textf(ui->frame, "%s · %s", state, WORDS("på dansk"));
}

struct card_measures {
    int padding, flower, text_x, text_width;
};

static struct card_measures measure_card(const struct ui *ui, int width)
{
    struct card_measures measures = {.padding = ui_px(ui, 26), .flower = ui_px(ui, 150)};
    if (width < ui_px(ui, 620)) measures.flower = ui_px(ui, 96); /* what was found, beside the field on a low glass */
    measures.text_x = measures.padding + measures.flower + ui_px(ui, 26);
    measures.text_width = width - measures.text_x - ui_px(ui, 56);
    return measures;
}

static int card_text_height(struct ui *ui, const struct network_card *card, int width)
{
    size_t used = ui->frame->arena_used;
    int height = ui_text_height(ui, width, TYPE_TITLE, card->short_title) +
                 ui_text_height(ui, width, TYPE_BODY, card->question) +
                 ui_text_height(ui, width, TYPE_SMALL, card_note(ui, card)) + ui_px(ui, 12);
    ui->frame->arena_used = used;
    return height;
}

int network_card_height(struct ui *ui, const struct network_card *card, int width)
{
    struct card_measures measures = measure_card(ui, width);
    int text = card_text_height(ui, card, measures.text_width);
    int content = text > measures.flower ? text : measures.flower;
    return content + 2 * measures.padding;
}

static void card_texts(struct ui *ui, const struct network_card *card, int x, int y, int width)
{
    const struct look *look = ui->look;
    struct item *title = ui_text(ui, x, y, width, TYPE_TITLE, look->ink, card->short_title);
    y += title->bounds.h + ui_px(ui, 4);
    struct item *question = ui_text(ui, x, y, width, TYPE_BODY, look->ink, card->question);
    y += question->bounds.h + ui_px(ui, 8);
    bool open = card->group_state == GROUP_OPEN;
    struct item *note = ui_text(ui, x, y, width, open ? TYPE_SMALL_STRONG : TYPE_SMALL, open ? look->act : look->muted,
                                card_note(ui, card));
    title->role = ROLE_DECORATION; /* the card says all three */
    question->role = ROLE_DECORATION;
    note->role = ROLE_DECORATION;
}

void network_card_view(struct ui *ui, const struct network_card *card, struct rect bounds)
{
    struct card_measures measures = measure_card(ui, bounds.w);
    const char *says = frame_textf(ui->frame, "%s %s", card->question, card_note(ui, card));
    ui_content(ui, card->danish);
    struct color fill =
        link_card_view(ui, bounds, ui_px(ui, 18), card->short_title, says, link_to_network(ui, card->id));
    ui_own_words(ui);
    struct petal *petals = frame_memory(ui->frame, NETWORK_PETALS_MAX * sizeof(*petals), sizeof(void *));
    if (petals != NULL) {
        struct rect place = {bounds.x + measures.padding, bounds.y + (bounds.h - measures.flower) / 2, measures.flower,
                             measures.flower};
        struct item *flower = ui_add(ui, ROLE_DECORATION, place);
        flower->drawing = DRAW_FLOWER;
        flower->petals_count = (int)network_petals_from_letters(petals, card->petals);
        flower->petals = petals;
        flower->edge = fill;
    }
    int text = card_text_height(ui, card, measures.text_width);
    card_texts(ui, card, bounds.x + measures.text_x, bounds.y + (bounds.h - text) / 2, measures.text_width);
}

static void no_cards(struct ui *ui, struct rect view, int y)
{
    const char *words = WORDS("Ingen netværk passer. Vælg noget andet ovenfor.");
    ui_text(ui, view.x, y, view.w, TYPE_BODY, ui->look->ink, words);
}

/* By those that have most to say. Should a shorter text break into more lines, it uses the card's margins. */
static int cards_height(struct ui *ui, int width)
{
    const struct board *board = &ui->model->board;
    int height = 0;
    for (size_t at = 0; at < board->longest_count; at++) {
        int needed = network_card_height(ui, &board->longest[at], width);
        if (needed > height) height = needed;
    }
    return height;
}

/* In as many columns as there is room for, row by row. Returns where the last row ends. */
static int cards(struct ui *ui, struct rect view, int top)
{
    const struct board *board = &ui->model->board;
    struct columns layout = columns_begin(ui, view.x, top, ui_scroll_width(ui, view), COLUMN_CARD, COLUMN_GAP);
    int columns = layout.count;
    int gap = layout.gap;
    int width = layout.width;
    int height = cards_height(ui, width);
    int pitch = height + gap;
    int total = (int)board->counts.passing;
    if (total == 0) {
        no_cards(ui, view, top);
        return top;
    }
    int rows = (total + columns - 1) / columns;
    int row_first = view.y > top ? (view.y - top) / pitch : 0;
    int row_end = (view.y + view.h - top + pitch - 1) / pitch;
    if (row_end > rows) row_end = rows;
    if (row_first > row_end) row_first = row_end;
    for (int at = row_first * columns; at < row_end * columns && at < total; at++) {
        struct rect bounds = {view.x + at % columns * (width + gap), top + at / columns * pitch, width, height};
        const struct network_card *card = board_card(board, (size_t)at);
        if (card != NULL) {
            network_card_view(ui, card, bounds);
        } else { /* it can't be read just now: its place stays */
            ui_box(ui, bounds, ui_px(ui, 32), ui->look->card, ui->look->hairline, ui_px(ui, 2));
        }
    }
    ui->frame->list_first = (size_t)row_first * (size_t)columns;
    ui->frame->list_count = (size_t)(row_end - row_first) * (size_t)columns;
    ui->frame->list_pitch = pitch;
    return top + rows * pitch;
}

/* Where else one can go from here. */
struct entrance {
    const char *words;
    struct action action;
    bool shown;
    bool possible;
};

/* The heading, and beside it (below it, in as many lines as are needed, where that is too narrow) the ways to the
 * ideas, to what happened, and to what networks are at all; in landscape also to one's own idea, since height is dear.
 * Returns where search and the filters come. */
static struct flow head(struct ui *ui, int x, int y, int width)
{
    const struct entrance entrances[] = {
        {WORDS("Har du en idé?"), idea_action(), !ui->metrics.portrait && !ui->metrics.low, ui->model->can_submit},
        {WORDS("Idéer"), ACTION(ACTION_IDEAS), true, true},
        {WORDS("Hvad skete der?"), ACTION(ACTION_FOLLOW), true, true},
        {WORDS("Om netværk"), ACTION(ACTION_ABOUT), json_array_size(ui->model->pages) > 0, true},
    };
    enum { ENTRANCES = sizeof(entrances) / sizeof(entrances[0]) };
    const char *words = WORDS("Hvad er i gang?");
    int gap = ui_px(ui, PILL_GAP);
    int all = 0;
    for (int at = 0; at < ENTRANCES; at++) {
        if (entrances[at].shown) all += ui_pill_width(ui, entrances[at].words) + gap;
    }
    enum type type = ui->metrics.portrait ? TYPE_HEADING : TYPE_SUBHEADING;
    bool beside = ui_text_width(ui, type, words) + all <= width;
    if (ui->metrics.low && !beside) type = TYPE_STRONG; /* every row counts */
    struct item *heading = ui_text(ui, x, y, beside ? width - all : width, type, ui->look->ink, words);
    struct flow flow = {x, y + heading->bounds.h + ui_px(ui, ui->metrics.low ? 12 : 20)};
    if (beside) flow = (struct flow){x + width - all + gap, y + (heading->bounds.h - ui_pill_height(ui)) / 2};
    for (int at = 0; at < ENTRANCES; at++) {
        if (!entrances[at].shown) continue;
        flow_pill(ui, &flow, entrances[at].words, entrances[at].action);
        if (!entrances[at].possible) ui_disable_last_button(ui);
    }
    if (ui->metrics.low && !beside) return flow; /* every row counts: the others go on there */
    int below = flow.y + ui_pill_height(ui);
    if (below < y + heading->bounds.h) below = y + heading->bounds.h;
    return (struct flow){x, below + ui_px(ui, 28)};
}

static int footer(struct ui *ui)
{
    if (!ui->metrics.portrait) return ui->metrics.height - ui_bar_height(ui);
    int bottom = ui_footer(ui, NULL, ACTION(ACTION_NONE), WORDS("Har du en idé?"), idea_action());
    if (!ui->model->can_submit) ui_disable_last_button(ui);
    return bottom;
}

void board_view(struct ui *ui)
{
    ui_paper(ui);
    int margin = ui_margin(ui);
    int width = ui->metrics.width - 2 * margin;
    int bottom = footer(ui);
    struct flow flow = head(ui, margin, ui_px(ui, ui->metrics.portrait ? 76 : 44), width);
    int y = pills(ui, flow) + ui_px(ui, 28);
    struct rect view = {margin, y, width, bottom - y};
    int top = ui_scroll_begin(ui, view);
    int end = cards(ui, view, top) + ui_px(ui, 16);
    ui_scroll_end(ui, view, end);
    ui_bar(ui);
}
