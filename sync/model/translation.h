/* sync/model/translation.h - texts of the content in a visitor's language, field by field.
 *
 * A body may carry "translations": {TAG: {…}} with some or all of its texts. What is missing there is
 * taken from the source, which is Danish, and noted, so that the screen can say so. Arrays are used
 * only when they are as long as the source's. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

#define TRANSLATION_SOURCE "da" /* what the content is written in */

enum { TRANSLATION_TAG_BYTES = 16 }; /* "ar", "zh-Hant"; the schema allows at most 12 letters */

/* Reads one object of the source beside the same object of a translation. */
struct translation {
    const json_t *source;
    const json_t *target; /* NULL: not translated */
    bool wanted;          /* another language than the source's is asked for */
    bool some_source;     /* a text was taken from the source although another language was wanted */
};

/* The translation of `body` into `lang`; NULL or "da" is the source itself. Borrows both. */
struct translation translation_of(const json_t *body, const char *lang);
/* Of the objects at `key` of both. Its some_source begins false: see translation_join(). */
struct translation translation_at(const struct translation *translation, const char *key);
/* The same object in the arrays at `key`: `index` of both when they are equally long. */
struct translation translation_item(const struct translation *translation, const char *key, size_t index);
/* What `part` had to take from the source counts for `whole`, too. */
void translation_join(struct translation *whole, const struct translation *part);

/* The text at `key`: translated, or the source's, or NULL. */
const char *translation_text(struct translation *translation, const char *key);
/* The text at `index` of the array at `key`: likewise. */
const char *translation_text_item(struct translation *translation, const char *key, size_t index);

/* An editorial page in `lang`: a new object like the source's without its translations, and with
 * "some_danish": true when something of it is not translated ("title_danish": true for the title). Blocks are
 * translated all together (as many and of the same types) or not at all. The caller owns *out. ERR_NOMEM. */
MUST_USE enum err page_in_language(json_t **out, const json_t *page, const char *lang);
