/* sync/registry/settings/settings_table.h - the keys of settings.h, one row each; only settings*.c read it. */
#pragma once

#include <stddef.h>

#include "sync/registry/settings/settings.h"

enum setting_kind {
    SETTING_TEXT,
    SETTING_SECRET,    /* KEY_file may name a file instead */
    SETTING_INT,       /* least … most */
    SETTING_YES,       /* a bool: yes or no */
    SETTING_LIST,      /* texts with commas between them */
    SETTING_CHOICE,    /* an int: which of the words in `form` */
    SETTING_ADDRESS,   /* text: IP:PORT, or "" */
    SETTING_ADDRESSES, /* list of IP addresses, or networks */
    SETTING_PATH,      /* text: an absolute path, or "" */
    SETTING_URL,       /* text: an address that begins with one of the words in `form`, or "" */
    SETTING_MAIL,      /* text: an e-mail address, or "" */
    SETTING_MAILS,     /* list of them */
};

struct setting {
    const char *section, *key;
    enum setting_kind kind;
    size_t offset;
    int least, most;
    const char *standard; /* as it would stand in the file */
    const char *form;     /* words with a space between them */
    const char *help;     /* lines for the example */
};

struct setting_section {
    const char *name, *help;
};

extern const struct setting settings_table[];
extern const size_t settings_table_count;
extern const struct setting_section settings_sections[];
extern const size_t settings_sections_count;

/* NULL when there is none. */
const struct setting *settings_row(const char *section, const char *key);
