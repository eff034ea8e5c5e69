/* sync/registry/fleet/pending.h - kiosks that ask to be accepted, without an invitation (sync/PROTOCOL.md, POST
 * /v1/enrol).
 *
 * One row a key. A row lives until PENDING_HOURS after it was last heard of. Full is full: a newcomer is sent away, and
 * nobody who waits is pushed out; only rows that staff have refused make room. A peer (an address) may have
 * PENDING_OF_PEER_MAX rows, so that one alone can't fill the table. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/fleet/kiosks.h"
#include "sync/registry/registry.h"

enum {
    PENDING_MAX = 200,
    PENDING_OF_PEER_MAX = 20,
    PENDING_HOURS = 24,
    PENDING_HEARD_S = 10 * 60, /* that it was heard of again is written down no more often than this */
    PENDING_PEER_BYTES_MAX = 63,
};

struct pending {
    unsigned char key[SIGN_PUBLIC_BYTES];
    char peer[PENDING_PEER_BYTES_MAX + 1]; /* where it asked from, first */
    int64_t asked_s;
    int64_t heard_s;
    bool refused;
};

enum pending_answer {
    PENDING_WAITS,
    PENDING_ACCEPTED, /* it is a kiosk */
    PENDING_REFUSED,
    PENDING_REVOKED, /* it was a kiosk, or its key was a kiosk's former one */
    PENDING_FULL,
    PENDING_SLOW, /* it would be new, and no new one may begin now */
};

/* The key asks (the caller has checked that the other side holds the secret half). *out_new: a row was made. *out is
 * the kiosk when it is accepted. Errors, with nothing changed: those of db_run(). */
MUST_USE enum err pending_ask(struct registry *registry, const unsigned char key[SIGN_PUBLIC_BYTES], const char *peer,
                              bool may_begin, enum pending_answer *out_answer, bool *out_new, struct kiosk *out);

enum pending_decision {
    DECISION_DONE,
    DECISION_BEFORE,  /* it was so already; *out is the kiosk that it is, where it is one */
    DECISION_NOBODY,  /* nobody waits under this code */
    DECISION_SEVERAL, /* more than one key has this short code: only the whole fingerprint will do */
    DECISION_REVOKED, /* the key was revoked, for good */
    DECISION_KIOSK,   /* refuse: it is a kiosk, which can only be revoked; *out */
};

/* Staff decide. `typed` is a short code or a whole fingerprint. Errors: ERR_INVALID (it is neither, or `name` can be
 * no name), those of db_run(). */
MUST_USE enum err pending_accept(struct registry *registry, const char *typed, const char *name,
                                 enum pending_decision *out_decision, struct kiosk *out);
MUST_USE enum err pending_refuse(struct registry *registry, const char *typed, enum pending_decision *out_decision,
                                 struct kiosk *out);
/* Everybody who waits. */
MUST_USE enum err pending_refuse_all(struct registry *registry, int64_t *out_count);

typedef void pending_visit(void *context, const struct pending *pending);
/* The oldest first; those that were refused too. */
MUST_USE enum err pending_each(struct registry *registry, pending_visit *visit, void *context);

/* For registry.c's list of migrations. */
extern const char pending_schema[];
