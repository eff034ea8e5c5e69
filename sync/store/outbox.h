/* sync/store/outbox.h - what citizens said and the registry has not confirmed yet, and, for a while, what it has.
 *
 * Durable: once outbox_submit() has returned ERR_OK the entry survives a power cut. Sealed in
 * memory before the first write: what is on disk nobody but the registry can read, save the hash of the
 * receipt code, which lets its holder ask here what became of it. The screen
 * puts in; the agent takes out, and only on a receipt whose signature it has checked.
 *
 * A receipt is good in one generation of the registry. What one has confirmed is *kept*, sealed as it is: when an older
 * copy of the registry is put back, it begins another generation, and what was kept waits again, under its old id, so
 * that it is there exactly once. Kept are the newest OUTBOX_KEPT_MAX, OUTBOX_KEPT_BYTES_MAX of boxes and for
 * OUTBOX_KEPT_TICKS_MAX (see outbox_tick()); the oldest goes first, and no entry that waits ever goes for a kept one.
 * Threads: an outbox belongs to the thread that opened it; open one per thread or process. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/submission.h"
#include "sync/store/identity.h"
#include "sync/wire/entry.h"
#include "sync/wire/receipt.h"

enum {
    OUTBOX_COUNT_MAX = 5000,             /* that wait; what is kept, set aside or waits again takes nobody's place */
    OUTBOX_BYTES_MAX = 64 * 1024 * 1024, /* of the file, as far as it is used; what is kept goes first */
    OUTBOX_SET_ASIDE_MAX = 500,
    OUTBOX_DISK_ROOM_BYTES = 256 * 1024, /* less room on the disk than this is none */
    OUTBOX_REASON_BYTES_MAX = 64,
    OUTBOX_KEPT_MAX = 2000,
    OUTBOX_KEPT_BYTES_MAX = 8 * 1024 * 1024,
    OUTBOX_TICK_MS = 2 * 60 * 60 * 1000,
    OUTBOX_KEPT_TICKS_MAX = 30 * 12, /* 30 days in which the agent ran */
};

struct outbox;

/* What this kiosk knows of a receipt code. */
enum outbox_state {
    OUTBOX_UNKNOWN, /* never given here, or long ago */
    OUTBOX_WAITING, /* something of it is still to be sent, perhaps again: itself, or what was asked about it later */
    OUTBOX_REFUSED, /* set aside */
    OUTBOX_SENT,    /* all of it */
};

