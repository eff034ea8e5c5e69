/* "What happened?": typing a receipt code, what became of what it is for, and the wish to change it. */
#include <string.h>

#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

enum { GROUP_SYMBOLS = RECEIPT_CODE_SYMBOLS / RECEIPT_CODE_GROUPS };

/* ---- the code ---- */

static enum type code_type(const struct ui *ui)
{
    return ui->metrics.low ? TYPE_TITLE : TYPE_CODE;
}

static void group_letters(struct ui *ui, struct rect box, const char *letters, size_t bytes, int caret)
{
    int line = ui_line_height(ui, code_type(ui));
    int width = text_width(ui->text, ui_style(ui, code_type(ui)), letters, bytes);
    int x = box.x + (box.w - width) / 2;
    int y = box.y + (box.h - line) / 2;
    if (bytes > 0) ui_line(ui, x, y, code_type(ui), ui->look->ink, letters, bytes)->role = ROLE_DECORATION;
    if (caret < 0) return;
    int before = text_width(ui->text, ui_style(ui, code_type(ui)), letters, (size_t)caret);
    ui_box(ui, (struct rect){x + before, y, ui_px(ui, 4), line}, 0, ui->look->act, ui->look->act, 0)->drawing =
        DRAW_CARET;
}

static void code_group(struct ui *ui, struct rect box, int group)
{
    const struct follow *follow = &ui->model->follow;
    size_t first = (size_t)group * GROUP_SYMBOLS;
    size_t bytes = follow->count > first ? follow->count - first : 0;
    if (bytes > GROUP_SYMBOLS) bytes = GROUP_SYMBOLS;
    bool last = group == RECEIPT_CODE_GROUPS - 1;
    bool here = follow->caret >= first && (follow->caret < first + GROUP_SYMBOLS || last);
    bool doubtful = follow->wrong && (follow->doubtful_group == group || follow->doubtful_group < 0);
    struct color edge = doubtful ? ui->look->error : here ? ui->look->act : ui->look->control_edge;
    struct item *item = ui_box(ui, box, ui_px(ui, 24), ui->look->card, edge, ui_px(ui, doubtful || here ? 6 : 3));
    item->role = ROLE_FIELD;
    item->label = frame_textf(ui->frame, WORDS("Gruppe %d af %d"), group + 1, (int)RECEIPT_CODE_GROUPS);
    item->description = bytes > 0 ? frame_text(ui->frame, follow->symbols + first, bytes) : NULL;
    item->action = ACTION_VALUE(ACTION_FOLLOW_GROUP, group);
    item->focus = here;
    item->graphic = true;
    group_letters(ui, box, follow->symbols + first, bytes, here ? (int)(follow->caret - first) : -1);
}

/* Four boxes, in one row or two. A code is read from left to right in every language. Returns the y below. */
static int code_view(struct ui *ui, int x, int y, int width)
{
    int gap = ui_px(ui, 24);
    int letters = ui_text_width(ui, code_type(ui), "WWWW") + ui_px(ui, 8);
    int columns = RECEIPT_CODE_GROUPS * letters + (RECEIPT_CODE_GROUPS - 1) * gap <= width ? RECEIPT_CODE_GROUPS : 2;
    int wide = (width - (columns - 1) * gap) / columns;
    int most = ui_px(ui, columns == 2 ? 440 : 300);
    if (most < letters) most = letters;
    if (wide > most) wide = most;
    int high = ui_line_height(ui, code_type(ui)) + ui_px(ui, 40);
    size_t first = ui->frame->items_count;
    for (int group = 0; group < RECEIPT_CODE_GROUPS; group++) {
        struct rect box = {x + group % columns * (wide + gap), y + group / columns * (high + gap), wide, high};
        code_group(ui, box, group);
    }
    if (ui->model->language->right_to_left) {
        int all = columns * wide + (columns - 1) * gap;
        int right = ui->metrics.width - x - all; /* where the row begins when its place alone is mirrored */
        for (size_t at = first; at < ui->frame->items_count; at++) {
            ui->frame->items[at].unmirrored = true;
            ui->frame->items[at].bounds.x += right - x;
        }
    }
    int rows = RECEIPT_CODE_GROUPS / columns;
    return y + rows * high + (rows - 1) * gap;
}

