/* What there is to tell about a network, the most important first: where it is on its way and how often it went
 * back, what has happened, its gift, who takes part, its petals, where it came from and what it set off, whom to
 * ask, and its page for one's own phone. */
#include <string.h>

#include "kiosk/qr.h"
#include "kiosk/screens/link_card.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static const struct network *shown(const struct ui *ui)
{
    return &ui->model->network;
}

/* ---- the way ---- */

/* A step back, or the same phase begun again. */
struct step_back {
    int from, to; /* places among the phases */
};

/* Fills `out` with the steps back in their order. Returns how many. */
static size_t steps_back(const struct ui *ui, struct step_back out[NETWORK_PHASES_MAX])
{
    const struct network *network = shown(ui);
    size_t count = 0;
    for (size_t at = 1; at < network->phase_history_count; at++) {
        int from = site_phase_index(&ui->model->site, network->phase_history[at - 1]);
        int to = site_phase_index(&ui->model->site, network->phase_history[at]);
        if (from >= 0 && to >= 0 && to <= from) out[count++] = (struct step_back){from, to};
    }
    return count;
}

/* One arc above the dots for each different step back. */
static void arcs_view(struct ui *ui, int x, int y, int step, int size, int room)
{
    struct step_back steps[NETWORK_PHASES_MAX];
    size_t count = steps_back(ui, steps);
    for (size_t at = 0; at < count; at++) {
        bool known = false;
        for (size_t before = 0; before < at; before++) {
            known = known || (steps[before].from == steps[at].from && steps[before].to == steps[at].to);
        }
        if (known) continue;
        int beside = steps[at].from == steps[at].to ? size * 45 / 100 : 0;
        int from = x + steps[at].from * step + size / 2 + beside;
        int to = x + steps[at].to * step + size / 2 - beside;
        int top = y - ui_px(ui, 6);
        struct item *arc = ui_add(ui, ROLE_DECORATION, (struct rect){to - room, y - room, from - to + 2 * room, room});
        arc->drawing = DRAW_ARC;
        arc->arc_from = (struct spot){from, top};
        arc->arc_to = (struct spot){to, top};
        /* The farther back, the higher. */
        int span = steps[at].from - steps[at].to;
        int height = room - ui_px(ui, 20);
        arc->arc_bend = -(span == 0 || span > 2 ? height : height * (30 + 25 * span) / 100);
        arc->edge_width = ui_px(ui, 6);
        arc->ink = ui->look->act;
        arc->graphic = true;
    }
}

static const char *return_words(struct ui *ui, int times, const char *phase)
{
    switch (times) {
    case 1: return frame_textf(ui->frame, WORDS("Én gang tilbage til %s"), phase);
    case 2: return frame_textf(ui->frame, WORDS("To gange tilbage til %s"), phase);
    case 3: return frame_textf(ui->frame, WORDS("Tre gange tilbage til %s"), phase);
    default: return frame_textf(ui->frame, WORDS("%d gange tilbage til %s"), times, phase);
    }
}

/* A line for each phase that was come back to, and that this is as it should be. */
static int returns_view(struct ui *ui, int x, int y, int width)
{
    struct step_back steps[NETWORK_PHASES_MAX];
    size_t count = steps_back(ui, steps);
    if (count == 0) return y;
    for (int phase = 0; phase < (int)ui->model->site.phases_count; phase++) {
        int times = 0;
        for (size_t at = 0; at < count; at++) times += steps[at].to == phase;
        if (times == 0) continue;
        const char *words = return_words(ui, times, ui->model->site.phases[phase].label);
        y += ui_text(ui, x, y, width, TYPE_STRONG, ui->look->ink, words)->bounds.h;
    }
    const char *fine =
        WORDS("Et netværk går frem og tilbage, efterhånden som det bliver klogere. Sådan skal det være.");
    return y + ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, fine)->bounds.h + ui_px(ui, 12);
}

/* Dots in a row with the present one large, and its name in words: names under every dot would not fit. */
static int way_view(struct ui *ui, int x, int y, int width)
{
    const struct site *site = &ui->model->site;
    int now = site_phase_index(site, shown(ui)->phase);
    if (now < 0 || site->phases_count < 2) return y;
    struct step_back steps[NETWORK_PHASES_MAX];
    int size = ui_px(ui, 44);
    int track = width < ui_px(ui, 860) ? width : ui_px(ui, 860);
    int step = (track - size) / (int)(site->phases_count - 1);
    if (steps_back(ui, steps) > 0) {
        int room = ui_px(ui, 84);
        y += room;
        arcs_view(ui, x, y, step, size, room);
    }
    for (int at = 0; at + 1 < (int)site->phases_count; at++) {
        struct color color = at < now ? ui->look->act : ui->look->control_edge;
        ui_box(ui,
               (struct rect){x + at * step + size * 3 / 4, y + size / 2 - ui_px(ui, 3), step - size / 2, ui_px(ui, 6)},
               ui_px(ui, 3), color, color, 0);
    }
    for (int at = 0; at < (int)site->phases_count; at++) {
        enum icon icon = at < now ? ICON_DOT : at == now ? ICON_DOT_NOW : ICON_DOT_AHEAD;
        ui_icon(ui, x + at * step, y, size, icon, at <= now ? ui->look->act : ui->look->control_edge, ui->look->paper);
    }
    y += size + ui_px(ui, 16);
    const char *words =
        frame_textf(ui->frame, WORDS("Fase %d af %zu: %s"), now + 1, site->phases_count, site->phases[now].label);
    y += ui_text(ui, x, y, width, TYPE_STRONG, ui->look->act, words)->bounds.h;
    ui_content(ui, site->some_danish);
    y += ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, site->phases[now].explanation)->bounds.h + ui_px(ui, 8);
    ui_own_words(ui);
    return returns_view(ui, x, y, width);
}

