/* sync/agent/keep.h - looks after what the registry has confirmed and the outbox still keeps (outbox.h).
 *
 * After each round: when the registry has begun another generation, what is kept of an older one waits again; what its
 * giver had erased goes; what is kept too long goes. The outbox is opened only when there may be something to do. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/store/data_dir.h"
#include "sync/wire/feed.h"

struct keep {
    char generation[FEED_GENERATION_BYTES_MAX + 1]; /* for which all was done; "": none yet */
    bool ticking;
    int64_t ticked_ms;
};

/* `news`: entries were settled, or content was taken in. *out_revived: how many wait again. After an error the next
 * call does it all. Errors: those of the outbox and the catalog. */
MUST_USE enum err keep_round(struct keep *keep, const struct data_dir *dir, int64_t now_ms, bool news,
                             int64_t *out_revived);
