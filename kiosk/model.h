/* kiosk/model.h - everything the screen knows, and the only way it changes.
 *
 * update(model, event) changes the model and asks for effects; view (kiosk/ui.h) turns
 * the model into a frame. Neither knows SDL, files, clocks or chance: time comes in with every
 * event, and what the world should do goes out as effects, which app.c carries out. So a whole
 * visit can be replayed, and a month can pass in a test in a second. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kiosk/aids.h"
#include "kiosk/board.h"
#include "kiosk/canvas.h"
#include "kiosk/flick.h"
#include "kiosk/follow.h"
#include "kiosk/form.h"
#include "kiosk/frame.h"
#include "kiosk/guide.h"
#include "kiosk/hold.h"
#include "kiosk/news.h"
#include "kiosk/picture_cache.h"
#include "kiosk/service.h"
#include "kiosk/standing.h"
#include "kiosk/trail.h"
#include "kiosk/wall.h"
#include "kiosk/words.h"
#include "sync/model/network.h"
#include "sync/model/receipt_code.h"
#include "sync/model/site.h"
#include "sync/store/catalog.h"
#include "sync/store/catalog_created.h"
#include "sync/store/identity.h"

enum screen {
    SCREEN_REST,
    SCREEN_BOARD,
    SCREEN_NETWORK,
    SCREEN_NOTICE,
    SCREEN_GROUP,  /* a network's Founding Group */
    SCREEN_FORM,   /* one step of it */
    SCREEN_REVIEW, /* read back before sending */
    SCREEN_THANKS,
    SCREEN_NOT_SAVED,
    SCREEN_HELP,
    SCREEN_LANGUAGE, /* choosing one */
    SCREEN_ABOUT,    /* the editorial pages */
    SCREEN_PAGE,     /* one of them */
    SCREEN_SEARCH,
    SCREEN_FILTER, /* choosing what the board shows */
    SCREEN_IDEAS,  /* the wall of published ideas */
    SCREEN_IDEA,   /* one of them */
    SCREEN_FOLLOW, /* typing a receipt code */
    SCREEN_ANSWER, /* what became of what it is for */
    SCREEN_WISH,   /* "shall it be erased?", and that it has been asked for */
    SCREEN_GUIDE,  /* "network or project?" */
    SCREEN_RINGS,  /* what the networks have created */
    SCREEN_GIFTS,
    SCREEN_SERVICE, /* for whoever looks after the kiosk */
    SCREEN_COUNT
};

/* LATIN: where the language has another script, for the content that is searched. EMAIL and PHONE: the two ways to
 * write a contact, Latin in every language. */
enum keyboard_layer { LAYER_LETTERS, LAYER_LATIN, LAYER_SIGNS, LAYER_EMAIL, LAYER_PHONE };

enum {
    MODEL_FOUND_MAX = 30,
    IDLE_REST_MS = 90 * 1000,   /* since the latest touch, before the question */
    IDLE_ANSWER_MS = 30 * 1000, /* to answer it: at least 20 s (ACCESSIBILITY 4) */
    IDLE_THANKS_MS = 60 * 1000, /* the receipt code stays this long */
    IDLE_SPEECH_FACTOR = 2,     /* all three are longer while the screen reads aloud: listening takes time */
    RING_MS = 250,              /* the ring where the finger was */
};

/* What all networks have created; loaded when a visitor asks for it. */
struct pond {
    struct created *networks; /* owned */
    size_t count;
    bool loaded;
    int chosen;   /* place of the drop whose card is open; -1: none */
    bool as_list; /* instead of the picture */
    int page;     /* of the picture */
};

/* The ring that follows a touch. */
struct ring {
    bool shown;
    int x, y;
    int64_t since_ms;
};

struct model {
    int64_t now_ms;
    int64_t touched_ms;
    bool asking_idle; /* "Er du der stadig?" lies over the screen */
    enum screen screen;
    enum screen aside_from; /* where Help and Language go back to */
    const struct language *language;
    const struct language *language_first; /* of a new visit */
    bool large, high_contrast;             /* until the visit ends */
    bool quiet;                            /* no motion */
    bool quiet_first;                      /* of a new visit: from the configuration */
    struct aids aids;
    struct service service;

