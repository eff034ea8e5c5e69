#include "sync/registry/content/texts.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/str.h"
#include "sync/base/words.h"
#include "sync/model/translation.h"
#include "sync/registry/content/items.h"
#include "sync/registry/formats/pointer.h"

enum { POINTER_BYTES_MAX = 128, TEXTS_LIST_MAX = 64 };

/* One text of the Danish, and the same in a language (NULL: not translated). */
typedef enum err text_visit(void *context, const char *pointer, const char *danish, const char *translated);

struct walk {
    text_visit *visit;
    void *context;
    bool filled; /* what is not translated stands there in Danish */
    enum err err;
};

static bool is_translated(const struct walk *walk, const char *danish, const char *translated)
{
    if (translated == NULL || translated[0] == '\0') return false;
    return !walk->filled || strcmp(translated, danish) != 0;
}

static void tell(struct walk *walk, const char *pointer, const struct translation *translation, const char *key)
{
    const char *danish = json_text_at(translation->source, key);
    const char *translated = json_text_at(translation->target, key);
    if (danish == NULL || danish[0] == '\0' || walk->err != ERR_OK) return;
    walk->err =
        walk->visit(walk->context, pointer, danish, is_translated(walk, danish, translated) ? translated : NULL);
}

static void walk_members(struct walk *walk, const char *at, const struct translation *translation,
                         const char *const *keys)
{
    char pointer[POINTER_BYTES_MAX];
    for (; *keys != NULL; keys++) {
        snprintf(pointer, sizeof(pointer), "%s/%s", at, *keys);
        tell(walk, pointer, translation, *keys);
    }
}

/* The objects of a list; `before` is the pointer of what it is in. */
static void walk_list(struct walk *walk, const char *before, const struct translation *translation, const char *list,
                      const char *const *keys)
{
    char at[POINTER_BYTES_MAX];
    size_t count = json_array_size(json_object_get(translation->source, list));
    for (size_t index = 0; index < count && index < TEXTS_LIST_MAX; index++) {
        struct translation item = translation_item(translation, list, index);
        snprintf(at, sizeof(at), "%s/%s/%zu", before, list, index);
        walk_members(walk, at, &item, keys);
    }
}

/* A list of texts; `before` is the pointer of what it is in. */
static void walk_texts(struct walk *walk, const char *before, const struct translation *translation, const char *list)
{
    char at[POINTER_BYTES_MAX];
    const json_t *source = json_object_get(translation->source, list);
    const json_t *target = json_object_get(translation->target, list);
    bool fits = json_array_size(source) == json_array_size(target);
    for (size_t index = 0; index < json_array_size(source) && index < TEXTS_LIST_MAX && walk->err == ERR_OK; index++) {
        const char *danish = json_string_value(json_array_get(source, index));
        const char *translated = fits ? json_string_value(json_array_get(target, index)) : NULL;
        if (danish == NULL || danish[0] == '\0') continue;
        if (!is_translated(walk, danish, translated)) translated = NULL;
        snprintf(at, sizeof(at), "%s/%s/%zu", before, list, index);
        walk->err = walk->visit(walk->context, at, danish, translated);
    }
}

static void walk_object(struct walk *walk, const struct translation *translation, const char *key,
                        const char *const *keys)
{
    char at[POINTER_BYTES_MAX];
    struct translation inside = translation_at(translation, key);
    snprintf(at, sizeof(at), "/%s", key);
    walk_members(walk, at, &inside, keys);
}

static enum err walk_network(const json_t *body, const char *lang, text_visit *visit, void *context)
{
    struct walk walk = {.visit = visit, .context = context};
    struct translation translation = translation_of(body, lang);
    walk_members(&walk, "", &translation, (const char *const[]){"title", "short_title", "question", NULL});
    walk_texts(&walk, "", &translation, "remarks");
    walk_list(&walk, "", &translation, "leaders", (const char *const[]){"role", "department", NULL});
    walk_list(&walk, "", &translation, "petals", (const char *const[]){"keyword", "sentence", NULL});
    walk_list(&walk, "", &translation, "spawned", (const char *const[]){"title", NULL});
    walk_object(&walk, &translation, "founding_group", (const char *const[]){"invitation", "place", NULL});
    walk_object(&walk, &translation, "gift", (const char *const[]){"title", "text", "receiver", NULL});
    walk_object(&walk, &translation, "picture", (const char *const[]){"alt", "caption", NULL});
    return walk.err;
}

