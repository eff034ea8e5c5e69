/* sync/registry/web/fields.h - what somebody typed into a page's form: application/x-www-form-urlencoded, with limits.
 *
 * Holds what citizens typed: fields_finish() wipes it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"
#include "sync/registry/server/call.h"

enum { FIELDS_COUNT_MAX = 24, FIELDS_BYTES_MAX = 16 * 1024 };

struct field {
    const char *name;
    const char *value;
};

struct fields {
    char *memory; /* owned */
    size_t bytes;
    struct field list[FIELDS_COUNT_MAX];
    size_t count;
};

/* Reads `bytes_count` bytes. Lines end with \n alone, other control characters are blanks. ERR_TOO_LARGE (bytes,
 * or fields), ERR_INVALID (not UTF-8), ERR_NOMEM; nothing is to be finished then. */
MUST_USE enum err fields_read(struct fields *out, const char *bytes, size_t bytes_count);
/* Wipes and frees. Takes a zeroed struct. */
void fields_finish(struct fields *fields);

/* The first one called so; "" when there is none. */
const char *fields_text(const struct fields *fields, const char *name);
/* Copies it without blanks at its ends. False, with "": it is longer than bytes_max - 1. */
MUST_USE bool fields_copy(const struct fields *fields, const char *name, char *out, size_t bytes_max);
