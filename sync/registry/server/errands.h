/* sync/registry/server/errands.h - other programs that the serving thread has something done by, while the connection
 * sleeps: a picture of a network by forhal-kiosk, an uploaded picture by forhal-registry picture.
 *
 * A program gets its input as a file that it reads from the beginning, and an environment without any of ours; it has
 * no descriptor but the three, a folder of its own for temporary files, some seconds, and may say so many bytes.
 * ERRANDS_AT_ONCE run at a time, ERRANDS_MAX wait, ERRANDS_OF_PEER_MAX of them for one peer. When the service ends,
 * what runs is ended. */
#pragma once

#include "sync/registry/server/queue.h"

enum {
    ERRANDS_AT_ONCE = 2,
    ERRANDS_MAX = 16,
    ERRANDS_OF_PEER_MAX = 4,
    ERRAND_ARGUMENTS_MAX = 16,
    ERRAND_ARGUMENT_BYTES = 32,
};

/* What is to be done, and what came of it. */
struct errand {
    struct queued queued; /* the first member, for queue.h */
    char *program;        /* owned: its path */
    char arguments[ERRAND_ARGUMENTS_MAX][ERRAND_ARGUMENT_BYTES];
    size_t arguments_count;
    char *input; /* owned; wiped afterwards */
    size_t input_bytes;
    size_t output_max;
    int seconds;

    /* ERR_OK: it ended by itself, with `status`. ERR_UNAVAILABLE: it took too long, or the service ends.
     * ERR_TOO_LARGE: it said too much. ERR_IO: it could not be begun, or was killed. */
    enum err err;
    int status;
    char *output; /* owned; malloc */
    size_t output_bytes;
};

/* `program` is copied, `input` (malloc) taken over, also on ERR_NOMEM. The caller owns *out. */
MUST_USE enum err errand_create(struct errand **out, const char *program, char *input, size_t input_bytes);
/* One more argument; asserts that it fits. */
void errand_say(struct errand *errand, const char *argument);
/* Takes NULL. */
void errand_destroy(struct errand *errand);

/* The path of one of our programs: `name` in `folder` (NULL: that of this very program), else in PATH; the caller
 * frees. NULL: there is none that may be run. */
MUST_USE char *errand_program(const char *folder, const char *name);

/* A queue of errands; as queue_create(). */
MUST_USE enum err errands_create(struct queue **out, struct loop *loop);

/* Does it now, in the caller's thread; `over` may become true meanwhile. */
void errand_run(struct errand *errand, const atomic_bool *over);
