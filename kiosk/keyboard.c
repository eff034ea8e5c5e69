#include "kiosk/keyboard.h"

#include <string.h>

#include "kiosk/grapheme.h"
#include "kiosk/variants.h"
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

static const struct letters email = {
    {"q w e r t y u i o p", "a s d f g h j k l", "z x c v b n m"},
    {"Q W E R T Y U I O P", "A S D F G H J K L", "Z X C V B N M"},
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

bool keyboard_leaves_little(const struct ui *ui)
{
    return ui->metrics.portrait && ui->metrics.height < ui_px(ui, 1600);
}

/* Is there room for the two ways to write a contact above the keys? Elsewhere a key leads from one to the other. */
static bool tabs_fit(const struct ui *ui)
{
    return ui->metrics.portrait && !keyboard_leaves_little(ui);
}

/* The layer that the key at the lower left leads to: letters, Latin letters where the language has others, signs. */
static enum keyboard_layer next_layer(const struct ui *ui)
{
    bool other_script = ui->model->language->right_to_left;
    switch (ui->model->layer) {
    case LAYER_LETTERS: return other_script ? LAYER_LATIN : LAYER_SIGNS;
    case LAYER_LATIN:
    case LAYER_EMAIL: return LAYER_SIGNS;
    case LAYER_SIGNS: return ui->model->form.focus == FIELD_CONTACT ? LAYER_EMAIL : LAYER_LETTERS;
    case LAYER_PHONE: break;
    }
    return LAYER_EMAIL;
}

static const struct letters *present_letters(const struct ui *ui)
{
    switch (ui->model->layer) {
    case LAYER_LETTERS: return letters_of(ui->model->language->code);
    case LAYER_LATIN: return &danish;
    case LAYER_EMAIL: return &email;
    case LAYER_SIGNS:
    case LAYER_PHONE: break;
    }
    return &signs;
}

/* The last row where one writes in sentences. On a small glass the strong key's word needs the blank's room. */
static void add_last_row(struct ui *ui, struct row *row)
{
    bool signs_layer = ui->model->layer == LAYER_SIGNS;
    bool arabic_comma = ui->model->layer == LAYER_LETTERS && ui->model->language->right_to_left;
    add_key(row, (struct key){NULL, 14, ACTION_KEY_LAYER, (int)next_layer(ui)});
    add_key(row, (struct key){signs_layer ? "@" : arabic_comma ? "،" : ",", 10, ACTION_KEY, 0});
    add_key(row, (struct key){".", 10, ACTION_KEY, 0});
    add_key(row, (struct key){" ", keyboard_leaves_little(ui) ? 22 : 30, ACTION_KEY, 0});
    add_key(row, (struct key){NULL, 11, ACTION_KEY_CARET, -1});
    add_key(row, (struct key){NULL, 11, ACTION_KEY_CARET, 1});
}

static void add_last_email_row(struct ui *ui, struct row *row)
{
    bool little = keyboard_leaves_little(ui);
    if (tabs_fit(ui)) {
        add_key(row, (struct key){NULL, 14, ACTION_KEY_LAYER, LAYER_SIGNS});
    } else {
        add_key(row, (struct key){NULL, little ? 12 : 24, ACTION_KEY_WAY, LAYER_PHONE});
    }
    add_key(row, (struct key){"@", 11, ACTION_KEY, 0});
    add_key(row, (struct key){".", 9, ACTION_KEY, 0});
    add_key(row, (struct key){"-", 9, ACTION_KEY, 0});
    add_key(row, (struct key){"_", 9, ACTION_KEY, 0});
    add_key(row, (struct key){".dk", 13, ACTION_KEY, 0});
    add_key(row, (struct key){".com", 17, ACTION_KEY, 0});
}

static void make_letter_rows(struct ui *ui, struct row rows[ROWS])
{
    bool is_email = ui->model->layer == LAYER_EMAIL;
    const struct letters *letters = present_letters(ui);
    const char *const *shown = ui->model->shift ? letters->capitals : letters->small;
    add_letters(ui, &rows[0], figures);
    add_letters(ui, &rows[1], shown[0]);
    add_letters(ui, &rows[2], shown[1]);
    add_key(&rows[3], (struct key){NULL, 15, ACTION_KEY_SHIFT, 0});
    add_letters(ui, &rows[3], shown[2]);
    if (is_email) { /* its last row is full of what stands in addresses */
        add_key(&rows[3], (struct key){NULL, 10, ACTION_KEY_CARET, -1});
        add_key(&rows[3], (struct key){NULL, 10, ACTION_KEY_CARET, 1});
    }
    add_key(&rows[3], (struct key){NULL, 15, ACTION_KEY_BACKSPACE, 0});
    if (is_email) {
        add_last_email_row(ui, &rows[4]);
    } else {
        add_last_row(ui, &rows[4]);
    }
}

/* As on a telephone; four rows only, so the keys are high. */
static void make_phone_rows(struct ui *ui, struct row rows[ROWS])
{
    static const char *const pad[3] = {"1 2 3", "4 5 6", "7 8 9"};
    for (int at = 0; at < 3; at++) add_letters(ui, &rows[at], pad[at]);
    add_key(&rows[0], (struct key){NULL, 14, ACTION_KEY_BACKSPACE, 0});
    add_key(&rows[1], (struct key){" ", 14, ACTION_KEY, 0});
    add_key(&rows[2], (struct key){NULL, 7, ACTION_KEY_CARET, -1});
    add_key(&rows[2], (struct key){NULL, 7, ACTION_KEY_CARET, 1});
    if (!tabs_fit(ui)) add_key(&rows[3], (struct key){NULL, 10, ACTION_KEY_WAY, LAYER_EMAIL});
    add_key(&rows[3], (struct key){"+", 10, ACTION_KEY, 0});
    add_key(&rows[3], (struct key){"0", 10, ACTION_KEY, 0});
}

static int enter_width(const struct ui *ui)
{
    if (ui->model->layer == LAYER_PHONE) return 14;
    return keyboard_leaves_little(ui) ? 36 : 28;
}

/* Returns how many rows there are. */
static int make_rows(struct ui *ui, struct row rows[ROWS], const char *enter)
{
    bool phone = ui->model->layer == LAYER_PHONE;
    int count = phone ? ROWS - 1 : ROWS;
    if (phone) {
        make_phone_rows(ui, rows);
    } else {
        make_letter_rows(ui, rows);
    }
    if (enter != NULL) add_key(&rows[count - 1], (struct key){NULL, enter_width(ui), ACTION_NEXT, 0});
    return count;
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

static const char *way_words(int layer)
{
    return layer == LAYER_PHONE ? WORDS("Telefon") : WORDS("E-mail");
}

static enum icon icon_of(const struct key *key)
{
    if (key->kind == ACTION_KEY_CARET) return key->value < 0 ? ICON_BACK : ICON_FORWARD;
    if (key->kind == ACTION_KEY_WAY) return key->value == LAYER_PHONE ? ICON_PHONE : ICON_EMAIL;
    return key->kind == ACTION_KEY_SHIFT ? ICON_SHIFT : ICON_BACKSPACE;
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
    case ACTION_KEY_CARET:
        *label = key->value < 0 ? WORDS("Skrivemærket til venstre") : WORDS("Skrivemærket til højre");
        return NULL;
    case ACTION_KEY_WAY: *label = way_words(key->value); return *label;
    case ACTION_NEXT: *label = enter; return enter;
    default: break;
    }
    *label = strcmp(key->types, " ") == 0 ? WORDS("mellemrum") : key->types;
    return *label;
}

static void sign_face(struct ui *ui, struct rect bounds, const struct key *key, struct color ink, struct color fill)
{
    int size = ui_px(ui, key->kind == ACTION_KEY_CARET ? 40 : 56);
    ui_icon(ui, bounds.x + (bounds.w - size) / 2, bounds.y + (bounds.h - size) / 2, size, icon_of(key), ink, fill);
}

static bool has_word(const struct key *key)
{
    return key->kind == ACTION_NEXT || key->kind == ACTION_KEY_WAY ||
           (key->types != NULL && strcmp(key->types, " ") == 0);
}

/* As large as may be, and no larger than the key; never under the least size. */
static int face_size(struct ui *ui, const struct key *key, const char *words, int width)
{
    int least = ui_px(ui, 42);
    bool high = ui->model->large || ui->model->layer == LAYER_PHONE;
    struct text_style style = {has_word(key) ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR, 0};
    style.size_px = has_word(key) ? least : ui_px(ui, high ? 62 : 50);
    while (style.size_px > least && text_width(ui->text, style, words, strlen(words)) > width) style.size_px -= 2;
    return style.size_px < least ? least : style.size_px;
}

static void key_face(struct ui *ui, struct rect bounds, const struct key *key, const char *words, struct color ink,
                     struct color fill)
{
    bool one = words != NULL && words[grapheme_after(words, 0)] == '\0'; /* single letters are all of one size */
    int room = bounds.w - (one ? 0 : ui_px(ui, 12));
    struct text_style style = {has_word(key) ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR, 0};
    if (words != NULL) style.size_px = face_size(ui, key, words, room);
    /* A word that is wider than its key gives way to a sign. */
    bool too_wide = words != NULL && text_width(ui->text, style, words, strlen(words)) > room;
    if (too_wide && key->kind == ACTION_KEY && has_word(key)) words = "\u2423";
    if (words == NULL || (too_wide && key->kind == ACTION_KEY_WAY)) {
        sign_face(ui, bounds, key, ink, fill);
        return;
    }
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

/* A small dot says that holding the key leads to more. */
static void variants_dot(struct ui *ui, struct rect bounds, const struct key *key)
{
    if (key->kind != ACTION_KEY || variants_of(ui->model->language->code, key->types) == NULL) return;
    if (ui->model->hold.open && strcmp(ui->model->hold.letter, key->types) == 0) return;
    int size = ui_px(ui, 8);
    int inset = ui_px(ui, keyboard_leaves_little(ui) ? 6 : 12);
    struct rect dot = {bounds.x + bounds.w - inset - size, bounds.y + inset, size, size};
    ui_box(ui, dot, size / 2, ui->look->muted, ui->look->muted, 0);
}

static struct item *key_view(struct ui *ui, struct rect bounds, const struct key *key, const char *enter)
{
    const struct look *look = ui->look;
    struct action action = action_of(key);
    bool pressed = model_is_pressed(ui->model, action);
    bool held = key->kind == ACTION_KEY_SHIFT && ui->model->shift;
    held |= key->kind == ACTION_KEY && ui->model->hold.open && strcmp(ui->model->hold.letter, key->types) == 0;
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
    return box;
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
        const struct rect bounds = {x, y, right - x, height};
        const struct item *box = key_view(ui, bounds, &row->keys[at], enter);
        if (!box->pressed) variants_dot(ui, bounds, &row->keys[at]);
    }
}

/* ---- the two ways to write a contact ---- */

static int tabs_height(const struct ui *ui)
{
    return ui->model->form.focus == FIELD_CONTACT && tabs_fit(ui) ? ui_px(ui, 118) : 0;
}

static void tab_view(struct ui *ui, struct rect bounds, enum keyboard_layer layer)
{
    const struct look *look = ui->look;
    struct action action = ACTION_VALUE(ACTION_KEY_WAY, layer);
    bool phone_now = ui->model->layer == LAYER_PHONE;
    bool chosen = phone_now == (layer == LAYER_PHONE);
    bool pressed = model_is_pressed(ui->model, action);
    struct color fill = chosen || pressed ? look->chosen : look->card;
    struct color ink = chosen || pressed ? look->on_chosen : look->ink;
    const char *words = way_words((int)layer);
    struct item *box = ui_box(ui, bounds, ui_px(ui, 26), fill, chosen ? look->chosen : look->muted, ui_px(ui, 3));
    box->role = ROLE_BUTTON;
    box->label = words;
    box->description = chosen ? WORDS("valgt") : NULL;
    if (!chosen) box->action = action;
    box->pressed = pressed;
    box->graphic = true;
    int sign = ui_px(ui, 48);
    int gap = ui_px(ui, 20);
    int line = ui_line_height(ui, TYPE_BUTTON);
    int x = bounds.x + (bounds.w - sign - gap - ui_text_width(ui, TYPE_BUTTON, words)) / 2;
    int y = bounds.y + (bounds.h - line) / 2;
    enum icon icon = layer == LAYER_PHONE ? ICON_PHONE : ICON_EMAIL;
    ui_icon(ui, x, bounds.y + (bounds.h - sign) / 2, sign, icon, ink, fill);
    ui_line(ui, x + sign + gap, y, TYPE_BUTTON, ink, words, strlen(words))->role = ROLE_DECORATION;
}

static void tabs_view(struct ui *ui, int y, int height)
{
    int margin = ui_px(ui, 18);
    int gap = ui_px(ui, 12);
    int wide = (ui->metrics.width - 2 * margin - gap) / 2;
    tab_view(ui, (struct rect){margin, y, wide, height}, LAYER_EMAIL);
    tab_view(ui, (struct rect){margin + wide + gap, y, wide, height}, LAYER_PHONE);
}

/* ---- the variants of a held key ---- */

static const struct item *held_key(const struct frame *frame, size_t first, const char *letter)
{
    for (size_t at = first; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (item->action.kind == ACTION_KEY && strcmp(item->action.target, letter) == 0) return item;
    }
    return NULL;
}

/* Keys that the row of variants covers, also in part, are away meanwhile: no half key can be seen or touched. */
static void clear_keys_under(struct frame *frame, size_t first, struct rect panel)
{
    for (size_t at = first; at < frame->items_count; at++) {
        struct item *item = &frame->items[at];
        bool whole = item->bounds.w >= frame->width; /* the ground of the keyboard */
        if (!whole && !rect_is_empty(rect_intersect(item->bounds, panel))) *item = (struct item){.clip = item->clip};
    }
}

/* Above the key, over the row that is there: the first one straight above the finger, the others towards the middle. */
static void variants_view(struct ui *ui, size_t first)
{
    const char *letter = ui->model->hold.letter;
    const char *variants = ui->model->hold.open ? variants_of(ui->model->language->code, letter) : NULL;
    const struct item *held = held_key(ui->frame, first, letter);
    if (variants == NULL || held == NULL) return;
    struct rect key = held->bounds;
    struct row row = {0};
    add_letters(ui, &row, variants);
    int gap = ui_px(ui, 12);
    int padding = ui_px(ui, ui->metrics.low ? 8 : 10);
    int wide = row.count * key.w + (row.count - 1) * gap;
    bool to_the_left = key.x + key.w / 2 > ui->metrics.width / 2;
    int x = to_the_left ? key.x + key.w - wide : key.x;
    int most = ui->metrics.width - ui_px(ui, 18) - wide;
    x = x > most ? most : x;
    x = x < ui_px(ui, 18) ? ui_px(ui, 18) : x;
    int y = key.y - key.h - ui_px(ui, ui->metrics.low ? 10 : 14);
    struct rect panel = {x - padding, y - padding, wide + 2 * padding, key.h + 2 * padding};
    clear_keys_under(ui->frame, first, panel);
    ui_box(ui, panel, ui_px(ui, 26), ui->look->keyboard, ui->look->act, ui_px(ui, 4));
    for (int at = 0; at < row.count; at++) {
        int place = to_the_left ? row.count - 1 - at : at;
        struct rect bounds = {x + place * (key.w + gap), y, key.w, key.h};
        key_view(ui, bounds, &row.keys[at], NULL)->slides = true;
    }
}

int keyboard_view(struct ui *ui, const char *enter)
{
    int key_height = ui_px(ui, keyboard_leaves_little(ui) ? 96
                               : ui->metrics.portrait     ? 118
                               : ui->metrics.low          ? 66
                                                          : 84);
    int gap = ui_px(ui, ui->metrics.low ? 10 : 14);
    int padding = ui_px(ui, ui->metrics.portrait && !ui->metrics.low ? 24 : 16);
    int keys = ROWS * key_height + (ROWS - 1) * gap;
    int tabs = tabs_height(ui);
    int height = keys + 2 * padding + (tabs > 0 ? tabs + gap : 0);
    int top = ui->metrics.height - ui_bar_height(ui) - height;
    size_t first = ui->frame->items_count;
    ui->zone = ZONE_KEYS;
    ui_box(ui, (struct rect){0, top, ui->metrics.width, height}, 0, ui->look->keyboard, ui->look->keyboard, 0);
    int y = top + padding;
    if (tabs > 0) {
        tabs_view(ui, y, tabs);
        y += tabs + gap;
    }
    struct row rows[ROWS] = {0};
    int count = make_rows(ui, rows, enter);
    key_height = (keys - (count - 1) * gap) / count; /* a number pad has fewer, and higher, keys */
    for (int row = 0; row < count; row++) row_view(ui, &rows[row], y + row * (key_height + gap), key_height, enter);
    variants_view(ui, first);
    ui->zone = ZONE_CONTENT;
    keep_unmirrored(ui, first);
    return top;
}
