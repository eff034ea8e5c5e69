#include "kiosk/explore.h"

#include <stdlib.h>

void explore_down(struct explore *explore, int x, int y, int slop, int64_t now_ms)
{
    bool second = explore->waiting && now_ms - explore->up_ms <= EXPLORE_DOUBLE_MS;
    *explore = (struct explore){
        .down = true, .second = second, .slop = slop, .start_x = x, .start_y = y, .x = x, .y = y, .down_ms = now_ms};
}

enum explore_answer explore_move(struct explore *explore, int x, int y)
{
    if (!explore->down) return EXPLORE_NOTHING;
    int far = abs(x - explore->start_x) + abs(y - explore->start_y);
    if (!explore->moved && far <= explore->slop) return EXPLORE_NOTHING;
    explore->moved = true;
    explore->second = false;
    explore->x = x;
    explore->y = y;
    return EXPLORE_TELL;
}

enum explore_answer explore_up(struct explore *explore, int64_t now_ms)
{
    if (!explore->down) return EXPLORE_NOTHING;
    explore->down = false;
    bool tap = !explore->moved && !explore->told && now_ms - explore->down_ms <= EXPLORE_TAP_MS;
    if (!tap) return EXPLORE_NOTHING;
    if (explore->second) return EXPLORE_PRESS;
    explore->waiting = true;
    explore->up_ms = now_ms;
    return EXPLORE_NOTHING;
}

int64_t explore_due_ms(const struct explore *explore, int64_t now_ms)
{
    int64_t due = -1;
    if (explore->down && !explore->moved && !explore->told && !explore->second) {
        due = explore->down_ms + EXPLORE_REST_MS - now_ms;
    } else if (!explore->down && explore->waiting) {
        due = explore->up_ms + EXPLORE_DOUBLE_MS + 1 - now_ms;
    } else {
        return -1;
    }
    return due > 0 ? due : 0;
}

enum explore_answer explore_time(struct explore *explore, int64_t now_ms)
{
    if (explore_due_ms(explore, now_ms) != 0) return EXPLORE_NOTHING;
    explore->told = true;
    explore->waiting = false;
    return EXPLORE_TELL;
}
