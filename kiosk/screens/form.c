/* One step of a form: one or two texts with our own keyboard, or one choice. */
#include <sodium.h>
#include <string.h>

#include "kiosk/keyboard.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

const char *field_words(const struct form *form, enum form_field field)
{
    static const char *const table[FIELD_COUNT] = {
        [FIELD_NAME] = WORDS_LATER("Navn"),
        [FIELD_CONTACT] = WORDS_LATER("E-mail eller telefon"),
        [FIELD_BRINGS] = WORDS_LATER("Det, du ved, kan eller har lyst til"),
        [FIELD_TITLE] = WORDS_LATER("Overskrift"),
        [FIELD_TEXT] = WORDS_LATER("Din idé"),
        [FIELD_SEARCH] = WORDS_LATER("Søg i netværk"),
    };
    if (form_may_be_empty(form, field) && field == FIELD_NAME) return WORDS("Navn, hvis du vil");
    if (form_may_be_empty(form, field) && field == FIELD_CONTACT) return WORDS("E-mail eller telefon, hvis du vil");
    return words_get(table[field]);
}

/* ---- a field ---- */

int error_view(struct ui *ui, int x, int y, int width, const char *says)
{
    int mark = ui_sign(ui, 40);
    int indent = mark + ui_px(ui, 14);
    y += ui_px(ui, 10);
    ui_icon(ui, x, y + (ui_line_height(ui, TYPE_SMALL) - mark) / 2, mark, ICON_WARNING, ui->look->error,
            ui->look->paper);
    struct item *error = ui_text(ui, x + indent, y, width - indent, TYPE_SMALL, ui->look->error, says);
    error->role = ROLE_ALERT;
    return y + error->bounds.h;
}

/* "anna@gmial.com" gets a question, never a correction; NULL for none. */
static const char *slip_question(const struct ui *ui, enum form_field which)
{
    char meant[CONTACT_BYTES_MAX + 1];
    if (which != FIELD_CONTACT || !contact_slip(meant, ui->model->form.fields[which].text)) return NULL;
    const char *question = frame_textf(ui->frame, WORDS("Mente du %s?"), meant);
    sodium_memzero(meant, sizeof(meant));
    return question;
}

/* What is wrong with the field, or that it is full; NULL for nothing. */
static const char *field_error(const struct ui *ui, enum form_field which)
{
    const struct form *form = &ui->model->form;
    const char *problem = form->checked[which] ? form_problem(form, which) : NULL;
    if (problem != NULL) {
        const char *question = slip_question(ui, which);
        return question != NULL ? question : words_get(problem);
    }
    bool full = form->focus == which && form->full;
    return full ? WORDS("Der er ikke plads til flere tegn her.") : NULL;
}

/* What is good to know while one writes: a slip in what looks finished, or how much room is left; NULL for nothing. */
static const char *field_hint(const struct ui *ui, enum form_field which)
{
    const struct form *form = &ui->model->form;
    if (form->focus != which) return NULL;
    if (which == FIELD_CONTACT && form_problem(form, which) == NULL) {
        const char *question = slip_question(ui, which);
        if (question != NULL) return question;
    }
    size_t left = form_letters_left(form, which);
    if (left == SIZE_MAX || which == FIELD_SEARCH) return NULL;
    return frame_textf(ui->frame,
                       WORDS_COUNT("Der er plads til cirka %lu tegn mere.", "Der er plads til cirka %lu tegn mere.",
                                   (unsigned long)left),
                       (unsigned long)left);
}

/* Large letters on a low glass leave no line under the field: then it is said above, in the place of its name. */
static bool says_beside_back(const struct ui *ui)
{
    return ui->metrics.low && ui->model->large;
}

static int hint_view(struct ui *ui, int x, int y, int width, const char *hint)
{
    y += ui_px(ui, 10);
    return y + ui_text(ui, x, y, width, TYPE_SMALL, ui->look->muted, hint)->bounds.h;
}

