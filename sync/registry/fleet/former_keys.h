/* sync/registry/fleet/former_keys.h - the keys that kiosks had before their present ones (sync/wire/rotation.h).
 *
 * A former key signs no request any more, save a repeat of the rotation that replaced it. The entries it signed are
 * good for ever: they wait in outboxes, and come in requests that the present key has signed. No former key becomes a
 * kiosk's again. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"
#include "sync/registry/fleet/kiosks.h"

enum { FORMER_KEYS_MAX = 100 }; /* of one kiosk: far more than it has years */

struct former_keys {
    unsigned char keys[FORMER_KEYS_MAX][SIGN_PUBLIC_BYTES]; /* the latest first */
    size_t count;
};

MUST_USE enum err former_keys_read(struct registry *registry, const char *kiosk, struct former_keys *out);
/* Was this ever the key of a kiosk that has another one now? ERR_OK: it was; ERR_NOT_FOUND. */
MUST_USE enum err former_key_find(struct registry *registry, const unsigned char key[SIGN_PUBLIC_BYTES]);

/* `key` takes the place of kiosk->sign_public. Errors, with nothing changed: ERR_CONFLICT (it is or was somebody's),
 * ERR_FULL (the kiosk has had FORMER_KEYS_MAX, or the disk), those of db_run(). */
MUST_USE enum err kiosk_rotate(struct registry *registry, const struct kiosk *kiosk,
                               const unsigned char key[SIGN_PUBLIC_BYTES]);
/* Staff want it to make a new key: it is told with its next turn. ERR_NOT_FOUND, those of db_run(). */
MUST_USE enum err kiosk_demand_rotation(struct registry *registry, const char *id);

/* For registry.c's list of migrations. */
extern const char former_keys_schema[];
