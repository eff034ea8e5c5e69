/* sync/registry/entries/erasures.h - what was erased or withdrawn is known in two places: in the database, with what it
 * did, and in erased.log, which outlives a restore (erased_log.h). This file keeps them the same. On PostgreSQL every
 * machine has such a log, and each comes to hold what all of them erased, so that any one of them is enough after a
 * restore.
 *
 * Threads: as the registry. */
#pragma once

#include "sync/base/err.h"
#include "sync/model/submission.h"
#include "sync/registry/registry.h"
#include "sync/wire/entry.h"

/* Called when the database is opened: does what only the log knows, in the database, and writes into the log
 * what only the database knows (it is from before there was a log, or the log was damaged). Lines that were torn by a
 * power cut go; damaged ones are counted in registry->erased_damaged and kept beside. Errors: those of db_run(),
 * erased_log_read() and erased_log_mend(). */
MUST_USE enum err erasures_apply(struct registry *registry);

/* Where machines share a database (PostgreSQL), each has an erased.log of its own: this writes into ours what came from
 * the others, and, when the database knows less than it did (a backup was put back while we run), does what the log
 * says again. Call it now and then; it looks at most every ERASURES_FOLLOW_MS. What fails is tried again then. */
enum { ERASURES_FOLLOW_MS = 15 * 1000 };
void erasures_follow(struct registry *registry);

/* Inside a transaction: the id is never stored again; an erasure or withdrawal was asked for under a receipt. */
MUST_USE enum err erasures_erase(struct registry *registry, const unsigned char id[ENTRY_ID_BYTES]);
MUST_USE enum err erasures_ask(struct registry *registry, const unsigned char receipt[RECEIPT_CODE_HASH_BYTES],
                               enum submission_kind kind);

/* Ends a transaction in which these may have been called: the log first, and durable, then the database. What is in the
 * log and did not reach the database is done when that is opened again. Errors: those of db_commit(), ERR_FULL, ERR_IO.
 */
MUST_USE enum err erasures_commit(struct registry *registry);
/* In every clean-up path: rolls back what is open, and forgets what it would have logged. */
void erasures_rollback(struct registry *registry);