static int field_height(struct ui *ui, enum form_field which, int room)
{
    int line = ui_line_height(ui, TYPE_BODY);
    bool dear = !ui->metrics.portrait && ui->model->large; /* height, there */
    int least = line + ui_px(ui, says_beside_back(ui) ? 20 : dear ? 28 : ui->metrics.low ? 44 : 56);
    if (!field_is_long(which)) return least;
    int most = 5 * line + 2 * ui_px(ui, 22);
    return room > most ? most : room < least ? least : room;
}

/* Returns the y below the field and its error. `room` is the height a long text may take. */
int text_field_view(struct ui *ui, int x, int y, int width, enum form_field which, int room)
{
    const struct form *form = &ui->model->form;
    const struct field *field = &form->fields[which];
    bool focus = form->focus == which;
    const char *name = field_words(form, which);
    int top = y;
    if (!ui->metrics.low) { /* there it stands beside the way back */
        struct item *label = ui_text(ui, x, y, width, TYPE_STRONG, ui->look->ink, name);
        label->role = ROLE_DECORATION;
        y += label->bounds.h + ui_px(ui, 6);
    }
    struct rect box = {x, y, width, field_height(ui, which, room - (y - top))};
    const char *error = field_error(ui, which);
    struct color edge = error != NULL ? ui->look->error : focus ? ui->look->act : ui->look->control_edge;
    struct item *item = ui_box(ui, box, ui_px(ui, 26), ui->look->card, edge, ui_px(ui, focus || error != NULL ? 6 : 3));
    item->role = ROLE_FIELD;
    item->label = frame_text(ui->frame, name, strlen(name));
    item->description = field->text[0] != '\0' ? frame_text(ui->frame, field->text, strlen(field->text)) : NULL;
    item->action = ACTION_VALUE(ACTION_FOCUS_FIELD, which);
    item->focus = focus;
    item->graphic = true;
    field_text_view(ui, item, which, focus);
    y += box.h;
    if (says_beside_back(ui)) return y;
    if (error != NULL) return error_view(ui, x, y, width, error);
    const char *hint = field_hint(ui, which);
    return hint != NULL ? hint_view(ui, x, y, width, hint) : y;
}

/* In portrait one field under the other; in landscape side by side, since the keyboard leaves little
 * height; on a small screen, or with large letters in landscape, only the one that is being written. */
static int fields_view(struct ui *ui, struct rect view, int y)
{
    const struct form_step *step = form_step(&ui->model->form);
    int room = view.y + view.h - y - ui_px(ui, 20);
    if (ui->metrics.low || keyboard_leaves_little(ui) || ui->model->large) {
        return text_field_view(ui, view.x, y, view.w, ui->model->form.focus, room);
    }
    if (ui->metrics.portrait || step->fields_count < 2) {
        for (size_t at = 0; at < step->fields_count; at++) {
            if (at > 0) y += ui_px(ui, 26);
            y = text_field_view(ui, view.x, y, view.w, step->fields[at], view.y + view.h - y - ui_px(ui, 20));
        }
        return y;
    }
    int gap = ui_px(ui, 48);
    int width = (view.w - gap) / 2;
    int left = text_field_view(ui, view.x, y, width, step->fields[0], room);
    int right = text_field_view(ui, view.x + width + gap, y, width, step->fields[1], room);
    return left > right ? left : right;
}

/* ---- the head ---- */

/* What it is about: the network, or nothing for an idea. */
static const char *about_words(struct ui *ui)
{
    const struct model *model = ui->model;
    if (model->form.kind >= SUBMISSION_IDEA || model->network.id == NULL) return NULL;
    const char *title = model->network.short_title;
    if (model->form.kind == SUBMISSION_SEAT) return frame_textf(ui->frame, WORDS("Founding Group: %s"), title);
    return frame_textf(ui->frame, WORDS("Du er interesseret i: %s"), title);
}

