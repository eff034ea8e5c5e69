/* sync/registry/keys/shared_keys.h - the keys that kiosks share with the registry's present content key, those used
 * lately kept ready: to make one costs as much as to check a signature, which MACs are there to save.
 *
 * Threads: belongs to the thread that serves. */
#pragma once

#include "sync/base/err.h"
#include "sync/registry/keys/keys.h"
#include "sync/wire/shared_key.h"

enum { SHARED_KEYS_KEPT = 16384 }; /* at most, 64 bytes each: of ten thousand kiosks most have a place of their own */

struct shared_keys;

/* Errors: ERR_NOMEM. */
MUST_USE enum err shared_keys_create(struct shared_keys **out);
/* Wipes. Takes NULL. */
void shared_keys_destroy(struct shared_keys *shared);

/* Good until the next call. NULL: no kiosk has such a key, or there is no memory for another one. */
const struct shared_key *shared_keys_get(struct shared_keys *shared, const struct keys *keys,
                                         const unsigned char kiosk_public[SIGN_PUBLIC_BYTES]);
