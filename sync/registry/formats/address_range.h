/* sync/registry/formats/address_range.h - an IP address, or a network of them, as a proxy's in the settings. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "sync/base/err.h"

struct address_range {
    unsigned char bytes[16]; /* IPv4 as ::ffff:a.b.c.d */
    int bits;                /* of the 128 */
};

/* Reads "127.0.0.1", "10.0.0.0/8", "::1" or "fd00::/8". ERR_INVALID; so are bits after the network's. */
MUST_USE enum err address_range_parse(struct address_range *out, const char *text);
/* Does `host` (IPv4 or IPv6) lie in it? */
bool address_range_has(const struct address_range *range, const struct sockaddr *host);
