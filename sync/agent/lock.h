/* sync/agent/lock.h - one forhal-sync at a time in a data folder.
 *
 * A lock on the folder itself, so no file is left behind; it goes with the process. */
#pragma once

#include "sync/base/err.h"

/* On ERR_OK the caller gives it back with close(*out_fd). Errors: ERR_UNAVAILABLE (another
 * forhal-sync has it), ERR_NOT_FOUND (no such folder), ERR_IO. */
MUST_USE enum err lock_take(int *out_fd, const char *folder);
