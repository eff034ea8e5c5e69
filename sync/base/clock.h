/* sync/base/clock.h - time, handed in, so that a test can turn it.
 *
 * monotonic_ms never jumps and has no meaning across a restart; order and time-outs use it.
 * wall_s is seconds since 1970 and may be wrong by decades on a Pi that just woke up: it is
 * for display and for what people agreed on, never for order. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct clock {
    int64_t (*monotonic_ms)(void *context);
    int64_t (*wall_s)(void *context);
    void *context;
};

/* The machine's own clocks. */
struct clock clock_system(void);

/* When this program was made (its commit): no right clock is before. */
int64_t clock_built_s(void);

/* May this reading of a wall clock be wrong? It is before this program was made, or before `newest_s`, the latest
 * reading that was noted (0: none). Otherwise nothing speaks against it. */
bool clock_is_doubtful(int64_t wall_s, int64_t newest_s);

int64_t clock_monotonic_ms(const struct clock *clock);
int64_t clock_wall_s(const struct clock *clock);
