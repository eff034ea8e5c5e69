/* sync/registry/staff/staff_deed.h - what somebody of the staff does, and its line in the staff log: both or neither.
 *
 * Between the two calls stand verbs of staff's rooms, each with its own transaction or none: they become parts of one.
 * What a verb notes in memory besides (a session's tokens) counts only when staff_deed_end() gives ERR_OK. Threads: as
 * the registry. */
#pragma once

#include "sync/base/err.h"
#include "sync/registry/registry.h"

/* No transaction may be open. Errors: those of db_begin(). */
MUST_USE enum err staff_deed_begin(struct registry *registry);
/* `err` is what came of it: nothing of it stays unless that is ERR_OK, and then all is on the disk when this is ERR_OK,
 * too. Gives `err`, or what went wrong in keeping it. After staff_deed_begin() gave ERR_OK it is called in every case.
 */
MUST_USE enum err staff_deed_end(struct registry *registry, enum err err);
