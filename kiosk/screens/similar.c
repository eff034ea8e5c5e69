/* What resembles the idea that is being written: up to two, in a strip above the keyboard (in landscape under the
 * title) whose place is always kept, so that nothing jumps while one types. */
#include <string.h>

#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

/* In portrait two lines of a title, else one. */
static int row_height(struct ui *ui)
{
    if (ui->metrics.portrait) return 2 * ui_line_height(ui, TYPE_SMALL) + ui_px(ui, 24);
    return ui_line_height(ui, TYPE_SMALL) + ui_px(ui, 40);
}

/* The longer of the two headings decides, so that nothing jumps. */
static int heading_height(struct ui *ui, int width)
{
    int idea = ui_text_height(ui, width, TYPE_SMALL_STRONG, WORDS("Det ligner det her. Støt det i stedet?"));
    int network = ui_text_height(ui, width, TYPE_SMALL_STRONG, WORDS("Det ligner noget, der er i gang:"));
    return idea > network ? idea : network;
}

static int strip_height(struct ui *ui, int width)
{
    return heading_height(ui, width) + ui_px(ui, 8) + row_height(ui);
}

static bool is_wanted(struct ui *ui)
{
    const struct form *form = &ui->model->form;
    return form->kind == SUBMISSION_IDEA && form_step(form)->fields[0] == FIELD_TITLE && !ui->metrics.low;
}

int similar_height(struct ui *ui, int room)
{
    if (!is_wanted(ui) || !ui->metrics.portrait) return 0;
    int high = strip_height(ui, ui->metrics.width - 2 * ui_margin(ui)) + ui_px(ui, 16);
    /* Where letters are large the fields come first. */
    int fields = 2 * (ui_line_height(ui, TYPE_BODY) + ui_px(ui, 56)) + 2 * ui_line_height(ui, TYPE_STRONG);
    return room >= fields + high ? high : 0;
}

/* As much of the title as two lines hold; what is cut ends in "…" and is said whole. */
static const char *shortened(struct ui *ui, const char *title, int width, int lines_max)
{
    struct ui_line lines[UI_LINES_MAX];
    int count = ui_wrap(ui, width, TYPE_SMALL, title, lines);
    if (count <= lines_max) return title;
    int bytes = (int)(lines[lines_max - 1].start - title) + (int)lines[lines_max - 1].bytes;
    while (bytes > 0) {
        const char *cut = frame_textf(ui->frame, "%.*s…", bytes, title);
        if (ui_wrap(ui, width, TYPE_SMALL, cut, lines) <= lines_max && strlen(cut) < FRAME_TEXT_BYTES_MAX) return cut;
        do {
            bytes--;
        } while (bytes > 0 && title[bytes] != ' ');
    }
    return title;
}

static void one(struct ui *ui, struct rect bounds, const struct similar_item *similar)
{
    const struct look *look = ui->look;
    struct action action = {.kind = similar->is_idea ? ACTION_OPEN_IDEA : ACTION_OPEN_NETWORK,
                            .target = frame_text(ui->frame, similar->id, strlen(similar->id))};
    bool pressed = model_is_pressed(ui->model, action);
    struct color fill = pressed ? look->chosen : look->card;
    struct color ink = pressed ? look->on_chosen : look->ink;
    int padding = ui_px(ui, 26);
    int arrow = ui_px(ui, 28);
    int width = bounds.w - 2 * padding - arrow - ui_px(ui, 12);
    struct item *box = ui_box(ui, bounds, ui_px(ui, 26), fill, look->control_edge, ui_px(ui, 3));
    box->role = ROLE_BUTTON;
    box->label = frame_text(ui->frame, similar->title, strlen(similar->title));
    if (similar->is_idea && ui->model->language != &languages[0]) box->lang = languages[0].code;
    box->description = similar->is_idea ? WORDS("en idé, du kan støtte") : WORDS("et netværk");
    box->action = action;
    box->pressed = pressed;
    box->graphic = true;
    const char *words = shortened(ui, similar->title, width, ui->metrics.portrait ? 2 : 1);
    int high = ui_text_height(ui, width, TYPE_SMALL, words);
    ui_text(ui, bounds.x + padding, bounds.y + (bounds.h - high) / 2, width, TYPE_SMALL, ink, words)->role =
        ROLE_DECORATION;
    ui_icon(ui, bounds.x + bounds.w - padding - arrow, bounds.y + (bounds.h - arrow) / 2, arrow, ICON_FORWARD,
            pressed ? ink : look->act, fill);
}

static const char *heading(const struct similar *similar)
{
    bool idea = false;
    for (size_t at = 0; at < similar->count; at++) idea = idea || similar->items[at].is_idea;
    return idea ? WORDS("Det ligner det her. Støt det i stedet?") : WORDS("Det ligner noget, der er i gang:");
}

void similar_view(struct ui *ui, struct rect view)
{
    const struct similar *similar = &ui->model->similar;
    if (similar->count == 0 || view.h <= 0) return;
    int gap = ui_px(ui, 20);
    int half = (view.w - gap) / 2;
    size_t count = similar->count;
    for (size_t at = 0; at < count && !ui->metrics.portrait; at++) { /* one whole title says more than two cut ones */
        if (ui_text_width(ui, TYPE_SMALL, similar->items[at].title) > half - ui_px(ui, 92)) count = 1;
    }
    int wide = count == 1 && !ui->metrics.portrait ? view.w : half;
    ui_text(ui, view.x, view.y, view.w, TYPE_SMALL_STRONG, ui->look->act, heading(similar));
    int y = view.y + heading_height(ui, view.w) + ui_px(ui, 8);
    for (size_t at = 0; at < count; at++) {
        one(ui, (struct rect){view.x + (int)at * (wide + gap), y, wide, row_height(ui)}, &similar->items[at]);
    }
}

void similar_beside_view(struct ui *ui, struct rect column, int title_bottom)
{
    int high = strip_height(ui, column.w);
    int y = column.y + column.h - high - ui_px(ui, 4);
    if (!is_wanted(ui) || y < title_bottom) return;
    if (ui_text_width(ui, TYPE_SMALL_STRONG, heading(&ui->model->similar)) > column.w) return;
    similar_view(ui, (struct rect){column.x, y, column.w, high});
}
