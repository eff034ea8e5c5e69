/* sync/registry/fleet/fleet.h - how each kiosk is: its latest heartbeat, in memory, and now and then in the table.
 *
 * A heartbeat a minute from each of a thousand kiosks must not become a thousand commits a minute: they are kept in
 * memory, and written together, in one commit, when the oldest unwritten one has waited FLEET_STORE_MS or a kiosk's
 * words are others (FLEET_STORE_LEAST_MS apart). So `forhal-registry kiosk list`, which is a process of its own, sees
 * how things are at once when they change, and times that may be some minutes old. On PostgreSQL, where a kiosk's next
 * heartbeat may reach another machine, they are written after FLEET_STORE_SHARED_MS, and what the others wrote is read
 * before anything is judged or listed: the latest heartbeat counts, whoever heard it.
 * Threads: belongs to the registry's. */
#pragma once

#include <stddef.h>

#include "sync/base/err.h"
#include "sync/registry/fleet/fleet_words.h"
#include "sync/registry/fleet/kiosks.h"
#include "sync/registry/registry.h"

enum {
    FLEET_STORE_MS = 5 * 60 * 1000,
    FLEET_STORE_SHARED_MS = 20 * 1000,
    FLEET_STORE_LEAST_MS = 10 * 1000,
    FLEET_KIOSKS_MAX = 20000, /* in memory; of one more nothing is kept */
};

struct fleet;

/* Reads what the table has. `registry` must outlive it. The caller owns *out. ERR_NOMEM, those of db_query(). */
MUST_USE enum err fleet_open(struct fleet **out, struct registry *registry);
/* Writes what isn't written, and frees. Takes NULL. */
void fleet_close(struct fleet *fleet);
void fleet_auto(struct fleet **fleet);

/* `kiosk` has told `beat`. Errors of the table (those of db_run()): what is in memory counts all the same.
 * ERR_NOMEM, ERR_FULL. */
MUST_USE enum err fleet_take(struct fleet *fleet, const char *kiosk, const struct heartbeat *beat);
/* Writes what is due; call it now and then, for there may be no next heartbeat. Errors: those of db_run(). */
MUST_USE enum err fleet_settle(struct fleet *fleet);
/* NULL: never heard of. Borrowed until the next fleet_take() or fleet_list(). */
const struct fleet_state *fleet_find(const struct fleet *fleet, const char *kiosk);
/* How often the table was written. */
size_t fleet_commits(const struct fleet *fleet);

/* One kiosk for staff:
 * {"id","name","enrolled","revoked","copied","colour","rotates","words":[…],"heard","heard_s_ago","behind_s","beat":{…}};
 * the last four only when it was ever heard of. NULL without memory. */
MUST_USE json_t *fleet_kiosk_to_json(const struct fleet *fleet, const struct kiosk *kiosk);
/* All of them, as a list, with what other processes heard and wrote. The caller owns *out. */
MUST_USE enum err fleet_list(struct fleet *fleet, json_t **out);
/* Takes over what other processes wrote. Errors: those of db_query(). */
MUST_USE enum err fleet_refresh(struct fleet *fleet);
/* "fresh", "behind, hot", "never heard"; "" for a revoked one. */
void fleet_kiosk_words(struct str *out, const struct fleet *fleet, const struct kiosk *kiosk);