/* ---- words below ---- */

static int section(struct ui *ui, int x, int y, int width, const char *heading)
{
    y += ui_px(ui, 52);
    struct item *item = ui_text(ui, x, y, width, TYPE_SUBHEADING, ui->look->ink, heading);
    return y + item->bounds.h + ui_px(ui, 12);
}

static int paragraph(struct ui *ui, int x, int y, int width, const char *text)
{
    struct item *item = ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, text);
    return y + item->bounds.h + ui_px(ui, 16);
}

/* One of the network's own. */
static int told(struct ui *ui, int x, int y, int width, const char *text)
{
    ui_content(ui, ui->model->network.some_danish);
    y = paragraph(ui, x, y, width, text);
    ui_own_words(ui);
    return y;
}

static int petal_list(struct ui *ui, int x, int y, int width)
{
    const struct network *network = shown(ui);
    int mark = ui_sign(ui, 44);
    int indent = mark + ui_px(ui, 24);
    for (size_t at = 0; at < network->petals_count; at++) {
        const struct petal *petal = &network->petals[at];
        struct color color = ui->look->side[petal->side].solid;
        ui_icon(ui, x, y + (ui_line_height(ui, TYPE_STRONG) - mark) / 2, mark, side_icon(petal->side), color,
                ui->look->paper);
        const char *words =
            petal->created ? petal->keyword : frame_textf(ui->frame, WORDS("%s (ventes)"), petal->keyword);
        ui_content(ui, ui->model->network.some_danish);
        struct item *title = ui_text(ui, x + indent, y, width - indent, TYPE_STRONG, color, words);
        y += title->bounds.h;
        struct item *text = ui_text(ui, x + indent, y, width - indent, TYPE_BODY, ui->look->ink, petal->sentence);
        ui_own_words(ui);
        y += text->bounds.h + ui_px(ui, 20);
    }
    return y;
}

/* ---- who takes part ---- */

static int participants_view(struct ui *ui, int x, int y, int width)
{
    static const enum icon icons[PARTICIPANT_COUNT] = {ICON_HOUSE,       ICON_PERSON,     ICON_COMPANY,
                                                       ICON_ASSOCIATION, ICON_POLITICIAN, ICON_EDUCATION};
    bool any = false;
    for (int at = 0; at < PARTICIPANT_COUNT; at++) any = any || shown(ui)->takes_part[at];
    if (!any) return y;
    y = section(ui, x, y, width, WORDS("De er med"));
    int mark = ui_sign(ui, 44);
    int indent = mark + ui_px(ui, 24);
    for (int at = 0; at < PARTICIPANT_COUNT; at++) {
        if (!shown(ui)->takes_part[at]) continue;
        int line = ui_line_height(ui, TYPE_BODY);
        ui_icon(ui, x, y + (line - mark) / 2, mark, icons[at], ui->look->ink, ui->look->paper);
        const char *words = participant_words((enum participant)at);
        y += ui_text(ui, x + indent, y, width - indent, TYPE_BODY, ui->look->ink, words)->bounds.h + ui_px(ui, 12);
    }
    return y;
}

/* ---- the gift ---- */

static int gift_view(struct ui *ui, int x, int y, int width)
{
    const struct gift *gift = &shown(ui)->gift;
    if (gift->state == GIFT_NONE || gift->title == NULL) return y;
    y = section(ui, x, y, width, WORDS("Netværkets gave"));
    int mark = ui_px(ui, 96);
    int indent = mark + ui_px(ui, 28);
    ui_icon(ui, x, y + ui_px(ui, 4), mark, gift_icon(gift->state), ui->look->act, ui->look->paper);
    int inner = width - indent;
    ui_content(ui, ui->model->network.some_danish);
    y += ui_text(ui, x + indent, y, inner, TYPE_TITLE, ui->look->ink, gift->title)->bounds.h;
    ui_own_words(ui);
    y += ui_text(ui, x + indent, y, inner, TYPE_STRONG, ui->look->act, gift_words(gift->state))->bounds.h +
         ui_px(ui, 12);
    y = told(ui, x + indent, y, inner, gift->text);
    return paragraph(ui, x + indent, y, inner, frame_textf(ui->frame, WORDS("Givet til: %s"), gift->receiver));
}

