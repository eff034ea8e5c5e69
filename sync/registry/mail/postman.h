/* sync/registry/mail/postman.h - carries mails from the queue (mail.h) to the thread that sends (mail_sender.h), and
 * what came of them back.
 *
 * While the server can't be reached, or doesn't let us in, nothing is claimed for a time that grows from ten seconds to
 * ten minutes, and no mail is the worse for it. Threads: belongs to the registry's. */
#pragma once

#include "sync/base/err.h"
#include "sync/registry/mail/mail_sender.h"
#include "sync/registry/registry.h"
#include "sync/registry/settings/settings.h"

enum {
    POSTMAN_LOOK_MS = 1000,
    POSTMAN_PAUSE_FIRST_MS = 10 * 1000,
    POSTMAN_PAUSE_MAX_MS = 10 * 60 * 1000,
    POSTMAN_EXPIRE_MS = 10 * 60 * 1000,
    POSTMAN_FAREWELL_MS = 5000,
};

struct postman;

/* `server` NULL: mails are queued and not sent; those that grow too old go all the same. `registry` must outlive it.
 * What was put aside goes after `aside_days`
 * (0: when staff say so). `report` (NULL: nobody) hears a line when the server begins to fail and when it is well
 * again. ERR_NOMEM. */
MUST_USE enum err postman_create(struct postman **out, struct registry *registry, const struct mail_server *server,
                                 int aside_days, void (*report)(void *context, const char *text), void *report_context);
/* Finishes the mail that is being sent, within POSTMAN_FAREWELL_MS, and writes down what came of it. Takes NULL. */
void postman_destroy(struct postman *postman);

/* The same as the settings say. */
MUST_USE enum err postman_create_from(struct postman **out, struct registry *registry, const struct settings *settings,
                                      void (*report)(void *context, const char *text), void *report_context);
/* What is due; called often, costs a small query a second at most. What fails is done the next time. Takes NULL. */
void postman_tidy(struct postman *postman);
/* mail_list() with "can_send":BOOL and, while the server fails, "trouble":WORD. The caller owns *out. */
MUST_USE enum err postman_list(struct postman *postman, json_t **out);
