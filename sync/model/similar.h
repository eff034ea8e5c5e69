/* sync/model/similar.h - does a text that is being typed resemble one that is there already?
 *
 * By words, for Danish: small words don't count, endings are cut ("værkstedet" finds "værksted" and
 * "værksteder"), and what is folded (fold.h) is compared. Alike are two texts that share two words, or one long one.
 * A help for people, who decide themselves; nothing is merged by it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"
#include "sync/base/str.h"

enum {
    SIMILAR_WORDS_MAX = 12,
    SIMILAR_STEM_BYTES_MAX = 24,
    SIMILAR_STEM_BYTES_MIN = 4,  /* shorter ones don't count */
    SIMILAR_STEM_BYTES_LONG = 7, /* one so long is enough */
    SIMILAR_TEXT_BYTES_MAX = 128 * 1024,
    SIMILAR_CANDIDATES_MAX = 12, /* looked at for each text */
};

/* The stems of a typed text, its latest words. It holds what a visitor typed: similar_words_finish() wipes. */
struct similar_words {
    char stems[SIMILAR_WORDS_MAX][SIMILAR_STEM_BYTES_MAX + 1];
    size_t count;
};

/* Takes the words apart, and writes what to ask an FTS5 index for: any of them as the beginning of a word. *query is
 * initialised here; the caller calls str_finish(). ERR_NOT_FOUND: no word that counts; ERR_NOMEM. */
MUST_USE enum err similar_query(struct similar_words *out, struct str *query, const char *typed);
/* Gives every stem of a text, as often as it stands there; `stem` has SIMILAR_STEM_BYTES_MAX + 1 bytes, zeros after its
 * end, and is wiped afterwards. ERR_NOMEM (or far too long): not all were given. */
MUST_USE enum err similar_stems(const char *typed, void (*take)(void *context, const char *stem), void *context);
/* Does a folded text share enough words with it? */
bool similar_enough(const struct similar_words *words, const char *folded);
void similar_words_finish(struct similar_words *words);
