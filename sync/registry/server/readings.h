/* sync/registry/server/readings.h - what takes long to read of the database, in a thread of its own: a search through
 * everything that was given takes a second with 50,000 entries.
 *
 * The thread has a connection of its own, made when it is first needed, and writes nothing. One reading at a time;
 * READINGS_MAX wait, READINGS_OF_PEER_MAX of them from one address. When the service ends, what is being read is
 * finished and what waits is told so. */
#pragma once

#include "sync/registry/registry.h"
#include "sync/registry/server/queue.h"

enum { READINGS_MAX = 16, READINGS_OF_PEER_MAX = 2 };

/* What is to be read, and what came of it. */
struct reading {
    struct queued queued; /* the first member, for queue.h */
    /* In the thread. `registry` has a database and a clock, and nothing else. */
    enum err (*read)(struct registry *registry, void *context);
    void (*forget)(void *context); /* wipes and frees `context`, also when it was not read */
    void *context;                 /* owned */
    enum err err;                  /* of `read`; ERR_UNAVAILABLE: the service ends; those of db_again() */
};

/* Takes `context` over, also on ERR_NOMEM. The caller owns *out. */
MUST_USE enum err reading_create(struct reading **out, enum err (*read)(struct registry *, void *),
                                 void (*forget)(void *), void *context);
/* Takes NULL. */
void reading_destroy(struct reading *reading);

/* A queue of readings; as queue_create(). `registry`, whose database it is, must outlive it. */
MUST_USE enum err readings_create(struct queue **out, struct registry *registry, struct loop *loop);
