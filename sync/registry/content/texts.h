/* sync/registry/content/texts.h - the texts of a network or a page in other languages: which are missing, and which are
 * older than their Danish.
 *
 * A text is older when its Danish changed and it did not, and nobody said that it is right all the same. So that this
 * is known, a version carries for such texts the hash of the Danish they were made from:
 *   {"en":{"/title":HASH, …}, …}
 * A text that is not there is as new as its Danish. What was moved within its list is known by its translation. An
 * array of another length than the Danish one is not shown (sync/model/translation.h), so all its texts count as
 * missing. A translated page has all of its blocks, with the Danish where nobody translated: there what is the same as
 * the Danish counts as missing. `type` is that of the item (items.h). */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"

/* What can be published has no more texts: 40 pieces of 12 rows with two each (assets/schema/content.schema.json). A
 * draft may be anything of 128 KiB, and what comes after so many in a language is not looked at: so texts_old() takes
 * 20 ms at most, in the serving thread (1.5 s when each text was looked for in all places of its list). */
enum { TEXTS_HASH_BYTES = 17, TEXTS_MAX = 1000 };

/* What of `body` is older than its Danish, when it was made on `parent` (NULL: on nothing), of which `parent_old` was.
 * `checked`: pointers ("/translations/en/title") of texts that are right as they are, or NULL. The caller owns *out.
 * ERR_NOMEM. */
MUST_USE enum err texts_old(json_t **out, const char *type, const json_t *body, const json_t *parent,
                            const json_t *parent_old, const json_t *checked);
/* {LANG:{"missing":[POINTER],"old":[POINTER]}} for every language of the screens but Danish; pointers are those of the
 * Danish texts. NULL without memory. */
MUST_USE json_t *texts_lacking(const char *type, const json_t *body, const json_t *old);
/* The same with how many instead of which. */
MUST_USE json_t *texts_counts(const char *type, const json_t *body, const json_t *old);
