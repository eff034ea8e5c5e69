#define _POSIX_C_SOURCE 200809L
#include "sync/registry/server/passwords.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/registry/server/loop.h"

struct passwords {
    struct loop *loop; /* borrowed */
    pthread_t thread;
    bool thread_runs;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    struct password_job *first; /* the one that is being done stays until it is */
    size_t count;
    bool over;
};

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

static void work(struct password_job *job)
{
    if (job->make) {
        job->err = password_hash(job->hash, job->password);
    } else {
        job->err = password_check(job->hash, job->password);
    }
    sodium_memzero(job->password, sizeof(job->password));
    job->done = true;
}

static void *run(void *context)
{
    struct passwords *passwords = context;
    pthread_mutex_lock(&passwords->lock);
    for (;;) {
        while (passwords->first == NULL && !passwords->over) pthread_cond_wait(&passwords->changed, &passwords->lock);
        struct password_job *job = passwords->first;
        if (job == NULL) break;
        pthread_mutex_unlock(&passwords->lock);
        work(job);
        pthread_mutex_lock(&passwords->lock);
        passwords->first = job->after;
        passwords->count--;
        loop_resume(passwords->loop, job->connection); /* from here on the job is its owner's */
        pthread_cond_broadcast(&passwords->changed);
    }
    pthread_mutex_unlock(&passwords->lock);
    return NULL;
}

enum err passwords_create(struct passwords **out, struct loop *loop)
{
    struct passwords *passwords = calloc(1, sizeof(*passwords));
    *out = NULL;
    if (passwords == NULL) return ERR_NOMEM;
    passwords->loop = loop;
    pthread_mutex_init(&passwords->lock, NULL);
    pthread_cond_init(&passwords->changed, NULL);
    passwords->thread_runs = pthread_create(&passwords->thread, NULL, run, passwords) == 0;
    if (!passwords->thread_runs) {
        passwords_destroy(passwords);
        return ERR_NOMEM;
    }
    *out = passwords;
    return ERR_OK;
}

void passwords_dismiss(struct passwords *passwords)
{
    if (passwords == NULL) return;
    pthread_mutex_lock(&passwords->lock);
    passwords->over = true;
    pthread_cond_broadcast(&passwords->changed);
    while (passwords->first != NULL) pthread_cond_wait(&passwords->changed, &passwords->lock);
    pthread_mutex_unlock(&passwords->lock);
}

void passwords_destroy(struct passwords *passwords)
{
    if (passwords == NULL) return;
    passwords_dismiss(passwords);
    if (passwords->thread_runs) pthread_join(passwords->thread, NULL);
    pthread_cond_destroy(&passwords->changed);
    pthread_mutex_destroy(&passwords->lock);
    free(passwords);
}

bool passwords_add(struct passwords *passwords, struct MHD_Connection *connection, struct password_job *job)
{
    size_t of_peer = 0;
    pthread_mutex_lock(&passwords->lock);
    struct password_job **end = &passwords->first;
    for (; *end != NULL; end = &(*end)->after) of_peer += strcmp((*end)->peer, job->peer) == 0;
    bool room = !passwords->over && passwords->count < PASSWORDS_MAX && of_peer < PASSWORDS_OF_PEER_MAX;
    if (room) {
        MHD_suspend_connection(connection);
        job->connection = connection;
        job->after = NULL;
        *end = job;
        passwords->count++;
        pthread_cond_broadcast(&passwords->changed);
    }
    pthread_mutex_unlock(&passwords->lock);
    return room;
}
