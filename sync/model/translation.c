#include "sync/model/translation.h"

#include <string.h>

#include "sync/base/json.h"

struct translation translation_of(const json_t *body, const char *lang)
{
    bool wanted = lang != NULL && strcmp(lang, TRANSLATION_SOURCE) != 0;
    const json_t *target = wanted ? json_object_get(json_object_get(body, "translations"), lang) : NULL;
    return (struct translation){.source = body, .target = target, .wanted = wanted};
}

struct translation translation_at(const struct translation *translation, const char *key)
{
    return (struct translation){.source = json_object_get(translation->source, key),
                                .target = json_object_get(translation->target, key),
                                .wanted = translation->wanted};
}

/* The translated array at `key`, or NULL when it does not fit the source's. */
static const json_t *fitting_array(const struct translation *translation, const char *key)
{
    const json_t *target = json_object_get(translation->target, key);
    size_t size = json_array_size(json_object_get(translation->source, key));
    return json_is_array(target) && json_array_size(target) == size ? target : NULL;
}

struct translation translation_item(const struct translation *translation, const char *key, size_t index)
{
    return (struct translation){.source = json_array_get(json_object_get(translation->source, key), index),
                                .target = json_array_get(fitting_array(translation, key), index),
                                .wanted = translation->wanted};
}

void translation_join(struct translation *whole, const struct translation *part)
{
    whole->some_source = whole->some_source || part->some_source;
}

static const char *better(struct translation *translation, const char *source, const char *target)
{
    if (target != NULL && target[0] != '\0' && source != NULL) return target;
    if (translation->wanted && source != NULL && source[0] != '\0') translation->some_source = true;
    return source;
}

const char *translation_text(struct translation *translation, const char *key)
{
    return better(translation, json_text_at(translation->source, key), json_text_at(translation->target, key));
}

const char *translation_text_item(struct translation *translation, const char *key, size_t index)
{
    const char *source = json_string_value(json_array_get(json_object_get(translation->source, key), index));
    return better(translation, source, json_string_value(json_array_get(fitting_array(translation, key), index)));
}

/* ---- pages ---- */

static bool same_text(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* As many blocks, of the same types, in the same order. */
static bool blocks_fit(const json_t *source, const json_t *target)
{
    if (!json_is_array(target) || json_array_size(source) != json_array_size(target)) return false;
    size_t at;
    json_t *block;
    json_array_foreach (source, at, block) {
        if (!same_text(json_text_at(block, "type"), json_text_at(json_array_get(target, at), "type"))) return false;
    }
    return true;
}

/* Translated blocks with the pictures of the source: a translation has their words only. NULL without memory. */
static json_t *with_pictures(const json_t *source, const json_t *target)
{
    json_t *blocks = json_array();
    size_t at;
    json_t *block;
    json_array_foreach (target, at, block) {
        json_t *name = json_object_get(json_array_get(source, at), "picture");
        json_t *copy = name != NULL ? json_copy(block) : json_incref(block);
        if (name != NULL && json_object_set(copy, "picture", name) != 0) {
            json_decref(copy);
            copy = NULL;
        }
        if (json_array_append_new(blocks, copy) != 0) {
            json_decref(blocks);
            return NULL;
        }
    }
    return blocks;
}

enum err page_in_language(json_t **out, const json_t *page, const char *lang)
{
    *out = NULL;
    struct translation translation = translation_of(page, lang);
    AUTO(json_auto) json_t *copy = json_copy((json_t *)page);
    if (copy == NULL) return ERR_NOMEM;
    (void)json_object_del(copy, "translations"); /* may not be there */
    int failed = 0;
    const char *title = translation_text(&translation, "title");
    if (translation.some_source) failed |= json_object_set_new(copy, "title_danish", json_true());
    if (title != NULL) failed |= json_object_set_new(copy, "title", json_string(title));
    const json_t *blocks = json_object_get(page, "blocks");
    json_t *translated = json_object_get(translation.target, "blocks");
    if (blocks_fit(blocks, translated)) {
        failed |= json_object_set_new(copy, "blocks", with_pictures(blocks, translated));
    } else if (translation.wanted && json_array_size(blocks) > 0) {
        translation.some_source = true;
    }
    if (translation.some_source) failed |= json_object_set_new(copy, "some_danish", json_true());
    if (failed != 0) return ERR_NOMEM;
    *out = copy;
    copy = NULL; /* the caller owns it now */
    return ERR_OK;
}
