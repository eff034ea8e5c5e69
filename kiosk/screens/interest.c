/* Registering interest: a name and one way to be reached, with our own keyboard. */
#include <string.h>

#include "kiosk/keyboard.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static const char *field_words(enum form_field field)
{
    static const char *const table[FIELD_COUNT] = {
        [FIELD_NAME] = WORDS_LATER("Navn"),
        [FIELD_CONTACT] = WORDS_LATER("E-mail eller telefon"),
    };
    return words_get(table[field]);
}

/* How far the text is moved to the left so that the caret is in sight. */
static int caret_offset(struct ui *ui, const struct field *field, int room, int *caret_x)
{
    struct text_style style = ui_style(ui, TYPE_BODY);
    *caret_x = text_width(ui->text, style, field->text, field->caret);
    return *caret_x > room ? *caret_x - room : 0;
}

static void field_text(struct ui *ui, struct rect box, const struct field *field, bool focus)
{
    int padding = ui_px(ui, 34);
    int line = ui_line_height(ui, TYPE_BODY);
    int caret_x = 0;
    int offset = caret_offset(ui, field, box.w - 2 * padding, &caret_x);
    struct rect clip = ui->clip;
    ui->clip = rect_intersect(clip, rect_inset(box, ui_px(ui, 8)));
    int x = box.x + padding - offset;
    int y = box.y + (box.h - line) / 2;
    if (field->text[0] != '\0') {
        struct item *text =
            ui_add(ui, ROLE_DECORATION, (struct rect){x, y, ui_text_width(ui, TYPE_BODY, field->text), line});
        text->text = frame_text(ui->frame, field->text, strlen(field->text));
        text->style = ui_style(ui, TYPE_BODY);
        text->line_height = line;
        text->ink = ui->look->ink;
    }
    if (focus) {
        struct item *caret = ui_box(ui, (struct rect){x + caret_x + ui_px(ui, 2), y, ui_px(ui, 4), line}, 0,
                                    ui->look->act, ui->look->act, 0);
        caret->drawing = DRAW_CARET;
    }
    ui->clip = clip;
}

/* Returns the y below the field and its error. */
static int field_view(struct ui *ui, int x, int y, int width, enum form_field which)
{
    const struct form *form = &ui->model->form;
    const struct field *field = &form->fields[which];
    bool focus = form->focus == which;
    if (!ui->metrics.low) { /* there it stands beside the way back */
        struct item *name = ui_text(ui, x, y, width, TYPE_STRONG, ui->look->ink, field_words(which));
        name->role = ROLE_DECORATION;
        y += name->bounds.h + ui_px(ui, 6);
    }
    int height = ui_line_height(ui, TYPE_BODY) + ui_px(ui, ui->metrics.low ? 44 : 56);
    struct rect box = {x, y, width, height};
    const char *problem = form->checked[which] ? form_problem(form, which) : NULL;
    if (problem != NULL) problem = words_get(problem);
    struct color edge = problem != NULL ? ui->look->error : focus ? ui->look->act : ui->look->control_edge;
    struct item *item =
        ui_box(ui, box, ui_px(ui, 26), ui->look->card, edge, ui_px(ui, focus || problem != NULL ? 6 : 3));
    item->role = ROLE_FIELD;
    item->label = field_words(which);
    item->description = field->text[0] != '\0' ? frame_text(ui->frame, field->text, strlen(field->text)) : NULL;
    item->action = ACTION_VALUE(ACTION_FOCUS_FIELD, which);
    item->focus = focus;
    item->graphic = true;
    field_text(ui, box, field, focus);
    y += height;
    const char *says = problem;
    if (says == NULL && focus && form->full) says = WORDS("Der er ikke plads til flere tegn her.");
    if (says != NULL) {
        int mark = ui_px(ui, 40);
        int indent = mark + ui_px(ui, 14);
        y += ui_px(ui, 10);
        ui_icon(ui, x, y + ui_px(ui, 5), mark, ICON_WARNING, ui->look->error, ui->look->paper);
        struct item *error = ui_text(ui, x + indent, y, width - indent, TYPE_SMALL, ui->look->error, says);
        error->role = ROLE_ALERT;
        y += error->bounds.h;
    }
    return y;
}

/* In portrait one field under the other; in landscape side by side, since the keyboard leaves little
 * height; on a low screen only the one that is being written. */
static int fields(struct ui *ui, struct rect view, int y)
{
    if (ui->metrics.low) return field_view(ui, view.x, y, view.w, ui->model->form.focus);
    if (ui->metrics.portrait) {
        y = field_view(ui, view.x, y, view.w, FIELD_NAME) + ui_px(ui, 26);
        return field_view(ui, view.x, y, view.w, FIELD_CONTACT);
    }
    int gap = ui_px(ui, 48);
    int width = (view.w - gap) / 2;
    int left = field_view(ui, view.x, y, width, FIELD_NAME);
    int right = field_view(ui, view.x + width + gap, y, width, FIELD_CONTACT);
    return left > right ? left : right;
}

/* The heading; in landscape beside the way back, since the keyboard leaves little height. */
static int heading_view(struct ui *ui, struct rect view, int y)
{
    const struct model *model = ui->model;
    enum type type = ui->metrics.portrait && !model->large ? TYPE_HEADING : TYPE_SUBHEADING;
    struct item *heading = ui_text(ui, view.x, y, view.w, type, ui->look->ink, WORDS("Hvordan får vi fat i dig?"));
    y += heading->bounds.h + ui_px(ui, 8);
    if (model->large) return y + ui_px(ui, 8);
    struct item *about = ui_text(ui, view.x, y, view.w, TYPE_BODY, ui->look->muted,
                                 frame_textf(ui->frame, WORDS("Du er interesseret i: %s"), model->network.short_title));
    return y + about->bounds.h + ui_px(ui, 24);
}

static void landscape_heading(struct ui *ui, int back_bottom)
{
    int x = ui->metrics.width * 30 / 100;
    int line = ui_line_height(ui, TYPE_SUBHEADING);
    int y = back_bottom - ui_px(ui, 48) - line / 2;
    const char *words = ui->metrics.low ? field_words(ui->model->form.focus) : WORDS("Hvordan får vi fat i dig?");
    ui_text(ui, x, y, ui->metrics.width - x - ui_margin(ui), TYPE_SUBHEADING, ui->look->ink, words);
}

void interest_view(struct ui *ui)
{
    const struct model *model = ui->model;
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("Tilbage"));
    if (!ui->metrics.portrait) landscape_heading(ui, y);
    bool last = model->form.focus == FIELD_CONTACT || model->back_to_review;
    int bottom = keyboard_view(ui, last ? WORDS("Færdig") : WORDS("Videre"));
    struct rect view = {margin, y + ui_px(ui, 8), ui->metrics.width - 2 * margin, bottom - y - ui_px(ui, 8)};
    y = ui_scroll_begin(ui, view);
    if (!ui->metrics.low) view.w = ui_scroll_width(ui, view);
    if (ui->metrics.portrait) y = heading_view(ui, view, y);
    y = fields(ui, view, y) + ui_px(ui, 18);
    /* Said in the notice already: it gives way to an error, which must be seen without scrolling. */
    const char *note = WORDS("Kun sekretariatet og netværkets leder ser det.");
    if (y + ui_text_height(ui, view.w, TYPE_SMALL, note) <= bottom) {
        y += ui_text(ui, view.x, y, view.w, TYPE_SMALL, ui->look->muted, note)->bounds.h;
    }
    view.w = ui->metrics.width - 2 * margin;
    ui_scroll_end(ui, view, y);
    ui_bar(ui);
}
