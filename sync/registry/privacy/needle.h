/* sync/registry/privacy/needle.h - what somebody looks for about a person: a name or a part of one, an e-mail address,
 * a telephone number, as people write them.
 *
 * Names and addresses are found anywhere in a text, whatever the capitals and accents, and with æ, ø and å written in
 * either way. A telephone number (at least NEEDLE_DIGITS_MIN digits and nothing else but what stands between them) is
 * found by its digits, with or without +45 or 0045, however they are grouped. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

enum { NEEDLE_LETTERS_MIN = 2, NEEDLE_DIGITS_MIN = 4, NEEDLE_BYTES_MAX = 200, NEEDLE_DIGITS_MAX = 16 };

struct needle {
    char *words; /* owned: folded; NULL for a telephone number */
    char digits[NEEDLE_DIGITS_MAX + 1];
};

/* ERR_INVALID: too short to be looked for, or too long. The caller calls needle_finish(). */
MUST_USE enum err needle_read(struct needle *out, const char *typed);
/* Wipes. Takes a zeroed struct. */
void needle_finish(struct needle *needle);
/* Is it in `text`? NULL is "". ERR_NOT_FOUND, or ERR_NOMEM. */
MUST_USE enum err needle_find(const struct needle *needle, const char *text);
