/* sync/base/words.h - the texts a visitor reads, in the visitor's language: on the screen, and on the registry's pages.
 *
 * Danish is the source: every text stands in the code in Danish, inside WORDS("…"), and is looked up
 * in the catalogues of assets/words/LANG.po through the C library's gettext. What has no translation
 * comes out in Danish. The catalogues are compiled to LANG/LC_MESSAGES/forhal.mo.
 * gettext's choice of language belongs to the whole process: only the thread that makes frames, or the one that
 * serves pages, may call words_use() or words_get(). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

/* Looks a text up now. */
#define WORDS(danish) words_get(danish)
/* Marks a text in a constant table; look it up with words_get() when it is used. */
#define WORDS_LATER(danish) (danish)
/* One form for 1, another for more; languages may have more forms than two. */
#define WORDS_COUNT(one, many, count) words_get_count((one), (many), (count))

struct language {
    const char *code; /* "da" */
    const char *name; /* in the language itself: "Dansk" */
    bool right_to_left;
};

enum { LANGUAGES_COUNT = 6 };

/* Danish first, then as they are offered. */
extern const struct language languages[LANGUAGES_COUNT];
/* NULL for an unknown code. */
const struct language *language_find(const char *code);

/* Where the compiled catalogues are; called once. Without it, or without catalogues, all is Danish.
 * ERR_NOT_FOUND: `folder` holds no catalogue (English is looked for). ERR_UNAVAILABLE: the C library lacks C.UTF-8.
 * ERR_NOMEM. */
MUST_USE enum err words_open(const char *folder);
/* The same with the folder that belongs to the running program: "locale" beside it while it is being built,
 * ../share/locale once it is installed. Errors as words_open(). */
MUST_USE enum err words_open_beside_program(void);
/* From now on words_get() gives this language. Cheap when it is the same as before. */
void words_use(const char *code);

/* Constant for as long as the program runs. */
const char *words_get(const char *danish) __attribute__((format_arg(1)));
const char *words_get_count(const char *one, const char *many, unsigned long count)
    __attribute__((format_arg(1), format_arg(2)));
