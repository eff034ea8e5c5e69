/* sync/store/salvage.h - takes what citizens said out of damaged outboxes (PATH.damaged-N) into the sound one.
 *
 * Every row that can be found and that this kiosk signed is put into the outbox under its old id, where it waits; what
 * the registry has already is told there by the id. It may be interrupted anywhere and repeated: what is there already
 * is passed over. A file of which everything was saved is removed; one of which something was lost, or of which nobody
 * can say, stays for whoever knows more, and the outbox remembers that it was done. Only the agent and `forhal-sync
 * salvage` do this, one at a time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/store/identity.h"
#include "sync/store/outbox.h"

enum { SALVAGE_FILES_MAX = 99, SALVAGE_ROWS_PER_COMMIT = 50 };

/* Of all damaged files that are there. */
struct salvage_counts {
    int64_t files; /* that are still there */
    int64_t saved; /* entries taken over into the outbox */
    int64_t lost;  /* entries that are known to have been in them and could not be read whole */
    bool unsure;   /* there may have been others */
};

struct salvage {
    const struct identity *identity; /* borrowed */
    bool again;                      /* files that were done before, too */
    void (*alive)(void *context);    /* after each commit, or NULL */
    void *context;
};

/* Errors: ERR_FULL, ERR_IO, ERR_UNAVAILABLE, ERR_NOMEM, ERR_TOO_LARGE (a file beyond SALVAGE_FILE_BYTES_MAX),
 * ERR_DAMAGED (the outbox itself): what was saved so far stays, and a later call goes on. *out_saved counts in any case
 * what this call took over. */
MUST_USE enum err salvage_all(struct outbox *outbox, const struct salvage *salvage, int64_t *out_saved);

/* What is remembered; files that were not done yet are counted and leave `unsure` true. */
MUST_USE enum err salvage_counts(struct outbox *outbox, struct salvage_counts *out);
