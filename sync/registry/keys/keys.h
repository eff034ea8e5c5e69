/* sync/registry/keys/keys.h - the registry's three key pairs, in DIR/keys/, files of mode 0600.
 *
 *   content.json   signs pages of the feed           Ed25519, pinned by every kiosk
 *   receipt.json   signs receipts                    Ed25519, pinned by every kiosk
 *   seal.json      opens what citizens wrote         X25519
 * Each is {"public":base64,"secret":base64}. Pairs made by a rotation are in content-N.json and so on, N being the
 * number of the statement that brought them (key_chain.h). Lost content or receipt keys mean enrolling every kiosk
 * again; a lost seal key means that what is still on its way can never be read.
 *
 * After a rotation the old content and receipt secrets are gone for good: nobody needs them, and who stole them later
 * could still deceive a kiosk that slept. Old sealing secrets stay, since entries sealed to them may wait in a kiosk
 * for long, until keys_forget(). */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "sync/base/err.h"
#include "sync/registry/keys/key_chain.h"
#include "sync/wire/entry.h"
#include "sync/wire/sign.h"

struct seal_pair {
    unsigned char public_key[SEAL_PUBLIC_BYTES];
    unsigned char secret_key[SEAL_SECRET_BYTES];
    unsigned char id[SEAL_KEY_ID_BYTES];
};

/* What the file of the chain looked like; all 0 while there was none. */
struct keys_mark {
    ino_t inode;
    off_t bytes;
    int64_t changed_s;
    long changed_ns;
};

struct keys {
    unsigned char content_public[SIGN_PUBLIC_BYTES];
    unsigned char content_secret[SIGN_SECRET_BYTES];
    unsigned char receipt_public[SIGN_PUBLIC_BYTES];
    unsigned char receipt_secret[SIGN_SECRET_BYTES];
    unsigned char seal_public[SEAL_PUBLIC_BYTES];
    unsigned char seal_secret[SEAL_SECRET_BYTES];
    unsigned char seal_id[SEAL_KEY_ID_BYTES];
    struct key_chain chain;  /* never empty: without a file it is the first statement alone */
    struct seal_pair *seals; /* owned: all that are not forgotten, the newest last */
    size_t seals_count;
    struct keys_mark mark;
};

/* Makes the folder `path` (0700), the key of staff_key.h and every pair that is not there yet; a pair that is there
 * stays, so an interrupted call may be repeated. Errors: ERR_IO, ERR_FULL, ERR_NOMEM. */
MUST_USE enum err keys_make(const char *path);

/* Reads all of them. The caller calls keys_finish(). Errors: ERR_NOT_FOUND (a file is missing),
 * ERR_DAMAGED (unreadable, or the halves or statements do not fit), ERR_IO, ERR_NOMEM. */
MUST_USE enum err keys_read(struct keys *out, const char *path);
/* Wipes. Takes a zeroed one. */
void keys_finish(struct keys *keys);

/* The number that kiosks know the present keys by. */
int64_t keys_number(const struct keys *keys);
/* The pair with this id, or NULL: never ours, or forgotten. */
const struct seal_pair *keys_seal(const struct keys *keys, const unsigned char id[SEAL_KEY_ID_BYTES]);
/* False when another process has rotated or forgotten since `keys` was read: one stat(). */
bool keys_are_current(const struct keys *keys, const char *path);

/* The rest changes the folder; callers hold the registry's write lock (db_begin()), so that one does so at a time.
 * *keys is read anew. After an error, or when the power goes, the old keys hold, all of them, or the new ones. */

/* Makes new pairs of the kinds asked for, and the statement that leads kiosks to them. Errors: ERR_FULL (the disk, or
 * KEY_STATEMENTS_MAX), ERR_IO, ERR_NOMEM. */
MUST_USE enum err keys_rotate(struct keys *keys, const char *path, const bool kinds[KEY_KIND_COUNT], int64_t now_s);
/* Removes sealing secrets that another one took the place of before `before_s`. Errors as keys_rotate(). */
MUST_USE enum err keys_forget(struct keys *keys, const char *path, int64_t before_s, size_t *out_count);
/* When another sealing key took the place of the one of statement `number`; 0: it is in use. */
int64_t keys_seal_retired_s(const struct keys *keys, int64_t number);
