#include "sync/registry/fleet/revoked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/wire/entry.h"

struct revoked {
    size_t count;
    char kiosks[REVOKED_MAX][KIOSK_ID_BYTES_MAX + 1]; /* in order */
};

static int by_id(const void *a, const void *b)
{
    return strcmp(a, b);
}

enum err revoked_read(struct revoked **out, struct db *db)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    *out = NULL;
    struct revoked *revoked = malloc(sizeof(*revoked));
    if (revoked == NULL) return ERR_NOMEM;
    revoked->count = 0;
    enum err err = db_query(db, &rows, "SELECT id FROM kiosk WHERE revoked_s IS NOT NULL", "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (revoked->count == REVOKED_MAX) err = ERR_FULL;
        if (err == ERR_OK) {
            snprintf(revoked->kiosks[revoked->count++], sizeof(revoked->kiosks[0]), "%s", rows_text(rows, 0));
        }
    }
    if (err != ERR_NOT_FOUND) {
        free(revoked);
        return err;
    }
    qsort(revoked->kiosks, revoked->count, sizeof(revoked->kiosks[0]), by_id);
    *out = revoked;
    return ERR_OK;
}

void revoked_destroy(struct revoked *revoked)
{
    free(revoked);
}

void revoked_auto(struct revoked **revoked)
{
    revoked_destroy(*revoked);
}

bool revoked_has(const struct revoked *revoked, const char *kiosk)
{
    return bsearch(kiosk, revoked->kiosks, revoked->count, sizeof(revoked->kiosks[0]), by_id) != NULL;
}
