#include "kiosk/keyboard.h"

#include <string.h>

#include "kiosk/words.h"

enum { ROWS = 5, KEYS_MAX = 12 };

/* What a key types, small and capital; width in tenths of a letter key. */
struct key {
    const char *small, *capital;
    int width;
    enum action_kind kind; /* ACTION_NONE: an ordinary key */
    int value;
};

#define KEY(small, capital)                                                                                            \
    {                                                                                                                  \
        (small), (capital), 10, ACTION_NONE, 0                                                                         \
    }
#define SIGN(sign)                                                                                                     \
    {                                                                                                                  \
        (sign), (sign), 10, ACTION_NONE, 0                                                                             \
    }

static const struct key letters[ROWS][KEYS_MAX] = {
    {SIGN("1"), SIGN("2"), SIGN("3"), SIGN("4"), SIGN("5"), SIGN("6"), SIGN("7"), SIGN("8"), SIGN("9"), SIGN("0"),
     SIGN("+")},
    {KEY("q", "Q"), KEY("w", "W"), KEY("e", "E"), KEY("r", "R"), KEY("t", "T"), KEY("y", "Y"), KEY("u", "U"),
     KEY("i", "I"), KEY("o", "O"), KEY("p", "P"), KEY("å", "Å")},
    {KEY("a", "A"), KEY("s", "S"), KEY("d", "D"), KEY("f", "F"), KEY("g", "G"), KEY("h", "H"), KEY("j", "J"),
     KEY("k", "K"), KEY("l", "L"), KEY("æ", "Æ"), KEY("ø", "Ø")},
    {{NULL, NULL, 16, ACTION_KEY_SHIFT, 0},
     KEY("z", "Z"),
     KEY("x", "X"),
     KEY("c", "C"),
     KEY("v", "V"),
     KEY("b", "B"),
     KEY("n", "N"),
     KEY("m", "M"),
     SIGN("-"),
     {NULL, NULL, 16, ACTION_KEY_BACKSPACE, 0}},
    {{NULL, NULL, 14, ACTION_KEY_LAYER, LAYER_SIGNS},
     SIGN("@"),
     SIGN("."),
     {" ", " ", 32, ACTION_NONE, 0},
     {".dk", ".dk", 14, ACTION_NONE, 0},
     {NULL, NULL, 28, ACTION_NEXT, 0}},
};

static const struct key signs[ROWS][KEYS_MAX] = {
    {SIGN("1"), SIGN("2"), SIGN("3"), SIGN("4"), SIGN("5"), SIGN("6"), SIGN("7"), SIGN("8"), SIGN("9"), SIGN("0"),
     SIGN("+")},
    {SIGN("_"), SIGN("'"), SIGN(","), SIGN(":"), SIGN("/"), SIGN("&"), SIGN("("), SIGN(")"), SIGN("!"), SIGN("?"),
     SIGN("#")},
    {KEY("é", "É"), KEY("è", "È"), KEY("ê", "Ê"), KEY("ü", "Ü"), KEY("ö", "Ö"), KEY("ä", "Ä"), KEY("ó", "Ó"),
     KEY("í", "Í"), KEY("á", "Á"), KEY("ñ", "Ñ"), KEY("ç", "Ç")},
    {{NULL, NULL, 16, ACTION_KEY_SHIFT, 0},
     KEY("ş", "Ş"),
     KEY("ğ", "Ğ"),
     KEY("ı", "İ"),
     KEY("ł", "Ł"),
     KEY("ś", "Ś"),
     KEY("ż", "Ż"),
     KEY("č", "Č"),
     KEY("ð", "Ð"),
     {NULL, NULL, 16, ACTION_KEY_BACKSPACE, 0}},
    {{NULL, NULL, 14, ACTION_KEY_LAYER, LAYER_LETTERS},
     SIGN("@"),
     SIGN("."),
     {" ", " ", 32, ACTION_NONE, 0},
     {".dk", ".dk", 14, ACTION_NONE, 0},
     {NULL, NULL, 28, ACTION_NEXT, 0}},
};

static bool is_key(const struct key *key)
{
    return key->width > 0;
}

static struct action action_of(const struct ui *ui, const struct key *key)
{
    if (key->kind != ACTION_NONE) return ACTION_VALUE(key->kind, key->value);
    return (struct action){.kind = ACTION_KEY, .target = ui->model->shift ? key->capital : key->small};
}

/* What is written on it, and what it is called. */
static const char *words_of(const struct ui *ui, const struct key *key, const char *enter, const char **label)
{
    switch (key->kind) {
    case ACTION_KEY_SHIFT: *label = WORDS("Store bogstaver"); return NULL;
    case ACTION_KEY_BACKSPACE: *label = WORDS("Slet"); return NULL;
    case ACTION_KEY_LAYER:
        *label = key->value == LAYER_SIGNS ? WORDS("Tegn") : WORDS("Bogstaver");
        return key->value == LAYER_SIGNS ? "é ?" : "abc";
    case ACTION_NEXT: *label = enter; return enter;
    default: break;
    }
    const char *types = ui->model->shift ? key->capital : key->small;
    if (strcmp(types, " ") == 0) {
        *label = WORDS("mellemrum");
        return *label;
    }
    *label = types;
    return types;
}

