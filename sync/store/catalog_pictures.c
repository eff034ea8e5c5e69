#include "sync/model/picture.h"
#include "sync/store/catalog_inside.h"

enum err catalog_picture_put(struct db *db, int64_t number, const char *name, bool again)
{
    enum err err = again ? db_run(db, "DELETE FROM network_picture WHERE number = ?", "i", number) : ERR_OK;
    if (err != ERR_OK || name == NULL) return err;
    return db_run(db, "INSERT INTO network_picture (number, name) VALUES (?, ?)", "it", number, name);
}

enum err catalog_network_pictures(struct catalog *catalog, json_t *names)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(catalog->db, &rows,
                            "SELECT name FROM network_picture JOIN item USING (number)"
                            " WHERE generation = (SELECT shown_generation FROM meta) ORDER BY position, id",
                            "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) err = picture_names_add(names, rows_text(rows, 0));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
