/* sync/registry/mail/mail_sender.h - the thread that speaks to the mail server: the one place in the registry with
 * libcurl.
 *
 * It knows no database: mails are handed in (postman.h) and what came of each is taken back. One mail at a time, over
 * a line that is kept while there are more; each bounded in time. TLS is required, by SMTPS or STARTTLS, and checked
 * against the system's authorities or a file of them; only to a server on this very machine it may be left out.
 * Threads: one adds and takes; begin and end belong to who starts the server. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/mail/mail.h"

enum { MAIL_SENDER_ROOM = 8, MAIL_SECONDS_MAX = 60, MAIL_CONNECT_SECONDS_MAX = 15 };

/* As enum settings_mail_tls. */
enum mail_tls { MAIL_TLS_REQUIRED, MAIL_TLS_IF_OFFERED, MAIL_TLS_NEVER };

/* Texts are borrowed by mail_sender_create(), which copies them; "" or NULL: not set. */
struct mail_server {
    const char *url;  /* smtp://HOST:PORT or smtps://HOST:PORT */
    const char *from; /* an address */
    const char *from_name;
    const char *user;
    const char *password;
    const char *ca;    /* a file of authorities in place of the system's */
    enum mail_tls tls; /* of smtp:// on this machine; to any other it is required */
};

/* Can mails be sent with these settings? *out_problem is a sentence for whoever runs the registry, or NULL. */
bool mail_server_is_good(const struct mail_server *server, const char **out_problem);
/* May `url` be spoken to without TLS: a loopback address, or localhost? */
bool mail_url_is_loopback(const char *url);

enum mail_outcome {
    MAIL_SENT,
    MAIL_LATER, /* the server does not take this one now */
    MAIL_NEVER, /* nor ever */
    MAIL_DOWN,  /* it has nothing to do with this mail: no server, no TLS, no sign-in */
};

struct mail_result {
    int64_t number;
    enum mail_outcome outcome;
    char why[MAIL_WHY_BYTES]; /* the server's code, or a word of ours: none of the server's words, which may hold an
                                 address */
};

struct mail_sender;

/* `server` is good. ERR_NOMEM. */
MUST_USE enum err mail_sender_create(struct mail_sender **out, const struct mail_server *server);
/* Begins nothing more and waits for the mail that is being sent, `wait_ms` at most; then cuts it off. What was handed
 * in and not begun comes back as MAIL_DOWN. Takes NULL. */
void mail_sender_dismiss(struct mail_sender *sender, int wait_ms);
/* Takes NULL. */
void mail_sender_destroy(struct mail_sender *sender);

/* How many more it takes. */
size_t mail_sender_room(struct mail_sender *sender);
/* Takes over what `mail` owns, and wipes it. There must be room. `wall_s` is its Date. */
void mail_sender_add(struct mail_sender *sender, struct mail *mail, int64_t wall_s);
/* What came of one; false: of no further one yet. */
bool mail_sender_take(struct mail_sender *sender, struct mail_result *out);
