/* kiosk/screens/words.c - the marks that go with the model's words (sync/model/terms.h). */
#include "kiosk/screens/screens.h"

enum icon gift_icon(enum gift_state state)
{
    static const enum icon icons[GIFT_STATE_COUNT] = {ICON_GIFT_HANDED, ICON_GIFT_SHELF, ICON_GIFT_OPENED,
                                                      ICON_GIFT_IN_USE};
    return icons[state];
}

enum icon side_icon(enum side side)
{
    static const enum icon icons[SIDE_COUNT] = {ICON_HOUSE, ICON_PERSON, ICON_DIAMOND};
    return icons[side];
}
