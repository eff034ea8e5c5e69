/* sync/store/outbox.h - what citizens said and the registry has not confirmed yet.
 *
 * Durable: once outbox_submit() has returned ERR_OK the entry survives a power cut. Sealed in
 * memory before the first write: what is on disk nobody but the registry can read, save the hash of the
 * receipt code, which lets its holder ask here what became of it. The screen
 * puts in; the agent takes out, and only on a receipt whose signature it has checked.
 * Threads: an outbox belongs to the thread that opened it; open one per thread or process. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/submission.h"
#include "sync/store/identity.h"
#include "sync/wire/entry.h"
#include "sync/wire/receipt.h"

enum { OUTBOX_COUNT_MAX = 5000, OUTBOX_REASON_BYTES_MAX = 64 };

struct outbox;

/* What this kiosk knows of a receipt code. */
enum outbox_state {
    OUTBOX_UNKNOWN, /* never given here, or long ago */
    OUTBOX_WAITING, /* something of it is still to be sent: itself, or what was asked about it later */
    OUTBOX_REFUSED, /* set aside */
    OUTBOX_SENT,    /* all of it */
};

struct outbox_counts {
    int64_t waiting;
    int64_t set_aside;    /* refused by the registry; kept, reported, never sent again */
    int64_t oldest_order; /* order of the oldest waiting one; 0 when none waits */
    int64_t newest_order; /* order of the last ever put in; orders only grow */
    int64_t oldest_at_s;  /* when the oldest waiting one was put in, by a clock that may be wrong: only to be shown,
                             never  for order; 0: not known (put in by an older program), or none waits */
};

/* Opens or creates the outbox in the file `path`. On ERR_OK the caller owns *out and releases it
 * with outbox_close(). Errors: ERR_DAMAGED, ERR_FULL, ERR_IO, ERR_UNAVAILABLE, ERR_NOMEM. */
MUST_USE enum err outbox_open(struct outbox **out, const char *path);
void outbox_close(struct outbox *outbox);
void outbox_auto(struct outbox **outbox);

/* Reads all of it and says whether it is sound. ERR_OK, ERR_DAMAGED, ERR_IO. */
MUST_USE enum err outbox_check(struct outbox *outbox);
/* Renames a damaged file and its log to `path`.damaged-N (N from 1 to 99, never over an older
 * one), so that nothing a citizen said is thrown away, and gives that name. Only the agent does
 * this; a screen that has the old file open goes over to the new one by itself in outbox_submit().
 * Errors: ERR_FULL (99 are there), ERR_IO, ERR_TOO_LARGE. */
MUST_USE enum err outbox_set_file_aside(const char *path, char *out_name, size_t out_bytes);

/* Seals, signs and stores one submission in one commit. Errors, with nothing stored:
 * ERR_INVALID (submission_problem() has something to say), ERR_REFUSED (the kiosk is not
 * enrolled, so there is no key to seal to), ERR_FULL (OUTBOX_COUNT_MAX reached or disk full),
 * ERR_IO, ERR_DAMAGED, ERR_UNAVAILABLE, ERR_NOMEM. */
MUST_USE enum err outbox_submit(struct outbox *outbox, const struct identity *identity,
                                const struct submission *submission);

/* Copies the oldest waiting entries, those deferred last, at most entries_max, into out[]; the
 * caller calls entry_finish() on each of the *out_count. */
MUST_USE enum err outbox_batch(struct outbox *outbox, struct entry *out, size_t entries_max, size_t *out_count);

/* Deletes the entry: the registry has it (or erased it for good). The caller has checked the
 * receipt. Deleting what is not there is ERR_OK. */
MUST_USE enum err outbox_settle(struct outbox *outbox, const unsigned char id[ENTRY_ID_BYTES]);
/* Keeps the entry but never sends it again; `reason` is the receipt's word. */
MUST_USE enum err outbox_set_aside(struct outbox *outbox, const unsigned char id[ENTRY_ID_BYTES], const char *reason);

/* Puts the entry behind all others: sent alone, it got no answer that can be believed, and must
 * not keep the queue waiting. */
MUST_USE enum err outbox_defer(struct outbox *outbox, const unsigned char id[ENTRY_ID_BYTES]);

/* Groups what follows into one commit, so that a batch of receipts costs the card one write
 * instead of fifty. Without a group each of the three above is a commit of its own. */
MUST_USE enum err outbox_begin(struct outbox *outbox);
MUST_USE enum err outbox_commit(struct outbox *outbox);
/* Does nothing when no group is open. */
void outbox_rollback(struct outbox *outbox);

MUST_USE enum err outbox_counts(struct outbox *outbox, struct outbox_counts *out);

/* What is known here of a receipt code, by its hash. Errors: ERR_DAMAGED, ERR_IO, ERR_UNAVAILABLE. */
MUST_USE enum err outbox_find(struct outbox *outbox, const unsigned char receipt_hash[RECEIPT_CODE_HASH_BYTES],
                              enum outbox_state *out);
