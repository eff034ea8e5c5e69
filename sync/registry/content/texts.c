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
    size_t count;
    enum err err;
};

static void visit_text(struct walk *walk, const char *pointer, const char *danish, const char *translated)
{
    if (walk->err != ERR_OK || ++walk->count > TEXTS_MAX) return;
    walk->err = walk->visit(walk->context, pointer, danish, translated);
}

static bool is_translated(const struct walk *walk, const char *danish, const char *translated)
{
    if (translated == NULL || translated[0] == '\0') return false;
    return !walk->filled || strcmp(translated, danish) != 0;
}

static void tell(struct walk *walk, const char *pointer, const struct translation *translation, const char *key)
{
    const char *danish = json_text_at(translation->source, key);
    const char *translated = json_text_at(translation->target, key);
    if (danish == NULL || danish[0] == '\0') return;
    visit_text(walk, pointer, danish, is_translated(walk, danish, translated) ? translated : NULL);
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
        visit_text(walk, at, danish, translated);
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

/* What the parent has: texts, and a kind and a picture of each piece. */
enum { LEAVES_MAX = TEXTS_MAX + 2 * TEXTS_LIST_MAX, LEAF_DEPTH_MAX = 6, KEY_BYTES_MAX = 256 * 1024 };

struct ageing {
    const json_t *parent;
    const json_t *parent_old; /* of the language */
    const json_t *checked;    /* their pointers, as members */
    const char *lang;
    json_t *made;  /* owned: "HASH KEY": the parent has this translation, and it was of the Danish with this hash */
    json_t *first; /* owned: KEY: the hash of the first that it has */
    size_t leaves;
    json_t *old; /* owned: of the language */
};

static void ageing_finish(struct ageing *ageing)
{
    json_decref(ageing->made);
    json_decref(ageing->first);
    json_decref(ageing->old);
}

static bool is_checked(const struct ageing *ageing, const char *pointer)
{
    char whole[POINTER_BYTES_MAX + 40];
    snprintf(whole, sizeof(whole), "/translations/%s%s", ageing->lang, pointer);
    return json_object_get(ageing->checked, whole) != NULL;
}

/* "HASH /petals//keyword\ncalm": things in lists are moved together with their translations, so wherever in the list it
 * stands is the same. Without its first TEXTS_HASH_BYTES it is under what the first one is found. */
static void add_key(struct str *out, const char *hash, const char *pointer, const char *translated)
{
    size_t list = 1 + strcspn(pointer + 1, "/");
    size_t digits = pointer[list] != '\0' ? strspn(pointer + list + 1, "0123456789") : 0;
    if (digits > 0) {
        str_addf(out, "%-16s %.*s/%s\n%s", hash, (int)list, pointer, pointer + list + 1 + digits, translated);
    } else {
        str_addf(out, "%-16s %s\n%s", hash, pointer, translated);
    }
}

/* The hash of the Danish that the parent's translation at `pointer` was made from. False: nobody knows. */
static bool made_from(const struct ageing *ageing, const char *pointer, const char *danish, char out[TEXTS_HASH_BYTES])
{
    const char *then = json_text_at(ageing->parent_old, pointer);
    if (then == NULL && danish == NULL) return false;
    if (then != NULL) {
        snprintf(out, TEXTS_HASH_BYTES, "%s", then);
    } else {
        hash_of(out, danish);
    }
    return true;
}

static enum err remember(struct ageing *ageing, const char *pointer, const char *translated, const char *danish)
{
    AUTO(str_finish) struct str key;
    char then[TEXTS_HASH_BYTES];
    str_init(&key, KEY_BYTES_MAX);
    if (++ageing->leaves > LEAVES_MAX || !made_from(ageing, pointer, danish, then)) return ERR_OK;
    add_key(&key, then, pointer, translated);
    if (!str_ok(&key)) return ERR_NOMEM;
    const char *first = str_text(&key) + TEXTS_HASH_BYTES;
    if (json_object_set_new(ageing->made, str_text(&key), json_true()) != 0) return ERR_NOMEM;
    if (json_object_get(ageing->first, first) != NULL) return ERR_OK;
    return json_object_set_new(ageing->first, first, json_string(then)) == 0 ? ERR_OK : ERR_NOMEM;
}

/* All that the parent has in the language, beside its Danish (NULL: none). */
static enum err remember_all(struct ageing *ageing, const char *pointer, const json_t *translated, const json_t *danish,
                             int depth)
{
    char at[POINTER_BYTES_MAX];
    const char *key;
    json_t *one;
    enum err err = ERR_OK;
    if (json_is_string(translated)) {
        return remember(ageing, pointer, json_string_value(translated), json_string_value(danish));
    }
    if (depth == LEAF_DEPTH_MAX) return ERR_OK;
    json_object_foreach ((json_t *)translated, key, one) {
        bool fits = (size_t)snprintf(at, sizeof(at), "%s/%s", pointer, key) < sizeof(at);
        if (err == ERR_OK && fits) err = remember_all(ageing, at, one, json_object_get(danish, key), depth + 1);
    }
    for (size_t index = 0; err == ERR_OK && index < json_array_size(translated) && index < TEXTS_LIST_MAX; index++) {
        if ((size_t)snprintf(at, sizeof(at), "%s/%zu", pointer, index) >= sizeof(at)) break;
        err = remember_all(ageing, at, json_array_get(translated, index), json_array_get(danish, index), depth + 1);
    }
    return err;
}

/* What the parent has at the same place counts before what it has elsewhere in the list. */
static bool made_here(const struct ageing *ageing, const char *pointer, const char *translated,
                      char then[TEXTS_HASH_BYTES])
{
    char whole[POINTER_BYTES_MAX + 40];
    snprintf(whole, sizeof(whole), "/translations/%s%s", ageing->lang, pointer);
    const char *before = json_string_value(pointer_find(ageing->parent, whole));
    if (before == NULL || strcmp(before, translated) != 0) return false;
    return made_from(ageing, pointer, json_string_value(pointer_find(ageing->parent, pointer)), then);
}

static enum err age(void *context, const char *pointer, const char *danish, const char *translated)
{
    struct ageing *ageing = context;
    AUTO(str_finish) struct str key;
    char now[TEXTS_HASH_BYTES];
    char then[TEXTS_HASH_BYTES];
    str_init(&key, KEY_BYTES_MAX);
    if (translated == NULL || ageing->parent == NULL || is_checked(ageing, pointer)) return ERR_OK;
    hash_of(now, danish);
    add_key(&key, now, pointer, translated);
    if (!str_ok(&key)) return ERR_NOMEM;
    if (json_object_get(ageing->made, str_text(&key)) != NULL) return ERR_OK; /* it is as new as its Danish */
    const char *first = json_text_at(ageing->first, str_text(&key) + TEXTS_HASH_BYTES);
    if (first == NULL) return ERR_OK; /* it is new */
    if (!made_here(ageing, pointer, translated, then)) snprintf(then, sizeof(then), "%s", first);
    return json_object_set_new(ageing->old, pointer, json_string(then)) == 0 ? ERR_OK : ERR_NOMEM;
}

/* The pointers of a list as members, so that each is found at once. */
static enum err checked_set(json_t **out, const json_t *checked)
{
    size_t count = json_array_size(checked);
    AUTO(json_auto) json_t *set = json_object();
    if (set == NULL) return ERR_NOMEM;
    for (size_t at = 0; at < count && at < LANGUAGES_COUNT * TEXTS_MAX; at++) {
        const char *pointer = json_string_value(json_array_get(checked, at));
        if (pointer != NULL && json_object_set_new(set, pointer, json_true()) != 0) return ERR_NOMEM;
    }
    *out = json_incref(set);
    return ERR_OK;
}

static enum err old_in(const char *type, const json_t *body, struct ageing *ageing, json_t *all)
{
    ageing->made = json_object();
    ageing->first = json_object();
    ageing->old = json_object();
    if (ageing->made == NULL || ageing->first == NULL || ageing->old == NULL) return ERR_NOMEM;
    const json_t *said = json_object_get(json_object_get(ageing->parent, "translations"), ageing->lang);
    enum err err = remember_all(ageing, "", said, ageing->parent, 0);
    if (err == ERR_OK) err = walk_body(type, body, ageing->lang, age, ageing);
    if (err != ERR_OK || json_object_size(ageing->old) == 0) return err;
    return json_object_set(all, ageing->lang, ageing->old) == 0 ? ERR_OK : ERR_NOMEM;
}

enum err texts_old(json_t **out, const char *type, const json_t *body, const json_t *parent, const json_t *parent_old,
                   const json_t *checked)
{
    AUTO(json_auto) json_t *all = json_object();
    AUTO(json_auto) json_t *set = NULL;
    if (all == NULL) return ERR_NOMEM;
    enum err err = checked_set(&set, checked);
    for (size_t at = 1; at < LANGUAGES_COUNT && err == ERR_OK; at++) {
        AUTO(ageing_finish)
        struct ageing ageing = {.parent = parent,
                                .parent_old = json_object_get(parent_old, languages[at].code),
                                .checked = set,
                                .lang = languages[at].code};
        err = old_in(type, body, &ageing, all);
    }
    if (err != ERR_OK) return err;
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
