/* sync/wire/turn.h - whose turn it is: tells one kiosk from a copy of its card.
 *
 * A kiosk keeps two random values of 16 bytes: `before`, the latest the registry has acknowledged, and `now`, which it
 * goes on to. Both travel as members of a request's JSON and so under its signature. The registry keeps the latest
 * `now` of each kiosk: a request whose `before` is that is a step, one whose `now` is that a repeat (its answer was
 * lost), and any other comes from another machine with the same identity, or from an old copy of the card: a fork. The
 * registry acknowledges a turn with a signature of its receipt key (SIGN_TURN), so that no portal can. */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"
#include "sync/wire/sign.h"

enum { TURN_BYTES = 16 };

struct turn {
    unsigned char before[TURN_BYTES]; /* zeros: the kiosk has never had one */
    unsigned char now[TURN_BYTES];    /* never zeros */
};

/* The turn after `turn.now`; after a zeroed struct the first one. */
void turn_next(struct turn *turn);

/* Adds "before" and "now". Errors: ERR_NOMEM. */
MUST_USE enum err turn_to_json(const struct turn *turn, json_t *object);
/* Errors: ERR_NOT_FOUND (neither is there), ERR_INVALID. */
MUST_USE enum err turn_from_json(struct turn *out, const json_t *object);

/* The value of "turn" in an answer: that the registry has taken `turn` of this kiosk. NULL without memory. */
MUST_USE json_t *turn_acknowledge(const struct turn *turn, const char *kiosk_id,
                                  const unsigned char receipt_secret[SIGN_SECRET_BYTES]);
/* Does the answer's "turn" acknowledge this? ERR_OK or ERR_UNTRUSTED. */
MUST_USE enum err turn_check(const json_t *answer, const struct turn *turn, const char *kiosk_id,
                             const unsigned char receipt_public[SIGN_PUBLIC_BYTES]);
