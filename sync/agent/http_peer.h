/* sync/agent/http_peer.h - who answered, and what that says about time. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Who answered latest, and when; seconds since 1970, 0: not known. */
struct http_peer {
    bool verified;    /* over TLS, and its certificate was checked */
    int64_t begins_s; /* the validity of the server's own certificate */
    int64_t own_ends_s;
    int64_t ends_s; /* the first end among those that vouch for it and its own */
    int64_t date_s; /* the answer's Date */
};

/* The time of day that this peer vouches for: its Date, if its certificate was checked and is valid then (a registry
 * whose clock is decades off is not believed); else 0. */
int64_t http_peer_time_s(const struct http_peer *peer);
