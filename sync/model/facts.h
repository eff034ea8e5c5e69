/* sync/model/facts.h - whole numbers with names and bounds, each of which may be unknown.
 *
 * What a machine can tell about itself differs from machine to machine; what is not known is left out of the JSON and
 * is never 0. A table says which members of a struct travel under which name. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"

#define FACT_UNKNOWN INT64_MIN

struct fact {
    const char *name;
    size_t offset; /* of an int64_t in the struct */
    int64_t least, most;
};

/* Everything that the table names is unknown. */
void facts_clear(void *out, const struct fact *facts, size_t count);
/* Those that are known and within their bounds, as a new object; NULL without memory. */
MUST_USE json_t *facts_to_json(const void *from, const struct fact *facts, size_t count);
/* What is missing is unknown, what the table does not name is passed over. ERR_INVALID: not an object, or a member is
 * no whole number or out of its bounds; *out is then not to be used. */
MUST_USE enum err facts_from_json(void *out, const struct fact *facts, size_t count, const json_t *json);
