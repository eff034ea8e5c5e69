/* sync/registry/keys/key_chain.h - which keys the registry has had, DIR/keys/chain.json: the statements that kiosks
 * walk along, when each was made, and which sealing secrets are forgotten.
 *
 *   {"statements":[{"number":1,…,"made":SECONDS,"forgotten":true}, …]}      (sync/wire/key_statement.h)
 *
 * It holds no secret. It is not there before the first rotation. The file is written whole and durably, and that is
 * the moment when a rotation or a forgetting has happened: secrets are on the disk before it, and removed after it. */
#pragma once

#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/wire/key_statement.h"

enum key_kind { KEY_CONTENT, KEY_RECEIPT, KEY_SEAL, KEY_KIND_COUNT };

enum { KEY_FILE_NAME_BYTES = 32 };

struct key_link {
    struct key_statement statement;
    int64_t made_s; /* by the registry's clock, never before the one before; 0 for the first */
    bool forgotten; /* its sealing secret, if no later statement has the same sealing key */
};

struct key_chain {
    struct key_link *links; /* owned; links[at] has the number at + 1 */
    size_t count;
};

/* Reads and checks every link. Errors: ERR_NOT_FOUND (never rotated), ERR_DAMAGED, ERR_IO, ERR_NOMEM. */
MUST_USE enum err key_chain_read(struct key_chain *out, const char *folder);
/* Errors: ERR_FULL, ERR_IO, ERR_NOMEM; the file is then what it was. */
MUST_USE enum err key_chain_write(const struct key_chain *chain, const char *folder);
/* Adds a link; ERR_FULL (KEY_STATEMENTS_MAX), ERR_NOMEM. */
MUST_USE enum err key_chain_add(struct key_chain *chain, const struct key_link *link);
/* Takes a zeroed one. */
void key_chain_finish(struct key_chain *chain);

/* The number at which the key that statement `number` has came first: its pair is in the file of that number. */
int64_t key_chain_since(const struct key_chain *chain, enum key_kind kind, int64_t number);
/* "seal.json" for 1, "seal-4.json" for 4. */
void key_chain_file(char out[KEY_FILE_NAME_BYTES], enum key_kind kind, int64_t since);
