/* The service page, for whoever looks after the kiosk: a PIN, and then how it is. Nothing about any citizen. */
#include <string.h>

#include "kiosk/screens/screens.h"
#include "kiosk/spans.h"
#include "kiosk/words.h"
#include "sync/model/board_state.h"

/* ---- the PIN ---- */

static void pad_key(struct ui *ui, struct rect bounds, const char *face, const char *label, struct action action)
{
    bool pressed = model_is_pressed(ui->model, action);
    struct item *key = ui_box(ui, bounds, ui_px(ui, 22), pressed ? ui->look->act : ui->look->card,
                              ui->look->control_edge, ui_px(ui, 3));
    key->role = ROLE_KEY;
    key->label = label != NULL ? label : frame_text(ui->frame, face, strlen(face));
    key->action = action;
    key->pressed = pressed;
    key->graphic = true;
    int line = ui_line_height(ui, TYPE_BUTTON);
    struct item *text = ui_text(ui, bounds.x, bounds.y + (bounds.h - line) / 2, bounds.w, TYPE_BUTTON,
                                pressed ? ui->look->on_act : ui->look->ink, face);
    text->bounds.w = bounds.w;
    text->align = ALIGN_CENTER;
    text->role = ROLE_DECORATION;
}

/* Four rows of three, no higher than `room`. */
static int pad_view(struct ui *ui, int x, int y, int room)
{
    int size = ui_px(ui, ui->metrics.low ? 92 : 120);
    int gap = ui_px(ui, 16);
    if (size > (room - 4 * gap) / 4) size = (room - 4 * gap) / 4;
    size_t first = ui->frame->items_count;
    ui->zone = ZONE_KEYS;
    for (int at = 0; at < 12; at++) {
        struct rect bounds = {x + at % 3 * (size * 3 / 2 + gap), y + at / 3 * (size + gap), size * 3 / 2, size};
        int digit = at < 9 ? at + 1 : 0;
        if (at == 9) pad_key(ui, bounds, "←", WORDS("Slet"), ACTION(ACTION_PIN_ERASE));
        if (at == 11) pad_key(ui, bounds, "OK", NULL, ACTION(ACTION_PIN_DONE));
        if (at == 9 || at == 11) continue;
        pad_key(ui, bounds, frame_textf(ui->frame, "%d", digit), NULL, ACTION_VALUE(ACTION_PIN_DIGIT, digit));
    }
    for (size_t at = first; at < ui->frame->items_count; at++) ui->frame->items[at].unmirrored = true;
    ui->zone = ZONE_CONTENT;
    return y + 4 * (size + gap);
}

static const char *gate_words(struct ui *ui)
{
    const struct service_facts *facts = &ui->model->service.facts;
    switch (facts->gate) {
    case SERVICE_WRONG:
        return frame_textf(ui->frame,
                           WORDS_COUNT("Koden passer ikke. Du har %d forsøg tilbage.",
                                       "Koden passer ikke. Du har %d forsøg tilbage.",
                                       (unsigned long)facts->tries_left),
                           facts->tries_left);
    case SERVICE_LOCKED:
        return frame_textf(ui->frame,
                           WORDS_COUNT("Der er prøvet for mange gange. Siden er låst i %d minut.",
                                       "Der er prøvet for mange gange. Siden er låst i %d minutter.",
                                       (unsigned long)facts->minutes),
                           facts->minutes);
    case SERVICE_NO_PIN:
    case SERVICE_CLOSED:
    case SERVICE_OPEN: break;
    }
    return NULL;
}

/* `whole` is what is seen at once, from its top on; in landscape the keys stand beside the words, so that a small
 * screen shows them all. */
