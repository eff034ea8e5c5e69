#include "sync/registry/formats/csv.h"

#include <string.h>

void csv_begin(struct str *out)
{
    str_add(out, "\xef\xbb\xbf");
}

void csv_end_row(struct str *out)
{
    str_add(out, "\r\n");
}

/* What a program may leave away before it looks: blanks, marks of order and direction, joiners. */
static size_t passed_over(const char *text)
{
    static const char *const nothing[] = {
        " ",
        "\t",
        "\r",
        "\n",
        "\v",
        "\f",
        "\xc2\xa0",
        "\xc2\xad",
        "\xef\xbb\xbf",
        "\xe2\x80\x8b",
        "\xe2\x80\x8c",
        "\xe2\x80\x8d",
        "\xe2\x80\x8e",
        "\xe2\x80\x8f",
        "\xe2\x81\xa0",
        "\xe3\x80\x80",
        "\xe2\x80\xaa",
        "\xe2\x80\xab",
        "\xe2\x80\xac",
        "\xe2\x80\xad",
        "\xe2\x80\xae",
        "\xe2\x80\xa8",
    };
    for (size_t at = 0; at < sizeof(nothing) / sizeof(nothing[0]); at++) {
        size_t bytes = strlen(nothing[at]);
        if (strncmp(text, nothing[at], bytes) == 0) return bytes;
    }
    return 0;
}

/* With what formulas, numbers, dates and commands to old programs begin; full-width ones, too. */
static bool begins_more_than_text(const char *text)
{
    static const char *const signs[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0",
                                        "\xe2\x88\x92", "\xef\xb9\xa6", "\xef\xb9\xa2", "\xef\xb9\xa3"};
    for (size_t bytes = passed_over(text); bytes > 0; bytes = passed_over(text)) text += bytes;
    if (*text != '\0' && strchr("=+-@|%.'0123456789", *text) != NULL) return true;
    for (size_t at = 0; at < sizeof(signs) / sizeof(signs[0]); at++) {
        if (strncmp(text, signs[at], strlen(signs[at])) == 0) return true;
    }
    return false;
}

void csv_field(struct str *out, bool first, const char *text)
{
    if (!first) str_add(out, ";");
    if (text == NULL || text[0] == '\0') return;
    str_add(out, begins_more_than_text(text) || passed_over(text) > 0 ? "\"\xc2\xa0" : "\"");
    for (const char *at = text; *at != '\0'; at++) str_add_bytes(out, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    str_add(out, "\"");
}
