/* sync/store/salvage_rows.h - finds entries in the bytes of an outbox that SQLite can't read any more.
 *
 * Not by walking the tree, of which any page may be gone: every page of the file and of its log is searched for the
 * bytes with which a row of the table `entry` begins (the sizes of id, seal_key and signature are always the same),
 * and a row that goes on in overflow pages is followed there. What is found is a guess; the kiosk's signature over id
 * and box tells whether it is whole. Deleted rows are overwritten by secure_delete, so few old ones turn up, and what
 * does is told by its id at the registry. Any bytes will do; nothing is written. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/model/receipt_code.h"
#include "sync/wire/entry.h"

enum {
    SALVAGE_PAGE_BYTES = 4096, /* SQLite's default since 2016, which db_open() leaves as it is */
    SALVAGE_FILE_BYTES_MAX = 192 * 1024 * 1024,
};

struct salvage_bytes {
    const unsigned char *file; /* borrowed */
    size_t file_bytes;
    const unsigned char *log; /* borrowed: the -wal */
    size_t log_bytes;
};

struct salvage_row {
    struct entry entry; /* its box is borrowed */
    bool has_receipt;
    unsigned char receipt[RECEIPT_CODE_HASH_BYTES];
    int64_t at_s; /* 0: not known */
    bool words;
};

/* Is it whole? Called for each row that might be one; the row is gone after the call. */
typedef bool salvage_look(void *context, const struct salvage_row *row);

void salvage_rows(const struct salvage_bytes *bytes, salvage_look *look, void *context);
