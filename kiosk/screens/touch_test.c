/* Do picture and touch agree? Four round targets in the corners, and what was seen of each beside it. There is no bar:
 * its place is where two of them are. */
#include "kiosk/touch_test.h"

#include "kiosk/screens/screens.h"
#include "kiosk/spans.h"
#include "kiosk/words.h"

static const char *corner_words(int at)
{
    static const char *const names[TOUCH_TARGETS] = {
        WORDS_LATER("øverst til venstre"),
        WORDS_LATER("øverst til højre"),
        WORDS_LATER("nederst til venstre"),
        WORDS_LATER("nederst til højre"),
    };
    return words_get(names[at]);
}

/* Above the part of the glass that is used there is nothing (low reach). */
static int top_of(const struct ui *ui)
{
    return ui->frame->height - ui->metrics.height;
}

static const char *seen_words(struct ui *ui, int at)
{
    const struct touch_test *test = &ui->model->service.touch;
    if (at >= test->count) return NULL;
    int top = top_of(ui);
    int off = touch_test_off_mm(test, &ui->metrics, top, at);
    const char *where =
        frame_textf(ui->frame, WORDS("Set ved %d, %d\n%d mm fra midten"), test->seen[at].x, test->seen[at].y, off);
    if (touch_test_hit(test, &ui->metrics, top, at)) return frame_textf(ui->frame, "%s\n%s", WORDS("Passer"), where);
    return frame_textf(ui->frame, "%s\n%s\n%s", WORDS("Passer ikke"), where,
                       corner_words(touch_test_corner(test, &ui->metrics, top, at)));
}

static void target_face(struct ui *ui, struct rect target, int at)
{
    const struct touch_test *test = &ui->model->service.touch;
    int size = target.w / 2;
    int x = target.x + (target.w - size) / 2;
    if (at < test->count) {
        bool hit = touch_test_hit(test, &ui->metrics, top_of(ui), at);
        ui_icon(ui, x, target.y + (target.h - size) / 2, size, hit ? ICON_CHECK : ICON_WARNING,
                hit ? ui->look->act : ui->look->error, ui->look->card);
        return;
    }
    /* The target is as large as a finger on every glass, and so is what stands in it. */
    struct item *text = ui_add(ui, ROLE_DECORATION, target);
    text->text = frame_textf(ui->frame, "%d", at + 1);
    text->style = (struct text_style){WEIGHT_SEMIBOLD, target.w * 46 / 100};
    text->line_height = target.h;
    text->ink = ui->look->ink;
    text->align = ALIGN_CENTER;
}

/* Beside it: its name and what was seen. Returns how high that is, or the target. */
static int target_words(struct ui *ui, struct rect target, int at)
{
    bool right = (at & 1) != 0;
    bool low = (at & 2) != 0;
    int gap = ui_px(ui, 20);
    int width = ui->metrics.width / 2 - target.w - (int)(TOUCH_EDGE_MM * ui->metrics.px_per_mm) - 2 * gap;
    const char *seen = seen_words(ui, at);
    /* Where there is little room the name goes when there is something to tell. */
    bool little = ui->metrics.low || ui->metrics.text_scale > ui->metrics.scale;
    const char *parts[] = {little && seen != NULL ? NULL : corner_words(at), seen};
    const enum type types[] = {TYPE_SMALL_STRONG, TYPE_SMALL};
    int height = 0;
    for (int part = 0; part < 2; part++) {
        if (parts[part] != NULL) height += ui_text_height(ui, width, types[part], parts[part]);
    }
    int high = height > target.h ? height : target.h;
    int y = (low ? target.y + target.h - high : target.y) + (high - height) / 2;
    for (int part = 0; part < 2; part++) {
        if (parts[part] == NULL) continue;
        struct item *text = ui_text(ui, target.x + target.w + gap, y, width, types[part], ui->look->ink, parts[part]);
        if (right) text->bounds.x = target.x - gap - text->bounds.w;
        text->align = right ? ALIGN_RIGHT : ALIGN_LEFT;
        text->role = ROLE_DECORATION; /* the target says it */
        y += text->bounds.h;
    }
    return high;
}

static int target_view(struct ui *ui, int at)
{
    const struct touch_test *test = &ui->model->service.touch;
    struct rect target = touch_test_target(&ui->metrics, 0, at);
    bool next = at == test->count;
    struct item *box = ui_box(ui, target, target.w / 2, ui->look->card, next ? ui->look->act : ui->look->control_edge,
                              ui_px(ui, next ? 10 : 4));
    box->role = ROLE_BUTTON;
    box->action = ACTION_VALUE(ACTION_TEST_TOUCH, at);
    box->label = frame_textf(ui->frame, "%d · %s", at + 1, corner_words(at));
    box->description = seen_words(ui, at);
    box->graphic = true;
    target_face(ui, target, at);
    return target_words(ui, target, at);
}

static const char *verdict_words(struct ui *ui, enum touch_verdict verdict)
{
    int next = ui->model->service.touch.count;
    switch (verdict) {
    case TOUCH_WAITING: return frame_textf(ui->frame, WORDS("Rør ved felt %d, %s."), next + 1, corner_words(next));
    case TOUCH_AGREES: return WORDS("Billede og berøring passer sammen.");
    case TOUCH_SIDES: return WORDS("Berøringen er spejlvendt: højre og venstre er byttet om.");
    case TOUCH_HEIGHTS: return WORDS("Berøringen er spejlvendt: oppe og nede er byttet om.");
    case TOUCH_HALF: return WORDS("Berøringen er drejet en halv omgang.");
    case TOUCH_QUARTER: return WORDS("Berøringen er drejet en kvart omgang.");
    case TOUCH_BOTH: return WORDS("Berøringen er både drejet og spejlvendt.");
    case TOUCH_ASTRAY: break;
    }
    return WORDS("Billede og berøring passer ikke sammen. Se, hvad der står ved hjørnerne.");
}