static int heading_view(struct ui *ui, struct rect view, int y)
{
    const struct model *model = ui->model;
    bool little = form_step(&model->form)->choice == CHOICE_NONE && keyboard_leaves_little(ui);
    if (little && model->large) return y; /* the field says what is asked for */
    enum type type = model->large || little ? TYPE_SUBHEADING : TYPE_HEADING;
    y += ui_text(ui, view.x, y, view.w, type, ui->look->ink, words_get(form_step(&model->form)->heading))->bounds.h;
    y += ui_px(ui, 8);
    const char *about = model->large || little ? NULL : about_words(ui);
    if (about == NULL) return y + ui_px(ui, 8);
    return y + ui_text(ui, view.x, y, view.w, TYPE_BODY, ui->look->muted, about)->bounds.h + ui_px(ui, 24);
}

static const char *step_count_words(struct ui *ui)
{
    const struct form *form = &ui->model->form;
    size_t count = form_steps_count(form->kind) - form->first;
    return count < 2 ? "" : frame_textf(ui->frame, WORDS("%zu af %zu"), form->step + 1 - form->first, count);
}

/* What the heading must leave for it. */
static int step_count_width(struct ui *ui)
{
    const char *words = step_count_words(ui);
    return words[0] != '\0' ? ui_text_width(ui, TYPE_BODY, words) + ui_px(ui, 32) : 0;
}

/* Beside the way back, whose button ends at `back_right`. On a low glass this is the field's own name, in two lines if
 * it must be. Returns the y below both. */
static int landscape_heading(struct ui *ui, int back_right, int back_bottom)
{
    const struct form *form = &ui->model->form;
    bool low = ui->metrics.low;
    const char *error = says_beside_back(ui) ? field_error(ui, form->focus) : NULL;
    const char *hint = says_beside_back(ui) ? field_hint(ui, form->focus) : NULL;
    const char *words = low ? field_words(form, form->focus) : words_get(form_step(form)->heading);
    enum type type = low ? TYPE_STRONG : TYPE_SUBHEADING;
    if (hint != NULL) words = hint;
    if (error != NULL) words = error;
    int x = ui->metrics.width * 30 / 100;
    int end = ui->metrics.width - ui_margin(ui) - (low ? 0 : step_count_width(ui));
    if (low && x + ui_text_width(ui, type, words) > end) { /* a long one: smaller, and from further left */
        type = TYPE_SMALL_STRONG;
        x = back_right + ui_px(ui, 20);
    }
    int high = ui_text_height(ui, end - x, type, words);
    int y = back_bottom - ui_px(ui, 48) - high / 2;
    if (y < ui_px(ui, 8)) y = ui_px(ui, 8);
    struct item *text = ui_text(ui, x, y, end - x, type, error != NULL ? ui->look->error : ui->look->ink, words);
    if (error != NULL) text->role = ROLE_ALERT;
    return y + high > back_bottom ? y + high : back_bottom;
}

/* "2 af 3", at the right of the way back. */
static void step_count(struct ui *ui, int back_bottom)
{
    const char *words = step_count_words(ui);
    if (words[0] == '\0' || ui->metrics.low) return;
    int width = ui_text_width(ui, TYPE_BODY, words);
    ui_text(ui, ui->metrics.width - ui_margin(ui) - width,
            back_bottom - ui_px(ui, 48) - ui_line_height(ui, TYPE_BODY) / 2, width + 1, TYPE_BODY, ui->look->muted,
            words);
}

/* ---- the two kinds of steps ---- */

static bool is_last_key(const struct form *form, bool back_to_review)
{
    const struct form_step *step = form_step(form);
    bool last_field = step->fields[step->fields_count - 1] == form->focus;
    return back_to_review || (last_field && form->step + 1 == form_steps_count(form->kind));
}

