/* sync/registry/database/erased_log.h - DIR/erased.log: what must not come back, outside the database.
 *
 * A backup of registry.db that is put back knows nothing of what was erased since. So the ids of erased entries, and
 * the hashes of the receipts under which an erasure or a withdrawal was asked for, are also lines of a file (0600) that
 * a restore leaves where it is, and that is applied whenever the database is opened. A line is on the disk before the
 * receipt that promises it leaves. Nothing personal is in it: ids are random, and a hash says nothing without its code.
 *
 *   <newline> i 2*16 hex <space> 16 hex     the id of an entry that was erased
 *   <newline> e 2*32 hex <space> 16 hex     an erasure was asked for under this receipt hash
 *   <newline> w 2*32 hex <space> 16 hex     a withdrawal
 * without the spaces shown here but the one: a letter, the name in lower-case hex, a space, the first eight bytes of
 * BLAKE2b of all before the space. The newline stands first, so that a line torn by a power cut spoils no other. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

enum {
    ERASED_NAME_BYTES_MAX = 32,
    ERASED_LINE_BYTES_MAX = 1 + 2 * ERASED_NAME_BYTES_MAX + 1 + 16,
    ERASED_LINES_MAX = 1000 * 1000, /* what goes by age is there too: 25 years of a hundred a day */
    ERASED_BATCH_MAX = 256,
};

struct erased_line {
    char kind; /* 'i', 'e' or 'w' */
    unsigned char name[ERASED_NAME_BYTES_MAX];
};

/* Lines on their way into the file. */
struct erased_batch {
    struct erased_line lines[ERASED_BATCH_MAX];
    size_t count;
};

/* The whole file, sorted, each line once. */
struct erased_log {
    struct erased_line *lines; /* owned */
    size_t count;
    size_t torn;    /* lines cut off by a power cut; no receipt had left for them */
    size_t damaged; /* lines that cannot be read although they were whole once */
};

/* 16 for 'i', 32 for the others, 0 for what is no kind. */
size_t erased_name_bytes(char kind);
/* ERR_FULL when the batch is. A line that is in it already is not added again. */
MUST_USE enum err erased_batch_add(struct erased_batch *batch, char kind, const void *name);

/* Reads the file; one that is not there is empty. The caller calls erased_log_finish(). Errors: ERR_TOO_LARGE, ERR_IO,
 * ERR_NOMEM. */
MUST_USE enum err erased_log_read(struct erased_log *out, const char *path);
/* The same from memory: any bytes. ERR_TOO_LARGE, ERR_NOMEM. */
MUST_USE enum err erased_log_parse(struct erased_log *out, const char *text, size_t text_bytes);
/* Frees. Takes a zeroed struct. */
void erased_log_finish(struct erased_log *log);
bool erased_log_has(const struct erased_log *log, const struct erased_line *line);

/* Appends, durably. Nothing is written for an empty batch. Errors: ERR_FULL, ERR_IO, ERR_NOMEM; a part of the lines may
 * then be there. */
MUST_USE enum err erased_log_add(const char *path, const struct erased_batch *batch);
/* Writes the file anew with the log's lines and the batch's, after lines were torn or damaged. What is damaged stays
 * beside it as `path`.damaged, once: bytes that could not be read are not thrown away. Errors: ERR_FULL, ERR_IO,
 * ERR_TOO_LARGE, ERR_NOMEM. */
MUST_USE enum err erased_log_mend(const char *path, const struct erased_log *log, const struct erased_batch *batch);
