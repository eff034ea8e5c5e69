/* sync/registry/entries/marks.h - what staff should look at before an idea becomes public: CPR numbers, telephone
 * numbers, e-mail addresses, and words that the town hall configured. A help for people: nothing is refused or
 * published by it.
 *
 * Words are compared whole, in any case, and with æ, ø and å written either way; two languages' letters are left to
 * libunistring. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

enum mark_kind { MARK_CPR, MARK_PHONE, MARK_EMAIL, MARK_WORD, MARK_KIND_COUNT };

enum { MARKS_MAX = 64, MARK_WORDS_MAX = 1000, MARK_WORD_BYTES_MAX = 120 };

struct mark {
    enum mark_kind kind;
    size_t from, bytes; /* in the text that was looked at */
};

/* The configured words, made ready to be compared with. */
struct mark_words;

/* `words` are taken as single words; what is around a word goes, and empty ones too. *out may be NULL'ed by
 * mark_words_destroy(). Errors: ERR_TOO_LARGE (more than MARK_WORDS_MAX, or one that is too long), ERR_INVALID (one is
 * not UTF-8), ERR_NOMEM. */
MUST_USE enum err mark_words_create(struct mark_words **out, const char *const *words, size_t count);
/* Takes NULL. */
void mark_words_destroy(struct mark_words *words);
/* Tells one list from another: 16 hex digits. `words` may be NULL. */
void mark_words_name(const struct mark_words *words, char out[17]);

/* What is marked in `text` (UTF-8), in its order and without overlaps; returns how many, at most MARKS_MAX. `words` may
 * be NULL. */
size_t marks_find(const char *text, const struct mark_words *words, struct mark out[MARKS_MAX]);
/* The kinds as bits (1 << kind). */
unsigned marks_bits(const char *text, const struct mark_words *words);
/* `text` in pieces, of which some are marked: [{"text":T,"mark":"phone"?}, …]. NULL without memory. */
json_t *marks_pieces(const char *text, const struct mark_words *words);
/* "cpr", "phone", "email", "word". */
const char *mark_kind_name(enum mark_kind kind);

/* One spelling of `text` for comparing and searching: case folded, æ, ø and å as two letters. To be wiped and freed by
 * marks_fold_free(); NULL without memory, or when it is not UTF-8. */
char *marks_fold(const char *text, size_t bytes);
void marks_fold_free(char *folded);
