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

int64_t corners_due_ms(const struct corners *corners, int64_t now_ms)
{
    if (corners->done || !corners->held[0] || !corners->held[1]) return -1;
    int64_t left = corners->since_ms + CORNERS_MS - now_ms;
    return left > 0 ? left : 0;
}

bool corners_time(struct corners *corners, int64_t now_ms)
{
    if (corners_due_ms(corners, now_ms) != 0) return false;
    corners->done = true;
    return true;
}
