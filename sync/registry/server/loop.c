#define _POSIX_C_SOURCE 200809L
#include "sync/registry/server/loop.h"

#include <limits.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "sync/base/clock.h"

struct loop {
    struct MHD_Daemon *daemon; /* borrowed */
    struct loop_work work;
    struct clock clock; /* real time, whatever clock the registry has */
    int64_t ticked_ms;
    int daemon_fd;    /* libmicrohttpd's epoll */
    int bell_fd;      /* owned */
    atomic_bool rung; /* the bell: a thousand who are woken cost one write */
    pthread_t thread;
    bool thread_runs;
    atomic_bool over;
};

void loop_wake(struct loop *loop)
{
    if (atomic_exchange(&loop->rung, true)) return;
    (void)!write(loop->bell_fd, &(uint64_t){1}, sizeof(uint64_t));
}

/* Before the turn that sees to it: who rings from here on is seen by the next one. */
static void hear(struct loop *loop)
{
    uint64_t rings;
    if (!atomic_load(&loop->rung)) return;
    (void)!read(loop->bell_fd, &rings, sizeof(rings));
    atomic_store(&loop->rung, false);
}

/* Until a connection, or a thread of ours that resumed one, has something to say. */
static void wait_for_turn(struct loop *loop, bool more)
{
    MHD_UNSIGNED_LONG_LONG idle_ms = 0;
    int64_t wait_ms = -1;
    if (MHD_get_timeout(loop->daemon, &idle_ms) == MHD_YES) wait_ms = idle_ms < INT_MAX ? (int64_t)idle_ms : INT_MAX;
    if (loop->work.tick_ms > 0) {
        int64_t left_ms = loop->ticked_ms + loop->work.tick_ms - clock_monotonic_ms(&loop->clock);
        if (left_ms < 0) left_ms = 0;
        if (wait_ms < 0 || left_ms < wait_ms) wait_ms = left_ms;
    }
    if (more || wait_ms == 0) return; /* MHD_run() looks at the sockets itself */
    struct pollfd fds[] = {{.fd = loop->daemon_fd, .events = POLLIN}, {.fd = loop->bell_fd, .events = POLLIN}};
    (void)poll(fds, sizeof(fds) / sizeof(fds[0]), (int)wait_ms);
}

static void tick_if_due(struct loop *loop)
{
    if (loop->work.tick_ms == 0) return;
    int64_t now_ms = clock_monotonic_ms(&loop->clock);
    if (now_ms - loop->ticked_ms < loop->work.tick_ms) return;
    loop->ticked_ms = now_ms;
    loop->work.tick(loop->work.context);
}

static void *run(void *context)
{
    struct loop *loop = context;
    bool more = false;
    while (more || !atomic_load(&loop->over)) {
        wait_for_turn(loop, more);
        hear(loop);
        if (loop->work.turns != NULL) loop->work.turns(loop->work.context);
        MHD_run(loop->daemon);
        more = loop->work.turned(loop->work.context);
        tick_if_due(loop);
    }
    /* Whom other threads woke; and what has come meanwhile is taken in as before, since nobody may be left asleep. */
    do {
        hear(loop);
        MHD_run(loop->daemon);
    } while (loop->work.turned(loop->work.context));
    return NULL;
}

enum err loop_create(struct loop **out)
{
    *out = NULL;
    struct loop *loop = calloc(1, sizeof(*loop));
    if (loop == NULL) return ERR_NOMEM;
    loop->clock = clock_system();
    loop->bell_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop->bell_fd < 0) {
        free(loop);
        return ERR_IO;
    }
    *out = loop;
    return ERR_OK;
}

void loop_destroy(struct loop *loop)
{
    if (loop == NULL) return;
    close(loop->bell_fd);
    free(loop);
}

enum err loop_start(struct loop *loop, struct MHD_Daemon *daemon, const struct loop_work *work)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (info == NULL) return ERR_IO;
    loop->daemon = daemon;
    loop->daemon_fd = info->epoll_fd;
    loop->work = *work;
    loop->ticked_ms = clock_monotonic_ms(&loop->clock);
    loop->thread_runs = pthread_create(&loop->thread, NULL, run, loop) == 0;
    return loop->thread_runs ? ERR_OK : ERR_NOMEM;
}

void loop_stop(struct loop *loop)
{
    if (loop == NULL || !loop->thread_runs) return;
    atomic_store(&loop->over, true);
    loop_wake(loop);
    pthread_join(loop->thread, NULL);
    loop->thread_runs = false;
}

void loop_resume(struct loop *loop, struct MHD_Connection *connection)
{
    MHD_resume_connection(connection);
    loop_wake(loop);
}