static void key_face(struct ui *ui, struct rect bounds, const struct key *key, const char *words, struct color ink,
                     struct color fill)
{
    if (words == NULL) {
        int size = ui_px(ui, 56);
        enum icon icon = key->kind == ACTION_KEY_SHIFT ? ICON_SHIFT : ICON_BACKSPACE;
        ui_icon(ui, bounds.x + (bounds.w - size) / 2, bounds.y + (bounds.h - size) / 2, size, icon, ink, fill);
        return;
    }
    bool word = strlen(words) > 4;
    struct text_style style = {word ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR, ui_px(ui, word ? 42 : 50)};
    if (ui->model->large && !word) style.size_px = ui_px(ui, 62);
    int line = style.size_px * 115 / 100;
    struct item *text =
        ui_add(ui, ROLE_DECORATION, (struct rect){bounds.x, bounds.y + (bounds.h - line) / 2, bounds.w, line});
    text->text = words;
    text->style = style;
    text->line_height = line;
    text->ink = ink;
    text->align = ALIGN_CENTER;
}

static void key_view(struct ui *ui, struct rect bounds, const struct key *key, const char *enter)
{
    const struct look *look = ui->look;
    struct action action = action_of(ui, key);
    bool pressed = model_is_pressed(ui->model, action);
    bool held = key->kind == ACTION_KEY_SHIFT && ui->model->shift;
    bool strong = key->kind == ACTION_NEXT;
    struct color fill = pressed || held ? look->act : strong ? look->act : look->key;
    if (pressed && strong) fill = look->act_pressed;
    struct color ink = pressed || held || strong ? look->on_act : look->ink;
    const char *label = NULL;
    const char *words = words_of(ui, key, enter, &label);
    struct rect shadow = {bounds.x, bounds.y + ui_px(ui, 3), bounds.w, bounds.h};
    ui_box(ui, shadow, ui_px(ui, 18), look->key_edge, look->key_edge, 0);
    struct item *box = ui_box(ui, bounds, ui_px(ui, 18), fill, look->key_edge, look->high_contrast ? ui_px(ui, 3) : 0);
    box->role = ROLE_KEY;
    box->label = label;
    box->action = action;
    box->pressed = pressed;
    if (key->kind == ACTION_KEY_SHIFT) {
        box->description = ui->model->shift_locked ? WORDS("låst") : ui->model->shift ? WORDS("slået til") : NULL;
    }
    key_face(ui, bounds, key, words, ink, fill);
}

static void keep_unmirrored(struct ui *ui, size_t first)
{
    for (size_t at = first; at < ui->frame->items_count; at++) ui->frame->items[at].unmirrored = true;
}

static void row_view(struct ui *ui, const struct key *keys, int y, int height, const char *enter)
{
    int margin = ui_px(ui, 18);
    int gap = ui_px(ui, 12);
    int tenths = 0;
    int count = 0;
    for (; count < KEYS_MAX && is_key(&keys[count]); count++) {
        if (keys[count].kind == ACTION_NEXT && enter == NULL) break;
        tenths += keys[count].width;
    }
    int room = ui->metrics.width - 2 * margin - (count - 1) * gap;
    int most = ui_px(ui, 1500);
    if (!ui->metrics.portrait && room > most) {
        margin += (room - most) / 2;
        room = most;
    }
    int done = 0;
    for (int at = 0; at < count; at++) {
        int x = margin + at * gap + room * done / tenths;
        done += keys[at].width;
        int right = margin + at * gap + room * done / tenths;
        key_view(ui, (struct rect){x, y, right - x, height}, &keys[at], enter);
    }
}

int keyboard_view(struct ui *ui, const char *enter)
{
    int key_height = ui_px(ui, ui->metrics.portrait ? 118 : ui->metrics.low ? 66 : 84);
    int gap = ui_px(ui, ui->metrics.low ? 10 : 14);
    int padding = ui_px(ui, ui->metrics.portrait ? 24 : 16);
    int height = ROWS * key_height + (ROWS - 1) * gap + 2 * padding;
    int top = ui->metrics.height - ui_bar_height(ui) - height;
    size_t first = ui->frame->items_count;
    ui_box(ui, (struct rect){0, top, ui->metrics.width, height}, 0, ui->look->keyboard, ui->look->keyboard, 0);
    const struct key(*rows)[KEYS_MAX] = ui->model->layer == LAYER_SIGNS ? signs : letters;
    for (int row = 0; row < ROWS; row++)
        row_view(ui, rows[row], top + padding + row * (key_height + gap), key_height, enter);
    keep_unmirrored(ui, first);
    return top;
}
