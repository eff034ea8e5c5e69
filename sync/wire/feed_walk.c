#include "sync/wire/feed_walk.h"

#include <string.h>

#include "sync/base/json.h"

enum { ITEM_DEPTH_MAX = FEED_DEPTH_MAX - 2 };

const char *feed_text_end(const char *at, const char *end)
{
    while (at < end && *at != '"') at += *at == '\\' && at + 1 < end ? 2 : 1;
    return at;
}

/* Where an item stands in the page's text, and its body in that. */
struct place {
    const char *from, *to;           /* `to` is behind its last brace */
    const char *body_from, *body_to; /* NULL: not found */
};

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at) != NULL && *at != '\0') at++;
    return at;
}

static bool is_body_key(const char *from, const char *to)
{
    static const char key[] = "body";
    return (size_t)(to - from) == strlen(key) && memcmp(from, key, strlen(key)) == 0;
}

/* To the end of the object that begins at `from`. False: it has none. */
static bool find_item(struct place *out, const char *from, const char *end)
{
    size_t depth = 0;
    bool comes = false; /* the item's key "body" was read, and its value is next */
    bool in_body = false;
    *out = (struct place){.from = from};
    for (const char *at = from; at < end; at++) {
        if (*at == '"') {
            const char *text = at + 1;
            at = feed_text_end(text, end);
            comes = depth == 1 && is_body_key(text, at);
        } else if (*at == '{' || *at == '[') {
            if (comes && *at == '{') {
                out->body_from = at;
                in_body = true;
            }
            comes = false;
            depth++;
        } else if (*at == '}' || *at == ']') {
            depth--;
            if (depth == 1 && in_body) out->body_to = at + 1;
            if (depth == 1) in_body = false;
            out->to = at + 1;
            if (depth == 0) return true;
        } else if (*at == ',') {
            comes = false;
        }
    }
    return false;
}

static void let_go(struct feed_walk *walk)
{
    json_decref(walk->value);
    if (walk->cut != NULL) *walk->cut = walk->cut_byte;
    walk->value = NULL;
    walk->cut = NULL;
}

void feed_walk_begin(struct feed_walk *walk, struct feed_page *page)
{
    *walk = (struct feed_walk){.page = page, .at = page->items_from, .before = page->from};
}

void feed_walk_end(struct feed_walk *walk)
{
    let_go(walk);
}

static enum err read_item(struct feed_item *out, const json_t *value)
{
    struct feed_item read = {
        .sequence = json_int_at(value, "seq", -1),
        .type = json_text_at(value, "type"),
        .id = json_text_at(value, "id"),
        .position = json_int_at(value, "position", 0),
        .deleted = json_true_at(value, "deleted"),
        .body = json_object_get(value, "body"),
    };
    if (read.sequence < 1 || read.type == NULL || read.id == NULL) return ERR_INVALID;
    if (!read.deleted && !json_is_object(read.body)) return ERR_INVALID;
    *out = read;
    return ERR_OK;
}

/* What stands between two items must be one comma; before the first and behind the last nothing. */
static enum err go_to_item(struct feed_walk *walk, const char *end, const char **out)
{
    const char *at = skip_blanks(walk->page->text.data + walk->at, end);
    if (at == end) return ERR_INVALID;
    if (*at == ']') return walk->count == walk->page->items_count ? ERR_NOT_FOUND : ERR_INVALID;
    if (walk->count > 0) {
        if (*at != ',') return ERR_INVALID;
        at = skip_blanks(at + 1, end);
    }
    *out = at;
    return at < end && *at == '{' ? ERR_OK : ERR_INVALID;
}

static void show_body(struct feed_walk *walk, const struct place *place, struct feed_item *item)
{
    if (place->body_to == NULL) return;
    item->text = place->body_from;
    walk->cut = walk->page->text.data + (place->body_to - walk->page->text.data);
    walk->cut_byte = *walk->cut;
    *walk->cut = '\0';
}

enum err feed_walk_next(struct feed_walk *walk, struct feed_item *out)
{
    const struct feed_page *page = walk->page;
    const char *end = page->text.data + page->text.length;
    const char *from = NULL;
    struct place place;
    struct feed_item item;
    let_go(walk);
    enum err err = go_to_item(walk, end, &from);
    if (err == ERR_OK && !find_item(&place, from, end)) err = ERR_INVALID;
    if (err != ERR_OK) return err;
    err = json_parse(&walk->value, from, (size_t)(place.to - from), FEED_PAGE_BYTES_MAX, ITEM_DEPTH_MAX, NULL);
    if (err == ERR_OK) err = read_item(&item, walk->value);
    if (err == ERR_OK && (item.sequence <= walk->before || item.sequence > page->to)) err = ERR_INVALID;
    if (err != ERR_OK) return err == ERR_NOMEM ? err : ERR_INVALID;
    show_body(walk, &place, &item);
    walk->before = item.sequence;
    walk->at = (size_t)(place.to - page->text.data);
    walk->count++;
    *out = item;
    return ERR_OK;
}

enum err feed_walk_through(struct feed_page *page)
{
    struct feed_walk walk;
    struct feed_item item;
    enum err err;
    feed_walk_begin(&walk, page);
    do err = feed_walk_next(&walk, &item);
    while (err == ERR_OK);
    feed_walk_end(&walk);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
