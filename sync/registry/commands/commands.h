/* sync/registry/commands/commands.h - what `forhal-registry COMMAND` does. Only main.c calls these.
 *
 * They write to standard output and, through log.h, to standard error, and return the program's
 * exit status. The other rooms of the registry neither logs nor prints. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/registry/keys/key_chain.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_ASKED_WRONGLY = 2, COMMAND_LINK_BYTES = 80 };

struct registry;

struct arguments {
    const char *pictures;           /* --pictures, or NULL */
    const char *data;               /* --data, never NULL */
    const char *db;                 /* --db: a PostgreSQL's address, or NULL: what the folder says */
    const char *what;               /* the one word after the command: FILE, NAME or ID; NULL where none is taken */
    const char *from;               /* --from, or NULL */
    const char *config;             /* --config, or NULL */
    const char *listen;             /* --listen, or NULL */
    bool behind_proxy;              /* --behind-proxy */
    const char *tls_cert;           /* --tls-cert, or NULL */
    const char *tls_key;            /* --tls-key, or NULL */
    int minutes;                    /* --minutes */
    bool json;                      /* --json */
    const char *title;              /* --title, or NULL, as the next ones */
    const char *text;               /* --text */
    const char *status;             /* --status */
    const char *network;            /* --network */
    int place;                      /* --place; 0 without */
    bool key_kinds[KEY_KIND_COUNT]; /* --content, --receipt, --seal */
    int days;                       /* --days */
    int64_t above;                  /* --above; 0 without */
    const char *name;               /* --name, or NULL */
    const char *out;                /* --out, or NULL */
    int wait_s;                     /* --wait */
    const char *role;               /* --role, or NULL */
    bool password_only;             /* --password-only */
};

int command_picture(void);
int command_init(const struct arguments *arguments);
int command_serve(const struct arguments *arguments);
/* Does keys/staff.json fit the database? Says itself what is wrong, and with `names` of whom (not for a log). */
enum command_fit { COMMAND_FITS, COMMAND_FITS_SOME, COMMAND_FITS_NOBODY };
enum command_fit command_staff_fit(const struct arguments *arguments, const struct registry *registry, bool names);
int command_check(const struct arguments *arguments);
int command_content_import(const struct arguments *arguments);
int command_content_export(const struct arguments *arguments);
int command_kiosk_invite(const struct arguments *arguments);
int command_kiosk_list(const struct arguments *arguments);
int command_kiosk_pending(const struct arguments *arguments);
int command_kiosk_accept(const struct arguments *arguments);
int command_kiosk_refuse(const struct arguments *arguments);
int command_kiosk_rotate(const struct arguments *arguments);
int command_kiosk_rename(const struct arguments *arguments);
int command_kiosk_look(const struct arguments *arguments);
int command_kiosk_revoke(const struct arguments *arguments);
int command_user_add(const struct arguments *arguments);
int command_user_password(const struct arguments *arguments);
int command_user_invite(const struct arguments *arguments);
int command_user_list(const struct arguments *arguments);
int command_user_role(const struct arguments *arguments);
int command_user_disable(const struct arguments *arguments);
int command_user_enable(const struct arguments *arguments);
int command_user_totp_reset(const struct arguments *arguments);
int command_idea_list(const struct arguments *arguments);
int command_idea_publish(const struct arguments *arguments);
int command_idea_unpublish(const struct arguments *arguments);
int command_entry_list(const struct arguments *arguments);
int command_entry_answer(const struct arguments *arguments); /* "idea answer" too */
int command_keys_list(const struct arguments *arguments);
int command_keys_rotate(const struct arguments *arguments);
int command_keys_forget(const struct arguments *arguments);
int command_backup(const struct arguments *arguments);
int command_restore(const struct arguments *arguments);
int command_migrate(const struct arguments *arguments);
int command_erase(const struct arguments *arguments);
int command_stats(const struct arguments *arguments);

struct settings;

/* The settings, from the file, the environment and the command line. Every mistake is told; on false there were some.
 * The caller calls settings_finish() in every case. */
bool command_read_settings(const struct arguments *arguments, struct settings *out);
/* Where to listen, and whether plain HTTP may be there; says itself what is wrong. */
struct address;
bool command_may_listen(const struct settings *settings, struct address *out);
/* Opens the data folder, or says why not and what to do; NULL then. */
struct registry *command_open(const struct arguments *arguments);
/* Was the last restore carried to its end? Says what to do when not. */
bool command_restore_is_whole(const struct arguments *arguments);
/* Writes into the staff log what is done from the command line; on false says that it could not be. */
bool command_log(const struct arguments *arguments, struct registry *registry, const char *what, const char *target);
/* While there is no administrator: a link, without the registry's address, by which somebody becomes one; otherwise "".
 * On false says why not. */
bool command_invite_first(const struct arguments *arguments, struct registry *registry, char out[COMMAND_LINK_BYTES]);
