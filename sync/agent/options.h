/* sync/agent/options.h - what was asked for on the command line. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/agent/trust.h"
#include "sync/base/err.h"

enum option_bit {
    OPTION_DATA = 1 << 0,
    OPTION_REGISTRY = 1 << 1,
    OPTION_CODE = 1 << 2,
    OPTION_POLL_SECONDS = 1 << 3,
    OPTION_STALL_SECONDS = 1 << 4,
    OPTION_PROXY = 1 << 5,
    OPTION_JSON = 1 << 6,
    OPTION_WAIT = 1 << 7,
    OPTION_RUN = 1 << 8,
    OPTION_RETRY = 1 << 9,
    OPTION_DROP = 1 << 10,
    OPTION_CA = 1 << 11,
    OPTION_PIN = 1 << 12,
    OPTION_NO_CA = 1 << 13,
    OPTION_NO_PINS = 1 << 14,
};

enum { POLL_SECONDS_DEFAULT = 20, POLL_SECONDS_MAX = 86400, STALL_SECONDS_MAX = 120 };
enum { WAIT_SECONDS_DEFAULT = 600, WAIT_SECONDS_MAX = 86400 };

struct options {
    bool help;        /* --help was among them; the rest may be missing */
    const char *data; /* all texts are borrowed from argv */
    const char *run;  /* NULL: not said */
    const char *registry;
    const char *code;
    const char *proxy;
    long poll_seconds;
    long stall_seconds; /* 0: not said */
    bool json;
    long wait_seconds;
    bool retry;
    bool drop;
    const char *ca;
    struct trust pins; /* its pins alone: --pin may be said twice */
    bool no_ca;
    bool no_pins;
};

/* Reads argv[1] on. `allowed` and `needed` are sums of enum option_bit. ERR_INVALID: `problem` says
 * in one sentence what is wrong. */
MUST_USE enum err options_read(struct options *out, int argc, char **argv, unsigned allowed, unsigned needed,
                               char *problem, size_t problem_bytes);
