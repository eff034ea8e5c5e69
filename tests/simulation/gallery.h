/* tests/simulation/gallery.h - pictures that the pages of a simulated town name, and how they fare on its disks.
 *
 * The bytes of a picture come from its number alone, so the same picture can go and come back. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "sync/registry/content/pictures.h"
#include "tests/simulation/chance.h"
#include "tests/simulation/disk.h"

/* Some pages, each with a picture or without, and the pictures they name: what content_import_with() takes. `large`:
 * one of them may take several pieces. The caller owns the pages and calls pictures_finish(). */
json_t *gallery_make(struct pictures *out, struct chance *chance, bool large);

/* The first file on a kiosk's disk that is named as a picture whole and is another, or NULL. */
const char *gallery_wrong(struct disk *disk);
/* The first of the pictures that `pages` name which this disk has not, or NULL. Borrowed from `pages`. */
const char *gallery_missing(struct disk *disk, const json_t *pages);
/* Spoils a sector of one of its pictures. False: there is none. */
bool gallery_damage(struct disk *disk, struct chance *chance);
