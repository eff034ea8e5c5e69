/* sync/agent/state.h - how the wire is: DIR/agent.json, for `forhal-sync status` and the screen.
 *
 *   {"link":"good","good_at":1764229931,"problem":null,"clock":"trusted",
 *    "certificate_ends":1772150400,"certificate_days":91}
 *
 * link: "never" (no round was ever good), "good", "offline" (no answer, or the registry is in
 * trouble), "refused" (unknown or revoked kiosk: a person must act), "trouble" (all else: an
 * answer that is not our registry's, a full or broken disk). good_at: when the last good round
 * ended, by this machine's clock, 0 for never. clock: "doubtful" when this machine's clock was
 * behind what has passed for certain (sync/store/time_floor.h). certificate_ends: when the first of the certificates
 * ends that the registry's TLS rests on, null without TLS; certificate_days: the whole days until then when this was
 * written, below 0 when it is over (pinned keys, see trust.h). The file is not durable and may be a few minutes behind
 * in good times: it is written when something else than the time has changed, and after STATE_REFRESH_S. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"

enum link { LINK_NEVER, LINK_GOOD, LINK_OFFLINE, LINK_REFUSED, LINK_TROUBLE, LINK_COUNT };

enum { STATE_REFRESH_S = 300, STATE_PROBLEM_BYTES = 400, CERTIFICATE_DAYS_SOON = 21 };

struct agent_state {
    enum link link;
    int64_t good_at_s;
    char problem[STATE_PROBLEM_BYTES]; /* "" when good */
    bool clock_doubtful;
    int64_t certificate_ends_s; /* 0: no TLS, or not known */
    int64_t certificate_days;   /* of certificate_ends_s, when this was written */
};

/* Does `now` say something else than `before`, such that people or the screen want to know? */
bool state_differs(const struct agent_state *now, const struct agent_state *before);
/* … or is it merely time to write again? */
bool state_is_stale(const struct agent_state *now, const struct agent_state *before);

/* Errors: ERR_NOT_FOUND, ERR_DAMAGED, ERR_IO, ERR_NOMEM. */
MUST_USE enum err state_read(struct agent_state *out, const char *path);
/* Atomic. Errors: ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err state_write(const struct agent_state *state, const char *path);

const char *link_name(enum link link);

/* Whole days from now_s to ends_s; below 0 when that is over. */
int64_t days_until(int64_t ends_s, int64_t now_s);