/* ---- the keys ---- */

static void code_key(struct ui *ui, struct rect bounds, const char *words, struct action action, bool strong)
{
    const struct look *look = ui->look;
    bool pressed = model_is_pressed(ui->model, action);
    struct color fill = strong ? (pressed ? look->act_pressed : look->act) : pressed ? look->act : look->key;
    struct color ink = strong || pressed ? look->on_act : look->ink;
    struct rect shadow = {bounds.x, bounds.y + ui_px(ui, 3), bounds.w, bounds.h};
    ui_box(ui, shadow, ui_px(ui, 18), look->key_edge, look->key_edge, 0);
    struct item *box = ui_box(ui, bounds, ui_px(ui, 18), fill, look->key_edge, look->high_contrast ? ui_px(ui, 3) : 0);
    box->role = ROLE_KEY;
    box->label = words != NULL ? words : WORDS("Slet");
    box->action = action;
    box->pressed = pressed;
    if (words == NULL) {
        int size = ui_px(ui, 56);
        ui_icon(ui, bounds.x + (bounds.w - size) / 2, bounds.y + (bounds.h - size) / 2, size, ICON_BACKSPACE, ink,
                fill);
        return;
    }
    bool letter = words[1] == '\0';
    struct text_style style = {letter ? WEIGHT_REGULAR : WEIGHT_SEMIBOLD, ui_px(ui, letter ? 54 : 42)};
    int line = style.size_px * 115 / 100;
    struct item *text =
        ui_add(ui, ROLE_DECORATION, (struct rect){bounds.x, bounds.y + (bounds.h - line) / 2, bounds.w, line});
    text->text = words;
    text->style = style;
    text->line_height = line;
    text->overhang = style.size_px / 2;
    text->ink = ink;
    text->align = ALIGN_CENTER;
}

/* Figures and the letters that codes have, in the order of the alphabet, and what else is needed in the last row.
 * Returns the y where it begins. */
static int code_keyboard(struct ui *ui)
{
    static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    bool portrait = ui->metrics.portrait;
    int columns = portrait ? 8 : 11;
    int rows = (int)(sizeof(symbols) - 1 + (size_t)columns - 1) / columns;
    int high = ui_px(ui, portrait ? 118 : ui->metrics.low ? 76 : 100);
    int gap = ui_px(ui, ui->metrics.low ? 10 : 14);
    int padding = ui_px(ui, portrait ? 24 : 16);
    int height = (rows + 1) * high + rows * gap + 2 * padding;
    int top = ui->metrics.height - ui_bar_height(ui) - height;
    int width = ui->metrics.width - 2 * padding;
    int most = ui_px(ui, 1500);
    int left = padding + (width > most ? (width - most) / 2 : 0);
    if (width > most) width = most;
    size_t first = ui->frame->items_count;
    ui_box(ui, (struct rect){0, top, ui->metrics.width, height}, 0, ui->look->keyboard, ui->look->keyboard, 0);
    for (int at = 0; symbols[at] != '\0'; at++) {
        int column = at % columns;
        int x = left + width * column / columns;
        struct rect bounds = {x, top + padding + at / columns * (high + gap),
                              width * (column + 1) / columns - gap - (x - left), high};
        const char *letter = frame_text(ui->frame, symbols + at, 1);
        code_key(ui, bounds, letter, (struct action){.kind = ACTION_KEY, .target = letter}, false);
    }
    int y = top + padding + rows * (high + gap);
    int third = width / 3;
    code_key(ui, (struct rect){left, y, third - gap, high}, WORDS("Begynd forfra"), ACTION(ACTION_FOLLOW_CLEAR), false);
    code_key(ui, (struct rect){left + third, y, third - gap, high}, NULL, ACTION(ACTION_KEY_BACKSPACE), false);
    code_key(ui, (struct rect){left + 2 * third, y, width - 2 * third - gap, high}, WORDS("Vis svaret"),
             ACTION(ACTION_FOLLOW_FIND), true);
    for (size_t at = first; at < ui->frame->items_count; at++) ui->frame->items[at].unmirrored = true;
    return top;
}

