/* sync/registry/server/submissions.h - what was given in one turn of the serving thread, held until the turn is over
 * and then taken in together (group.h).
 *
 * Whoever gives something waits for the disk; with many at once it is waited for once. A connection sleeps from the end
 * of its request to the commit, and one alone loses nothing: its turn is over at once. Threads: all but
 * submissions_counts() belongs to the serving thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/server/routes.h"

/* Of one commit; what is more comes after the next turn, so that those who only ask are heard in between. */
enum { SUBMISSIONS_CALLS_MAX = 256, SUBMISSIONS_BYTES_AIM = 256 * 1024 };

struct submissions;

/* Errors: ERR_NOMEM. */
MUST_USE enum err submissions_create(struct submissions **out, struct service *service);
/* Nothing waits in it any more. Takes NULL. */
void submissions_destroy(struct submissions *submissions);

/* From within the handler of the call's connection, which then gives MHD_YES and is called again with the call
 * answered. */
void submissions_add(struct submissions *submissions, struct call *call);
/* After a turn: takes in what it brought. True: connections were woken, for the next turn. */
bool submissions_turn(struct submissions *submissions);

struct submissions_counts {
    int64_t calls;
    int64_t groups; /* commits that they shared */
};

/* So far. Any thread may ask. */
struct submissions_counts submissions_counts(const struct submissions *submissions);
