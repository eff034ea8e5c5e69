#include "kiosk/caret.h"

#include <limits.h>
#include <stdlib.h>

static int distance_to_line(const struct caret_stop *stop, int y)
{
    if (y < stop->y) return stop->y - y;
    return y >= stop->y + stop->h ? y - (stop->y + stop->h) + 1 : 0;
}

size_t caret_nearest(const struct caret_stop *stops, size_t count, int x, int y)
{
    int line = INT_MAX;
    int beside = INT_MAX;
    size_t best = 0;
    for (size_t at = 0; at < count; at++) {
        int to_line = distance_to_line(&stops[at], y);
        int to_stop = abs(stops[at].x - x);
        if (to_line > line || (to_line == line && to_stop >= beside)) continue;
        line = to_line;
        beside = to_stop;
        best = stops[at].offset;
    }
    return best;
}

size_t caret_line(const struct caret_stop *stops, size_t count, size_t offset, int lines)
{
    const struct caret_stop *from = NULL;
    for (size_t at = 0; at < count; at++) {
        if (stops[at].offset == offset) from = &stops[at];
    }
    if (from == NULL) return offset;
    int y = lines < 0 ? from->y - from->h / 2 : from->y + from->h + from->h / 2;
    return caret_nearest(stops, count, from->x, y); /* on the same line again where there is no other */
}
