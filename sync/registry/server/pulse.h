/* sync/registry/server/pulse.h - the server asks itself a question, for the watchdog. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/registry/formats/address.h"

/* One round of real work, asked for like anybody asks: through the socket (and TLS, with `tls`; whose certificate it is
 * does not matter here), the server's thread and its database. True when it was answered within about timeout_ms. */
bool pulse_is_felt(const struct address *address, bool tls, int64_t timeout_ms);
