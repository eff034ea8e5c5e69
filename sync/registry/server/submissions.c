#include "sync/registry/server/submissions.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "sync/registry/server/group.h"

struct submissions {
    struct service *service; /* borrowed */
    struct call *first;      /* each held by its connection, which sleeps */
    struct call **end;
    _Atomic int64_t calls;
    _Atomic int64_t groups;
};

enum err submissions_create(struct submissions **out, struct service *service)
{
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) return ERR_NOMEM;
    (*out)->service = service;
    (*out)->end = &(*out)->first;
    return ERR_OK;
}

void submissions_destroy(struct submissions *submissions)
{
    free(submissions);
}

void submissions_add(struct submissions *submissions, struct call *call)
{
    MHD_suspend_connection(call->connection);
    call->held = true;
    call->after = NULL;
    *submissions->end = call;
    submissions->end = &call->after;
}

static size_t take_out(struct submissions *submissions, struct call *out[SUBMISSIONS_CALLS_MAX])
{
    size_t count = 0;
    size_t bytes = 0;
    while (submissions->first != NULL && count < SUBMISSIONS_CALLS_MAX && bytes < SUBMISSIONS_BYTES_AIM) {
        out[count] = submissions->first;
        submissions->first = out[count]->after;
        bytes += out[count++]->body.length;
    }
    if (submissions->first == NULL) submissions->end = &submissions->first;
    return count;
}

bool submissions_turn(struct submissions *submissions)
{
    struct call *calls[SUBMISSIONS_CALLS_MAX];
    size_t count = take_out(submissions, calls);
    if (count == 0) return false;
    group_handle(submissions->service, calls, count);
    atomic_fetch_add(&submissions->calls, (int64_t)count);
    atomic_fetch_add(&submissions->groups, 1);
    waiters_look(submissions->service->waiters); /* answers are content */
    for (size_t at = 0; at < count; at++) MHD_resume_connection(calls[at]->connection);
    return true;
}

struct submissions_counts submissions_counts(const struct submissions *submissions)
{
    return (struct submissions_counts){.calls = submissions->calls, .groups = submissions->groups};
}
