/* sync/agent/command_trust.h - whose certificates are believed, as the command line says it. */
#pragma once

#include "sync/agent/options.h"
#include "sync/agent/trust.h"
#include "sync/store/data_dir.h"

/* Changes *trust by --ca, --no-ca, --pin and --no-pins. Says itself what is wrong: ERR_INVALID (the file or the
 * combination), ERR_IO, ERR_NOMEM. */
MUST_USE enum err trust_take_options(struct trust *trust, const struct options *options);
/* The same in the data folder, if any of them was given. */
MUST_USE enum err trust_take_options_in(const struct data_dir *dir, const struct options *options);
