/* sync/base/doorbell.h - a wake-up between two programs that carries no data.
 *
 * A Unix datagram socket in the data folder. A lost ring costs at most one polling interval,
 * a doubled one nothing: who wakes looks in the database. */
#pragma once

#include <stdbool.h>

#include "sync/base/err.h"

/* Listens at `path` (an old socket there is replaced). *out_fd becomes readable when someone
 * rings; the caller closes it with close(). Non-blocking, close-on-exec. Errors: ERR_IO,
 * ERR_TOO_LARGE (path longer than a socket address holds, 107 bytes). */
MUST_USE enum err doorbell_open(int *out_fd, const char *path);
/* Rings at `path`. Nobody home is no error: the ring is lost. Never blocks. */
void doorbell_ring(const char *path);
/* Takes all rings that have come; true if there was at least one. Never blocks. */
bool doorbell_drain(int fd);
