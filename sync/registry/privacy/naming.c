#include "sync/registry/privacy/naming.h"

#include <string.h>

#include "sync/registry/entries/marks.h"
#include "sync/registry/privacy/needle.h"

enum { WORD_BYTES_MIN = 3 };

/* What is no letter or figure in any script, as far as ASCII tells. */
static bool parts_words(char byte)
{
    return byte != '\0' && strchr(" \t\r\n.,;:!?\"'()[]<>/-_@", byte) != NULL;
}

/* The length of the word at *at, which moves on over what stands before it; 0: there is none. */
static size_t next_word(const char **at)
{
    size_t length = 0;
    while (parts_words(**at)) (*at)++;
    while ((*at)[length] != '\0' && !parts_words((*at)[length])) length++;
    return length;
}

static bool has_word(const char *text, const char *word, size_t length)
{
    size_t here = 0;
    for (const char *at = text; (here = next_word(&at)) > 0; at += here) {
        if (here == length && memcmp(at, word, length) == 0) return true;
    }
    return false;
}

/* Both folded. */
static bool shares_word(const char *name, const char *text)
{
    size_t length = 0;
    for (const char *at = name; (length = next_word(&at)) > 0; at += length) {
        if (length >= WORD_BYTES_MIN && has_word(text, at, length)) return true;
    }
    return false;
}

static enum err has_contact(const char *contact, const char *text, bool *out)
{
    struct needle needle = {.words = NULL};
    enum err err = needle_read(&needle, contact);
    if (err == ERR_OK) err = needle_find(&needle, text);
    needle_finish(&needle);
    *out = err == ERR_OK;
    return err == ERR_NOT_FOUND || err == ERR_INVALID ? ERR_OK : err;
}

static enum err names_giver(struct registry *registry, int64_t number, const char *text, const char *folded, bool *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, "SELECT name, contact FROM entry WHERE number = ?", "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    char *name = marks_fold(rows_text(rows, 0), strlen(rows_text(rows, 0)));
    if (name == NULL) return ERR_NOMEM;
    *out = shares_word(name, folded);
    marks_fold_free(name);
    return *out ? ERR_OK : has_contact(rows_text(rows, 1), text, out);
}

enum err naming_find(struct registry *registry, const int64_t *numbers, size_t count, const char *text, bool *out)
{
    char *folded = marks_fold(text, strlen(text));
    enum err err = folded != NULL ? ERR_OK : ERR_NOMEM;
    *out = false;
    for (size_t at = 0; err == ERR_OK && !*out && at < count; at++) {
        err = names_giver(registry, numbers[at], text, folded, out);
    }
    marks_fold_free(folded);
    return err;
}
