/* sync/registry/server/readings.h - a thread that reads the database at length for the one that serves, which would
 * stand still meanwhile: a search through everything that was given takes a second with 50,000 entries.
 *
 * It has a connection of its own, made when it is first needed, and writes nothing. The one that asked sleeps, as those
 * of passwords.h do. One reading at a time; few wait, and fewer from one address. Threads: the serving thread adds;
 * begin and end belong to who starts the server. */
#pragma once

#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/registry/formats/address.h"
#include "sync/registry/registry.h"

enum { READINGS_MAX = 16, READINGS_OF_PEER_MAX = 2 };

struct readings;
struct loop;
struct MHD_Connection;

/* What is to be read, and what came of it. The one who adds it owns it; while it is added only the thread may touch it.
 */
struct reading {
    /* In the thread. `registry` has a database and a clock, and nothing else. */
    enum err (*read)(struct registry *registry, void *context);
    void (*forget)(void *context); /* wipes and frees `context`, also when it was not read */
    void *context;                 /* owned */
    bool done;
    enum err err; /* of `read`; ERR_UNAVAILABLE: the service ends; those of db_again() */
    char peer[ADDRESS_TEXT_BYTES];
    struct MHD_Connection *connection; /* borrowed; the thread's own, as the next one */
    struct reading *after;
};

/* Takes `context` over, also on ERR_NOMEM. The caller owns *out. */
MUST_USE enum err reading_create(struct reading **out, enum err (*read)(struct registry *, void *),
                                 void (*forget)(void *), void *context);
/* Takes NULL. */
void reading_destroy(struct reading *reading);

/* `loop`, whose connections they are, and `registry`, whose database it is, must outlive it. Errors: ERR_NOMEM. */
MUST_USE enum err readings_create(struct readings **out, struct registry *registry, struct loop *loop);
/* Lets nobody in any more, finishes what is being read and tells those who wait; then libmicrohttpd may end. Takes
 * NULL.
 */
void readings_dismiss(struct readings *readings);
/* Takes NULL. */
void readings_destroy(struct readings *readings);

/* From within the handler of `connection`, which then gives MHD_YES and is called again when it is done. False: too
 * many wait. */
bool readings_add(struct readings *readings, struct MHD_Connection *connection, struct reading *reading);
