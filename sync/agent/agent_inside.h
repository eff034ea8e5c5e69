/* sync/agent/agent_inside.h - an agent as the parts of its round know it: agent.c pulls, agent_up.c delivers,
 * agent_stores.c opens the databases, agent_tells.c says how it went, agent_pictures.c comes last. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/agent/agent.h"
#include "sync/agent/client.h"
#include "sync/agent/keep.h"
#include "sync/agent/pictures.h"
#include "sync/agent/ratchet.h"
#include "sync/agent/trust.h"
#include "sync/store/catalog.h"
#include "sync/store/outbox.h"
#include "sync/store/salvage.h"
#include "sync/wire/feed.h"

struct agent {
    const struct data_dir *dir; /* borrowed */
    struct agent_ports ports;
    struct identity identity;
    struct trust trust;    /* owned */
    int64_t floor_s;       /* read by the client at each handshake */
    int64_t warned_ms;     /* when it was last said that the certificate ends soon; -1: never */
    struct client *client; /* owned */
    int lock_fd;           /* owned; -1 when not taken */
    bool alone;            /* send entries one by one: a batch failed while all else worked */
    int64_t checked_ms;    /* when the databases were last read through; -1: never */
    int64_t proved_ms;     /* when a page was last proved to be of now, or when we began */
    int64_t suspected_ms;  /* when the screen's suspicion was last acted on; -1: never */
    struct ratchet ratchet;
    struct pictures_left pictures_left;
    bool pictures_due; /* to be read through */
    struct keep keep;
    struct salvage_counts salvaged;
    bool salvage_due; /* there may be damaged outboxes that were not gone through */
    struct agent_state written;
    struct feed_page waited; /* owned while has_waited: what the latest wait brought */
    bool has_waited;
    bool asked_keys;    /* in this round */
    bool index_due;     /* there may be words of the catalog that are not in its index */
    int64_t fresh_at_s; /* as in agent.json */
};

/* ---- agent.c ---- */

/* To whoever looks after it. */
PRINTF(3, 4) void agent_say(const struct agent *agent, enum log_level level, const char *format, ...);

bool agent_is_stopped(const struct agent *agent);
/* Since that time by the monotonic clock; always since -1, which is never. */
bool agent_has_passed(const struct agent *agent, int64_t since_ms, int64_t interval_ms);

/* True when this kiosk knows newer keys of the registry now; the screen seals to them from the ring on. Once a round.
 * What went wrong is noted in the round, and is in *out_err. */
bool agent_walk_keys(struct agent *agent, struct round *round, enum err *out_err);

/* ---- agent_stores.c ---- */

/* `check`: is read through, too. What is damaged is set aside and begun again. On ERR_OK the caller closes *out. */
MUST_USE enum err stores_open_catalog(struct agent *agent, struct catalog **out, bool check);
MUST_USE enum err stores_begin_catalog_again(struct agent *agent, struct catalog **out);
MUST_USE enum err stores_open_outbox(struct agent *agent, struct outbox **out, bool check);
MUST_USE enum err stores_begin_outbox_again(struct agent *agent, struct outbox **out);

/* What can be read of damaged outboxes, into the new one. It holds up nothing: what fails is tried again. */
void stores_salvage(struct agent *agent, struct outbox *outbox);

/* ---- agent_up.c ---- */

/* Delivers what waits, and takes the turn; before and after it what a new key of this kiosk's needs. */
void agent_deliver(struct agent *agent, struct round *round, bool check);

/* Receipts that do not fit may be signed with a newer key: what was sent is still here, and is sent again. */
void agent_deliver_with_newer_keys(struct agent *agent, struct round *round);

/* ---- agent_pictures.c ---- */

/* What pages show besides words. It comes last and changes nothing of how the round went. True when some came. */
bool agent_fetch_pictures(struct agent *agent, struct round *round);

/* ---- agent_tells.c ---- */

/* Of the registry or the way there, not of this machine? */
bool err_is_of_wire(enum err err);

/* The first problem of a round is the one that is told. `what` may be "". */
void round_note(struct round *round, const char *what, const char *words);
/* A refusal's word is kept, and what the client says of the problem rather than the error's own words. */
void round_note_failure(const struct agent *agent, struct round *round, const char *what, enum err err);

/* Signed pages come, and the same could be said of pages that somebody kept: told, but what comes is shown. */
void round_note_frozen(struct agent *agent, struct round *round);

enum link round_link(const struct agent *agent, const struct round *round);

/* agent.json, where something differs from what stands there. True when it says something new. */
bool round_write_state(struct agent *agent, const struct round *round);
