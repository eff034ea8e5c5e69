/* sync/model/picture.h - pictures of editorial pages and networks: their names, their limits, and reading them.
 *
 * A picture is a PNG file, named by the BLAKE2b-256 hash of its bytes in lower-case hex, so a name says exactly
 * which picture is meant and whoever has it can check it. A page names it in a block:
 *   {"type":"picture","picture":HASH,"alt":TEXT,"caption":TEXT}
 * and a network has one of its own, "picture":{"picture":HASH,"alt":TEXT,"caption":TEXT} (network.h).
 * The size is read from the file's own header and held against the limits before anything is decoded. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

enum {
    PICTURE_BYTES_MAX = 512 * 1024, /* of the file */
    PICTURE_SIDE_MAX = 2048,        /* px */
    PICTURE_NAME_BYTES = 65,        /* with the zero */
    PICTURES_MAX = 128,             /* that all pages and networks together may name */
};
#define PICTURES_FOLDER "pictures" /* in a kiosk's data folder, and beside a content file */

struct picture_size {
    char name[PICTURE_NAME_BYTES];
    int width, height; /* px */
};

/* Exactly 64 lower-case hex digits? NULL is none. */
bool picture_is_name(const char *text);
/* The name of these bytes. */
void picture_name(char out[PICTURE_NAME_BYTES], const void *bytes, size_t bytes_count);

/* Looks at nothing but the header; out->name stays as it is. ERR_INVALID: not a PNG file. ERR_TOO_LARGE: over
 * PICTURE_BYTES_MAX or PICTURE_SIDE_MAX. */
MUST_USE enum err picture_measure(struct picture_size *out, const void *bytes, size_t bytes_count);
/* Decodes it after picture_measure(): width * height pixels of four bytes, red, green, blue, alpha (straight), which
 * the caller frees. ERR_INVALID, ERR_TOO_LARGE, ERR_NOMEM. */
MUST_USE enum err picture_decode(unsigned char **out, struct picture_size *out_size, const void *bytes,
                                 size_t bytes_count);

/* Is this block of a page a picture? */
bool picture_is_block(const json_t *block);
/* The names in `pages` (a list of pages' bodies) in the order of the pages, each once, at most PICTURES_MAX of them,
 * as the keys of an object. The caller owns *out. ERR_NOMEM. */
MUST_USE enum err picture_names(json_t **out, const json_t *pages);
/* One more behind them. What is no name, and what would be more than PICTURES_MAX, is passed over. ERR_NOMEM. */
MUST_USE enum err picture_names_add(json_t *names, const char *name);
