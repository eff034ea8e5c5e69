/* sync/registry/server/group.h - calls by which something is given, handled together: one commit, and so one wait for
 * the disk, for all of them.
 *
 * Each is handled as if it were alone, in a part of its own of one transaction: what fails in one is rolled back there
 * and costs the others nothing. None of their answers, with the receipts in them, may leave before group_handle()
 * returns; when the commit fails they are all 503 instead. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/registry/server/routes.h"

/* Is it a route whose calls may be handled so? Such a handler reads and writes the database and nothing that a rollback
 * would leave wrong. */
bool group_takes(const struct route *route);

/* Handles `count` calls of such routes, in their order; afterwards each is answered, for good. What they erased is
 * scrubbed. Outside of any transaction. */
void group_handle(struct service *service, struct call *const *calls, size_t count);
