/* sync/registry/content/problems.h - what is wrong with a network or an editorial page, for a page that shows it at its
 * fields.
 *
 *   [{"pointer":"/petals/2/keyword","field":"Blad 3: ord","message":"is 23 characters …","danish":"Skriv højst …"}]
 *
 * `pointer` (RFC 6901) is into the body; for what is missing it names what should be there. `message` is what
 * content_check() says to whoever edits a file, `danish` what to do, for whoever edits on the page. */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/registry/content/items.h"
#include "sync/registry/registry.h"

enum { PROBLEMS_MAX = 200 };

/* Checks the body of an item (ITEM_NETWORK or ITEM_PAGE) as an import would, beside what is published; the pictures
 * that it names must be here, and with those of all others no more than PICTURES_MAX. *out is [] when it may
 * be shown. At most PROBLEMS_MAX. The caller owns it. ERR_NOMEM, those of db_query(). */
MUST_USE enum err problems_find(struct registry *registry, struct item_key item, const json_t *body, json_t **out);

/* The same of a whole content file that came without a folder (pictures.h): everything that content_check() and
 * pictures_read() find, by pointers into the file. *out_count: how many there are, of which *out has the first
 * PROBLEMS_MAX. It takes long with a large file. `registry` needs a database only, and `document` is changed as
 * pictures_read() does. The caller owns *out. ERR_NOMEM, those of db_query(). */
MUST_USE enum err problems_find_in_document(struct registry *registry, json_t *document, json_t **out,
                                            int64_t *out_count);

/* A text that quotes what others wrote, and may have cut it within a letter, as one that JSON can hold. NULL without
 * memory. */
MUST_USE json_t *problems_text(const char *text);
/* "Blad 3: ord"; "" for the whole. */
void problems_field(struct str *out, const char *pointer);
/* What to do about `message` at `pointer`. False: the message is not one of those that are known, and the sentence says
 * no more than that something is wrong. */
bool problems_danish(struct str *out, const char *pointer, const char *message);
