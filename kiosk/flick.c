#include "kiosk/flick.h"

#include <stdlib.h>

void flick_begin(struct flick *flick, int from, int speed, int height, int64_t now_ms)
{
    *flick = (struct flick){.from = from, .since_ms = now_ms};
    int64_t slowest = (int64_t)height * FLICK_SLOWEST_PER_CENT / 100;
    int64_t fastest = (int64_t)height * FLICK_FASTEST_PER_CENT / 100;
    int64_t wanted = llabs((long long)speed);
    if (height <= 0 || wanted < slowest) return;
    if (wanted > fastest) wanted = fastest;
    flick->moving = true;
    flick->ms = (int)(FLICK_MS_MIN + (FLICK_MS_MAX - FLICK_MS_MIN) * wanted / fastest);
    /* 1 - (1 - t)³ begins three times as fast as it goes on the average. */
    int64_t distance = wanted * flick->ms / 3000;
    flick->distance = (int)(speed < 0 ? -distance : distance);
}

int flick_at(struct flick *flick, int64_t now_ms)
{
    int64_t age = now_ms - flick->since_ms;
    if (age >= flick->ms) {
        flick->moving = false;
        return flick->from + flick->distance;
    }
    double left = 1.0 - (double)age / flick->ms;
    return flick->from + (int)(flick->distance * (1.0 - left * left * left));
}
