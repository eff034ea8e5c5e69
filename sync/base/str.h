/* sync/base/str.h - a growing byte buffer with a maximum.
 *
 * Always NUL-terminated once something was added. A failed addition (no memory, over the
 * maximum) is remembered: later additions do nothing, and str_ok() is false. So a text can be
 * built in one go and checked once. The bytes are wiped before memory is given back, because
 * a str may carry what a citizen typed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

struct str {
    char *data; /* owned; NULL while empty */
    size_t length;
    size_t capacity;
    size_t length_max;
    bool failed;
};

/* An empty buffer that never holds more than length_max bytes. Takes no memory yet. */
void str_init(struct str *str, size_t length_max);
/* Asks for the memory of bytes_count further bytes at once, so that what comes in pieces is not moved about; what is
 * never filled costs address space alone. May fail as an addition does. */
void str_make_room(struct str *str, size_t bytes_count);
/* Wipes and frees; the struct may be initialised again. A zeroed struct is fine too. */
void str_finish(struct str *str);
/* Forgets the content (wiped) and any failure, keeps the memory. */
void str_clear(struct str *str);

void str_add(struct str *str, const char *text);
void str_add_bytes(struct str *str, const void *bytes, size_t bytes_count);
void str_addf(struct str *str, const char *format, ...) PRINTF(2, 3);

/* True when every addition since str_init or str_clear went in. */
bool str_ok(const struct str *str);
/* The text, never NULL. */
const char *str_text(const struct str *str);
/* Gives the memory away: the caller frees it with free(), and the buffer is empty again. NULL when str_ok() is false,
 * or without memory. */
MUST_USE char *str_take(struct str *str);
