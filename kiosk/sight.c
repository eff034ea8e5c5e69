#include "kiosk/sight.h"

enum sight sight_of_screen(enum screen screen)
{
    static const enum sight sights[SCREEN_COUNT] = {
        [SCREEN_REST] = SIGHT_OPEN,         [SCREEN_BOARD] = SIGHT_OPEN,
        [SCREEN_NETWORK] = SIGHT_OPEN,      [SCREEN_NOTICE] = SIGHT_OPEN,
        [SCREEN_GROUP] = SIGHT_OPEN,        [SCREEN_FORM] = SIGHT_PRIVATE,
        [SCREEN_REVIEW] = SIGHT_PRIVATE,    [SCREEN_THANKS] = SIGHT_PRIVATE, /* the receipt code */
        [SCREEN_NOT_SAVED] = SIGHT_PRIVATE,                                  /* that somebody tried to give something */
        [SCREEN_HELP] = SIGHT_OPEN,         [SCREEN_LANGUAGE] = SIGHT_OPEN,
        [SCREEN_ABOUT] = SIGHT_OPEN,        [SCREEN_PAGE] = SIGHT_OPEN,
        [SCREEN_SEARCH] = SIGHT_PRIVATE, /* what is searched for */
        [SCREEN_FILTER] = SIGHT_OPEN,       [SCREEN_IDEAS] = SIGHT_OPEN,
        [SCREEN_IDEA] = SIGHT_OPEN,         [SCREEN_FOLLOW] = SIGHT_PRIVATE,
        [SCREEN_ANSWER] = SIGHT_PRIVATE,    [SCREEN_WISH] = SIGHT_PRIVATE,
        [SCREEN_GUIDE] = SIGHT_PRIVATE, /* what somebody answered */
        [SCREEN_RINGS] = SIGHT_OPEN,        [SCREEN_GIFTS] = SIGHT_OPEN,
        [SCREEN_SERVICE] = SIGHT_PRIVATE, /* a PIN is typed there */
    };
    return (int)screen >= 0 && screen < SCREEN_COUNT ? sights[screen] : SIGHT_UNDECIDED;
}

const char *sight_refusal(const struct model *model, const struct frame *frame)
{
    if (sight_of_screen(model->screen) != SIGHT_OPEN) return "private";
    if (model->asking_idle) return "asking";
    /* The table is about screens as they are today; a field or a key that comes to one later is told by itself. */
    for (size_t at = 0; at < frame->items_count; at++) {
        enum role role = frame->items[at].role;
        if (role == ROLE_FIELD || role == ROLE_KEY) return "typing";
    }
    return NULL;
}
