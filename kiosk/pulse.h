/* kiosk/pulse.h - what the loop that paints knows of itself, in RUN/screen.json: once a minute, and when it has come to
 * show other content, since staff who published something wait to hear that.
 *
 * Only the loop calls this, and only when it is awake for another reason: it never wakes anybody up, and a loop that
 * hangs writes nothing, which is what the file is for. One thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/model/screen_state.h"

enum { PULSE_MS = 58 * 1000 }; /* a minute, less what lies between the loop's own look once a minute and this */

struct pulse {
    const char *path; /* of screen.json; borrowed */
    int64_t begun_ms;
    int64_t written_ms;   /* -1: not yet */
    int64_t presented_ms; /* when the display took a frame last; -1: never */
    int64_t touched_ms;   /* -1: never */
    uint64_t frames;
    char generation[SCREEN_STATE_GENERATION_BYTES]; /* what was shown when it was written last */
    int64_t sequence;
    bool failed; /* the latest try, which has been told */
};

void pulse_begin(struct pulse *pulse, const char *path, int64_t now_ms);
/* The display has taken `frames` since the start. */
void pulse_presented(struct pulse *pulse, uint64_t frames, int64_t now_ms);
void pulse_touched(struct pulse *pulse, int64_t now_ms);
bool pulse_is_due(const struct pulse *pulse, int64_t now_ms);
/* Was it written, and is what is shown now something else than it says? */
bool pulse_shows_other(const struct pulse *pulse, const char *generation, int64_t sequence);
/* Adds what the pulse and this process know to `state`, and writes it. */
void pulse_write(struct pulse *pulse, struct screen_state *state, int64_t now_ms);
/* The screen is no more. */
void pulse_end(const struct pulse *pulse);
