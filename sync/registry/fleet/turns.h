/* sync/registry/fleet/turns.h - each kiosk's latest turn (sync/wire/turn.h), and what is done when two machines have
 * one identity.
 *
 * Who comes with a turn that neither follows nor repeats the latest is refused, and that is written down for staff; the
 * one that had the turn goes on being served. Staff revoke the kiosk, or accept it: then the next one that comes,
 * whichever it is, has the turn from there on, and the other is refused. */
#pragma once

#include "sync/base/err.h"
#include "sync/registry/registry.h"
#include "sync/wire/turn.h"

enum turn_answer { TURN_TAKEN, TURN_FORKED };

/* Errors, with nothing changed: those of db_run(). */
MUST_USE enum err turn_take(struct registry *registry, const char *kiosk, const struct turn *turn,
                            enum turn_answer *out_answer);
/* ERR_OK: this kiosk has had a turn, so none of its requests that need one may be without. ERR_NOT_FOUND: it has not.
 */
MUST_USE enum err turn_exists(struct registry *registry, const char *kiosk);
/* Somebody else comes with this kiosk's identity: staff are told. */
MUST_USE enum err turn_note_fork(struct registry *registry, const char *kiosk);
/* Staff's decision: the next one that comes has the turn. Errors: ERR_NOT_FOUND (no such kiosk), ERR_EXISTS (it is not
 * forked; nothing changed), those of db_run(). */
MUST_USE enum err turn_adopt(struct registry *registry, const char *kiosk);
/* After an old copy of the registry was put back: what it remembers is older than what kiosks do. The first one that
 * comes has the turn; where a fork was known, staff still decide. */
MUST_USE enum err turns_forget(struct registry *registry);

/* For registry.c's list of migrations. */
extern const char turns_schema[];
