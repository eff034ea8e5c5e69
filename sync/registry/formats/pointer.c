#define _POSIX_C_SOURCE 200809L
#include "sync/registry/formats/pointer.h"

#include <stdlib.h>
#include <string.h>

#include "sync/base/letters.h"

enum { TOKEN_BYTES_MAX = 256, INDEX_DIGITS_MAX = 9 };

void pointer_write(struct str *out, const struct place *place)
{
    if (place == NULL || place->parent == NULL) return;
    pointer_write(out, place->parent);
    if (place->key == NULL) {
        str_addf(out, "/%zu", place->index);
        return;
    }
    str_add(out, "/");
    for (const char *at = place->key; *at != '\0'; at += letter_bytes(at)) {
        if (*at == '~') {
            str_add(out, "~0");
        } else if (*at == '/') {
            str_add(out, "~1");
        } else {
            str_add_bytes(out, at, letter_bytes(at));
        }
    }
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

/* Percent-encoding lies outside the escapes of the pointer, so it comes off first. */
static char *percent_decode(const char *text)
{
    char *out = strdup(text);
    if (out == NULL) return NULL;
    char *to = out;
    for (const char *at = text; *at != '\0'; at++) {
        int high = *at == '%' ? hex_value(at[1]) : -1;
        int low = high >= 0 ? hex_value(at[2]) : -1;
        if (low >= 0) at += 2;
        *to++ = low >= 0 ? (char)(high * 16 + low) : *at;
    }
    *to = '\0';
    return out;
}

/* One token without its escapes; its length in `text`, or 0 when it is too long. */
static size_t token_read(char out[TOKEN_BYTES_MAX], const char *text)
{
    size_t length = strcspn(text, "/");
    size_t used = 0;
    if (length >= TOKEN_BYTES_MAX) return 0;
    for (size_t at = 0; at < length; at++) {
        bool escaped = text[at] == '~' && at + 1 < length && (text[at + 1] == '0' || text[at + 1] == '1');
        out[used++] = !escaped ? text[at] : text[at + 1] == '0' ? '~' : '/';
        if (escaped) at++;
    }
    out[used] = '\0';
    return length;
}

static const json_t *child_find(const json_t *value, const char *token)
{
    if (json_is_object(value)) return json_object_get(value, token);
    size_t digits = strspn(token, "0123456789");
    if (!json_is_array(value) || digits == 0 || digits > INDEX_DIGITS_MAX || token[digits] != '\0') return NULL;
    return json_array_get(value, (size_t)strtoul(token, NULL, 10));
}

const json_t *pointer_find(const json_t *document, const char *pointer)
{
    char *decoded = percent_decode(pointer);
    const json_t *value = decoded != NULL ? document : NULL;
    for (const char *at = decoded; value != NULL && *at != '\0';) {
        char token[TOKEN_BYTES_MAX];
        size_t length = *at == '/' ? token_read(token, at + 1) : 0;
        /* An empty token names a member "": only a token that is too long is 0 beside other text. */
        bool good = *at == '/' && (length > 0 || at[1] == '\0' || at[1] == '/');
        value = good ? child_find(value, token) : NULL;
        at += length + 1;
    }
    free(decoded);
    return value;
}
