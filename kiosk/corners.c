#include "kiosk/corners.h"

#include "kiosk/stay.h"

void corners_finger(struct corners *corners, const struct metrics *metrics, int64_t id, bool down, int x, int y,
                    int64_t now_ms)
{
    bool both = corners->held[0] && corners->held[1];
    int at = stay_service_corner(metrics, x, y) - 1;
    for (int corner = 0; corner < 2; corner++) {
        if (corners->held[corner] && corners->finger[corner] == id && (!down || corner != at)) {
            corners->held[corner] = false;
        }
    }
    if (down && at >= 0 && !corners->held[at]) {
        corners->held[at] = true;
        corners->finger[at] = id;
    }
    bool both_now = corners->held[0] && corners->held[1];
    if (both_now && !both) corners->since_ms = now_ms;
    if (!both_now) corners->done = false;
}

void corners_pointer(struct corners *corners, const struct metrics *metrics, bool down, int x, int y, int64_t now_ms)
{
    int at = down ? stay_service_corner(metrics, x, y) : 0;
    if (at == corners->pressed) return;
    if (corners->pressed != 0 && now_ms - corners->pressed_ms >= CORNERS_ONE_MS) {
        corners->before = corners->pressed;
        corners->before_ms = corners->pressed_ms;
    }
    corners->pressed = at;
    corners->pressed_ms = now_ms;
    corners->done = false;
}

/* When the second corner is held long enough; -1: it is not the second, or would be too late. */
static int64_t pointer_until_ms(const struct corners *corners)
{
    if (corners->pressed == 0 || corners->before == 0 || corners->before == corners->pressed) return -1;
    int64_t until = corners->pressed_ms + CORNERS_ONE_MS;
    return until - corners->before_ms <= CORNERS_BOTH_MS ? until : -1;
}

int64_t corners_due_ms(const struct corners *corners, int64_t now_ms)
{
    bool both = corners->held[0] && corners->held[1];
    int64_t until = both ? corners->since_ms + CORNERS_MS : pointer_until_ms(corners);
    if (corners->done || until < 0) return -1;
    int64_t left = until - now_ms;
    return left > 0 ? left : 0;
}

bool corners_time(struct corners *corners, int64_t now_ms)
{
    if (corners_due_ms(corners, now_ms) != 0) return false;
    corners->done = true;
    corners->before = 0;
    return true;
}
