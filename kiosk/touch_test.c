#include "kiosk/touch_test.h"

#include <math.h>
#include <string.h>

struct rect touch_test_target(const struct metrics *metrics, int top, int at)
{
    int size = (int)(TOUCH_TARGET_MM * metrics->px_per_mm);
    int edge = (int)(TOUCH_EDGE_MM * metrics->px_per_mm);
    return (struct rect){(at & 1) != 0 ? metrics->width - edge - size : edge,
                         top + ((at & 2) != 0 ? metrics->height - edge - size : edge), size, size};
}

void touch_test_press(struct touch_test *test, int x, int y)
{
    if (test->count < TOUCH_TARGETS) test->seen[test->count++] = (struct spot){x, y};
}

static double off_px(const struct touch_test *test, const struct metrics *metrics, int top, int at)
{
    struct rect target = touch_test_target(metrics, top, at);
    return hypot(test->seen[at].x - (target.x + target.w / 2.0), test->seen[at].y - (target.y + target.h / 2.0));
}

int touch_test_off_mm(const struct touch_test *test, const struct metrics *metrics, int top, int at)
{
    return (int)lround(off_px(test, metrics, top, at) / metrics->px_per_mm);
}

bool touch_test_hit(const struct touch_test *test, const struct metrics *metrics, int top, int at)
{
    return off_px(test, metrics, top, at) <= touch_test_target(metrics, top, at).w / 2.0;
}

int touch_test_corner(const struct touch_test *test, const struct metrics *metrics, int top, int at)
{
    bool right = test->seen[at].x >= metrics->width / 2;
    bool low = test->seen[at].y >= top + metrics->height / 2;
    return (right ? 1 : 0) + (low ? 2 : 0);
}

enum touch_verdict touch_test_verdict(const struct touch_test *test, const struct metrics *metrics, int top)
{
    /* Where each corner is seen when the touch is turned or mirrored like that. */
    static const struct {
        int corners[TOUCH_TARGETS];
        enum touch_verdict verdict;
    } ways[] = {
        {{1, 0, 3, 2}, TOUCH_SIDES},   {{2, 3, 0, 1}, TOUCH_HEIGHTS}, {{3, 2, 1, 0}, TOUCH_HALF},
        {{1, 3, 0, 2}, TOUCH_QUARTER}, {{2, 0, 3, 1}, TOUCH_QUARTER}, {{0, 2, 1, 3}, TOUCH_BOTH},
        {{3, 1, 2, 0}, TOUCH_BOTH},
    };
    if (test->count < TOUCH_TARGETS) return TOUCH_WAITING;
    int corners[TOUCH_TARGETS];
    bool all = true;
    for (int at = 0; at < TOUCH_TARGETS; at++) {
        corners[at] = touch_test_corner(test, metrics, top, at);
        all = all && touch_test_hit(test, metrics, top, at);
    }
    if (all) return TOUCH_AGREES;
    for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++) {
        if (memcmp(corners, ways[way].corners, sizeof(corners)) == 0) return ways[way].verdict;
    }
    return TOUCH_ASTRAY;
}