static const char *wrong_words(struct ui *ui)
{
    int group = ui->model->follow.doubtful_group;
    if (group < 0) return WORDS("Koden passer ikke. Sammenlign den med din egen, gruppe for gruppe.");
    return frame_textf(ui->frame, WORDS("Koden passer ikke. Måske er det i gruppe %d: tryk på den, og skriv den om."),
                       group + 1);
}

/* What to do, or what is wrong. Returns the y below. */
static int how_view(struct ui *ui, int x, int y, int width)
{
    if (!ui->model->follow.wrong) {
        const char *how =
            WORDS("Skriv den kode, du fik, da du sendte noget herfra, eller hold din QR-kode hen til læseren.");
        return y + ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, how)->bounds.h;
    }
    size_t before = ui->frame->items_count;
    y = marked_text(ui, x, y, width, TYPE_BODY, ICON_WARNING, ui->look->error, ui->look->paper, wrong_words(ui));
    ui->frame->items[before + 1].role = ROLE_ALERT;
    return y;
}

/* In landscape the heading stands beside the way back, and the code before the words: it must be seen while it is
 * typed, however large the letters are. */
void follow_view(struct ui *ui)
{
    ui_paper(ui);
    int margin = ui_margin(ui);
    const char *heading = WORDS("Hvad skete der?");
    int y = ui_back(ui, WORDS("Tilbage"));
    if (!ui->metrics.portrait) {
        int x = ui->metrics.width * 30 / 100;
        enum type type = ui->metrics.low ? TYPE_STRONG : TYPE_SUBHEADING;
        int top = y - ui_px(ui, 48) - ui_line_height(ui, type) / 2;
        ui_text(ui, x, top, ui->metrics.width - x - margin, type, ui->look->ink, heading);
    }
    y += ui_px(ui, 8);
    int bottom = code_keyboard(ui);
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    int width = ui_scroll_width(ui, view);
    if (ui->metrics.portrait) {
        enum type type = ui->model->large ? TYPE_SUBHEADING : TYPE_HEADING;
        y += ui_text(ui, view.x, y, width, type, ui->look->ink, heading)->bounds.h + ui_px(ui, 8);
        y = how_view(ui, view.x, y, width) + ui_px(ui, 28);
        y = code_view(ui, view.x, y, width);
    } else {
        y = code_view(ui, view.x, y + ui_px(ui, 8), width) + ui_px(ui, 20);
        y = how_view(ui, view.x, y, width);
    }
    ui_scroll_end(ui, view, y + ui_px(ui, 12));
    ui_bar(ui);
}

/* ---- the answer ---- */

static const char *kind_line(struct ui *ui)
{
    const struct follow *follow = &ui->model->follow;
    const char *title = follow->network_title;
    switch (follow->outcome.kind) {
    case SUBMISSION_SEAT:
        return title[0] != '\0' ? frame_textf(ui->frame, WORDS("Din plads i Founding Group: %s"), title)
                                : WORDS("Din plads i en Founding Group");
    case SUBMISSION_INTEREST:
        return title[0] != '\0' ? frame_textf(ui->frame, WORDS("Din interesse for: %s"), title)
                                : WORDS("Din interesse for et netværk");
    default: break;
    }
    return WORDS("Din idé");
}

static const char *status_line(struct ui *ui)
{
    const struct outcome *outcome = &ui->model->follow.outcome;
    if (outcome->status == ANSWER_WAITING_LIST && outcome->place > 0) {
        return frame_textf(ui->frame, WORDS("Du er nummer %d på ventelisten"), outcome->place);
    }
    return answer_status_words(outcome->status);
}