static void text_step(struct ui *ui, int back_right, int y)
{
    const struct form *form = &ui->model->form;
    int margin = ui_margin(ui);
    if (!ui->metrics.portrait || ui->metrics.low) y = landscape_heading(ui, back_right, y);
    int bottom = keyboard_view(ui, is_last_key(form, ui->model->back_to_review) ? WORDS("Færdig") : WORDS("Videre"));
    struct rect view = {margin, y + ui_px(ui, 8), ui->metrics.width - 2 * margin, bottom - y - ui_px(ui, 8)};
    int similar = similar_height(ui, view.h);
    view.h -= similar;
    bottom -= similar;
    similar_view(ui, (struct rect){margin, bottom, view.w, similar});
    struct rect inner = view;
    y = ui_scroll_begin(ui, view);
    if (!ui->metrics.low) inner.w = ui_scroll_width(ui, view);
    if (ui->metrics.portrait && !ui->metrics.low) y = heading_view(ui, inner, y);
    y = fields_view(ui, inner, y) + ui_px(ui, ui->metrics.portrait ? 18 : 8);
    /* Said in the notice already: it gives way to an error, which must be seen without scrolling. */
    bool shown = form->kind == SUBMISSION_IDEA || (form->kind == SUBMISSION_CORRECT && form->about == SUBMISSION_IDEA);
    const char *note = shown ? WORDS("Din idé kan blive vist her. Navn og kontakt bliver det aldrig.")
                             : WORDS("Kun sekretariatet og netværkets leder ser det.");
    bool similar_beside = !ui->metrics.portrait && ui->model->similar.count > 0;
    if (!similar_beside && y + ui_text_height(ui, inner.w, TYPE_SMALL, note) <= bottom) {
        y += ui_text(ui, inner.x, y, inner.w, TYPE_SMALL, ui->look->muted, note)->bounds.h;
    }
    ui_scroll_end(ui, view, y);
    if (!ui->metrics.portrait && field_error(ui, FIELD_TITLE) == NULL) {
        struct rect column = {view.x, view.y, (inner.w - ui_px(ui, 48)) / 2, view.h};
        int title = ui_line_height(ui, TYPE_STRONG) + ui_px(ui, 6) + field_height(ui, FIELD_TITLE, 0);
        similar_beside_view(ui, column, view.y + title);
    }
}

enum { CHOICE_PADDING = 40, CHOICE_MARK = 52, CHOICE_GAP = 28 }; /* design px */

/* Is every word of it narrower than the room a button of this width leaves for words? */
static bool choice_fits(struct ui *ui, int width, const char *words)
{
    int room = width - ui_px(ui, 2 * CHOICE_PADDING + CHOICE_GAP) - ui_sign(ui, CHOICE_MARK);
    while (*words != '\0') {
        size_t bytes = strcspn(words, " ");
        if (text_width(ui->text, ui_style(ui, TYPE_TITLE), words, bytes) > room) return false;
        words += bytes;
        words += strspn(words, " ");
    }
    return true;
}

static int choice_button(struct ui *ui, struct rect bounds, const char *words, enum icon icon, int value, bool chosen)
{
    int padding = ui_px(ui, CHOICE_PADDING);
    int mark = ui_sign(ui, CHOICE_MARK);
    int x = bounds.x + padding + mark + ui_px(ui, CHOICE_GAP);
    int width = bounds.x + bounds.w - padding - x;
    int high = ui_text_height(ui, width, TYPE_TITLE, words);
    bounds.h = high + 2 * ui_px(ui, 34);
    struct color ink;
    struct color fill = ui_choice(ui, bounds, words, ACTION_VALUE(ACTION_CHOOSE, value), chosen, &ink)->fill;
    enum icon shown = chosen && icon == ICON_NONE ? ICON_CHECK : icon == ICON_NONE ? ICON_DOT_AHEAD : icon;
    ui_icon(ui, bounds.x + padding, bounds.y + (bounds.h - mark) / 2, mark, shown, ink, fill);
    ui_text(ui, x, bounds.y + (bounds.h - high) / 2, width, TYPE_TITLE, ink, words)->role = ROLE_DECORATION;
    return bounds.y + bounds.h + ui_px(ui, 24);
}

