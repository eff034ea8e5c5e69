#include "sync/registry/web/fields.h"

#include <jansson.h>
#include <microhttpd.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static bool is_utf8(const char *text)
{
    json_t *json = json_string(text); /* NULL when it is not */
    bool is = json != NULL;
    json_decref(json);
    return is;
}

/* Browsers end lines with \r\n. */
static void clean(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from == '\r' && from[1] == '\n') continue;
        unsigned char letter = (unsigned char)*from;
        *to++ = (letter < ' ' && letter != '\n') || letter == 0x7f ? ' ' : *from;
    }
    *to = '\0';
}

/* In place: "a+b%21" becomes "a b!". A %00 ends the text. */
static void decode(char *text)
{
    for (char *at = text; *at != '\0'; at++) {
        if (*at == '+') *at = ' ';
    }
    (void)MHD_http_unescape(text);
    clean(text);
}

static enum err read_one(struct fields *out, char *pair)
{
    char *equals = strchr(pair, '=');
    if (pair[0] == '\0') return ERR_OK;
    if (out->count == FIELDS_COUNT_MAX) return ERR_TOO_LARGE;
    char *value = equals != NULL ? equals + 1 : pair + strlen(pair);
    if (equals != NULL) *equals = '\0';
    decode(pair);
    decode(value);
    if (!is_utf8(pair) || !is_utf8(value)) return ERR_INVALID;
    out->list[out->count++] = (struct field){pair, value};
    return ERR_OK;
}

enum err fields_read(struct fields *out, const char *bytes, size_t bytes_count)
{
    *out = (struct fields){.memory = NULL};
    if (bytes_count > FIELDS_BYTES_MAX) return ERR_TOO_LARGE;
    struct fields fields = {.memory = calloc(1, bytes_count + 1), .bytes = bytes_count + 1};
    if (fields.memory == NULL) return ERR_NOMEM;
    memcpy(fields.memory, bytes, bytes_count);
    enum err err = ERR_OK;
    char *rest = fields.memory;
    while (err == ERR_OK && rest != NULL) {
        char *pair = rest;
        rest = strchr(pair, '&');
        if (rest != NULL) *rest++ = '\0';
        err = read_one(&fields, pair);
    }
    if (err != ERR_OK) {
        fields_finish(&fields);
        return err;
    }
    *out = fields;
    return ERR_OK;
}

void fields_finish(struct fields *fields)
{
    if (fields->memory != NULL) sodium_memzero(fields->memory, fields->bytes);
    free(fields->memory);
    *fields = (struct fields){.memory = NULL};
}

const char *fields_text(const struct fields *fields, const char *name)
{
    for (size_t at = 0; at < fields->count; at++) {
        if (strcmp(fields->list[at].name, name) == 0) return fields->list[at].value;
    }
    return "";
}

bool fields_copy(const struct fields *fields, const char *name, char *out, size_t bytes_max)
{
    static const char blanks[] = " \n";
    const char *text = fields_text(fields, name);
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length > 0 && strchr(blanks, text[length - 1]) != NULL) length--;
    bool fits = length < bytes_max;
    if (!fits) length = 0;
    memcpy(out, text, length);
    out[length] = '\0';
    return fits;
}
