#include "kiosk/audit.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/audit_rules.h"

static const struct {
    const char *name;
    const char *advice; /* what to do */
    void (*check)(struct audit *audit);
} rules[AUDIT_RULE_COUNT] = {
    [AUDIT_FRAME_FULL] = {"frame-full", "show less, or make FRAME_ITEMS_MAX or FRAME_TEXT_BYTES_MAX larger",
                          audit_frame_full},
    [AUDIT_CAPITAL] = {"capital", "take TYPE_SMALL or larger", audit_capital},
    [AUDIT_TEXT_CONTRAST] = {"text-contrast", "take another ink or ground", audit_text_contrast},
    [AUDIT_TEXT_CUT] = {"text-cut", "give it more room, or let it scroll", audit_text_cut},
    [AUDIT_TEXT_WIDE] = {"text-wide", "wrap it, or give it a wider box", audit_text_wide},
    [AUDIT_TEXT_OVERLAP] = {"text-overlap", "put them further apart", audit_text_overlap},
    [AUDIT_TEXT_COVERED] = {"text-covered", "move it, or leave it out", audit_text_covered},
    [AUDIT_TEXT_EDGE] = {"text-edge", "make the box larger, or wrap the text", audit_text_edge},
    [AUDIT_TEXT_STRANGE] = {"text-strange", "move it, or make it ROLE_DECORATION and part of the label",
                            audit_text_strange},
    [AUDIT_OFF_SCREEN] = {"off-screen", "move it, or let it scroll", audit_off_screen},
    [AUDIT_TARGET_SIZE] = {"target-size", "make it larger", audit_target_size},
    [AUDIT_TARGET_GAP] = {"target-gap", "put them further apart", audit_target_gap},
    [AUDIT_TARGET_OVERLAP] = {"target-overlap", "put them further apart", audit_target_overlap},
    [AUDIT_TARGET_REACH] = {"target-reach", "move what lies over it", audit_target_reach},
    [AUDIT_MAIN_HEIGHT] = {"main-height", "let ui_button() say how high it is", audit_main_height},
    [AUDIT_MAIN_ONE] = {"main-one", "make all but one BUTTON_OUTLINED", audit_main_one},
    [AUDIT_MAIN_PLACE] = {"main-place", "put the filled button lowest and outermost", audit_main_place},
    [AUDIT_LABEL] = {"label", "give it a label", audit_label},
    [AUDIT_LABEL_SAME] = {"label-same", "call one of them something else", audit_label_same},
    [AUDIT_LABEL_SEEN] = {"label-seen", "begin the label with the words on it", audit_label_seen},
    [AUDIT_ORDER] = {"order", "see the reading order", audit_order_rule},
    [AUDIT_HELP] = {"help-place", "draw the bar with ui_bar()", audit_help},
    [AUDIT_WAY_BACK] = {"way-back", "give it ui_back() or a button that leaves", audit_way_back},
    [AUDIT_EDGE_CONTRAST] = {"edge-contrast", "take look->control_edge, or a darker ground", audit_edge_contrast},
    [AUDIT_GRAPHIC_CONTRAST] = {"graphic-contrast", "take another ink or ground", audit_graphic_contrast},
    [AUDIT_COLOR_CHOICE] = {"color-choice", "add a sign and a description", audit_color_choice},
    [AUDIT_COLOR_SIDE] = {"color-side", "put side_icon() beside it", audit_color_side},
    [AUDIT_COLOR_ERROR] = {"color-error", "put ICON_WARNING and words beside it", audit_color_error},
    [AUDIT_COLOR_FLOWER] = {"color-flower", "put side_icon() on every petal, or a legend beside it",
                            audit_color_flower},
};

/* ---- the session ---- */

