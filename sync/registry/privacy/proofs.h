/* sync/registry/privacy/proofs.h - that nothing of what was erased is left, looked for byte by byte.
 *
 * Before an entry is erased its words, and the mark that is its row's alone (the hash of what the kiosk sent), are
 * taken down in memory. Afterwards every file that the registry has is read: the database with its free pages, its log
 * and shared memory (-wal, -shm) and erased.log; on PostgreSQL every table is asked instead, after it was written anew,
 * since its files are another program's. What was looked through and found is a row of the table `proof`, without a
 * word of what was erased. The registry keeps no copies of exports and has no full-text index; backups, PostgreSQL's
 * own log and the freed blocks of a disk are out of its reach, and docs/privacy.md says what to do about them.
 *
 * Files are read PROOF_STEP_BYTES at a time, so nobody waits long; a small database is done at once. Ends of a program
 * in between leave the row as "waiting", which is told as "cut" when nobody looks any more. States of a proof:
 *   waiting  not done yet
 *   cut      nor will it be: the program ended, and with it what there was to look for
 *   clean    every file was read, and there is nothing
 *   kept     the same, but a word (never the row's mark) also stands in what is kept: the same name in another entry
 *   found    bytes are left which nothing that is kept accounts for
 *   rows     PostgreSQL: no table has it any more; files were not read
 * Threads: as the registry. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

enum {
    PROOF_STEP_BYTES = 16 * 1024 * 1024,
    PROOF_WORD_BYTES_MIN = 4, /* shorter ones are everywhere, and are not looked for */
    PROOF_WAITING_MAX = 32,   /* entries whose words are in memory at once */
    PROOF_LIST_MAX = 200,
    PROOF_OTHERS_S = 3600, /* so long another registry on the same PostgreSQL may be looking */
};

/* Erases entry `number` for `who`, and begins its proof; *out is its number. The caller owns nothing. Errors, with
 * nothing changed: ERR_NOT_FOUND, ERR_FULL (PROOF_WAITING_MAX wait), ERR_NOMEM, those of erasures_commit(). */
MUST_USE enum err proofs_erase(struct registry *registry, int64_t number, const char *who, const char *reason,
                               int64_t *out);
/* Goes on with what waits; cheap when nothing does. */
void proofs_tidy(struct registry *registry);
/* Takes NULL. Wipes. */
void proofs_destroy(struct proofs *proofs);

/* {"proofs":[{"number","at":TIME,"who","reason","kind","state","record":{"looked_in":[{"place","bytes"}],
 *  "words":[{"what","before","after","kept":[PLACE,…]}]}}]}, the newest first; `number` 0: all, at most PROOF_LIST_MAX.
 * The caller owns *out. */
MUST_USE enum err proofs_list(struct registry *registry, int64_t number, json_t **out);
