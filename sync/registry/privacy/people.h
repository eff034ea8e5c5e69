/* sync/registry/privacy/people.h - everything the registry has about one person, or under one receipt code.
 *
 * Looked through: entries (name, contact, texts), what was asked for under the receipts of those that are found, the
 * answers to them and other answers' texts, networks and pages and their earlier versions and drafts, the reasons of
 * holds, refusals and proofs, staff, mails that wait, the staff log. Each thing that
 * is found says why. The words themselves are kept nowhere. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/registry/privacy/needle.h"
#include "sync/registry/registry.h"

enum { PEOPLE_FOUND_MAX = 200 };

/* {"found":[{"where":"entry","order":N,"why":[WORD,…],"entry":{as ledger_list()},"hold"?,"refusal"?} |
 *           {"where":"network"|"page"|"site"|"answer"|"version"|"decision"|"staff"|"mail"|"log",
 *            "id":TEXT,"why":[WORD,…]}],
 *  "looked_in":[WORD,…],"more":bool}
 * WORD of an entry: "name", "contact", "title", "text", "brings", "receipt" (shares the receipt of one that was found).
 * The caller owns *out, and it holds what citizens typed. */
MUST_USE enum err people_search(struct registry *registry, const struct needle *needle, json_t **out);
/* The same under a receipt code as it was typed. ERR_INVALID: it is none. */
MUST_USE enum err people_search_code(struct registry *registry, const char *typed, json_t **out);

/* The numbers of the entries in a result, at most PEOPLE_FOUND_MAX. */
size_t people_entries(const json_t *result, int64_t out[PEOPLE_FOUND_MAX]);
