/* sync/base/json.h - jansson, with limits, and short ways to ask a document.
 *
 * The texts that come back point into the document and live as long as it does. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"

/* Where and why a text is not JSON; line and column count from 1. */
struct json_problem {
    int line;
    int column;
    char text[160];
};

/* Parses exactly bytes_count bytes. Refused: more than bytes_max bytes, nesting deeper than
 * depth_max (both ERR_TOO_LARGE), anything that is not one JSON value in UTF-8, and objects with
 * the same key twice (ERR_INVALID); ERR_NOMEM. `problem` may be NULL. The caller owns *out (json_decref), which is NULL
 * on an error. */
MUST_USE enum err json_parse(json_t **out, const char *bytes, size_t bytes_count, size_t bytes_max, size_t depth_max,
                             struct json_problem *problem);

/* For AUTO(json_auto). */
void json_auto(json_t **json);

/* The text at `key`, or NULL when it is not there or not a text. */
const char *json_text_at(const json_t *object, const char *key);
/* The integer at `key`, or `otherwise`. */
int64_t json_int_at(const json_t *object, const char *key, int64_t otherwise);
/* The true or false at `key`; false when it is neither. */
bool json_true_at(const json_t *object, const char *key);

/* Bytes as URL-safe base64 without padding (libsodium's), the way keys and seals travel. NULL without memory. */
MUST_USE json_t *json_from_bytes(const void *bytes, size_t bytes_count);
/* Decodes the text at `key` into exactly bytes_count bytes, at most 256. ERR_INVALID otherwise. */
MUST_USE enum err json_bytes_at(const json_t *object, const char *key, void *out, size_t bytes_count);
/* Decodes the text at `key`, at most bytes_max bytes, into new memory (free()). ERR_INVALID, ERR_TOO_LARGE, ERR_NOMEM.
 */
MUST_USE enum err json_blob_at(const json_t *object, const char *key, size_t bytes_max, unsigned char **out,
                               size_t *out_bytes);

/* From now on jansson wipes every piece of memory before giving it back, since a document may
 * hold a key or what a citizen typed. Call once, first thing in main(). */
void json_wipe_on_free(void);
