/* tests/unit/web_content.h - content with something of everything that the pages tell. Header only. */
#pragma once

#include "tests/unit/registry_house.h"

#include "sync/registry/content/phone_pictures.h"

#define WEB_PICTURE "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" /* of the first network */

static const char web_content_text[] =
    "{\"site\":{\"name\":\"@\",\"heading\":\"@\","
    "\"contact\":{\"name\":\"@\",\"email\":\"a@b.dk\",\"phone\":\"43 68 68 68\",\"address\":\"@\"},"
    "\"phases\":[{\"id\":\"focus\",\"label\":\"Fokus\",\"explanation\":\"@\"},"
    "{\"id\":\"theme\",\"label\":\"Tema\",\"explanation\":\"@\"},"
    "{\"id\":\"trial\",\"label\":\"Prøve\",\"explanation\":\"@\"}],"
    "\"notice\":{\"version\":\"2026-1\",\"title\":\"@\",\"intro\":\"@\","
    "\"sections\":[{\"heading\":\"@\",\"text\":\"@\"}]},"
    "\"public_url\":\"https://forhal.example/a\"},"
    "\"networks\":["
    "{\"id\":\"maden\",\"kind\":\"innovation\",\"status\":\"active\",\"title\":\"Maden\",\"question\":\"Hvem spiser "
    "med?\",\"phase\":\"theme\",\"phase_history\":[\"focus\",\"theme\",\"trial\",\"theme\"],"
    "\"updated\":\"2026-11-18\",\"remarks\":[\"@\"],\"leaders\":[{\"role\":\"Kok\",\"department\":\"Køkkenet\"}],"
    "\"participants\":[\"citizens\"],"
    "\"petals\":[{\"side\":\"citizens\",\"state\":\"created\",\"keyword\":\"Suppe\",\"sentence\":\"@\"},"
    "{\"side\":\"municipality\",\"state\":\"created\",\"keyword\":\"@\",\"sentence\":\"@\"},"
    "{\"side\":\"staff\",\"state\":\"expected\",\"keyword\":\"Ny @\",\"sentence\":\"@\"}],"
    "\"spawned\":[{\"network\":\"haven\"},{\"title\":\"En suppedag\"},{\"title\":\"@\"}],"
    "\"founding_group\":{\"state\":\"open\",\"invitation\":\"@\",\"starts\":\"2026-11-26T16:30\",\"place\":\"@\","
    "\"seats\":12},"
    "\"gift\":{\"state\":\"shelf\",\"title\":\"@\",\"text\":\"@\",\"receiver\":\"@\"},"
    "\"picture\":{\"picture\":\"" WEB_PICTURE "\",\"alt\":\"@\",\"caption\":\"@\"},"
    "\"translations\":{\"ar\":{\"title\":\"الطعام\"}}},"
    "{\"id\":\"haven\",\"kind\":\"learning\",\"status\":\"concluded\",\"title\":\"@\",\"question\":\"@\","
    "\"phase\":null,\"phase_history\":[],\"remarks\":[],\"leaders\":[],\"participants\":[],\"petals\":[],"
    "\"spawned\":[],\"founding_group\":null,\"gift\":null}],"
    "\"pages\":[]}";

static inline json_t *web_with_words(json_t *json, const char *words)
{
    json_t *value;
    size_t at;
    for (void *member = json_object_iter(json); member != NULL; member = json_object_iter_next(json, member)) {
        web_with_words(json_object_iter_value(member), words);
    }
    json_array_foreach (json, at, value) web_with_words(value, words);
    if (!json_is_string(json) || strchr(json_string_value(json), '@') == NULL) return json;
    if (strcmp(json_string_value(json), "a@b.dk") != 0) json_string_set(json, words);
    return json;
}

/* Imports it with `words` in every text that is not told otherwise; NULL: harmless ones. */
static inline void web_import(struct house *house, const char *words)
{
    struct content_summary summary;
    AUTO(json_auto) json_t *document = json_loads(web_content_text, 0, NULL);
    assert_non_null(document);
    web_with_words(document, words != NULL ? words : "Noget");
    assert_int_equal(content_import(house->registry, document, &summary), ERR_OK);
    /* Small, and none at all for who decodes it. */
    assert_int_equal(db_run(house->registry->db,
                            "INSERT INTO picture (name, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING", "tb", WEB_PICTURE,
                            "png", (size_t)3),
                     ERR_OK);
    const struct picture_size size = {.name = WEB_PICTURE, .width = 40, .height = 30};
    assert_int_equal(phone_pictures_put(house->registry->db, &size, "jpeg", 4), ERR_OK);
}