    bool content_ready; /* a site and at least one network have been loaded */
    bool can_submit;    /* enrolled, and not revoked: there is a key to seal to */
    struct standing standing;
    struct site site;
    struct local_time local; /* by the minute, for opening hours */
    struct news news;
    int64_t water_since_ms; /* since when the water of this screen moves (kiosk/water.h) */
    struct board board;
    struct network network;         /* the open one; id NULL when none is */
    enum screen network_from;       /* SCREEN_BOARD, SCREEN_SEARCH, SCREEN_IDEA or SCREEN_FORM */
    struct network_related related; /* of the open network */
    struct trail trail;             /* beyond network_from */
    int returning_scroll;           /* of the network that Back has asked for; -1: it is opened anew */
    struct pond pond;
    json_t *pages;                  /* bodies of the editorial pages, owned; may be NULL */
    size_t page;                    /* the open one's place among them */
    char page_id[CATALOG_ID_BYTES]; /* and which it is; "" when it is gone */
    struct picture_sizes pictures;  /* of the pages, that can be shown */
    struct picture_size picture;    /* of the network asked for last; name "": none that can be shown */

    int scroll[SCREEN_COUNT]; /* px */
    int scroll_max;           /* of the frame that is shown */
    int scroll_page;          /* how far an arrow goes */
    struct flick flick;       /* of the present screen's scroll */

    struct wall wall;
    struct similar similar;
    struct follow follow;
    struct guide guide;
    enum submission_kind giving; /* EFFECT_GIVE is out: a support, or a wish by receipt code */

    struct form form;
    enum screen form_from;                                /* where the form was begun */
    bool notice_accepted;                                 /* in this visit */
    char notice_version[SUBMISSION_NOTICE_BYTES_MAX + 1]; /* of the notice that was accepted */
    bool shift, shift_locked;
    bool shift_by_itself; /* on because a capital is wanted, not because it was pressed */
    enum keyboard_layer layer;
    struct hold hold;    /* of a key */
    bool back_to_review; /* a field was opened from the read-back */
    bool opening;        /* a card was pressed and its network is not here yet */
    bool sending;        /* the submit effect is out and unanswered */
    enum err not_saved_why;
    bool not_begun; /* it is known before the first letter: there is no room */
    enum submission_kind thanked_for;
    char receipt_code[RECEIPT_CODE_TEXT_BYTES];

    struct action pressed; /* what the finger is on; target in pressed_target */
    char pressed_target[CATALOG_ID_BYTES];
    struct ring ring;
};

enum event_kind {
    EVENT_TIME,    /* nothing but now_ms */
    EVENT_PRESS,   /* a finger went down on `action` (maybe none) at x, y */
    EVENT_RELEASE, /* it lifted (amount 1) or slid off (amount 0) without choosing */
    EVENT_TAP,    /* it lifted on the same action: act; amount: 1 + the caret's place in a field's text (bytes), or 0 */
    EVENT_SCROLL, /* the content moved by `amount` px (down is positive) */
    EVENT_FLICK,  /* and was let go of at `amount` px a second, on a screen `y` px high */
    EVENT_FOCUS,  /* the ring goes to the item `id` (focus.h); amount 1: and is asked what it is */
    EVENT_TYPE,   /* a real keyboard: text */
    EVENT_KEY_BACKSPACE,
    EVENT_KEY_LEFT,
    EVENT_KEY_RIGHT,
    EVENT_KEY_HOME,
    EVENT_KEY_END,
    EVENT_KEY_DELETE,
    EVENT_KEY_CARET,  /* amount: the caret's new place, bytes (up and down: kiosk/input.c knows the lines) */
    EVENT_KEY_TAB,    /* to the next field */
    EVENT_KEY_ENTER,  /* the screen's one strong action */
    EVENT_KEY_ESCAPE, /* back */
    EVENT_CONTENT,    /* the catalog or the language changed: first and longest cards, site and pages are handed over */
    EVENT_PICTURES,   /* which pictures of the pages there are: pictures */
    EVENT_PICTURE,    /* the open network's own, or that it can't be shown: picture */
    EVENT_CARDS,      /* the board's cards from number `first` on are handed over, and the counts */
    EVENT_CLOCK,      /* local time, about once a minute */
    EVENT_NEWS,       /* what the resting screen tells */
    EVENT_NO_CARDS,   /* they can't be read just now: what is shown stays */
    EVENT_NETWORK,    /* the network asked for; handed over */
    EVENT_NETWORK_GONE,  /* err: ERR_OK, or why it can't be read just now */
    EVENT_FOUND,         /* what a search found: cards are handed over */
    EVENT_CREATED,       /* what all networks have created: handed over */
    EVENT_ENROLLED,      /* amount: 0 or 1 */
    EVENT_STANDING,      /* standing */
    EVENT_SAVED,         /* the submission is on disk; text: the receipt code */
    EVENT_NOT_SAVED,     /* err */
    EVENT_ROOM,          /* err: ERR_OK, or why a form would not be saved */
    EVENT_FOLLOWED,      /* outcome: handed over; amount: enum follow_here; text: the network's title, or NULL */
    EVENT_SIMILAR,       /* similar: amount of them, borrowed for the call */
    EVENT_GIVEN,         /* what EFFECT_GIVE was for is on disk, or not: err */
    EVENT_SERVICE,       /* two fingers held the corners: the service page */
    EVENT_SERVICE_FACTS, /* facts */
    EVENT_HEADPHONES,    /* amount: 0 or 1 */
    EVENT_VOLUME,        /* amount: the loudness a visit begins with, as it is kept on disk */
    EVENT_FRAME,         /* a frame was made: amount = scroll_max, x = page, y = list_pitch, first and cards_count = its
                            list_first and list_count */
};

