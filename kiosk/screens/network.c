/* One network: its question, its flower with words on the petals, and how to join; what there is to tell about it
 * is in network_story.c. */
#include <string.h>

#include "kiosk/flower.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static const struct network *shown(const struct ui *ui)
{
    return &ui->model->network;
}

/* ---- the flower ---- */

/* A petal is round: words may be a little narrower than it is. */
static int words_width(struct rect bounds, const struct network *network)
{
    int share = bounds.w < 600 ? 76 : 86; /* of a small one the mark takes the widest part */
    return flower_petal_width(bounds, (int)network->petals_count) * share / 100;
}

static int widest_word(struct ui *ui, const char *words)
{
    int widest = 0;
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        int width = text_width(ui->text, ui_style(ui, TYPE_SMALL_STRONG), words, length);
        if (width > widest) widest = width;
        words += length;
        words += strspn(words, " ");
    }
    return widest;
}

/* Two words in two lines keep clear of the edge; one that needs more gets it. */
static int wrap_width(struct ui *ui, struct rect bounds, const char *words)
{
    int clear = flower_petal_width(bounds, (int)shown(ui)->petals_count) * 76 / 100;
    int widest = widest_word(ui, words);
    return widest > clear ? widest : clear;
}

static void petal_words(struct ui *ui, struct rect bounds, int index)
{
    const struct network *network = shown(ui);
    const struct petal *petal = &network->petals[index];
    const struct side_colors *colors = &ui->look->side[petal->side];
    struct color ink = petal->created ? ui->look->on_act : colors->on_tint;
    struct color ground = petal->created ? colors->solid : colors->tint;
    struct point middle = flower_petal_middle(bounds, (int)network->petals_count, index);
    int width = wrap_width(ui, bounds, petal->keyword);
    int mark = ui_px(ui, 40);
    int height = ui_text_height(ui, width, TYPE_SMALL_STRONG, petal->keyword);
    int y = (int)middle.y - (mark + height + ui_px(ui, 6)) / 2;
    ui_icon(ui, (int)middle.x - mark / 2, y, mark, side_icon(petal->side), ink, ground);
    struct item *text =
        ui_text(ui, (int)middle.x - width / 2, y + mark + ui_px(ui, 6), width, TYPE_SMALL_STRONG, ink, petal->keyword);
    text->bounds.x = (int)middle.x - width / 2;
    text->bounds.w = width;
    text->align = ALIGN_CENTER;
    text->label = frame_textf(ui->frame, "%s, %s: %s", side_words(petal->side),
                              petal->created ? WORDS("skabt") : WORDS("ventes"), petal->keyword);
}

static const struct petal *petals_copy(struct ui *ui, const struct network *network)
{
    struct petal *petals = frame_memory(ui->frame, NETWORK_PETALS_MAX * sizeof(*petals), sizeof(void *));
    if (petals == NULL) return NULL;
    for (size_t at = 0; at < network->petals_count; at++) {
        petals[at] = network->petals[at];
        petals[at].keyword = "";
        petals[at].sentence = "";
    }
    return petals;
}

static void flower_view(struct ui *ui, struct rect bounds, bool with_words)
{
    const struct network *network = shown(ui);
    const struct petal *petals = petals_copy(ui, network);
    if (petals == NULL || network->petals_count == 0) return;
    struct item *flower = ui_add(ui, ROLE_IMAGE, bounds);
    flower->drawing = DRAW_FLOWER;
    flower->petals = petals;
    flower->petals_count = (int)network->petals_count;
    flower->edge = ui->look->paper;
    flower->label = frame_textf(ui->frame, WORDS("Blomst med %zu blade"), network->petals_count);
    if (!with_words) return;
    for (size_t at = 0; at < network->petals_count; at++) petal_words(ui, bounds, (int)at);
}

/* Do all keywords fit on their petals in the visitor's size? If not they are only in the list. */
static bool words_fit(struct ui *ui, struct rect bounds)
{
    const struct network *network = shown(ui);
    int width = words_width(bounds, network);
    for (size_t at = 0; at < network->petals_count; at++) {
        if (widest_word(ui, network->petals[at].keyword) > width) return false;
    }
    return true;
}

/* The sides, and what the dashes mean. Returns the y below. */
static int legend(struct ui *ui, int x, int y, int width)
{
    y = sides_legend_view(ui, x, y, width) + ui_px(ui, 4);
    struct item *note =
        ui_text(ui, x, y, width, TYPE_SMALL, ui->look->muted, WORDS("Fyldt: det er skabt. Stiplet: det håber vi på."));
    return y + note->bounds.h;
}

/* ---- the head and the whole ---- */

