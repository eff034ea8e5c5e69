/* sync/model/screen_state.h - how the screen is, as its own loop tells: RUN/screen.json, and a part of the heartbeat.
 *
 *   {"shown":"board","doing":"used","version":"1a2b3c","generation":"9f…","sequence":41,"at_ms":…,"frames":…, …}
 *
 * Written by nobody but the loop that paints, so that "online but deaf" is seen: who reads it compares at_ms with the
 * same machine's monotonic clock. Nothing in it is about a visitor: no language, no aids, and a screen that may hold
 * something personal is only "private". Numbers that are not known are left out (facts.h). */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/facts.h"

enum {
    SCREEN_STATE_WORD_BYTES = 24,
    SCREEN_STATE_VERSION_BYTES = 64,
    SCREEN_STATE_GENERATION_BYTES = 33,
    SCREEN_STATE_FILE_BYTES_MAX = 2048,
};
#define SCREEN_STATE_PRIVATE "private"

struct screen_state {
    char shown[SCREEN_STATE_WORD_BYTES]; /* "rest", "board", …, or SCREEN_STATE_PRIVATE */
    char doing[SCREEN_STATE_WORD_BYTES]; /* "resting", "used", "asking" (are you still there?), "closed" (outside
                                            opening hours), "empty" (no content yet) */
    char voice[SCREEN_STATE_WORD_BYTES]; /* "unused" since the start, "good", "failed" at the latest try */
    char version[SCREEN_STATE_VERSION_BYTES];
    char generation[SCREEN_STATE_GENERATION_BYTES]; /* of the content that is shown; "" before there is any */
    int64_t sequence;                               /* and how far it goes */

    int64_t at_ms;         /* when this was written, by the monotonic clock */
    int64_t up_s;          /* since the screen began */
    int64_t frames;        /* that the display has taken since then, single pixels for the watchdog too */
    int64_t presented_ms;  /* since the latest of them */
    int64_t content_s;     /* since the content was last seen to be what is shown */
    int64_t touched_s;     /* since the latest touch; unknown: never since the start */
    int64_t touch_devices; /* as the display tells of them now */
    int64_t watchdog_s;    /* systemd's time-out; 0: not armed */
    int64_t fed_ms;        /* since it was last fed */
    int64_t resident_kib;  /* memory of the program */
    int64_t heap_kib;
    int64_t caches_kib; /* flowers and pictures kept */
    int64_t width_px, height_px;
    int64_t width_mm, height_mm; /* unknown without --mm */
};

/* All unknown, all texts "". */
void screen_state_clear(struct screen_state *out);
/* The caller owns it; NULL without memory. */
MUST_USE json_t *screen_state_to_json(const struct screen_state *state);
/* Bounds everything; unknown members are passed over, words must be words. ERR_INVALID. */
MUST_USE enum err screen_state_from_json(struct screen_state *out, const json_t *json);

/* Atomic, not durable. ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err screen_state_write(const struct screen_state *state, const char *path);
/* ERR_NOT_FOUND, ERR_DAMAGED, ERR_IO, ERR_NOMEM. */
MUST_USE enum err screen_state_read(struct screen_state *out, const char *path);

/* Lower-case letters, digits, "_", "-"; shorter than `bytes`. "" is one. */
bool state_word_is_good(const char *text, size_t bytes);
/* Printable ASCII; shorter than `bytes`. */
bool state_text_is_good(const char *text, size_t bytes);