struct event {
    enum event_kind kind;
    int64_t now_ms;
    int x, y;
    int amount;
    uint64_t id;
    struct action action;
    const char *text; /* borrowed for the call, as the next five */
    const struct standing *standing;
    const struct local_time *local;
    const struct news *news;
    const struct service_facts *facts;
    const struct picture_sizes *pictures;
    const struct picture_size *picture;
    enum err err;
    /* EVENT_CONTENT, EVENT_CARDS, EVENT_FOUND, EVENT_NETWORK: ownership moves to the model */
    struct network_card *cards;
    size_t cards_count;
    size_t first;
    struct catalog_counts counts;
    struct network_card *longest;
    size_t longest_count;
    struct site site;
    json_t *pages;
    struct network network;
    json_t *ideas;          /* EVENT_CONTENT: ownership moves */
    struct outcome outcome; /* EVENT_FOLLOWED: ownership moves */
    const struct similar_item *similar;
    struct network_related related; /* EVENT_NETWORK */
    struct created *created;        /* EVENT_CREATED; ownership moves */
    size_t created_count;
};

enum effect_kind {
    EFFECT_LOAD_CONTENT, /* in the model's language; answered by EVENT_CONTENT */
    EFFECT_LOAD_CARDS,   /* those that pass the board's filter, from number `first` on; answered by EVENT_CARDS or
                            EVENT_NO_CARDS */
    EFFECT_LOAD_NETWORK, /* target: id; answered by EVENT_NETWORK or EVENT_NETWORK_GONE */
    EFFECT_SEARCH,       /* target: what was typed; answered by EVENT_FOUND */
    EFFECT_LOAD_CREATED, /* answered by EVENT_CREATED */
    EFFECT_SUBMIT,       /* target: the network's id or ""; seal and store the form; answered by EVENT_SAVED or
                            EVENT_NOT_SAVED */
    EFFECT_ROOM,         /* would it be saved? Answered by EVENT_ROOM, before the first letter */
    EFFECT_FOLLOW,       /* look for the follow's code; answered by EVENT_FOLLOWED */
    EFFECT_SIMILAR,      /* to the idea that is being written; answered by EVENT_SIMILAR, or not at all */
    EFFECT_GIVE,         /* seal and store model.giving; answered by EVENT_GIVEN */
    EFFECT_SERVICE_LOOK, /* may the service page be opened? Answered by EVENT_SERVICE_FACTS */
    EFFECT_SERVICE_PIN,  /* target: the PIN; answered the same */
    EFFECT_KEEP_VOLUME,  /* keep aids.volume_first */
    EFFECT_TEST_SOUND,   /* say a sentence aloud, in the language of a new visit */
    EFFECT_RESTART,      /* end, so that systemd starts it anew */
    EFFECT_WIPE,         /* the visit is over: forget frame, text and key caches */
};

enum { EFFECTS_MAX = 6 };

struct effect {
    enum effect_kind kind;
    char target[CATALOG_ID_BYTES];
    size_t first;
};

struct effects {
    struct effect list[EFFECTS_MAX];
    size_t count;
};

/* `lang` is the code of one of languages[]. */
void model_init(struct model *model, const char *lang, bool quiet);
void model_finish(struct model *model);

/* The one place where the model changes. `effects` is filled anew. */
void update(struct model *model, const struct event *event, struct effects *effects);

/* When the next EVENT_TIME is due without any touch: ms from now, or -1 for never. A still
 * screen answers -1 or many seconds: no frame is painted and nothing wakes up. */
int64_t model_next_wake_ms(const struct model *model);

/* Seconds left to answer "are you still here?", rounded up. */
int model_idle_seconds_left(const struct model *model);
/* The strongest action of the present screen, for the Enter key; ACTION_NONE when there is none. */
enum action_kind model_main_action(const struct model *model);
bool model_is_pressed(const struct model *model, struct action action);
