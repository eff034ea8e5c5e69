#include "kiosk/bar.h"

#include <assert.h>

#include "kiosk/ui.h"
#include "kiosk/words.h"

/* Design pixels. */
enum { SIGN = 48, SIGN_LETTERS = 68, SIGN_GAP = 14, SIDE = 12, BESIDE_PADDING = 18, ABOVE_PADDING = 19, ABOVE_GAP = 4 };

struct bar_button {
    enum icon icon; /* ICON_NONE: two letters */
    const char *words;
    const char *more; /* said after the words when it is off; may be NULL */
    bool on;
    enum action_kind kind;
};

static int bar_buttons(const struct ui *ui, struct bar_button out[BAR_BUTTONS_MAX])
{
    const struct model *model = ui->model;
    int count = 0;
    out[count++] = (struct bar_button){ICON_HELP, WORDS("Hjælp"), NULL, model->screen == SCREEN_HELP, ACTION_HELP};
    out[count++] =
        (struct bar_button){ICON_LANGUAGE, WORDS("Sprog"), NULL, model->screen == SCREEN_LANGUAGE, ACTION_LANGUAGE};
    out[count++] = (struct bar_button){ICON_SPEECH, WORDS("Læs op"), NULL, model->aids.speech, ACTION_SPEECH};
    out[count++] = (struct bar_button){ICON_NONE, WORDS("Større"), NULL, model->large, ACTION_LARGER};
    out[count++] = (struct bar_button){ICON_CONTRAST, WORDS("Kontrast"), NULL, model->high_contrast, ACTION_CONTRAST};
    if (ui->metrics.reach_px > 0) { /* else all of the glass is in reach already */
        out[count++] = (struct bar_button){ICON_REACH, WORDS("Sænk"), WORDS("flytter alt nedad"), model->aids.low_reach,
                                           ACTION_LOW_REACH};
    }
    out[count++] = (struct bar_button){ICON_CALM, WORDS("Ro"), WORDS("uden bevægelse"), model->quiet, ACTION_QUIET};
    return count;
}

static int sign_width(const struct ui *ui, enum icon icon)
{
    return ui_px(ui, icon == ICON_NONE ? SIGN_LETTERS : SIGN);
}

/* ---- laying out ---- */

static int natural_width(struct ui *ui, const struct bar_button *button, bool beside)
{
    int words = ui_text_width(ui, TYPE_SMALL, button->words);
    int sign = sign_width(ui, button->icon);
    int both = beside ? sign + ui_px(ui, SIGN_GAP) + words : words > sign ? words : sign;
    return both + 2 * ui_px(ui, SIDE);
}

/* Columns of one width in all rows; where a row has fewer buttons than columns, the widest one takes two. */
static bool fits_grid(struct ui *ui, struct bar_layout *layout, const int natural[BAR_BUTTONS_MAX], int row,
                      int columns)
{
    int first = layout->first[row];
    int count = layout->first[row + 1] - first;
    int widest = first;
    for (int at = first; at < first + count; at++) {
        if (natural[at] > natural[widest]) widest = at;
    }
    int column = 0;
    for (int at = first; at < first + count; at++) {
        int span = at == widest ? columns - count + 1 : 1;
        int left = ui->metrics.width * column / columns;
        column += span;
        layout->left[at] = left;
        layout->width[at] = ui->metrics.width * column / columns - left;
        if (natural[at] > layout->width[at]) return false;
    }
    return true;
}

/* Each as wide as it needs, and an equal share of what is left. */
static bool fits_shares(struct ui *ui, struct bar_layout *layout, const int natural[BAR_BUTTONS_MAX], int row)
{
    int first = layout->first[row];
    int count = layout->first[row + 1] - first;
    int left = ui->metrics.width;
    for (int at = first; at < first + count; at++) left -= natural[at];
    bool fits = left >= 0;
    if (!fits) left = 0;
    int x = 0;
    for (int at = 0; at < count; at++) {
        layout->left[first + at] = x;
        layout->width[first + at] = natural[first + at] + left * (at + 1) / count - left * at / count;
        x += layout->width[first + at];
    }
    return fits;
}

