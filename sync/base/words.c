#define _POSIX_C_SOURCE 200809L
#include "sync/base/words.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/base/file.h"

#define DOMAIN "forhal"

/* glibc looks the language up again when this changes (its manual, "Being a gettext client"). */
extern int _nl_msg_cat_cntr;

const struct language languages[LANGUAGES_COUNT] = {
    {"da", "Dansk", false},  {"en", "English", false}, {"tr", "Türkçe", false},
    {"ar", "العربية", true}, {"ur", "اردو", true},     {"pl", "Polski", false},
};

const struct language *language_find(const char *code)
{
    for (size_t at = 0; at < LANGUAGES_COUNT; at++) {
        if (strcmp(languages[at].code, code) == 0) return &languages[at];
    }
    return NULL;
}

enum err words_open(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/en/LC_MESSAGES/" DOMAIN ".mo", folder);
    if (access(path, R_OK) != 0) return ERR_NOT_FOUND;
    /* In the locale "C" gettext translates nothing; this one is built into the C library. */
    if (setlocale(LC_MESSAGES, "C.UTF-8") == NULL) return ERR_UNAVAILABLE;
    if (bindtextdomain(DOMAIN, folder) == NULL || textdomain(DOMAIN) == NULL) return ERR_NOMEM;
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    return ERR_OK;
}

enum err words_open_beside_program(void)
{
    static const char *const places[] = {"locale", "../share/locale"};
    char program[2048];
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
    if (length <= 0) return ERR_NOT_FOUND;
    program[length] = '\0';
    *strrchr(program, '/') = '\0';
    enum err err = ERR_NOT_FOUND;
    for (size_t at = 0; err != ERR_OK && at < sizeof(places) / sizeof(places[0]); at++) {
        char *folder = file_join(program, places[at]);
        err = folder != NULL ? words_open(folder) : ERR_NOMEM;
        free(folder);
    }
    return err;
}

void words_use(const char *code)
{
    const char *now = getenv("LANGUAGE");
    if (now != NULL && strcmp(now, code) == 0) return;
    if (setenv("LANGUAGE", code, 1) == 0) _nl_msg_cat_cntr++;
}

const char *words_get(const char *danish)
{
    return gettext(danish);
}

const char *words_get_count(const char *one, const char *many, unsigned long count)
{
    return ngettext(one, many, count);
}
