/* sync/model/fold.h - one spelling for words that Danes write in two: aa is å, ae is æ, oe is ø.
 *
 * For searching only. Capitals and other accents are the full-text index's business. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"
#include "sync/base/str.h"

/* Adds `text` to *out with æ, ø and å written as two letters. */
void fold_add(struct str *out, const char *text);

/* Does a word of `text` (of fold_add()) begin with these bytes (a word of fold_query())? Of capitals only A to Z are
 * taken for small letters: for what no index has been made of. */
bool fold_begins(const char *text, const char *word, size_t bytes_count);

/* What to ask an FTS5 index for: every word of `typed` as the beginning of a word, all of them
 * wanted. *out is initialised here; the caller calls str_finish(). ERR_NOT_FOUND when nothing was typed that can be
 * searched for; ERR_TOO_LARGE for more than 500 bytes or 32 words; ERR_NOMEM. */
MUST_USE enum err fold_query(struct str *out, const char *typed);
