/* sync/registry/fleet/alerts.h - mails to whoever looks after the kiosks: when something begins to be wrong, and when
 * it is over.
 *
 * What is wrong now is a row (kind and what it is about), in the database, so that of two registries on one PostgreSQL
 * the one that makes or ends the row writes the mail, in the same transaction (mail.h). Everything that begins or ends
 * at one look is one mail. What was over begins again after ALERT_REST_S at the earliest, so that a line that comes and
 * goes is told once. Nothing in a mail is about a citizen. Threads: belongs to the registry's. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/opening_hours.h"
#include "sync/registry/fleet/fleet.h"
#include "sync/registry/registry.h"
#include "sync/registry/settings/settings.h"

enum {
    ALERT_LOOK_MS = 60 * 1000,
    ALERT_REST_S = 60 * 60,
    ALERT_DISK_OTHERS_S = 7 * 24 * 60 * 60, /* a machine that is still there says it again then */
    ALERT_LOOKS_S = 60 * 60,                /* in which looks are counted */
    ALERT_LINES_MAX = 50,                   /* in a mail; of the others only how many */
};

enum alert_kind {
    ALERT_SILENT,      /* not heard of in opening hours */
    ALERT_ENTRY,       /* what a citizen gave waits at the kiosk */
    ALERT_CERTIFICATE, /* the registry's certificate, as the kiosk sees it, ends soon */
    ALERT_COPIED,      /* two machines with one identity */
    ALERT_DISK,        /* the registry's own */
    ALERT_LOOKS,       /* somebody of the staff looks at what citizens gave unusually often: lookers.h */
    ALERT_KIND_COUNT
};

/* "silent", "entry", "certificate", "copied", "disk", "looks". */
const char *alert_kind_name(enum alert_kind kind);

/* Is less free than the settings' `alerts` say? `was` it so at the last look, it is over with twice as much. */
bool alert_disk_is_low(const struct settings *settings, int64_t free_mib, int64_t all_mib, bool was);
/* For how many minutes, ending now, the building has been open, counting no further back than the day before. 0:
 * closed. */
int alert_minutes_open(const struct opening_hours *hours, const struct local_time *now);

struct alerts;

/* All three must outlive it. ERR_NOMEM. */
MUST_USE enum err alerts_create(struct alerts **out, struct registry *registry, struct fleet *fleet,
                                const struct settings *settings);
/* Takes NULL. */
void alerts_destroy(struct alerts *alerts);
/* Looks once a minute; called often. What fails is done at the next look. Takes NULL. */
void alerts_tidy(struct alerts *alerts);

/* What is about kiosks and the registry; of "looks" only the mail tells, since colleagues see this list.
 * {"alerts":[{"kind","kiosk"?,"name"?,"since":TIME}],"to":["a@b.dk"],"silent_minutes":N,"entry_minutes":N,
 *  "certificate_days":N,"disk_mib":N,"disk_percent":N};
 * the caller owns *out. */
MUST_USE enum err alerts_list(struct alerts *alerts, json_t **out);

/* For registry.c's list of migrations. */
extern const char alerts_schema[];
