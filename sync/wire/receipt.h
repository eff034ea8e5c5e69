/* sync/wire/receipt.h - the registry's signed word about one entry.
 *
 * Only a receipt whose signature fits lets a kiosk delete an entry: a proxy that answers 200
 * cannot make one. It is signed over the kiosk, the entry's id, the hash of its box, the verdict
 * and the registry's generation, so it fits no other entry, and says in which history of the
 * registry the entry is: an old copy that is put back later is another generation. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/wire/entry.h"
#include "sync/wire/feed.h"
#include "sync/wire/sign.h"

enum verdict {
    VERDICT_CREATED,  /* stored now */
    VERDICT_EXISTS,   /* stored before: the same id with the same bytes */
    VERDICT_CONFLICT, /* the id is taken by other bytes; nothing was stored */
    VERDICT_GONE,     /* the id was erased; it will never be stored again */
    VERDICT_REJECTED, /* not acceptable; `reason` says why */
    VERDICT_COUNT,
};

enum { RECEIPT_REASON_BYTES_MAX = 64 };

struct receipt {
    unsigned char id[ENTRY_ID_BYTES];
    unsigned char hash[ENTRY_HASH_BYTES];
    char generation[FEED_GENERATION_BYTES_MAX + 1]; /* the registry's, never "" */
    enum verdict verdict;
    char reason[RECEIPT_REASON_BYTES_MAX + 1]; /* "" unless rejected: a stable word, nothing typed */
    unsigned char signature[SIGN_SIGNATURE_BYTES];
};

/* A receipt for `entry`, signed. `reason` NULL means none. */
void receipt_make(struct receipt *out, const struct entry *entry, enum verdict verdict, const char *reason,
                  const char *generation, const char *kiosk_id, const unsigned char receipt_secret[SIGN_SECRET_BYTES]);

/* Does it speak of exactly this entry, and did the registry sign it? ERR_OK or ERR_UNTRUSTED. */
MUST_USE enum err receipt_check(const struct receipt *receipt, const unsigned char entry_id[ENTRY_ID_BYTES],
                                const unsigned char hash[ENTRY_HASH_BYTES], const char *kiosk_id,
                                const unsigned char receipt_public[SIGN_PUBLIC_BYTES]);

/* Has the registry got it, or erased it for good? Created, exists and gone. */
bool verdict_is_settled(enum verdict verdict);
const char *verdict_name(enum verdict verdict);

/* {"id":hex,"hash":base64,"generation":TEXT,"verdict":TEXT,"reason":TEXT?,"signature":base64}; NULL without memory. */
MUST_USE json_t *receipt_to_json(const struct receipt *receipt);
/* ERR_INVALID. The signature is read, not checked. */
MUST_USE enum err receipt_from_json(struct receipt *out, const json_t *json);
