/* sync/registry/content/drafts.h - what staff do with a network or an editorial page (items.h): save, give to review,
 * publish, schedule, take down, restore.
 *
 * A draft is worked on beside what is published (versions.h) and may be incomplete; what is given to review or
 * published is checked as an import would check it. Publishing goes through items.h, in the transaction that notes it,
 * so it takes a sequence of the feed and wakes the kiosks that wait. Each verb writes the staff log in its transaction.
 * Nothing is overwritten unseen: saving says which version it was made on (`base`), and when that is not the newest any
 * more, it is ERR_CONFLICT, with what somebody else made of it. A file that is imported makes versions, too; beside
 * unpublished work they wait to be merged. `who` is a user's name throughout. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/content/versions.h"
#include "sync/registry/registry.h"

enum { DRAFT_SCHEDULE_DAYS_MAX = 732, DRAFTS_DUE_AT_ONCE = 20 };

/* Is it an object of a size that the feed can carry? Constant text, or NULL: it is. */
const char *draft_body_problem(const json_t *body);

/* Begins an item of `type` and gives the id it got: that of the body, or one made of its title. What `who` began with
 * this very body, and nobody has worked on since, is not begun twice: an answer that was lost may be asked for again.
 * ERR_INVALID (no id), ERR_EXISTS, ERR_NOMEM, those of db_run(). */
MUST_USE enum err draft_create(struct registry *registry, const char *who, const char *type, json_t *body,
                               char out_id[NETWORK_ID_BYTES_MAX + 1]);
/* Saves `body` (its id is the item's), made on version `base`. The body of the newest version again makes no
 * version. `checked`: versions_add(). On ERR_CONFLICT *out_conflict is {"base_body":BODY or null,
 * "current":{"version","body","changed_by","changed_s"}}, where the base is the newest version that both came from;
 * the caller owns it. ERR_NOT_FOUND, ERR_NOMEM, those of db_run(). */
MUST_USE enum err draft_save(struct registry *registry, const char *who, struct item_key item, int64_t base,
                             json_t *body, const json_t *checked, int64_t *out_version, json_t **out_conflict);

/* The verbs below: ERR_NOT_FOUND (item or version), ERR_CONFLICT (not possible as things stand now: the version is
 * not the draft any more, or older than what is published), ERR_NOMEM, those of db_run(). With ERR_INVALID
 * *out_problems (problems.h) says what is wrong; the caller owns it. */

/* Gives the draft to the secretariat, or back to be worked on. */
MUST_USE enum err draft_review(struct registry *registry, const char *who, struct item_key item, int64_t version,
                               json_t **out_problems);
MUST_USE enum err draft_return(struct registry *registry, const char *who, struct item_key item, int64_t version);
/* Publishes this version, whatever is worked on meanwhile. Once published, again is ERR_OK. */
MUST_USE enum err draft_publish(struct registry *registry, const char *who, struct item_key item, int64_t version,
                                json_t **out_problems);
/* The same at a time to come; one schedule an item. ERR_REFUSED: the time has passed, or is further away than
 * DRAFT_SCHEDULE_DAYS_MAX. */
MUST_USE enum err draft_schedule(struct registry *registry, const char *who, struct item_key item, int64_t version,
                                 int64_t at_s, json_t **out_problems);
MUST_USE enum err draft_unschedule(struct registry *registry, const char *who, struct item_key item);
/* Takes it from the screens (a tombstone), and any schedule with it. */
MUST_USE enum err draft_unpublish(struct registry *registry, const char *who, struct item_key item);
/* Forgets one that was never on the screens, with its versions. ERR_CONFLICT: it is or was there. */
MUST_USE enum err draft_discard(struct registry *registry, const char *who, struct item_key item);
/* Makes a new version with the body of an earlier one. */
MUST_USE enum err draft_restore(struct registry *registry, const char *who, struct item_key item, int64_t version,
                                int64_t *out_version);

/* Carries out what was scheduled up to now, at most DRAFTS_DUE_AT_ONCE, each once, whoever else serves the same
 * database. What can't be published says so (struct work's `trouble`). Cheap when nothing is due. *out_count: how many
 * were published. Errors: those of db_run(): it stays due. */
MUST_USE enum err drafts_publish_due(struct registry *registry, int64_t *out_count);

/* How many asked for a seat and got one is the registry's to say (content.schema.json), not a version's: puts into
 * `body` what the screens show of it. ERR_NOMEM, those of db_query(). */
MUST_USE enum err draft_as_shown(struct registry *registry, const char *network, json_t *body);

/* An import puts this item on the screens, or (`body` NULL) takes it down; inside its transaction, after
 * items_put(). The same body again makes no version. Errors: ERR_NOMEM, those of db_run(). */
MUST_USE enum err drafts_imported(struct registry *registry, struct item_key item, json_t *body);
