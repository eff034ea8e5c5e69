/* kiosk/screens/standing.c - instead of the resting water, while there is no content: why, and what to compare. */
#include <string.h>

#include "kiosk/screens/screens.h"
#include "kiosk/water.h"
#include "kiosk/words.h"

enum { WORDS_APART = 32 }; /* design px between heading and text */

static const char *heading_words(enum standing_kind kind)
{
    static const char *const table[STANDING_KIND_COUNT] = {
        [STANDING_GOOD] = WORDS_LATER("Skærmen er ved at blive klar"),
        [STANDING_PENDING] = WORDS_LATER("Skærmen venter på rådhusets ja"),
        [STANDING_SAID_NO] = WORDS_LATER("Rådhuset har sagt nej til skærmen"),
        [STANDING_REVOKED] = WORDS_LATER("Skærmen er taget ud af brug"),
        [STANDING_FORKED] = WORDS_LATER("Skærmen venter på rådhuset"),
    };
    return words_get(table[kind]);
}

static const char *what_words(enum standing_kind kind)
{
    static const char *const table[STANDING_KIND_COUNT] = {
        [STANDING_GOOD] = WORDS_LATER(
            "Her kommer rådhusets netværk til at stå. De er ikke hentet endnu. Kom gerne forbi igen lidt senere."),
        [STANDING_PENDING] =
            WORDS_LATER("Sammenlign koden med den, der står på rådhuset. Er de ens, kan skærmen godkendes."),
        [STANDING_SAID_NO] = WORDS_LATER("Er det en fejl, så vis rådhuset koden. De kan stadig godkende skærmen."),
        [STANDING_REVOKED] = WORDS_LATER("Her kan ikke gives noget mere. Spørg på rådhuset, hvor du så kan gå hen."),
        [STANDING_FORKED] = WORDS_LATER("En anden maskine har samme navn. Når rådhuset har valgt, går det videre her."),
    };
    return words_get(table[kind]);
}

const char *standing_words(enum standing_kind kind)
{
    static const char *const table[STANDING_KIND_COUNT] = {
        [STANDING_PENDING] = WORDS_LATER("Venter på at blive godkendt på rådhuset"),
        [STANDING_SAID_NO] = WORDS_LATER("Rådhuset har sagt nej, men kan stadig godkende skærmen"),
        [STANDING_REVOKED] = WORDS_LATER(
            "Tilbagekaldt: Skærmen får intet og kan intet sende. Det, der venter, bliver liggende forseglet."),
        [STANDING_FORKED] = WORDS_LATER("To maskiner har samme identitet, eller en gammel kopi af kortet er sat i. "
                                        "Rådhuset skal vælge. Det, der venter, bliver liggende."),
    };
    return table[kind] != NULL ? words_get(table[kind]) : NULL;
}

static struct item *in_the_middle(struct ui *ui, int y, enum type type, struct color ink, const char *words)
{
    int margin = ui_margin(ui);
    int width = ui->metrics.width - 2 * margin;
    struct item *text = ui_text(ui, margin, y, width, type, ink, words);
    text->bounds.x = margin;
    text->bounds.w = width;
    text->align = ALIGN_CENTER;
    return text;
}

static void rings(struct ui *ui, int cy, int half_width, int half_height, int inner)
{
    int cx = ui->metrics.width / 2;
    struct item *item =
        ui_add(ui, ROLE_DECORATION, (struct rect){cx - half_width, cy - half_height, 2 * half_width, 2 * half_height});
    item->drawing = DRAW_RINGS;
    item->rings = 6;
    item->ring_inner = inner;
    item->ring_phase = water_ring_phase(ui->model, 0);
    item->edge_width = ui_px(ui, 5);
    item->ink = color_with_alpha(ui->look->foam, 150);
}

const char *fingerprint_lines(struct ui *ui, const char *fingerprint)
{
    enum { HALF = STANDING_FINGERPRINT_BYTES / 2 };
    return frame_textf(ui->frame, "%.*s\n%s", HALF - 1, fingerprint, fingerprint + HALF);
}

/* The code with rings around it, and the fingerprint below. */
static void compare(struct ui *ui, int y, int bottom)
{
    const struct standing *standing = &ui->model->standing;
    const char *lines = fingerprint_lines(ui, standing->fingerprint);
    int width = ui->metrics.width - 2 * ui_margin(ui);
    int below = ui_text_height(ui, width, TYPE_SMALL, WORDS("Hele fingeraftrykket")) +
                ui_text_height(ui, width, TYPE_SMALL_STRONG, lines) + ui_px(ui, 24);
    int room = bottom - y - below;
    int line = ui_line_height(ui, TYPE_CODE);
    int cy = y + room / 2;
    int inner = ui_text_width(ui, TYPE_CODE, standing->code) / 2 + ui_px(ui, 44);
    int half_height = room * 46 / 100;
    if (half_height > inner) half_height = inner;
    if (half_height > line) rings(ui, cy, inner * 19 / 10, half_height, inner);
    (void)in_the_middle(ui, cy - line / 2, TYPE_CODE, ui->look->on_water, standing->code);
    int under = cy + room / 2;
    if (under > cy + half_height + ui_px(ui, 60)) under = cy + half_height + ui_px(ui, 60);
    struct item *name = in_the_middle(ui, under, TYPE_SMALL, ui->look->on_water_soft, WORDS("Hele fingeraftrykket"));
    (void)in_the_middle(ui, name->bounds.y + name->bounds.h, TYPE_SMALL_STRONG, ui->look->on_water, lines);
}

/* Rings in the calm of the upper half, as large as the words leave room for. Returns where the words begin. */
static int alone(struct ui *ui, enum standing_kind kind, int width, int bottom)
{
    int words = ui_text_height(ui, width, TYPE_HEADING, heading_words(kind)) + ui_px(ui, WORDS_APART) +
                ui_text_height(ui, width, TYPE_BODY, what_words(kind));
    int cy = ui->metrics.height * 36 / 100;
    int y = cy + ui_px(ui, 320);
    int half_height = width * 60 / 100 * 42 / 100;
    if (y > bottom - words) y = bottom - words;
    if (cy > y / 2) cy = y / 2;
    if (half_height > cy - ui_px(ui, 24)) half_height = cy - ui_px(ui, 24);
    rings(ui, cy, half_height * 100 / 42, half_height, ui_px(ui, 60));
    return y;
}

void standing_view(struct ui *ui)
{
    const struct standing *standing = &ui->model->standing;
    bool compares = standing->kind == STANDING_PENDING || standing->kind == STANDING_SAID_NO;
    int width = ui->metrics.width - 2 * ui_margin(ui);
    int y = ui_px(ui, ui->metrics.portrait ? 260 : 84);
    if (ui->metrics.low) y = ui_px(ui, 28);
    int bottom = ui->metrics.height - ui_bar_height(ui) - ui_px(ui, 24);
    if (!compares) y = alone(ui, standing->kind, width, bottom);
    struct item *heading = in_the_middle(ui, y, TYPE_HEADING, ui->look->on_water, heading_words(standing->kind));
    y += heading->bounds.h + ui_px(ui, compares ? 16 : WORDS_APART);
    struct item *what = in_the_middle(ui, y, TYPE_BODY, ui->look->on_water_soft, what_words(standing->kind));
    y += what->bounds.h + ui_px(ui, 20);
    if (compares) compare(ui, y, bottom);
}
