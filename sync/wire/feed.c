#include "sync/wire/feed.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/wire/feed_walk.h"

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

/* Where the items are in the page's text, found without reading it as JSON. */
struct span {
    size_t from;  /* behind their [ */
    size_t to;    /* at their ] */
    size_t count; /* objects between them, if they are items */
    bool found;
};

static bool is_word(const char *from, const char *to, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(to - from) == length && memcmp(from, word, length) == 0;
}

/* A text that is no JSON may be found to have any span: what is left of it is read as JSON, and so is each item.
 * ERR_TOO_LARGE: nested too deeply. */
static enum err find_items(struct span *out, const char *text, size_t bytes)
{
    enum { IN_DOCUMENT = 1, IN_ITEMS = 2 };
    const char *end = text + bytes;
    size_t depth = 0;
    bool in_items = false;
    bool comes = false; /* the key "items" was read, and its value is next */
    *out = (struct span){0};
    for (const char *at = text; at < end; at++) {
        if (*at == '"') {
            const char *from = at + 1;
            at = feed_text_end(from, end);
            comes = depth == IN_DOCUMENT && !out->found && is_word(from, at, "items");
        } else if (*at == '{' || *at == '[') {
            if (comes && *at == '[') {
                *out = (struct span){.from = (size_t)(at + 1 - text), .found = true};
                in_items = true;
            }
            if (in_items && depth == IN_ITEMS) out->count++;
            if (++depth > FEED_DEPTH_MAX) return ERR_TOO_LARGE;
            comes = false;
        } else if ((*at == '}' || *at == ']') && depth > 0) {
            if (--depth == IN_DOCUMENT && in_items) {
                out->to = (size_t)(at - text);
                in_items = false;
            }
        } else if (*at == ',') {
            comes = false;
        }
    }
    return ERR_OK;
}

/* The page without its items, as JSON. */
static enum err read_rest(json_t **out, const struct str *text, const struct span *items)
{
    AUTO(str_finish) struct str rest;
    str_init(&rest, FEED_PAGE_BYTES_MAX);
    str_add_bytes(&rest, text->data, items->from);
    str_add_bytes(&rest, text->data + items->to, text->length - items->to);
    if (!str_ok(&rest)) return ERR_NOMEM;
    return json_parse(out, str_text(&rest), rest.length, FEED_PAGE_BYTES_MAX, FEED_DEPTH_MAX, NULL);
}

enum err feed_page_take(struct feed_page *out, struct str *text, const char *signature,
                        const unsigned char content_public[SIGN_PUBLIC_BYTES])
{
    if (text->length > FEED_PAGE_BYTES_MAX) return ERR_TOO_LARGE;
    struct span items;
    AUTO(json_auto) json_t *document = NULL;
    enum err err = check_signature(str_text(text), text->length, signature, content_public);
    if (err == ERR_OK) err = find_items(&items, str_text(text), text->length);
    if (err == ERR_OK && (!items.found || items.to < items.from)) err = ERR_INVALID;
    if (err == ERR_OK) err = read_rest(&document, text, &items);
    if (err != ERR_OK) return err;
    const struct feed_page read = {
        .generation = json_text_at(document, "generation"),
        .from = json_int_at(document, "from", -1),
        .to = json_int_at(document, "to", -1),
        .head = json_int_at(document, "head", -1),
        .keys = json_int_at(document, "keys", 1),
        .items_count = items.count,
        .items_from = items.from,
    };
    size_t generation_bytes = read.generation != NULL ? strlen(read.generation) : 0;
    if (generation_bytes == 0 || generation_bytes > FEED_GENERATION_BYTES_MAX || read.from < 0 || read.to < read.from ||
        read.head < read.to || read.keys < 1 || items.count > FEED_ITEMS_MAX) {
        return ERR_INVALID;
    }
    *out = read;
    out->document = document;
    out->text = *text;
    document = NULL; /* the page owns both now */
    *text = (struct str){0};
    return ERR_OK;
}

enum err feed_page_read(struct feed_page *out, const char *page, size_t page_bytes, const char *signature,
                        const unsigned char content_public[SIGN_PUBLIC_BYTES])
{
    if (page_bytes > FEED_PAGE_BYTES_MAX) return ERR_TOO_LARGE;
    AUTO(str_finish) struct str text;
    struct feed_page read;
    str_init(&text, FEED_PAGE_BYTES_MAX);
    str_add_bytes(&text, page, page_bytes);
    if (!str_ok(&text)) return ERR_NOMEM;
    enum err err = feed_page_take(&read, &text, signature, content_public);
    if (err != ERR_OK) return err;
    err = feed_walk_through(&read);
    if (err != ERR_OK) feed_page_finish(&read);
    if (err == ERR_OK) *out = read;
    return err;
}

void feed_page_finish(struct feed_page *page)
{
    json_decref(page->document);
    str_finish(&page->text);
    *page = (struct feed_page){0};
}
