#include "kiosk/trail.h"

#include <stdio.h>
#include <string.h>

void trail_push(struct trail *trail, int screen, int scroll, const char *network)
{
    if (trail->count == TRAIL_STOPS_MAX) {
        trail->count--;
        memmove(&trail->stops[0], &trail->stops[1], trail->count * sizeof(trail->stops[0]));
    }
    struct trail_stop *stop = &trail->stops[trail->count++];
    *stop = (struct trail_stop){.screen = screen, .scroll = scroll};
    snprintf(stop->network, sizeof(stop->network), "%s", network != NULL ? network : "");
}

bool trail_pop(struct trail *trail, struct trail_stop *out)
{
    if (trail->count == 0) return false;
    *out = trail->stops[--trail->count];
    return true;
}
