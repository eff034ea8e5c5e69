/* sync/agent/key_walk.h - from the registry's keys that this kiosk knows to those it has now. */
#pragma once

#include <stdbool.h>

#include "sync/agent/client.h"
#include "sync/base/err.h"
#include "sync/store/identity.h"

enum { KEY_WALK_ANSWERS_MAX = 1 + KEY_STATEMENTS_MAX / KEY_STATEMENTS_PER_ANSWER_MAX, KEY_WALK_PROBLEM_BYTES = 160 };

/* Asks for the statements after the kiosk's own, checks each against the one before, and writes identity.json (`path`)
 * after each answer, so that a walk that was cut off goes on where it was. *out_walked: *identity has newer keys, as
 * the file has. Nothing is taken of an answer in which anything does not fit. `problem` says why not, for a person; ""
 * when the client has the words. Errors: those of client_keys(); ERR_UNTRUSTED (a statement that does not fit, or the
 * registry has older keys than we know); those of identity_write(). */
MUST_USE enum err key_walk(struct client *client, struct identity *identity, const char *path, bool *out_walked,
                           char problem[KEY_WALK_PROBLEM_BYTES]);
