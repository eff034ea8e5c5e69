/* kiosk/frame.h - one picture of one screen, as a flat list of items.
 *
 * An item is at once what is drawn, what can be touched and what can be said, so the three can
 * never differ. Later items lie on top of earlier ones. Texts live in the frame's own arena and
 * die with the next frame_begin(), which wipes it: a frame may hold what a visitor typed. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kiosk/canvas.h"
#include "kiosk/caret.h"
#include "kiosk/text.h"
#include "sync/base/err.h"
#include "sync/model/network.h"

enum {
    FRAME_ITEMS_MAX = 512,
    FRAME_TEXT_BYTES_MAX = 96 * 1024,
    FRAME_QR_QUIET = 4, /* light modules around a QR code (ISO 18004) */
};
enum { RINGS_STILL = 0, RING_PHASES = 60 };

enum role {
    ROLE_DECORATION, /* says nothing */
    ROLE_TEXT,
    ROLE_HEADING,
    ROLE_BUTTON,
    ROLE_CARD, /* a button that holds several texts */
    ROLE_FIELD,
    ROLE_KEY,
    ROLE_IMAGE,
    ROLE_ALERT,
};

enum drawing {
    DRAW_NOTHING,
    DRAW_BOX,    /* fill, edge, radius */
    DRAW_WATER,  /* gradient over bounds: fill is the top, edge the bottom */
    DRAW_RINGS,  /* rings around the middle, the outermost as large as bounds; ink fades outwards */
    DRAW_FLOWER, /* petals; edge is the colour between them */
    DRAW_ICON,   /* icon in ink, as large as bounds */
    DRAW_CARET,
    DRAW_QR,      /* modules in ink on fill, with the quiet zone that readers ask for */
    DRAW_PICTURE, /* picture, as large as bounds, with round corners; fill where it can't be read */
    DRAW_ARC,     /* a curve in ink from arc_from to arc_to with a head there, edge_width thick */
};

enum icon {
    ICON_NONE,
    ICON_HOUSE,   /* Kommunen */
    ICON_PERSON,  /* Borgerne */
    ICON_DIAMOND, /* Medarbejderne */
    ICON_BACK,
    ICON_FORWARD,
    ICON_UP,
    ICON_DOWN,
    ICON_FIRST, /* up, to the very beginning */
    ICON_LAST,
    ICON_SHIFT,
    ICON_BACKSPACE,
    ICON_SEARCH,
    ICON_HELP,
    ICON_LANGUAGE, /* a globe */
    ICON_CONTRAST,
    ICON_WARNING,
    ICON_CHECK,
    ICON_EMAIL, /* an envelope */
    ICON_PHONE,
    ICON_DOT,       /* a phase passed */
    ICON_DOT_NOW,   /* the present phase */
    ICON_DOT_AHEAD, /* a phase to come */
    ICON_COMPANY,
    ICON_ASSOCIATION,
    ICON_POLITICIAN,
    ICON_EDUCATION,
    ICON_GIFT_HANDED, /* a parcel in a hand */
    ICON_GIFT_SHELF,  /* a parcel, wrapped */
    ICON_GIFT_OPENED, /* its lid is off */
    ICON_GIFT_IN_USE, /* what was in it, with a check */
    ICON_SPEECH,      /* a loudspeaker */
    ICON_REACH,       /* an arrow down to the floor */
    ICON_CALM,        /* still water */
    ICON_REPEAT,
    ICON_LESS,
    ICON_MORE,
    ICON_PENCIL, /* what was written can be corrected */
};

/* Where an item belongs, in the order of reading (focus.h). */
enum zone { ZONE_CONTENT, ZONE_KEYS, ZONE_FOOTER, ZONE_BAR };

enum align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

/* What happens when an item is pressed; ACTION_NONE for items that only show. What an action
 * means is for update.c. */
