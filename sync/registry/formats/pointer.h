/* sync/registry/formats/pointer.h - where in a JSON document we are, as a JSON Pointer (RFC 6901).
 *
 * A chain of places on the stack of whoever walks the document: it costs nothing until someone
 * asks for the text. */
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "sync/base/str.h"

struct place {
    const struct place *parent; /* NULL: the root */
    const char *key;            /* a member's name, or NULL: */
    size_t index;               /* an item's place in its list */
};

/* Adds "/networks/3/a~1b" to `out`, as many whole letters as there is room for; nothing for the root (`place` NULL or
 * without parent). */
void pointer_write(struct str *out, const struct place *place);

/* What `pointer` names in `document` ("" is the document itself), borrowed; NULL when nothing.
 * `pointer` may be percent-encoded, as in the fragment of a URI. */
const json_t *pointer_find(const json_t *document, const char *pointer);
