/* What stands in a field, the caret, and the places where a touch can put it. */
#include <string.h>

#include "kiosk/bidi.h"
#include "kiosk/grapheme.h"
#include "kiosk/screens/screens.h"

/* Where the caret stands in a line, px from the left of where the line is put. A line that runs against the frame's
 * own direction begins at its far end: in a frame that will be mirrored Danish does, in another Arabic. */
static int caret_in(struct ui *ui, const char *line, size_t bytes, size_t before)
{
    struct text_style style = ui_style(ui, TYPE_BODY);
    int x = text_width(ui->text, style, line, before);
    bool against = ui->model->language->right_to_left != bidi_starts_right(line, bytes);
    return against ? text_width(ui->text, style, line, bytes) - x : x;
}

struct line {
    const char *start;
    size_t bytes;
    int x, y;
};

/* Adds the stops of these lines to the field's item: before every letter, and behind the last one. */
static void add_stops(struct ui *ui, struct item *item, const char *text, const struct line *lines, int lines_count)
{
    char starts[GRAPHEME_TEXT_BYTES_MAX];
    size_t count = 0;
    for (int at = 0; at < lines_count; at++) count += grapheme_count(lines[at].start, lines[at].bytes) + 1;
    item->stops = frame_memory(ui->frame, count * sizeof(*item->stops), _Alignof(struct caret_stop));
    if (item->stops == NULL) return;
    int height = ui_line_height(ui, TYPE_BODY);
    for (int index = 0; index < lines_count; index++) {
        const struct line *line = &lines[index];
        size_t bytes = grapheme_starts(line->start, line->bytes, starts);
        for (size_t at = 0; at <= bytes && item->stops_count < count; at++) {
            if (at < bytes && starts[at] == 0) continue;
            int x = line->x + caret_in(ui, line->start, line->bytes, at);
            size_t offset = (size_t)(line->start - text) + at;
            item->stops[item->stops_count++] = (struct caret_stop){x, line->y, height, offset};
        }
    }
}

static void short_text(struct ui *ui, struct item *item, struct rect inner, const struct field *field, bool focus)
{
    int line = ui_line_height(ui, TYPE_BODY);
    size_t bytes = strlen(field->text);
    int caret = caret_in(ui, field->text, bytes, field->caret);
    int width = ui_text_width(ui, TYPE_BODY, field->text);
    bool against = ui->model->language->right_to_left != bidi_starts_right(field->text, bytes);
    /* What is longer than the field is moved so that the caret is in sight. */
    int x = inner.x;
    if (against && width > inner.w) x -= caret < width - inner.w ? caret : width - inner.w;
    if (!against && caret > inner.w) x -= caret - inner.w;
    int y = inner.y + (inner.h - line) / 2;
    if (bytes > 0) {
        struct item *text = ui_line(ui, x, y, TYPE_BODY, ui->look->ink, field->text, bytes);
        text->role = ROLE_DECORATION;
    }
    add_stops(ui, item, field->text, &(struct line){field->text, bytes, x, y}, 1);
    if (focus) ui_caret(ui, x + caret, y, line);
}

/* A text in several lines; the caret's line is in sight. */
static void long_text(struct ui *ui, struct item *item, struct rect inner, const struct field *field, bool focus)
{
    struct ui_line lines[UI_LINES_MAX];
    struct line shown_lines[UI_LINES_MAX];
    const char *text = field->text;
    int count = ui_wrap(ui, inner.w, TYPE_BODY, text, lines);
    int line = ui_line_height(ui, TYPE_BODY);
    int shown = inner.h / line > 0 ? inner.h / line : 1;
    if (count == 0) lines[count++] = (struct ui_line){text, 0};
    lines[count - 1].bytes = strlen(lines[count - 1].start); /* blanks at the end are written, too */
    int at_caret = 0;
    while (at_caret + 1 < count && lines[at_caret + 1].start <= text + field->caret) at_caret++;
    int first = at_caret >= shown ? at_caret - shown + 1 : 0;
    int used = 0;
    for (int at = first; at < count && at < first + shown; at++, used++) {
        const struct ui_line *from = &lines[at];
        shown_lines[used] = (struct line){from->start, from->bytes, inner.x, inner.y + used * line};
        if (from->bytes == 0) continue;
        ui_line(ui, inner.x, shown_lines[used].y, TYPE_BODY, ui->look->ink, from->start, from->bytes)->role =
            ROLE_DECORATION;
    }
    add_stops(ui, item, text, shown_lines, used);
    if (!focus) return;
    size_t before = (size_t)(text + field->caret - lines[at_caret].start);
    if (before > lines[at_caret].bytes) before = lines[at_caret].bytes;
    int x = caret_in(ui, lines[at_caret].start, lines[at_caret].bytes, before);
    ui_caret(ui, inner.x + (x < inner.w ? x : inner.w), inner.y + (at_caret - first) * line, line);
}

void field_text_view(struct ui *ui, struct item *item, enum form_field which, bool focus)
{
    struct rect box = item->bounds;
    int padding = ui_px(ui, 34);
    const struct field *field = &ui->model->form.fields[which];
    struct rect inner = {box.x + padding, box.y, box.w - 2 * padding, box.h};
    struct rect clip = ui->clip;
    item->caret = field->caret;
    ui->clip = rect_intersect(clip, rect_inset(box, ui_px(ui, 8)));
    if (field_is_long(which)) {
        inner.y += ui_px(ui, 22);
        inner.h -= 2 * ui_px(ui, 22);
        int missing = ui_line_height(ui, TYPE_BODY) - inner.h; /* a field of one line has it in the middle */
        if (missing > 0) inner.y -= missing / 2;
        long_text(ui, item, inner, field, focus);
    } else {
        short_text(ui, item, inner, field, focus);
    }
    ui->clip = clip;
}
