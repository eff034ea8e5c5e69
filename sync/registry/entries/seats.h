/* sync/registry/entries/seats.h - the seats of Founding Groups: granted while there are some, then a waiting list.
 *
 * How many there are is said by the published network (founding_group.seats; null: nobody has said, and nothing is
 * bounded). The order is that of arrival, and nobody can change it; whoever grants a seat out of turn says why, and
 * that stays in the entry's history. Places on the waiting list are counted here, whenever it changes. When somebody
 * with a seat goes (withdrawn, erased, declined), the first who wait move up in the same transaction, while the group
 * has not met. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/registry.h"

enum { SEATS_LIST_MAX = 2000 };

/* Every network of which somebody wants, has or waits for a seat, or whose group is open: [{"network","title","state",
 * "starts"?,"place"?,"seats"?,"granted","waiting","wanted","free"?}], those to be decided first. The caller owns *out.
 */
MUST_USE enum err seats_overview(struct registry *registry, json_t **out);
/* One of them; of a network that is not there, too. */
MUST_USE enum err seats_count(struct registry *registry, const char *network, json_t **out);
/* One of them, with "entries": [{"order","name","contact","comes_as","brings","received","status","place"?}] in the
 * order of arrival, without those who went. ERR_NOT_FOUND: there is no such network, and nobody asked for a seat in it.
 */
MUST_USE enum err seats_read(struct registry *registry, const char *network, json_t **out);
/* Grants the free seats in the order of arrival and puts everybody else on the waiting list, in a transaction of its
 * own. Errors: ERR_NOT_FOUND (no such network, or no open group), ERR_INVALID (how many seats there are is not said),
 * those of db_run(). */
MUST_USE enum err seats_give(struct registry *registry, const char *network, const char *who);

/* The rest is done inside the caller's transaction. */

/* May entry `number` be granted one? ERR_CONFLICT, and *out_problem is ANSWERS_NO_SEATS_LEFT without reply->beyond, or
 * ANSWERS_OUT_OF_TURN without reply->reason. */
MUST_USE enum err seats_may_grant(struct registry *registry, const char *network, int64_t number,
                                  const struct reply *reply, const char **out_problem);
/* Staff changed entry `number`: a mail to who waited and now has a seat; what waits to be sent to who has none any more
 * is taken back. */
MUST_USE enum err seats_tell(struct registry *registry, const char *network, int64_t number, enum answer_status before,
                             enum answer_status after);
/* Somebody's status changed: who waits may move up, and the places are counted anew. */
MUST_USE enum err seats_settle(struct registry *registry, const char *network, enum answer_status before,
                               enum answer_status after);