static bool lay_out(struct ui *ui, const struct bar_button buttons[BAR_BUTTONS_MAX], int count, int rows, bool beside,
                    bool grid)
{
    struct bar_layout *layout = &ui->bar;
    layout->rows = rows;
    layout->beside = beside;
    int natural[BAR_BUTTONS_MAX];
    for (int at = 0; at < count; at++) natural[at] = natural_width(ui, &buttons[at], beside);
    int columns = (count + rows - 1) / rows;
    for (int row = 0; row <= rows; row++) layout->first[row] = row * columns < count ? row * columns : count;
    bool fits = true;
    for (int row = 0; row < rows; row++) {
        fits = (grid ? fits_grid(ui, layout, natural, row, columns) : fits_shares(ui, layout, natural, row)) && fits;
    }
    return fits;
}

void bar_lay_out(struct ui *ui)
{
    static const struct {
        int rows;
        bool beside, grid;
    } ways[] = {{1, true, false},  {1, false, false}, {2, true, true},  {2, true, false}, {2, false, true},
                {2, false, false}, {3, true, true},   {3, true, false}, {3, false, false}};
    struct bar_button buttons[BAR_BUTTONS_MAX];
    int count = bar_buttons(ui, buttons);
    size_t way = 0;
    while (!lay_out(ui, buttons, count, ways[way].rows, ways[way].beside, ways[way].grid) &&
           way + 1 < sizeof(ways) / sizeof(ways[0])) {
        way++;
    }
    int line = ui_line_height(ui, TYPE_SMALL);
    int low = ui->metrics.low ? 2 : 1; /* there every millimetre counts */
    ui->bar.row_height = ui->bar.beside ? line + 2 * ui_px(ui, BESIDE_PADDING)
                                        : ui_px(ui, SIGN + ABOVE_GAP + 2 * ABOVE_PADDING / low) + line;
    /* Large text in little height leaves no room for it; the keys do the same. */
    bool strip = ui->model->aids.speech && !(ui->metrics.low && ui->model->large);
    ui->bar.strip_height = strip ? line + 2 * ui_px(ui, BESIDE_PADDING) : 0;
}

int ui_bar_height(const struct ui *ui)
{
    assert(ui->bar.rows > 0);
    return ui->bar.rows * ui->bar.row_height + ui->bar.strip_height;
}

/* ---- showing ---- */

static void sign_view(struct ui *ui, struct rect place, enum icon icon, struct color ink, struct color ground)
{
    if (icon != ICON_NONE) {
        ui_icon(ui, place.x, place.y, place.w, icon, ink, ground);
        return;
    }
    struct item *text = ui_add(ui, ROLE_DECORATION, place);
    text->text = "aA";
    text->style = (struct text_style){WEIGHT_SEMIBOLD, ui_px(ui, 50)};
    text->line_height = place.h;
    text->overhang = ui_px(ui, 8);
    text->ink = ink;
    text->align = ALIGN_CENTER;
}

static void face_view(struct ui *ui, struct rect bounds, const struct bar_button *button, bool beside, struct color ink,
                      struct color ground)
{
    int size = ui_px(ui, SIGN);
    int wide = sign_width(ui, button->icon);
    int line = ui_line_height(ui, TYPE_SMALL);
    int words = ui_text_width(ui, TYPE_SMALL, button->words);
    struct rect sign = {bounds.x + (bounds.w - wide) / 2, 0, wide, size};
    int x = bounds.x + (bounds.w - words) / 2;
    int y = bounds.y + (bounds.h - line) / 2;
    if (beside) {
        sign.x = bounds.x + (bounds.w - wide - ui_px(ui, SIGN_GAP) - words) / 2;
        sign.y = bounds.y + (bounds.h - size) / 2;
        x = sign.x + wide + ui_px(ui, SIGN_GAP);
    } else {
        sign.y = bounds.y + (bounds.h - size - ui_px(ui, ABOVE_GAP) - line) / 2;
        y = sign.y + size + ui_px(ui, ABOVE_GAP);
    }
    sign_view(ui, sign, button->icon, ink, ground);
    ui_text(ui, x, y, words + 1, TYPE_SMALL, ink, button->words)->role = ROLE_DECORATION;
}

