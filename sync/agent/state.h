/* sync/agent/state.h - how the wire is: DIR/agent.json, for `forhal-sync status` and the screen.
 *
 *   {"link":"good","good_at":1764229931,"fresh_at":1764229931,"frozen":false,"problem":null,"refusal":null,
 *    "damaged":0,"lost":0,"code":null,"fingerprint":null,"clock":"trusted","certificate_ends":1772150400,
 *    "certificate_days":91}
 *
 * link: "never" (no round was ever good), "good", "offline" (no answer, or the registry is in
 * trouble), "refused" (unknown or revoked kiosk: a person must act), "trouble" (all else: an
 * answer that is not our registry's, a full or broken disk), "pending" (waits until staff accept it). refusal:
 * the registry's stable word for why it refuses this kiosk ("revoked", …), while it does. code and fingerprint: the
 * key's (sync/wire/fingerprint.h), while the kiosk asks to be accepted, for the screen to show. good_at: when the last
 * good round ended, by this machine's clock, 0 for never. fresh_at: when the registry last proved that what we have is
 * its newest (sync/wire/freshness.h), by the same clock; frozen: pages come, and by the monotonic clock none was proved
 * for long (agent.h), so that fresh_at says since when. damaged: damaged outboxes that are still there, lost: entries
 * that are known to have been in them and could not be saved. clock: "doubtful" when this machine's clock was
 * behind what has passed for certain (sync/store/time_floor.h). certificate_ends: when the first of the certificates
 * ends that the registry's TLS rests on, null without TLS; certificate_days: the whole days until then when this was
 * written, below 0 when it is over (pinned keys, see trust.h). The file is durable, and may be a quarter of an hour
 * behind in good times, since each writing costs a card two blocks: it is written when something else than the time has
 * changed, and after STATE_REFRESH_S. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/wire/fingerprint.h"

enum link { LINK_NEVER, LINK_GOOD, LINK_OFFLINE, LINK_REFUSED, LINK_TROUBLE, LINK_PENDING, LINK_COUNT };

enum { STATE_REFRESH_S = 900, STATE_PROBLEM_BYTES = 400, STATE_REFUSAL_BYTES = 41, CERTIFICATE_DAYS_SOON = 21 };

struct agent_state {
    enum link link;
    int64_t good_at_s;
    int64_t fresh_at_s;
    bool frozen;
    char problem[STATE_PROBLEM_BYTES];      /* "" when good */
    char refusal[STATE_REFUSAL_BYTES];      /* "" when it refuses nothing */
    char code[FINGERPRINT_CODE_TEXT_BYTES]; /* "" unless it asks to be accepted, as the next */
    char fingerprint[FINGERPRINT_TEXT_BYTES];
    int64_t damaged;
    int64_t lost;
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
/* Atomic and durable. Errors: ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err state_write(const struct agent_state *state, const char *path);

const char *link_name(enum link link);

/* Whole days from now_s to ends_s; below 0 when that is over. */
int64_t days_until(int64_t ends_s, int64_t now_s);
