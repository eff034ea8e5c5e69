/* sync/agent/acceptance.h - a kiosk without an invitation asks its registry to be accepted.
 *
 * `forhal-sync enrol` without a code marks the folder's identity (identity.asks); from then on that command, and
 * `forhal-sync run`, ask again and again, ACCEPTANCE_FIRST_MS apart at first and never more than ACCEPTANCE_MOST_MS.
 * What is to be shown meanwhile (code, fingerprint, how the wire is) stands in agent.json. */
#pragma once

#include "sync/agent/http.h"
#include "sync/agent/state.h"
#include "sync/base/err.h"
#include "sync/store/data_dir.h"

enum { ACCEPTANCE_FIRST_MS = 5 * 1000, ACCEPTANCE_MOST_MS = 60 * 1000, ACCEPTANCE_TOLD_BYTES = 600 };

struct acceptance {
    struct agent_state state;         /* as written to agent.json */
    char told[ACCEPTANCE_TOLD_BYTES]; /* the kiosk's name, id and registry once it is accepted */
};

/* Asks once; the folder's lock is taken meanwhile. `http`'s address is filled in from the identity. ERR_OK: accepted,
 * and identity.json says so. ERR_UNAVAILABLE: ask again later; acceptance.state.link says whether staff have not
 * decided (LINK_PENDING) or the registry was not reached. ERR_REFUSED: staff said no, or the key was revoked; later it
 * may be another answer. ERR_NOT_FOUND: the folder doesn't ask (any more). Others: ERR_CONFLICT (another forhal-sync is
 * at work there), ERR_UNTRUSTED, ERR_INVALID, ERR_DAMAGED, ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err acceptance_ask(const struct data_dir *dir, const struct http_options *http, struct acceptance *out);
/* The same, for whoever holds the folder's lock. */
MUST_USE enum err acceptance_ask_locked(const struct data_dir *dir, const struct http_options *http,
                                        struct acceptance *out);

/* How long to wait after the question number `asked` (from 0). */
int64_t acceptance_wait_ms(unsigned asked);
