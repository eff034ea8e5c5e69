/* sync/agent/key_change.h - the kiosk makes itself a new key pair and puts it in the place of the old
 * (sync/wire/rotation.h).
 *
 * When somebody asks for it here (forhal-sync rotate-key leaves DIR/rotate.asked), when staff ask for it (an answer
 * says so), or when the key has been in use for KEY_AGE_MAX_S of the agent's own hours. The wall clock has no say.
 *
 * The new pair is on the disk, beside the old one, before anybody hears of it; the old one signs until the registry's
 * confirmation is on the disk, and stays there as the former one. So, whenever the power goes, one of the two fits: an
 * answer that was lost is asked for again, and a registry put back from a backup that knows only the former key is told
 * again. Entries that the old key signed stay as they are: the registry knows former keys. */
#pragma once

#include <stdbool.h>

#include "sync/agent/client.h"
#include "sync/agent/ratchet.h"
#include "sync/base/err.h"
#include "sync/store/data_dir.h"
#include "sync/store/identity.h"

enum { KEY_AGE_MAX_S = 365 * 24 * 3600 };

struct key_change {
    const struct data_dir *dir; /* all borrowed */
    struct identity *identity;
    struct client *client;
    struct ratchet *ratchet;
};

bool key_change_is_wanted(const struct key_change *change);
/* Has a new pair that the registry has not confirmed? Then it may know one or the other, and nothing else is asked
 * before key_change_finish(). */
bool key_change_is_begun(const struct key_change *change);
/* Makes the new pair. Errors: those of identity_write(); nothing has changed then. */
MUST_USE enum err key_change_begin(struct key_change *change);
/* Tells the registry, with a turn, and goes over to the new pair when it confirms. Errors: those of the client, of
 * ratchet_take() and of identity_write(). */
MUST_USE enum err key_change_finish(struct key_change *change);
/* The registry does not know the present key: it may have been put back from before. Tells it again. ERR_NOT_FOUND:
 * there is no former key. */
MUST_USE enum err key_change_repeat(struct key_change *change);
/* Leaves the wish for a new key in the folder. ERR_IO, ERR_FULL. */
MUST_USE enum err key_change_ask(const struct data_dir *dir);
