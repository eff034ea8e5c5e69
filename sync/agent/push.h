/* sync/agent/push.h - the outbox's way up: deliver, check each receipt, and only then let go. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/agent/client.h"
#include "sync/agent/ratchet.h"
#include "sync/base/err.h"
#include "sync/store/outbox.h"

struct push_tally {
    size_t settled;   /* the registry has them, or erased them for good */
    size_t set_aside; /* kept and never sent again: a conflict, or rejected */
    size_t unfit;     /* kept: no receipt that fits */
};

/* Sends the oldest entries_max (at most ENTRIES_PER_BATCH_MAX) waiting entries and acts on the
 * receipts, in one commit; *tally is added to. *out_sent is how many were sent; 0 when none
 * waits. An entry left without a fitting receipt beside others that have one is deferred.
 * Errors: those of the client and the outbox; ERR_UNTRUSTED when not one receipt fits. Whatever
 * fails, every entry that has no fitting receipt is still there.
 * With entries_max 1 an entry that gets no answer it deserves is deferred too.
 * The kiosk's turn goes with them. */
MUST_USE enum err push_batch(struct client *client, struct ratchet *ratchet, struct outbox *outbox,
                             const struct identity *identity, size_t entries_max, size_t *out_sent,
                             struct push_tally *tally);
