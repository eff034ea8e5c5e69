/* sync/registry/fleet/fleet_words.h - what a heartbeat means, in words for whoever looks after the kiosks.
 *
 * Pure: a state and a time give a set of words; none is "fresh". */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/wire/entry.h"
#include "sync/wire/heartbeat.h"

enum {
    FLEET_SILENT_S = 10 * 60, /* the table may be FLEET_STORE_MS old, and a kiosk may miss a beat or two */
    FLEET_BEHIND_S = 10 * 60,
    FLEET_SCREEN_SILENT_S = 3 * 60, /* the screen writes once a minute */
    FLEET_PRESENTED_MS = 60 * 1000, /* with a watchdog the display takes something every few seconds */
    FLEET_TOUCH_SILENT_S = 7 * 86400,
    FLEET_OUTBOX_OLD_S = 3600,
    FLEET_CLOCK_OFF_S = 120,
    FLEET_CERTIFICATE_DAYS = 14,
    FLEET_DISK_LOW_MIB = 500,
    FLEET_HOT_MC = 80 * 1000, /* where a Pi begins to slow down */
    FLEET_SCREEN_LARGE_KIB = 250 * 1024,
    FLEET_MEMORY_LOW_MIB = 64,
};

enum fleet_word {
    FLEET_SILENT = 1 << 0,    /* no heartbeat; what it told before is not looked at any more */
    FLEET_NO_SCREEN = 1 << 1, /* the agent speaks, the screen doesn't: online but deaf */
    FLEET_FROZEN = 1 << 2,    /* the display takes nothing, or the loop that paints hangs */
    FLEET_BEHIND = 1 << 3,    /* shows older content than there is, for FLEET_BEHIND_S */
    FLEET_CLOCK = 1 << 4,
    FLEET_NO_TOUCH = 1 << 5,     /* no touch device is there */
    FLEET_TOUCH_SILENT = 1 << 6, /* nobody touched it for a week */
    FLEET_OUTBOX_OLD = 1 << 7,
    FLEET_SET_ASIDE = 1 << 8, /* entries that the registry refused */
    FLEET_DISK_LOW = 1 << 9,
    FLEET_HOT = 1 << 10,
    FLEET_UNDER_VOLTAGE = 1 << 11,
    FLEET_WATCHDOG = 1 << 12, /* one of the three is not armed */
    FLEET_CERTIFICATE = 1 << 13,
    FLEET_MEMORY = 1 << 14,
};

/* What is known of one kiosk. */
struct fleet_state {
    char kiosk[KIOSK_ID_BYTES_MAX + 1];
    int64_t heard_s;  /* by the registry's clock */
    int64_t behind_s; /* since when what it shows is older than the content; 0: it isn't */
    int64_t frozen_s; /* since when its frames don't increase; 0: they do */
    struct heartbeat beat;
};

/* How bad the worst of a set is, and so in which colour it is told: what stops a kiosk, what somebody should look at,
 * nothing. */
enum fleet_colour { FLEET_GREEN, FLEET_YELLOW, FLEET_RED, FLEET_GREY };
enum fleet_colour fleet_words_colour(unsigned words);
/* "green", "yellow", "red"; "grey": nothing is known, or nothing is wanted of it. */
const char *fleet_colour_name(enum fleet_colour colour);

/* A set of enum fleet_word; 0: all is well. */
unsigned fleet_judge(const struct fleet_state *state, int64_t now_s);
/* "behind, disk low", or "fresh". */
void fleet_words(struct str *out, unsigned words);
/* ["behind","disk low"], or ["fresh"]. NULL without memory. */
MUST_USE json_t *fleet_words_to_json(unsigned words);