/* One kind of block has some of these, another others. */
static void walk_block(struct walk *walk, const char *at, const struct translation *block)
{
    walk_members(walk, at, block, (const char *const[]){"text", "left", "right", "alt", "caption", NULL});
    walk_texts(walk, at, block, "items");
    walk_list(walk, at, block, "rows", (const char *const[]){"left", "right", NULL});
}

static enum err walk_page(const json_t *body, const char *lang, text_visit *visit, void *context)
{
    struct walk walk = {.visit = visit, .context = context};
    struct translation translation = translation_of(body, lang);
    size_t count = json_array_size(json_object_get(body, "blocks"));
    walk_members(&walk, "", &translation, (const char *const[]){"title", NULL});
    walk.filled = true;
    for (size_t at = 0; at < count && at < TEXTS_LIST_MAX; at++) {
        char pointer[POINTER_BYTES_MAX];
        struct translation block = translation_item(&translation, "blocks", at);
        snprintf(pointer, sizeof(pointer), "/blocks/%zu", at);
        walk_block(&walk, pointer, &block);
    }
    return walk.err;
}

static enum err walk_body(const char *type, const json_t *body, const char *lang, text_visit *visit, void *context)
{
    return strcmp(type, ITEM_PAGE) == 0 ? walk_page(body, lang, visit, context)
                                        : walk_network(body, lang, visit, context);
}

static void hash_of(char out[TEXTS_HASH_BYTES], const char *text)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, strlen(text), NULL, 0);
    sodium_bin2hex(out, TEXTS_HASH_BYTES, hash, (TEXTS_HASH_BYTES - 1) / 2);
}

/* ---- which are older ---- */

struct ageing {
    const json_t *parent;
    const json_t *parent_old; /* of the language */
    const json_t *checked;
    const char *lang;
    json_t *old; /* owned: of the language */
};

static bool is_checked(const struct ageing *ageing, const char *pointer)
{
    size_t at;
    json_t *one;
    char whole[POINTER_BYTES_MAX + 40];
    snprintf(whole, sizeof(whole), "/translations/%s%s", ageing->lang, pointer);
    json_array_foreach (ageing->checked, at, one) {
        const char *text = json_string_value(one);
        if (text != NULL && strcmp(text, whole) == 0) return true;
    }
    return false;
}

/* What the parent says at a pointer of the Danish or a translation. */
static const char *text_of_parent(const struct ageing *ageing, const char *before, const char *lang,
                                  const char *pointer)
{
    char whole[POINTER_BYTES_MAX + 40];
    snprintf(whole, sizeof(whole), "%s%s%s", before, lang, pointer);
    return json_string_value(pointer_find(ageing->parent, whole));
}

/* "/petals/2/keyword" of another item of its list, in `out`; false: it is in no list. */
static bool pointer_elsewhere(char out[POINTER_BYTES_MAX], const char *pointer, size_t index)
{
    size_t list = 1 + strcspn(pointer + 1, "/");
    if (pointer[list] == '\0') return false;
    size_t digits = strspn(pointer + list + 1, "0123456789");
    if (digits == 0) return false;
    snprintf(out, POINTER_BYTES_MAX, "%.*s/%zu%s", (int)list, pointer, index, pointer + list + 1 + digits);
    return true;
}

enum likeness { OTHER_TEXT, OLDER_DANISH, SAME_DANISH };

/* Does the parent have this translation at `pointer`, and was it of this Danish? OLDER_DANISH: of the one whose hash is
 * in `then`. */
static enum likeness compare(const struct ageing *ageing, const char *pointer, const char *translated, const char *now,
                             char then[TEXTS_HASH_BYTES])
{
    const char *before = text_of_parent(ageing, "/translations/", ageing->lang, pointer);
    const char *danish_before = text_of_parent(ageing, "", "", pointer);
    const char *made_from = json_text_at(ageing->parent_old, pointer);
    if (before == NULL || strcmp(before, translated) != 0) return OTHER_TEXT;
    if (made_from == NULL && danish_before == NULL) return OTHER_TEXT;
    if (made_from != NULL) {
        snprintf(then, TEXTS_HASH_BYTES, "%s", made_from);
    } else {
        hash_of(then, danish_before);
    }
    return strcmp(then, now) == 0 ? SAME_DANISH : OLDER_DANISH;
}

/* Things in lists are moved together with their translations, so what the parent has elsewhere in the list counts, too.
 */
