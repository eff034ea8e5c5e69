/* sync/registry/web/staff_assets.h - what the staff page is made of, a part of the program: staff/build.mjs makes it of
 * the TypeScript in staff/, of dkfds and of Preact.
 *
 * A name holds its content's hash, so whatever has one may be kept forever. */
#pragma once

#include <stddef.h>

struct staff_asset {
    const char *name;
    const char *type;
    const unsigned char *plain;
    size_t plain_bytes;
    const unsigned char *gzip; /* the same, compressed; NULL: that would be no shorter */
    size_t gzip_bytes;
};

extern const struct staff_asset staff_assets[];
extern const size_t staff_assets_count;
/* Names of the script that begins, of the stylesheet, and of the sign in a browser's tab. */
extern const char staff_script[], staff_style[], staff_mark[];
