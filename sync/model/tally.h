/* sync/model/tally.h - how often something happened on a kiosk, by day: DIR/numbers.json, and the body of
 * POST /v1/numbers.
 *
 *   {"days":{"2026-11-21":{"visits":12,"language.ar":2,"aid.large":3,"begun.idea":4,"finished.idea":1,
 *                          "left.idea.review":1}}}
 *
 * Counts of a day only grow, so who gets them twice takes the larger one. There is no time finer than a day, nothing
 * about who, and nothing that ties two counts of one visit together. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/base/str.h"

enum {
    TALLY_DAYS_MAX = 31, /* the newest ones are kept */
    TALLY_COUNTS_MAX = 200,
    TALLY_NAME_BYTES_MAX = 48,
    TALLY_COUNT_MAX = 1000 * 1000,
    TALLY_BYTES_MAX = 256 * 1024,
};

struct tally {
    json_t *days; /* owned: an object */
};

/* From any bytes. The caller calls tally_finish() in every case. ERR_INVALID, ERR_TOO_LARGE, ERR_NOMEM. */
MUST_USE enum err tally_parse(struct tally *out, const char *bytes, size_t bytes_count);
/* A file that is not there is an empty one. ERR_DAMAGED, ERR_IO, ERR_NOMEM. */
MUST_USE enum err tally_read(struct tally *out, const char *path);
/* Takes a zeroed struct. */
void tally_finish(struct tally *tally);

/* One more. What would be over a limit is not counted. `day` as "2026-11-21". ERR_NOMEM. */
MUST_USE enum err tally_add(struct tally *tally, const char *day, const char *name);
/* The days from `from` on ("" for all), as JSON in *out (initialised here; the caller calls str_finish() in every
 * case); out_newest (11 bytes) is the last of them, "" when there is none. ERR_NOMEM, ERR_TOO_LARGE. */
MUST_USE enum err tally_text(const struct tally *tally, const char *from, struct str *out, char out_newest[11]);
/* The days of `now` that are not the same in `before`. The caller calls tally_finish() in every case. ERR_NOMEM. */
MUST_USE enum err tally_changed(struct tally *out, const struct tally *now, const struct tally *before);
/* Durable. ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err tally_write(const struct tally *tally, const char *path);
