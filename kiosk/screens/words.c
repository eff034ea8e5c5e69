/* kiosk/screens/words.c - the marks that go with the model's words (sync/model/terms.h). */
#include "kiosk/screens/screens.h"

const char *count_words(struct ui *ui, size_t count)
{
    if (count < 10000) return frame_textf(ui->frame, "%zu", count);
    return frame_textf(ui->frame, WORDS("%zu.%03zu"), count / 1000, count % 1000);
}

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
