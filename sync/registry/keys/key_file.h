/* sync/registry/keys/key_file.h - a file of the keys' folder: JSON, which only its owner may read, and which leaves
 * nothing in memory that was given back. */
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "sync/base/err.h"

/* Writes it whole or not at all (file_write(), 0600). `json` NULL is ERR_NOMEM. ERR_IO, ERR_FULL, ERR_NOMEM. */
MUST_USE enum err key_file_write(const char *folder, const char *name, const json_t *json);
/* The caller owns *out. Errors: ERR_DAMAGED (no JSON, or larger or deeper than it may be), ERR_NOT_FOUND, ERR_IO,
 * ERR_NOMEM. */
MUST_USE enum err key_file_read(json_t **out, const char *folder, const char *name, size_t bytes_max, size_t depth_max);
