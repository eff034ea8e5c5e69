/* sync/registry/content/uploads.h - pictures that staff have given the registry, under their names
 * (sync/model/picture.h).
 *
 * They stand in the table of all pictures, so that kiosks fetch them the same way. One that nothing names goes after
 * UPLOADS_KEPT_S; what any version of a network or a page, or what is published, names stays. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/picture.h"
#include "sync/registry/registry.h"

enum { UPLOADS_KEPT_S = 7 * 24 * 3600, UPLOADS_MAX = 500, UPLOADS_LOOKED_AT_ONCE = 5 };

/* Keeps a picture that image_make() has made, and tells its name and size. The same again is ERR_OK. ERR_FULL:
 * UPLOADS_MAX are here already. ERR_INVALID, ERR_TOO_LARGE (picture_measure()), those of db_run(). */
MUST_USE enum err uploads_add(struct registry *registry, const char *who, const void *png, size_t bytes,
                              struct picture_size *out);
/* Deletes what nothing names, a few at a time; those that are named are looked at again after UPLOADS_KEPT_S. Cheap
 * when nothing is due. Errors: those of db_run(). */
MUST_USE enum err uploads_expire(struct registry *registry);

/* For registry.c's list of migrations. */
extern const char uploads_schema[];
