/* The ideas wall: what people in town would like to see happen, and what became of it; and one idea. */
#include <string.h>

#include "kiosk/columns.h"
#include "kiosk/screens/link_card.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static enum icon status_icon(enum idea_status status)
{
    static const enum icon table[IDEA_STATUS_COUNT] = {
        [IDEA_RECEIVED] = ICON_DOT_AHEAD, [IDEA_READ] = ICON_DOT,      [IDEA_CONSIDERED] = ICON_DOT_NOW,
        [IDEA_INVITED] = ICON_PERSON,     [IDEA_NETWORK] = ICON_CHECK, [IDEA_PROJECT] = ICON_CHECK,
        [IDEA_NOT_NOW] = ICON_DOT_AHEAD,
    };
    return table[status];
}

static const char *supports_words(struct ui *ui, int supports)
{
    if (supports == 0) return WORDS("Ingen støtter endnu");
    return frame_textf(ui->frame, WORDS_COUNT("%d støtter den", "%d støtter den", (unsigned long)supports), supports);
}

const char *date_words(struct ui *ui, const char *date)
{
    int parts[3] = {0}; /* year, month, day */
    int part = 0;
    for (const char *at = date != NULL ? date : ""; *at != '\0'; at++) {
        if (*at == '-' && part < 2) {
            part++;
        } else if (*at >= '0' && *at <= '9' && parts[part] < 10000) {
            parts[part] = parts[part] * 10 + (*at - '0');
        } else {
            return date; /* of another form */
        }
    }
    return part == 2 ? frame_textf(ui->frame, WORDS("%d.%d.%d"), parts[2], parts[1], parts[0]) : "";
}

enum { MARK = 40, MARK_GAP = 14 }; /* design px */

/* An icon and words beside each other, wrapped to the width. Returns the y below. */
int marked_text(struct ui *ui, int x, int y, int width, enum type type, enum icon icon, struct color ink,
                struct color ground, const char *words)
{
    int mark = ui_sign(ui, MARK);
    int indent = mark + ui_px(ui, MARK_GAP);
    int line = ui_line_height(ui, type);
    ui_icon(ui, x, y + (line - mark) / 2, mark, icon, ink, ground);
    return y + ui_text(ui, x + indent, y, width - indent, type, ink, words)->bounds.h;
}

/* ---- a card on the wall ---- */

/* What people and the secretariat wrote is not translated. */
static void idea_content(struct ui *ui)
{
    ui_content(ui, ui->model->language != &languages[0]);
}

static int marked_height(struct ui *ui, int width, enum type type, const char *words)
{
    return ui_text_height(ui, width - ui_sign(ui, MARK) - ui_px(ui, MARK_GAP), type, words);
}

/* Title, status, and whom it helps with how many support it, under each other. Returns the y below. */
static int idea_card(struct ui *ui, const struct idea *idea, struct rect bounds, struct rect view)
{
    const struct look *look = ui->look;
    int padding = ui_px(ui, 36);
    int width = bounds.w - 2 * padding - ui_px(ui, LINK_CARD_ARROW + 20);
    size_t used = ui->frame->arena_used;
    const char *status = idea_status_words(idea->status);
    const char *side = frame_textf(ui->frame, "%s · %s", side_words(idea->side), supports_words(ui, idea->supports));
    int title = ui_text_height(ui, width, TYPE_TITLE, idea->title) + ui_px(ui, 10);
    int below = marked_height(ui, width, TYPE_SMALL_STRONG, status) + ui_px(ui, 6);
    bounds.h = title + below + marked_height(ui, width, TYPE_SMALL, side) + 2 * padding;
    if (rect_is_empty(rect_intersect(bounds, view))) { /* measured only */
        ui->frame->arena_used = used;
        return bounds.y + bounds.h;
    }
    struct action action = {.kind = ACTION_OPEN_IDEA, .target = frame_text(ui->frame, idea->id, strlen(idea->id))};
    const char *says = frame_textf(ui->frame, "%s. %s", status, side);
    idea_content(ui);
    struct color fill = link_card_view(ui, bounds, padding, idea->title, says, action);
    size_t inside = ui->frame->items_count;
    int x = bounds.x + padding;
    int y = bounds.y + padding;
    ui_text(ui, x, y, width, TYPE_TITLE, look->ink, idea->title);
    ui_own_words(ui);
    marked_text(ui, x, y + title, width, TYPE_SMALL_STRONG, status_icon(idea->status), look->act, fill, status);
    marked_text(ui, x, y + title + below, width, TYPE_SMALL, side_icon(idea->side), side_ink(ui, idea->side), fill,
                side);
    for (size_t at = inside; at < ui->frame->items_count; at++) ui->frame->items[at].role = ROLE_DECORATION;
    return bounds.y + bounds.h;
}

