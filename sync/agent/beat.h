/* sync/agent/beat.h - tells the registry how this kiosk is, and carries pictures of the screen that staff ask for.
 *
 * A heartbeat (sync/wire/heartbeat.h) is gathered from the run folder, the machine and the two databases, and sent as
 * a small request of its own between rounds: at first, every BEAT_INTERVAL_MS, and at once when something important is
 * another: above all what the screen shows, which is no oftener than staff publish, and they wait to hear it. Nothing
 * of it is written to disk. Its answer may ask for a picture: the request is left in the run folder, the screen is
 * rung, and what it leaves there (a picture, or why not) is handed in after a later round. Threads: belongs to the
 * agent's. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/agent/client.h"
#include "sync/base/clock.h"
#include "sync/base/err.h"
#include "sync/store/data_dir.h"
#include "sync/store/run_dir.h"
#include "sync/wire/heartbeat.h"

enum {
    BEAT_INTERVAL_MS = 45 * 1000,       /* looked at after each round and each wait of at most 50 s: once a minute */
    BEAT_LEAST_MS = 10 * 1000,          /* however often something important changes, but for what is shown */
    BEAT_UNKNOWN_MS = 60 * 60 * 1000,   /* a registry that knows no heartbeats is asked again after this */
    BEAT_LOOK_FILE_BYTES_MAX = 512,     /* of look.json */
    BEAT_LOOK_KEPT_MS = 10 * 60 * 1000, /* a picture that can't be handed in is kept this long */
};

struct beat {
    const struct data_dir *dir; /* borrowed, as the next two */
    const struct run_dir *run;
    const char *root; /* "", or where tests have their proc/ and sys/ */
    struct clock clock;
    int64_t begun_ms;
    int64_t sent_ms;  /* the latest try; -1: none yet */
    int64_t pause_ms; /* until the next one at the earliest */
    bool hurry;
    bool arrived; /* did that try? */
    int64_t count;
    struct heartbeat sent; /* the latest that arrived */
    int64_t look_ms;       /* since when a picture waits to be handed in; -1: none does */
};

void beat_begin(struct beat *beat, const struct data_dir *dir, const struct run_dir *run, struct clock clock);
/* Everything the kiosk tells, as it is now. What can't be read is unknown. */
void beat_gather(const struct beat *beat, struct heartbeat *out);
/* The registry wants to hear: the next one is due. */
void beat_hurry(struct beat *beat);
/* Is it time? Looks at the screen and the machine, not at the databases. */
bool beat_is_due(const struct beat *beat);
/* One try. Errors: those of client_heartbeat(). */
MUST_USE enum err beat_send(struct beat *beat, struct client *client);

/* Has the screen left something for the registry? */
bool beat_has_look(const struct beat *beat);
/* Hands it in; it is gone afterwards, unless there was no connection (ERR_UNAVAILABLE) and it is not too old.
 * ERR_DAMAGED: it made no sense. Other errors: those of client_look(). */
MUST_USE enum err beat_give_look(struct beat *beat, struct client *client);
