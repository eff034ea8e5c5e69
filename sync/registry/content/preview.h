/* sync/registry/content/preview.h - what forhal-kiosk --preview is given: a network or an editorial page that is
 * being written, and what it would stand beside on the screens. */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"

enum {
    PREVIEW_OUTPUT_BYTES_MAX = 16 * 1024 * 1024,
    PREVIEW_SIDE_MIN = 320,
    PREVIEW_SIDE_MAX = 4096,
    PREVIEW_PARTS_MAX = 40
};
/* Pictures beyond PREVIEW_PICTURES_BYTES_MAX are shown as missing: a preview is made within a second. */
enum { PREVIEW_PICTURES_BYTES_MAX = 4 * 1024 * 1024 };
enum { PREVIEW_NEIGHBOURS_MAX = 30, PREVIEW_SIZE_TEXT_BYTES = 16 };

/* {"site":…,"networks":[NETWORK, those that it names, those that name it],"pictures":{NAME:BYTES}} with its own
 * picture, if the registry has it; `network` gets the counts of seats that the screens show. The caller owns *out.
 * ERR_NOT_FOUND: there is no content yet. ERR_NOMEM, those of db_query(). */
MUST_USE enum err preview_document(struct registry *registry, json_t *network, json_t **out);
/* {"site":…,"pages":[PAGE],"pictures":{NAME:BYTES}} with those of its pictures that the registry has. As above. */
MUST_USE enum err preview_page_document(struct registry *registry, json_t *page, json_t **out);

/* "1080x1920", with sides in PREVIEW_SIDE_MIN … PREVIEW_SIDE_MAX? `out_mm` is the glass of that form: 24 inches. */
bool preview_size_is_good(const char *size, char out_mm[PREVIEW_SIZE_TEXT_BYTES]);
