/* kiosk/screens/words.c - the model's words in Danish, used by more than one screen. */
#include "kiosk/words.h"

#include "kiosk/screens/screens.h"

const char *kind_words(enum network_kind kind)
{
    static const char *const words[KIND_COUNT] = {
        [KIND_WELFARE] = WORDS("Velfærd"),
        [KIND_INNOVATION] = WORDS("Innovation"),
        [KIND_LEARNING] = WORDS("Læring"),
    };
    return words[kind];
}

const char *status_words(enum network_status status)
{
    static const char *const words[STATUS_COUNT] = {
        [STATUS_FORMING] = WORDS("ved at samle sig"), [STATUS_ACTIVE] = WORDS("i gang"),
        [STATUS_AWAITING] = WORDS("venter"),          [STATUS_REDEFINED] = WORDS("finder ny retning"),
        [STATUS_CONCLUDED] = WORDS("afsluttet"),      [STATUS_PROJECT] = WORDS("blev til et projekt"),
    };
    return words[status];
}

const char *side_words(enum side side)
{
    static const char *const words[SIDE_COUNT] = {
        [SIDE_MUNICIPALITY] = WORDS("Kommunen"),
        [SIDE_CITIZENS] = WORDS("Borgerne"),
        [SIDE_STAFF] = WORDS("Medarbejderne"),
    };
    return words[side];
}

enum icon side_icon(enum side side)
{
    static const enum icon icons[SIDE_COUNT] = {ICON_HOUSE, ICON_PERSON, ICON_DIAMOND};
    return icons[side];
}
