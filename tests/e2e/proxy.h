/* tests/e2e/proxy.h - something between kiosk and registry that does what such things do.
 *
 * One thread; connections one after the other. Its chance is seeded, so a run can be repeated. */
#pragma once

#include <stdint.h>

#include "sync/base/err.h"

enum fault {
    FAULT_NONE,
    FAULT_CUT,       /* the line breaks at a random byte, on the way up or down */
    FAULT_DELAY,     /* up to FAULT_DELAY_MS_MAX late */
    FAULT_DUPLICATE, /* the request reaches the server twice; one answer comes back */
    FAULT_SWALLOW,   /* the server answers, nobody hears it */
    FAULT_OWN_EMPTY, /* "200 {}" of its own; the server hears nothing */
    FAULT_OWN_HTML,  /* a captive portal's page with 200 */
    FAULT_TRUNCATE,  /* half of the answer's body, with a length that fits */
    FAULT_HANG,      /* takes the request and says nothing until the other side gives up */
    FAULT_COUNT,
};

enum { FAULT_DELAY_MS_MAX = 150, SILENCE_MS_DEFAULT = 3000 };

struct proxy;

/* Listens on a free port of 127.0.0.1 and goes on to `server_port`. On ERR_OK the caller ends it
 * with proxy_stop(). ERR_IO, ERR_NOMEM. */
MUST_USE enum err proxy_start(struct proxy **out, uint16_t server_port, uint32_t seed);
/* Takes NULL. */
void proxy_stop(struct proxy *proxy);

/* "http://127.0.0.1:PORT" */
const char *proxy_url(const struct proxy *proxy);
/* From the next request on. FAULT_COUNT: a random one each time, FAULT_HANG excepted. */
void proxy_set(struct proxy *proxy, enum fault fault);
/* A server that says nothing for this long is cut off, and so is who asked it. */
void proxy_set_silence(struct proxy *proxy, int silence_ms);
/* How many requests have come. */
int proxy_requests(struct proxy *proxy);
const char *fault_name(enum fault fault);
