/* sync/registry/web/assets.h - the pages' stylesheet and script, a part of the program (registry.mk makes them). */
#pragma once

#include <stddef.h>

struct web_asset {
    const unsigned char *bytes;
    size_t count;
    const char *type;
    const char *version; /* another one when the bytes are others: it stands in the address, so both may be kept */
};

extern const struct web_asset web_style, web_follow;
