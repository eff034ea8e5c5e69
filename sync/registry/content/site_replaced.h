/* sync/registry/content/site_replaced.h - which facts of the site a content file puts in the place of what staff had
 * changed in the browser since the last import (site_facts.h, building.h, notices.h): the file knows nothing of it, and
 * nobody should learn of it from a screen. */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/registry/registry.h"

enum { SITE_REPLACED_BYTES_MAX = 1200 };

/* Inside the import's transaction, before its line is in the staff log. `present` is the site that is there, `next` the
 * file's. Adds to `names` "contact, notice" and to `told` "contact (Anna), notice (Bo)", who changed each last; nothing
 * where nothing of theirs is replaced. As far as the staff log remembers. Both have room for SITE_REPLACED_BYTES_MAX.
 * Errors: those of db_query(). */
MUST_USE enum err site_replaced(struct registry *registry, const json_t *present, const json_t *next, struct str *names,
                                struct str *told);
