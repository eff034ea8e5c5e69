#include "kiosk/stay.h"

#include <stdlib.h>

static int corner_px(const struct metrics *metrics)
{
    int px = (int)(STAY_CORNER_MM * metrics->px_per_mm);
    int most = (metrics->width < metrics->height ? metrics->width : metrics->height) / 4;
    return px < most ? px : most;
}

int stay_service_corner(const struct metrics *metrics, int x, int y)
{
    int corner = corner_px(metrics);
    if (y >= corner) return 0;
    return x < corner ? 1 : x >= metrics->width - corner ? 2 : 0;
}

static bool is_speech_corner(const struct metrics *metrics, int x, int y)
{
    int corner = corner_px(metrics);
    return x >= metrics->width - corner && y >= metrics->height - corner;
}

void stay_down(struct stay *stay, const struct frame *frame, const struct metrics *metrics, int x, int y,
               int64_t now_ms)
{
    const struct item *item = frame_hit(frame, x, y);
    *stay = (struct stay){.x = x, .y = y, .slop = metrics_px(metrics, 60)};
    stay->down = (item == NULL || item->role != ROLE_KEY) && stay_service_corner(metrics, x, y) == 0;
    stay->until_ms = now_ms + (is_speech_corner(metrics, x, y) ? STAY_CORNER_MS : STAY_ANYWHERE_MS);
}

void stay_move(struct stay *stay, int x, int y)
{
    if (abs(x - stay->x) + abs(y - stay->y) > stay->slop) stay->down = false;
}

void stay_up(struct stay *stay)
{
    stay->down = false;
}

int64_t stay_due_ms(const struct stay *stay, int64_t now_ms)
{
    if (!stay->down) return -1;
    return stay->until_ms > now_ms ? stay->until_ms - now_ms : 0;
}

bool stay_time(struct stay *stay, int64_t now_ms)
{
    if (stay_due_ms(stay, now_ms) != 0) return false;
    stay->down = false;
    return true;
}
