/* Read back before sending: everything that was typed, each with a way to correct it. */
#include <sodium.h>
#include <string.h>

#include "kiosk/columns.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

/* What a line of the read-back tells. */
struct line {
    const char *name, *value;
    struct action edit; /* leads to where it is corrected; ACTION_NONE: not here */
    bool typed;         /* by the visitor */
};

/* The whole line is the button, from edge to edge of the card; a pencil at its end says so. */
static void line_button(struct ui *ui, struct rect bounds, struct rect pencil, const struct line *line)
{
    bool pressed = model_is_pressed(ui->model, line->edit);
    struct color ground = pressed ? color_mix(ui->look->card, ui->look->act, 40) : ui->look->card;
    if (pressed) ui_box(ui, rect_inset(bounds, ui_px(ui, 8)), ui_px(ui, 26), ground, ground, 0);
    ui_icon(ui, pencil.x, pencil.y, pencil.w, ICON_PENCIL, ui->look->act, ground);
    struct item *button = ui_add(ui, ROLE_CARD, bounds);
    button->action = line->edit;
    button->pressed = pressed;
    button->label = frame_textf(ui->frame, WORDS("Ret: %s"), line->name);
    button->description = frame_text(ui->frame, line->value, strlen(line->value));
    button->typed = line->typed;
}

