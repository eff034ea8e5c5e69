/* sync/registry/server/errands.h - other programs that the serving thread has something done by, while the connection
 * sleeps (as in passwords.h): a picture of a network by forhal-kiosk, an uploaded picture by forhal-registry picture.
 *
 * A program gets its input as a file that it reads from the beginning, and an environment without any of ours; it has
 * no descriptor but the three, a folder of its own for temporary files, some seconds, and may say so many bytes.
 * ERRANDS_AT_ONCE run at a time, ERRANDS_MAX wait, ERRANDS_OF_PEER_MAX of them for one peer. Threads: the serving
 * thread adds; begin and end belong to who starts the server. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"
#include "sync/registry/formats/address.h"

enum {
    ERRANDS_AT_ONCE = 2,
    ERRANDS_MAX = 16,
    ERRANDS_OF_PEER_MAX = 4,
    ERRAND_ARGUMENTS_MAX = 16,
    ERRAND_ARGUMENT_BYTES = 32,
};

struct errands;
struct loop;
struct MHD_Connection;

/* What is to be done, and what came of it. The one who adds it owns it; while it is added only the thread may touch it.
 */
struct errand {
    char *program; /* owned: its path */
    char arguments[ERRAND_ARGUMENTS_MAX][ERRAND_ARGUMENT_BYTES];
    size_t arguments_count;
    char *input; /* owned; wiped afterwards */
    size_t input_bytes;
    size_t output_max;
    int seconds;
    char peer[ADDRESS_TEXT_BYTES];

    bool done;
    /* ERR_OK: it ended by itself, with `status`. ERR_UNAVAILABLE: it took too long, or the service ends.
     * ERR_TOO_LARGE: it said too much. ERR_IO: it could not be begun, or was killed. */
    enum err err;
    int status;
    char *output; /* owned; malloc */
    size_t output_bytes;

    struct MHD_Connection *connection; /* borrowed; the threads' own, as the next two */
    struct errand *after;
    bool begun;
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

/* `loop`, whose connections they are, must outlive it. Errors: ERR_NOMEM. */
MUST_USE enum err errands_create(struct errands **out, struct loop *loop);
/* Lets nobody in any more, ends what runs, and says so to those who wait; then libmicrohttpd may end. Takes NULL. */
void errands_dismiss(struct errands *errands);
/* Takes NULL. */
void errands_destroy(struct errands *errands);

/* From within the handler of `connection`, which then gives MHD_YES and is called again when it is done. False: too
 * many wait. */
bool errands_add(struct errands *errands, struct MHD_Connection *connection, struct errand *errand);

/* Does it now, in the caller's thread; `over` may become true meanwhile. */
void errand_run(struct errand *errand, const atomic_bool *over);
