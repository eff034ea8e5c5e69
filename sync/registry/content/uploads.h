/* sync/registry/content/uploads.h - pictures that staff have given the registry, under their names
 * (sync/model/picture.h).
 *
 * They stand in the table of all pictures, so that kiosks fetch them the same way. One that nothing names goes after
 * UPLOADS_KEPT_S; what any version of a network or a page, or what is published, names stays. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/network.h"
#include "sync/model/picture.h"
#include "sync/registry/content/versions.h"
#include "sync/registry/registry.h"

enum { UPLOADS_KEPT_S = 7 * 24 * 3600, UPLOADS_MAX = 500, UPLOADS_LOOKED_AT_ONCE = 5, UPLOADS_STEP = 64 };

/* Keeps a picture that image_make() has made, and tells its name and size. The same again is ERR_OK. ERR_FULL:
 * UPLOADS_MAX are here already. ERR_INVALID, ERR_TOO_LARGE (picture_measure()), those of db_run(). */
MUST_USE enum err uploads_add(struct registry *registry, const char *who, const void *png, size_t bytes,
                              struct picture_size *out);
/* A look at UPLOADS_LOOKED_AT_ONCE pictures that are due: does any version of a network or a page name them? There may
 * be tens of thousands, so it goes on from one call to the next. */
struct uploads_look {
    size_t count; /* 0: none is being looked at */
    struct {
        char name[PICTURE_NAME_BYTES];
        bool named;
    } pictures[UPLOADS_LOOKED_AT_ONCE];
    int64_t begun_s;                /* versions from here on are looked at once more at the end */
    char type[VERSIONS_TYPE_BYTES]; /* the last version that was looked at */
    char id[NETWORK_ID_BYTES_MAX + 1];
    int64_t version;
};
/* One step of it: UPLOADS_STEP versions. At the end deletes what nothing names; what is named is looked at again after
 * UPLOADS_KEPT_S. Cheap when nothing is due. `look` is zeroed before the first call. On an error it is begun anew.
 * Errors: those of db_run(). */
MUST_USE enum err uploads_expire(struct registry *registry, struct uploads_look *look);

/* For registry.c's list of migrations. */
extern const char uploads_schema[];
