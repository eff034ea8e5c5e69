/* kiosk/audit_rules.h - what the rules of the audit see of a frame, and where they put what they find. Only for
 * kiosk/audit*.c. */
#pragma once

#include "kiosk/audit.h"
#include "kiosk/paint.h"

enum {
    AUDIT_INKS_MAX = 4096,  /* lines of text in a frame */
    AUDIT_HELPS_MAX = 64,   /* sizes and looks in a session */
    AUDIT_NOTE_BYTES = 256, /* what a finding says beyond its item */
};

/* One line of a text: the pixels its letters stand on, cut to what can be seen. */
struct ink {
    size_t item;         /* index */
    struct rect capital; /* from the top of a capital to the baseline, uncut */
    struct rect seen;    /* with what reaches below the baseline, cut to the clip; never empty */
};

/* Where help was found on the first screen of a size, look and language. */
struct help_place {
    int width, height, top;
    double text_scale;
    bool high_contrast;
    char lang[8];
    struct rect bounds;
};

struct audit {
    struct text *text;       /* borrowed */
    struct painter *painter; /* owned; paints no letters */
    struct canvas *canvas;   /* owned; everything but the letters */
    audit_order *order;
    double linear[256]; /* light of a channel (WCAG) */
    struct help_place helps[AUDIT_HELPS_MAX];
    size_t helps_count;
    /* The present frame, borrowed. */
    const struct frame *frame;
    const struct metrics *metrics;
    const struct look *look;
    struct str *out;
    struct ink inks[AUDIT_INKS_MAX];
    size_t inks_count;
    size_t targets[FRAME_ITEMS_MAX]; /* what can be pressed and seen, but not the whole screen */
    size_t targets_count;
    size_t found[AUDIT_RULE_COUNT];
};

/* ---- findings ---- */

/* A finding about `item` (NULL: about the whole screen), as printf. */
void audit_found(struct audit *audit, enum audit_rule rule, const struct item *item, const char *format, ...)
    PRINTF(4, 5);

/* ---- the picture ---- */

double audit_mm(const struct audit *audit, int px);
/* Millimetres asked for at 600 mm, at this distance, less what whole pixels take away. */
double audit_least_mm(const struct audit *audit, double mm);
double audit_contrast(const struct audit *audit, struct color a, struct color b);
/* The pixel at (x, y), letters left out. */
struct color audit_pixel(const struct audit *audit, int x, int y);
bool audit_on_canvas(const struct audit *audit, int x, int y);
/* The contrast that all but a `share`th of `count` values reach; sorts them. 21 when there are none. */
double audit_nearly_least(double *values, size_t count, size_t share);

/* ---- items ---- */

bool audit_has_text(const struct item *item);
bool audit_is_whole_screen(const struct audit *audit, const struct item *item);
/* Does it lie in the part that scrolls? */
bool audit_scrolls(const struct audit *audit, const struct item *item);
/* Is a part of it out of sight? */
bool audit_is_cut(const struct item *item);
bool audit_same_color(struct color a, struct color b);
bool audit_holds(struct rect outer, struct rect inner, int tolerance);
/* The only filled buttons there are: those of ui_button(), not pressed or switched off. */
bool audit_is_filled_button(const struct audit *audit, const struct item *item);
/* px between two rectangles; below 0 where they meet. */
int audit_gap(struct rect a, struct rect b);
/* The controls from top to bottom, those of a row in the direction of reading. */
size_t audit_order_by_place(const struct frame *frame, size_t out[FRAME_ITEMS_MAX]);

/* ---- the rules, by file ---- */

void audit_capital(struct audit *audit);
void audit_text_contrast(struct audit *audit);
void audit_text_cut(struct audit *audit);
void audit_text_wide(struct audit *audit);
void audit_text_overlap(struct audit *audit);
void audit_text_covered(struct audit *audit);
void audit_text_edge(struct audit *audit);
void audit_text_strange(struct audit *audit);

void audit_off_screen(struct audit *audit);
void audit_target_size(struct audit *audit);
void audit_target_gap(struct audit *audit);
void audit_target_overlap(struct audit *audit);
void audit_target_reach(struct audit *audit);
void audit_label(struct audit *audit);
void audit_label_same(struct audit *audit);
void audit_label_seen(struct audit *audit);
void audit_order_rule(struct audit *audit);

void audit_frame_full(struct audit *audit);
void audit_main_height(struct audit *audit);
void audit_main_one(struct audit *audit);
void audit_main_place(struct audit *audit);
void audit_help(struct audit *audit);
void audit_way_back(struct audit *audit);

void audit_edge_contrast(struct audit *audit);
void audit_graphic_contrast(struct audit *audit);
void audit_color_choice(struct audit *audit);
void audit_color_side(struct audit *audit);
void audit_color_error(struct audit *audit);
void audit_color_flower(struct audit *audit);
