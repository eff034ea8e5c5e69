/* sync/registry/web/dossier_page.h - a dossier (sync/registry/privacy/dossier.h) as a page to print and hand over, in
 * Danish.
 */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"

/* The whole page into *out (wipe and free() it). Errors: ERR_NOMEM, ERR_TOO_LARGE. */
MUST_USE enum err dossier_page(const json_t *dossier, char **out);
