#include "kiosk/keyboard.h"

#include <string.h>

#include "kiosk/words.h"

enum { ROWS = 5, KEYS_MAX = 13, LETTER_WIDTH = 10 };

/* The letters of one layer: three rows, keys divided by blanks; `capitals` in the same order, or NULL where a
 * script has none (Urdu uses the place for its rarer letters). Figures stand above, the space bar below,
 * shift and backspace at the ends of the third row. */
struct letters {
    const char *small[3];
    const char *capitals[3];
};

static const struct letters danish = {
    {"q w e r t y u i o p å", "a s d f g h j k l æ ø", "z x c v b n m -"},
    {"Q W E R T Y U I O P Å", "A S D F G H J K L Æ Ø", "Z X C V B N M -"},
};
static const struct letters english = {
    {"q w e r t y u i o p", "a s d f g h j k l '", "z x c v b n m -"},
    {"Q W E R T Y U I O P", "A S D F G H J K L '", "Z X C V B N M -"},
};
static const struct letters turkish = {
    {"q w e r t y u ı o p ğ ü", "a s d f g h j k l ş i", "z x c v b n m ö ç -"},
    {"Q W E R T Y U I O P Ğ Ü", "A S D F G H J K L Ş İ", "Z X C V B N M Ö Ç -"},
};
static const struct letters polish = {
    {"q w e r t y u i o p ó ń", "a ą s ś d f g h j k l ł", "z ż x ź c ć v b n m ę"},
    {"Q W E R T Y U I O P Ó Ń", "A Ą S Ś D F G H J K L Ł", "Z Ż X Ź C Ć V B N M Ę"},
};
static const struct letters arabic = {
    {"ض ص ث ق ف غ ع ه خ ح ج د", "ش س ي ب ل ا ت ن م ك ط", "ئ ء ؤ ر ى ة و ز ظ ذ"},
    {"ض ص ث ق ف غ ع ه خ ح ج د", "ش س ي ب أ إ آ ن م ك ط", "ئ ء ؤ ر ى ة و ز ظ ذ"},
};
static const struct letters urdu = {
    {"ق و ع ر ت ے ء ی ہ پ", "ا س د ف گ ح ج ک ل ھ", "ز ش چ ط ب ن م ۔"},
    {"آ ؤ غ ڑ ٹ ۓ ئ ں ۃ ۂ", "أ ص ڈ ذ ژ خ ض ث ظ ة", "ذ ژ ث ظ ، ؛ ! ؟"},
};
static const struct letters signs = {
    {"_ ' , : / & ( ) ! ? #", "é è ê ü ö ä ó í á ñ ç", "æ ø å ß š ž č ð -"},
    {"_ ' , : / & ( ) ! ? #", "É È Ê Ü Ö Ä Ó Í Á Ñ Ç", "Æ Ø Å ẞ Š Ž Č Ð -"},
};

static const char figures[] = "1 2 3 4 5 6 7 8 9 0 +";

static const struct letters *letters_of(const char *language)
{
    static const struct {
        const char *language;
        const struct letters *letters;
    } all[] = {{"da", &danish}, {"en", &english}, {"tr", &turkish}, {"pl", &polish}, {"ar", &arabic}, {"ur", &urdu}};
    for (size_t at = 0; at < sizeof(all) / sizeof(all[0]); at++) {
        if (strcmp(all[at].language, language) == 0) return all[at].letters;
    }
    return &danish;
}

/* What one key is: it types `types`, or does `kind`. */
struct key {
    const char *types; /* in the frame */
    int width;         /* tenths of a letter key */
    enum action_kind kind;
    int value;
};

struct row {
    struct key keys[KEYS_MAX];
    int count;
};

static void add_key(struct row *row, struct key key)
{
    if (row->count < KEYS_MAX) row->keys[row->count++] = key;
}

/* A key for every part of `letters` between blanks. */
static void add_letters(struct ui *ui, struct row *row, const char *letters)
{
    while (*letters != '\0') {
        size_t bytes = strcspn(letters, " ");
        add_key(row, (struct key){frame_text(ui->frame, letters, bytes), LETTER_WIDTH, ACTION_KEY, 0});
        letters += bytes;
        while (*letters == ' ') letters++;
    }
}

/* The layer that the key at the lower left leads to: letters, Latin letters where the language has others, signs. */
static enum keyboard_layer next_layer(const struct ui *ui)
{
    bool other_script = ui->model->language->right_to_left;
    switch (ui->model->layer) {
    case LAYER_LETTERS: return other_script ? LAYER_LATIN : LAYER_SIGNS;
    case LAYER_LATIN: return LAYER_SIGNS;
    case LAYER_SIGNS: break;
    }
    return LAYER_LETTERS;
}

