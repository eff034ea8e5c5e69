/* sync/registry/server/passwords.h - a thread that does argon2id for the one that serves, which would stand still for a
 * tenth of a second with every password.
 *
 * The connection sleeps meanwhile, as those of waiters.h do. One password at a time, so 64 MiB whatever comes. Few
 * wait, and few of them from one address, so that nobody keeps others from signing in by sending passwords. Threads:
 * the serving thread adds; begin and end belong to who starts the server. */
#pragma once

#include <stdbool.h>

#include "sync/registry/formats/address.h"
#include "sync/registry/staff/users.h"

enum { PASSWORDS_MAX = 64, PASSWORDS_OF_PEER_MAX = 4 };

struct passwords;
struct MHD_Connection;
struct loop;

/* What is to be done, and what came of it. The one who adds it owns it; while it is added only the thread may touch it.
 */
struct password_job {
    char password[USER_PASSWORD_BYTES_MAX + 1];
    char hash[PASSWORD_HASH_BYTES]; /* to check against, or, when `make`, what was made */
    bool make;
    bool done;
    enum err err; /* ERR_OK; ERR_REFUSED: the password does not fit; ERR_NOMEM */
    char peer[ADDRESS_TEXT_BYTES];
    struct MHD_Connection *connection; /* borrowed; the thread's own, as the next one */
    struct password_job *after;
};

/* A job for `password`. ERR_NOMEM. The caller owns *out. */
MUST_USE enum err password_job_create(struct password_job **out, const char *password, bool make);
/* Wipes. Takes NULL. */
void password_job_destroy(struct password_job *job);

/* `loop`, whose connections they are, must outlive it. Errors: ERR_NOMEM. */
MUST_USE enum err passwords_create(struct passwords **out, struct loop *loop);
/* Lets nobody in any more, and finishes what is there; then libmicrohttpd may end. Takes NULL. */
void passwords_dismiss(struct passwords *passwords);
/* Takes NULL. */
void passwords_destroy(struct passwords *passwords);

/* From within the handler of `connection`, which then gives MHD_YES and is called again when the job is done. False:
 * too many wait. */
bool passwords_add(struct passwords *passwords, struct MHD_Connection *connection, struct password_job *job);