static int head(struct ui *ui, int x, int y, int width)
{
    const struct network *network = shown(ui);
    const char *kicker = frame_textf(ui->frame, "%s · %s", kind_words(network->kind), status_words(network->status));
    struct item *item = ui_text(ui, x, y, width, TYPE_STRONG, ui->look->act, kicker);
    y += item->bounds.h + ui_px(ui, 4);
    y = ui_danish_note(ui, x, y, width);
    ui_content(ui, network->some_danish);
    item = ui_text(ui, x, y, width, TYPE_HEADING, ui->look->ink, network->title);
    y += item->bounds.h + ui_px(ui, 16);
    item = ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, network->question);
    ui_own_words(ui);
    return y + item->bounds.h;
}

static void portrait(struct ui *ui, struct rect view)
{
    /* The flower is wider than the words: it reaches into the margins. */
    struct rect whole = {0, view.y, ui->metrics.width, view.h};
    int y = ui_scroll_begin(ui, whole);
    y = head(ui, view.x, y, view.w) + ui_px(ui, 32);
    int size = view.w + ui_px(ui, 48);
    struct rect flower = {view.x + (view.w - size) / 2, y, size, size};
    bool fit = words_fit(ui, flower);
    if (!fit) flower = (struct rect){view.x + (view.w - size / 2) / 2, y, size / 2, size / 2};
    flower_view(ui, flower, fit);
    y = legend(ui, view.x, y + flower.h + ui_px(ui, 28), view.w) + ui_px(ui, 44);
    y = network_picture_view(ui, view.x, y, view.w, view.h * 7 / 10);
    y = network_story_view(ui, view.x, y, view.w);
    ui_scroll_end(ui, whole, y);
}

/* The flower on the left as large as the height allows, everything else beside it. */
static void landscape(struct ui *ui, struct rect view, int bottom)
{
    int top = view.y - ui_px(ui, 24);
    int size = bottom - ui_px(ui, 20) - top;
    if (size > view.w * 46 / 100) size = view.w * 46 / 100;
    struct rect flower = {view.x, top, size, size};
    flower_view(ui, flower, words_fit(ui, flower));
    int x = view.x + size + ui_px(ui, 56);
    int first = ui_px(ui, ui->metrics.low ? 20 : 48);
    struct rect words = {x, first, view.x + view.w - x, view.y + view.h - first};
    int y = ui_scroll_begin(ui, words);
    int width = ui_scroll_width(ui, words);
    y = head(ui, x, y, width) + ui_px(ui, 28);
    y = legend(ui, x, y, width) + ui_px(ui, 36);
    y = network_picture_view(ui, x, y, width, words.h * 7 / 10);
    y = network_story_view(ui, x, y, width);
    ui_scroll_end(ui, words, y);
}

static int network_footer(struct ui *ui)
{
    struct action interest = ACTION_VALUE(ACTION_START, SUBMISSION_INTEREST);
    const char *interested = WORDS("Jeg er interesseret");
    if (!network_status_is_open(shown(ui)->status)) {
        return ui_footer(ui, NULL, ACTION(ACTION_NONE), WORDS("Se andre netværk"), ACTION(ACTION_BACK));
    }
    if (shown(ui)->group_state == GROUP_OPEN && ui->model->can_submit) {
        return ui_footer(ui, interested, interest, WORDS("Bliv en del af det"), ACTION(ACTION_OPEN_GROUP));
    }
    int bottom = ui_footer(ui, NULL, ACTION(ACTION_NONE), interested, interest);
    if (!ui->model->can_submit) ui_disable_last_button(ui);
    return bottom;
}

void network_view(struct ui *ui)
{
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, ui->model->trail.count > 0 ? WORDS("Tilbage") : WORDS("Alle netværk")) + ui_px(ui, 12);
    int bottom = network_footer(ui);
    if (!ui->model->can_submit) {
        struct rect room = ui_footer_room(ui); /* over the button, clear of the flower */
        const char *why = ui->model->standing.kind == STANDING_REVOKED
                              ? WORDS("Skærmen er taget ud af brug, så den kan ikke tage imod.")
                              : WORDS("Skærmen er ikke koblet til rådhuset endnu, så den kan ikke tage imod.");
        int height = ui_text_height(ui, room.w, TYPE_SMALL, why);
        ui_text(ui, room.x, bottom - height, room.w, TYPE_SMALL, ui->look->muted, why);
        bottom -= height + ui_px(ui, 16);
    }
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    if (ui->metrics.portrait) {
        portrait(ui, view);
    } else {
        landscape(ui, view, ui->metrics.low ? bottom : ui->metrics.height - ui_bar_height(ui));
    }
    ui_bar(ui);
}