enum action_kind {
    ACTION_NONE,
    ACTION_OPEN_BOARD,
    ACTION_OPEN_NETWORK, /* target: the network's id */
    ACTION_SEARCH,
    ACTION_OPEN_FILTER, /* value: enum filter_by */
    ACTION_FILTER,      /* value: what is wanted of it, or FILTER_ALL */
    ACTION_BACK,
    ACTION_OPEN_GROUP, /* the network's Founding Group */
    ACTION_START,      /* value: enum submission_kind */
    ACTION_ACCEPT_NOTICE,
    ACTION_CHOOSE,      /* value: of the present step's choice */
    ACTION_FOCUS_FIELD, /* value: enum form_field */
    ACTION_KEY,         /* target: what the key types */
    ACTION_KEY_SHIFT,
    ACTION_KEY_LAYER, /* value: enum keyboard_layer */
    ACTION_KEY_BACKSPACE,
    ACTION_KEY_CARET, /* value: -1 to the left, 1 to the right, as it is seen */
    ACTION_KEY_WAY,   /* value: enum keyboard_layer, the way to be reached that it is for */
    ACTION_NEXT,
    ACTION_EDIT,        /* value: enum form_field */
    ACTION_EDIT_CHOICE, /* value: enum form_choice */
    ACTION_SEND,
    ACTION_FINISH, /* ends the visit */
    ACTION_STAY,   /* "yes, I am still here" */
    ACTION_SCROLL_UP,
    ACTION_SCROLL_DOWN,
    ACTION_SCROLL_FIRST,
    ACTION_SCROLL_LAST,
    ACTION_HELP,
    ACTION_LANGUAGE,
    ACTION_ABOUT,
    ACTION_OPEN_PAGE,       /* value: its place */
    ACTION_CHOOSE_LANGUAGE, /* value: index in languages[] */
    ACTION_LARGER,
    ACTION_CONTRAST,
    ACTION_IDEAS,        /* the wall */
    ACTION_OPEN_IDEA,    /* target: its id */
    ACTION_SUPPORT,      /* the open idea */
    ACTION_FOLLOW,       /* "what happened?" */
    ACTION_FOLLOW_GROUP, /* value: the group of the code to type in */
    ACTION_FOLLOW_CLEAR,
    ACTION_FOLLOW_FIND,
    ACTION_WISH,         /* value: withdraw or erase, of enum submission_kind */
    ACTION_GIVE_WISH,    /* yes, do that */
    ACTION_GUIDE,        /* "network or project?" */
    ACTION_GUIDE_ANSWER, /* value: enum leans */
    ACTION_LEANS,        /* value: enum leans, back to the form */
    ACTION_RINGS,        /* what the networks have created */
    ACTION_GIFTS,
    ACTION_CHOOSE_DROP,   /* value: its place among them */
    ACTION_RINGS_AS_LIST, /* or as a picture again */
    ACTION_RINGS_PAGE,    /* value: which */
    ACTION_SPEECH,        /* reading aloud, on or off */
    ACTION_LOW_REACH,     /* everything in the lowest part of the screen */
    ACTION_QUIET,         /* no motion */
    ACTION_REPEAT,        /* say it again */
    ACTION_SOFTER,
    ACTION_LOUDER,
    ACTION_PIN_DIGIT, /* value: 0 to 9; this and the next ones on the service page */
    ACTION_PIN_ERASE,
    ACTION_PIN_DONE,
    ACTION_TEST_BEGIN, /* the touch test, also anew */
    ACTION_TEST_TOUCH, /* value: which target */
    ACTION_TEST_SOUND,
    ACTION_RESTART,
};

struct action {
    enum action_kind kind;
    int value;
    const char *target; /* in the frame's arena, or NULL */
};

struct spot {
    int x, y;
};

