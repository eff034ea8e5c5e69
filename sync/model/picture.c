#include "sync/model/picture.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

#include "sync/base/json.h"

enum { HASH_BYTES = 32, HEADER_BYTES = 24 /* signature, length, "IHDR", width, height */ };
_Static_assert(PICTURE_NAME_BYTES == 2 * HASH_BYTES + 1, "a name is a hash in hex");

bool picture_is_name(const char *text)
{
    return text != NULL && strspn(text, "0123456789abcdef") == PICTURE_NAME_BYTES - 1 &&
           text[PICTURE_NAME_BYTES - 1] == '\0';
}

void picture_name(char out[PICTURE_NAME_BYTES], const void *bytes, size_t bytes_count)
{
    unsigned char hash[HASH_BYTES];
    crypto_generichash(hash, sizeof(hash), bytes, bytes_count, NULL, 0);
    sodium_bin2hex(out, PICTURE_NAME_BYTES, hash, sizeof(hash));
}

static uint32_t number_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

enum err picture_measure(struct picture_size *out, const void *bytes, size_t bytes_count)
{
    static const unsigned char begin[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    if (bytes_count > PICTURE_BYTES_MAX) return ERR_TOO_LARGE;
    if (bytes_count < HEADER_BYTES || memcmp(bytes, begin, sizeof(begin)) != 0) return ERR_INVALID;
    uint32_t width = number_at((const unsigned char *)bytes + sizeof(begin));
    uint32_t height = number_at((const unsigned char *)bytes + sizeof(begin) + 4);
    if (width == 0 || height == 0) return ERR_INVALID;
    if (width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX) return ERR_TOO_LARGE;
    out->width = (int)width;
    out->height = (int)height;
    return ERR_OK;
}

bool picture_is_block(const json_t *block)
{
    const char *type = json_text_at(block, "type");
    return type != NULL && strcmp(type, "picture") == 0;
}

enum err picture_names_add(json_t *names, const char *name)
{
    if (!picture_is_name(name) || json_object_size(names) == PICTURES_MAX) return ERR_OK;
    return json_object_set_new(names, name, json_true()) == 0 ? ERR_OK : ERR_NOMEM;
}

enum err picture_names(json_t **out, const json_t *pages)
{
    AUTO(json_auto) json_t *names = json_object();
    if (names == NULL) return ERR_NOMEM;
    size_t page_at, at;
    json_t *page, *block;
    json_array_foreach (pages, page_at, page) {
        json_array_foreach (json_object_get(page, "blocks"), at, block) {
            const char *name = picture_is_block(block) ? json_text_at(block, "picture") : NULL;
            if (picture_names_add(names, name) != ERR_OK) return ERR_NOMEM;
        }
    }
    *out = names;
    names = NULL; /* the caller owns it now */
    return ERR_OK;
}
