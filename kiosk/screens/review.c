/* Read back before sending: everything that was typed, each with a way to correct it. */
#include <sodium.h>
#include <string.h>

#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

/* Of the pieces that no line break parts: a number's groups stay together. */
static int widest_word(struct ui *ui, const char *text)
{
    struct ui_line lines[UI_LINES_MAX];
    int count = ui_wrap(ui, 1, TYPE_STRONG, text, lines);
    int widest = 0;
    for (int at = 0; at < count; at++) {
        int width = text_width(ui->text, ui_style(ui, TYPE_STRONG), lines[at].start, lines[at].bytes);
        if (width > widest) widest = width;
    }
    return widest;
}

/* A line of the read-back. `edit` leads to where it is corrected; ACTION_NONE: not here. Returns the y below. */
static int row_view(struct ui *ui, struct rect card, int y, const char *name, const char *value, struct action edit)
{
    int padding = ui_px(ui, 40);
    int x = card.x + padding;
    int button_width = ui_text_width(ui, TYPE_BUTTON, WORDS("Ret")) + ui_px(ui, 96);
    int width = card.w - 2 * padding - (edit.kind != ACTION_NONE ? button_width + ui_px(ui, 24) : 0);
    int top = y;
    struct item *label = ui_text(ui, x, y, width, TYPE_SMALL, ui->look->muted, name);
    y += label->bounds.h;
    if (edit.kind != ACTION_NONE && widest_word(ui, value) > width) { /* a number in large letters: below the button */
        int below = top + ui_button_height(ui, button_width, WORDS("Ret")) + ui_px(ui, 8);
        if (y < below) y = below;
        width = card.w - 2 * padding;
    }
    struct item *text = ui_text(ui, x, y, width, TYPE_STRONG, ui->look->ink, value);
    y += text->bounds.h;
    if (edit.kind != ACTION_NONE) {
        struct rect bounds = {card.x + card.w - padding - button_width, top, button_width, 0};
        struct item *button = ui_button(ui, bounds, BUTTON_OUTLINED, WORDS("Ret"), edit);
        button->label = frame_textf(ui->frame, WORDS("Ret: %s"), name);
        if (y < button->bounds.y + button->bounds.h) y = button->bounds.y + button->bounds.h;
    }
    return y + ui_px(ui, 28);
}

/* A telephone number as it will be dialled, in groups: so a wrong figure is seen. */
static const char *contact_value(struct ui *ui, const char *text)
{
    char shown[CONTACT_SHOWN_BYTES];
    contact_read_back(shown, text);
    const char *copy = frame_text(ui->frame, shown, strlen(shown));
    sodium_memzero(shown, sizeof(shown));
    return copy;
}

static int field_row(struct ui *ui, struct rect card, int y, enum form_field field)
{
    const struct form *form = &ui->model->form;
    const char *value = form->fields[field].text;
    if (field == FIELD_CONTACT) value = contact_value(ui, value);
    bool empty = value[strspn(value, " ")] == '\0';
    size_t first = ui->frame->items_count;
    y = row_view(ui, card, y, field_words(form, field), empty ? WORDS("Ikke skrevet") : value,
                 ACTION_VALUE(ACTION_EDIT, field));
    if (!empty && first + 1 < ui->frame->items_count) ui->frame->items[first + 1].typed = true; /* after its label */
    return y;
}

static int choice_row(struct ui *ui, struct rect card, int y, const char *name, const char *value,
                      enum form_choice choice)
{
    return row_view(ui, card, y, name, value, ACTION_VALUE(ACTION_EDIT_CHOICE, choice));
}

static int interest_rows(struct ui *ui, struct rect card, int y)
{
    y = row_view(ui, card, y, WORDS("Du er interesseret i"), ui->model->network.title, ACTION(ACTION_NONE));
    y = field_row(ui, card, y, FIELD_NAME);
    return field_row(ui, card, y, FIELD_CONTACT);
}

static int seat_rows(struct ui *ui, struct rect card, int y)
{
    const struct form *form = &ui->model->form;
    y = row_view(ui, card, y, WORDS("Du ønsker en plads i Founding Group"), ui->model->network.title,
                 ACTION(ACTION_NONE));
    if (form->comes_as >= 0) {
        y = choice_row(ui, card, y, WORDS("Du kommer som"), comes_as_words((enum comes_as)form->comes_as),
                       CHOICE_COMES_AS);
    }
    y = field_row(ui, card, y, FIELD_NAME);
    y = field_row(ui, card, y, FIELD_CONTACT);
    return field_row(ui, card, y, FIELD_BRINGS);
}

