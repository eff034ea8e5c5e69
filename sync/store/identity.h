/* sync/store/identity.h - who this kiosk is, and whom it trusts: DIR/identity.json, mode 0600.
 *
 * The key pair is made here and never leaves. Before enrolment the file holds only the key pair
 * and the registry's address (so that a repeated enrolment uses the same key), and whether the kiosk
 * asks to be accepted; after it, also the
 * kiosk's id and the registry's three public keys, pinned, with the number they go by: newer ones
 * take their place when a chain of statements leads there (sync/wire/key_statement.h). A new pair that the registry has
 * not confirmed lies beside the present one, and so does the one before it (sync/agent/key_change.h), and the public
 * keys before that one: what they signed may still lie in the outbox, and only they tell that it is whole. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/wire/entry.h"
#include "sync/wire/sign.h"

enum { IDENTITY_URL_BYTES_MAX = 400, IDENTITY_NAME_BYTES_MAX = 80, IDENTITY_EARLIER_MAX = 16 };

struct identity {
    bool enrolled;
    bool asks; /* not enrolled yet: asks again and again to be accepted, without an invitation */
    char registry_url[IDENTITY_URL_BYTES_MAX + 1]; /* without a slash at the end */
    char kiosk_id[KIOSK_ID_BYTES_MAX + 1];
    char kiosk_name[IDENTITY_NAME_BYTES_MAX + 1]; /* what staff call it */
    unsigned char sign_public[SIGN_PUBLIC_BYTES];
    unsigned char sign_secret[SIGN_SECRET_BYTES];
    bool has_next, has_former; /* the pairs below are there */
    unsigned char next_public[SIGN_PUBLIC_BYTES];
    unsigned char next_secret[SIGN_SECRET_BYTES];
    unsigned char former_public[SIGN_PUBLIC_BYTES];
    unsigned char former_secret[SIGN_SECRET_BYTES];
    unsigned char earlier_public[IDENTITY_EARLIER_MAX]
                                [SIGN_PUBLIC_BYTES]; /* those before the former one, newest first */
    size_t earlier_count;
    int64_t keys_number; /* "keys" in the file, which older ones lack: 1 */
    unsigned char content_public[SIGN_PUBLIC_BYTES];
    unsigned char receipt_public[SIGN_PUBLIC_BYTES];
    unsigned char seal_public[SEAL_PUBLIC_BYTES];
};

/* The next pair is the present one from now on, and the present one the former. */
void identity_go_over(struct identity *identity);
/* Did one of this kiosk's keys, of whatever age, sign the entry? */
bool identity_signed(const struct identity *identity, const struct entry *entry);
/* A new key pair, not enrolled. */
void identity_make(struct identity *out, const char *registry_url);
/* Errors: ERR_NOT_FOUND (no such file yet), ERR_DAMAGED, ERR_IO, ERR_NOMEM. *out is wiped on error. */
MUST_USE enum err identity_read(struct identity *out, const char *path);
/* Atomic and durable. Errors: ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err identity_write(const struct identity *identity, const char *path);
/* Wipes it. */
void identity_finish(struct identity *identity);