static int closed_view(struct ui *ui, struct rect whole, int y)
{
    struct rect view = whole;
    if (!ui->metrics.portrait) view.w = whole.w / 2 - ui_px(ui, 40);
    const struct service *service = &ui->model->service;
    if (service->facts.gate == SERVICE_NO_PIN) {
        const char *how = WORDS("Der er ingen kode til siden endnu. Sæt den på maskinen med forhal-kiosk --data "
                                "MAPPE --set-pin, og åbn siden igen.");
        return y + ui_text(ui, view.x, y, view.w, TYPE_BODY, ui->look->ink, how)->bounds.h;
    }
    const char *wrong = gate_words(ui);
    if (wrong != NULL) {
        int sign = ui_px(ui, 44);
        int indent = sign + ui_px(ui, 20);
        ui_icon(ui, view.x, y + (ui_line_height(ui, TYPE_BODY) - sign) / 2, sign, ICON_WARNING, ui->look->error,
                ui->look->paper);
        struct item *alert = ui_text(ui, view.x + indent, y, view.w - indent, TYPE_BODY, ui->look->error, wrong);
        alert->role = ROLE_ALERT;
        y += alert->bounds.h + ui_px(ui, 16);
    }
    if (service->facts.gate == SERVICE_LOCKED) return y;
    char dots[3 * SERVICE_PIN_DIGITS_MAX + 1] = "";
    for (size_t at = 0; service->pin[at] != '\0'; at++) memcpy(dots + 3 * at, "•", 4); /* three bytes and the end */
    y += ui_text(ui, view.x, y, view.w, TYPE_BODY, ui->look->ink, WORDS("Skriv koden til siden."))->bounds.h;
    y += ui_px(ui, 8);
    if (dots[0] != '\0') ui_text(ui, view.x, y, view.w, TYPE_CODE, ui->look->ink, dots)->role = ROLE_DECORATION;
    y += ui_line_height(ui, TYPE_CODE) + ui_px(ui, 16);
    if (ui->metrics.portrait) return pad_view(ui, view.x, y, whole.h);
    /* Keys are not mirrored: in Arabic the words come to stand at the right. */
    (void)pad_view(ui, ui->model->language->right_to_left ? whole.x : whole.x + whole.w / 2, whole.y, whole.h);
    return y;
}

/* ---- how it is ---- */

static int fact(struct ui *ui, struct rect view, int y, const char *name, const char *value)
{
    y += ui_text(ui, view.x, y, view.w, TYPE_SMALL, ui->look->muted, name)->bounds.h;
    y += ui_text(ui, view.x, y, view.w, TYPE_STRONG, ui->look->ink, value)->bounds.h;
    return y + ui_px(ui, 18);
}

static const char *link_words(const char *link)
{
    static const struct {
        const char *link, *words;
    } table[] = {
        {"good", WORDS_LATER("Forbindelsen er god")},
        {"offline", WORDS_LATER("Ingen forbindelse lige nu")},
        {"refused", WORDS_LATER("Afvist: skærmen skal tilmeldes igen")},
        {"pending", WORDS_LATER("Forbindelsen er god, skærmen er ikke godkendt endnu")},
        {"trouble", WORDS_LATER("Noget er galt")},
        {"never", WORDS_LATER("Har aldrig haft forbindelse")},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        if (strcmp(link, table[at].link) == 0) return words_get(table[at].words);
    }
    return WORDS("forhal-sync har ikke kørt endnu");
}

/* How the registry stands to this kiosk, when there is something to say; with its sign, before all else. */
static int standing_fact(struct ui *ui, struct rect view, int y)
{
    const struct standing *standing = &ui->model->service.facts.standing;
    const char *words = standing_words(standing->kind);
    if (words == NULL) return y;
    bool asks = standing->code[0] != '\0';
    y = asks ? fact(ui, view, y, WORDS("Godkendelse"), words)
             : error_view(ui, view.x, y, view.w, words) + ui_px(ui, 18);
    if (!asks) return y;
    y = fact(ui, view, y, WORDS("Kode"), standing->code);
    return fact(ui, view, y, WORDS("Hele fingeraftrykket"), fingerprint_lines(ui, standing->fingerprint));
}

