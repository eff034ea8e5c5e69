#include "sync/base/str.h"

#include <assert.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void str_init(struct str *str, size_t length_max)
{
    assert(length_max > 0);
    *str = (struct str){.length_max = length_max};
}

/* Behind the NUL nothing was ever written. */
static void wipe(struct str *str)
{
    if (str->data != NULL) sodium_memzero(str->data, str->length + 1);
}

void str_finish(struct str *str)
{
    wipe(str);
    free(str->data);
    *str = (struct str){0};
}

void str_clear(struct str *str)
{
    wipe(str);
    str->length = 0;
    str->failed = false;
}

/* realloc() would leave the old bytes behind in freed memory. */
static bool str_reserve(struct str *str, size_t more)
{
    if (str->failed) return false;
    if (more > str->length_max - str->length) {
        str->failed = true;
        return false;
    }
    size_t need = str->length + more + 1;
    if (need <= str->capacity) return true;
    size_t capacity = str->capacity < 64 ? 64 : str->capacity * 2;
    if (capacity < need) capacity = need;
    char *data = malloc(capacity);
    if (data == NULL) {
        str->failed = true;
        return false;
    }
    if (str->data != NULL) {
        memcpy(data, str->data, str->length);
        wipe(str);
        free(str->data);
    }
    str->data = data;
    str->capacity = capacity;
    return true;
}

void str_make_room(struct str *str, size_t bytes_count)
{
    if (str_reserve(str, bytes_count)) str->data[str->length] = '\0';
}

void str_add_bytes(struct str *str, const void *bytes, size_t bytes_count)
{
    if (!str_reserve(str, bytes_count)) return;
    assert(str->data != NULL);
    if (bytes_count > 0) memcpy(str->data + str->length, bytes, bytes_count);
    str->length += bytes_count;
    str->data[str->length] = '\0';
}

void str_add(struct str *str, const char *text)
{
    str_add_bytes(str, text, strlen(text));
}

void str_addf(struct str *str, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0) {
        str->failed = true;
    } else if (str_reserve(str, (size_t)length)) {
        vsnprintf(str->data + str->length, (size_t)length + 1, format, again);
        str->length += (size_t)length;
    }
    va_end(again);
}

bool str_ok(const struct str *str)
{
    return !str->failed;
}

const char *str_text(const struct str *str)
{
    return str->data != NULL ? str->data : "";
}

char *str_take(struct str *str)
{
    if (str->failed) return NULL;
    if (str->data == NULL) str_add_bytes(str, "", 0);
    char *data = str->data;
    if (data != NULL) *str = (struct str){.length_max = str->length_max};
    return data;
}
