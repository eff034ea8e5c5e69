/* sync/registry/content/phone_pictures.h - networks' pictures as phones get them: small JPEGs beside the PNGs that
 * kiosks get (pictures.h), under the same names.
 *
 * They are made where the PNG is: in the process that makes an upload anew, and by an import, never while somebody
 * waits for a page. One that is not there is not shown on phones. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/db.h"
#include "sync/base/err.h"
#include "sync/model/picture.h"

/* Adds that of the picture `size->name`, which is there and as large as `size` says. The same again is ERR_OK. Errors:
 * those of db_run(). */
MUST_USE enum err phone_pictures_put(struct db *db, const struct picture_size *size, const void *jpeg, size_t bytes);
MUST_USE enum err phone_pictures_has(struct db *db, const char *name, bool *out);
/* How a page lays it out: in the proportions of the picture, at most IMAGE_PHONE_SIDE_MAX a side. ERR_NOT_FOUND, those
 * of db_query(). */
MUST_USE enum err phone_pictures_size(struct db *db, const char *name, struct picture_size *out);
/* The bytes of one that a published network has, which the caller frees; those of drafts are nobody's yet.
 * ERR_NOT_FOUND, ERR_NOMEM, those of db_query(). */
MUST_USE enum err phone_pictures_find(struct db *db, const char *name, char **out, size_t *out_bytes);

/* For registry.c's list of migrations. */
extern const char phone_pictures_schema[];