static const char *outbox_words(struct ui *ui)
{
    const struct service_facts *facts = &ui->model->service.facts;
    if (facts->waiting < 0) return WORDS("kan ikke læses");
    const char *box =
        frame_textf(ui->frame, WORDS("%d venter, %d er lagt til side"), (int)facts->waiting, (int)facts->set_aside);
    if (facts->waiting == 0) return box;
    const char *oldest = facts->oldest_s >= 0 ? span_words(ui->frame, facts->oldest_s) : WORDS("ukendt");
    return frame_textf(ui->frame, "%s\n%s", box, frame_textf(ui->frame, WORDS("ældste: %s"), oldest));
}

static const char *certificate_words(struct ui *ui, int64_t days)
{
    enum { DAYS_SOON = 21 };
    if (days < 0) return WORDS("Er udløbet: skal fornyes hos registret");
    if (days < DAYS_SOON) {
        return frame_textf(ui->frame,
                           WORDS_COUNT("Udløber om %d dag: skal fornyes hos registret",
                                       "Udløber om %d dage: skal fornyes hos registret", (unsigned long)days),
                           (int)days);
    }
    return frame_textf(ui->frame, WORDS("Gælder i %d dage endnu"), (int)days);
}

static int wire_facts(struct ui *ui, struct rect view, int y)
{
    const struct service_facts *facts = &ui->model->service.facts;
    bool refused = facts->standing.kind == STANDING_REVOKED || facts->standing.kind == STANDING_FORKED;
    const char *link = refused ? WORDS("Afvist") : link_words(facts->link);
    y = fact(ui, view, y, WORDS("Forbindelse"),
             facts->problem[0] != '\0' ? frame_textf(ui->frame, "%s: %s", link, facts->problem) : link);
    const char *good = facts->good_s < 0
                           ? WORDS("ukendt")
                           : frame_textf(ui->frame, WORDS("for %s siden"), span_words(ui->frame, facts->good_s));
    y = fact(ui, view, y, WORDS("Sidst hentet og sendt"), good);
    y = fact(ui, view, y, WORDS("Udbakke"), outbox_words(ui));
    if (facts->has_certificate) {
        y = fact(ui, view, y, WORDS("Certifikat"), certificate_words(ui, facts->certificate_days));
    }
    if (facts->clock_doubtful) y = fact(ui, view, y, WORDS("Ur"), WORDS("Går måske forkert: tiderne her er usikre"));
    return fact(ui, view, y, WORDS("Version"), facts->version);
}

/* What the machine under the screen tells; what it doesn't know has no line. */
static int machine_facts(struct ui *ui, struct rect view, int y)
{
    const struct service_facts *facts = &ui->model->service.facts;
    const int64_t slowed = THROTTLED_CAPPED | THROTTLED_NOW | THROTTLED_SOFT;
    const char *warmth = "";
    const char *power = "";
    y = fact(ui, view, y, WORDS("Vagthund"),
             facts->watchdog_s > 0 ? frame_textf(ui->frame, WORDS("slået til, %d sekunder"), (int)facts->watchdog_s)
                                   : WORDS("ikke slået til"));
    if (facts->cpu_mc != FACT_UNKNOWN) warmth = frame_textf(ui->frame, "%d °C", (int)(facts->cpu_mc / 1000));
    if (facts->throttled != FACT_UNKNOWN && (facts->throttled & slowed) != 0)
        power = WORDS("Farten er sat ned lige nu");
    if (facts->under_voltage == 1) power = WORDS("Strømmen er eller har været for svag");
    const char *between = warmth[0] != '\0' && power[0] != '\0' ? "\n" : "";
    if (warmth[0] != '\0' || power[0] != '\0') {
        y = fact(ui, view, y, WORDS("Temperatur og strøm"), frame_textf(ui->frame, "%s%s%s", warmth, between, power));
    }
    if (facts->disk_free_mib == FACT_UNKNOWN) return y;
    bool is_much = facts->disk_free_mib >= 10 * 1024;
    return fact(ui, view, y, WORDS("Ledig plads"),
                is_much ? frame_textf(ui->frame, "%d GB", (int)(facts->disk_free_mib / 1024))
                        : frame_textf(ui->frame, "%d MB", (int)facts->disk_free_mib));
}

