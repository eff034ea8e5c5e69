/* kiosk/audit.h - what a machine can check on a frame, held against the numbers that people need.
 *
 * An audit is a session: it paints frames without their letters onto a canvas of its own (only what
 * changed since the frame before) and remembers what must be the same on every screen. A finding is one line:
 *
 *   board (da): target-size: button "Alle · 12": is 9.1 x 9.1 mm, needs 11.64: make it larger
 *
 * Clauses are those of WCAG 2.2 where nothing else is said, and of EN 301 549 where it says EN. Lengths in
 * millimetres are asked for at 600 mm from the eye; nearer, they may be smaller by as much. */
#pragma once

#include <stddef.h>

#include "kiosk/frame.h"
#include "kiosk/look.h"
#include "kiosk/text.h"
#include "sync/base/err.h"
#include "sync/base/str.h"

enum audit_rule {
    AUDIT_FRAME_FULL, /* more items or texts than a frame holds: something is missing on the screen */

    /* What is read. */
    AUDIT_CAPITAL,       /* EN 5.1.4: a capital is 0.7 degrees of sight high: 7.33 mm */
    AUDIT_TEXT_CONTRAST, /* 1.4.3, 1.4.6: 4.5:1, large letters 3:1, high contrast 7:1; pixels behind every line */
    AUDIT_TEXT_CUT,      /* 1.4.4: by its own bounds or by what it lies in; what scrolls may be cut above and below */
    AUDIT_TEXT_WIDE,     /* 1.4.4: a line wider than the box it stands in, a word parted for want of room */
    AUDIT_TEXT_OVERLAP,  /* 1.4.12: the ink of two texts, or of a text and a sign, meets */
    AUDIT_TEXT_COVERED,  /* 2.4.11: something painted later lies over letters */
    AUDIT_TEXT_EDGE,     /* 1.4.12: letters run over the edge of a box, a card or a control */
    AUDIT_TEXT_STRANGE,  /* 1.3.1: a text that can be read by itself lies on a control it does not belong to */
    AUDIT_OFF_SCREEN,    /* 1.4.10: a text or a target reaches off the screen and can't be scrolled to */

    /* What is touched. */
    AUDIT_TARGET_SIZE,    /* 2.5.5: 44 CSS px of 1/96 inch, 11.64 mm */
    AUDIT_TARGET_GAP,     /* 2.5.8: 2 mm to the next target */
    AUDIT_TARGET_OVERLAP, /* 2.5.8: two targets lie partly over one another */
    AUDIT_TARGET_REACH,   /* 2.1.1: no point of it can be touched, since others lie over it */
    AUDIT_MAIN_HEIGHT,    /* 2.5.5: the main action is 20 mm high */
    AUDIT_MAIN_ONE,       /* 3.2.4: at most one filled button */
    AUDIT_MAIN_PLACE,     /* 3.2.4: the filled button is the lowest, and outermost in its row */

    /* What is said. */
    AUDIT_LABEL,      /* 4.1.2: what can be pressed, and a picture, says what it is */
    AUDIT_LABEL_SAME, /* 2.4.9: two targets that do different things are called the same */
    AUDIT_LABEL_SEEN, /* 2.5.3: the words seen on a button are part of what is said */
    AUDIT_ORDER,      /* 2.4.3: the reading order has every control once and never goes back up in a column */

    /* What is the same everywhere. */
    AUDIT_HELP,     /* 3.2.6: help is there, and at the same place on every screen of a size and look */
    AUDIT_WAY_BACK, /* EN 5.1.1, 3.2.3: every screen can be left, except where a visit begins and ends */

    /* What is not told by colour alone (1.4.1), and colours that can be told apart (1.4.11). */
    AUDIT_EDGE_CONTRAST, /* 3:1 for the edge or the ground of a button or a field (high contrast: also cards, keys) */
    AUDIT_GRAPHIC_CONTRAST, /* 3:1 for signs, and for petals against what is around them */
    AUDIT_COLOR_CHOICE,     /* of controls of one kind a chosen one differs in lightness or sign, and says so */
    AUDIT_COLOR_SIDE,       /* words in the colour of a side stand beside its mark */
    AUDIT_COLOR_ERROR,      /* red words stand beside the warning sign; a red field has such words */
    AUDIT_COLOR_FLOWER,     /* a large flower has a mark on every petal, or the marks are explained beside it */
    AUDIT_RULE_COUNT
};

struct audit;

/* The reading order of a frame: its controls, first to last, as indexes of items. Writes at most FRAME_ITEMS_MAX and
 * returns how many. */
typedef size_t audit_order(const struct frame *frame, size_t out[FRAME_ITEMS_MAX]);

/* `text` is borrowed and must outlive the audit. On ERR_OK the caller owns *out and releases it with
 * audit_destroy(); on error (ERR_NOMEM) *out is NULL. */
MUST_USE enum err audit_create(struct audit **out, struct text *text);
void audit_destroy(struct audit *audit);
/* Checks another order than the one by place; NULL: that one again. */
void audit_use_order(struct audit *audit, audit_order *order);

/* Adds a line for every finding to *out and returns how many. */
size_t audit_frame(struct audit *audit, const struct frame *frame, const struct metrics *metrics,
                   const struct look *look, struct str *out);
/* How many findings of a rule the latest frame had. */
size_t audit_count(const struct audit *audit, enum audit_rule rule);
/* "target-size": constant. */
const char *audit_rule_name(enum audit_rule rule);
