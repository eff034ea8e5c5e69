/* sync/registry/settings/settings.h - what whoever runs the registry has decided, read once when it starts.
 *
 * From the lowest to the highest: the standards in settings.c's table, one commented file, FORHAL_SECTION_KEY in the
 * environment, the command line. The file is DIR/registry.conf, else /etc/forhal/registry.conf; `init` writes an
 * example of it, with every key, its meaning and its standard. A secret may be given as the name of a file that holds
 * it (password_file, FORHAL_MAIL_PASSWORD_FILE), so that it is in no list of processes. Threads: never changed after it
 * was read; may be read by all. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"
#include "sync/base/str.h"

enum {
    SETTINGS_FILE_BYTES_MAX = 256 * 1024,
    SETTINGS_VALUE_BYTES_MAX = 8000,
    SETTINGS_LIST_MAX = 500,
    SETTINGS_WHERE_BYTES = 300,
    SETTINGS_WHAT_BYTES = 500
};

#define SETTINGS_SYSTEM_FILE "/etc/forhal/registry.conf"
#define SETTINGS_FILE_NAME   "registry.conf"

/* Texts of one key, in order. */
struct settings_list {
    char **texts; /* owned, as what it points to */
    size_t count;
};

enum settings_log_format { SETTINGS_LOG_TEXT, SETTINGS_LOG_LOGFMT, SETTINGS_LOG_JSON };
enum settings_log_level { SETTINGS_LOG_DEBUG, SETTINGS_LOG_INFO, SETTINGS_LOG_WARNING, SETTINGS_LOG_ERROR };
enum settings_mail_tls { SETTINGS_MAIL_TLS_REQUIRED, SETTINGS_MAIL_TLS_IF_OFFERED, SETTINGS_MAIL_TLS_NEVER };

/* All texts are owned and never NULL: "" is "not set". What each means stands in the table in settings.c, in words. */
struct settings {
    struct {
        char *address; /* as address_parse() reads it */
        bool behind_proxy;
        struct settings_list proxies; /* IP addresses, or networks with /bits */
    } listen;
    struct {
        char *certificate; /* a file; "": no TLS here */
        char *key;
    } tls;
    struct {
        char *url; /* https://HOST, without a slash at its end */
    } public;
    struct {
        char *url; /* smtp://HOST:PORT or smtps://HOST:PORT; "": no mail is sent */
        char *from;
        char *from_name;
        char *user;     /* "": none is asked for */
        char *password; /* secret */
        int tls;        /* enum settings_mail_tls */
        char *ca;       /* a file; "": the system's authorities */
    } mail;
    struct {
        struct settings_list to;
        int silent_minutes; /* 0: no such alert, as the next one */
        int entry_minutes;
        int certificate_days; /* 0: no such alert */
        int disk_mib;         /* free of the registry's disk; 0 here and in the next one: no such alert */
        int disk_percent;
        int looks; /* of one of the staff in an hour; 0: no such alert */
    } alerts;
    struct {
        int interest_days; /* 1 at least, as the next ones */
        int seat_days;
        int idea_days; /* name and contact; the idea itself stays */
        int support_days;
        int staff_log_days;
        int mail_days;
    } retention;
    struct {
        struct settings_list words;
    } moderation;
    struct {
        char *program; /* forhal-kiosk; "": the one beside this program */
        int seconds;
    } preview;
    struct {
        int connections;             /* all together */
        int connections_per_address; /* kiosks that wait are connections too */
        int waiting;                 /* kiosks that wait for news */
        int head_seconds;            /* in which a request's head has come */
        int body_seconds;            /* in which its body has come */
        int answer_bytes_per_second; /* at least as fast an answer is read */
    } limits;
    struct {
        bool enabled;
        struct settings_list trusted; /* addresses of the proxy that signs people in */
        char *secret;                 /* secret: the proxy sends it in X-Forhal-Proxy-Secret */
        char *user_header;
        char *name_header; /* "": none */
        char *groups_header;
        struct settings_list administrators; /* groups */
        struct settings_list secretariat;
        struct settings_list editors;
        bool local_sign_in; /* by name and password, too */
    } oidc;
    struct {
        int format;     /* enum settings_log_format */
        int level;      /* enum settings_log_level */
        bool addresses; /* of whoever asks */
    } log;
    struct {
        char *address; /* "": none of its own */
        char *token;   /* secret; "": /metrics is at its own address only */
    } metrics;
    struct {
        int seconds; /* in which requests under way are finished */
    } stop;
};

/* Hears of every mistake: where it is ("FILE:LINE", "FORHAL_MAIL_URL"), and what is wrong and what to do. Never a
 * secret. */
struct settings_reader {
    void (*tell)(void *context, const char *where, const char *what);
    void *context;
    size_t problems; /* counted here */
};

/* The standards alone. ERR_NOMEM. The caller calls settings_finish(). */
MUST_USE enum err settings_init(struct settings *out);
/* Wipes and frees; takes a zeroed one. */
void settings_finish(struct settings *settings);

/* Which file is read: `asked` if it is not NULL, else that in `folder`, else the system's, else ""; a new text that the
 * caller frees, NULL without memory. */
MUST_USE char *settings_find(const char *folder, const char *asked);
/* Reads `path` over what is there. All mistakes are told, and what is right is taken. ERR_INVALID after mistakes;
 * ERR_NOT_FOUND, ERR_IO, ERR_TOO_LARGE (told, too), ERR_NOMEM. */
MUST_USE enum err settings_read_file(struct settings *settings, struct settings_reader *reader, const char *path);
/* Reads `environment` ("NAME=value", NULL at its end) over what is there. Errors as above. */
MUST_USE enum err settings_read_environment(struct settings *settings, struct settings_reader *reader,
                                            char *const *environment);
/* Takes `value` for one key, as from `where`. Errors as above. */
MUST_USE enum err settings_put(struct settings *settings, struct settings_reader *reader, const char *section,
                               const char *key, const char *value, const char *where);
/* Tells what does not fit together; ERR_INVALID then. */
MUST_USE enum err settings_check(const struct settings *settings, struct settings_reader *reader);

/* The commented example, with all keys. */
void settings_write_example(struct str *out);
/* What is decided, one "section.key = value" a line; of a secret only whether it is there. */
void settings_write(const struct settings *settings, struct str *out);
