#include "sync/registry/content/page_order.h"

#include <stdio.h>

#include "sync/base/json.h"
#include "sync/registry/content/items.h"
#include "sync/registry/staff/staff_log.h"

enum { TARGET_BYTES = 40 };

enum err page_order_read(struct registry *registry, json_t **out)
{
    AUTO(json_auto) json_t *ids = json_array();
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT id FROM item WHERE type = 'page' AND body IS NOT NULL ORDER BY position, id", "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(ids, json_string(rows_text(rows, 0))) != 0) err = ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = json_incref(ids);
    return ERR_OK;
}

/* Has `order` each id of `base` once, and nothing else? */
static bool is_permutation(const json_t *base, const json_t *order)
{
    AUTO(json_auto) json_t *left = json_object();
    size_t at;
    json_t *id;
    if (!json_is_array(base) || !json_is_array(order) || json_array_size(base) != json_array_size(order)) return false;
    json_array_foreach (base, at, id) {
        if (!json_is_string(id) || json_object_set_new(left, json_string_value(id), json_true()) != 0) return false;
    }
    if (json_object_size(left) != json_array_size(base)) return false;
    json_array_foreach (order, at, id) {
        if (!json_is_string(id) || json_object_del(left, json_string_value(id)) != 0) return false;
    }
    return true;
}

static enum err conflict_make(struct registry *registry, json_t *present, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT who, at_s FROM staff_log WHERE what IN ('page.order', 'page.publish',"
                            " 'page.publish_scheduled', 'page.unpublish', 'content.import')"
                            " ORDER BY number DESC LIMIT 1",
                            "");
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    bool known = err == ERR_OK;
    *out = json_pack("{s:O, s:s, s:I}", "current", present, "changed_by", known ? rows_text(rows, 0) : "", "changed_s",
                     (json_int_t)(known ? rows_int(rows, 1) : 0));
    return *out != NULL ? ERR_CONFLICT : ERR_NOMEM;
}

static enum err change_inside(struct registry *registry, const char *who, const json_t *base, const json_t *order,
                              json_t **out_current)
{
    AUTO(json_auto) json_t *present = NULL;
    char target[TARGET_BYTES];
    size_t at;
    json_t *id;
    enum err err = page_order_read(registry, &present);
    if (err != ERR_OK || json_equal(present, order)) return err;
    if (!json_equal(present, base)) return conflict_make(registry, present, out_current);
    json_array_foreach (order, at, id) {
        if (err == ERR_OK) err = items_move(registry->db, ITEM_PAGE, json_string_value(id), (int64_t)at);
    }
    snprintf(target, sizeof(target), "%zu pages", json_array_size(order));
    return err == ERR_OK ? staff_log_add(registry, who, "page.order", target) : err;
}

enum err page_order_change(struct registry *registry, const char *who, const json_t *base, const json_t *order,
                           json_t **out_current)
{
    *out_current = NULL;
    if (!is_permutation(base, order)) return ERR_INVALID;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = change_inside(registry, who, base, order, out_current);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}