static double linear(int channel)
{
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

enum err audit_create(struct audit **out, struct text *text)
{
    *out = NULL;
    struct audit *audit = calloc(1, sizeof(*audit));
    if (audit == NULL) return ERR_NOMEM;
    audit->text = text;
    audit->order = audit_order_by_place;
    for (int channel = 0; channel < 256; channel++) audit->linear[channel] = linear(channel);
    if (painter_create(&audit->painter, text) != ERR_OK) {
        audit_destroy(audit);
        return ERR_NOMEM;
    }
    painter_leave_out_letters(audit->painter);
    *out = audit;
    return ERR_OK;
}

void audit_destroy(struct audit *audit)
{
    if (audit == NULL) return;
    painter_destroy(audit->painter);
    canvas_destroy(audit->canvas);
    free(audit);
}

void audit_use_order(struct audit *audit, audit_order *order)
{
    audit->order = order != NULL ? order : audit_order_by_place;
}

/* ---- findings ---- */

void audit_found(struct audit *audit, enum audit_rule rule, const struct item *item, const char *format, ...)
{
    char note[AUDIT_NOTE_BYTES];
    char words[160];
    va_list args;
    va_start(args, format);
    vsnprintf(note, sizeof(note), format, args);
    va_end(args);
    for (char *at = note; *at != '\0'; at++) {
        if (*at == '\n') *at = ' '; /* a finding is one line */
    }
    str_addf(audit->out, "%s (%s): %s: ", audit->frame->screen, audit->frame->lang, rules[rule].name);
    if (item != NULL) {
        str_addf(audit->out, "%s \"%s\": ", role_name(item->role), item_words(item, words, sizeof(words)));
    }
    str_addf(audit->out, "%s: %s\n", note, rules[rule].advice);
    audit->found[rule]++;
}

size_t audit_count(const struct audit *audit, enum audit_rule rule)
{
    return audit->found[rule];
}

const char *audit_rule_name(enum audit_rule rule)
{
    return rules[rule].name;
}

/* ---- a frame ---- */

/* Letters reach below the baseline by about a fifth of their size. */
static void add_ink(struct audit *audit, size_t index, int line_index, const char *line, size_t bytes)
{
    const struct item *item = &audit->frame->items[index];
    int width = text_width(audit->text, item->style, line, bytes);
    int room = item->bounds.w - width;
    int x = item->bounds.x + (item->align == ALIGN_LEFT ? 0 : item->align == ALIGN_CENTER ? room / 2 : room);
    int capital = item->style.size_px * TEXT_CAPITAL_PER_MILLE / 1000;
    int y = item->bounds.y + line_index * item->line_height + (item->line_height - capital) / 2;
    struct ink ink = {index, {x, y, width, capital}, {x, y, width, capital + item->style.size_px / 5}};
    ink.seen = rect_intersect(ink.seen, item->clip);
    if (rect_is_empty(ink.seen) || audit->inks_count == AUDIT_INKS_MAX) return;
    audit->inks[audit->inks_count++] = ink;
}

static void collect_inks(struct audit *audit)
{
    audit->inks_count = 0;
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        if (!audit_has_text(item) || rect_is_empty(item_painted(item))) continue;
        int index = 0;
        for (const char *line = item->text; line != NULL; index++) {
            const char *end = strchr(line, '\n');
            size_t bytes = end != NULL ? (size_t)(end - line) : strlen(line);
            add_ink(audit, at, index, line, bytes);
            line = end != NULL ? end + 1 : NULL;
        }
    }
}

static void collect_targets(struct audit *audit)
{
    audit->targets_count = 0;
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        if (item->action.kind == ACTION_NONE || audit_is_whole_screen(audit, item)) continue;
        if (!rect_is_empty(item_visible(item))) audit->targets[audit->targets_count++] = at;
    }
}

static bool paint(struct audit *audit)
{
    const struct frame *frame = audit->frame;
    if (audit->canvas == NULL || audit->canvas->width != frame->width || audit->canvas->height != frame->height) {
        canvas_destroy(audit->canvas);
        audit->canvas = canvas_create(frame->width, frame->height);
        painter_forget(audit->painter);
    }
    if (audit->canvas == NULL) return false;
    struct damage damage;
    painter_paint(audit->painter, audit->canvas, frame, audit->look, &damage);
    return true;
}