static void button_view(struct ui *ui, struct rect bounds, const struct bar_button *button, bool beside)
{
    const struct look *look = ui->look;
    struct action action = ACTION(button->kind);
    bool pressed = model_is_pressed(ui->model, action);
    struct color ink = ui->on_water ? look->on_water : look->ink;
    struct color ground = ui->on_water ? look->water_bottom : look->card;
    if (button->on || pressed) {
        ink = look->on_chosen;
        ground = look->chosen;
        int across = ui_px(ui, 6);
        int down = ui_px(ui, beside ? 6 : 1);
        struct rect inner = {bounds.x + across, bounds.y + down, bounds.w - 2 * across, bounds.h - 2 * down};
        struct color edge = ui->on_water ? look->on_water : ground;
        ui_box(ui, inner, ui_px(ui, 24), ground, edge, ui->on_water ? ui_px(ui, 3) : 0);
    }
    struct item *item = ui_add(ui, ROLE_BUTTON, bounds);
    item->action = action;
    item->label = button->words;
    item->pressed = pressed;
    item->description = button->on ? WORDS("slået til") : button->more;
    face_view(ui, bounds, button, beside, ink, ground);
}

/* While reading aloud is on. */
static void strip_view(struct ui *ui, int y)
{
    const struct bar_button buttons[] = {
        {ICON_REPEAT, WORDS("Gentag"), NULL, false, ACTION_REPEAT},
        {ICON_LESS, WORDS("Lavere"), NULL, false, ACTION_SOFTER},
        {ICON_MORE, WORDS("Højere"), NULL, false, ACTION_LOUDER},
    };
    enum { COUNT = sizeof(buttons) / sizeof(buttons[0]) };
    for (int at = 0; at < COUNT; at++) {
        int left = ui->metrics.width * at / COUNT;
        struct rect bounds = {left, y, ui->metrics.width * (at + 1) / COUNT - left, ui->bar.strip_height};
        button_view(ui, bounds, &buttons[at], true);
    }
    struct color line = ui->on_water ? ui->look->on_water_soft : ui->look->hairline;
    int thick = ui_px(ui, 2);
    ui_box(ui, (struct rect){0, y + ui->bar.strip_height - thick, ui->metrics.width, thick}, 0, line, line, 0);
}

int ui_bar(struct ui *ui)
{
    const struct bar_layout *layout = &ui->bar;
    int height = ui_bar_height(ui);
    struct rect bar = {0, ui->metrics.height - height, ui->metrics.width, height};
    enum zone before = ui->zone;
    ui->zone = ZONE_BAR;
    if (!ui->on_water) {
        ui_box(ui, bar, 0, ui->look->card, ui->look->card, 0);
        ui_box(ui, (struct rect){0, bar.y, bar.w, ui_px(ui, 2)}, 0, ui->look->hairline, ui->look->hairline, 0);
    }
    if (layout->strip_height > 0) strip_view(ui, bar.y);
    struct bar_button buttons[BAR_BUTTONS_MAX];
    (void)bar_buttons(ui, buttons);
    for (int row = 0; row < layout->rows; row++) {
        int y = bar.y + layout->strip_height + row * layout->row_height;
        for (int at = layout->first[row]; at < layout->first[row + 1]; at++) {
            struct rect bounds = {layout->left[at], y, layout->width[at], layout->row_height};
            button_view(ui, bounds, &buttons[at], layout->beside);
        }
    }
    ui->zone = before;
    return bar.y;
}
