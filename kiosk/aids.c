#include "kiosk/aids.h"

void aids_init(struct aids *aids)
{
    *aids = (struct aids){.volume = VOLUME_FIRST, .volume_first = VOLUME_FIRST};
}

void aids_reset(struct aids *aids)
{
    *aids =
        (struct aids){.headphones = aids->headphones, .volume = aids->volume_first, .volume_first = aids->volume_first};
}

bool aids_are_on(const struct aids *aids)
{
    return aids->speech || aids->low_reach || aids->focus != 0;
}

bool aids_act(struct aids *aids, enum action_kind kind)
{
    switch (kind) {
    case ACTION_SPEECH:
        aids->speech = !aids->speech;
        aids->focus = 0;
        return true;
    case ACTION_LOW_REACH: aids->low_reach = !aids->low_reach; return true;
    case ACTION_REPEAT: aids->repeats++; return true;
    case ACTION_SOFTER: aids->volume -= aids->volume > 0; return true;
    case ACTION_LOUDER: aids->volume += aids->volume < VOLUME_STEPS - 1; return true;
    default: return false;
    }
}
