/* kiosk/volume.h - the loudness a visit begins with, kept in DIR/volume: chosen on the service page. */
#pragma once

#include "sync/base/err.h"

/* The step kept in `folder`, 0 to VOLUME_STEPS - 1; VOLUME_FIRST when none is, or it can't be read. */
int volume_read(const char *folder);
/* Keeps it (0600). ERR_FULL, ERR_IO, ERR_NOMEM: the old one stays. */
MUST_USE enum err volume_write(const char *folder, int volume);
