#include "kiosk/screens/news_card.h"

#include <string.h>

#include "kiosk/screens/screens.h"
#include "kiosk/water.h"
#include "kiosk/words.h"

/* What was added since `first` is seen only in part. */
void fade_since(struct ui *ui, size_t first, uint8_t faded)
{
    for (size_t at = first; at < ui->frame->items_count; at++) {
        struct item *item = &ui->frame->items[at];
        if (item->faded < faded) item->faded = faded;
    }
}

static size_t slides_of(const struct model *model, const char *seeking, struct slide out[SLIDES_MAX])
{
    size_t count = 0;
    for (size_t at = 0; at < model->site.announcements_count; at++) {
        if (announcement_is_on(&model->site.announcements[at], &model->local)) {
            out[count++] = (struct slide){SLIDE_ANNOUNCEMENT, at};
        }
    }
    if (count > 0) return count;
    for (size_t at = 0; at < model->news.meetings_count; at++) out[count++] = (struct slide){SLIDE_MEETING, at};
    for (size_t at = 0; at < model->news.updates_count; at++) out[count++] = (struct slide){SLIDE_UPDATE, at};
    if (seeking[0] != '\0') out[count++] = (struct slide){SLIDE_SEEKING, 0};
    return count;
}

static const char *month_words(int month)
{
    static const char *const months[] = {
        WORDS_LATER("jan."), WORDS_LATER("feb."), WORDS_LATER("marts"), WORDS_LATER("april"),
        WORDS_LATER("maj"),  WORDS_LATER("juni"), WORDS_LATER("juli"),  WORDS_LATER("aug."),
        WORDS_LATER("sep."), WORDS_LATER("okt."), WORDS_LATER("nov."),  WORDS_LATER("dec."),
    };
    return words_get(months[month - 1]);
}

/* The text with blanks that do not break a line. */
static const char *unbroken(struct ui *ui, const char *text)
{
    static const char blank[] = "\u00a0";
    char *copy = frame_memory(ui->frame, strlen(text) * (sizeof(blank) - 1) + 1, 1);
    if (copy == NULL) return "";
    char *to = copy;
    for (; *text != '\0'; text++) {
        if (*text != ' ') {
            *to++ = *text;
            continue;
        }
        memcpy(to, blank, sizeof(blank) - 1);
        to += sizeof(blank) - 1;
    }
    *to = '\0';
    return copy;
}

/* "Kl. 16.30 · Rådhusets forhal · 5 ledige pladser", as much of it as is known. */
static const char *meeting_words(struct ui *ui, const struct meeting *meeting)
{
    const char *words =
        frame_textf(ui->frame, WORDS("Kl. %d.%02d"), meeting->starts.minute / 60, meeting->starts.minute % 60);
    if (meeting->place[0] != '\0') words = frame_textf(ui->frame, "%s · %s", words, meeting->place);
    if (meeting->seats <= 0) return words;
    const char *seats =
        frame_textf(ui->frame, WORDS_COUNT("%d plads", "%d pladser", (unsigned long)meeting->seats), meeting->seats);
    unsigned long left = meeting->seats_free > 0 ? (unsigned long)meeting->seats_free : 0;
    if (left > 0) seats = frame_textf(ui->frame, WORDS_COUNT("%d ledig plads", "%d ledige pladser", left), (int)left);
    if (meeting->seats_free == 0) seats = WORDS("venteliste");
    return frame_textf(ui->frame, "%s · %s", words, unbroken(ui, seats));
}

static const char *update_words(struct ui *ui, const struct network_update *update)
{
    const char *when = frame_textf(ui->frame, WORDS("Nyt den %d. %s"), update->on.day, month_words(update->on.month));
    int phase = site_phase_index(&ui->model->site, update->phase);
    if (phase < 0) return when;
    return frame_textf(ui->frame, "%s · %s", when, ui->model->site.phases[phase].label);
}

/* What a slide says, whatever stands beside it. */
struct slide_words {
    const char *title, *text;
    bool beside; /* a date or a flower stands at its side */
};

static struct slide_words slide_words(struct ui *ui, const struct slide *slide, const char *seeking)
{
    const struct news *news = &ui->model->news;
    switch (slide->kind) {
    case SLIDE_MEETING: {
        const struct meeting *meeting = &news->meetings[slide->at];
        const char *title = frame_textf(ui->frame, WORDS("Founding Group: %s"), meeting->short_title);
        return (struct slide_words){title, meeting_words(ui, meeting), true};
    }
    case SLIDE_UPDATE:
        return (struct slide_words){news->updates[slide->at].short_title, update_words(ui, &news->updates[slide->at]),
                                    true};
    case SLIDE_ANNOUNCEMENT:
        return (struct slide_words){WORDS("Besked fra huset"), ui->model->site.announcements[slide->at].text, false};
    case SLIDE_SEEKING: break;
    }
    return (struct slide_words){WORDS("Vær med fra begyndelsen"), seeking, false};
}

static int beside_width(const struct ui *ui)
{
    return ui_px(ui, ui->model->large ? 210 : 170);
}

static int slide_text_width(const struct ui *ui, const struct slide_words *words, int width)
{
    return words->beside ? width - beside_width(ui) : width;
}

