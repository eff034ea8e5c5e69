/* Thanks: shown only when what was given is safely on disk. The receipt code is the visitor's. */
#include <string.h>

#include "kiosk/qr.h"
#include "kiosk/screens/screens.h"
#include "kiosk/water.h"
#include "kiosk/words.h"

static void water_with_flower(struct ui *ui, struct rect bounds)
{
    const struct network *network = &ui->model->network;
    ui->clip = bounds;
    ui_water(ui, bounds);
    int cx = bounds.x + bounds.w / 2;
    int cy = bounds.y + bounds.h * 52 / 100;
    int outer = (bounds.w < bounds.h * 2 ? bounds.w : bounds.h * 2) * 46 / 100;
    struct item *rings =
        ui_add(ui, ROLE_DECORATION, (struct rect){cx - outer, cy - outer * 42 / 100, 2 * outer, outer * 84 / 100});
    rings->drawing = DRAW_RINGS;
    rings->rings = 6;
    rings->ring_inner = outer * 30 / 100;
    rings->ring_phase = water_ring_phase(ui->model, 0);
    rings->edge_width = ui_px(ui, 5);
    rings->ink = color_with_alpha(ui->look->foam, 200);
    struct petal *petals = frame_memory(ui->frame, NETWORK_PETALS_MAX * sizeof(*petals), sizeof(void *));
    if (petals != NULL && network->id != NULL) {
        int high = bounds.h * 46 / 100;
        int wide = high * 100 / 86;
        for (size_t at = 0; at < network->petals_count; at++) {
            petals[at] = (struct petal){.side = network->petals[at].side,
                                        .created = network->petals[at].created,
                                        .keyword = "",
                                        .sentence = ""};
        }
        struct item *flower = ui_add(ui, ROLE_DECORATION, (struct rect){cx - wide / 2, cy - high / 2, wide, high});
        flower->drawing = DRAW_FLOWER;
        flower->petals = petals;
        flower->petals_count = (int)network->petals_count;
        flower->edge = ui->look->on_water;
    }
    ui->clip = (struct rect){0, 0, ui->metrics.width, ui->metrics.height};
}

static int code_card(struct ui *ui, int x, int y, int width)
{
    const char *code = ui->model->receipt_code;
    int padding = ui_px(ui, 40);
    struct item *box =
        ui_box(ui, (struct rect){x, y, width, 0}, ui_px(ui, 32), ui->look->card, ui->look->hairline, ui_px(ui, 2));
    struct item *label = ui_text(ui, x + padding, y + padding, width, TYPE_SMALL, ui->look->muted, WORDS("Din kode"));
    bool fits = ui_text_width(ui, TYPE_CODE, code) <= width - 2 * padding;
    const char *broken = fits ? code : frame_textf(ui->frame, "%.10s %s", code, code + 10);
    struct item *text = ui_text(ui, x + padding, label->bounds.y + label->bounds.h, width - 2 * padding, TYPE_CODE,
                                ui->look->ink, broken);
    text->label = frame_text(ui->frame, code, strlen(code));
    box->bounds.h = text->bounds.y + text->bounds.h + padding - y;
    return y + box->bounds.h;
}

static const char *thanks_words(enum submission_kind kind)
{
    switch (kind) {
    case SUBMISSION_SEAT: return WORDS("Tak. Din plads er ønsket.");
    case SUBMISSION_IDEA: return WORDS("Tak. Din idé er gemt.");
    default: break;
    }
    return WORDS("Tak. Din interesse er gemt.");
}

void thanks_view(struct ui *ui)
{
    ui_paper(ui);
    int margin = ui_margin(ui);
    int width = ui->metrics.width - 2 * margin;
    int x = margin;
    int y = ui_px(ui, ui->metrics.low ? 28 : 64);
    if (ui->metrics.portrait && !ui->metrics.low) {
        bool code = ui->model->site.public_url != NULL; /* it shall be seen whole, without scrolling */
        int high = ui->metrics.height * (ui->model->large ? 14 : code ? 23 : 28) / 100;
        water_with_flower(ui, (struct rect){0, 0, ui->metrics.width, high});
        y += high;
    } else if (!ui->metrics.low) {
        int wide = ui->metrics.width * 36 / 100;
        water_with_flower(ui, (struct rect){0, 0, wide, ui->metrics.height - ui_bar_height(ui)});
        x = wide + margin;
        width = ui->metrics.width - x - margin;
    }
    int bottom =
        ui_footer(ui, WORDS("Se flere netværk"), ACTION(ACTION_OPEN_BOARD), WORDS("Færdig"), ACTION(ACTION_FINISH));
    struct rect view = {x, y, width, bottom - y};
    y = ui_scroll_begin(ui, view);
    width = ui_scroll_width(ui, view);
    struct item *heading = ui_text(ui, x, y, width, TYPE_HEADING, ui->look->ink, thanks_words(ui->model->thanked_for));
    y = code_card(ui, x, heading->bounds.y + heading->bounds.h + ui_px(ui, 32), width) + ui_px(ui, 32);
    const char *what = frame_textf(ui->frame,
                                   WORDS("Sekretariatet får besked og svarer dig. Skriv koden af, eller tag et billede "
                                         "af den. Med den kan du her på skærmen under Hvad skete der? se svaret, og "
                                         "rette eller slette det, du gav. Eller ring på %s og sig koden."),
                                   ui->model->site.contact_phone);
    struct item *text = ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, what);
    y = text->bounds.y + text->bounds.h;
    /* Only where the content says that phones can reach the registry. What stands behind the '#' stays in the phone:
     * the code reaches no server's log. */
    if (ui->model->site.public_url != NULL) {
        const char *page = frame_textf(ui->frame, "%s/follow", ui->model->site.public_url);
        const char *address =
            frame_textf(ui->frame, "%s?lang=%s#%s", page, ui->model->language->code, ui->model->receipt_code);
        y = qr_view(ui, x, y + ui_px(ui, 32), width, WORDS("Eller følg det på din egen telefon."), address, page);
    }
    ui_scroll_end(ui, view, y + ui_px(ui, 8));
    ui_bar(ui);
}