static int choices_view(struct ui *ui, struct rect view, int y)
{
    const struct form *form = &ui->model->form;
    bool sides = form_step(form)->choice == CHOICE_SIDE;
    int count = sides ? SIDE_COUNT : COMES_AS_COUNT;
    int gap = ui_px(ui, 24);
    int columns = ui->metrics.portrait || sides ? 1 : 2;
    for (int at = 0; columns == 2 && at < count; at++) {
        if (!choice_fits(ui, (view.w - gap) / 2, comes_as_words((enum comes_as)at))) columns = 1;
    }
    int wide = (view.w - (columns - 1) * gap) / columns;
    int next[2] = {y, y};
    for (int at = 0; at < count; at++) {
        int column = at % columns;
        struct rect bounds = {view.x + column * (wide + gap), next[column], wide, 0};
        const char *words = sides ? side_words((enum side)at) : comes_as_words((enum comes_as)at);
        bool chosen = (sides ? form->side : form->comes_as) == at;
        next[column] = choice_button(ui, bounds, words, sides ? side_icon((enum side)at) : ICON_NONE, at, chosen);
    }
    return next[0] > next[1] ? next[0] : next[1];
}

/* The way to the guide, and what it came to: below the choices, or, where height is dear, beside the way back. */
static int guide_entrance(struct ui *ui, struct rect view, int y, int back_bottom)
{
    const char *words = WORDS("Er det et netværk eller et projekt?");
    bool said = ui->model->form.leans != LEANS_NOT_SAID;
    if (!ui->metrics.portrait) {
        const char *shown = said ? leans_words(ui->model->form.leans) : words;
        int count = ui->metrics.low ? 0 : ui_text_width(ui, TYPE_BODY, "00 af 00") + ui_px(ui, 24); /* beside it */
        int x = view.x + ui->metrics.width - 2 * ui_margin(ui) - count - ui_pill_width(ui, shown);
        ui_pill(ui, x, back_bottom - ui_px(ui, 48) - ui_pill_height(ui) / 2, shown, said, ACTION(ACTION_GUIDE));
        return y;
    }
    y += ui_px(ui, 16);
    if (ui_pill_width(ui, words) <= view.w) {
        y += ui_pill(ui, view.x, y, words, false, ACTION(ACTION_GUIDE))->bounds.h + ui_px(ui, 16);
    } else {
        y +=
            ui_button(ui, (struct rect){view.x, y, view.w, 0}, BUTTON_OUTLINED, words, ACTION(ACTION_GUIDE))->bounds.h +
            ui_px(ui, 16);
    }
    enum leans leans = ui->model->form.leans;
    if (leans == LEANS_NOT_SAID) return y;
    return marked_text(ui, view.x, y, view.w, TYPE_BODY, ICON_CHECK, ui->look->act, ui->look->paper,
                       leans_words(leans));
}

static void choice_step(struct ui *ui, int y)
{
    int margin = ui_margin(ui);
    int back_bottom = y;
    const char *next = ui->model->back_to_review ? WORDS("Færdig") : WORDS("Videre");
    int bottom = ui_footer(ui, NULL, ACTION(ACTION_NONE), next, ACTION(ACTION_NEXT));
    if (!form_is_chosen(&ui->model->form)) ui_disable_last_button(ui);
    struct rect view = {margin, y + ui_px(ui, 8), ui->metrics.width - 2 * margin, bottom - y - ui_px(ui, 8)};
    y = ui_scroll_begin(ui, view);
    struct rect inner = view;
    inner.w = ui_scroll_width(ui, view);
    y = choices_view(ui, inner, heading_view(ui, inner, y) + ui_px(ui, 8));
    bool guide = form_step(&ui->model->form)->choice == CHOICE_SIDE;
    if (guide && ui->metrics.portrait) y = guide_entrance(ui, inner, y, back_bottom);
    ui_scroll_end(ui, view, y);
    if (guide && !ui->metrics.portrait) guide_entrance(ui, inner, y, back_bottom); /* does not scroll */
}

void form_view(struct ui *ui)
{
    ui_paper(ui);
    int y = ui_back(ui, WORDS("Tilbage"));
    const struct item *back = &ui->frame->items[ui->frame->items_count - 1];
    int back_right = back->bounds.x + back->bounds.w;
    step_count(ui, y);
    if (form_step(&ui->model->form)->choice == CHOICE_NONE) {
        text_step(ui, back_right, y);
    } else {
        choice_step(ui, y);
    }
    ui_bar(ui);
}
