/* sync/store/outbox_inside.h - what the files of the outbox share, and nobody else sees.
 *
 * outbox.c puts in and takes out, outbox_kept.c looks after what the registry has confirmed. */
#pragma once

#include "sync/base/db.h"
#include "sync/store/outbox.h"

/* What makes a file of the newest version out of any earlier one, NULL-terminated: the first N make one of version N.
 */
const char *const *outbox_migrations(void);

struct outbox {
    struct db *db; /* owned */
    char *path;    /* owned */
};
