/* tests/unit/catalog_feed.h - a catalog, and pages of the feed with networks for it. Header only, since every file
 * beside it is a program. */
#pragma once

#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/base/json.h"
#include "sync/store/catalog.h"

struct feed_keys {
    unsigned char content_public[SIGN_PUBLIC_BYTES];
    unsigned char content_secret[SIGN_SECRET_BYTES];
};

static inline json_t *network_body(const char *id, const char *title)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:[{s:s, s:s, s:s, s:s}, {s:s, s:s, s:s}]}", "id", id, "kind",
                     "welfare", "status", "active", "title", title, "question", "Hvordan?", "phase", "idea", "petals",
                     "side", "citizens", "state", "created", "keyword", "Lyst", "sentence", "Ja.", "side",
                     "municipality", "state", "expected", "keyword", "Viden");
}

static inline json_t *network_item(int64_t sequence, const char *id, int64_t position, const char *title)
{
    return json_pack("{s:I, s:s, s:s, s:I, s:o}", "seq", (json_int_t)sequence, "type", "network", "id", id, "position",
                     (json_int_t)position, "body", network_body(id, title));
}

static inline json_t *deleted_item(int64_t sequence, const char *type, const char *id)
{
    return json_pack("{s:I, s:s, s:s, s:b}", "seq", (json_int_t)sequence, "type", type, "id", id, "deleted", 1);
}

/* Signs the page, reads it as the agent would, applies it. Takes `items`. */
static inline enum err apply_counting(struct catalog *catalog, const char *generation, int64_t from, int64_t to,
                                      int64_t head, json_t *items, size_t *out_refused)
{
    struct feed_keys keys;
    sign_make_keys(keys.content_public, keys.content_secret);
    json_t *document = json_pack("{s:s, s:I, s:I, s:I, s:o}", "generation", generation, "from", (json_int_t)from, "to",
                                 (json_int_t)to, "head", (json_int_t)head, "items", items);
    char *text = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    assert_non_null(text);
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    feed_sign(signature, text, strlen(text), keys.content_secret);
    struct feed_page page;
    assert_int_equal(feed_page_read(&page, text, strlen(text), signature, keys.content_public), ERR_OK);
    free(text);
    enum err err = catalog_apply(catalog, &page, out_refused);
    feed_page_finish(&page);
    return err;
}

static inline enum err apply(struct catalog *catalog, const char *generation, int64_t from, int64_t to, int64_t head,
                             json_t *items)
{
    return apply_counting(catalog, generation, from, to, head, items, NULL);
}

static inline struct catalog *open_in(const struct folder *folder, enum catalog_mode mode)
{
    char path[PATH_MAX];
    struct catalog *catalog = NULL;
    assert_int_equal(catalog_open(&catalog, folder_path(folder, "content.db", path), mode), ERR_OK);
    return catalog;
}

static inline size_t shown(struct catalog *catalog)
{
    size_t count = 999;
    assert_int_equal(catalog_count(catalog, &count), ERR_OK);
    return count;
}
