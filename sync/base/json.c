#include "sync/base/json.h"

#include <malloc.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json_plain.h"

enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

/* jansson's own limit (2048) is fixed when it is built; ours is asked of the text first. */
static bool depth_is_within(const char *bytes, size_t bytes_count, size_t depth_max)
{
    size_t depth = 0;
    bool in_text = false;
    for (size_t at = 0; at < bytes_count; at++) {
        char byte = bytes[at];
        if (in_text) {
            if (byte == '\\') at++;
            if (byte == '"') in_text = false;
        } else if (byte == '"') {
            in_text = true;
        } else if (byte == '{' || byte == '[') {
            if (++depth > depth_max) return false;
        } else if ((byte == '}' || byte == ']') && depth > 0) {
            depth--;
        }
    }
    return true;
}

static void problem_set(struct json_problem *problem, int line, int column, const char *text)
{
    if (problem == NULL) return;
    problem->line = line;
    problem->column = column;
    snprintf(problem->text, sizeof(problem->text), "%s", text);
}

enum err json_parse(json_t **out, const char *bytes, size_t bytes_count, size_t bytes_max, size_t depth_max,
                    struct json_problem *problem)
{
    *out = NULL;
    if (bytes_count > bytes_max) {
        problem_set(problem, 1, 1, "the document is too large");
        return ERR_TOO_LARGE;
    }
    *out = json_plain_parse(bytes, bytes_count, depth_max);
    if (*out != NULL) return ERR_OK;
    if (!depth_is_within(bytes, bytes_count, depth_max)) {
        problem_set(problem, 1, 1, "the document is nested too deeply");
        return ERR_TOO_LARGE;
    }
    json_error_t error;
    json_t *json = json_loadb(bytes, bytes_count, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (json == NULL) {
        problem_set(problem, error.line, error.column, error.text);
        return json_error_code(&error) == json_error_out_of_memory ? ERR_NOMEM : ERR_INVALID;
    }
    *out = json;
    return ERR_OK;
}

void json_auto(json_t **json)
{
    json_decref(*json);
}

const char *json_text_at(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

int64_t json_int_at(const json_t *object, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : otherwise;
}

bool json_true_at(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

json_t *json_from_bytes(const void *bytes, size_t bytes_count)
{
    size_t length = sodium_base64_encoded_len(bytes_count, BASE64);
    char *text = malloc(length);
    if (text == NULL) return NULL;
    sodium_bin2base64(text, length, bytes, bytes_count, BASE64);
    json_t *json = json_string_nocheck(text);
    free(text);
    return json;
}

enum err json_bytes_at(const json_t *object, const char *key, void *out, size_t bytes_count)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value)) return ERR_INVALID;
    size_t got = 0;
    unsigned char scratch[256];
    if (bytes_count > sizeof(scratch)) return ERR_INVALID;
    if (sodium_base642bin(scratch, bytes_count, json_string_value(value), json_string_length(value), NULL, &got, NULL,
                          BASE64) != 0 ||
        got != bytes_count) {
        return ERR_INVALID;
    }
    memcpy(out, scratch, bytes_count);
    sodium_memzero(scratch, sizeof(scratch));
    return ERR_OK;
}

enum err json_blob_at(const json_t *object, const char *key, size_t bytes_max, unsigned char **out, size_t *out_bytes)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value)) return ERR_INVALID;
    size_t length = json_string_length(value);
    if (length / 4 * 3 > bytes_max) return ERR_TOO_LARGE;
    size_t room = length / 4 * 3 + 3;
    unsigned char *bytes = malloc(room);
    if (bytes == NULL) return ERR_NOMEM;
    size_t got = 0;
    if (sodium_base642bin(bytes, room, json_string_value(value), length, NULL, &got, NULL, BASE64) != 0) {
        free(bytes);
        return ERR_INVALID;
    }
    if (got > bytes_max) {
        free(bytes);
        return ERR_TOO_LARGE;
    }
    *out = bytes;
    *out_bytes = got;
    return ERR_OK;
}

static void wiping_free(void *memory)
{
    if (memory == NULL) return;
    sodium_memzero(memory, malloc_usable_size(memory));
    free(memory);
}

void json_wipe_on_free(void)
{
    json_set_alloc_funcs(malloc, wiping_free);
}
