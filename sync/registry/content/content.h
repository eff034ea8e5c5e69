/* sync/registry/content/content.h - what kiosks show, as one document that people keep in a file.
 *
 *   {"format":"forhal-content/1","site":{…},"networks":[{"id":…,…},…],"pages":[{"id":…,…},…]}
 * Its shape is assets/schema/content.schema.json. On the feed it becomes items: "site" (with the
 * id "site"), "network" and "page". The order in the file is the order of display, so an item
 * that moved counts as changed. Ideas and answers are on the same feed, but not in this document: an import
 * leaves them alone. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/content/pictures.h"
#include "sync/registry/formats/schema.h"
#include "sync/registry/registry.h"

enum { CONTENT_FILE_BYTES_MAX = 128 * 1024 * 1024, CONTENT_DEPTH_MAX = 16 };

struct content_summary {
    int64_t networks;
    int64_t pages;
    int64_t added;
    int64_t changed;
    int64_t removed;
    int64_t head;
};

/* Reports everything that is wrong with `document`: what the schema says, and what it cannot
 * (ids that are there twice, phases and networks that do not exist, items too large for the
 * feed). ERR_OK: it may be imported. ERR_INVALID, ERR_NOMEM. */
MUST_USE enum err content_check(const json_t *document, schema_report *report, void *context);

/* The same of one network, with pointers into it. `site` is the one it will stand beside (NULL: there is none, and
 * that alone is ERR_INVALID); `known` has the ids of the networks it may name, as its keys. */
MUST_USE enum err content_check_network(const json_t *site, const json_t *network, const json_t *known,
                                        schema_report *report, void *context);
/* The same of the site by itself. */
MUST_USE enum err content_check_site(const json_t *site, schema_report *report, void *context);
/* The same of one editorial page, which names nothing outside of itself but pictures: those are not looked for. */
MUST_USE enum err content_check_page(const json_t *page, schema_report *report, void *context);

/* Makes the registry's content that of `document`, which content_check() has passed, in one
 * transaction. What is equal keeps its sequence; what is new or changed gets the next ones, in
 * the order site, networks, pages; what is no longer there becomes a tombstone.
 * Errors, with nothing changed: those of db_run(), ERR_NOMEM. */
MUST_USE enum err content_import(struct registry *registry, const json_t *document, struct content_summary *out);

/* The same with the pictures that pictures_read() found for it, in the same transaction. */
MUST_USE enum err content_import_with(struct registry *registry, const json_t *document,
                                      const struct pictures *pictures, struct content_summary *out);

/* What an import put in the place of facts of the site that staff had changed in the browser: `told` names them, as
 * "contact (Anna)" (site_replaced.h), and `site` is the whole site as it was. NULL: it replaced nothing of theirs. */
struct content_replaced {
    char *told;   /* owned */
    json_t *site; /* owned */
};
void content_replaced_finish(struct content_replaced *replaced);
/* As content_import_with(), and says what it replaced, which is in the staff log, too. *out_replaced is set on ERR_OK.
 */
MUST_USE enum err content_import_telling(struct registry *registry, const json_t *document,
                                         const struct pictures *pictures, struct content_summary *out,
                                         struct content_replaced *out_replaced);

/* The first content of a registry that has none, as content_import() has it, by `who` of the staff page; the pictures
 * that it names are here already. Work that was begun before stays. ERR_EXISTS: there is content, and nothing changed.
 */
MUST_USE enum err content_begin(struct registry *registry, const char *who, const json_t *document,
                                struct content_summary *out);

/* The same document again; the caller owns *out. A file written by json_dumps() with
 * JSON_INDENT(2) and a line break comes back byte for byte, but for the files of pictures, which
 * have become names (pictures.h). Errors: ERR_NOT_FOUND (nothing was imported), ERR_DAMAGED,
 * ERR_NOMEM, those of db_query(). */
MUST_USE enum err content_export(struct registry *registry, json_t **out);
