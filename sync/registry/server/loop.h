/* sync/registry/server/loop.h - the serving thread: libmicrohttpd's turns, what follows each, and what is due by the
 * clock.
 *
 * A turn takes what has come on all connections. After it `turned` is called, where what the turn gathered can be done
 * at once for all; and every tick_ms `tick`, also when nobody asks anything. All on this one thread, to which
 * everything belongs that a handler may touch. Without a thread of its own libmicrohttpd can't be woken by
 * MHD_resume_connection(): whoever resumes from another thread does so by loop_resume(). */
#pragma once

#include <stdbool.h>

#include "sync/base/err.h"

struct loop;
struct MHD_Daemon;
struct MHD_Connection;

struct loop_work {
    void (*turns)(void *context);  /* before each turn; may be NULL */
    bool (*turned)(void *context); /* true: there is more to do, after the next turn, which comes at once */
    void (*tick)(void *context);
    int tick_ms; /* 0: never */
    void *context;
};

/* Errors: ERR_IO, ERR_NOMEM. */
MUST_USE enum err loop_create(struct loop **out);
/* After loop_stop(). Takes NULL. */
void loop_destroy(struct loop *loop);

/* Begins to serve. `daemon`, borrowed until loop_stop(), has MHD_USE_EPOLL and no thread. Errors: ERR_IO, ERR_NOMEM. */
MUST_USE enum err loop_start(struct loop *loop, struct MHD_Daemon *daemon, const struct loop_work *work);
/* Ends the thread after its turn and all that was gathered. Takes NULL, and one that was not started. */
void loop_stop(struct loop *loop);

/* MHD_resume_connection() from any thread. */
void loop_resume(struct loop *loop, struct MHD_Connection *connection);
/* The next turn comes at once. From any thread; after several MHD_resume_connection() once for them all. */
void loop_wake(struct loop *loop);