/* The latest touch in steps of five seconds, so that the screen need not be painted every second. */
static const char *age_words(struct ui *ui)
{
    int64_t age_s = (ui->model->now_ms - ui->model->touched_ms) / SERVICE_AGE_MS * (SERVICE_AGE_MS / 1000);
    if (age_s <= 0) return WORDS("Seneste berøring: lige nu");
    return frame_textf(ui->frame, WORDS("Seneste berøring: for %s siden"), span_words(ui->frame, age_s));
}

static int wide_line(struct ui *ui, struct rect middle, int y, enum type type, struct color ink, const char *words,
                     enum role role)
{
    struct item *text = ui_text(ui, middle.x, y, middle.w, type, ink, words);
    text->bounds.x = middle.x;
    text->bounds.w = middle.w;
    text->align = ALIGN_CENTER;
    text->role = role;
    return y + text->bounds.h;
}

/* With a sign before it when it is bad news. */
static int verdict_view(struct ui *ui, struct rect middle, int y, const char *words, bool well)
{
    if (well) return wide_line(ui, middle, y, TYPE_STRONG, ui->look->ink, words, ROLE_ALERT);
    int sign = ui_px(ui, 44);
    int indent = sign + ui_px(ui, 20);
    struct item *text = ui_text(ui, middle.x + indent, y, middle.w - indent, TYPE_STRONG, ui->look->error, words);
    text->role = ROLE_ALERT;
    int aside = (middle.w - indent - text->bounds.w) / 2;
    text->bounds.x += aside;
    int line = ui_line_height(ui, TYPE_STRONG);
    y += text->bounds.h;
    ui_icon(ui, middle.x + aside, text->bounds.y + (line - sign) / 2, sign, ICON_WARNING, ui->look->error,
            ui->look->paper);
    return y;
}

static int buttons(struct ui *ui, struct rect middle, int y)
{
    const char *again = WORDS("Prøv igen");
    const char *back = WORDS("Tilbage");
    bool both = ui->model->service.touch.count > 0;
    int gap = ui_px(ui, 28);
    int room = (middle.w - gap) / 2;
    int width = room < ui_px(ui, 420) ? room : ui_px(ui, 420);
    int x = middle.x + (middle.w - (both ? 2 * width + gap : width)) / 2;
    struct rect bounds = {x, y, width, ui_px(ui, 100)};
    int other = both ? ui_button_height(ui, width, again) : 0;
    bounds.h = bounds.h > other ? bounds.h : other;
    int first = ui_button(ui, bounds, BUTTON_OUTLINED, back, ACTION(ACTION_BACK))->bounds.h;
    bounds.x += width + gap;
    if (both) ui_button(ui, bounds, BUTTON_OUTLINED, again, ACTION(ACTION_TEST_BEGIN));
    return y + (first > bounds.h ? first : bounds.h);
}

static void middle_view(struct ui *ui, struct rect middle)
{
    const struct touch_test *test = &ui->model->service.touch;
    enum touch_verdict verdict = touch_test_verdict(test, &ui->metrics, top_of(ui));
    const char *words = verdict_words(ui, verdict);
    enum type heading = ui->metrics.low || ui->metrics.text_scale > ui->metrics.scale ? TYPE_BUTTON : TYPE_SUBHEADING;
    int gap = ui_px(ui, 20);
    size_t first = ui->frame->items_count;
    bool well = verdict == TOUCH_AGREES || verdict == TOUCH_WAITING;
    int y = wide_line(ui, middle, middle.y, heading, ui->look->ink, WORDS("Prøv berøring"), ROLE_HEADING) + gap;
    y = verdict_view(ui, middle, y, words, well) + gap / 2;
    /* A small screen is full once all four have been touched. */
    bool age = !ui->metrics.low || verdict == TOUCH_WAITING;
    if (age) y = wide_line(ui, middle, y, TYPE_SMALL, ui->look->muted, age_words(ui), ROLE_TEXT);
    y += gap;
    y = buttons(ui, middle, y);
    int down = (middle.h - (y - middle.y)) / 2; /* now it is known how high it is */
    for (size_t at = first; down > 0 && at < ui->frame->items_count; at++) ui->frame->items[at].bounds.y += down;
}

void touch_test_view(struct ui *ui)
{
    ui->frame->screen = "touch_test";
    ui_paper(ui);
    size_t first = ui->frame->items_count;
    int upper = 0;
    int lower = 0;
    for (int at = 0; at < TOUCH_TARGETS; at++) {
        int high = target_view(ui, at);
        int *most = (at & 2) != 0 ? &lower : &upper;
        if (high > *most) *most = high;
    }
    /* Glass is not mirrored: upper left stays upper left in Arabic. */
    for (size_t at = first; at < ui->frame->items_count; at++) ui->frame->items[at].unmirrored = true;
    int edge = (int)(TOUCH_EDGE_MM * ui->metrics.px_per_mm);
    int margin = ui_margin(ui);
    struct rect middle = {margin, edge + upper, ui->metrics.width - 2 * margin, 0};
    middle.h = ui->metrics.height - edge - lower - middle.y;
    middle_view(ui, middle);
}
