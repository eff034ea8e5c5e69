/* sync/registry/entries/ideas.h - the wall of ideas: nothing is public before staff publish it.
 *
 * A published idea is an item of the feed (sync/model/idea.h), made of the entry with its number, of what staff
 * changed in title and text, of the answer (answers.h) and of how many have supported it. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/idea.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/registry.h"

/* "idea-7" for the entry with the number 7. */
void ideas_id(char out[IDEA_ID_BYTES_MAX + 1], int64_t number);

/* Publishes the idea in entry `number`, or changes what is published, in a transaction of its own. `title` and `text`
 * NULL: as they are published already, or else as its author wrote them. Errors, with nothing changed: ERR_NOT_FOUND
 * (no such idea), ERR_INVALID (*out_problem, an English clause, says why), ERR_REFUSED (withdrawn by its author),
 * ERR_CONFLICT (*out_problem is ANSWERS_JOINED), ERR_NOMEM, those of db_run(). */
MUST_USE enum err ideas_publish(struct registry *registry, int64_t number, const char *title, const char *text,
                                const char **out_problem);
/* Takes it off the wall. ERR_NOT_FOUND: it does not hang there. */
MUST_USE enum err ideas_unpublish(struct registry *registry, int64_t number);

/* What staff do with an idea in one go: all of it or nothing. */
struct idea_change {
    const struct reply *reply; /* or NULL: nothing is answered */
    enum { IDEA_KEEP, IDEA_SHOW, IDEA_HIDE } wall;
    const char *title, *text; /* IDEA_SHOW: as in ideas_publish() */
    const char *who;          /* of the staff, for the history; NULL: the registry itself */
    const int64_t *base;      /* the version (history.h) staff saw when they began; NULL: whatever it is */
    /* IDEA_SHOW, or NULL: somebody shall be asked before something that is marked (marks.h) is shown. Then nothing
     * changes: ERR_CONFLICT with ANSWERS_MARKED, and {"title":[…],"text":[…]} as marks_pieces(), which the caller owns.
     */
    json_t **out_marked;
};
/* Errors as ideas_publish(), ideas_unpublish() and answers_reply(); ERR_CONFLICT with ANSWERS_CHANGED: it is not `base`
 * any more. */
MUST_USE enum err ideas_change(struct registry *registry, int64_t number, const struct idea_change *change,
                               const char **out_problem);

/* What is publicly seen of it, as an item's body; the caller owns *out. ERR_NOT_FOUND: it does not hang on the wall. */
MUST_USE enum err ideas_find(struct registry *registry, int64_t number, json_t **out);
/* Inside the caller's transaction: off the wall, if it hangs there. */
MUST_USE enum err ideas_take_down(struct registry *registry, int64_t number);
/* The number in an id as ideas_id() makes them; 0: it is none. */
int64_t ideas_number(const char *id);

/* All ideas, the newest first: [{"order":N,"id":"idea-N","title","text","side","leans","status","answer"?,"network"?,
 * "supports":N,"published":DATE?}, …]; title and text are the published ones where it is published. Without name and
 * contact. At most IDEAS_LIST_MAX. The caller owns *out. */
enum { IDEAS_LIST_MAX = 1000 };
MUST_USE enum err ideas_list(struct registry *registry, json_t **out);

/* Inside the caller's transaction: brings what is published of it up to date with its answer and its support. One
 * that is not published stays so. */
MUST_USE enum err ideas_refresh(struct registry *registry, int64_t number);
/* The same by the id that a support names. *out_known: there is, or was, such an idea on the wall. */
MUST_USE enum err ideas_support(struct registry *registry, const char *id, bool *out_known);
