#include "sync/registry/content/phone_pictures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/registry/content/images.h"

const char phone_pictures_schema[] = "CREATE TABLE picture_phone ("
                                     "  name   TEXT PRIMARY KEY REFERENCES picture (name) ON DELETE CASCADE,"
                                     "  width  INTEGER NOT NULL," /* px, as it is laid out */
                                     "  height INTEGER NOT NULL,"
                                     "  bytes  BLOB NOT NULL"
                                     ") STRICT;";

/* At most IMAGE_PHONE_SIDE_MAX a side. */
static struct picture_size laid_out(const struct picture_size *size)
{
    struct picture_size out = *size;
    int longer = size->width > size->height ? size->width : size->height;
    if (longer <= IMAGE_PHONE_SIDE_MAX) return out;
    out.width = (size->width * IMAGE_PHONE_SIDE_MAX + longer / 2) / longer;
    out.height = (size->height * IMAGE_PHONE_SIDE_MAX + longer / 2) / longer;
    if (out.width < 1) out.width = 1;
    if (out.height < 1) out.height = 1;
    return out;
}

enum err phone_pictures_put(struct db *db, const struct picture_size *size, const void *jpeg, size_t bytes)
{
    const struct picture_size out = laid_out(size);
    return db_run(db,
                  "INSERT INTO picture_phone (name, width, height, bytes) VALUES (?, ?, ?, ?)"
                  " ON CONFLICT (name) DO NOTHING",
                  "tiib", out.name, (int64_t)out.width, (int64_t)out.height, jpeg, bytes);
}

enum err phone_pictures_has(struct db *db, const char *name, bool *out)
{
    struct picture_size size;
    enum err err = phone_pictures_size(db, name, &size);
    *out = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err phone_pictures_size(struct db *db, const char *name, struct picture_size *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, "SELECT width, height FROM picture_phone WHERE name = ?", "t", name);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    *out = (struct picture_size){.width = (int)rows_int(rows, 0), .height = (int)rows_int(rows, 1)};
    snprintf(out->name, sizeof(out->name), "%s", name);
    return ERR_OK;
}

enum err phone_pictures_find(struct db *db, const char *name, char **out, size_t *out_bytes)
{
    *out = NULL;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows,
                            "SELECT bytes FROM picture_phone WHERE name = ? AND EXISTS"
                            " (SELECT 1 FROM item WHERE (body ->> '$.picture.picture') = ?)",
                            "tt", name, name);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    size_t count = 0;
    const void *bytes = rows_blob(rows, 0, &count);
    if (count == 0) return ERR_DAMAGED;
    *out = malloc(count);
    if (*out == NULL) return ERR_NOMEM;
    memcpy(*out, bytes, count);
    *out_bytes = count;
    return ERR_OK;
}