static int cards(struct ui *ui, struct rect view, int width, int y)
{
    struct columns columns = columns_begin(ui, view.x, y, width, COLUMN_CARD, COLUMN_GAP);
    size_t at;
    json_t *body;
    json_array_foreach (ui->model->wall.ideas, at, body) {
        AUTO(idea_auto) struct idea idea = {0};
        if (idea_from_json(&idea, body) != ERR_OK) continue;
        columns_put(&columns, idea_card(ui, &idea, columns_place(&columns), view));
    }
    return columns_end(&columns);
}

/* One's own idea: in portrait the strong button, in landscape a small one beside the way back, since height is dear.
 * Returns the y where the content ends. */
static int own_idea(struct ui *ui, int back_bottom)
{
    const char *words = WORDS("Har du en idé?");
    struct action action = ACTION_VALUE(ACTION_START, SUBMISSION_IDEA);
    int bottom = ui->metrics.height - ui_bar_height(ui) - ui_px(ui, 12); /* cards stand clear of the bar */
    if (ui->metrics.portrait) {
        bottom = ui_footer(ui, NULL, ACTION(ACTION_NONE), words, action);
    } else {
        int x = ui->metrics.width - ui_margin(ui) - ui_pill_width(ui, words);
        ui_pill(ui, x, back_bottom - ui_px(ui, 48) - ui_pill_height(ui) / 2, words, false, action);
    }
    if (!ui->model->can_submit) ui_disable_last_button(ui);
    return bottom;
}

void ideas_view(struct ui *ui)
{
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("Alle netværk")) + ui_px(ui, 12);
    int bottom = own_idea(ui, y - ui_px(ui, 12));
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    int width = ui_scroll_width(ui, view);
    y += ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, WORDS("Idéer fra byen"))->bounds.h + ui_px(ui, 12);
    const char *what = json_array_size(ui->model->wall.ideas) > 0
                           ? WORDS("Her er idéer, som sekretariatet har læst og vist frem, og hvad der skete med dem.")
                           : WORDS("Ingen idéer er vist frem endnu. Din kan blive den første.");
    y += ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->muted, what)->bounds.h + ui_px(ui, 8);
    y = ui_danish_note(ui, view.x, y, width) + ui_px(ui, 20);
    ui_scroll_end(ui, view, cards(ui, view, width, y));
    ui_bar(ui);
}

/* ---- one idea ---- */

static const struct network_card *card_of(const struct model *model, const char *id)
{
    for (size_t at = 0; id != NULL && at < model->board.cards_count; at++) {
        if (strcmp(model->board.cards[at].id, id) == 0) return &model->board.cards[at];
    }
    return NULL;
}

static int answer_box(struct ui *ui, int x, int y, int width, const struct idea *idea)
{
    int padding = ui_px(ui, 40);
    int inner = width - 2 * padding;
    struct item *box =
        ui_box(ui, (struct rect){x, y, width, 0}, ui_px(ui, 32), ui->look->card, ui->look->hairline, ui_px(ui, 2));
    int bottom = y + padding;
    bottom = marked_text(ui, x + padding, bottom, inner, TYPE_STRONG, status_icon(idea->status), ui->look->act,
                         ui->look->card, idea_status_words(idea->status)) +
             ui_px(ui, 8);
    const char *words = idea->answer != NULL ? idea->answer : WORDS("Sekretariatet har ikke svaret endnu.");
    if (idea->answer != NULL) idea_content(ui);
    bottom += ui_text(ui, x + padding, bottom, inner, TYPE_BODY, ui->look->ink, words)->bounds.h;
    ui_own_words(ui);
    box->bounds.h = bottom + padding - y;
    return y + box->bounds.h;
}

/* What became of the support, above the button, where it is seen without scrolling. Returns the y where the content
 * ends. */
static int support_said(struct ui *ui, int bottom)
{
    enum support support = ui->model->wall.support;
    if (support != SUPPORT_SAVED && support != SUPPORT_NOT_SAVED) return bottom;
    bool saved = support == SUPPORT_SAVED;
    const char *words = saved ? WORDS("Tak, din støtte er gemt.") : WORDS("Din støtte blev ikke gemt. Prøv igen.");
    struct rect room = ui_footer_room(ui); /* over the button */
    int y = bottom - marked_height(ui, room.w, TYPE_STRONG, words);
    size_t before = ui->frame->items_count;
    marked_text(ui, room.x, y, room.w, TYPE_STRONG, saved ? ICON_CHECK : ICON_WARNING,
                saved ? ui->look->act : ui->look->error, ui->look->paper, words);
    if (!saved) ui->frame->items[before + 1].role = ROLE_ALERT;
    return y - ui_px(ui, 20);
}

