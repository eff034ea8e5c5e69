#include "sync/wire/feed.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"

enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

_Static_assert(FEED_SIGNATURE_TEXT_BYTES == sodium_base64_ENCODED_LEN(SIGN_SIGNATURE_BYTES, BASE64), "text size");

void feed_sign(char out[FEED_SIGNATURE_TEXT_BYTES], const void *page, size_t page_bytes,
               const unsigned char content_secret[SIGN_SECRET_BYTES])
{
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    struct sign_part part = {page, page_bytes};
    sign_make(signature, SIGN_FEED, &part, 1, content_secret);
    sodium_bin2base64(out, FEED_SIGNATURE_TEXT_BYTES, signature, sizeof(signature), BASE64);
}

int64_t feed_generation_number(const char *generation)
{
    enum { DIGITS_MAX = 15 };
    size_t digits = strspn(generation, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX || generation[digits] != '-') return 0;
    return strtoll(generation, NULL, 10);
}

bool feed_generation_follows(const char *next, const char *before)
{
    int64_t next_number = feed_generation_number(next);
    int64_t number = feed_generation_number(before);
    return next_number > number || (next_number == 0 && number == 0);
}

static enum err check_signature(const char *page, size_t page_bytes, const char *text,
                                const unsigned char content_public[SIGN_PUBLIC_BYTES])
{
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    size_t got = 0;
    if (text == NULL ||
        sodium_base642bin(signature, sizeof(signature), text, strlen(text), NULL, &got, NULL, BASE64) != 0 ||
        got != sizeof(signature)) {
        return ERR_UNTRUSTED;
    }
    struct sign_part part = {page, page_bytes};
    return sign_check(signature, SIGN_FEED, &part, 1, content_public);
}

static enum err check_order(const struct feed_page *page)
{
    int64_t before = page->from;
    size_t at;
    json_t *value;
    json_array_foreach (page->items, at, value) {
        struct feed_item item;
        if (feed_item_read(&item, value) != ERR_OK) return ERR_INVALID;
        if (item.sequence <= before || item.sequence > page->to) return ERR_INVALID;
        before = item.sequence;
    }
    return ERR_OK;
}

static bool is_word(const char *from, const char *to, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(to - from) == length && memcmp(from, word, length) == 0;
}

/* From within a text of a JSON document to the quotation mark that ends it. */
static char *text_end(char *at)
{
    for (; *at != '"'; at++) at += *at == '\\' ? 1 : 0;
    return at;
}

/* Notes where the bodies are in a text that has been parsed and found to be a page: document, items, item. */
static void find_bodies(struct feed_page *page, char **ends)
{
    static const char blanks[] = " \t\r\n";
    enum { IN_DOCUMENT = 1, IN_ITEM = 3 };
    size_t depth = 0;
    size_t items = 0;
    bool in_items = false;
    char *body = NULL;
    for (char *at = page->text; *at != '\0'; at++) {
        if (*at == '"') {
            char *key = at + 1;
            at = text_end(key);
            char *next = at + 1 + strspn(at + 1, blanks);
            if (*next != ':') continue;
            if (depth == IN_DOCUMENT) in_items = is_word(key, at, "items");
            next += 1 + strspn(next + 1, blanks);
            if (depth == IN_ITEM && in_items && *next == '{' && is_word(key, at, "body")) body = next;
        } else if (*at == '{' || *at == '[') {
            if (++depth == IN_ITEM && in_items) items++;
        } else if (*at == '}' || *at == ']') {
            if (--depth != IN_ITEM || body == NULL) continue;
            page->bodies[items - 1] = body;
            ends[items - 1] = at + 1;
            body = NULL;
        }
    }
}

static enum err keep_bodies(struct feed_page *page, const char *text, size_t text_bytes)
{
    size_t count = json_array_size(page->items);
    char **ends = calloc(count + 1, sizeof(*ends));
    page->text = malloc(text_bytes + 1);
    page->bodies = calloc(count + 1, sizeof(*page->bodies));
    bool room = ends != NULL && page->text != NULL && page->bodies != NULL;
    if (room) {
        memcpy(page->text, text, text_bytes);
        page->text[text_bytes] = '\0';
        find_bodies(page, ends);
    }
    for (size_t at = 0; room && at < count; at++) {
        if (page->bodies[at] != NULL) *ends[at] = '\0';
    }
    free(ends);
    return room ? ERR_OK : ERR_NOMEM;
}

const char *feed_page_body(const struct feed_page *page, size_t index)
{
    return page->bodies != NULL && index < json_array_size(page->items) ? page->bodies[index] : NULL;
}

enum err feed_page_read(struct feed_page *out, const char *page, size_t page_bytes, const char *signature,
                        const unsigned char content_public[SIGN_PUBLIC_BYTES])
{
    if (page_bytes > FEED_PAGE_BYTES_MAX) return ERR_TOO_LARGE;
    enum err err = check_signature(page, page_bytes, signature, content_public);
    if (err != ERR_OK) return err;
    AUTO(json_auto) json_t *document = NULL;
    err = json_parse(&document, page, page_bytes, FEED_PAGE_BYTES_MAX, FEED_DEPTH_MAX, NULL);
    if (err != ERR_OK) return err;
    struct feed_page read = {
        .generation = json_text_at(document, "generation"),
        .from = json_int_at(document, "from", -1),
        .to = json_int_at(document, "to", -1),
        .head = json_int_at(document, "head", -1),
        .keys = json_int_at(document, "keys", 1),
        .items = json_object_get(document, "items"),
    };
    size_t generation_bytes = read.generation != NULL ? strlen(read.generation) : 0;
    if (generation_bytes == 0 || generation_bytes > FEED_GENERATION_BYTES_MAX || read.from < 0 || read.to < read.from ||
        read.head < read.to || read.keys < 1 || !json_is_array(read.items) ||
        json_array_size(read.items) > FEED_ITEMS_MAX) {
        return ERR_INVALID;
    }
    err = check_order(&read);
    if (err != ERR_OK) return err;
    err = keep_bodies(&read, page, page_bytes);
    read.document = document;
    document = NULL; /* the page owns it now */
    if (err != ERR_OK) feed_page_finish(&read);
    if (err == ERR_OK) *out = read;
    return err;
}

void feed_page_finish(struct feed_page *page)
{
    json_decref(page->document);
    free(page->text);
    free((void *)page->bodies);
    *page = (struct feed_page){0};
}

enum err feed_item_read(struct feed_item *out, const json_t *item)
{
    struct feed_item read = {
        .sequence = json_int_at(item, "seq", -1),
        .type = json_text_at(item, "type"),
        .id = json_text_at(item, "id"),
        .position = json_int_at(item, "position", 0),
        .deleted = json_true_at(item, "deleted"),
        .body = json_object_get(item, "body"),
    };
    if (read.sequence < 1 || read.type == NULL || read.id == NULL) return ERR_INVALID;
    if (!read.deleted && !json_is_object(read.body)) return ERR_INVALID;
    *out = read;
    return ERR_OK;
}