static enum icon status_icon(enum answer_status status)
{
    switch (status) {
    case ANSWER_GRANTED:
    case ANSWER_NETWORK:
    case ANSWER_PROJECT:
    case ANSWER_ERASED: return ICON_CHECK;
    case ANSWER_WAITING_LIST:
    case ANSWER_CONSIDERED: return ICON_DOT_NOW;
    case ANSWER_RECEIVED:
    case ANSWER_READ: return ICON_DOT;
    case ANSWER_INVITED: return ICON_PERSON;
    default: return ICON_DOT_AHEAD;
    }
}

static int paragraph(struct ui *ui, int x, int y, int width, enum type type, struct color ink, const char *words)
{
    return y + ui_text(ui, x, y, width, type, ink, words)->bounds.h + ui_px(ui, 12);
}

static int heard_view(struct ui *ui, struct rect card, int y)
{
    const struct outcome *outcome = &ui->model->follow.outcome;
    int padding = ui_px(ui, 40);
    int x = card.x + padding;
    int width = card.w - 2 * padding;
    y = paragraph(ui, x, y, width, TYPE_BODY, ui->look->muted, kind_line(ui));
    y = marked_text(ui, x, y, width, TYPE_SUBHEADING, status_icon(outcome->status), ui->look->act, ui->look->card,
                    status_line(ui)) +
        ui_px(ui, 12);
    if (outcome->kind == SUBMISSION_IDEA && ui->model->follow.network_title[0] != '\0') {
        y = paragraph(ui, x, y, width, TYPE_STRONG, ui->look->ink, ui->model->follow.network_title);
    }
    if (outcome->text != NULL) {
        y = paragraph(ui, x, y, width, TYPE_SMALL, ui->look->muted, WORDS("Sekretariatet skriver:"));
        ui_content(ui, ui->model->language != &languages[0]); /* they write Danish */
        y = paragraph(ui, x, y - ui_px(ui, 8), width, TYPE_BODY, ui->look->ink, outcome->text);
        ui_own_words(ui);
    } else if (answer_status_more_words(outcome->status) != NULL) {
        y = paragraph(ui, x, y, width, TYPE_BODY, ui->look->ink, answer_status_more_words(outcome->status));
    }
    if (outcome->note != NULL) {
        ui_content(ui, ui->model->language != &languages[0]);
        y = paragraph(ui, x, y, width, TYPE_BODY, ui->look->ink, outcome->note);
        ui_own_words(ui);
    }
    if (outcome->corrected != NULL && outcome->status != ANSWER_ERASED) {
        const char *words = frame_textf(ui->frame, WORDS("Rettet af dig %s."), date_words(ui, outcome->corrected));
        y = paragraph(ui, x, y, width, TYPE_SMALL, ui->look->muted, words);
    }
    if (outcome->at != NULL) {
        const char *words = frame_textf(ui->frame, WORDS("Siden %s."), date_words(ui, outcome->at));
        y = paragraph(ui, x, y, width, TYPE_SMALL, ui->look->muted, words);
    }
    return y;
}

/* Nothing has come down yet: says honestly what this screen knows. */
static int unheard_view(struct ui *ui, struct rect card, int y)
{
    int padding = ui_px(ui, 40);
    int x = card.x + padding;
    int width = card.w - 2 * padding;
    const char *heading = WORDS("Skærmen har ikke hørt om den endnu");
    const char *text =
        WORDS("Koden er skrevet rigtigt. Er den fra en anden skærm, kan der gå lidt tid, før svaret når hertil.");
    enum icon icon = ICON_DOT_AHEAD;
    switch (ui->model->follow.here) {
    case HERE_WAITING:
        heading = WORDS("Det venter på at blive sendt");
        text = WORDS("Det, du gav, ligger gemt og låst her i skærmen. Det bliver sendt, så snart der er forbindelse.");
        icon = ICON_DOT_NOW;
        break;
    case HERE_SENT:
        heading = WORDS("Det er sendt");
        text = WORDS("Skærmen har ikke hørt fra sekretariatet endnu. Kig forbi igen lidt senere.");
        icon = ICON_DOT;
        break;
    case HERE_REFUSED:
        heading = WORDS("Det kunne ikke tages imod");
        text = frame_textf(ui->frame, WORDS("Ring på %s og sig koden, så hjælper sekretariatet dig."),
                           ui->model->site.contact_phone);
        icon = ICON_WARNING;
        break;
    case HERE_UNKNOWN: break;
    }
    struct color ink = icon == ICON_WARNING ? ui->look->error : ui->look->act;
    y = marked_text(ui, x, y, width, TYPE_SUBHEADING, icon, ink, ui->look->card, heading) + ui_px(ui, 12);
    return paragraph(ui, x, y, width, TYPE_BODY, ui->look->ink, text);
}

