/* sync/registry/keys.h - the registry's three key pairs, in DIR/keys/, files of mode 0600.
 *
 *   content.json   signs pages of the feed           Ed25519, pinned by every kiosk
 *   receipt.json   signs receipts                    Ed25519, pinned by every kiosk
 *   seal.json      opens what citizens wrote         X25519
 * Each is {"public":base64,"secret":base64}. Lost content or receipt keys mean enrolling every
 * kiosk again; a lost seal key means that what is still on its way can never be read. */
#pragma once

#include "sync/base/err.h"
#include "sync/wire/entry.h"
#include "sync/wire/sign.h"

struct keys {
    unsigned char content_public[SIGN_PUBLIC_BYTES];
    unsigned char content_secret[SIGN_SECRET_BYTES];
    unsigned char receipt_public[SIGN_PUBLIC_BYTES];
    unsigned char receipt_secret[SIGN_SECRET_BYTES];
    unsigned char seal_public[SEAL_PUBLIC_BYTES];
    unsigned char seal_secret[SEAL_SECRET_BYTES];
    unsigned char seal_id[SEAL_KEY_ID_BYTES];
};

/* Makes the folder `path` (0700) and every pair that is not there yet; a pair that is there
 * stays, so an interrupted call may be repeated. Errors: ERR_IO, ERR_FULL, ERR_NOMEM. */
MUST_USE enum err keys_make(const char *path);

/* Reads all three. The caller calls keys_finish(). Errors: ERR_NOT_FOUND (a file is missing),
 * ERR_DAMAGED (unreadable, or the halves do not fit), ERR_IO, ERR_NOMEM. */
MUST_USE enum err keys_read(struct keys *out, const char *path);
/* Wipes. */
void keys_finish(struct keys *keys);