static int idea_footer(struct ui *ui)
{
    bool saved = ui->model->wall.support == SUPPORT_SAVED;
    if (saved && ui->model->wall.from == SCREEN_FORM) {
        return ui_footer(ui, NULL, ACTION(ACTION_NONE), WORDS("Tilbage til din idé"), ACTION(ACTION_BACK));
    }
    if (saved) return ui_footer(ui, NULL, ACTION(ACTION_NONE), WORDS("Se flere idéer"), ACTION(ACTION_BACK));
    int bottom = ui_footer(ui, NULL, ACTION(ACTION_NONE), WORDS("Støt idéen"), ACTION(ACTION_SUPPORT));
    if (!ui->model->can_submit) ui_disable_last_button(ui);
    return bottom;
}

static int idea_words(struct ui *ui, int x, int y, int width, const struct idea *idea)
{
    const struct look *look = ui->look;
    y = marked_text(ui, x, y, width, TYPE_STRONG, side_icon(idea->side), side_ink(ui, idea->side), look->paper,
                    side_words(idea->side)) +
        ui_px(ui, 4);
    y = ui_danish_note(ui, x, y, width);
    idea_content(ui);
    y += ui_text(ui, x, y, width, TYPE_HEADING, look->ink, idea->title)->bounds.h + ui_px(ui, 16);
    y += ui_text(ui, x, y, width, TYPE_BODY, look->ink, idea->text)->bounds.h + ui_px(ui, 16);
    ui_own_words(ui);
    if (idea->published != NULL) {
        const char *since = frame_textf(ui->frame, WORDS("Vist frem %s"), date_words(ui, idea->published));
        y += ui_text(ui, x, y, width, TYPE_SMALL, look->muted, since)->bounds.h;
    }
    return y;
}

static int idea_answer(struct ui *ui, int x, int y, int width, const struct idea *idea)
{
    y = answer_box(ui, x, y, width, idea);
    const struct network_card *card = card_of(ui->model, idea->network);
    if (card != NULL) {
        struct rect bounds = {x, y + ui_px(ui, 24), width, network_card_height(ui, card, width)};
        network_card_view(ui, card, bounds);
        y = bounds.y + bounds.h;
    } else if (idea->network != NULL) { /* its card is not in memory */
        const char *id = frame_text(ui->frame, idea->network, strlen(idea->network));
        struct action open = {.kind = ACTION_OPEN_NETWORK, .target = id};
        struct rect bounds = {x, y + ui_px(ui, 24), width, 0};
        bounds = ui_button(ui, bounds, BUTTON_OUTLINED, WORDS("Se netværket"), open)->bounds;
        y = bounds.y + bounds.h;
    }
    y += ui_px(ui, 24);
    return y + ui_text(ui, x, y, width, TYPE_BODY, ui->look->muted, supports_words(ui, idea->supports))->bounds.h;
}

void idea_view(struct ui *ui)
{
    AUTO(idea_auto) struct idea idea = {0};
    ui_paper(ui);
    int margin = ui_margin(ui);
    bool writing = ui->model->wall.from == SCREEN_FORM;
    int y = ui_back(ui, writing ? WORDS("Tilbage til din idé") : WORDS("Alle idéer")) + ui_px(ui, 12);
    if (!wall_find(&ui->model->wall, ui->model->wall.open, &idea)) { /* update() leaves before it comes to this */
        ui_bar(ui);
        return;
    }
    int bottom = support_said(ui, idea_footer(ui));
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    int width = ui_scroll_width(ui, view);
    if (ui->metrics.portrait || ui->metrics.low) {
        y = idea_words(ui, view.x, y, width, &idea) + ui_px(ui, 32);
        y = idea_answer(ui, view.x, y, width, &idea);
    } else {
        int gap = ui_px(ui, 64);
        int wide = (width - gap) / 2;
        int left = idea_words(ui, view.x, y, wide, &idea);
        int right = idea_answer(ui, view.x + wide + gap, y, wide, &idea);
        y = left > right ? left : right;
    }
    ui_scroll_end(ui, view, y + ui_px(ui, 16));
    ui_bar(ui);
}
