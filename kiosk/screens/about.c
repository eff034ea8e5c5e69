/* About: the editorial pages that the registry sends, and one of them. */
#include <string.h>

#include "kiosk/columns.h"
#include "kiosk/screens/link_card.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"
#include "sync/base/json.h"
#include "sync/model/picture.h"

/* ---- the list ---- */

/* Returns the y below. */
static int page_card(struct ui *ui, struct rect card, size_t index)
{
    const struct look *look = ui->look;
    const json_t *page = json_array_get(ui->model->pages, index);
    const char *title = json_text_at(page, "title");
    int padding = ui_px(ui, 40);
    int inner = card.w - 2 * padding - ui_px(ui, LINK_CARD_ARROW + 20);
    card.h = ui_text_height(ui, inner, TYPE_TITLE, title) + 2 * ui_px(ui, 38);
    ui_content(ui, json_is_true(json_object_get(page, "title_danish")));
    link_card_view(ui, card, padding, title, NULL, ACTION_VALUE(ACTION_OPEN_PAGE, index));
    ui_text(ui, card.x + padding, card.y + ui_px(ui, 38), inner, TYPE_TITLE, look->ink, title)->role = ROLE_DECORATION;
    ui_own_words(ui);
    return card.y + card.h;
}

void about_view(struct ui *ui)
{
    int y = 0;
    struct rect view = ui_page_begin(ui, WORDS("Alle netværk"), &y);
    int width = ui_scroll_width(ui, view);
    struct item *heading = ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, WORDS("Om netværk"));
    y += heading->bounds.h + ui_px(ui, 36);
    y = pond_pills_view(ui, view.x, y, width) + ui_px(ui, 32);
    y = ui_danish_note(ui, view.x, y, width);
    struct columns columns = columns_begin(ui, view.x, y, width, COLUMN_CARD, COLUMN_GAP);
    for (size_t at = 0; at < json_array_size(ui->model->pages); at++) {
        if (json_text_at(json_array_get(ui->model->pages, at), "title") == NULL) continue;
        columns_put(&columns, page_card(ui, columns_place(&columns), at));
    }
    ui_scroll_end(ui, view, columns_end(&columns));
    ui_bar(ui);
}

/* ---- one page ---- */

static int list_view(struct ui *ui, int x, int y, int width, const json_t *items)
{
    int dot = ui_px(ui, 16);
    int indent = ui_px(ui, 44);
    size_t at;
    json_t *item;
    json_array_foreach (items, at, item) {
        if (!json_is_string(item)) continue;
        int line = ui_line_height(ui, TYPE_BODY);
        ui_box(ui, (struct rect){x + ui_px(ui, 6), y + (line - dot) / 2, dot, dot}, dot / 2, ui->look->act,
               ui->look->act, 0);
        y += ui_text(ui, x + indent, y, width - indent, TYPE_BODY, ui->look->ink, json_string_value(item))->bounds.h;
        y += ui_px(ui, 14);
    }
    return y + ui_px(ui, 14);
}

enum { CELL_ACROSS = 28, CELL_DOWN = 22, CELL_LEAST = 400 }; /* design px */

/* Two texts beside each other. Returns the y below. */
static int pair_beside(struct ui *ui, struct rect at, const char *left, const char *right, enum type type,
                       struct color ink)
{
    int padding = ui_px(ui, CELL_ACROSS);
    int half = at.w / 2;
    int inner = half - 2 * padding;
    int y = at.y + ui_px(ui, CELL_DOWN);
    int first = ui_text(ui, at.x + padding, y, inner, type, ink, left)->bounds.h;
    int second = ui_text(ui, at.x + half + padding, y, inner, type, ink, right)->bounds.h;
    return y + (first > second ? first : second) + ui_px(ui, CELL_DOWN);
}

/* Under each other, each with its column's name: where two columns would be too narrow for the letters. */
static int pair_below(struct ui *ui, struct rect at, const char *const names[2], const char *const texts[2])
{
    int padding = ui_px(ui, CELL_ACROSS);
    int inner = at.w - 2 * padding;
    int y = at.y + ui_px(ui, CELL_DOWN);
    for (int side = 0; side < 2; side++) {
        if (side > 0) y += ui_px(ui, 14);
        y += ui_text(ui, at.x + padding, y, inner, TYPE_SMALL_STRONG, ui->look->act, names[side])->bounds.h;
        y += ui_text(ui, at.x + padding, y, inner, TYPE_BODY, ui->look->ink, texts[side])->bounds.h;
    }
    return y + ui_px(ui, CELL_DOWN);
}

