#define _POSIX_C_SOURCE 200809L
#include "sync/registry/server/queue.h"

#include <assert.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sync/registry/server/loop.h"

struct queue {
    const struct queue_kind *kind; /* borrowed */
    void *context;                 /* owned */
    struct loop *loop;             /* borrowed */
    pthread_t threads[QUEUE_THREADS_MAX];
    size_t threads_count;
    atomic_bool over;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    struct queued *first; /* those that are being done stay until they are */
    size_t count;
};

static struct queued *next_of(const struct queue *queue)
{
    struct queued *queued = queue->first;
    while (queued != NULL && queued->begun) queued = queued->after;
    return queued;
}

static void take_out(struct queue *queue, const struct queued *queued)
{
    struct queued **at = &queue->first;
    while (*at != queued) at = &(*at)->after;
    *at = queued->after;
    queue->count--;
}

static void *run(void *context)
{
    struct queue *queue = context;
    pthread_mutex_lock(&queue->lock);
    for (;;) {
        struct queued *queued = next_of(queue);
        if (queued == NULL && atomic_load(&queue->over)) break;
        if (queued == NULL) {
            pthread_cond_wait(&queue->changed, &queue->lock);
            continue;
        }
        queued->begun = true;
        pthread_mutex_unlock(&queue->lock);
        queue->kind->work(queued, &queue->over, queue->context);
        pthread_mutex_lock(&queue->lock);
        take_out(queue, queued);
        loop_resume(queue->loop, queued->connection); /* from here on it is its owner's */
        pthread_cond_broadcast(&queue->changed);
    }
    pthread_mutex_unlock(&queue->lock);
    return NULL;
}

enum err queue_create(struct queue **out, const struct queue_kind *kind, void *context, struct loop *loop)
{
    assert(kind->threads >= 1 && kind->threads <= QUEUE_THREADS_MAX);
    struct queue *queue = calloc(1, sizeof(*queue));
    *out = NULL;
    if (queue == NULL) {
        if (kind->finish != NULL) kind->finish(context);
        return ERR_NOMEM;
    }
    queue->kind = kind;
    queue->context = context;
    queue->loop = loop;
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->changed, NULL);
    for (; queue->threads_count < kind->threads; queue->threads_count++) {
        if (pthread_create(&queue->threads[queue->threads_count], NULL, run, queue) != 0) {
            queue_destroy(queue);
            return ERR_NOMEM;
        }
    }
    *out = queue;
    return ERR_OK;
}

void queue_dismiss(struct queue *queue)
{
    if (queue == NULL) return;
    pthread_mutex_lock(&queue->lock);
    atomic_store(&queue->over, true);
    pthread_cond_broadcast(&queue->changed);
    while (queue->first != NULL) pthread_cond_wait(&queue->changed, &queue->lock);
    pthread_mutex_unlock(&queue->lock);
}

void queue_destroy(struct queue *queue)
{
    if (queue == NULL) return;
    queue_dismiss(queue);
    for (size_t at = 0; at < queue->threads_count; at++) pthread_join(queue->threads[at], NULL);
    if (queue->kind->finish != NULL) queue->kind->finish(queue->context);
    pthread_cond_destroy(&queue->changed);
    pthread_mutex_destroy(&queue->lock);
    free(queue);
}

bool queue_add(struct queue *queue, struct MHD_Connection *connection, struct queued *queued)
{
    size_t of_peer = 0;
    pthread_mutex_lock(&queue->lock);
    struct queued **end = &queue->first;
    for (; *end != NULL; end = &(*end)->after) of_peer += strcmp((*end)->peer, queued->peer) == 0;
    bool room =
        !atomic_load(&queue->over) && queue->count < queue->kind->count_max && of_peer < queue->kind->of_peer_max;
    if (room) {
        MHD_suspend_connection(connection);
        queued->connection = connection;
        queued->after = NULL;
        queued->begun = false;
        *end = queued;
        queue->count++;
        pthread_cond_broadcast(&queue->changed);
    }
    pthread_mutex_unlock(&queue->lock);
    return room;
}
