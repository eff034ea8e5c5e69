/* sync/registry/fleet/reach.h - which kiosks show what was published, as they told in their heartbeats. */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"
#include "sync/registry/content/items.h"
#include "sync/registry/fleet/fleet.h"
#include "sync/registry/registry.h"

/* {"have":[NAME],"waiting":[NAME]}: the kiosks whose screens have come to the sequence at which the item was last
 * published or taken down, and those that have not, or never told. Revoked ones are in neither; both are empty for what
 * was never on the feed. The caller owns *out. ERR_NOMEM, those of db_query(). */
MUST_USE enum err reach_of(struct registry *registry, struct fleet *fleet, struct item_key item, json_t **out);
