/* tests/e2e/line.h - two machines on one: network namespaces with a line between them that is as bad as a test wants.
 *
 * Each namespace has a TUN device; a thread carries IP packets from one to the other and loses, delays, reorders and
 * counts them, and never carries more than the line's rate. (The kernel's own netem is missing in many kernels, and its
 * chance can't be seeded.) The town is 10.77.0.1, the kiosk 10.77.0.2; everything else is carried nowhere. Needs root
 * and /dev/net/tun. Programs come into a namespace through util-linux' nsenter. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "tests/e2e/proc.h"

#define LINE_TOWN_ADDRESS "10.77.0.1"
#define LINE_NOBODY       "10.77.0.53"

enum line_end { LINE_TOWN, LINE_KIOSK };

struct line;

struct line_weather {
    int loss_percent;    /* of all packets, both ways */
    int delay_ms;        /* from the town to the kiosk, as netem on one machine does */
    int reorder_percent; /* so many come 5 to 60 ms later than those after them */
    int rate_bits;       /* a second, each way; 0: no limit */
    bool down;
};

/* ERR_REFUSED: this machine doesn't permit it. ERR_NOMEM. */
MUST_USE enum err line_open(struct line **out, uint32_t seed);
/* Takes NULL. */
void line_close(struct line *line);
void line_set(struct line *line, struct line_weather weather);
/* Bytes of IP that came out at the other end since line_open(), from this end. */
int64_t line_bytes(struct line *line, enum line_end from);

/* Puts what starts a program at that end before the words (NULL-terminated) of argv: into `out`, with room for
 * PROC_ARGS_MAX + 1. `file` over `over` is mounted for it alone, when that is not NULL. */
void line_inside(struct line *line, enum line_end end, const char *file, const char *over, const char *const argv[],
                 const char *out[PROC_ARGS_MAX + 1]);
