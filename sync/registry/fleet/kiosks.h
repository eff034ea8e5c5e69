/* sync/registry/fleet/kiosks.h - the kiosks that may ask and send, and the codes that make them so.
 *
 * A code is twelve random symbols of Crockford's base 32 (60 bits), for one use, for some
 * minutes; the database holds only its hash. A key that was once enrolled keeps its kiosk: a
 * second code renames it. A revoked kiosk's key is refused for good. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"
#include "sync/wire/entry.h"
#include "sync/wire/sign.h"

enum {
    KIOSK_NAME_BYTES_MAX = 80,
    KIOSK_CODE_SYMBOLS = 12,
    KIOSK_CODE_TEXT_BYTES = 15, /* "XXXX-XXXX-XXXX" and the NUL */
    KIOSK_INVITATION_MINUTES = 15,
    KIOSK_INVITATION_MINUTES_MAX = 7 * 24 * 60,
    KIOSK_INVITATIONS_MAX = 1000,    /* rows kept, used and expired ones too */
    KIOSK_INVITATION_KEPT_DAYS = 30, /* so long after its end a used code still answers its key */
};

struct kiosk {
    char id[KIOSK_ID_BYTES_MAX + 1];
    char name[KIOSK_NAME_BYTES_MAX + 1];
    unsigned char sign_public[SIGN_PUBLIC_BYTES];
    int64_t enrolled_s;
    bool revoked;
    bool rotate; /* staff want it to make a new key (former_keys.h) */
    bool forked; /* another machine came with its identity; staff have not decided (turns.h) */
};

enum enrolment {
    ENROLMENT_DONE,
    ENROLMENT_CODE_UNKNOWN,
    ENROLMENT_CODE_EXPIRED,
    ENROLMENT_CODE_USED,
    ENROLMENT_REVOKED
};

/* Makes a code for a kiosk called `name`. Errors: ERR_INVALID (name empty, too long or with
 * control characters; minutes not 1 … KIOSK_INVITATION_MINUTES_MAX), ERR_FULL (too many
 * invitations, or the disk), and those of db_run(). */
MUST_USE enum err kiosk_invite(struct registry *registry, const char *name, int minutes,
                               char out_code[KIOSK_CODE_TEXT_BYTES]);

/* Uses `code` (as typed) for the key. ERR_OK says that *out_enrolment is answered; *out is the
 * kiosk when it is ENROLMENT_DONE. The caller has checked that the other side holds the secret
 * half. Errors, with nothing changed: those of db_run(). */
MUST_USE enum err kiosk_enrol(struct registry *registry, const char *code,
                              const unsigned char sign_public[SIGN_PUBLIC_BYTES], enum enrolment *out_enrolment,
                              struct kiosk *out);

/* Errors: ERR_NOT_FOUND, those of db_query(). A revoked kiosk is found, and says so. */
MUST_USE enum err kiosk_find(struct registry *registry, const char *id, struct kiosk *out);

/* The kiosk whose key this is. Errors: as kiosk_find(). */
MUST_USE enum err kiosk_find_by_key(struct registry *registry, const unsigned char sign_public[SIGN_PUBLIC_BYTES],
                                    struct kiosk *out);

/* Makes a kiosk of a key that is none yet; `name` is good. For pending.c, within its transaction. Errors: ERR_CONFLICT
 * (it is one), those of db_run(). */
MUST_USE enum err kiosk_add(struct registry *registry, const char *name,
                            const unsigned char sign_public[SIGN_PUBLIC_BYTES], struct kiosk *out);

/* Errors: ERR_INVALID (as kiosk_invite()), ERR_NOT_FOUND, those of db_run(). */
MUST_USE enum err kiosk_rename(struct registry *registry, const char *id, const char *name);

/* From now on nothing it signs is accepted. Errors: ERR_NOT_FOUND, those of db_run(). */
MUST_USE enum err kiosk_revoke(struct registry *registry, const char *id);

/* Calls `visit` with each kiosk, the oldest first. */
typedef void kiosk_visit(void *context, const struct kiosk *kiosk);
MUST_USE enum err kiosks_each(struct registry *registry, kiosk_visit *visit, void *context);
