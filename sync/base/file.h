/* sync/base/file.h - small files read whole and written whole. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "sync/base/err.h"
#include "sync/base/str.h"

/* Reads the file `path` into *out (initialised here; the caller calls str_finish() in every
 * case). Errors: ERR_NOT_FOUND, ERR_TOO_LARGE (more than bytes_max), ERR_IO, ERR_NOMEM. */
MUST_USE enum err file_read(struct str *out, const char *path, size_t bytes_max);

/* Writes `path` so that after a power cut either the old or the new content is there: a new
 * file beside it, fsync, rename, fsync of the folder. The file gets `mode` (e.g. 0600).
 * A device or a pipe at `path` stays what it is and is written to. Errors: ERR_FULL (disk full), ERR_NOMEM,
 * ERR_TOO_LARGE (a path beyond 4 KiB), ERR_IO; the old file is then untouched, unless it was the folder's fsync that
 * failed: then the new one is there, and a power cut may still bring back the old one. */
MUST_USE enum err file_write(const char *path, const void *bytes, size_t bytes_count, mode_t mode);

/* The same without waiting for the disk: a reader sees the old or the new content, after a power cut there may be
 * neither. For what is only true now, in a folder that is in RAM. */
MUST_USE enum err file_replace(const char *path, const void *bytes, size_t bytes_count, mode_t mode);

/* Adds to the end of `path`, made with `mode` where there is none; on ERR_OK bytes and name are durable. A power cut
 * may leave a part of them. Errors: ERR_FULL, ERR_IO, ERR_TOO_LARGE: a part may be there. */
MUST_USE enum err file_append(const char *path, const void *bytes, size_t bytes_count, mode_t mode);

/* Makes the folder `path` with `mode` if it is not there; its parent must be. One that is there keeps its mode.
 * Errors: ERR_IO. */
MUST_USE enum err file_make_folder(const char *path, mode_t mode);

/* `folder`/`name` as a new text that the caller frees. NULL without memory, or beyond 4 KiB. */
MUST_USE char *file_join(const char *folder, const char *name);