static int screen_facts(struct ui *ui, struct rect view, int y)
{
    const struct metrics *metrics = &ui->metrics;
    int height = ui->frame->height; /* of the whole glass, also in low reach */
    y = fact(ui, view, y, WORDS("Skærm"),
             frame_textf(ui->frame, WORDS("%d × %d punkter, %.0f × %.0f mm, set fra %.0f mm"), metrics->width, height,
                         metrics->width / metrics->px_per_mm, height / metrics->px_per_mm, metrics->distance_mm));
    double capital = ui_style(ui, TYPE_SMALL).size_px * TEXT_CAPITAL_PER_MILLE / 1000.0;
    /* In hundredths, so that the decimal sign is the language's. */
    int hundredths = (int)(capital / metrics->px_per_mm * 100 + 0.5);
    return fact(ui, view, y, WORDS("Mindste store bogstav"),
                frame_textf(ui->frame, WORDS("%d,%02d mm højt"), hundredths / 100, hundredths % 100));
}

/* Pills beside each other, in as many rows as they need. */
struct pills {
    struct rect view;
    int x, y;
};

static void pill(struct ui *ui, struct pills *row, const char *words, struct action action)
{
    int gap = ui_px(ui, 20);
    if (row->x > row->view.x && row->x + ui_pill_width(ui, words) > row->view.x + row->view.w) {
        row->x = row->view.x;
        row->y += ui_pill_height(ui) + gap;
    }
    row->x += ui_pill(ui, row->x, row->y, words, false, action)->bounds.w + gap;
}

/* What can be changed and tried here. */
static int tests(struct ui *ui, struct rect view, int y)
{
    y = fact(ui, view, y, WORDS("Lyd"),
             frame_textf(ui->frame, WORDS("%d af %d ved et besøgs begyndelse"), ui->model->aids.volume_first + 1,
                         VOLUME_STEPS));
    struct pills row = {view, view.x, y};
    pill(ui, &row, WORDS("Lavere"), ACTION(ACTION_SOFTER));
    pill(ui, &row, WORDS("Højere"), ACTION(ACTION_LOUDER));
    pill(ui, &row, WORDS("Prøv lyden"), ACTION(ACTION_TEST_SOUND));
    pill(ui, &row, WORDS("Prøv berøring"), ACTION(ACTION_TEST_BEGIN));
    return row.y + ui_pill_height(ui) + ui_px(ui, 18);
}

void service_view(struct ui *ui)
{
    bool open = ui->model->service.facts.gate == SERVICE_OPEN;
    if (ui->model->service.touch.open) {
        touch_test_view(ui);
        return;
    }
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("Luk")) + ui_px(ui, 12);
    int bottom = ui->metrics.height - ui_bar_height(ui);
    if (open) {
        bottom = ui_footer(ui, NULL, ACTION(ACTION_NONE), WORDS("Start skærmen igen"), ACTION(ACTION_RESTART));
    }
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    struct rect inner = view;
    inner.w = ui_scroll_width(ui, view);
    y += ui_text(ui, view.x, y, inner.w, TYPE_HEADING, ui->look->ink, WORDS("Service"))->bounds.h + ui_px(ui, 24);
    if (open) {
        y = screen_facts(ui, inner, wire_facts(ui, inner, standing_fact(ui, inner, y)));
        y = machine_facts(ui, inner, tests(ui, inner, y));
    } else {
        y = closed_view(ui, view, y);
    }
    ui_scroll_end(ui, view, y);
    ui_bar(ui);
}