/* Returns the y below, where the next one begins. */
static int line_view(struct ui *ui, struct rect card, int y, const struct line *line)
{
    int padding = ui_px(ui, 40);
    int above = ui_px(ui, 24);
    int size = ui_sign(ui, 52);
    int width = card.w - 2 * padding - size - ui_px(ui, 32);
    int name_high = ui_text_height(ui, width, TYPE_SMALL, line->name);
    int high = name_high + ui_text_height(ui, width, TYPE_STRONG, line->value) + 2 * above;
    if (y > card.y) { /* parts it from the one above */
        struct rect hair = {card.x + padding, y, card.w - 2 * padding, ui_px(ui, 2)};
        ui_box(ui, hair, 0, ui->look->hairline, ui->look->hairline, 0);
    }
    bool can = line->edit.kind != ACTION_NONE;
    if (can) {
        struct rect pencil = {card.x + card.w - padding - size, y + (high - size) / 2, size, size};
        line_button(ui, (struct rect){card.x, y, card.w, high}, pencil, line);
    }
    int x = card.x + padding;
    struct item *name = ui_text(ui, x, y + above, width, TYPE_SMALL, ui->look->muted, line->name);
    if (can) name->role = ROLE_DECORATION; /* the line says both */
    struct item *value = ui_text(ui, x, y + above + name_high, width, TYPE_STRONG, ui->look->ink, line->value);
    if (can) value->role = ROLE_DECORATION;
    return y + high;
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

/* `empty`: what stands there when nothing was written. */
static int field_line(struct ui *ui, struct rect card, int y, enum form_field field, const char *empty)
{
    const struct form *form = &ui->model->form;
    const char *value = form->fields[field].text;
    bool written = value[strspn(value, " ")] != '\0';
    if (field == FIELD_CONTACT && written) value = contact_value(ui, value);
    struct line line = {field_words(form, field), written ? value : empty, ACTION_VALUE(ACTION_EDIT, field), written};
    return line_view(ui, card, y, &line);
}

static int choice_line(struct ui *ui, struct rect card, int y, const char *name, const char *value,
                       enum form_choice choice)
{
    struct line line = {name, value, ACTION_VALUE(ACTION_EDIT_CHOICE, choice), false};
    return line_view(ui, card, y, &line);
}

/* What was chosen before, and is not corrected here. */
static int told_line(struct ui *ui, struct rect card, int y, const char *name, const char *value)
{
    struct line line = {name, value, ACTION(ACTION_NONE), false};
    return line_view(ui, card, y, &line);
}

static int network_line(struct ui *ui, struct rect card, int y, const char *name)
{
    ui_content(ui, ui->model->network.some_danish);
    y = told_line(ui, card, y, name, ui->model->network.title);
    ui_own_words(ui);
    return y;
}

static int interest_lines(struct ui *ui, struct rect card, int y)
{
    y = network_line(ui, card, y, WORDS("Du er interesseret i"));
    y = field_line(ui, card, y, FIELD_NAME, WORDS("Ikke skrevet"));
    return field_line(ui, card, y, FIELD_CONTACT, WORDS("Ikke skrevet"));
}

static int seat_lines(struct ui *ui, struct rect card, int y)
{
    const struct form *form = &ui->model->form;
    y = network_line(ui, card, y, WORDS("Du ønsker en plads i Founding Group"));
    if (form->comes_as >= 0) {
        y = choice_line(ui, card, y, WORDS("Du kommer som"), comes_as_words((enum comes_as)form->comes_as),
                        CHOICE_COMES_AS);
    }
    y = field_line(ui, card, y, FIELD_NAME, WORDS("Ikke skrevet"));
    y = field_line(ui, card, y, FIELD_CONTACT, WORDS("Ikke skrevet"));
    return field_line(ui, card, y, FIELD_BRINGS, WORDS("Ikke skrevet"));
}

static int idea_lines(struct ui *ui, struct rect card, int y)
{
    const struct form *form = &ui->model->form;
    y = field_line(ui, card, y, FIELD_TITLE, WORDS("Ikke skrevet"));
    y = field_line(ui, card, y, FIELD_TEXT, WORDS("Ikke skrevet"));
    if (form->side >= 0) {
        y = choice_line(ui, card, y, WORDS("Den hjælper mest"), side_words((enum side)form->side), CHOICE_SIDE);
    }
    if (form->leans != LEANS_NOT_SAID) {
        y = told_line(ui, card, y, WORDS("Netværk eller projekt"), leans_words(form->leans));
    }
    y = field_line(ui, card, y, FIELD_NAME, WORDS("Ikke skrevet"));
    return field_line(ui, card, y, FIELD_CONTACT, WORDS("Ikke skrevet"));
}

static int correct_lines(struct ui *ui, struct rect card, int y)
{
    static const enum form_field fields[] = {FIELD_TITLE, FIELD_TEXT, FIELD_NAME, FIELD_CONTACT};
    size_t first = ui->model->form.about == SUBMISSION_IDEA ? 0 : 2;
    for (size_t at = first; at < sizeof(fields) / sizeof(fields[0]); at++) {
        y = field_line(ui, card, y, fields[at], WORDS("Som før"));
    }
    return y;
}

static int lines(struct ui *ui, struct rect card, int y)
{
    switch (ui->model->form.kind) {
    case SUBMISSION_INTEREST: return interest_lines(ui, card, y);
    case SUBMISSION_SEAT: return seat_lines(ui, card, y);
    case SUBMISSION_IDEA: return idea_lines(ui, card, y);
    case SUBMISSION_CORRECT: return correct_lines(ui, card, y);
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
    int width = ui_scroll_width(ui, view);
    y += ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, WORDS("Er det rigtigt?"))->bounds.h + ui_px(ui, 8);
    y += ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->ink, WORDS("Tryk på det, du vil rette."))->bounds.h;
    y += ui_px(ui, 28);
    /* Where there is room, what comes of it stands beside what was written. */
    bool beside = columns_fitting(ui, width, COLUMN_TEXT, COLUMN_GAP_TEXTS) > 1;
    int gap = ui_px(ui, beside ? 56 : 32);
    int note_width = beside ? width * 32 / 100 : ui_measure(ui, width);
    struct rect card = {view.x, y, ui_measure(ui, beside ? width - note_width - gap : width), 0};
    struct item *box = ui_box(ui, card, ui_px(ui, 32), ui->look->card, ui->look->hairline, ui_px(ui, 2));
    box->bounds.h = card.h = lines(ui, card, y) - y;
    int bottom_of_card = y + card.h;
    struct item *note = ui_text(ui, beside ? card.x + card.w + gap : view.x, beside ? y : bottom_of_card + gap,
                                note_width, TYPE_BODY, ui->look->ink, note_words(&ui->model->form));
    int below = note->bounds.y + note->bounds.h;
    ui_scroll_end(ui, view, (below > bottom_of_card ? below : bottom_of_card) + ui_px(ui, 16));
    ui_bar(ui);
}
