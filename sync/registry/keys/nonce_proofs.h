/* sync/registry/keys/nonce_proofs.h - proofs of freshness, made for those who are woken by the thread that wakes them.
 *
 * When ten thousand wait for the same news, signing each one's nonce is a third of the work of telling them. So some
 * share a signature (freshness.h), and the
 * serving thread tells here which page it answers with; from then on the waking thread signs, while the serving thread
 * sends to those who were woken before. A proof is for one page, by its number: where the serving thread then answers
 * with another one, it signs itself. Threads: any. */
#pragma once

#include <stdint.h>

#include "sync/base/err.h"
#include "sync/wire/feed.h"
#include "sync/wire/freshness.h"

struct nonce_proofs;

/* A call's. */
struct nonce_proof {
    char nonce[NONCE_TEXT_BYTES]; /* "": none was asked for */
    int64_t page;                 /* which page it is for; 0: not made */
    char *text;                   /* owned by the call (malloc): thousands wait without any */
};

/* Errors: ERR_NOMEM. */
MUST_USE enum err nonce_proofs_create(struct nonce_proofs **out);
/* Wipes. Takes NULL. */
void nonce_proofs_destroy(struct nonce_proofs *proofs);

/* Who has seen `seen` gets this page now. Cheap when that is known, and then too it counts as told. */
void nonce_proofs_tell(struct nonce_proofs *proofs, const struct feed_cursor *seen, int64_t page,
                       const char *page_signature, const unsigned char content_secret[SIGN_SECRET_BYTES]);
/* How often it was told. */
uint64_t nonce_proofs_told(struct nonce_proofs *proofs);
/* Until it is told once more than `told` times, or the time is over. */
void nonce_proofs_await(struct nonce_proofs *proofs, uint64_t told, int wait_ms);
/* Makes one proof for those (1 to FRESHNESS_NONCES_MAX, each with a nonce) who have all seen `seen`, if it is known
 * which page they get. */
void nonce_proofs_sign(struct nonce_proofs *proofs, const struct feed_cursor *seen, struct nonce_proof *const list[],
                       size_t count);