/* ---- where it came from and what it set off ---- */

static int related_card(struct ui *ui, int x, int y, int width, const struct network_link *link)
{
    int padding = ui_px(ui, 32);
    int inner = width - 2 * padding - ui_px(ui, LINK_CARD_ARROW + 20);
    int high = ui_text_height(ui, inner, TYPE_STRONG, link->title) + 2 * ui_px(ui, 30);
    link_card_view(ui, (struct rect){x, y, width, high}, padding, link->title, NULL, link_to_network(ui, link->id));
    ui_text(ui, x + padding, y + ui_px(ui, 30), inner, TYPE_STRONG, ui->look->ink, link->title)->role = ROLE_DECORATION;
    return y + high + ui_px(ui, 20);
}

static int lineage_view(struct ui *ui, int x, int y, int width)
{
    const struct network *network = shown(ui);
    const struct network_related *related = &ui->model->related;
    if (related->came_from_count > 0) {
        y = section(ui, x, y, width, WORDS("Det kommer fra"));
        for (size_t at = 0; at < related->came_from_count; at++) {
            y = related_card(ui, x, y, width, &related->came_from[at]);
        }
    }
    bool began = false;
    for (size_t at = 0; at < network->spawned_count; at++) {
        const struct spawned *spawned = &network->spawned[at];
        bool named = spawned->title != NULL || related->became[at].id[0] != '\0';
        if (named && !began) y = section(ui, x, y, width, WORDS("Det har sat i gang"));
        began = began || named;
        if (spawned->title != NULL) {
            y = told(ui, x, y, width, spawned->title);
        } else if (named) {
            y = related_card(ui, x, y, width, &related->became[at]);
        }
    }
    return y;
}

/* ---- the whole ---- */

static int leaders_view(struct ui *ui, int x, int y, int width)
{
    const struct network *network = shown(ui);
    if (network->leaders_count > 0) {
        y = section(ui, x, y, width,
                    network->leaders_count > 1 ? WORDS("De leder netværket") : WORDS("Leder netværket"));
        for (size_t at = 0; at < network->leaders_count; at++) {
            y = told(ui, x, y, width,
                     frame_textf(ui->frame, "%s, %s", network->leaders[at].role, network->leaders[at].department));
        }
    }
    const struct site *site = &ui->model->site;
    return paragraph(ui, x, y, width,
                     frame_textf(ui->frame, WORDS("Spørg %s: %s eller %s."), site->contact_name, site->contact_phone,
                                 site->contact_email));
}

static int page_code_view(struct ui *ui, int x, int y, int width)
{
    const char *url = ui->model->site.public_url;
    if (url == NULL) return y; /* a code that leads nowhere is worse than none */
    const char *page = frame_textf(ui->frame, "%s/n/%s", url, shown(ui)->id);
    const char *address = frame_textf(ui->frame, "%s?lang=%s", page, ui->model->language->code);
    y = section(ui, x, y, width, WORDS("Tag det med på din telefon"));
    return qr_view(ui, x, y, width, WORDS("Ret telefonens kamera mod mærket, så åbner netværkets side."), address,
                   page);
}

int pond_pills_view(struct ui *ui, int x, int y, int width)
{
    const char *rings = WORDS("Ringe i vandet");
    const char *gifts = WORDS("Gaver");
    struct item *first = ui_pill(ui, x, y, rings, false, ACTION(ACTION_RINGS));
    int beside = x + first->bounds.w + ui_px(ui, 18);
    int high = first->bounds.h;
    if (beside + ui_pill_width(ui, gifts) > x + width) {
        y += high + ui_px(ui, 18);
        beside = x;
    }
    ui_pill(ui, beside, y, gifts, false, ACTION(ACTION_GIFTS));
    return y + high;
}

int network_story_view(struct ui *ui, int x, int y, int width)
{
    const struct network *network = shown(ui);
    y = way_view(ui, x, y, width);
    if (network->group_state == GROUP_OPEN && network->group_invitation != NULL) {
        y = section(ui, x, y, width, WORDS("Founding Group er åben"));
        y = told(ui, x, y, width, network->group_invitation);
    } else if (network->group_state == GROUP_HELD) {
        y = section(ui, x, y, width, WORDS("Founding Group er holdt"));
        y = paragraph(ui, x, y, width, WORDS("De første har mødtes. Du kan stadig være med i netværket."));
    }
    y = section(ui, x, y, width, WORDS("Sådan er det gået"));
    for (size_t at = 0; at < network->remarks_count; at++) y = told(ui, x, y, width, network->remarks[at]);
    y = gift_view(ui, x, y, width);
    y = participants_view(ui, x, y, width);
    y = section(ui, x, y, width, WORDS("Blad for blad"));
    y = petal_list(ui, x, y, width);
    y = lineage_view(ui, x, y, width);
    y = leaders_view(ui, x, y, width);
    y = page_code_view(ui, x, y, width);
    y = section(ui, x, y, width, WORDS("Det har netværkene skabt"));
    return pond_pills_view(ui, x, y, width) + ui_px(ui, 24);
}
