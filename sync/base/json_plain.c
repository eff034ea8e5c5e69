#include "sync/base/json_plain.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/err.h"
#include "sync/base/json.h"

enum { DIGITS_MAX = 18 }; /* as many always fit into 64 bits */

struct reader {
    const char *at;
    const char *end;
    size_t depth_left;
};

static json_t *read_value(struct reader *reader);

static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->end &&
           (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\t' || *reader->at == '\r')) {
        reader->at++;
    }
}

/* Steps over the byte when it comes next. */
static bool take(struct reader *reader, char byte)
{
    if (reader->at == reader->end || *reader->at != byte) return false;
    reader->at++;
    return true;
}

static bool take_word(struct reader *reader, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0) return false;
    reader->at += length;
    return true;
}

/* A text between its quotation marks, as it stands there. */
struct span {
    const char *from;
    size_t length;
    bool ascii;
    bool escapes;
};

static bool take_text(struct reader *reader, struct span *out)
{
    if (!take(reader, '"')) return false;
    unsigned char all = 0;
    *out = (struct span){.from = reader->at};
    for (const char *at = reader->at; at < reader->end && (unsigned char)*at >= ' '; at++) {
        all |= (unsigned char)*at;
        if (*at == '\\') {
            out->escapes = true;
            if (++at == reader->end) return false;
        } else if (*at == '"') {
            out->length = (size_t)(at - out->from);
            out->ascii = all < 0x80;
            reader->at = at + 1;
            return true;
        }
    }
    return false;
}

/* 0: not one of those that stand for one byte. */
static char escaped(char letter)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char bytes[] = "\"\\/\b\f\n\r\t";
    const char *found = letter != '\0' ? strchr(letters, letter) : NULL;
    return found != NULL ? bytes[found - letters] : '\0';
}

static json_t *unescape(const struct span *span)
{
    char *text = malloc(span->length + 1);
    size_t length = 0;
    bool plain = text != NULL;
    for (size_t at = 0; plain && at < span->length; at++) {
        char byte = span->from[at];
        if (byte == '\\') byte = escaped(span->from[++at]);
        plain = byte != '\0';
        text[length++] = byte;
    }
    json_t *value = plain ? json_stringn(text, length) : NULL;
    if (text != NULL) sodium_memzero(text, length);
    free(text);
    return value;
}

static json_t *read_text(struct reader *reader)
{
    struct span span;
    if (!take_text(reader, &span)) return NULL;
    if (span.escapes) return unescape(&span);
    /* jansson asks each further byte whether it is UTF-8. */
    return span.ascii ? json_stringn_nocheck(span.from, span.length) : json_stringn(span.from, span.length);
}

static bool is_digit(const struct reader *reader)
{
    return reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9';
}

static json_t *read_number(struct reader *reader)
{
    json_int_t value = 0;
    int digits = 0;
    bool negative = take(reader, '-');
    const char *first = reader->at;
    for (; is_digit(reader) && digits < DIGITS_MAX; digits++) value = value * 10 + (*reader->at++ - '0');
    bool whole = reader->at == reader->end || (!is_digit(reader) && strchr(".eE", *reader->at) == NULL);
    if (digits == 0 || (digits > 1 && *first == '0') || !whole) return NULL;
    return json_integer(negative ? -value : value);
}

/* The key, the colon, and the value that follows, into the object. */
static bool read_member(struct reader *reader, json_t *object)
{
    struct span key;
    skip_blanks(reader);
    if (!take_text(reader, &key) || key.escapes || !key.ascii) return false;
    skip_blanks(reader);
    if (!take(reader, ':')) return false;
    size_t before = json_object_size(object);
    json_t *value = read_value(reader);
    if (value == NULL || json_object_setn_new_nocheck(object, key.from, key.length, value) != 0) return false;
    return json_object_size(object) > before; /* otherwise the key was there already */
}

static bool read_members(struct reader *reader, json_t *object)
{
    if (take(reader, '}')) return true;
    do {
        if (!read_member(reader, object)) return false;
        skip_blanks(reader);
    } while (take(reader, ','));
    return take(reader, '}');
}

static bool read_items(struct reader *reader, json_t *array)
{
    if (take(reader, ']')) return true;
    do {
        json_t *value = read_value(reader);
        if (value == NULL || json_array_append_new(array, value) != 0) return false;
        skip_blanks(reader);
    } while (take(reader, ','));
    return take(reader, ']');
}

static json_t *read_nested(struct reader *reader)
{
    if (reader->depth_left == 0) return NULL;
    reader->depth_left--;
    bool object = *reader->at++ == '{';
    AUTO(json_auto) json_t *value = object ? json_object() : json_array();
    skip_blanks(reader);
    bool read = value != NULL && (object ? read_members(reader, value) : read_items(reader, value));
    reader->depth_left++;
    return read ? json_incref(value) : NULL;
}

static json_t *read_value(struct reader *reader)
{
    skip_blanks(reader);
    if (reader->at == reader->end) return NULL;
    switch (*reader->at) {
    case '{':
    case '[': return read_nested(reader);
    case '"': return read_text(reader);
    case 't': return take_word(reader, "true") ? json_true() : NULL;
    case 'f': return take_word(reader, "false") ? json_false() : NULL;
    case 'n': return take_word(reader, "null") ? json_null() : NULL;
    default: return read_number(reader);
    }
}

json_t *json_plain_parse(const char *bytes, size_t bytes_count, size_t depth_max)
{
    struct reader reader = {.at = bytes, .end = bytes + bytes_count, .depth_left = depth_max};
    AUTO(json_auto) json_t *value = read_value(&reader);
    if (value == NULL) return NULL;
    skip_blanks(&reader);
    return reader.at == reader.end ? json_incref(value) : NULL;
}
