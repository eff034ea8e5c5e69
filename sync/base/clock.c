#define _POSIX_C_SOURCE 200809L
#include "sync/base/clock.h"

#include <stddef.h>
#include <time.h>

static int64_t system_monotonic_ms(void *context)
{
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_wall_s(void *context)
{
    (void)context;
    return (int64_t)time(NULL);
}

struct clock clock_system(void)
{
    return (struct clock){.monotonic_ms = system_monotonic_ms, .wall_s = system_wall_s};
}

bool clock_is_doubtful(int64_t wall_s, int64_t newest_s)
{
    return wall_s < clock_built_s() || wall_s < newest_s;
}

int64_t clock_monotonic_ms(const struct clock *clock)
{
    return clock->monotonic_ms(clock->context);
}

int64_t clock_wall_s(const struct clock *clock)
{
    return clock->wall_s(clock->context);
}
