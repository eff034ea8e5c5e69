#define _POSIX_C_SOURCE 200809L
#include "sync/registry/server/readings.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sync/registry/server/loop.h"

struct readings {
    struct loop *loop;         /* borrowed */
    struct registry *registry; /* borrowed: whose database it is */
    struct registry of_thread; /* with a database of its own, once there was something to read */
    pthread_t thread;
    bool thread_runs;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    struct reading *first; /* the one that is being read stays until it is */
    size_t count;
    bool over;
};

enum err reading_create(struct reading **out, enum err (*read)(struct registry *, void *), void (*forget)(void *),
                        void *context)
{
    struct reading *reading = calloc(1, sizeof(*reading));
    *out = reading;
    if (reading == NULL) {
        forget(context);
        return ERR_NOMEM;
    }
    reading->read = read;
    reading->forget = forget;
    reading->context = context;
    reading->err = ERR_UNAVAILABLE; /* until it is known better */
    return ERR_OK;
}

void reading_destroy(struct reading *reading)
{
    if (reading == NULL) return;
    reading->forget(reading->context);
    free(reading);
}

/* Opening is tried again with the next one: a database may be away for a while. */
static void work(struct readings *readings, struct reading *reading)
{
    struct registry *own = &readings->of_thread;
    enum err err = own->db == NULL ? db_again(readings->registry->db, &own->db) : ERR_OK;
    reading->err = err == ERR_OK ? reading->read(own, reading->context) : err;
}

static void *run(void *context)
{
    struct readings *readings = context;
    pthread_mutex_lock(&readings->lock);
    for (;;) {
        while (readings->first == NULL && !readings->over) pthread_cond_wait(&readings->changed, &readings->lock);
        struct reading *reading = readings->first;
        bool over = readings->over;
        if (reading == NULL) break;
        pthread_mutex_unlock(&readings->lock);
        if (!over) work(readings, reading);
        reading->done = true;
        pthread_mutex_lock(&readings->lock);
        readings->first = reading->after;
        readings->count--;
        loop_resume(readings->loop, reading->connection); /* from here on it is its owner's */
        pthread_cond_broadcast(&readings->changed);
    }
    pthread_mutex_unlock(&readings->lock);
    return NULL;
}

enum err readings_create(struct readings **out, struct registry *registry, struct loop *loop)
{
    struct readings *readings = calloc(1, sizeof(*readings));
    *out = NULL;
    if (readings == NULL) return ERR_NOMEM;
    readings->loop = loop;
    readings->registry = registry;
    readings->of_thread.clock = registry->clock;
    pthread_mutex_init(&readings->lock, NULL);
    pthread_cond_init(&readings->changed, NULL);
    readings->thread_runs = pthread_create(&readings->thread, NULL, run, readings) == 0;
    if (!readings->thread_runs) {
        readings_destroy(readings);
        return ERR_NOMEM;
    }
    *out = readings;
    return ERR_OK;
}

void readings_dismiss(struct readings *readings)
{
    if (readings == NULL) return;
    pthread_mutex_lock(&readings->lock);
    readings->over = true;
    pthread_cond_broadcast(&readings->changed);
    while (readings->thread_runs && readings->first != NULL) pthread_cond_wait(&readings->changed, &readings->lock);
    pthread_mutex_unlock(&readings->lock);
}

void readings_destroy(struct readings *readings)
{
    if (readings == NULL) return;
    readings_dismiss(readings);
    if (readings->thread_runs) pthread_join(readings->thread, NULL);
    db_close(readings->of_thread.db);
    pthread_cond_destroy(&readings->changed);
    pthread_mutex_destroy(&readings->lock);
    free(readings);
}

bool readings_add(struct readings *readings, struct MHD_Connection *connection, struct reading *reading)
{
    size_t of_peer = 0;
    pthread_mutex_lock(&readings->lock);
    struct reading **end = &readings->first;
    for (; *end != NULL; end = &(*end)->after) of_peer += strcmp((*end)->peer, reading->peer) == 0;
    bool room = !readings->over && readings->count < READINGS_MAX && of_peer < READINGS_OF_PEER_MAX;
    if (room) {
        MHD_suspend_connection(connection);
        reading->connection = connection;
        reading->after = NULL;
        *end = reading;
        readings->count++;
        pthread_cond_broadcast(&readings->changed);
    }
    pthread_mutex_unlock(&readings->lock);
    return room;
}
