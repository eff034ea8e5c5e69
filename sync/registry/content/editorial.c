#include "sync/registry/content/editorial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/picture.h"
#include "sync/registry/content/content.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/pictures.h"
#include "sync/registry/content/problems.h"
#include "sync/registry/staff/staff_log.h"

enum { PREFIX_BYTES = 32, POINTER_BYTES = 96, WORDS_BYTES_MAX = 600 };

/* ---- looking ---- */

static json_t *row_json(const struct rows *rows)
{
    json_t *body = json_loads(rows_text(rows, 2), 0, NULL);
    const char *title = json_text_at(body, "title");
    return json_pack("{s:s, s:s, s:I, s:o}", "id", rows_text(rows, 0), "title", title != NULL ? title : "", "version",
                     (json_int_t)rows_int(rows, 1), "body", body);
}

enum err editorial_list(struct registry *registry, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *list = json_array();
    enum err err = db_query(registry->db, &rows,
                            "SELECT id, seq, body FROM item WHERE type = 'page' AND body IS NOT NULL"
                            " ORDER BY position, id",
                            "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, row_json(rows)) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = json_incref(list);
    return ERR_OK;
}

/* ---- what is wrong with it ---- */

struct finding {
    char prefix[PREFIX_BYTES]; /* "/pages/3": what lies elsewhere was there before */
    json_t *list;
    enum err err;
};

static void note(void *context, const char *pointer, const char *message)
{
    struct finding *finding = context;
    size_t length = strlen(finding->prefix);
    bool inside = strncmp(pointer, finding->prefix, length) == 0 && (pointer[length] == '/' || pointer[length] == '\0');
    if (!inside || json_array_size(finding->list) >= PROBLEMS_MAX) return;
    AUTO(str_finish) struct str field;
    AUTO(str_finish) struct str danish;
    str_init(&field, WORDS_BYTES_MAX);
    str_init(&danish, WORDS_BYTES_MAX);
    problems_field(&field, pointer + length);
    (void)problems_danish(&danish, pointer + length, message);
    json_t *one = json_pack("{s:s, s:s, s:s, s:s}", "pointer", pointer + length, "field", str_text(&field), "message",
                            message, "danish", str_text(&danish));
    if (json_array_append_new(finding->list, one) != 0) finding->err = ERR_NOMEM;
}

/* A picture that nobody has would stay a hole on every screen. */
static enum err check_pictures(struct registry *registry, const json_t *page, struct finding *finding)
{
    size_t at;
    json_t *block;
    json_array_foreach (json_object_get(page, "blocks"), at, block) {
        const char *name = json_text_at(block, "picture");
        char pointer[POINTER_BYTES];
        char *bytes = NULL;
        size_t count = 0;
        if (name == NULL) continue;
        enum err err = picture_is_name(name) ? pictures_find(registry->db, name, &bytes, &count) : ERR_NOT_FOUND;
        free(bytes);
        snprintf(pointer, sizeof(pointer), "%s/blocks/%zu/picture", finding->prefix, at);
        if (err == ERR_NOT_FOUND) note(finding, pointer, "the registry has no such picture");
        if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    }
    return finding->err;
}

static size_t pictures_in(const json_t *document)
{
    size_t count = 0;
    size_t page_at, at;
    json_t *page, *block;
    json_array_foreach (json_object_get(document, "pages"), page_at, page) {
        json_array_foreach (json_object_get(page, "blocks"), at, block) {
            count += json_text_at(block, "picture") != NULL;
        }
    }
    return count;
}

/* Checks the whole content with this page in its place, as an import would. */
static enum err check(struct registry *registry, const char *id, json_t *body, json_t **out_found)
{
    AUTO(json_auto) json_t *document = NULL;
    AUTO(json_auto) json_t *list = json_array();
    struct finding finding = {.list = list};
    size_t at;
    json_t *page;
    enum err err = content_export(registry, &document);
    if (err != ERR_OK) return err;
    json_t *pages = json_object_get(document, "pages");
    json_array_foreach (pages, at, page) {
        if (strcmp(json_text_at(page, "id"), id) == 0) break;
    }
    if (at == json_array_size(pages)) return ERR_NOT_FOUND;
    if (json_array_set(pages, at, body) != 0) return ERR_NOMEM;
    snprintf(finding.prefix, sizeof(finding.prefix), "/pages/%zu", at);
    err = content_check(document, note, &finding);
    if (err != ERR_OK && err != ERR_INVALID) return err;
    if (pictures_in(document) > PICTURES_MAX) note(&finding, finding.prefix, "there are too many pictures in all");
    err = check_pictures(registry, body, &finding);
    if (err != ERR_OK || json_array_size(list) == 0) return err;
    *out_found = json_incref(list);
    return ERR_INVALID;
}

/* ---- changing ---- */

/* The version, position and body that are on the screens. */
static enum err find(struct registry *registry, const char *id, int64_t *out_version, int64_t *out_position,
                     json_t **out_body)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(registry->db, &rows,
                 "SELECT seq, position, body FROM item WHERE type = 'page' AND id = ? AND body IS NOT NULL", "t", id);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    *out_version = rows_int(rows, 0);
    *out_position = rows_int(rows, 1);
    *out_body = json_loads(rows_text(rows, 2), 0, NULL);
    return *out_body != NULL ? ERR_OK : ERR_DAMAGED;
}

static enum err publish_inside(struct registry *registry, const char *who, const char *id, int64_t base, json_t *body,
                               int64_t *out_version, json_t **out_found)
{
    AUTO(json_auto) json_t *present = NULL;
    AUTO(json_auto) json_t *now = NULL;
    int64_t version = 0;
    int64_t position = 0;
    enum err err = find(registry, id, &version, &position, &present);
    if (err != ERR_OK) return err;
    /* Equal already: an answer that was lost may be asked for again. */
    if (base != version && !json_equal(present, body)) {
        *out_found = json_pack("{s:I, s:O}", "version", (json_int_t)version, "body", present);
        return *out_found != NULL ? ERR_CONFLICT : ERR_NOMEM;
    }
    err = check(registry, id, body, out_found);
    if (err == ERR_OK) err = items_put(registry->db, "page", id, position, body);
    if (err == ERR_OK) err = staff_log_add(registry, who, "page.publish", id);
    if (err == ERR_OK) err = find(registry, id, out_version, &position, &now);
    return err;
}

enum err editorial_publish(struct registry *registry, const char *who, const char *id, int64_t base, json_t *body,
                           int64_t *out_version, json_t **out_found)
{
    *out_found = NULL;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = publish_inside(registry, who, id, base, body, out_version, out_found);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}