static int idea_rows(struct ui *ui, struct rect card, int y)
{
    const struct form *form = &ui->model->form;
    y = field_row(ui, card, y, FIELD_TITLE);
    y = field_row(ui, card, y, FIELD_TEXT);
    if (form->side >= 0)
        y = choice_row(ui, card, y, WORDS("Den hjælper mest"), side_words((enum side)form->side), CHOICE_SIDE);
    if (form->leans != LEANS_NOT_SAID)
        y = row_view(ui, card, y, WORDS("Netværk eller projekt"), leans_words(form->leans), ACTION(ACTION_NONE));
    y = field_row(ui, card, y, FIELD_NAME);
    return field_row(ui, card, y, FIELD_CONTACT);
}

static int correct_rows(struct ui *ui, struct rect card, int y)
{
    const struct form *form = &ui->model->form;
    static const enum form_field fields[] = {FIELD_TITLE, FIELD_TEXT, FIELD_NAME, FIELD_CONTACT};
    for (size_t at = form->about == SUBMISSION_IDEA ? 0 : 2; at < sizeof(fields) / sizeof(fields[0]); at++) {
        const char *value = form->fields[fields[at]].text;
        if (value[strspn(value, " ")] == '\0') value = WORDS("Som før");
        y = row_view(ui, card, y, field_words(form, fields[at]), value, ACTION_VALUE(ACTION_EDIT, fields[at]));
    }
    return y;
}

static int rows(struct ui *ui, struct rect card, int y)
{
    switch (ui->model->form.kind) {
    case SUBMISSION_INTEREST: return interest_rows(ui, card, y);
    case SUBMISSION_SEAT: return seat_rows(ui, card, y);
    case SUBMISSION_IDEA: return idea_rows(ui, card, y);
    case SUBMISSION_CORRECT: return correct_rows(ui, card, y);
    case SUBMISSION_SUPPORT:
    case SUBMISSION_WITHDRAW:
    case SUBMISSION_ERASE:
    case SUBMISSION_KIND_COUNT: break;
    }
    return y;
}

static const char *note_words(const struct form *form)
{
    if (form->kind != SUBMISSION_CORRECT) {
        return WORDS("Når du sender, får du en kode. Med den kan du senere bede om at få det rettet eller slettet.");
    }
    return form->about == SUBMISSION_IDEA
               ? WORDS("Det nye træder i stedet for det gamle, som slettes. Hænger idéen på væggen, tages den ned, til "
                       "sekretariatet har læst rettelsen.")
               : WORDS("Det nye træder i stedet for det gamle, som slettes.");
}

void review_view(struct ui *ui)
{
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("Tilbage")) + ui_px(ui, 12);
    bool correct = ui->model->form.kind == SUBMISSION_CORRECT;
    const char *send = correct ? WORDS("Send rettelsen") : WORDS("Send til sekretariatet");
    int bottom = ui_footer(ui, NULL, ACTION(ACTION_NONE), send, ACTION(ACTION_SEND));
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    struct item *heading =
        ui_text(ui, view.x, y, ui_scroll_width(ui, view), TYPE_HEADING, ui->look->ink, WORDS("Er det rigtigt?"));
    y += heading->bounds.h + ui_px(ui, 32);
    int width = ui_scroll_width(ui, view) < ui_px(ui, 1300) ? ui_scroll_width(ui, view) : ui_px(ui, 1300);
    struct rect card = {view.x, y, width, 0};
    struct item *box = ui_box(ui, card, ui_px(ui, 32), ui->look->card, ui->look->hairline, ui_px(ui, 2));
    y = rows(ui, card, y + ui_px(ui, 36));
    box->bounds.h = y - card.y + ui_px(ui, 8);
    y = box->bounds.y + box->bounds.h + ui_px(ui, 32);
    struct item *note = ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->ink, note_words(&ui->model->form));
    ui_scroll_end(ui, view, note->bounds.y + note->bounds.h + ui_px(ui, 16));
    ui_bar(ui);
}
