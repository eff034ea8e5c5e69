/* What people type, as staff see it: marks in a text, and a field of a table. */
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/str.h"
#include "sync/registry/entries/marks.h"
#include "sync/registry/formats/csv.h"
#include "tests/fuzz/fuzz.h"

/* The pieces are the text, and nothing is left out. */
static void check_pieces(const char *text, const struct mark_words *words)
{
    size_t at;
    json_t *piece;
    json_t *pieces = marks_pieces(text, words);
    struct str whole;
    str_init(&whole, strlen(text) + 1);
    PROMISE(pieces != NULL);
    json_array_foreach (pieces, at, piece) str_add(&whole, json_text_at(piece, "text"));
    PROMISE(str_ok(&whole) && strcmp(str_text(&whole), text) == 0);
    str_finish(&whole);
    json_decref(pieces);
}

/* Read back as RFC 4180 says, it is the text, perhaps behind a no-break space. */
static void check_field(const char *text)
{
    struct str out;
    str_init(&out, 2 * strlen(text) + 16);
    csv_field(&out, true, text);
    PROMISE(str_ok(&out));
    const char *at = str_text(&out);
    PROMISE(text[0] != '\0' || at[0] == '\0');
    if (text[0] == '\0') {
        str_finish(&out);
        return;
    }
    PROMISE(*at++ == '"');
    PROMISE(strchr("=+-@\t\r", *at) == NULL);
    if (strncmp(at, "\xc2\xa0", 2) == 0 && strncmp(text, "\xc2\xa0", 2) != 0) at += 2;
    if (strncmp(at, "\xc2\xa0\xc2\xa0", 4) == 0) at += 2; /* one was typed */
    for (; *text != '\0'; text++) {
        PROMISE(*at++ == *text);
        if (*text == '"') PROMISE(*at++ == '"');
    }
    PROMISE(strcmp(at, "\"") == 0);
    str_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const char *const list[] = {"skiderik", "bånddæl"};
    static struct mark_words *words;
    if (sodium_init() < 0) abort();
    if (words == NULL && mark_words_create(&words, list, 2) != ERR_OK) abort();
    char *text = malloc(count + 1);
    if (text == NULL) abort();
    memcpy(text, bytes, count);
    text[count] = '\0';
    /* What is unsealed is UTF-8: jansson sees to it. */
    json_t *string = json_string(text);
    if (string != NULL) {
        check_pieces(text, words);
        check_pieces(text, NULL);
        check_field(text);
    }
    json_decref(string);
    free(text);
    return 0;
}
