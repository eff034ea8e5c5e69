/* The shelf of gifts: what networks have given away, by where it is now. */
#include <string.h>

#include "kiosk/columns.h"
#include "kiosk/screens/link_card.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static size_t gifts_count(const struct pond *pond, enum gift_state state)
{
    size_t count = 0;
    for (size_t at = 0; at < pond->count; at++) count += pond->networks[at].gift == state;
    return count;
}

/* One gift as a card that opens its network. Only measured when it is not to be seen. */
static int gift_card(struct ui *ui, struct rect view, int x, int y, int width, const struct created *network)
{
    const struct look *look = ui->look;
    int padding = ui_px(ui, 36);
    int mark = ui_px(ui, 110);
    int text_x = x + padding + mark + ui_px(ui, 32);
    int inner = x + width - padding - ui_px(ui, 48) - text_x;
    size_t used = ui->frame->arena_used;
    const char *receiver = frame_textf(ui->frame, WORDS("Givet til: %s"), network->gift_receiver);
    const char *giver = frame_textf(ui->frame, WORDS("Fra netværket %s"), network->title);
    if (network->gift_danish) giver = frame_textf(ui->frame, "%s · %s", giver, WORDS("på dansk"));
    int high = ui_text_height(ui, inner, TYPE_TITLE, network->gift_title) +
               ui_text_height(ui, inner, TYPE_BODY, network->gift_text) +
               ui_text_height(ui, inner, TYPE_SMALL, receiver) + ui_text_height(ui, inner, TYPE_SMALL_STRONG, giver) +
               ui_px(ui, 28) + 2 * padding;
    if (high < mark + 2 * padding) high = mark + 2 * padding;
    struct rect card = {x, y, width, high};
    if (rect_is_empty(rect_intersect(card, view))) {
        ui->frame->arena_used = used;
        return y + high;
    }
    const char *says =
        frame_textf(ui->frame, "%s. %s %s. %s", gift_words(network->gift), network->gift_text, receiver, giver);
    ui_content(ui, network->gift_danish);
    struct color fill =
        link_card_view(ui, card, ui_px(ui, 18), network->gift_title, says, link_to_network(ui, network->id));
    ui_own_words(ui);
    ui_icon(ui, x + padding, y + (high - mark) / 2, mark, gift_icon(network->gift), look->act, fill);
    const struct {
        enum type type;
        struct color ink;
        const char *text;
        int gap;
    } lines[] = {
        {TYPE_TITLE, look->ink, network->gift_title, 4},
        {TYPE_BODY, look->ink, network->gift_text, 12},
        {TYPE_SMALL, look->muted, receiver, 12},
        {TYPE_SMALL_STRONG, look->act, giver, 0},
    };
    y += padding;
    for (size_t at = 0; at < sizeof(lines) / sizeof(lines[0]); at++) {
        struct item *text = ui_text(ui, text_x, y, inner, lines[at].type, lines[at].ink, lines[at].text);
        text->role = ROLE_DECORATION; /* the card says it */
        y += text->bounds.h + ui_px(ui, lines[at].gap);
    }
    return card.y + high;
}

/* The plank that the parcels of a group stand on, with as many as there are. */
static int shelf_head(struct ui *ui, int x, int y, int width, enum gift_state state, size_t count)
{
    enum { PARCELS_MAX = 8 };
    int size = ui_px(ui, 76);
    int step = size + ui_px(ui, 20);
    int parcels = (int)(count < PARCELS_MAX ? count : PARCELS_MAX);
    const char *words = frame_textf(ui->frame, "%s · %zu", gift_words(state), count);
    int text_width_px = width - parcels * step;
    bool beside = text_width_px >= ui_text_width(ui, TYPE_SUBHEADING, words);
    struct item *heading = ui_text(ui, x, y, beside ? text_width_px : width, TYPE_SUBHEADING, ui->look->ink, words);
    int high = heading->bounds.h;
    int line = beside ? y + (high > size ? high : size) : y + high + ui_px(ui, 8) + size;
    if (beside && high < size) heading->bounds.y = line - high - ui_px(ui, 10);
    for (int at = 0; at < parcels; at++) {
        int left = beside ? x + width - (at + 1) * step + step - size : x + at * step;
        ui_icon(ui, left, line - size - ui_px(ui, 4), size, gift_icon(state), ui->look->act, ui->look->paper);
    }
    ui_box(ui, (struct rect){x, line, width, ui_px(ui, 10)}, ui_px(ui, 4), ui->look->control_edge,
           ui->look->control_edge, 0);
    return line + ui_px(ui, 10) + ui_px(ui, 24);
}

static int shelves(struct ui *ui, struct rect view, int x, int y, int width)
{
    /* In use first: that is what a gift is for. */
    static const enum gift_state order[GIFT_STATE_COUNT] = {GIFT_IN_USE, GIFT_UNWRAPPED, GIFT_HANDED_OVER, GIFT_SHELF};
    const struct pond *pond = &ui->model->pond;
    struct columns columns = columns_begin(ui, x, y, width, COLUMN_CARD, COLUMN_GAP + 16);
    bool any = false;
    for (int at = 0; at < GIFT_STATE_COUNT; at++) {
        size_t count = gifts_count(pond, order[at]);
        if (count == 0) continue;
        struct rect place = columns_place(&columns);
        int below = shelf_head(ui, place.x, place.y, place.w, order[at], count);
        for (size_t of = 0; of < pond->count; of++) {
            if (pond->networks[of].gift != order[at]) continue;
            below = gift_card(ui, view, place.x, below, place.w, &pond->networks[of]) + ui_px(ui, 24);
        }
        columns_put(&columns, below + ui_px(ui, 4));
        any = true;
    }
    if (!any) {
        const char *none =
            WORDS("Her står ingen gaver endnu. De kommer, når et netværk giver det videre, det har skabt.");
        return y + ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, none)->bounds.h;
    }
    return columns_end(&columns);
}

void gifts_view(struct ui *ui)
{
    int y = 0;
    struct rect view = ui_page_begin(ui, WORDS("Tilbage"), &y);
    int width = ui_scroll_width(ui, view);
    y += ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, WORDS("Gaver fra netværkene"))->bounds.h;
    y += ui_px(ui, 16);
    const char *what =
        WORDS("Når et netværk er færdigt, giver det sin løsning videre til dem, der skal bruge den. Her kan du "
              "se, hvor gaverne er nu.");
    y += ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->ink, what)->bounds.h + ui_px(ui, 32);
    y = shelves(ui, view, view.x, y + ui_px(ui, 12), width);
    ui_scroll_end(ui, view, y + ui_px(ui, 24));
    ui_bar(ui);
}
