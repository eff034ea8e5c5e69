/* sync/registry/web/networks.h - networks as the pages read them: from the items of the feed, in a language. */
#pragma once

#include "sync/base/db.h"
#include "sync/model/network.h"

enum { NETWORKS_PER_PAGE = 40, NETWORKS_RELATED_MAX = 12 };

/* One network in the reader's language, and beside it in the source's: a text that is the same in both is Danish. */
struct told_network {
    struct network in_language;
    struct network danish;
};

void told_network_finish(struct told_network *told);

/* ERR_NOT_FOUND (one that was removed too), ERR_DAMAGED, ERR_NOMEM, those of db_query(). On ERR_OK the caller calls
 * told_network_finish(). */
MUST_USE enum err networks_find(struct db *db, const char *id, const char *lang, struct told_network *out);

/* What `visit` is given lives until it returns; false ends the walk. */
typedef bool networks_visit(void *context, const struct told_network *told);
/* In the order of display: `count_max` of them from place `from` on. What can't be read is passed over. */
MUST_USE enum err networks_each(struct db *db, const char *lang, int64_t from, int64_t count_max, networks_visit *visit,
                                void *context);
/* Those that `id` came from: whose spawned names it. At most NETWORKS_RELATED_MAX. */
MUST_USE enum err networks_each_source(struct db *db, const char *id, const char *lang, networks_visit *visit,
                                       void *context);
MUST_USE enum err networks_count(struct db *db, int64_t *out);
