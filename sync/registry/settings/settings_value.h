/* sync/registry/settings/settings_value.h - one value, from the text somebody wrote to the field it belongs in. */
#pragma once

#include "sync/registry/settings/settings_table.h"

/* Takes `text` for `row`. On ERR_INVALID `problem` says what is wrong and what to write; the field keeps its value, as
 * on ERR_NOMEM. */
MUST_USE enum err setting_take(struct settings *settings, const struct setting *row, const char *text,
                               char problem[SETTINGS_WHAT_BYTES]);
/* Wipes and frees what the field owns. */
void setting_finish(struct settings *settings, const struct setting *row);
/* The field as it would stand in the file; a secret as "(set)" or "". */
void setting_write(const struct settings *settings, const struct setting *row, struct str *out);
