#include "sync/store/catalog_places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/str.h"
#include "sync/model/place.h"
#include "sync/wire/entry.h"
#include "sync/wire/feed_walk.h"

static enum err read_body(struct db *db, const char *generation, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    json_error_t problem;
    enum err err = db_query(db, &rows, "SELECT body FROM item WHERE generation = ? AND type = 'site' AND id = 'site'",
                            "t", generation);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) *out = json_loads(rows_text(rows, 0), 0, &problem);
    return err == ERR_NOT_FOUND ? ERR_OK : err; /* without a site everything is here */
}

static enum err read_kiosk(struct db *db, char out[KIOSK_ID_BYTES_MAX + 1])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, "SELECT kiosk FROM meta", "");
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) snprintf(out, KIOSK_ID_BYTES_MAX + 1, "%s", rows_text(rows, 0));
    return err;
}

enum err catalog_is_here(struct db *db, const char *generation, const json_t *body, bool *out)
{
    AUTO(json_auto) json_t *site = NULL;
    char kiosk[KIOSK_ID_BYTES_MAX + 1] = "";
    const json_t *places = json_object_get(body, "places");
    *out = true;
    if (json_array_size(places) == 0) return ERR_OK; /* as good as all of them */
    enum err err = read_kiosk(db, kiosk);
    if (err == ERR_OK) err = read_body(db, generation, &site);
    if (err == ERR_OK) *out = place_is_here(site, places, kiosk);
    return err;
}

enum err catalog_drop_elsewhere(struct db *db, const char *generation, const struct feed_item *item)
{
    return db_run(db, "DELETE FROM item WHERE generation = ? AND type = ? AND id = ? AND sequence < ?", "ttti",
                  generation, CATALOG_ELSEWHERE, item->id, item->sequence);
}

/* The numbers of those on the wrong side, as a JSON array. */
static enum err find_wrong(struct db *db, const char *generation, json_t *numbers)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *site = NULL;
    char kiosk[KIOSK_ID_BYTES_MAX + 1] = "";
    json_error_t problem;
    enum err err = read_kiosk(db, kiosk);
    if (err == ERR_OK) err = read_body(db, generation, &site);
    if (err == ERR_OK) {
        err = db_query(db, &rows,
                       "SELECT number, type, body ->> '$.places' FROM item WHERE generation = ?"
                       " AND type IN ('network', '" CATALOG_ELSEWHERE "') AND body ->> '$.places' IS NOT NULL",
                       "t", generation);
    }
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        AUTO(json_auto) json_t *places = json_loads(rows_text(rows, 2), JSON_DECODE_ANY, &problem);
        bool shown = strcmp(rows_text(rows, 1), "network") == 0;
        bool here = json_array_size(places) == 0 || place_is_here(site, places, kiosk);
        if (shown == here) continue;
        if (json_array_append_new(numbers, json_integer((json_int_t)rows_int(rows, 0))) != 0) return ERR_NOMEM;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Taken out and put in again, where it belongs now. */
static enum err put_again(struct db *db, const char *generation, int64_t number)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *body = NULL;
    AUTO(str_finish) struct str id;
    AUTO(str_finish) struct str text;
    json_error_t problem;
    int64_t changes = 0;
    struct feed_item item = {.type = "network"};
    str_init(&id, FEED_PAGE_BYTES_MAX);
    str_init(&text, FEED_PAGE_BYTES_MAX);
    enum err err = db_query(db, &rows, "SELECT id, sequence, position, body FROM item WHERE number = ?", "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    str_add(&id, rows_text(rows, 0));
    item.sequence = rows_int(rows, 1);
    item.position = rows_int(rows, 2);
    str_add(&text, rows_text(rows, 3));
    rows_close(rows);
    rows = NULL;
    body = json_loads(str_text(&text), 0, &problem);
    if (body == NULL || !str_ok(&id) || !str_ok(&text)) return ERR_NOMEM;
    item.id = str_text(&id);
    item.body = body;
    err = db_run(db, "DELETE FROM item WHERE number = ?", "i", number);
    if (err == ERR_OK) err = catalog_put_item(db, generation, &item, str_text(&text), &changes);
    /* Nobody looked at it while it was elsewhere. It can't be shown, and does not keep the others from their place. */
    return err == ERR_INVALID ? ERR_OK : err;
}

enum err catalog_places_settle(struct db *db, const char *generation, int64_t *out_changes)
{
    AUTO(json_auto) json_t *numbers = json_array();
    size_t at;
    json_t *number;
    enum err err = find_wrong(db, generation, numbers);
    json_array_foreach (numbers, at, number) {
        if (err == ERR_OK) err = put_again(db, generation, (int64_t)json_integer_value(number));
    }
    if (err == ERR_OK) *out_changes += (int64_t)json_array_size(numbers);
    return err;
}
