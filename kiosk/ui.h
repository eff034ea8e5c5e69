/* kiosk/ui.h - what screens are made of: texts that wrap, buttons, cards, the bar.
 *
 * Numbers given to these functions are pixels of the screen; ui_px() makes them of design pixels
 * (4 px/mm, docs/look.md). Nothing here draws: every function adds items to the frame. */
#pragma once

#include "kiosk/bar.h"
#include "kiosk/frame.h"
#include "kiosk/look.h"
#include "kiosk/model.h"

enum type {
    TYPE_HEADING,    /* 80, bold */
    TYPE_SUBHEADING, /* 56, bold */
    TYPE_TITLE,      /* 52, semibold: card titles */
    TYPE_BODY,       /* 42 */
    TYPE_STRONG,     /* 42, semibold */
    TYPE_SMALL,      /* 41: the least that is allowed */
    TYPE_SMALL_STRONG,
    TYPE_BUTTON, /* 46, semibold */
    TYPE_KEY,    /* 50 */
    TYPE_CODE,   /* 60, bold: the receipt code */
    TYPE_COUNT
};

enum button_kind { BUTTON_FILLED, BUTTON_OUTLINED };

struct ui {
    struct frame *frame;
    const struct model *model;
    const struct look *look;
    struct metrics metrics;
    struct text *text;   /* measures; borrowed */
    struct rect clip;    /* new items are seen only in here */
    bool on_water;       /* inks for the dark ground */
    size_t scroll_first; /* the first item of the part that scrolls */
    enum zone zone;      /* of new items */
    const char *lang;    /* of new items: NULL, or "da" for content that is not translated */
    struct bar_layout bar;
};

/* The frame of the model's present screen. */
void ui_view(struct frame *frame, const struct model *model, const struct metrics *metrics, struct text *text);

int ui_px(const struct ui *ui, int design_px);
struct text_style ui_style(const struct ui *ui, enum type type);
int ui_line_height(const struct ui *ui, enum type type);

/* Adds an empty item with the present clip. */
struct item *ui_add(struct ui *ui, enum role role, struct rect bounds);
/* A text wrapped to `width`, its left upper corner at (x, y). The item's bounds say how large it became. */
struct item *ui_text(struct ui *ui, int x, int y, int width, enum type type, struct color ink, const char *text);
/* One line as it is, in any width, of `bytes` bytes. */
struct item *ui_line(struct ui *ui, int x, int y, enum type type, struct color ink, const char *text, size_t bytes);
/* The upright stroke where the next letter comes. */
void ui_caret(struct ui *ui, int x, int y, int height);

/* Where a text breaks: at blanks, and within a word only where that is wider than `width`. Each line begins in `text`
 * and is `bytes` long. Returns how many; what is in no line did not fit (ui_text() then sets frame.cut). */
enum { UI_LINES_MAX = 192 /* the longest text that can be typed, in the widest letters, in large ones */ };
struct ui_line {
    const char *start;
    size_t bytes;
};
int ui_wrap(struct ui *ui, int width, enum type type, const char *text, struct ui_line lines[UI_LINES_MAX]);
/* Says that something on this screen is shown in Danish, when that is because it is not translated into the visitor's
 * language; else nothing. Returns the y below. */
int ui_danish_note(struct ui *ui, int x, int y, int width);
/* Content that follows is Danish, whatever the visitor's language is, if it is `danish`; until ui_own_words(). */
void ui_content(struct ui *ui, bool danish);
void ui_own_words(struct ui *ui);
/* How high it would be. */
int ui_text_height(struct ui *ui, int width, enum type type, const char *text);
int ui_text_width(struct ui *ui, enum type type, const char *text);
struct item *ui_box(struct ui *ui, struct rect bounds, int radius, struct color fill, struct color edge,
                    int edge_width);
struct item *ui_icon(struct ui *ui, int x, int y, int size, enum icon icon, struct color ink, struct color ground);

/* The whole screen as paper or as water. */
void ui_paper(struct ui *ui);
void ui_water(struct ui *ui, struct rect bounds);

/* A button with its words in the middle, in one or more lines; `bounds.h` is the least height. Returns the
 * item; its bounds say how high it became. */
struct item *ui_button(struct ui *ui, struct rect bounds, enum button_kind kind, const char *words,
                       struct action action);
/* The latest ui_button() can't be pressed now. */
void ui_disable_last_button(struct ui *ui);
int ui_button_height(struct ui *ui, int width, const char *words);

/* A small rounded button of one line; `on` shows that it is chosen. Returns the box. */
struct item *ui_pill(struct ui *ui, int x, int y, const char *words, bool on, struct action action);
/* The same with a sign before its words or after them; the other one is ICON_NONE. That much wider it is. */
struct item *ui_pill_signed(struct ui *ui, int x, int y, enum icon before, const char *words, enum icon after, bool on,
                            struct action action);
int ui_pill_sign_width(const struct ui *ui);
int ui_pill_width(struct ui *ui, const char *words);
int ui_pill_height(const struct ui *ui);

/* A large button that may be the chosen one, as large as `bounds` and without its words: the caller puts them on it, in
 * *out_ink. `words` are what is said of it. Returns the box. */
struct item *ui_choice(struct ui *ui, struct rect bounds, const char *words, struct action action, bool chosen,
                       struct color *out_ink);

/* "‹ Tilbage" at the top left. Returns the y below it. */
int ui_back(struct ui *ui, const char *words);
/* One or two buttons at the bottom, above the bar; the strong one is on the right and lowest.
 * `second` may be NULL. Returns the y where they begin: content ends above. */
int ui_footer(struct ui *ui, const char *second, struct action second_action, const char *first,
              struct action first_action);
/* Where they stand: from left to right the whole width, in landscape the right half. Its y is their lower edge, its h
 * 0. */
struct rect ui_footer_room(const struct ui *ui);
/* Help, language and the aids of every screen (bar.h). Returns the y where it begins. */
int ui_bar(struct ui *ui);
int ui_bar_height(const struct ui *ui);
/* Left and right edge of the content. */
int ui_margin(const struct ui *ui);
/* A sign beside words is as large as they are: design px at the visitor's size of letters. */
int ui_sign(const struct ui *ui, int design_px);
/* `width`, but no more than a line of text should have: about fifty letters. */
int ui_measure(const struct ui *ui, int width);

/* Content that may be longer than `view`. Between begin and end, add items at the y that begin
 * returned and on; end takes the y where the content ended. When it is longer, a strip below
 * it (in landscape beside it) gets two buttons for those who can't swipe; nothing lies under them. */
int ui_scroll_begin(struct ui *ui, struct rect view);
/* How wide content in it may be: in landscape the buttons stand beside it. */
int ui_scroll_width(const struct ui *ui, struct rect view);
void ui_scroll_end(struct ui *ui, struct rect view, int content_end);
/* A screen of paper that scrolls between its way back, with these words, and the bar. Content begins at *out_y; the
 * caller ends it with ui_scroll_end() and the view that is returned. */
struct rect ui_page_begin(struct ui *ui, const char *back, int *out_y);

#define ACTION(name)               ((struct action){.kind = (name)})
#define ACTION_VALUE(name, number) ((struct action){.kind = (name), .value = (int)(number)})
