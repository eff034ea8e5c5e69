#include "sync/registry/content/preview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/drafts.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/pictures.h"

static enum err add_network(struct registry *registry, json_t *networks, const char *id)
{
    json_t *body = NULL;
    if (json_array_size(networks) > PREVIEW_NEIGHBOURS_MAX) return ERR_OK;
    enum err err = items_find(registry->db, "network", id, &body);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    return json_array_append_new(networks, body) == 0 ? ERR_OK : ERR_NOMEM;
}

static enum err add_named(struct registry *registry, const json_t *network, json_t *networks)
{
    size_t at;
    json_t *one;
    json_array_foreach (json_object_get(network, "spawned"), at, one) {
        const char *id = json_text_at(one, "network");
        enum err err = id != NULL ? add_network(registry, networks, id) : ERR_OK;
        if (err != ERR_OK) return err;
        if (at == PREVIEW_NEIGHBOURS_MAX) break;
    }
    return ERR_OK;
}

static enum err add_naming(struct registry *registry, const char *id, json_t *networks)
{
    AUTO(json_auto) json_t *sources = json_array();
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, "SELECT source FROM spawned WHERE target = ? ORDER BY source LIMIT ?",
                            "ti", id, (int64_t)PREVIEW_NEIGHBOURS_MAX);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(sources, json_string(rows_text(rows, 0))) != 0) err = ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    size_t at;
    json_t *source;
    err = ERR_OK;
    json_array_foreach (sources, at, source) {
        if (err == ERR_OK) err = add_network(registry, networks, json_string_value(source));
    }
    return err;
}

static enum err add_pictures(struct registry *registry, const json_t *names, json_t *pictures)
{
    const char *name;
    json_t *value;
    size_t used = 0;
    enum err err = ERR_OK;
    json_object_foreach ((json_t *)names, name, value) {
        char *bytes = NULL;
        size_t count = 0;
        if (err == ERR_OK) err = pictures_find(registry->db, name, &bytes, &count);
        if (err == ERR_OK && used + count <= PREVIEW_PICTURES_BYTES_MAX) {
            used += count;
            if (json_object_set_new(pictures, name, json_from_bytes(bytes, count)) != 0) err = ERR_NOMEM;
        }
        free(bytes);
        if (err == ERR_NOT_FOUND) err = ERR_OK;
    }
    return err;
}

enum err preview_document(struct registry *registry, json_t *network, json_t **out)
{
    AUTO(json_auto) json_t *site = NULL;
    AUTO(json_auto) json_t *networks = json_pack("[O]", network);
    AUTO(json_auto) json_t *pictures = json_object();
    AUTO(json_auto) json_t *names = json_object();
    const char *id = json_text_at(network, "id");
    if (networks == NULL || pictures == NULL || names == NULL) return ERR_NOMEM;
    enum err err = items_find(registry->db, "site", "site", &site);
    if (err == ERR_OK) err = picture_names_add(names, json_text_at(json_object_get(network, "picture"), "picture"));
    if (err == ERR_OK) err = add_pictures(registry, names, pictures);
    if (err == ERR_OK && id != NULL) err = draft_as_shown(registry, id, network);
    if (err == ERR_OK) err = add_named(registry, network, networks);
    if (err == ERR_OK && id != NULL) err = add_naming(registry, id, networks);
    if (err != ERR_OK) return err;
    json_t *document = json_pack("{s:O, s:O, s:O}", "site", site, "networks", networks, "pictures", pictures);
    if (document == NULL) return ERR_NOMEM;
    *out = document;
    return ERR_OK;
}

enum err preview_page_document(struct registry *registry, json_t *page, json_t **out)
{
    AUTO(json_auto) json_t *site = NULL;
    AUTO(json_auto) json_t *pictures = json_object();
    AUTO(json_auto) json_t *pages = json_pack("[O]", page);
    AUTO(json_auto) json_t *names = NULL;
    if (pictures == NULL || pages == NULL) return ERR_NOMEM;
    enum err err = items_find(registry->db, "site", "site", &site);
    if (err == ERR_OK) err = picture_names(&names, pages);
    if (err == ERR_OK) err = add_pictures(registry, names, pictures);
    if (err != ERR_OK) return err;
    json_t *document = json_pack("{s:O, s:[O], s:O}", "site", site, "pages", page, "pictures", pictures);
    if (document == NULL) return ERR_NOMEM;
    *out = document;
    return ERR_OK;
}

bool preview_size_is_good(const char *size, char out_mm[PREVIEW_SIZE_TEXT_BYTES])
{
    char *end = NULL;
    if (size == NULL || size[strspn(size, "0123456789x")] != '\0' || strlen(size) > 9) return false;
    long width = strtol(size, &end, 10);
    if (end == size || *end != 'x') return false;
    const char *second = end + 1;
    long height = strtol(second, &end, 10);
    if (end == second || *end != '\0') return false;
    if (width < PREVIEW_SIDE_MIN || width > PREVIEW_SIDE_MAX) return false;
    if (height < PREVIEW_SIDE_MIN || height > PREVIEW_SIDE_MAX) return false;
    snprintf(out_mm, PREVIEW_SIZE_TEXT_BYTES, "%s", width < height ? "268x476" : "476x268");
    return true;
}
