#include "sync/registry/server/passwords.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum err password_job_create(struct password_job **out, const char *password, bool make)
{
    struct password_job *job = calloc(1, sizeof(*job));
    *out = job;
    if (job == NULL) return ERR_NOMEM;
    job->make = make;
    job->err = ERR_REFUSED; /* until it is known better */
    snprintf(job->password, sizeof(job->password), "%s", password);
    return ERR_OK;
}

void password_job_destroy(struct password_job *job)
{
    if (job == NULL) return;
    sodium_memzero(job, sizeof(*job));
    free(job);
}

static void work(struct queued *queued, const atomic_bool *over, void *context)
{
    struct password_job *job = (struct password_job *)queued;
    (void)over;
    (void)context;
    if (job->make) {
        job->err = password_hash(job->hash, job->password);
    } else {
        job->err = password_check(job->hash, job->password);
    }
    sodium_memzero(job->password, sizeof(job->password));
}

enum err passwords_create(struct queue **out, struct loop *loop)
{
    static const struct queue_kind kind = {
        .threads = 1, .count_max = PASSWORDS_MAX, .of_peer_max = PASSWORDS_OF_PEER_MAX, .work = work};
    return queue_create(out, &kind, NULL, loop);
}