struct item {
    enum role role;
    enum zone zone;
    enum drawing drawing;
    struct rect bounds;
    struct rect clip; /* nothing of the item is seen or touched outside it */
    struct color fill, edge;
    int edge_width;
    int radius;
    bool dashed;
    const char *text; /* lines divided by '\n', or NULL */
    struct text_style style;
    int line_height; /* px */
    bool parted;     /* a word is broken at the end of a line, since there was no room for it (audit) */
    int overhang;    /* px that letters reach above and below bounds where lines are set tight */
    struct color ink;
    enum align align;
    const char *label;       /* what is said, and what a script taps; NULL: the text */
    const char *description; /* said after the label; may be NULL */
    const char *lang;        /* of what it says (constant), where that is not the frame's; else NULL */
    struct action action;
    bool focus;
    bool pressed;
    bool disabled;
    bool unmirrored; /* keeps its place in a right-to-left frame (keys) */
    bool slides;     /* a finger that went down on another key may slide here and lift (variants of a held key) */
    bool typed; /* shows what a visitor typed (what can be pressed: its description does): said into headphones only */
    bool graphic; /* fill or ink carries meaning and needs contrast by itself (audit) */
    enum icon icon;
    const struct petal *petals; /* DRAW_FLOWER: petals_count of them, keywords in the arena */
    int petals_count;
    bool mirrored;  /* the petals follow each other against the clock */
    int rings;      /* DRAW_RINGS: how many */
    int ring_inner; /* radius of the innermost, px */
    int ring_phase; /* how far they have moved outwards: 1 to RING_PHASES of the way to the next, or RINGS_STILL */
    uint8_t faded;  /* how little of it is seen: 0 all, 255 nothing */
    uint8_t dimmed; /* DRAW_FLOWER: how dark it is: 0 not at all, 255 black */
    struct caret_stop *stops; /* ROLE_FIELD: where the caret may stand, stops_count of them, in the arena */
    size_t stops_count;
    size_t caret;                 /* ROLE_FIELD: where it stands, bytes */
    const unsigned char *modules; /* DRAW_QR: modules_side squared, 1 for dark, in the arena */
    int modules_side;
    const char *picture;          /* DRAW_PICTURE: its name (kiosk/picture_cache.h), in the arena */
    struct spot arc_from, arc_to; /* DRAW_ARC */
    int arc_bend; /* how far its middle lies from the straight line, px; to the left of the way if > 0 */
};

struct frame {
    const char *screen; /* constant name, e.g. "board" */
    char lang[8];
    int width, height;
    struct item items[FRAME_ITEMS_MAX];
    size_t items_count;
    char arena[FRAME_TEXT_BYTES_MAX];
    size_t arena_used;
    bool cut; /* an item or a text did not fit: the audit reports it */
    /* The part of the screen that scrolls, for update: how far it can go. */
    struct rect scroll_view; /* empty when nothing scrolls */
    int scroll_max;          /* px, 0 when all is seen */
    int top;                 /* px: the screen begins here; above it is nothing but water (low reach) */
    bool moving;             /* it glides by itself: a touch on it holds it and presses nothing */
    /* Of a list too long to be in memory as a whole: the cards that should be seen, and px from row to row. */
    size_t list_first, list_count;
    int list_pitch; /* 0: there is no such list */
};

void frame_begin(struct frame *frame, const char *screen, const char *lang, int width, int height);
/* Wipes it. */
void frame_wipe(struct frame *frame);
/* A new item, zeroed, with its clip the whole screen. Never NULL: when the frame is full the
 * last item is used again and frame->cut is set. */
struct item *frame_add(struct frame *frame);
/* `bytes` of a text, copied into the arena and terminated; "" when it is full (cut is set). */
const char *frame_text(struct frame *frame, const char *text, size_t bytes);
const char *frame_textf(struct frame *frame, const char *format, ...) PRINTF(2, 3);
/* Room in the arena, not cleared; NULL when it is full (cut is set). */
void *frame_memory(struct frame *frame, size_t bytes, size_t alignment);

/* Turns the frame for a right-to-left language: what began at the left begins at the right. */
void frame_mirror(struct frame *frame);

/* The topmost item with an action at (x, y), or NULL. */
const struct item *frame_hit(const struct frame *frame, int x, int y);
/* What the item says: label or text, with line breaks as blanks, into `out`. Returns out. */
const char *item_words(const struct item *item, char *out, size_t out_bytes);
/* The part of it that can be seen and touched. */
struct rect item_visible(const struct item *item);
/* The part that is painted: the same, and what letters reach beyond it. */
struct rect item_painted(const struct item *item);
const char *role_name(enum role role);
const char *action_name(enum action_kind kind);

/* A number that differs when the item would be painted differently. */
uint64_t item_hash(const struct item *item);

/* {"screen","lang","items":[{"role","label","text","x","y","w","h","action","focus",…}]}; x, y, w
 * and h are the visible part. NULL without memory. */
MUST_USE json_t *frame_to_json(const struct frame *frame);
/* The frame as lines for a person and for golden tests: role, text, action; no pixels. The caller
 * calls str_finish() in every case. ERR_NOMEM. */
struct str;
MUST_USE enum err frame_to_text(struct str *out, const struct frame *frame);
