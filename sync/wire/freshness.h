/* sync/wire/freshness.h - a page that is of now, and not one that was kept.
 *
 * A page's signature says who made it, not when, and a kiosk's clock may be wrong. So a kiosk puts a word nobody could
 * foresee into its question (&nonce=HEX), and the registry signs that word together with the page's signature
 * (SIGN_FRESH, content key), in the answer's header Forhal-Fresh. What stands between them can repeat an old page, but
 * not make this proof. The page itself is made once for all kiosks, since the proof is not in it.
 *
 * Those who are told the same news at the same moment may share one signature: it is then over all their words, and the
 * proof carries these. A signature costs the registry as much as everything else of such an answer.
 *
 * Who asked with a MAC (request.h) and not with a signature is answered with one: "~" and the MAC over the word and
 * the page's signature. */
#pragma once

#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/wire/feed.h"
#include "sync/wire/shared_key.h"
#include "sync/wire/sign.h"

#define FRESHNESS_HEADER "Forhal-Fresh"

enum {
    NONCE_TEXT_BYTES = 33,    /* 16 random bytes in hex and the NUL */
    FRESHNESS_NONCES_MAX = 7, /* that share a signature: a proof is a header, and no longer than 240 letters */
    FRESHNESS_TEXT_BYTES = 240,
};

void nonce_make(char out[NONCE_TEXT_BYTES]);
/* 32 lower-case hex digits? Takes NULL. */
bool nonce_is_one(const char *text);

/* `page_signature` is the text that feed_sign() gave. */
void freshness_sign(char out[FEED_SIGNATURE_TEXT_BYTES], const char *nonce, const char *page_signature,
                    const unsigned char content_secret[SIGN_SECRET_BYTES]);
/* One proof for 1 to FRESHNESS_NONCES_MAX questions, each nonce_is_one(); for one it is freshness_sign()'s. */
void freshness_sign_together(char out[FRESHNESS_TEXT_BYTES], const char *const nonces[], size_t count,
                             const char *page_signature, const unsigned char content_secret[SIGN_SECRET_BYTES]);
/* Of either kind of signature. ERR_OK or ERR_UNTRUSTED. */
MUST_USE enum err freshness_check(const char *proof, const char *nonce, const char *page_signature,
                                  const unsigned char content_public[SIGN_PUBLIC_BYTES]);

void freshness_mac(char out[FRESHNESS_TEXT_BYTES], const char *nonce, const char *page_signature,
                   const struct shared_key *key);
/* ERR_OK or ERR_UNTRUSTED: with a signature as well. */
MUST_USE enum err freshness_check_mac(const char *proof, const char *nonce, const char *page_signature,
                                      const struct shared_key *key);
