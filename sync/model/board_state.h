/* sync/model/board_state.h - how the machine under the kiosk is, as a part of the heartbeat. See facts.h.
 *
 *   {"cpu_mc":48300,"throttled":0,"under_voltage":0,"disk_free_mib":9120, …} */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/facts.h"

/* Bits of `throttled`, as a Pi's firmware has them: now, and (16 higher) at any time since the start. */
enum {
    THROTTLED_UNDER_VOLTAGE = 1 << 0,
    THROTTLED_CAPPED = 1 << 1,
    THROTTLED_NOW = 1 << 2,
    THROTTLED_SOFT = 1 << 3,
    THROTTLED_SINCE_START = 16,
};

struct board_state {
    int64_t cpu_mc;               /* the hottest zone, thousandths of a degree Celsius */
    int64_t throttled;            /* the firmware's bits */
    int64_t under_voltage;        /* 1: now, or since the start */
    int64_t disk_free_mib;        /* where the data folder is, for those who are not root */
    int64_t disk_mib;             /* of how many */
    int64_t memory_available_mib; /* the kernel's estimate */
    int64_t memory_mib;           /* of how many */
    int64_t up_s;                 /* the machine's */
    int64_t hardware_watchdog_s;  /* its time-out as the driver has it; 0: there is one, but nobody armed it */
};

void board_state_clear(struct board_state *out);
/* The caller owns it; NULL without memory. */
MUST_USE json_t *board_state_to_json(const struct board_state *state);
/* ERR_INVALID. */
MUST_USE enum err board_state_from_json(struct board_state *out, const json_t *json);