size_t audit_frame(struct audit *audit, const struct frame *frame, const struct metrics *metrics,
                   const struct look *look, struct str *out)
{
    audit->frame = frame;
    audit->metrics = metrics;
    audit->look = look;
    audit->out = out;
    memset(audit->found, 0, sizeof(audit->found));
    if (!paint(audit)) {
        str_add(out, "audit: out of memory\n");
        return 1;
    }
    collect_inks(audit);
    collect_targets(audit);
    size_t findings = 0;
    for (int rule = 0; rule < AUDIT_RULE_COUNT; rule++) {
        rules[rule].check(audit);
        findings += audit->found[rule];
    }
    return findings;
}

/* ---- the picture ---- */

double audit_mm(const struct audit *audit, int px)
{
    return px / audit->metrics->px_per_mm;
}

double audit_least_mm(const struct audit *audit, double mm)
{
    static const double whole_pixels = 0.985;
    return mm * audit->metrics->distance_mm / 600.0 * whole_pixels;
}

static double light(const struct audit *audit, struct color color)
{
    return 0.2126 * audit->linear[color.r] + 0.7152 * audit->linear[color.g] + 0.0722 * audit->linear[color.b];
}

double audit_contrast(const struct audit *audit, struct color a, struct color b)
{
    double la = light(audit, a);
    double lb = light(audit, b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

struct color audit_pixel(const struct audit *audit, int x, int y)
{
    const struct canvas *canvas = audit->canvas;
    return COLOR_HEX(canvas->pixels[(size_t)y * (size_t)canvas->stride + (size_t)x] & 0xffffff);
}

bool audit_on_canvas(const struct audit *audit, int x, int y)
{
    return x >= 0 && y >= 0 && x < audit->canvas->width && y < audit->canvas->height;
}

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

double audit_nearly_least(double *values, size_t count, size_t share)
{
    if (count == 0) return 21.0;
    qsort(values, count, sizeof(values[0]), compare_doubles);
    return values[count / share];
}

/* ---- items ---- */

bool audit_has_text(const struct item *item)
{
    return item->text != NULL && item->text[0] != '\0';
}

bool audit_is_whole_screen(const struct audit *audit, const struct item *item)
{
    return item->bounds.w == audit->frame->width && item->bounds.h == audit->frame->height - audit->frame->top;
}

bool audit_scrolls(const struct audit *audit, const struct item *item)
{
    return audit->frame->scroll_max > 0 &&
           (rect_is_empty(item->clip) || audit_holds(audit->frame->scroll_view, item->clip, 0));
}

bool audit_is_cut(const struct item *item)
{
    struct rect seen = item_visible(item);
    return seen.w != item->bounds.w || seen.h != item->bounds.h;
}

bool audit_same_color(struct color a, struct color b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b;
}

bool audit_holds(struct rect outer, struct rect inner, int tolerance)
{
    return inner.x >= outer.x - tolerance && inner.y >= outer.y - tolerance &&
           inner.x + inner.w <= outer.x + outer.w + tolerance && inner.y + inner.h <= outer.y + outer.h + tolerance;
}

bool audit_is_filled_button(const struct audit *audit, const struct item *item)
{
    return item->role == ROLE_BUTTON && item->drawing == DRAW_BOX && !item->pressed && !item->disabled &&
           audit_same_color(item->fill, audit->look->act);
}

int audit_gap(struct rect a, struct rect b)
{
    int across = a.x > b.x ? a.x - (b.x + b.w) : b.x - (a.x + a.w);
    int down = a.y > b.y ? a.y - (b.y + b.h) : b.y - (a.y + a.h);
    return across > down ? across : down;
}
