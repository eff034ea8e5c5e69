/* sync/registry/server/passwords.h - argon2id in a thread of its own: a tenth of a second with every password.
 *
 * One password at a time, so 64 MiB whatever comes; PASSWORDS_MAX wait, PASSWORDS_OF_PEER_MAX of them from one address,
 * so that nobody keeps others from signing in by sending passwords. When the service ends, what waits is done. */
#pragma once

#include "sync/registry/server/queue.h"
#include "sync/registry/staff/users.h"

enum { PASSWORDS_MAX = 64, PASSWORDS_OF_PEER_MAX = 4 };

/* What is to be done, and what came of it. */
struct password_job {
    struct queued queued; /* the first member, for queue.h */
    char password[USER_PASSWORD_BYTES_MAX + 1];
    char hash[PASSWORD_HASH_BYTES]; /* to check against, or, when `make`, what was made */
    bool make;
    enum err err; /* ERR_OK; ERR_REFUSED: the password does not fit; ERR_NOMEM */
};

/* A job for `password`. ERR_NOMEM. The caller owns *out. */
MUST_USE enum err password_job_create(struct password_job **out, const char *password, bool make);
/* Wipes. Takes NULL. */
void password_job_destroy(struct password_job *job);

/* A queue of password_jobs; as queue_create(). */
MUST_USE enum err passwords_create(struct queue **out, struct loop *loop);