struct outbox_counts {
    int64_t waiting;
    int64_t set_aside;    /* refused by the registry; kept, reported, never sent again */
    int64_t kept;         /* confirmed in the registry's generation, and kept in case it loses it */
    int64_t oldest_order; /* order of the oldest waiting one; 0 when none waits */
    int64_t newest_order; /* order of the last ever put in; orders only grow, also from a damaged file to the next */
    int64_t oldest_at_s;  /* when the oldest waiting one was put in, by a clock that may be wrong: only to be shown,
                             never for order; 0: not known (put in by an older program), or none waits */
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

/* Would another submission be stored? For before anything is typed. NULL: there is no file yet, only the disk of
 * `folder` is asked. ERR_OK, ERR_FULL, and the errors of a read. */
MUST_USE enum err outbox_room(struct outbox *outbox, const char *folder);

/* Seals, signs and stores one submission in one commit, with its order and the time under the seal; a clock that can't
 * be right (behind the floor in the same folder, time_floor.h, or behind what was put in before) is doubted there.
 * Errors, with nothing stored: ERR_INVALID (submission_problem() has something to say), ERR_REFUSED (the kiosk is not
 * enrolled, so there is no key to seal to), ERR_FULL (OUTBOX_COUNT_MAX or OUTBOX_BYTES_MAX reached, or disk full),
 * ERR_IO, ERR_DAMAGED, ERR_UNAVAILABLE, ERR_NOMEM. */
MUST_USE enum err outbox_submit(struct outbox *outbox, const struct identity *identity,
                                const struct submission *submission);

/* Copies the oldest waiting entries, those deferred last, at most entries_max, into out[]; the
 * caller calls entry_finish() on each of the *out_count; with none that waits it is 0. Errors, with *out_count 0:
 * ERR_DAMAGED, ERR_IO, ERR_UNAVAILABLE, ERR_NOMEM. */
MUST_USE enum err outbox_batch(struct outbox *outbox, struct entry *out, size_t entries_max, size_t *out_count);

/* The registry has the entry, in its `generation`: from now on it is kept and not sent. The caller has checked the
 * receipt. Settling what is not there is ERR_OK. */
MUST_USE enum err outbox_settle(struct outbox *outbox, const unsigned char id[ENTRY_ID_BYTES], const char *generation);
/* Deletes the entry: the registry has erased it for good. What is not there is ERR_OK. */
MUST_USE enum err outbox_forget(struct outbox *outbox, const unsigned char id[ENTRY_ID_BYTES]);
/* Keeps the entry but never sends it again; `reason` is the receipt's word. With OUTBOX_SET_ASIDE_MAX set aside
 * already it is deferred instead: it goes on waiting, behind the others. */
MUST_USE enum err outbox_set_aside(struct outbox *outbox, const unsigned char id[ENTRY_ID_BYTES], const char *reason);

/* What is set aside, oldest first: how many for each reason, by a call each. */
MUST_USE enum err outbox_each_reason(struct outbox *outbox,
                                     void (*each)(void *context, const char *reason, int64_t count), void *context);
/* All that is set aside waits again (the reason is gone: a network was put back), or is deleted for good (staff have
 * given up on it). *out_count: how many. */
MUST_USE enum err outbox_retry_set_aside(struct outbox *outbox, int64_t *out_count);
MUST_USE enum err outbox_drop_set_aside(struct outbox *outbox, int64_t *out_count);

/* Puts the entry behind all others: sent alone, it got no answer that can be believed, and must
 * not keep the queue waiting. */
MUST_USE enum err outbox_defer(struct outbox *outbox, const unsigned char id[ENTRY_ID_BYTES]);

/* The registry is in `generation` now: what is kept of any other waits again. *out_count: how many. Writes nothing when
 * there is none. */
MUST_USE enum err outbox_revive(struct outbox *outbox, const char *generation, int64_t *out_count);
/* Drops what is kept beyond the limits above. Writes nothing when there is none. */
MUST_USE enum err outbox_trim(struct outbox *outbox);
/* The agent has run for another OUTBOX_TICK_MS by a clock that can't jump; time in which it was switched off, and
 * what the wall clock says, don't count. Ages what is kept, and trims. Writes nothing while nothing is kept. */
MUST_USE enum err outbox_tick(struct outbox *outbox);
/* Drops of what is kept everything that somebody wrote under a receipt of which `is_erased` says so: what its giver
 * had erased is not kept here either. Requests (withdraw, erase), which hold no words, stay. */
MUST_USE enum err outbox_drop_erased(struct outbox *outbox,
                                     bool (*is_erased)(void *context, const unsigned char *receipt_hash),
                                     void *context);

/* Groups what follows into one commit, so that a batch of receipts costs the card one write instead of fifty. Without a
 * group each outbox_settle(), outbox_forget() and outbox_set_aside() is a commit of its own. */
MUST_USE enum err outbox_begin(struct outbox *outbox);
MUST_USE enum err outbox_commit(struct outbox *outbox);
/* Does nothing when no group is open. */
void outbox_rollback(struct outbox *outbox);

MUST_USE enum err outbox_counts(struct outbox *outbox, struct outbox_counts *out);

/* What is known here of a receipt code, by its hash. Errors: ERR_DAMAGED, ERR_IO, ERR_UNAVAILABLE. */
MUST_USE enum err outbox_find(struct outbox *outbox, const unsigned char receipt_hash[RECEIPT_CODE_HASH_BYTES],
                              enum outbox_state *out);
