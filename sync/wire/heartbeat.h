/* sync/wire/heartbeat.h - what a kiosk tells about itself: the body of POST /v1/heartbeat.
 *
 *   {"agent":{"version":TEXT,"link":WORD,"clock":WORD,"wall_s":N,"up_s":N,"resident_kib":N,"pss_kib":N,"watchdog_s":N,
 *             "certificate_days":N,"beats":N},
 *    "outbox":{"waiting":N,"set_aside":N,"oldest_s":N},
 *    "content":{"generation":TEXT,"sequence":N},          what the agent has fetched
 *    "screen":{"age_s":N, …},                             sync/model/screen_state.h: what is shown
 *    "board":{ … }}                                       sync/model/board_state.h
 *
 * Every member may be missing: it is then not known. Without "screen" no screen has told anything. Nothing in it is
 * about a visitor. A reader passes over what it does not know, so that parts may be added. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/model/board_state.h"
#include "sync/model/screen_state.h"

enum { HEARTBEAT_BYTES_MAX = 4096, HEARTBEAT_DEPTH_MAX = 4, LOOK_ID_TEXT_BYTES = 17 };

#define CLOCK_TRUSTED  "trusted"
#define CLOCK_DOUBTFUL "doubtful"

struct heartbeat {
    char version[SCREEN_STATE_VERSION_BYTES];
    char link[SCREEN_STATE_WORD_BYTES];  /* sync/agent/state.h */
    char clock[SCREEN_STATE_WORD_BYTES]; /* CLOCK_TRUSTED, CLOCK_DOUBTFUL or "" */
    int64_t wall_s;                      /* what the kiosk takes for the time */
    int64_t up_s;                        /* since the agent began */
    int64_t resident_kib, pss_kib;       /* its memory */
    int64_t watchdog_s;                  /* systemd's for the agent; 0: not armed */
    int64_t certificate_days;            /* left, of the registry's */
    int64_t beats;                       /* heartbeats since the agent began, with this one */

    int64_t waiting, set_aside; /* in the outbox */
    int64_t oldest_s;           /* since the oldest waiting one was put in */

    char generation[SCREEN_STATE_GENERATION_BYTES]; /* fetched so far; "" when not known */
    int64_t sequence;

    bool has_screen;
    int64_t screen_age_s; /* since the screen wrote what follows */
    struct screen_state screen;
    struct board_state board;
};

/* All unknown. */
void heartbeat_clear(struct heartbeat *out);
/* The caller owns it; NULL without memory. */
MUST_USE json_t *heartbeat_to_json(const struct heartbeat *heartbeat);
/* The body, in *out (initialised here; the caller calls str_finish() in every case). ERR_NOMEM, ERR_TOO_LARGE. */
MUST_USE enum err heartbeat_write(struct str *out, const struct heartbeat *heartbeat);
/* Bounds everything. ERR_INVALID, ERR_TOO_LARGE, ERR_NOMEM. */
MUST_USE enum err heartbeat_read(struct heartbeat *out, const char *bytes, size_t bytes_count);

/* Does the screen show other content, or has one come or gone? */
bool heartbeat_shows_other(const struct heartbeat *now, const struct heartbeat *before);
/* Do they differ in something that whoever looks after the kiosk wants to know at once? */
bool heartbeat_differs(const struct heartbeat *now, const struct heartbeat *before);

/* Sixteen lower-case hex digits, which name one picture of a screen that was asked for? NULL is none. */
bool look_id_is_good(const char *text);
