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
    read.document = document;
    document = NULL; /* the page owns it now */
    *out = read;
    return ERR_OK;
}

void feed_page_finish(struct feed_page *page)
{
    json_decref(page->document);
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
