#define _POSIX_C_SOURCE 200809L
#include "kiosk/pulse.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kiosk/memory.h"
#include "kiosk/service_facts.h"
#include "sync/base/log.h"

void pulse_begin(struct pulse *pulse, const char *path, int64_t now_ms)
{
    *pulse = (struct pulse){.path = path, .begun_ms = now_ms, .written_ms = -1, .presented_ms = -1, .touched_ms = -1};
}

void pulse_presented(struct pulse *pulse, uint64_t frames, int64_t now_ms)
{
    if (frames != pulse->frames) pulse->presented_ms = now_ms;
    pulse->frames = frames;
}

void pulse_touched(struct pulse *pulse, int64_t now_ms)
{
    pulse->touched_ms = now_ms;
}

bool pulse_is_due(const struct pulse *pulse, int64_t now_ms)
{
    return pulse->path != NULL && (pulse->written_ms < 0 || now_ms - pulse->written_ms >= PULSE_MS);
}

bool pulse_shows_other(const struct pulse *pulse, const char *generation, int64_t sequence)
{
    if (pulse->path == NULL || pulse->written_ms < 0) return false;
    return sequence != pulse->sequence || strcmp(generation, pulse->generation) != 0;
}

void pulse_write(struct pulse *pulse, struct screen_state *state, int64_t now_ms)
{
    struct memory memory;
    pulse->written_ms = now_ms; /* failed or not: it is tried again in a minute */
    snprintf(pulse->generation, sizeof(pulse->generation), "%s", state->generation);
    pulse->sequence = state->sequence;
    state->at_ms = now_ms;
    state->up_s = (now_ms - pulse->begun_ms) / 1000;
    state->frames = (int64_t)pulse->frames;
    if (pulse->presented_ms >= 0) state->presented_ms = now_ms - pulse->presented_ms;
    if (pulse->touched_ms >= 0) state->touched_s = (now_ms - pulse->touched_ms) / 1000;
    if (memory_measure(&memory) == ERR_OK) {
        state->resident_kib = (int64_t)(memory.resident_bytes / 1024);
        state->heap_kib = (int64_t)(memory.heap_bytes / 1024);
    }
    snprintf(state->version, sizeof(state->version), "%s", service_version());
    enum err err = screen_state_write(state, pulse->path);
    if (err != ERR_OK && !pulse->failed) log_line(LOG_LEVEL_WARNING, "%s: %s", pulse->path, err_text(err));
    pulse->failed = err != ERR_OK;
}

void pulse_end(const struct pulse *pulse)
{
    if (pulse->path != NULL) unlink(pulse->path);
}
