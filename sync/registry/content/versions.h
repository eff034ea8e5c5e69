/* sync/registry/content/versions.h - the versions of each network and each editorial page: rows that are added and
 * hardly ever go, and which of them plays which part (work_state.h). drafts.h has the verbs that staff know.
 *
 * What has versions is an item (items.h): ITEM_NETWORK or ITEM_PAGE, with an id. A version is a whole body
 * (assets/schema/content.schema.json), perhaps incomplete, with who made it, when, how,
 * and what it came from. Numbers are the item's own, from 1, and are never used twice. Beyond VERSIONS_KEPT_MAX the
 * oldest without a part go. Everything here that writes wants a transaction of the
 * caller's. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/db.h"
#include "sync/base/err.h"
#include "sync/model/network.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/work_state.h"
#include "sync/registry/staff/users.h"

/* Who makes versions out of a content file. No user can be called so. */
#define VERSIONS_IMPORT "(import)"

enum { VERSIONS_KEPT_MAX = 500, VERSIONS_HOW_BYTES = 12, VERSIONS_TYPE_BYTES = 8 };

struct version {
    int64_t number;
    int64_t made_s; /* 0: before versions were kept */
    char who[USER_NAME_BYTES_MAX + 1];
    char how[VERSIONS_HOW_BYTES]; /* "import", "save", "restore" */
    int64_t parent;               /* the version it was made on; 0: none */
    int64_t source;               /* the one that was restored; otherwise the parent */
    int64_t published_s;          /* when it was last published; 0: never */
    char published_by[USER_NAME_BYTES_MAX + 1];
    json_t *body; /* owned */
    json_t *old;  /* owned: the translations that are older than their Danish (texts.h) */
};

void version_finish(struct version *version);

struct work {
    char type[VERSIONS_TYPE_BYTES];
    char id[NETWORK_ID_BYTES_MAX + 1]; /* a page's is no longer */
    struct work_parts parts;
    char scheduled_by[USER_NAME_BYTES_MAX + 1];
    char trouble[16]; /* why a scheduled publication was not carried out: "invalid", "older"; or "" */
};

/* Which item it is; as long as `work` stays. */
struct item_key work_key(const struct work *work);

/* ERR_NOT_FOUND, those of db_query(). */
MUST_USE enum err versions_work(struct db *db, struct item_key item, struct work *out);
/* Writes the parts of `work`. Errors: those of db_run(). */
MUST_USE enum err versions_store(struct db *db, const struct work *work);
/* One with its body; the caller calls version_finish() in every case. ERR_NOT_FOUND, ERR_DAMAGED, ERR_NOMEM, those of
 * db_query(). */
MUST_USE enum err versions_find(struct db *db, struct item_key item, int64_t number, struct version *out);
/* The newest that both came from, or 0. */
MUST_USE enum err versions_ancestor(struct db *db, struct item_key item, int64_t one, int64_t other, int64_t *out);

/* Adds one after the newest and makes it the draft; `made` says who, how, parent, source, made_s and body, and gets its
 * number and `old`. `checked` (a list of pointers, or NULL) are translations that somebody looked at and found right
 * as they are. An item that was not known is begun. Errors: ERR_NOMEM, those of db_run(). */
MUST_USE enum err versions_add(struct db *db, struct item_key item, struct version *made, const json_t *checked);
/* The same, but what is worked on stays the draft. */
MUST_USE enum err versions_add_beside(struct db *db, struct item_key item, struct version *made);
/* What the list says, of a version that becomes the draft otherwise. ERR_NOT_FOUND, those of db_run(). */
MUST_USE enum err versions_describe(struct db *db, struct item_key item, int64_t draft);
/* Somebody found these translations of the draft right as they are. */
MUST_USE enum err versions_check(struct db *db, struct item_key item, int64_t number, const json_t *checked);
/* Notes that it was published. */
MUST_USE enum err versions_note_published(struct db *db, struct item_key item, int64_t number, const char *who,
                                          int64_t now_s);
/* What the list says of the draft, where it is not known yet (a database of an older program): a few at a time. Drafts
 * that cannot be read are passed over, once and for all, until there is another; *out_damaged, the caller's, is
 * ["TYPE ID version N"] of these. Errors: ERR_NOMEM, those of db_run(); then it is to be tried again. */
MUST_USE enum err versions_summarise(struct db *db, json_t **out_damaged, bool *out_done);

/* All of an item's, the newest first: [{"version","made_s","who","how","parent","source","published_s"?,
 * "published_by"?}]. The caller owns *out. */
MUST_USE enum err versions_list(struct db *db, struct item_key item, json_t **out);
/* {"id","title","kind","status","state","version","newest","published_version","changed_s","changed_by","publish_s",
 * "scheduled_version","trouble","translations":{LANG:{"missing":N,"old":N}},"mine"} of every item of a type, in the
 * order of the screens, those that are not shown last; `mine`: is it a network of this editor's (NULL: all are). A page
 * has neither kind nor status (""). */
MUST_USE enum err versions_summaries(struct db *db, const char *type, const char *editor, json_t **out);
/* The same of one. ERR_NOT_FOUND. */
MUST_USE enum err versions_summary(struct db *db, struct item_key item, const char *editor, json_t **out);

/* For registry.c's list of migrations: the versions of networks as they were first kept (works_schema.h). */
extern const char versions_schema[];
