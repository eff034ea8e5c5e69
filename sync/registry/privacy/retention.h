/* sync/registry/privacy/retention.h - how long what citizens gave, and what staff did, is kept; and that it then goes.
 *
 * Every kind has its days; none is kept for ever. What goes leaves the traces of an erasure (erasures.h): a late kiosk
 * or an older backup cannot bring it back, and whoever holds the receipt code reads after how many days it went. An
 * idea that hangs on the wall stays there without its giver: name, contact and the words before staff edited them go.
 * What staff hold back (holds.h) goes when the hold ends.
 *
 * A clock that leaps must not empty the registry, and what came under a wrong one goes in its time all the same:
 * retention_clock.h. Several registries on one database take turns:
 * each step is one transaction under the write lock. Threads: as the registry. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

enum retention_kind {
    RETENTION_INTEREST,
    RETENTION_SEAT,
    RETENTION_IDEA,
    RETENTION_SUPPORT,
    RETENTION_REQUEST, /* that somebody withdrew, erased or corrected something */
    RETENTION_LOG,
    RETENTION_MAIL,
    RETENTION_PROOF,
    RETENTION_KIND_COUNT
};

enum {
    RETENTION_STEP_MAX = 50, /* entries that go in one transaction */
    RETENTION_EVERY_MS = 60 * 1000,
    RETENTION_REQUEST_DAYS = 90,
    RETENTION_PROOF_DAYS = 1825,
    RETENTION_AHEAD_DAYS = 30, /* what staff see coming */
    RETENTION_LIST_MAX = 500,
};

/* Who the staff log says did it. No user can be called so. */
#define RETENTION_WHO "(retention)"

struct retention {
    int64_t days[RETENTION_KIND_COUNT];
};

struct settings;

/* As it was decided; requests and proofs have fixed times. */
struct retention retention_from(const struct settings *settings);

/* "interest", "seat", "idea", "support", "request", "log", "mail", "proof"; and what then happens: a Danish
 * sentence for staff. */
const char *retention_name(enum retention_kind kind);
const char *retention_does(enum retention_kind kind);
/* One step, when one is due; cheap otherwise. Call it now and then. What fails is tried again a minute later: those of
 * retention_step(), worth telling whoever runs the registry, since nothing goes meanwhile. */
MUST_USE enum err retention_tidy(struct registry *registry, const struct retention *retention);
/* One step at once. *out_more: there is more to do. Errors, with nothing changed: those of db_run() and
 * erasures_commit(). */
MUST_USE enum err retention_step(struct registry *registry, const struct retention *retention, bool *out_more);

/* What goes within RETENTION_AHEAD_DAYS, and what is held back:
 * {"rules":[{"kind","days","does","reason"}],"due":[{"order","kind","network","received":TIME,"goes":DATE,
 *  "hold":{"until":DATE,"reason","who"}?}],"more":bool,"paused":bool}; paused: the clock is doubted. Nothing of what
 * was given is in it. The caller owns *out. */
MUST_USE enum err retention_list(struct registry *registry, const struct retention *retention, json_t **out);