/* What can be done about it, in as many lines as are needed. Returns the y below. */
static int wishes_view(struct ui *ui, int x, int y, int width)
{
    const struct {
        const char *words;
        enum submission_kind kind;
        struct action action;
    } wishes[] = {
        {WORDS("Ret det"), SUBMISSION_CORRECT, ACTION_VALUE(ACTION_START, SUBMISSION_CORRECT)},
        {WORDS("Træk det tilbage"), SUBMISSION_WITHDRAW, ACTION_VALUE(ACTION_WISH, SUBMISSION_WITHDRAW)},
        {WORDS("Slet det"), SUBMISSION_ERASE, ACTION_VALUE(ACTION_WISH, SUBMISSION_ERASE)},
    };
    int gap = ui_px(ui, 20);
    int high = ui_pill_height(ui);
    int right = x;
    int bottom = y;
    for (size_t at = 0; at < sizeof(wishes) / sizeof(wishes[0]); at++) {
        if (!follow_may(&ui->model->follow, wishes[at].kind)) continue;
        int wide = ui_pill_width(ui, wishes[at].words);
        if (right > x && right + wide > x + width) {
            right = x;
            y += high + gap;
        }
        ui_pill(ui, right, y, wishes[at].words, false, wishes[at].action);
        if (!ui->model->can_submit) ui_disable_last_button(ui);
        right += wide + gap;
        bottom = y + high;
    }
    return bottom;
}

void answer_view(struct ui *ui)
{
    const struct follow *follow = &ui->model->follow;
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("En anden kode")) + ui_px(ui, 12);
    int bottom = ui_footer(ui, NULL, ACTION(ACTION_NONE), WORDS("Færdig"), ACTION(ACTION_FINISH));
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    int width = ui_scroll_width(ui, view);
    bool beside = !ui->metrics.portrait;
    int wishes_x = view.x;
    int wishes_width = width;
    if (ui->metrics.portrait ? ui->metrics.height >= ui_px(ui, 1500)
                             : !ui->metrics.low) { /* else the answer is first */
        y += ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, WORDS("Hvad skete der?"))->bounds.h;
        y += ui_px(ui, 24);
    }
    int top = y;
    if (beside) { /* what one can do stands beside the answer */
        int least = ui_pill_width(ui, WORDS("Træk det tilbage"));
        wishes_width = width * 32 / 100 > least ? width * 32 / 100 : least;
        wishes_x = view.x + width - wishes_width;
        width -= wishes_width + ui_px(ui, 48);
    }
    struct rect card = {view.x, y, width, 0};
    struct item *box = ui_box(ui, card, ui_px(ui, 32), ui->look->card, ui->look->hairline, ui_px(ui, 2));
    bool heard = follow->outcome.document != NULL;
    y = heard ? heard_view(ui, card, y + ui_px(ui, 36)) : unheard_view(ui, card, y + ui_px(ui, 36));
    box->bounds.h = y + ui_px(ui, 28) - card.y;
    y = card.y + box->bounds.h + ui_px(ui, 28);
    if (heard && follow->here == HERE_WAITING) {
        y = marked_text(ui, view.x, y, width, TYPE_BODY, ICON_DOT_NOW, ui->look->ink, ui->look->paper,
                        WORDS("Dit ønske om en ændring ligger her og venter på at blive sendt.")) +
            ui_px(ui, 24);
    }
    int below = wishes_view(ui, wishes_x, beside ? top : y, wishes_width);
    ui_scroll_end(ui, view, (below > y ? below : y) + ui_px(ui, 12));
    ui_bar(ui);
}

