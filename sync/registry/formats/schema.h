/* sync/registry/formats/schema.h - JSON Schema (draft 2020-12), the part that our schemas use.
 *
 * Known: $schema $id (at the root) $defs $ref (within the document) title description type enum
 * const properties required additionalProperties items minItems maxItems uniqueItems minLength
 * maxLength pattern minimum maximum anyOf oneOf allOf propertyNames, and true and false as
 * schemas. Lengths count code points; patterns are PCRE2's, in UTF-8, and "$" is only the very
 * end. Any other keyword is an error when the schema is compiled, so that nothing an author
 * wrote is silently passed over.
 * Threads: a compiled schema never changes and may be shared. */
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "sync/base/err.h"

enum { SCHEMA_PROBLEM_BYTES = 256, SCHEMA_PROBLEMS_MAX = 10000 };

struct schema;

/* Compiles `document`, and holds a reference to it. On ERR_OK the caller owns *out
 * (schema_destroy()). Errors: ERR_INVALID, with `problem` saying where and what ("#/items: unknown
 * keyword …"), ERR_NOMEM. */
MUST_USE enum err schema_compile(struct schema **out, json_t *document, char problem[SCHEMA_PROBLEM_BYTES]);
/* Takes NULL. */
void schema_destroy(struct schema *schema);
void schema_auto(struct schema **schema);

/* Told once for each problem: where (a JSON Pointer, "" for the whole document) and what is wrong
 * (an English clause without full stop), both of whole letters. */
typedef void schema_report(void *context, const char *pointer, const char *what);

/* Checks `instance` and reports everything that is wrong with it, up to SCHEMA_PROBLEMS_MAX.
 * Where several forms are allowed (anyOf, oneOf) and none fits, the
 * problems of the form that comes nearest are reported. ERR_OK: it fits. ERR_INVALID: it does
 * not. ERR_NOMEM. */
MUST_USE enum err schema_check(const struct schema *schema, const json_t *instance, schema_report *report,
                               void *context);