static enum err age(void *context, const char *pointer, const char *danish, const char *translated)
{
    struct ageing *ageing = context;
    char now[TEXTS_HASH_BYTES];
    char then[TEXTS_HASH_BYTES];
    char elsewhere[POINTER_BYTES_MAX];
    if (translated == NULL || ageing->parent == NULL || is_checked(ageing, pointer)) return ERR_OK;
    hash_of(now, danish);
    enum likeness likeness = compare(ageing, pointer, translated, now, then);
    for (size_t index = 0; index < TEXTS_LIST_MAX && likeness != SAME_DANISH; index++) {
        char older[TEXTS_HASH_BYTES];
        if (!pointer_elsewhere(elsewhere, pointer, index)) break;
        enum likeness found = compare(ageing, elsewhere, translated, now, older);
        if (found == OTHER_TEXT || (found == OLDER_DANISH && likeness == OLDER_DANISH)) continue;
        likeness = found;
        memcpy(then, older, sizeof(then));
    }
    if (likeness != OLDER_DANISH) return ERR_OK; /* it is new, or as new as its Danish */
    return json_object_set_new(ageing->old, pointer, json_string(then)) == 0 ? ERR_OK : ERR_NOMEM;
}

enum err texts_old(json_t **out, const char *type, const json_t *body, const json_t *parent, const json_t *parent_old,
                   const json_t *checked)
{
    AUTO(json_auto) json_t *all = json_object();
    if (all == NULL) return ERR_NOMEM;
    for (size_t at = 1; at < LANGUAGES_COUNT; at++) {
        struct ageing ageing = {.parent = parent,
                                .parent_old = json_object_get(parent_old, languages[at].code),
                                .checked = checked,
                                .lang = languages[at].code,
                                .old = json_object()};
        if (ageing.old == NULL) return ERR_NOMEM;
        enum err err = walk_body(type, body, ageing.lang, age, &ageing);
        bool some = json_object_size(ageing.old) > 0;
        if (err == ERR_OK && some && json_object_set(all, ageing.lang, ageing.old) != 0) err = ERR_NOMEM;
        json_decref(ageing.old);
        if (err != ERR_OK) return err;
    }
    *out = all;
    all = NULL; /* the caller owns it now */
    return ERR_OK;
}

/* ---- which are missing ---- */

struct lacking {
    const json_t *old; /* of the language */
    json_t *missing;   /* borrowed lists; NULL: only counted */
    json_t *older;
    int64_t missing_count;
    int64_t older_count;
};

static enum err lack(void *context, const char *pointer, const char *danish, const char *translated)
{
    struct lacking *lacking = context;
    (void)danish;
    bool missing = translated == NULL;
    if (!missing && json_object_get(lacking->old, pointer) == NULL) return ERR_OK;
    lacking->missing_count += missing;
    lacking->older_count += !missing;
    if (lacking->missing == NULL) return ERR_OK;
    json_t *list = missing ? lacking->missing : lacking->older;
    return json_array_append_new(list, json_string(pointer)) == 0 ? ERR_OK : ERR_NOMEM;
}

json_t *texts_lacking(const char *type, const json_t *body, const json_t *old)
{
    AUTO(json_auto) json_t *all = json_object();
    for (size_t at = 1; at < LANGUAGES_COUNT; at++) {
        const char *lang = languages[at].code;
        json_t *one = json_pack("{s:[], s:[]}", "missing", "old");
        struct lacking lacking = {.old = json_object_get(old, lang),
                                  .missing = json_object_get(one, "missing"),
                                  .older = json_object_get(one, "old")};
        bool good = one != NULL && walk_body(type, body, lang, lack, &lacking) == ERR_OK;
        if (json_object_set_new(all, lang, one) != 0 || !good) return NULL;
    }
    return json_incref(all);
}

json_t *texts_counts(const char *type, const json_t *body, const json_t *old)
{
    AUTO(json_auto) json_t *all = json_object();
    for (size_t at = 1; at < LANGUAGES_COUNT; at++) {
        const char *lang = languages[at].code;
        struct lacking lacking = {.old = json_object_get(old, lang)};
        if (walk_body(type, body, lang, lack, &lacking) != ERR_OK) return NULL;
        json_t *one = json_pack("{s:I, s:I}", "missing", (json_int_t)lacking.missing_count, "old",
                                (json_int_t)lacking.older_count);
        if (json_object_set_new(all, lang, one) != 0) return NULL;
    }
    return json_incref(all);
}
