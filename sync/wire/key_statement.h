/* sync/wire/key_statement.h - which keys the registry has: statement after statement, each proved by the one before.
 *
 *   {"number":N,"content_key":base64,"receipt_key":base64,"seal_key":base64,"by_before":base64,"by_itself":base64}
 *
 * A kiosk pins the keys it enrolled with, under their number. Statement N replaces all three: it is signed (SIGN_KEYS,
 * over number and keys) with the content key of N-1, so only who could sign for the kiosk until now can say what holds
 * from now on, and with its own content key, so that a key nobody has can't strand the kiosks. As with the root of The
 * Update Framework a client walks the chain one number at a time and never goes back.
 *
 * The answer of GET /v1/keys: {"number":NEWEST,"statements":[…]}. */
#pragma once

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/wire/entry.h"
#include "sync/wire/sign.h"

enum {
    KEY_STATEMENTS_PER_ANSWER_MAX = 50,
    KEY_STATEMENTS_MAX = 1000, /* a registry makes no more: one a month is eighty years */
    KEY_ANSWER_BYTES_MAX = 64 * 1024,
};

struct key_statement {
    int64_t number; /* from 1; the first is signed by nobody: it is pinned when a kiosk enrols */
    unsigned char content_public[SIGN_PUBLIC_BYTES];
    unsigned char receipt_public[SIGN_PUBLIC_BYTES];
    unsigned char seal_public[SEAL_PUBLIC_BYTES];
    unsigned char by_before[SIGN_SIGNATURE_BYTES];
    unsigned char by_itself[SIGN_SIGNATURE_BYTES];
};

/* Signs a statement whose number and keys are filled in. `before` and `own` are the secret content keys of the
 * statement before it and of itself. */
void key_statement_sign(struct key_statement *statement, const unsigned char before[SIGN_SECRET_BYTES],
                        const unsigned char own[SIGN_SECRET_BYTES]);

/* Is `next` the one after the statement `number` with this content key? ERR_OK; ERR_CONFLICT (another number: skipped,
 * repeated or rolled back); ERR_UNTRUSTED (a signature does not fit). */
MUST_USE enum err key_statement_follows(const struct key_statement *next, int64_t number,
                                        const unsigned char content_public[SIGN_PUBLIC_BYTES]);

/* NULL without memory. */
MUST_USE json_t *key_statement_to_json(const struct key_statement *statement);
/* ERR_INVALID. Signatures are read, not checked. */
MUST_USE enum err key_statement_from_json(struct key_statement *out, const json_t *json);

struct key_answer {
    int64_t newest;
    struct key_statement statements[KEY_STATEMENTS_PER_ANSWER_MAX];
    size_t count;
};

/* Reads the answer; nothing is checked but its form. ERR_INVALID, ERR_TOO_LARGE, ERR_NOMEM. */
MUST_USE enum err key_answer_read(struct key_answer *out, const char *text, size_t bytes);
