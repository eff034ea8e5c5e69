/* kiosk/screens/words.c - the model's words, used by more than one screen. */
#include "kiosk/words.h"

#include "kiosk/screens/screens.h"

const char *kind_words(enum network_kind kind)
{
    static const char *const table[KIND_COUNT] = {
        [KIND_WELFARE] = WORDS_LATER("Velfærd"),
        [KIND_INNOVATION] = WORDS_LATER("Innovation"),
        [KIND_LEARNING] = WORDS_LATER("Læring"),
    };
    return words_get(table[kind]);
}

const char *status_words(enum network_status status)
{
    static const char *const table[STATUS_COUNT] = {
        [STATUS_FORMING] = WORDS_LATER("ved at samle sig"), [STATUS_ACTIVE] = WORDS_LATER("i gang"),
        [STATUS_AWAITING] = WORDS_LATER("venter"),          [STATUS_REDEFINED] = WORDS_LATER("finder ny retning"),
        [STATUS_CONCLUDED] = WORDS_LATER("afsluttet"),      [STATUS_PROJECT] = WORDS_LATER("blev til et projekt"),
    };
    return words_get(table[status]);
}

const char *count_words(struct ui *ui, size_t count)
{
    if (count < 10000) return frame_textf(ui->frame, "%zu", count);
    return frame_textf(ui->frame, WORDS("%zu.%03zu"), count / 1000, count % 1000);
}

const char *side_words(enum side side)
{
    static const char *const table[SIDE_COUNT] = {
        [SIDE_MUNICIPALITY] = WORDS_LATER("Kommunen"),
        [SIDE_CITIZENS] = WORDS_LATER("Borgerne"),
        [SIDE_STAFF] = WORDS_LATER("Medarbejderne"),
    };
    return words_get(table[side]);
}

const char *gift_words(enum gift_state state)
{
    static const char *const table[GIFT_STATE_COUNT] = {
        [GIFT_HANDED_OVER] = WORDS_LATER("Givet videre"),
        [GIFT_SHELF] = WORDS_LATER("Ligger på hylden"),
        [GIFT_UNWRAPPED] = WORDS_LATER("Ved at blive pakket op"),
        [GIFT_IN_USE] = WORDS_LATER("I brug i hverdagen"),
    };
    return words_get(table[state]);
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
