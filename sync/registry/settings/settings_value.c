#define _POSIX_C_SOURCE 200809L
#include "sync/registry/settings/settings_value.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/registry/formats/address.h"
#include "sync/registry/formats/address_range.h"
#include "sync/registry/formats/mail_header.h"

static void *field(const struct settings *settings, const struct setting *row)
{
    return (char *)(uintptr_t)settings + row->offset;
}

static bool is_list(const struct setting *row)
{
    return row->kind == SETTING_LIST || row->kind == SETTING_ADDRESSES || row->kind == SETTING_MAILS;
}

static bool is_text(const struct setting *row)
{
    return !is_list(row) && row->kind != SETTING_INT && row->kind != SETTING_YES && row->kind != SETTING_CHOICE;
}

static void free_text(char *text)
{
    if (text != NULL) sodium_memzero(text, strlen(text));
    free(text);
}

static void list_finish(struct settings_list *list)
{
    for (size_t at = 0; at < list->count; at++) free_text(list->texts[at]);
    free(list->texts);
    *list = (struct settings_list){0};
}

void setting_finish(struct settings *settings, const struct setting *row)
{
    if (is_list(row)) list_finish(field(settings, row));
    if (!is_text(row)) return;
    char **text = field(settings, row);
    free_text(*text);
    *text = NULL;
}

/* Which word of `words` (one space between them) `text` is, or begins with; -1: none. */
static int word_at(const char *words, const char *text, bool begins)
{
    int number = 0;
    for (const char *word = words; *word != '\0'; number++) {
        size_t length = strcspn(word, " ");
        if (strncmp(word, text, length) == 0 && (begins || text[length] == '\0')) return number;
        word += length;
        word += strspn(word, " ");
    }
    return -1;
}

static bool is_url(const struct setting *row, const char *text)
{
    const char *host = strstr(text, "://");
    if (host == NULL || word_at(row->form, text, true) < 0) return false;
    host += 3;
    size_t length = strcspn(host, "/:");
    if (length == 0 && host[0] != '[') return false;
    for (const char *here = text; *here != '\0'; here++) {
        if ((unsigned char)*here <= ' ' || strchr("\"<>\\^`{|}?#@", *here) != NULL) return false;
    }
    return true;
}

/* NULL: the text is good; else what to write. */
static const char *wrong_with(const struct setting *row, const char *text)
{
    struct address address;
    struct address_range range;
    switch (row->kind) {
    case SETTING_ADDRESS:
        return text[0] == '\0' || address_parse(&address, text) == ERR_OK
                   ? NULL
                   : "write an IP address and a port, like 127.0.0.1:8440 or [::1]:8440";
    case SETTING_ADDRESSES:
        return address_range_parse(&range, text) == ERR_OK ? NULL
                                                           : "write IP addresses, or networks like 10.1.0.0/16, with "
                                                             "commas between them";
    case SETTING_PATH: return text[0] == '\0' || text[0] == '/' ? NULL : "write the whole path, from / on";
    case SETTING_URL: return text[0] == '\0' || is_url(row, text) ? NULL : "write an address that begins with ";
    case SETTING_MAIL: return text[0] == '\0' ? NULL : mail_address_problem(text);
    case SETTING_MAILS: return mail_address_problem(text);
    case SETTING_TEXT:
    case SETTING_SECRET: return row->most > 0 && strlen(text) > (size_t)row->most ? "it is too long" : NULL;
    default: return NULL;
    }
}

/* What was written is said, but for a secret; smtp://USER:PASSWORD@HOST has one, too. */
static void tell_wrong(const struct setting *row, const char *text, const char *what, char out[SETTINGS_WHAT_BYTES])
{
    const char *form = row->kind == SETTING_URL ? row->form : "";
    if (row->kind == SETTING_URL && strchr(text, '@') != NULL) {
        snprintf(out, SETTINGS_WHAT_BYTES, "%s.%s: write the address without a name or password, and without @",
                 row->section, row->key);
    } else if (row->kind == SETTING_SECRET) {
        snprintf(out, SETTINGS_WHAT_BYTES, "%s.%s: %s", row->section, row->key, what);
    } else {
        snprintf(out, SETTINGS_WHAT_BYTES, "%s.%s = %.100s: %s%s", row->section, row->key, text, what, form);
    }
}

static enum err take_text(struct settings *settings, const struct setting *row, const char *text,
                          char problem[SETTINGS_WHAT_BYTES])
{
    const char *wrong = wrong_with(row, text);
    if (wrong != NULL) {
        tell_wrong(row, text, wrong, problem);
        return ERR_INVALID;
    }
    char *copy = strdup(text);
    if (copy == NULL) return ERR_NOMEM;
    size_t length = strlen(copy);
    while (row->kind == SETTING_URL && length > 0 && copy[length - 1] == '/') copy[--length] = '\0';
    setting_finish(settings, row);
    *(char **)field(settings, row) = copy;
    return ERR_OK;
}

