/* sync/registry/entries/joins.h - ideas that staff joined because they say the same. Both are kept as their authors
 * wrote them.
 *
 * Of two that were joined, the other one is what is answered and published. The joined one is not on the wall; its
 * receipt code answers with the other one's status and words, and that it was joined (with the other's title only while
 * that is public). Its supports count for the other, each once. Nothing is ever joined by itself, and staff can part
 * them; then the answer is what it was before. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

/* The versions (history.h) staff saw of both when they began; NULL: whatever it is. Where the struct itself is NULL
 * nothing is asked for. When one is another by now, ERR_CONFLICT, `changed` says which. But what `who` has joined or
 * parted so since, and nobody else has touched, is ERR_OK and not done again. */
struct joins_seen {
    const int64_t *idea, *other;
    int64_t changed;
};

/* Joins idea `idea` with `other`, in a transaction of its own. Errors, with nothing changed: ERR_NOT_FOUND (no such
 * idea), ERR_INVALID (*out_problem, an English clause: with itself, or one of them is part of another join),
 * ERR_REFUSED (withdrawn by its author), ERR_CONFLICT (`seen`), those of db_run(). */
MUST_USE enum err joins_join(struct registry *registry, int64_t idea, int64_t other, struct joins_seen *seen,
                             const char *who, const char **out_problem);
/* Parts it from what it was joined with. It is not on the wall until staff put it there. ERR_NOT_FOUND: it was not
 * joined. ERR_CONFLICT (`seen`). */
MUST_USE enum err joins_part(struct registry *registry, int64_t idea, struct joins_seen *seen, const char *who);

/* Inside the caller's transaction: something about `other` has changed, which those joined with it tell. */
MUST_USE enum err joins_refresh(struct registry *registry, int64_t other);
/* Inside the caller's transaction: `idea` goes. Those joined with it stand alone again; it itself counts no more. */
MUST_USE enum err joins_dissolve(struct registry *registry, int64_t idea);

/* What it was joined with; 0: nothing. */
MUST_USE enum err joins_other(struct db *db, int64_t idea, int64_t *out);
/* SQL: its ids in supports, and how many supports count for the idea whose number is `number`; those that went by age,
 * too (support_past). What is not '' is what the index of supports holds. */
#define JOINS_IDS_SQL(number)                                                                                          \
    "(SELECT 'idea-' || " number " UNION ALL SELECT 'idea-' || k.idea FROM idea_join k WHERE k.other = " number ")"
#define JOINS_SUPPORTS_SQL(number)                                                                                     \
    "((SELECT count(*) FROM entry s WHERE s.idea <> '' AND s.idea IN " JOINS_IDS_SQL(                                  \
        number) ")"                                                                                                    \
                " + (SELECT CAST(coalesce(sum(p.count), 0) AS INTEGER) FROM support_past p WHERE p.idea "              \
                "IN " JOINS_IDS_SQL(number) "))"
/* How many supports count for it: its own and those of what was joined with it. */
MUST_USE enum err joins_supports(struct db *db, int64_t idea, int64_t *out);
/* What was joined with it: [NUMBER, …]. The caller owns *out. */
enum { JOINS_MAX = 200 }; /* with one idea */
MUST_USE enum err joins_list(struct db *db, int64_t other, json_t **out);