static int slide_height(struct ui *ui, const struct slide_words *words, int width)
{
    int wide = slide_text_width(ui, words, width);
    int texts = ui_text_height(ui, wide, TYPE_STRONG, words->title) + ui_text_height(ui, wide, TYPE_BODY, words->text);
    int beside = ui_line_height(ui, TYPE_HEADING) + ui_line_height(ui, TYPE_SMALL_STRONG);
    return words->beside && beside > texts ? beside : texts;
}

/* The day above its month. */
static void slide_date(struct ui *ui, struct rect place, const struct local_time *date, struct color ink)
{
    int day = ui_line_height(ui, TYPE_HEADING);
    int y = place.y + (place.h - day - ui_line_height(ui, TYPE_SMALL_STRONG)) / 2;
    struct item *item = ui_text(ui, place.x, y, place.w, TYPE_HEADING, ink, frame_textf(ui->frame, "%d", date->day));
    item->bounds.w = place.w;
    item->align = ALIGN_CENTER;
    item->role = ROLE_TEXT;
    item = ui_text(ui, place.x, y + day, place.w, TYPE_SMALL_STRONG, ink, month_words(date->month));
    item->bounds.w = place.w;
    item->align = ALIGN_CENTER;
}

static void slide_flower(struct ui *ui, struct rect place, const struct network_update *update, struct color between)
{
    struct petal *petals = frame_memory(ui->frame, NETWORK_PETALS_MAX * sizeof(*petals), sizeof(void *));
    if (petals == NULL) return;
    int size = place.w < place.h ? place.w : place.h;
    struct item *flower = ui_add(
        ui, ROLE_DECORATION, (struct rect){place.x + (place.w - size) / 2, place.y + (place.h - size) / 2, size, size});
    flower->drawing = DRAW_FLOWER;
    flower->petals_count = (int)network_petals_from_letters(petals, update->petals);
    flower->petals = petals;
    flower->edge = between;
    if (water_is_dimmed(ui->model)) flower->dimmed = WATER_DIM_FLOWER;
}

/* At night the card is no lamp. */
struct card_colors {
    struct color ground, title, text, strong;
};

static struct card_colors card_colors(const struct ui *ui)
{
    const struct look *look = ui->look;
    if (!water_is_dimmed(ui->model)) return (struct card_colors){look->paper, look->ink, look->muted, look->act};
    return (struct card_colors){look->water_bottom, look->on_water, look->on_water_soft, look->on_water};
}

static void slide_view(struct ui *ui, struct rect room, const struct slide *slide, const struct slide_words *words)
{
    const struct news *news = &ui->model->news;
    struct card_colors colors = card_colors(ui);
    struct rect beside = {room.x - ui_px(ui, 20), room.y, beside_width(ui) - ui_px(ui, 10), room.h};
    if (slide->kind == SLIDE_MEETING) slide_date(ui, beside, &news->meetings[slide->at].starts, colors.strong);
    if (slide->kind == SLIDE_UPDATE) slide_flower(ui, beside, &news->updates[slide->at], colors.ground);
    int width = slide_text_width(ui, words, room.w);
    int x = room.x + room.w - width;
    int height =
        ui_text_height(ui, width, TYPE_STRONG, words->title) + ui_text_height(ui, width, TYPE_BODY, words->text);
    bool of_house = slide->kind == SLIDE_SEEKING || slide->kind == SLIDE_ANNOUNCEMENT;
    struct color title_ink = of_house ? colors.strong : colors.title;
    struct item *title = ui_text(ui, x, room.y + (room.h - height) / 2, width, TYPE_STRONG, title_ink, words->title);
    struct color text_ink = of_house ? colors.title : colors.text;
    ui_text(ui, x, title->bounds.y + title->bounds.h, width, TYPE_BODY, text_ink, words->text);
}

void news_card_plan(struct ui *ui, struct news_card *card, const char *seeking, int width)
{
    *card = (struct news_card){.seeking = seeking};
    card->count = slides_of(ui->model, seeking, card->slides);
    card->announces = card->count > 0 && card->slides[0].kind == SLIDE_ANNOUNCEMENT;
    card->padding = ui_px(ui, 40);
    for (size_t at = 0; at < card->count; at++) {
        struct slide_words words = slide_words(ui, &card->slides[at], seeking);
        int height = slide_height(ui, &words, width - 2 * card->padding) + 2 * ui_px(ui, 34);
        if (height > card->height) card->height = height;
    }
}

void news_card_view(struct ui *ui, const struct news_card *card, struct rect bounds)
{
    if (card->count == 0) return;
    struct turn turn = water_turn(ui->model, WATER_CARD_MS);
    const struct slide *slide = &card->slides[(size_t)turn.count % card->count];
    struct slide_words words = slide_words(ui, slide, card->seeking);
    struct card_colors colors = card_colors(ui);
    ui_box(ui, bounds, ui_px(ui, 32), colors.ground, colors.ground, 0);
    size_t first = ui->frame->items_count;
    int above = ui_px(ui, 34);
    slide_view(
        ui,
        (struct rect){bounds.x + card->padding, bounds.y + above, bounds.w - 2 * card->padding, bounds.h - 2 * above},
        slide, &words);
    if (card->count > 1) fade_since(ui, first, turn.faded);
}