static enum err add_word(struct settings_list *list, const struct setting *row, const char *word, size_t length,
                         char problem[SETTINGS_WHAT_BYTES])
{
    char *copy = strndup(word, length);
    if (copy == NULL) return ERR_NOMEM;
    const char *wrong = list->count < SETTINGS_LIST_MAX ? wrong_with(row, copy) : "there are more than 500";
    if (wrong == NULL) {
        list->texts[list->count++] = copy;
        return ERR_OK;
    }
    tell_wrong(row, copy, wrong, problem);
    free_text(copy);
    return ERR_INVALID;
}

static enum err take_list(struct settings *settings, const struct setting *row, const char *text,
                          char problem[SETTINGS_WHAT_BYTES])
{
    enum err err = ERR_OK;
    struct settings_list list = {.texts = calloc(SETTINGS_LIST_MAX, sizeof(char *))};
    if (list.texts == NULL) return ERR_NOMEM;
    for (const char *here = text; *here != '\0' && err == ERR_OK;) {
        here += strspn(here, " \t,");
        size_t length = strcspn(here, ",");
        size_t word = length;
        while (word > 0 && isspace((unsigned char)here[word - 1])) word--;
        if (word > 0) err = add_word(&list, row, here, word, problem);
        here += length;
    }
    if (err != ERR_OK) {
        list_finish(&list);
        return err;
    }
    setting_finish(settings, row);
    *(struct settings_list *)field(settings, row) = list;
    return ERR_OK;
}

static enum err take_number(struct settings *settings, const struct setting *row, const char *text,
                            char problem[SETTINGS_WHAT_BYTES])
{
    char what[80];
    char *end = NULL;
    long number = strtol(text, &end, 10);
    if (isdigit((unsigned char)text[0]) && *end == '\0' && number >= row->least && number <= row->most) {
        *(int *)field(settings, row) = (int)number;
        return ERR_OK;
    }
    snprintf(what, sizeof(what), "write a whole number from %d to %d", row->least, row->most);
    tell_wrong(row, text, what, problem);
    return ERR_INVALID;
}

static enum err take_choice(struct settings *settings, const struct setting *row, const char *text,
                            char problem[SETTINGS_WHAT_BYTES])
{
    char what[120];
    int number = word_at(row->form, text, false);
    if (number >= 0) {
        *(int *)field(settings, row) = number;
        return ERR_OK;
    }
    snprintf(what, sizeof(what), "write one of: %s", row->form);
    tell_wrong(row, text, what, problem);
    return ERR_INVALID;
}

static enum err take_yes(struct settings *settings, const struct setting *row, const char *text,
                         char problem[SETTINGS_WHAT_BYTES])
{
    int number = word_at("no yes", text, false);
    if (number < 0) {
        tell_wrong(row, text, "write yes or no", problem);
        return ERR_INVALID;
    }
    *(bool *)field(settings, row) = number == 1;
    return ERR_OK;
}

enum err setting_take(struct settings *settings, const struct setting *row, const char *text,
                      char problem[SETTINGS_WHAT_BYTES])
{
    problem[0] = '\0';
    if (strlen(text) > SETTINGS_VALUE_BYTES_MAX) {
        tell_wrong(row, "…", "it is longer than 8000 bytes", problem);
        return ERR_INVALID;
    }
    if (is_list(row)) return take_list(settings, row, text, problem);
    if (row->kind == SETTING_INT) return take_number(settings, row, text, problem);
    if (row->kind == SETTING_YES) return take_yes(settings, row, text, problem);
    if (row->kind == SETTING_CHOICE) return take_choice(settings, row, text, problem);
    return take_text(settings, row, text, problem);
}

static void write_word(const char *words, int number, struct str *out)
{
    for (; number > 0; number--) words = strchr(words, ' ') + 1;
    str_add_bytes(out, words, strcspn(words, " "));
}

void setting_write(const struct settings *settings, const struct setting *row, struct str *out)
{
    if (is_list(row)) {
        const struct settings_list *list = field(settings, row);
        for (size_t at = 0; at < list->count; at++) str_addf(out, "%s%s", at > 0 ? ", " : "", list->texts[at]);
    } else if (row->kind == SETTING_INT) {
        str_addf(out, "%d", *(int *)field(settings, row));
    } else if (row->kind == SETTING_YES) {
        str_add(out, *(bool *)field(settings, row) ? "yes" : "no");
    } else if (row->kind == SETTING_CHOICE) {
        write_word(row->form, *(int *)field(settings, row), out);
    } else if (row->kind == SETTING_SECRET) {
        if ((*(char **)field(settings, row))[0] != '\0') str_add(out, "(set)");
    } else {
        str_add(out, *(char **)field(settings, row));
    }
}
