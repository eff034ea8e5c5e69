/* sync/store/turn_file.h - the kiosk's latest turn (sync/wire/turn.h): DIR/turn.json, mode 0600, atomic and durable.
 *
 * Written before a turn is sent, so that after a power cut the same turn is sent again. It also counts how long the
 * key has been in use, by the agent's own hours, since the wall clock can't be trusted. */
#pragma once

#include <stdint.h>

#include "sync/base/err.h"
#include "sync/wire/turn.h"

struct turn_file {
    struct turn turn;
    int64_t key_age_s; /* hours at work only: a kiosk that is off at night is not ageing then */
};

/* Errors: ERR_NOT_FOUND, ERR_DAMAGED, ERR_IO, ERR_NOMEM; *out is zeroed then. */
MUST_USE enum err turn_file_read(struct turn_file *out, const char *path);
/* Errors: ERR_FULL, ERR_IO, ERR_NOMEM; the old file is then untouched. */
MUST_USE enum err turn_file_write(const struct turn_file *file, const char *path);
