/* sync/registry/content/pictures.h - the pictures of editorial pages and networks: read beside a content file, kept in
 * the database, given to kiosks under their names (sync/model/picture.h).
 *
 * In a content file a block of a page, or a network's "picture", says "file" (where the picture lies, seen from that
 * file) or "picture" (its name; the registry has it, or it lies as pictures/NAME.png beside the file). What is stored
 * says "picture" only. */
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "sync/base/db.h"
#include "sync/base/err.h"
#include "sync/model/picture.h"
#include "sync/registry/formats/schema.h"
#include "sync/registry/registry.h"

/* For registry.c's list of migrations: which networks have a picture of their own is found without reading them. */
extern const char network_pictures_schema[];

struct picture_file {
    char name[PICTURE_NAME_BYTES];
    char *bytes; /* owned */
    size_t bytes_count;
    unsigned char *phone; /* owned: as phones get it (phone_pictures.h), of a network's alone */
    size_t phone_bytes;
};

struct pictures {
    struct picture_file files[PICTURES_MAX];
    size_t count;
};

/* Reads what the networks and pages of `document` name and puts "picture" in the place of "file". `folder` is where the
 * document lies; NULL: nowhere that may be looked into, so only what the registry has counts. Reports everything that
 * is wrong: a file that is not there, is no PNG, is too large or can't be decoded; a name that nobody knows; more than
 * PICTURES_MAX pictures. In every case the caller calls pictures_finish(). ERR_INVALID (reported), ERR_NOMEM, those of
 * db_query(). */
MUST_USE enum err pictures_read(struct pictures *out, json_t *document, const char *folder, struct registry *registry,
                                schema_report *report, void *context);
void pictures_finish(struct pictures *pictures);

/* Inside the caller's transaction: adds those, and deletes what nothing in `document` names, no version
 * of a page or network names, and staff did not give.
 * Errors as db_run(). */
MUST_USE enum err pictures_store(struct db *db, const struct pictures *pictures, const json_t *document);

/* The bytes of one, which the caller frees. ERR_NOT_FOUND, ERR_NOMEM, those of db_query(). */
MUST_USE enum err pictures_find(struct db *db, const char *name, char **out, size_t *out_bytes);

/* Writes every one as `folder`/NAME.png; makes the folder. *out_count: how many. ERR_IO, ERR_FULL, ERR_NOMEM, those of
 * db_query(). */
MUST_USE enum err pictures_write(struct db *db, const char *folder, size_t *out_count);
