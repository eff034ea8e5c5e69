/* sync/agent/pictures.h - brings the pictures that pages and networks name into the data folder.
 *
 * DIR/pictures/NAME.png is whole and was checked against its name (sync/model/picture.h); DIR/pictures/NAME.part is
 * what has come so far: it grows by PICTURES_PIECE_BYTES at a time, so a line that breaks or a power cut costs one
 * piece. A picture that the registry has not, or whose bytes don't fit its name, is left for PICTURES_RETRY_MS.
 * Pictures that nothing names any more stay, in case they come back, until all of them take more than
 * PICTURES_FOLDER_BYTES_MAX; then the oldest of those go first. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/agent/client.h"
#include "sync/base/err.h"
#include "sync/model/picture.h"

enum {
    PICTURES_PIECE_BYTES = 64 * 1024,
    PICTURES_PIECES_MAX = 32, /* in one round */
    PICTURES_FOLDER_BYTES_MAX = 64 * 1024 * 1024,
    PICTURES_RETRY_MS = 60 * 60 * 1000,
};

/* Names that are left alone for a while. Zeroed at first. */
struct pictures_left {
    struct {
        char name[PICTURE_NAME_BYTES];
        int64_t since_ms;
    } list[PICTURES_MAX];
    size_t next;
};

struct pictures_round {
    struct client *client;
    const char *folder; /* DIR/pictures */
    struct pictures_left *left;
    int64_t now_ms;
    bool (*stop)(void *context);
    void (*alive)(void *context);
    void *context;
    /* what came of it */
    size_t arrived;
    bool more;                          /* stopped at PICTURES_PIECES_MAX */
    char problem[CLIENT_PROBLEM_BYTES]; /* "", or what was wrong with the latest that did not come */
    char problem_name[PICTURE_NAME_BYTES];
};

/* `names` as picture_names() gives them. Makes the folder when there is something to put there. What fails is told in
 * problem; one picture never stops the next, but a line that is down ends the round: ERR_UNAVAILABLE, ERR_REFUSED,
 * ERR_UNTRUSTED. ERR_IO, ERR_FULL, ERR_NOMEM too. */
MUST_USE enum err pictures_fetch(struct pictures_round *round, const json_t *names);

/* Reads those of `names` that are there through, and deletes what does not fit its name any more (a card loses
 * sectors), so that it comes again. One that can't be read is deleted, too. Returns how many. */
size_t pictures_check(const char *folder, const json_t *names);

/* Deletes pictures that `names` lacks, the oldest first, until all take at most bytes_max; and pieces of those that it
 * lacks. */
void pictures_evict(const char *folder, const json_t *names, size_t bytes_max);