/* ---- a wish ---- */

static const char *wish_heading(const struct follow *follow)
{
    switch (follow->wish_state) {
    case WISH_SAVED:
        return follow->wish == SUBMISSION_CORRECT ? WORDS("Din rettelse er gemt") : WORDS("Dit ønske er gemt");
    case WISH_NOT_SAVED: return WORDS("Det blev ikke gemt");
    case WISH_ASKING:
    case WISH_SENDING: break;
    }
    return follow->wish == SUBMISSION_ERASE ? WORDS("Vil du slette det?") : WORDS("Vil du trække det tilbage?");
}

static const char *wish_words(struct ui *ui)
{
    const struct follow *follow = &ui->model->follow;
    switch (follow->wish_state) {
    case WISH_SAVED:
        return WORDS("Det sker, når sekretariatets register har fået det. Med koden kan du følge med her.");
    case WISH_NOT_SAVED:
        return frame_textf(ui->frame, WORDS("Skærmen kunne ikke gemme det. Prøv igen, eller ring på %s og sig koden."),
                           ui->model->site.contact_phone);
    case WISH_ASKING:
    case WISH_SENDING: break;
    }
    if (follow->wish == SUBMISSION_ERASE) {
        return WORDS(
            "Så sletter registret alt, hvad du gav, også navn og kontakt. Hænger idéen på væggen, tages den ned. "
            "Det kan ikke gøres om. Kun koden kan stadig vise, at det er slettet.");
    }
    return WORDS(
        "Så er det ikke med mere. En plads går videre til en anden, og en idé tages ned fra væggen. Sekretariatet "
        "kan stadig se, hvad du gav, til du sletter det.");
}

static int wish_footer(struct ui *ui)
{
    const struct follow *follow = &ui->model->follow;
    struct action back = ACTION(ACTION_BACK);
    struct action give = follow->wish == SUBMISSION_CORRECT ? ACTION(ACTION_SEND) : ACTION(ACTION_GIVE_WISH);
    switch (follow->wish_state) {
    case WISH_SAVED: return ui_footer(ui, WORDS("Se svaret igen"), back, WORDS("Færdig"), ACTION(ACTION_FINISH));
    case WISH_NOT_SAVED: return ui_footer(ui, WORDS("Lad være"), back, WORDS("Prøv igen"), give);
    case WISH_ASKING:
    case WISH_SENDING: break;
    }
    const char *yes = follow->wish == SUBMISSION_ERASE ? WORDS("Ja, slet det") : WORDS("Ja, træk det tilbage");
    return ui_footer(ui, WORDS("Nej, behold det"), back, yes, give);
}

void wish_view(struct ui *ui)
{
    ui_paper(ui);
    int margin = ui_margin(ui);
    int y = ui_back(ui, WORDS("Tilbage")) + ui_px(ui, 12);
    int bottom = wish_footer(ui);
    struct rect view = {margin, y, ui->metrics.width - 2 * margin, bottom - y};
    y = ui_scroll_begin(ui, view);
    int width = ui_measure(ui, ui_scroll_width(ui, view));
    bool failed = ui->model->follow.wish_state == WISH_NOT_SAVED;
    if (failed) y = warning_view(ui, view.x, y);
    struct item *heading = ui_text(ui, view.x, y, width, TYPE_HEADING, failed ? ui->look->error : ui->look->ink,
                                   wish_heading(&ui->model->follow));
    if (failed) heading->role = ROLE_ALERT;
    y += heading->bounds.h + ui_px(ui, 24);
    y += ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->ink, wish_words(ui))->bounds.h;
    ui_scroll_end(ui, view, y + ui_px(ui, 16));
    ui_bar(ui);
}
