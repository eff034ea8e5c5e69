/* sync/agent/agent.h - rounds between the registry and the kiosk's two databases.
 *
 * One round: deliver what waits in the outbox, fetch what is new until the registry has no more,
 * let what is kept of another history of the registry wait again (keep.h), write down how it went
 * (agent.json), ring the screen if there is something to see, and then
 * fetch pictures that pages and networks name (pictures.h), which changes nothing of how the round went. Both halves
 * are tried in every round; neither can hold up the other. A round is bounded: PUSH_BATCHES_MAX
 * and PULL_PAGES_MAX exchanges at most (round.more says that there is more to do), each bounded
 * by http.h, and `alive` is told after each.
 *
 * What is damaged is healed: the catalog is set aside and fetched again; the outbox is set aside,
 * a new one begun, and what can be read of the old one saved into it (sync/store/salvage.h). The databases are opened
 * for each round, so that a file put in their place is seen, and closed in between. Threads: an agent belongs to the
 * thread that opened it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/agent/http.h"
#include "sync/agent/state.h"
#include "sync/base/clock.h"
#include "sync/base/err.h"
#include "sync/base/log.h"
#include "sync/store/data_dir.h"
#include "sync/store/identity.h"

enum {
    PUSH_BATCHES_MAX = 20,
    PUSH_ALONE_FAILURES_MAX = 3, /* entries sent one by one and left unanswered, in a round */
    PULL_PAGES_MAX = 64,
    CHECK_INTERVAL_MS = 60 * 60 * 1000, /* both databases and the pictures are read through this often, and at first */
    FROZEN_AFTER_MS = 15 * 60 * 1000,   /* pages come, and none was proved to be of now for this long */
    SUSPECT_INTERVAL_MS = 60 * 1000,    /* a screen that can read nothing may not make us fetch without end */
};

/* The world, handed in. */
struct agent_ports {
    struct clock clock;
    bool (*stop)(void *context);  /* asked during and between exchanges: true ends the round */
    void (*alive)(void *context); /* an exchange has ended, well or not */
    void (*say)(void *context, enum log_level level,
                const char *text); /* what the one who looks after it should know */
    void *context;
    const char *proxy; /* as http_options; borrowed */
    long stall_s;
};

struct agent;
struct client;

struct round {
    enum err push;    /* ERR_OK: nothing waits any more (or more is true) */
    enum err pull;    /* ERR_OK: the catalog is at the registry's head (or more is true) */
    size_t settled;   /* entries the registry has confirmed */
    size_t set_aside; /* entries it has refused */
    size_t items;     /* changes taken into the catalog */
    size_t items_refused;
    bool more;   /* stopped at a limit: go on at once */
    bool frozen; /* FROZEN_AFTER_MS: something may be answering from memory in the registry's place */
    enum link link;
    char problem[STATE_PROBLEM_BYTES]; /* "" when both are ERR_OK */
    char refusal[STATE_REFUSAL_BYTES]; /* the registry's word when link is LINK_REFUSED; "" otherwise */
};

/* Reads the identity and takes the folder's lock; `dir` must outlive the agent. On ERR_OK the
 * caller releases *out with agent_close(). Errors: ERR_NOT_FOUND (not enrolled), ERR_DAMAGED
 * (identity.json, trust.json), ERR_UNAVAILABLE (another forhal-sync is at work there), ERR_INVALID,
 * ERR_REFUSED (the registry's address), ERR_IO, ERR_NOMEM. */
MUST_USE enum err agent_open(struct agent **out, const struct data_dir *dir, const struct agent_ports *ports);
/* Takes NULL. */
void agent_close(struct agent *agent);
void agent_auto(struct agent **agent);

const struct identity *agent_identity(const struct agent *agent);
/* For what is asked between rounds (beat.h). Borrowed. NULL while it is not certain which of two keys the registry
 * knows: a question signed with the former one looks like that of an old copy of the card. */
struct client *agent_client(struct agent *agent);

/* One round; how it went is in *out and in agent.json. */
void agent_round(struct agent *agent, struct round *out);
/* Asks the registry and waits until it has something new, wait->seconds have passed, or something is to be read on one
 * of wait->wake_fds (ERR_UNAVAILABLE). On ERR_OK *out_news says whether there is something; the next round takes it
 * from here, or forgets it. Errors: those of client_feed() and catalog_open(). */
MUST_USE enum err agent_wait(struct agent *agent, const struct http_wait *wait, bool *out_news);
/* Both halves finished, and nothing is left over? */
bool round_is_good(const struct round *round);

/* Reads a little of the catalog: proof, for a watchdog in quiet times, that process and disk
 * still work. A catalog that is not there yet is ERR_OK. */
MUST_USE enum err agent_pulse(struct agent *agent);
