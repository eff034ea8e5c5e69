/* sync/registry/server/queue.h - what threads of their own do for the one that serves, which would stand still
 * meanwhile: passwords.h, readings.h and errands.h are its three kinds.
 *
 * The connection that asked sleeps, as those of waiters.h do. Few wait, and fewer of them from one address, so that
 * nobody keeps others from being served. Threads: the serving thread adds; begin and end belong to who starts the
 * server. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"
#include "sync/registry/formats/address.h"

enum { QUEUE_THREADS_MAX = 2 };

struct queue;
struct loop;
struct MHD_Connection;

/* The first member of what is to be done. Who adds that owns it; while it is added only the threads may touch it. */
struct queued {
    char peer[ADDRESS_TEXT_BYTES];     /* who asks: call_peer() */
    struct MHD_Connection *connection; /* borrowed; the queue's own, as the next two */
    struct queued *after;
    bool begun;
};

struct queue_kind {
    size_t threads;                /* so many are done at a time; 1 to QUEUE_THREADS_MAX */
    size_t count_max, of_peer_max; /* added and not done yet: of all, of one peer */
    /* In one of the threads. `over` is true, or becomes it, when the service ends; the kind decides what that means. */
    void (*work)(struct queued *queued, const atomic_bool *over, void *context);
    void (*finish)(void *context); /* releases `context`; may be NULL */
};

/* `kind` is constant and stays; `context` is taken over, also on an error; `loop`, whose connections they are, must
 * outlive it. Errors: ERR_NOMEM. The caller owns *out. */
MUST_USE enum err queue_create(struct queue **out, const struct queue_kind *kind, void *context, struct loop *loop);
/* Lets nobody in any more, and waits until what is there is done; then libmicrohttpd may end. Takes NULL. */
void queue_dismiss(struct queue *queue);
/* Takes NULL. */
void queue_destroy(struct queue *queue);

/* From within the handler of `connection`, which then gives MHD_YES and is called again when it is done. False: too
 * many wait. */
bool queue_add(struct queue *queue, struct MHD_Connection *connection, struct queued *queued);
