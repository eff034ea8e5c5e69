/* sync/registry/content/notices.h - the privacy notice: every text that was ever shown, by its version.
 *
 * The one that is shown is a part of the site (sync/model/site.h), and each entry says the version under which it was
 * given. What an entry says is taken as it is: a kiosk that has not heard of a new version yet shows the old one, and
 * tells so. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/registry/formats/schema.h"
#include "sync/registry/registry.h"

/* Keeps the notice that is shown now, unless it is kept already. Inside the caller's transaction, or without one.
 * `who` is "" for a content file. Errors: those of db_run(), ERR_NOMEM, ERR_DAMAGED. */
MUST_USE enum err notices_keep(struct registry *registry, const char *who);

/* {"notices":[{"version","at":TIME,"who","shown":bool,"entries":N,"notice":{…}}]}, the newest first; notice as in the
 * site, with its "translations" by language. The caller owns *out. */
MUST_USE enum err notices_list(struct registry *registry, json_t **out);
/* The texts under which entries of this version were given: as "notice" above, the latest first. Empty: not known. */
MUST_USE enum err notices_find(struct registry *registry, const char *version, json_t **out);

/* Publishes {"version","title","intro","sections":[{"heading","text"}]}: every kiosk and page shows it from now on. Its
 * translations begin anew: until there are any it is read in Danish. The one that is shown, by the same `who`, is
 * ERR_OK and nothing new: an answer that was lost may be asked for again. Errors, with nothing changed: ERR_INVALID
 * (`report` was told), ERR_TOO_LARGE (`report` was told what site_fits() says, with "" as place), ERR_EXISTS (the
 * version was used before), ERR_NOT_FOUND (there is no content yet), those of db_run(). */
MUST_USE enum err notice_publish(struct registry *registry, const json_t *notice, const char *who,
                                 schema_report *report, void *context);