static void row_line(struct ui *ui, struct rect at, struct color ink, int thick)
{
    int padding = ui_px(ui, CELL_ACROSS);
    ui_box(ui, (struct rect){at.x + padding, at.y, at.w - 2 * padding, thick}, 0, ink, ink, 0);
}

static int comparison_view(struct ui *ui, int x, int y, int width, const json_t *block)
{
    const char *const names[2] = {json_text_at(block, "left"), json_text_at(block, "right")};
    if (names[0] == NULL || names[1] == NULL) return y;
    struct item *card =
        ui_box(ui, (struct rect){x, y, width, 0}, ui_px(ui, 32), ui->look->card, ui->look->hairline, ui_px(ui, 2));
    bool beside = width / 2 >= metrics_text_px(&ui->metrics, CELL_LEAST);
    struct rect at = {x, y + ui_px(ui, 10), width, 0};
    if (beside) at.y = pair_beside(ui, at, names[0], names[1], TYPE_STRONG, ui->look->act);
    size_t index;
    json_t *row;
    json_array_foreach (json_object_get(block, "rows"), index, row) {
        const char *const texts[2] = {json_text_at(row, "left"), json_text_at(row, "right")};
        if (texts[0] == NULL || texts[1] == NULL) continue;
        bool head = beside && index == 0; /* the line under the names */
        if (head || index > 0) row_line(ui, at, head ? ui->look->act : ui->look->hairline, ui_px(ui, head ? 4 : 2));
        at.y = beside ? pair_beside(ui, at, texts[0], texts[1], TYPE_BODY, ui->look->ink)
                      : pair_below(ui, at, names, texts);
    }
    card->bounds.h = at.y + ui_px(ui, 10) - y;
    return y + card->bounds.h + ui_px(ui, 28);
}

/* `room` is what is seen at once: a table may be wider than a line of text, a picture is no higher. */
static int block_view(struct ui *ui, int x, int y, int width, struct rect room, const json_t *block)
{
    const char *type = json_text_at(block, "type");
    const char *text = json_text_at(block, "text");
    if (type == NULL) return y;
    if (strcmp(type, "heading") == 0 && text != NULL) {
        y += ui_px(ui, 20);
        return y + ui_text(ui, x, y, width, TYPE_SUBHEADING, ui->look->ink, text)->bounds.h + ui_px(ui, 10);
    }
    if (strcmp(type, "paragraph") == 0 && text != NULL) {
        return y + ui_text(ui, x, y, width, TYPE_BODY, ui->look->ink, text)->bounds.h + ui_px(ui, 24);
    }
    if (strcmp(type, "list") == 0) return list_view(ui, x, y, width, json_object_get(block, "items"));
    if (strcmp(type, "comparison") == 0) {
        int most = width * 4 / 3;
        return comparison_view(ui, x, y, most < room.w ? most : room.w, block);
    }
    if (picture_is_block(block)) return page_picture_view(ui, x, y, width, room.h * 7 / 10, block);
    return y; /* a kind from a newer registry */
}

void page_view(struct ui *ui)
{
    const json_t *page = json_array_get(ui->model->pages, ui->model->page);
    const char *title = json_text_at(page, "title");
    int y = 0;
    struct rect view = ui_page_begin(ui, WORDS("Om netværk"), &y);
    struct rect room = view;
    room.w = ui_scroll_width(ui, view);
    int width = ui_measure(ui, room.w);
    y = ui_danish_note(ui, view.x, y, width);
    ui_content(ui, json_is_true(json_object_get(page, "some_danish")));
    if (title != NULL) y += ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, title)->bounds.h + ui_px(ui, 28);
    size_t at;
    json_t *block;
    json_array_foreach (json_object_get(page, "blocks"), at, block) {
        y = block_view(ui, view.x, y, width, room, block);
    }
    ui_own_words(ui);
    ui_scroll_end(ui, view, y + ui_px(ui, 24));
    ui_bar(ui);
}
