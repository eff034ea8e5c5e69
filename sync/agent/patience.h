/* sync/agent/patience.h - how long to wait for news on an open line, learned from how waits end.
 *
 * A wait that ran its time, or brought news, is followed by the next. One that was answered early without news (a
 * registry that is full, ending, or older than this) makes the next one later and later. One that was cut although the
 * registry is there (something between us does not bear silence) makes the next ones half as long. Below a second there
 * is ordinary polling, and after a while another try.
 * Knows neither clock nor network; times are of one monotonic clock. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/agent/backoff.h"

enum {
    PATIENCE_MOST_S = 50,                 /* below the registry's limit and a proxy's usual minute */
    PATIENCE_GAP_MS = 5 * 1000,           /* between the beginnings of two waits that brought nothing */
    PATIENCE_NEWS_GAP_MS = 1000,          /* news that come together are fetched together */
    PATIENCE_SPREAD_MS = 1000,            /* not all kiosks ask in the same moment why they were cut */
    PATIENCE_RETRY_MS = 10 * 60 * 1000,   /* after giving up */
    PATIENCE_FORGIVE_MS = 60 * 60 * 1000, /* after which a line is believed to have become better */
};

enum wait_end {
    WAIT_NEWS,
    WAIT_OVER,  /* its time has passed; nothing new */
    WAIT_EARLY, /* answered before, and nothing new, or it never came to waiting */
    WAIT_CUT,   /* no answer: cut off, or silent beyond its time */
    WAIT_WOKEN, /* by us: somebody rang */
};

struct patience {
    long wait_s;       /* what the line bears */
    int64_t next_ms;   /* not before this */
    int64_t shrunk_ms; /* when wait_s was last made less */
    struct backoff early;
    bool cut;   /* the latest wait was; the next round shows whether by an outage */
    long cut_s; /* how long it was to be */
};

void patience_begin(struct patience *patience);
/* How long to wait now, if the next round is due at due_ms; 0: not now. */
long patience_seconds(struct patience *patience, int64_t now_ms, int64_t due_ms);
/* When there is reason to ask again, at the latest due_ms. */
int64_t patience_next_ms(const struct patience *patience, int64_t now_ms, int64_t due_ms);
/* How a wait of `asked_s` that began at begun_ms ended; how long the round that follows should be put off. */
int64_t patience_ended(struct patience *patience, enum wait_end end, long asked_s, int64_t begun_ms, int64_t now_ms,
                       chance_below *chance);
/* How the round after it went. True: waits are shorter from now on (wait_s; 0: none for a while). */
bool patience_round(struct patience *patience, bool good, int64_t now_ms);