static const struct letters *present_letters(const struct ui *ui)
{
    switch (ui->model->layer) {
    case LAYER_LETTERS: return letters_of(ui->model->language->code);
    case LAYER_LATIN: return &danish;
    case LAYER_SIGNS: break;
    }
    return &signs;
}

static void make_rows(struct ui *ui, struct row rows[ROWS], const char *enter)
{
    const struct letters *letters = present_letters(ui);
    const char *const *shown = ui->model->shift ? letters->capitals : letters->small;
    add_letters(ui, &rows[0], figures);
    add_letters(ui, &rows[1], shown[0]);
    add_letters(ui, &rows[2], shown[1]);
    add_key(&rows[3], (struct key){NULL, 15, ACTION_KEY_SHIFT, 0});
    add_letters(ui, &rows[3], shown[2]);
    add_key(&rows[3], (struct key){NULL, 15, ACTION_KEY_BACKSPACE, 0});
    add_key(&rows[4], (struct key){NULL, 14, ACTION_KEY_LAYER, (int)next_layer(ui)});
    add_key(&rows[4], (struct key){"@", 10, ACTION_KEY, 0});
    add_key(&rows[4], (struct key){".", 10, ACTION_KEY, 0});
    add_key(&rows[4], (struct key){" ", 32, ACTION_KEY, 0});
    add_key(&rows[4], (struct key){".dk", 14, ACTION_KEY, 0});
    if (enter != NULL) add_key(&rows[4], (struct key){NULL, 28, ACTION_NEXT, 0});
}

static struct action action_of(const struct key *key)
{
    return (struct action){.kind = key->kind, .value = key->value, .target = key->types};
}

static const char *layer_sign(const struct ui *ui, enum keyboard_layer layer)
{
    if (layer == LAYER_SIGNS) return "é ?";
    bool other_script = ui->model->language->right_to_left && layer == LAYER_LETTERS;
    return other_script ? "ا ب" : "abc";
}

/* What is written on it, and what it is called. */
static const char *words_of(const struct ui *ui, const struct key *key, const char *enter, const char **label)
{
    switch (key->kind) {
    case ACTION_KEY_SHIFT: *label = WORDS("Store bogstaver"); return NULL;
    case ACTION_KEY_BACKSPACE: *label = WORDS("Slet"); return NULL;
    case ACTION_KEY_LAYER:
        *label = key->value == LAYER_SIGNS ? WORDS("Tegn") : WORDS("Bogstaver");
        return layer_sign(ui, (enum keyboard_layer)key->value);
    case ACTION_NEXT: *label = enter; return enter;
    default: break;
    }
    *label = strcmp(key->types, " ") == 0 ? WORDS("mellemrum") : key->types;
    return *label;
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
    bool word = key->kind == ACTION_NEXT || (key->types != NULL && strcmp(key->types, " ") == 0);
    struct text_style style = {word ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR, ui_px(ui, word ? 42 : 50)};
    if (ui->model->large && !word) style.size_px = ui_px(ui, 62);
    int line = style.size_px * 115 / 100;
    struct item *text =
        ui_add(ui, ROLE_DECORATION, (struct rect){bounds.x, bounds.y + (bounds.h - line) / 2, bounds.w, line});
    text->text = words;
    text->style = style;
    text->line_height = line;
    text->overhang = style.size_px / 2; /* Naskh is taller than Inter */
    text->ink = ink;
    text->align = ALIGN_CENTER;
}

static void key_view(struct ui *ui, struct rect bounds, const struct key *key, const char *enter)
{
    const struct look *look = ui->look;
    struct action action = action_of(key);
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

static void row_view(struct ui *ui, const struct row *row, int y, int height, const char *enter)
{
    int margin = ui_px(ui, 18);
    int gap = ui_px(ui, row->count > 12 ? 8 : 12);
    int tenths = 0;
    for (int at = 0; at < row->count; at++) tenths += row->keys[at].width;
    int room = ui->metrics.width - 2 * margin - (row->count - 1) * gap;
    int most = ui_px(ui, 1500);
    if (!ui->metrics.portrait && room > most) {
        margin += (room - most) / 2;
        room = most;
    }
    int done = 0;
    for (int at = 0; at < row->count; at++) {
        int x = margin + at * gap + room * done / tenths;
        done += row->keys[at].width;
        int right = margin + at * gap + room * done / tenths;
        key_view(ui, (struct rect){x, y, right - x, height}, &row->keys[at], enter);
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
    struct row rows[ROWS] = {0};
    make_rows(ui, rows, enter);
    for (int row = 0; row < ROWS; row++) {
        row_view(ui, &rows[row], top + padding + row * (key_height + gap), key_height, enter);
    }
    keep_unmirrored(ui, first);
    return top;
}
